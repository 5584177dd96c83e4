/* Today's reader over bundles that were built when the format was frozen. */
#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/query.h>

enum { FILE_BYTES_MAX = 64 * 1024 };

/* The text of a file here; free its data. */
static chatlet_str read_text(const char *name) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", CHATLET_FROZEN_DIR, name);
    FILE *file = fopen(path, "rb");
    char *text = malloc(FILE_BYTES_MAX);
    if (file == NULL || text == NULL) fail_msg("cannot read %s", path);
    const size_t size_bytes = fread(text, 1, FILE_BYTES_MAX, file);
    fclose(file);
    assert_in_range(size_bytes, 1, FILE_BYTES_MAX - 1);
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

/* The bytes of a file of hex digits; free their data. */
static chatlet_str read_hex(const char *name) {
    const chatlet_str text = read_text(name);
    char *bytes = (char *)(uintptr_t)text.data;
    size_t digits = 0;
    unsigned value = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char digit = text.data[i];
        if (digit == '\n') continue;
        assert_true((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
        value = value << 4 | (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        if (digits % 2 == 1) bytes[digits / 2] = (char)(uint8_t)value;
        digits++;
    }
    assert_int_equal(digits % 2, 0);
    return (chatlet_str){.data = bytes, .size_bytes = digits / 2};
}

static chatlet_bundle *open_frozen(const char *name) {
    const chatlet_str head = read_hex(name);
    chatlet_bundle *bundle = NULL;
    chatlet_error error = {.message = ""};
    if (chatlet_bundle_open(test_plain_allocator(), head, &bundle, &error) != CHATLET_OK)
        fail_msg("%s: %s", name, error.message);
    free((char *)(uintptr_t)head.data);
    return bundle;
}

static chatlet_bundle *open_split(void) {
    chatlet_bundle *bundle = open_frozen("split.hex");
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    assert_false(info.is_whole);
    for (uint32_t id = 0; id < info.part_count; id++) {
        char name[32];
        snprintf(name, sizeof name, "split.%u.hex", id);
        const chatlet_str part = read_hex(name);
        test_status_equal(name, chatlet_bundle_add_part(bundle, id, part), CHATLET_OK);
        free((char *)(uintptr_t)part.data);
    }
    return bundle;
}

static void answers_as_it_did(const chatlet_bundle *bundle) {
    static const struct {
        const char *question;
        const char *url;
    } rows[] = {
        {"How do I reset my password?", "/account.md#reset-your-password"},
        {"what does the starter plan cost", "/plans.html#starter"},
        {"how much disk does the installer need", "/install.txt"},
        {"can I get a refund", "/faq.csv#q1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_query_options options = {.limit = 1, .unit = CHATLET_QUERY_ANSWERS};
        chatlet_query *query = NULL;
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        uint32_t count;
        assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle,
                                           test_str(rows[i].question), &options, &query),
                         CHATLET_OK);
        for (int step = 0; step < CHATLET_QUERY_STAGES_MAX && stage != CHATLET_QUERY_READY; step++)
            assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
        const chatlet_hit *hits = chatlet_query_hits(query, &count);
        assert_int_equal(count, 1);
        test_text_equal(rows[i].question, hits[0].url, test_str(rows[i].url));
        chatlet_query_free(query);
    }
}

static void a_frozen_bundle_in_one_file_answers(void **state) {
    (void)state;
    chatlet_bundle *bundle = open_frozen("whole.hex");
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    assert_true(info.is_whole);
    test_text_equal("id", info.id, test_str("small"));
    answers_as_it_did(bundle);
    chatlet_bundle_close(bundle);
}

static void a_frozen_bundle_in_parts_answers(void **state) {
    (void)state;
    chatlet_bundle *bundle = open_split();
    answers_as_it_did(bundle);
    chatlet_bundle_close(bundle);
}

/* In the words of the dump, which may change with it. */
static void a_frozen_bundle_still_holds_what_it_held(void **state) {
    (void)state;
    chatlet_bundle *bundle = open_split();
    const chatlet_str expected = read_text("dump.txt");
    chatlet_str actual;
    assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundle, &actual), CHATLET_OK);
    test_text_equal("dump", actual, expected);
    free((void *)(uintptr_t)actual.data);
    free((void *)(uintptr_t)expected.data);
    chatlet_bundle_close(bundle);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frozen_bundle_in_one_file_answers),
        cmocka_unit_test(a_frozen_bundle_in_parts_answers),
        cmocka_unit_test(a_frozen_bundle_still_holds_what_it_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
