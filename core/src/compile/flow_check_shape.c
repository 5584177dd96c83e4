/* What a node alone shows: choices with one value (E18), weights (E19), answers without a miss
 * (E21), replies that may never come (E22). */
#include "flow_checker.h"

#include "../base/number_text.h"
#include "../base/str.h"

#define S CHATLET_STR

/* The id of a choice: its value as text, else its label. */
static chatlet_str id_of(const clet_flow_checker *check, const clet_ast_option *option) {
    const chatlet_json *value = option->value;
    if (value == NULL)
        return option->label.count > 0 ? option->label.variants[0].text : (chatlet_str){0};
    if (value->kind == CHATLET_JSON_STRING) return value->text;
    if (value->kind == CHATLET_JSON_BOOLEAN) return value->boolean ? S("true") : S("false");
    return chatlet_json_number_text(check->ast->files[option->place.file].bytes, value->offset);
}

/* Whether the two are the same number, however they are written. */
static bool is_same_number(const clet_ast_option *a, const clet_ast_option *b) {
    const bool are_numbers =
        a->value != NULL && b->value != NULL &&
        (a->value->kind == CHATLET_JSON_INTEGER || a->value->kind == CHATLET_JSON_DOUBLE) &&
        (b->value->kind == CHATLET_JSON_INTEGER || b->value->kind == CHATLET_JSON_DOUBLE);
    return are_numbers && a->value->number == b->value->number;
}

static void check_options(clet_flow_checker *check, const clet_ast_options *options) {
    for (uint32_t i = 1; i < options->count; i++) {
        const chatlet_str id = id_of(check, &options->items[i]);
        for (uint32_t k = 0; k < i; k++) {
            if (!clet_str_equal(id, id_of(check, &options->items[k])) &&
                !is_same_number(&options->items[i], &options->items[k]))
                continue;
            const chatlet_str pieces[] = {
                S("two choices have the value \""),
                id,
                S("\", so that nobody can tell which was taken; give one another \"value\""),
                {0}};
            clet_check_report(check, CLET_DIAGNOSTIC_CHOICE_TWICE, options->items[i].place, pieces);
            break;
        }
    }
}

static void check_media(void *context, clet_ast_node *node, clet_ast_media *media) {
    (void)node;
    check_options(context, &media->actions);
}

static void check_arms(clet_flow_checker *check, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->split.arms.count; i++) {
        const clet_ast_case *arm = &node->split.arms.items[i];
        if (!arm->weight.is_given || arm->weight.number > 0) continue;
        const chatlet_str pieces[] = {
            S("the arm \""),
            arm->name.text,
            S("\" would never be taken; its weight must be above 0, or remove the arm"),
            {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_SPLIT_WEIGHT, arm->weight.place, pieces);
    }
}

static void report_endless(clet_flow_checker *check, const clet_ast_node *node, chatlet_str what) {
    const chatlet_str pieces[] = {
        S("`"),
        node->name,
        S("` waits for "),
        what,
        S(" that may never come; add \"timeout_ms\", and \"fail\" for what happens then"),
        {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_WAIT_ENDLESS, node->place, pieces);
}

/* The host itself answers for what it does on the device: those replies always come. */
static void check_timeout(clet_flow_checker *check, const clet_ast_node *node) {
    if (node->timeout_ms.is_given) return;
    if (node->kind == CLET_NODE_HTTP) {
        report_endless(check, node, S("a reply"));
    } else if (node->kind == CLET_NODE_LLM) {
        report_endless(check, node, S("a language model's answer"));
    } else if (node->kind == CLET_NODE_WAIT && node->wait.event.is_given) {
        report_endless(check, node, S("an event"));
    } else if (node->kind == CLET_NODE_HUMAN && node->human.what != CLET_HUMAN_TICKET) {
        report_endless(check, node, S("somebody's answer"));
    } else if (node->kind == CLET_NODE_DO && node->act.connection.connection != NULL &&
               !node->act.connection.connection->mailto.is_given) {
        report_endless(check, node, S("a result"));
    }
}

/* A request goes to an address of its own, or to a connection's. */
static void check_address(clet_flow_checker *check, const clet_ast_node *node) {
    if (node->kind != CLET_NODE_HTTP) return;
    const clet_ast_connection_ref *ref = &node->http.connection;
    const bool has_url = node->http.url.count > 0;
    const bool is_wrong = ref->name.is_given && ref->connection == NULL;
    if (has_url || is_wrong || (ref->connection != NULL && ref->connection->url.is_given)) return;
    const chatlet_str pieces[] = {
        S("`"),
        node->name,
        S("` has no address to go to; add \"url\", or the \"connection\" of one that has it"),
        {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_CONNECTION, node->place, pieces);
}

static void check_node(clet_flow_checker *check, const clet_ast_node *node) {
    for (uint32_t i = 0; node->kind == CLET_NODE_ASK && i < node->ask.field_count; i++)
        check_options(check, &node->ask.fields[i].choices);
    if (node->kind == CLET_NODE_SPLIT) check_arms(check, node);
    check_timeout(check, node);
    check_address(check, node);
    if (node->kind != CLET_NODE_ANSWER || node->answer.miss.is_given) return;
    const chatlet_str pieces[] = {
        S("`"),
        node->name,
        S("` does not say what happens when nothing answers; add \"miss\": a node"),
        {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_ANSWER_MISS, node->place, pieces);
}

void clet_check_shapes(clet_flow_checker *check) {
    const clet_ast_visitor visitor = {.context = check, .on_media = check_media};
    for (uint32_t i = 0; i < check->ast->node_count; i++)
        check_node(check, check->nodes[i]);
    clet_ast_visit_all(check->ast, &visitor);
}
