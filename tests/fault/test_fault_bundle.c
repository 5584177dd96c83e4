/* Opening a bundle, adding its parts and asking it a question, short of memory at every point. */
#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include <chatlet/query.h>

enum { SOURCE_COUNT = sizeof test_fields_sources / sizeof test_fields_sources[0], HITS = 3 };

static test_built built;

static const chatlet_query_options options = {.limit = HITS,
                                              .unit = CHATLET_QUERY_ANSWERS,
                                              .filter =
                                                  CHATLET_STR("version=14,15;product=server")};

/* Adds every part; a part that is refused once is added again, and nothing else has changed. */
static chatlet_status add_parts(chatlet_bundle *bundle, bool tries_again) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        const chatlet_str bytes = test_built_part(&built, bundle, id);
        const size_t size_before = chatlet_bundle_parts_size_bytes(bundle);
        chatlet_status status = chatlet_bundle_add_part(bundle, id, bytes);
        if (status == CHATLET_ERR_MEMORY) {
            assert_false(chatlet_bundle_has_part(bundle, id));
            assert_int_equal(chatlet_bundle_parts_size_bytes(bundle), size_before);
            if (tries_again) status = chatlet_bundle_add_part(bundle, id, bytes);
        }
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static chatlet_status open_and_add(const chatlet_allocator *allocator, void *context) {
    const bool tries_again = context != NULL;
    const chatlet_str head = test_built_head(&built);
    chatlet_bundle *bundle = NULL;
    chatlet_status status = chatlet_bundle_open(allocator, head, &bundle, NULL);
    if (status == CHATLET_ERR_MEMORY) {
        assert_null(bundle);
        if (tries_again) status = chatlet_bundle_open(allocator, head, &bundle, NULL);
    }
    if (status != CHATLET_OK) return status;
    status = add_parts(bundle, tries_again);
    chatlet_bundle_close(bundle);
    return status;
}

static void opening_and_adding_parts_is_all_or_nothing(void **state) {
    (void)state;
    fault_refuse_each("open", open_and_add, NULL);
    fault_retry_each("open again", open_and_add, &built);
}

/* The same bot in one file: the parts are added while the head is opened. */
static chatlet_status open_one_file(const chatlet_allocator *allocator, void *context) {
    const test_built *one_file = context;
    chatlet_bundle *bundle = NULL;
    const chatlet_status status =
        chatlet_bundle_open(allocator, test_built_head(one_file), &bundle, NULL);
    if (status == CHATLET_ERR_MEMORY) assert_null(bundle);
    chatlet_bundle_close(bundle);
    return status;
}

static void opening_a_bundle_in_one_file_is_all_or_nothing(void **state) {
    (void)state;
    test_built one_file = test_build(test_fields_bot, test_fields_sources, SOURCE_COUNT);
    fault_refuse_each("open one file", open_one_file, &one_file);
    test_built_free(&one_file);
}

/* A question over a bundle that has all its parts. */
typedef struct question {
    chatlet_bundle *bundle;
    bool tries_again;
    uint32_t hit_count; /* of the clean run */
    uint32_t passages[HITS];
    uint32_t scores[HITS];
} question;

static void compare_hits(const chatlet_query *query, question *asked) {
    uint32_t count;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    const bool is_first = asked->hit_count == 0;
    assert_in_range(count, 1, HITS);
    if (!is_first) assert_int_equal(count, asked->hit_count);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_first) assert_int_equal(hits[i].passage, asked->passages[i]);
        if (!is_first) assert_int_equal(hits[i].score, asked->scores[i]);
        asked->passages[i] = hits[i].passage;
        asked->scores[i] = hits[i].score;
    }
    asked->hit_count = count;
}

static chatlet_status step_until_ready(chatlet_query *query, const question *asked) {
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    chatlet_status status = CHATLET_OK;
    while (status == CHATLET_OK && stage != CHATLET_QUERY_READY) {
        status = chatlet_query_step(query, &stage);
        if (asked->tries_again && status == CHATLET_ERR_MEMORY)
            status = chatlet_query_step(query, &stage);
    }
    return status;
}

static chatlet_status ask(const chatlet_allocator *allocator, void *context) {
    question *asked = context;
    const chatlet_str text = CHATLET_STR("Can I reset my \"password\" within thirdy days? -phones");
    chatlet_query *query = NULL;
    chatlet_status status = chatlet_query_new(allocator, asked->bundle, text, &options, &query);
    if (status == CHATLET_ERR_MEMORY) {
        assert_null(query);
        if (asked->tries_again)
            status = chatlet_query_new(allocator, asked->bundle, text, &options, &query);
    }
    if (status != CHATLET_OK) return status;
    status = step_until_ready(query, asked);
    if (status == CHATLET_OK) compare_hits(query, asked);
    chatlet_query_free(query);
    return status;
}

static void a_query_is_as_before_after_a_refusal(void **state) {
    (void)state;
    question asked = {.bundle = test_open_whole(&built, test_plain_allocator())};
    assert_non_null(asked.bundle);
    fault_refuse_each("query", ask, &asked);
    asked.tries_again = true;
    fault_retry_each("query again", ask, &asked);
    chatlet_bundle_close(asked.bundle);
}

static chatlet_status dump(const chatlet_allocator *allocator, void *context) {
    chatlet_str text;
    const chatlet_status status = chatlet_bundle_dump(allocator, context, &text);
    if (status == CHATLET_OK) allocator->release(allocator->context, (void *)(uintptr_t)text.data);
    return status;
}

static void a_dump_is_all_or_nothing(void **state) {
    (void)state;
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    fault_refuse_each("dump", dump, bundle);
    chatlet_bundle_close(bundle);
}

static int build_once(void **state) {
    (void)state;
    built = test_build_in_parts(test_fields_bot, test_fields_sources, SOURCE_COUNT);
    return built.status == CHATLET_OK ? 0 : -1;
}

static int free_built(void **state) {
    (void)state;
    test_built_free(&built);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_and_adding_parts_is_all_or_nothing),
        cmocka_unit_test(opening_a_bundle_in_one_file_is_all_or_nothing),
        cmocka_unit_test(a_query_is_as_before_after_a_refusal),
        cmocka_unit_test(a_dump_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, build_once, free_built);
}
