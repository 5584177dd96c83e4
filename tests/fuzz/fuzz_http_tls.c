/* Any bytes as a client of TLS, in pieces whose size the first byte says. mbedTLS reads them; here
 * it must hold that nothing is heard before hands are shaken, nothing after a failure, and that
 * what is sent has a bound. */
#include "http_limits.h"
#include "http_tls.h"
#include "test_allocator.h"
#include "test_certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_BYTES = 64 };

static void require(bool condition) {
    if (!condition) abort();
}

/* Made once: a key takes longer than a run. Kept to the end of the program. */
static http_tls_identity *make_identity(void) {
    char folder[PATH_BYTES] = "/tmp/chatlet-fuzz-XXXXXX";
    char certificate[PATH_BYTES];
    char key[PATH_BYTES];
    char message[HTTP_TLS_MESSAGE_BYTES];
    require(mkdtemp(folder) != NULL);
    (void)snprintf(certificate, PATH_BYTES, "%.40s/a.crt", folder);
    (void)snprintf(key, PATH_BYTES, "%.40s/a.key", folder);
    require(test_certificate_write(certificate, key));
    http_tls_common *common = http_tls_common_new(test_plain_allocator());
    require(common != NULL);
    http_tls_identity *identity =
        http_tls_identity_load(common, &(http_tls_files){certificate, key}, message);
    (void)unlink(certificate);
    (void)unlink(key);
    (void)rmdir(folder);
    return identity;
}

/* No input can shake hands: it does not know what the server draws. */
static bool hear(void *owner, chatlet_str plain) {
    (void)owner;
    (void)plain;
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static http_tls_identity *identity;
    if (identity == NULL) identity = make_identity();
    require(identity != NULL);
    if (size == 0) return 0;
    const size_t step = (size_t)data[0] + 1;
    http_tls *tls = http_tls_new(identity, test_plain_allocator());
    http_buffer out;
    http_buffer_init(&out, test_plain_allocator(), 0);
    require(tls != NULL);
    http_tls_state state = HTTP_TLS_SHAKING;
    for (size_t at = 1; at < size && state == HTTP_TLS_SHAKING; at += step) {
        const size_t left = size - at;
        const chatlet_str piece = test_guarded_copy((chatlet_str){
            .data = (const char *)data + at, .size_bytes = left < step ? left : step});
        state = http_tls_receive(tls, piece, hear, NULL);
        test_guarded_free(piece);
        require(state == HTTP_TLS_SHAKING || state == HTTP_TLS_FAILED || state == HTTP_TLS_ENDED);
        if (http_tls_take(tls, &out)) require(out.size_bytes <= HTTP_TLS_OUTGOING_BYTES_MAX);
    }
    http_tls_finish(tls);
    http_buffer_free(&out);
    http_tls_free(tls);
    return 0;
}
