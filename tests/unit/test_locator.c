/* Sections, their pieces, and which of them have a word: from the builder to the reader. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "bundle/bundle_open.h"
#include "bundle/locator.h"

#include <chatlet/query.h>

enum { PARAGRAPHS = 60, TEXT_BYTES = 256 * 1024 };

/* A page of numbered paragraphs of about `bytes`; each has a word of its own ("own<n>x"), one that
 * it shares with every third, and the first `headings` a heading of their own. */
static test_built build_page(size_t bytes, unsigned headings) {
    char *text = malloc(TEXT_BYTES);
    assert_non_null(text);
    size_t at = (size_t)snprintf(text, TEXT_BYTES, "# Page\n\n");
    for (unsigned p = 0; p < PARAGRAPHS; p++) {
        const size_t begin = at;
        if (p < headings)
            at += (size_t)snprintf(text + at, TEXT_BYTES - at, "## Heading%ux\n\n", p);
        at += (size_t)snprintf(text + at, TEXT_BYTES - at, "own%ux third%ux%s", p, p % 3,
                               p == 57 ? " chimpanzee" : "");
        while (at - begin < bytes)
            at += (size_t)snprintf(text + at, TEXT_BYTES - at, " filling");
        at += (size_t)snprintf(text + at, TEXT_BYTES - at, ".\n\n");
        assert_true(at < TEXT_BYTES);
    }
    const test_source source = {"page.md", text};
    const test_built built = test_build(NULL, &source, 1);
    free(text);
    assert_int_equal(built.status, CHATLET_OK);
    return built;
}

static bool piece_has(const chatlet_bundle *bundle, uint32_t piece, const char *word) {
    clet_passage_text texts[64];
    const uint32_t count = clet_bundle_piece_texts(bundle, piece, texts, 64);
    assert_in_range(count, 1, 64);
    for (uint32_t i = 0; i < count; i++) {
        char both[8192];
        snprintf(both, sizeof both, " %.*s %.*s ", (int)texts[i].headings.size_bytes,
                 texts[i].headings.data, (int)texts[i].text.size_bytes, texts[i].text.data);
        for (char *byte = both; *byte != 0; byte++)
            *byte = (char)((unsigned char)*byte < 0x20 || *byte == '.' ? ' ' : *byte);
        char spaced[64];
        snprintf(spaced, sizeof spaced, " %s ", word);
        if (strstr(both, spaced) != NULL) return true;
    }
    return false;
}

/* The locator and the texts agree on `word`, in the sections that have it. */
static void compare_word(const chatlet_bundle *bundle, const char *shown, const char *stem) {
    const uint32_t sections = clet_bundle_index(bundle)->section_count;
    for (uint32_t section = 0; section < sections; section++) {
        const uint32_t first = clet_bundle_first_piece(bundle, section);
        const uint32_t end = clet_bundle_first_piece(bundle, section + 1);
        uint32_t expected = 0;
        for (uint32_t piece = first; piece < end; piece++) {
            if (piece_has(bundle, piece, shown)) expected |= 1u << (piece - first);
        }
        if (expected == 0) continue;
        if (clet_bundle_pieces_with(bundle, section, test_str(stem)) != expected)
            fail_msg("%s in section %u", shown, section);
    }
}

static void words_are_located_in_their_pieces(void **state) {
    (void)state;
    for (int headings = 0; headings < 2; headings++) {
        test_built built = build_page(900, headings == 1 ? PARAGRAPHS : 0);
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        assert_non_null(bundle);
        assert_true(clet_bundle_index(bundle)->section_count >= 2);
        assert_true(clet_bundle_index(bundle)->piece_count >= 10);
        for (unsigned p = 0; p < PARAGRAPHS; p++) {
            char word[32];
            char stem[32];
            snprintf(word, sizeof word, "own%ux", p);
            compare_word(bundle, word, word);
            snprintf(word, sizeof word, "Heading%ux", p);
            snprintf(stem, sizeof stem, "heading%ux", p);
            if (headings == 1) compare_word(bundle, word, stem);
        }
        for (unsigned i = 0; i < 3; i++) {
            char word[32];
            snprintf(word, sizeof word, "third%ux", i);
            compare_word(bundle, word, word);
        }
        chatlet_bundle_close(bundle);
        test_built_free(&built);
    }
}

/* Ten short pieces under headings of their own, which are nearly half of a section, then longer
 * ones with no heading to end it at: more pieces than in any other way, and no more than may be. */
static void a_section_of_the_most_pieces_has_as_many_as_it_may(void **state) {
    (void)state;
    test_built built = build_page(1525, 11);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    assert_true(clet_bundle_index(bundle)->section_count >= 2);
    assert_int_equal(clet_bundle_first_piece(bundle, 1), CLET_SECTION_PIECES_MAX);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void locators_of_other_sizes_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str bytes;
        uint32_t piece_count;
        bool is_good;
    } rows[] = {
        {"none", CHATLET_STR(""), 2, true},
        {"one place a third, 2 bits", CHATLET_STR("\0\1\77"), 2, true},
        {"a bit behind the end", CHATLET_STR("\0\1\100"), 2, false},
        {"a byte too many", CHATLET_STR("\0\1\77\0"), 2, false},
        {"no table", CHATLET_STR("\0\1"), 2, false},
        {"a seed alone", CHATLET_STR("\0"), 2, false},
        {"no places", CHATLET_STR("\0\0"), 2, false},
        {"a table for fewer pieces", CHATLET_STR("\0\1\77"), 3, false},
        {"16 pieces", CHATLET_STR("\0\1\1\2\3\4\5\6"), 16, true},
        {"a size past all memory", CHATLET_STR("\0\377\377\377\377\17\0"), 16, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        if (clet_locator_is_good(guarded, rows[i].piece_count) != rows[i].is_good)
            fail_msg("%s", rows[i].name);
        if (rows[i].is_good) {
            const uint32_t pieces =
                clet_locator_find(guarded, rows[i].piece_count, CHATLET_STR("word"));
            assert_in_range(pieces, 0, (1u << rows[i].piece_count) - 1);
        }
        test_guarded_free(guarded);
    }
    assert_int_equal(clet_locator_find(CHATLET_STR(""), 16, CHATLET_STR("word")), 0xFFFF);
    assert_int_equal(clet_locator_find(CHATLET_STR("\0\1\77"), 2, CHATLET_STR("word")), 3);
}

/* Of a page in many pieces, only the first and those with the words are asked for. */
static void a_question_fetches_the_pieces_that_have_its_words(void **state) {
    (void)state;
    static const struct {
        const char *question;
        uint32_t
            rounds; /* words; for the misspelt one stems and their postings; first pieces; others */
    } rows[] = {{"own57x third0x", 3}, {"chimpnzee third0x", CHATLET_QUERY_STAGES_MAX}};
    test_built built = build_page(900, 0);
    test_built_split(&built);
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
        const chatlet_query_options options = {.limit = 3};
        chatlet_query *query = NULL;
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle,
                                           test_str(rows[row].question), &options, &query),
                         CHATLET_OK);
        uint32_t rounds = 0;
        for (; stage != CHATLET_QUERY_READY; rounds++) {
            uint32_t count;
            const uint32_t *parts = chatlet_query_parts(query, &count);
            if (rounds + 2 >= rows[row].rounds) assert_in_range(count, 1, 4); /* texts */
            for (uint32_t i = 0; i < count; i++) {
                const chatlet_str bytes = test_built_part(&built, bundle, parts[i]);
                assert_int_equal(chatlet_bundle_add_part(bundle, parts[i], bytes), CHATLET_OK);
            }
            assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
        }
        assert_int_equal(rounds, rows[row].rounds);
        uint32_t count;
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        assert_true(count >= 1);
        char text[4096];
        snprintf(text, sizeof text, "%.*s", (int)hits[0].text.size_bytes, hits[0].text.data);
        assert_non_null(strstr(text, "own57x"));
        chatlet_query_free(query);
        chatlet_bundle_close(bundle);
    }
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_located_in_their_pieces),
        cmocka_unit_test(a_section_of_the_most_pieces_has_as_many_as_it_may),
        cmocka_unit_test(locators_of_other_sizes_are_refused),
        cmocka_unit_test(a_question_fetches_the_pieces_that_have_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
