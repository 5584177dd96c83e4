#include "pattern_class.h"

#include "../base/str.h"
#include "../bundle/pattern_format.h"
#include "../text/fold.h"

#include <string.h>

enum { LAST_CHARACTER = 0x10FFFF };

void clet_pattern_class_add(clet_pattern_class *set, uint32_t first, uint32_t last) {
    if (set->count == set->capacity) {
        clet_pattern_range *ranges = clet_arena_grow_array(set->arena, set->ranges, set->count,
                                                           sizeof *set->ranges, 8, &set->capacity);
        if (ranges == NULL) {
            set->is_out_of_memory = true;
            return;
        }
        set->ranges = ranges;
    }
    set->ranges[set->count++] = (clet_pattern_range){.first = first, .last = last};
}

/* Named sets as pairs of ends; 0 behind the last. Pairs are rising. */
typedef struct named_set {
    const char *name;
    uint32_t ends[12];
} named_set;

static const named_set letters[] = {
    {"d", {'0', '9'}},
    {"s", {'\t', '\n', '\f', '\r', ' ', ' '}},
    {"w", {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}},
};

static const named_set ascii[] = {
    {"alnum", {'0', '9', 'A', 'Z', 'a', 'z'}},
    {"alpha", {'A', 'Z', 'a', 'z'}},
    {"ascii", {0, 0x7F}},
    {"blank", {'\t', '\t', ' ', ' '}},
    {"cntrl", {0, 0x1F, 0x7F, 0x7F}},
    {"digit", {'0', '9'}},
    {"graph", {'!', '~'}},
    {"lower", {'a', 'z'}},
    {"print", {' ', '~'}},
    {"punct", {'!', '/', ':', '@', '[', '`', '{', '~'}},
    {"space", {'\t', '\r', ' ', ' '}},
    {"upper", {'A', 'Z'}},
    {"word", {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}},
    {"xdigit", {'0', '9', 'A', 'F', 'a', 'f'}},
};

/* Scripts by their main blocks (Unicode's Blocks.txt), letters and what stands between them. */
static const named_set scripts[] = {
    {"Any", {0, LAST_CHARACTER}},
    {"Cyrillic", {0x0400, 0x052F, 0x1C80, 0x1C8F, 0x2DE0, 0x2DFF, 0xA640, 0xA69F}},
    {"Greek", {0x0370, 0x03FF, 0x1F00, 0x1FFF}},
    {"Han",
     {0x2E80, 0x2FDF, 0x3005, 0x3007, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000,
      0x323AF}},
    {"Hangul", {0x1100, 0x11FF, 0x3130, 0x318F, 0xA960, 0xA97F, 0xAC00, 0xD7FF}},
    {"Hiragana", {0x3041, 0x309F}},
    {"Katakana", {0x30A1, 0x30FF, 0x31F0, 0x31FF, 0xFF66, 0xFF9D}},
    {"Latin", {'A', 'Z', 'a', 'z', 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2AF, 0x1E00, 0x1EFF}},
};

static void add_set(clet_pattern_class *set, const named_set *named) {
    for (size_t i = 0; i < 12 && (i == 0 || named->ends[i] != 0); i += 2)
        clet_pattern_class_add(set, named->ends[i], named->ends[i + 1]);
}

static void add_complement(clet_pattern_class *set, const named_set *named) {
    uint32_t next = 0;
    for (size_t i = 0; i < 12 && (i == 0 || named->ends[i] != 0); i += 2) {
        if (named->ends[i] > next) clet_pattern_class_add(set, next, named->ends[i] - 1);
        next = named->ends[i + 1] + 1;
    }
    if (next <= LAST_CHARACTER) clet_pattern_class_add(set, next, LAST_CHARACTER);
}

static const named_set *find_set(const named_set *sets, size_t count, chatlet_str name) {
    for (size_t i = 0; i < count; i++) {
        const chatlet_str own = {.data = sets[i].name, .size_bytes = strlen(sets[i].name)};
        if (clet_str_equal(own, name)) return &sets[i];
    }
    return NULL;
}

void clet_pattern_class_add_letter(clet_pattern_class *set, char letter) {
    const bool is_negated = letter >= 'A' && letter <= 'Z';
    const char small = is_negated ? (char)(letter - 'A' + 'a') : letter;
    const named_set *named = find_set(letters, sizeof letters / sizeof letters[0],
                                      (chatlet_str){.data = &small, .size_bytes = 1});
    if (named == NULL) return;
    if (is_negated)
        add_complement(set, named);
    else
        add_set(set, named);
}

bool clet_pattern_class_add_name(clet_pattern_class *set, chatlet_str name, bool is_negated) {
    const named_set *named = find_set(ascii, sizeof ascii / sizeof ascii[0], name);
    if (named == NULL) return false;
    if (is_negated)
        add_complement(set, named);
    else
        add_set(set, named);
    return true;
}

bool clet_pattern_class_add_unicode(clet_pattern_class *set, chatlet_str name) {
    if (clet_str_equal(name, CHATLET_STR("L"))) {
        set->flags |= CLET_PATTERN_LETTERS;
        return true;
    }
    if (clet_str_equal(name, CHATLET_STR("Nd"))) {
        set->flags |= CLET_PATTERN_DIGITS;
        return true;
    }
    const named_set *named = find_set(scripts, sizeof scripts / sizeof scripts[0], name);
    if (named != NULL) add_set(set, named);
    return named != NULL;
}

/* Blocks whose letters have cases. */
static const clet_pattern_range cased[] = {
    {0x41, 0x587}, {0x1E00, 0x1FFF}, {0x2126, 0x2132}, {0x2C00, 0x2D2D}, {0xA640, 0xA7FF}};

/* The letter in its small form. The engine's table folds also what is a letter in another dress,
 * which the case of a pattern does not. */
static uint32_t small_of(uint32_t c) {
    uint32_t folded[CLET_FOLD_CASE_MAX];
    const bool is_dressed = c == 0xAA || c == 0xBA || (c >= 0x2B0 && c <= 0x2FF) || c == 0x3D2;
    return !is_dressed && clet_fold_case(c, folded) == 1 ? folded[0] : c;
}

static bool holds(const clet_pattern_class *set, uint32_t count, uint32_t c) {
    for (uint32_t i = 0; i < count; i++) {
        if (c >= set->ranges[i].first && c <= set->ranges[i].last) return true;
    }
    return false;
}

/* Twice: "K" brings "k" and that brings the sign for kelvin. */
void clet_pattern_class_fold(clet_pattern_class *set) {
    for (int pass = 0; pass < 2; pass++) {
        const uint32_t count = set->count;
        for (size_t block = 0; block < sizeof cased / sizeof cased[0]; block++) {
            for (uint32_t c = cased[block].first; c <= cased[block].last; c++) {
                const uint32_t small = small_of(c);
                if (small == c) continue;
                const bool has_c = holds(set, count, c);
                const bool has_small = holds(set, count, small);
                if (has_c && !has_small) clet_pattern_class_add(set, small, small);
                if (has_small && !has_c) clet_pattern_class_add(set, c, c);
            }
        }
    }
}

/* By insertion: classes are short, and those that are not are mostly in order. */
static void order(clet_pattern_class *set) {
    for (uint32_t i = 1; i < set->count; i++) {
        const clet_pattern_range range = set->ranges[i];
        uint32_t at = i;
        for (; at > 0 && set->ranges[at - 1].first > range.first; at--)
            set->ranges[at] = set->ranges[at - 1];
        set->ranges[at] = range;
    }
}

void clet_pattern_class_sort(clet_pattern_class *set) {
    uint32_t kept = 0;
    order(set);
    for (uint32_t i = 0; i < set->count; i++) {
        const clet_pattern_range range = set->ranges[i];
        if (kept > 0 && range.first <= set->ranges[kept - 1].last + 1) {
            if (range.last > set->ranges[kept - 1].last) set->ranges[kept - 1].last = range.last;
        } else {
            set->ranges[kept++] = range;
        }
    }
    set->count = kept;
}
