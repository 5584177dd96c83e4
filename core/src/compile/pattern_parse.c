/* By recursive descent over groups, which are nested CHATLET_PATTERN_DEPTH_MAX deep at most. The
 * grammar is RE2's (its syntax page, "Syntax"). */
#include "pattern_tree.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/pattern_format.h"

#include <chatlet/limits.h>

#include <string.h>

typedef struct flags {
    bool ignores_case;
    bool is_by_line;
    bool dot_takes_all;
} flags;

typedef struct parser {
    clet_arena *arena;
    chatlet_str text;
    size_t at;
    flags flags;
    uint32_t depth;
    chatlet_status status;
    clet_pattern_refusal *refusal;
} parser;

static const clet_pattern_node empty = {.kind = CLET_PATTERN_EMPTY};

static const clet_pattern_node *parse_choice(parser *parse);

static const clet_pattern_node *refuse(parser *parse, size_t offset, const char *reason) {
    if (parse->status != CHATLET_OK) return NULL;
    parse->status = CHATLET_ERR_SYNTAX;
    *parse->refusal = (clet_pattern_refusal){.reason = reason, .offset = (uint32_t)offset};
    return NULL;
}

static bool is_at_end(const parser *parse) { return parse->at >= parse->text.size_bytes; }

static char peek(const parser *parse, size_t ahead) {
    const size_t place = parse->at + ahead;
    return place < parse->text.size_bytes ? parse->text.data[place] : '\0';
}

static bool starts(const parser *parse, const char *text) {
    const chatlet_str wanted = {.data = text, .size_bytes = strlen(text)};
    return clet_str_starts_with(clet_str_slice(parse->text, parse->at, parse->text.size_bytes),
                                wanted);
}

static bool take(parser *parse, const char *text) {
    if (!starts(parse, text)) return false;
    parse->at += strlen(text);
    return true;
}

static clet_pattern_node *new_node(parser *parse, clet_pattern_kind kind) {
    clet_pattern_node *node = clet_arena_allocate(parse->arena, sizeof *node);
    if (node == NULL)
        parse->status = CHATLET_ERR_MEMORY;
    else
        node->kind = kind;
    return node;
}

static const clet_pattern_node *pair(parser *parse, clet_pattern_kind kind,
                                     const clet_pattern_node *first,
                                     const clet_pattern_node *second) {
    clet_pattern_node *node = new_node(parse, kind);
    if (node == NULL || first == NULL || second == NULL) return NULL;
    node->first = first;
    node->second = second;
    return node;
}

static const clet_pattern_node *finish_set(parser *parse, const clet_pattern_class *set) {
    clet_pattern_node *node = new_node(parse, CLET_PATTERN_SET);
    if (node == NULL) return NULL;
    node->set = *set;
    if (parse->flags.ignores_case) clet_pattern_class_fold(&node->set);
    clet_pattern_class_sort(&node->set);
    if (node->set.is_out_of_memory) parse->status = CHATLET_ERR_MEMORY;
    return node;
}

static const clet_pattern_node *letter(parser *parse, uint32_t character) {
    if (parse->flags.ignores_case) {
        clet_pattern_class set = {.arena = parse->arena};
        clet_pattern_class_add(&set, character, character);
        return finish_set(parse, &set);
    }
    clet_pattern_node *node = new_node(parse, CLET_PATTERN_LETTER);
    if (node != NULL) node->character = character;
    return node;
}

static const clet_pattern_node *place(parser *parse, clet_pattern_place where) {
    clet_pattern_node *node = new_node(parse, CLET_PATTERN_AT);
    if (node != NULL) node->character = where;
    return node;
}

static uint32_t take_character(parser *parse) {
    const clet_utf8_char character = clet_utf8_read(parse->text, parse->at);
    parse->at += character.size_bytes;
    return character.codepoint;
}

static uint32_t digit_of(char c) {
    if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
    if (c >= 'a' && c <= 'f') return (uint32_t)(c - 'a' + 10);
    return c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 16;
}

/* Up to `most` digits of `base` at the parser. False when none is there or it is no character. */
static bool take_code(parser *parse, uint32_t base, int most, uint32_t *code) {
    int count = 0;
    *code = 0;
    for (; count < most && digit_of(peek(parse, 0)) < base; count++)
        *code = *code * base + digit_of(parse->text.data[parse->at++]);
    return count > 0 && *code <= 0x10FFFF;
}

/* \x41 or \x{1F600}, behind the x. */
static bool take_hex(parser *parse, uint32_t *code) {
    if (take(parse, "{")) return take_code(parse, 16, 6, code) && take(parse, "}");
    return digit_of(peek(parse, 1)) < 16 && take_code(parse, 16, 2, code);
}

/* An escape that stands for one character, behind the backslash; false when it does not. */
static bool take_escape(parser *parse, uint32_t *code) {
    static const char names[] = "afnrtv";
    static const char meant[] = "\a\f\n\r\t\v";
    const char c = peek(parse, 0);
    const char *name = c == '\0' ? NULL : strchr(names, c);
    const bool is_punctuation = c > ' ' && c < 0x7F && digit_of(c) == 16 &&
                                !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
    if (take(parse, "x")) return take_hex(parse, code);
    /* \1 to \9 would be back references; RE2 has octal ones of three digits, or with a 0. */
    if (c == '0' || (c >= '1' && c <= '7' && digit_of(peek(parse, 1)) < 8))
        return take_code(parse, 8, 3, code);
    if (name == NULL && !is_punctuation) return false;
    *code = name != NULL ? (unsigned char)meant[name - names] : (unsigned char)c;
    parse->at++;
    return true;
}

static const char *const unicode_refusal =
    "this class of Unicode is not known here; there are \\p{L}, \\p{Nd}, \\p{Any} and the scripts "
    "Latin, Greek, Cyrillic, Han, Hiragana, Katakana, Hangul";

/* \pL, \p{Greek}, \P{L}, \p{^L}: behind the backslash. *is_negated: all it does not hold. */
static bool take_unicode(parser *parse, clet_pattern_class *set, bool *is_negated) {
    const size_t begin = parse->at;
    *is_negated = peek(parse, 0) == 'P';
    parse->at++;
    chatlet_str name;
    if (take(parse, "{")) {
        if (take(parse, "^")) *is_negated = !*is_negated;
        const size_t end = clet_str_find_byte(parse->text, '}', parse->at);
        name = clet_str_slice(parse->text, parse->at, end);
        parse->at = end < parse->text.size_bytes ? end + 1 : end;
    } else {
        name = is_at_end(parse) ? (chatlet_str){0}
                                : clet_str_slice(parse->text, parse->at, parse->at + 1);
        if (!is_at_end(parse)) (void)take_character(parse);
    }
    if (clet_pattern_class_add_unicode(set, name)) return true;
    (void)refuse(parse, begin - 1, unicode_refusal);
    return false;
}

static bool is_class_letter(char c) { return c != '\0' && strchr("dDsSwW", c) != NULL; }

/* A class, or a character, behind a backslash within [ ]. */
static bool take_class_escape(parser *parse, clet_pattern_class *set, uint32_t *code,
                              bool *is_class) {
    const size_t begin = parse->at - 1;
    const char c = peek(parse, 0);
    bool is_negated;
    *is_class = is_class_letter(c) || c == 'p' || c == 'P';
    if (is_class_letter(c)) {
        parse->at++;
        clet_pattern_class_add_letter(set, c);
        return true;
    }
    if (*is_class) {
        if (!take_unicode(parse, set, &is_negated)) return false;
        if (is_negated)
            (void)refuse(parse, begin, "\\P within [ ] is not known here; write [^\\p{…}]");
        return !is_negated;
    }
    if (take_escape(parse, code)) return true;
    (void)refuse(parse, begin, "unknown escape");
    return false;
}

/* [:alpha:] within [ ]. */
static bool take_named(parser *parse, clet_pattern_class *set) {
    const size_t begin = parse->at;
    parse->at += 2;
    const bool is_negated = take(parse, "^");
    size_t end = parse->at;
    while (end + 1 < parse->text.size_bytes &&
           !(parse->text.data[end] == ':' && parse->text.data[end + 1] == ']'))
        end++;
    const chatlet_str name = clet_str_slice(parse->text, parse->at, end);
    parse->at = end + 2 < parse->text.size_bytes ? end + 2 : parse->text.size_bytes;
    if (clet_pattern_class_add_name(set, name, is_negated)) return true;
    (void)refuse(parse, begin, "unknown class; there are [:alpha:], [:digit:], [:space:] …");
    return false;
}

/* One character, or a class, of a set. */
static bool take_member(parser *parse, clet_pattern_class *set, uint32_t *code, bool *is_class) {
    *is_class = starts(parse, "[:");
    if (*is_class) return take_named(parse, set);
    if (take(parse, "\\")) return take_class_escape(parse, set, code, is_class);
    *code = take_character(parse);
    return true;
}

static bool take_range(parser *parse, clet_pattern_class *set) {
    const size_t begin = parse->at;
    uint32_t first = 0;
    uint32_t last;
    bool is_class;
    if (!take_member(parse, set, &first, &is_class)) return false;
    if (is_class) return true;
    last = first;
    if (peek(parse, 0) == '-' && peek(parse, 1) != ']' && peek(parse, 1) != '\0') {
        parse->at++;
        if (!take_member(parse, set, &last, &is_class)) return false;
        if (is_class || last < first) {
            (void)refuse(parse, begin, "the range runs backwards or ends in a class");
            return false;
        }
    }
    clet_pattern_class_add(set, first, last);
    return true;
}

/* Behind the opening bracket. */
static const clet_pattern_node *parse_set(parser *parse) {
    const size_t begin = parse->at - 1;
    clet_pattern_class set = {.arena = parse->arena};
    if (take(parse, "^")) set.flags |= CLET_PATTERN_NEGATED;
    /* A bracket right at the beginning is a character. */
    bool is_first = true;
    while (!is_at_end(parse) && (is_first || peek(parse, 0) != ']')) {
        if (!take_range(parse, &set)) return NULL;
        is_first = false;
    }
    if (!take(parse, "]")) return refuse(parse, begin, "`[` has no `]`");
    return finish_set(parse, &set);
}

/* \Q…\E: everything between as it is. */
static const clet_pattern_node *parse_quoted(parser *parse) {
    const clet_pattern_node *node = &empty;
    while (!is_at_end(parse) && !take(parse, "\\E")) {
        node = pair(parse, CLET_PATTERN_SERIES, node, letter(parse, take_character(parse)));
        if (node == NULL) return NULL;
    }
    return node;
}

static const clet_pattern_node *parse_class_escape(parser *parse, char c) {
    clet_pattern_class set = {.arena = parse->arena};
    bool is_negated = false;
    if (c == 'p' || c == 'P') {
        if (!take_unicode(parse, &set, &is_negated)) return NULL;
    } else {
        parse->at++;
        clet_pattern_class_add_letter(&set, c);
    }
    if (is_negated) set.flags |= CLET_PATTERN_NEGATED;
    return finish_set(parse, &set);
}

/* Behind a backslash. */
static const clet_pattern_node *parse_escape(parser *parse) {
    const size_t begin = parse->at - 1;
    const char c = peek(parse, 0);
    uint32_t code;
    if (take(parse, "Q")) return parse_quoted(parse);
    if (take(parse, "A")) return place(parse, CLET_PATTERN_TEXT_BEGIN);
    if (take(parse, "z")) return place(parse, CLET_PATTERN_TEXT_END);
    if (take(parse, "b")) return place(parse, CLET_PATTERN_WORD_EDGE);
    if (take(parse, "B")) return place(parse, CLET_PATTERN_NO_WORD_EDGE);
    if (is_class_letter(c) || c == 'p' || c == 'P') return parse_class_escape(parse, c);
    if (take_escape(parse, &code)) return letter(parse, code);
    if (c >= '1' && c <= '9')
        return refuse(parse, begin, "back references have no linear time and are not taken");
    return refuse(parse, begin, "unknown escape; for a backslash itself write \\\\\\\\");
}

/* Flags behind "(?", up to ':' or ')'. */
static bool take_flags(parser *parse) {
    bool value = true;
    for (; !is_at_end(parse); parse->at++) {
        switch (peek(parse, 0)) {
        case 'i': parse->flags.ignores_case = value; break;
        case 'm': parse->flags.is_by_line = value; break;
        case 's': parse->flags.dot_takes_all = value; break;
        case 'U': break; /* lazy or not, the text matches or it does not */
        case '-':
            if (!value) return false;
            value = false;
            break;
        case ':':
        case ')': return true;
        default: return false;
        }
    }
    return false;
}

static bool take_group_name(parser *parse) {
    const size_t end = clet_str_find_byte(parse->text, '>', parse->at);
    const bool is_good = end > parse->at && end < parse->text.size_bytes;
    if (is_good) parse->at = end + 1;
    return is_good;
}

/* What stands between ( and ): its kind first. *is_over: it was flags alone, "(?i)". */
static bool take_group_head(parser *parse, bool *is_over) {
    *is_over = false;
    if (!take(parse, "?")) return true;
    if (take(parse, ":")) return true;
    if (starts(parse, "=") || starts(parse, "!") || starts(parse, "<=") || starts(parse, "<!"))
        return false;
    if (take(parse, "P<") || take(parse, "<")) return take_group_name(parse);
    if (!take_flags(parse)) return false;
    *is_over = take(parse, ")");
    return *is_over || take(parse, ":");
}

/* Behind the opening parenthesis. */
static const clet_pattern_node *parse_group(parser *parse) {
    const size_t begin = parse->at - 1;
    const flags outer = parse->flags;
    bool is_over;
    if (parse->depth >= CHATLET_PATTERN_DEPTH_MAX)
        return refuse(parse, begin, "groups are nested too deep");
    if (!take_group_head(parse, &is_over))
        return refuse(parse, begin,
                      "this kind of group is not taken: looking around has no linear time; there "
                      "are (…), (?:…), (?P<name>…), (?i)");
    if (is_over) return &empty;
    parse->depth++;
    const clet_pattern_node *inner = parse_choice(parse);
    parse->depth--;
    if (inner == NULL) return NULL;
    if (!take(parse, ")")) return refuse(parse, begin, "`(` has no `)`");
    parse->flags = outer;
    return inner;
}

static const clet_pattern_node *parse_dot(parser *parse) {
    clet_pattern_node *node = new_node(parse, CLET_PATTERN_DOT);
    if (node != NULL) node->any_line_end = parse->flags.dot_takes_all;
    return node;
}

static const clet_pattern_node *parse_atom(parser *parse) {
    const bool by_line = parse->flags.is_by_line;
    if (take(parse, "(")) return parse_group(parse);
    if (take(parse, "[")) return parse_set(parse);
    if (take(parse, ".")) return parse_dot(parse);
    if (take(parse, "^"))
        return place(parse, by_line ? CLET_PATTERN_LINE_BEGIN : CLET_PATTERN_TEXT_BEGIN);
    if (take(parse, "$"))
        return place(parse, by_line ? CLET_PATTERN_LINE_END : CLET_PATTERN_TEXT_END);
    if (take(parse, "\\")) return parse_escape(parse);
    const char c = peek(parse, 0);
    if (c == '*' || c == '+' || c == '?')
        return refuse(parse, parse->at, "there is nothing in front to repeat");
    return letter(parse, take_character(parse));
}

static bool take_count(parser *parse, uint32_t *count) {
    size_t digits = 0;
    *count = 0;
    for (; digit_of(peek(parse, 0)) < 10; digits++) {
        *count = *count * 10 + digit_of(parse->text.data[parse->at++]);
        if (*count > CHATLET_PATTERN_REPEAT_MAX) *count = CHATLET_PATTERN_REPEAT_MAX + 1;
    }
    return digits > 0;
}

/* {n}, {n,} or {n,m}; false, with nothing taken, when it is none: the brace is a character. */
static bool take_braces(parser *parse, uint32_t *least, uint32_t *most) {
    const size_t begin = parse->at;
    bool is_good = take(parse, "{") && take_count(parse, least);
    *most = *least;
    if (is_good && take(parse, ",") && !take_count(parse, most)) *most = CLET_PATTERN_WITHOUT_END;
    is_good = is_good && take(parse, "}");
    if (!is_good) parse->at = begin;
    return is_good;
}

static bool take_repeat(parser *parse, uint32_t *least, uint32_t *most) {
    *least = starts(parse, "+") ? 1 : 0;
    *most = starts(parse, "?") ? 1 : CLET_PATTERN_WITHOUT_END;
    return take(parse, "*") || take(parse, "+") || take(parse, "?") ||
           take_braces(parse, least, most);
}

static const clet_pattern_node *parse_repeat(parser *parse) {
    const clet_pattern_node *inner = parse_atom(parse);
    const size_t begin = parse->at;
    uint32_t least;
    uint32_t most;
    if (inner == NULL || !take_repeat(parse, &least, &most)) return inner;
    if (least > CHATLET_PATTERN_REPEAT_MAX ||
        (most > CHATLET_PATTERN_REPEAT_MAX && most != CLET_PATTERN_WITHOUT_END))
        return refuse(parse, begin, "a count of repeats is at most 1000");
    if (most < least) return refuse(parse, begin, "the counts of repeats run backwards");
    (void)take(parse, "?"); /* lazy: the same texts match */
    clet_pattern_node *node = new_node(parse, CLET_PATTERN_REPEAT);
    if (node == NULL) return NULL;
    node->first = inner;
    node->least = least;
    node->most = most;
    const size_t again = parse->at;
    if (take_repeat(parse, &least, &most))
        return refuse(parse, again, "repeats cannot follow each other; put a group around");
    return node;
}

static const clet_pattern_node *parse_series(parser *parse) {
    const clet_pattern_node *node = &empty;
    while (!is_at_end(parse) && peek(parse, 0) != '|' && peek(parse, 0) != ')') {
        const clet_pattern_node *next = parse_repeat(parse);
        node = node == &empty ? next : pair(parse, CLET_PATTERN_SERIES, node, next);
        if (node == NULL || parse->status != CHATLET_OK) return NULL;
    }
    return node;
}

static const clet_pattern_node *parse_choice(parser *parse) {
    const clet_pattern_node *node = parse_series(parse);
    while (node != NULL && take(parse, "|"))
        node = pair(parse, CLET_PATTERN_CHOICE, node, parse_series(parse));
    return node;
}

chatlet_status clet_pattern_parse(clet_arena *arena, chatlet_str pattern,
                                  const clet_pattern_node **tree, clet_pattern_refusal *refusal) {
    parser parse = {.arena = arena, .text = pattern, .status = CHATLET_OK, .refusal = refusal};
    if (pattern.size_bytes > CHATLET_PATTERN_BYTES_MAX)
        (void)refuse(&parse, 0, "the pattern is longer than 1000 bytes");
    const clet_pattern_node *node = parse.status == CHATLET_OK ? parse_choice(&parse) : NULL;
    if (parse.status == CHATLET_OK && !is_at_end(&parse))
        (void)refuse(&parse, parse.at, "`)` has no `(`");
    if (parse.status == CHATLET_OK) *tree = node;
    return parse.status;
}
