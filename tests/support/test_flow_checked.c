#include "test_flow_checked.h"

#include "base/number_text.h"
#include "compile/flow_check.h"
#include "compile/flow_parse.h"
#include "compile/flow_resolve.h"
#include "test_allocator.h"
#include "test_assert.h"

enum { LINES_BYTES_MAX = 1 << 22, LOCALES_MAX = 20 };

static void write_line(void *context, const chatlet_diagnostic *diagnostic) {
    clet_buffer *lines = context;
    clet_buffer_append(lines, diagnostic->file);
    clet_buffer_append_byte(lines, ':');
    clet_number_text_append_u64(lines, diagnostic->line);
    clet_buffer_append_byte(lines, ':');
    clet_number_text_append_u64(lines, diagnostic->column);
    clet_buffer_append(lines, CHATLET_STR(": "));
    if (diagnostic->severity == CHATLET_SEVERITY_WARNING)
        clet_buffer_append(lines, CHATLET_STR("warning "));
    clet_buffer_append(lines, test_str(diagnostic->code));
    clet_buffer_append(lines, CHATLET_STR(": "));
    clet_buffer_append(lines, diagnostic->message);
    clet_buffer_append_byte(lines, '\n');
}

void test_checked_begin(test_checked *made, const chatlet_allocator *allocator) {
    *made = (test_checked){.allocator = allocator,
                           .reporter = {.context = &made->lines, .on_diagnostic = write_line}};
    clet_arena_init(&made->arena, allocator);
    clet_flow_ast_init(&made->ast, allocator);
    clet_bot_init(&made->bot);
    clet_buffer_init(&made->lines, test_plain_allocator(), LINES_BYTES_MAX);
}

bool test_checked_goes_on(chatlet_status status) {
    return status == CHATLET_OK || status == CHATLET_ERR_INPUT;
}

chatlet_status test_checked_take_bot(test_checked *made, chatlet_str bytes) {
    const chatlet_str path = CHATLET_STR("bot.json");
    const chatlet_status status =
        clet_bot_read(made->allocator, &made->arena, path, bytes, &made->reporter, &made->bot);
    if (!test_checked_goes_on(status)) return status;
    made->ast.locale = made->bot.locale;
    return clet_flow_parse_bot(&made->ast, &made->reporter, path, bytes);
}

chatlet_status test_checked_finish(test_checked *made) {
    chatlet_str tags[LOCALES_MAX];
    const clet_flow_locales locales = {.tags = tags, .count = made->bot.locale_count};
    assert_true(locales.count <= LOCALES_MAX);
    for (uint32_t i = 0; i < locales.count; i++)
        tags[i] = made->bot.locales[i].tag;
    const chatlet_status status = clet_flow_resolve(&made->ast, &made->reporter);
    if (!test_checked_goes_on(status)) return status;
    return clet_flow_check(&made->ast, locales, &made->reporter);
}

void test_checked_end(test_checked *made) {
    clet_flow_ast_free(&made->ast);
    clet_arena_free(&made->arena);
    clet_buffer_free(&made->lines);
}
