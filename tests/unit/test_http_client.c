/* What a client does when memory or places run out; tests/backend shows its calls. */
#include "test_allocator.h"
#include "test_assert.h"

#include "http_client.h"

typedef struct seen {
    http_client *client;
    unsigned done_count;
    bool closes;
    http_client_status again;
} seen;

static void on_done(void *owner, const http_call_result *result) {
    seen *own = owner;
    const http_call call = {
        .method = CHATLET_STR("GET"), .url = CHATLET_STR("http://127.0.0.1/"), .timeout_ms = 1000};
    own->done_count++;
    assert_false(result->arrived);
    assert_true(result->failure.size_bytes > 0);
    if (!own->closes) return;
    own->closes = false;
    http_client_close(own->client);
    own->again = http_client_send(own->client, &call, on_done, own);
}

/* One call to an address that is not allowed; true when nothing was refused for want of memory. */
static bool call_once(size_t refuse_at) {
    test_allocator memory;
    uv_loop_t loop;
    seen own = {.closes = true, .again = HTTP_CLIENT_SENT};
    const http_call call = {.method = CHATLET_STR("POST"),
                            .url = CHATLET_STR("http://127.0.0.1/"),
                            .body = CHATLET_STR("body"),
                            .timeout_ms = 1000,
                            .response_bytes_max = 100};
    test_allocator_init(&memory);
    memory.refuse_at = refuse_at;
    const http_client_options options = {.allocator = &memory.allocator, .calls_max = 1};
    assert_int_equal(uv_loop_init(&loop), 0);
    own.client = http_client_new(&loop, &options);
    if (own.client != NULL) {
        http_client_status first = http_client_send(own.client, &call, on_done, &own);
        if (first == HTTP_CLIENT_SENT) {
            assert_int_equal(http_client_send(own.client, &call, on_done, &own), HTTP_CLIENT_BUSY);
        } else {
            assert_int_equal(first, HTTP_CLIENT_MEMORY);
            http_client_close(own.client);
        }
        (void)uv_run(&loop, UV_RUN_DEFAULT);
        http_client_close(own.client);
        http_client_free(own.client);
        assert_int_equal(own.done_count, first == HTTP_CLIENT_SENT ? 1 : 0);
        if (first == HTTP_CLIENT_SENT) assert_int_equal(own.again, HTTP_CLIENT_BUSY);
    }
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(memory.live_count, 0);
    return memory.allocation_count < refuse_at;
}

static void refused_memory_is_told_and_the_client_may_be_closed_within_a_call(void **state) {
    (void)state;
    for (size_t refuse_at = 1; !call_once(refuse_at); refuse_at++) {
    }
}

static void calls_at_once_have_a_limit(void **state) {
    (void)state;
    static const struct {
        uint32_t calls_max;
        bool good;
    } rows[] = {{0, false}, {1, true}, {HTTP_CALLS_MAX, true}, {HTTP_CALLS_MAX + 1, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uv_loop_t loop;
        const http_client_options options = {.allocator = test_plain_allocator(),
                                             .calls_max = rows[i].calls_max};
        assert_int_equal(uv_loop_init(&loop), 0);
        http_client *client = http_client_new(&loop, &options);
        assert_int_equal(client != NULL, rows[i].good);
        if (client != NULL) {
            http_client_close(client);
            (void)uv_run(&loop, UV_RUN_DEFAULT);
            http_client_free(client);
        }
        assert_int_equal(uv_loop_close(&loop), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_at_once_have_a_limit),
        cmocka_unit_test(refused_memory_is_told_and_the_client_may_be_closed_within_a_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
