#include "test_assert.h"

#include "test_allocator.h"

#include "compile/link_resolve.h"

#include <chatlet/limits.h>

static const struct {
    const char *page;
    const char *target;
    const char *address;
    const char *fragment;
} rows[] = {
    /* RFC 3986, 5.4, without queries and fragments, which no address has */
    {"http://a/b/c/d;p?q", "g", "//a/b/c/g", ""},
    {"http://a/b/c/d;p?q", "./g", "//a/b/c/g", ""},
    {"http://a/b/c/d;p?q", "g/", "//a/b/c/g", ""},
    {"http://a/b/c/d;p?q", "/g", "//a/g", ""},
    {"http://a/b/c/d;p?q", "//g", "//g/", ""},
    {"http://a/b/c/d;p?q", "?y", "//a/b/c/d;p", ""},
    {"http://a/b/c/d;p?q", "g?y#s", "//a/b/c/g", "s"},
    {"http://a/b/c/d;p?q", "#s", "//a/b/c/d;p", "s"},
    {"http://a/b/c/d;p?q", ";x", "//a/b/c/;x", ""},
    {"http://a/b/c/d;p?q", "", "//a/b/c/d;p", ""},
    {"http://a/b/c/d;p?q", ".", "//a/b/c", ""},
    {"http://a/b/c/d;p?q", "..", "//a/b", ""},
    {"http://a/b/c/d;p?q", "../g", "//a/b/g", ""},
    {"http://a/b/c/d;p?q", "../..", "//a/", ""},
    {"http://a/b/c/d;p?q", "../../../g", "//a/g", ""},
    {"http://a/b/c/d;p?q", "/./g", "//a/g", ""},
    {"http://a/b/c/d;p?q", "/../g", "//a/g", ""},
    {"http://a/b/c/d;p?q", "g.", "//a/b/c/g.", ""},
    {"http://a/b/c/d;p?q", "..g", "//a/b/c/..g", ""},
    {"http://a/b/c/d;p?q", "./g/../h", "//a/b/c/h", ""},
    {"http://a/b/c/d;p?q", "g;x=1/../y", "//a/b/c/y", ""},
    {"http://a/b/c/d;p?q", "g?y/../x", "//a/b/c/g", ""},
    {"http://a/b/c/d;p?q", "http:g", "", ""},
    /* the ways of writing one page */
    {"/guide/a.html", "/guide/", "/guide", ""},
    {"/guide/a.html", "../guide", "/guide", ""},
    {"/guide/a.html", "../guide.md#top", "/guide", "top"},
    {"/guide/a.html", "index.html", "/guide", ""},
    {"/guide/a.html", "README.md", "/guide", ""},
    {"/guide/a.html", "/guide/index", "/guide", ""},
    {"/guide/a.html", "readme", "/guide/readme", ""},
    {"/guide/a.html", "/", "/", ""},
    {"/guide/a.html", "/index.html", "/", ""},
    {"/guide/a.html", "b.HTM", "/guide/b", ""},
    {"/guide/a.html", "b.mdx", "/guide/b", ""},
    {"/guide/a.html", "b.html.md", "/guide/b", ""},
    {"/guide/a.html", "index.HTML.md", "/guide", ""},
    {"/guide/a.html", "b.md.html", "/guide/b.md", ""},
    {"/guide/a.html", ".html.md", "/guide/.html", ""},
    {"/guide/a.html", ".md", "/guide/.md", ""},
    {"/guide/a.html", "%2E.md", "/guide/..md", ""},
    {"/guide/a.html", "...md", "/guide/...md", ""},
    {"/guide/a.html", "v1.2", "/guide/v1.2", ""},
    {"/guide/a.html", "v1.md/", "/guide/v1.md", ""},
    {"/guide/a.html", "//x.org", "//x.org/", ""},
    {"/guide/a/", "../b/", "/guide/b", ""},
    {"/guide/a", "b", "/guide/b", ""},
    {"/a//b/c", "d", "/a/b/d", ""},
    /* hosts */
    {"https://Example.ORG:443/docs/a", "HTTP://example.org:80/Docs/b", "//example.org/Docs/b", ""},
    {"https://example.org", "a.html", "//example.org/a", ""},
    {"https://example.org:8443/", "a", "//example.org:8443/a", ""},
    /* escapes */
    {"/a", "caf%C3%A9%20x.html", "/caf\303\251 x", ""},
    {"/a", "caf\303\251 x", "/caf\303\251 x", ""},
    {"/a/b/c", "%2e%2E/d", "/a/d", ""},
    {"/a", "b%2fc%3f%23%25", "/b%2Fc%3F%23%25", ""},
    {"/a", "50%", "/50%25", ""},
    {"/a", "%zz%4", "/%25zz%254", ""},
    {"/a", "b%0A\n", "/b%0A%0A", ""},
    /* pages relative to the bundle's folder */
    {"../guide/a.html", "b.html", "../guide/b", ""},
    {"../guide/a.html", "../faq.html", "../faq", ""},
    {"../guide/a.html", "../../../x", "../../../x", ""},
    {"../guide/a.html", "/faq/", "../faq", ""},
    {"../../a/b.html", "/c", "../../c", ""},
    {"../index.html", "", "..", ""},
    {"pages/guide/a.html", "../faq.md", "pages/faq", ""},
    {"pages/guide/a.html", "/faq.md", "pages/faq", ""},
    {"pages/a.html", "../x", "x", ""},
    {"pages/a.html", "index.md", "pages", ""},
    {"a.html", "/b", "b", ""},
    {"index.html", "", ".", ""},
    {"", "", ".", ""},
    {"", "/", "/", ""},
    /* no pages */
    {"/a", "mailto:a@b", "", ""},
    {"/a", "javascript:alert(1)", "", ""},
    {"/a", "notes:1.html#x", "", "x"},
    {"/a", "./notes:1.html", "/notes:1", ""},
    {"mailto:a@b", "c", "", ""},
    {"mailto:a@b", "http://c/d", "//c/d", ""},
};

static void links_are_resolved(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_arena arena;
        clet_link_target resolved;
        char name[128];
        (void)snprintf(name, sizeof name, "\"%s\" on \"%s\"", rows[i].target, rows[i].page);
        clet_arena_init(&arena, test_plain_allocator());
        const chatlet_str page = test_guarded_copy(test_str(rows[i].page));
        const chatlet_str target = test_guarded_copy(test_str(rows[i].target));
        assert_int_equal(clet_link_resolve(&arena, page, target, &resolved), CHATLET_OK);
        test_text_equal(name, resolved.address, test_str(rows[i].address));
        test_text_equal(name, resolved.fragment, test_str(rows[i].fragment));
        test_guarded_free(page);
        test_guarded_free(target);
        clet_arena_free(&arena);
    }
}

/* What a page is found by is what a link to it resolves to, however the page itself is named. */
static void page_has_the_address_that_its_links_have(void **state) {
    (void)state;
    static const struct {
        const char *url;
        const char *address;
    } pages[] = {{"https://e.org/docs/index.html", "//e.org/docs"},
                 {"https://e.org", "//e.org/"},
                 {"/docs/", "/docs"},
                 {"/", "/"},
                 {"../docs/a.html", "../docs/a"},
                 {"../", ".."},
                 {"pages/docs/a.html", "pages/docs/a"},
                 {"index.html#top", "."},
                 {"ftp://e.org/a", ""}};
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        clet_link_target itself;
        chatlet_str address;
        const chatlet_str url = test_str(pages[i].url);
        assert_int_equal(clet_link_address(&arena, url, &address), CHATLET_OK);
        test_text_equal(pages[i].url, address, test_str(pages[i].address));
        assert_int_equal(clet_link_resolve(&arena, url, (chatlet_str){0}, &itself), CHATLET_OK);
        test_text_equal(pages[i].url, itself.address, address);
    }
    clet_arena_free(&arena);
}

static void text_past_the_limit_leads_nowhere(void **state) {
    (void)state;
    static char url[CHATLET_URL_BYTES_MAX + 1];
    memset(url, 'a', sizeof url);
    clet_arena arena;
    clet_link_target resolved;
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_str longest = {.data = url, .size_bytes = CHATLET_URL_BYTES_MAX};
    const chatlet_str longer = {.data = url, .size_bytes = CHATLET_URL_BYTES_MAX + 1};
    assert_int_equal(clet_link_resolve(&arena, longest, longest, &resolved), CHATLET_OK);
    test_text_equal("at the limit", resolved.address, longest);
    assert_int_equal(clet_link_resolve(&arena, longest, longer, &resolved), CHATLET_OK);
    test_text_equal("target past it", resolved.address, (chatlet_str){0});
    assert_int_equal(clet_link_resolve(&arena, longer, longest, &resolved), CHATLET_OK);
    test_text_equal("page past it", resolved.address, (chatlet_str){0});
    clet_arena_free(&arena);
}

static void refused_memory_is_told(void **state) {
    (void)state;
    test_allocator allocator;
    test_allocator_init(&allocator);
    allocator.refuse_at = 1;
    clet_arena arena;
    clet_link_target resolved;
    clet_arena_init(&arena, &allocator.allocator);
    assert_int_equal(clet_link_resolve(&arena, CHATLET_STR("/a"), CHATLET_STR("b"), &resolved),
                     CHATLET_ERR_MEMORY);
    clet_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_resolved),
        cmocka_unit_test(page_has_the_address_that_its_links_have),
        cmocka_unit_test(text_past_the_limit_leads_nowhere),
        cmocka_unit_test(refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
