#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_template.h"

/* Long enough that lists of pieces, items, code and tokens all grow. */
static const char message[] =
    "# Hello {{name}}\n\n{{#items}}\n1. **{{n}}** [more](/s?q={{n}}) `c` *d*\n{{/items}}\n\n"
    "{{#tags}}{{.}}, {{/tags}}{{^no}}[x](https://x.org/y)  \nz{{/no}} {{tags}} {{>sig}}\n\n"
    "> quote {{d}} {{user.name}}\n\n```\n{{url}}\n```\n- a\n- b\n- c\n- d\n- e\n- f\n- g\n- h\n"
    "{{>row}} {{#yes}}{{#yes}}{{#yes}}{{n}}{{/yes}}{{/yes}}{{/yes}}";

static chatlet_status render(const chatlet_allocator *allocator, void *context) {
    const chatlet_template_mode *mode = context;
    test_template made;
    test_template_run(allocator, test_str(message), *mode, *mode == CHATLET_TEMPLATE_MARKDOWN,
                      TEST_TEMPLATE_COST, &made);
    const chatlet_status status = made.status;
    if (status == CHATLET_OK) assert_true(made.text.size_bytes > 100);
    assert_string_equal(made.lines, "");
    test_template_free(&made);
    return status;
}

/* Mistakes are told whole or not at all. */
static chatlet_status refuse(const chatlet_allocator *allocator, void *context) {
    test_template made;
    (void)context;
    test_template_run(allocator, CHATLET_STR("{{nam}} {{name.x}} {{>wrong}} {{>none}}"),
                      CHATLET_TEMPLATE_MARKDOWN, true, TEST_TEMPLATE_COST, &made);
    const chatlet_status status = made.status;
    test_template_free(&made);
    if (status == CHATLET_ERR_MEMORY)
        assert_string_equal(made.lines, "");
    else
        assert_int_equal(status, CHATLET_ERR_INPUT);
    return status == CHATLET_ERR_INPUT ? CHATLET_OK : status;
}

static chatlet_status write_locale(const chatlet_allocator *allocator, void *context) {
    chatlet_str data = {0};
    (void)context;
    const chatlet_status status = chatlet_locale_data(allocator, CHATLET_STR("fr"), &data);
    if (status == CHATLET_OK) allocator->release(allocator->context, (void *)(uintptr_t)data.data);
    return status;
}

static void texts_are_all_or_nothing(void **state) {
    chatlet_template_mode modes[] = {CHATLET_TEMPLATE_MARKDOWN, CHATLET_TEMPLATE_HTML};
    (void)state;
    fault_refuse_each("message", render, &modes[0]);
    fault_refuse_each("page", render, &modes[1]);
    fault_refuse_each("mistakes", refuse, NULL);
    fault_refuse_each("language", write_locale, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_all_or_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
