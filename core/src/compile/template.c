/* The public side of compiling texts with tags, and of the data of languages. */
#include <chatlet/template.h>

#include "expr_compile.h"
#include "locale_table.h"
#include "template_compile.h"

static void tell(const chatlet_template_options *options, chatlet_str source,
                 const clet_expr_mistake *mistakes) {
    clet_reporter reporter = {.context = options->context, .on_diagnostic = options->on_diagnostic};
    for (const clet_expr_mistake *one = mistakes; one != NULL; one = one->next) {
        uint32_t line;
        uint32_t column;
        clet_expr_place(source, one->offset, &line, &column);
        clet_report(&reporter, one->code, options->file, line, column, one->message);
    }
}

static chatlet_status compile(clet_arena *arena, chatlet_str source,
                              const chatlet_template_options *options, chatlet_str *code) {
    clet_template_compiled compiled;
    clet_template_wish wish = {.mode = (clet_template_mode)options->mode,
                               .find = options->find_partial,
                               .context = options->context};
    chatlet_status status = clet_expr_scope_read(arena, options->variables, options->variable_count,
                                                 options->is_unchecked, &wish.scope);
    if (status != CHATLET_OK) return status;
    status = clet_template_compile(arena, source, &wish, &compiled);
    if (status == CHATLET_OK || status == CHATLET_ERR_INPUT)
        tell(options, source, compiled.mistakes);
    if (status != CHATLET_OK) return status;
    return clet_expr_give(arena->allocator, compiled.template_bytes, code);
}

chatlet_status chatlet_template_compile(const chatlet_allocator *allocator, chatlet_str source,
                                        const chatlet_template_options *options,
                                        chatlet_str *code) {
    clet_arena arena;
    clet_arena_init(&arena, allocator);
    const chatlet_status status = compile(&arena, source, options, code);
    clet_arena_free(&arena);
    return status;
}

chatlet_status chatlet_locale_data(const chatlet_allocator *allocator, chatlet_str tag,
                                   chatlet_str *data) {
    const clet_locale_data *found = clet_locale_find(tag);
    clet_buffer buffer;
    if (found == NULL) return CHATLET_ERR_ARGUMENT;
    clet_buffer_init(&buffer, allocator, CHATLET_LOCALE_BYTES_MAX);
    clet_locale_write(found, &buffer);
    chatlet_status status = clet_buffer_status(&buffer);
    if (status == CHATLET_OK) status = clet_expr_give(allocator, clet_buffer_str(&buffer), data);
    clet_buffer_free(&buffer);
    return status;
}
