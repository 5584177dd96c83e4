#include "test_assert.h"

#include "http_type.h"

static void a_file_has_the_type_of_its_extension(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *type;
    } rows[] = {
        {"index.html", "text/html; charset=utf-8"},
        {"a/b/INDEX.HTML", "text/html; charset=utf-8"},
        {"chatlet.js", "text/javascript; charset=utf-8"},
        {"panel.mjs", "text/javascript; charset=utf-8"},
        {"site.css", "text/css; charset=utf-8"},
        {"chatlet-runtime.es.wasm", "application/wasm"},
        {"manifest.json", "application/json"},
        {"chatlet.js.map", "application/json"},
        {"site.webmanifest", "application/manifest+json"},
        {"robots.txt", "text/plain; charset=utf-8"},
        {"README.md", "text/plain; charset=utf-8"},
        {"faq.csv", "text/csv; charset=utf-8"},
        {"sitemap.xml", "application/xml"},
        {"logo.svg", "image/svg+xml"},
        {"a.png", "image/png"},
        {"a.jpg", "image/jpeg"},
        {"a.jpeg", "image/jpeg"},
        {"a.gif", "image/gif"},
        {"a.webp", "image/webp"},
        {"a.avif", "image/avif"},
        {"favicon.ico", "image/x-icon"},
        {"a.woff2", "font/woff2"},
        {"a.pdf", "application/pdf"},
        {"index.head", "application/octet-stream"},
        {"0123456789abcdef.part", "application/octet-stream"},
        {"app.js.br", "application/octet-stream"},
        {"LICENSE", "application/octet-stream"},
        {"html", "application/octet-stream"},
        {"a.html/LICENSE", "application/octet-stream"},
        {"a.", "application/octet-stream"},
        {"", "application/octet-stream"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_text_equal(rows[i].name, http_type_of(test_str(rows[i].name)), test_str(rows[i].type));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_has_the_type_of_its_extension)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
