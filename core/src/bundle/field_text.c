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

bool clet_list_next(chatlet_str list, char separator, size_t *offset, chatlet_str *item) {
    while (*offset < list.size_bytes) {
        const size_t end = clet_str_find_byte(list, separator, *offset);
        const chatlet_str found = clet_str_trim(clet_str_slice(list, *offset, end));
        *offset = end + 1;
        if (found.size_bytes == 0) continue;
        *item = found;
        return true;
    }
    return false;
}
