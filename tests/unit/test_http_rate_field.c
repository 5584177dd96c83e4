#include "test_allocator.h"
#include "test_assert.h"

#include "http_rate_field.h"

static void a_client_is_told_how_often_it_may_ask(void **state) {
    (void)state;
    http_response response;
    const http_rate rate = {.name = CHATLET_STR("address"),
                            .quota = 100,
                            .window_s = 60,
                            .remaining = 12,
                            .reset_s = 30};
    http_response_init(&response, test_plain_allocator(), 0);
    http_response_add_rate(&response, &rate);
    assert_true(http_response_good(&response));
    assert_int_equal(response.field_count, 2);
    test_text_equal("name", response.fields[0].name, CHATLET_STR("RateLimit-Policy"));
    test_text_equal("policy", http_response_value(&response, 0),
                    CHATLET_STR("\"address\";q=100;w=60"));
    test_text_equal("name", response.fields[1].name, CHATLET_STR("RateLimit"));
    test_text_equal("state", http_response_value(&response, 1),
                    CHATLET_STR("\"address\";r=12;t=30"));
    http_response_free(&response);
}

static void a_refusal_says_when_to_come_again(void **state) {
    (void)state;
    http_response response;
    const http_rate rate = {.name = CHATLET_STR("key"),
                            .quota = 4294967295,
                            .window_s = 1,
                            .reset_s = 7,
                            .retry_after_s = 3};
    http_response_init(&response, test_plain_allocator(), 0);
    http_response_add_rate(&response, &rate);
    assert_int_equal(response.field_count, 3);
    test_text_equal("policy", http_response_value(&response, 0),
                    CHATLET_STR("\"key\";q=4294967295;w=1"));
    test_text_equal("state", http_response_value(&response, 1), CHATLET_STR("\"key\";r=0;t=7"));
    test_text_equal("name", response.fields[2].name, CHATLET_STR("Retry-After"));
    test_text_equal("again", http_response_value(&response, 2), CHATLET_STR("3"));
    http_response_free(&response);
}

static void refused_memory_fails_the_response(void **state) {
    (void)state;
    test_allocator memory;
    for (size_t refuse_at = 1; refuse_at <= 2; refuse_at++) {
        http_response response;
        const http_rate rate = {.name = CHATLET_STR("key")};
        test_allocator_init(&memory);
        memory.refuse_at = refuse_at;
        http_response_init(&response, &memory.allocator, 0);
        http_response_add_rate(&response, &rate);
        assert_false(http_response_good(&response));
        http_response_free(&response);
        assert_int_equal(memory.live_count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_is_told_how_often_it_may_ask),
        cmocka_unit_test(a_refusal_says_when_to_come_again),
        cmocka_unit_test(refused_memory_fails_the_response),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
