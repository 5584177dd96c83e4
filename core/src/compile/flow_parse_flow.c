/* A flow: its variables, its triggers, its nodes. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR

static const chatlet_str scope_words[] = {S("turn"), S("flow"), S("session"), S("visitor")};
static const chatlet_str from_words[] = {S("url"), S("page"), S("host")};
static const chatlet_str mode_words[] = {S("interrupt"), S("replace"), S("resume")};
static const chatlet_str trigger_words[] = {
#define X(constant, name) S(name),
    CLET_TRIGGER_LIST(X)
#undef X
};

/* What a variable's object says before it is settled. */
typedef struct variable_parts {
    clet_ast_name type;
    const chatlet_json *initial;
    clet_ast_flag is_personal;
    clet_scope scope;
    const chatlet_json *scope_value;
    clet_variable_from from;
} variable_parts;

static void take_initial(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    (void)parser;
    ((variable_parts *)thing)->initial = value;
}

static void take_scope(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    variable_parts *parts = thing;
    uint32_t number;
    if (!clet_parse_word(parser, value, S("scope"), scope_words, CLET_SCOPE_COUNT, &number)) return;
    parts->scope = (clet_scope)number;
    parts->scope_value = value;
}

static void take_from(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("from"), from_words, CLET_FROM_COUNT - 1, &number))
        ((variable_parts *)thing)->from = (clet_variable_from)(number + 1);
}

static const clet_flow_member variable_members[] = {
    {S("type"), CLET_MEMBER_NAME, offsetof(variable_parts, type), 0, NULL},
    {S("init"), CLET_MEMBER_ANY, 0, 0, take_initial},
    {S("pii"), CLET_MEMBER_FLAG, offsetof(variable_parts, is_personal), 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("scope"), CLET_MEMBER_WORD, 0, 0, take_scope},
    {S("from"), CLET_MEMBER_WORD, 0, 0, take_from},
};
/* The last two are for variables of the bot. */
enum { LOCAL_MEMBERS = 4 };

static void settle_variable(clet_flow_parser *parser, const variable_parts *parts,
                            clet_variable_place where, clet_ast_variable *variable) {
    variable->type = parts->type;
    variable->initial = parts->initial;
    variable->scope = where == CLET_VARIABLE_OF_BOT ? parts->scope : CLET_SCOPE_FLOW;
    variable->from = parts->from;
    variable->is_personal = parts->is_personal.is_set;
    variable->is_parameter = where == CLET_VARIABLE_PARAMETER;
    variable->is_result = where == CLET_VARIABLE_RESULT;
    if (where == CLET_VARIABLE_OF_BOT && variable->scope == CLET_SCOPE_FLOW)
        clet_parse_refuse(parser, parts->scope_value, S("scope"),
                          S("be \"turn\", \"session\" or \"visitor\" here; a variable of one flow "
                            "belongs under \"vars\" of that flow"));
    if (variable->initial == NULL || variable->initial->kind == CHATLET_JSON_NULL) return;
    clet_parse_constant(parser, variable->initial, S("init"), variable->type.text,
                        &variable->initial_expression);
    variable->initial_expression.wanted = CLET_AST_WANTED_VARIABLE;
    variable->initial_expression.variable = variable;
}

static bool parse_variable(clet_flow_parser *parser, const chatlet_json *member,
                           clet_variable_place where, clet_ast_variable *variable) {
    variable_parts parts = {.scope = CLET_SCOPE_SESSION};
    *variable = (clet_ast_variable){.name = member->key,
                                    .place = clet_parse_place(parser, member->key_offset)};
    if (member->kind == CHATLET_JSON_STRING) { /* a type alone says most of it */
        clet_parse_name(parser, member, member->key, &parts.type);
    } else if (!clet_parse_expect(parser, member, member->key, CHATLET_JSON_OBJECT)) {
        return false;
    } else {
        clet_parse_members(parser, member, variable_members,
                           where == CLET_VARIABLE_OF_BOT ? CLET_MEMBER_COUNT(variable_members)
                                                         : LOCAL_MEMBERS,
                           &parts);
        if (!clet_parse_require(parser, member, S("type"), S("a variable"))) return false;
    }
    settle_variable(parser, &parts, where, variable);
    return true;
}

void clet_parse_variables(clet_flow_parser *parser, const chatlet_json *object,
                          clet_variable_place where, clet_ast_variable *variables,
                          uint32_t *count) {
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (!clet_parse_key(parser, object, one, S("a variable"), true)) continue;
        if (parse_variable(parser, one, where, &variables[*count])) (*count)++;
    }
}

static void take_on(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("on"), trigger_words, CLET_TRIGGER_COUNT, &number))
        ((clet_ast_trigger *)thing)->kind = (clet_trigger_kind)number;
    else
        ((clet_ast_trigger *)thing)->kind = CLET_TRIGGER_COUNT;
}

static void take_mode(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("mode"), mode_words, CLET_TRIGGER_MODE_COUNT, &number))
        ((clet_ast_trigger *)thing)->mode = (clet_trigger_mode)number;
}

static void take_match(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_trigger *trigger = thing;
    if (value->kind == CHATLET_JSON_ARRAY) {
        clet_parse_names(parser, value, S("match"), &trigger->matches, &trigger->match_count);
        return;
    }
    clet_ast_name *match = clet_parse_allocate(parser, 1, sizeof *match);
    if (match == NULL) return;
    clet_parse_name(parser, value, S("match"), match);
    trigger->matches = match;
    trigger->match_count = match->is_given ? 1 : 0;
}

static void take_priority(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_priority(parser, value, &((clet_ast_trigger *)thing)->priority);
}

static const clet_flow_member trigger_members[] = {
    {S("on"), CLET_MEMBER_WORD, 0, 0, take_on},
    {S("match"), CLET_MEMBER_ANY, 0, 0, take_match},
    {S("after_ms"), CLET_MEMBER_WHOLE, offsetof(clet_ast_trigger, after_ms), 1, NULL},
    {S("when"), CLET_MEMBER_EXPRESSION, offsetof(clet_ast_trigger, when), CLET_AST_WANTED_BOOL,
     NULL},
    {S("goto"), CLET_MEMBER_REF, offsetof(clet_ast_trigger, target), 0, NULL},
    {S("mode"), CLET_MEMBER_WORD, 0, 0, take_mode},
    {S("priority"), CLET_MEMBER_ANY, 0, 0, take_priority},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

/* What a trigger of its kind cannot be without. */
static bool is_whole(clet_flow_parser *parser, const chatlet_json *object,
                     const clet_ast_trigger *trigger) {
    bool is_right = clet_parse_require(parser, object, S("on"), S("a trigger"));
    if (trigger->flow == NULL)
        is_right &= clet_parse_require(parser, object, S("goto"), S("a trigger of bot.json"));
    switch (trigger->kind) {
    case CLET_TRIGGER_INTENT:
    case CLET_TRIGGER_KEYWORD:
    case CLET_TRIGGER_EVENT:
        if (is_right)
            is_right = clet_parse_require(parser, object, S("match"),
                                          S("a trigger on an intent, a keyword or an event"));
        break;
    case CLET_TRIGGER_IDLE:
        is_right &= clet_parse_require(parser, object, S("after_ms"), S("a trigger on \"idle\""));
        break;
    case CLET_TRIGGER_SCHEDULE:
        is_right &= clet_parse_require(parser, object, S("when"), S("a trigger on \"schedule\""));
        break;
    case CLET_TRIGGER_PAGE:
    case CLET_TRIGGER_ERROR:
    case CLET_TRIGGER_NO_MATCH: break;
    case CLET_TRIGGER_COUNT: return false; /* no such kind, which was reported */
    }
    return is_right;
}

void clet_parse_triggers(clet_flow_parser *parser, const chatlet_json *list,
                         const clet_ast_flow *flow, clet_ast_triggers *triggers) {
    clet_ast_trigger *items = clet_parse_allocate(parser, list->count, sizeof *items);
    if (items == NULL) return;
    triggers->items = items;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        clet_ast_trigger *trigger = &items[triggers->count];
        if (!clet_parse_expect(parser, one, S("triggers[]"), CHATLET_JSON_OBJECT)) continue;
        *trigger = (clet_ast_trigger){.place = clet_parse_place(parser, one->offset), .flow = flow};
        clet_parse_members(parser, one, trigger_members, CLET_MEMBER_COUNT(trigger_members),
                           trigger);
        if (!is_whole(parser, one, trigger)) continue;
        if (trigger->kind == CLET_TRIGGER_INTENT && trigger->match_count > 0)
            trigger->intent.name = trigger->matches[0];
        triggers->count++;
    }
}

static void take_nodes(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_flow *flow = thing;
    flow->nodes = clet_parse_allocate(parser, value->count, sizeof *flow->nodes);
    if (flow->nodes == NULL) return;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        clet_ast_node *node = &flow->nodes[flow->node_count];
        if (!clet_parse_key(parser, value, one, S("a node"), false)) continue;
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) continue;
        *node = (clet_ast_node){.name = one->key,
                                .place = clet_parse_place(parser, one->key_offset),
                                .kind = CLET_NODE_COUNT,
                                .flow = flow};
        clet_parse_node(parser, one, node);
        /* A node of unknown type stays, so that what leads to it is not called wrong, too. */
        if (!clet_parse_enter(parser, &flow->node_names, node->name, flow->node_count)) return;
        flow->node_count++;
    }
}

static void take_triggers(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_flow *flow = thing;
    clet_parse_triggers(parser, value, flow, &flow->triggers);
}

/* `in`, `out` and `vars` fill one list, in that order; see take_locals. */
static const clet_flow_member flow_members[] = {
    {S("title"), CLET_MEMBER_NAME, offsetof(clet_ast_flow, title), 0, NULL},
    {S("start"), CLET_MEMBER_REF, offsetof(clet_ast_flow, start), 0, NULL},
    {S("nodes"), CLET_MEMBER_OBJECT, 0, 0, take_nodes},
    {S("triggers"), CLET_MEMBER_LIST, 0, 0, take_triggers},
    {S("in"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("out"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("vars"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("ui"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("$schema"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

static const struct {
    chatlet_str name;
    clet_variable_place where;
} local_groups[] = {{S("in"), CLET_VARIABLE_PARAMETER},
                    {S("out"), CLET_VARIABLE_RESULT},
                    {S("vars"), CLET_VARIABLE_LOCAL}};
enum { LOCAL_GROUPS = 3 };

/* A result may be a parameter or a variable of `vars` by the same name: then it is that one. */
static void enter_local(clet_flow_parser *parser, clet_ast_flow *flow, uint32_t at) {
    clet_ast_variable *local = &flow->locals[at];
    const clet_map_entry *entry = clet_map_find(&flow->local_names, local->name);
    if (entry == NULL) {
        flow->locals[flow->local_count] = *local;
        local = &flow->locals[flow->local_count];
        local->flow = flow;
        if (local->initial_expression.is_given) local->initial_expression.variable = local;
        if (clet_parse_enter(parser, &flow->local_names, local->name, flow->local_count))
            flow->local_count++;
        return;
    }
    clet_ast_variable *other = &flow->locals[entry->value];
    if (local->is_result != other->is_result &&
        clet_str_equal(local->type.text, other->type.text)) {
        other->is_result = true;
        if (!local->initial_expression.is_given) return;
        other->initial = local->initial;
        other->initial_expression = local->initial_expression;
        other->initial_expression.variable = other;
        return;
    }
    const chatlet_str pieces[] = {S("variable \""),
                                  local->name,
                                  S("\" is declared twice in this flow; keep one, or give both "
                                    "the same type when one of them is under \"out\""),
                                  {0}};
    clet_ast_report(parser->ast, parser->reporter, CLET_DIAGNOSTIC_FLOW_UNDECLARED, local->place,
                    pieces);
}

static void take_locals(clet_flow_parser *parser, const chatlet_json *object, clet_ast_flow *flow) {
    uint32_t most = 0;
    for (int i = 0; i < LOCAL_GROUPS; i++) {
        const chatlet_json *group = chatlet_json_find(object, local_groups[i].name);
        if (group != NULL) most += group->count;
    }
    flow->locals = clet_parse_allocate(parser, most, sizeof *flow->locals);
    if (flow->locals == NULL) return;
    for (int i = 0; i < LOCAL_GROUPS; i++) {
        const chatlet_json *group = chatlet_json_find(object, local_groups[i].name);
        if (group == NULL) continue;
        if (!clet_parse_expect(parser, group, local_groups[i].name, CHATLET_JSON_OBJECT)) continue;
        const uint32_t first = flow->local_count;
        uint32_t end = first;
        clet_parse_variables(parser, group, local_groups[i].where, flow->locals, &end);
        for (uint32_t k = first; k < end; k++)
            enter_local(parser, flow, k);
        if (local_groups[i].where == CLET_VARIABLE_PARAMETER)
            flow->parameter_count = flow->local_count;
    }
}

static bool add_flow(clet_flow_parser *parser, clet_ast_flow *flow) {
    clet_flow_ast *ast = parser->ast;
    if (ast->flow_count == ast->flow_capacity) {
        clet_ast_flow **grown = clet_arena_grow_array(&ast->arena, ast->flows, ast->flow_count,
                                                      sizeof *grown, 8, &ast->flow_capacity);
        if (grown == NULL) {
            parser->out_of_memory = true;
            return false;
        }
        ast->flows = grown;
    }
    if (!clet_parse_enter(parser, &ast->flow_names, flow->name, ast->flow_count)) return false;
    ast->flows[ast->flow_count++] = flow;
    return true;
}

void clet_parse_flow(clet_flow_parser *parser, const chatlet_json *object, chatlet_str name,
                     uint32_t name_offset) {
    if (clet_ast_find_flow(parser->ast, name) != NULL) {
        const chatlet_str pieces[] = {
            S("there is another flow \""), name, S("\"; give one of them another name"), {0}};
        clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, name_offset, pieces);
        return;
    }
    clet_ast_flow *flow = clet_parse_allocate(parser, 1, sizeof *flow);
    if (flow == NULL) return;
    *flow = (clet_ast_flow){.name = name, .place = clet_parse_place(parser, name_offset)};
    clet_map_init(&flow->node_names, &parser->ast->arena);
    clet_map_init(&flow->local_names, &parser->ast->arena);
    take_locals(parser, object, flow);
    clet_parse_members(parser, object, flow_members, CLET_MEMBER_COUNT(flow_members), flow);
    clet_parse_require(parser, object, S("start"), S("a flow"));
    clet_parse_require(parser, object, S("nodes"), S("a flow"));
    add_flow(parser, flow);
}
