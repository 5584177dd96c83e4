/* Any bytes as a signed token, as its parts, and as a key: what was not signed with our secret is
 * never good, and what was is opened to the very payload. */
#include "domain/region.h"
#include "security/byte_text.h"
#include "security/jwt.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

static const chatlet_str secret = CHATLET_STR("0123456789abcdef0123456789abcdef");

static void require(bool condition) {
    if (!condition) abort();
}

static bool is_signed(chatlet_str token) {
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char text[64];
    size_t dot = token.size_bytes;
    while (dot > 0 && token.data[dot - 1] != '.')
        dot--;
    if (dot == 0) return false;
    crypto_hmac(secret, (chatlet_str){token.data, dot - 1}, mac);
    const chatlet_str wanted =
        byte_text_write_base64url((chatlet_str){(const char *)mac, sizeof mac}, text);
    return token.size_bytes - dot == wanted.size_bytes &&
           memcmp(token.data + dot, wanted.data, wanted.size_bytes) == 0;
}

static chatlet_str encode(region *memory, chatlet_str bytes) {
    return byte_text_write_base64url(
        bytes, region_take(memory, byte_text_base64url_size(bytes.size_bytes) + 1));
}

/* Signs `header` and `payload`, as a customer's server would whatever they are. */
static chatlet_str sign(region *memory, chatlet_str header, chatlet_str payload) {
    uint8_t mac[CRYPTO_SHA256_BYTES];
    const chatlet_str text =
        region_join(memory, 3, encode(memory, header), CHATLET_STR("."), encode(memory, payload));
    crypto_hmac(secret, text, mac);
    return region_join(memory, 3, text, CHATLET_STR("."),
                       encode(memory, (chatlet_str){(const char *)mac, sizeof mac}));
}

static void open_token(region *memory, chatlet_str token, const jwk_key *key) {
    const jwt_demand demand = {.now_s = 1900000000, .lifetime_s_max = 86400};
    chatlet_str payload;
    jwt_claims claims;
    const jwt_outcome outcome = jwt_open(memory, token, key, &payload);
    require(outcome != JWT_GOOD || is_signed(token));
    require(jwt_verify(memory, token, key, &demand, &claims) != JWT_GOOD || outcome == JWT_GOOD);
}

static void read_key(region *memory, chatlet_str text) {
    chatlet_json_document *document;
    if (chatlet_json_parse(&memory->allocator, text, &document, NULL) != CHATLET_OK) return;
    const chatlet_json *root = chatlet_json_root(document);
    for (int algorithm = JWK_HS256; algorithm <= JWK_RS256; algorithm++) {
        jwk_key key;
        if (jwk_read(memory, root, (jwk_algorithm)algorithm, &key))
            require(key.algorithm == (jwk_algorithm)algorithm);
        (void)jwk_set_read(memory, root, CHATLET_STR("a"), (jwk_algorithm)algorithm, &key);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    region memory;
    jwk_key key;
    chatlet_str id;
    require(jwk_from_secret(secret, &key));
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    open_token(&memory, source, &key);
    (void)jwt_read_key_id(&memory, source, &id);
    read_key(&memory, source);
    size_t middle = 0;
    while (middle < size && data[middle] != '\n')
        middle++;
    const chatlet_str header = {.data = source.data, .size_bytes = middle};
    const chatlet_str payload = {.data = source.data + middle, .size_bytes = size - middle};
    open_token(&memory, sign(&memory, header, payload), &key);
    const chatlet_str good = sign(&memory, CHATLET_STR("{\"alg\":\"HS256\"}"), payload);
    chatlet_str opened;
    if (good.size_bytes <= JWT_BYTES_MAX) {
        require(jwt_open(&memory, good, &key, &opened) == JWT_GOOD);
        require(opened.size_bytes == payload.size_bytes);
        require(size == middle || memcmp(opened.data, payload.data, payload.size_bytes) == 0);
    }
    region_free(&memory);
    return 0;
}
