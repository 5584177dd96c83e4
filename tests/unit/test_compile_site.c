/* What is learned of a site when all its documents are there: where it is served, so that links
 * between its pages are known, and what lists of pages say of them. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/link_base.h"

#include <chatlet/compile.h>

enum { LOG_BYTES = 4096 };

/* Bases, lists and passages told, a line each. */
typedef struct log {
    char text[LOG_BYTES];
    size_t size_bytes;
} log;

static void note(log *notes, const char *line) {
    const int length =
        snprintf(notes->text + notes->size_bytes, LOG_BYTES - notes->size_bytes, "%s\n", line);
    assert_true(length > 0 && (size_t)length < LOG_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

static int shown(chatlet_str text) { return (int)text.size_bytes; }

static void on_site_base(void *context, const chatlet_site_base *base) {
    static const char *const names[] = {"map", "canonical", "list", "links"};
    char line[256];
    snprintf(line, sizeof line, "%.*s is %.*s by %s %u", shown(base->root), base->root.data,
             shown(base->address), base->address.data, names[base->evidence], base->count);
    note(context, line);
}

static void on_listed(void *context, const chatlet_listed *listed) {
    char line[256];
    snprintf(line, sizeof line, "%.*s: %u named, %u found, %u added", shown(listed->file),
             listed->file.data, listed->entry_count, listed->found_count, listed->added_count);
    note(context, line);
}

static bool on_output(void *context, const chatlet_output *output) {
    if (output->kind == CHATLET_OUTPUT_PAGE) {
        char line[256];
        snprintf(line, sizeof line, "page %.*s", shown(output->name), output->name.data);
        if (strstr(line, ".html") != NULL) note(context, line);
    }
    return true;
}

static void on_added_list(void *context, const chatlet_added_passage *passage) {
    char line[256];
    if (!strstr(passage->file.data, "llms.txt")) return;
    snprintf(line, sizeof line, "passage %.*s <%.*s>", shown(passage->title), passage->title.data,
             shown(passage->url), passage->url.data);
    note(context, line);
}

/* A page: its URL and its HTML, Markdown or list by the URL's ending. */
typedef struct page {
    const char *url;
    const char *text;
} page;

typedef struct site {
    const char *name;
    page pages[8];
    const char *root;    /* given by a sitemap; NULL: none is */
    const char *address; /* the same */
    const char *told;
} site;

static chatlet_compiler *fill(const site *row, log *notes) {
    const chatlet_compile_callbacks callbacks = {.context = notes,
                                                 .on_output = on_output,
                                                 .on_passage = on_added_list,
                                                 .on_site_base = on_site_base,
                                                 .on_listed = on_listed};
    chatlet_compiler *compiler = NULL;
    assert_int_equal(chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler),
                     CHATLET_OK);
    if (row->address != NULL) {
        assert_int_equal(
            chatlet_compiler_set_site(compiler, test_str(row->root), test_str(row->address), 9),
            CHATLET_OK);
    }
    for (size_t i = 0; i < 8 && row->pages[i].url != NULL; i++) {
        const chatlet_str url = test_str(row->pages[i].url);
        const chatlet_document_format named = chatlet_document_format_of(url);
        const chatlet_document document = {
            .path = url,
            .url = url,
            .format = named == CHATLET_FORMAT_UNKNOWN ? CHATLET_FORMAT_HTML : named,
            .bytes = test_str(row->pages[i].text),
            .wants_page = named == CHATLET_FORMAT_LINKS};
        const chatlet_status status = chatlet_compiler_add_document(compiler, &document);
        assert_true(status == CHATLET_OK || status == CHATLET_ERR_INPUT);
    }
    return compiler;
}

#define LINKS_TO(a, b) "<p>x <a href=\"" a "\">a</a> <a href=\"" b "\">b</a>"
#define CANONICAL(url) "<link rel=canonical href=\"" url "\"><p>x"

static const site sites[] = {
    {"canonical addresses",
     {{"../a", CANONICAL("https://E.org/docs/a")},
      {"../b/", CANONICAL("https://e.org/docs/b/")},
      {"../", CANONICAL("https://e.org/docs/")}},
     NULL,
     NULL,
     ".. is //e.org/docs by canonical 3\n"},
    {"canonical addresses of a host's root",
     {{"/a", CANONICAL("https://e.org/a")}, {"/", CANONICAL("https://e.org")}},
     NULL,
     NULL,
     "/ is //e.org/ by canonical 2\n"},
    {"URLs without a folder",
     {{"a.html", CANONICAL("/docs/a")}, {"b/index.html", CANONICAL("/docs/b")}},
     NULL,
     NULL,
     " is /docs by canonical 2\n"},
    {"one page, with one word",
     {{"../a", CANONICAL("https://e.org/docs/a")}},
     NULL,
     NULL,
     ".. is //e.org/docs by canonical 1\n"},
    {"one word of two pages",
     {{"../a", CANONICAL("https://e.org/docs/a")}, {"../b", CANONICAL("https://e.org/other")}},
     NULL,
     NULL,
     ""},
    {"an old version, whose canonical addresses are the new one's",
     {{"../old/a", CANONICAL("https://e.org/new/a")},
      {"../old/b", CANONICAL("https://e.org/new/b")}},
     NULL,
     NULL,
     ""},
    {"canonical addresses that say nothing",
     {{"../a", CANONICAL("a")}, {"../b", CANONICAL("b")}, {"../c", "<p>x"}},
     NULL,
     NULL,
     ""},
    {"a URL with a host is where it is",
     {{"https://e.org/a", CANONICAL("https://f.org/a")},
      {"https://e.org/b", CANONICAL("https://f.org/b")}},
     NULL,
     NULL,
     ""},
    {"links",
     {{"../a", LINKS_TO("/docs/b", "/docs/c/")},
      {"../b", "<p>x"},
      {"../c", LINKS_TO("/docs", "/docs/a")}},
     NULL,
     NULL,
     ".. is /docs by links 3\n"},
    {"links of pages whose URLs begin at the root",
     {{"/a", LINKS_TO("/v/docs/b", "/v/docs/c/")}, {"/b", "<p>x"}, {"/c", "<p>x"}},
     NULL,
     NULL,
     "/ is /v/docs by links 2\n"},
    {"the shorter of two prefixes",
     {{"../a", LINKS_TO("/x/y/b", "/x/y/c")},
      {"../y/b", "<p>x"},
      {"../y/c", "<p>x"},
      {"../b", "<p>x"},
      {"../c", "<p>x"}},
     NULL,
     NULL,
     ".. is /x by links 2\n"},
    {"links that lead to pages as they are",
     {{"../a", LINKS_TO("/b", "/docs/c")},
      {"../b", LINKS_TO("/old/a", "/old/b")},
      {"../docs/c", LINKS_TO("../a", "../b")}},
     NULL,
     NULL,
     ""},
    {"as many stray links as others",
     {{"../a", LINKS_TO("b", "c")}, {"../b", LINKS_TO("/old/a", "/old/b")}, {"../c", "<p>x"}},
     NULL,
     NULL,
     ""},
    {"a prefix that mostly leads nowhere",
     {{"../a", LINKS_TO("/s/b", "/s/c")}, {"../b", LINKS_TO("/s/d", "/s/e")}, {"../c", "<p>x"}},
     NULL,
     NULL,
     ""},
    {"one link is none",
     {{"../a", LINKS_TO("/docs/b", "/docs/b")}, {"../b", "<p>x"}},
     NULL,
     NULL,
     ""},
    {"front pages tell no prefix",
     {{"../a", LINKS_TO("/x/", "/y/")}, {"../", "<p>x"}},
     NULL,
     NULL,
     ""},
    {"a sitemap's word goes first",
     {{"../a", CANONICAL("https://e.org/docs/a")}, {"../b", CANONICAL("https://e.org/docs/b")}},
     "../",
     "https://f.org/docs/",
     ".. is //f.org/docs by map 9\n"},
    {"a sitemap of one folder, canonical addresses in another",
     {{"../docs/a", "<p>x"},
      {"../blog/b", CANONICAL("https://e.org/blog/b")},
      {"../blog/c", CANONICAL("https://e.org/blog/c")}},
     "../docs/",
     "https://d.org/",
     "../docs is //d.org/ by map 9\n.. is //e.org/ by canonical 2\n"},
    {"a sitemap that says nothing new", {{"/a", "<p>x"}}, "/", "/", ""},
    {"list: pages found, by relative links, hosts, other forms",
     {{"../a", "<p>x"},
      {"../b/", "<p>x"},
      {"../llms.txt",
       "## A\n- [A](a.html.md): one\n- [B](https://e.org/docs/b/index.html.md): two\n"
       "- [A](https://e.org/docs/a.md)\n- [C](https://e.org/c)\n"}},
     NULL,
     NULL,
     ".. is //e.org/docs by list 2\n../llms.txt: 4 named, 3 found, 0 added\n"},
    {"list: a page in which nothing can be read is what the list says of it",
     {{"../a", "<script>x</script>"},
      {"../b", "<p>x"},
      {"../c", "<meta name=robots content=noindex>"},
      {"../llms.txt", "## A\n- [A](a.md): The app.\n- [B](b)\n- [C](c): not to be found\n"}},
     NULL,
     NULL,
     "passage A <../a>\n../llms.txt: 3 named, 1 found, 1 added\n"},
    {"list: alone it is its pages",
     {{"../llms.txt",
       "# Site\n\n> Words.\n\n## A\n- [A](https://e.org/a.md): The app.\n## Optional\n"
       "- [B](/b)\n"}},
     NULL,
     NULL,
     "passage Site <pages/llms.html>\npassage A <https://e.org/a.md>\npassage B </b>\n"
     "page pages/llms.html\n../llms.txt: 2 named, 0 found, 2 added\n"},
};

static void sites_are_known_by_what_their_pages_say(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        log notes = {.size_bytes = 0};
        chatlet_compile_report report;
        chatlet_compiler *compiler = fill(&sites[i], &notes);
        assert_int_equal(chatlet_compiler_finish(compiler, &report), CHATLET_OK);
        test_text_equal(sites[i].name, test_str(notes.text), test_str(sites[i].told));
        chatlet_compiler_free(compiler);
    }
}

static void addresses_that_are_none_are_refused(void **state) {
    (void)state;
    log notes = {.size_bytes = 0};
    static const site none = {"", {{NULL, NULL}}, NULL, NULL, ""};
    chatlet_compiler *compiler = fill(&none, &notes);
    static const char *const rows[][2] = {
        {"../", "ftp://e.org/"}, {"../", ""}, {"javascript:x", "https://e.org/"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(
            chatlet_compiler_set_site(compiler, test_str(rows[i][0]), test_str(rows[i][1]), 1),
            CHATLET_ERR_ARGUMENT);
    }
    chatlet_compiler_free(compiler);
}

static void bases_end_at_their_limit(void **state) {
    (void)state;
    clet_arena arena;
    clet_link_bases bases;
    clet_arena_init(&arena, test_plain_allocator());
    clet_link_bases_init(&bases, &arena);
    for (uint32_t i = 0; i <= CHATLET_SITE_BASES_MAX; i++) {
        char address[16];
        snprintf(address, sizeof address, "/%u", i);
        const clet_link_base base = {.root = CHATLET_STR(".."), .address = test_str(address)};
        for (int twice = 0; twice < 2; twice++)
            assert_int_equal(clet_link_bases_add(&bases, &base), CHATLET_OK);
        assert_int_equal(bases.count, i < CHATLET_SITE_BASES_MAX ? i + 1 : CHATLET_SITE_BASES_MAX);
    }
    clet_arena_free(&arena);
}

static void addresses_have_a_root_and_a_rest(void **state) {
    (void)state;
    static const struct {
        const char *address;
        const char *root;
        const char *rest;
    } rows[] = {{"/docs/a", "/", "docs/a"}, {"/", "/", ""},
                {"..", "..", ""},           {"../a/b", "..", "a/b"},
                {"../..", "../..", ""},     {"../../a", "../..", "a"},
                {"..a/b", "", "..a/b"},     {"pages/a", "pages", "a"},
                {"pages", "pages", ""},     {"pagesa", "", "pagesa"},
                {"a/b", "", "a/b"},         {".", "", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str root;
        chatlet_str rest;
        assert_true(clet_link_root(test_str(rows[i].address), &root, &rest));
        test_text_equal(rows[i].address, root, test_str(rows[i].root));
        test_text_equal(rows[i].address, rest, test_str(rows[i].rest));
    }
    chatlet_str root;
    chatlet_str rest;
    assert_false(clet_link_root(CHATLET_STR("//e.org/a"), &root, &rest));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_are_known_by_what_their_pages_say),
        cmocka_unit_test(addresses_that_are_none_are_refused),
        cmocka_unit_test(bases_end_at_their_limit),
        cmocka_unit_test(addresses_have_a_root_and_a_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
