/* The linked tree of a bot's conversation in, its picture in DOT out. Names of nodes are
 * "flow.node", which needs no escapes; labels are what the author wrote, cut and escaped. */
#include <chatlet/authoring.h>

#include "../base/buffer.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "compile_state.h"
#include "flow_edges.h"

#define S CHATLET_STR

enum { LABEL_BYTES_MAX = 60 };

static const chatlet_str kind_words[] = {
#define X(constant, name) S(name),
    CLET_NODE_LIST(X)
#undef X
};

static const chatlet_str trigger_words[] = {
#define X(constant, name) S(name),
    CLET_TRIGGER_LIST(X)
#undef X
};

typedef struct graph_writer {
    const clet_flow_ast *ast;
    const clet_ast_flow *only; /* NULL: all */
    const clet_ast_node *node; /* whose edges are written */
    clet_buffer buffer;
} graph_writer;

static void put(graph_writer *graph, chatlet_str text) { clet_buffer_append(&graph->buffer, text); }

/* What stands within quotes: one line, no longer than people read. */
static void put_label(graph_writer *graph, chatlet_str text) {
    const chatlet_str cut = clet_utf8_cut(text, LABEL_BYTES_MAX);
    for (size_t i = 0; i < cut.size_bytes; i++) {
        const char byte = cut.data[i];
        if (byte == '"' || byte == '\\') clet_buffer_append_byte(&graph->buffer, '\\');
        clet_buffer_append_byte(&graph->buffer, (unsigned char)byte < ' ' ? ' ' : (uint8_t)byte);
    }
    if (cut.size_bytes < text.size_bytes) put(graph, S("\xE2\x80\xA6"));
}

static void put_name(graph_writer *graph, const clet_ast_node *node) {
    put(graph, S("\""));
    put(graph, node->flow->name);
    put(graph, S("."));
    put(graph, node->name);
    put(graph, S("\""));
}

/* "$end" and its like, of a flow each, so that lines stay short. */
static void put_word(graph_writer *graph, const clet_ast_flow *flow, const clet_ast_ref *ref) {
    put(graph, S("\""));
    put(graph, flow->name);
    put(graph, S("."));
    put(graph, ref->text);
    put(graph, S("\""));
}

static bool leads_anywhere(const clet_ast_ref *ref) {
    return ref->target != CLET_AST_TARGET_NONE && ref->target != CLET_AST_TARGET_WRONG;
}

static void write_edge(void *context, const clet_flow_edge *edge) {
    graph_writer *graph = context;
    if (!leads_anywhere(edge->ref)) return;
    put(graph, S("  "));
    put_name(graph, graph->node);
    put(graph, S(" -> "));
    if (edge->ref->target == CLET_AST_TARGET_NODE)
        put_name(graph, edge->ref->node);
    else
        put_word(graph, graph->node->flow, edge->ref);
    if (edge->kind != CLET_EDGE_NEXT && edge->kind != CLET_EDGE_JUMP) {
        put(graph, S(" [label=\""));
        put_label(graph, edge->label);
        put(graph, edge->kind == CLET_EDGE_FAIL ? S("\", style=dashed]") : S("\"]"));
    }
    put(graph, S(";\n"));
}

static void write_call(graph_writer *graph, const clet_ast_node *node) {
    const clet_ast_flow *called = node->kind == CLET_NODE_CALL ? node->call.flow.flow : NULL;
    if (called == NULL || called->start.node == NULL) return;
    put(graph, S("  "));
    put_name(graph, node);
    put(graph, S(" -> "));
    put_name(graph, called->start.node);
    put(graph, S(" [label=\"call\", style=dotted];\n"));
}

static void write_edges(graph_writer *graph, const clet_ast_flow *flow) {
    for (uint32_t i = 0; i < flow->node_count; i++) {
        graph->node = &flow->nodes[i];
        clet_flow_visit_edges(graph->node, graph, write_edge);
        write_call(graph, graph->node);
    }
}

/* Questions are round, decisions are diamonds: what a reader looks for. */
static chatlet_str shape_of(clet_node_kind kind) {
    if (kind == CLET_NODE_ASK || kind == CLET_NODE_LISTEN) return S(", style=rounded");
    if (kind == CLET_NODE_BRANCH || kind == CLET_NODE_SPLIT) return S(", shape=diamond");
    return kind == CLET_NODE_END ? S(", shape=doublecircle") : S("");
}

static void write_node(graph_writer *graph, const clet_ast_node *node) {
    put(graph, S("    "));
    put_name(graph, node);
    put(graph, S(" [label=\""));
    put(graph, node->name);
    put(graph, S("\\n"));
    put(graph, kind_words[node->kind]);
    put(graph, S("\""));
    put(graph, shape_of(node->kind));
    put(graph, S("];\n"));
}

static void write_flow(graph_writer *graph, const clet_ast_flow *flow) {
    put(graph, S("  subgraph \"cluster_"));
    put(graph, flow->name);
    put(graph, S("\" {\n    label=\""));
    put(graph, flow->name);
    if (flow->title.is_given) {
        put(graph, S(": "));
        put_label(graph, flow->title.text);
    }
    put(graph, S("\";\n"));
    for (uint32_t i = 0; i < flow->node_count; i++)
        write_node(graph, &flow->nodes[i]);
    put(graph, S("  }\n"));
}

static bool is_shown(const graph_writer *graph, const clet_ast_flow *flow) {
    return graph->only == NULL || graph->only == flow;
}

static void write_trigger(graph_writer *graph, const clet_ast_trigger *trigger) {
    const clet_ast_node *node = trigger->target.node;
    if (node == NULL || !is_shown(graph, node->flow)) return;
    put(graph, S("  \"trigger "));
    put(graph, trigger_words[trigger->kind]);
    put(graph, S(" "));
    if (trigger->match_count > 0) put_label(graph, trigger->matches[0].text);
    put(graph, S("\" [shape=note];\n  \"trigger "));
    put(graph, trigger_words[trigger->kind]);
    put(graph, S(" "));
    if (trigger->match_count > 0) put_label(graph, trigger->matches[0].text);
    put(graph, S("\" -> "));
    put_name(graph, node);
    put(graph, S(";\n"));
}

static void write_triggers(graph_writer *graph, const clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++)
        write_trigger(graph, &triggers->items[i]);
}

static void write_start(graph_writer *graph) {
    const clet_ast_flow *start = graph->only != NULL ? graph->only : graph->ast->start_flow;
    if (start == NULL || start->start.node == NULL) return;
    put(graph, S("  start [shape=circle, label=\"\", width=0.2];\n  start -> "));
    put_name(graph, start->start.node);
    put(graph, S(";\n"));
}

static void write_graph(graph_writer *graph) {
    const clet_flow_ast *ast = graph->ast;
    put(graph, S("digraph flows {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n"
                 "  edge [fontname=\"sans-serif\", fontsize=10];\n"));
    write_start(graph);
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        if (is_shown(graph, ast->flows[i])) write_flow(graph, ast->flows[i]);
    }
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        if (is_shown(graph, ast->flows[i])) write_edges(graph, ast->flows[i]);
    }
    write_triggers(graph, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        write_triggers(graph, &ast->flows[i]->triggers);
    put(graph, S("}\n"));
}

chatlet_status chatlet_flow_graph(chatlet_compiler *compiler, chatlet_str flow, chatlet_str *text) {
    graph_writer graph = {.ast = &compiler->flows};
    if (chatlet_compiler_check(compiler) == CHATLET_ERR_MEMORY) return CHATLET_ERR_MEMORY;
    if (clet_flow_ast_is_empty(graph.ast)) return CHATLET_ERR_ARGUMENT;
    if (flow.size_bytes > 0) {
        graph.only = clet_ast_find_flow(graph.ast, flow);
        if (graph.only == NULL) return CHATLET_ERR_ARGUMENT;
    }
    clet_buffer_init(&graph.buffer, compiler->allocator, CHATLET_JSON_BYTES_MAX);
    write_graph(&graph);
    const chatlet_status status = clet_buffer_status(&graph.buffer);
    if (status == CHATLET_OK)
        *text = clet_buffer_str(&graph.buffer); /* owned by the caller from here on */
    else
        clet_buffer_free(&graph.buffer);
    return status;
}
