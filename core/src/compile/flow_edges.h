/* The ways on from a node: what checks and the picture of a flow walk along. */
#ifndef CLET_COMPILE_FLOW_EDGES_H
#define CLET_COMPILE_FLOW_EDGES_H

#include "flow_ast.h"

typedef enum clet_edge_kind {
    CLET_EDGE_NEXT,
    CLET_EDGE_FAIL,
    CLET_EDGE_CHOICE, /* of a field's choice: its goto */
    CLET_EDGE_BUTTON, /* of a card */
    CLET_EDGE_CASE,   /* of branch, split, listen; of ask: branches */
    CLET_EDGE_BODY,   /* each: do */
    CLET_EDGE_JUMP,
    CLET_EDGE_MISS,
    CLET_EDGE_CLOSED,
    CLET_EDGE_APPROVED,
    CLET_EDGE_REJECTED
} clet_edge_kind;

typedef struct clet_flow_edge {
    clet_edge_kind kind;
    const clet_ast_ref *ref; /* given */
    chatlet_str label;       /* of a case or choice, as written; else the member's name */
} clet_flow_edge;

/* Calls `on_edge` for each way on that is given, in the order of the file format's description.
 * A call's way into the other flow is none of them. */
void clet_flow_visit_edges(const clet_ast_node *node, void *context,
                           void (*on_edge)(void *context, const clet_flow_edge *edge));

/* The node an edge leads to; of $restart the first node of the start flow. NULL for the other
 * words, and where there is none. */
const clet_ast_node *clet_flow_edge_node(const clet_flow_ast *ast, const clet_ast_ref *ref);

/* Whether a node waits for the visitor, the time or a result before it goes on. */
bool clet_flow_node_waits(const clet_ast_node *node);

/* Whether the way is taken without waiting first. */
bool clet_flow_edge_is_silent(const clet_ast_node *node, const clet_flow_edge *edge);

#endif
