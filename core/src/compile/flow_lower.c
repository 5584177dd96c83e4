/* Flows, their variables and what fires them; the rest is lowered in files of its own. */
#include "flow_lowerer.h"

#include "../base/str.h"
#include "expr_type.h"
#include "locale_table.h"

#define S CHATLET_STR

enum { SHARE_ONE = 1000000, TRIGGER_CONFIDENCE_DEFAULT = 600000 };

void *clet_lower_allocate(clet_flow_lowerer *lower, uint32_t count, uint32_t maximum,
                          size_t size_bytes, clet_ast_place place, chatlet_str what) {
    if (count > maximum) {
        const chatlet_str pieces[] = {S("there are too many "),
                                      what,
                                      S(" here; core/include/chatlet/limits.h says how many a bot "
                                        "may have"),
                                      {0}};
        clet_ast_report(lower->ast, lower->reporter, CLET_DIAGNOSTIC_EXPR_SIZE, place, pieces);
        lower->has_mistake = true;
        return NULL;
    }
    void *made = clet_arena_allocate_array(lower->arena, count, size_bytes);
    if (made == NULL) lower->out_of_memory = true;
    return made;
}

uint32_t clet_lower_share(const clet_ast_number *number) {
    return number->is_given ? (uint32_t)(number->number * SHARE_ONE + 0.5) : 0;
}

uint32_t clet_lower_whole(const clet_ast_number *number, uint32_t otherwise, uint32_t maximum) {
    if (!number->is_given) return otherwise;
    return number->integer > (int64_t)maximum ? maximum : (uint32_t)number->integer;
}

clet_target clet_lower_target(const clet_ast_ref *ref) {
    switch (ref->target) {
    case CLET_AST_TARGET_NODE: return ref->node->number;
    case CLET_AST_TARGET_END: return CLET_TARGET_END;
    case CLET_AST_TARGET_RETURN: return CLET_TARGET_RETURN;
    case CLET_AST_TARGET_BACK: return CLET_TARGET_BACK;
    case CLET_AST_TARGET_RESTART: return CLET_TARGET_RESTART;
    case CLET_AST_TARGET_NONE:
    case CLET_AST_TARGET_WRONG: break;
    }
    return CLET_TARGET_NONE;
}

uint32_t clet_lower_connection(const clet_ast_connection_ref *ref) {
    return ref->connection == NULL ? 0 : ref->connection->number + 1;
}

static const struct {
    chatlet_str name;
    chatlet_str type;
} system_variables[] = {
#define X(constant, text, type) {S(text), S(type)},
    CLET_SYSTEM_VARIABLE_LIST(X)
#undef X
};

static const clet_expr_type *type_of(clet_flow_lowerer *lower, chatlet_str text) {
    clet_expr_source source = {.arena = lower->arena};
    const clet_expr_type *type = clet_expr_type_read(&source, text);
    if (source.status == CHATLET_ERR_MEMORY) lower->out_of_memory = true;
    return type == NULL ? clet_expr_type_of(CLET_EXPR_ANY) : type; /* also the type "any" */
}

static void add_variables(clet_flow_lowerer *lower, const clet_ast_variable *variables,
                          uint32_t count, clet_expr_variable *made) {
    for (uint32_t i = 0; i < count; i++)
        made[i] = (clet_expr_variable){.name = variables[i].name,
                                       .type = type_of(lower, variables[i].type.text)};
}

/* Slots of one flow; of the bot alone when it is NULL. */
static clet_expr_scope make_scope(clet_flow_lowerer *lower, const clet_ast_flow *flow) {
    const uint32_t bot_count = CLET_SYSTEM_VARIABLE_COUNT + lower->ast->variable_count;
    const uint32_t count = bot_count + (flow == NULL ? 0 : flow->local_count);
    const clet_ast_place place = flow == NULL ? (clet_ast_place){0} : flow->place;
    clet_expr_variable *made =
        clet_lower_allocate(lower, count, CHATLET_EXPRESSION_VARIABLES_MAX, sizeof *made, place,
                            S("variables of the bot and of one flow"));
    if (made == NULL) return (clet_expr_scope){.variable_count = 0};
    for (uint32_t i = 0; i < CLET_SYSTEM_VARIABLE_COUNT; i++)
        made[i] = (clet_expr_variable){.name = system_variables[i].name,
                                       .type = type_of(lower, system_variables[i].type)};
    add_variables(lower, lower->ast->variables, lower->ast->variable_count,
                  made + CLET_SYSTEM_VARIABLE_COUNT);
    if (flow != NULL) add_variables(lower, flow->locals, flow->local_count, made + bot_count);
    return (clet_expr_scope){.variables = made, .variable_count = count};
}

static bool make_scopes(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    lower->scopes = clet_lower_allocate(lower, ast->flow_count + 1, CHATLET_FLOWS_MAX + 1,
                                        sizeof *lower->scopes, ast->flows[0]->place, S("flows"));
    if (lower->scopes == NULL) return false;
    for (uint32_t i = 0; i < ast->flow_count; i++)
        lower->scopes[i] = make_scope(lower, ast->flows[i]);
    lower->scopes[ast->flow_count] = make_scope(lower, NULL);
    return !lower->has_mistake && !lower->out_of_memory;
}

static clet_flow_variable *lower_variables(clet_flow_lowerer *lower,
                                           const clet_ast_variable *variables, uint32_t count) {
    clet_flow_variable *made =
        clet_lower_allocate(lower, count, CHATLET_EXPRESSION_VARIABLES_MAX, sizeof *made,
                            (clet_ast_place){0}, S("variables"));
    for (uint32_t i = 0; i < count && made != NULL; i++) {
        const clet_ast_variable *variable = &variables[i];
        made[i] = (clet_flow_variable){
            .name = variable->name,
            .kind = variable->kind,
            .scope = (uint8_t)variable->scope,
            .from = (uint8_t)variable->from,
            .is_personal = variable->is_personal,
            .initial = clet_lower_expression(lower, &variable->initial_expression)};
    }
    return made;
}

static void lower_flows(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    clet_flow_program *program = lower->program;
    program->variables = lower_variables(lower, ast->variables, ast->variable_count);
    program->variable_count = ast->variable_count;
    program->flows = clet_lower_allocate(lower, ast->flow_count, CHATLET_FLOWS_MAX,
                                         sizeof *program->flows, ast->flows[0]->place, S("flows"));
    program->nodes = clet_lower_allocate(lower, ast->node_count, CHATLET_FLOW_NODES_MAX,
                                         sizeof *program->nodes, ast->flows[0]->place, S("nodes"));
    if (program->flows == NULL || program->nodes == NULL) return;
    program->flow_count = ast->flow_count;
    program->node_count = ast->node_count;
    program->start_flow = ast->start_flow == NULL ? CLET_TARGET_NONE : ast->start_flow->number;
    for (uint32_t i = 0; i < ast->flow_count && !lower->out_of_memory; i++) {
        const clet_ast_flow *flow = ast->flows[i];
        program->flows[i] =
            (clet_flow){.name = flow->name,
                        .start = clet_lower_target(&flow->start),
                        .locals = lower_variables(lower, flow->locals, flow->local_count),
                        .local_count = flow->local_count,
                        .parameter_count = flow->parameter_count};
        if (flow->local_count > program->local_max) program->local_max = flow->local_count;
        for (uint32_t k = 0; k < flow->node_count; k++)
            clet_lower_node(lower, &flow->nodes[k], &program->nodes[flow->nodes[k].number]);
    }
}

/* "/…/" is a regular expression, anything else words. */
static bool is_pattern(chatlet_str match) {
    return match.size_bytes > 2 && match.data[0] == '/' && match.data[match.size_bytes - 1] == '/';
}

static void lower_match(clet_flow_lowerer *lower, const clet_ast_name *match,
                        clet_flow_trigger *made) {
    if (made->kind != CLET_TRIGGER_KEYWORD) {
        made->match = match->text;
        return;
    }
    made->is_pattern = is_pattern(match->text);
    made->match =
        made->is_pattern
            ? clet_lower_pattern(lower, clet_str_slice(match->text, 1, match->text.size_bytes - 1),
                                 match->place)
            : clet_lower_fold(lower, match->text);
}

/* One for each text that it is about. */
static void lower_trigger(clet_flow_lowerer *lower, const clet_ast_trigger *trigger,
                          clet_flow_trigger *made, uint32_t *count) {
    const uint32_t times = trigger->match_count > 1 ? trigger->match_count : 1;
    for (uint32_t i = 0; i < times; i++) {
        clet_flow_trigger *one = &made[*count];
        *one = (clet_flow_trigger){
            .kind = trigger->kind,
            .mode = trigger->mode,
            .intent = trigger->intent.intent == NULL ? 0 : trigger->intent.intent->number,
            .after_ms = clet_lower_whole(&trigger->after_ms, 0, UINT32_MAX - 1),
            .when = clet_lower_expression(lower, &trigger->when),
            .target = clet_lower_target(&trigger->target),
            .priority = (int32_t)trigger->priority.integer};
        if (trigger->kind == CLET_TRIGGER_INTENT && i > 0) {
            const clet_ast_intent *intent =
                clet_ast_find_intent(lower->ast, trigger->matches[i].text);
            if (intent == NULL) continue;
            one->intent = intent->number;
        }
        if (trigger->kind != CLET_TRIGGER_INTENT && trigger->match_count > 0)
            lower_match(lower, &trigger->matches[i], one);
        /* A keyword that has no word to it never fires. */
        if (one->kind != CLET_TRIGGER_KEYWORD || one->match.size_bytes > 0) (*count)++;
    }
}

static uint32_t count_matches(const clet_ast_triggers *triggers) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < triggers->count; i++)
        count += triggers->items[i].match_count > 1 ? triggers->items[i].match_count : 1;
    return count;
}

/* By falling priority; equal ones stay in their order. */
static void sort_triggers(clet_flow_trigger *triggers, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        const clet_flow_trigger one = triggers[i];
        uint32_t at = i;
        for (; at > 0 && triggers[at - 1].priority < one.priority; at--)
            triggers[at] = triggers[at - 1];
        triggers[at] = one;
    }
}

static void lower_triggers(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    uint32_t most = count_matches(&ast->triggers);
    uint32_t count = 0;
    for (uint32_t i = 0; i < ast->flow_count; i++)
        most += count_matches(&ast->flows[i]->triggers);
    clet_flow_trigger *made = clet_lower_allocate(
        lower, most, CHATLET_FLOW_TRIGGERS_MAX, sizeof *made, ast->flows[0]->place, S("triggers"));
    if (made == NULL) return;
    for (uint32_t i = 0; i < ast->triggers.count; i++)
        lower_trigger(lower, &ast->triggers.items[i], made, &count);
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        for (uint32_t k = 0; k < ast->flows[i]->triggers.count; k++)
            lower_trigger(lower, &ast->flows[i]->triggers.items[k], made, &count);
    }
    sort_triggers(made, count);
    lower->program->triggers = made;
    lower->program->trigger_count = count;
}

static void lower_settings(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    clet_flow_program *program = lower->program;
    const clet_locale_data *locale = clet_locale_find(lower->locale);
    program->locale = locale != NULL ? *locale : *clet_locale_find(S("en"));
    program->language = lower->language;
    program->restarts_on_change = ast->restarts_on_change;
    program->trigger_confidence = ast->trigger_confidence.is_given
                                      ? clet_lower_share(&ast->trigger_confidence)
                                      : TRIGGER_CONFIDENCE_DEFAULT;
    program->engine_count = ast->engine_count;
    for (uint32_t i = 0; i < ast->engine_count; i++)
        program->engines[i] = ast->engines[i];
    if (ast->engine_count > 0) return;
    program->engines[0] = CLET_ENGINE_TRIGGERS;
    program->engines[1] = CLET_ENGINE_RETRIEVAL;
    program->engine_count = 2;
}

/* The texts for a tag, or for the language it is of. */
static const clet_ast_strings *strings_for(const clet_flow_ast *ast, chatlet_str tag) {
    const clet_ast_strings *found = clet_ast_find_strings(ast, tag);
    if (found != NULL) return found;
    return clet_ast_find_strings(ast, clet_str_slice(tag, 0, clet_str_find_byte(tag, '-', 0)));
}

/* Names whose hashes are the same cannot be told apart in a state. */
static chatlet_status check_names(clet_flow_lowerer *lower) {
    const chatlet_status status = clet_flow_index(lower->program, lower->arena);
    if (status != CHATLET_ERR_BUNDLE) return status;
    const chatlet_str pieces[] = {
        S("by chance two names of flows, nodes or variables look the same "
          "to the engine; rename the one added last"),
        {0}};
    clet_ast_report(lower->ast, lower->reporter, CLET_DIAGNOSTIC_BOT_VALUE,
                    lower->ast->flows[0]->place, pieces);
    return CHATLET_ERR_INPUT;
}

chatlet_status clet_flow_lower(clet_flow_ast *ast, chatlet_str locale, chatlet_str language,
                               clet_arena *arena, clet_reporter *reporter,
                               clet_flow_program *program) {
    clet_flow_lowerer lower = {.ast = ast,
                               .reporter = reporter,
                               .arena = arena,
                               .locale = locale,
                               .language = language,
                               .strings = strings_for(ast, locale),
                               .own = strings_for(ast, ast->locale),
                               .program = program};
    *program = (clet_flow_program){.start_flow = CLET_TARGET_NONE};
    if (make_scopes(&lower)) {
        lower_settings(&lower);
        clet_lower_words(&lower);
        clet_lower_bot(&lower);
        lower_flows(&lower);
        lower_triggers(&lower);
    }
    if (lower.out_of_memory) return CHATLET_ERR_MEMORY;
    return lower.has_mistake ? CHATLET_ERR_INPUT : check_names(&lower);
}
