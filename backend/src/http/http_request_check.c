#include "http_request_check.h"

#include "http_text.h"

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

uint16_t http_request_check_line(chatlet_str line) {
    enum { VERSION_BYTES = 8, MAJOR_OFFSET = 5, POINT_OFFSET = 6, MINOR_OFFSET = 7 };
    size_t method_end = http_text_find(line, ' ');
    if (method_end == 0 || method_end == line.size_bytes) return 400;
    chatlet_str rest = http_text_from(line, method_end + 1);
    size_t target_end = http_text_find(rest, ' ');
    if (target_end == 0) return 400;
    /* A path alone is HTTP/0.9. */
    if (target_end == rest.size_bytes) return rest.data[0] == '/' ? 505 : 400;
    chatlet_str version = http_text_from(rest, target_end + 1);
    if (version.size_bytes != VERSION_BYTES) return 400;
    if (!http_text_starts_with(version, CHATLET_STR("HTTP/"))) return 400;
    const char *text = version.data;
    if (!is_digit(text[MAJOR_OFFSET]) || text[POINT_OFFSET] != '.') return 400;
    if (!is_digit(text[MINOR_OFFSET])) return 400;
    bool is_known = text[MAJOR_OFFSET] == '1' && text[MINOR_OFFSET] <= '1';
    return is_known ? 0 : 505;
}

uint16_t http_request_check_framing(const http_request *request) {
    size_t length_count;
    size_t coding_count;
    size_t expect_count;
    (void)http_request_field(request, CHATLET_STR("Content-Length"), &length_count);
    const chatlet_str *coding =
        http_request_field(request, CHATLET_STR("Transfer-Encoding"), &coding_count);
    const chatlet_str *expect = http_request_field(request, CHATLET_STR("Expect"), &expect_count);
    if (length_count + coding_count > 1) return 400;
    if (coding != NULL && request->minor_version == 0) return 400;
    if (coding != NULL && !http_text_equal_ignore_case(*coding, CHATLET_STR("chunked"))) return 501;
    if (expect_count > 1) return 400;
    if (expect != NULL && !http_text_equal_ignore_case(*expect, CHATLET_STR("100-continue"))) {
        return 417;
    }
    return 0;
}

/* A registered name or an address, with a port or without. User information is not among it: a
 * request that carries some is meant to fool somebody. */
static bool is_host(chatlet_str host) {
    for (size_t i = 0; i < host.size_bytes; i++) {
        char byte = host.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        bool digit = byte >= '0' && byte <= '9';
        bool mark = http_text_find(CHATLET_STR(".-_~:[]%"), byte) < 8;
        if (!letter && !digit && !mark) return false;
    }
    return host.size_bytes > 0;
}

static uint16_t check_host(const http_request *request, chatlet_str *host) {
    size_t count;
    const chatlet_str *field = http_request_field(request, CHATLET_STR("Host"), &count);
    if (count > 1) return 400;
    if (field == NULL) return request->minor_version == 0 ? 0 : 400;
    if (!is_host(*field)) return 400;
    *host = *field;
    return 0;
}

/* Cuts scheme and authority off an absolute target. False when it is not one. */
static bool split_absolute(chatlet_str *target, chatlet_str *authority) {
    static const chatlet_str schemes[] = {{.data = "http://", .size_bytes = 7},
                                          {.data = "https://", .size_bytes = 8}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t size_bytes = schemes[i].size_bytes;
        if (target->size_bytes < size_bytes) continue;
        chatlet_str begin = {.data = target->data, .size_bytes = size_bytes};
        if (!http_text_equal_ignore_case(begin, schemes[i])) continue;
        chatlet_str rest = http_text_from(*target, size_bytes);
        size_t end = 0;
        while (end < rest.size_bytes && rest.data[end] != '/' && rest.data[end] != '?')
            end++;
        *authority = (chatlet_str){.data = rest.data, .size_bytes = end};
        *target = http_text_from(rest, end);
        return true;
    }
    return false;
}

static bool is_target_text(chatlet_str target) {
    for (size_t i = 0; i < target.size_bytes; i++) {
        unsigned char byte = (unsigned char)target.data[i];
        if (byte <= 0x20 || byte >= 0x7f || byte == '#') return false;
    }
    return true;
}

uint16_t http_request_check_target(http_request *request, chatlet_str target) {
    chatlet_str host = {.data = NULL, .size_bytes = 0};
    uint16_t status = check_host(request, &host);
    if (status != 0) return status;
    if (!is_target_text(target)) return 400;

    chatlet_str path = target;
    bool any = request->method == HTTP_METHOD_OPTIONS && http_text_equal(target, CHATLET_STR("*"));
    if (split_absolute(&path, &host) && !is_host(host)) return 400;
    size_t mark = http_text_find(path, '?');
    chatlet_str query = http_text_from(path, mark < path.size_bytes ? mark + 1 : mark);
    bool has_query = mark < path.size_bytes;
    path.size_bytes = mark;
    if (path.size_bytes == 0 && target.size_bytes > 0 && target.data[0] != '?') {
        path = CHATLET_STR("/"); /* http://host and http://host?query mean its root */
    }
    if (!any && (path.size_bytes == 0 || path.data[0] != '/')) return 400;

    request->path = path;
    request->query = query;
    request->has_query = has_query;
    request->host = host;
    return 0;
}
