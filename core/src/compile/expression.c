/* The public side of compiling expressions. */
#include <chatlet/expression.h>

#include "expr_compile.h"
#include "pattern_compile.h"

struct chatlet_expression {
    clet_arena arena;
    chatlet_str code; /* arena, as all below */
    chatlet_str type;
};

static void tell(const chatlet_expression_options *options, chatlet_str source,
                 const clet_expr_mistake *mistakes) {
    clet_reporter reporter = {.context = options->context, .on_diagnostic = options->on_diagnostic};
    for (const clet_expr_mistake *one = mistakes; one != NULL; one = one->next) {
        uint32_t line;
        uint32_t column;
        clet_expr_place(source, one->offset, &line, &column);
        clet_report(&reporter, one->code, options->file, line, column, one->message);
    }
}

chatlet_status clet_expr_scope_read(clet_arena *arena, const chatlet_expression_variable *given,
                                    uint32_t count, bool is_unchecked, clet_expr_scope *scope) {
    clet_expr_source source = {.arena = arena};
    if (count > CHATLET_EXPRESSION_VARIABLES_MAX) return CHATLET_ERR_ARGUMENT;
    clet_expr_variable *variables = clet_expr_allocate(&source, count, sizeof *variables);
    if (variables == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        variables[i].name = given[i].name;
        variables[i].type = clet_expr_type_read(&source, given[i].type);
        if (source.status != CHATLET_OK) return source.status;
        if (variables[i].type == NULL) return CHATLET_ERR_ARGUMENT;
    }
    *scope = (clet_expr_scope){
        .variables = variables, .variable_count = count, .is_unchecked = is_unchecked};
    return CHATLET_OK;
}

/* The variables and the wanted type as the compiler takes them. */
static chatlet_status read_wish(clet_arena *arena, const chatlet_expression_options *options,
                                clet_expr_wish *wish) {
    clet_expr_source source = {.arena = arena};
    *wish = (clet_expr_wish){.allows_computed_patterns = options->allows_computed_patterns};
    const chatlet_status status = clet_expr_scope_read(
        arena, options->variables, options->variable_count, options->is_unchecked, &wish->scope);
    if (status != CHATLET_OK) return status;
    if (options->expected_type.size_bytes == 0) return CHATLET_OK;
    wish->expected = clet_expr_type_read(&source, options->expected_type);
    if (source.status != CHATLET_OK) return source.status;
    return wish->expected == NULL ? CHATLET_ERR_ARGUMENT : CHATLET_OK;
}

static chatlet_status compile(chatlet_expression *made, chatlet_str source,
                              const chatlet_expression_options *options) {
    clet_expr_wish wish;
    clet_expr_compiled compiled;
    clet_expr_source names = {.arena = &made->arena};
    chatlet_status status = read_wish(&made->arena, options, &wish);
    if (status != CHATLET_OK) return status;
    status = clet_expr_compile(&made->arena, source, &wish, &compiled);
    if (status == CHATLET_ERR_INPUT) tell(options, source, compiled.mistakes);
    if (status != CHATLET_OK) return status;
    made->code = compiled.expression;
    made->type = clet_expr_type_text(&names, compiled.type);
    return names.status;
}

chatlet_status chatlet_expression_compile(const chatlet_allocator *allocator, chatlet_str source,
                                          const chatlet_expression_options *options,
                                          chatlet_expression **expression) {
    chatlet_expression *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    clet_arena_init(&made->arena, allocator);
    const chatlet_status status = compile(made, source, options);
    if (status == CHATLET_OK)
        *expression = made;
    else
        chatlet_expression_free(made);
    return status;
}

chatlet_str chatlet_expression_code(const chatlet_expression *expression) {
    return expression->code;
}

chatlet_str chatlet_expression_type(const chatlet_expression *expression) {
    return expression->type;
}

void chatlet_expression_free(chatlet_expression *expression) {
    if (expression == NULL) return;
    const chatlet_allocator *allocator = expression->arena.allocator;
    clet_arena_free(&expression->arena);
    allocator->release(allocator->context, expression);
}

chatlet_status clet_expr_give(const chatlet_allocator *allocator, chatlet_str bytes,
                              chatlet_str *owned) {
    char *data = allocator->allocate(allocator->context, bytes.size_bytes);
    if (data == NULL) return CHATLET_ERR_MEMORY;
    for (size_t i = 0; i < bytes.size_bytes; i++)
        data[i] = bytes.data[i];
    *owned = (chatlet_str){.data = data, .size_bytes = bytes.size_bytes};
    return CHATLET_OK;
}

chatlet_status chatlet_pattern_compile(const chatlet_allocator *allocator, chatlet_str pattern,
                                       chatlet_str *program) {
    clet_arena arena;
    clet_pattern_refusal refusal;
    chatlet_str made;
    clet_arena_init(&arena, allocator);
    chatlet_status status = clet_pattern_compile(&arena, pattern, &made, &refusal);
    if (status == CHATLET_OK) status = clet_expr_give(allocator, made, program);
    clet_arena_free(&arena);
    return status;
}
