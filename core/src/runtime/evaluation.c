/* The public side of evaluating expressions. */
#include <chatlet/expression.h>

#include "../bundle/expr_format.h"
#include "expr_eval.h"

struct chatlet_evaluation {
    clet_arena arena;
    chatlet_value value;
    uint64_t cost;
};

static chatlet_status evaluate(chatlet_evaluation *made, chatlet_str code,
                               const chatlet_value *slots, uint32_t slot_count,
                               const chatlet_evaluation_options *options) {
    clet_locale_data locale;
    clet_expr_run run = {.arena = &made->arena,
                         .cost_left = options->cost_max,
                         .compile_pattern = options->compile_pattern};
    chatlet_status status = clet_expr_run_localize(&run, options, &locale);
    if (status == CHATLET_OK) status = clet_expr_verify(code, slot_count, &made->arena);
    if (status == CHATLET_OK) status = clet_expr_evaluate(&run, code, slots, &made->value);
    made->cost = options->cost_max - run.cost_left;
    return status;
}

chatlet_status chatlet_expression_evaluate_local(const chatlet_allocator *allocator,
                                                 chatlet_str code, const chatlet_value *slots,
                                                 uint32_t slot_count,
                                                 const chatlet_evaluation_options *options,
                                                 chatlet_evaluation **evaluation) {
    chatlet_evaluation *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    clet_arena_init(&made->arena, allocator);
    const chatlet_status status = evaluate(made, code, slots, slot_count, options);
    if (status == CHATLET_OK)
        *evaluation = made;
    else
        chatlet_evaluation_free(made);
    return status;
}

chatlet_status chatlet_expression_evaluate(const chatlet_allocator *allocator, chatlet_str code,
                                           const chatlet_value *slots, uint32_t slot_count,
                                           uint64_t cost_max,
                                           chatlet_pattern_compiler compile_pattern,
                                           chatlet_evaluation **evaluation) {
    const chatlet_evaluation_options options = {.cost_max = cost_max,
                                                .compile_pattern = compile_pattern};
    return chatlet_expression_evaluate_local(allocator, code, slots, slot_count, &options,
                                             evaluation);
}

const chatlet_value *chatlet_evaluation_value(const chatlet_evaluation *evaluation) {
    return &evaluation->value;
}

uint64_t chatlet_evaluation_cost(const chatlet_evaluation *evaluation) { return evaluation->cost; }

void chatlet_evaluation_free(chatlet_evaluation *evaluation) {
    if (evaluation == NULL) return;
    const chatlet_allocator *allocator = evaluation->arena.allocator;
    clet_arena_free(&evaluation->arena);
    allocator->release(allocator->context, evaluation);
}
