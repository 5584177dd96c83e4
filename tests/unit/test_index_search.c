#define _POSIX_C_SOURCE 200809L
/* Questions over small bundles: what is found, in which order, how it is shown, and how sure the
 * engine is. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/cbor.h"
#include "bundle/bundle_confidence.h"

#include <chatlet/json.h>
#include <chatlet/query.h>

static const chatlet_query_options three_hits = {.limit = 3, .unit = CHATLET_QUERY_ANSWERS};

/* Runs a query to its end over a bundle whose parts are all there. The caller frees it. */
static chatlet_query *ask(const chatlet_bundle *bundle, chatlet_str question, uint32_t limit) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    const chatlet_query_options options = {.limit = limit, .unit = CHATLET_QUERY_ANSWERS};
    assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle, question, &options, &query),
                     CHATLET_OK);
    for (int i = 0; i < CHATLET_QUERY_STAGES_MAX && stage != CHATLET_QUERY_READY; i++) {
        assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    }
    assert_int_equal(stage, CHATLET_QUERY_READY);
    return query;
}

static chatlet_bundle *open_small(test_built *built) {
    *built = test_build(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open_whole(built, test_plain_allocator());
    assert_non_null(bundle);
    return bundle;
}

static void questions_find_the_passage_with_its_anchor(void **state) {
    (void)state;
    static const struct {
        const char *question;
        const char *url;
        const char *headings;
    } rows[] = {
        {"How do I reset my password?", "/account.md#reset-your-password", "Reset your password"},
        {"password resetting", "/account.md#reset-your-password", "Reset your password"},
        {"PASSWORD", "/account.md#reset-your-password", "Reset your password"},
        {"what does the starter plan cost", "/plans.html#starter", "Starter"},
        {"single sign-on", "/plans.html#enterprise", "Enterprise"},
        {"how much disk does the installer need", "/install.txt", ""},
        {"can I get a refund", "/faq.csv#q1", ""},
        {"is there an app for mobile", "/faq.csv#q2", ""},
    };
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count;
        chatlet_query *query = ask(bundle, test_str(rows[i].question), 3);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        if (count == 0) fail_msg("%s: nothing found", rows[i].question);
        test_text_equal(rows[i].question, hits[0].url, test_str(rows[i].url));
        test_text_equal(rows[i].question, hits[0].headings, test_str(rows[i].headings));
        for (uint32_t hit = 1; hit < count; hit++)
            assert_true(hits[hit].score <= hits[hit - 1].score);
        chatlet_query_free(query);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void numbers_of_steps_are_shown_but_not_found(void **state) {
    (void)state;
    static const test_source sources[] = {
        {"steps.md", "# Roses\n\nIn spring:\n\n7. Dig a hole.\n8. Plant the rose, 2 feet deep.\n"}};
    test_built built = test_build(NULL, sources, 1);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    static const struct {
        const char *question;
        uint32_t count;
    } rows[] = {{"7", 0}, {"8", 0}, {"2", 1}, {"how to plant", 1}, {"\"hole plant\"", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count;
        chatlet_query *query = ask(bundle, test_str(rows[i].question), 3);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        if (count != rows[i].count) fail_msg("%s: %u", rows[i].question, count);
        if (count > 0) {
            test_text_equal(
                rows[i].question, hits[0].text,
                CHATLET_STR("In spring:\n7. Dig a hole.\n8. Plant the rose, 2 feet deep."));
        }
        chatlet_query_free(query);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void extract_marks_the_words_of_the_question(void **state) {
    (void)state;
    static const char expected[] =
        "[[\"text\",\"Open Settings, choose Security and press \"],[\"code\",\"Reset password\"],"
        "[\"text\",\". A \"],[\"mark\",\"link\"],[\"text\",\" arrives by e-mail; it is valid for "
        "one \"],"
        "[\"mark\",\"hour\"],[\"text\",\".\"]]";
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    uint32_t count;
    chatlet_query *query = ask(bundle, CHATLET_STR("for how many hours is the link good?"), 1);
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    assert_int_equal(count, 1);
    chatlet_str json;
    assert_int_equal(chatlet_json_from_cbor(test_plain_allocator(), hits[0].extract, 0, &json),
                     CHATLET_OK);
    test_text_equal("tokens", json, test_str(expected));
    test_text_equal(
        "text", hits[0].text,
        test_str(
            "Open Settings, choose Security and press Reset password. A link arrives by e-mail; it "
            "is valid for one hour."));
    free((void *)(uintptr_t)json.data);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void what_is_not_there_is_found_with_little_confidence(void **state) {
    (void)state;
    static const struct {
        const char *question;
        bool sure;
    } rows[] = {
        {"How do I reset my password?", true},
        {"single sign-on", true},
        {"what is the weather in Paris", false},
        {"how do I bake sourdough bread", false},
        {"xyzzy", false},
        {"", false},
        {"?!", false},
        {"of the and", false},
        {"price of the Starter sandwich menu", false},
        {"refunds within thirty days", true},
    };
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count;
        chatlet_query *query = ask(bundle, test_str(rows[i].question), 1);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        const bool sure = count > 0 && hits[0].confidence >= CLET_CONFIDENCE_THRESHOLD_DEFAULT;
        if (sure != rows[i].sure)
            fail_msg("%s: %u", rows[i].question, count > 0 ? hits[0].confidence : 0);
        chatlet_query_free(query);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void passages_that_repeat_each_other_are_shown_once(void **state) {
    (void)state;
    static const char text[] =
        "# Licence\n\nThis software is licensed under the terms of the Apache licence, version "
        "two, and comes without any warranty.\n";
    const test_source sources[] = {
        {"a.md", text}, {"b.md", text}, {"c.md", "# Other\n\nWarranty is a long word.\n"}};
    test_built built = test_build(NULL, sources, 3);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    uint32_t count;
    chatlet_query *query = ask(bundle, CHATLET_STR("apache licence warranty"), 10);
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    assert_int_equal(count, 2);
    test_text_equal("first of the equal ones", hits[0].url, test_str("/a.md#licence"));
    test_text_equal("the different one", hits[1].url, test_str("/c.md#other"));
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void query_names_its_parts_and_waits_for_them(void **state) {
    (void)state;
    test_built built = test_build_in_parts(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    chatlet_query *query = NULL;
    chatlet_query_stage stage;
    const chatlet_str question = CHATLET_STR("reset password");
    assert_int_equal(
        chatlet_query_new(test_plain_allocator(), bundle, question, &three_hits, &query),
        CHATLET_OK);
    uint32_t rounds = 0;
    do {
        uint32_t count;
        assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
        const uint32_t *parts = chatlet_query_parts(query, &count);
        if (stage == CHATLET_QUERY_READY) break;
        assert_true(count >= 1);
        rounds++;
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0) assert_true(parts[i] > parts[i - 1]);
            const chatlet_str bytes = test_built_part(&built, bundle, parts[i]);
            assert_int_equal(chatlet_bundle_add_part(bundle, parts[i], bytes), CHATLET_OK);
        }
    } while (rounds <= CHATLET_QUERY_STAGES_MAX);
    assert_in_range(rounds, 2, CHATLET_QUERY_STAGES_MAX); /* words first, texts last */
    uint32_t count;
    assert_true(chatlet_query_hits(query, &count) != NULL);
    assert_true(count > 0);
    chatlet_query_free(query);

    /* With everything there, the same parts are named again: what is asked never depends on what
     * was fetched. */
    assert_int_equal(
        chatlet_query_new(test_plain_allocator(), bundle, question, &three_hits, &query),
        CHATLET_OK);
    assert_int_equal(chatlet_query_parts(query, &count)[0], 0);
    assert_true(count >= 2);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void any_bytes_are_a_question(void **state) {
    (void)state;
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    char *long_text = malloc(200000);
    assert_non_null(long_text);
    for (size_t i = 0; i < 200000; i++)
        long_text[i] = i % 7 == 6 ? ' ' : (char)('a' + (i * 7919 / 13) % 26);
    const chatlet_str rows[] = {
        {.data = NULL, .size_bytes = 0},
        CHATLET_STR("\0\0\0"),
        CHATLET_STR("\xff\xfe password \xc3"),
        CHATLET_STR("密码 パスワード รหัสผ่าน"),
        {.data = long_text, .size_bytes = 200000},
        {.data = long_text, .size_bytes = CHATLET_QUERY_BYTES_MAX},
        {.data = long_text, .size_bytes = CHATLET_QUERY_BYTES_MAX + 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str guarded = test_guarded_copy(rows[i]);
        chatlet_query_free(ask(bundle, guarded, CHATLET_HITS_MAX));
        test_guarded_free(guarded);
    }
    free(long_text);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void words_past_the_limit_do_not_count(void **state) {
    (void)state;
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    for (int extra = 0; extra < 2; extra++) {
        char text[CHATLET_QUERY_TERMS_MAX * 8] = "";
        size_t size_bytes = 0;
        for (int i = 0; i < CHATLET_QUERY_TERMS_MAX - 1 + extra; i++) {
            const char word[] = {'q', (char)('a' + i % 26), (char)('a' + i / 26), 'z', ' ', '\0'};
            memcpy(text + size_bytes, word, 5);
            size_bytes += 5;
        }
        memcpy(text + size_bytes, "password", 8);
        uint32_t count;
        chatlet_query *query =
            ask(bundle, (chatlet_str){.data = text, .size_bytes = size_bytes + 8}, 1);
        (void)chatlet_query_hits(query, &count);
        assert_int_equal(count,
                         extra == 0 ? 1 : 0); /* the word is the last that counts, or one past it */
        chatlet_query_free(query);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void limit_out_of_range_is_the_hosts_mistake(void **state) {
    (void)state;
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    chatlet_query *query = NULL;
    const chatlet_str text = CHATLET_STR("password");
    const chatlet_allocator *allocator = test_plain_allocator();
    chatlet_query_options options = {.limit = 0};
    assert_int_equal(chatlet_query_new(allocator, bundle, text, &options, &query),
                     CHATLET_ERR_ARGUMENT);
    options.limit = CHATLET_HITS_MAX + 1;
    assert_int_equal(chatlet_query_new(allocator, bundle, text, &options, &query),
                     CHATLET_ERR_ARGUMENT);
    options.limit = CHATLET_HITS_MAX;
    assert_int_equal(chatlet_query_new(allocator, bundle, text, &options, &query), CHATLET_OK);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void every_refused_allocation_of_a_query_is_survived(void **state) {
    (void)state;
    test_built built;
    chatlet_bundle *bundle = open_small(&built);
    for (size_t n = 1;; n++) {
        test_allocator refusing;
        test_allocator_init(&refusing);
        refusing.refuse_at = n;
        chatlet_query *query = NULL;
        const chatlet_str text = CHATLET_STR("how do I reset the password of my account");
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        chatlet_status status =
            chatlet_query_new(&refusing.allocator, bundle, text, &three_hits, &query);
        for (int i = 0;
             i <= CHATLET_QUERY_STAGES_MAX && status == CHATLET_OK && stage != CHATLET_QUERY_READY;
             i++) {
            status = chatlet_query_step(query, &stage);
            if (status == CHATLET_ERR_MEMORY)
                status = chatlet_query_step(query, &stage); /* as before: try again */
        }
        if (query != NULL) {
            uint32_t count;
            assert_int_equal(status, CHATLET_OK);
            (void)chatlet_query_hits(query, &count);
            assert_true(count > 0);
        }
        chatlet_query_free(query);
        assert_int_equal(refusing.live_count, 0);
        if (refusing.allocation_count < n) break;
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void long_passages_show_the_stretch_that_has_the_words(void **state) {
    (void)state;
    char text[4000] = "# Long\n\n";
    for (int i = 0; i < 20; i++)
        strcat(text, "Here is a sentence about nothing much at all. ");
    strcat(text, "The zebra crosses at noon. ");
    for (int i = 0; i < 20; i++)
        strcat(text, "More words follow that say little of use. ");
    const test_source sources[] = {{"long.md", text}, {"other.md", "# Other\n\nNothing.\n"}};
    test_built built = test_build(NULL, sources, 2);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    uint32_t count;
    chatlet_query *query = ask(bundle, CHATLET_STR("when does the zebra cross?"), 1);
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    assert_int_equal(count, 1);
    assert_true(hits[0].text.size_bytes <= CHATLET_EXTRACT_BYTES_MAX + 8);
    char *shown = strndup(hits[0].text.data, hits[0].text.size_bytes);
    assert_non_null(strstr(shown, "The zebra crosses at noon."));
    assert_true(strncmp(shown, "…", 3) == 0); /* words were left out before it */
    free(shown);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* Three long passages of one page with the word in them: in sentences, or in one without an
 * end. */
static void write_zebras(char *text, bool in_sentences) {
    const char *end = in_sentences ? "." : ";";
    text += sprintf(text, "# Animals\n\n");
    for (int passage = 1; passage <= 3; passage++) {
        text += sprintf(text, "## Part %d\n\n", passage);
        for (int i = 0; in_sentences && i < 14; i++)
            text += sprintf(text, "Here is a sentence about nothing much, long enough to fill. ");
        text += sprintf(text, "The zebra of part %d crosses at noon%s ", passage, end);
        for (int i = 0; i < 14; i++)
            text += sprintf(text, "more words follow that say little of use, and so on%s ", end);
        text += sprintf(text, "\n\n");
    }
}

enum { RUNS_MAX = 8 };

/* Bytes of text between the gaps of an extract. */
static void measure_runs(chatlet_str extract, size_t runs[RUNS_MAX]) {
    clet_cbor_reader reader = {.source = extract};
    const uint32_t tokens = clet_cbor_next(&reader).count;
    uint32_t run = 0;
    memset(runs, 0, RUNS_MAX * sizeof *runs);
    for (uint32_t i = 0; i < tokens; i++) {
        const uint32_t values = clet_cbor_next(&reader).count;
        const chatlet_str kind = clet_cbor_next(&reader).text;
        const bool is_gap = kind.size_bytes == 3 && memcmp(kind.data, "gap", 3) == 0;
        if (is_gap && runs[run] > 0) run++;
        assert_true(run < RUNS_MAX);
        if (values == 2) runs[run] += clet_cbor_next(&reader).text.size_bytes;
    }
}

static void further_passages_of_a_page_follow_behind_gaps(void **state) {
    (void)state;
    static char text[12000];
    for (int in_sentences = 0; in_sentences < 2; in_sentences++) {
        write_zebras(text, in_sentences == 1);
        const test_source sources[] = {{"animals.md", text}, {"b.md", "# Other\n\nNothing.\n"}};
        test_built built = test_build(NULL, sources, 2);
        chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
        uint32_t count;
        chatlet_query *query = ask(bundle, CHATLET_STR("when does the zebra cross?"), 5);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        assert_int_equal(count, 1); /* a page once */
        char *shown = strndup(hits[0].text.data, hits[0].text.size_bytes);
        for (int passage = 1; passage <= 3; passage++) {
            char expected[60];
            snprintf(expected, sizeof expected, "The zebra of part %d crosses", passage);
            if (strstr(shown, expected) == NULL) fail_msg("no %s in %s", expected, shown);
        }
        free(shown);
        size_t runs[RUNS_MAX];
        measure_runs(hits[0].extract, runs);
        /* Whole sentences up to the target; what has no sentence end is cut at the maximum. */
        assert_in_range(runs[0], CHATLET_EXTRACT_MORE_BYTES_MAX + 1,
                        in_sentences ? CHATLET_EXTRACT_BYTES_TARGET : CHATLET_EXTRACT_BYTES_MAX);
        for (int further = 1; further <= 2; further++) {
            if (in_sentences == 1)
                assert_in_range(runs[further], 100, CHATLET_EXTRACT_MORE_BYTES_TARGET);
            if (in_sentences == 0)
                assert_in_range(runs[further], CHATLET_EXTRACT_MORE_BYTES_MAX - 3,
                                CHATLET_EXTRACT_MORE_BYTES_MAX);
        }
        assert_int_equal(runs[3], 0);
        chatlet_query_free(query);
        chatlet_bundle_close(bundle);
        test_built_free(&built);
    }
}

/* Pages so long that each has a text part of its own: a query for as many hits as may be asked for
 * reads one a hit, and the few spare ones. */
static void largest_query_stays_within_the_parts_it_may_name(void **state) {
    (void)state;
    enum { PAGES = CHATLET_HITS_MAX + 10, WORDS = 2500 };
    static char texts[PAGES][WORDS * 8 + 64];
    static char paths[PAGES][20];
    static test_source sources[PAGES];
    for (int page = 0; page < PAGES; page++) {
        size_t size_bytes = 0;
        for (int word = 0; word < WORDS; word++) {
            const int number = page * WORDS + word;
            size_bytes += (size_t)snprintf(texts[page] + size_bytes, 16, "w%06u ",
                                           (unsigned)number % 999983u);
            if (word % 100 == 99) texts[page][size_bytes - 1] = '\n';
            if (word % 100 == 99) texts[page][size_bytes++] = '\n';
        }
        memcpy(texts[page], "common ", 7);
        (void)snprintf(paths[page], sizeof paths[page], "p%03u.txt", (unsigned)page % 1000);
        sources[page] = (test_source){paths[page], texts[page]};
    }
    test_built built = test_build(NULL, sources, PAGES);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    chatlet_query *query = NULL;
    chatlet_query_stage stage;
    uint32_t count;
    const chatlet_query_options options = {.limit = CHATLET_HITS_MAX};
    assert_int_equal(
        chatlet_query_new(test_plain_allocator(), bundle, CHATLET_STR("common"), &options, &query),
        CHATLET_OK);
    assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    assert_int_equal(stage, CHATLET_QUERY_NEEDS_PARTS);
    (void)chatlet_query_parts(query, &count);
    assert_true(count > CHATLET_HITS_MAX);
    assert_true(count <= CHATLET_QUERY_PARTS_MAX);
    assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    (void)chatlet_query_hits(query, &count);
    assert_int_equal(count, CHATLET_HITS_MAX);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* ---- filters --------------------------------------------------------------------------------- */

static chatlet_query *ask_within(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                                 const char *question, const char *filter, uint32_t limit) {
    chatlet_query *query = NULL;
    const chatlet_query_options options = {
        .limit = limit, .unit = CHATLET_QUERY_ANSWERS, .filter = test_str(filter)};
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    chatlet_status status =
        chatlet_query_new(allocator, bundle, test_str(question), &options, &query);
    for (int i = 0; status == CHATLET_OK && stage != CHATLET_QUERY_READY; i++) {
        assert_true(i <= CHATLET_QUERY_STAGES_MAX);
        status = chatlet_query_step(query, &stage);
        if (status == CHATLET_ERR_MEMORY) status = chatlet_query_step(query, &stage);
    }
    return query;
}

static void filters_choose_the_pages_that_may_answer(void **state) {
    static const struct {
        const char *question;
        const char *filter;
        const char *urls; /* in any order */
        chatlet_filter_fit fit;
        const char *misfit;
    } rows[] = {
        {"reset password", "", "/docs/v14/account.md /docs/v15/account.md ", CHATLET_FILTER_FITS,
         ""},
        {"reset password", "version=14", "/docs/v14/account.md ", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=15", "/docs/v15/account.md ", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=15,14", "/docs/v14/account.md /docs/v15/account.md ",
         CHATLET_FILTER_FITS, ""},
        {"reset password", "version=14,15;product=client", "/docs/v14/account.md ",
         CHATLET_FILTER_FITS, ""},
        {"reset password", "version=15;version=14", "", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=15;product=client", "", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=latest", "", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=15,99", "/docs/v15/account.md ", CHATLET_FILTER_FITS, ""},
        {"reset password", "version=99", "", CHATLET_FILTER_VALUE_UNKNOWN, "version"},
        {"reset password", "version", "", CHATLET_FILTER_VALUE_UNKNOWN, "version"},
        {"reset password", "product=server;vers=15", "", CHATLET_FILTER_NAME_UNKNOWN, "vers"},
        {"", "vers=15", "", CHATLET_FILTER_NAME_UNKNOWN, "vers"},
        {"plans", "audience=buyer", "/docs/v15/plans.html ", CHATLET_FILTER_FITS, ""},
        {"refunds", "section=v15", "", CHATLET_FILTER_FITS, ""},
        {"installer", "product=client", "/docs/more.jsonl#q1 ", CHATLET_FILTER_FITS, ""},
        {"refunds", " product = shop ; ", "/docs/faq.csv#q1 ", CHATLET_FILTER_FITS, ""},
    };
    (void)state;
    test_built built = test_build(test_fields_bot, test_fields_sources, 5);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count;
        char urls[200] = "";
        chatlet_str misfit;
        chatlet_query *query =
            ask_within(test_plain_allocator(), bundle, rows[i].question, rows[i].filter, 5);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        for (uint32_t k = 0; k < count; k++) {
            char url[64];
            const bool has_anchor = strchr(rows[i].urls, '#') != NULL;
            const char *anchor = memchr(hits[k].url.data, '#', hits[k].url.size_bytes);
            const size_t size_bytes = anchor == NULL || has_anchor
                                          ? hits[k].url.size_bytes
                                          : (size_t)(anchor - hits[k].url.data);
            snprintf(url, sizeof url, "%.*s ", (int)size_bytes, hits[k].url.data);
            if (strstr(rows[i].urls, url) == NULL) fail_msg("%s: %s", rows[i].filter, url);
            strcat(urls, url);
        }
        if (strlen(urls) != strlen(rows[i].urls))
            fail_msg("%s: %s, not %s", rows[i].filter, urls, rows[i].urls);
        assert_int_equal(chatlet_query_get_filter_fit(query, &misfit), rows[i].fit);
        test_text_equal(rows[i].filter, misfit, test_str(rows[i].misfit));
        chatlet_query_free(query);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

/* Pages of another version would take all places before those of this one. */
static void the_limit_is_filled_from_the_pages_that_fit(void **state) {
    enum { PAGES = 60, LIMIT = 8 };
    static char paths[PAGES][24];
    static char texts[PAGES][120];
    static test_source sources[PAGES];
    static const char bot[] = "{\"knowledge\": {\"fields\": {\"version\": \"folder\"}}}";
    (void)state;
    for (int i = 0; i < PAGES; i++) {
        const bool is_old = i >= PAGES - LIMIT;
        snprintf(paths[i], sizeof paths[i], "%s/p%02d.md", is_old ? "old" : "new", i);
        snprintf(texts[i], sizeof texts[i], "# %s %d\n\nThe gizmo number%d of page%d is here.\n",
                 is_old ? "Page" : "Gizmo", i, i * 31, i * 17);
        sources[i] = (test_source){paths[i], texts[i]};
    }
    test_built built = test_build(bot, sources, PAGES);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    uint32_t count;
    chatlet_query *query =
        ask_within(test_plain_allocator(), bundle, "gizmo", "version=old", LIMIT);
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    assert_int_equal(count, LIMIT);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(strncmp(hits[i].url.data, "/old/", 5), 0);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static chatlet_query *ask_first(const chatlet_bundle *bundle, const char *filter) {
    chatlet_query *query = NULL;
    const chatlet_query_options options = {.limit = 3, .filter = test_str(filter)};
    assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle, CHATLET_STR("password"),
                                       &options, &query),
                     CHATLET_OK);
    return query;
}

static void a_filter_needs_its_parts_and_no_others(void **state) {
    test_built built = test_build_in_parts(test_fields_bot, test_fields_sources, 5);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    chatlet_field version;
    uint32_t plain_count;
    uint32_t count;
    chatlet_query *plain = ask_first(bundle, "");
    chatlet_query *query = ask_first(bundle, "version=15");
    (void)state;
    assert_int_equal(chatlet_bundle_get_field(bundle, 3, &version), CHATLET_OK);
    (void)chatlet_query_parts(plain, &plain_count);
    const uint32_t *parts = chatlet_query_parts(query, &count);
    assert_int_equal(count, plain_count + 1);
    assert_int_equal(parts[count - 1], version.part);
    chatlet_query_free(plain);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void a_filter_without_its_part_gives_no_hits(void **state) {
    test_built built = test_build_in_parts(test_fields_bot, test_fields_sources, 5);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    chatlet_query_stage stage;
    chatlet_field version;
    uint32_t count;
    (void)state;
    assert_int_equal(chatlet_bundle_get_field(bundle, 3, &version), CHATLET_OK);
    chatlet_bundle_drop_part(bundle, version.part);
    chatlet_query *query = ask_first(bundle, "version=15");
    assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    assert_int_equal(stage, CHATLET_QUERY_NEEDS_PARTS);
    assert_int_equal(chatlet_query_step_without(query, &stage), CHATLET_OK);
    assert_int_equal(stage, CHATLET_QUERY_READY);
    (void)chatlet_query_hits(query, &count);
    assert_int_equal(count, 0);
    assert_int_equal(chatlet_query_get_filter_fit(query, NULL), CHATLET_FILTER_FITS);
    chatlet_query_free(query);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void every_refused_allocation_of_a_filter_is_survived(void **state) {
    test_built built = test_build(test_fields_bot, test_fields_sources, 5);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    (void)state;
    for (size_t n = 1;; n++) {
        test_allocator refusing;
        uint32_t count = 0;
        test_allocator_init(&refusing);
        refusing.refuse_at = n;
        chatlet_query *query = ask_within(&refusing.allocator, bundle, "reset password",
                                          "version=15;product=server", 3);
        if (query != NULL) {
            const chatlet_hit *hits = chatlet_query_hits(query, &count);
            assert_int_equal(count, 1);
            assert_int_equal(strncmp(hits[0].url.data, "/docs/v15/", 10), 0);
        }
        chatlet_query_free(query);
        assert_int_equal(refusing.live_count, 0);
        if (refusing.allocation_count < n) break;
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_find_the_passage_with_its_anchor),
        cmocka_unit_test(numbers_of_steps_are_shown_but_not_found),
        cmocka_unit_test(extract_marks_the_words_of_the_question),
        cmocka_unit_test(what_is_not_there_is_found_with_little_confidence),
        cmocka_unit_test(passages_that_repeat_each_other_are_shown_once),
        cmocka_unit_test(query_names_its_parts_and_waits_for_them),
        cmocka_unit_test(any_bytes_are_a_question),
        cmocka_unit_test(words_past_the_limit_do_not_count),
        cmocka_unit_test(limit_out_of_range_is_the_hosts_mistake),
        cmocka_unit_test(every_refused_allocation_of_a_query_is_survived),
        cmocka_unit_test(largest_query_stays_within_the_parts_it_may_name),
        cmocka_unit_test(further_passages_of_a_page_follow_behind_gaps),
        cmocka_unit_test(long_passages_show_the_stretch_that_has_the_words),
        cmocka_unit_test(filters_choose_the_pages_that_may_answer),
        cmocka_unit_test(the_limit_is_filled_from_the_pages_that_fit),
        cmocka_unit_test(a_filter_needs_its_parts_and_no_others),
        cmocka_unit_test(a_filter_without_its_part_gives_no_hits),
        cmocka_unit_test(every_refused_allocation_of_a_filter_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
