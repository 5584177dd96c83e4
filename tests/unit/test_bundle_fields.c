/* Fields in a bundle: what a head and parts of a hostile builder may not say, and what those of a
 * good one tell. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/byte_reader.h"
#include "bundle/bundle_open.h"

static int build_fields(void **state) {
    static test_built built;
    built = test_build_in_parts(test_fields_bot, test_fields_sources, 5);
    *state = &built;
    return built.status == CHATLET_OK ? 0 : -1;
}

static int free_fields(void **state) {
    test_built_free(*state);
    return 0;
}

/* The good head with other bytes in kind FIELDS, which is its last; free it. */
static chatlet_str replace_fields(const test_built *built, chatlet_str bytes) {
    const chatlet_str head = test_built_head(built);
    clet_byte_reader reader = {.source = head, .offset = 12};
    const uint32_t kind_count = clet_read_u32(&reader);
    const size_t entry = CLET_HEAD_FIXED_BYTES + (kind_count - 1) * (size_t)CLET_KIND_ENTRY_BYTES;
    reader.offset = entry;
    assert_int_equal(clet_read_u32(&reader), CLET_HEAD_FIELDS);
    const uint32_t offset = clet_read_u32(&reader);
    char *made = malloc(offset + bytes.size_bytes);
    assert_non_null(made);
    memcpy(made, head.data, offset);
    if (bytes.size_bytes > 0) memcpy(made + offset, bytes.data, bytes.size_bytes);
    for (int i = 0; i < 4; i++)
        made[entry + 8 + (size_t)i] = (char)(uint8_t)(bytes.size_bytes >> (8 * i));
    test_reseal_head(made, offset + bytes.size_bytes);
    return (chatlet_str){.data = made, .size_bytes = offset + bytes.size_bytes};
}

static chatlet_status open_with(const test_built *built, chatlet_str bytes) {
    chatlet_bundle *bundle = NULL;
    const chatlet_str head = replace_fields(built, bytes);
    const chatlet_str guarded = test_guarded_copy(head);
    const chatlet_status status =
        chatlet_bundle_open(test_plain_allocator(), guarded, &bundle, NULL);
    if (status == CHATLET_OK) chatlet_bundle_close(bundle);
    test_guarded_free(guarded);
    free((void *)(uintptr_t)head.data);
    return status;
}

static void hostile_names_are_refused(void **state) {
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"two", CHATLET_STR("\2\1a\1b"), CHATLET_OK},
        {"nothing", CHATLET_STR(""), CHATLET_ERR_BUNDLE},
        {"none", CHATLET_STR("\0"), CHATLET_ERR_BUNDLE},
        {"cut", CHATLET_STR("\2\1a\1"), CHATLET_ERR_BUNDLE},
        {"more behind them", CHATLET_STR("\1\1a\1"), CHATLET_ERR_BUNDLE},
        {"twice", CHATLET_STR("\2\1a\1a"), CHATLET_ERR_BUNDLE},
        {"falling", CHATLET_STR("\2\1b\1a"), CHATLET_ERR_BUNDLE},
        {"empty", CHATLET_STR("\1\0"), CHATLET_ERR_BUNDLE},
        {"a name with a line end", CHATLET_STR("\1\1\n"), CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_status_equal(rows[i].name, open_with(*state, rows[i].bytes), rows[i].status);
}

static void a_head_names_so_many_fields_and_no_more(void **state) {
    for (uint8_t count = CHATLET_FIELDS_MAX; count <= CHATLET_FIELDS_MAX + 1; count++) {
        char bytes[1 + 2 * (CHATLET_FIELDS_MAX + 1)] = {(char)count};
        for (size_t i = 0; i < count; i++) {
            bytes[1 + 2 * i] = 1;
            bytes[2 + 2 * i] = (char)('a' + i);
        }
        const chatlet_str names = {.data = bytes, .size_bytes = 1 + 2 * (size_t)count};
        test_status_equal("names", open_with(*state, names),
                          count == CHATLET_FIELDS_MAX ? CHATLET_OK : CHATLET_ERR_BUNDLE);
    }
}

static void a_name_in_a_head_may_be_as_long_as_the_limit_and_no_longer(void **state) {
    for (uint8_t size = CHATLET_FIELD_NAME_BYTES_MAX; size <= CHATLET_FIELD_NAME_BYTES_MAX + 1;
         size++) {
        char bytes[2 + CHATLET_FIELD_NAME_BYTES_MAX + 1] = {1, (char)size};
        memset(bytes + 2, 'n', size);
        const chatlet_str names = {.data = bytes, .size_bytes = 2 + (size_t)size};
        test_status_equal("name", open_with(*state, names),
                          size == CHATLET_FIELD_NAME_BYTES_MAX ? CHATLET_OK : CHATLET_ERR_BUNDLE);
    }
}

static void hostile_values_are_refused_although_their_check_fits(void **state) {
    /* The bundle has five pages. */
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"one value", CHATLET_STR("\1\1a\2\0\3\1\0"), CHATLET_OK},
        {"a page with two", CHATLET_STR("\2\1a\1b\5\2\0\1"), CHATLET_OK},
        {"runs that could be one", CHATLET_STR("\1\1a\2\0\3\0"), CHATLET_OK},
        {"nothing", CHATLET_STR(""), CHATLET_ERR_BUNDLE},
        {"no value", CHATLET_STR("\0\5\0"), CHATLET_ERR_BUNDLE},
        {"an empty value", CHATLET_STR("\1\0\5\0"), CHATLET_ERR_BUNDLE},
        {"a value twice", CHATLET_STR("\2\1a\1a\5\0"), CHATLET_ERR_BUNDLE},
        {"falling values", CHATLET_STR("\2\1b\1a\5\0"), CHATLET_ERR_BUNDLE},
        {"a value that is not UTF-8", CHATLET_STR("\1\1\377\5\0"), CHATLET_ERR_BUNDLE},
        {"a value with a line end", CHATLET_STR("\1\1\n\5\0"), CHATLET_ERR_BUNDLE},
        {"a cut value", CHATLET_STR("\1\2a"), CHATLET_ERR_BUNDLE},
        {"too few pages", CHATLET_STR("\1\1a\4\0"), CHATLET_ERR_BUNDLE},
        {"too many pages", CHATLET_STR("\1\1a\6\0"), CHATLET_ERR_BUNDLE},
        {"too many pages in two runs", CHATLET_STR("\1\1a\4\0\2\0"), CHATLET_ERR_BUNDLE},
        {"a run of no page", CHATLET_STR("\1\1a\0\0\5\0"), CHATLET_ERR_BUNDLE},
        {"a number that is none", CHATLET_STR("\1\1a\5\1\1"), CHATLET_ERR_BUNDLE},
        {"a number of 255", CHATLET_STR("\1\1a\5\1\377"), CHATLET_ERR_BUNDLE},
        {"a number twice", CHATLET_STR("\2\1a\1b\5\2\1\1"), CHATLET_ERR_BUNDLE},
        {"falling numbers", CHATLET_STR("\2\1a\1b\5\2\1\0"), CHATLET_ERR_BUNDLE},
        {"cut numbers", CHATLET_STR("\2\1a\1b\5\2\0"), CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
        chatlet_field field;
        uint8_t marks[5] = {1, 1, 1, 1, 1};
        assert_int_equal(clet_bundle_index(bundle)->document_count, 5);
        assert_int_equal(chatlet_bundle_get_field(bundle, 0, &field), CHATLET_OK);
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        test_status_equal(rows[i].name, test_add_content(bundle, field.part, guarded),
                          rows[i].status);
        test_guarded_free(guarded);
        if (rows[i].status == CHATLET_OK)
            clet_bundle_filter(bundle, field.part, CHATLET_STR("a"), marks);
        chatlet_bundle_close(bundle);
    }
}

/* Parts of `count` values, or a page of `count` values, each of `size_bytes`. */
static chatlet_status add_values(const test_built *built, uint32_t count, size_t size_bytes,
                                 uint32_t of_page) {
    static char bytes[512 * 256];
    size_t used = 0;
    bytes[used++] = (char)(uint8_t)count;
    for (uint32_t i = 0; i < count; i++) {
        bytes[used++] = (char)size_bytes;
        memset(bytes + used, 'v', size_bytes);
        bytes[used] = (char)(' ' + i / 64);
        bytes[used + 1] = (char)(' ' + i % 64);
        used += size_bytes;
    }
    bytes[used++] = 5;
    bytes[used++] = (char)of_page;
    for (uint32_t i = 0; i < of_page; i++)
        bytes[used++] = (char)i;
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    chatlet_field field;
    assert_int_equal(chatlet_bundle_get_field(bundle, 0, &field), CHATLET_OK);
    const chatlet_status status =
        test_add_content(bundle, field.part, (chatlet_str){.data = bytes, .size_bytes = used});
    chatlet_bundle_close(bundle);
    return status;
}

static void parts_hold_values_up_to_their_limits_and_not_past_them(void **state) {
    const uint32_t values = CHATLET_FIELD_VALUES_MAX;
    const uint32_t of_page = CHATLET_PAGE_VALUES_MAX;
    const size_t size_bytes = CHATLET_FIELD_VALUE_BYTES_MAX;
    assert_int_equal(add_values(*state, values, 3, 0), CHATLET_OK);
    assert_int_equal(add_values(*state, values + 1, 3, 0), CHATLET_ERR_BUNDLE);
    assert_int_equal(add_values(*state, 9, 3, of_page), CHATLET_OK);
    assert_int_equal(add_values(*state, 9, 3, of_page + 1), CHATLET_ERR_BUNDLE);
    assert_int_equal(add_values(*state, 1, size_bytes, 0), CHATLET_OK);
    assert_int_equal(add_values(*state, 1, size_bytes + 1, 0), CHATLET_ERR_BUNDLE);
}

static void tools_are_told_fields_and_values(void **state) {
    chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_field field;
    chatlet_part part;
    chatlet_str value;
    chatlet_bundle_get_info(bundle, &info);
    assert_int_equal(info.field_count, 4);
    assert_int_equal(chatlet_bundle_get_field(bundle, 4, &field), CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_bundle_get_value(bundle, 4, 0, &value), CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_bundle_get_field(bundle, 3, &field), CHATLET_OK);
    test_text_equal("name", field.name, CHATLET_STR("version"));
    assert_int_equal(field.part, info.part_count - 1);
    assert_int_equal(chatlet_bundle_get_part(bundle, field.part, &part), CHATLET_OK);
    assert_int_equal(part.kind, CHATLET_PART_FIELD);
    assert_int_equal(chatlet_bundle_get_value(bundle, 3, 0, &value), CHATLET_ERR_STATE);
    assert_int_equal(
        chatlet_bundle_add_part(bundle, field.part, test_built_part(*state, bundle, field.part)),
        CHATLET_OK);
    assert_int_equal(chatlet_bundle_get_value(bundle, 3, 1, &value), CHATLET_OK);
    test_text_equal("value", value, CHATLET_STR("15"));
    assert_int_equal(chatlet_bundle_get_value(bundle, 3, 3, &value), CHATLET_ERR_ARGUMENT);
    chatlet_bundle_close(bundle);
}

static void marks_stay_where_a_wanted_value_is(void **state) {
    static const struct {
        const char *wanted;
        const char *marks;
    } rows[] = {
        {"14", "10000"},      {"15", "01101"}, {"14,15", "11101"}, {"latest", "00100"},
        {"15 , 99", "01101"}, {"99", "00000"}, {"", "00000"},      {"1", "00000"},
    };
    chatlet_bundle *bundle = test_open_whole(*state, test_plain_allocator());
    const uint32_t part = clet_bundle_field_part(bundle, CHATLET_STR("version"));
    assert_true(part > 0);
    assert_int_equal(clet_bundle_field_part(bundle, CHATLET_STR("versio")), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char shown[6] = "";
        uint8_t marks[5] = {1, 1, 1, 1, 1};
        clet_bundle_filter(bundle, part, test_str(rows[i].wanted), marks);
        for (int k = 0; k < 5; k++)
            shown[k] = (char)('0' + marks[k]);
        test_text_equal(rows[i].wanted, test_str(shown), test_str(rows[i].marks));
    }
    chatlet_bundle_close(bundle);
}

static void a_head_stays_small_and_runs_are_short(void **state) {
    enum { PAGES = 3000, TEXT_BYTES = 64 };
    test_source *sources = calloc(PAGES, sizeof *sources);
    char(*texts)[2][TEXT_BYTES] = calloc(PAGES, sizeof *texts);
    static const char bot[] =
        "{\"knowledge\": {\"fields\": {\"version\": \"folder\", \"product\": \"pages\"}}}";
    (void)state;
    assert_true(sources != NULL && texts != NULL);
    for (int i = 0; i < PAGES; i++) {
        snprintf(texts[i][0], TEXT_BYTES, "v%d/page%04d.md", i / 1000, i);
        snprintf(texts[i][1], TEXT_BYTES, "---\nproduct: p%d\n---\n# Page %d\n\nText.\n", i % 7, i);
        sources[i] = (test_source){texts[i][0], texts[i][1]};
    }
    test_built built = test_build(bot, sources, PAGES);
    test_built plain = test_build("{}", sources, PAGES);
    assert_int_equal(built.status, CHATLET_OK);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    assert_false(info.is_whole);
    assert_int_equal(info.field_count, 2);
    assert_true(test_built_head(&built).size_bytes < 4096);
    /* An entry of the table, and two names. */
    assert_int_equal(test_built_head(&built).size_bytes,
                     test_built_head(&plain).size_bytes + CLET_KIND_ENTRY_BYTES + 1 + 8 + 8);
    const chatlet_str version = test_built_part(&built, bundle, info.part_count - 1);
    assert_true(version.size_bytes < 64); /* three values, three runs */
    chatlet_bundle_close(bundle);
    test_built_free(&built);
    test_built_free(&plain);
    free(sources);
    free(texts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_names_are_refused),
        cmocka_unit_test(a_name_in_a_head_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(a_head_names_so_many_fields_and_no_more),
        cmocka_unit_test(hostile_values_are_refused_although_their_check_fits),
        cmocka_unit_test(parts_hold_values_up_to_their_limits_and_not_past_them),
        cmocka_unit_test(tools_are_told_fields_and_values),
        cmocka_unit_test(marks_stay_where_a_wanted_value_is),
        cmocka_unit_test(a_head_stays_small_and_runs_are_short),
    };
    return cmocka_run_group_tests(tests, build_fields, free_fields);
}
