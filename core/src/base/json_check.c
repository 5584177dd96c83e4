#include "json_check.h"

#include "str.h"
#include "utf8.h"

#include <chatlet/json.h>

#include <string.h>

/* Reads from left to right. Every check_… stands at the first byte of what it names, moves behind
 * it, and returns false after the first failure, which is kept for the error. */
typedef struct checker {
    chatlet_str source;
    size_t offset;
    uint32_t value_count;
    chatlet_status status;
    size_t failed_at;
    chatlet_str reason;
} checker;

static bool check_value(checker *check, uint32_t depth, chatlet_str expected);

static bool fail(checker *check, chatlet_status status, size_t offset, chatlet_str reason) {
    check->status = status;
    check->failed_at = offset;
    check->reason = reason;
    return false;
}

static bool fail_syntax(checker *check, chatlet_str reason) {
    return fail(check, CHATLET_ERR_SYNTAX, check->offset, reason);
}

/* The byte at the offset; a zero byte at the end, which no rule of the grammar accepts. */
static char peek(const checker *check) {
    return check->offset < check->source.size_bytes ? check->source.data[check->offset] : '\0';
}

static bool take(checker *check, char byte) {
    if (peek(check) != byte) return false;
    check->offset++;
    return true;
}

size_t clet_json_skip_space(chatlet_str source, size_t offset) {
    while (offset < source.size_bytes) {
        const char c = source.data[offset];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') break;
        offset++;
    }
    return offset;
}

/* Whether one of eight bytes is a quote, a backslash or below 0x20. A byte above such a one may be
 * taken for another, which only costs a closer look. */
static bool has_special(const char *bytes) {
    static const uint64_t ones = UINT64_C(0x0101010101010101);
    static const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t quotes = word ^ ones * '"';
    const uint64_t backslashes = word ^ ones * '\\';
    /* A byte below n borrows when n is taken from it, and so does a zero byte when 1 is. */
    const uint64_t borrowed = (quotes - ones) | (backslashes - ones) | (word - ones * 0x20);
    return (borrowed & ~word & tops) != 0;
}

size_t clet_json_skip_plain(chatlet_str source, size_t offset) {
    while (offset < source.size_bytes) {
        if (source.size_bytes - offset >= sizeof(uint64_t) && !has_special(source.data + offset)) {
            offset += sizeof(uint64_t);
            continue;
        }
        const size_t end = source.size_bytes - offset < sizeof(uint64_t)
                               ? source.size_bytes
                               : offset + sizeof(uint64_t);
        for (; offset < end; offset++) {
            const char c = source.data[offset];
            if (c == '"' || c == '\\' || (unsigned char)c < 0x20) return offset;
        }
    }
    return offset;
}

static void skip_space(checker *check) {
    check->offset = clet_json_skip_space(check->source, check->offset);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool check_digits(checker *check, chatlet_str reason) {
    if (!is_digit(peek(check))) return fail_syntax(check, reason);
    while (is_digit(peek(check)))
        check->offset++;
    return true;
}

static bool check_number(checker *check) {
    if (take(check, '-') && !is_digit(peek(check)))
        return fail_syntax(check, CHATLET_STR("expected a digit after '-'"));
    if (take(check, '0')) {
        if (is_digit(peek(check)))
            return fail_syntax(check, CHATLET_STR("a number has no 0 before its first digit"));
    } else if (!check_digits(check, CHATLET_STR("expected a digit"))) {
        return false;
    }
    if (take(check, '.') && !check_digits(check, CHATLET_STR("expected a digit after '.'")))
        return false;
    if (take(check, 'e') || take(check, 'E')) {
        if (!take(check, '+')) (void)take(check, '-');
        return check_digits(check, CHATLET_STR("expected a digit in the exponent"));
    }
    return true;
}

static int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The four digits of \uXXXX. */
static bool check_hex(checker *check, uint32_t *unit) {
    uint32_t result = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_value(peek(check));
        if (digit < 0) return fail_syntax(check, CHATLET_STR("expected four hex digits after \\u"));
        result = result << 4 | (uint32_t)digit;
        check->offset++;
    }
    *unit = result;
    return true;
}

/* \uXXXX, or two of them that make one character; stands behind the first u. */
static bool check_unicode_escape(checker *check) {
    static const char lone[] = "half of a surrogate pair; both halves must follow each other";
    const size_t begin = check->offset - 2;
    uint32_t unit;
    if (!check_hex(check, &unit)) return false;
    if (unit < 0xD800 || unit > 0xDFFF) return true;
    const bool pair_follows = unit <= 0xDBFF && take(check, '\\') && take(check, 'u');
    if (!pair_follows) return fail(check, CHATLET_ERR_SYNTAX, begin, CHATLET_STR(lone));
    if (!check_hex(check, &unit)) return false;
    if (unit < 0xDC00 || unit > 0xDFFF)
        return fail(check, CHATLET_ERR_SYNTAX, begin, CHATLET_STR(lone));
    return true;
}

static bool check_escape(checker *check) {
    const char c = peek(check);
    if (c == 'u') {
        check->offset++;
        return check_unicode_escape(check);
    }
    if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
        return fail_syntax(check, CHATLET_STR("unknown escape; a backslash is written \\\\"));
    check->offset++;
    return true;
}

static bool check_string(checker *check) {
    const size_t begin = check->offset++;
    for (;;) {
        check->offset = clet_json_skip_plain(check->source, check->offset);
        if (check->offset == check->source.size_bytes) break;
        const char c = check->source.data[check->offset];
        if ((unsigned char)c < 0x20)
            return fail_syntax(check, CHATLET_STR("a control character in a string is written as "
                                                  "an escape, such as \\n or \\t"));
        check->offset++;
        if (c == '"') return true;
        if (c == '\\' && !check_escape(check)) return false;
    }
    return fail(check, CHATLET_ERR_SYNTAX, begin, CHATLET_STR("the string is not closed"));
}

static bool check_array(checker *check, uint32_t depth) {
    const size_t begin = check->offset++;
    skip_space(check);
    if (take(check, ']')) return true;
    chatlet_str expected = CHATLET_STR("expected a value or ']' after '['");
    do {
        if (!check_value(check, depth, expected)) return false;
        skip_space(check);
        if (take(check, ']')) return true;
        expected = CHATLET_STR("expected a value after ','");
    } while (take(check, ','));
    if (check->offset == check->source.size_bytes)
        return fail(check, CHATLET_ERR_SYNTAX, begin, CHATLET_STR("the array is not closed"));
    return fail_syntax(check, CHATLET_STR("expected ',' or ']' after the item"));
}

static bool check_member(checker *check, uint32_t depth, chatlet_str expected) {
    skip_space(check);
    if (peek(check) != '"') return fail_syntax(check, expected);
    if (!check_string(check)) return false;
    skip_space(check);
    if (!take(check, ':')) return fail_syntax(check, CHATLET_STR("expected ':' after the key"));
    return check_value(check, depth, CHATLET_STR("expected a value after ':'"));
}

static bool check_object(checker *check, uint32_t depth) {
    const size_t begin = check->offset++;
    skip_space(check);
    if (take(check, '}')) return true;
    chatlet_str expected = CHATLET_STR("expected a key in double quotes or '}' after '{'");
    do {
        if (!check_member(check, depth, expected)) return false;
        skip_space(check);
        if (take(check, '}')) return true;
        expected = CHATLET_STR("expected a key in double quotes after ','");
    } while (take(check, ','));
    if (check->offset == check->source.size_bytes)
        return fail(check, CHATLET_ERR_SYNTAX, begin, CHATLET_STR("the object is not closed"));
    return fail_syntax(check, CHATLET_STR("expected ',' or '}' after the value"));
}

static bool check_word(checker *check, chatlet_str word, chatlet_str expected) {
    const chatlet_str rest = clet_str_slice(check->source, check->offset, check->source.size_bytes);
    if (!clet_str_starts_with(rest, word)) return fail_syntax(check, expected);
    check->offset += word.size_bytes;
    return true;
}

/* Any value, with the white space before it. `depth` counts the arrays and objects around it;
 * `expected` is the reason when nothing like a value stands here. */
static bool check_value(checker *check, uint32_t depth, chatlet_str expected) {
    skip_space(check);
    const char first = peek(check);
    if ((first == '[' || first == '{') && depth == CHATLET_JSON_DEPTH_MAX)
        return fail(check, CHATLET_ERR_LIMIT, check->offset,
                    CHATLET_STR("arrays and objects lie in one another more than 512 deep"));
    if (check->value_count == CHATLET_JSON_VALUES_MAX)
        return fail(check, CHATLET_ERR_LIMIT, check->offset,
                    CHATLET_STR("more than 1,000,000 values in one text"));
    check->value_count++;
    switch (first) {
    case '[': return check_array(check, depth + 1);
    case '{': return check_object(check, depth + 1);
    case '"': return check_string(check);
    case 't': return check_word(check, CHATLET_STR("true"), expected);
    case 'f': return check_word(check, CHATLET_STR("false"), expected);
    case 'n': return check_word(check, CHATLET_STR("null"), expected);
    default: break;
    }
    if (first == '-' || is_digit(first)) return check_number(check);
    return fail_syntax(check, expected);
}

static bool check_encoding(checker *check) {
    const size_t valid_bytes = clet_utf8_valid_prefix(check->source);
    if (valid_bytes < check->source.size_bytes)
        return fail(check, CHATLET_ERR_UTF8, valid_bytes,
                    CHATLET_STR("this byte is not UTF-8; save the text as UTF-8"));
    if (clet_str_starts_with(check->source, CHATLET_STR("\xEF\xBB\xBF")))
        return fail_syntax(check, CHATLET_STR("the text begins with a byte order mark; save it as "
                                              "UTF-8 without one"));
    return true;
}

static bool check_text(checker *check) {
    if (!check_encoding(check)) return false;
    if (!check_value(check, 0, CHATLET_STR("expected a value"))) return false;
    skip_space(check);
    if (check->offset < check->source.size_bytes)
        return fail_syntax(check, CHATLET_STR("expected nothing more after the value"));
    return true;
}

void clet_json_error(chatlet_error *error, chatlet_str source, size_t offset, chatlet_str message) {
    if (error == NULL) return;
    chatlet_json_place(source, (uint32_t)offset, &error->line, &error->column);
    const chatlet_str cut = clet_utf8_cut(message, CHATLET_ERROR_MESSAGE_BYTES - 1);
    memcpy(error->message, cut.data, cut.size_bytes);
    error->message[cut.size_bytes] = '\0';
}

chatlet_status clet_json_check(chatlet_str source, uint32_t *value_count, chatlet_error *error) {
    checker check = {.source = source, .status = CHATLET_OK};
    if (source.size_bytes > CHATLET_JSON_BYTES_MAX) {
        clet_json_error(error, source, CHATLET_JSON_BYTES_MAX,
                        CHATLET_STR("the text is longer than 64 MiB"));
        return CHATLET_ERR_LIMIT;
    }
    if (!check_text(&check)) {
        clet_json_error(error, source, check.failed_at, check.reason);
        return check.status;
    }
    *value_count = check.value_count;
    return CHATLET_OK;
}
