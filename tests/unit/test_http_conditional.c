#include "test_request.h"

#include "http_conditional.h"

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define LATER "Sun, 06 Nov 1994 08:49:38 GMT"
#define EARLIER "Sun, 06 Nov 1994 08:49:36 GMT"

static const http_validators validators = {.etag = {.data = "\"abc\"", .size_bytes = 5},
                                           .modified_s = 784111777};

static void conditions_are_weighed_in_the_standards_order(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *lines;
        http_condition expected;
    } rows[] = {
        {"no condition", "Accept: */*", HTTP_CONDITION_PROCEED},
        {"same tag", "If-None-Match: \"abc\"", HTTP_CONDITION_NOT_MODIFIED},
        {"other tag", "If-None-Match: \"abd\"", HTTP_CONDITION_PROCEED},
        {"weak tag", "If-None-Match: W/\"abc\"", HTTP_CONDITION_NOT_MODIFIED},
        {"lower-case w is no weak tag", "If-None-Match: w/\"abc\"", HTTP_CONDITION_PROCEED},
        {"list", "If-None-Match: \"x\", \"y\" ,\"abc\"", HTTP_CONDITION_NOT_MODIFIED},
        {"two fields", "If-None-Match: \"x\"\nIf-None-Match: \"abc\"", HTTP_CONDITION_NOT_MODIFIED},
        {"comma in a tag", "If-None-Match: \"x,\"abc\"", HTTP_CONDITION_PROCEED},
        {"star", "If-None-Match: *", HTTP_CONDITION_NOT_MODIFIED},
        {"without quotes", "If-None-Match: abc", HTTP_CONDITION_PROCEED},
        {"empty list", "If-None-Match:", HTTP_CONDITION_PROCEED},
        {"tag before date", "If-None-Match: \"x\"\nIf-Modified-Since: " LATER,
         HTTP_CONDITION_PROCEED},
        {"same date", "If-Modified-Since: " DATE, HTTP_CONDITION_NOT_MODIFIED},
        {"later date", "If-Modified-Since: " LATER, HTTP_CONDITION_NOT_MODIFIED},
        {"earlier date", "If-Modified-Since: " EARLIER, HTTP_CONDITION_PROCEED},
        {"no date", "If-Modified-Since: yesterday", HTTP_CONDITION_PROCEED},
        {"two dates", "If-Modified-Since: " DATE "\nIf-Modified-Since: " DATE,
         HTTP_CONDITION_PROCEED},
        {"if-match same", "If-Match: \"abc\"", HTTP_CONDITION_PROCEED},
        {"if-match star", "If-Match: *", HTTP_CONDITION_PROCEED},
        {"if-match other", "If-Match: \"x\"", HTTP_CONDITION_FAILED},
        {"if-match weak is not strong", "If-Match: W/\"abc\"", HTTP_CONDITION_FAILED},
        {"unmodified since then", "If-Unmodified-Since: " DATE, HTTP_CONDITION_PROCEED},
        {"modified since then", "If-Unmodified-Since: " EARLIER, HTTP_CONDITION_FAILED},
        {"if-match before its date", "If-Match: \"abc\"\nIf-Unmodified-Since: " EARLIER,
         HTTP_CONDITION_PROCEED},
        {"both sides", "If-Match: \"abc\"\nIf-None-Match: \"abc\"", HTTP_CONDITION_NOT_MODIFIED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_request made;
        test_request_init(&made, HTTP_METHOD_GET, "/", rows[i].lines);
        const http_condition actual = http_conditional_check(&made.request, validators);
        if (actual != rows[i].expected)
            fail_msg("%s: expected %d, got %d", rows[i].name, rows[i].expected, actual);
    }
}

static void a_range_counts_only_for_the_very_same_bytes(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *lines;
        bool expected;
    } rows[] = {
        {"no if-range", "Range: bytes=0-1", true},
        {"same tag", "If-Range: \"abc\"", true},
        {"other tag", "If-Range: \"x\"", false},
        {"weak tag", "If-Range: W/\"abc\"", false},
        {"same date", "If-Range: " DATE, true},
        {"later date", "If-Range: " LATER, false},
        {"earlier date", "If-Range: " EARLIER, false},
        {"neither", "If-Range: abc", false},
        {"twice", "If-Range: \"abc\"\nIf-Range: \"abc\"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_request made;
        test_request_init(&made, HTTP_METHOD_GET, "/", rows[i].lines);
        if (http_conditional_range(&made.request, validators) != rows[i].expected)
            fail_msg("%s", rows[i].name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_weighed_in_the_standards_order),
        cmocka_unit_test(a_range_counts_only_for_the_very_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
