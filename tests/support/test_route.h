/* Requests to routes in tests, without a server. */
#ifndef TEST_ROUTE_H
#define TEST_ROUTE_H

#include "route/route_dispatch.h"
#include "test_service.h"

/* Answers of routes. Texts live until the next test_route_ask or test_service_close. */
typedef struct test_answer {
    uint16_t status;
    chatlet_str body;
    http_response response; /* owned */
} test_answer;

/* Sends a request through route_dispatch, as `caller` unless that is NULL. `fields` is "Name:
 * value" lines with line feeds between, or NULL; a body goes as application/json unless they say
 * otherwise. */
void test_route_ask(test_service *test, const service_caller *caller, const char *method,
                    const char *target, const char *fields, const char *body, test_answer *answer);
void test_answer_free(test_answer *answer);

/* The value of a field of the answer; empty when it is not there. */
chatlet_str test_answer_field(const test_answer *answer, const char *name);

#endif
