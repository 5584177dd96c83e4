/* Ways that lead back to where they came from without waiting for anybody: in a flow (E07), and by
 * flows that call each other (E08). Both are strongly connected parts of the ways that are taken
 * without waiting (Tarjan, 1972); each part is told once. */
#include "flow_checker.h"

#include "../base/str.h"

#define S CHATLET_STR

enum { NONE = UINT32_MAX };

/* The silent ways from all nodes, one after the other. */
typedef struct graph {
    clet_flow_checker *check;
    bool has_calls;        /* the ways into called flows count, too */
    const bool *is_passed; /* by number of flow: it may be gone through without waiting */
    const clet_ast_node *node;
    uint32_t *targets;
    uint32_t *firsts; /* by number of node: its first target; one more for the end */
    uint32_t count;
    uint32_t capacity;
} graph;

static void add_target(graph *made, const clet_ast_node *node) {
    if (node == NULL) return;
    if (made->count == made->capacity) {
        uint32_t *grown = clet_arena_grow_array(made->check->arena, made->targets, made->count,
                                                sizeof *grown, 64, &made->capacity);
        if (grown == NULL) {
            made->check->status = CHATLET_ERR_MEMORY;
            return;
        }
        made->targets = grown;
    }
    made->targets[made->count++] = node->number;
}

/* A call goes on only when the called flow can be gone through without waiting. */
static bool is_passed(const graph *made, const clet_ast_node *node, const clet_flow_edge *edge) {
    if (node->kind != CLET_NODE_CALL || edge->kind != CLET_EDGE_NEXT) return true;
    const clet_ast_flow *called = node->call.flow.flow;
    return called == NULL || made->is_passed[called->number];
}

static void add_edge(void *context, const clet_flow_edge *edge) {
    graph *made = context;
    if (clet_flow_edge_is_silent(made->node, edge) && is_passed(made, made->node, edge))
        add_target(made, clet_flow_edge_node(made->check->ast, edge->ref));
}

static void make_graph(graph *made) {
    const uint32_t node_count = made->check->ast->node_count;
    made->firsts = clet_check_allocate(made->check, (size_t)node_count + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < node_count && made->check->status == CHATLET_OK; i++) {
        made->node = made->check->nodes[i];
        made->firsts[i] = made->count;
        clet_flow_visit_edges(made->node, made, add_edge);
        if (made->has_calls && made->node->kind == CLET_NODE_CALL &&
            made->node->call.flow.flow != NULL)
            add_target(made, made->node->call.flow.flow->start.node);
    }
    if (made->check->status == CHATLET_OK) made->firsts[node_count] = made->count;
}

/* A search through the graph, without recursion: `path` holds the nodes on the way. */
typedef struct search {
    const graph *graph;
    uint32_t *indexes; /* by number: order of arrival from 1; 0: not yet */
    uint32_t *lows;
    uint32_t *parts; /* by number: the lowest numbered node of its part, or NONE */
    uint32_t *nexts; /* by number: the next way to take */
    uint32_t *path, *stack;
    uint32_t path_count, stack_count, index;
} search;

static bool begin_search(search *made, clet_flow_checker *check) {
    const uint32_t count = check->ast->node_count;
    uint32_t **const arrays[] = {&made->indexes, &made->lows, &made->parts,
                                 &made->nexts,   &made->path, &made->stack};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        *arrays[i] = clet_check_allocate(check, count, sizeof(uint32_t));
    for (uint32_t i = 0; check->status == CHATLET_OK && i < count; i++)
        made->parts[i] = NONE;
    return check->status == CHATLET_OK;
}

static void enter(search *made, uint32_t node) {
    made->indexes[node] = made->lows[node] = ++made->index;
    made->nexts[node] = made->graph->firsts[node];
    made->path[made->path_count++] = node;
    made->stack[made->stack_count++] = node;
}

static uint32_t lesser(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Takes a part off the stack: everything above and with `node`. */
static void close_part(search *made, uint32_t node) {
    uint32_t lowest = node;
    uint32_t begin = made->stack_count;
    do {
        begin--;
        lowest = lesser(lowest, made->stack[begin]);
    } while (made->stack[begin] != node);
    for (uint32_t i = begin; i < made->stack_count; i++)
        made->parts[made->stack[i]] = lowest;
    made->stack_count = begin;
}

static void leave(search *made, uint32_t node) {
    made->path_count--;
    if (made->lows[node] == made->indexes[node]) close_part(made, node);
    if (made->path_count == 0) return;
    const uint32_t parent = made->path[made->path_count - 1];
    made->lows[parent] = lesser(made->lows[parent], made->lows[node]);
}

static void search_from(search *made, uint32_t root) {
    enter(made, root);
    while (made->path_count > 0) {
        const uint32_t node = made->path[made->path_count - 1];
        if (made->nexts[node] == made->graph->firsts[node + 1]) {
            leave(made, node);
            continue;
        }
        const uint32_t target = made->graph->targets[made->nexts[node]++];
        if (made->indexes[target] == 0)
            enter(made, target);
        else if (made->parts[target] == NONE)
            made->lows[node] = lesser(made->lows[node], made->indexes[target]);
    }
}

/* The parts of a graph; NULL when memory was refused. */
static const uint32_t *find_parts(clet_flow_checker *check, graph *made) {
    search found = {.graph = made};
    make_graph(made);
    if (check->status != CHATLET_OK || !begin_search(&found, check)) return NULL;
    for (uint32_t i = 0; i < check->ast->node_count; i++) {
        if (found.indexes[i] == 0) search_from(&found, i);
    }
    return found.parts;
}

/* The next node of a part that `node` leads to: the lowest numbered other one, or itself. NONE when
 * there is no way within the part, so that it is no cycle. */
static uint32_t next_within(const graph *made, const uint32_t *parts, uint32_t node) {
    uint32_t found = NONE;
    for (uint32_t i = made->firsts[node]; i < made->firsts[node + 1]; i++) {
        const uint32_t target = made->targets[i];
        if (parts[target] == parts[node]) found = lesser(found, target);
    }
    return found;
}

static void report_cycle(clet_flow_checker *check, const clet_ast_node *node,
                         const clet_ast_node *next) {
    const bool is_each = node->kind == CLET_NODE_EACH || next->kind == CLET_NODE_EACH;
    const chatlet_str advice =
        is_each
            ? S("end the body of an `each` with \"$return\", which takes the next item")
            : S("add an `ask`, `listen` or `wait` on the way, or go through a list with `each`");
    if (node == next) {
        const chatlet_str pieces[] = {
            S("`"), node->name, S("` leads back to itself without waiting; "), advice, {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_FLOW_LOOP, node->place, pieces);
        return;
    }
    const chatlet_str pieces[] = {S("`"),
                                  node->name,
                                  S("` leads back to itself, by `"),
                                  next->name,
                                  S("`, without waiting; "),
                                  advice,
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_LOOP, node->place, pieces);
}

/* A flow's nodes that may be reached from its start without waiting; whether `$return` is. */
typedef struct passage {
    graph *graph;
    const clet_ast_node *node;
    bool *is_seen;
    uint32_t *queue;
    uint32_t queued;
    bool returns;
} passage;

static void pass_edge(void *context, const clet_flow_edge *edge) {
    passage *pass = context;
    if (!clet_flow_edge_is_silent(pass->node, edge)) return;
    if (!is_passed(pass->graph, pass->node, edge)) return;
    if (edge->ref->target == CLET_AST_TARGET_RETURN) pass->returns = true;
    const clet_ast_node *next = clet_flow_edge_node(pass->graph->check->ast, edge->ref);
    if (next == NULL || pass->is_seen[next->number]) return;
    pass->is_seen[next->number] = true;
    pass->queue[pass->queued++] = next->number;
}

static bool passes(passage *pass, const clet_ast_flow *flow) {
    const clet_flow_checker *check = pass->graph->check;
    pass->queued = 0;
    pass->returns = false;
    for (uint32_t i = 0; i < check->ast->node_count; i++)
        pass->is_seen[i] = false;
    if (flow->start.node == NULL) return false;
    pass->is_seen[flow->start.node->number] = true;
    pass->queue[pass->queued++] = flow->start.node->number;
    for (uint32_t i = 0; i < pass->queued && !pass->returns; i++) {
        pass->node = check->nodes[pass->queue[i]];
        clet_flow_visit_edges(pass->node, pass, pass_edge);
    }
    return pass->returns;
}

/* Flows that a call may go through without waiting, found until no more are. */
static const bool *find_passed(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    bool *found = clet_check_allocate(check, ast->flow_count, sizeof *found);
    graph ways = {.check = check, .is_passed = found};
    passage pass = {.graph = &ways};
    pass.is_seen = clet_check_allocate(check, ast->node_count, sizeof *pass.is_seen);
    pass.queue = clet_check_allocate(check, ast->node_count, sizeof *pass.queue);
    bool is_changed = check->status == CHATLET_OK;
    while (is_changed) {
        is_changed = false;
        for (uint32_t i = 0; i < ast->flow_count; i++) {
            if (found[i] || !passes(&pass, ast->flows[i])) continue;
            found[i] = true;
            is_changed = true;
        }
    }
    return found;
}

static void report_loops(clet_flow_checker *check, const graph *ways, const uint32_t *parts) {
    for (uint32_t i = 0; i < check->ast->node_count; i++) {
        if (parts[i] != i) continue;
        const uint32_t next = next_within(ways, parts, i);
        if (next != NONE) report_cycle(check, check->nodes[i], check->nodes[next]);
    }
}

static void report_recursion(clet_flow_checker *check, const clet_ast_node *node) {
    const chatlet_str called = node->call.flow.name.text;
    const bool is_itself = node->call.flow.flow == node->flow;
    const chatlet_str pieces[] = {
        is_itself ? S("the flow calls itself, `") : S("the flow `"),
        called,
        is_itself
            ? S("`, without waiting for anybody; ask something before, or use `each`")
            : S("` calls this one again without waiting for anybody; ask something before, or "
                "use `jump`"),
        {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_RECURSION, node->call.flow.name.place, pieces);
}

/* In each part the first call whose flow begins in the same part. */
static void report_recursions(clet_flow_checker *check, const uint32_t *parts) {
    bool *is_told = clet_check_allocate(check, check->ast->node_count, sizeof *is_told);
    for (uint32_t i = 0; is_told != NULL && i < check->ast->node_count; i++) {
        const clet_ast_node *node = check->nodes[i];
        if (node->kind != CLET_NODE_CALL || node->call.flow.flow == NULL) continue;
        const clet_ast_node *start = node->call.flow.flow->start.node;
        if (start == NULL || parts[start->number] != parts[i] || is_told[parts[i]]) continue;
        is_told[parts[i]] = true;
        report_recursion(check, node);
    }
}

void clet_check_cycles(clet_flow_checker *check) {
    const bool *passed = find_passed(check);
    if (check->status != CHATLET_OK) return;
    graph within = {.check = check, .is_passed = passed};
    const uint32_t *loops = find_parts(check, &within);
    if (loops != NULL) report_loops(check, &within, loops);
    graph with_calls = {.check = check, .is_passed = passed, .has_calls = true};
    const uint32_t *recursions = loops == NULL ? NULL : find_parts(check, &with_calls);
    if (recursions != NULL) report_recursions(check, recursions);
}
