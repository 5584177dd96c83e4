#include "fold.h"

#include "fold_table.h"

enum {
    CLASS_BLOCK_SIZE = sizeof class_blocks[0],
    CLASSED_END = sizeof class_block_of * CLASS_BLOCK_SIZE
};

/* Index of the last of `count` rising numbers that is at most `value`, or `count` if none is. */
static uint32_t find_last_at_most(const uint16_t *numbers, uint32_t count, uint32_t value) {
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? count : low - 1;
}

clet_fold_class clet_fold_class_of(uint32_t codepoint) {
    if (codepoint < CLASSED_END) {
        const uint32_t block = class_block_of[codepoint / CLASS_BLOCK_SIZE];
        return (clet_fold_class)class_blocks[block][codepoint % CLASS_BLOCK_SIZE];
    }
    /* Above the table stand only ideographs (planes 2 and 3), tags and variation selectors. */
    if (codepoint < 0x3FFFE) return CLET_FOLD_UNSPACED;
    if (codepoint >= 0xE0000 && codepoint < 0xE1000) return CLET_FOLD_IGNORED;
    return CLET_FOLD_OTHER;
}

/* The fold of `codepoint` in the runs, or itself. */
static uint32_t fold_by_run(uint32_t codepoint) {
    const uint32_t run = find_last_at_most(case_run_first, CASE_RUN_COUNT, codepoint);
    if (run == CASE_RUN_COUNT) return codepoint;

    const uint32_t step = case_run_steps[run] / 10u;
    const uint32_t target_step = case_run_steps[run] % 10u;
    const uint32_t distance = codepoint - case_run_first[run];
    if (distance % step != 0 || distance / step >= case_run_count[run]) return codepoint;
    return case_run_target[run] + distance / step * target_step;
}

uint32_t clet_fold_case(uint32_t codepoint, uint32_t folded[CLET_FOLD_CASE_MAX]) {
    folded[0] = codepoint;
    if (codepoint < 0x80) {
        if (codepoint >= 'A' && codepoint <= 'Z') folded[0] = codepoint + 'a' - 'A';
        return 1;
    }
    if (codepoint > UINT16_MAX) return 1;

    folded[0] = fold_by_run(codepoint);
    if (folded[0] != codepoint) return 1;
    const uint32_t wide = find_last_at_most(case_wide_from, CASE_WIDE_COUNT, codepoint);
    if (wide == CASE_WIDE_COUNT || case_wide_from[wide] != codepoint) return 1;
    uint32_t count = 0;
    while (count < CLET_FOLD_CASE_MAX && case_wide_to[wide][count] != 0) {
        folded[count] = case_wide_to[wide][count];
        count++;
    }
    return count;
}

/* Letters that Unicode does not decompose, but that keyboards without them write plain. */
static uint32_t plain_of_special(uint32_t letter, uint32_t plain[CLET_FOLD_PLAIN_MAX]) {
    static const struct {
        uint16_t letter;
        char plain[CLET_FOLD_PLAIN_MAX];
    } specials[] = {{0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
                    {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"}};
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++) {
        if (specials[i].letter != letter) continue;
        plain[0] = (unsigned char)specials[i].plain[0];
        plain[1] = (unsigned char)specials[i].plain[1];
        return plain[1] == 0 ? 1 : 2;
    }
    plain[0] = letter;
    return 1;
}

uint32_t clet_fold_plain(uint32_t codepoint, uint32_t plain[CLET_FOLD_PLAIN_MAX]) {
    if (codepoint == '\'') return 0;
    plain[0] = codepoint;
    if (codepoint < 0x80) return 1;
    const clet_fold_class class = clet_fold_class_of(codepoint);
    if (class == CLET_FOLD_ACCENT || class == CLET_FOLD_MID_LETTER) return 0;

    /* A base may itself be accented ("ế" is "ê" and an acute). Each step takes one accent off, so
     * this ends. */
    uint32_t letter = codepoint;
    uint32_t found = find_last_at_most(accent_letter, ACCENT_COUNT, letter);
    while (found != ACCENT_COUNT && accent_letter[found] == letter) {
        letter = accent_base[found];
        found = find_last_at_most(accent_letter, ACCENT_COUNT, letter);
    }
    return plain_of_special(letter, plain);
}

/* Hangul letters compose by arithmetic (Unicode Standard, 3.12). */
static uint32_t compose_hangul(uint32_t first, uint32_t second) {
    enum { S = 0xAC00, L = 0x1100, V = 0x1161, T = 0x11A7, LS = 19, VS = 21, TS = 28 };
    if (first >= L && first < L + LS && second >= V && second < V + VS)
        return S + ((first - L) * VS + (second - V)) * TS;
    const bool is_open = first >= S && first < S + LS * VS * TS && (first - S) % TS == 0;
    if (is_open && second > T && second < T + TS) return first + (second - T);
    return 0;
}

/* Voiced kana stand behind their plain ones, half-voiced ones behind those. */
static uint32_t compose_kana(uint32_t first, uint32_t second) {
    const uint32_t katakana = 0x30A0 - 0x3040;
    const bool is_katakana = first >= 0x30A0;
    const uint32_t kana = is_katakana ? first - katakana : first;
    const uint32_t shift = is_katakana ? katakana : 0;
    const bool is_h = kana >= 0x306F && kana <= 0x307B && (kana - 0x306F) % 3 == 0;
    if (second == 0x309A) return is_h ? first + 2 : 0;
    if (kana == 0x3046) return 0x3094 + shift;
    const bool is_k_to_t = (kana >= 0x304B && kana <= 0x3061 && kana % 2 == 1) || kana == 0x3064 ||
                           kana == 0x3066 || kana == 0x3068;
    return is_h || is_k_to_t ? first + 1 : 0;
}

uint32_t clet_fold_compose(uint32_t first, uint32_t second) {
    if (second >= 0x1161 && second <= 0x11C2) return compose_hangul(first, second);
    if (second == 0x3099 || second == 0x309A) return compose_kana(first, second);
    uint32_t mark = 0;
    while (mark < ACCENT_MARK_COUNT && accent_marks[mark] != second)
        mark++;
    if (mark == ACCENT_MARK_COUNT) return 0;
    for (uint32_t i = 0; i < ACCENT_COUNT; i++)
        if (accent_base[i] == first && accent_mark_index[i] == mark) return accent_letter[i];
    return 0;
}
