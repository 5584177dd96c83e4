/* Forms as Stripe reads them. */
#include "service/form_encode.h"
#include "test_allocator.h"
#include "test_assert.h"

static void pairs_are_encoded_and_nested(void **state) {
    region memory;
    chatlet_str text;
    (void)state;
    region_init(&memory, test_plain_allocator(), 1 << 20);
    form form = form_begin(&memory);
    assert_true(form_end(&form, &text) && text.size_bytes == 0);
    form_add(&form, "name", test_str("A&B = 100% [x] ü~._-"));
    form_add(&form, "metadata[organization]", test_str(""));
    form_add_item(&form, "subscription_details[items]", 12, "price", test_str("price_1"));
    form_add_whole(&form, "payload[value]", INT64_MIN);
    assert_true(form_end(&form, &text));
    test_text_equal("form", text,
                    test_str("name=A%26B%20%3D%20100%25%20%5Bx%5D%20%C3%BC~._-"
                             "&metadata[organization]="
                             "&subscription_details[items][12][price]=price_1"
                             "&payload[value]=-9223372036854775808"));
    region_free(&memory);
}

static void a_zero_byte_is_encoded(void **state) {
    region memory;
    chatlet_str text;
    (void)state;
    region_init(&memory, test_plain_allocator(), 1 << 20);
    form form = form_begin(&memory);
    form_add(&form, "a", (chatlet_str){"\0\xff", 2});
    assert_true(form_end(&form, &text));
    test_text_equal("form", text, test_str("a=%00%FF"));
    region_free(&memory);
}

static void a_form_grows_up_to_its_limit(void **state) {
    static char filler[FORM_BYTES_MAX];
    region memory;
    chatlet_str text;
    (void)state;
    memset(filler, 'x', sizeof filler);
    region_init(&memory, test_plain_allocator(), 1 << 22);
    form form = form_begin(&memory);
    form_add(&form, "a", (chatlet_str){filler, FORM_BYTES_MAX - 2});
    assert_true(form_end(&form, &text) && text.size_bytes == FORM_BYTES_MAX);
    form = form_begin(&memory);
    form_add(&form, "a", (chatlet_str){filler, FORM_BYTES_MAX - 1});
    assert_false(form_end(&form, &text));
    form_add(&form, "b", test_str(""));
    assert_false(form_end(&form, &text));
    region_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_encoded_and_nested),
                                       cmocka_unit_test(a_zero_byte_is_encoded),
                                       cmocka_unit_test(a_form_grows_up_to_its_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
