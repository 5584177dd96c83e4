#include "http_response_write.h"

#include "http_date.h"

static void append_field(http_buffer *out, chatlet_str name, chatlet_str value) {
    http_buffer_append(out, name);
    http_buffer_append(out, CHATLET_STR(": "));
    http_buffer_append(out, value);
    http_buffer_append(out, CHATLET_STR("\r\n"));
}

/* These two never have a body, and saying "0" would be a statement about the file. */
static bool tells_length(uint16_t status) { return status != 204 && status != 304; }

void http_response_write_head(const http_response *response, http_head_options options,
                              http_buffer *out) {
    http_buffer_append(out, CHATLET_STR("HTTP/1.1 "));
    http_buffer_append_number(out, response->status);
    http_buffer_append(out, CHATLET_STR(" "));
    http_buffer_append(out, http_status_name(response->status));
    http_buffer_append(out, CHATLET_STR("\r\nDate: "));
    http_date_append(out, options.time_s);
    http_buffer_append(out, CHATLET_STR("\r\n"));
    for (size_t i = 0; i < response->field_count; i++) {
        append_field(out, response->fields[i].name, http_response_value(response, i));
    }
    /* What a file is, its name's extension says; a browser must not guess from its bytes. */
    append_field(out, CHATLET_STR("X-Content-Type-Options"), CHATLET_STR("nosniff"));
    if (options.request_id.size_bytes > 0) {
        append_field(out, CHATLET_STR("X-Request-Id"), options.request_id);
    }
    if (options.is_secure) {
        http_buffer_append(out, CHATLET_STR("Strict-Transport-Security: max-age="));
        http_buffer_append_number(out, HTTP_STRICT_TRANSPORT_SECONDS);
        http_buffer_append(out, CHATLET_STR("\r\n"));
    }
    if (tells_length(response->status)) {
        http_buffer_append(out, CHATLET_STR("Content-Length: "));
        http_buffer_append_number(out, http_response_body_bytes(response));
        http_buffer_append(out, CHATLET_STR("\r\n"));
    }
    if (!options.keep_alive) {
        append_field(out, CHATLET_STR("Connection"), CHATLET_STR("close"));
    } else if (options.minor_version == 0) {
        append_field(out, CHATLET_STR("Connection"), CHATLET_STR("keep-alive"));
    }
    http_buffer_append(out, CHATLET_STR("\r\n"));
}
