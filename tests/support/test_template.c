#include "test_template.h"

#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/json.h>

const chatlet_expression_variable test_template_variables[TEST_TEMPLATE_VARIABLES] = {
    {CHATLET_STR("name"), CHATLET_STR("string")},
    {CHATLET_STR("n"), CHATLET_STR("int")},
    {CHATLET_STR("d"), CHATLET_STR("double")},
    {CHATLET_STR("yes"), CHATLET_STR("bool")},
    {CHATLET_STR("no"), CHATLET_STR("bool")},
    {CHATLET_STR("tags"), CHATLET_STR("list(string)")},
    {CHATLET_STR("items"), CHATLET_STR("list(map(string, dyn))")},
    {CHATLET_STR("user"), CHATLET_STR("map(string, dyn)")},
    {CHATLET_STR("url"), CHATLET_STR("string")},
    {CHATLET_STR("unset"), CHATLET_STR("string")},
    {CHATLET_STR("order.total"), CHATLET_STR("double")},
};

#define S(literal)                                                                                 \
    { .kind = CHATLET_VALUE_STRING, .count = sizeof(literal) - 1, .text = (literal) }

const chatlet_value *test_template_values(void) {
    static const chatlet_value tags[] = {S("a"), S("b"), S("c")};
    static const chatlet_value inner[] = {S("x")};
    static const chatlet_value one[] = {
        S("n"),
        S("one"),
        S("tags"),
        {.kind = CHATLET_VALUE_LIST, .depth = 1, .count = 1, .items = inner}};
    static const chatlet_value two[] = {S("n"), S("two")};
    static const chatlet_value items[] = {
        {.kind = CHATLET_VALUE_MAP, .depth = 2, .count = 2, .items = one},
        {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 1, .items = two}};
    static const chatlet_value user[] = {S("name"), S("Bob")};
    static const chatlet_value values[TEST_TEMPLATE_VARIABLES] = {
        S("Ada <b>"),
        {.kind = CHATLET_VALUE_INT, .integer = 3},
        {.kind = CHATLET_VALUE_DOUBLE, .number = 1.5},
        {.kind = CHATLET_VALUE_BOOL, .boolean = true},
        {.kind = CHATLET_VALUE_BOOL, .boolean = false},
        {.kind = CHATLET_VALUE_LIST, .depth = 1, .count = 3, .items = tags},
        {.kind = CHATLET_VALUE_LIST, .depth = 3, .count = 2, .items = items},
        {.kind = CHATLET_VALUE_MAP, .depth = 1, .count = 1, .items = user},
        S("https://x.org/a b?c=\xC3\xBC"),
        {.kind = CHATLET_VALUE_ERROR, .error = CHATLET_VALUE_ERROR_UNSET},
        {.kind = CHATLET_VALUE_DOUBLE, .number = 9.5},
    };
    return values;
}

bool test_template_find(void *context, chatlet_str name, chatlet_str *text) {
    static const test_template_row partials[] = {
        {"sig", "-- {{name}}"},
        {"item", "- {{n}}\n"},
        {"tree", "{{n}}{{#items}}({{>tree}}){{/items}}"},
        {"wrong", "{{nmae}}"},
        {"row", ".{{#yes}}{{>row}}{{/yes}}"},
        {"ends", "{{name}}.{{#nothing}}{{>ends}}{{/nothing}}"},
    };
    (void)context;
    for (size_t i = 0; i < sizeof partials / sizeof partials[0]; i++) {
        if (name.size_bytes != strlen(partials[i].source) ||
            memcmp(name.data, partials[i].source, name.size_bytes) != 0)
            continue;
        *text = test_str(partials[i].expected);
        return true;
    }
    return false;
}

static void add_line(void *context, const chatlet_diagnostic *diagnostic) {
    char *text = context;
    const size_t used = strlen(text);
    snprintf(text + used, TEST_TEMPLATE_TEXT_BYTES - used, "%u:%u: %s: %.*s\n", diagnostic->line,
             diagnostic->column, diagnostic->code, (int)diagnostic->message.size_bytes,
             diagnostic->message.data);
}

void test_template_run(const chatlet_allocator *allocator, chatlet_str source,
                       chatlet_template_mode mode, bool as_tokens, uint64_t cost_max,
                       test_template *outcome) {
    const chatlet_str guarded = test_guarded_copy(source);
    const chatlet_template_options options = {.mode = mode,
                                              .variables = test_template_variables,
                                              .variable_count = TEST_TEMPLATE_VARIABLES,
                                              .find_partial = test_template_find,
                                              .context = outcome->lines,
                                              .on_diagnostic = add_line};
    const chatlet_evaluation_options place = {.cost_max = cost_max};
    *outcome = (test_template){.allocator = allocator};
    outcome->status = chatlet_template_compile(allocator, guarded, &options, &outcome->code);
    test_guarded_free(guarded);
    if (outcome->status == CHATLET_OK)
        outcome->status =
            chatlet_template_render(allocator, outcome->code, test_template_values(),
                                    TEST_TEMPLATE_VARIABLES, &place, as_tokens, &outcome->text);
}

static void release(const chatlet_allocator *allocator, chatlet_str bytes) {
    if (bytes.data != NULL) allocator->release(allocator->context, (void *)(uintptr_t)bytes.data);
}

void test_template_free(test_template *outcome) {
    release(outcome->allocator, outcome->code);
    release(outcome->allocator, outcome->text);
}

void test_templates_give(chatlet_template_mode mode, const test_template_row *rows, size_t count) {
    const bool as_tokens = mode == CHATLET_TEMPLATE_MARKDOWN;
    for (size_t i = 0; i < count; i++) {
        test_template made;
        chatlet_str json = {0};
        test_template_run(test_plain_allocator(), test_str(rows[i].source), mode, as_tokens,
                          TEST_TEMPLATE_COST, &made);
        if (made.status != CHATLET_OK)
            fail_msg("%s: %s\n%s", rows[i].source, chatlet_status_name(made.status), made.lines);
        if (as_tokens)
            assert_int_equal(chatlet_json_from_cbor(test_plain_allocator(), made.text, 0, &json),
                             CHATLET_OK);
        test_text_equal(rows[i].source, as_tokens ? json : made.text, test_str(rows[i].expected));
        release(test_plain_allocator(), json);
        test_template_free(&made);
    }
}

void test_templates_told(chatlet_template_mode mode, chatlet_status status,
                         const test_template_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        test_template made;
        test_template_run(test_plain_allocator(), test_str(rows[i].source), mode, false,
                          TEST_TEMPLATE_COST, &made);
        test_status_equal(rows[i].source, made.status, status);
        test_text_equal(rows[i].source, test_str(made.lines), test_str(rows[i].expected));
        test_template_free(&made);
    }
}
