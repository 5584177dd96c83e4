#include "http_tls.h"

#include "http_limits.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <string.h>

struct http_tls_common {
    const chatlet_allocator *allocator;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context chance; /* locks itself, as do the tickets */
    mbedtls_ssl_ticket_context tickets;
};

struct http_tls_identity {
    http_tls_common *common; /* borrowed */
    size_t use_count;
    mbedtls_x509_crt chain;
    mbedtls_pk_context key;
    mbedtls_ssl_config config;
};

struct http_tls {
    const chatlet_allocator *allocator;
    http_tls_identity *identity; /* counted */
    mbedtls_ssl_context ssl;
    http_tls_state state;
    chatlet_str incoming; /* borrowed while http_tls_receive runs */
    http_buffer outgoing;
};

/* Ephemeral keys and authenticated ciphers only. */
static const int ciphers[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                              MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                              MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                              MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                              MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                              MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                              0};

/* ---- what all loops share ---- */

http_tls_common *http_tls_common_new(const chatlet_allocator *allocator) {
    http_tls_common *common = allocator->allocate(allocator->context, sizeof *common);
    if (common == NULL) return NULL;
    common->allocator = allocator;
    mbedtls_entropy_init(&common->entropy);
    mbedtls_ctr_drbg_init(&common->chance);
    mbedtls_ssl_ticket_init(&common->tickets);
    if (mbedtls_ctr_drbg_seed(&common->chance, mbedtls_entropy_func, &common->entropy, NULL, 0) ==
            0 &&
        mbedtls_ssl_ticket_setup(&common->tickets, mbedtls_ctr_drbg_random, &common->chance,
                                 MBEDTLS_CIPHER_AES_256_GCM, HTTP_TLS_TICKET_SECONDS) == 0) {
        return common;
    }
    http_tls_common_free(common);
    return NULL;
}

void http_tls_common_free(http_tls_common *common) {
    mbedtls_ssl_ticket_free(&common->tickets);
    mbedtls_ctr_drbg_free(&common->chance);
    mbedtls_entropy_free(&common->entropy);
    common->allocator->release(common->allocator->context, common);
}

/* ---- certificate and key ---- */

static void say(char message[HTTP_TLS_MESSAGE_BYTES], const char *path, int error) {
    enum { REASON_BYTES = 160 };
    char reason[REASON_BYTES];
    mbedtls_strerror(error, reason, sizeof reason);
    (void)snprintf(message, HTTP_TLS_MESSAGE_BYTES, "%.300s cannot be used: %s.", path, reason);
}

static int read_key(http_tls_identity *identity, const char *path) {
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_keyfile(&identity->key, path, NULL, mbedtls_ctr_drbg_random,
                                    &identity->common->chance);
#else
    return mbedtls_pk_parse_keyfile(&identity->key, path, NULL);
#endif
}

static int check_pair(http_tls_identity *identity) {
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_check_pair(&identity->chain.pk, &identity->key, mbedtls_ctr_drbg_random,
                                 &identity->common->chance);
#else
    return mbedtls_pk_check_pair(&identity->chain.pk, &identity->key);
#endif
}

static bool read_files(http_tls_identity *identity, const http_tls_files *files, char *message) {
    /* A positive result counts the certificates that could not be read: none may be passed over. */
    int error = mbedtls_x509_crt_parse_file(&identity->chain, files->certificate_path);
    if (error > 0) error = MBEDTLS_ERR_X509_INVALID_FORMAT;
    if (error != 0) {
        say(message, files->certificate_path, error);
        return false;
    }
    error = read_key(identity, files->key_path);
    if (error != 0) {
        say(message, files->key_path, error);
        return false;
    }
    if (check_pair(identity) == 0) return true;
    (void)snprintf(message, HTTP_TLS_MESSAGE_BYTES, "The key %.200s is not that of %.200s.",
                   files->key_path, files->certificate_path);
    return false;
}

static int configure(http_tls_identity *identity) {
    static const char *protocols[] = {"http/1.1", NULL};
    mbedtls_ssl_config *config = &identity->config;
    int error = mbedtls_ssl_config_defaults(
        config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    if (error != 0) return error;
    mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &identity->common->chance);
    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_ciphersuites(config, ciphers);
    mbedtls_ssl_conf_renegotiation(config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
    mbedtls_ssl_conf_session_tickets_cb(config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                        &identity->common->tickets);
    error = mbedtls_ssl_conf_alpn_protocols(config, protocols);
    if (error != 0) return error;
    return mbedtls_ssl_conf_own_cert(config, &identity->chain, &identity->key);
}

http_tls_identity *http_tls_identity_load(http_tls_common *common, const http_tls_files *files,
                                          char message[HTTP_TLS_MESSAGE_BYTES]) {
    const chatlet_allocator *allocator = common->allocator;
    http_tls_identity *identity = allocator->allocate(allocator->context, sizeof *identity);
    int error = MBEDTLS_ERR_SSL_ALLOC_FAILED;
    if (identity == NULL) {
        say(message, files->certificate_path, error);
        return NULL;
    }
    identity->common = common;
    identity->use_count = 1;
    mbedtls_x509_crt_init(&identity->chain);
    mbedtls_pk_init(&identity->key);
    mbedtls_ssl_config_init(&identity->config);
    if (read_files(identity, files, message)) {
        error = configure(identity);
        if (error == 0) return identity;
        say(message, files->certificate_path, error);
    }
    http_tls_identity_release(identity);
    return NULL;
}

void http_tls_identity_release(http_tls_identity *identity) {
    const chatlet_allocator *allocator = identity->common->allocator;
    identity->use_count--;
    if (identity->use_count > 0) return;
    mbedtls_ssl_config_free(&identity->config);
    mbedtls_pk_free(&identity->key);
    mbedtls_x509_crt_free(&identity->chain);
    allocator->release(allocator->context, identity);
}

/* ---- one connection ---- */

static int give(void *context, unsigned char *room, size_t size_bytes) {
    http_tls *tls = context;
    size_t count = size_bytes < tls->incoming.size_bytes ? size_bytes : tls->incoming.size_bytes;
    if (count == 0) return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(room, tls->incoming.data, count);
    tls->incoming.data += count;
    tls->incoming.size_bytes -= count;
    return (int)count;
}

static int take(void *context, const unsigned char *bytes, size_t size_bytes) {
    http_tls *tls = context;
    union {
        const unsigned char *numbers;
        const char *text;
    } data = {.numbers = bytes};
    http_buffer_append(&tls->outgoing, (chatlet_str){.data = data.text, .size_bytes = size_bytes});
    return tls->outgoing.failed ? MBEDTLS_ERR_SSL_ALLOC_FAILED : (int)size_bytes;
}

http_tls *http_tls_new(http_tls_identity *identity, const chatlet_allocator *allocator) {
    http_tls *tls = allocator->allocate(allocator->context, sizeof *tls);
    if (tls == NULL) return NULL;
    *tls = (http_tls){.allocator = allocator, .identity = identity, .state = HTTP_TLS_SHAKING};
    identity->use_count++;
    http_buffer_init(&tls->outgoing, allocator, HTTP_TLS_OUTGOING_BYTES_MAX);
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_set_bio(&tls->ssl, tls, take, give, NULL);
    if (mbedtls_ssl_setup(&tls->ssl, &identity->config) == 0) return tls;
    http_tls_free(tls);
    return NULL;
}

void http_tls_free(http_tls *tls) {
    mbedtls_ssl_free(&tls->ssl);
    http_buffer_free(&tls->outgoing);
    http_tls_identity_release(tls->identity);
    tls->allocator->release(tls->allocator->context, tls);
}

bool http_tls_is_shaking(const http_tls *tls) { return tls->state == HTTP_TLS_SHAKING; }

bool http_tls_is_hello(char first_byte) {
    enum { RECORD_HANDSHAKE = 0x16 };
    return first_byte == RECORD_HANDSHAKE;
}

static http_tls_state state_after(http_tls_state state, int result) {
    if (result == MBEDTLS_ERR_SSL_WANT_READ) return state;
    return result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? HTTP_TLS_ENDED : HTTP_TLS_FAILED;
}

http_tls_state http_tls_receive(http_tls *tls, chatlet_str bytes,
                                bool (*deliver)(void *owner, chatlet_str plain), void *owner) {
    unsigned char plain[HTTP_TLS_RECORD_BYTES];
    tls->incoming = bytes;
    if (tls->state == HTTP_TLS_SHAKING) {
        int result = mbedtls_ssl_handshake(&tls->ssl);
        tls->state = result == 0 ? HTTP_TLS_OPEN : state_after(HTTP_TLS_SHAKING, result);
    }
    bool wanted = true;
    while (tls->state == HTTP_TLS_OPEN && wanted) {
        int count = mbedtls_ssl_read(&tls->ssl, plain, sizeof plain);
        if (count == MBEDTLS_ERR_SSL_WANT_READ) break;
        if (count <= 0) {
            tls->state =
                state_after(HTTP_TLS_OPEN, count == 0 ? MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY : count);
            break;
        }
        union {
            const unsigned char *numbers;
            const char *text;
        } data = {.numbers = plain};
        wanted = deliver(owner, (chatlet_str){.data = data.text, .size_bytes = (size_t)count});
    }
    tls->incoming = (chatlet_str){.data = NULL, .size_bytes = 0};
    return tls->state;
}

bool http_tls_send(http_tls *tls, chatlet_str plain) {
    size_t sent = 0;
    union {
        const char *text;
        const unsigned char *numbers;
    } data = {.text = plain.data};
    while (sent < plain.size_bytes) {
        int count = mbedtls_ssl_write(&tls->ssl, data.numbers + sent, plain.size_bytes - sent);
        if (count <= 0) return false;
        sent += (size_t)count;
    }
    return true;
}

void http_tls_finish(http_tls *tls) {
    if (tls->state == HTTP_TLS_SHAKING || tls->state == HTTP_TLS_FAILED) return;
    (void)mbedtls_ssl_close_notify(&tls->ssl);
}

bool http_tls_take(http_tls *tls, http_buffer *out) {
    if (tls->outgoing.size_bytes == 0 || tls->outgoing.failed) return false;
    http_buffer_free(out);
    *out = tls->outgoing;
    http_buffer_init(&tls->outgoing, tls->allocator, HTTP_TLS_OUTGOING_BYTES_MAX);
    return true;
}
