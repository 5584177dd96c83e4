#include "http_handlers.h"

#include "http_text.h"

static bool live_accepts(void *context, const http_request *request) {
    (void)context;
    return http_text_equal(request->path, CHATLET_STR("/livez"));
}

static void live_start(void *context, http_exchange *exchange) {
    (void)context;
    http_response *response = http_exchange_response(exchange);
    http_method method = http_exchange_request(exchange)->method;
    if (method == HTTP_METHOD_GET || method == HTTP_METHOD_HEAD) {
        http_response_add(response, CHATLET_STR("Content-Type"),
                          CHATLET_STR("text/plain; charset=utf-8"));
        http_response_add(response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
        http_buffer_append(&response->content, CHATLET_STR("ok"));
    } else {
        http_response_add(response, CHATLET_STR("Allow"), CHATLET_STR("GET, HEAD"));
        http_response_say(response, 405, CHATLET_STR("Ask with GET or HEAD."));
    }
    http_exchange_finish(exchange);
}

http_handler http_live_handler(void) {
    return (http_handler){.accepts = live_accepts, .start = live_start};
}

static bool static_accepts(void *context, const http_request *request) {
    (void)context;
    (void)request;
    return true;
}

static void static_work(void *context, http_exchange *exchange) {
    http_static_answer(context, http_exchange_request(exchange), http_exchange_time_s(exchange),
                       http_exchange_response(exchange));
}

static void static_start(void *context, http_exchange *exchange) {
    http_exchange_in_pool(exchange, static_work, context);
}

http_handler http_static_handler(http_static *sites) {
    return (http_handler){.context = sites, .accepts = static_accepts, .start = static_start};
}
