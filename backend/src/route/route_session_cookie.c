#include "route_session_cookie.h"

#include "../http/http_text.h"

static bool is_secure(const route_call *call) {
    return http_text_starts_with(call->service->settings->base_url, CHATLET_STR("https:"));
}

/* The prefix lets a browser take the cookie only from this very host, over TLS. */
static chatlet_str cookie_name(const route_call *call) {
    return is_secure(call) ? CHATLET_STR("__Host-chatlet_session") : CHATLET_STR("chatlet_session");
}

chatlet_str route_read_session(const route_call *call) {
    const http_request *request = call->request;
    const chatlet_str name = cookie_name(call);
    chatlet_str found = CHATLET_STR("");
    size_t count = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        chatlet_str rest = request->fields[i].value;
        chatlet_str pair;
        if (!http_text_equal_ignore_case(request->fields[i].name, CHATLET_STR("Cookie"))) continue;
        while (http_text_next_item(&rest, ';', &pair)) {
            const size_t equals = http_text_find(pair, '=');
            const chatlet_str key = {.data = pair.data, .size_bytes = equals};
            if (equals == pair.size_bytes || !http_text_equal(key, name)) continue;
            found = http_text_from(pair, equals + 1);
            count++;
        }
    }
    return count == 1 ? found : CHATLET_STR("");
}

static void add_cookie(route_call *call, chatlet_str value, uint64_t seconds) {
    http_buffer text;
    http_buffer_init(&text, &call->service->memory->allocator, 512);
    http_buffer_append(&text, cookie_name(call));
    http_buffer_append(&text, CHATLET_STR("="));
    http_buffer_append(&text, value);
    http_buffer_append(&text, CHATLET_STR("; Path=/; HttpOnly; SameSite=Lax; Max-Age="));
    http_buffer_append_number(&text, seconds);
    if (is_secure(call)) http_buffer_append(&text, CHATLET_STR("; Secure"));
    http_response_add(call->response, CHATLET_STR("Set-Cookie"), http_buffer_str(&text));
}

void route_set_session(route_call *call, chatlet_str secret) {
    add_cookie(call, secret, (uint64_t)(call->service->settings->session_absolute_ms / 1000));
}

void route_clear_session(route_call *call) { add_cookie(call, CHATLET_STR(""), 0); }

/* Scheme, host and port of our own address. */
static chatlet_str own_origin(const route_call *call) {
    const chatlet_str url = call->service->settings->base_url;
    size_t slashes = 0;
    for (size_t i = 0; i < url.size_bytes; i++)
        if (url.data[i] == '/' && ++slashes == 3)
            return (chatlet_str){.data = url.data, .size_bytes = i};
    return url;
}

bool route_check_origin(route_call *call) {
    const http_request *request = call->request;
    const chatlet_str *mark = http_request_field(request, CHATLET_STR("X-Chatlet-Request"), NULL);
    const chatlet_str *origin = http_request_field(request, CHATLET_STR("Origin"), NULL);
    const chatlet_str *site = http_request_field(request, CHATLET_STR("Sec-Fetch-Site"), NULL);
    if (mark == NULL || !http_text_equal(*mark, CHATLET_STR("1")))
        return service_refuse(
            call->service, PROBLEM_FOREIGN_ORIGIN,
            CHATLET_STR("Changes by cookie need the field X-Chatlet-Request: 1."));
    if (origin != NULL && !http_text_equal_ignore_case(*origin, own_origin(call)))
        return service_refuse(call->service, PROBLEM_FOREIGN_ORIGIN,
                              CHATLET_STR("This comes from a page of another origin."));
    if (site != NULL && !http_text_equal(*site, CHATLET_STR("same-origin")) &&
        !http_text_equal(*site, CHATLET_STR("none")))
        return service_refuse(call->service, PROBLEM_FOREIGN_ORIGIN,
                              CHATLET_STR("This comes from a page of another site."));
    return true;
}
