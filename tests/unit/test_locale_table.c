/* Every language of the table: whole, and the same when it was written and read. */
#include "base/buffer.h"
#include "base/str.h"
#include "bundle/locale_data.h"
#include "bundle/plural_rule.h"
#include "compile/locale_table.h"
#include "test_allocator.h"

#include "test_assert.h"

#include <string.h>

static clet_buffer written(const clet_locale_data *data) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_LOCALE_BYTES_MAX);
    clet_locale_write(data, &buffer);
    assert_int_equal(clet_buffer_status(&buffer), CHATLET_OK);
    return buffer;
}

static void every_language_reads_back_as_it_was_written(void **state) {
    (void)state;
    uint32_t count = 0;
    for (const clet_locale_data *data; (data = clet_locale_at(count)) != NULL; count++) {
        clet_locale_data read;
        clet_buffer bytes = written(data);
        assert_int_equal(clet_locale_read(clet_buffer_str(&bytes), &read), CHATLET_OK);
        assert_int_equal(read.date_order, data->date_order);
        assert_int_equal(read.grouping_minimum, data->grouping_minimum);
        for (uint32_t i = 0; i < CLET_LOCALE_TEXTS; i++)
            assert_true(clet_str_equal(read.texts[i], data->texts[i]));
        clet_buffer_free(&bytes);
    }
    assert_int_equal(count, 6);
}

/* Only conditions of plurals may be missing: a language need not have the category. */
static void no_text_of_a_language_is_missing(void **state) {
    (void)state;
    const clet_locale_data *data;
    for (uint32_t i = 0; (data = clet_locale_at(i)) != NULL; i++) {
        for (uint32_t k = 0; k < CLET_LOCALE_TEXTS; k++) {
            const chatlet_str *text = &data->texts[k];
            const bool is_rule = text >= data->plurals && text < data->plurals + CLET_PLURAL_OTHER;
            assert_true(is_rule || text->size_bytes > 0);
        }
    }
}

static void languages_are_found_by_tags_that_begin_with_them(void **state) {
    (void)state;
    static const struct {
        const char *tag;
        const char *found;
    } rows[] = {{"es", "es"}, {"es-MX", "es"}, {"PT-br", "pt"}, {"tlh", ""}, {"", ""}, {"e", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const clet_locale_data *data = clet_locale_find(test_str(rows[i].tag));
        test_text_equal(rows[i].tag, data == NULL ? CHATLET_STR("") : data->tag,
                        test_str(rows[i].found));
    }
}

static void plural_conditions_hold_as_cldr_has_them(void **state) {
    (void)state;
    static const struct {
        const char *condition;
        clet_plural_operands number;
        int expected; /* -1: it does not read */
    } rows[] = {
        {"i = 1 and v = 0", {1, 0, 0}, 1},
        {"i = 1 and v = 0", {1, 0, 1}, 0},
        {"n = 1", {1, 0, 2}, 1},
        {"n = 1", {1, 5, 1}, 0},
        {"i = 0..1", {0, 5, 1}, 1},
        {"i != 0 and i % 1000000 = 0 and v = 0", {2000000, 0, 0}, 1},
        {"i != 0 and i % 1000000 = 0 and v = 0", {0, 0, 0}, 0},
        {"v = 0 and i % 10 = 2..4 and i % 100 != 12..14", {22, 0, 0}, 1}, /* Polish: few */
        {"v = 0 and i % 10 = 2..4 and i % 100 != 12..14", {12, 0, 0}, 0},
        {"n % 100 = 3..10,13..19", {15, 0, 0}, 1},
        {"n != 1", {1, 5, 1}, 1},
        {"v = 0 and i = 1 or i = 0 and v != 0", {0, 5, 1}, 1}, /* Hebrew: one */
        {"t = 0 and i % 10 = 1", {21, 0, 1}, 1},
        {"f = 1,2", {0, 2, 1}, 1},
        {"w = 1", {0, 50, 2}, 1},
        {"e = 0", {5, 0, 0}, 1},
        {"", {0, 0, 0}, 0},
        {"i", {0, 0, 0}, -1},
        {"i = ", {0, 0, 0}, -1},
        {"x = 1", {0, 0, 0}, -1},
        {"i % 0 = 1", {0, 0, 0}, -1},
        {"i = 1 and", {0, 0, 0}, -1},
        {"i = 1 1", {0, 0, 0}, -1},
        {"i = 1..", {0, 0, 0}, -1},
        {"i = 1234567890", {0, 0, 0}, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_good = true;
        const bool holds =
            clet_plural_holds(test_str(rows[i].condition), &rows[i].number, &is_good);
        print_message("%s\n", rows[i].condition);
        assert_int_equal(is_good ? (int)holds : -1, rows[i].expected);
    }
}

/* Bytes of a language with one text replaced. */
static chatlet_status read_with(size_t place, const char *text) {
    clet_locale_data read;
    clet_locale_data changed = *clet_locale_find(CHATLET_STR("en"));
    changed.texts[place] = test_str(text);
    clet_buffer bytes = written(&changed);
    const chatlet_status status = clet_locale_read(clet_buffer_str(&bytes), &read);
    clet_buffer_free(&bytes);
    return status;
}

static size_t place_of(const chatlet_str *text, const clet_locale_data *data) {
    return (size_t)(text - data->texts);
}

static void bad_bytes_are_refused(void **state) {
    (void)state;
    const clet_locale_data *data = clet_locale_find(CHATLET_STR("en"));
    const size_t money = place_of(&data->money, data);
    const size_t currencies = place_of(&data->currencies, data);
    const size_t plural = place_of(&data->plurals[CLET_PLURAL_MANY], data);
    assert_int_equal(read_with(money, "# \xC2\xA4"), CHATLET_OK);
    assert_int_equal(read_with(money, "\xC2\xA4"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(currencies, ""), CHATLET_OK);
    assert_int_equal(read_with(currencies, "EUR2x  USD2$"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(currencies, "eur2x"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(currencies, "EURx"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(currencies, "EUR"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(plural, "n is 1"), CHATLET_ERR_BUNDLE);
    assert_int_equal(read_with(0, "\xFF"), CHATLET_ERR_BUNDLE);

    clet_locale_data read;
    clet_buffer bytes = written(data);
    for (size_t i = 0; i < bytes.size_bytes; i++) {
        const chatlet_str cut = {.data = bytes.data, .size_bytes = i};
        assert_int_equal(clet_locale_read(cut, &read), CHATLET_ERR_BUNDLE);
    }
    bytes.data[0] = CLET_DATE_ORDER_COUNT;
    assert_int_equal(clet_locale_read(clet_buffer_str(&bytes), &read), CHATLET_ERR_BUNDLE);
    bytes.data[0] = 0;
    bytes.data[1] = 3;
    assert_int_equal(clet_locale_read(clet_buffer_str(&bytes), &read), CHATLET_ERR_BUNDLE);
    bytes.data[1] = 1;
    clet_buffer_append_byte(&bytes, 0);
    assert_int_equal(clet_locale_read(clet_buffer_str(&bytes), &read), CHATLET_ERR_BUNDLE);
    clet_buffer_free(&bytes);
}

/* The same language with `today` made so long that all of it has `size_bytes`. */
static chatlet_status read_of_size(size_t size_bytes) {
    static char filler[CHATLET_LOCALE_BYTES_MAX];
    memset(filler, 'a', sizeof filler);
    clet_locale_data read;
    clet_locale_data large = *clet_locale_find(CHATLET_STR("en"));
    large.today = (chatlet_str){.data = filler, .size_bytes = 1000};
    clet_buffer small = written(&large);
    large.today.size_bytes += size_bytes - small.size_bytes;
    clet_buffer_free(&small);
    clet_buffer bytes;
    clet_buffer_init(&bytes, test_plain_allocator(), size_bytes);
    clet_locale_write(&large, &bytes);
    assert_int_equal(bytes.size_bytes, size_bytes);
    const chatlet_status status = clet_locale_read(clet_buffer_str(&bytes), &read);
    clet_buffer_free(&bytes);
    return status;
}

static void data_at_the_limit_is_read_and_one_byte_more_is_not(void **state) {
    (void)state;
    assert_int_equal(read_of_size(CHATLET_LOCALE_BYTES_MAX), CHATLET_OK);
    assert_int_equal(read_of_size(CHATLET_LOCALE_BYTES_MAX + 1), CHATLET_ERR_BUNDLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_reads_back_as_it_was_written),
        cmocka_unit_test(no_text_of_a_language_is_missing),
        cmocka_unit_test(languages_are_found_by_tags_that_begin_with_them),
        cmocka_unit_test(plural_conditions_hold_as_cldr_has_them),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(data_at_the_limit_is_read_and_one_byte_more_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
