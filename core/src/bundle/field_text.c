#include "field_text.h"

#include "../base/str.h"

#include <chatlet/limits.h>

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
           byte == '_';
}

bool clet_field_name_is_valid(chatlet_str name) {
    if (name.size_bytes == 0 || name.size_bytes > CHATLET_FIELD_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < name.size_bytes; i++) {
        if (!is_name_byte(name.data[i])) return false;
    }
    return true;
}

bool clet_field_values_next(chatlet_str list, size_t *offset, chatlet_str *value) {
    while (*offset < list.size_bytes) {
        const size_t begin = *offset;
        size_t end = begin;
        while (end < list.size_bytes && list.data[end] != ',' && list.data[end] != ';')
            end++;
        *offset = end + 1;
        const chatlet_str found = clet_str_trim(clet_str_slice(list, begin, end));
        if (found.size_bytes == 0) continue;
        *value = found;
        return true;
    }
    return false;
}
