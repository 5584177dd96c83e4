/* What makes the engine more or less sure, and documents hidden from a query. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "bundle/bundle_confidence.h"

#include <chatlet/query.h>

/* The first hit; has_hit tells whether there is one. */
typedef struct first_hit {
    bool has_hit;
    chatlet_hit hit; /* its texts are gone */
} first_hit;

static first_hit ask(const chatlet_bundle *bundle, const char *question,
                     chatlet_query_options options) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    options.limit = 3;
    assert_int_equal(
        chatlet_query_new(test_plain_allocator(), bundle, test_str(question), &options, &query),
        CHATLET_OK);
    while (stage != CHATLET_QUERY_READY)
        assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    uint32_t count;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    const first_hit first = {.has_hit = count > 0,
                             .hit = count > 0 ? hits[0] : (chatlet_hit){.score = 0}};
    for (uint32_t i = 0; options.hides_document && i < count; i++)
        assert_int_not_equal(hits[i].document, options.hidden_document);
    chatlet_query_free(query);
    return first;
}

static uint32_t confidence_of(const chatlet_bundle *bundle, const char *question) {
    const first_hit first = ask(bundle, question, (chatlet_query_options){.limit = 1});
    return first.has_hit ? first.hit.confidence : 0;
}

static void what_weakens_an_answer_lowers_confidence(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *better;
        const char *worse;
    } rows[] = {
        {"a misspelt word", "reset password settings", "reset pasword settings"},
        {"a word that the site does not know", "starter plan", "starter plan zeppelin"},
        {"another such word", "starter plan zeppelin", "starter plan zeppelin xylophone"},
        {"a word that stands on another page only", "starter plan", "starter plan refunds"},
    };
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const uint32_t better = confidence_of(bundle, rows[i].better);
        const uint32_t worse = confidence_of(bundle, rows[i].worse);
        if (worse >= better || worse == 0) fail_msg("%s: %u, then %u", rows[i].name, better, worse);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void all_of_a_short_question_is_enough(void **state) {
    (void)state;
    static const char *const questions[] = {"refunds", "password", "installer disk",
                                            "enterprise agreement"};
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const first_hit first = ask(bundle, questions[i], (chatlet_query_options){.limit = 1});
        assert_true(first.has_hit);
        assert_int_equal(first.hit.coverage, 1000000);
        if (first.hit.confidence < CLET_CONFIDENCE_THRESHOLD_DEFAULT)
            fail_msg("%s: %u", questions[i], first.hit.confidence);
    }
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void a_hidden_document_is_never_found(void **state) {
    (void)state;
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    static const char question[] = "how do I delete my account after thirty days";
    const first_hit there = ask(bundle, question, (chatlet_query_options){.limit = 3});
    assert_true(there.has_hit);
    const chatlet_query_options hiding = {
        .limit = 3, .hides_document = true, .hidden_document = there.hit.document};
    const first_hit hidden = ask(bundle, question, hiding);
    assert_true(hidden.has_hit); /* refunds within thirty days */
    assert_true(hidden.hit.evidence < there.hit.evidence);
    assert_true(hidden.hit.confidence < CLET_CONFIDENCE_THRESHOLD_DEFAULT);
    assert_false(ask(bundle, "security", hiding).has_hit);
    /* One that is not there hides nothing. */
    const chatlet_query_options nothing = {
        .limit = 3, .hides_document = true, .hidden_document = UINT32_MAX};
    assert_int_equal(ask(bundle, question, nothing).hit.document, there.hit.document);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_weakens_an_answer_lowers_confidence),
        cmocka_unit_test(all_of_a_short_question_is_enough),
        cmocka_unit_test(a_hidden_document_is_never_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
