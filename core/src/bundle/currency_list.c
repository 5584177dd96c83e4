#include "currency_list.h"

#include "../base/str.h"

bool clet_currency_is_code(chatlet_str code) {
    bool is_code = code.size_bytes == CLET_CURRENCY_CODE_BYTES;
    for (size_t i = 0; is_code && i < code.size_bytes; i++)
        is_code = code.data[i] >= 'A' && code.data[i] <= 'Z';
    return is_code;
}

bool clet_currency_next(chatlet_str list, size_t *offset, clet_currency *currency) {
    const size_t end = clet_str_find_byte(list, ' ', *offset);
    const chatlet_str entry = clet_str_slice(list, *offset, end);
    if (entry.size_bytes <= CLET_CURRENCY_CODE_BYTES) return false;
    const chatlet_str code = clet_str_slice(entry, 0, CLET_CURRENCY_CODE_BYTES);
    const char digit = entry.data[CLET_CURRENCY_CODE_BYTES];
    if (!clet_currency_is_code(code) || digit < '0' || digit > '9') return false;
    *currency = (clet_currency){
        .code = code,
        .places = (uint32_t)(digit - '0'),
        .symbol = clet_str_slice(entry, CLET_CURRENCY_CODE_BYTES + 1, entry.size_bytes)};
    *offset = end < list.size_bytes ? end + 1 : end;
    return true;
}
