#include "str.h"

#include "assert.h"

#include <string.h>

bool clet_str_equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

int clet_str_compare(chatlet_str a, chatlet_str b) {
    const size_t shorter = a.size_bytes < b.size_bytes ? a.size_bytes : b.size_bytes;
    const int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    if (order != 0) return order;
    if (a.size_bytes == b.size_bytes) return 0;
    return a.size_bytes < b.size_bytes ? -1 : 1;
}

bool clet_str_starts_with(chatlet_str text, chatlet_str prefix) {
    return text.size_bytes >= prefix.size_bytes &&
           clet_str_equal(clet_str_slice(text, 0, prefix.size_bytes), prefix);
}

bool clet_str_ends_with(chatlet_str text, chatlet_str suffix) {
    if (text.size_bytes < suffix.size_bytes) return false;
    return clet_str_equal(
        clet_str_slice(text, text.size_bytes - suffix.size_bytes, text.size_bytes), suffix);
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

bool clet_str_equal_ignore_case(chatlet_str a, chatlet_str b) {
    if (a.size_bytes != b.size_bytes) return false;
    for (size_t i = 0; i < a.size_bytes; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) return false;
    }
    return true;
}

chatlet_str clet_str_slice(chatlet_str text, size_t begin, size_t end) {
    CLET_ASSERT(begin <= end);
    CLET_ASSERT(end <= text.size_bytes);
    if (begin == end) return (chatlet_str){.data = NULL, .size_bytes = 0};
    return (chatlet_str){.data = text.data + begin, .size_bytes = end - begin};
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

chatlet_str clet_str_trim(chatlet_str text) {
    size_t begin = 0;
    size_t end = text.size_bytes;
    while (begin < end && is_space(text.data[begin]))
        begin++;
    while (end > begin && is_space(text.data[end - 1]))
        end--;
    return clet_str_slice(text, begin, end);
}

size_t clet_str_common_prefix(chatlet_str a, chatlet_str b) {
    const size_t shorter = a.size_bytes < b.size_bytes ? a.size_bytes : b.size_bytes;
    size_t i = 0;
    while (i < shorter && a.data[i] == b.data[i])
        i++;
    return i;
}

size_t clet_str_find_byte(chatlet_str text, char byte, size_t from) {
    CLET_ASSERT(from <= text.size_bytes);
    for (size_t i = from; i < text.size_bytes; i++) {
        if (text.data[i] == byte) return i;
    }
    return text.size_bytes;
}
