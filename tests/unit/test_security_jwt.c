#include "test_allocator.h"
#include "test_assert.h"
#include "test_vectors.h"

#include "domain/region.h"
#include "security/byte_text.h"
#include "security/jwt.h"

#define NOW_S INT64_C(1900000000)
static const chatlet_str secret = CHATLET_STR("0123456789abcdef0123456789abcdef");

/* The public key that stands in the open, used as if it were a shared secret. */
static const chatlet_str public_pem =
    CHATLET_STR("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
                "-----END PUBLIC KEY-----\n");

typedef struct memory_of_test {
    region region;
} memory_of_test;

static int begin(void **state) {
    static memory_of_test memory;
    region_init(&memory.region, test_plain_allocator(), REGION_BYTES_MAX);
    *state = &memory.region;
    return 0;
}

static int end(void **state) {
    region_free(*state);
    return 0;
}

static chatlet_str encode(region *memory, chatlet_str bytes) {
    return byte_text_write_base64url(
        bytes, region_take(memory, byte_text_base64url_size(bytes.size_bytes) + 1));
}

static chatlet_str mac_of(region *memory, chatlet_str key, chatlet_str text) {
    uint8_t mac[CRYPTO_SHA256_BYTES];
    crypto_hmac(key, text, mac);
    return encode(memory, (chatlet_str){.data = (const char *)mac, .size_bytes = sizeof mac});
}

/* A token of these parts, signed by HMAC with `key`. */
static chatlet_str make_token(region *memory, chatlet_str header, chatlet_str payload,
                              chatlet_str key) {
    const chatlet_str dot = CHATLET_STR(".");
    const chatlet_str text =
        region_join(memory, 3, encode(memory, header), dot, encode(memory, payload));
    return region_join(memory, 3, text, dot, mac_of(memory, key, text));
}

static jwk_key read_key(region *memory, const char *text, jwk_algorithm algorithm) {
    chatlet_json_document *document;
    jwk_key key;
    test_status_equal(text, chatlet_json_parse(&memory->allocator, test_str(text), &document, NULL),
                      CHATLET_OK);
    assert_true(jwk_read(memory, chatlet_json_root(document), algorithm, &key));
    return key;
}

static jwk_key key_of(region *memory, jwk_algorithm algorithm) {
    /* P-256's base point is as good a public key as any. */
    static const char point[] = "{\"kty\":\"EC\",\"crv\":\"P-256\","
                                "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                                "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}";
    jwk_key key;
    uint8_t *modulus = region_take(memory, 256);
    switch (algorithm) {
    case JWK_HS256: assert_true(jwk_from_secret(secret, &key)); return key;
    case JWK_ES256: return read_key(memory, point, algorithm);
    case JWK_RS256: break;
    }
    memset(modulus, 0xd5, 256);
    key = (jwk_key){.algorithm = JWK_RS256,
                    .rsa = {.modulus = {.data = (const char *)modulus, .size_bytes = 256},
                            .exponent = CHATLET_STR("\x01\x00\x01")}};
    assert_true(crypto_rsa_key_is_good(key.rsa));
    return key;
}

static void expect(const char *name, jwt_outcome actual, jwt_outcome expected) {
    if (actual != expected)
        fail_msg("%s: expected %s, got %s", name, jwt_outcome_name(expected),
                 jwt_outcome_name(actual));
}

static const jwt_demand demand = {.now_s = NOW_S,
                                  .audience = CHATLET_STR("chatlet"),
                                  .issuer = CHATLET_STR("shop"),
                                  .lifetime_s_max = JWT_LIFETIME_SECONDS_MAX};

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define CLAIMS "\"aud\":\"chatlet\",\"iss\":\"shop\",\"sub\":\"7\""
#define PAYLOAD "{" CLAIMS ",\"exp\":1900000600}"

/* The list of attacks: each row is signed rightly with the shared secret, so that nothing but the
 * trick itself can be what is refused. */
static void no_trick_in_header_or_claims_is_taken(void **state) {
    static const struct {
        const char *name;
        const char *header;
        const char *payload;
        jwt_outcome outcome;
    } rows[] = {
        {"as it should be", HEADER, PAYLOAD, JWT_GOOD},
        {"no type", "{\"alg\":\"HS256\"}", PAYLOAD, JWT_GOOD},
        {"alg none", "{\"alg\":\"none\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg None", "{\"alg\":\"None\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg nOnE", "{\"alg\":\"nOnE\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg empty", "{\"alg\":\"\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg in lower case", "{\"alg\":\"hs256\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg with a zero byte", "{\"alg\":\"HS256\\u0000\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg of another length", "{\"alg\":\"HS512\"}", PAYLOAD, JWT_WRONG_ALGORITHM},
        {"alg missing", "{\"typ\":\"JWT\"}", PAYLOAD, JWT_MALFORMED},
        {"alg a number", "{\"alg\":256}", PAYLOAD, JWT_MALFORMED},
        {"alg a list", "{\"alg\":[\"HS256\",\"none\"]}", PAYLOAD, JWT_MALFORMED},
        {"alg null", "{\"alg\":null}", PAYLOAD, JWT_MALFORMED},
        {"alg twice", "{\"alg\":\"none\",\"alg\":\"HS256\"}", PAYLOAD, JWT_MALFORMED},
        {"alg twice, escaped", "{\"\\u0061lg\":\"none\",\"alg\":\"HS256\"}", PAYLOAD,
         JWT_MALFORMED},
        {"kid of a path", "{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}", PAYLOAD,
         JWT_GOOD},
        {"kid of SQL", "{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'key\"}", PAYLOAD, JWT_GOOD},
        {"kid a number", "{\"alg\":\"HS256\",\"kid\":1}", PAYLOAD, JWT_MALFORMED},
        {"jku is not followed", "{\"alg\":\"HS256\",\"jku\":\"https://evil.example/\"}", PAYLOAD,
         JWT_GOOD},
        {"x5u is not followed", "{\"alg\":\"HS256\",\"x5u\":\"https://evil.example/\"}", PAYLOAD,
         JWT_GOOD},
        {"crit", "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", PAYLOAD, JWT_UNSUPPORTED},
        {"crit, empty", "{\"alg\":\"HS256\",\"crit\":[]}", PAYLOAD, JWT_UNSUPPORTED},
        {"unencoded payload", "{\"alg\":\"HS256\",\"b64\":false}", PAYLOAD, JWT_UNSUPPORTED},
        {"token in a token", "{\"alg\":\"HS256\",\"cty\":\"JWT\"}", PAYLOAD, JWT_UNSUPPORTED},
        {"another type", "{\"alg\":\"HS256\",\"typ\":\"logout+jwt\"}", PAYLOAD, JWT_UNSUPPORTED},
        {"type in lower case", "{\"alg\":\"HS256\",\"typ\":\"jwt\"}", PAYLOAD, JWT_GOOD},
        {"header a list", "[\"HS256\"]", PAYLOAD, JWT_MALFORMED},
        {"header empty", "", PAYLOAD, JWT_MALFORMED},
        {"header cut", "{\"alg\":\"HS256\"", PAYLOAD, JWT_MALFORMED},
        {"header of broken UTF-8", "{\"alg\":\"HS256\",\"x\":\"\xff\"}", PAYLOAD, JWT_MALFORMED},
        {"header and more", "{\"alg\":\"HS256\"}{}", PAYLOAD, JWT_MALFORMED},
        {"payload no object", HEADER, "\"chatlet\"", JWT_MALFORMED},
        {"payload empty", HEADER, "", JWT_MALFORMED},
        {"expired", HEADER, "{" CLAIMS ",\"exp\":1899999940}", JWT_EXPIRED},
        {"expired within the leeway", HEADER, "{" CLAIMS ",\"exp\":1899999941}", JWT_GOOD},
        {"expiry as text", HEADER, "{" CLAIMS ",\"exp\":\"1900000600\"}", JWT_MALFORMED},
        {"expiry null", HEADER, "{" CLAIMS ",\"exp\":null}", JWT_MALFORMED},
        {"expiry negative", HEADER, "{" CLAIMS ",\"exp\":-1}", JWT_MALFORMED},
        {"expiry zero", HEADER, "{" CLAIMS ",\"exp\":0}", JWT_EXPIRED},
        {"expiry with a fraction", HEADER, "{" CLAIMS ",\"exp\":1900000600.75}", JWT_GOOD},
        {"expiry huge", HEADER, "{" CLAIMS ",\"exp\":1e300}", JWT_MALFORMED},
        {"expiry past int64", HEADER, "{" CLAIMS ",\"exp\":18446744073709551616}", JWT_MALFORMED},
        {"expiry past a double", HEADER, "{" CLAIMS ",\"exp\":1e400}", JWT_MALFORMED},
        {"expiry twice", HEADER, "{" CLAIMS ",\"exp\":1,\"exp\":1900000600}", JWT_MALFORMED},
        {"no expiry", HEADER, "{" CLAIMS "}", JWT_TOO_LONG_LIVED},
        {"longest life", HEADER, "{" CLAIMS ",\"exp\":1900086460}", JWT_GOOD},
        {"too long a life", HEADER, "{" CLAIMS ",\"exp\":1900086461}", JWT_TOO_LONG_LIVED},
        {"not before, within the leeway", HEADER,
         "{" CLAIMS ",\"exp\":1900000600,\"nbf\":1900000060}", JWT_GOOD},
        {"not before", HEADER, "{" CLAIMS ",\"exp\":1900000600,\"nbf\":1900000061}", JWT_NOT_YET},
        {"not before as text", HEADER, "{" CLAIMS ",\"exp\":1900000600,\"nbf\":\"0\"}",
         JWT_MALFORMED},
        {"made in the future", HEADER, "{" CLAIMS ",\"exp\":1900000600,\"iat\":1900000061}",
         JWT_NOT_YET},
        {"another audience", HEADER, "{\"aud\":\"other\",\"iss\":\"shop\",\"exp\":1900000600}",
         JWT_WRONG_AUDIENCE},
        {"audience in a list", HEADER,
         "{\"aud\":[\"other\",\"chatlet\"],\"iss\":\"shop\",\"exp\":1900000600}", JWT_GOOD},
        {"audience in a list in a list", HEADER,
         "{\"aud\":[[\"chatlet\"]],\"iss\":\"shop\",\"exp\":1900000600}", JWT_WRONG_AUDIENCE},
        {"no audience", HEADER, "{\"iss\":\"shop\",\"exp\":1900000600}", JWT_WRONG_AUDIENCE},
        {"audience with more behind", HEADER,
         "{\"aud\":\"chatlet.evil\",\"iss\":\"shop\",\"exp\":1900000600}", JWT_WRONG_AUDIENCE},
        {"another issuer", HEADER, "{\"aud\":\"chatlet\",\"iss\":\"x\",\"exp\":1900000600}",
         JWT_WRONG_ISSUER},
        {"no issuer", HEADER, "{\"aud\":\"chatlet\",\"exp\":1900000600}", JWT_WRONG_ISSUER},
        {"subject a number", HEADER,
         "{\"aud\":\"chatlet\",\"iss\":\"shop\",\"sub\":7,\"exp\":1900000600}", JWT_MALFORMED},
    };
    const jwk_key key = key_of(*state, JWK_HS256);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        jwt_claims claims;
        const chatlet_str token = test_guarded_copy(
            make_token(*state, test_str(rows[i].header), test_str(rows[i].payload), secret));
        expect(rows[i].name, jwt_verify(*state, token, &key, &demand, &claims), rows[i].outcome);
        test_guarded_free(token);
    }
}

static void claims_are_given_to_the_caller(void **state) {
    const jwk_key key = key_of(*state, JWK_HS256);
    jwt_claims claims;
    const chatlet_str token = make_token(*state, test_str(HEADER), test_str(PAYLOAD), secret);
    expect("good", jwt_verify(*state, token, &key, &demand, &claims), JWT_GOOD);
    test_text_equal("subject", claims.subject, test_str("7"));
    assert_int_equal(claims.expires_at_s, NOW_S + 600);
    const chatlet_json *audience = chatlet_json_find(claims.object, CHATLET_STR("aud"));
    assert_non_null(audience);
    test_text_equal("audience", audience->text, test_str("chatlet"));
}

/* A key of one kind never checks a token of another. */
static void no_key_is_taken_for_another(void **state) {
    static const struct {
        const char *name;
        jwk_algorithm algorithm;
        const char *header;
        jwt_outcome outcome;
    } rows[] = {
        {"RSA key as the secret of HS256", JWK_RS256, HEADER, JWT_WRONG_ALGORITHM},
        {"EC key as the secret of HS256", JWK_ES256, HEADER, JWT_WRONG_ALGORITHM},
        {"RSA key, none", JWK_RS256, "{\"alg\":\"none\"}", JWT_WRONG_ALGORITHM},
        {"EC key, RSA token", JWK_ES256, "{\"alg\":\"RS256\"}", JWT_WRONG_ALGORITHM},
        {"EC key, mac for signature", JWK_ES256, "{\"alg\":\"ES256\"}", JWT_WRONG_SIGNATURE},
        {"RSA key, mac for signature", JWK_RS256, "{\"alg\":\"RS256\"}", JWT_WRONG_SIGNATURE},
        {"EC key in the header itself", JWK_ES256,
         "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}", JWT_WRONG_ALGORITHM},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const jwk_key key = key_of(*state, rows[i].algorithm);
        jwt_claims claims;
        const chatlet_str token =
            make_token(*state, test_str(rows[i].header), test_str(PAYLOAD), public_pem);
        expect(rows[i].name, jwt_verify(*state, token, &key, &demand, &claims), rows[i].outcome);
    }
}

/* The secret in the header is the attacker's; ours must be the one that counts. */
static void a_key_within_the_token_does_not_count(void **state) {
    const jwk_key key = key_of(*state, JWK_HS256);
    const chatlet_str mine = CHATLET_STR("ffffffffffffffffffffffffffffffff");
    const char *headers[] = {
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\","
        "\"k\":\"ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY\"}}",
        "{\"alg\":\"HS256\",\"x5c\":[\"ZmZmZmZm\"]}",
        "{\"alg\":\"HS256\",\"kid\":\"ffffffffffffffffffffffffffffffff\"}",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        chatlet_str payload;
        const chatlet_str token = make_token(*state, test_str(headers[i]), test_str(PAYLOAD), mine);
        expect(headers[i], jwt_open(*state, token, &key, &payload), JWT_WRONG_SIGNATURE);
    }
}

static void a_token_has_three_whole_parts(void **state) {
    region *memory = *state;
    const chatlet_str good = make_token(memory, test_str(HEADER), test_str(PAYLOAD), secret);
    const jwk_key key = key_of(memory, JWK_HS256);
    chatlet_str payload;
    expect("whole", jwt_open(memory, good, &key, &payload), JWT_GOOD);
    /* Cut anywhere it is refused, and so is every change of one character. */
    for (size_t size = 0; size < good.size_bytes; size++) {
        const chatlet_str cut =
            test_guarded_copy((chatlet_str){.data = good.data, .size_bytes = size});
        if (jwt_open(memory, cut, &key, &payload) == JWT_GOOD) fail_msg("cut at %zu", size);
        test_guarded_free(cut);
    }
    for (size_t at = 0; at < good.size_bytes; at++) {
        char *changed = region_take(memory, good.size_bytes);
        memcpy(changed, good.data, good.size_bytes);
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        const chatlet_str token = {.data = changed, .size_bytes = good.size_bytes};
        if (jwt_open(memory, token, &key, &payload) == JWT_GOOD) fail_msg("changed at %zu", at);
    }
    static const struct {
        const char *name;
        const char *before;
        const char *after;
    } rows[] = {
        {"space before", " ", ""},     {"space behind", "", " "},         {"line end", "", "\n"},
        {"padding", "", "="},          {"a fourth part", "", "."},        {"two dots", ".", "."},
        {"another token", "", ".e30"}, {"a zero byte's name", "", "%00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str token =
            region_join(memory, 3, test_str(rows[i].before), good, test_str(rows[i].after));
        expect(rows[i].name, jwt_open(memory, token, &key, &payload), JWT_MALFORMED);
    }
    expect("JSON's own form",
           jwt_open(memory, test_str("{\"payload\":\"e30\",\"signatures\":[]}"), &key, &payload),
           JWT_MALFORMED);
}

static void a_signature_of_zeros_is_none(void **state) {
    region *memory = *state;
    const chatlet_str header = CHATLET_STR("{\"alg\":\"ES256\"}");
    const jwk_key key = key_of(memory, JWK_ES256);
    static const char zeros[72] = {0};
    static const size_t sizes[] = {0, 1, 63, 64, 65, 72};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        chatlet_str payload;
        const chatlet_str signature =
            encode(memory, (chatlet_str){.data = zeros, .size_bytes = sizes[i]});
        const chatlet_str token =
            region_join(memory, 5, encode(memory, header), CHATLET_STR("."),
                        encode(memory, test_str(PAYLOAD)), CHATLET_STR("."), signature);
        expect("zeros", jwt_open(memory, token, &key, &payload), JWT_WRONG_SIGNATURE);
    }
}

static void the_largest_token_is_read_and_no_larger(void **state) {
    region *memory = *state;
    const jwk_key key = key_of(memory, JWK_HS256);
    for (size_t past = 0; past < 2; past++) {
        chatlet_str payload;
        chatlet_str token = CHATLET_STR("");
        /* Grow the payload until the token has just the size. */
        for (size_t size = JWT_BYTES_MAX / 4 * 3 - 96; token.size_bytes < JWT_BYTES_MAX + past;
             size++) {
            char *text = region_take(memory, size);
            memset(text, 'a', size);
            token = make_token(memory, test_str(HEADER),
                               (chatlet_str){.data = text, .size_bytes = size}, secret);
        }
        if (token.size_bytes != JWT_BYTES_MAX + past) continue;
        expect("size", jwt_open(memory, token, &key, &payload),
               past == 0 ? JWT_GOOD : JWT_TOO_LARGE);
    }
    static char huge[1024 * 1024];
    memset(huge, 'a', sizeof huge);
    chatlet_str payload;
    expect("a million bytes",
           jwt_open(memory, (chatlet_str){.data = huge, .size_bytes = sizeof huge}, &key, &payload),
           JWT_TOO_LARGE);
}

static void a_key_is_found_by_its_id(void **state) {
    region *memory = *state;
    jwk_key key = key_of(memory, JWK_HS256);
    chatlet_str payload;
    chatlet_str id;
    const chatlet_str token = make_token(memory, test_str("{\"alg\":\"HS256\",\"kid\":\"one\"}"),
                                         test_str(PAYLOAD), secret);
    expect("read", jwt_read_key_id(memory, token, &id), JWT_GOOD);
    test_text_equal("id", id, test_str("one"));
    key.id = CHATLET_STR("one");
    expect("one", jwt_open(memory, token, &key, &payload), JWT_GOOD);
    key.id = CHATLET_STR("two");
    expect("two", jwt_open(memory, token, &key, &payload), JWT_UNKNOWN_KEY);
}

static void a_secret_is_long_enough(void **state) {
    (void)state;
    jwk_key key;
    assert_true(jwk_from_secret((chatlet_str){secret.data, JWK_SECRET_BYTES_MIN}, &key));
    assert_false(jwk_from_secret((chatlet_str){secret.data, JWK_SECRET_BYTES_MIN - 1}, &key));
    assert_false(jwk_from_secret(CHATLET_STR(""), &key));
}

static void a_set_has_at_most_so_many_keys(void **state) {
    region *memory = *state;
    for (size_t past = 0; past < 2; past++) {
        static char text[JWK_SET_KEYS_MAX * 128];
        size_t at = (size_t)snprintf(text, sizeof text, "{\"keys\":[");
        for (size_t i = 0; i < JWK_SET_KEYS_MAX + past; i++)
            at += (size_t)snprintf(text + at, sizeof text - at,
                                   "%s{\"kty\":\"oct\",\"kid\":\"%zu\",\"k\":"
                                   "\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}",
                                   i == 0 ? "" : ",", i);
        (void)snprintf(text + at, sizeof text - at, "]}");
        chatlet_json_document *document;
        jwk_key key;
        test_status_equal("set",
                          chatlet_json_parse(&memory->allocator, test_str(text), &document, NULL),
                          CHATLET_OK);
        assert_int_equal(
            jwk_set_read(memory, chatlet_json_root(document), test_str("7"), JWK_HS256, &key),
            past == 0);
    }
}

static bool find_algorithm(chatlet_str name, jwk_algorithm *algorithm) {
    static const jwk_algorithm all[] = {JWK_HS256, JWK_ES256, JWK_RS256};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const chatlet_str one = jwk_algorithm_name(all[i]);
        if (one.size_bytes != name.size_bytes || memcmp(one.data, name.data, name.size_bytes) != 0)
            continue;
        *algorithm = all[i];
        return true;
    }
    return false;
}

/* The key of a group that may be given to whoever checks. */
static const chatlet_json *group_key(const chatlet_json *group) {
    const chatlet_json *key = chatlet_json_find(group, CHATLET_STR("public"));
    return key != NULL ? key : chatlet_json_find(group, CHATLET_STR("private"));
}

typedef struct vector_counts {
    size_t valid;
    size_t invalid;
    size_t not_offered; /* valid, but of an algorithm we do not have: refused, and not compared */
} vector_counts;

/* Four results of the file contradict the rest of it, and are turned round here: 367 and 370 are
 * the very token of 357, which is valid (the padding of their names got lost), and 372 and 373 hold
 * a '?' that 362, 364 and 371 are refused for, as RFC 7515 (section 2) asks. */
static bool is_turned_round(long long number) {
    return number == 367 || number == 370 || number == 372 || number == 373;
}

static void check_vector(region *memory, const chatlet_json *group, const chatlet_json *test,
                         bool is_set, vector_counts *counts) {
    const chatlet_json *keys = group_key(group);
    const chatlet_str result = test_vector_text(test, "result");
    const long long number = chatlet_json_find(test, CHATLET_STR("tcId"))->integer;
    const chatlet_json *token = chatlet_json_find(test, CHATLET_STR("jws"));
    const bool is_valid =
        (result.size_bytes == strlen("valid")) != (!is_set && is_turned_round(number));
    const chatlet_json *first = is_set ? chatlet_json_find(keys, CHATLET_STR("keys"))->first : keys;
    jwk_algorithm algorithm = JWK_HS256;
    /* A key that names no algorithm is tried with what its kind is for. */
    chatlet_str wanted = test_vector_text(first, "alg");
    if (wanted.size_bytes == 0)
        wanted = test_vector_text(first, "kty").size_bytes == 2 ? CHATLET_STR("ES256")
                                                                : CHATLET_STR("RS256");
    const bool is_offered = find_algorithm(wanted, &algorithm);
    bool is_good = false;
    if (is_offered && token->kind == CHATLET_JSON_STRING) {
        jwk_key key;
        chatlet_str payload;
        chatlet_str id = CHATLET_STR("");
        is_good = !is_set || jwt_read_key_id(memory, token->text, &id) == JWT_GOOD;
        is_good = is_good && (is_set ? jwk_set_read(memory, keys, id, algorithm, &key)
                                     : jwk_read(memory, keys, algorithm, &key));
        is_good = is_good && jwt_open(memory, token->text, &key, &payload) == JWT_GOOD;
    }
    if (is_valid && !is_offered)
        counts->not_offered++;
    else if (is_good != is_valid)
        fail_msg("test %lld: expected %.*s", number, (int)result.size_bytes, result.data);
    else if (is_valid)
        counts->valid++;
    else
        counts->invalid++;
}

static void run_vectors(region *memory, const char *file, bool is_set, size_t valid_min,
                        size_t invalid_min) {
    vector_counts counts = {0};
    chatlet_json_document *document = test_vectors_open(file);
    const chatlet_json *groups =
        chatlet_json_find(chatlet_json_root(document), CHATLET_STR("testGroups"));
    for (const chatlet_json *group = groups->first; group != NULL; group = group->next) {
        const chatlet_json *tests = chatlet_json_find(group, CHATLET_STR("tests"));
        for (const chatlet_json *test = tests->first; test != NULL; test = test->next)
            check_vector(memory, group, test, is_set, &counts);
    }
    chatlet_json_free(document);
    print_message("%s: %zu valid accepted, %zu invalid refused, %zu of algorithms not offered\n",
                  file, counts.valid, counts.invalid, counts.not_offered);
    assert_true(counts.valid >= valid_min);
    assert_true(counts.invalid >= invalid_min);
}

static void signatures_pass_wycheproof(void **state) {
    run_vectors(*state, "json_web_signature_test.json", false, 20, 355);
}

static void keys_pass_wycheproof(void **state) {
    run_vectors(*state, "json_web_key_test.json", true, 3, 21);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_trick_in_header_or_claims_is_taken, begin, end),
        cmocka_unit_test_setup_teardown(claims_are_given_to_the_caller, begin, end),
        cmocka_unit_test_setup_teardown(no_key_is_taken_for_another, begin, end),
        cmocka_unit_test_setup_teardown(a_key_within_the_token_does_not_count, begin, end),
        cmocka_unit_test_setup_teardown(a_token_has_three_whole_parts, begin, end),
        cmocka_unit_test_setup_teardown(a_signature_of_zeros_is_none, begin, end),
        cmocka_unit_test_setup_teardown(the_largest_token_is_read_and_no_larger, begin, end),
        cmocka_unit_test_setup_teardown(a_key_is_found_by_its_id, begin, end),
        cmocka_unit_test(a_secret_is_long_enough),
        cmocka_unit_test_setup_teardown(a_set_has_at_most_so_many_keys, begin, end),
        cmocka_unit_test_setup_teardown(signatures_pass_wycheproof, begin, end),
        cmocka_unit_test_setup_teardown(keys_pass_wycheproof, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
