#include "http_text.h"

#include <string.h>

bool http_text_equal(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    return a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0;
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool http_text_equal_ignore_case(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    for (size_t i = 0; i < a.size_bytes; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) return false;
    }
    return true;
}

bool http_text_starts_with(chatlet_str text, chatlet_str prefix) {
    if (text.size_bytes < prefix.size_bytes) return false;
    return http_text_equal((chatlet_str){.data = text.data, .size_bytes = prefix.size_bytes},
                           prefix);
}

bool http_text_ends_with(chatlet_str text, chatlet_str suffix) {
    if (text.size_bytes < suffix.size_bytes) return false;
    return http_text_equal(http_text_from(text, text.size_bytes - suffix.size_bytes), suffix);
}

static bool is_space(char byte) { return byte == ' ' || byte == '\t'; }

chatlet_str http_text_trim(chatlet_str text) {
    size_t begin = 0;
    size_t end = text.size_bytes;
    while (begin < end && is_space(text.data[begin]))
        begin++;
    while (end > begin && is_space(text.data[end - 1]))
        end--;
    if (begin == end) return (chatlet_str){.data = text.data, .size_bytes = 0};
    return (chatlet_str){.data = text.data + begin, .size_bytes = end - begin};
}

chatlet_str http_text_from(chatlet_str text, size_t begin) {
    if (begin == 0) return text;
    return (chatlet_str){.data = text.data + begin, .size_bytes = text.size_bytes - begin};
}

size_t http_text_find(chatlet_str text, char byte) {
    if (text.size_bytes == 0) return 0;
    const char *found = memchr(text.data, byte, text.size_bytes);
    return found == NULL ? text.size_bytes : (size_t)(found - text.data);
}

/* Where the first item of `text` ends: at a separator outside quotes, or at the end. */
static size_t item_end(chatlet_str text, char separator) {
    bool quoted = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] == '"') quoted = !quoted;
        if (!quoted && text.data[i] == separator) return i;
    }
    return text.size_bytes;
}

bool http_text_next_item(chatlet_str *rest, char separator, chatlet_str *item) {
    while (rest->size_bytes > 0) {
        size_t end = item_end(*rest, separator);
        chatlet_str found = http_text_trim((chatlet_str){.data = rest->data, .size_bytes = end});
        *rest = http_text_from(*rest, end < rest->size_bytes ? end + 1 : end);
        if (found.size_bytes > 0) {
            *item = found;
            return true;
        }
    }
    return false;
}

bool http_text_number(chatlet_str text, uint64_t *value) {
    uint64_t number = 0;
    if (text.size_bytes == 0) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        if (byte < '0' || byte > '9') return false;
        if (__builtin_mul_overflow(number, (uint64_t)10, &number)) return false;
        if (__builtin_add_overflow(number, (uint64_t)(byte - '0'), &number)) return false;
    }
    *value = number;
    return true;
}

int http_text_hex_digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    byte = lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}
