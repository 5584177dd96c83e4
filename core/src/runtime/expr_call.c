#include "expr_call.h"

#include "expr_convert.h"
#include "expr_locale.h"
#include "expr_math.h"
#include "expr_text.h"
#include "expr_time.h"

#include <string.h>

/* The letters of function_list.h, by kind. No function takes an error, a type or null as such. */
static const char letters[] = "-biudsylmtr--";

/* Whether every argument is what the function takes; *refusal gets the error otherwise. */
static bool check_arguments(const char *kinds, const chatlet_value *arguments,
                            chatlet_value *refusal) {
    bool is_good = true;
    for (size_t i = 0; kinds[i] != '\0'; i++) {
        if (arguments[i].kind == CHATLET_VALUE_ERROR) {
            *refusal = arguments[i];
            return false;
        }
        is_good = is_good && (kinds[i] == 'a' || kinds[i] == letters[arguments[i].kind]);
    }
    *refusal = clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD);
    return is_good;
}

static chatlet_value dispatch(clet_expr_run *run, clet_function function,
                              const chatlet_value *arguments) {
    if (function <= CLET_FUNCTION_TO_DURATION) return clet_expr_convert(run, function, arguments);
    if (function <= CLET_FUNCTION_FORMAT) return clet_expr_text_call(run, function, arguments);
    if (function <= CLET_FUNCTION_GET_MILLISECONDS)
        return clet_expr_time_part(function, &arguments[0], clet_value_str(&arguments[1]));
    if (function <= CLET_FUNCTION_BIT_SHIFT_RIGHT) return clet_expr_math(function, arguments);
    return clet_expr_locale_call(run, function, arguments);
}

chatlet_value *clet_expr_call(clet_expr_run *run, clet_function function, chatlet_value *top) {
    const char *kinds = clet_function_kinds(function);
    chatlet_value *arguments = top - strlen(kinds);
    chatlet_value result;
    if (check_arguments(kinds, arguments, &result)) result = dispatch(run, function, arguments);
    arguments[0] = result;
    return arguments + 1;
}
