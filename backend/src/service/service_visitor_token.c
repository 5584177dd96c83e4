#include "service_caller.h"

/* No tokens are given out yet, so none is valid. */
bool service_identify_visitor(service *service, chatlet_str token) {
    (void)token;
    return service_refuse(service, PROBLEM_UNAUTHENTICATED, CHATLET_STR(""));
}
