/* Small bundles are one file: when they are, what is in it, and what is refused of it; and what the
 * head's own texts may be. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/byte_reader.h"
#include "bundle/bundle_open.h"
#include "compile/index_build.h"

enum { TEXT_BYTES_MAX = 200000 };

static chatlet_bundle_info info_of(const test_built *built) {
    chatlet_bundle_info info;
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    assert_non_null(bundle);
    chatlet_bundle_get_info(bundle, &info);
    chatlet_bundle_close(bundle);
    return info;
}

/* Builds one page of `size_bytes` bytes of text. */
static test_built build_of_size(const char *text, size_t size_bytes) {
    const chatlet_document document = {.path = CHATLET_STR("page.txt"),
                                       .url = CHATLET_STR("/page.txt"),
                                       .format = CHATLET_FORMAT_TEXT,
                                       .bytes = {.data = text, .size_bytes = size_bytes}};
    const test_built built = test_build_documents(NULL, &document, 1);
    assert_int_equal(built.status, CHATLET_OK);
    return built;
}

static char *varied_text(void) {
    char *text = malloc(TEXT_BYTES_MAX + 32);
    assert_non_null(text);
    size_t at = 0;
    for (unsigned i = 0; at < TEXT_BYTES_MAX; i++)
        at += (size_t)snprintf(text + at, 32, i % 60 == 59 ? "w%u.\n\n" : "w%u ", i * 7 % 3001);
    return text;
}

static void bundles_up_to_the_limit_are_one_file_and_past_it_are_not(void **state) {
    (void)state;
    char *text = varied_text();
    size_t whole_bytes = 1000;
    size_t parts_bytes = TEXT_BYTES_MAX;
    while (parts_bytes - whole_bytes > 1) {
        const size_t middle = whole_bytes + (parts_bytes - whole_bytes) / 2;
        test_built built = build_of_size(text, middle);
        if (info_of(&built).is_whole) {
            whole_bytes = middle;
        } else {
            parts_bytes = middle;
        }
        test_built_free(&built);
    }
    test_built whole = build_of_size(text, whole_bytes);
    test_built parts = build_of_size(text, parts_bytes);
    size_t size_bytes = 0;
    for (size_t i = 0; i < parts.file_count; i++)
        size_bytes += parts.files[i].size_bytes;
    assert_int_equal(whole.file_count, 1);
    assert_int_equal(parts.file_count, info_of(&parts).part_count + 1);
    /* Room for the size in front of each part is counted as the most that it can take. */
    const size_t spare = (size_t)CLET_VARINT_BYTES_MAX * info_of(&parts).part_count;
    assert_true(whole.files[0].size_bytes <= CHATLET_BUNDLE_WHOLE_BYTES_MAX);
    assert_true(size_bytes + spare > CHATLET_BUNDLE_WHOLE_BYTES_MAX);
    assert_true(whole.files[0].size_bytes + spare + 64 > CHATLET_BUNDLE_WHOLE_BYTES_MAX);
    test_built_free(&whole);
    test_built_free(&parts);
    free(text);
}

static void all_parts_come_with_the_head_and_stay(void **state) {
    (void)state;
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    assert_int_equal(built.file_count, 1);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    assert_true(info.is_whole);
    const size_t held = chatlet_bundle_parts_size_bytes(bundle);
    assert_true(held > 0);
    for (uint32_t id = 0; id < info.part_count; id++) {
        assert_true(chatlet_bundle_has_part(bundle, id));
        chatlet_bundle_drop_part(bundle, id); /* nothing could bring it back */
        assert_true(chatlet_bundle_has_part(bundle, id));
    }
    assert_int_equal(chatlet_bundle_parts_size_bytes(bundle), held);
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void one_file_and_parts_hold_the_same(void **state) {
    (void)state;
    test_built whole = test_build(test_small_bot, test_small_sources, 4);
    test_built parts = test_build_in_parts(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundles[2] = {test_open(&whole, test_plain_allocator()),
                                  test_open_whole(&parts, test_plain_allocator())};
    chatlet_str texts[2];
    for (int i = 0; i < 2; i++) {
        assert_non_null(bundles[i]);
        assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundles[i], &texts[i]),
                         CHATLET_OK);
    }
    /* All but the first line, which tells the head's size. */
    const char *rest[2];
    for (int i = 0; i < 2; i++)
        rest[i] = memchr(texts[i].data, '\n', texts[i].size_bytes);
    const size_t rest_bytes = texts[0].size_bytes - (size_t)(rest[0] - texts[0].data);
    test_text_equal(
        "dump", (chatlet_str){.data = rest[0], .size_bytes = rest_bytes},
        (chatlet_str){.data = rest[1],
                      .size_bytes = texts[1].size_bytes - (size_t)(rest[1] - texts[1].data)});
    for (int i = 0; i < 2; i++) {
        free((void *)(uintptr_t)texts[i].data);
        chatlet_bundle_close(bundles[i]);
    }
    test_built_free(&whole);
    test_built_free(&parts);
}

static chatlet_status open_changed(char *head, size_t size_bytes) {
    chatlet_bundle *bundle = NULL;
    test_reseal_head(head, size_bytes);
    const chatlet_status status =
        chatlet_bundle_open(test_plain_allocator(),
                            (chatlet_str){.data = head, .size_bytes = size_bytes}, &bundle, NULL);
    chatlet_bundle_close(bundle);
    return status;
}

/* Cut anywhere, and any byte of the parts changed: their own checks stand inside. */
static void damage_under_a_hash_that_fits_is_refused(void **state) {
    (void)state;
    test_built built = test_build(test_small_bot, test_small_sources, 4);
    const chatlet_str head = test_built_head(&built);
    clet_byte_reader table = {.source = head,
                              .offset = CLET_HEAD_FIXED_BYTES + 3 * CLET_KIND_ENTRY_BYTES + 4};
    const uint32_t parts_at = clet_read_u32(&table);
    const uint32_t parts_bytes = clet_read_u32(&table);
    char *copy = malloc(head.size_bytes);
    assert_non_null(copy);
    memcpy(copy, head.data, head.size_bytes);
    assert_int_equal(open_changed(copy, head.size_bytes), CHATLET_OK);
    for (size_t i = parts_at; i < head.size_bytes; i++) {
        copy[i] ^= 0x10;
        assert_int_equal(open_changed(copy, head.size_bytes), CHATLET_ERR_BUNDLE);
        copy[i] ^= 0x10;
    }
    for (size_t cut = 1; cut <= parts_bytes; cut++) {
        const uint32_t left = parts_bytes - (uint32_t)cut;
        for (int i = 0; i < 4; i++)
            copy[CLET_HEAD_FIXED_BYTES + 3 * CLET_KIND_ENTRY_BYTES + 8 + i] =
                (char)(uint8_t)(left >> (8 * i));
        assert_int_equal(open_changed(copy, head.size_bytes - cut), CHATLET_ERR_BUNDLE);
    }
    free(copy);
    test_built_free(&built);
}

/* Builds a page under settings with `group_count` groups of `text_count` texts of `text_bytes`. */
static chatlet_status open_with_synonyms(uint32_t group_count, uint32_t text_count,
                                         size_t text_bytes, uint32_t *read_count) {
    char text[CHATLET_SYNONYM_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    chatlet_str *texts = calloc(text_count, sizeof *texts);
    clet_synonyms *groups = calloc(group_count, sizeof *groups);
    assert_true(texts != NULL && groups != NULL);
    for (uint32_t i = 0; i < text_count; i++)
        texts[i] = (chatlet_str){.data = text, .size_bytes = text_bytes};
    for (uint32_t i = 0; i < group_count; i++)
        groups[i] = (clet_synonyms){.texts = texts, .count = text_count};
    const clet_index_settings settings = {.id = CHATLET_STR("s"),
                                          .title = CHATLET_STR("S"),
                                          .locale = CHATLET_STR("en"),
                                          .language = CHATLET_STR("en"),
                                          .synonyms = groups,
                                          .synonym_count = group_count};
    clet_passage passage = {.text = CHATLET_STR("\3Water runs downhill.")};
    clet_page page = {.title = CHATLET_STR("Page"),
                      .url = CHATLET_STR("/page"),
                      .passages = &passage,
                      .passage_count = 1};
    const clet_page_list pages = {.pages = &page, .count = 1};
    test_built built = {.status = CHATLET_OK};
    const chatlet_compile_callbacks callbacks = {.context = &built,
                                                 .on_output = test_built_collect};
    clet_index_builder *builder = NULL;
    assert_int_equal(clet_index_builder_new(test_plain_allocator(), CHATLET_STR("en"), &builder),
                     CHATLET_OK);
    assert_int_equal(clet_index_builder_add(builder, &pages), CHATLET_OK);
    assert_int_equal(clet_index_builder_finish(builder, &settings, &callbacks, &built.report),
                     CHATLET_OK);
    clet_index_builder_free(builder);
    chatlet_bundle *bundle = NULL;
    const chatlet_status status =
        chatlet_bundle_open(test_plain_allocator(), test_built_head(&built), &bundle, NULL);
    if (status == CHATLET_OK) *read_count = clet_bundle_words(bundle)->synonym_count;
    chatlet_bundle_close(bundle);
    test_built_free(&built);
    free(groups);
    free(texts);
    return status;
}

static void synonyms_are_read_up_to_their_limits_and_not_past_them(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t groups;
        uint32_t texts;
        size_t bytes;
        chatlet_status status;
    } rows[] = {
        {"none", 0, 1, 1, CHATLET_OK},
        {"groups at the limit", CHATLET_SYNONYM_GROUPS_MAX, 2, 3, CHATLET_OK},
        {"groups past it", CHATLET_SYNONYM_GROUPS_MAX + 1, 2, 3, CHATLET_ERR_BUNDLE},
        {"texts at the limit", 1, CHATLET_SYNONYM_TEXTS_MAX, 3, CHATLET_OK},
        {"texts past it", 1, CHATLET_SYNONYM_TEXTS_MAX + 1, 3, CHATLET_ERR_BUNDLE},
        {"bytes at the limit", 1, 2, CHATLET_SYNONYM_BYTES_MAX, CHATLET_OK},
        {"bytes past it", 1, 2, CHATLET_SYNONYM_BYTES_MAX + 1, CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count = 0;
        test_status_equal(rows[i].name,
                          open_with_synonyms(rows[i].groups, rows[i].texts, rows[i].bytes, &count),
                          rows[i].status);
        if (rows[i].status == CHATLET_OK) assert_int_equal(count, rows[i].groups);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundles_up_to_the_limit_are_one_file_and_past_it_are_not),
        cmocka_unit_test(all_parts_come_with_the_head_and_stay),
        cmocka_unit_test(one_file_and_parts_hold_the_same),
        cmocka_unit_test(damage_under_a_hash_that_fits_is_refused),
        cmocka_unit_test(synonyms_are_read_up_to_their_limits_and_not_past_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
