/* Texts that are still being typed: what is suggested, in which order, from which parts. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/cbor.h"
#include "bundle/bundle_read.h"
#include "text/word_form.h"

#include <chatlet/query.h>
#include <chatlet/suggest.h>

static const char bot[] = "{\"suggestions\": [\"How do I migrate?\", \"What does a table cost?\"]}";

static const test_source sources[] = {
    {"migration.md", "# Migration\n\nMove your data.\n\n## Before you migrate\n\nSave it.\n\n"
                     "## Rolling back\n\nUndo it.\n"},
    {"policies.md", "# Row policies\n\nWho may read what; see [tables](create-table.md).\n"},
    {"create-table.md", "# Create table\n\nMakes one.\n\n## Parameters\n\nThe name.\n"},
    {"create-tablespace.md", "# Create tablespace\n\nMakes a place for tables.\n"},
    {"create-index.md", "# Create index\n\nMakes a table quick: migrations take less time.\n"},
    {"do.md", "# DO\n\nRuns a block of code.\n"},
    {"zurich.md", "# Zürich\n\nA town.\n"},
    {"water.md", "# 根元の水\n\n木には朝。\n"},
    {"moscow.md", "# Погода в городе\n\nДом.\n"},
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

typedef test_opened fixture;

static int build(void **state) {
    static fixture made;
    made = test_open_in_parts(bot, sources, SOURCES);
    *state = &made;
    return made.bundle != NULL ? 0 : -1;
}

static int clean_up(void **state) {
    test_opened_free(*state);
    return 0;
}

static chatlet_suggestions *suggest(const chatlet_bundle *bundle, chatlet_str text,
                                    uint32_t limit) {
    chatlet_suggestions *suggestions = NULL;
    assert_int_equal(chatlet_suggest(test_plain_allocator(), bundle, text, limit, &suggestions),
                     CHATLET_OK);
    return suggestions;
}

/* "title|path|url" of each item, joined by line ends. */
static void put_items(const chatlet_suggestions *suggestions, char *text, size_t capacity) {
    uint32_t count;
    const chatlet_suggestion *items = chatlet_suggestions_items(suggestions, &count);
    size_t at = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < count; i++) {
        at += (size_t)snprintf(text + at, capacity - at, "%s%.*s|%.*s|%.*s", i > 0 ? "\n" : "",
                               (int)items[i].title.size_bytes, items[i].title.data,
                               (int)items[i].headings.size_bytes, items[i].headings.data,
                               (int)items[i].url.size_bytes, items[i].url.data);
    }
}

static void the_last_word_is_a_beginning_and_the_others_are_whole(void **state) {
    const fixture *made = *state;
    static const struct {
        const char *name;
        const char *typed;
        const char *expected;
    } rows[] = {
        {"a beginning that is no stem", "migrati", "Migration||/migration.md"},
        {"a beginning of several", "migra",
         "How do I migrate?||\nMigration||/migration.md\n"
         "Migration|Before you migrate|/migration.md#before-you-migrate\n"
         "Create index||/create-index.md"},
        {"a whole word of another ending", "migrating",
         "How do I migrate?||\nMigration||/migration.md\n"
         "Migration|Before you migrate|/migration.md#before-you-migrate\n"
         "Create index||/create-index.md"},
        {"a stem that is no beginning of its word", "policy", "Row policies||/policies.md"},
        {"the same while it is typed", "polic", "Row policies||/policies.md"},
        {"titles first, the nearest before", "create tab",
         "Create table||/create-table.md\nCreate tablespace||/create-tablespace.md\n"
         "Create index||/create-index.md"},
        {"a whole word is no beginning", "crea tabl",
         "Create table||/create-table.md\nCreate tablespace||/create-tablespace.md\nRow "
         "policies||/policies.md\n"
         "Create index||/create-index.md"},
        {"a space ends the word", "tables ",
         "What does a table cost?||\nCreate table||/create-table.md\nRow "
         "policies||/policies.md\nCreate tablespace||/create-tablespace.md\nCreate "
         "index||/create-index.md"},
        {"a heading", "param", "Create table|Parameters|/create-table.md#parameters"},
        {"two words in one heading", "rolling ba",
         "Migration|Rolling back|/migration.md#rolling-back"},
        {"title and heading together", "migration roll",
         "Migration|Rolling back|/migration.md#rolling-back"},
        {"function words before it", "how do I roll",
         "Migration|Rolling back|/migration.md#rolling-back"},
        {"a function word that is a title", "do",
         "How do I migrate?||\nWhat does a table cost?||\nDO||/do.md"},
        {"capitals", "ZUR", "Zürich||/zurich.md"},
        {"accents", "zür", "Zürich||/zurich.md"},
        {"another script", "пого", "Погода в городе||/moscow.md"},
        {"one character of a script without spaces", "根", "根元の水||/water.md"},
        {"several", "根元の", "根元の水||/water.md"},
        {"only in a text", "block", "DO||/do.md"},
        {"the beginning of what is only in a text", "bloc", "DO||/do.md"},
        {"one letter", "m", ""},
        {"one letter behind a word", "migration r",
         "How do I migrate?||\nMigration||/migration.md\nMigration|Before you "
         "migrate|/migration.md#before-you-migrate\nCreate index||/create-index.md"},
        {"nothing begins so", "xyzzy", ""},
        {"nothing", "", ""},
        {"no word", " ?! ", ""},
        {"function words only", "how do I ", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char items[2000];
        chatlet_suggestions *suggestions = suggest(made->bundle, test_str(rows[i].typed), 5);
        put_items(suggestions, items, sizeof items);
        test_text_equal(rows[i].name, test_str(items), test_str(rows[i].expected));
        chatlet_suggestions_free(suggestions);
    }
}

static void an_asked_question_matches_no_beginnings(void **state) {
    const fixture *made = *state;
    uint32_t count;
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    const chatlet_query_options options = {.limit = 5, .without = CHATLET_RANK_REPAIR};
    assert_int_equal(chatlet_query_new(test_plain_allocator(), made->bundle, test_str("tablesp"),
                                       &options, &query),
                     CHATLET_OK);
    while (stage != CHATLET_QUERY_READY)
        assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    (void)chatlet_query_hits(query, &count);
    assert_int_equal(count, 0);
    chatlet_query_free(query);
}

static bool has_part(const uint32_t *parts, uint32_t count, uint32_t part) {
    for (uint32_t i = 0; i < count; i++)
        if (parts[i] == part) return true;
    return false;
}

/* From a bundle without parts to whole suggestions, as a host goes. */
static void parts_are_asked_for_in_two_rounds_and_the_authors_words_need_none(void **state) {
    const fixture *made = *state;
    chatlet_bundle *bundle = NULL;
    char items[2000];
    assert_int_equal(
        chatlet_bundle_open(test_plain_allocator(), test_built_head(&made->built), &bundle, NULL),
        CHATLET_OK);
    for (int round = 0;; round++) {
        uint32_t count;
        chatlet_suggestions *suggestions = suggest(bundle, CHATLET_STR("how to migra"), 5);
        const uint32_t *parts = chatlet_suggestions_parts(suggestions, &count);
        put_items(suggestions, items, sizeof items);
        if (count == 0) {
            assert_int_equal(round, CHATLET_SUGGEST_STAGES_MAX - 1); /* pages of one piece */
            chatlet_suggestions_free(suggestions);
            break;
        }
        test_text_equal("while parts are missing", test_str(items),
                        CHATLET_STR("How do I migrate?||"));
        assert_int_equal(has_part(parts, count, 0), round == 0);
        for (uint32_t i = 0; i < count; i++) {
            assert_false(chatlet_bundle_has_part(bundle, parts[i]));
            assert_false(has_part(parts, i, parts[i]));
            assert_int_equal(chatlet_bundle_add_part(
                                 bundle, parts[i], test_built_part(&made->built, bundle, parts[i])),
                             CHATLET_OK);
        }
        chatlet_suggestions_free(suggestions);
    }
    test_text_equal("when all are there", test_str(items),
                    CHATLET_STR("How do I migrate?||\nMigration||/migration.md\n"
                                "Migration|Before you migrate|/migration.md#before-you-migrate\n"
                                "Create index||/create-index.md"));
    chatlet_bundle_close(bundle);
}

/* A heading far down a long page takes one round more, for the piece that has it. */
static void a_heading_of_a_long_page_is_fetched_from_its_piece(void **state) {
    (void)state;
    enum { HEADINGS = 20, TEXT_BYTES = 64 * 1024 };
    static char text[TEXT_BYTES];
    size_t at = (size_t)snprintf(text, TEXT_BYTES, "# Guide\n\n");
    for (int i = 0; i < HEADINGS; i++) {
        at += (size_t)snprintf(text + at, TEXT_BYTES - at, "## %s\n\n",
                               i == 17 ? "Zebra crossings" : "Roads");
        for (int j = 0; j < 100; j++)
            at += (size_t)snprintf(text + at, TEXT_BYTES - at, "words of number %d fill it ", i);
        at += (size_t)snprintf(text + at, TEXT_BYTES - at, ".\n\n");
        assert_true(at < TEXT_BYTES);
    }
    const test_source source = {"guide.md", text};
    test_built built = test_build_in_parts(NULL, &source, 1);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    char items[2000];
    for (int round = 0;; round++) {
        uint32_t count;
        chatlet_suggestions *suggestions = suggest(bundle, CHATLET_STR("zebra cro"), 5);
        const uint32_t *parts = chatlet_suggestions_parts(suggestions, &count);
        put_items(suggestions, items, sizeof items);
        for (uint32_t i = 0; i < count; i++) {
            assert_int_equal(chatlet_bundle_add_part(bundle, parts[i],
                                                     test_built_part(&built, bundle, parts[i])),
                             CHATLET_OK);
        }
        chatlet_suggestions_free(suggestions);
        if (count > 0) continue;
        assert_int_equal(round, CHATLET_SUGGEST_STAGES_MAX);
        break;
    }
    test_text_equal("items", test_str(items),
                    CHATLET_STR("Guide|Zebra crossings|/guide.md#zebra-crossings"));
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void the_bytes_say_what_the_items_and_parts_do(void **state) {
    const fixture *made = *state;
    chatlet_suggestions *suggestions = suggest(made->bundle, CHATLET_STR("zur"), 1);
    static const char expected[] = "\xA2\x65parts\x80\x65items\x81\xA3\x65title\x67Z\xC3\xBCrich"
                                   "\x64path\x60\x63url\x6A/zurich.md";
    assert_int_equal(clet_cbor_check(chatlet_suggestions_bytes(suggestions)), CHATLET_OK);
    test_text_equal("bytes", chatlet_suggestions_bytes(suggestions), test_str(expected));
    chatlet_suggestions_free(suggestions);
}

static void a_limit_holds_at_it_and_is_refused_past_it(void **state) {
    const fixture *made = *state;
    static char pages[CHATLET_SUGGEST_ITEMS_MAX + 3][40];
    test_source many[CHATLET_SUGGEST_ITEMS_MAX + 3];
    char paths[CHATLET_SUGGEST_ITEMS_MAX + 3][16];
    chatlet_suggestions *suggestions = NULL;
    uint32_t count;
    assert_int_equal(
        chatlet_suggest(test_plain_allocator(), made->bundle, test_str("ta"), 0, &suggestions),
        CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_suggest(test_plain_allocator(), made->bundle, test_str("ta"),
                                     CHATLET_SUGGEST_ITEMS_MAX + 1, &suggestions),
                     CHATLET_ERR_ARGUMENT);
    assert_null(suggestions);

    for (int i = 0; i < CHATLET_SUGGEST_ITEMS_MAX + 3; i++) {
        snprintf(pages[i], sizeof pages[i], "# Table %c\n\nText.\n", 'a' + i);
        snprintf(paths[i], sizeof paths[i], "%c.md", 'a' + i);
        many[i] = (test_source){paths[i], pages[i]};
    }
    test_built built = test_build(NULL, many, CHATLET_SUGGEST_ITEMS_MAX + 3);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    for (uint32_t limit = 1; limit <= CHATLET_SUGGEST_ITEMS_MAX; limit++) {
        suggestions = suggest(bundle, CHATLET_STR("tab"), limit);
        (void)chatlet_suggestions_items(suggestions, &count);
        assert_int_equal(count, limit);
        chatlet_suggestions_free(suggestions);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* Sixteen words that begin so are looked for; a seventeenth, in no more titles, is not. */
static void a_beginning_is_taken_for_so_many_words(void **state) {
    (void)state;
    enum { WORDS = CHATLET_SUGGEST_COMPLETIONS_MAX + 1 };
    static char pages[WORDS][60];
    static char paths[WORDS][16];
    test_source many[WORDS];
    for (int extra = 0; extra < 2; extra++) {
        const int words = CHATLET_SUGGEST_COMPLETIONS_MAX + extra;
        for (int i = 0; i < words; i++) {
            /* The first words stand in two titles each, the last one in a heading only. */
            const bool is_last = i == words - 1;
            snprintf(pages[i], sizeof pages[i],
                     is_last ? "# Omega\n\nText.\n\n## qu%c9\n\nText.\n" : "# qu%c9 x\n\nText.\n",
                     'a' + i);
            snprintf(paths[i], sizeof paths[i], "%c.md", 'a' + i);
            many[i] = (test_source){paths[i], pages[i]};
        }
        test_built built = test_build(NULL, many, (size_t)words);
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        clet_postings postings[CLET_FIELD_COUNT];
        char last[] = " qu?9";
        last[3] = (char)('a' + words - 1);
        assert_true(clet_bundle_find_term(bundle, clet_bundle_term_part(bundle, test_str(last)),
                                          test_str(last), postings));
        /* Only the completions decide whether the last page is known to begin so; its neighbor by
         * a whole word makes it the best of all when it is. */
        char typed[40];
        char items[4000];
        snprintf(typed, sizeof typed, "omega qu");
        chatlet_suggestions *suggestions = suggest(bundle, test_str(typed), 1);
        put_items(suggestions, items, sizeof items);
        char expected[60] = "Omega||/q.md";
        if (extra == 0) snprintf(expected, sizeof expected, "Omega|qup9|/p.md#qup9");
        test_text_equal(extra == 0 ? "at the limit" : "past it", test_str(items),
                        test_str(expected));
        chatlet_suggestions_free(suggestions);
        chatlet_bundle_close(bundle);
        test_built_free(&built);
    }
}

static void long_and_broken_texts_are_cut_and_survived(void **state) {
    const fixture *made = *state;
    static char text[CHATLET_QUERY_BYTES_MAX + 6];
    for (int over = 0; over <= 1; over++) {
        /* The word behind the spaces ends at the limit, or one past it: then it begins so. */
        memset(text, ' ', sizeof text);
        memcpy(text + CHATLET_QUERY_BYTES_MAX - 6 + over, "zurich", 6);
        const chatlet_str guarded = test_guarded_copy(
            (chatlet_str){.data = text, .size_bytes = (size_t)(CHATLET_QUERY_BYTES_MAX + over)});
        char items[200];
        chatlet_suggestions *suggestions = suggest(made->bundle, guarded, 5);
        put_items(suggestions, items, sizeof items);
        test_text_equal("a long text", test_str(items), CHATLET_STR("Zürich||/zurich.md"));
        chatlet_suggestions_free(suggestions);
        test_guarded_free(guarded);
    }
    static const chatlet_str rows[] = {CHATLET_STR("\xFFzur\xFF\x00zur"), CHATLET_STR("zur\x00"),
                                       CHATLET_STR("\"\"\"-zur"), CHATLET_STR("\xF0\x9F")};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(rows[i]);
        chatlet_suggestions_free(suggest(made->bundle, guarded, 5));
        test_guarded_free(guarded);
    }
}

static void words_past_the_limit_leave_no_slot_for_an_open_one(void **state) {
    const fixture *made = *state;
    char text[CHATLET_QUERY_TERMS_MAX * 8 + 8];
    for (int words = CHATLET_QUERY_TERMS_MAX - 1; words <= CHATLET_QUERY_TERMS_MAX; words++) {
        size_t at = 0;
        for (int i = 0; i < words; i++)
            at += (size_t)snprintf(text + at, sizeof text - at, "qz%c%c ", 'a' + i / 26,
                                   'a' + i % 26);
        snprintf(text + at, sizeof text - at, "zur");
        char items[200];
        chatlet_suggestions *suggestions = suggest(made->bundle, test_str(text), 5);
        put_items(suggestions, items, sizeof items);
        test_text_equal(text, test_str(items),
                        test_str(words < CHATLET_QUERY_TERMS_MAX ? "Zürich||/zurich.md" : ""));
        chatlet_suggestions_free(suggestions);
    }
}

static void a_bot_that_is_quiet_suggests_nothing_and_carries_no_forms(void **state) {
    (void)state;
    static const char quiet[] =
        "{\"suggest_while_typing\": false, \"suggestions\": [\"How do I migrate?\"]}";
    test_built built = test_build(quiet, sources, SOURCES);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    chatlet_bundle_info info;
    uint32_t count;
    chatlet_bundle_get_info(bundle, &info);
    assert_false(info.suggests);
    chatlet_suggestions *suggestions = suggest(bundle, CHATLET_STR("migra"), 5);
    (void)chatlet_suggestions_items(suggestions, &count);
    assert_int_equal(count, 0);
    (void)chatlet_suggestions_parts(suggestions, &count);
    assert_int_equal(count, 0);
    chatlet_suggestions_free(suggestions);
    clet_stem_walk walk = clet_stems_begin(bundle, 1);
    assert_true(clet_stems_next(&walk));
    assert_true(walk.stem[0] != CLET_WORD_FORM_MARK);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void a_bot_suggests_unless_it_says_otherwise(void **state) {
    const fixture *made = *state;
    chatlet_bundle_info info;
    chatlet_bundle_get_info(made->bundle, &info);
    assert_true(info.suggests);
    clet_stem_walk walk = clet_stems_begin(made->bundle, 1);
    assert_true(clet_stems_next(&walk));
    assert_int_equal(walk.stem[0], CLET_WORD_FORM_MARK);
}

static void a_form_is_the_word_folded_and_unstemmed(void **state) {
    (void)state;
    static const struct {
        const char *language;
        const char *word;
        const char *form;
    } rows[] = {
        {"en", "Policies", " policies"},
        {"de", "Straße", " strasse"},
        {"es", "Migración", " migracion"},
        {"tr", "ISI", " isi"},
        {"none", "15.2", " 15.2"},
        {"en", "don't", " dont"},
        {"en", "'", " "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char form[CLET_WORD_FORM_BYTES_MAX];
        const size_t size_bytes =
            clet_word_form(test_str(rows[i].language), test_str(rows[i].word), form);
        test_text_equal(rows[i].word, (chatlet_str){.data = form, .size_bytes = size_bytes},
                        test_str(rows[i].form));
    }
    char word[CHATLET_WORD_BYTES_MAX + 1];
    char form[CLET_WORD_FORM_BYTES_MAX];
    memset(word, 'a', sizeof word);
    for (size_t over = 0; over <= 1; over++) {
        const chatlet_str text = {.data = word, .size_bytes = CHATLET_WORD_BYTES_MAX + over};
        assert_int_equal(clet_word_form(CHATLET_STR("en"), text, form), CLET_WORD_FORM_BYTES_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_word_is_a_beginning_and_the_others_are_whole),
        cmocka_unit_test(an_asked_question_matches_no_beginnings),
        cmocka_unit_test(parts_are_asked_for_in_two_rounds_and_the_authors_words_need_none),
        cmocka_unit_test(a_heading_of_a_long_page_is_fetched_from_its_piece),
        cmocka_unit_test(the_bytes_say_what_the_items_and_parts_do),
        cmocka_unit_test(a_limit_holds_at_it_and_is_refused_past_it),
        cmocka_unit_test(a_beginning_is_taken_for_so_many_words),
        cmocka_unit_test(long_and_broken_texts_are_cut_and_survived),
        cmocka_unit_test(words_past_the_limit_leave_no_slot_for_an_open_one),
        cmocka_unit_test(a_bot_that_is_quiet_suggests_nothing_and_carries_no_forms),
        cmocka_unit_test(a_bot_suggests_unless_it_says_otherwise),
        cmocka_unit_test(a_form_is_the_word_folded_and_unstemmed),
    };
    return cmocka_run_group_tests(tests, build, clean_up);
}
