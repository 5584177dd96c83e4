#include "test_assert.h"

#include "http_cache.h"

#define IMMUTABLE "public, max-age=31536000, immutable"
#define SHORT "public, max-age=300"

static void a_name_decides_how_long_a_file_is_kept(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *expected;
    } rows[] = {
        {"panel.0123456789abcdef.js", IMMUTABLE},
        {"0123456789abcdef.part", IMMUTABLE},
        {"a/0123456789ABCDEF0123.head", IMMUTABLE},
        {"panel.0123456789abcdef.js.map", IMMUTABLE},
        {"panel.0123456789abcde.js", SHORT},
        {"panel.0123456789abcdeg.js", SHORT},
        {"0123456789abcdef", SHORT},
        {"a.0123456789abcdef", SHORT},
        {"0123456789abcdef.d/a.js", SHORT},
        {"manifest.json", "public, max-age=60, stale-while-revalidate=600"},
        {"bots/a/manifest.json", "public, max-age=60, stale-while-revalidate=600"},
        {"my-manifest.json", SHORT},
        {"chatlet.js", "public, max-age=300, stale-while-revalidate=86400"},
        {"index.html", "no-cache"},
        {"docs/a.htm", "no-cache"},
        {"logo.svg", SHORT},
        {"", SHORT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_text_equal(rows[i].path, http_cache_control(test_str(rows[i].path)),
                        test_str(rows[i].expected));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_decides_how_long_a_file_is_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
