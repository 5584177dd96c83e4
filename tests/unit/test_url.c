/* Which addresses may be cited. */
#include "test_assert.h"

#include "base/url.h"

static void addresses_are_web_or_relative(void **state) {
    (void)state;
    static const struct {
        const char *url;
        bool is_safe;
    } urls[] = {{"https://e.x/a:b", true},
                {"HTTP://e.x", true},
                {"/a", true},
                {"a/b:c", true},
                {"../a", true},
                {"?a:b", true},
                {"#a:b", true},
                {"", true},
                {"//host/a", true},
                {"javascript:alert(1)", false},
                {"JavaScript:x", false},
                {"java\nscript:x", false},
                {" javascript:x", false},
                {"\001javascript:x", false},
                {"data:text/html,x", false},
                {"mailto:a@b", false},
                {":x", false}};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        if (clet_url_is_safe(test_str(urls[i].url)) != urls[i].is_safe) fail_msg("%s", urls[i].url);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_web_or_relative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
