/* A compile ended with self-tests: what is learned, when, and what stays as it was. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"
#include "test_site.h"

#include "bundle/bundle_open.h"
#include "tune/tune_head.h"

#include <chatlet/tune.h>

/* What on_tests and on_lost were told. */
typedef struct told {
    uint32_t begins;
    uint32_t last_done;
    uint32_t total;
    uint32_t lost_count;
    char lost_title[64];
    char found_url[64];
} told;

static void on_tests(void *context, uint32_t done, uint32_t total) {
    told *heard = context;
    if (done == 0) heard->begins++;
    assert_true(done >= heard->last_done);
    heard->last_done = done;
    heard->total = total;
}

static void on_lost(void *context, const chatlet_lost_page *page) {
    told *heard = context;
    if (heard->lost_count++ > 0) return;
    memcpy(heard->lost_title, page->title.data, page->title.size_bytes);
    memcpy(heard->found_url, page->found_url.data, page->found_url.size_bytes);
}

static chatlet_compiler *new_compiler(test_built *built, const char *bot_json) {
    const chatlet_compile_callbacks callbacks = {.context = built, .on_output = test_built_collect};
    chatlet_compiler *compiler = NULL;
    *built = (test_built){.status = CHATLET_OK};
    assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                     CHATLET_OK);
    if (bot_json != NULL) {
        assert_int_equal(
            chatlet_compiler_set_bot(compiler, CHATLET_STR("bot.json"), test_str(bot_json)),
            CHATLET_OK);
    }
    return compiler;
}

static test_built build_site(const char *bot_json, uint32_t page_count, told *heard,
                             chatlet_tune_report *tuned) {
    test_built built;
    chatlet_compiler *compiler = new_compiler(&built, bot_json);
    const chatlet_tune_callbacks callbacks = {
        .context = heard, .on_tests = on_tests, .on_lost = on_lost};
    assert_int_equal(test_site_add(compiler, page_count), CHATLET_OK);
    built.status = tuned == NULL ? chatlet_compiler_finish(compiler, &built.report)
                                 : chatlet_tune_finish(compiler, heard == NULL ? NULL : &callbacks,
                                                       &built.report, tuned);
    assert_int_equal(built.status, CHATLET_OK);
    chatlet_compiler_free(compiler);
    return built;
}

static void a_site_is_asked_and_its_head_says_what_was_learned(void **state) {
    (void)state;
    told heard = {0};
    chatlet_tune_report tuned = {0};
    test_built built = build_site(NULL, 40, &heard, &tuned);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    assert_true(tuned.is_fitted);
    assert_false(tuned.is_authors);
    assert_true(bundle->confidence_is_fitted);
    assert_int_equal(clet_bundle_words(bundle)->threshold, tuned.threshold);
    assert_int_equal(tuned.title_count, 40);
    assert_true(tuned.link_count > 0 && tuned.link_count <= 20);
    assert_true(tuned.title_found >= 36 && tuned.title_found <= tuned.title_count);
    assert_true(tuned.link_found <= tuned.link_count && tuned.words_found <= tuned.words_count);
    assert_true(tuned.paired_sure > tuned.paired_count / 2);
    assert_true(tuned.paired_sure <= tuned.paired_count);
    assert_true(tuned.hidden_missed > tuned.hidden_count / 2);
    assert_true(tuned.hidden_missed <= tuned.hidden_count);
    assert_int_equal(heard.begins, 1);
    assert_int_equal(heard.last_done, heard.total);
    assert_int_equal(heard.lost_count, tuned.title_count - tuned.title_found);
    /* The report counts the head that went out. */
    assert_true(test_built_head(&built).size_bytes <= built.report.index_size_bytes);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void the_same_site_gives_the_same_bytes_again(void **state) {
    (void)state;
    chatlet_tune_report tuned = {0};
    test_built first = build_site(NULL, 12, NULL, &tuned);
    test_built second = build_site(NULL, 12, NULL, &tuned);
    assert_int_equal(first.file_count, second.file_count);
    for (size_t i = 0; i < first.file_count; i++) {
        assert_string_equal(first.files[i].name, second.files[i].name);
        assert_int_equal(first.files[i].size_bytes, second.files[i].size_bytes);
        assert_memory_equal(first.files[i].bytes, second.files[i].bytes, first.files[i].size_bytes);
    }
    test_built_free(&first);
    test_built_free(&second);
}

static void a_site_at_the_smallest_size_is_asked_and_one_page_less_is_not(void **state) {
    (void)state;
    chatlet_tune_report tuned = {0};
    test_built built = build_site(NULL, CHATLET_TUNE_DOCUMENTS_MIN, NULL, &tuned);
    assert_true(tuned.query_count > 0);
    test_built_free(&built);

    test_built small = build_site(NULL, CHATLET_TUNE_DOCUMENTS_MIN - 1, NULL, &tuned);
    test_built plain = build_site(NULL, CHATLET_TUNE_DOCUMENTS_MIN - 1, NULL, NULL);
    assert_int_equal(tuned.query_count, 0);
    assert_false(tuned.is_fitted);
    assert_int_equal(tuned.threshold, CLET_CONFIDENCE_THRESHOLD_DEFAULT);
    const chatlet_str head = test_built_head(&small);
    assert_int_equal(head.size_bytes, test_built_head(&plain).size_bytes);
    assert_memory_equal(head.data, test_built_head(&plain).data, head.size_bytes);
    assert_int_equal(small.report.index_size_bytes, plain.report.index_size_bytes);
    test_built_free(&small);
    test_built_free(&plain);
}

/* At it, and no further however many pages there are to ask. */
static void a_large_site_is_asked_no_more_than_the_limit(void **state) {
    (void)state;
    told heard = {0};
    chatlet_tune_report tuned = {0};
    test_built built = build_site(NULL, 500, &heard, &tuned);
    assert_int_equal(tuned.title_count, 60);
    assert_int_equal(tuned.link_count, 20);
    assert_int_equal(tuned.words_count, 90);
    assert_int_equal(tuned.query_count, CHATLET_TUNE_QUERIES_MAX);
    test_built_free(&built);
}

static void the_authors_threshold_stays(void **state) {
    (void)state;
    chatlet_tune_report tuned = {0};
    test_built built = build_site("{\"answer\": {\"min_confidence\": 0.7}}", 20, NULL, &tuned);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_true(tuned.is_authors);
    assert_true(tuned.is_fitted);
    assert_int_equal(tuned.threshold, 700000);
    assert_int_equal(clet_bundle_words(bundle)->threshold, 700000);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void a_title_that_another_page_takes_is_told(void **state) {
    (void)state;
    test_built built;
    told heard = {0};
    chatlet_tune_report tuned = {0};
    const chatlet_tune_callbacks callbacks = {.context = &heard, .on_lost = on_lost};
    chatlet_compiler *compiler = new_compiler(&built, NULL);
    assert_int_equal(test_site_add(compiler, 8), CHATLET_OK);
    static const struct {
        const char *url;
        const char *text;
    } twins[] = {
        {"/first.md", "# Quagga stable\n\nThe quagga stable holds a quagga and a quagga foal.\n"},
        {"/second.md", "# Quagga stable\n\nZebras live elsewhere.\n"}};
    for (size_t i = 0; i < 2; i++) {
        const chatlet_document document = {.path = test_str(twins[i].url + 1),
                                           .url = test_str(twins[i].url),
                                           .format = CHATLET_FORMAT_MARKDOWN,
                                           .bytes = test_str(twins[i].text)};
        assert_int_equal(chatlet_compiler_add_document(compiler, &document), CHATLET_OK);
    }
    assert_int_equal(chatlet_tune_finish(compiler, &callbacks, &built.report, &tuned), CHATLET_OK);
    assert_int_equal(heard.lost_count, 1);
    assert_string_equal(heard.lost_title, "Quagga stable");
    assert_string_equal(heard.found_url, "/first.md");
    chatlet_compiler_free(compiler);
    test_built_free(&built);
}

static void nothing_to_build_from_is_said_as_before(void **state) {
    (void)state;
    test_built built;
    chatlet_compiler *compiler = new_compiler(&built, NULL);
    chatlet_tune_report tuned = {.query_count = 7};
    assert_int_equal(chatlet_tune_finish(compiler, NULL, &built.report, &tuned), CHATLET_ERR_INPUT);
    assert_int_equal(built.report.error_count, 1);
    assert_int_equal(tuned.query_count, 7);
    assert_int_equal(built.file_count, 0);
    chatlet_compiler_free(compiler);
    test_built_free(&built);
}

/* Refuses the file of the kind. */
static bool refuse_kind(void *context, const chatlet_output *output) {
    const chatlet_output_kind *kind = context;
    return output->kind != *kind;
}

static void a_refused_file_ends_the_build(void **state) {
    (void)state;
    static const chatlet_output_kind kinds[] = {CHATLET_OUTPUT_HEAD, CHATLET_OUTPUT_PART};
    for (size_t i = 0; i < 2; i++) {
        chatlet_output_kind kind = kinds[i];
        const chatlet_compile_callbacks callbacks = {.context = &kind, .on_output = refuse_kind};
        chatlet_compiler *compiler = NULL;
        chatlet_compile_report report;
        chatlet_tune_report tuned;
        assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                         CHATLET_OK);
        assert_int_equal(test_site_add(compiler, 400), CHATLET_OK); /* too large for one file */
        assert_int_equal(chatlet_tune_finish(compiler, NULL, &report, &tuned), CHATLET_ERR_SINK);
        chatlet_compiler_free(compiler);
    }
}

static void a_head_without_room_stays_as_it_is(void **state) {
    (void)state;
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    const chatlet_str head = test_built_head(&built);
    const clet_confidence_map map = {.center = 1000000, .slope_q8 = 300};
    clet_buffer changed;
    clet_buffer_init(&changed, test_plain_allocator(), head.size_bytes + 20);
    /* 12 of the table, and varints of 3, 2 and 3 bytes. */
    assert_int_equal(clet_head_add_confidence(head, map, 300000, &changed), CHATLET_OK);
    assert_int_equal(changed.size_bytes, head.size_bytes + 20);
    chatlet_bundle *bundle = NULL;
    assert_int_equal(
        chatlet_bundle_open(test_plain_allocator(), clet_buffer_str(&changed), &bundle, NULL),
        CHATLET_OK);
    assert_int_equal(clet_bundle_confidence(bundle)->center, 1000000);
    assert_int_equal(clet_bundle_confidence(bundle)->slope_q8, 300);
    assert_int_equal(clet_bundle_words(bundle)->threshold, 300000);
    chatlet_bundle_close(bundle);
    clet_buffer_free(&changed);

    clet_buffer_init(&changed, test_plain_allocator(), head.size_bytes + 19);
    assert_int_equal(clet_head_add_confidence(head, map, 300000, &changed), CHATLET_ERR_LIMIT);
    clet_buffer_free(&changed);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_is_asked_and_its_head_says_what_was_learned),
        cmocka_unit_test(the_same_site_gives_the_same_bytes_again),
        cmocka_unit_test(a_site_at_the_smallest_size_is_asked_and_one_page_less_is_not),
        cmocka_unit_test(a_large_site_is_asked_no_more_than_the_limit),
        cmocka_unit_test(the_authors_threshold_stays),
        cmocka_unit_test(a_title_that_another_page_takes_is_told),
        cmocka_unit_test(nothing_to_build_from_is_said_as_before),
        cmocka_unit_test(a_refused_file_ends_the_build),
        cmocka_unit_test(a_head_without_room_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
