#include "http_head_check.h"

#include "http_limits.h"

static bool is_control(unsigned char byte) { return (byte < 0x20 && byte != '\t') || byte == 0x7f; }

static http_head_status end_line(http_head_check *check) {
    check->after_cr = false;
    if (check->line_bytes > 0) {
        check->line_count++;
        check->line_bytes = 0;
        return check->line_count - 1 > HTTP_FIELDS_MAX ? HTTP_HEAD_FIELDS_LONG : HTTP_HEAD_MORE;
    }
    if (check->line_count > 0) return HTTP_HEAD_END;
    check->empty_count++;
    return check->empty_count > HTTP_EMPTY_LINES_MAX ? HTTP_HEAD_BAD : HTTP_HEAD_MORE;
}

static http_head_status within_limits(const http_head_check *check) {
    if (check->line_count == 0) {
        return check->line_bytes > HTTP_REQUEST_LINE_BYTES_MAX ? HTTP_HEAD_LINE_LONG
                                                               : HTTP_HEAD_MORE;
    }
    return check->field_bytes > HTTP_FIELDS_BYTES_MAX ? HTTP_HEAD_FIELDS_LONG : HTTP_HEAD_MORE;
}

static http_head_status feed_byte(http_head_check *check, unsigned char byte) {
    bool in_fields = check->line_count > 0;
    if (check->after_cr) {
        if (byte != '\n') return HTTP_HEAD_BAD;
        /* The empty line that ends the fields is not one of them. */
        if (in_fields && check->line_bytes > 0) check->field_bytes += 2;
        http_head_status limits = within_limits(check);
        return limits == HTTP_HEAD_MORE ? end_line(check) : limits;
    }
    if (byte == '\r') {
        check->after_cr = true;
        return HTTP_HEAD_MORE;
    }
    if (is_control(byte)) return HTTP_HEAD_BAD;
    if (in_fields && check->line_bytes == 0 && (byte == ' ' || byte == '\t')) return HTTP_HEAD_BAD;
    check->line_bytes++;
    if (in_fields) check->field_bytes++;
    return within_limits(check);
}

http_head_status http_head_check_feed(http_head_check *check, chatlet_str bytes, size_t *used) {
    for (size_t i = 0; i < bytes.size_bytes; i++) {
        http_head_status status = feed_byte(check, (unsigned char)bytes.data[i]);
        if (status != HTTP_HEAD_MORE) {
            *used = i + 1;
            return status;
        }
    }
    *used = bytes.size_bytes;
    return HTTP_HEAD_MORE;
}
