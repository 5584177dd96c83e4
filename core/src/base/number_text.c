#include "number_text.h"

size_t clet_number_text_u64(uint64_t value, char text[CLET_NUMBER_TEXT_BYTES_MAX]) {
    char reversed[CLET_NUMBER_TEXT_BYTES_MAX];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < count; i++)
        text[i] = reversed[count - 1 - i];
    return count;
}

void clet_number_text_append_u64(clet_buffer *buffer, uint64_t value) {
    char text[CLET_NUMBER_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_number_text_u64(value, text);
    clet_buffer_append(buffer, (chatlet_str){.data = text, .size_bytes = size_bytes});
}

void clet_number_text_append_i64(clet_buffer *buffer, int64_t value) {
    if (value < 0) clet_buffer_append_byte(buffer, '-');
    /* Negated as unsigned, since the smallest int64 has no positive twin. */
    clet_number_text_append_u64(buffer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

bool clet_number_text_read_u64(chatlet_str text, uint64_t *value) {
    uint64_t result = 0;
    if (text.size_bytes == 0) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char c = text.data[i];
        if (c < '0' || c > '9') return false;
        if (__builtin_mul_overflow(result, (uint64_t)10, &result)) return false;
        if (__builtin_add_overflow(result, (uint64_t)(c - '0'), &result)) return false;
    }
    *value = result;
    return true;
}
