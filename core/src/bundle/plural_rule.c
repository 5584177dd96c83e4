/* Reads and decides in one go: conditions are some fifty bytes, and a program of them would be
 * longer than they are. */
#include "plural_rule.h"

#include "../base/str.h"

enum { DIGITS_MAX = 9 };

typedef struct rule {
    chatlet_str text;
    size_t offset;
    bool is_good;
    const clet_plural_operands *number;
} rule;

static void skip_spaces(rule *read) {
    while (read->offset < read->text.size_bytes && read->text.data[read->offset] == ' ')
        read->offset++;
}

/* Takes `token` when it stands next. */
static bool take(rule *read, chatlet_str token) {
    skip_spaces(read);
    const chatlet_str rest = clet_str_slice(read->text, read->offset, read->text.size_bytes);
    if (!clet_str_starts_with(rest, token)) return false;
    read->offset += token.size_bytes;
    return true;
}

static uint64_t take_number(rule *read) {
    uint64_t value = 0;
    uint32_t count = 0;
    skip_spaces(read);
    for (; read->offset < read->text.size_bytes && count <= DIGITS_MAX; read->offset++, count++) {
        const char byte = read->text.data[read->offset];
        if (byte < '0' || byte > '9') break;
        value = value * 10 + (uint64_t)(byte - '0');
    }
    read->is_good = read->is_good && count > 0 && count <= DIGITS_MAX;
    return value;
}

/* The operand at the front. *is_whole: whether it has no fraction, which only n may have. */
static uint64_t take_operand(rule *read, bool *is_whole) {
    const clet_plural_operands *number = read->number;
    uint64_t fraction = number->fraction;
    uint32_t count = number->fraction_count;
    *is_whole = true;
    if (take(read, CHATLET_STR("i"))) return number->whole;
    if (take(read, CHATLET_STR("v"))) return count;
    if (take(read, CHATLET_STR("f"))) return fraction;
    if (take(read, CHATLET_STR("n"))) {
        *is_whole = fraction == 0;
        return number->whole;
    }
    /* t and w are f and v without zeros at the end. */
    for (; count > 0 && fraction % 10 == 0; count--)
        fraction /= 10;
    if (take(read, CHATLET_STR("t"))) return fraction;
    if (take(read, CHATLET_STR("w"))) return count;
    /* Compact forms ("1.2M") are not shown here. */
    if (take(read, CHATLET_STR("c")) || take(read, CHATLET_STR("e"))) return 0;
    read->is_good = false;
    return 0;
}

/* "2..4,7" */
static bool is_in_ranges(rule *read, uint64_t value) {
    bool is_in = false;
    do {
        const uint64_t first = take_number(read);
        const uint64_t last = take(read, CHATLET_STR("..")) ? take_number(read) : first;
        is_in = is_in || (value >= first && value <= last);
    } while (read->is_good && take(read, CHATLET_STR(",")));
    return is_in;
}

/* "i % 10 != 2..4" */
static bool relation_holds(rule *read) {
    bool is_whole;
    uint64_t value = take_operand(read, &is_whole);
    if (take(read, CHATLET_STR("%"))) {
        const uint64_t divisor = take_number(read);
        read->is_good = read->is_good && divisor > 0;
        if (divisor > 0) value %= divisor;
    }
    const bool is_refused = take(read, CHATLET_STR("!="));
    if (!is_refused && !take(read, CHATLET_STR("="))) read->is_good = false;
    const bool is_in = is_in_ranges(read, value) && is_whole;
    return is_in != is_refused;
}

bool clet_plural_holds(chatlet_str condition, const clet_plural_operands *number, bool *is_good) {
    rule read = {.text = condition, .is_good = true, .number = number};
    bool holds = false;
    if (condition.size_bytes == 0) return false;
    do {
        bool all = true;
        do {
            all = relation_holds(&read) && all;
        } while (read.is_good && take(&read, CHATLET_STR("and")));
        holds = holds || all;
    } while (read.is_good && take(&read, CHATLET_STR("or")));
    skip_spaces(&read);
    if (!read.is_good || read.offset < condition.size_bytes) *is_good = false;
    return holds;
}
