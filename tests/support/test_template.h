/* Texts with tags for tests: compiled, verified and rendered, in tables that print what went
 * wrong. */
#ifndef TEST_TEMPLATE_H
#define TEST_TEMPLATE_H

#include <chatlet/template.h>

enum {
    TEST_TEMPLATE_TEXT_BYTES = 4096,
    TEST_TEMPLATE_COST = 1000000,
    TEST_TEMPLATE_VARIABLES = 11
};

/* Variables that every text of the tables may name: name string "Ada <b>", n int 3, d double 1.5,
 * yes bool true, no bool false, tags list(string) ["a", "b", "c"], items list(map(string, dyn))
 * [{"n": "one", "tags": ["x"]}, {"n": "two"}], user map(string, dyn) {"name": "Bob"}, url string
 * "https://x.org/a b?c=ü", unset string without a value, order.total double 9.5.
 *
 * Partials: sig "-- {{name}}", item "- {{n}}\n", tree "{{n}}{{#items}}({{>tree}}){{/items}}", wrong
 * "{{nmae}}", row ".{{#yes}}{{>row}}{{/yes}}", ends "{{name}}.{{#nothing}}{{>ends}}{{/nothing}}" */
extern const chatlet_expression_variable test_template_variables[TEST_TEMPLATE_VARIABLES];
const chatlet_value *test_template_values(void);
bool test_template_find(void *context, chatlet_str name, chatlet_str *text);

/* What came of a text. Free with test_template_free. */
typedef struct test_template {
    chatlet_status status;
    char lines[TEST_TEMPLATE_TEXT_BYTES]; /* "1:2: E23: …" for each mistake */
    chatlet_str code;                     /* owned, as text */
    chatlet_str text;                     /* tokens of Markdown are CBOR */
    const chatlet_allocator *allocator;
} test_template;

void test_template_run(const chatlet_allocator *allocator, chatlet_str source,
                       chatlet_template_mode mode, bool as_tokens, uint64_t cost_max,
                       test_template *outcome);
void test_template_free(test_template *outcome);

/* Each text gives the other: of Markdown its tokens as JSON. */
typedef struct test_template_row {
    const char *source;
    const char *expected;
} test_template_row;

void test_templates_give(chatlet_template_mode mode, const test_template_row *rows, size_t count);

/* Each text gives these lines, and no template unless they are warnings. */
void test_templates_told(chatlet_template_mode mode, chatlet_status status,
                         const test_template_row *rows, size_t count);

#endif
