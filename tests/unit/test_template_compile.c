/* Texts with tags: what they give, what their authors are told, and the limits. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_template.h"

#include "bundle/template_format.h"
#include "runtime/template_render.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void tags_of_a_plain_text_are_filled_in(void **state) {
    static const test_template_row rows[] = {
        {"", ""},
        {"Hello.", "Hello."},
        {"Hello {{name}}!", "Hello Ada <b>!"},
        {"{{{name}}} {{&name}}", "Ada <b> Ada <b>"},
        {"{{n}} {{d}} {{yes}} {{unset}}|{{order.total}}", "3 1.5 true |9.5"},
        {"{{user.name}}{{user.nothing}}{{#user}} {{name}}{{/user}}", "Bob Bob"},
        {"{{tags}}", "a, b, c"},
        {"{{user}}", ""},
        {"{{#tags}}<{{.}}>{{/tags}}", "<a><b><c>"},
        {"{{#items}}{{n}}{{#tags}}[{{.}}]{{/tags}} {{/items}}", "one[x] two[a][b][c] "},
        {"{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{^no}}N{{/no}}{{#unset}}u{{/unset}}", "yN"},
        {"{{#n}}{{n}}{{/n}}", "3"},
        {"a\n  {{! gone }}\nb", "a\nb"},
        {"{{>sig}}|{{=<% %>=}}<%name%>", "-- Ada <b>|Ada <b>"},
        {"  {{>item}}", "  - 3\n"},
        {"{{#user}}{{>ends}}{{/user}}", "Bob."},
    };
    (void)state;
    test_templates_give(CHATLET_TEMPLATE_PLAIN, rows, COUNT(rows));
}

/* Of two items each, so that the budget ends it before the frames do; one item ends by frames. */
static void a_partial_that_includes_itself_ends(void **state) {
    test_template made;
    (void)state;
    test_template_run(test_plain_allocator(), CHATLET_STR("{{>tree}}"), CHATLET_TEMPLATE_PLAIN,
                      false, 100000, &made);
    assert_int_equal(made.status, CHATLET_ERR_COST);
    test_template_free(&made);
    test_template_run(test_plain_allocator(), CHATLET_STR("{{>row}}"), CHATLET_TEMPLATE_PLAIN,
                      false, 100000, &made);
    assert_int_equal(made.status, CHATLET_OK);
    /* The first stands in the text, then one for each two frames: its call and its section. */
    assert_int_equal(made.text.size_bytes, 1 + CLET_TEMPLATE_FRAMES_MAX / 2);
    test_template_free(&made);
}

static void values_are_escaped_for_where_they_go(void **state) {
    static const test_template_row html[] = {
        {"<i>{{name}}</i>{{{name}}}", "<i>Ada &lt;b&gt;</i>Ada <b>"},
    };
    static const test_template_row url[] = {
        {"/find?q={{name}}&n={{n}}", "/find?q=Ada%20%3Cb%3E&n=3"},
        {"{{url}}", "https://x.org/a%20b?c=%C3%BC"},
        {"/go?to={{url}}", "/go?to=https%3A%2F%2Fx.org%2Fa%20b%3Fc%3D%C3%BC"},
        {"/go{{&url}}", "/gohttps://x.org/a%20b?c=%C3%BC"},
        {"{{name}}:x", ""}, /* its scheme is none to follow */
        {"javascript:alert(1)", ""},
        {"mailto:{{user.name}}", "mailto:Bob"},
    };
    (void)state;
    test_templates_give(CHATLET_TEMPLATE_HTML, html, COUNT(html));
    test_templates_give(CHATLET_TEMPLATE_URL, url, COUNT(url));
}

static void markdown_becomes_tokens(void **state) {
    static const test_template_row rows[] = {
        {"", "[]"},
        {"Hello *there*, **you**.", "[[\"text\",\"Hello \"],[\"emphasis\",\"there\"],[\"text\",\", "
                                    "\"],[\"strong\",\"you\"],[\"text\",\".\"]]"},
        {"one\n\ntwo", "[[\"text\",\"one\"],[\"paragraph\"],[\"text\",\"two\"]]"},
        {"- a\n- b", "[[\"item\"],[\"text\",\"a\"],[\"item\"],[\"text\",\"b\"]]"},
        {"3. a\n4. b", "[[\"step\",3],[\"text\",\"a\"],[\"step\",4],[\"text\",\"b\"]]"},
        {"# T\n> q\n\n`c`", "[[\"heading\"],[\"text\",\"T\"],[\"quote\"],[\"text\",\"q\"],"
                            "[\"paragraph\"],[\"code\",\"c\"]]"},
        {"```\na\nb\n```", "[[\"block\"],[\"text\",\"a\\nb\"]]"},
        {"a  \nb\nc", "[[\"text\",\"a\"],[\"break\"],[\"text\",\"b c\"]]"},
        {"[t](/p?a=b) <b>raw</b>", "[[\"link\",\"t\",\"/p?a=b\"],[\"text\",\" <b>raw</b>\"]]"},
        {"<div>\n*a*\n</div>",
         "[[\"text\",\"<div>\"],[\"break\"],[\"text\",\"*a*\"],[\"break\"],[\"text\",\"</div>\"]]"},
        {"1. a\n\n   b\n2. c", "[[\"step\",1],[\"text\",\"a\"],[\"break\"],[\"text\",\"b\"],"
                               "[\"step\",2],[\"text\",\"c\"]]"},
        {"\xF3\xB0\x80\x80"
         "0\xF3\xB0\x80\x81&#xF0000;0&#xF0001;",
         "[[\"text\",\"?0?\"]]"},
    };
    (void)state;
    test_templates_give(CHATLET_TEMPLATE_MARKDOWN, rows, COUNT(rows));
}

static void tags_stand_anywhere_in_markdown(void **state) {
    static const test_template_row rows[] = {
        {"**{{name}}**", "[[\"strong\",\"Ada <b>\"]]"},
        {"`{{name}}` *{{n}}*", "[[\"code\",\"Ada <b>\"],[\"text\",\" \"],[\"emphasis\",\"3\"]]"},
        {"[{{name}} here](/s?q={{name}})", "[[\"link\",\"Ada <b> here\",\"/s?q=Ada%20%3Cb%3E\"]]"},
        {"[x]({{url}})", "[[\"link\",\"x\",\"https://x.org/a%20b?c=%C3%BC\"]]"},
        {"[x]({{name}}:1)", "[[\"text\",\"x\"]]"},
        {"{{#tags}}\n- {{.}}\n{{/tags}}", "[[\"item\"],[\"text\",\"a\"],[\"item\"],[\"text\",\"b\"]"
                                          ",[\"item\"],[\"text\",\"c\"]]"},
        {"{{#tags}}- {{.}}\n{{/tags}}", "[[\"item\"],[\"text\",\"a\"],[\"item\"],[\"text\",\"b\"],"
                                        "[\"item\"],[\"text\",\"c\"]]"},
        {"{{#items}}\n1. {{n}}\n{{/items}}\n1. end",
         "[[\"step\",1],[\"text\",\"one\"],[\"step\",2],[\"text\",\"two\"],[\"step\",3],"
         "[\"text\",\"end\"]]"},
        {"{{#no}}x{{/no}}\n\n{{#yes}}a\n\nb{{/yes}}",
         "[[\"text\",\"a\"],[\"paragraph\"],[\"text\",\"b\"]]"},
        {"a\n\n{{#no}}\nx\n{{/no}}\nb", "[[\"text\",\"a\"],[\"paragraph\"],[\"text\",\"b\"]]"},
        {"a {{#yes}}*b*{{/yes}}{{#no}}**c**{{/no}}", "[[\"text\",\"a \"],[\"emphasis\",\"b\"]]"},
        {"{{#yes}}[a](/b){{/yes}}", "[[\"link\",\"a\",\"/b\"]]"},
        {"[{{#yes}}a{{/yes}}](/b{{#no}}c{{/no}})", "[[\"link\",\"a\",\"/b\"]]"},
        {"# {{unset}}\n\nend", "[[\"text\",\"end\"]]"},
        {"*{{>sig}}*", "[[\"emphasis\",\"-- \"],[\"emphasis\",\"Ada <b>\"]]"},
    };
    (void)state;
    test_templates_give(CHATLET_TEMPLATE_MARKDOWN, rows, COUNT(rows));
}

static void a_constant_message_is_stored_as_its_tokens(void **state) {
    test_template made;
    (void)state;
    test_template_run(test_plain_allocator(), CHATLET_STR("# Hi\n\n- **you**\n- [a](/b)"),
                      CHATLET_TEMPLATE_MARKDOWN, true, 10, &made);
    assert_int_equal(made.status, CHATLET_OK);
    assert_int_equal(made.code.data[CLET_TEMPLATE_HEAD_BYTES], CLET_TEMPLATE_OP_TOKENS);
    assert_int_equal(made.code.data[made.code.size_bytes - 1], CLET_TEMPLATE_OP_END);
    assert_memory_equal(made.code.data + CLET_TEMPLATE_HEAD_BYTES + 2, made.text.data,
                        made.text.size_bytes);
    assert_int_equal(made.code.size_bytes, CLET_TEMPLATE_HEAD_BYTES + 2 + made.text.size_bytes + 1);
    test_template_free(&made);
}

static void markdown_has_a_plain_form(void **state) {
    test_template made;
    (void)state;
    test_template_run(test_plain_allocator(),
                      CHATLET_STR("# Hi {{name}}\n\n- **a**\n- [b](/c)\n\n1. d"),
                      CHATLET_TEMPLATE_MARKDOWN, false, TEST_TEMPLATE_COST, &made);
    assert_int_equal(made.status, CHATLET_OK);
    test_text_equal("plain", made.text, CHATLET_STR("Hi Ada <b>\na\nb\nd"));
    test_template_free(&made);
}

static void mistakes_are_told_with_their_place(void **state) {
    static const test_template_row rows[] = {
        {"a {{nam}}", "1:3: E23: `{{nam}}`: there is no variable `nam`; did you mean `name`?\n"},
        {"{{zzz.a}}", "1:1: E23: `{{zzz.a}}`: there is no variable `zzz`; add it to `vars`\n"},
        {"{{name.x}}", "1:1: E23: `{{name.x}}`: what stands before `.x` is a string, which has no "
                       "parts\n"},
        {"{{#tags}}{{zzz}}{{/tags}}",
         "1:10: E23: `{{zzz}}`: there is no variable `zzz`; add it to `vars`\n"},
        {"{{.}}", "1:1: E23: `{{.}}` is the item of a list and stands within `{{#list}}` and "
                  "`{{/list}}`\n"},
        {"\n{{name", "2:1: E23: `{{name` is never closed; end the tag with `}}`\n"},
        {"{{#yes}}", "1:1: E23: the section `yes` is never closed; put `{{/yes}}` behind what "
                     "belongs to it\n"},
        {"{{/yes}}", "1:1: E23: `{{/yes}}` closes nothing; remove it, or open it with "
                     "`{{#yes}}`\n"},
        {"{{#yes}}{{/no}}", "1:9: E23: `{{/no}}` stands where `{{/yes}}` must: what is opened last "
                            "is closed first\n"},
        {"{{}}", "1:1: E23: a tag without a name; write the name of a variable in it, as "
                 "`{{name}}`\n"},
        {"{{n + 1}}", "1:1: E23: `{{n + 1}}`: only a name can stand in a tag; compute the value "
                      "with `set` before\n"},
        {"{{=x=}}", "1:1: E23: `{{=…=}}` names two new delimiters with a space between, as "
                    "`{{=<% %>=}}`, each of up to 7 bytes and without `=`\n"},
        {"{{>nothing}}",
         "1:1: E23: `{{>nothing}}`: there is no text with this key; add it to `strings`\n"},
        {"{{$a}}", "1:1: E23: `{{$…}}` and `{{<…}}` are not supported; use `{{>key}}` to put in "
                   "another text\n"},
        {"\xFF", "1:1: E23: the text is not UTF-8; save the file as UTF-8\n"},
        {"{{nam}}{{zzz}}", "1:1: E23: `{{nam}}`: there is no variable `nam`; did you mean "
                           "`name`?\n1:8: E23: `{{zzz}}`: there is no variable `zzz`; add it to "
                           "`vars`\n"},
        {"a{{>wrong}}", "1:2: E23: `{{nmae}}`: there is no variable `nmae`; add it to `vars`\n"},
        {"{{a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q}}",
         "1:1: E23: a name in a tag has more than 16 parts; shorten it\n"},
    };
    static const test_template_row messages[] = {
        {"[a](javascript:b)",
         "1:5: E23: a link to `javascript:b` leads nowhere; links lead to https:, http:, mailto:, "
         "tel: or a page of the site, as `/prices`\n"},
        {"[a {{#yes}}b](/c){{/yes}}",
         "1:4: E23: a section begins and ends on different sides of a link, an image or an "
         "address; put all of it inside or outside\n"},
        {"[{{>tree}}](/c)", "1:2: E23: a section begins and ends on different sides of a link, an "
                            "image or an address; put all of it inside or outside\n"},
    };
    static const test_template_row warnings[] = {
        {"![a cat](cat.png)", "1:10: E23: a text cannot show the image `cat.png`; only its words "
                              "are said. Put the image in the node's `media`\n"},
    };
    (void)state;
    test_templates_told(CHATLET_TEMPLATE_PLAIN, CHATLET_ERR_INPUT, rows, COUNT(rows));
    test_templates_told(CHATLET_TEMPLATE_MARKDOWN, CHATLET_ERR_INPUT, messages, COUNT(messages));
    test_templates_told(CHATLET_TEMPLATE_MARKDOWN, CHATLET_OK, warnings, COUNT(warnings));
}

static chatlet_status status_of(chatlet_str source, chatlet_template_mode mode, const char *code) {
    test_template made;
    test_template_run(test_plain_allocator(), source, mode, false, TEST_TEMPLATE_COST, &made);
    const chatlet_status status = made.status;
    if (status == CHATLET_ERR_INPUT) assert_non_null(strstr(made.lines, code));
    test_template_free(&made);
    return status;
}

static void a_text_may_be_as_long_as_the_limit(void **state) {
    static char text[CHATLET_TEMPLATE_BYTES_MAX + 1];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_int_equal(
        status_of((chatlet_str){text, CHATLET_TEMPLATE_BYTES_MAX}, CHATLET_TEMPLATE_MARKDOWN, ""),
        CHATLET_OK);
    assert_int_equal(status_of((chatlet_str){text, sizeof text}, CHATLET_TEMPLATE_PLAIN, "E17"),
                     CHATLET_ERR_INPUT);
}

static chatlet_status nest(uint32_t depth) {
    char text[1024];
    size_t size = 0;
    for (uint32_t i = 0; i < depth; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "{{#yes}}");
    for (uint32_t i = 0; i < depth; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "{{/yes}}");
    return status_of((chatlet_str){text, size}, CHATLET_TEMPLATE_MARKDOWN, "E17");
}

static void sections_nest_as_deep_as_the_limit(void **state) {
    (void)state;
    assert_int_equal(nest(CHATLET_TEMPLATE_DEPTH_MAX), CHATLET_OK);
    assert_int_equal(nest(CHATLET_TEMPLATE_DEPTH_MAX + 1), CHATLET_ERR_INPUT);
}

/* A partial makes more of a text than it is long. */
static char partial_text[CHATLET_TEMPLATE_CODE_BYTES_MAX];
static size_t partial_bytes;

static bool find_long(void *context, chatlet_str name, chatlet_str *text) {
    (void)context;
    (void)name;
    *text = (chatlet_str){partial_text, partial_bytes};
    return true;
}

static chatlet_status compile_to(size_t code_bytes) {
    const chatlet_template_options options = {.find_partial = find_long};
    chatlet_str code = {0};
    memset(partial_text, 'a', sizeof partial_text);
    /* An operation, three bytes of a size, and END. */
    partial_bytes = code_bytes - 5;
    const chatlet_status status =
        chatlet_template_compile(test_plain_allocator(), CHATLET_STR("{{>a}}"), &options, &code);
    if (status == CHATLET_OK) {
        assert_int_equal(code.size_bytes, CLET_TEMPLATE_HEAD_BYTES + code_bytes);
        test_plain_allocator()->release(NULL, (void *)(uintptr_t)code.data);
    }
    return status;
}

static void compiled_code_may_be_as_long_as_the_limit(void **state) {
    (void)state;
    assert_int_equal(compile_to(CHATLET_TEMPLATE_CODE_BYTES_MAX), CHATLET_OK);
    assert_int_equal(compile_to(CHATLET_TEMPLATE_CODE_BYTES_MAX + 1), CHATLET_ERR_INPUT);
}

static chatlet_status render_of(uint32_t size_bytes) {
    static char text[CHATLET_VALUE_BYTES_MAX];
    const chatlet_template_options options = {.is_unchecked = true};
    const chatlet_evaluation_options place = {.cost_max = TEST_TEMPLATE_COST};
    chatlet_str code = {0};
    chatlet_str made = {0};
    memset(text, 'a', sizeof text);
    const chatlet_value value = {
        .kind = CHATLET_VALUE_STRING, .count = size_bytes - 1, .text = text};
    assert_int_equal(
        chatlet_template_compile(test_plain_allocator(), CHATLET_STR("a{{.}}"), &options, &code),
        CHATLET_OK);
    const chatlet_status status =
        chatlet_template_render(test_plain_allocator(), code, &value, 1, &place, false, &made);
    test_plain_allocator()->release(NULL, (void *)(uintptr_t)code.data);
    if (status == CHATLET_OK) test_plain_allocator()->release(NULL, (void *)(uintptr_t)made.data);
    return status;
}

static void a_rendered_text_may_be_as_long_as_a_value(void **state) {
    (void)state;
    assert_int_equal(render_of(CHATLET_VALUE_BYTES_MAX), CHATLET_OK);
    assert_int_equal(render_of(CHATLET_VALUE_BYTES_MAX + 1), CHATLET_ERR_LIMIT);
}

static void work_ends_with_the_budget(void **state) {
    test_template made;
    (void)state;
    test_template_run(test_plain_allocator(), CHATLET_STR("{{#tags}}{{.}}{{/tags}}"),
                      CHATLET_TEMPLATE_PLAIN, false, 5, &made);
    assert_int_equal(made.status, CHATLET_ERR_COST);
    assert_null(made.text.data);
    test_template_free(&made);
}

/* Bytes of texts, each cut and each byte changed: refused, or rendered without harm. */
static void changed_code_is_refused_or_renders(void **state) {
    static const char *const sources[] = {
        "# T {{name}}\n{{#items}}\n1. [{{n}}](/a?b={{n}}) *c*\n{{/items}}{{^no}}d{{/no}}",
        "{{>tree}} constant",
    };
    const chatlet_evaluation_options place = {.cost_max = 2000};
    (void)state;
    for (size_t s = 0; s < COUNT(sources); s++) {
        test_template made;
        test_template_run(test_plain_allocator(), test_str(sources[s]), CHATLET_TEMPLATE_MARKDOWN,
                          true, TEST_TEMPLATE_COST, &made);
        char *code = (char *)(uintptr_t)made.code.data;
        for (size_t i = 0; i < made.code.size_bytes; i++) {
            chatlet_str text = {0};
            assert_int_equal(chatlet_template_render(test_plain_allocator(), (chatlet_str){code, i},
                                                     test_template_values(),
                                                     TEST_TEMPLATE_VARIABLES, &place, true, &text),
                             CHATLET_ERR_BUNDLE);
            for (int bit = 0; bit < 8; bit++) {
                code[i] = (char)(code[i] ^ 1 << bit);
                text = (chatlet_str){0};
                (void)!chatlet_template_render(test_plain_allocator(), made.code,
                                               test_template_values(), TEST_TEMPLATE_VARIABLES,
                                               &place, true, &text);
                if (text.data != NULL)
                    test_plain_allocator()->release(NULL, (void *)(uintptr_t)text.data);
                code[i] = (char)(code[i] ^ 1 << bit);
            }
        }
        test_template_free(&made);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_of_a_plain_text_are_filled_in),
        cmocka_unit_test(a_partial_that_includes_itself_ends),
        cmocka_unit_test(values_are_escaped_for_where_they_go),
        cmocka_unit_test(markdown_becomes_tokens),
        cmocka_unit_test(tags_stand_anywhere_in_markdown),
        cmocka_unit_test(a_constant_message_is_stored_as_its_tokens),
        cmocka_unit_test(markdown_has_a_plain_form),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(a_text_may_be_as_long_as_the_limit),
        cmocka_unit_test(sections_nest_as_deep_as_the_limit),
        cmocka_unit_test(compiled_code_may_be_as_long_as_the_limit),
        cmocka_unit_test(a_rendered_text_may_be_as_long_as_a_value),
        cmocka_unit_test(work_ends_with_the_budget),
        cmocka_unit_test(changed_code_is_refused_or_renders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
