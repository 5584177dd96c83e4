#include "query_filter.h"

#include "../base/str.h"
#include "../bundle/field_text.h"

bool clet_filter_next(chatlet_str filter, size_t *offset, clet_condition *condition) {
    chatlet_str text;
    if (!clet_list_next(filter, ';', offset, &text)) return false;
    const size_t equals = clet_str_find_byte(text, '=', 0);
    const size_t values = equals < text.size_bytes ? equals + 1 : equals;
    *condition = (clet_condition){.name = clet_str_trim(clet_str_slice(text, 0, equals)),
                                  .values = clet_str_slice(text, values, text.size_bytes)};
    return true;
}
