#include "test_allocator.h"
#include "test_assert.h"

#include "security/address_range.h"

static void only_addresses_and_ranges_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int prefix_bits; /* -1: refused */
    } rows[] = {
        {"192.0.2.7", 128},
        {"192.0.2.0/24", 120},
        {"0.0.0.0/0", 96},
        {"255.255.255.255/32", 128},
        {"::", 128},
        {"::1", 128},
        {"::/0", 0},
        {"2001:db8::/32", 32},
        {"2001:DB8::7", 128},
        {"1:2:3:4:5:6:7:8", 128},
        {"1::8", 128},
        {"1:2:3:4:5:6:7::", 128},
        {"::2:3:4:5:6:7:8", 128},
        {"::ffff:192.0.2.7", 128},
        {"1:2:3:4:5:6:192.0.2.7", 128},
        {"", -1},
        {" 192.0.2.7", -1},
        {"192.0.2.7 ", -1},
        {"192.0.2", -1},
        {"192.0.2.7.1", -1},
        {"192.0.2.256", -1},
        {"192.0.2.07", -1},
        {"192.0.2.7:80", -1},
        {"192.0.2.7/24", -1},
        {"192.0.2.0/33", -1},
        {"192.0.2.0/", -1},
        {"192.0.2.0/024", -1},
        {"192.0.2.0/-1", -1},
        {"0x7f.1", -1},
        {"2130706433", -1},
        {"localhost", -1},
        {":", -1},
        {":::", -1},
        {":1", -1},
        {"1:", -1},
        {"1::2::3", -1},
        {"1:2:3:4:5:6:7", -1},
        {"1:2:3:4:5:6:7:8:9", -1},
        {"1:2:3:4:5:6:7:8::", -1},
        {"::1:2:3:4:5:6:7:8", -1},
        {"12345::", -1},
        {"g::", -1},
        {"fe80::1%eth0", -1},
        {"[::1]", -1},
        {"2001:db8::/129", -1},
        {"2001:db8::1/32", -1},
        {"1:2:3:4:5:6:7:192.0.2.7", -1},
        {"::192.0.2", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        address_range range;
        const chatlet_str text = test_guarded_copy(test_str(rows[i].text));
        const bool is_good = address_range_read(text, &range);
        test_guarded_free(text);
        if (is_good != (rows[i].prefix_bits >= 0)) fail_msg("%s", rows[i].text);
        if (is_good && range.prefix_bits != rows[i].prefix_bits)
            fail_msg("%s: expected %d, got %d", rows[i].text, rows[i].prefix_bits,
                     range.prefix_bits);
    }
}

static void a_range_has_what_begins_alike(void **state) {
    (void)state;
    static const struct {
        const char *range;
        const char *address;
        bool has;
    } rows[] = {
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.7", "192.0.2.7", true},
        {"192.0.2.7", "192.0.2.6", false},
        {"192.0.2.0/23", "192.0.3.9", true},
        {"192.0.2.7", "::ffff:192.0.2.7", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "192.0.2.7", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"192.0.2.0/24", "192.0.0.0/16", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        address_range range;
        address_range address;
        assert_true(address_range_read(test_str(rows[i].range), &range));
        assert_true(address_range_read(test_str(rows[i].address), &address));
        if (address_range_has(&range, &address) != rows[i].has)
            fail_msg("%s and %s", rows[i].range, rows[i].address);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_addresses_and_ranges_are_read),
        cmocka_unit_test(a_range_has_what_begins_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
