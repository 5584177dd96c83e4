#include "http_access_line.h"

#include "http_date.h"
#include "http_trace.h"

static void append_byte(http_buffer *out, unsigned char byte) {
    char text[6] = {
        '\\', 'u', '0', '0', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
    if (plain) text[0] = (char)byte;
    http_buffer_append(out, (chatlet_str){.data = text, .size_bytes = plain ? 1 : sizeof text});
}

void http_json_append_text(http_buffer *out, chatlet_str text) {
    http_buffer_append(out, CHATLET_STR("\""));
    for (size_t i = 0; i < text.size_bytes; i++)
        append_byte(out, (unsigned char)text.data[i]);
    http_buffer_append(out, CHATLET_STR("\""));
}

/* `before` is the comma and the key with its colon. */
static void append_text(http_buffer *out, chatlet_str before, chatlet_str value) {
    if (value.size_bytes == 0) return;
    http_buffer_append(out, before);
    http_json_append_text(out, value);
}

static void append_number(http_buffer *out, chatlet_str before, uint64_t value) {
    http_buffer_append(out, before);
    http_buffer_append_number(out, value);
}

void http_access_line_write(http_buffer *out, http_access_line line) {
    const http_request *request = line.request;
    bool is_error = line.status >= 500;
    chatlet_str level = is_error ? CHATLET_STR("error") : CHATLET_STR("info");
    bool has_route = line.route.size_bytes > 0;
    http_buffer_append(out, CHATLET_STR("{\"time\":\""));
    http_date_append_rfc3339(out, line.time_ms);
    http_buffer_append(out, CHATLET_STR("\""));
    append_text(out, CHATLET_STR(",\"level\":"), level);
    append_text(out, CHATLET_STR(",\"event\":"), CHATLET_STR("request"));
    append_text(out, CHATLET_STR(",\"request_id\":"), request->request_id);
    if (request->trace_parent.size_bytes > 0) {
        append_text(out, CHATLET_STR(",\"trace_id\":"), http_trace_id(request->trace_parent));
    }
    append_text(out, CHATLET_STR(",\"method\":"), request->method_name);
    append_text(out, has_route ? CHATLET_STR(",\"route\":") : CHATLET_STR(",\"path\":"),
                has_route ? line.route : request->path);
    append_number(out, CHATLET_STR(",\"status\":"), line.status);
    append_number(out, CHATLET_STR(",\"bytes\":"), line.body_bytes);
    append_number(out, CHATLET_STR(",\"duration_us\":"), line.duration_us);
    if (line.with_address) {
        append_text(out, CHATLET_STR(",\"address\":"), request->client_address);
    }
    http_buffer_append(out, CHATLET_STR("}"));
}
