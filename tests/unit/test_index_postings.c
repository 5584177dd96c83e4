/* Dictionaries and postings from the builder to the reader, against lists kept beside them: every
 * count, gap, frequency and length of word where the format changes its form. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "bundle/bundle_open.h"

enum {
    PAGES = 400,
    WORDS = 600,
    WORD_BYTES = 64,
    FREQUENCY_MAX = 40,
    TEXT_BYTES = 64 * 1024,
    NUMBERS_MAX = 4 * PAGES
};

/* What the test itself knows: how often word w stands on page p. */
static uint8_t frequencies[WORDS][PAGES];
static char words[WORDS][WORD_BYTES];

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Words of 3 to 50 bytes that share 0 to 48 bytes with the one before, digits at their ends so that
 * no stemmer takes anything off. */
static void name_words(void) {
    static const char *const stems[] = {"q", "fourteenbytesx", "exactlyfifteenb",
                                        "sixteenbyteslong",
                                        "averylongbeginningofmanywordsthatgoesonandon"};
    for (int w = 0; w < WORDS; w++)
        snprintf(words[w], WORD_BYTES, "%s%03u7", stems[w % 5], (unsigned)w % 1000);
}

/* The first words stand in chosen numbers of pages, the others in random ones. */
static void place_words(void) {
    static const int counts[] = {1, 2, 14, 15, 16, 17, 127, 128, 143, 144, PAGES - 1, PAGES};
    uint32_t seed = 1;
    memset(frequencies, 0, sizeof frequencies);
    for (int w = 0; w < WORDS; w++) {
        const int chosen = w < 12 ? counts[w] : 0;
        const uint32_t one_in = 1 + next_random(&seed) % 200;
        for (int p = 0; p < PAGES; p++) {
            const bool stands = chosen > 0 ? p < chosen : next_random(&seed) % one_in == 0;
            if (stands) frequencies[w][p] = (uint8_t)(1 + next_random(&seed) % FREQUENCY_MAX);
        }
    }
    /* Only the last page; and only the first and the last. */
    memset(frequencies[12], 0, PAGES);
    memset(frequencies[13], 0, PAGES);
    frequencies[12][PAGES - 1] = 1;
    frequencies[13][0] = 22;
    frequencies[13][PAGES - 1] = 21;
}

static void write_page(char *text, int page) {
    size_t at = (size_t)snprintf(text, TEXT_BYTES, "# page\n\n");
    for (int w = 0; w < WORDS; w++) {
        for (int i = 0; i < frequencies[w][page]; i++) {
            at += (size_t)snprintf(text + at, TEXT_BYTES - at, "%s ", words[w]);
            assert_true(at < TEXT_BYTES);
        }
    }
    snprintf(text + at, TEXT_BYTES - at, "end\n");
}

static test_built build_pages(void) {
    test_source *sources = calloc(PAGES, sizeof *sources);
    char(*paths)[16] = calloc(PAGES, sizeof *paths);
    char *texts = malloc((size_t)PAGES * TEXT_BYTES);
    assert_true(sources != NULL && paths != NULL && texts != NULL);
    for (int p = 0; p < PAGES; p++) {
        snprintf(paths[p], sizeof paths[p], "%03u.md", (unsigned)p % 1000);
        write_page(texts + (size_t)p * TEXT_BYTES, p);
        sources[p] = (test_source){paths[p], texts + (size_t)p * TEXT_BYTES};
    }
    const test_built built = test_build(NULL, sources, PAGES);
    free(texts);
    free(paths);
    free(sources);
    assert_int_equal(built.status, CHATLET_OK);
    return built;
}

static bool stands_anywhere(int w) {
    for (int p = 0; p < PAGES; p++) {
        if (frequencies[w][p] > 0) return true;
    }
    return false;
}

/* A page may be cut into sections: their frequencies, each rounded to its code, are compared with
 * what one number can have become. */
static void compare_word(const chatlet_bundle *bundle, int w) {
    clet_postings postings[CLET_FIELD_COUNT];
    const uint32_t part = clet_bundle_term_part(bundle, test_str(words[w]));
    const bool is_known =
        part != 0 && clet_bundle_find_term(bundle, part, test_str(words[w]), postings);
    if (is_known != stands_anywhere(w)) fail_msg("%s: in the index or not", words[w]);
    if (!is_known) return;
    uint32_t found[PAGES] = {0};
    uint32_t sections[PAGES] = {0};
    const uint32_t count = postings[CLET_FIELD_BODY].count;
    uint32_t numbers[NUMBERS_MAX];
    uint8_t counted[NUMBERS_MAX];
    assert_true(count <= NUMBERS_MAX);
    clet_postings_unfold(&postings[CLET_FIELD_BODY], numbers, counted);
    for (uint32_t i = 0; i < count; i++) {
        assert_true(i == 0 || numbers[i] > numbers[i - 1]);
        assert_true(numbers[i] < clet_bundle_index(bundle)->section_count);
        const uint32_t page = clet_bundle_document_of(bundle, numbers[i]);
        found[page] += counted[i];
        sections[page]++;
    }
    for (int p = 0; p < PAGES; p++) {
        const uint32_t expected = frequencies[w][p];
        if ((expected > 0) != (found[p] > 0)) fail_msg("%s on page %d", words[w], p);
        if (sections[p] == 1)
            assert_int_equal(found[p], clet_frequency_of_code(clet_frequency_code(expected)));
    }
}

static void every_list_is_read_as_it_was_counted(void **state) {
    (void)state;
    name_words();
    place_words();
    test_built built = build_pages();
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    assert_true(clet_bundle_index(bundle)->term_part_count >= 3);
    for (int w = 0; w < WORDS; w++)
        compare_word(bundle, w);
    /* The title's word stands on every page: as many postings as there can be. */
    clet_postings postings[CLET_FIELD_COUNT];
    assert_true(clet_bundle_find_term(bundle, clet_bundle_term_part(bundle, test_str("page")),
                                      test_str("page"), postings));
    assert_int_equal(postings[CLET_FIELD_TITLE].count, PAGES);
    assert_int_equal(postings[CLET_FIELD_TITLE].limit, PAGES);
    uint32_t numbers[PAGES];
    uint8_t counted[PAGES];
    clet_postings_unfold(&postings[CLET_FIELD_TITLE], numbers, counted);
    for (uint32_t p = 0; p < PAGES; p++) {
        assert_int_equal(numbers[p], p);
        assert_int_equal(counted[p], 1);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void words_that_no_page_has_are_not_found(void **state) {
    (void)state;
    name_words();
    place_words();
    test_built built = build_pages();
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    static const char *const rows[] = {"!", "q0007x", "q", "exactlyfifteenb", "zzzz", "\xFF\xFF"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_postings postings[CLET_FIELD_COUNT];
        const uint32_t part = clet_bundle_term_part(bundle, test_str(rows[i]));
        if (part != 0)
            assert_false(clet_bundle_find_term(bundle, part, test_str(rows[i]), postings));
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* Every term lies between its part's separator and the next one. */
static void separators_lie_between_the_parts(void **state) {
    (void)state;
    name_words();
    place_words();
    test_built built = build_pages();
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    uint32_t terms = 0;
    for (uint32_t part = 1; part < clet_first_text_part(bundle); part++) {
        const bool spelling = part >= clet_first_spelling_part(bundle);
        clet_stem_walk walk = clet_stems_begin(bundle, part);
        for (uint32_t at = 0; clet_stems_next(&walk); at++) {
            const chatlet_str stored = {.data = walk.stored, .size_bytes = walk.size_bytes};
            assert_int_equal(spelling ? clet_bundle_spelling_part(bundle, stored)
                                      : clet_bundle_term_part(bundle, stored),
                             part);
            if (!spelling) terms++;
        }
        assert_false(walk.failed);
    }
    assert_int_equal(terms, clet_bundle_index(bundle)->term_count);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void frequencies_keep_their_order_and_size(void **state) {
    (void)state;
    static const uint32_t least[] = {1, 2, 3, 4, 6, 9, 14, 22};
    for (uint32_t frequency = 1; frequency <= UINT16_MAX; frequency++) {
        const uint32_t code = clet_frequency_code(frequency);
        assert_true(code < CLET_FREQUENCY_CODES);
        assert_true(least[code] <= frequency);
        if (code + 1 < CLET_FREQUENCY_CODES) assert_true(frequency < least[code + 1]);
        if (code + 1 < CLET_FREQUENCY_CODES)
            assert_int_equal(clet_frequency_code(clet_frequency_of_code(code)), code);
    }
}

static void rice_parameters_stay_in_their_range(void **state) {
    (void)state;
    assert_int_equal(clet_rice_parameter(1, 1), 0);
    assert_int_equal(clet_rice_parameter(CHATLET_PASSAGES_MAX, CHATLET_PASSAGES_MAX), 0);
    assert_int_equal(clet_rice_parameter(1, 1000000), 19);
    assert_int_equal(clet_rice_parameter(1, UINT32_MAX), CLET_RICE_PARAMETER_MAX);
    for (uint32_t count = 1; count < 5000; count++) {
        const uint32_t here = clet_rice_parameter(count, 5000);
        assert_true(here <= clet_rice_parameter(count, 5001));
        assert_true(here >= clet_rice_parameter(count + 1, 5000));
    }
}

/* The truncated binary code of every number below some counts of choices, as compile/index_terms.c
 * writes it, here put together bit by bit. */
static void choices_take_the_logarithm_or_one_bit_more(void **state) {
    (void)state;
    static const uint32_t rows[] = {1, 2, 3, 4, 5, 7, 8, 9, 100, 255, 256, 257};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const uint32_t choices = rows[row];
        const uint32_t log = clet_log2_floor(choices);
        const uint32_t short_count = (2u << log) - choices;
        for (uint32_t number = 0; number < choices; number++) {
            const uint32_t longer = number + short_count;
            const uint32_t bits = number < short_count ? number : longer >> 1 | (longer & 1) << log;
            const char bytes[3] = {(char)(bits & 0xFF), (char)(bits >> 8 & 0xFF), 0};
            clet_bit_reader reader = {.source = {.data = bytes, .size_bytes = sizeof bytes}};
            assert_int_equal(clet_bits_read_choice(&reader, choices), number);
            assert_int_equal(reader.offset, number < short_count ? log : log + 1);
        }
    }
}

static void bits_past_the_end_are_zero_and_a_failure(void **state) {
    (void)state;
    const chatlet_str ones = test_guarded_copy(CHATLET_STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"));
    clet_bit_reader reader = {.source = ones};
    assert_int_equal(clet_bits_read_unary(&reader, 70), 70);
    assert_int_equal(clet_bits_read(&reader, 2), 3);
    assert_false(reader.failed);
    assert_int_equal(clet_bits_read(&reader, 1), 0);
    assert_true(reader.failed);
    reader = (clet_bit_reader){.source = ones, .offset = 1};
    assert_int_equal(clet_bits_read_unary(&reader, 1000), 0); /* never ends */
    assert_true(reader.failed);
    reader = (clet_bit_reader){.source = {.data = NULL, .size_bytes = 0}};
    assert_int_equal(clet_bits_read(&reader, 0), 0);
    assert_false(reader.failed);
    assert_int_equal(clet_bits_read_unary(&reader, 7), 0);
    assert_true(reader.failed);
    test_guarded_free(ones);
}

/* One page more than a small site has: words of one page are lone then, and found as before. */
enum { SMALL_SITE = 500 };

static void lone_words_are_found_where_they_stand(void **state) {
    (void)state;
    static test_source sources[SMALL_SITE + 1];
    static char paths[SMALL_SITE + 1][16];
    static char texts[SMALL_SITE + 1][64];
    for (int p = 0; p <= SMALL_SITE; p++) {
        snprintf(paths[p], sizeof paths[p], "%03u.md", (unsigned)p % 1000);
        snprintf(texts[p], sizeof texts[p], "# page\n\nlone%03u7 %s common\n", (unsigned)p % 1000,
                 p < 2 ? "twice" : "");
        sources[p] = (test_source){paths[p], texts[p]};
    }
    for (size_t pages = SMALL_SITE; pages <= SMALL_SITE + 1; pages++) {
        test_built built = test_build(NULL, sources, pages);
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        assert_non_null(bundle);
        uint32_t lone = 0;
        for (uint32_t part = 1; part < clet_first_spelling_part(bundle); part++)
            lone += clet_stems_begin(bundle, part).lone_count;
        /* Two words with one fingerprint in one part are rare, and then one is listed. */
        if (pages <= SMALL_SITE) assert_int_equal(lone, 0);
        if (pages > SMALL_SITE) assert_in_range(lone, pages - 2, pages);
        uint32_t wrong = 0;
        for (uint32_t p = 0; p < pages; p++) {
            char word[16];
            clet_postings postings[CLET_FIELD_COUNT];
            snprintf(word, sizeof word, "lone%03u7", p % 1000);
            const uint32_t part = clet_bundle_term_part(bundle, test_str(word));
            assert_true(clet_bundle_find_term(bundle, part, test_str(word), postings));
            uint32_t number;
            uint8_t frequency;
            assert_int_equal(postings[CLET_FIELD_BODY].count, 1);
            clet_postings_unfold(&postings[CLET_FIELD_BODY], &number, &frequency);
            assert_int_equal(number, p);
            assert_int_equal(frequency, 1);
            snprintf(word, sizeof word, "lone%03u8", p % 1000);
            if (clet_bundle_find_term(bundle, clet_bundle_term_part(bundle, test_str(word)),
                                      test_str(word), postings))
                wrong++;
        }
        assert_in_range(wrong, 0, pages > SMALL_SITE ? 10 : 0);
        chatlet_bundle_close(bundle);
        test_built_free(&built);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_is_read_as_it_was_counted),
        cmocka_unit_test(words_that_no_page_has_are_not_found),
        cmocka_unit_test(lone_words_are_found_where_they_stand),
        cmocka_unit_test(separators_lie_between_the_parts),
        cmocka_unit_test(frequencies_keep_their_order_and_size),
        cmocka_unit_test(rice_parameters_stay_in_their_range),
        cmocka_unit_test(choices_take_the_logarithm_or_one_bit_more),
        cmocka_unit_test(bits_past_the_end_are_zero_and_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
