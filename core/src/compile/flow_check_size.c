/* Counts over the limits of chatlet/limits.h (E17), each told at the first thing past it. Lengths
 * of expressions, texts and patterns are told where those are compiled. */
#include "flow_checker.h"

#include "../base/number_text.h"

#define S CHATLET_STR

/* "a bot may have at most 1000 flows; split it". */
static void report_count(clet_flow_checker *check, clet_ast_place place, chatlet_str owner,
                         uint32_t maximum, chatlet_str things, chatlet_str advice) {
    char digits[CLET_NUMBER_TEXT_BYTES_MAX];
    const chatlet_str number = {.data = digits,
                                .size_bytes = clet_number_text_u64(maximum, digits)};
    const chatlet_str pieces[] = {
        owner, S(" may have at most "), number, S(" "), things, S("; "), advice, {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_SIZE, place, pieces);
}

static void check_bot(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    const chatlet_str bot = S("a bot");
    const chatlet_str advice = S("join or remove some");
    if (ast->flow_count > CHATLET_FLOWS_MAX)
        report_count(check, ast->flows[CHATLET_FLOWS_MAX]->place, bot, CHATLET_FLOWS_MAX,
                     S("flows"), advice);
    if (ast->node_count > CHATLET_FLOW_NODES_MAX)
        report_count(check, check->nodes[CHATLET_FLOW_NODES_MAX]->place, bot,
                     CHATLET_FLOW_NODES_MAX, S("nodes"), advice);
    if (ast->intent_count > CHATLET_FLOW_INTENTS_MAX)
        report_count(check, ast->intents[CHATLET_FLOW_INTENTS_MAX]->place, bot,
                     CHATLET_FLOW_INTENTS_MAX, S("intents"), advice);
    if (ast->entity_count > CHATLET_FLOW_ENTITIES_MAX)
        report_count(check, ast->entities[CHATLET_FLOW_ENTITIES_MAX].place, bot,
                     CHATLET_FLOW_ENTITIES_MAX, S("entities"), advice);
    if (ast->connection_count > CHATLET_FLOW_CONNECTIONS_MAX)
        report_count(check, ast->connections[CHATLET_FLOW_CONNECTIONS_MAX].place, bot,
                     CHATLET_FLOW_CONNECTIONS_MAX, S("connections"), advice);
}

/* Triggers of bot.json and of all flows are tried together. */
static void check_triggers(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    uint32_t count = 0;
    for (uint32_t i = 0; i <= ast->flow_count; i++) {
        const clet_ast_triggers *list = i == 0 ? &ast->triggers : &ast->flows[i - 1]->triggers;
        if (count <= CHATLET_FLOW_TRIGGERS_MAX && count + list->count > CHATLET_FLOW_TRIGGERS_MAX)
            report_count(check, list->items[CHATLET_FLOW_TRIGGERS_MAX - count].place, S("a bot"),
                         CHATLET_FLOW_TRIGGERS_MAX, S("triggers"), S("join or remove some"));
        count += list->count;
    }
}

/* Every expression may read the system's, the bot's and its flow's variables. */
static void check_variables(clet_flow_checker *check) {
    enum { MAX = CHATLET_EXPRESSION_VARIABLES_MAX - CLET_SYSTEM_VARIABLE_COUNT };
    const clet_flow_ast *ast = check->ast;
    if (ast->variable_count > MAX) {
        report_count(check, ast->variables[MAX].place, S("a bot"), MAX, S("variables"),
                     S("put some together in a map"));
        return;
    }
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        const clet_ast_flow *flow = ast->flows[i];
        if (ast->variable_count + flow->local_count > MAX)
            report_count(check, flow->locals[MAX - ast->variable_count].place,
                         S("a flow with the bot's variables"), MAX, S("variables"),
                         S("put some together in a map"));
    }
}

static void check_phrases(clet_flow_checker *check, const clet_ast_phrases *phrases) {
    if (phrases->count > CHATLET_FLOW_PHRASES_MAX)
        report_count(check, phrases->items[CHATLET_FLOW_PHRASES_MAX].place, S("an intent"),
                     CHATLET_FLOW_PHRASES_MAX, S("examples"), S("keep the best ones"));
}

static void check_meanings(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    for (uint32_t i = 0; i < ast->intent_count; i++) {
        check_phrases(check, &ast->intents[i]->examples);
        check_phrases(check, &ast->intents[i]->keywords);
        if (ast->intents[i]->pattern_count > CHATLET_FLOW_ITEMS_MAX)
            report_count(check, ast->intents[i]->patterns[CHATLET_FLOW_ITEMS_MAX].place,
                         S("an intent"), CHATLET_FLOW_ITEMS_MAX, S("patterns"),
                         S("join some with '|'"));
    }
    for (uint32_t i = 0; i < ast->entity_count; i++) {
        if (ast->entities[i].value_count > CHATLET_FLOW_PHRASES_MAX)
            report_count(check, ast->entities[i].values[CHATLET_FLOW_PHRASES_MAX].place,
                         S("an entity"), CHATLET_FLOW_PHRASES_MAX, S("values"),
                         S("use a regular expression"));
    }
}

static void check_options(clet_flow_checker *check, const clet_ast_options *options) {
    if (options->count > CHATLET_FLOW_OPTIONS_MAX)
        report_count(check, options->items[CHATLET_FLOW_OPTIONS_MAX].place, S("a question"),
                     CHATLET_FLOW_OPTIONS_MAX, S("choices"), S("ask for a part of it first"));
}

static void check_cases(clet_flow_checker *check, const clet_ast_cases *cases) {
    if (cases->count > CHATLET_FLOW_ITEMS_MAX)
        report_count(check, cases->items[CHATLET_FLOW_ITEMS_MAX].place, S("a node"),
                     CHATLET_FLOW_ITEMS_MAX, S("ways on"), S("split it in two nodes"));
}

static void check_assignments(clet_flow_checker *check, const clet_ast_assignments *list) {
    if (list->count > CHATLET_FLOW_ITEMS_MAX)
        report_count(check, list->items[CHATLET_FLOW_ITEMS_MAX].target.place, S("a node"),
                     CHATLET_FLOW_ITEMS_MAX, S("values"), S("split it in two nodes"));
}

static void check_fields(clet_flow_checker *check, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->ask.field_count; i++)
        check_options(check, &node->ask.fields[i].choices);
    check_cases(check, &node->ask.branches);
    if (node->ask.field_count > CHATLET_FLOW_FIELDS_MAX)
        report_count(check, node->ask.fields[CHATLET_FLOW_FIELDS_MAX].place, S("an `ask`"),
                     CHATLET_FLOW_FIELDS_MAX, S("fields"), S("split it in two nodes"));
}

static void check_media(clet_flow_checker *check, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->say.media_count; i++) {
        const clet_ast_media *media = &node->say.media[i];
        check_options(check, &media->actions);
        for (uint32_t k = 0; k < media->item_count; k++)
            check_options(check, &media->items[k].actions);
        if (media->item_count > CHATLET_FLOW_ITEMS_MAX)
            report_count(check, media->items[CHATLET_FLOW_ITEMS_MAX].place, S("a carousel"),
                         CHATLET_FLOW_ITEMS_MAX, S("cards"), S("show the best ones"));
    }
    if (node->say.media_count > CHATLET_FLOW_ITEMS_MAX)
        report_count(check, node->say.media[CHATLET_FLOW_ITEMS_MAX].place, S("a `say`"),
                     CHATLET_FLOW_ITEMS_MAX, S("media"), S("split it in two nodes"));
}

/* Rounds, passages, tries: all numbers that an interpreter counts up to. */
static void check_number(clet_flow_checker *check, const clet_ast_number *number,
                         chatlet_str name) {
    if (!number->is_given || number->number <= CHATLET_FLOW_EACH_MAX) return;
    char digits[CLET_NUMBER_TEXT_BYTES_MAX];
    const chatlet_str maximum = {.data = digits,
                                 .size_bytes = clet_number_text_u64(CHATLET_FLOW_EACH_MAX, digits)};
    const chatlet_str pieces[] = {S("\""), name, S("\" may be at most "), maximum, {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_SIZE, number->place, pieces);
}

static void check_node(clet_flow_checker *check, const clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_SAY: check_media(check, node); break;
    case CLET_NODE_ASK: check_fields(check, node); break;
    case CLET_NODE_LISTEN: check_cases(check, &node->listen.intents); break;
    case CLET_NODE_SET: check_assignments(check, &node->set.assign); break;
    case CLET_NODE_BRANCH: check_cases(check, &node->branch.cases); break;
    case CLET_NODE_SPLIT: check_cases(check, &node->split.arms); break;
    case CLET_NODE_EACH: check_number(check, &node->each.limit, S("limit")); break;
    case CLET_NODE_CALL:
        check_assignments(check, &node->call.in);
        check_assignments(check, &node->call.out);
        break;
    case CLET_NODE_ANSWER: check_number(check, &node->answer.top, S("top")); break;
    case CLET_NODE_LLM: check_number(check, &node->llm.max_turns, S("max_turns")); break;
    case CLET_NODE_HTTP:
        check_assignments(check, &node->http.headers);
        check_number(check, &node->http.retries, S("retries"));
        break;
    case CLET_NODE_DO: check_assignments(check, &node->act.args); break;
    case CLET_NODE_JUMP:
    case CLET_NODE_WAIT:
    case CLET_NODE_HUMAN:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: break;
    }
}

static void check_text(void *context, clet_ast_node *node, clet_ast_text *text) {
    (void)node;
    if (text->count > CHATLET_FLOW_ITEMS_MAX)
        report_count(context, text->variants[CHATLET_FLOW_ITEMS_MAX].place, S("a text"),
                     CHATLET_FLOW_ITEMS_MAX, S("variants"), S("keep the best ones"));
}

void clet_check_sizes(clet_flow_checker *check) {
    const clet_ast_visitor visitor = {.context = check, .on_text = check_text};
    check_bot(check);
    check_triggers(check);
    check_variables(check);
    check_meanings(check);
    for (uint32_t i = 0; i < check->ast->node_count; i++)
        check_node(check, check->nodes[i]);
    clet_ast_visit_all(check->ast, &visitor);
}
