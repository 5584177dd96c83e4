/* Every file of JSONTestSuite's test_parsing, read where it lies beside the repository: y_ must be
 * accepted, n_ refused, and what we decided about each i_ stands in the table below. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <chatlet/json.h>

#include "test_allocator.h"

#define SUITE_FOLDER CHATLET_SOURCE_DIR "/../shared/data/json/test_parsing"

typedef struct decision {
    const char *file;
    chatlet_status status;
} decision;

static const decision decisions[] = {
    /* Too small for a double is 0; too large has no value we could give. */
    {"i_number_double_huge_neg_exp.json", CHATLET_OK},
    {"i_number_real_underflow.json", CHATLET_OK},
    {"i_number_huge_exp.json", CHATLET_ERR_SYNTAX},
    {"i_number_neg_int_huge_exp.json", CHATLET_ERR_SYNTAX},
    {"i_number_pos_double_huge_exp.json", CHATLET_ERR_SYNTAX},
    {"i_number_real_neg_overflow.json", CHATLET_ERR_SYNTAX},
    {"i_number_real_pos_overflow.json", CHATLET_ERR_SYNTAX},
    /* Past int64: the nearest double. */
    {"i_number_too_big_neg_int.json", CHATLET_OK},
    {"i_number_too_big_pos_int.json", CHATLET_OK},
    {"i_number_very_big_negative_int.json", CHATLET_OK},
    /* Half a surrogate pair is no character, so no UTF-8 could stand for it. */
    {"i_object_key_lone_2nd_surrogate.json", CHATLET_ERR_SYNTAX},
    {"i_string_1st_surrogate_but_2nd_missing.json", CHATLET_ERR_SYNTAX},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", CHATLET_ERR_SYNTAX},
    {"i_string_incomplete_surrogate_and_escape_valid.json", CHATLET_ERR_SYNTAX},
    {"i_string_incomplete_surrogate_pair.json", CHATLET_ERR_SYNTAX},
    {"i_string_incomplete_surrogates_escape_valid.json", CHATLET_ERR_SYNTAX},
    {"i_string_invalid_lonely_surrogate.json", CHATLET_ERR_SYNTAX},
    {"i_string_invalid_surrogate.json", CHATLET_ERR_SYNTAX},
    {"i_string_inverted_surrogates_U+1D11E.json", CHATLET_ERR_SYNTAX},
    {"i_string_lone_second_surrogate.json", CHATLET_ERR_SYNTAX},
    /* UTF-8 only, and only well-formed. */
    {"i_string_UTF-16LE_with_BOM.json", CHATLET_ERR_UTF8},
    {"i_string_UTF-8_invalid_sequence.json", CHATLET_ERR_UTF8},
    {"i_string_UTF8_surrogate_U+D800.json", CHATLET_ERR_UTF8},
    {"i_string_invalid_utf-8.json", CHATLET_ERR_UTF8},
    {"i_string_iso_latin_1.json", CHATLET_ERR_UTF8},
    {"i_string_lone_utf8_continuation_byte.json", CHATLET_ERR_UTF8},
    {"i_string_not_in_unicode_range.json", CHATLET_ERR_UTF8},
    {"i_string_overlong_sequence_2_bytes.json", CHATLET_ERR_UTF8},
    {"i_string_overlong_sequence_6_bytes.json", CHATLET_ERR_UTF8},
    {"i_string_overlong_sequence_6_bytes_null.json", CHATLET_ERR_UTF8},
    {"i_string_truncated-utf-8.json", CHATLET_ERR_UTF8},
    {"i_string_utf16BE_no_BOM.json", CHATLET_ERR_UTF8},
    {"i_string_utf16LE_no_BOM.json", CHATLET_ERR_UTF8},
    {"i_structure_UTF-8_BOM_empty_object.json", CHATLET_ERR_SYNTAX},
    /* Under our limit of 512. */
    {"i_structure_500_nested_arrays.json", CHATLET_OK},
};

enum { DECISION_COUNT = sizeof decisions / sizeof decisions[0] };

static chatlet_str read_case(const char *file) {
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/%s", SUITE_FOLDER, file);
    assert_true(length > 0 && (size_t)length < sizeof path);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    char *data = malloc(1024 * 1024);
    assert_non_null(data);
    const size_t size_bytes = fread(data, 1, 1024 * 1024, stream);
    assert_int_equal(feof(stream) != 0, 1);
    fclose(stream);
    const chatlet_str guarded =
        test_guarded_copy((chatlet_str){.data = data, .size_bytes = size_bytes});
    free(data);
    return guarded;
}

static const decision *find_decision(const char *file) {
    for (size_t i = 0; i < DECISION_COUNT; i++) {
        if (strcmp(decisions[i].file, file) == 0) return &decisions[i];
    }
    return NULL;
}

/* True when the outcome is the one that the file's name, or our table, asks for. */
static bool is_expected(const char *file, chatlet_status status) {
    switch (file[0]) {
    case 'y': return status == CHATLET_OK;
    case 'n': return status != CHATLET_OK;
    default: break;
    }
    const decision *decided = find_decision(file);
    if (decided == NULL) fail_msg("%s: no decision stands in the table", file);
    return decided->status == status;
}

static void run_case(const char *file) {
    const chatlet_str source = read_case(file);
    test_allocator test;
    test_allocator_init(&test);
    chatlet_json_document *document = NULL;
    chatlet_error error = {.message = ""};
    const chatlet_status status = chatlet_json_parse(&test.allocator, source, &document, &error);
    if (!is_expected(file, status))
        fail_msg("%s: %s (%u:%u: %s)", file, chatlet_status_name(status), error.line, error.column,
                 error.message);
    if (status == CHATLET_OK) {
        assert_non_null(chatlet_json_root(document));
    } else {
        assert_int_not_equal(error.message[0], '\0');
        assert_int_not_equal(error.line, 0);
    }
    chatlet_json_free(document);
    assert_int_equal(test.live_count, 0);
    test_guarded_free(source);
}

static void every_case_of_the_suite_is_answered_as_decided(void **state) {
    (void)state;
    DIR *folder = opendir(SUITE_FOLDER);
    if (folder == NULL) {
        print_message("JSONTestSuite does not lie at %s: skipped\n", SUITE_FOLDER);
        skip();
    }
    size_t count = 0;
    size_t decided_count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] == '.') continue;
        run_case(entry->d_name);
        if (entry->d_name[0] == 'i') decided_count++;
        count++;
    }
    closedir(folder);
    print_message("%zu cases, %zu of them ours to decide\n", count, decided_count);
    assert_true(count > 300);
    assert_int_equal(decided_count, DECISION_COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_suite_is_answered_as_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
