#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

static const chatlet_document_format format = CHATLET_FORMAT_MARKDOWN;

static const test_document_row rows[] = {
    {"heading, paragraph and link",
     "# Title\n"
     "\n"
     "Hello [there](other.md#x \"t\"), [here](#a).\n",
     "H1 #title Title\n"
     "P #title Hello there, here.\n"
     "-> other.md#x: there\n"},
    {"front matter of YAML",
     "---\n"
     "title: \"My Guide\"\n"
     "lang: es\n"
     "nav:\n"
     "  title: other\n"
     "---\n"
     "Text\n",
     "title: My Guide\n"
     "lang: es\n"
     "P Text\n"},
    {"front matter of TOML",
     "+++\n"
     "title = 'Guía'\n"
     "+++\n"
     "# One\n"
     "\n"
     "Text\n",
     "title: Guía\n"
     "H1 #one One\n"
     "P #one Text\n"},
    {"front matter that is never closed",
     "---\n"
     "title: x\n",
     "P title: x\n"},
    {"anchors as GitHub makes them",
     "# Foo & Bar's `code`\n"
     "\n"
     "## Ünïcode Ñ\n"
     "\n"
     "## a_b-c 1.2\n"
     "\n"
     "## A\n"
     "\n"
     "## A\n"
     "\n"
     "## A-1\n"
     "\n"
     "## A\n",
     "H1 #foo--bars-code Foo & Bar's `code`\n"
     "H2 #ünïcode-ñ Ünïcode Ñ\n"
     "H2 #a_b-c-12 a_b-c 1.2\n"
     "H2 #a A\n"
     "H2 #a-1 A\n"
     "H2 #a-1-1 A-1\n"
     "H2 #a-2 A\n"},
    {"custom ids",
     "# One {#first}\n"
     "\n"
     "## Two {: #second .x }\n"
     "\n"
     "## Three {.class}\n"
     "\n"
     "## Four {not an id}\n",
     "H1 #first One\n"
     "H2 #second Two\n"
     "H2 #three-class Three {.class}\n"
     "H2 #four-not-an-id Four {not an id}\n"},
    {"lists within lists",
     "- one\n"
     "\n"
     "  more of one\n"
     "  - inner\n"
     "- two\n"
     "\n"
     "1. first\n"
     "1. second\n"
     "   - inner\n"
     "\n"
     "   7) deep\n"
     "1. third\n",
     "I one\n"
     "P more of one\n"
     "I inner\n"
     "I two\n"
     "I 1. first\n"
     "I 2. second\n"
     "I inner\n"
     "I 7. deep\n"
     "I 3. third\n"},
    {"quote and alert",
     "> [!NOTE]\n"
     "> Mind this.\n"
     "\n"
     "> > deep\n",
     "P Mind this.\n"
     "P deep\n"},
    {"code keeps its lines",
     "```c\n"
     "int a;\n"
     "\n"
     "\tint b;  \n"
     "```\n"
     "\n"
     "    indented\n"
     "\n"
     "and `x  y` within a line\n",
     "C int a;\n"
     "\n"
     "    int b;\n"
     "C indented\n"
     "P and `x y` within a line\n"},
    {"table with bars in cells",
     "| a | b \\| c |\n"
     "|---|:-:|\n"
     "| `x \\| y` | 2 |\n"
     "| | z |\n",
     "R a | b | c\n"
     "R `x | y` | 2\n"
     "R | z\n"},
    {"table under a paragraph",
     "before\n"
     "h1 | h2\n"
     "---|---\n"
     "v1 | v2\n"
     "\n"
     "after \\| all, `a \\| b`\n",
     "P before\n"
     "R h1 | h2\n"
     "R v1 | v2\n"
     "P after | all, `a \\| b`\n"},
    {"bars without a delimiter row",
     "a | b\n"
     "c | d\n",
     "P a | b c | d\n"},
    {"table in a quote",
     "> | a | b |\n"
     "> |---|---|\n"
     "> | 1 | 2 |\n",
     "R a | b\n"
     "R 1 | 2\n"},
    {"admonitions",
     "!!! note \"Watch out\"\n"
     "    inside\n"
     "\n"
     "    - item\n"
     "\n"
     "after\n"
     "\n"
     "??? tip\n"
     "    folded\n"
     "\n"
     "::: warning Mind\n"
     "text\n"
     ":::\n"
     "\n"
     ":::tip[Docusaurus]\n"
     "more\n"
     ":::\n",
     "P Watch out: inside\n"
     "I item\n"
     "P after\n"
     "P folded\n"
     "P Mind: text\n"
     "P Docusaurus: more\n"},
    {"markers within code stay",
     "```\n"
     "::: tip\n"
     "!!! note\n"
     "```\n",
     "C ::: tip\n"
     "!!! note\n"},
    {"contents markers are dropped",
     "[[toc]]\n"
     "\n"
     "[TOC]\n"
     "\n"
     "text\n",
     "P text\n"},
    {"raw HTML",
     "<div><script>alert(1)</script><!-- c --><style>p{}</style><p>html &lt;text&gt; "
     "&#233;&nbsp;x</p></div>\n"
     "\n"
     "a <b>bold</b><br>line <a id=\"spot\"></a>b\n"
     "\n"
     "behind\n",
     "P html <text> é x\n"
     "P #spot a bold line b\n"
     "P #spot behind\n"},
    {"script in a title", "# <script>alert(1)</script> Hi\n", "H1 #alert1-hi alert(1) Hi\n"},
    {"script address", "[a](javascript:alert(1)) [b](data:text/html,x) [c](https://e.x/)\n",
     "P a b c\n"
     "-> https://e.x/: c\n"},
    {"image is its description", "![A cat](cat.png) sits\n", "P A cat sits\n"},
    {"unclosed marks", "**bold `code [link](\n", "P **bold `code [link](\n"},
    {"control and invisible characters", "a\001b\002 c\302\240d\342\200\213e\036\037f\n",
     "P a`b` c de|f\n"},
    {"CR LF",
     "# A\r\n"
     "\r\n"
     "b\r\n"
     "c\r\n",
     "H1 #a A\n"
     "P #a b c\n"},
    {"nothing but a comment", "<!-- x -->\n",
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"empty", "", "0:0: E106: nothing to read in the document; it is left out\n"},
};

/* `count` times `piece`; for free() to release. */
static char *repeat(const char *piece, size_t count) {
    const size_t size_bytes = strlen(piece);
    char *text = malloc(size_bytes * count + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size_bytes, piece, size_bytes);
    text[size_bytes * count] = '\0';
    return text;
}

/* The first diagnostic of a document made of `piece` as often as given, or "" when it is read. */
static void check_repeated(const char *piece, size_t count, const char *expected) {
    char *source = repeat(piece, count);
    test_document *out =
        test_document_read(test_plain_allocator(), format, test_str(source), false);
    const bool is_read = out->status == CHATLET_OK;
    test_text_equal(piece, is_read ? test_str("") : test_str(out->text), test_str(expected));
    free(out);
    free(source);
}

static void markdown_becomes_blocks(void **state) {
    (void)state;
    test_document_check(format, rows, sizeof rows / sizeof rows[0], false);
}

static void every_refused_allocation_ends_cleanly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].source) > 40)
            test_document_refuse_each(format, test_str(rows[i].source));
    }
}

static void nesting_ends_at_its_limit(void **state) {
    (void)state;
    check_repeated("> ", CHATLET_DOCUMENT_DEPTH_MAX / 2,
                   "0:0: E106: nothing to read in the document; it is left out\n");
    check_repeated("> ", CHATLET_DOCUMENT_DEPTH_MAX + 1,
                   "1:0: E105: quotes or lists are nested deeper than 512; flatten them\n");
    check_repeated("- ", 100000, "0:0: E106: nothing to read in the document; it is left out\n");
    check_repeated("- + ", 100000,
                   "1:0: E105: quotes or lists are nested deeper than 512; flatten them\n");
}

static void images_of_a_paragraph_end_at_their_limit(void **state) {
    (void)state;
    check_repeated("![[]()", CHATLET_DOCUMENT_IMAGES_MAX, "");
    check_repeated("![[]()", CHATLET_DOCUMENT_IMAGES_MAX + 1,
                   "1:0: E107: a paragraph has more than 5,000 images; part it by blank lines\n");
    check_repeated("![a](b)\n\n", CHATLET_DOCUMENT_IMAGES_MAX + 1, "");
}

/* Each of these could take the square of its length; most are refused for want of memory or read as
 * plain text. The test's time limit is the check. */
static void hostile_texts_are_read_in_time(void **state) {
    (void)state;
    static const char *pieces[] = {"![",          "*a **a ",    "a**bc* ",      "a <!-- ", "a <? ",
                                   "a <![CDATA[", "<a b",       "[a](<b",       "\\|",     "a|b\n",
                                   "&#1;",        "|x|\n|-|\n", ":::",          "_a __a ", "# a\n",
                                   "- x\n",       "> x\n",      "!!! a \"b\"\n"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        char *source = repeat(pieces[i], 200000 / strlen(pieces[i]));
        test_document *out =
            test_document_read(test_plain_allocator(), format, test_str(source), false);
        assert_true(out->status == CHATLET_OK || out->status == CHATLET_ERR_INPUT);
        free(out);
        free(source);
    }
}

/* cmark keeps some 270 bytes for each bracket, until the region is used up. */
static void exhausted_parser_is_left_without_a_leak(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    char *source = repeat("[", 200000);
    test_document *out = test_document_read(&test.allocator, format, test_str(source), false);
    test_text_equal("exhausted", test_str(out->text),
                    test_str("0:0: E107: the document's markup needs more memory than a document "
                             "of its size may take; simplify it or split it\n"));
    assert_int_equal(test.live_count, 0);
    free(out);
    free(source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_becomes_blocks),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
        cmocka_unit_test(nesting_ends_at_its_limit),
        cmocka_unit_test(images_of_a_paragraph_end_at_their_limit),
        cmocka_unit_test(hostile_texts_are_read_in_time),
        cmocka_unit_test(exhausted_parser_is_left_without_a_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
