/* Every code point of the fold tables against utf8proc: what it says of categories, of
 * NFKC_Casefold, of decomposition and composition. */
#include "test_assert.h"

#include "text/fold.h"

#include <utf8proc.h>

enum { CODEPOINT_END = 0x110000, FOLDED_END = 0x10000 };

static bool is_surrogate(int codepoint) { return codepoint >= 0xD800 && codepoint < 0xE000; }

static bool is_between(int codepoint, int first, int last) {
    return codepoint >= first && codepoint <= last;
}

static bool is_letter_category(int category) {
    return is_between(category, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_NL;
}

static bool is_mark_category(int category) {
    return is_between(category, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME);
}

static void classes_follow_categories(void **state) {
    (void)state;
    for (int i = 0; i < CODEPOINT_END; i++) {
        const int category = utf8proc_category(i);
        const bool is_ignorable = utf8proc_get_property(i)->ignorable;
        const clet_fold_class class = clet_fold_class_of((uint32_t)i);
        bool fits = false;
        switch (class) {
        case CLET_FOLD_LETTER: fits = is_letter_category(category); break;
        /* Planes 2 and 3 are ideographs whole, those without a meaning yet too. */
        case CLET_FOLD_UNSPACED: fits = is_letter_category(category) || i >= 0x20000; break;
        case CLET_FOLD_DIGIT: fits = category == UTF8PROC_CATEGORY_ND; break;
        case CLET_FOLD_MARK:
            fits = is_mark_category(category) || is_between(i, 0xFF9E, 0xFF9F) ||
                   is_between(i, 0x1161, 0x1175) || is_between(i, 0x11A8, 0x11C2);
            break;
        case CLET_FOLD_ACCENT:
            fits = is_mark_category(category) && utf8proc_get_property(i)->combining_class != 0;
            break;
        case CLET_FOLD_IGNORED:
            fits = is_ignorable || i == 0x0640 || is_between(i, 0x055B, 0x055E) ||
                   is_between(i, 0xE0000, 0xE0FFF);
            break;
        case CLET_FOLD_CONNECTOR: fits = i == '_'; break;
        case CLET_FOLD_MID_LETTER:
        case CLET_FOLD_MID_NUMBER: fits = category != UTF8PROC_CATEGORY_CN; break;
        case CLET_FOLD_OTHER:
            fits = i == 0x200B || (!is_letter_category(category) && !is_mark_category(category) &&
                                   category != UTF8PROC_CATEGORY_ND);
            break;
        }
        if (!fits) fail_msg("U+%04X of category %d has class %d", (unsigned)i, category, class);
    }
    assert_int_equal(clet_fold_class_of(UINT32_MAX), CLET_FOLD_OTHER);
}

static void some_classes_are_as_scripts_have_them(void **state) {
    (void)state;
    static const struct {
        uint32_t codepoint;
        clet_fold_class class;
    } rows[] = {
        {0, CLET_FOLD_OTHER},           {'\'', CLET_FOLD_MID_LETTER},
        {0x2019, CLET_FOLD_MID_LETTER}, {0x02BC, CLET_FOLD_MID_LETTER},
        {0xB7, CLET_FOLD_MID_LETTER},   {'.', CLET_FOLD_MID_NUMBER},
        {',', CLET_FOLD_MID_NUMBER},    {'_', CLET_FOLD_CONNECTOR},
        {0xFF3F, CLET_FOLD_OTHER},      {0x0301, CLET_FOLD_ACCENT},
        {0x0651, CLET_FOLD_ACCENT},     {0x05B8, CLET_FOLD_ACCENT},
        {0x093C, CLET_FOLD_ACCENT},     {0x094D, CLET_FOLD_MARK},
        {0x093F, CLET_FOLD_MARK},       {0x3099, CLET_FOLD_MARK},
        {0x0E48, CLET_FOLD_MARK},       {0x0E01, CLET_FOLD_UNSPACED},
        {0x3042, CLET_FOLD_UNSPACED},   {0x30FC, CLET_FOLD_UNSPACED},
        {0x6570, CLET_FOLD_UNSPACED},   {0xFF71, CLET_FOLD_UNSPACED},
        {0xAC00, CLET_FOLD_UNSPACED},   {0x00AD, CLET_FOLD_IGNORED},
        {0x200D, CLET_FOLD_IGNORED},    {0x200B, CLET_FOLD_OTHER},
        {0x2028, CLET_FOLD_OTHER},      {0x00A0, CLET_FOLD_OTHER},
        {0xFFFD, CLET_FOLD_OTHER},      {0x1F600, CLET_FOLD_OTHER},
        {0x20000, CLET_FOLD_UNSPACED},  {0xE0100, CLET_FOLD_IGNORED},
        {0x10FFFF, CLET_FOLD_OTHER},    {0xD7A3, CLET_FOLD_UNSPACED},
        {0x1112, CLET_FOLD_UNSPACED},   {0x1113, CLET_FOLD_LETTER},
        {0x1175, CLET_FOLD_MARK},       {0x11C2, CLET_FOLD_MARK},
        {0x11C3, CLET_FOLD_LETTER},     {0x055E, CLET_FOLD_IGNORED},
        {0x055D, CLET_FOLD_OTHER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (clet_fold_class_of(rows[i].codepoint) != rows[i].class)
            fail_msg("U+%04X", (unsigned)rows[i].codepoint);
}

/* What the tables leave out, to stay small; see make_fold_table.c. */
static bool is_left_out(int codepoint) {
    const int type = utf8proc_get_property(codepoint)->decomp_type;
    return is_between(codepoint, 0x2E80, 0x2FDF) || is_between(codepoint, 0x3131, 0x318E) ||
           is_between(codepoint, 0xF900, 0xFAFF) || is_between(codepoint, 0xFBEA, 0xFDFF) ||
           is_between(codepoint, 0xFFA0, 0xFFDC) || type == UTF8PROC_DECOMP_TYPE_SUPER ||
           type == UTF8PROC_DECOMP_TYPE_SUB;
}

/* NFKC_Casefold of `codepoint`, until it stays; returns how many code points, 0 for too many. */
static uint32_t expected_fold(int codepoint, uint32_t folded[CLET_FOLD_CASE_MAX]) {
    utf8proc_uint8_t text[5] = {0};
    utf8proc_encode_char(codepoint, text);
    utf8proc_uint8_t *once = utf8proc_NFKC_Casefold(text);
    utf8proc_uint8_t *twice = utf8proc_NFKC_Casefold(once);
    uint32_t count = 0;
    utf8proc_ssize_t offset = 0;
    while (twice[offset] != 0) {
        utf8proc_int32_t next;
        offset += utf8proc_iterate(twice + offset, -1, &next);
        if (count == CLET_FOLD_CASE_MAX) {
            count = 0;
            break;
        }
        folded[count++] = (uint32_t)next;
    }
    free(once);
    free(twice);
    return count;
}

static void letters_fold_as_nfkc_casefold(void **state) {
    (void)state;
    for (int i = 0; i < FOLDED_END; i++) {
        const clet_fold_class class = clet_fold_class_of((uint32_t)i);
        const bool is_letter = class == CLET_FOLD_LETTER || class == CLET_FOLD_UNSPACED;
        if (!is_letter || is_left_out(i) || i == 0x0130) continue;
        uint32_t expected[CLET_FOLD_CASE_MAX];
        const uint32_t expected_count = expected_fold(i, expected);
        uint32_t folded[CLET_FOLD_CASE_MAX];
        const uint32_t count = clet_fold_case((uint32_t)i, folded);
        if (expected_count == 0) {
            assert_int_equal(count, 1);
            continue;
        }
        bool is_word = true;
        for (uint32_t j = 0; j < expected_count; j++)
            is_word = is_word && clet_fold_class_of(expected[j]) != CLET_FOLD_OTHER &&
                      clet_fold_class_of(expected[j]) != CLET_FOLD_IGNORED;
        if (!is_word) continue;
        if (count != expected_count || memcmp(folded, expected, count * sizeof *folded) != 0)
            fail_msg("U+%04X folds to %u code points, U+%04X", (unsigned)i, count, folded[0]);
    }
}

static void folding_twice_changes_nothing(void **state) {
    (void)state;
    for (uint32_t i = 0; i < CODEPOINT_END; i++) {
        uint32_t folded[CLET_FOLD_CASE_MAX];
        const uint32_t count = clet_fold_case(i, folded);
        assert_in_range(count, 1, CLET_FOLD_CASE_MAX);
        if (i >= FOLDED_END) assert_true(count == 1 && folded[0] == i);
        for (uint32_t j = 0; j < count; j++) {
            uint32_t again[CLET_FOLD_CASE_MAX];
            /* The apostrophe of "ŉ" is one more fold away. */
            if (folded[j] == 0x02BC) continue;
            if (clet_fold_case(folded[j], again) != 1 || again[0] != folded[j])
                fail_msg("U+%04X gives U+%04X", i, folded[j]);
        }
    }
}

static void digits_fold_to_those_of_ascii(void **state) {
    (void)state;
    uint32_t digit_count = 0;
    for (int i = 0; i < FOLDED_END; i++) {
        if (clet_fold_class_of((uint32_t)i) != CLET_FOLD_DIGIT) continue;
        uint32_t folded[CLET_FOLD_CASE_MAX];
        assert_int_equal(clet_fold_case((uint32_t)i, folded), 1);
        assert_int_equal(folded[0], '0' + digit_count % 10);
        digit_count++;
    }
    assert_int_equal(digit_count % 10, 0);
}

static void special_letters_fold_as_people_type_them(void **state) {
    (void)state;
    static const struct {
        uint32_t codepoint;
        uint32_t folded[CLET_FOLD_CASE_MAX];
    } rows[] = {
        {0x0130, {'i'}},
        {0x00DF, {'s', 's'}},
        {0x1E9E, {'s', 's'}},
        {0x03C2, {0x03C3}},
        {0x2019, {'\''}},
        {0x02BC, {'\''}},
        {0x0132, {'i', 'j'}},
        {0xFB03, {'f', 'f', 'i'}},
        {0xFF21, {'a'}},
        {0xFF76, {0x30AB}},
        {0xFF9E, {0x3099}},
        {0x212B, {0x00E5}},
        {0x0969, {'3'}},
        {'I', {'i'}},
        {0x0131, {0x0131}},
        {0x0401, {0x0451}},
        {0xFEFB, {0x0644, 0x0627}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t folded[CLET_FOLD_CASE_MAX] = {0};
        clet_fold_case(rows[i].codepoint, folded);
        if (memcmp(folded, rows[i].folded, sizeof folded) != 0)
            fail_msg("U+%04X gives U+%04X", rows[i].codepoint, folded[0]);
    }
}

/* The letters utf8proc decomposes `codepoint` to, accents left out, composed again. */
static utf8proc_ssize_t expected_plain(int codepoint, utf8proc_int32_t plain[8]) {
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(codepoint, plain, 8, UTF8PROC_DECOMPOSE, &boundary);
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++)
        if (clet_fold_class_of((uint32_t)plain[i]) != CLET_FOLD_ACCENT) plain[kept++] = plain[i];
    return utf8proc_normalize_utf32(plain, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}

static void plain_letters_are_decompositions_without_accents(void **state) {
    (void)state;
    static const uint32_t specials[] = {0xE6,  0xF0,  0xF8,  0xFE,  0x111, 0x127, 0x131,
                                        0x142, 0x153, 0x167, 0x1E3, 0x1FD, 0x1FF};
    for (int i = 0x80; i < FOLDED_END; i++) {
        const clet_fold_class class = clet_fold_class_of((uint32_t)i);
        uint32_t folded[CLET_FOLD_CASE_MAX];
        const bool is_folded = clet_fold_case((uint32_t)i, folded) == 1 && folded[0] == (uint32_t)i;
        bool is_special = is_between(i, 0xF900, 0xFAFF); /* left out */
        for (size_t j = 0; j < sizeof specials / sizeof specials[0]; j++)
            is_special = is_special || specials[j] == (uint32_t)i;
        const bool is_letter = class == CLET_FOLD_LETTER || class == CLET_FOLD_UNSPACED;
        if (!is_letter || !is_folded || is_special || is_surrogate(i)) continue;

        utf8proc_int32_t expected[8];
        const utf8proc_ssize_t expected_count = expected_plain(i, expected);
        uint32_t plain[CLET_FOLD_PLAIN_MAX];
        const uint32_t count = clet_fold_plain((uint32_t)i, plain);
        if (count != 1 || expected_count != 1 || plain[0] != (uint32_t)expected[0])
            fail_msg("U+%04X gives U+%04X, expected U+%04X", (unsigned)i, plain[0],
                     (unsigned)expected[0]);
    }
}

static void letters_without_decomposition_have_a_plain_form(void **state) {
    (void)state;
    static const struct {
        uint32_t letter;
        const char *plain;
    } rows[] = {{0xE6, "ae"}, {0x1FD, "ae"}, {0x153, "oe"}, {0xF8, "o"},  {0x1FF, "o"},
                {0x111, "d"}, {0xF0, "d"},   {0x142, "l"},  {0xFE, "th"}, {0x131, "i"},
                {0x127, "h"}, {0x167, "t"},  {'\'', ""},    {0xB7, ""},   {0x301, ""},
                {'a', "a"},   {0x1EBF, "e"}, {0xE4, "a"},   {0x3B, ";"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t plain[CLET_FOLD_PLAIN_MAX];
        const uint32_t count = clet_fold_plain(rows[i].letter, plain);
        if (count != strlen(rows[i].plain)) fail_msg("U+%04X", rows[i].letter);
        for (uint32_t j = 0; j < count; j++)
            assert_int_equal(plain[j], (unsigned char)rows[i].plain[j]);
    }
}

/* Pairs that compose are those of every canonical decomposition into two that the tables cover. */
static void decomposed_letters_compose(void **state) {
    (void)state;
    uint32_t composed_count = 0;
    for (int i = 0x80; i < FOLDED_END; i++) {
        uint32_t folded[CLET_FOLD_CASE_MAX];
        const bool is_folded = clet_fold_case((uint32_t)i, folded) == 1 && folded[0] == (uint32_t)i;
        if (!is_folded || is_surrogate(i) || is_between(i, 0xF900, 0xFAFF)) continue;
        utf8proc_int32_t whole[8];
        int boundary = 0;
        const utf8proc_ssize_t count =
            utf8proc_decompose_char(i, whole, 8, UTF8PROC_DECOMPOSE, &boundary);
        if (count < 2) continue;
        const uint32_t mark = (uint32_t)whole[count - 1];
        utf8proc_int32_t base[8];
        memcpy(base, whole, sizeof base);
        const utf8proc_ssize_t rest =
            utf8proc_normalize_utf32(base, count - 1, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        const bool is_kana = is_between(i, 0x3041, 0x30FF) && !is_between(i, 0x30F7, 0x30FA) &&
                             i != 0x309E && i != 0x30FE;
        const bool is_covered = clet_fold_class_of(mark) == CLET_FOLD_ACCENT || is_kana ||
                                is_between(i, 0xAC00, 0xD7A3);
        const bool is_letter = clet_fold_class_of((uint32_t)i) == CLET_FOLD_LETTER || is_kana ||
                               is_between(i, 0xAC00, 0xD7A3);
        if (rest != 1 || !is_covered || !is_letter) continue;
        composed_count++;
        if (clet_fold_compose((uint32_t)base[0], mark) != (uint32_t)i)
            fail_msg("U+%04X and U+%04X give U+%04X, expected U+%04X", (unsigned)base[0], mark,
                     clet_fold_compose((uint32_t)base[0], mark), (unsigned)i);
    }
    assert_true(composed_count > 11172); /* more than the Hangul syllables */
}

static void other_pairs_do_not_compose(void **state) {
    (void)state;
    static const uint32_t pairs[][2] = {
        {'a', 'b'},       {'q', 0x301},     {0, 0x301},       {0x3042, 0x3099}, {0x304B, 0x309A},
        {0x3042, 0x309A}, {0x3099, 0x3099}, {0x6570, 0x3099}, {0xAC01, 0x11A8}, {0x1100, 0x11A8},
        {'a', 0x1161},    {0x3062, 0x3099}, {0x306E, 0x3099}, {0x10FFFF, 0x301}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (clet_fold_compose(pairs[i][0], pairs[i][1]) != 0)
            fail_msg("U+%04X and U+%04X", pairs[i][0], pairs[i][1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_follow_categories),
        cmocka_unit_test(some_classes_are_as_scripts_have_them),
        cmocka_unit_test(letters_fold_as_nfkc_casefold),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(digits_fold_to_those_of_ascii),
        cmocka_unit_test(special_letters_fold_as_people_type_them),
        cmocka_unit_test(plain_letters_are_decompositions_without_accents),
        cmocka_unit_test(letters_without_decomposition_have_a_plain_form),
        cmocka_unit_test(decomposed_letters_compose),
        cmocka_unit_test(other_pairs_do_not_compose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
