/* Questions as people type them: misspelt words, quotes, a minus, synonyms, texts of links; and
 * what a tool may switch off. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "bundle/bundle_read.h"
#include "compile/index_build.h"

#include <chatlet/query.h>

/* Each word to misspell stands on two pages: what stands once may be the author's mistake. */
static const test_source sources[] = {
    {"config.md", "# Settings\n\nThe configuration of the gateway is a text file.\n"},
    {"deploy.md", "# Rollout\n\nChange the configuration, then restart the gateway.\n"},
    {"billing.md", "# Money\n\nAn invoice arrives by e-mail; every invoice names the tax. "
                   "See [the shipping rates](rates.md).\n"},
    {"tax.md", "# Tax\n\nAn invoice without a tax number is not valid. Trains run daily.\n"},
    {"rates.md", "# Prices abroad\n\nA parcel costs nine, a letter two.\n"},
    {"night.md", "# Night\n\nTrains run at night; the night train has beds.\n"},
    {"russia.md", "# Город\n\nПогода в городе хорошая. Приложение работает.\n"},
    {"moscow.md", "# Москва\n\nПриложение показывает погода и время. Дом.\n"},
    {"house.md", "# Стол\n\nДом стоит. 木には朝、根元に水。\n"},
    {"tree.md", "# Лес\n\n木には朝、根元に水。\n"},
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

typedef test_opened fixture;

static int build(void **state) {
    static fixture made;
    made = test_open_in_parts(NULL, sources, SOURCES);
    *state = &made;
    return made.bundle != NULL ? 0 : -1;
}

static int clean_up(void **state) {
    test_opened_free(*state);
    return 0;
}

static chatlet_query *ask_with(const chatlet_bundle *bundle, chatlet_str question,
                               chatlet_query_options options) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle, question, &options, &query),
                     CHATLET_OK);
    for (int i = 0; i < CHATLET_QUERY_STAGES_MAX && stage != CHATLET_QUERY_READY; i++)
        assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    assert_int_equal(stage, CHATLET_QUERY_READY);
    return query;
}

static chatlet_query *ask(const chatlet_bundle *bundle, const char *question) {
    return ask_with(bundle, test_str(question),
                    (chatlet_query_options){.limit = 10, .unit = CHATLET_QUERY_ANSWERS});
}

static bool has_hit(const chatlet_query *query, const char *url) {
    uint32_t count;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    for (uint32_t i = 0; i < count; i++) {
        const size_t bytes = strlen(url);
        if (hits[i].url.size_bytes >= bytes && memcmp(hits[i].url.data, url, bytes) == 0)
            return true;
    }
    return false;
}

static uint32_t count_hits(const chatlet_query *query) {
    uint32_t count;
    (void)chatlet_query_hits(query, &count);
    return count;
}

static void one_edit_anywhere_is_repaired(void **state) {
    const fixture *made = *state;
    static const struct {
        const char *question;
        const char *url;
    } rows[] = {
        {"xinvoice", "/billing.md"},     {"invxoice", "/billing.md"},
        {"invoicex", "/billing.md"},     {"nvoice", "/billing.md"},
        {"invice", "/billing.md"},       {"invoie", "/billing.md"},
        {"xnvoice", "/billing.md"},      {"invxice", "/billing.md"},
        {"invoicr", "/billing.md"},      {"nivoice", "/billing.md"},
        {"invioce", "/billing.md"},      {"invoiec", "/billing.md"},
        {"INVIOCE", "/billing.md"},      {"gatway", "/deploy.md"},
        {"configuraton", "/config.md"},  {"confguration", "/config.md"},
        {"cofniguration", "/config.md"}, {"configurtaions", "/config.md"},
        {"Приложенее", "/moscow.md"},    {"погдоа", "/moscow.md"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *query = ask(made->bundle, rows[i].question);
        if (!has_hit(query, rows[i].url)) fail_msg("%s: not found", rows[i].question);
        chatlet_query_free(query);
    }
}

static void two_edits_are_repaired_in_long_words_only(void **state) {
    const fixture *made = *state;
    chatlet_query *query = ask(made->bundle, "konfigvration");
    assert_true(has_hit(query, "/config.md"));
    chatlet_query_free(query);
    query = ask(made->bundle, "inwoize");
    assert_int_equal(count_hits(query), 0);
    chatlet_query_free(query);
}

static void words_that_are_there_are_left_alone(void **state) {
    const fixture *made = *state;
    /* "trains" is one edit from what others write; "rates" and "beds" stand on one page only. */
    static const char *const rows[] = {"invoice", "trains run", "gateway configuration"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *with = ask(made->bundle, rows[i]);
        chatlet_query *without =
            ask_with(made->bundle, test_str(rows[i]),
                     (chatlet_query_options){.limit = 10, .without = CHATLET_RANK_REPAIR});
        uint32_t counts[2];
        const chatlet_hit *hits = chatlet_query_hits(with, &counts[0]);
        const chatlet_hit *same = chatlet_query_hits(without, &counts[1]);
        assert_int_equal(counts[0], counts[1]);
        assert_true(counts[0] > 0);
        for (uint32_t hit = 0; hit < counts[0]; hit++) {
            assert_int_equal(hits[hit].document, same[hit].document);
            assert_int_equal(hits[hit].score, same[hit].score);
        }
        chatlet_query_free(with);
        chatlet_query_free(without);
    }
}

static void short_words_numbers_and_names_are_not_repaired(void **state) {
    const fixture *made = *state;
    /* Letters are counted, not bytes: three in Cyrillic, pairs of characters in Japanese. */
    static const char *const rows[] = {"tbx", "inv01ce", "q", "9", "x_y", "ni", "сом", "根水"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *query = ask(made->bundle, rows[i]);
        if (count_hits(query) != 0) fail_msg("%s: found", rows[i]);
        chatlet_query_free(query);
    }
}

static void words_in_quotes_must_stand_so(void **state) {
    const fixture *made = *state;
    static const struct {
        const char *question;
        const char *url;
        bool found;
    } rows[] = {
        {"\"night train\"", "/night.md", true},
        {"\"train night\"", "/night.md", false},
        {"\"trains run\"", "/tax.md", true},
        {"\"trains run\"", "/night.md", true},
        {"\"run daily\"", "/night.md", false},
        {"\"run daily\"", "/tax.md", true},
        {"\"restart the gateway\"", "/deploy.md", true},
        {"\"gateway restart\"", "/deploy.md", false},
        {"\"night train", "/night.md", true}, /* not closed: plain words */
        {"\"\" night", "/night.md", true},
        {"\"night\"", "/night.md", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *query = ask(made->bundle, rows[i].question);
        if (has_hit(query, rows[i].url) != rows[i].found)
            fail_msg("%s: %s", rows[i].question, rows[i].url);
        chatlet_query_free(query);
    }
}

static void words_behind_a_minus_must_not_stand_on_the_page(void **state) {
    const fixture *made = *state;
    static const struct {
        const char *question;
        const char *url;
        bool found;
    } rows[] = {
        {"trains", "/tax.md", true},
        {"trains -invoice", "/tax.md", false},
        {"trains -invoice", "/night.md", true},
        {"-invoice trains", "/tax.md", false},
        {"trains -tax", "/tax.md", true}, /* three letters: an option, not a wish */
        {"trains - invoice", "/tax.md", true},
        {"night-trains", "/night.md", true},
        {"trains -nothing", "/tax.md", true},
        {"-trains", "/tax.md", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *query = ask(made->bundle, rows[i].question);
        if (has_hit(query, rows[i].url) != rows[i].found)
            fail_msg("%s: %s", rows[i].question, rows[i].url);
        chatlet_query_free(query);
    }
}

static void texts_of_links_find_the_page_they_lead_to(void **state) {
    const fixture *made = *state;
    const chatlet_str question = CHATLET_STR("shipping rates");
    chatlet_query *query = ask_with(made->bundle, question, (chatlet_query_options){.limit = 5});
    assert_true(has_hit(query, "/rates.md"));
    chatlet_query_free(query);
    query = ask_with(made->bundle, CHATLET_STR("shipping"),
                     (chatlet_query_options){.limit = 5, .without = CHATLET_RANK_LINKS});
    assert_false(has_hit(query, "/rates.md"));
    chatlet_query_free(query);
}

static void long_pages_are_cut_into_sections_and_found_once(void **state) {
    (void)state;
    enum { PARTS = 20 };
    static char text[PARTS * 3200];
    static const char *const names[PARTS] = {"apple",  "badger",  "canyon",  "dolphin", "ember",
                                             "falcon", "glacier", "harbour", "island",  "jungle",
                                             "kettle", "lantern", "meadow",  "nectar",  "orchard",
                                             "pebble", "quarry",  "raven",   "summit",  "thunder"};
    char *end = text + sprintf(text, "# Almanac\n\n");
    for (int part = 0; part < PARTS; part++) {
        end += sprintf(end, "## The %s\n\n", names[part]);
        for (int i = 0; i < 40; i++)
            end += sprintf(end, "Common words of number %d fill this place %d of the page. ", part,
                           i * part);
        end += sprintf(end, "\n\n");
    }
    const test_source pages[] = {{"almanac.md", text}, {"other.md", "# Other\n\nNothing.\n"}};
    test_built built = test_build(NULL, pages, 2);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    const clet_index_info *index = clet_bundle_index(bundle);
    assert_int_equal(index->document_count, 2);
    assert_true(index->section_count >= 3);
    assert_true(index->piece_count >= 10);
    assert_true(index->passage_count >= index->piece_count);
    for (int part = 0; part < PARTS; part++) {
        char url[100];
        uint32_t count;
        snprintf(url, sizeof url, "/almanac.md#the-%s", names[part]);
        chatlet_query *query = ask(bundle, names[part]);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        assert_int_equal(count, 1);
        test_text_equal(names[part], hits[0].url, test_str(url));
        chatlet_query_free(query);
    }
    chatlet_query *query = ask(bundle, "almanac"); /* by its title alone: its beginning */
    assert_true(has_hit(query, "/almanac.md#the-apple"));
    chatlet_query_free(query);
    query = ask(bundle, "common words");
    assert_int_equal(count_hits(query), 1);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* Each part of ranking alone, switched off: something changes or the same is found, and nothing
 * breaks. All of them off: nothing is left to rank by. */
static void parts_of_ranking_can_be_switched_off(void **state) {
    const fixture *made = *state;
    const chatlet_str question = CHATLET_STR("invoise tax night train configuration");
    const uint32_t all = CHATLET_RANK_SYNONYMS * 2 - 1;
    for (uint32_t without = 0; without <= all; without++) {
        for (int unit = 0; unit < 2; unit++) {
            chatlet_query *query =
                ask_with(made->bundle, question,
                         (chatlet_query_options){.limit = 5,
                                                 .unit = unit == 0 ? CHATLET_QUERY_ANSWERS
                                                                   : CHATLET_QUERY_PAGES,
                                                 .without = without});
            const uint32_t ranks = CHATLET_RANK_TITLE | CHATLET_RANK_HEADINGS | CHATLET_RANK_LINKS |
                                   CHATLET_RANK_SECTION | CHATLET_RANK_PAGE;
            if ((without & ranks) == ranks) assert_int_equal(count_hits(query), 0);
            if ((without & CHATLET_RANK_SECTION) == 0) assert_true(count_hits(query) > 0);
            chatlet_query_free(query);
        }
    }
    chatlet_query *query =
        ask_with(made->bundle, CHATLET_STR("invioce"),
                 (chatlet_query_options){.limit = 5, .without = CHATLET_RANK_REPAIR});
    assert_int_equal(count_hits(query), 0);
    chatlet_query_free(query);
}

static void missing_parts_are_gone_on_without(void **state) {
    fixture *made = *state;
    chatlet_bundle_info info;
    chatlet_bundle_get_info(made->bundle, &info);
    for (uint32_t gone = 0; gone < info.part_count; gone++) {
        chatlet_bundle *bundle = test_open(&made->built, test_plain_allocator());
        for (uint32_t id = 0; id < info.part_count; id++) {
            const chatlet_status status =
                chatlet_bundle_add_part(bundle, id, test_built_part(&made->built, bundle, id));
            assert_int_equal(status, CHATLET_OK);
        }
        chatlet_bundle_drop_part(bundle, gone);
        const chatlet_query_options options = {.limit = 5};
        chatlet_query *query = NULL;
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle,
                                           CHATLET_STR("invioce night"), &options, &query),
                         CHATLET_OK);
        for (int i = 0; i < CHATLET_QUERY_STAGES_MAX && stage != CHATLET_QUERY_READY; i++)
            assert_int_equal(chatlet_query_step_without(query, &stage), CHATLET_OK);
        assert_int_equal(stage, CHATLET_QUERY_READY);
        if (gone == 0) assert_int_equal(count_hits(query), 0);
        chatlet_query_free(query);
        chatlet_bundle_close(bundle);
    }
}

static void stages_never_pass_their_limit(void **state) {
    fixture *made = *state;
    static const char *const rows[] = {"invioce", "invoice", "zzzzzz", "invioce gatway xylophone",
                                       "\"night train\" -invoice confguration"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = test_open(&made->built, test_plain_allocator());
        const chatlet_query_options options = {.limit = 5};
        chatlet_query *query = NULL;
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        int rounds = 0;
        assert_int_equal(
            chatlet_query_new(test_plain_allocator(), bundle, test_str(rows[i]), &options, &query),
            CHATLET_OK);
        while (stage != CHATLET_QUERY_READY) {
            uint32_t count;
            const uint32_t *parts = chatlet_query_parts(query, &count);
            for (uint32_t part = 0; part < count; part++) {
                const chatlet_str bytes = test_built_part(&made->built, bundle, parts[part]);
                assert_int_equal(chatlet_bundle_add_part(bundle, parts[part], bytes), CHATLET_OK);
            }
            assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
            rounds++;
            assert_true(rounds <= CHATLET_QUERY_STAGES_MAX);
        }
        if (i == 0) assert_int_equal(rounds, CHATLET_QUERY_STAGES_MAX - 1); /* pages of one piece */
        chatlet_query_free(query);
        chatlet_bundle_close(bundle);
    }
}

static void odd_texts_find_something_or_honestly_nothing(void **state) {
    const fixture *made = *state;
    enum { WORDS = 10000 };
    char *many = malloc(WORDS * 8 + 8);
    assert_non_null(many);
    size_t size_bytes = 0;
    for (unsigned i = 0; i < WORDS; i++)
        size_bytes += (size_t)snprintf(many + size_bytes, 9, "w%05u ", i % 100000);
    const struct {
        chatlet_str question;
        uint32_t least;
        uint32_t most;
    } rows[] = {
        {{.data = many, .size_bytes = size_bytes}, 0, 0},
        {CHATLET_STR("of the and is"), 0, 1}, /* "the" stands in the text of a link */
        {CHATLET_STR("xylophone zeppelin quokka"), 0, 0},
        {CHATLET_STR("\xFF\xFE\xC3 invoice \xE2\x82"), 1, 10},
        {{.data = NULL, .size_bytes = 0}, 0, 0},
        {CHATLET_STR("\"\"\"\"\"\"\"\"\"\""), 0, 0},
        {CHATLET_STR("\"a b\" \"c d\" \"e f\" \"g h\" \"i j\" \"night train\""), 0, 10},
        {CHATLET_STR("-invoice -night -trains -gateway -configuration -parcel"), 0, 0},
        {CHATLET_STR("- -- --- -\" \"-"), 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(rows[i].question);
        chatlet_query *query =
            ask_with(made->bundle, guarded, (chatlet_query_options){.limit = CHATLET_HITS_MAX});
        uint32_t count;
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        if (count < rows[i].least || count > rows[i].most) fail_msg("row %zu: %u hits", i, count);
        for (uint32_t hit = 0; hit < count; hit++)
            assert_true(hits[hit].confidence <= 1000000);
        chatlet_query_free(query);
        test_guarded_free(guarded);
    }
    free(many);
}

/* A bundle with groups of synonyms, as clet_index_settings takes them. */
static test_built build_synonyms(void) {
    static const chatlet_str money[] = {CHATLET_STR("invoice"), CHATLET_STR("bill"),
                                        CHATLET_STR("statement of account")};
    static const clet_synonyms groups[] = {{.texts = money, .count = 3}};
    static const char *const texts[] = {"\3An invoice comes monthly.", "\3Trains run at night.",
                                        "\3The account has a statement each year."};
    const clet_index_settings settings = {.id = CHATLET_STR("s"),
                                          .title = CHATLET_STR("S"),
                                          .locale = CHATLET_STR("en"),
                                          .language = CHATLET_STR("en"),
                                          .synonyms = groups,
                                          .synonym_count = 1};
    test_built built = {.status = CHATLET_OK};
    const chatlet_compile_callbacks callbacks = {.context = &built,
                                                 .on_output = test_built_collect};
    clet_index_builder *builder = NULL;
    assert_int_equal(clet_index_builder_new(test_plain_allocator(), CHATLET_STR("en"), &builder),
                     CHATLET_OK);
    for (int i = 0; i < 3; i++) {
        static const char *const urls[] = {"/invoice", "/trains", "/account"};
        clet_passage passage = {.text = test_str(texts[i])};
        clet_page page = {.title = CHATLET_STR("Page"),
                          .url = test_str(urls[i]),
                          .passages = &passage,
                          .passage_count = 1};
        const clet_page_list pages = {.pages = &page, .count = 1};
        assert_int_equal(clet_index_builder_add(builder, &pages), CHATLET_OK);
    }
    assert_int_equal(clet_index_builder_finish(builder, &settings, &callbacks, &built.report),
                     CHATLET_OK);
    clet_index_builder_free(builder);
    return built;
}

static void synonyms_stand_for_each_other(void **state) {
    (void)state;
    test_built built = build_synonyms();
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    assert_non_null(bundle);
    static const struct {
        const char *question;
        const char *url;
        bool found;
    } rows[] = {
        {"monthly bill", "/invoice", true},
        {"bill", "/invoice", true},
        {"bills", "/invoice", true},
        {"bill", "/trains", false},
        {"statement of account", "/invoice", true},
        {"invoice", "/account", true},
        {"statement", "/invoice", false}, /* not the whole synonym */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_query *query = ask(bundle, rows[i].question);
        if (has_hit(query, rows[i].url) != rows[i].found)
            fail_msg("%s: %s", rows[i].question, rows[i].url);
        chatlet_query_free(query);
    }
    chatlet_query *query =
        ask_with(bundle, CHATLET_STR("bill"),
                 (chatlet_query_options){.limit = 5, .without = CHATLET_RANK_SYNONYMS});
    assert_int_equal(count_hits(query), 0);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_edit_anywhere_is_repaired),
        cmocka_unit_test(two_edits_are_repaired_in_long_words_only),
        cmocka_unit_test(words_that_are_there_are_left_alone),
        cmocka_unit_test(short_words_numbers_and_names_are_not_repaired),
        cmocka_unit_test(words_in_quotes_must_stand_so),
        cmocka_unit_test(words_behind_a_minus_must_not_stand_on_the_page),
        cmocka_unit_test(texts_of_links_find_the_page_they_lead_to),
        cmocka_unit_test(long_pages_are_cut_into_sections_and_found_once),
        cmocka_unit_test(parts_of_ranking_can_be_switched_off),
        cmocka_unit_test(missing_parts_are_gone_on_without),
        cmocka_unit_test(stages_never_pass_their_limit),
        cmocka_unit_test(odd_texts_find_something_or_honestly_nothing),
        cmocka_unit_test(synonyms_stand_for_each_other),
    };
    return cmocka_run_group_tests(tests, build, clean_up);
}
