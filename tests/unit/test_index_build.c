/* The index builder by itself: pages in, files out; what it refuses, and that a refusal leaves no
 * trace. */
#include "test_allocator.h"
#include "test_assert.h"

#include "base/hash.h"
#include "compile/index_build.h"

#include <chatlet/bundle.h>

static const clet_index_settings settings = {
    .id = {.data = "test", .size_bytes = 4},
    .title = {.data = "Test", .size_bytes = 4},
    .locale = {.data = "en", .size_bytes = 2},
    .language = {.data = "en", .size_bytes = 2},
};

static clet_passage passage_of(const char *text) {
    return (clet_passage){.text = {.data = text, .size_bytes = strlen(text)}};
}

static clet_page_list one_page(clet_page *page, clet_passage *passages, uint32_t passage_count) {
    *page = (clet_page){.title = CHATLET_STR("Page"),
                        .url = CHATLET_STR("/page"),
                        .passages = passages,
                        .passage_count = passage_count};
    return (clet_page_list){.pages = page, .count = 1};
}

/* A sink that remembers what it saw as one number, and can refuse. */
typedef struct counting_sink {
    uint64_t digest;
    uint32_t file_count;
    uint32_t refuse_at; /* number of the file to refuse, from 1; 0: none */
    bool head_seen;
    bool after_head;
} counting_sink;

static bool count_output(void *context, const chatlet_output *output) {
    counting_sink *sink = context;
    if (sink->head_seen) sink->after_head = true;
    if (output->kind == CHATLET_OUTPUT_HEAD) sink->head_seen = true;
    sink->digest = sink->digest * 31 + clet_hash(output->bytes) + clet_hash(output->name);
    sink->file_count++;
    return sink->file_count != sink->refuse_at;
}

static clet_index_builder *new_builder(const chatlet_allocator *allocator) {
    clet_index_builder *builder = NULL;
    assert_int_equal(clet_index_builder_new(allocator, CHATLET_STR("en"), &builder), CHATLET_OK);
    return builder;
}

static chatlet_status finish(clet_index_builder *builder, counting_sink *sink,
                             chatlet_compile_report *report) {
    const chatlet_compile_callbacks callbacks = {.context = sink, .on_output = count_output};
    return clet_index_builder_finish(builder, &settings, &callbacks, report);
}

/* More than one file may hold: texts that differ from the first word to the last. */
static clet_page_list many_words(clet_page *page) {
    static char texts[100][2000];
    static clet_passage passages[100];
    for (unsigned i = 0; i < 100; i++) {
        size_t size_bytes = 1;
        texts[i][0] = '\3';
        for (unsigned word = 0; size_bytes + 20 < sizeof texts[i]; word++)
            size_bytes += (size_t)snprintf(texts[i] + size_bytes, 20, "w%uth%u ", i, word * word);
        passages[i] = passage_of(texts[i]);
    }
    return one_page(page, passages, 100);
}

static void add_many(clet_index_builder *builder) {
    clet_page page;
    const clet_page_list list = many_words(&page);
    assert_int_equal(clet_index_builder_add(builder, &list), CHATLET_OK);
}

static void add_words(clet_index_builder *builder) {
    clet_page page;
    clet_passage passages[] = {passage_of("\3Water runs downhill."),
                               passage_of("\3Fire climbs the hill.")};
    const clet_page_list list = one_page(&page, passages, 2);
    assert_int_equal(clet_index_builder_add(builder, &list), CHATLET_OK);
}

static void same_pages_give_the_same_bytes_and_the_head_comes_last(void **state) {
    (void)state;
    for (int large = 0; large < 2; large++) {
        counting_sink sinks[2] = {{.digest = 0}, {.digest = 0}};
        for (int i = 0; i < 2; i++) {
            chatlet_compile_report report = {.document_count = 0};
            clet_index_builder *builder = new_builder(test_plain_allocator());
            if (large == 0) add_words(builder);
            if (large == 1) add_many(builder);
            assert_int_equal(finish(builder, &sinks[i], &report), CHATLET_OK);
            assert_int_equal(report.document_count, 1);
            assert_int_equal(report.passage_count, large == 0 ? 2 : 100);
            assert_true(large == 0 ? report.part_count == 4 : report.part_count > 10);
            /* A small index is one file, a large one a head and its parts. */
            assert_int_equal(sinks[i].file_count, large == 0 ? 1 : report.part_count + 1);
            assert_true(sinks[i].head_seen);
            assert_false(sinks[i].after_head);
            clet_index_builder_free(builder);
        }
        assert_true(sinks[0].digest == sinks[1].digest);
    }
}

static void sink_that_refuses_any_file_ends_the_build(void **state) {
    (void)state;
    counting_sink all = {.digest = 0};
    chatlet_compile_report report;
    clet_index_builder *whole = new_builder(test_plain_allocator());
    add_many(whole);
    assert_int_equal(finish(whole, &all, &report), CHATLET_OK);
    clet_index_builder_free(whole);
    for (uint32_t n = 1; n <= all.file_count; n++) {
        counting_sink sink = {.refuse_at = n};
        report = (chatlet_compile_report){.document_count = 7};
        clet_index_builder *builder = new_builder(test_plain_allocator());
        add_many(builder);
        assert_int_equal(finish(builder, &sink, &report), CHATLET_ERR_SINK);
        assert_int_equal(sink.file_count, n);
        assert_int_equal(report.document_count, 7); /* untouched */
        clet_index_builder_free(builder);
    }
}

static void unknown_language_is_refused(void **state) {
    (void)state;
    clet_index_builder *builder = NULL;
    assert_int_equal(clet_index_builder_new(test_plain_allocator(), CHATLET_STR("xx"), &builder),
                     CHATLET_ERR_ARGUMENT);
    assert_null(builder);
}

static void refused_page_leaves_no_trace(void **state) {
    (void)state;
    counting_sink clean = {.digest = 0};
    chatlet_compile_report report;
    clet_index_builder *builder = new_builder(test_plain_allocator());
    add_words(builder);
    assert_int_equal(finish(builder, &clean, &report), CHATLET_OK);
    clet_index_builder_free(builder);

    for (size_t n = 1;; n++) {
        test_allocator refusing;
        test_allocator_init(&refusing);
        builder = new_builder(&refusing.allocator);
        add_words(builder);
        const size_t before = refusing.allocation_count;
        refusing.refuse_at = before + n;
        clet_page page;
        const clet_page_list list = many_words(&page);
        const chatlet_status status = clet_index_builder_add(builder, &list);
        refusing.refuse_at = 0;
        if (status == CHATLET_OK) {
            clet_index_builder_free(builder);
            assert_int_equal(refusing.live_count, 0);
            assert_true(n > 1);
            break;
        }
        assert_int_equal(status, CHATLET_ERR_MEMORY);
        counting_sink sink = {.digest = 0};
        assert_int_equal(finish(builder, &sink, &report), CHATLET_OK);
        assert_true(sink.digest == clean.digest);
        clet_index_builder_free(builder);
        assert_int_equal(refusing.live_count, 0);
    }
}

static void documents_at_the_limit_are_taken_and_one_past_it_is_not(void **state) {
    (void)state;
    enum { BATCH = 1000 };
    clet_page *pages = calloc(BATCH, sizeof *pages);
    assert_non_null(pages);
    clet_passage passage = passage_of("\3x");
    for (int i = 0; i < BATCH; i++)
        (void)one_page(&pages[i], &passage, 1);
    const clet_page_list batch = {.pages = pages, .count = BATCH};
    clet_index_builder *builder = new_builder(test_plain_allocator());
    for (int i = 0; i < CHATLET_DOCUMENTS_MAX / BATCH; i++) {
        assert_int_equal(clet_index_builder_add(builder, &batch), CHATLET_OK);
    }
    const clet_page_list one = {.pages = pages, .count = 1};
    assert_int_equal(clet_index_builder_add(builder, &one), CHATLET_ERR_LIMIT);
    clet_index_builder_free(builder);
    free(pages);
}

static void passages_at_the_limit_are_taken_and_one_past_it_is_not(void **state) {
    (void)state;
    clet_passage *passages = calloc(CHATLET_PASSAGES_MAX, sizeof *passages);
    assert_non_null(passages);
    for (int i = 0; i < CHATLET_PASSAGES_MAX; i++)
        passages[i] = passage_of("\3x");
    clet_index_builder *builder = new_builder(test_plain_allocator());
    clet_page page;
    const clet_page_list all_but_one = one_page(&page, passages, CHATLET_PASSAGES_MAX - 1);
    assert_int_equal(clet_index_builder_add(builder, &all_but_one), CHATLET_OK);
    clet_page two_page;
    const clet_page_list two = one_page(&two_page, passages, 2);
    assert_int_equal(clet_index_builder_add(builder, &two), CHATLET_ERR_LIMIT);
    clet_page last_page;
    const clet_page_list last = one_page(&last_page, passages, 1);
    assert_int_equal(clet_index_builder_add(builder, &last), CHATLET_OK);
    clet_index_builder_free(builder);
    free(passages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_pages_give_the_same_bytes_and_the_head_comes_last),
        cmocka_unit_test(sink_that_refuses_any_file_ends_the_build),
        cmocka_unit_test(unknown_language_is_refused),
        cmocka_unit_test(refused_page_leaves_no_trace),
        cmocka_unit_test(documents_at_the_limit_are_taken_and_one_past_it_is_not),
        cmocka_unit_test(passages_at_the_limit_are_taken_and_one_past_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
