#include "whole_text.h"

chatlet_str whole_text_write(int64_t value, char text[WHOLE_TEXT_BYTES]) {
    size_t at = WHOLE_TEXT_BYTES;
    uint64_t left = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    do {
        text[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) text[--at] = '-';
    return (chatlet_str){.data = text + at, .size_bytes = WHOLE_TEXT_BYTES - at};
}

bool whole_text_read(chatlet_str text, int64_t maximum, int64_t *value) {
    int64_t read = 0;
    if (text.size_bytes == 0) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        char digit = text.data[i];
        if (digit < '0' || digit > '9') return false;
        if (read > (maximum - (digit - '0')) / 10) return false;
        read = read * 10 + (digit - '0');
    }
    *value = read;
    return true;
}
