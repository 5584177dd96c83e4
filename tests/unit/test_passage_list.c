#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

#include "compile/passage_list.h"
#include "base/utf8.h"
#include "bundle/text_marks.h"

static const test_document_row rows[] = {
    {"first heading is the title",
     "# Guide\n"
     "\n"
     "Intro.\n"
     "\n"
     "## Set up\n"
     "\n"
     "Text.\n"
     "\n"
     "### Deep `x`\n"
     "\n"
     "More.\n"
     "\n"
     "## End\n"
     "\n"
     "Bye.\n",
     "= Guide </doc>\n"
     "[] #guide\n"
     "P Intro.\n"
     "[Set up] #set-up\n"
     "P Text.\n"
     "[Set up › Deep x] #deep-x\n"
     "P More.\n"
     "[End] #end\n"
     "P Bye.\n"},
    {"steps keep their numbers",
     "# Guide\n"
     "\n"
     "3. Three\n"
     "4. Four\n"
     "   - inner\n",
     "= Guide </doc>\n"
     "[] #guide\n"
     "N 3. Three\n"
     "N 4. Four\n"
     "I inner\n"},
    {"title of its own",
     "---\n"
     "title: Other\n"
     "---\n"
     "# Guide\n"
     "\n"
     "Text.\n",
     "= Other </doc>\n"
     "[Guide] #guide\n"
     "P Text.\n"},
    {"named by its file", "Text.\n",
     "= Doc </doc>\n"
     "[] #\n"
     "P Text.\n"},
    {"headings with nothing under them",
     "# T\n"
     "\n"
     "## A\n"
     "\n"
     "## B\n"
     "\n"
     "Text.\n"
     "\n"
     "## C\n"
     "\n"
     "### D\n",
     "= T </doc>\n"
     "[A › B] #b\n"
     "P Text.\n"
     "[C › D] #d\n"
     "P D\n"},
    {"headings only",
     "# T\n"
     "\n"
     "## A\n",
     "= T </doc>\n"
     "[A] #a\n"
     "P A\n"},
    {"title only", "# T\n",
     "= T </doc>\n"
     "[] #t\n"
     "P T\n"},
    {"six levels",
     "# 1\n"
     "\n"
     "## 2\n"
     "\n"
     "### 3\n"
     "\n"
     "#### 4\n"
     "\n"
     "##### 5\n"
     "\n"
     "###### 6\n"
     "\n"
     "Text.\n",
     "= 1 </doc>\n"
     "[2 › 3 › 4 › 5 › 6] #6\n"
     "P Text.\n"},
    {"second first-level heading",
     "# T\n"
     "\n"
     "a\n"
     "\n"
     "# U\n"
     "\n"
     "b\n"
     "\n"
     "## V\n"
     "\n"
     "c\n",
     "= T </doc>\n"
     "[] #t\n"
     "P a\n"
     "[U] #u\n"
     "P b\n"
     "[U › V] #v\n"
     "P c\n"},
    {"kinds",
     "# T\n"
     "\n"
     "p\n"
     "\n"
     "- i\n"
     "\n"
     "a|b\n"
     "-|-\n"
     "1|2\n"
     "\n"
     "    c\n",
     "= T </doc>\n"
     "[] #t\n"
     "P p\n"
     "I i\n"
     "R a | b\n"
     "R 1 | 2\n"
     "C c\n"},
};

static void blocks_become_passages(void **state) {
    (void)state;
    test_document_check(CHATLET_FORMAT_MARKDOWN, rows, sizeof rows / sizeof rows[0], true);
}

typedef struct made {
    clet_arena arena;
    clet_block_list list;
    clet_page_list pages;
} made;

static void begin(made *make) {
    clet_arena_init(&make->arena, test_plain_allocator());
    clet_block_list_init(&make->list, &make->arena);
}

static void add(made *make, clet_block_kind kind, const char *anchor, size_t size_bytes,
                const char *piece) {
    char *text = malloc(size_bytes);
    assert_non_null(text);
    for (size_t i = 0; i < size_bytes; i++)
        text[i] = piece[i % strlen(piece)];
    const clet_block block = {.kind = kind,
                              .level = kind == CLET_BLOCK_HEADING,
                              .text = {.data = text, .size_bytes = size_bytes},
                              .anchor = test_str(anchor)};
    assert_int_equal(clet_block_list_add(&make->list, &block), CHATLET_OK);
    free(text);
}

static const clet_page *finish(made *make) {
    assert_int_equal(clet_passage_list_make(&make->list, test_str("a/my-file_name.md"),
                                            test_str("/u"), &make->pages),
                     CHATLET_OK);
    assert_int_equal(make->pages.count, 1);
    return &make->pages.pages[0];
}

static void page_without_headings_is_named_by_its_file(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_PARAGRAPH, "", 5, "text ");
    test_text_equal("title", finish(&make)->title, test_str("My file name"));
    clet_arena_free(&make.arena);
}

static void passage_closes_past_the_target(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_PARAGRAPH, "a", CHATLET_PASSAGE_BYTES_TARGET - 2, "x");
    add(&make, CLET_BLOCK_PARAGRAPH, "a", 10, "y");
    add(&make, CLET_BLOCK_PARAGRAPH, "a", 10, "z");
    const clet_page *page = finish(&make);
    assert_int_equal(page->passage_count, 2);
    assert_int_equal(page->passages[0].text.size_bytes, CHATLET_PASSAGE_BYTES_TARGET - 1 + 11);
    clet_arena_free(&make.arena);
}

static void what_a_colon_announces_stays_with_it(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_PARAGRAPH, "a", CHATLET_PASSAGE_BYTES_TARGET + 4, ":");
    add(&make, CLET_BLOCK_CODE, "a", 10, "y");
    assert_int_equal(finish(&make)->passage_count, 1);
    clet_arena_free(&make.arena);
}

static void small_entries_share_a_passage_and_large_ones_do_not(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_ITEM, "a", 100, "x");
    add(&make, CLET_BLOCK_ITEM, "b", 100, "y");
    add(&make, CLET_BLOCK_ITEM, "c", 200, "z");
    add(&make, CLET_BLOCK_PARAGRAPH, "c", 200, "z");
    const clet_page *page = finish(&make);
    assert_int_equal(page->passage_count, 2);
    test_text_equal("small", page->passages[0].anchor, test_str("a"));
    test_text_equal("large", page->passages[1].anchor, test_str("c"));
    clet_arena_free(&make.arena);
}

static void longest_block_is_one_passage(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_PARAGRAPH, "a", CHATLET_PASSAGE_BYTES_MAX - 1, "x");
    assert_int_equal(finish(&make)->passage_count, 1);
    clet_arena_free(&make.arena);
}

/* Every piece is valid UTF-8 within the limit, and its code marks are in pairs. */
static void check_pieces(const clet_page *page, size_t least_count) {
    assert_true(page->passage_count >= least_count);
    for (uint32_t i = 0; i < page->passage_count; i++) {
        const chatlet_str text = page->passages[i].text;
        int open = 0;
        assert_in_range(text.size_bytes, 1, CHATLET_PASSAGE_BYTES_MAX);
        assert_int_equal(clet_utf8_valid_prefix(text), text.size_bytes);
        for (size_t k = 0; k < text.size_bytes; k++) {
            if (text.data[k] == CLET_MARK_CODE_BEGIN) open++;
            if (text.data[k] == CLET_MARK_CODE_END) open--;
            assert_in_range(open, 0, 1);
        }
        assert_int_equal(open, 0);
    }
}

/* The number counts, and stands before the first piece only. */
static void numbered_items_fit_with_their_number(void **state) {
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        clet_arena arena;
        clet_block_list list;
        clet_page_list pages;
        static char text[CHATLET_PASSAGE_BYTES_MAX];
        memset(text, 'x', sizeof text);
        clet_arena_init(&arena, test_plain_allocator());
        clet_block_list_init(&list, &arena);
        const clet_block block = {
            .kind = CLET_BLOCK_ITEM,
            .is_numbered = true,
            .number = 4000000000u,
            .text = {.data = text, .size_bytes = sizeof text - 1 - 12 + more}};
        assert_int_equal(clet_block_list_add(&list, &block), CHATLET_OK);
        assert_int_equal(
            clet_passage_list_make(&list, CHATLET_STR("doc"), CHATLET_STR("/doc"), &pages),
            CHATLET_OK);
        assert_int_equal(pages.pages[0].passage_count, 1 + more);
        const chatlet_str first = pages.pages[0].passages[0].text;
        assert_memory_equal(first.data,
                            "\7"
                            "4000000000. x",
                            14);
        assert_true(first.size_bytes <= CHATLET_PASSAGE_BYTES_MAX);
        clet_arena_free(&arena);
    }
}

static void longer_blocks_are_cut_where_it_hurts_least(void **state) {
    (void)state;
    static const struct {
        const char *piece;
        clet_block_kind kind;
        const char *end; /* of the first passage */
    } cuts[] = {{"One sentence. Another one! ", CLET_BLOCK_PARAGRAPH, "."},
                {"words and ", CLET_BLOCK_PARAGRAPH, "s"},
                {"\303\251", CLET_BLOCK_PARAGRAPH, "\303\251"},
                {"\001code words\002 ", CLET_BLOCK_PARAGRAPH, "\002"},
                {"int a;\n  b;\n", CLET_BLOCK_CODE, ";"}};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        made make;
        begin(&make);
        add(&make, cuts[i].kind, "a", strlen(cuts[i].piece) * 600, cuts[i].piece);
        check_pieces(finish(&make), 1 + strlen(cuts[i].piece) * 600 / CHATLET_PASSAGE_BYTES_MAX);
        clet_arena_free(&make.arena);
    }
}

static void code_that_never_ends_is_cut_in_pairs_of_marks(void **state) {
    (void)state;
    made make;
    begin(&make);
    char text[8000];
    memset(text, 'x', sizeof text);
    text[0] = CLET_MARK_CODE_BEGIN;
    text[sizeof text - 1] = CLET_MARK_CODE_END;
    const clet_block block = {.kind = CLET_BLOCK_PARAGRAPH,
                              .text = {.data = text, .size_bytes = sizeof text}};
    assert_int_equal(clet_block_list_add(&make.list, &block), CHATLET_OK);
    check_pieces(finish(&make), 4);
    clet_arena_free(&make.arena);
}

static void long_titles_are_cut(void **state) {
    (void)state;
    made make;
    begin(&make);
    add(&make, CLET_BLOCK_HEADING, "", CHATLET_TITLE_BYTES_MAX + 1, "x");
    assert_int_equal(finish(&make)->title.size_bytes, CHATLET_TITLE_BYTES_MAX);
    clet_arena_free(&make.arena);
}

static void row_pages_have_their_own_title_and_address(void **state) {
    (void)state;
    static const test_document_row tables[] = {
        {"rows", "question,answer,url\nWhy?,So.,/why\nHow?,Thus.,\n",
         "= Why? </why>\n[] #\nP So.\n= How? </doc>\n[] #q2\nP Thus.\n"},
        {"titles", "title,question,answer\nT,Q,A\n", "= T </doc>\n[Q] #q1\nP A\n"}};
    test_document_check(CHATLET_FORMAT_CSV, tables, 2, true);
}

static void add_heading(made *make, uint8_t level, char letter, size_t size_bytes) {
    char text[CHATLET_TITLE_BYTES_MAX + 1];
    memset(text, letter, sizeof text);
    const clet_block block = {.kind = CLET_BLOCK_HEADING,
                              .level = level,
                              .text = {.data = text, .size_bytes = size_bytes}};
    assert_int_equal(clet_block_list_add(&make->list, &block), CHATLET_OK);
}

/* Levels at their largest size fill the path to the last byte; one byte more of any is cut, and a
 * term below them does not fit any more. */
static void fullest_heading_path_is_kept_and_nothing_past_it(void **state) {
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        made make;
        begin(&make);
        make.list.title = CHATLET_STR("Title");
        for (uint8_t level = 1; level <= CHATLET_HEADING_PATH_MAX; level++) {
            add_heading(&make, level, (char)('a' + level), CHATLET_TITLE_BYTES_MAX + (size_t)extra);
        }
        char text[CHATLET_PASSAGE_BYTES_TARGET];
        memset(text, 'x', sizeof text);
        const clet_block entry = {.kind = CLET_BLOCK_ITEM,
                                  .text = {.data = text, .size_bytes = sizeof text},
                                  .term = {.data = text, .size_bytes = 10},
                                  .anchor = CHATLET_STR("entry")};
        assert_int_equal(clet_block_list_add(&make.list, &entry), CHATLET_OK);
        const clet_page *page = finish(&make);
        assert_int_equal(page->passage_count, 1);
        assert_int_equal(page->passages[0].headings.size_bytes, CHATLET_HEADINGS_BYTES_MAX);
        clet_arena_free(&make.arena);
    }
}

/* Headings with nothing under them are kept for the next passage, the newest
 * CHATLET_HEADING_PATH_MAX of them. */
static void newest_headings_with_nothing_under_them_are_kept(void **state) {
    (void)state;
    for (uint32_t count = CHATLET_HEADING_PATH_MAX; count <= CHATLET_HEADING_PATH_MAX + 1;
         count++) {
        made make;
        begin(&make);
        make.list.title = CHATLET_STR("Title");
        for (uint32_t i = 0; i < count; i++)
            add_heading(&make, 2, (char)('a' + i), 1);
        add(&make, CLET_BLOCK_PARAGRAPH, "p", 10, "x");
        const chatlet_str headings = finish(&make)->passages[0].headings;
        assert_int_equal(headings.size_bytes,
                         CHATLET_HEADING_PATH_MAX + 5 * (CHATLET_HEADING_PATH_MAX - 1));
        assert_int_equal(headings.data[headings.size_bytes - 1], 'a' + (int)count - 1);
        clet_arena_free(&make.arena);
    }
}

/* A long entry of a list of terms is cited under its term, like a section; what belongs to it too.
 * Short ones share a passage. */
static void long_entries_stand_under_their_term(void **state) {
    (void)state;
#define LONG_TEXT                                                                                  \
    "Sets how many connections the server takes at one time, which also decides how much shared "  \
    "memory it reserves when it starts, so that a large value costs memory even while nobody is "  \
    "connected, and a small one makes visitors wait or turns them away when many of them come at " \
    "the same moment of the day."
    static const test_document_row entries[] = {
        {"long and short entries",
         "<title>T</title><main><h1>T</h1><h2 id=s>Settings</h2><dl>"
         "<dt id=one><code>max_connections</code> (integer)<dd><p>" LONG_TEXT "</p>"
         "<dt id=two>port<dd>Where it listens."
         "<dt id=three>host<dd>The address."
         "</dl><h2>Next</h2><p>Text.</main>",
         "= T </doc>\n"
         "[Settings › max_connections (integer)] #one\n"
         "I `max_connections` (integer): " LONG_TEXT "\n"
         "[Settings] #two\n"
         "I port: Where it listens.\n"
         "I host: The address.\n"
         "[Next] #\n"
         "P Text.\n"},
    };
#undef LONG_TEXT
    test_document_check(CHATLET_FORMAT_HTML, entries, 1, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_become_passages),
        cmocka_unit_test(page_without_headings_is_named_by_its_file),
        cmocka_unit_test(fullest_heading_path_is_kept_and_nothing_past_it),
        cmocka_unit_test(newest_headings_with_nothing_under_them_are_kept),
        cmocka_unit_test(long_entries_stand_under_their_term),
        cmocka_unit_test(passage_closes_past_the_target),
        cmocka_unit_test(what_a_colon_announces_stays_with_it),
        cmocka_unit_test(small_entries_share_a_passage_and_large_ones_do_not),
        cmocka_unit_test(longest_block_is_one_passage),
        cmocka_unit_test(numbered_items_fit_with_their_number),
        cmocka_unit_test(longer_blocks_are_cut_where_it_hurts_least),
        cmocka_unit_test(code_that_never_ends_is_cut_in_pairs_of_marks),
        cmocka_unit_test(long_titles_are_cut),
        cmocka_unit_test(row_pages_have_their_own_title_and_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
