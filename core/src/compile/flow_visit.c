/* Walks all that nodes, triggers and variables have of one sort, so that passes over it need not
 * know every kind of node. */
#include "flow_ast.h"

/* The visitor and the node whose things are visited. */
typedef struct visit {
    const clet_ast_visitor *visitor;
    clet_ast_node *node;
} visit;

static void visit_ref(const visit *at, clet_ast_ref *ref) {
    if (ref->is_given && at->visitor->on_ref != NULL)
        at->visitor->on_ref(at->visitor->context, at->node, ref);
}

static void visit_variable(const visit *at, clet_ast_variable_ref *ref) {
    if (ref->is_given && at->visitor->on_variable != NULL)
        at->visitor->on_variable(at->visitor->context, at->node, ref);
}

static void visit_expression(const visit *at, clet_ast_expression *expression) {
    if (expression->is_given && at->visitor->on_expression != NULL)
        at->visitor->on_expression(at->visitor->context, at->node, expression);
}

static void visit_text(const visit *at, clet_ast_text *text) {
    if (text->count > 0 && at->visitor->on_text != NULL)
        at->visitor->on_text(at->visitor->context, at->node, text);
}

static void visit_connection(const visit *at, clet_ast_connection_ref *ref) {
    if (ref->name.is_given && at->visitor->on_connection != NULL)
        at->visitor->on_connection(at->visitor->context, at->node, ref);
}

static void visit_assignments(const visit *at, clet_ast_assignments *list, bool has_variables) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (has_variables) visit_variable(at, &list->items[i].target);
        visit_expression(at, &list->items[i].expression);
    }
}

static void visit_options(const visit *at, clet_ast_options *options) {
    for (uint32_t i = 0; i < options->count; i++) {
        clet_ast_option *option = &options->items[i];
        visit_text(at, &option->label);
        visit_text(at, &option->description);
        visit_expression(at, &option->when);
        visit_ref(at, &option->target);
        visit_text(at, &option->image);
        visit_text(at, &option->url);
    }
}

static void visit_medium(const visit *at, clet_ast_media *media) {
    if (at->visitor->on_media != NULL) at->visitor->on_media(at->visitor->context, at->node, media);
    visit_text(at, &media->source);
    visit_text(at, &media->alternative);
    visit_text(at, &media->title);
    visit_text(at, &media->text);
    visit_options(at, &media->actions);
}

static void visit_media(const visit *at, clet_ast_media *media, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        visit_medium(at, &media[i]);
        for (uint32_t k = 0; k < media[i].item_count; k++)
            visit_medium(at, &media[i].items[k]);
    }
}

static void visit_field(const visit *at, clet_ast_field *field) {
    visit_variable(at, &field->variable);
    visit_text(at, &field->prompt);
    visit_text(at, &field->retry);
    visit_expression(at, &field->valid);
    visit_expression(at, &field->transform);
    visit_expression(at, &field->when);
    visit_expression(at, &field->initial);
    visit_options(at, &field->choices);
    visit_expression(at, &field->choices_from);
}

static void visit_cases(const visit *at, clet_ast_cases *cases) {
    for (uint32_t i = 0; i < cases->count; i++) {
        visit_expression(at, &cases->items[i].when);
        visit_ref(at, &cases->items[i].target);
    }
}

static void visit_ask(const visit *at, clet_ast_node *node) {
    for (uint32_t i = 0; i < node->ask.field_count; i++)
        visit_field(at, &node->ask.fields[i]);
    visit_text(at, &node->ask.confirm);
    visit_cases(at, &node->ask.branches);
}

static void visit_http(const visit *at, clet_ast_node *node) {
    visit_connection(at, &node->http.connection);
    visit_text(at, &node->http.url);
    visit_assignments(at, &node->http.headers, false);
    visit_expression(at, &node->http.body);
    visit_expression(at, &node->http.ok);
}

static void visit_llm(const visit *at, clet_ast_node *node) {
    visit_connection(at, &node->llm.connection);
    visit_text(at, &node->llm.system);
    visit_text(at, &node->llm.prompt);
    visit_expression(at, &node->llm.until);
}

static void visit_human(const visit *at, clet_ast_node *node) {
    visit_connection(at, &node->human.connection);
    visit_expression(at, &node->human.hours);
    visit_text(at, &node->human.summary);
    visit_ref(at, &node->human.closed);
    visit_ref(at, &node->human.approved);
    visit_ref(at, &node->human.rejected);
}

static void visit_each(const visit *at, clet_ast_node *node) {
    visit_expression(at, &node->each.in);
    visit_variable(at, &node->each.as);
    visit_ref(at, &node->each.body);
}

static void visit_kind(const visit *at, clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_SAY:
        visit_text(at, &node->say.text);
        visit_media(at, node->say.media, node->say.media_count);
        break;
    case CLET_NODE_ASK: visit_ask(at, node); break;
    case CLET_NODE_LISTEN: visit_cases(at, &node->listen.intents); break;
    case CLET_NODE_SET: visit_assignments(at, &node->set.assign, true); break;
    case CLET_NODE_BRANCH: visit_cases(at, &node->branch.cases); break;
    case CLET_NODE_SPLIT: visit_cases(at, &node->split.arms); break;
    case CLET_NODE_EACH: visit_each(at, node); break;
    case CLET_NODE_CALL:
        visit_assignments(at, &node->call.in, false);
        visit_assignments(at, &node->call.out, true);
        break;
    case CLET_NODE_JUMP: visit_ref(at, &node->jump.to); break;
    case CLET_NODE_ANSWER:
        visit_expression(at, &node->answer.query);
        visit_ref(at, &node->answer.miss);
        break;
    case CLET_NODE_LLM: visit_llm(at, node); break;
    case CLET_NODE_HTTP: visit_http(at, node); break;
    case CLET_NODE_DO:
        visit_assignments(at, &node->act.args, false);
        visit_connection(at, &node->act.connection);
        break;
    case CLET_NODE_WAIT: visit_expression(at, &node->wait.until); break;
    case CLET_NODE_HUMAN: visit_human(at, node); break;
    case CLET_NODE_END: visit_expression(at, &node->end.score); break;
    case CLET_NODE_COUNT: break;
    }
}

void clet_ast_visit_node(clet_ast_node *node, const clet_ast_visitor *visitor) {
    const visit at = {.visitor = visitor, .node = node};
    visit_kind(&at, node);
    visit_ref(&at, &node->next);
    visit_ref(&at, &node->fail);
    visit_variable(&at, &node->save);
}

static void visit_triggers(const visit *at, clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++) {
        visit_expression(at, &triggers->items[i].when);
        visit_ref(at, &triggers->items[i].target);
    }
}

void clet_ast_visit_all(clet_flow_ast *ast, const clet_ast_visitor *visitor) {
    const visit at = {.visitor = visitor, .node = NULL};
    for (uint32_t i = 0; i < ast->variable_count; i++)
        visit_expression(&at, &ast->variables[i].initial_expression);
    visit_triggers(&at, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        clet_ast_flow *flow = ast->flows[i];
        for (uint32_t k = 0; k < flow->local_count; k++)
            visit_expression(&at, &flow->locals[k].initial_expression);
        visit_triggers(&at, &flow->triggers);
        for (uint32_t k = 0; k < flow->node_count; k++)
            clet_ast_visit_node(&flow->nodes[k], visitor);
    }
}
