/* Writes fold_table.h, the Unicode tables of core/src/text/fold.c: make_fold_table FILE
 *
 * Three tables come out of utf8proc's data, each in the shape that was smallest after brotli:
 *
 *   classes   which characters make words, in two stages: block_of[code point / 128] names a block
 *             of 128 classes; equal blocks are stored once.
 *   case      runs of code points that fold alike, and single ones that fold to two or three.
 *   accents   case-folded letters with their base letter and their mark; accents are stripped by
 *             following it forwards, and decomposed text is composed by searching it backwards.
 *
 * Left out, for they cost a third of the size and hardly stand in documents: compatibility
 * ideographs and radicals, Arabic ligatures of words, Hangul letters of the half-width and
 * compatibility blocks, superscript letters, and every fold above U+FFFF. */
#include "../src/text/fold_class.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    CLASSED_END = 0x20000, /* above it fold.c knows ranges */
    BLOCK_SIZE = 128,
    BLOCK_COUNT = CLASSED_END / BLOCK_SIZE,
    FOLDED_END = 0x10000,
    FOLD_COUNT_MAX = 3,
    RUN_COUNT_MAX = 255,
    MARK_COUNT_MAX = 64
};

/* What one code point folds to; count 0: itself. */
typedef struct fold {
    int count;
    utf8proc_int32_t codepoints[FOLD_COUNT_MAX];
} fold;

typedef struct interval {
    utf8proc_int32_t first;
    utf8proc_int32_t last;
} interval;

static bool is_in(utf8proc_int32_t codepoint, const interval *intervals, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (codepoint >= intervals[i].first && codepoint <= intervals[i].last) return true;
    return false;
}
#define IS_IN(codepoint, intervals)                                                                \
    is_in(codepoint, intervals, sizeof(intervals) / sizeof(intervals)[0])

/* Scripts that are written without spaces between words. */
static bool is_unspaced(utf8proc_int32_t codepoint) {
    static const interval scripts[] = {
        {0x0E00, 0x0EFF}, /* Thai, Lao */
        {0x1000, 0x109F}, /* Burmese */
        {0x1100, 0x1112}, /* Hangul, see class_of */
        {0x1780, 0x17FF}, /* Khmer */
        {0x2E80, 0x2FDF}, /* radicals */
        {0x3005, 0x3007},   {0x3021, 0x3029},  {0x3031, 0x3035},
        {0x3038, 0x303C},   {0x3041, 0x30FF},                    /* Hiragana, Katakana */
        {0x31F0, 0x31FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF}, /* Han */
        {0xA9E0, 0xA9FF},   {0xAA60, 0xAA7F},                    /* Burmese */
        {0xAC00, 0xD7A3},                                        /* Hangul */
        {0xF900, 0xFAFF},   {0xFF66, 0xFF9F},                    /* half-width Katakana */
        {0x1AFF0, 0x1B16F}, {0x20000, 0x3FFFD}};
    return IS_IN(codepoint, scripts);
}

/* Marks that people leave out when they type: those above, below and through a letter, nuktas,
 * and Hebrew and Arabic points. Vowel signs, viramas, kana voicing and Thai tones are letters to
 * their readers and stay. The numbers are Unicode's canonical combining classes. */
static bool is_accent(const utf8proc_property_t *property) {
    const int combining = property->combining_class;
    return combining == 1 || combining == 7 || (combining >= 10 && combining <= 36) ||
           combining >= 200;
}

static clet_fold_class class_of_punctuation(utf8proc_int32_t codepoint) {
    switch (codepoint) {
    case '\'':
    case 0x2018:
    case 0x2019:
    case 0xFF07:
    case 0x02BC: /* a letter to Unicode, an apostrophe to those who type it */
    case 0x05F3: /* Hebrew geresh and gershayim */
    case 0x05F4:
    case 0x00B7: /* Catalan l·l */
    case 0x2027: return CLET_FOLD_MID_LETTER;
    case '_': return CLET_FOLD_CONNECTOR;
    case '.':
    case ',':
    case 0x066B: /* Arabic decimal and thousands separators */
    case 0x066C:
    case 0xFF0C:
    case 0xFF0E: return CLET_FOLD_MID_NUMBER;
    default: return CLET_FOLD_OTHER;
    }
}

static clet_fold_class class_of(utf8proc_int32_t codepoint) {
    const utf8proc_property_t *property = utf8proc_get_property(codepoint);
    const clet_fold_class punctuation = class_of_punctuation(codepoint);
    const clet_fold_class letter = is_unspaced(codepoint) ? CLET_FOLD_UNSPACED : CLET_FOLD_LETTER;
    if (punctuation != CLET_FOLD_OTHER) return punctuation;
    /* A zero-width space ends a word, as it is meant to; a tatweel only stretches one. */
    if (codepoint == 0x200B) return CLET_FOLD_OTHER;
    if (codepoint == 0xFF9E || codepoint == 0xFF9F) return CLET_FOLD_MARK;
    /* Korean has spaces, but writes its particles onto the words ("서버를", "서버에서"), and has no
     * stemmer here: pairs of syllables meet where whole words would not. Vowels and finals of a
     * syllable that came in letters belong to its first one. */
    if ((codepoint >= 0x1161 && codepoint <= 0x1175) ||
        (codepoint >= 0x11A8 && codepoint <= 0x11C2))
        return CLET_FOLD_MARK;
    /* Armenian marks of emphasis and question stand within the word. */
    if (codepoint == 0x055B || codepoint == 0x055C || codepoint == 0x055E) return CLET_FOLD_IGNORED;
    if (codepoint == 0x0640 || (property->ignorable && codepoint != 0x3164))
        return CLET_FOLD_IGNORED;
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL: return letter;
    case UTF8PROC_CATEGORY_ND: return CLET_FOLD_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return is_accent(property) ? CLET_FOLD_ACCENT : CLET_FOLD_MARK;
    default: return CLET_FOLD_OTHER;
    }
}

static bool is_word_class(clet_fold_class class) {
    return class != CLET_FOLD_OTHER && class != CLET_FOLD_MID_NUMBER &&
           class != CLET_FOLD_CONNECTOR && class != CLET_FOLD_IGNORED;
}

/* The value of a decimal digit: each set of ten stands in a row, from nought, and the sets next to
 * each other are whole. */
static utf8proc_int32_t digit_of(utf8proc_int32_t codepoint) {
    utf8proc_int32_t first = codepoint;
    while (utf8proc_category(first - 1) == UTF8PROC_CATEGORY_ND)
        first--;
    return '0' + (codepoint - first) % 10;
}

static bool is_left_out(utf8proc_int32_t codepoint) {
    static const interval left_out[] = {{0x2E80, 0x2FDF}, {0x3131, 0x318E}, {0xAC00, 0xD7A3},
                                        {0xF900, 0xFAFF}, {0xFBEA, 0xFDFF}, {0xFFA0, 0xFFDC}};
    const utf8proc_property_t *property = utf8proc_get_property(codepoint);
    const bool superscript = property->decomp_type == UTF8PROC_DECOMP_TYPE_SUPER ||
                             property->decomp_type == UTF8PROC_DECOMP_TYPE_SUB;
    return IS_IN(codepoint, left_out) || (superscript && codepoint > 0xFF);
}

/* NFKC_Casefold of one code point, as far as it fits and stays a word. */
static fold fold_of(utf8proc_int32_t codepoint) {
    const fold none = {.count = 0};
    const clet_fold_class class = class_of(codepoint);
    if (codepoint == 0x0130) return (fold){.count = 1, .codepoints = {'i'}};
    if (codepoint == 0x2018 || codepoint == 0x2019 || codepoint == 0xFF07 || codepoint == 0x02BC)
        return (fold){.count = 1, .codepoints = {'\''}};
    /* Voicing marks of half-width kana, which are letters to Unicode. */
    if (codepoint == 0xFF9E || codepoint == 0xFF9F)
        return (fold){.count = 1, .codepoints = {codepoint - 0xFF9E + 0x3099}};
    if (class == CLET_FOLD_DIGIT)
        return (fold){.count = codepoint > '9', .codepoints = {digit_of(codepoint)}};
    if (!is_word_class(class) || class == CLET_FOLD_MARK || class == CLET_FOLD_ACCENT) return none;
    if (class == CLET_FOLD_MID_LETTER || is_left_out(codepoint)) return none;

    utf8proc_uint8_t text[5] = {0};
    utf8proc_encode_char(codepoint, text);
    utf8proc_uint8_t *once = utf8proc_NFKC_Casefold(text);
    utf8proc_uint8_t *twice = utf8proc_NFKC_Casefold(once);
    fold result = none;
    utf8proc_ssize_t offset = 0;
    bool fits = true;
    while (twice[offset] != 0) {
        utf8proc_int32_t next;
        offset += utf8proc_iterate(twice + offset, -1, &next);
        fits = fits && result.count < FOLD_COUNT_MAX && next < FOLDED_END &&
               is_word_class(class_of(next));
        if (!fits) break;
        result.codepoints[result.count++] = next;
    }
    free(once);
    free(twice);
    if (!fits || (result.count == 1 && result.codepoints[0] == codepoint)) return none;
    return result;
}

static void write_classes(FILE *out) {
    static uint8_t blocks[BLOCK_COUNT][BLOCK_SIZE];
    static unsigned block_of[BLOCK_COUNT];
    unsigned block_count = 0;
    for (unsigned i = 0; i < BLOCK_COUNT; i++) {
        uint8_t *block = blocks[block_count];
        for (unsigned j = 0; j < BLOCK_SIZE; j++)
            block[j] = (uint8_t)class_of((utf8proc_int32_t)(i * BLOCK_SIZE + j));
        unsigned same = 0;
        while (memcmp(blocks[same], block, BLOCK_SIZE) != 0)
            same++;
        block_of[i] = same;
        if (same == block_count) block_count++;
    }
    fprintf(out, "static const uint8_t class_block_of[%d] = {", BLOCK_COUNT);
    for (unsigned i = 0; i < BLOCK_COUNT; i++)
        fprintf(out, "%u,", block_of[i]);
    fprintf(out, "};\nstatic const uint8_t class_blocks[%u][%d] = {\n", block_count, BLOCK_SIZE);
    for (unsigned i = 0; i < block_count; i++) {
        fputc('{', out);
        for (unsigned j = 0; j < BLOCK_SIZE; j++)
            fprintf(out, "%u,", (unsigned)blocks[i][j]);
        fputs("},\n", out);
    }
    fputs("};\n", out);
    if (block_count > 256) exit(EXIT_FAILURE); /* a newer Unicode needs wider numbers */
}

/* Code points first, first + step, … fold to target, target + target_step, … */
typedef struct run {
    int first, count, step, target, target_step;
} run;

/* The longest run from `first` that jumps over no other fold of one code point. */
static run run_from(const fold *folds, int first) {
    static const int steps[][2] = {{1, 1}, {2, 2}, {1, 0}};
    run best = {.count = 0};
    for (int i = 0; i < 3; i++) {
        const int step = steps[i][0];
        run next = {first, 1, step, folds[first].codepoints[0], steps[i][1]};
        for (int at = first + step; at < FOLDED_END && next.count < RUN_COUNT_MAX; at += step) {
            const bool jumps = step == 2 && folds[at - 1].count == 1;
            const int target = next.target + next.count * next.target_step;
            if (jumps || folds[at].count != 1 || folds[at].codepoints[0] != target) break;
            next.count++;
        }
        if (next.count > best.count) best = next;
    }
    return best;
}

static void write_case(FILE *out) {
    static fold folds[FOLDED_END];
    for (int i = 0; i < FOLDED_END; i++)
        folds[i] = i < 0x80 || (i >= 0xD800 && i < 0xE000) ? (fold){.count = 0} : fold_of(i);

    static run runs[FOLDED_END];
    int run_count = 0;
    for (int i = 0; i < FOLDED_END; i++) {
        const run *last = run_count > 0 ? &runs[run_count - 1] : NULL;
        if (folds[i].count != 1) continue;
        if (last != NULL && i < last->first + last->count * last->step &&
            (i - last->first) % last->step == 0)
            continue;
        runs[run_count++] = run_from(folds, i);
    }
    fprintf(out, "enum { CASE_RUN_COUNT = %d };\n", run_count);
    fputs("static const uint16_t case_run_first[] = {", out);
    for (int i = 0; i < run_count; i++)
        fprintf(out, "%d,", runs[i].first);
    fputs("};\nstatic const uint16_t case_run_target[] = {", out);
    for (int i = 0; i < run_count; i++)
        fprintf(out, "%d,", runs[i].target);
    fputs("};\nstatic const uint8_t case_run_count[] = {", out);
    for (int i = 0; i < run_count; i++)
        fprintf(out, "%d,", runs[i].count);
    /* Step 1 or 2 of the source and 0 to 2 of the target, as the tens and the ones. */
    fputs("};\nstatic const uint8_t case_run_steps[] = {", out);
    for (int i = 0; i < run_count; i++)
        fprintf(out, "%d,", runs[i].step * 10 + runs[i].target_step);

    int wide_count = 0;
    fputs("};\nstatic const uint16_t case_wide_from[] = {", out);
    for (int i = 0; i < FOLDED_END; i++)
        if (folds[i].count > 1) fprintf(out, "%d,", i), wide_count++;
    fputs("};\nstatic const uint16_t case_wide_to[][3] = {", out);
    for (int i = 0; i < FOLDED_END; i++)
        if (folds[i].count > 1)
            fprintf(out, "{%d,%d,%d},", folds[i].codepoints[0], folds[i].codepoints[1],
                    folds[i].count > 2 ? folds[i].codepoints[2] : 0);
    fprintf(out, "};\nenum { CASE_WIDE_COUNT = %d };\n", wide_count);
}

/* A letter that is canonically one base and one accent, and is its own fold. */
typedef struct accented {
    int letter, base, mark;
} accented;

static bool read_accented(int codepoint, accented *result) {
    if (codepoint >= 0xAC00 && codepoint <= 0xD7A3) return false;
    const utf8proc_property_t *property = utf8proc_get_property(codepoint);
    if (property->decomp_type != 0 || property->decomp_seqindex == UINT16_MAX) return false;
    if (!is_word_class(class_of(codepoint)) || fold_of(codepoint).count != 0) return false;

    /* utf8proc decomposes to the end; the last mark is the outermost, and what stands before it
     * composes to the base. */
    utf8proc_int32_t whole[8];
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(codepoint, whole, 8, UTF8PROC_DECOMPOSE, &boundary);
    if (count < 2 || count > 8) return false;
    const utf8proc_int32_t mark = whole[count - 1];
    const utf8proc_ssize_t rest =
        utf8proc_normalize_utf32(whole, count - 1, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (rest != 1 || class_of(mark) != CLET_FOLD_ACCENT) return false;
    *result = (accented){.letter = codepoint, .base = whole[0], .mark = mark};
    return true;
}

static void write_accents(FILE *out) {
    static accented letters[FOLDED_END];
    int letter_count = 0;
    int marks[MARK_COUNT_MAX];
    int mark_count = 0;
    for (int i = 0x80; i < FOLDED_END; i++) {
        if (i >= 0xD800 && i < 0xE000) continue;
        accented *letter = &letters[letter_count];
        if (!read_accented(i, letter)) continue;
        int at = 0;
        while (at < mark_count && marks[at] != letter->mark)
            at++;
        if (at == MARK_COUNT_MAX) exit(EXIT_FAILURE);
        if (at == mark_count) marks[mark_count++] = letter->mark;
        letter->mark = at;
        letter_count++;
    }
    fprintf(out, "enum { ACCENT_COUNT = %d, ACCENT_MARK_COUNT = %d };\n", letter_count, mark_count);
    fputs("static const uint16_t accent_letter[] = {", out);
    for (int i = 0; i < letter_count; i++)
        fprintf(out, "%d,", letters[i].letter);
    fputs("};\nstatic const uint16_t accent_base[] = {", out);
    for (int i = 0; i < letter_count; i++)
        fprintf(out, "%d,", letters[i].base);
    fputs("};\nstatic const uint8_t accent_mark_index[] = {", out);
    for (int i = 0; i < letter_count; i++)
        fprintf(out, "%d,", letters[i].mark);
    fputs("};\nstatic const uint16_t accent_marks[] = {", out);
    for (int i = 0; i < mark_count; i++)
        fprintf(out, "%d,", marks[i]);
    fputs("};\n", out);
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2) {
        fputs("usage: make_fold_table FILE\n", stderr);
        return EXIT_FAILURE;
    }
    FILE *out = fopen(arguments[1], "w");
    if (out == NULL) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    fprintf(out, "/* Made by make_fold_table from utf8proc %s; included by fold.c only. */\n",
            utf8proc_version());
    write_classes(out);
    write_case(out);
    write_accents(out);
    if (fclose(out) != 0) {
        perror(arguments[1]);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
