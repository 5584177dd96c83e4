#include "expr_literal.h"

#include "../base/double_text.h"
#include "../base/str.h"
#include "../base/utf8.h"

#include <string.h>

static bool refuse(clet_expr_source *source, uint32_t offset, const char *sentence) {
    const chatlet_str pieces[] = {{.data = sentence, .size_bytes = strlen(sentence)}, {0}};
    clet_expr_refuse(source, CLET_DIAGNOSTIC_EXPR_SYNTAX, offset, pieces);
    return false;
}

/* The value of a digit of base 16; 16 for others. */
static uint32_t digit_of(char c) {
    if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
    if (c >= 'a' && c <= 'f') return (uint32_t)(c - 'a' + 10);
    return c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 16;
}

/* Digits, in base 16 behind "0x"; false when they do not fit. */
static bool read_magnitude(chatlet_str text, uint64_t *magnitude) {
    const bool is_hex = text.size_bytes > 2 && (text.data[1] == 'x' || text.data[1] == 'X');
    const uint64_t base = is_hex ? 16 : 10;
    uint64_t value = 0;
    for (size_t i = is_hex ? 2 : 0; i < text.size_bytes; i++) {
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit_of(text.data[i]), &value))
            return false;
    }
    *magnitude = value;
    return true;
}

static bool read_int(clet_expr_source *source, const clet_expr_token *token, bool is_negative,
                     chatlet_value *value) {
    const uint64_t most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    uint64_t magnitude;
    if (!read_magnitude(token->text, &magnitude) || magnitude > most)
        return refuse(source, token->offset,
                      "the number does not fit an int; the largest is 9223372036854775807");
    *value = clet_value_int((int64_t)(is_negative ? 0 - magnitude : magnitude));
    return true;
}

static bool read_uint(clet_expr_source *source, const clet_expr_token *token,
                      chatlet_value *value) {
    uint64_t magnitude;
    const chatlet_str digits = clet_str_slice(token->text, 0, token->text.size_bytes - 1);
    if (!read_magnitude(digits, &magnitude))
        return refuse(source, token->offset,
                      "the number does not fit a uint; the largest is 18446744073709551615u");
    *value = clet_value_uint(magnitude);
    return true;
}

static bool read_double(clet_expr_source *source, const clet_expr_token *token, bool is_negative,
                        chatlet_value *value) {
    double number;
    if (!clet_double_text_read(token->text, &number) || number - number != 0)
        return refuse(source, token->offset, "the number is larger than any double");
    *value = clet_value_double(is_negative ? -number : number);
    return true;
}

/* A text being unescaped. */
typedef struct unescaper {
    clet_expr_source *source;
    uint32_t offset; /* of `text` in the source */
    chatlet_str text;
    size_t at;
    char *made;
    size_t made_bytes;
    bool is_bytes;
} unescaper;

static bool refuse_escape(const unescaper *text, const char *sentence) {
    return refuse(text->source, text->offset + (uint32_t)text->at, sentence);
}

/* `count` digits of `base` behind the escape's first `skip` bytes. */
static bool read_code(const unescaper *text, size_t skip, size_t count, uint32_t base,
                      uint32_t *code) {
    *code = 0;
    if (text->text.size_bytes - text->at < skip + count) return false;
    for (size_t i = 0; i < count; i++) {
        const uint32_t digit = digit_of(text->text.data[text->at + skip + i]);
        if (digit >= base) return false;
        *code = *code * base + digit;
    }
    return true;
}

/* In bytes an escape by number is a byte, in strings a character. */
static bool append_code(unescaper *text, uint32_t code) {
    if (text->is_bytes) {
        text->made[text->made_bytes++] = (char)code;
        return code <= 0xFF;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    text->made_bytes += clet_utf8_write(code, text->made + text->made_bytes);
    return true;
}

static bool append_numbered(unescaper *text, size_t skip, size_t count, uint32_t base) {
    uint32_t code;
    if (!read_code(text, skip, count, base, &code))
        return refuse_escape(text,
                             "digits are missing: write \\x41, \\u0041, \\U00000041 or \\101");
    if (!append_code(text, code)) return refuse_escape(text, "the escape stands for no character");
    text->at += skip + count;
    return true;
}

/* The escape at text->at, which is a backslash. */
static bool append_escape(unescaper *text) {
    static const char letters[] = "abfnrtv\\?\"'`";
    static const char meant[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char letter = text->at + 1 < text->text.size_bytes ? text->text.data[text->at + 1] : ' ';
    const char *place = letter == '\0' ? NULL : strchr(letters, letter);
    if (place != NULL) {
        text->made[text->made_bytes++] = meant[place - letters];
        text->at += 2;
        return true;
    }
    if (letter == 'x' || letter == 'X') return append_numbered(text, 2, 2, 16);
    if (letter == 'u' && !text->is_bytes) return append_numbered(text, 2, 4, 16);
    if (letter == 'U' && !text->is_bytes) return append_numbered(text, 2, 8, 16);
    if (letter >= '0' && letter <= '3') return append_numbered(text, 1, 3, 8);
    return refuse_escape(text, "unknown escape; for a backslash itself write \\\\, or r\"…\"");
}

static bool unescape(unescaper *text) {
    while (text->at < text->text.size_bytes) {
        if (text->text.data[text->at] != '\\') {
            text->made[text->made_bytes++] = text->text.data[text->at++];
        } else if (!append_escape(text)) {
            return false;
        }
    }
    return true;
}

static bool read_text(clet_expr_source *source, const clet_expr_token *token,
                      chatlet_value *value) {
    const chatlet_str whole = token->text;
    const bool is_bytes = token->kind == CLET_EXPR_TOKEN_BYTES;
    size_t begin = is_bytes ? 1 : 0;
    const bool is_raw = whole.data[begin] == 'r' || whole.data[begin] == 'R';
    if (is_raw) begin++;
    const char quote = whole.data[begin];
    const bool is_triple = whole.size_bytes - begin >= 6 && whole.data[begin + 1] == quote &&
                           whole.data[begin + 2] == quote;
    const size_t quotes = is_triple ? 3 : 1;
    const chatlet_str inner = clet_str_slice(whole, begin + quotes, whole.size_bytes - quotes);
    unescaper text = {.source = source,
                      .offset = token->offset + (uint32_t)(begin + quotes),
                      .text = inner,
                      .is_bytes = is_bytes};
    /* No escape is shorter than what it stands for. */
    text.made = clet_expr_allocate(source, inner.size_bytes, 1);
    if (text.made == NULL) return false;
    if (!is_raw && !unescape(&text)) return false;
    const chatlet_str made = {.data = text.made, .size_bytes = text.made_bytes};
    *value = clet_value_text(is_bytes ? CHATLET_VALUE_BYTES : CHATLET_VALUE_STRING,
                             is_raw ? inner : made);
    return true;
}

bool clet_expr_literal(clet_expr_source *source, const clet_expr_token *token, bool is_negative,
                       chatlet_value *value) {
    switch ((int)token->kind) {
    case CLET_EXPR_TOKEN_INT: return read_int(source, token, is_negative, value);
    case CLET_EXPR_TOKEN_UINT: return read_uint(source, token, value);
    case CLET_EXPR_TOKEN_DOUBLE: return read_double(source, token, is_negative, value);
    default: return read_text(source, token, value);
    }
}
