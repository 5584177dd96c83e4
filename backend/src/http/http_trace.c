#include "http_trace.h"

#include "http_text.h"

#include <string.h>

/* version "-" trace id "-" parent id "-" flags: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f0…-01 */
enum {
    TRACE_OFFSET = 3,
    PARENT_OFFSET = 36,
    PARENT_BYTES = 16,
    FLAGS_OFFSET = 53,
    FLAGS_BYTES = 2
};

void http_trace_seed(http_trace_chance *chance, const uint8_t seed[16]) {
    memcpy(chance->state, seed, sizeof chance->state);
}

/* splitmix64 (Steele, Lea and Flood, 2014): each state gives another number. */
static uint64_t next_number(uint64_t *state) {
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t number = *state;
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static void write_hex(uint64_t number, char text[16]) {
    for (size_t i = 0; i < 16; i++)
        text[i] = "0123456789abcdef"[number >> (60 - 4 * i) & 15];
}

bool http_trace_is_id(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        bool digit = byte >= '0' && byte <= '9';
        if (!letter && !digit && http_text_find(CHATLET_STR("-_.:=/+@"), byte) == 8) return false;
    }
    return text.size_bytes > 0 && text.size_bytes <= HTTP_REQUEST_ID_BYTES_MAX;
}

void http_trace_make_id(http_trace_chance *chance, char text[HTTP_REQUEST_ID_BYTES]) {
    write_hex(next_number(&chance->state[0]), text);
    write_hex(next_number(&chance->state[1]), text + 16);
}

/* Lower-case hexadecimal digits, not all zero. */
static bool is_name(chatlet_str text) {
    bool any = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        if (!((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f'))) return false;
        if (byte != '0') any = true;
    }
    return any;
}

static bool is_hex(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        if (!((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f'))) return false;
    }
    return true;
}

static chatlet_str piece_of(chatlet_str text, size_t begin, size_t size_bytes) {
    return (chatlet_str){.data = text.data + begin, .size_bytes = size_bytes};
}

/* A later version may have more behind the flags, after another dash; version ff is none. */
static bool is_parent(chatlet_str parent) {
    if (parent.size_bytes < HTTP_TRACE_PARENT_BYTES) return false;
    chatlet_str version = piece_of(parent, 0, 2);
    bool is_first = http_text_equal(version, CHATLET_STR("00"));
    if (!is_hex(version) || http_text_equal(version, CHATLET_STR("ff"))) return false;
    if (is_first && parent.size_bytes > HTTP_TRACE_PARENT_BYTES) return false;
    if (parent.size_bytes > HTTP_TRACE_PARENT_BYTES &&
        parent.data[HTTP_TRACE_PARENT_BYTES] != '-') {
        return false;
    }
    return parent.data[2] == '-' && parent.data[PARENT_OFFSET - 1] == '-' &&
           parent.data[FLAGS_OFFSET - 1] == '-' &&
           is_name(piece_of(parent, TRACE_OFFSET, HTTP_TRACE_ID_BYTES)) &&
           is_name(piece_of(parent, PARENT_OFFSET, PARENT_BYTES)) &&
           is_hex(piece_of(parent, FLAGS_OFFSET, FLAGS_BYTES));
}

bool http_trace_pass_on(http_trace_chance *chance, chatlet_str parent,
                        char text[HTTP_TRACE_PARENT_BYTES]) {
    if (!is_parent(parent)) return false;
    uint64_t own = 0;
    while (own == 0)
        own = next_number(&chance->state[1]);
    memcpy(text, parent.data, HTTP_TRACE_PARENT_BYTES);
    /* Only the bits of version 00 are known here. */
    memcpy(text, "00", 2);
    write_hex(own, text + PARENT_OFFSET);
    return true;
}

chatlet_str http_trace_id(chatlet_str parent) {
    return piece_of(parent, TRACE_OFFSET, HTTP_TRACE_ID_BYTES);
}
