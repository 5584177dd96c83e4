#include "query_filter.h"

#include "../base/str.h"

bool clet_filter_next(chatlet_str filter, size_t *offset, clet_condition *condition) {
    while (*offset < filter.size_bytes) {
        const size_t end = clet_str_find_byte(filter, ';', *offset);
        const chatlet_str text = clet_str_trim(clet_str_slice(filter, *offset, end));
        *offset = end + 1;
        if (text.size_bytes == 0) continue;
        const size_t equals = clet_str_find_byte(text, '=', 0);
        const size_t values = equals < text.size_bytes ? equals + 1 : equals;
        *condition = (clet_condition){.name = clet_str_trim(clet_str_slice(text, 0, equals)),
                                      .values = clet_str_slice(text, values, text.size_bytes)};
        return true;
    }
    return false;
}
