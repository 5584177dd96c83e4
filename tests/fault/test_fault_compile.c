/* The compiler over Markdown, HTML, text and a table, short of memory at every point. */
#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/hash.h"

#include <chatlet/compile.h>

/* What is built: formats of all kinds, and pages with metadata. */
typedef struct task {
    const char *bot;
    const test_source *sources;
    size_t source_count;
} task;

static const task tasks[] = {
    {test_small_bot, test_small_sources, sizeof test_small_sources / sizeof test_small_sources[0]},
    {test_fields_bot, test_fields_sources,
     sizeof test_fields_sources / sizeof test_fields_sources[0]},
};

enum { TASK_COUNT = sizeof tasks / sizeof tasks[0] };

/* A site that says where it is served, by canonical addresses and by its links, and lists its
 * pages; of one of them nothing can be read. */
static const test_source site_sources[] = {
    {"a.html",
     "<link rel=canonical href=https://e.org/docs/a.html><p>One <a href=/docs/b.html>b</a>"},
    {"b.html",
     "<link rel=canonical href=https://e.org/docs/b.html><p>Two <a href=/docs/a.html>a</a>"},
    {"c.html", "<script>x</script>"},
    {"llms.txt", "# S\n\n> T\n\n## U\n- [A](https://e.org/docs/a.html.md): v\n- [C](c): w\n"}};

/* What the compiler handed over: the head's hash stands for all of the bundle. */
typedef struct outcome {
    const task *task;
    uint64_t head_hash;
    uint64_t page_hash; /* of the pages' names and bytes, in their order */
    uint32_t page_count;
    uint32_t document_count;
    bool tries_again; /* whatever was refused */
    bool wants_pages;
} outcome;

static bool note_output(void *context, const chatlet_output *output) {
    outcome *result = context;
    if (output->kind == CHATLET_OUTPUT_HEAD) result->head_hash = clet_hash(output->bytes);
    if (output->kind == CHATLET_OUTPUT_PAGE) {
        result->page_hash = result->page_hash * 31 + clet_hash(output->name);
        result->page_hash = result->page_hash * 31 + clet_hash(output->bytes);
        result->page_count++;
    }
    return true;
}

static chatlet_status add_source(chatlet_compiler *compiler, const test_source *source,
                                 bool wants_page) {
    char url[64];
    snprintf(url, sizeof url, "/%s", source->path);
    const chatlet_str path = test_str(source->path);
    const chatlet_document document = {.path = path,
                                       .url = test_str(url),
                                       .format = chatlet_document_format_of(path),
                                       .bytes = test_str(source->text),
                                       .wants_page = wants_page};
    return chatlet_compiler_add_document(compiler, &document);
}

static bool was_refused(const outcome *result, chatlet_status status) {
    return result->tries_again && status == CHATLET_ERR_MEMORY;
}

/* Up to finish, which may be called only once. */
static chatlet_status fill(chatlet_compiler *compiler, const outcome *result) {
    const chatlet_str path = CHATLET_STR("bot.json");
    const chatlet_str bot = test_str(result->task->bot);
    chatlet_status status = chatlet_compiler_set_bot(compiler, path, bot);
    if (was_refused(result, status)) status = chatlet_compiler_set_bot(compiler, path, bot);
    for (size_t i = 0; i < result->task->source_count && status == CHATLET_OK; i++) {
        const test_source *source = &result->task->sources[i];
        status = add_source(compiler, source, result->wants_pages);
        if (was_refused(result, status)) status = add_source(compiler, source, result->wants_pages);
        if (status == CHATLET_ERR_INPUT) status = CHATLET_OK; /* of c.html */
    }
    return status;
}

static chatlet_status build(const chatlet_allocator *allocator, void *context) {
    outcome *result = context;
    const chatlet_compile_callbacks callbacks = {.context = result, .on_output = note_output};
    chatlet_compiler *compiler = NULL;
    result->head_hash = 0;
    result->page_hash = 0;
    result->page_count = 0;
    chatlet_status status = chatlet_compiler_new(allocator, &callbacks, &compiler);
    if (was_refused(result, status))
        status = chatlet_compiler_new(allocator, &callbacks, &compiler);
    if (status != CHATLET_OK) return status;

    chatlet_compile_report report = {.document_count = 0};
    status = fill(compiler, result);
    if (status == CHATLET_OK) status = chatlet_compiler_finish(compiler, &report);
    if (status == CHATLET_OK) {
        result->document_count = report.document_count;
    } else {
        assert_int_equal(result->head_hash, 0); /* nothing usable was written */
    }
    chatlet_compiler_free(compiler);
    return status;
}

static void building_ends_without_a_bundle_or_a_leak(void **state) {
    (void)state;
    for (size_t i = 0; i < TASK_COUNT; i++) {
        outcome result = {.task = &tasks[i], .wants_pages = true};
        fault_refuse_each("build", build, &result);
    }
}

static void learning_of_a_site_ends_without_a_bundle_or_a_leak(void **state) {
    (void)state;
    const task whole = {test_small_bot, site_sources, 4};
    const task two = {test_small_bot, site_sources, 2};
    const task alone = {test_small_bot, &site_sources[3], 1};
    outcome site = {.task = &whole};
    fault_refuse_each("site", build, &site);
    outcome links = {.task = &two, .wants_pages = true};
    fault_refuse_each("links", build, &links);
    outcome list = {.task = &alone, .wants_pages = true};
    fault_refuse_each("list alone", build, &list);
}

/* Trying again gives the very bundle and pages that would have come without the refusal. One within
 * finish ends the build, which the test above looks at. */
static void check_trying_again(const task *given, bool wants_pages) {
    outcome whole = {.task = given, .wants_pages = wants_pages};
    assert_int_equal(build(test_plain_allocator(), &whole), CHATLET_OK);
    assert_true(whole.document_count >=
                given->source_count); /* a row of the table may be one of its own */
    bool reached_finish = false;
    for (size_t n = 1; !reached_finish; n++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = n;
        outcome again = {.task = given, .tries_again = true, .wants_pages = wants_pages};
        const chatlet_status status = build(&test.allocator, &again);
        assert_int_equal(test.live_count, 0);
        reached_finish = status == CHATLET_ERR_MEMORY;
        if (reached_finish) break;
        test_status_equal("tried again", status, CHATLET_OK);
        if (again.head_hash != whole.head_hash)
            fail_msg("allocation %zu refused: another bundle", n);
        if (again.page_hash != whole.page_hash || again.page_count != whole.page_count)
            fail_msg("allocation %zu refused: other pages", n);
        assert_int_equal(again.document_count, whole.document_count);
    }
}

static void refused_documents_can_be_added_again(void **state) {
    (void)state;
    for (size_t i = 0; i < TASK_COUNT; i++) {
        check_trying_again(&tasks[i], false);
        check_trying_again(&tasks[i], true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(building_ends_without_a_bundle_or_a_leak),
        cmocka_unit_test(learning_of_a_site_ends_without_a_bundle_or_a_leak),
        cmocka_unit_test(refused_documents_can_be_added_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
