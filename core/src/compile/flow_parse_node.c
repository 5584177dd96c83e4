/* A node: its kind decides which members it may have. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR
#define AT(member) offsetof(clet_ast_node, member)

static const chatlet_str kind_words[] = {
#define X(constant, name) S(name),
    CLET_NODE_LIST(X)
#undef X
};
static const chatlet_str layout_words[] = {S("one-by-one"), S("form")};
static const chatlet_str by_words[] = {S("session"), S("visitor")};
static const chatlet_str cite_words[] = {S("inline"), S("list"), S("none")};
static const chatlet_str mode_words[] = {S("extract"), S("llm")};
static const chatlet_str method_words[] = {S("GET"), S("POST"), S("PUT"), S("PATCH"), S("DELETE")};
static const chatlet_str side_words[] = {S("browser"), S("server")};
static const chatlet_str what_words[] = {S("handoff"), S("ticket"), S("approve")};

static void take_type(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_node *node = thing;
    node->kind_place = clet_parse_place(parser, value->offset);
}

static const clet_flow_member common_members[] = {
    {S("type"), CLET_MEMBER_WORD, 0, 0, take_type}, /* it was read before */
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("ui"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("next"), CLET_MEMBER_REF, AT(next), 0, NULL},
    {S("fail"), CLET_MEMBER_REF, AT(fail), 0, NULL},
    {S("timeout_ms"), CLET_MEMBER_WHOLE, AT(timeout_ms), 1, NULL},
    {S("save"), CLET_MEMBER_VARIABLE, AT(save), 0, NULL},
};

static void take_media(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_node *node = thing;
    clet_parse_media(parser, value, &node->say.media, &node->say.media_count);
}

static const clet_flow_member say_members[] = {
    {S("text"), CLET_MEMBER_TEXT, AT(say.text), CLET_AST_TEXT_MARKDOWN, NULL},
    {S("media"), CLET_MEMBER_LIST, 0, 0, take_media},
    {S("delay_ms"), CLET_MEMBER_WHOLE, AT(say.delay_ms), 0, NULL},
};

/* An object from names to targets: {"yes": "node", …}. */
static void parse_named_targets(clet_flow_parser *parser, const chatlet_json *object,
                                chatlet_str label, clet_ast_cases *cases) {
    cases->items = clet_parse_allocate(parser, object->count, sizeof *cases->items);
    cases->place = clet_parse_place(parser, object->offset);
    if (cases->items == NULL) return;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        clet_ast_case *item = &cases->items[cases->count];
        if (chatlet_json_find(object, one->key) != one) {
            const chatlet_str pieces[] = {S("\""),
                                          one->key.size_bytes > 0 ? one->key : S(" "),
                                          S("\" stands twice in \""),
                                          label,
                                          S("\"; keep one of them"),
                                          {0}};
            clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, one->key_offset, pieces);
            continue;
        }
        *item = (clet_ast_case){.place = clet_parse_place(parser, one->key_offset),
                                .name = {.text = one->key,
                                         .place = clet_parse_place(parser, one->key_offset),
                                         .is_given = true}};
        clet_parse_ref(parser, one, one->key, &item->target);
        if (item->target.is_given) cases->count++;
    }
}

static void take_layout(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("layout"), layout_words, 2, &number))
        ((clet_ast_node *)thing)->ask.is_form = number == 1;
}

static void take_fields(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_fields(parser, value, thing);
}

static void take_branches(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    parse_named_targets(parser, value, S("branches"), &((clet_ast_node *)thing)->ask.branches);
}

static const clet_flow_member ask_members[] = {
    {S("fields"), CLET_MEMBER_LIST, 0, 0, take_fields},
    {S("layout"), CLET_MEMBER_WORD, 0, 0, take_layout},
    {S("confirm"), CLET_MEMBER_TEXT, AT(ask.confirm), CLET_AST_TEXT_MARKDOWN, NULL},
    {S("branches"), CLET_MEMBER_OBJECT, 0, 0, take_branches},
};

static void take_intents(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_cases *cases = &((clet_ast_node *)thing)->listen.intents;
    parse_named_targets(parser, value, S("intents"), cases);
    for (uint32_t i = 0; i < cases->count; i++)
        cases->items[i].intent.name = cases->items[i].name;
}

static const clet_flow_member listen_members[] = {
    {S("intents"), CLET_MEMBER_OBJECT, 0, 0, take_intents},
    {S("min_confidence"), CLET_MEMBER_SHARE, AT(listen.min_confidence), 0, NULL},
};

static void take_assign(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_assignments *list = &((clet_ast_node *)thing)->set.assign;
    clet_parse_assignments(parser, value, list);
    for (uint32_t i = 0; i < list->count; i++)
        list->items[i].expression.wanted = CLET_AST_WANTED_VARIABLE;
}

static const clet_flow_member set_members[] = {
    {S("assign"), CLET_MEMBER_OBJECT, 0, 0, take_assign},
};

static const clet_flow_member case_members[] = {
    {S("when"), CLET_MEMBER_EXPRESSION, offsetof(clet_ast_case, when), CLET_AST_WANTED_BOOL, NULL},
    {S("goto"), CLET_MEMBER_REF, offsetof(clet_ast_case, target), 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

static const clet_flow_member arm_members[] = {
    {S("name"), CLET_MEMBER_NAME, offsetof(clet_ast_case, name), 0, NULL},
    {S("weight"), CLET_MEMBER_NUMBER, offsetof(clet_ast_case, weight), 0, NULL},
    {S("goto"), CLET_MEMBER_REF, offsetof(clet_ast_case, target), 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

/* A list of objects that each lead somewhere. */
static void parse_cases(clet_flow_parser *parser, const chatlet_json *list, bool is_split,
                        clet_ast_cases *cases) {
    const chatlet_str what = is_split ? S("an arm") : S("a case");
    cases->items = clet_parse_allocate(parser, list->count, sizeof *cases->items);
    cases->place = clet_parse_place(parser, list->offset);
    if (cases->items == NULL) return;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        clet_ast_case *item = &cases->items[cases->count];
        if (!clet_parse_expect(parser, one, is_split ? S("arms[]") : S("cases[]"),
                               CHATLET_JSON_OBJECT))
            continue;
        *item = (clet_ast_case){.place = clet_parse_place(parser, one->offset)};
        clet_parse_members(
            parser, one, is_split ? arm_members : case_members,
            is_split ? CLET_MEMBER_COUNT(arm_members) : CLET_MEMBER_COUNT(case_members), item);
        bool is_right = clet_parse_require(parser, one, S("goto"), what);
        is_right &= clet_parse_require(parser, one, is_split ? S("name") : S("when"), what);
        if (is_split) is_right &= clet_parse_require(parser, one, S("weight"), what);
        if (is_right) cases->count++;
    }
}

static void take_cases(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    parse_cases(parser, value, false, &((clet_ast_node *)thing)->branch.cases);
}

static const clet_flow_member branch_members[] = {
    {S("cases"), CLET_MEMBER_LIST, 0, 0, take_cases},
};

static void take_by(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("by"), by_words, 2, &number))
        ((clet_ast_node *)thing)->split.by_visitor = number == 1;
}

static void take_arms(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    parse_cases(parser, value, true, &((clet_ast_node *)thing)->split.arms);
    if (value->count < 2)
        clet_parse_refuse(parser, value, S("arms"), S("have at least two arms to choose from"));
}

static const clet_flow_member split_members[] = {
    {S("by"), CLET_MEMBER_WORD, 0, 0, take_by},
    {S("arms"), CLET_MEMBER_LIST, 0, 0, take_arms},
};

static const clet_flow_member each_members[] = {
    {S("in"), CLET_MEMBER_EXPRESSION, AT(each.in), CLET_AST_WANTED_ITEMS, NULL},
    {S("as"), CLET_MEMBER_VARIABLE, AT(each.as), 0, NULL},
    {S("do"), CLET_MEMBER_REF, AT(each.body), 0, NULL},
    {S("limit"), CLET_MEMBER_WHOLE, AT(each.limit), 1, NULL},
};

static void take_call_in(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_assignments *list = &((clet_ast_node *)thing)->call.in;
    clet_parse_assignments(parser, value, list);
    for (uint32_t i = 0; i < list->count; i++)
        list->items[i].expression.wanted = CLET_AST_WANTED_VARIABLE;
}

static void take_call_out(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_assignments *list = &((clet_ast_node *)thing)->call.out;
    clet_parse_assignments(parser, value, list);
    for (uint32_t i = 0; i < list->count; i++)
        list->items[i].expression.wanted = CLET_AST_WANTED_VARIABLE;
}

static const clet_flow_member call_members[] = {
    {S("flow"), CLET_MEMBER_NAME, AT(call.flow.name), 0, NULL},
    {S("in"), CLET_MEMBER_OBJECT, 0, 0, take_call_in},
    {S("out"), CLET_MEMBER_OBJECT, 0, 0, take_call_out},
};

static const clet_flow_member jump_members[] = {
    {S("to"), CLET_MEMBER_REF, AT(jump.to), 0, NULL},
};

static void take_sources(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_node *node = thing;
    clet_parse_names(parser, value, S("sources[]"), &node->answer.sources,
                     &node->answer.source_count);
}

static void take_cite(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("cite"), cite_words, CLET_CITE_COUNT, &number))
        ((clet_ast_node *)thing)->answer.cite = (clet_cite)number;
}

static void take_answer_mode(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("mode"), mode_words, 2, &number))
        ((clet_ast_node *)thing)->answer.by_llm = number == 1;
}

static const clet_flow_member answer_members[] = {
    {S("query"), CLET_MEMBER_EXPRESSION, AT(answer.query), CLET_AST_WANTED_STRING, NULL},
    {S("sources"), CLET_MEMBER_LIST, 0, 0, take_sources},
    {S("top"), CLET_MEMBER_WHOLE, AT(answer.top), 1, NULL},
    {S("min_score"), CLET_MEMBER_SHARE, AT(answer.min_score), 0, NULL},
    {S("cite"), CLET_MEMBER_WORD, 0, 0, take_cite},
    {S("mode"), CLET_MEMBER_WORD, 0, 0, take_answer_mode},
    {S("miss"), CLET_MEMBER_REF, AT(answer.miss), 0, NULL},
};

static void take_output(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    (void)parser;
    ((clet_ast_node *)thing)->llm.output = value;
}

static void take_tools(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_node *node = thing;
    clet_parse_names(parser, value, S("tools[]"), &node->llm.tools, &node->llm.tool_count);
}

static const clet_flow_member llm_members[] = {
    {S("connection"), CLET_MEMBER_NAME, AT(llm.connection.name), 0, NULL},
    {S("system"), CLET_MEMBER_TEXT, AT(llm.system), CLET_AST_TEXT_PLAIN, NULL},
    {S("prompt"), CLET_MEMBER_TEXT, AT(llm.prompt), CLET_AST_TEXT_PLAIN, NULL},
    {S("output"), CLET_MEMBER_OBJECT, 0, 0, take_output},
    {S("tools"), CLET_MEMBER_LIST, 0, 0, take_tools},
    {S("until"), CLET_MEMBER_EXPRESSION, AT(llm.until), CLET_AST_WANTED_BOOL, NULL},
    {S("max_turns"), CLET_MEMBER_WHOLE, AT(llm.max_turns), 1, NULL},
    {S("max_tokens"), CLET_MEMBER_WHOLE, AT(llm.max_tokens), 1, NULL},
};

static void take_method(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("method"), method_words, 5, &number))
        clet_parse_name(parser, value, S("method"), &((clet_ast_node *)thing)->http.method);
}

static void take_side(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("side"), side_words, 2, &number))
        ((clet_ast_node *)thing)->http.is_server_side = number == 1;
}

static void take_headers(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_assignments *list = &((clet_ast_node *)thing)->http.headers;
    clet_ast_assignment *items = clet_parse_allocate(parser, value->count, sizeof *items);
    if (items == NULL) return;
    list->items = items;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        clet_ast_assignment *item = &items[list->count];
        *item = (clet_ast_assignment){.target = {.text = one->key,
                                                 .place = clet_parse_place(parser, one->key_offset),
                                                 .is_given = true}};
        clet_parse_joined(parser, one, one->key, &item->expression);
        item->expression.wanted = CLET_AST_WANTED_STRING;
        if (item->expression.is_given) list->count++;
    }
}

static const clet_flow_member http_members[] = {
    {S("connection"), CLET_MEMBER_NAME, AT(http.connection.name), 0, NULL},
    {S("method"), CLET_MEMBER_WORD, 0, 0, take_method},
    {S("url"), CLET_MEMBER_ADDRESS, AT(http.url), 0, NULL},
    {S("headers"), CLET_MEMBER_OBJECT, 0, 0, take_headers},
    {S("body"), CLET_MEMBER_VALUE, AT(http.body), 0, NULL},
    {S("side"), CLET_MEMBER_WORD, 0, 0, take_side},
    {S("retries"), CLET_MEMBER_WHOLE, AT(http.retries), 0, NULL},
    {S("idempotency"), CLET_MEMBER_FLAG, AT(http.idempotency), 0, NULL},
    {S("ok"), CLET_MEMBER_EXPRESSION, AT(http.ok), CLET_AST_WANTED_BOOL, NULL},
};

static void take_args(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_assignments(parser, value, &((clet_ast_node *)thing)->act.args);
}

static const clet_flow_member do_members[] = {
    {S("action"), CLET_MEMBER_NAME, AT(act.action), 0, NULL},
    {S("args"), CLET_MEMBER_OBJECT, 0, 0, take_args},
    {S("connection"), CLET_MEMBER_NAME, AT(act.connection.name), 0, NULL},
};

static const clet_flow_member wait_members[] = {
    {S("ms"), CLET_MEMBER_WHOLE, AT(wait.ms), 0, NULL},
    {S("until"), CLET_MEMBER_EXPRESSION, AT(wait.until), CLET_AST_WANTED_TIMESTAMP, NULL},
    {S("event"), CLET_MEMBER_NAME, AT(wait.event), 0, NULL},
};

static void take_what(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("what"), what_words, CLET_HUMAN_COUNT, &number))
        ((clet_ast_node *)thing)->human.what = (clet_human_kind)number;
}

static const clet_flow_member human_members[] = {
    {S("what"), CLET_MEMBER_WORD, 0, 0, take_what},
    {S("team"), CLET_MEMBER_NAME, AT(human.team), 0, NULL},
    {S("hours"), CLET_MEMBER_EXPRESSION, AT(human.hours), CLET_AST_WANTED_BOOL, NULL},
    {S("closed"), CLET_MEMBER_REF, AT(human.closed), 0, NULL},
    {S("summary"), CLET_MEMBER_TEXT, AT(human.summary), CLET_AST_TEXT_PLAIN, NULL},
    {S("approved"), CLET_MEMBER_REF, AT(human.approved), 0, NULL},
    {S("rejected"), CLET_MEMBER_REF, AT(human.rejected), 0, NULL},
    {S("connection"), CLET_MEMBER_NAME, AT(human.connection.name), 0, NULL},
};

static const clet_flow_member end_members[] = {
    {S("outcome"), CLET_MEMBER_NAME, AT(end.outcome), 0, NULL},
    {S("score"), CLET_MEMBER_EXPRESSION, AT(end.score), CLET_AST_WANTED_NUMBER, NULL},
};

/* Members of each kind, and those that none may lack. */
static const struct {
    const clet_flow_member *members;
    size_t count;
    chatlet_str required[3];
} kinds[CLET_NODE_COUNT] = {
    [CLET_NODE_SAY] = {say_members, CLET_MEMBER_COUNT(say_members), {{0}}},
    [CLET_NODE_ASK] = {ask_members, CLET_MEMBER_COUNT(ask_members), {S("fields")}},
    [CLET_NODE_LISTEN] = {listen_members, CLET_MEMBER_COUNT(listen_members), {{0}}},
    [CLET_NODE_SET] = {set_members, CLET_MEMBER_COUNT(set_members), {S("assign")}},
    [CLET_NODE_BRANCH] = {branch_members, CLET_MEMBER_COUNT(branch_members), {S("cases")}},
    [CLET_NODE_SPLIT] = {split_members, CLET_MEMBER_COUNT(split_members), {S("arms")}},
    [CLET_NODE_EACH] = {each_members, CLET_MEMBER_COUNT(each_members), {S("in"), S("as"), S("do")}},
    [CLET_NODE_CALL] = {call_members, CLET_MEMBER_COUNT(call_members), {S("flow")}},
    [CLET_NODE_JUMP] = {jump_members, CLET_MEMBER_COUNT(jump_members), {S("to")}},
    [CLET_NODE_ANSWER] = {answer_members, CLET_MEMBER_COUNT(answer_members), {{0}}},
    [CLET_NODE_LLM] = {llm_members, CLET_MEMBER_COUNT(llm_members), {S("prompt")}},
    [CLET_NODE_HTTP] = {http_members, CLET_MEMBER_COUNT(http_members), {{0}}},
    [CLET_NODE_DO] = {do_members, CLET_MEMBER_COUNT(do_members), {S("action")}},
    [CLET_NODE_WAIT] = {wait_members, CLET_MEMBER_COUNT(wait_members), {{0}}},
    [CLET_NODE_HUMAN] = {human_members, CLET_MEMBER_COUNT(human_members), {S("what")}},
    [CLET_NODE_END] = {end_members, CLET_MEMBER_COUNT(end_members), {{0}}},
};

/* Its kind first: the union's members depend on it. */
static bool find_kind(clet_flow_parser *parser, const chatlet_json *object, clet_ast_node *node) {
    const chatlet_json *type = chatlet_json_find(object, S("type"));
    uint32_t number;
    if (!clet_parse_require(parser, object, S("type"), S("a node"))) return false;
    if (!clet_parse_expect(parser, type, S("type"), CHATLET_JSON_STRING)) return false;
    if (!clet_parse_word(parser, type, S("type"), kind_words, CLET_NODE_COUNT, &number))
        return false;
    node->kind = (clet_node_kind)number;
    return true;
}

static void set_defaults(clet_ast_node *node) {
    if (node->kind == CLET_NODE_HTTP) node->http.idempotency.is_set = true;
}

void clet_parse_node(clet_flow_parser *parser, const chatlet_json *object, clet_ast_node *node) {
    if (!find_kind(parser, object, node)) return;
    set_defaults(node);
    clet_parse_members_of_two(parser, object, common_members, CLET_MEMBER_COUNT(common_members),
                              kinds[node->kind].members, kinds[node->kind].count, node);
    for (int i = 0; i < 3 && kinds[node->kind].required[i].size_bytes > 0; i++) {
        const chatlet_str what[CLET_NODE_COUNT] = {
#define X(constant, name) S("a node of type \"" name "\""),
            CLET_NODE_LIST(X)
#undef X
        };
        clet_parse_require(parser, object, kinds[node->kind].required[i], what[node->kind]);
    }
    const bool waits = node->kind == CLET_NODE_WAIT;
    if (waits && chatlet_json_find(object, S("ms")) == NULL &&
        chatlet_json_find(object, S("until")) == NULL &&
        chatlet_json_find(object, S("event")) == NULL)
        clet_parse_require(parser, object, S("ms"), S("a node of type \"wait\""));
    /* A connection has an address. */
    if (node->kind == CLET_NODE_HTTP && chatlet_json_find(object, S("connection")) == NULL)
        clet_parse_require(parser, object, S("url"), S("a node of type \"http\""));
}
