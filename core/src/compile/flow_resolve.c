#include "flow_resolve.h"

#include "../base/str.h"
#include "expr_type.h"
#include "nearest_name.h"

#define S CHATLET_STR

/* Names that may have been meant are looked for among at most so many. */
enum { NAMES_MAX = 500 };

typedef struct flow_resolver {
    clet_flow_ast *ast;
    clet_reporter *reporter;
    const clet_ast_flow *flow; /* that is being linked; NULL: bot.json */
    bool has_mistake;
    bool out_of_memory;
} flow_resolver;

static chatlet_str nearest_of(const clet_map *map, chatlet_str name) {
    chatlet_str names[NAMES_MAX];
    uint32_t count = 0;
    for (; count < map->count && count < NAMES_MAX; count++)
        names[count] = map->entries[count].key;
    return clet_nearest_name(name, names, count);
}

/* `there is no WHAT "name"; did you mean "nearest"?`, or what to do. */
static void report_missing(flow_resolver *resolver, clet_diagnostic_code code, clet_ast_place place,
                           chatlet_str what, chatlet_str name, chatlet_str nearest,
                           chatlet_str advice) {
    const chatlet_str shown = name.size_bytes > 0 ? name : S(" ");
    const chatlet_str with[] = {S("there is no "),        what,    S(" \""), shown,
                                S("\"; did you mean \""), nearest, S("\"?"), {0}};
    const chatlet_str without[] = {S("there is no "), what,   S(" \""), shown,
                                   S("\"; "),         advice, {0}};
    clet_ast_report(resolver->ast, resolver->reporter, code, place,
                    nearest.size_bytes > 0 ? with : without);
    resolver->has_mistake = true;
}

static const struct {
    chatlet_str text;
    clet_ast_target target;
} specials[] = {{S("$end"), CLET_AST_TARGET_END},
                {S("$return"), CLET_AST_TARGET_RETURN},
                {S("$back"), CLET_AST_TARGET_BACK},
                {S("$restart"), CLET_AST_TARGET_RESTART}};
enum { SPECIAL_COUNT = sizeof specials / sizeof specials[0] };

static bool resolve_special(flow_resolver *resolver, clet_ast_ref *ref) {
    chatlet_str names[SPECIAL_COUNT];
    for (int i = 0; i < SPECIAL_COUNT; i++) {
        names[i] = specials[i].text;
        if (!clet_str_equal(ref->text, specials[i].text)) continue;
        ref->target = specials[i].target;
        return true;
    }
    if (ref->text.size_bytes == 0 || ref->text.data[0] != '$') return false;
    ref->target = CLET_AST_TARGET_WRONG;
    report_missing(resolver, CLET_DIAGNOSTIC_FLOW_TARGET, ref->place, S("target"), ref->text,
                   clet_nearest_name(ref->text, names, SPECIAL_COUNT),
                   S("the ones with '$' are $end, $return, $back and $restart"));
    return true;
}

static void link_to(clet_ast_ref *ref, const clet_ast_node *node) {
    ref->node = node;
    ref->target = CLET_AST_TARGET_NODE;
}

/* The node a flow starts with; wrong when there is none, which is reported at the flow. */
static void link_to_start(clet_ast_ref *ref, const clet_ast_flow *flow) {
    const clet_ast_node *start = clet_ast_find_node(flow, flow->start.text);
    ref->target = CLET_AST_TARGET_WRONG;
    if (start != NULL) link_to(ref, start);
}

static void resolve_in_flow(flow_resolver *resolver, clet_ast_ref *ref, const clet_ast_flow *flow,
                            chatlet_str name) {
    const clet_ast_node *node = clet_ast_find_node(flow, name);
    if (node != NULL) {
        link_to(ref, node);
        return;
    }
    const bool is_own = flow == resolver->flow;
    const chatlet_str nearest = nearest_of(&flow->node_names, name);
    const chatlet_str shown = name.size_bytes > 0 ? name : S(" ");
    const chatlet_str pieces[] = {S("there is no node \""),
                                  shown,
                                  is_own ? S("\" in this flow") : S("\" in flow \""),
                                  is_own ? S("; ") : flow->name,
                                  nearest.size_bytes > 0
                                      ? (is_own ? S("did you mean \"") : S("\"; did you mean \""))
                                      : (is_own ? S("write \"flow.node\" for one of another flow")
                                                : S("\"; add it or name another")),
                                  nearest,
                                  S("\"?"),
                                  {0}};
    clet_ast_report(resolver->ast, resolver->reporter, CLET_DIAGNOSTIC_FLOW_TARGET, ref->place,
                    pieces);
    resolver->has_mistake = true;
}

static const clet_ast_flow *find_flow(flow_resolver *resolver, clet_ast_place place,
                                      chatlet_str name) {
    const clet_ast_flow *flow = clet_ast_find_flow(resolver->ast, name);
    if (flow == NULL)
        report_missing(resolver, CLET_DIAGNOSTIC_FLOW_TARGET, place, S("flow"), name,
                       nearest_of(&resolver->ast->flow_names, name),
                       S("add flows/NAME.json for it, or name another"));
    return flow;
}

static void resolve_ref(flow_resolver *resolver, clet_ast_ref *ref) {
    if (resolve_special(resolver, ref)) return;
    const size_t dot = clet_str_find_byte(ref->text, '.', 0);
    const bool is_bare = dot == ref->text.size_bytes;
    ref->target = CLET_AST_TARGET_WRONG;
    if (is_bare && resolver->flow != NULL) {
        resolve_in_flow(resolver, ref, resolver->flow, ref->text);
        return;
    }
    const clet_ast_flow *flow = find_flow(resolver, ref->place, clet_str_slice(ref->text, 0, dot));
    if (flow == NULL) return;
    if (is_bare) {
        link_to_start(ref, flow);
    } else {
        resolve_in_flow(resolver, ref, flow,
                        clet_str_slice(ref->text, dot + 1, ref->text.size_bytes));
    }
}

static void on_ref(void *context, clet_ast_node *node, clet_ast_ref *ref) {
    (void)node;
    resolve_ref(context, ref);
}

/* System variables are read only. */
static bool is_system(chatlet_str name) {
    static const chatlet_str names[] = {
#define X(constant, text, type) S(text),
        CLET_SYSTEM_VARIABLE_LIST(X)
#undef X
    };
    for (int i = 0; i < CLET_SYSTEM_VARIABLE_COUNT; i++) {
        if (clet_str_equal(names[i], name)) return true;
    }
    return false;
}

static void report_variable(flow_resolver *resolver, const clet_ast_variable_ref *ref,
                            const clet_ast_flow *locals_of) {
    chatlet_str nearest = {0};
    if (locals_of != NULL) nearest = nearest_of(&locals_of->local_names, ref->text);
    if (nearest.size_bytes == 0) nearest = nearest_of(&resolver->ast->variable_names, ref->text);
    report_missing(resolver, CLET_DIAGNOSTIC_FLOW_UNDECLARED, ref->place, S("variable"), ref->text,
                   nearest, S("declare it under \"vars\""));
}

static void resolve_variable(flow_resolver *resolver, clet_ast_variable_ref *ref) {
    if (is_system(ref->text)) {
        const chatlet_str pieces[] = {S("\""),
                                      ref->text,
                                      S("\" is the engine's own and can only be read; declare a "
                                        "variable of another name under \"vars\""),
                                      {0}};
        clet_ast_report(resolver->ast, resolver->reporter, CLET_DIAGNOSTIC_FLOW_UNDECLARED,
                        ref->place, pieces);
        resolver->has_mistake = true;
        return;
    }
    ref->variable = clet_ast_find_variable(resolver->ast, resolver->flow, ref->text);
    if (ref->variable == NULL) report_variable(resolver, ref, resolver->flow);
}

static void on_variable(void *context, clet_ast_node *node, clet_ast_variable_ref *ref) {
    (void)node;
    resolve_variable(context, ref);
}

static void on_expression(void *context, clet_ast_node *node, clet_ast_expression *expression) {
    (void)node;
    expression->scope = ((flow_resolver *)context)->flow;
}

static void on_text(void *context, clet_ast_node *node, clet_ast_text *text) {
    (void)node;
    text->scope = ((flow_resolver *)context)->flow;
}

static void on_connection(void *context, clet_ast_node *node, clet_ast_connection_ref *ref) {
    flow_resolver *resolver = context;
    (void)node;
    ref->connection = clet_ast_find_connection(resolver->ast, ref->name.text);
    if (ref->connection == NULL)
        report_missing(resolver, CLET_DIAGNOSTIC_FLOW_CONNECTION, ref->name.place, S("connection"),
                       ref->name.text, nearest_of(&resolver->ast->connection_names, ref->name.text),
                       S("declare it under \"connections\" of bot.json"));
}

static void resolve_intent(flow_resolver *resolver, clet_ast_intent_ref *ref) {
    ref->intent = clet_ast_find_intent(resolver->ast, ref->name.text);
    if (ref->intent == NULL)
        report_missing(resolver, CLET_DIAGNOSTIC_FLOW_TARGET, ref->name.place, S("intent"),
                       ref->name.text, nearest_of(&resolver->ast->intent_names, ref->name.text),
                       S("add intents/NAME.json for it, or name another"));
}

static void resolve_entity(flow_resolver *resolver, clet_ast_entity_ref *ref) {
    ref->entity = clet_ast_find_entity(resolver->ast, ref->name.text);
    if (ref->entity == NULL)
        report_missing(resolver, CLET_DIAGNOSTIC_FLOW_TARGET, ref->name.place, S("entity"),
                       ref->name.text, nearest_of(&resolver->ast->entity_names, ref->name.text),
                       S("declare it under \"entities\" of bot.json"));
}

static chatlet_str nearest_parameter(const clet_ast_flow *called, chatlet_str name) {
    chatlet_str names[NAMES_MAX];
    uint32_t count = 0;
    for (; count < called->parameter_count && count < NAMES_MAX; count++)
        names[count] = called->locals[count].name;
    return clet_nearest_name(name, names, count);
}

/* Names of a called flow's variables: targets of `in` are its parameters, and expressions of `out`
 * are over its variables. */
static void resolve_call(flow_resolver *resolver, clet_ast_node *node) {
    const clet_ast_flow *called =
        node->call.flow.name.is_given
            ? find_flow(resolver, node->call.flow.name.place, node->call.flow.name.text)
            : NULL;
    node->call.flow.flow = called;
    if (called == NULL) return;
    for (uint32_t i = 0; i < node->call.in.count; i++) {
        clet_ast_assignment *item = &node->call.in.items[i];
        const clet_map_entry *entry = clet_map_find(&called->local_names, item->target.text);
        if (entry != NULL && called->locals[entry->value].is_parameter) {
            item->target.variable = &called->locals[entry->value];
            item->expression.variable = item->target.variable;
        } else {
            report_missing(resolver, CLET_DIAGNOSTIC_FLOW_UNDECLARED, item->target.place,
                           S("parameter"), item->target.text,
                           nearest_parameter(called, item->target.text),
                           S("declare it under \"in\" of the called flow"));
        }
    }
    for (uint32_t i = 0; i < node->call.out.count; i++)
        node->call.out.items[i].expression.scope = called;
}

static void note_wanted(clet_ast_assignments *list) {
    for (uint32_t i = 0; i < list->count; i++)
        list->items[i].expression.variable = list->items[i].target.variable;
}

/* What the visitor does not reach: it knows names, not what they are of. */
static void resolve_kind(flow_resolver *resolver, clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_ASK:
        for (uint32_t i = 0; i < node->ask.field_count; i++) {
            clet_ast_field *field = &node->ask.fields[i];
            field->transform.variable = field->variable.variable;
            field->initial.variable = field->variable.variable;
            if (field->entity.name.is_given) resolve_entity(resolver, &field->entity);
        }
        break;
    case CLET_NODE_LISTEN:
        for (uint32_t i = 0; i < node->listen.intents.count; i++)
            resolve_intent(resolver, &node->listen.intents.items[i].intent);
        break;
    case CLET_NODE_SET: note_wanted(&node->set.assign); break;
    case CLET_NODE_CALL:
        resolve_call(resolver, node);
        note_wanted(&node->call.out);
        break;
    case CLET_NODE_SAY:
    case CLET_NODE_BRANCH:
    case CLET_NODE_SPLIT:
    case CLET_NODE_EACH:
    case CLET_NODE_JUMP:
    case CLET_NODE_ANSWER:
    case CLET_NODE_LLM:
    case CLET_NODE_HTTP:
    case CLET_NODE_DO:
    case CLET_NODE_WAIT:
    case CLET_NODE_HUMAN:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: break;
    }
}

/* A trigger runs from anywhere: its condition sees the bot's variables only. */
static void resolve_triggers(flow_resolver *resolver, clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++) {
        clet_ast_trigger *trigger = &triggers->items[i];
        if (trigger->target.is_given) {
            resolve_ref(resolver, &trigger->target);
        } else if (resolver->flow != NULL) {
            link_to_start(&trigger->target, resolver->flow);
        }
        if (trigger->target.target > CLET_AST_TARGET_NODE) {
            const chatlet_str pieces[] = {S("a trigger must lead to a node or a flow, not to \""),
                                          trigger->target.text,
                                          S("\""),
                                          {0}};
            clet_ast_report(resolver->ast, resolver->reporter, CLET_DIAGNOSTIC_FLOW_TARGET,
                            trigger->target.place, pieces);
            resolver->has_mistake = true;
        }
        if (trigger->kind == CLET_TRIGGER_INTENT) resolve_intent(resolver, &trigger->intent);
    }
}

/* The kind of value a declared type holds. */
static void resolve_type(flow_resolver *resolver, clet_ast_variable *variable) {
    variable->kind = CHATLET_VALUE_TYPE;
    if (!variable->type.is_given || clet_str_equal(variable->type.text, S("any"))) return;
    clet_expr_source source = {.arena = &resolver->ast->arena};
    const clet_expr_type *type = clet_expr_type_read(&source, variable->type.text);
    if (source.status == CHATLET_ERR_MEMORY) resolver->out_of_memory = true;
    if (type != NULL) {
        if (!clet_expr_type_is_any(type)) variable->kind = (uint8_t)type->kind;
        return;
    }
    static const chatlet_str names[] = {S("string"), S("int"),       S("double"),
                                        S("bool"),   S("timestamp"), S("duration"),
                                        S("list"),   S("map"),       S("any")};
    const chatlet_str nearest = clet_nearest_name(variable->type.text, names, 9);
    const chatlet_str shown = variable->type.text.size_bytes > 0 ? variable->type.text : S(" ");
    const chatlet_str with[] = {
        S("there is no type \""), shown, S("\"; did you mean \""), nearest, S("\"?"), {0}};
    const chatlet_str without[] = {S("there is no type \""),
                                   shown,
                                   S("\"; it may be string, int, double, bool, timestamp, "
                                     "duration, list, map or any"),
                                   {0}};
    clet_ast_report(resolver->ast, resolver->reporter, CLET_DIAGNOSTIC_BOT_VALUE,
                    variable->type.place, nearest.size_bytes > 0 ? with : without);
    resolver->has_mistake = true;
}

static void declare(flow_resolver *resolver, clet_ast_variable *variable, uint32_t slot) {
    const bool hides = variable->flow != NULL &&
                       clet_map_find(&resolver->ast->variable_names, variable->name) != NULL;
    variable->slot = slot;
    resolve_type(resolver, variable);
    if (!hides && !is_system(variable->name)) return;
    const chatlet_str pieces[] = {S("\""),
                                  variable->name,
                                  hides ? S("\" is a variable of the bot already; give this one "
                                            "another name")
                                        : S("\" is the engine's own; give this one another name"),
                                  {0}};
    clet_ast_report(resolver->ast, resolver->reporter, CLET_DIAGNOSTIC_FLOW_UNDECLARED,
                    variable->place, pieces);
    resolver->has_mistake = true;
}

static void number_all(flow_resolver *resolver) {
    clet_flow_ast *ast = resolver->ast;
    const uint32_t first_slot = CLET_SYSTEM_VARIABLE_COUNT;
    for (uint32_t i = 0; i < ast->variable_count; i++)
        declare(resolver, &ast->variables[i], first_slot + i);
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        clet_ast_flow *flow = ast->flows[i];
        flow->number = i;
        for (uint32_t k = 0; k < flow->local_count; k++)
            declare(resolver, &flow->locals[k], first_slot + ast->variable_count + k);
        for (uint32_t k = 0; k < flow->node_count; k++)
            flow->nodes[k].number = ast->node_count++;
    }
    for (uint32_t i = 0; i < ast->intent_count; i++)
        ast->intents[i]->number = i;
    for (uint32_t i = 0; i < ast->entity_count; i++)
        ast->entities[i].number = i;
    for (uint32_t i = 0; i < ast->connection_count; i++)
        ast->connections[i].number = i;
}

static void resolve_flow(flow_resolver *resolver, clet_ast_flow *flow) {
    const clet_ast_visitor visitor = {.context = resolver,
                                      .on_ref = on_ref,
                                      .on_variable = on_variable,
                                      .on_expression = on_expression,
                                      .on_text = on_text,
                                      .on_connection = on_connection};
    resolver->flow = flow;
    if (flow->start.is_given) {
        flow->start.target = CLET_AST_TARGET_WRONG;
        resolve_in_flow(resolver, &flow->start, flow, flow->start.text);
    }
    resolve_triggers(resolver, &flow->triggers);
    for (uint32_t i = 0; i < flow->local_count; i++)
        flow->locals[i].initial_expression.scope = flow;
    for (uint32_t i = 0; i < flow->node_count; i++) {
        clet_ast_visit_node(&flow->nodes[i], &visitor);
        resolve_kind(resolver, &flow->nodes[i]);
    }
}

/* Without a flow to begin with a session begins with the bot's greeting, and triggers lead on. */
static void resolve_start(flow_resolver *resolver) {
    clet_flow_ast *ast = resolver->ast;
    if (ast->start.is_given) {
        ast->start_flow = find_flow(resolver, ast->start.place, ast->start.text);
        return;
    }
    ast->start_flow = clet_ast_find_flow(ast, S("main"));
}

chatlet_status clet_flow_resolve(clet_flow_ast *ast, clet_reporter *reporter) {
    flow_resolver resolver = {.ast = ast, .reporter = reporter};
    number_all(&resolver);
    resolve_start(&resolver);
    resolve_triggers(&resolver, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        resolve_flow(&resolver, ast->flows[i]);
    if (resolver.out_of_memory) return CHATLET_ERR_MEMORY;
    return resolver.has_mistake ? CHATLET_ERR_INPUT : CHATLET_OK;
}
