/* The public side of rendering texts with tags. */
#include <chatlet/template.h>

#include "template_render.h"

static chatlet_status render(clet_arena *arena, chatlet_str code, const chatlet_value *slots,
                             uint32_t slot_count, const chatlet_evaluation_options *options,
                             bool as_tokens, clet_buffer *output) {
    clet_locale_data locale;
    clet_expr_run run = {.arena = arena, .cost_left = options->cost_max};
    chatlet_status status = clet_expr_run_localize(&run, options, &locale);
    if (status == CHATLET_OK) status = clet_template_verify(code, slot_count, arena);
    if (status != CHATLET_OK) return status;
    return as_tokens ? clet_template_render_tokens(&run, code, slots, output)
                     : clet_template_render(&run, code, slots, output);
}

chatlet_status chatlet_template_render(const chatlet_allocator *allocator, chatlet_str code,
                                       const chatlet_value *slots, uint32_t slot_count,
                                       const chatlet_evaluation_options *options, bool as_tokens,
                                       chatlet_str *text) {
    clet_arena arena;
    clet_buffer output;
    clet_arena_init(&arena, allocator);
    clet_buffer_init(&output, allocator, (size_t)CHATLET_VALUE_BYTES_MAX * 8);
    const chatlet_status status =
        render(&arena, code, slots, slot_count, options, as_tokens, &output);
    clet_arena_free(&arena);
    if (status == CHATLET_OK && output.size_bytes > 0) {
        /* The buffer's memory is the caller's from here on. */
        *text = clet_buffer_str(&output);
        return CHATLET_OK;
    }
    clet_buffer_free(&output);
    if (status == CHATLET_OK) *text = (chatlet_str){0};
    return status;
}
