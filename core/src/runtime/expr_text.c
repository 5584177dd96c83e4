#include "expr_text.h"

#include "../base/str.h"
#include "../base/utf8.h"

#include <string.h>

enum { BYTES_A_COST = 32 };

static const chatlet_str nothing = {.data = NULL, .size_bytes = 0};

static bool begins_character(char byte) { return ((unsigned char)byte & 0xC0) != 0x80; }

static int64_t count_characters(chatlet_str text) {
    int64_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++)
        count += begins_character(text.data[i]) ? 1 : 0;
    return count;
}

int64_t clet_expr_text_length(clet_expr_run *run, const chatlet_value *text) {
    (void)clet_expr_spend(run, text->count / BYTES_A_COST);
    return count_characters(clet_value_str(text));
}

/* *offset = where character number `place` begins, or the end for the number of them. False when
 * it has no such place. */
static bool find_place(chatlet_str text, int64_t place, size_t *offset) {
    size_t i = 0;
    if (place < 0) return false;
    for (; i < text.size_bytes; i++) {
        if (begins_character(text.data[i]) && place-- == 0) break;
    }
    *offset = i;
    return i < text.size_bytes || place == 0;
}

/* Offset of the first `part` at or behind `from`, or the size and one. */
static size_t find_part(clet_expr_run *run, chatlet_str text, chatlet_str part, size_t from) {
    for (size_t i = from; i + part.size_bytes <= text.size_bytes; i++) {
        if (part.size_bytes == 0) return i;
        if (text.data[i] != part.data[0]) continue;
        if (!clet_expr_spend(run, 1 + part.size_bytes / BYTES_A_COST)) break;
        if (memcmp(text.data + i, part.data, part.size_bytes) == 0) return i;
    }
    return text.size_bytes + 1;
}

static chatlet_value no_place(void) { return clet_value_error(CHATLET_VALUE_ERROR_INDEX); }

static chatlet_value string_of(chatlet_str text) {
    return clet_value_text(CHATLET_VALUE_STRING, text);
}

static chatlet_value char_at(chatlet_str text, int64_t place) {
    size_t offset;
    if (!find_place(text, place, &offset)) return no_place();
    if (offset == text.size_bytes) return string_of(nothing);
    const size_t end = offset + clet_utf8_read(text, offset).size_bytes;
    return string_of(clet_str_slice(text, offset, end));
}

static chatlet_value substring(chatlet_str text, int64_t begin, int64_t end) {
    size_t from;
    size_t to;
    if (begin > end || !find_place(text, begin, &from) || !find_place(text, end, &to))
        return no_place();
    return string_of(clet_str_slice(text, from, to));
}

static chatlet_value place_of(chatlet_str text, size_t offset) {
    if (offset > text.size_bytes) return clet_value_int(-1);
    return clet_value_int(count_characters(clet_str_slice(text, 0, offset)));
}

static chatlet_value index_of(clet_expr_run *run, chatlet_str text, chatlet_str part,
                              int64_t place) {
    size_t from;
    if (!find_place(text, place, &from)) return no_place();
    return place_of(text, find_part(run, text, part, from));
}

/* The last one that begins at or before `from`. */
static chatlet_value find_last(clet_expr_run *run, chatlet_str text, chatlet_str part,
                               size_t from) {
    if (part.size_bytes > text.size_bytes) return clet_value_int(-1);
    const size_t last = text.size_bytes - part.size_bytes;
    for (size_t i = (from < last ? from : last) + 1; i-- > 0;) {
        if (part.size_bytes == 0) return place_of(text, i);
        if (text.data[i] != part.data[0]) continue;
        if (!clet_expr_spend(run, 1 + part.size_bytes / BYTES_A_COST)) break;
        if (memcmp(text.data + i, part.data, part.size_bytes) == 0) return place_of(text, i);
    }
    return clet_value_int(-1);
}

static chatlet_value last_index_of(clet_expr_run *run, chatlet_str text, chatlet_str part,
                                   int64_t place) {
    size_t from;
    if (!find_place(text, place, &from)) return no_place();
    return find_last(run, text, part, from);
}

/* Letters from `first` on, 26 of them, shifted by `by`. */
static chatlet_value shift_letters(clet_expr_run *run, chatlet_str text, char first, int by) {
    char *copy = clet_expr_take(run, text.size_bytes, 1);
    if (copy == NULL) return clet_value_null();
    for (size_t i = 0; i < text.size_bytes; i++) {
        const bool is_letter = text.data[i] >= first && text.data[i] < first + 26;
        copy[i] = (char)(text.data[i] + (is_letter ? by : 0));
    }
    return string_of((chatlet_str){.data = copy, .size_bytes = text.size_bytes});
}

/* Bytes of the character at `offset`; the end counts as one, so that walking ends. */
static size_t step(chatlet_str text, size_t offset) {
    return offset < text.size_bytes ? clet_utf8_read(text, offset).size_bytes : 1;
}

/* At most `limit` times, or always when that is negative. An empty `old` stands before every
 * character and at the end. */
static chatlet_value replace(clet_expr_run *run, const chatlet_value *arguments) {
    const chatlet_str text = clet_value_str(&arguments[0]);
    const chatlet_str old = clet_value_str(&arguments[1]);
    int64_t left = arguments[3].integer;
    clet_expr_text made = {.run = run};
    size_t begin = 0;
    for (size_t from = 0; left != 0 && !made.is_over; left--) {
        const size_t found = find_part(run, text, old, from);
        if (found > text.size_bytes) break;
        clet_expr_text_append(&made, clet_str_slice(text, begin, found));
        clet_expr_text_append(&made, clet_value_str(&arguments[2]));
        begin = found + old.size_bytes;
        from = old.size_bytes > 0 ? begin : found + step(text, found);
    }
    if (begin < text.size_bytes)
        clet_expr_text_append(&made, clet_str_slice(text, begin, text.size_bytes));
    return clet_expr_text_finish(&made, CHATLET_VALUE_STRING);
}

static void append_part(clet_expr_run *run, chatlet_value *list, chatlet_str part) {
    const chatlet_value item = string_of(part);
    if (list->kind == CHATLET_VALUE_LIST) clet_expr_list_append(run, list, &item);
}

/* At most `limit` parts, the last with the rest; all when that is negative. An empty separator
 * parts every character. */
static chatlet_value split(clet_expr_run *run, chatlet_str text, chatlet_str separator,
                           int64_t limit) {
    chatlet_value list = clet_expr_list_begin(CHATLET_VALUE_LIST);
    size_t begin = 0;
    const bool is_empty = separator.size_bytes == 0;
    if (limit == 0 || (is_empty && text.size_bytes == 0)) return clet_expr_list_finish(&list);
    for (; limit != 1 && list.kind == CHATLET_VALUE_LIST && run->cost_left > 0; limit--) {
        const size_t end =
            is_empty ? begin + step(text, begin) : find_part(run, text, separator, begin);
        if (is_empty ? end >= text.size_bytes : end > text.size_bytes) break;
        append_part(run, &list, clet_str_slice(text, begin, end));
        begin = end + separator.size_bytes;
    }
    append_part(run, &list, clet_str_slice(text, begin, text.size_bytes));
    return clet_expr_list_finish(&list);
}

/* White space of Unicode (White_Space). */
static bool is_space(uint32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

static chatlet_value trim(chatlet_str text) {
    size_t begin = 0;
    size_t end = 0; /* behind the last character that is no space */
    for (size_t i = 0; i < text.size_bytes;) {
        const clet_utf8_char character = clet_utf8_read(text, i);
        const bool is_blank = is_space(character.codepoint);
        if (is_blank && end == 0) begin = i + character.size_bytes;
        i += character.size_bytes;
        if (!is_blank) end = i;
    }
    return string_of(end == 0 ? nothing : clet_str_slice(text, begin, end));
}

static chatlet_value join(clet_expr_run *run, const chatlet_value *list, chatlet_str separator) {
    clet_expr_text text = {.run = run};
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != CHATLET_VALUE_STRING)
            return clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD);
        if (i > 0) clet_expr_text_append(&text, separator);
        clet_expr_text_append(&text, clet_value_str(&list->items[i]));
    }
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

/* The text as a literal between double quotes. */
static chatlet_value quote(clet_expr_run *run, chatlet_str text) {
    static const char escaped[] = "\a\b\t\n\v\f\r\"\\";
    static const char letters[] = "abtnvfr\"\\";
    clet_expr_text quoted = {.run = run};
    clet_expr_text_append_byte(&quoted, '"');
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char *place = memchr(escaped, text.data[i], sizeof escaped - 1);
        if (place != NULL) clet_expr_text_append_byte(&quoted, '\\');
        clet_expr_text_append_byte(&quoted,
                                   place == NULL ? text.data[i] : letters[place - escaped]);
    }
    clet_expr_text_append_byte(&quoted, '"');
    return clet_expr_text_finish(&quoted, CHATLET_VALUE_STRING);
}

static chatlet_value reverse(clet_expr_run *run, chatlet_str text) {
    char *copy = clet_expr_take(run, text.size_bytes, 1);
    if (copy == NULL) return clet_value_null();
    for (size_t i = 0; i < text.size_bytes;) {
        const size_t size_bytes = clet_utf8_read(text, i).size_bytes;
        memcpy(copy + text.size_bytes - i - size_bytes, text.data + i, size_bytes);
        i += size_bytes;
    }
    return string_of((chatlet_str){.data = copy, .size_bytes = text.size_bytes});
}

chatlet_value clet_expr_text_call(clet_expr_run *run, clet_function function,
                                  const chatlet_value *arguments) {
    const chatlet_str text = clet_value_str(&arguments[0]);
    const chatlet_str part = clet_value_str(&arguments[1]);
    /* What is counted or copied is paid for here, so that no function needs to. */
    if (!clet_expr_spend(run, text.size_bytes / BYTES_A_COST)) return clet_value_null();
    switch ((int)function) {
    case CLET_FUNCTION_CONTAINS:
        return clet_value_bool(find_part(run, text, part, 0) <= text.size_bytes);
    case CLET_FUNCTION_STARTS_WITH: return clet_value_bool(clet_str_starts_with(text, part));
    case CLET_FUNCTION_ENDS_WITH: return clet_value_bool(clet_str_ends_with(text, part));
    case CLET_FUNCTION_CHAR_AT: return char_at(text, arguments[1].integer);
    case CLET_FUNCTION_INDEX_OF: return index_of(run, text, part, 0);
    case CLET_FUNCTION_INDEX_OF_FROM: return index_of(run, text, part, arguments[2].integer);
    case CLET_FUNCTION_LAST_INDEX_OF: return find_last(run, text, part, text.size_bytes);
    case CLET_FUNCTION_LAST_INDEX_OF_FROM:
        return last_index_of(run, text, part, arguments[2].integer);
    case CLET_FUNCTION_LOWER_ASCII: return shift_letters(run, text, 'A', 'a' - 'A');
    case CLET_FUNCTION_UPPER_ASCII: return shift_letters(run, text, 'a', 'A' - 'a');
    case CLET_FUNCTION_REPLACE: return replace(run, arguments);
    case CLET_FUNCTION_SPLIT: return split(run, text, part, arguments[2].integer);
    case CLET_FUNCTION_SUBSTRING_FROM:
        return substring(text, arguments[1].integer, count_characters(text));
    case CLET_FUNCTION_SUBSTRING:
        return substring(text, arguments[1].integer, arguments[2].integer);
    case CLET_FUNCTION_TRIM: return trim(text);
    case CLET_FUNCTION_JOIN: return join(run, &arguments[0], part);
    case CLET_FUNCTION_QUOTE: return quote(run, text);
    case CLET_FUNCTION_REVERSE: return reverse(run, text);
    default: return clet_expr_format(run, text, &arguments[1]);
    }
}
