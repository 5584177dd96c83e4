#include "test_assert.h"

#include "test_allocator.h"
#include "test_document.h"

static const chatlet_document_format format = CHATLET_FORMAT_HTML;

static const test_document_row rows[] = {
    {"title, language, canonical",
     "<!DOCTYPE html><html lang=\"pt-BR\"><head><title>Guide | Site</title><link rel=\"canonical\" "
     "href=\"/guide\"></head><body><h2>Guide</h2><p>Text</p></body></html>",
     "title: Guide\n"
     "lang: pt-BR\n"
     "canonical: /guide\n"
     "H2 Guide\n"
     "P Text\n"},
    {"h1 is the title", "<title>Site</title><main><h1 id=top>My <code>page</code></h1><p>x</main>",
     "title: My page\n"
     "H1 #top My `page`\n"
     "P #top x\n"},
    {"canonical of another scheme",
     "<title>T</title><link rel=canonical href=\"javascript:alert(1)\"><p>x",
     "title: T\n"
     "P x\n"},
    {"page that leads on",
     "<title>Old</title><meta http-equiv=Refresh content=\"0; url=/new/\"><p>Moved.",
     "1:0: E106: the page only leads on to another; it is left out\n"},
    {"page that reloads",
     "<meta http-equiv=refresh content=0><meta http-equiv=refresh content=\"30; url=/b\"><p>Read "
     "me.",
     "P Read me.\n"},
    {"robots noindex",
     "<head>\n"
     "<meta name=\"robots\" content=\"noindex, follow\"></head><p>x",
     "2:0: E106: the page asks not to be indexed (robots noindex); it is left out\n"},
    {"main only",
     "<header><h1>Site</h1></header><nav>menu</nav><main><h1>Page</h1><p>a</p><footer>prev</"
     "footer></main><footer>f</footer>",
     "title: Page\n"
     "H1 Page\n"
     "P a\n"},
    {"body without navigation",
     "<body><header>logo</header><div class=\"navbar\">n</div><div id=\"sidebar\">s</div><div "
     "class=\"VPDoc has-sidebar\"><p>text</p></div><ul class=\"breadcrumbs\"><li>b</ul><div "
     "class=\"site-footer\">f</div><p hidden>h</p><p "
     "aria-hidden=\"true\">i</p><noscript>no</noscript><form><label>go</label><input></"
     "form><aside>side</aside><aside class=\"starlight-aside\">note</aside>",
     "P text\n"},
    {"permalink signs",
     "<h1>A<a class=\"headerlink\" href=\"#a\">¶</a></h1><h2 id=\"b\">B<a class=\"header-anchor\" "
     "href=\"#b\" aria-label=\"x\">&#8203;</a></h2><p>x",
     "title: A\n"
     "H1 A\n"
     "H2 #b B\n"
     "P #b x\n"},
    {"anchors of sections",
     "<div class=\"sect1\" id=\"S\"><div "
     "class=\"titlepage\"><div><div><h2>One</h2></div></div></div><p>a</p><div "
     "id=\"T\"><h3>Two</h3><p>b</p></div></div><h3><a "
     "name=\"old\"></a>Three</h3><p>c</p><h4>Four</h4><p>d",
     "H2 #S One\n"
     "P #S a\n"
     "H3 #T Two\n"
     "P #T b\n"
     "H3 #old Three\n"
     "P #old c\n"
     "H4 #old Four\n"
     "P #old d\n"},
    {"terms and definitions",
     "<dl><dt id=\"GUC-A\"><span class=\"term\"><code>a</code> (<code>int</code>)\n"
     " <a id=\"id-1.2\" "
     "class=\"indexterm\"></a></span></dt><dd><p>First.</p><p>Second.</p></dd><dt>b</dt><dt>c:</"
     "dt><dd>Both.<dt>alone</dl><p>after",
     "I #GUC-A `a` (`int`): First.\n"
     "P #GUC-A Second.\n"
     "I #GUC-A b, c: Both.\n"
     "I #GUC-A alone\n"
     "P #GUC-A after\n"},
    {"term before code", "<dl><dt>x<dd><pre>code</pre></dl>",
     "I x\n"
     "C code\n"},
    {"note has no heading of its own",
     "<h2>S</h2><div class=\"note\"><h3 class=\"title\">Note</h3><p>Mind.</p></div><p>y",
     "H2 S\n"
     "P Note: Mind.\n"
     "P y\n"},
    {"lists", "<ul><li><p>a</p><p>b</p><ul><li>c</ul><li>d</ul>",
     "I a\n"
     "P b\n"
     "I c\n"
     "I d\n"},
    {"numbered lists",
     "<ol><li>a<ul><li>b</ul><ol start=\" 7 \"><li><p>c</p><p>d</p></ol><li>e<li "
     "value=9>f<li>g</ol>"
     "<ol reversed><li>h</ol><ol start=-2><li>i</ol><ol start=0><li>j</ol>"
     "<ol "
     "start=100000000000><li>k</ol><table><tr><td><ol><li>l<li>m</ol><td>n</table><ol><li>o</ol>",
     "I 1. a\n"
     "I b\n"
     "I 7. c\n"
     "P d\n"
     "I 2. e\n"
     "I 9. f\n"
     "I 10. g\n"
     "I h\n"
     "I i\n"
     "I 0. j\n"
     "I k\n"
     "R l m | n\n"
     "I 1. o\n"},
    {"table of data",
     "<div class=\"table\" id=\"T1\"><p class=\"title\">Table "
     "1</p><table><caption>Cap</caption><thead><tr><th>A<th>B<tbody><tr><td><p>1</p><p>2</"
     "p><td><ul><li>x<li>y</ul><tr><td><td></table></div>",
     "P #T1 Table 1\n"
     "P #T1 Cap\n"
     "R #T1 A | B\n"
     "R #T1 1 2 | x y\n"},
    {"table as layout", "<table><tr><td><h2>H</h2><p>p<td><table><tr><td>a<td>b</table></table>",
     "H2 H\n"
     "P p\n"
     "R a | b\n"},
    {"code",
     "<p>run <code>a  b</code> or <kbd><code>c</code></kbd><pre>\n"
     "line 1\n"
     "\tline  2<br>3 &lt;\n"
     "\n"
     "</pre>",
     "P run `a b` or `c`\n"
     "C line 1\n"
     "    line  2\n"
     "3 <\n"},
    {"line breaks and entities", "<p>a<br>b &amp;&nbsp;&eacute; &#x1F600;", "P a b & é 😀\n"},
    {"links",
     "<p><a href=\"other.html\">Other <b>page</b></a> <a href=\"#x\">x</a> <a href=\" java\n"
     "script:alert(1)\">y</a> <a href=\"javascript:alert(1)\">z</a>",
     "P Other page x y z\n"
     "-> other.html: Other page\n"},
    {"hostile markup",
     "<title><script>alert(1)</script></title><p>a<script>alert(2)</script><img src=x "
     "onerror=alert(3)><svg><text>s</text></svg><style>p{}</style><iframe "
     "src=x>i</iframe><template>t</template>",
     "title: <script>alert(1)</script>\n"
     "P a\n"},
    {"markup in a heading", "<h1>&lt;img src=x onerror=alert(1)&gt;</h1><p>x",
     "title: <img src=x onerror=alert(1)>\n"
     "H1 <img src=x onerror=alert(1)>\n"
     "P x\n"},
    {"unclosed everything", "<div><p>a<b>b<i>c<p>d</div>e<table><tr><td>f",
     "P abc\n"
     "P d\n"
     "P e\n"
     "R f\n"},
    {"image is its description", "<p><img src=a.png alt=\"A cat\"> sits<img alt=\"\">",
     "P A cat sits\n"},
    {"code block's language is no text",
     "<div class=\"language-sh\"><button>Copy</button><span "
     "class=\"lang\">sh</span><pre><code>ls</code></pre></div>",
     "C ls\n"},
    {"lines of code that are blocks, as Docusaurus has them",
     "<pre><code><div class=\"token-line\"><span>a</span><br></div><div "
     "class=\"token-line\"><span></span><br></div><div><span>  b</span><br></div></code></pre><p>c",
     "C a\n"
     "\n"
     "  b\n"
     "P c\n"},
    {"lines of code that are a list", "<pre><ol class=linenums><li>a<li>b</ol></pre><ol><li>c</ol>",
     "C a\n"
     "b\n"
     "I 1. c\n"},
    {"numbers of code lines",
     "<div class=\"highlight\"><pre><span></span><span class=\"linenos\">1</span>a\n"
     "<span class=\"ln\">2</span>b</pre></div><p>Maiden name: <span class=ln>Smith</span>",
     "C a\n"
     "b\n"
     "P Maiden name: Smith\n"},
    {"code and its numbers in a table, as Pygments has it",
     "<table class=\"highlighttable\"><tr><th colspan=2 class=filename>x.yml</th></tr><tr><td "
     "class=\"linenos\"><div class=\"linenodiv\"><pre><span></span>1\n"
     "2</pre></div></td><td class=\"code\"><div><pre><code>a:\n"
     "  b</code></pre></div></td></tr></table>",
     "P x.yml\n"
     "C a:\n"
     "  b\n"},
    {"the same of Hugo",
     "<div class=\"highlight\"><div class=\"chroma\"><table class=\"lntable\"><tr><td "
     "class=\"lntd\"><pre><code><span class=\"lnt\">1\n"
     "</span></code></pre></td><td class=\"lntd\"><pre><code>a</code></pre></td></tr></table>"
     "</div></div><div class=highlight><div><table><tr><td><pre><code><span "
     "style=\"margin:0;user-select:none;color:#7f7f7f\">1\n"
     "</span></code></pre></td><td><pre><code>b</code></pre></td></tr></table></div></div>",
     "C a\n"
     "C b\n"},
    {"tabs: labels apart, hidden panels read",
     "<div class=tabs><input type=radio><label for=a>Debian</label><input type=radio><label "
     "for=b>Fedora</label></div><div role=tabpanel><pre>apt</pre></div><div role=tabpanel "
     "hidden aria-hidden=true><pre>dnf</pre></div><div hidden><p>x</div>",
     "P Debian\n"
     "P Fedora\n"
     "C apt\n"
     "C dnf\n"},
    {"titles of notes join what the notes say",
     "<div class=\"admonition note\"><p class=\"admonition-title\">Note</p><p>A.</p><p>B.</p></div>"
     "<div class=\"theme-admonition\"><div class=\"admonitionHeading_Gvgb\"><span><svg><path/>"
     "</svg></span>tip</div><div class=\"admonitionContent_BuS1\"><p>C.</p></div></div><div "
     "class=\"warning custom-block\"><p "
     "class=\"custom-block-title\">Really?</p><p>D.</p></div><div "
     "class=\"admonition\"><p class=\"admonition-title\">E</p><ul><li>F</ul></div>",
     "P Note: A.\n"
     "P B.\n"
     "P tip: C.\n"
     "P Really? D.\n"
     "P E\n"
     "I F\n"},
    {"footnotes without their marks",
     "<p>One.<sup id=\"fnref:1\"><a class=\"footnote-ref\" href=\"#fn:1\">1</a></sup> Two<sup><a "
     "href=\"#user-content-fn-1\" data-footnote-ref=\"true\">1</a></sup> Three <a "
     "class=\"footnote-reference brackets\" href=\"#f\" role=\"doc-noteref\"><span>[</span>1"
     "<span>]</span></a></p><ol><li id=f><p>Note.&nbsp;<a class=\"footnote-backref\" "
     "href=\"#fnref:1\">↩</a></p></ol><aside class=\"footnote-list brackets\"><aside "
     "class=\"footnote brackets\" role=\"note\"><span class=label><span "
     "class=\"fn-bracket\">[</span><a role=\"doc-backlink\" href=\"#i\">1</a><span "
     "class=\"fn-bracket\">]</span></span><p>Other.</p></aside></aside>",
     "P One. Two Three\n"
     "I #f 1. Note.\n"
     "P #f Other.\n"},
    {"links that serve the page, not the reader",
     "<p>a</p><a href=\"https://github.com/x/y/edit/main/a.md\">Edit this page</a> <a "
     "href=\"#\" class=\"md-top\">Back to top</a><p>You may <a "
     "href=\"https://github.com/x/y/edit/main/a.md\">edit it</a>, see <a "
     "href=\"#\">here</a>.</p><h3><a href=\"#\">How?</a></h3><p>So.</p>"
     "<p>run() <a class=\"viewcode-link\" href=\"_modules/a.html\">[source]</a></p><span "
     "class=\"theme-doc-version-badge badge\">Version: 2.0</span>",
     "P a\n"
     "P You may edit it, see here.\n"
     "H3 How?\n"
     "P So.\n"
     "P run()\n"
     "-> https://github.com/x/y/edit/main/a.md: edit it\n"},
    {"front page of VitePress",
     "<h1 class=heading><span class=\"name clip\">Gardenia</span><span class=text>Waters "
     "plants</span></h1><p>x",
     "title: Gardenia Waters plants\n"
     "H1 Gardenia Waters plants\n"
     "P x\n"},
    {"list of posts or tags that Docusaurus made",
     "<html class=\"blog-wrapper blog-tags-post-list-page plugin-blog\"><h1>2 posts</h1><p>x",
     "1:0: E106: the page only lists other pages; it is left out\n"},
    {"nothing but navigation", "<nav>a</nav>",
     "0:0: E106: nothing to read in the document; it is left out\n"},
    {"empty", "", "0:0: E106: nothing to read in the document; it is left out\n"},
    {"whole site's bar and main role",
     "<div class=\"related\">r</div><div role=\"main\"><section "
     "id=\"s\"><h1>S</h1><p>t</p></section></div>",
     "title: S\n"
     "H1 #s S\n"
     "P #s t\n"},
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

static void html_becomes_blocks(void **state) {
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
    static const char deep[] =
        "1:2561: E105: elements are nested deeper than 512; close the ones left open\n";
    check_repeated("<div>", CHATLET_DOCUMENT_DEPTH_MAX,
                   "0:0: E106: nothing to read in the document; it is left out\n");
    check_repeated("<div>", CHATLET_DOCUMENT_DEPTH_MAX + 1, deep);
    check_repeated("<div>", 200000, deep);
    check_repeated("<!--><div>", 1000,
                   "1:5126: E105: elements are nested deeper than 512; close the ones left open\n");
    check_repeated("<p><b>x", 1000,
                   "1:3581: E105: elements are nested deeper than 512; close the ones left open\n");
}

static void siblings_are_not_nested(void **state) {
    (void)state;
    static const char *pieces[] = {"<p>x",
                                   "<li>x",
                                   "<tr><td>x",
                                   "<dt>x<dd>y",
                                   "<br>x",
                                   "<b>x</b>",
                                   "<a href=#>x</a>",
                                   "<p><b>x</b></p>",
                                   "<option>x",
                                   "<!-- <div> -->x",
                                   "<script><div></script>x"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        check_repeated(pieces[i], 2000, "");
}

static void attributes_end_at_their_limit(void **state) {
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        char *attributes = repeat(" a=\"<>\"", CHATLET_DOCUMENT_ATTRIBUTES_MAX + extra);
        char *source = malloc(strlen(attributes) + 8);
        assert_non_null(source);
        sprintf(source, "<p%s>x", attributes);
        test_document *out =
            test_document_read(test_plain_allocator(), format, test_str(source), false);
        test_text_equal(
            "attributes", test_str(out->text),
            extra == 0
                ? test_str("P x\n")
                : test_str("1:1: E107: an element has more than 500 attributes; remove some\n"));
        free(out);
        free(source);
        free(attributes);
    }
}

/* A paragraph of three bytes takes a node of gumbo's, until the region is used up. */
static void exhausted_parser_is_left_without_a_leak(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    char *source = repeat("<p>", 100000);
    test_document *out = test_document_read(&test.allocator, format, test_str(source), false);
    test_text_equal("exhausted", test_str(out->text),
                    test_str("0:0: E107: the page's markup needs more memory than a page of its "
                             "size may take; simplify it or split it\n"));
    assert_int_equal(test.live_count, 0);
    free(out);
    free(source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_becomes_blocks),
        cmocka_unit_test(every_refused_allocation_ends_cleanly),
        cmocka_unit_test(nesting_ends_at_its_limit),
        cmocka_unit_test(siblings_are_not_nested),
        cmocka_unit_test(attributes_end_at_their_limit),
        cmocka_unit_test(exhausted_parser_is_left_without_a_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
