#include "flow_edges.h"

#define S CHATLET_STR

/* What is visited. */
typedef struct walk {
    void *context;
    void (*on_edge)(void *context, const clet_flow_edge *edge);
} walk;

static void give(const walk *at, clet_edge_kind kind, const clet_ast_ref *ref, chatlet_str label) {
    const clet_flow_edge edge = {.kind = kind, .ref = ref, .label = label};
    if (ref->is_given) at->on_edge(at->context, &edge);
}

static chatlet_str label_of(const clet_ast_option *option) {
    return option->label.count > 0 ? option->label.variants[0].text : S("choice");
}

static void give_options(const walk *at, clet_edge_kind kind, const clet_ast_options *options) {
    for (uint32_t i = 0; i < options->count; i++)
        give(at, kind, &options->items[i].target, label_of(&options->items[i]));
}

static void give_buttons(const walk *at, const clet_ast_media *media, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        give_options(at, CLET_EDGE_BUTTON, &media[i].actions);
        for (uint32_t k = 0; k < media[i].item_count; k++)
            give_options(at, CLET_EDGE_BUTTON, &media[i].items[k].actions);
    }
}

static void give_cases(const walk *at, const clet_ast_cases *cases) {
    for (uint32_t i = 0; i < cases->count; i++) {
        const clet_ast_case *one = &cases->items[i];
        give(at, CLET_EDGE_CASE, &one->target,
             one->when.is_given ? one->when.text : one->name.text);
    }
}

static void give_kind(const walk *at, const clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_SAY: give_buttons(at, node->say.media, node->say.media_count); break;
    case CLET_NODE_ASK:
        for (uint32_t i = 0; i < node->ask.field_count; i++)
            give_options(at, CLET_EDGE_CHOICE, &node->ask.fields[i].choices);
        give_cases(at, &node->ask.branches);
        break;
    case CLET_NODE_LISTEN: give_cases(at, &node->listen.intents); break;
    case CLET_NODE_BRANCH: give_cases(at, &node->branch.cases); break;
    case CLET_NODE_SPLIT: give_cases(at, &node->split.arms); break;
    case CLET_NODE_EACH: give(at, CLET_EDGE_BODY, &node->each.body, S("do")); break;
    case CLET_NODE_JUMP: give(at, CLET_EDGE_JUMP, &node->jump.to, S("to")); break;
    case CLET_NODE_ANSWER: give(at, CLET_EDGE_MISS, &node->answer.miss, S("miss")); break;
    case CLET_NODE_HUMAN:
        give(at, CLET_EDGE_CLOSED, &node->human.closed, S("closed"));
        give(at, CLET_EDGE_APPROVED, &node->human.approved, S("approved"));
        give(at, CLET_EDGE_REJECTED, &node->human.rejected, S("rejected"));
        break;
    case CLET_NODE_SET:
    case CLET_NODE_CALL:
    case CLET_NODE_LLM:
    case CLET_NODE_HTTP:
    case CLET_NODE_DO:
    case CLET_NODE_WAIT:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: break;
    }
}

void clet_flow_visit_edges(const clet_ast_node *node, void *context,
                           void (*on_edge)(void *context, const clet_flow_edge *edge)) {
    const walk at = {.context = context, .on_edge = on_edge};
    give_kind(&at, node);
    give(&at, CLET_EDGE_NEXT, &node->next, S("next"));
    give(&at, CLET_EDGE_FAIL, &node->fail, S("fail"));
}

const clet_ast_node *clet_flow_edge_node(const clet_flow_ast *ast, const clet_ast_ref *ref) {
    if (ref->target == CLET_AST_TARGET_NODE) return ref->node;
    if (ref->target != CLET_AST_TARGET_RESTART || ast->start_flow == NULL) return NULL;
    return ast->start_flow->start.node;
}

bool clet_flow_node_waits(const clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_ASK:
    case CLET_NODE_LISTEN:
    case CLET_NODE_LLM:
    case CLET_NODE_HTTP:
    case CLET_NODE_DO:
    case CLET_NODE_WAIT:
    case CLET_NODE_HUMAN: return true;
    case CLET_NODE_SAY:
    case CLET_NODE_SET:
    case CLET_NODE_BRANCH:
    case CLET_NODE_SPLIT:
    case CLET_NODE_EACH:
    case CLET_NODE_CALL:
    case CLET_NODE_JUMP:
    case CLET_NODE_ANSWER:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: return false;
    }
    return false;
}

bool clet_flow_edge_is_silent(const clet_ast_node *node, const clet_flow_edge *edge) {
    if (edge->kind == CLET_EDGE_BUTTON) return false;
    /* Outside its hours nobody is asked. */
    return edge->kind == CLET_EDGE_CLOSED || !clet_flow_node_waits(node);
}
