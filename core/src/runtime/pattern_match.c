#include "pattern_match.h"

#include "../base/assert.h"
#include "../base/utf8.h"
#include "../bundle/pattern_format.h"
#include "../text/fold.h"

enum { NO_CHARACTER = 0x110000, STATES_A_COST = 4 };

/* States: numbers of the words that wait for a character. */
typedef struct state_list {
    uint16_t *states;
    uint32_t count;
} state_list;

typedef struct matcher {
    const char *program;
    state_list now;
    state_list then;
    uint32_t *seen_at; /* of each word: the place, counted from 1, where it was reached last */
    uint16_t *pending; /* words reached and not yet looked at */
    uint32_t place;
    uint32_t before; /* the character in front of the place; NO_CHARACTER at the beginning */
    uint32_t after;  /* the one behind it */
    bool is_found;
} matcher;

static bool is_word(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_at(const matcher *match, clet_pattern_place place) {
    switch (place) {
    case CLET_PATTERN_TEXT_BEGIN: return match->before == NO_CHARACTER;
    case CLET_PATTERN_TEXT_END: return match->after == NO_CHARACTER;
    case CLET_PATTERN_LINE_BEGIN: return match->before == NO_CHARACTER || match->before == '\n';
    case CLET_PATTERN_LINE_END: return match->after == NO_CHARACTER || match->after == '\n';
    case CLET_PATTERN_WORD_EDGE: return is_word(match->before) != is_word(match->after);
    case CLET_PATTERN_NO_WORD_EDGE: return is_word(match->before) == is_word(match->after);
    case CLET_PATTERN_PLACE_COUNT: break;
    }
    return false;
}

/* Whether the character is in one of the `count` ranges behind word `state`: by halves. */
static bool is_in_ranges(const char *program, uint32_t state, uint32_t count, uint32_t c) {
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (c > clet_pattern_at(program, state + 2 + 2 * middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && c >= clet_pattern_at(program, state + 1 + 2 * low);
}

static bool is_in_class(const char *program, uint32_t state, uint32_t flags, uint32_t c) {
    bool is_in = is_in_ranges(program, state, flags & CLET_PATTERN_RANGES_MASK, c);
    if ((flags & (CLET_PATTERN_LETTERS | CLET_PATTERN_DIGITS)) != 0) {
        const clet_fold_class class = clet_fold_class_of(c);
        const bool is_letter = class == CLET_FOLD_LETTER || class == CLET_FOLD_UNSPACED;
        is_in = is_in || (is_letter && (flags & CLET_PATTERN_LETTERS) != 0) ||
                (class == CLET_FOLD_DIGIT && (flags & CLET_PATTERN_DIGITS) != 0);
    }
    return is_in != ((flags & CLET_PATTERN_NEGATED) != 0);
}

/* Words a word of a class takes with its ranges. */
static uint32_t word_count(uint32_t word) {
    const bool is_class = (word & 0xFF) == CLET_PATTERN_CLASS;
    return is_class ? 1 + 2 * (word >> 8 & CLET_PATTERN_RANGES_MASK) : 1;
}

/* Notes that `state` was reached, once for each place. */
static uint32_t push(matcher *match, uint32_t count, uint32_t state) {
    if (match->seen_at[state] == match->place) return count;
    match->seen_at[state] = match->place;
    match->pending[count] = (uint16_t)state;
    return count + 1;
}

/* Follows the words that take no character from `state` on; those that do are put into `then`. */
static void reach(matcher *match, uint32_t state) {
    uint32_t count = push(match, 0, state);
    while (count > 0) {
        const uint32_t reached = match->pending[--count];
        const uint32_t word = clet_pattern_at(match->program, reached);
        const uint32_t argument = word >> 8;
        switch ((clet_pattern_word)(word & 0xFF)) {
        case CLET_PATTERN_MATCH: match->is_found = true; break;
        case CLET_PATTERN_JUMP: count = push(match, count, argument); break;
        case CLET_PATTERN_SPLIT:
            count = push(match, count, argument);
            count = push(match, count, reached + 1);
            break;
        case CLET_PATTERN_ASSERT:
            if (is_at(match, (clet_pattern_place)argument)) count = push(match, count, reached + 1);
            break;
        case CLET_PATTERN_CHARACTER:
        case CLET_PATTERN_ANY:
        case CLET_PATTERN_ANY_BUT_LINE_END:
        case CLET_PATTERN_CLASS: match->then.states[match->then.count++] = (uint16_t)reached; break;
        case CLET_PATTERN_WORD_COUNT: break;
        }
    }
}

static bool takes(const char *program, uint32_t state, uint32_t c) {
    const uint32_t word = clet_pattern_at(program, state);
    switch ((int)(word & 0xFF)) {
    case CLET_PATTERN_CHARACTER: return word >> 8 == c;
    case CLET_PATTERN_ANY_BUT_LINE_END: return c != '\n';
    case CLET_PATTERN_CLASS: return is_in_class(program, state, word >> 8, c);
    default: return true; /* ANY */
    }
}

/* Goes over `c`: from the states that take it to the places behind them. */
static void advance(matcher *match, uint32_t c) {
    const state_list now = match->then;
    match->then = match->now;
    match->then.count = 0;
    match->now = now;
    match->place++;
    for (uint32_t i = 0; i < now.count; i++) {
        const uint32_t state = now.states[i];
        if (!takes(match->program, state, c)) continue;
        reach(match, state + word_count(clet_pattern_at(match->program, state)));
    }
}

/* The same, and from the beginning of the pattern. */
static void step(matcher *match, uint32_t c) {
    advance(match, c);
    if (!match->is_found) reach(match, 0);
}

/* The character at *offset, which moves behind it. */
static uint32_t take_character(chatlet_str text, size_t *offset) {
    if (*offset >= text.size_bytes) return NO_CHARACTER;
    const clet_utf8_char character = clet_utf8_read(text, *offset);
    *offset += character.size_bytes;
    return character.codepoint;
}

/* The character that ends in front of `offset`, which is above 0. */
static uint32_t character_before(chatlet_str text, size_t offset) {
    size_t begin = offset - 1;
    while (begin > 0 && ((unsigned char)text.data[begin] & 0xC0) == 0x80 && offset - begin < 4)
        begin--;
    return clet_utf8_read(text, begin).codepoint;
}

static bool search(clet_expr_run *run, matcher *match, chatlet_str text) {
    size_t offset = 0;
    match->place = 1;
    match->before = NO_CHARACTER;
    match->after = take_character(text, &offset);
    reach(match, 0);
    while (!match->is_found && match->after != NO_CHARACTER) {
        if (!clet_expr_spend(run, 1 + match->then.count / STATES_A_COST)) return false;
        match->before = match->after;
        match->after = take_character(text, &offset);
        step(match, match->before);
    }
    return match->is_found;
}

/* Memory for a search of `program`; false: the run has stopped. */
static bool begin_match(clet_expr_run *run, matcher *match, chatlet_str program) {
    const size_t count = program.size_bytes / 4;
    CLET_ASSERT(count <= UINT16_MAX);
    *match = (matcher){.program = program.data};
    match->seen_at = clet_expr_take(run, count, sizeof *match->seen_at);
    uint16_t *states = clet_expr_take(run, 3 * count, sizeof *states);
    if (match->seen_at == NULL || states == NULL) return false;
    match->now.states = states;
    match->then.states = states + count;
    match->pending = states + 2 * count;
    return true;
}

chatlet_value clet_pattern_find(clet_expr_run *run, chatlet_str program, chatlet_str text) {
    matcher match;
    if (!begin_match(run, &match, program)) return clet_value_null();
    return clet_value_bool(search(run, &match, text));
}

/* Where the longest match that begins at `begin` ends; SIZE_MAX: none begins there. */
static size_t match_from(clet_expr_run *run, matcher *match, chatlet_str text, size_t begin) {
    size_t offset = begin;
    size_t longest = SIZE_MAX;
    match->before = begin == 0 ? NO_CHARACTER : character_before(text, begin);
    match->after = take_character(text, &offset);
    match->then.count = 0;
    match->place++;
    match->is_found = false;
    reach(match, 0);
    while (true) {
        if (match->is_found) longest = begin;
        if (match->then.count == 0 || match->after == NO_CHARACTER) return longest;
        if (!clet_expr_spend(run, 1 + match->then.count / STATES_A_COST)) return SIZE_MAX;
        match->is_found = false;
        match->before = match->after;
        begin = offset;
        match->after = take_character(text, &offset);
        advance(match, match->before);
    }
}

bool clet_pattern_find_place(clet_expr_run *run, chatlet_str program, chatlet_str text,
                             size_t *begin, size_t *end) {
    matcher match;
    /* In linear time when there is none, which is mostly so. */
    const chatlet_value found = clet_pattern_find(run, program, text);
    if (found.kind != CHATLET_VALUE_BOOL || !found.boolean) return false;
    if (!begin_match(run, &match, program)) return false;
    for (size_t from = 0; from <= text.size_bytes && run->status == CHATLET_OK;) {
        const size_t longest = match_from(run, &match, text, from);
        if (longest != SIZE_MAX) {
            *begin = from;
            *end = longest;
            return true;
        }
        if (from == text.size_bytes || !clet_expr_spend(run, 1)) return false;
        (void)take_character(text, &from);
    }
    return false;
}
