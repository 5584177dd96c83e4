/* TLS over memory: our side against a client of mbedTLS, without a socket. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_certificate.h"

#include "http_limits.h"
#include "http_tls.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <unistd.h>

enum { PATH_BYTES = 64, TURNS_MAX = 10000 };

/* Bytes on their way in one direction. */
typedef struct wire {
    http_buffer bytes;
    size_t taken;
} wire;

typedef struct files {
    char folder[PATH_BYTES];
    char certificate[PATH_BYTES];
    char key[PATH_BYTES];
    http_tls_files paths;
} files;

static files written;

static int write_certificate(void **state) {
    (void)state;
    (void)snprintf(written.folder, PATH_BYTES, "/tmp/chatlet-tls-XXXXXX");
    if (mkdtemp(written.folder) == NULL) return 1;
    (void)snprintf(written.certificate, PATH_BYTES, "%.40s/a.crt", written.folder);
    (void)snprintf(written.key, PATH_BYTES, "%.40s/a.key", written.folder);
    written.paths = (http_tls_files){written.certificate, written.key};
    return test_certificate_write(written.certificate, written.key) ? 0 : 1;
}

static int remove_certificate(void **state) {
    (void)state;
    (void)unlink(written.certificate);
    (void)unlink(written.key);
    return rmdir(written.folder);
}

/* A client, and our side of its connection. */
typedef struct pair {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context chance;
    mbedtls_ssl_config config;
    mbedtls_ssl_context client;
    wire to_server;
    wire to_client;
    const chatlet_allocator *allocator; /* of our side */
    http_tls_common *common;
    http_tls_identity *identity;
    http_tls *tls;
    size_t step; /* our side gets so many bytes at once */
    http_buffer heard;
    bool stops_hearing;
} pair;

static int send_to(void *context, const unsigned char *bytes, size_t size_bytes) {
    wire *to = context;
    http_buffer_append(&to->bytes,
                       (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes});
    return (int)size_bytes;
}

static int take_from(void *context, unsigned char *room, size_t size_bytes) {
    wire *from = context;
    size_t left = from->bytes.size_bytes - from->taken;
    if (left == 0) return MBEDTLS_ERR_SSL_WANT_READ;
    if (size_bytes > left) size_bytes = left;
    memcpy(room, from->bytes.data + from->taken, size_bytes);
    from->taken += size_bytes;
    return (int)size_bytes;
}

static int client_send(void *context, const unsigned char *bytes, size_t size_bytes) {
    return send_to(&((pair *)context)->to_server, bytes, size_bytes);
}

static int client_receive(void *context, unsigned char *room, size_t size_bytes) {
    return take_from(&((pair *)context)->to_client, room, size_bytes);
}

static void open_client(pair *own) {
    mbedtls_entropy_init(&own->entropy);
    mbedtls_ctr_drbg_init(&own->chance);
    mbedtls_ssl_config_init(&own->config);
    mbedtls_ssl_init(&own->client);
    assert_int_equal(
        mbedtls_ctr_drbg_seed(&own->chance, mbedtls_entropy_func, &own->entropy, NULL, 0), 0);
    assert_int_equal(mbedtls_ssl_config_defaults(&own->config, MBEDTLS_SSL_IS_CLIENT,
                                                 MBEDTLS_SSL_TRANSPORT_STREAM,
                                                 MBEDTLS_SSL_PRESET_DEFAULT),
                     0);
    mbedtls_ssl_conf_authmode(&own->config, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_rng(&own->config, mbedtls_ctr_drbg_random, &own->chance);
    assert_int_equal(mbedtls_ssl_setup(&own->client, &own->config), 0);
    mbedtls_ssl_set_bio(&own->client, own, client_send, client_receive, NULL);
}

/* False when memory for our side was refused. */
static bool open_pair(pair *own, const chatlet_allocator *allocator, size_t step) {
    char message[HTTP_TLS_MESSAGE_BYTES] = "";
    *own = (pair){.allocator = allocator, .step = step};
    http_buffer_init(&own->to_server.bytes, test_plain_allocator(), SIZE_MAX);
    http_buffer_init(&own->to_client.bytes, test_plain_allocator(), SIZE_MAX);
    http_buffer_init(&own->heard, test_plain_allocator(), SIZE_MAX);
    open_client(own);
    own->common = http_tls_common_new(allocator);
    if (own->common == NULL) return false;
    own->identity = http_tls_identity_load(own->common, &written.paths, message);
    if (own->identity == NULL) {
        assert_true(strlen(message) > 0);
        return false;
    }
    own->tls = http_tls_new(own->identity, allocator);
    return own->tls != NULL;
}

static void close_pair(pair *own) {
    if (own->tls != NULL) http_tls_free(own->tls);
    if (own->identity != NULL) http_tls_identity_release(own->identity);
    if (own->common != NULL) http_tls_common_free(own->common);
    mbedtls_ssl_free(&own->client);
    mbedtls_ssl_config_free(&own->config);
    mbedtls_ctr_drbg_free(&own->chance);
    mbedtls_entropy_free(&own->entropy);
    http_buffer_free(&own->to_server.bytes);
    http_buffer_free(&own->to_client.bytes);
    http_buffer_free(&own->heard);
}

static bool hear(void *owner, chatlet_str plain) {
    pair *own = owner;
    assert_true(plain.size_bytes > 0 && plain.size_bytes <= HTTP_TLS_RECORD_BYTES);
    http_buffer_append(&own->heard, plain);
    return !own->stops_hearing;
}

static void move_to_client(pair *own) {
    http_buffer out;
    http_buffer_init(&out, own->allocator, 0);
    while (http_tls_take(own->tls, &out))
        http_buffer_append(&own->to_client.bytes, http_buffer_str(&out));
    http_buffer_free(&out);
}

/* Gives our side what the client sent, and the client what came of it. */
static http_tls_state deliver(pair *own) {
    http_tls_state state = HTTP_TLS_SHAKING;
    wire *from = &own->to_server;
    do {
        size_t left = from->bytes.size_bytes - from->taken;
        const chatlet_str piece = test_guarded_copy(
            (chatlet_str){.data = from->bytes.data == NULL ? "" : from->bytes.data + from->taken,
                          .size_bytes = left < own->step ? left : own->step});
        state = http_tls_receive(own->tls, piece, hear, own);
        test_guarded_free(piece);
        from->taken += left < own->step ? left : own->step;
        move_to_client(own);
    } while (from->taken < from->bytes.size_bytes && state != HTTP_TLS_FAILED);
    return state;
}

/* Shakes hands; whether both agree that it is done. */
static bool shake(pair *own) {
    http_tls_state state = HTTP_TLS_SHAKING;
    int result = MBEDTLS_ERR_SSL_WANT_READ;
    for (int turn = 0; turn < TURNS_MAX && state != HTTP_TLS_FAILED; turn++) {
        result = mbedtls_ssl_handshake(&own->client);
        if (result == 0 && state == HTTP_TLS_OPEN) return true;
        if (result != 0 && result != MBEDTLS_ERR_SSL_WANT_READ) return false;
        state = deliver(own);
    }
    return false;
}

static void client_write(pair *own, chatlet_str text) {
    size_t sent = 0;
    while (sent < text.size_bytes) {
        int count = mbedtls_ssl_write(&own->client, (const unsigned char *)text.data + sent,
                                      text.size_bytes - sent);
        assert_true(count > 0);
        sent += (size_t)count;
    }
}

/* All that the client can read now; the caller frees it. */
static http_buffer client_read(pair *own, int *result) {
    http_buffer text;
    unsigned char room[1024];
    http_buffer_init(&text, test_plain_allocator(), SIZE_MAX);
    while ((*result = mbedtls_ssl_read(&own->client, room, sizeof room)) > 0) {
        http_buffer_append(
            &text, (chatlet_str){.data = (const char *)room, .size_bytes = (size_t)*result});
    }
    return text;
}

static void both_sides_hear_each_other_in_pieces_of_any_size(void **state) {
    (void)state;
    static const size_t steps[] = {1, 7, 1000, 1 << 20};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        pair own;
        int result;
        assert_true(open_pair(&own, test_plain_allocator(), steps[i]));
        assert_true(http_tls_is_shaking(own.tls));
        assert_true(shake(&own));
        assert_false(http_tls_is_shaking(own.tls));
        client_write(&own, CHATLET_STR("question"));
        assert_int_equal(deliver(&own), HTTP_TLS_OPEN);
        test_text_equal("heard", http_buffer_str(&own.heard), CHATLET_STR("question"));
        assert_true(http_tls_send(own.tls, CHATLET_STR("answer")));
        move_to_client(&own);
        http_buffer text = client_read(&own, &result);
        test_text_equal("told", http_buffer_str(&text), CHATLET_STR("answer"));
        assert_int_equal(result, MBEDTLS_ERR_SSL_WANT_READ);
        http_buffer_free(&text);
        close_pair(&own);
    }
}

static void large_pieces_pass_in_both_directions(void **state) {
    (void)state;
    enum { LARGE_BYTES = 300 * 1000 };
    pair own;
    int result;
    char *large = malloc(LARGE_BYTES);
    for (size_t i = 0; i < LARGE_BYTES; i++)
        large[i] = (char)(i * 31 + i / 257);
    const chatlet_str text = {.data = large, .size_bytes = LARGE_BYTES};
    assert_true(open_pair(&own, test_plain_allocator(), 64 * 1024));
    assert_true(shake(&own));
    client_write(&own, text);
    assert_int_equal(deliver(&own), HTTP_TLS_OPEN);
    test_text_equal("heard", http_buffer_str(&own.heard), text);
    assert_true(http_tls_send(own.tls, text));
    move_to_client(&own);
    http_buffer told = client_read(&own, &result);
    test_text_equal("told", http_buffer_str(&told), text);
    http_buffer_free(&told);
    close_pair(&own);
    free(large);
}

static void ends_are_told_to_the_other_side(void **state) {
    (void)state;
    pair own;
    int result;
    assert_true(open_pair(&own, test_plain_allocator(), 1000));
    assert_true(shake(&own));
    client_write(&own, CHATLET_STR("last"));
    assert_int_equal(mbedtls_ssl_close_notify(&own.client), 0);
    assert_int_equal(deliver(&own), HTTP_TLS_ENDED);
    test_text_equal("heard", http_buffer_str(&own.heard), CHATLET_STR("last"));
    /* The other direction is still open. */
    assert_true(http_tls_send(own.tls, CHATLET_STR("bye")));
    http_tls_finish(own.tls);
    move_to_client(&own);
    http_buffer text = client_read(&own, &result);
    test_text_equal("told", http_buffer_str(&text), CHATLET_STR("bye"));
    assert_int_equal(result, MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY);
    http_buffer_free(&text);
    close_pair(&own);
}

static void a_listener_that_has_enough_hears_no_more(void **state) {
    (void)state;
    pair own;
    assert_true(open_pair(&own, test_plain_allocator(), 1 << 20));
    assert_true(shake(&own));
    client_write(&own, CHATLET_STR("one"));
    client_write(&own, CHATLET_STR("two"));
    own.stops_hearing = true;
    assert_int_equal(deliver(&own), HTTP_TLS_OPEN);
    test_text_equal("heard", http_buffer_str(&own.heard), CHATLET_STR("one"));
    close_pair(&own);
}

/* Each byte of a record is changed once: nothing of it is ever heard. */
static void a_record_that_was_changed_fails_and_is_not_heard(void **state) {
    (void)state;
    for (size_t at = 0;; at++) {
        pair own;
        assert_true(open_pair(&own, test_plain_allocator(), 1 << 20));
        assert_true(shake(&own));
        size_t begin = own.to_server.bytes.size_bytes;
        client_write(&own, CHATLET_STR("secret"));
        size_t size_bytes = own.to_server.bytes.size_bytes - begin;
        if (at < size_bytes) {
            own.to_server.bytes.data[begin + at] ^= 1;
            http_tls_state reached = deliver(&own);
            /* A longer length waits for what does not come. */
            assert_true(reached == HTTP_TLS_FAILED || (reached == HTTP_TLS_OPEN && at < 5));
            assert_int_equal(own.heard.size_bytes, 0);
        }
        close_pair(&own);
        if (at >= size_bytes) break;
    }
}

static void what_is_no_handshake_fails_with_an_alert(void **state) {
    (void)state;
    static const char *const rows[] = {"\x16garbage garbage garbage", "\x16\x03\x01\x00\x05hello",
                                       "\x17\x03\x03\x00\x05hello", "\x15\x03\x03\x00\x02\x02\x28",
                                       "\x16\x03\x01\x00\x04\x01\x01\x01\x01"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pair own;
        assert_true(open_pair(&own, test_plain_allocator(), 1000));
        chatlet_str text = {.data = rows[i], .size_bytes = i == 0 ? strlen(rows[i]) : 0};
        if (i > 0) text.size_bytes = 5 + (size_t)(unsigned char)rows[i][4];
        http_buffer_append(&own.to_server.bytes, text);
        assert_int_equal(deliver(&own), HTTP_TLS_FAILED);
        assert_int_equal(own.heard.size_bytes, 0);
        close_pair(&own);
    }
}

static void every_refused_allocation_fails_the_connection_and_leaks_nothing(void **state) {
    (void)state;
    test_allocator memory;
    for (size_t refuse_at = 1;; refuse_at++) {
        pair own;
        test_allocator_init(&memory);
        memory.refuse_at = refuse_at;
        bool good = open_pair(&own, &memory.allocator, 1000) && shake(&own) &&
                    http_tls_send(own.tls, CHATLET_STR("answer"));
        if (good) move_to_client(&own);
        bool refused = memory.allocation_count >= refuse_at;
        assert_true(good || refused);
        close_pair(&own);
        assert_int_equal(memory.live_count, 0);
        if (!refused) break;
    }
    assert_true(memory.allocation_count >= 5);
}

static void an_identity_lives_as_long_as_its_last_connection(void **state) {
    (void)state;
    pair own;
    assert_true(open_pair(&own, test_plain_allocator(), 1000));
    http_tls_identity_release(own.identity); /* replaced by another, say */
    own.identity = NULL;
    assert_true(shake(&own));
    close_pair(&own);
}

static void the_first_byte_tells_tls_from_http(void **state) {
    (void)state;
    assert_true(http_tls_is_hello('\x16'));
    assert_false(http_tls_is_hello('G'));
    assert_false(http_tls_is_hello('\r'));
    assert_false(http_tls_is_hello('\x80'));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_hear_each_other_in_pieces_of_any_size),
        cmocka_unit_test(large_pieces_pass_in_both_directions),
        cmocka_unit_test(ends_are_told_to_the_other_side),
        cmocka_unit_test(a_listener_that_has_enough_hears_no_more),
        cmocka_unit_test(a_record_that_was_changed_fails_and_is_not_heard),
        cmocka_unit_test(what_is_no_handshake_fails_with_an_alert),
        cmocka_unit_test(every_refused_allocation_fails_the_connection_and_leaks_nothing),
        cmocka_unit_test(an_identity_lives_as_long_as_its_last_connection),
        cmocka_unit_test(the_first_byte_tells_tls_from_http),
    };
    return cmocka_run_group_tests(tests, write_certificate, remove_certificate);
}
