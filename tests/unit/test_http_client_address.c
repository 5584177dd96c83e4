#include "test_assert.h"

#include "http_client_address.h"

enum { FIELDS = 6 };

static http_address address_of(const char *text) {
    http_address address = {{0}};
    if (!http_address_read(test_str(text), &address)) fail_msg("%s is no address", text);
    return address;
}

static void addresses_are_read_and_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *written; /* NULL: refused */
    } rows[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8::1:0:0:1", "2001:db8::1:0:0:1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::ffff:c000:201", "192.0.2.1"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"", NULL},
        {"192.0.2", NULL},
        {"192.0.2.256", NULL},
        {"192.0.2.01", NULL},
        {"192.0.2.1 ", NULL},
        {" 192.0.2.1", NULL},
        {"192.0.2.1.", NULL},
        {"0x7f.1", NULL},
        {"2130706433", NULL},
        {"1:2:3:4:5:6:7", NULL},
        {"1:2:3:4:5:6:7:8:9", NULL},
        {":::", NULL},
        {"fe80::1%eth0", NULL},
        {"[::1]", NULL},
        {"localhost", NULL},
        {"unknown", NULL},
        {"::ffff:ffff:ffff:ffff:ffff:255.255.255.2555", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_address address = {{0}};
        char text[HTTP_ADDRESS_TEXT_BYTES];
        bool good = http_address_read(test_str(rows[i].text), &address);
        if (good != (rows[i].written != NULL)) fail_msg("%s: %d", rows[i].text, good);
        if (!good) continue;
        size_t size_bytes = http_address_write(&address, text);
        test_text_equal(rows[i].text, (chatlet_str){.data = text, .size_bytes = size_bytes},
                        test_str(rows[i].written));
    }
    http_address address;
    assert_false(http_address_read(CHATLET_STR("192.0.2.1\0"), &address));
}

static void networks_hold_what_their_prefix_says(void **state) {
    (void)state;
    static const struct {
        const char *network; /* refused when inside and outside are NULL */
        const char *inside;
        const char *outside;
    } rows[] = {
        {"10.0.0.0/8", "10.255.255.255", "11.0.0.0"},
        {"192.0.2.128/25", "192.0.2.128", "192.0.2.127"},
        {"192.0.2.0/31", "192.0.2.1", "192.0.2.2"},
        {"192.0.2.7/32", "192.0.2.7", "192.0.2.6"},
        {"192.0.2.7", "192.0.2.7", "192.0.2.8"},
        {"0.0.0.0/0", "203.0.113.1", "::1"},
        {"::/0", "192.0.2.1", NULL},
        {"::1", "::1", "::2"},
        {"fd00::/8", "fdff::1", "fe00::"},
        {"2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"},
        {"::ffff:0:0/96", "10.1.2.3", "::1"},
        {"::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.0"},
        {"10.0.0.1/8", NULL, NULL},
        {"10.0.0.0/33", NULL, NULL},
        {"10.0.0.0/", NULL, NULL},
        {"10.0.0.0/-1", NULL, NULL},
        {"10.0.0.0/8/8", NULL, NULL},
        {"10.0.0.0/ 8", NULL, NULL},
        {"::/129", NULL, NULL},
        {"fd00::1/64", NULL, NULL},
        {"/8", NULL, NULL},
        {"", NULL, NULL},
        {"example.org", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_network network;
        bool good = http_network_read(test_str(rows[i].network), &network);
        if (good != (rows[i].inside != NULL)) fail_msg("%s: %d", rows[i].network, good);
        if (!good) continue;
        http_address inside = address_of(rows[i].inside);
        if (!http_network_has(&network, &inside)) fail_msg("%s: inside", rows[i].network);
        if (rows[i].outside == NULL) continue;
        http_address outside = address_of(rows[i].outside);
        if (http_network_has(&network, &outside)) fail_msg("%s: outside", rows[i].network);
    }
}

typedef struct row {
    const char *name;
    http_proxy_field field;
    const char *peer;
    bool peer_is_secure;
    const char *lines[FIELDS]; /* name, value, … */
    const char *address;
    bool is_secure;
} row;

#define X HTTP_PROXY_X_FORWARDED_FOR
#define F HTTP_PROXY_FORWARDED
#define FOR "X-Forwarded-For"
#define PROTO "X-Forwarded-Proto"

/* Trusted are 10.0.0.0/8, 192.0.2.1 and fd00::/8. */
static const row rows[] = {
    {"nothing written", X, "10.0.0.1", false, {NULL}, "10.0.0.1", false},
    {"no proxy", X, "203.0.113.9", true, {NULL}, "203.0.113.9", true},
    {"forged by a stranger",
     X,
     "203.0.113.9",
     false,
     {FOR, "198.51.100.1", PROTO, "https"},
     "203.0.113.9",
     false},
    {"forged by a stranger, RFC 7239",
     F,
     "203.0.113.9",
     false,
     {"Forwarded", "for=198.51.100.1;proto=https"},
     "203.0.113.9",
     false},
    {"one proxy", X, "10.0.0.1", false, {FOR, "203.0.113.9"}, "203.0.113.9", false},
    {"one proxy with TLS",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9", PROTO, "https"},
     "203.0.113.9",
     true},
    {"TLS to us, not to the proxy",
     X,
     "10.0.0.1",
     true,
     {FOR, "203.0.113.9", PROTO, "http"},
     "203.0.113.9",
     false},
    {"no word of the scheme", X, "10.0.0.1", true, {FOR, "203.0.113.9"}, "203.0.113.9", true},
    {"two proxies", X, "10.0.0.1", false, {FOR, "203.0.113.9, 192.0.2.1"}, "203.0.113.9", false},
    {"forged before the proxy's word",
     X,
     "10.0.0.1",
     false,
     {FOR, "10.9.9.9, 203.0.113.9"},
     "203.0.113.9",
     false},
    {"forged as a trusted hop and on",
     X,
     "10.0.0.1",
     false,
     {FOR, "198.51.100.1, 10.0.0.2, 203.0.113.9"},
     "203.0.113.9",
     false},
    {"forged in a line of its own",
     X,
     "10.0.0.1",
     false,
     {FOR, "198.51.100.1", FOR, "203.0.113.9"},
     "203.0.113.9",
     false},
    {"all hops trusted", X, "10.0.0.1", false, {FOR, "10.0.0.3, 10.0.0.2"}, "10.0.0.3", false},
    {"lines in any case",
     X,
     "10.0.0.1",
     false,
     {"x-forwarded-FOR", "203.0.113.9"},
     "203.0.113.9",
     false},
    {"an unknown hop ends at its proxy",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9, unknown"},
     "10.0.0.1",
     false},
    {"rubbish ends at its proxy",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9, <script>"},
     "10.0.0.1",
     false},
    {"an empty hop is none", X, "10.0.0.1", false, {FOR, "203.0.113.9,"}, "203.0.113.9", false},
    {"an empty field", X, "10.0.0.1", false, {FOR, ""}, "10.0.0.1", false},
    {"with a port", X, "10.0.0.1", false, {FOR, "203.0.113.9:4711"}, "203.0.113.9", false},
    {"IPv6", X, "fd00::1", false, {FOR, "2001:db8::9"}, "2001:db8::9", false},
    {"IPv6 with a port", X, "fd00::1", false, {FOR, "[2001:db8::9]:80"}, "2001:db8::9", false},
    {"IPv6 in brackets", X, "fd00::1", false, {FOR, "[2001:db8::9]"}, "2001:db8::9", false},
    {"brackets not closed", X, "fd00::1", false, {FOR, "[2001:db8::9"}, "fd00::1", false},
    {"IPv4 in brackets", X, "fd00::1", false, {FOR, "[203.0.113.9]"}, "fd00::1", false},
    {"text behind brackets", X, "fd00::1", false, {FOR, "[2001:db8::9]x"}, "fd00::1", false},
    {"mapped IPv4 is IPv4",
     X,
     "::ffff:10.0.0.1",
     false,
     {FOR, "::ffff:203.0.113.9"},
     "203.0.113.9",
     false},
    {"a trusted address within IPv6 is trusted",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9, ::ffff:192.0.2.1"},
     "203.0.113.9",
     false},
    {"the scheme of each hop",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9, 192.0.2.1", PROTO, "https, http"},
     "203.0.113.9",
     true},
    {"a forged scheme before the proxy's",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9", PROTO, "https, http"},
     "203.0.113.9",
     false},
    {"a scheme in capitals",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9", PROTO, "HTTPS"},
     "203.0.113.9",
     true},
    {"a scheme that is none",
     X,
     "10.0.0.1",
     false,
     {FOR, "203.0.113.9", PROTO, "gopher"},
     "203.0.113.9",
     false},
    {"a scheme alone", X, "10.0.0.1", false, {PROTO, "https"}, "10.0.0.1", true},
    {"the field that the proxies do not write",
     X,
     "10.0.0.1",
     false,
     {"Forwarded", "for=198.51.100.1;proto=https", FOR, "203.0.113.9"},
     "203.0.113.9",
     false},
    {"the same the other way round",
     F,
     "10.0.0.1",
     false,
     {FOR, "198.51.100.1", PROTO, "https", "Forwarded", "for=203.0.113.9"},
     "203.0.113.9",
     false},
    {"RFC 7239, whole",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=203.0.113.9;proto=https;by=10.0.0.1;host=example.org"},
     "203.0.113.9",
     true},
    {"RFC 7239, quoted IPv6",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "For=\"[2001:db8::9]:4711\""},
     "2001:db8::9",
     false},
    {"RFC 7239, quoted with a backslash",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=\"203.0.113\\.9\""},
     "203.0.113.9",
     false},
    {"RFC 7239, two proxies",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=203.0.113.9;proto=https, for=192.0.2.1;proto=http"},
     "203.0.113.9",
     true},
    {"RFC 7239, the outer hop says no scheme",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=203.0.113.9, for=192.0.2.1;proto=https"},
     "203.0.113.9",
     true},
    {"RFC 7239, forged before the proxy's word",
     F,
     "10.0.0.1",
     true,
     {"Forwarded", "for=198.51.100.1;proto=https", "Forwarded", "for=203.0.113.9;proto=http"},
     "203.0.113.9",
     false},
    {"RFC 7239, a quote that the client left open",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=\"198.51.100.1, for=203.0.113.9"},
     "203.0.113.9",
     false},
    {"RFC 7239, hidden", F, "10.0.0.1", false, {"Forwarded", "for=_hidden"}, "10.0.0.1", false},
    {"RFC 7239, unknown",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=unknown;proto=https"},
     "10.0.0.1",
     false},
    {"RFC 7239, no for", F, "10.0.0.1", false, {"Forwarded", "proto=https"}, "10.0.0.1", false},
    {"RFC 7239, for twice",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=203.0.113.9;for=198.51.100.1"},
     "10.0.0.1",
     false},
    {"RFC 7239, proto twice",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=203.0.113.9;proto=http;proto=https"},
     "10.0.0.1",
     false},
    {"RFC 7239, no value", F, "10.0.0.1", false, {"Forwarded", "for"}, "10.0.0.1", false},
    {"RFC 7239, a value too long",
     F,
     "10.0.0.1",
     false,
     {"Forwarded", "for=\"00000000000000000000000000000000000000000000000000000000000000000\""},
     "10.0.0.1",
     false},
    {"RFC 7239, empty quotes", F, "10.0.0.1", false, {"Forwarded", "for=\"\""}, "10.0.0.1", false},
};

static void the_client_is_who_the_nearest_trusted_hops_say(void **state) {
    (void)state;
    static const char *const trusted[] = {"10.0.0.0/8", "192.0.2.1", "fd00::/8"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_proxies proxies = {.field = rows[i].field, .trusted_count = 3};
        http_field fields[FIELDS];
        http_request request = {.fields = fields};
        char text[HTTP_ADDRESS_TEXT_BYTES];
        for (size_t j = 0; j < 3; j++)
            assert_true(http_network_read(test_str(trusted[j]), &proxies.trusted[j]));
        for (size_t j = 0; j + 1 < FIELDS && rows[i].lines[j] != NULL; j += 2) {
            fields[request.field_count++] = (http_field){.name = test_str(rows[i].lines[j]),
                                                         .value = test_str(rows[i].lines[j + 1])};
        }
        http_client_facts peer = {.address = address_of(rows[i].peer),
                                  .is_secure = rows[i].peer_is_secure};
        http_client_facts client = http_client_find(&proxies, peer, &request);
        size_t size_bytes = http_address_write(&client.address, text);
        test_text_equal(rows[i].name, (chatlet_str){.data = text, .size_bytes = size_bytes},
                        test_str(rows[i].address));
        if (client.is_secure != rows[i].is_secure) {
            fail_msg("%s: secure is %d", rows[i].name, client.is_secure);
        }
    }
}

/* `count` trusted hops before one that is not. */
static bool is_found_behind(size_t count) {
    http_proxies proxies = {.trusted_count = 1};
    char list[(HTTP_HOPS_MAX + 2) * 16] = "203.0.113.9";
    http_field field = {.name = CHATLET_STR(FOR)};
    const http_request request = {.fields = &field, .field_count = 1};
    for (size_t i = 0; i < count; i++)
        strcat(list, ", 10.0.0.2");
    field.value = test_str(list);
    assert_true(http_network_read(CHATLET_STR("10.0.0.0/8"), &proxies.trusted[0]));
    http_address expected = address_of("203.0.113.9");
    http_client_facts peer = {.address = address_of("10.0.0.1")};
    http_client_facts client = http_client_find(&proxies, peer, &request);
    return http_address_equal(&client.address, &expected);
}

static void hops_are_followed_up_to_their_limit(void **state) {
    (void)state;
    assert_true(is_found_behind(HTTP_HOPS_MAX - 1));
    assert_false(is_found_behind(HTTP_HOPS_MAX));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written),
        cmocka_unit_test(networks_hold_what_their_prefix_says),
        cmocka_unit_test(the_client_is_who_the_nearest_trusted_hops_say),
        cmocka_unit_test(hops_are_followed_up_to_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
