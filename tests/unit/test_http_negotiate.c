#include "test_request.h"

#include "http_negotiate.h"

/* The order as letters: b, g and i, best first. */
static void describe(http_encoding_order order, char text[HTTP_ENCODING_COUNT + 1]) {
    for (size_t i = 0; i < order.count; i++)
        text[i] = "igb"[order.encodings[i]];
    text[order.count] = '\0';
}

static void encodings_come_in_the_order_the_client_likes(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *lines;
        const char *expected;
    } rows[] = {
        {"no field", "Accept: */*", "i"},
        {"empty field", "Accept-Encoding:", "i"},
        {"a browser's", "Accept-Encoding: gzip, deflate, br, zstd", "bgi"},
        {"only gzip", "Accept-Encoding: gzip", "gi"},
        {"x-gzip is gzip", "Accept-Encoding: x-gzip", "gi"},
        {"case does not matter", "accept-encoding: GZIP, Br", "bgi"},
        {"weights decide", "Accept-Encoding: br;q=0.5, gzip;q=0.8", "gbi"},
        {"equal weights go to the smaller", "Accept-Encoding: gzip;q=0.5, br;q=0.5", "bgi"},
        {"identity may be liked best", "Accept-Encoding: identity, br;q=0.1", "ib"},
        {"weight 0 refuses", "Accept-Encoding: br;q=0, gzip", "gi"},
        {"identity refused", "Accept-Encoding: gzip, identity;q=0", "g"},
        {"all refused", "Accept-Encoding: identity;q=0", ""},
        {"star stands for the rest", "Accept-Encoding: *", "bgi"},
        {"star refuses the rest", "Accept-Encoding: gzip, *;q=0", "g"},
        {"star refuses, identity named", "Accept-Encoding: identity;q=0.5, *;q=0", "i"},
        {"star with a weight", "Accept-Encoding: gzip;q=0.3, *;q=0.6", "big"},
        {"thousandths", "Accept-Encoding: br;q=0.001, gzip;q=0.002", "gbi"},
        {"two fields are one list", "Accept-Encoding: gzip\nAccept-Encoding: br", "bgi"},
        {"spaces around", "Accept-Encoding:  br ; q=0.2 ,\tgzip ;q=0.1", "bgi"},
        {"unknown parameter", "Accept-Encoding: br;level=11, gzip", "gi"},
        {"weight over one", "Accept-Encoding: br;q=1.1, gzip", "gi"},
        {"weight of four digits", "Accept-Encoding: br;q=0.0001, gzip", "gi"},
        {"weight without value", "Accept-Encoding: br;q=, gzip", "gi"},
        {"negative weight", "Accept-Encoding: br;q=-1, gzip", "gi"},
        {"empty items", "Accept-Encoding: ,,br,,", "bi"},
        {"unknown ones", "Accept-Encoding: zstd, deflate", "i"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_request made;
        char actual[HTTP_ENCODING_COUNT + 1];
        test_request_init(&made, HTTP_METHOD_GET, "/", rows[i].lines);
        describe(http_negotiate_encoding(&made.request), actual);
        test_text_equal(rows[i].name, test_str(actual), test_str(rows[i].expected));
    }
}

/* A list of `count` unknown items and "br" behind them. */
static size_t encodings_behind(size_t count) {
    static char lines[4096];
    size_t size = (size_t)snprintf(lines, sizeof lines, "Accept-Encoding: ");
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(lines + size, sizeof lines - size, "x%zu,", i);
    snprintf(lines + size, sizeof lines - size, "br");
    test_request made;
    test_request_init(&made, HTTP_METHOD_GET, "/", lines);
    return http_negotiate_encoding(&made.request).count;
}

static void items_past_the_limit_are_not_read(void **state) {
    (void)state;
    assert_int_equal(encodings_behind(HTTP_ACCEPT_ITEMS_MAX - 1), 2);
    assert_int_equal(encodings_behind(HTTP_ACCEPT_ITEMS_MAX), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_come_in_the_order_the_client_likes),
        cmocka_unit_test(items_past_the_limit_are_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
