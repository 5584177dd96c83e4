/* string.format of CEL's string extension: %s %d %f %e %x %X %o %b %%, with %.3f and %.3e. The
 * field's own words for it: cel-go, ext/strings.go. */
#include "expr_text.h"

#include "../base/double_text.h"
#include "../base/str.h"
#include "expr_convert.h"

#include <string.h>

enum { PLACES_DEFAULT = 6, BITS_TEXT_BYTES = 64 };

typedef struct formatter {
    clet_expr_text text;
    const chatlet_value *list;
    uint32_t next; /* argument */
    bool is_good;
} formatter;

static void append_value(clet_expr_text *text, const chatlet_value *value);

/* Recursion ends: values are nested CHATLET_VALUE_DEPTH_MAX deep at most. */
static void append_list(clet_expr_text *text, const chatlet_value *list) {
    clet_expr_text_append_byte(text, '[');
    for (uint32_t i = 0; i < list->count && !text->is_over; i++) {
        if (i > 0) clet_expr_text_append(text, CHATLET_STR(", "));
        append_value(text, &list->items[i]);
    }
    clet_expr_text_append_byte(text, ']');
}

static chatlet_value key_text(clet_expr_run *run, const chatlet_value *key) {
    clet_expr_text text = {.run = run};
    (void)clet_expr_convert_append(&text, key);
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

/* Numbers of the pairs by the texts of their keys; insertion, since maps in texts are short, and
 * the budget bounds the others. */
static void sort_pairs(clet_expr_run *run, const chatlet_value *keys, uint32_t count,
                       uint32_t *order) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        while (at > 0 && clet_expr_spend(run, 1) &&
               clet_value_compare(&keys[i], &keys[order[at - 1]]) == CLET_VALUE_BEFORE) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}

static void append_map(clet_expr_text *text, const chatlet_value *map) {
    chatlet_value *keys = clet_expr_take(text->run, map->count, sizeof *keys);
    uint32_t *order = clet_expr_take(text->run, map->count, sizeof *order);
    if (keys == NULL || order == NULL) return;
    for (uint32_t i = 0; i < map->count; i++)
        keys[i] = key_text(text->run, &map->items[2 * i]);
    sort_pairs(text->run, keys, map->count, order);
    clet_expr_text_append_byte(text, '{');
    for (uint32_t i = 0; i < map->count && !text->is_over; i++) {
        if (i > 0) clet_expr_text_append(text, CHATLET_STR(", "));
        append_value(text, &map->items[2 * order[i]]);
        clet_expr_text_append(text, CHATLET_STR(": "));
        append_value(text, &map->items[2 * order[i] + 1]);
    }
    clet_expr_text_append_byte(text, '}');
}

static void append_value(clet_expr_text *text, const chatlet_value *value) {
    if (!clet_expr_spend(text->run, 1)) return;
    switch ((int)value->kind) {
    case CHATLET_VALUE_NULL: clet_expr_text_append(text, CHATLET_STR("null")); break;
    case CHATLET_VALUE_LIST: append_list(text, value); break;
    case CHATLET_VALUE_MAP: append_map(text, value); break;
    default: (void)clet_expr_convert_append(text, value); break;
    }
}

/* In base 2, 8 or 16, by `shift` bits a digit. */
static void append_bits(clet_expr_text *text, uint64_t bits, uint32_t shift, const char *digits) {
    char reversed[BITS_TEXT_BYTES];
    size_t count = 0;
    do {
        reversed[count++] = digits[bits & ((1u << shift) - 1)];
        bits >>= shift;
    } while (bits > 0);
    while (count > 0)
        clet_expr_text_append_byte(text, reversed[--count]);
}

/* A whole number, or false as 0 and true as 1 where that is taken. */
static bool append_whole(clet_expr_text *text, const chatlet_value *value, uint32_t shift,
                         const char *digits, bool takes_bool) {
    if (value->kind == CHATLET_VALUE_INT) {
        const bool is_negative = value->integer < 0;
        if (is_negative) clet_expr_text_append_byte(text, '-');
        append_bits(text, is_negative ? 0 - value->natural : value->natural, shift, digits);
    } else if (value->kind == CHATLET_VALUE_UINT) {
        append_bits(text, value->natural, shift, digits);
    } else if (value->kind == CHATLET_VALUE_BOOL && takes_bool) {
        clet_expr_text_append_byte(text, value->boolean ? '1' : '0');
    } else {
        return false;
    }
    return true;
}

static bool append_hex(clet_expr_text *text, const chatlet_value *value, const char *digits) {
    if (value->kind != CHATLET_VALUE_STRING && value->kind != CHATLET_VALUE_BYTES)
        return append_whole(text, value, 4, digits, false);
    for (uint32_t i = 0; i < value->count && !text->is_over; i++) {
        const unsigned char byte = (unsigned char)value->text[i];
        clet_expr_text_append_byte(text, digits[byte >> 4]);
        clet_expr_text_append_byte(text, digits[byte & 0xF]);
    }
    return true;
}

static bool append_decimal(clet_expr_text *text, const chatlet_value *value) {
    const bool is_special =
        value->kind == CHATLET_VALUE_DOUBLE && value->number - value->number != 0;
    if (value->kind != CHATLET_VALUE_INT && value->kind != CHATLET_VALUE_UINT && !is_special)
        return false;
    return clet_expr_convert_append(text, value);
}

static bool append_fixed(clet_expr_text *text, const chatlet_value *value, uint32_t places,
                         bool is_scientific) {
    char digits[CLET_DOUBLE_FIXED_BYTES_MAX];
    double number = value->number;
    if (value->kind == CHATLET_VALUE_INT) number = (double)value->integer;
    if (value->kind == CHATLET_VALUE_UINT) number = (double)value->natural;
    if (value->kind < CHATLET_VALUE_INT || value->kind > CHATLET_VALUE_DOUBLE) return false;
    /* Exact digits of a number far from 1 take some thousand steps. */
    if (!clet_expr_spend(text->run, 10 + places)) return false;
    const size_t size_bytes = clet_double_text_fixed(number, places, is_scientific, digits);
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
    return true;
}

/* Takes ".3" at *offset, if it stands there; false when no number follows the point. */
static bool read_places(chatlet_str format, size_t *offset, uint32_t *places) {
    size_t i = *offset;
    *places = PLACES_DEFAULT;
    if (i >= format.size_bytes || format.data[i] != '.') return true;
    uint32_t value = 0;
    size_t digit_count = 0;
    for (i++; i < format.size_bytes && format.data[i] >= '0' && format.data[i] <= '9'; i++) {
        value = value * 10 + (uint32_t)(format.data[i] - '0');
        digit_count++;
        if (value > CHATLET_FORMAT_PLACES_MAX) return false;
    }
    *offset = i;
    *places = value;
    return digit_count > 0;
}

static bool append_argument(clet_expr_text *text, char letter, uint32_t places,
                            const chatlet_value *value) {
    static const char low[] = "0123456789abcdef";
    switch (letter) {
    case 's': append_value(text, value); return true;
    case 'd': return append_decimal(text, value);
    case 'f': return append_fixed(text, value, places, false);
    case 'e': return append_fixed(text, value, places, true);
    case 'x': return append_hex(text, value, low);
    case 'X': return append_hex(text, value, "0123456789ABCDEF");
    case 'o': return append_whole(text, value, 3, low, false);
    case 'b': return append_whole(text, value, 1, low, true);
    default: return false;
    }
}

/* What stands behind a '%' at `offset`; returns where the format goes on. */
static size_t take_clause(formatter *made, chatlet_str format, size_t offset) {
    uint32_t places;
    made->is_good = read_places(format, &offset, &places) && offset < format.size_bytes;
    if (!made->is_good) return offset;
    const char letter = format.data[offset++];
    if (letter == '%') {
        clet_expr_text_append_byte(&made->text, '%');
        return offset;
    }
    made->is_good = made->next < made->list->count &&
                    append_argument(&made->text, letter, places, &made->list->items[made->next++]);
    return offset;
}

chatlet_value clet_expr_format(clet_expr_run *run, chatlet_str format, const chatlet_value *list) {
    formatter made = {.text = {.run = run}, .list = list, .is_good = true};
    size_t offset = 0;
    while (offset < format.size_bytes && made.is_good && !made.text.is_over) {
        const size_t end = clet_str_find_byte(format, '%', offset);
        clet_expr_text_append(&made.text, clet_str_slice(format, offset, end));
        offset = end < format.size_bytes ? take_clause(&made, format, end + 1) : end;
    }
    if (!made.is_good) return clet_value_error(CHATLET_VALUE_ERROR_FORMAT);
    return clet_expr_text_finish(&made.text, CHATLET_VALUE_STRING);
}
