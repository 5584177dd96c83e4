/* Whether every node is entered from somewhere (E03) and goes on to somewhere (E02). */
#include "flow_checker.h"

#include "../base/str.h"

#define S CHATLET_STR

static void report_dead_end(clet_flow_checker *check, const clet_ast_node *node, chatlet_str what) {
    const chatlet_str pieces[] = {S("`"), node->name, S("` "), what, {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_DEAD_END, node->place, pieces);
}

static bool has_branch(const clet_ast_node *node, chatlet_str value) {
    for (uint32_t i = 0; i < node->ask.branches.count; i++) {
        if (clet_str_equal(node->ask.branches.items[i].name.text, value)) return true;
    }
    return false;
}

/* A value as `branches` writes it: texts as they are, else as in the file. */
static chatlet_str value_text(const clet_flow_checker *check, const clet_ast_option *option) {
    const chatlet_json *value = option->value;
    if (value == NULL)
        return option->label.count > 0 ? option->label.variants[0].text : (chatlet_str){0};
    if (value->kind == CHATLET_JSON_STRING) return value->text;
    if (value->kind == CHATLET_JSON_BOOLEAN) return value->boolean ? S("true") : S("false");
    return chatlet_json_number_text(check->ast->files[option->place.file].bytes, value->offset);
}

/* Whether every answer to the last field leads somewhere by itself: a choice that must be made, of
 * choices that all are there and have a way. */
static bool ask_goes_on(const clet_flow_checker *check, const clet_ast_node *node) {
    if (node->ask.field_count == 0) return true; /* the parser said so */
    const clet_ast_field *last = &node->ask.fields[node->ask.field_count - 1];
    if (last->kind == CLET_FIELD_KIND_BOOL && !last->when.is_given && last->is_required.is_set)
        return has_branch(node, S("true")) && has_branch(node, S("false"));
    if (last->kind != CLET_FIELD_KIND_CHOICE || last->choices.count == 0) return false;
    if (last->when.is_given || !last->is_required.is_set) return false;
    for (uint32_t i = 0; i < last->choices.count; i++) {
        const clet_ast_option *option = &last->choices.items[i];
        if (!option->target.is_given && !has_branch(node, value_text(check, option))) return false;
    }
    return true;
}

static bool has_certain_case(clet_flow_checker *check, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->branch.cases.count; i++) {
        const clet_ast_case *one = &node->branch.cases.items[i];
        if (clet_check_constant(check, &one->when) == CLET_CONSTANT_TRUE) return true;
    }
    return false;
}

static void check_way_out(clet_flow_checker *check, const clet_ast_node *node) {
    if (node->next.is_given) return;
    switch (node->kind) {
    case CLET_NODE_ASK:
        if (!ask_goes_on(check, node))
            report_dead_end(check, node,
                            S("does not say where it goes on; add \"next\", or a \"goto\" to every "
                              "choice of its last field"));
        break;
    case CLET_NODE_BRANCH:
        if (!has_certain_case(check, node))
            report_dead_end(check, node,
                            S("goes nowhere when none of its cases is true; add \"next\""));
        break;
    case CLET_NODE_LISTEN:
        report_dead_end(check, node,
                        S("goes nowhere when the visitor says anything else; add \"next\""));
        break;
    case CLET_NODE_HUMAN:
        if (node->human.what != CLET_HUMAN_APPROVE)
            report_dead_end(check, node, S("does not say where it goes on; add \"next\""));
        else if (!node->human.approved.is_given || !node->human.rejected.is_given)
            report_dead_end(check, node,
                            S("goes nowhere when the answer is yes or no; add \"approved\" and "
                              "\"rejected\", or \"next\""));
        break;
    case CLET_NODE_SAY:
    case CLET_NODE_SET:
    case CLET_NODE_EACH:
    case CLET_NODE_CALL:
    case CLET_NODE_ANSWER:
    case CLET_NODE_LLM:
    case CLET_NODE_HTTP:
    case CLET_NODE_DO:
    case CLET_NODE_WAIT:
        report_dead_end(check, node,
                        S("does not say where it goes on; add \"next\": a node, \"$return\" or "
                          "\"$end\""));
        break;
    case CLET_NODE_SPLIT:
    case CLET_NODE_JUMP:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: break;
    }
}

/* Nodes that were found and those still to look at. */
typedef struct reach {
    const clet_flow_checker *check;
    bool *is_reached; /* by number of node */
    uint32_t *queue;
    uint32_t queued;
} reach;

static void reach_node(reach *found, const clet_ast_node *node) {
    if (node == NULL || found->is_reached[node->number]) return;
    found->is_reached[node->number] = true;
    found->queue[found->queued++] = node->number;
}

static void reach_edge(void *context, const clet_flow_edge *edge) {
    reach *found = context;
    reach_node(found, clet_flow_edge_node(found->check->ast, edge->ref));
}

static void reach_triggers(reach *found, const clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++)
        reach_node(found, clet_flow_edge_node(found->check->ast, &triggers->items[i].target));
}

static void reach_all(reach *found) {
    const clet_flow_ast *ast = found->check->ast;
    if (ast->start_flow != NULL) reach_node(found, ast->start_flow->start.node);
    reach_triggers(found, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        reach_triggers(found, &ast->flows[i]->triggers);
    for (uint32_t i = 0; i < found->queued; i++) {
        const clet_ast_node *node = found->check->nodes[found->queue[i]];
        clet_flow_visit_edges(node, found, reach_edge);
        if (node->kind == CLET_NODE_CALL && node->call.flow.flow != NULL)
            reach_node(found, node->call.flow.flow->start.node);
    }
}

static bool is_entered(const reach *found, const clet_ast_flow *flow) {
    for (uint32_t i = 0; i < flow->node_count; i++) {
        if (found->is_reached[flow->nodes[i].number]) return true;
    }
    return false;
}

static void report_unreached(clet_flow_checker *check, const reach *found,
                             const clet_ast_flow *flow) {
    if (!is_entered(found, flow)) {
        const chatlet_str pieces[] = {S("nothing leads into the flow `"),
                                      flow->name,
                                      S("`; call it, jump to it, or remove it"),
                                      {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_FLOW_UNREACHED, flow->place, pieces);
        return;
    }
    for (uint32_t i = 0; i < flow->node_count; i++) {
        const clet_ast_node *node = &flow->nodes[i];
        if (found->is_reached[node->number]) continue;
        const chatlet_str pieces[] = {
            S("nothing leads to `"), node->name, S("`; let a node go on to it, or remove it"), {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_FLOW_UNREACHED, node->place, pieces);
    }
}

void clet_check_reach(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    for (uint32_t i = 0; i < ast->node_count; i++)
        check_way_out(check, check->nodes[i]);
    /* Of a beginning that is not there it is told already; without any, triggers lead on. */
    const bool is_wrong =
        ast->start_flow == NULL ? ast->start.is_given : ast->start_flow->start.node == NULL;
    if (is_wrong) return;
    reach found = {.check = check};
    found.is_reached = clet_check_allocate(check, ast->node_count, sizeof *found.is_reached);
    found.queue = clet_check_allocate(check, ast->node_count, sizeof *found.queue);
    if (check->status != CHATLET_OK) return;
    reach_all(&found);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        report_unreached(check, &found, ast->flows[i]);
}
