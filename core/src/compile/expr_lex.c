#include "expr_lex.h"

#include "../base/str.h"
#include "../base/utf8.h"

#include <string.h>

typedef struct scanner {
    clet_expr_source *source;
    uint32_t at;
} scanner;

static char peek(const scanner *scan, uint32_t ahead) {
    const size_t place = (size_t)scan->at + ahead;
    return place < scan->source->text.size_bytes ? scan->source->text.data[place] : '\0';
}

static bool is_at_end(const scanner *scan) { return scan->at >= scan->source->text.size_bytes; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void skip_space(scanner *scan) {
    while (!is_at_end(scan)) {
        const bool is_comment = peek(scan, 0) == '/' && peek(scan, 1) == '/';
        if (!is_comment && !is_space(peek(scan, 0))) return;
        while (is_comment && !is_at_end(scan) && peek(scan, 0) != '\n')
            scan->at++;
        if (!is_at_end(scan)) scan->at++;
    }
}

static clet_expr_token_kind refuse(scanner *scan, uint32_t offset, const char *sentence) {
    const chatlet_str pieces[] = {{.data = sentence, .size_bytes = strlen(sentence)}, {0}};
    clet_expr_refuse(scan->source, CLET_DIAGNOSTIC_EXPR_SYNTAX, offset, pieces);
    return CLET_EXPR_TOKEN_WRONG;
}

static void skip_digits(scanner *scan) {
    while (is_digit(peek(scan, 0)))
        scan->at++;
}

static bool skip_exponent(scanner *scan) {
    const bool has_sign = peek(scan, 1) == '+' || peek(scan, 1) == '-';
    if (peek(scan, 0) != 'e' && peek(scan, 0) != 'E') return false;
    if (!is_digit(peek(scan, has_sign ? 2 : 1))) return false;
    scan->at += has_sign ? 2 : 1;
    skip_digits(scan);
    return true;
}

static clet_expr_token_kind scan_number(scanner *scan) {
    const uint32_t begin = scan->at;
    bool is_double = false;
    if (peek(scan, 0) == '0' && (peek(scan, 1) == 'x' || peek(scan, 1) == 'X')) {
        scan->at += 2;
        if (!is_hex(peek(scan, 0)))
            return refuse(scan, begin, "digits 0 to 9 or a to f are missing behind 0x");
        while (is_hex(peek(scan, 0)))
            scan->at++;
    } else {
        skip_digits(scan);
        if (peek(scan, 0) == '.' && is_digit(peek(scan, 1))) {
            is_double = true;
            scan->at++;
            skip_digits(scan);
        }
        is_double = skip_exponent(scan) || is_double;
    }
    const bool is_uint = !is_double && (peek(scan, 0) == 'u' || peek(scan, 0) == 'U');
    if (is_uint) scan->at++;
    if (is_letter(peek(scan, 0)) || is_digit(peek(scan, 0)))
        return refuse(scan, begin, "a number runs into a name; put a space or an operator between");
    if (is_double) return CLET_EXPR_TOKEN_DOUBLE;
    return is_uint ? CLET_EXPR_TOKEN_UINT : CLET_EXPR_TOKEN_INT;
}

static bool is_quote(char c) { return c == '"' || c == '\''; }

/* Bytes of the prefix of a literal at the scanner (r, b, br), when a quote stands behind it. */
static bool read_prefix(const scanner *scan, uint32_t *length, bool *is_raw, bool *is_bytes) {
    uint32_t i = 0;
    *is_bytes = peek(scan, i) == 'b' || peek(scan, i) == 'B';
    if (*is_bytes) i++;
    *is_raw = peek(scan, i) == 'r' || peek(scan, i) == 'R';
    if (*is_raw) i++;
    *length = i;
    return is_quote(peek(scan, i));
}

/* Behind the opening quotes, up to and with the closing ones. */
static bool skip_string(scanner *scan, char quote, bool is_triple, bool is_raw) {
    while (!is_at_end(scan)) {
        const char c = peek(scan, 0);
        if (c == quote && !is_triple) {
            scan->at++;
            return true;
        }
        if (c == quote && peek(scan, 1) == quote && peek(scan, 2) == quote) {
            scan->at += 3;
            return true;
        }
        if (!is_triple && (c == '\n' || c == '\r')) return false;
        scan->at += c == '\\' && !is_raw ? 2 : 1;
    }
    return false;
}

static clet_expr_token_kind scan_string(scanner *scan, uint32_t prefix, bool is_raw,
                                        bool is_bytes) {
    const uint32_t begin = scan->at;
    scan->at += prefix;
    const char quote = peek(scan, 0);
    const bool is_triple = peek(scan, 1) == quote && peek(scan, 2) == quote;
    scan->at += is_triple ? 3 : 1;
    if (!skip_string(scan, quote, is_triple, is_raw))
        return refuse(scan, begin,
                      "the text has no closing quote; within it, write \\n for a line end");
    return is_bytes ? CLET_EXPR_TOKEN_BYTES : CLET_EXPR_TOKEN_STRING;
}

static bool is_field_letter(char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
}

static clet_expr_token_kind scan_quoted(scanner *scan) {
    const uint32_t begin = scan->at++;
    while (is_field_letter(peek(scan, 0)))
        scan->at++;
    if (peek(scan, 0) != '`' || scan->at == begin + 1)
        return refuse(scan, begin,
                      "a field between ` and ` is made of letters, digits, spaces and _ . - /");
    scan->at++;
    return CLET_EXPR_TOKEN_QUOTED;
}

static clet_expr_token_kind scan_mark(scanner *scan) {
    static const char *const two[] = {"==", "!=", "<=", ">=", "&&", "||"};
    const uint32_t begin = scan->at;
    const char c = peek(scan, 0);
    for (size_t i = 0; i < sizeof two / sizeof two[0]; i++) {
        if (c != two[i][0] || peek(scan, 1) != two[i][1]) continue;
        scan->at += 2;
        return CLET_EXPR_TOKEN_MARK;
    }
    scan->at++;
    if (c != '\0' && strchr("()[]{}.,?:!-+*/%<>", c) != NULL) return CLET_EXPR_TOKEN_MARK;
    if (c == '=') return refuse(scan, begin, "a single = is no operator; equality is ==");
    if (c == '&') return refuse(scan, begin, "a single & is no operator; both is &&");
    if (c == '|') return refuse(scan, begin, "a single | is no operator; either is ||");
    return refuse(scan, begin, "this character has no meaning here; texts stand between \" and \"");
}

static clet_expr_token_kind scan(scanner *scan) {
    uint32_t prefix;
    bool is_raw;
    bool is_bytes;
    const char c = peek(scan, 0);
    if (is_at_end(scan)) return CLET_EXPR_TOKEN_END;
    if (read_prefix(scan, &prefix, &is_raw, &is_bytes))
        return scan_string(scan, prefix, is_raw, is_bytes);
    if (is_digit(c) || (c == '.' && is_digit(peek(scan, 1)))) return scan_number(scan);
    if (c == '`') return scan_quoted(scan);
    if (!is_letter(c)) return scan_mark(scan);
    while (is_letter(peek(scan, 0)) || is_digit(peek(scan, 0)))
        scan->at++;
    return CLET_EXPR_TOKEN_NAME;
}

clet_expr_token clet_expr_lex(clet_expr_source *source, uint32_t offset) {
    scanner scanning = {.source = source, .at = offset};
    skip_space(&scanning);
    clet_expr_token token = {.offset = scanning.at};
    token.kind = scan(&scanning);
    token.end = scanning.at;
    if (token.end > source->text.size_bytes) token.end = (uint32_t)source->text.size_bytes;
    token.text = clet_str_slice(source->text, token.offset, token.end);
    return token;
}

bool clet_expr_token_is(const clet_expr_token *token, const char *text) {
    const chatlet_str wanted = {.data = text, .size_bytes = strlen(text)};
    return (token->kind == CLET_EXPR_TOKEN_MARK || token->kind == CLET_EXPR_TOKEN_NAME) &&
           clet_str_equal(token->text, wanted);
}

bool clet_expr_is_reserved(chatlet_str name) {
    static const char *const words[] = {"as",   "break",     "const", "continue", "else",   "false",
                                        "for",  "function",  "if",    "import",   "in",     "let",
                                        "loop", "namespace", "null",  "package",  "return", "true",
                                        "var",  "void",      "while"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const chatlet_str word = {.data = words[i], .size_bytes = strlen(words[i])};
        if (clet_str_equal(name, word)) return true;
    }
    return false;
}
