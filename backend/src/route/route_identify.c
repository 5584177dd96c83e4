/* Who sends a request: a bearer token decides by its prefix, else the session's cookie. */
#include "../http/http_text.h"
#include "../service/service_caller.h"
#include "route_dispatch.h"
#include "route_session_cookie.h"

static bool refuse(route_call *call, chatlet_str detail) {
    return service_refuse(call->service, PROBLEM_UNAUTHENTICATED, detail);
}

static bool identify_bearer(route_call *call, chatlet_str field) {
    static const chatlet_str scheme = CHATLET_STR("Bearer ");
    if (field.size_bytes <= scheme.size_bytes ||
        !http_text_equal_ignore_case(
            (chatlet_str){.data = field.data, .size_bytes = scheme.size_bytes}, scheme))
        return refuse(call, CHATLET_STR("Authorization must be of the form: Bearer TOKEN."));
    const chatlet_str token = http_text_trim(http_text_from(field, scheme.size_bytes));
    if (http_text_starts_with(token, CHATLET_STR("chk_")))
        return service_identify_key(call->service, token);
    if (http_text_starts_with(token, CHATLET_STR("cvt_")))
        return service_identify_visitor(call->service, token);
    return refuse(call, CHATLET_STR("This is no token of this server: keys begin with chk_, tokens "
                                    "of visitors with cvt_."));
}

static bool is_reading(const route_call *call) {
    return call->request->method == HTTP_METHOD_GET || call->request->method == HTTP_METHOD_HEAD;
}

/* Where anybody may ask, a cookie that is over or a page elsewhere makes a stranger, not a failure:
 * else nobody could sign in again. */
static bool forgive(route_call *call) {
    if (call->route->access != ROUTE_PUBLIC) return false;
    call->service->problem = (problem){.code = PROBLEM_NONE};
    call->service->caller.kind = CALLER_NOBODY;
    return true;
}

static bool identify_cookie(route_call *call) {
    const chatlet_str secret = route_read_session(call);
    if (secret.size_bytes == 0) return true;
    if (!is_reading(call) && !route_check_origin(call)) return forgive(call);
    if (service_identify_session(call->service, secret)) return true;
    if (forgive(call)) return true;
    route_clear_session(call);
    return false;
}

bool route_identify(route_call *call) {
    size_t count;
    const chatlet_str *field =
        http_request_field(call->request, CHATLET_STR("Authorization"), &count);
    call->service->caller.kind = CALLER_NOBODY;
    switch (call->route->access) {
    case ROUTE_WEBHOOK: return true; /* a signature is all that counts */
    case ROUTE_PUBLIC:
    case ROUTE_ACCOUNT:
    case ROUTE_ORGANIZATION:
        if (field == NULL) return identify_cookie(call);
        break;
    case ROUTE_KEY:
    case ROUTE_VISITOR:
        if (field == NULL) return true; /* cookies are for people, not for pages of customers */
        break;
    }
    if (count > 1) return refuse(call, CHATLET_STR("Send one Authorization field."));
    return identify_bearer(call, *field);
}
