/* Readable pages: names that lead nowhere else, and text that can never be markup. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/document_page.h"

static void names_stay_within_their_folder(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *name;
    } rows[] = {
        {"a.md", "pages/a.html"},
        {"Guide/First Steps.md", "pages/Guide/First-Steps.html"},
        {"guide/first steps.md", "pages/guide/first-steps-2.html"},
        {"a.txt", "pages/a-2.html"},
        {"a.csv", "pages/a-3.html"},
        {"../../etc/passwd", "pages/etc/passwd.html"},
        {"/root/x.md", "pages/root/x.html"},
        {"./b.md", "pages/b.html"},
        {".hidden.md", "pages/hidden.html"},
        {"...md", "pages/page.html"},
        {"\"><script>.md", "pages/script.html"},
        {"\xc3\xbc.md", "pages/page-2.html"},
        {"v1.2/notes.tar.md", "pages/v1.2/notes.tar.html"},
        {"", "pages/page-3.html"},
        {"c//d.md", "pages/c/d.html"},
    };
    clet_arena arena;
    clet_map names;
    clet_arena_init(&arena, test_plain_allocator());
    clet_map_init(&names, &arena);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str name = {0};
        clet_map_entry *entry = NULL;
        const chatlet_str path = test_guarded_copy(test_str(rows[i].path));
        assert_int_equal(clet_document_page_name(&names, path, &name, &entry), CHATLET_OK);
        entry->value = 1;
        test_guarded_free(path);
        test_text_equal(rows[i].path, name, test_str(rows[i].name));
    }
    clet_arena_free(&arena);
}

static void a_name_is_free_until_its_page_stands(void **state) {
    (void)state;
    clet_arena arena;
    clet_map names;
    chatlet_str name = {0};
    clet_map_entry *entry = NULL;
    clet_arena_init(&arena, test_plain_allocator());
    clet_map_init(&names, &arena);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(clet_document_page_name(&names, test_str("a.md"), &name, &entry),
                         CHATLET_OK);
        test_text_equal("name", name, test_str("pages/a.html"));
    }
    clet_arena_free(&arena);
}

static void add(clet_block_list *list, clet_block_kind kind, const char *text, const char *anchor) {
    const clet_block block = {.kind = kind,
                              .level = kind == CLET_BLOCK_HEADING ? 2 : 0,
                              .text = test_str(text),
                              .anchor = test_str(anchor)};
    assert_int_equal(clet_block_list_add(list, &block), CHATLET_OK);
}

static void add_numbered(clet_block_list *list, uint32_t number, const char *text,
                         const char *anchor) {
    const clet_block block = {.kind = CLET_BLOCK_ITEM,
                              .text = test_str(text),
                              .anchor = test_str(anchor),
                              .is_numbered = true,
                              .number = number};
    assert_int_equal(clet_block_list_add(list, &block), CHATLET_OK);
}

/* The page of `list`, as zero-terminated text to be freed. */
static char *write_page(const clet_block_list *list, const char *name) {
    clet_buffer html;
    const clet_document_page page = {
        .name = test_str(name), .title = test_str("file"), .language = test_str("en")};
    clet_buffer_init(&html, test_plain_allocator(), SIZE_MAX);
    assert_int_equal(clet_document_page_write(list, &page, &html), CHATLET_OK);
    const chatlet_str text = clet_buffer_str(&html);
    char *copy = calloc(1, text.size_bytes + 1);
    assert_non_null(copy);
    memcpy(copy, text.data, text.size_bytes);
    clet_buffer_free(&html);
    return copy;
}

static void blocks_become_elements_with_their_anchors_once(void **state) {
    (void)state;
    clet_arena arena;
    clet_block_list list;
    clet_arena_init(&arena, test_plain_allocator());
    clet_block_list_init(&list, &arena);
    add(&list, CLET_BLOCK_HEADING, "Start", "start");
    add(&list, CLET_BLOCK_PARAGRAPH, "Run \x01make\x02 now", "start");
    add(&list, CLET_BLOCK_ITEM, "one", "list");
    add(&list, CLET_BLOCK_ITEM, "two", "list");
    add_numbered(&list, 3, "three", "third");
    add_numbered(&list, 5, "five", "third");
    add(&list, CLET_BLOCK_ROW, "a | b|c | d", "");
    add(&list, CLET_BLOCK_CODE, "x < y\n  z", "");
    char *html = write_page(&list, "pages/deep/down/a.html");
    const char *main_element = strstr(html, "<main");
    assert_non_null(main_element);
    test_text_equal("main", test_str(main_element),
                    test_str("<main dir=\"auto\">\n"
                             "<h2 id=\"start\">Start</h2>\n"
                             "<p>Run <code>make</code> now</p>\n"
                             "<ul>\n<li id=\"list\">one</li>\n<li>two</li>\n</ul>\n"
                             "<ol>\n<li id=\"third\" value=\"3\">three</li>\n"
                             "<li value=\"5\">five</li>\n</ol>\n"
                             "<table>\n<tr><td>a</td><td>b|c</td><td>d</td></tr>\n</table>\n"
                             "<pre><code>x &lt; y\n  z</code></pre>\n"
                             "</main>\n</body>\n</html>\n"));
    assert_non_null(strstr(html, "href=\"../../page.css\""));
    assert_non_null(strstr(html, "<title>Start</title>"));
    free(html);
    clet_arena_free(&arena);
}

static void nothing_a_document_says_becomes_markup(void **state) {
    (void)state;
    static const char hostile[] = "\"'><script>alert(1)</script>&<img onerror=x>";
    clet_arena arena;
    clet_block_list list;
    clet_arena_init(&arena, test_plain_allocator());
    clet_block_list_init(&list, &arena);
    list.title = test_str(hostile);
    list.language = test_str(hostile);
    add(&list, CLET_BLOCK_PARAGRAPH, hostile, hostile);
    add(&list, CLET_BLOCK_HEADING, hostile, "2\" onclick=\"x");
    add(&list, CLET_BLOCK_ITEM, hostile, "");
    add(&list, CLET_BLOCK_ROW, hostile, "");
    add(&list, CLET_BLOCK_CODE, hostile, "");
    char *html = write_page(&list, "pages/a.html");
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "<img"));
    assert_null(strstr(html, "\" onclick"));
    assert_null(strstr(html, "\"'>"));
    assert_non_null(strstr(html, "<title>&quot;&#39;&gt;&lt;script&gt;alert(1)"));
    assert_non_null(strstr(html, "<h1>&quot;&#39;&gt;&lt;script&gt;"));
    free(html);
    clet_arena_free(&arena);
}

static void each_refused_allocation_is_told(void **state) {
    (void)state;
    chatlet_status status = CHATLET_ERR_MEMORY;
    for (size_t refuse_at = 1; status == CHATLET_ERR_MEMORY; refuse_at++) {
        test_allocator test;
        clet_arena arena;
        clet_arena page_arena;
        clet_map names;
        clet_block_list list;
        clet_buffer html;
        chatlet_str name = {0};
        clet_map_entry *entry = NULL;
        test_allocator_init(&test);
        clet_arena_init(&arena, test_plain_allocator());
        clet_block_list_init(&list, &arena);
        add(&list, CLET_BLOCK_HEADING, "a", "a");
        clet_arena_init(&page_arena, &test.allocator);
        clet_map_init(&names, &page_arena);
        clet_buffer_init(&html, &test.allocator, SIZE_MAX);
        test.refuse_at = refuse_at;
        list.arena = &page_arena;
        status = clet_document_page_name(&names, test_str("a.md"), &name, &entry);
        const clet_document_page page = {.name = name, .title = test_str("a")};
        if (status == CHATLET_OK) status = clet_document_page_write(&list, &page, &html);
        clet_buffer_free(&html);
        clet_arena_free(&page_arena);
        clet_arena_free(&arena);
        assert_int_equal(test.live_count, 0);
    }
    assert_int_equal(status, CHATLET_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stay_within_their_folder),
        cmocka_unit_test(a_name_is_free_until_its_page_stands),
        cmocka_unit_test(blocks_become_elements_with_their_anchors_once),
        cmocka_unit_test(nothing_a_document_says_becomes_markup),
        cmocka_unit_test(each_refused_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
