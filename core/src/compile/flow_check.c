/* The order of the checks, and what they share. */
#include "flow_checker.h"

#include "../base/str.h"

#define S CHATLET_STR

void *clet_check_allocate(clet_flow_checker *check, size_t count, size_t size_bytes) {
    void *memory = clet_arena_allocate_array(check->arena, count, size_bytes);
    if (memory == NULL) check->status = CHATLET_ERR_MEMORY;
    return memory;
}

void clet_check_report(clet_flow_checker *check, clet_diagnostic_code code, clet_ast_place place,
                       const chatlet_str *pieces) {
    clet_ast_report(check->ast, check->reporter, code, place, pieces);
}

uint32_t clet_check_variable_number(const clet_flow_checker *check,
                                    const clet_ast_variable *variable) {
    const clet_ast_flow *flow = variable->flow;
    if (flow == NULL) return (uint32_t)(variable - check->ast->variables);
    return check->first_locals[flow->number] + (uint32_t)(variable - flow->locals);
}

const clet_ast_variable *clet_check_variable_of_slot(const clet_flow_checker *check,
                                                     const clet_ast_flow *scope, uint32_t slot) {
    const clet_flow_ast *ast = check->ast;
    if (slot < CLET_SYSTEM_VARIABLE_COUNT) return NULL;
    const uint32_t place = slot - CLET_SYSTEM_VARIABLE_COUNT;
    if (place < ast->variable_count) return &ast->variables[place];
    return &scope->locals[place - ast->variable_count];
}

static void list_nodes(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    check->nodes = clet_check_allocate(check, ast->node_count, sizeof(const clet_ast_node *));
    for (uint32_t i = 0; check->nodes != NULL && i < ast->flow_count; i++) {
        const clet_ast_flow *flow = ast->flows[i];
        for (uint32_t k = 0; k < flow->node_count; k++)
            check->nodes[flow->nodes[k].number] = &flow->nodes[k];
    }
}

static void number_variables(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    check->variable_count = ast->variable_count;
    check->first_locals = clet_check_allocate(check, ast->flow_count, sizeof(uint32_t));
    for (uint32_t i = 0; check->first_locals != NULL && i < ast->flow_count; i++) {
        check->first_locals[i] = check->variable_count;
        check->variable_count += ast->flows[i]->local_count;
    }
}

static bool has_locale(const chatlet_str *tags, uint32_t count, chatlet_str tag) {
    for (uint32_t i = 0; i < count; i++) {
        if (clet_str_equal_ignore_case(tags[i], tag)) return true;
    }
    return false;
}

static void list_locales(clet_flow_checker *check, clet_flow_locales given) {
    const clet_flow_ast *ast = check->ast;
    const size_t count_max = 1 + (size_t)given.count + ast->string_count;
    chatlet_str *tags = clet_check_allocate(check, count_max, sizeof *tags);
    if (tags == NULL) return;
    tags[0] = ast->locale;
    check->locale_count = 1;
    for (uint32_t i = 0; i < given.count + ast->string_count; i++) {
        const chatlet_str tag =
            i < given.count ? given.tags[i] : ast->strings[i - given.count]->locale;
        if (!has_locale(tags, check->locale_count, tag)) tags[check->locale_count++] = tag;
    }
    check->locales = tags;
}

/* The system's variables and the bot's, then those of `flow`, which may be NULL. Types that the
 * resolver refused count as any. */
static clet_expr_scope scope_of(clet_flow_checker *check, const clet_ast_flow *flow) {
#define X(constant, name, type) {S(name), S(type)},
    static const struct {
        chatlet_str name;
        chatlet_str type;
    } system[] = {CLET_SYSTEM_VARIABLE_LIST(X)};
#undef X
    const clet_flow_ast *ast = check->ast;
    const uint32_t local_count = flow == NULL ? 0 : flow->local_count;
    const uint32_t count = CLET_SYSTEM_VARIABLE_COUNT + ast->variable_count + local_count;
    clet_expr_source source = {.arena = check->arena};
    clet_expr_variable *variables = clet_check_allocate(check, count, sizeof *variables);
    if (variables == NULL) return (clet_expr_scope){.variable_count = 0};
    for (uint32_t i = 0; i < count; i++) {
        const clet_ast_variable *variable = clet_check_variable_of_slot(check, flow, i);
        chatlet_str type = variable == NULL ? system[i].type : variable->type.text;
        if (clet_str_equal(type, S("any"))) type = S("dyn");
        variables[i].name = variable == NULL ? system[i].name : variable->name;
        variables[i].type = clet_expr_type_read(&source, type);
        if (variables[i].type == NULL) variables[i].type = clet_expr_type_of(CLET_EXPR_ANY);
    }
    if (source.status == CHATLET_ERR_MEMORY) check->status = source.status;
    return (clet_expr_scope){.variables = variables, .variable_count = count};
}

static void make_scopes(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    check->scopes = clet_check_allocate(check, (size_t)ast->flow_count + 1, sizeof *check->scopes);
    for (uint32_t i = 0; i <= ast->flow_count && check->status == CHATLET_OK; i++)
        check->scopes[i] = scope_of(check, i < ast->flow_count ? ast->flows[i] : NULL);
}

static void (*const checks[])(clet_flow_checker *check) = {
    clet_check_sizes, clet_check_expressions, clet_check_types,   clet_check_texts,
    clet_check_reach, clet_check_cycles,      clet_check_unset,   clet_check_cases,
    clet_check_data,  clet_check_shapes,      clet_check_intents, clet_check_triggers,
};

chatlet_status clet_flow_check(clet_flow_ast *ast, clet_flow_locales locales,
                               clet_reporter *reporter) {
    clet_arena arena;
    clet_arena_init(&arena, ast->allocator);
    clet_flow_checker check = {.ast = ast, .reporter = reporter, .arena = &arena};
    list_nodes(&check);
    number_variables(&check);
    list_locales(&check, locales);
    if (check.status == CHATLET_OK) make_scopes(&check);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0] && check.status == CHATLET_OK; i++)
        checks[i](&check);
    clet_arena_free(&arena);
    return check.status;
}
