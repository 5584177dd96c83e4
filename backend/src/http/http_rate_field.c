#include "http_rate_field.h"

static void append_parameter(http_buffer *text, chatlet_str name, uint32_t value) {
    http_buffer_append(text, name);
    http_buffer_append_number(text, value);
}

static void begin(http_buffer *text, chatlet_str name) {
    text->size_bytes = 0;
    http_buffer_append(text, CHATLET_STR("\""));
    http_buffer_append(text, name);
    http_buffer_append(text, CHATLET_STR("\""));
}

/* A value that could not be written fails the response, as any other field would. */
static void add(http_response *response, chatlet_str name, const http_buffer *text) {
    if (text->failed) response->text.failed = true;
    http_response_add(response, name, http_buffer_str(text));
}

void http_response_add_rate(http_response *response, const http_rate *rate) {
    http_buffer text;
    http_buffer_init(&text, response->text.allocator, HTTP_RESPONSE_TEXT_BYTES_MAX);
    begin(&text, rate->name);
    append_parameter(&text, CHATLET_STR(";q="), rate->quota);
    append_parameter(&text, CHATLET_STR(";w="), rate->window_s);
    add(response, CHATLET_STR("RateLimit-Policy"), &text);
    begin(&text, rate->name);
    append_parameter(&text, CHATLET_STR(";r="), rate->remaining);
    append_parameter(&text, CHATLET_STR(";t="), rate->reset_s);
    add(response, CHATLET_STR("RateLimit"), &text);
    if (rate->retry_after_s > 0) {
        text.size_bytes = 0;
        http_buffer_append_number(&text, rate->retry_after_s);
        add(response, CHATLET_STR("Retry-After"), &text);
    }
    http_buffer_free(&text);
}
