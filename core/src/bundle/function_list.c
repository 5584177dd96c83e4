#include "function_list.h"

const char *clet_function_kinds(clet_function function) {
    static const char kinds[][CLET_FUNCTION_ARGUMENTS_MAX + 1] = {
#define X(name, letters) letters,
        CLET_FUNCTION_LIST(X)
#undef X
    };
    return kinds[function];
}
