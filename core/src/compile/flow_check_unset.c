/* Variables that an expression may read before they are set (E06): which ones are set for sure when
 * a node begins, whatever way led there, by going on along all ways until nothing changes.
 *
 * Unset variables are set by nothing but what is on the way: so what an interrupt or a called flow
 * sets besides never makes a warning wrong, and is left out where it is not certain. */
#include "flow_checker.h"

#include "../base/assert.h"
#include "../base/str.h"

#define S CHATLET_STR

typedef uint64_t word;

enum { WORD_BITS = 64, NONE = UINT32_MAX };

/* Bits by slot behind the system's: the bot's variables, then the locals of the node's flow. */
typedef struct unset_check {
    clet_flow_checker *check;
    uint32_t width;  /* words of a state */
    word *states;    /* by number of node: set for sure when it begins */
    word *exits;     /* by number of flow: set when it returns; of the bot's only */
    word *begin;     /* when the bot begins */
    bool *is_found;  /* by number of node: a way leads there */
    bool *is_exit;   /* by number of flow: a way leads to its end */
    bool *is_main;   /* by number of node: of its flow, outside the bodies of `each` */
    bool *is_queued; /* by number of node */
    uint32_t *queue; /* a stack */
    uint32_t queued;
    /* The node looked at. */
    const clet_ast_node *node;
    word *before;
    word *after;
    word *scratch;
} unset_check;

static bool has(const word *state, uint32_t place) {
    return (state[place / WORD_BITS] >> place % WORD_BITS & 1) != 0;
}

static void put(word *state, uint32_t place) {
    state[place / WORD_BITS] |= (word)1 << place % WORD_BITS;
}

static void drop(word *state, uint32_t place) {
    state[place / WORD_BITS] &= ~((word)1 << place % WORD_BITS);
}

static void copy(const unset_check *run, word *to, const word *from) {
    for (uint32_t i = 0; i < run->width; i++)
        to[i] = from[i];
}

static uint32_t place_of(const clet_ast_variable *variable) {
    return variable->slot - CLET_SYSTEM_VARIABLE_COUNT;
}

static void put_variable(word *state, const clet_ast_variable *variable) {
    if (variable != NULL) put(state, place_of(variable));
}

static word *state_of(const unset_check *run, uint32_t node) {
    return run->states + (size_t)node * run->width;
}

static word *exit_of(const unset_check *run, uint32_t flow) {
    return run->exits + (size_t)flow * run->width;
}

/* Takes from `state` what `other` has not; tells whether that changed it. */
static bool intersect(const unset_check *run, word *state, const word *other) {
    bool is_changed = false;
    for (uint32_t i = 0; i < run->width; i++) {
        const word common = state[i] & other[i];
        is_changed = is_changed || common != state[i];
        state[i] = common;
    }
    return is_changed;
}

static void queue_node(unset_check *run, uint32_t node) {
    if (run->is_queued[node]) return;
    run->is_queued[node] = true;
    run->queue[run->queued++] = node;
}

/* A way with that state leads to the node. */
static void arrive(unset_check *run, const clet_ast_node *node, const word *state) {
    word *known = state_of(run, node->number);
    if (!run->is_found[node->number]) {
        run->is_found[node->number] = true;
        copy(run, known, state);
        queue_node(run, node->number);
    } else if (intersect(run, known, state)) {
        queue_node(run, node->number);
    }
}

/* The bot's variables as in `state`, and the locals of `flow` as when it begins. */
static void enter_flow(const unset_check *run, word *entered, const word *state,
                       const clet_ast_flow *flow) {
    const uint32_t bot_count = run->check->ast->variable_count;
    copy(run, entered, state);
    for (uint32_t i = bot_count; i < run->width * WORD_BITS; i++)
        drop(entered, i);
    for (uint32_t i = 0; i < flow->local_count; i++) {
        if (flow->locals[i].initial != NULL) put(entered, bot_count + i);
    }
}

/* What a flow that returns is known to have set; calls of it then go on with that. */
static void leave_flow(unset_check *run, const clet_ast_flow *flow, const word *state) {
    word *known = exit_of(run, flow->number);
    bool is_changed = true;
    if (run->is_exit[flow->number]) {
        is_changed = intersect(run, known, state);
    } else {
        run->is_exit[flow->number] = true;
        copy(run, known, state);
    }
    for (uint32_t i = 0; is_changed && i < run->check->ast->node_count; i++) {
        const clet_ast_node *node = run->check->nodes[i];
        if (node->kind == CLET_NODE_CALL && node->call.flow.flow == flow && run->is_found[i])
            queue_node(run, i);
    }
}

static void go_to(unset_check *run, const clet_ast_node *node, const word *state) {
    if (node->flow == run->node->flow) {
        arrive(run, node, state);
        return;
    }
    /* Whatever the other flow returns with, it is at least this. */
    leave_flow(run, run->node->flow, state);
    enter_flow(run, run->scratch, state, node->flow);
    arrive(run, node, run->scratch);
}

static void go_on(void *context, const clet_flow_edge *edge) {
    unset_check *run = context;
    const clet_ast_node *node = run->node;
    /* A call goes on when its flow returned; as long as no way to that is known, it does not. */
    const bool is_back = node->kind != CLET_NODE_CALL || edge->kind != CLET_EDGE_NEXT ||
                         node->call.flow.flow == NULL || run->is_exit[node->call.flow.flow->number];
    if (!is_back) return;
    const bool is_early = edge->kind == CLET_EDGE_FAIL || edge->kind == CLET_EDGE_CLOSED;
    const word *state = is_early ? run->before : run->after;
    if (node->kind == CLET_NODE_EACH && edge->kind == CLET_EDGE_BODY) {
        copy(run, run->scratch, run->before);
        put_variable(run->scratch, node->each.as.variable);
        const clet_ast_node *body = clet_flow_edge_node(run->check->ast, edge->ref);
        if (body != NULL && body->flow == node->flow) arrive(run, body, run->scratch);
        return;
    }
    if (edge->ref->target == CLET_AST_TARGET_RETURN) {
        if (run->is_main[node->number]) leave_flow(run, node->flow, state);
    } else if (edge->ref->target == CLET_AST_TARGET_NODE && edge->ref->node != NULL) {
        go_to(run, edge->ref->node, state);
    }
}

/* Variables of a turn are unset again with every event. */
static void end_turn(const unset_check *run, word *state) {
    const clet_flow_ast *ast = run->check->ast;
    for (uint32_t i = 0; i < ast->variable_count; i++) {
        if (ast->variables[i].scope == CLET_SCOPE_TURN && ast->variables[i].initial == NULL)
            drop(state, i);
    }
}

static bool is_surely_set(const clet_ast_field *field) {
    return field->is_required.is_set && !field->when.is_given;
}

static void set_by_fields(word *state, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->ask.field_count; i++) {
        if (is_surely_set(&node->ask.fields[i]))
            put_variable(state, node->ask.fields[i].variable.variable);
    }
}

static void call_flow(unset_check *run) {
    const clet_ast_node *node = run->node;
    const clet_ast_flow *flow = node->call.flow.flow;
    if (flow == NULL || flow->start.node == NULL) return;
    enter_flow(run, run->scratch, run->before, flow);
    for (uint32_t i = 0; i < node->call.in.count; i++)
        put_variable(run->scratch, node->call.in.items[i].target.variable);
    arrive(run, flow->start.node, run->scratch);
    for (uint32_t i = 0; run->is_exit[flow->number] && i < run->check->ast->variable_count; i++) {
        if (has(exit_of(run, flow->number), i)) put(run->after, i);
    }
    for (uint32_t i = 0; i < node->call.out.count; i++)
        put_variable(run->after, node->call.out.items[i].target.variable);
}

/* What is set behind the node, in run->after. */
static void pass_node(unset_check *run) {
    const clet_ast_node *node = run->node;
    if (clet_flow_node_waits(node)) end_turn(run, run->after);
    if (node->kind == CLET_NODE_ASK) set_by_fields(run->after, node);
    for (uint32_t i = 0; node->kind == CLET_NODE_SET && i < node->set.assign.count; i++)
        put_variable(run->after, node->set.assign.items[i].target.variable);
    if (node->kind == CLET_NODE_CALL) call_flow(run);
    put_variable(run->after, node->save.variable);
}

static void visit_node(unset_check *run, const clet_ast_node *node) {
    run->node = node;
    copy(run, run->before, state_of(run, node->number));
    copy(run, run->after, run->before);
    pass_node(run);
    clet_flow_visit_edges(node, run, go_on);
}

static void begin_at(unset_check *run, const clet_ast_node *node) {
    if (node == NULL) return;
    enter_flow(run, run->scratch, run->begin, node->flow);
    arrive(run, node, run->scratch);
}

static void begin_at_triggers(unset_check *run, const clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++)
        begin_at(run, clet_flow_edge_node(run->check->ast, &triggers->items[i].target));
}

static void solve(unset_check *run) {
    const clet_flow_ast *ast = run->check->ast;
    begin_at(run, ast->start_flow == NULL ? NULL : ast->start_flow->start.node);
    begin_at_triggers(run, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        begin_at_triggers(run, &ast->flows[i]->triggers);
    while (run->queued > 0) {
        const uint32_t number = run->queue[--run->queued];
        run->is_queued[number] = false;
        visit_node(run, run->check->nodes[number]);
    }
}

/* Nodes that a flow comes to outside the bodies of `each`: only their `$return` ends it. */
typedef struct main_walk {
    unset_check *run;
    uint32_t count; /* in run->queue */
} main_walk;

static void add_main(main_walk *walk, const clet_ast_node *node) {
    if (node == NULL || walk->run->is_main[node->number]) return;
    walk->run->is_main[node->number] = true;
    walk->run->queue[walk->count++] = node->number;
}

static void follow_main(void *context, const clet_flow_edge *edge) {
    main_walk *walk = context;
    if (edge->kind == CLET_EDGE_BODY || edge->ref->target != CLET_AST_TARGET_NODE) return;
    add_main(walk, edge->ref->node);
}

static void find_main(unset_check *run) {
    main_walk walk = {.run = run};
    for (uint32_t i = 0; i < run->check->ast->flow_count; i++)
        add_main(&walk, run->check->ast->flows[i]->start.node);
    for (uint32_t i = 0; i < walk.count; i++)
        clet_flow_visit_edges(run->check->nodes[run->queue[i]], &walk, follow_main);
}

/* Reports what an expression of the node reads while `state` holds; each variable once a node. */
static void report_reads(unset_check *run, word *state, const clet_ast_expression *expression) {
    if (!expression->is_given) return;
    const clet_check_reads reads = clet_check_reads_of(run->check, expression);
    for (uint32_t i = 0; i < reads.count; i++) {
        const clet_ast_variable *variable = reads.items[i].variable;
        if (has(state, place_of(variable)) || has(run->scratch, place_of(variable))) continue;
        put(run->scratch, place_of(variable));
        const chatlet_str pieces[] = {
            S("`"),
            variable->name,
            S("` may not be set yet here, on some way that leads to it; give it an \"init\" where "
              "it is declared, or set it before"),
            {0}};
        clet_check_report(run->check, CLET_DIAGNOSTIC_FLOW_UNSET,
                          clet_check_place(run->check, expression, reads.items[i].offset), pieces);
    }
}

static void report_options(unset_check *run, word *state, const clet_ast_options *options) {
    for (uint32_t i = 0; i < options->count; i++)
        report_reads(run, state, &options->items[i].when);
}

/* Fields are asked in turn, so a later one may read an earlier one. */
static void report_ask(unset_check *run, word *state, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->ask.field_count; i++) {
        const clet_ast_field *field = &node->ask.fields[i];
        report_reads(run, state, &field->when);
        report_reads(run, state, &field->initial);
        report_reads(run, state, &field->choices_from);
        report_options(run, state, &field->choices);
        report_reads(run, state, &field->valid);
        report_reads(run, state, &field->transform);
        if (is_surely_set(field)) put_variable(state, field->variable.variable);
    }
}

static void report_assignments(unset_check *run, word *state, const clet_ast_assignments *list,
                               bool sets) {
    for (uint32_t i = 0; i < list->count; i++) {
        report_reads(run, state, &list->items[i].expression);
        if (sets) put_variable(state, list->items[i].target.variable);
    }
}

static void report_media(unset_check *run, word *state, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->say.media_count; i++) {
        const clet_ast_media *media = &node->say.media[i];
        report_options(run, state, &media->actions);
        for (uint32_t k = 0; k < media->item_count; k++)
            report_options(run, state, &media->items[k].actions);
    }
}

static void report_node(unset_check *run, word *state, const clet_ast_node *node) {
    switch (node->kind) {
    case CLET_NODE_SAY: report_media(run, state, node); break;
    case CLET_NODE_ASK: report_ask(run, state, node); break;
    case CLET_NODE_SET: report_assignments(run, state, &node->set.assign, true); break;
    case CLET_NODE_BRANCH:
        for (uint32_t i = 0; i < node->branch.cases.count; i++)
            report_reads(run, state, &node->branch.cases.items[i].when);
        break;
    case CLET_NODE_EACH: report_reads(run, state, &node->each.in); break;
    case CLET_NODE_CALL: report_assignments(run, state, &node->call.in, false); break;
    case CLET_NODE_ANSWER: report_reads(run, state, &node->answer.query); break;
    case CLET_NODE_HTTP:
        report_assignments(run, state, &node->http.headers, false);
        report_reads(run, state, &node->http.body);
        report_reads(run, state, &node->http.ok);
        break;
    case CLET_NODE_DO: report_assignments(run, state, &node->act.args, false); break;
    case CLET_NODE_WAIT: report_reads(run, state, &node->wait.until); break;
    case CLET_NODE_HUMAN: report_reads(run, state, &node->human.hours); break;
    case CLET_NODE_END: report_reads(run, state, &node->end.score); break;
    case CLET_NODE_LISTEN:
    case CLET_NODE_SPLIT:
    case CLET_NODE_JUMP:
    case CLET_NODE_LLM:
    case CLET_NODE_COUNT: break;
    }
}

static void report_all(unset_check *run) {
    for (uint32_t i = 0; i < run->check->ast->node_count; i++) {
        const clet_ast_node *node = run->check->nodes[i];
        if (!run->is_found[i]) continue;
        for (uint32_t k = 0; k < run->width; k++)
            run->scratch[k] = 0;
        copy(run, run->before, state_of(run, i));
        report_node(run, run->before, node);
    }
}

static uint32_t most_locals(const clet_flow_ast *ast) {
    uint32_t most = 0;
    for (uint32_t i = 0; i < ast->flow_count; i++) {
        if (ast->flows[i]->local_count > most) most = ast->flows[i]->local_count;
    }
    return most;
}

static bool make_room(unset_check *run) {
    clet_flow_checker *check = run->check;
    const clet_flow_ast *ast = check->ast;
    run->width = (ast->variable_count + most_locals(ast)) / WORD_BITS + 1;
    const size_t state_bytes = run->width * sizeof(word);
    run->states = clet_check_allocate(check, ast->node_count, state_bytes);
    run->exits = clet_check_allocate(check, ast->flow_count, state_bytes);
    run->begin = clet_check_allocate(check, 1, state_bytes);
    run->before = clet_check_allocate(check, 1, state_bytes);
    run->after = clet_check_allocate(check, 1, state_bytes);
    run->scratch = clet_check_allocate(check, 1, state_bytes);
    run->is_found = clet_check_allocate(check, ast->node_count, sizeof(bool));
    run->is_main = clet_check_allocate(check, ast->node_count, sizeof(bool));
    run->is_queued = clet_check_allocate(check, ast->node_count, sizeof(bool));
    run->is_exit = clet_check_allocate(check, ast->flow_count, sizeof(bool));
    run->queue = clet_check_allocate(check, ast->node_count, sizeof(uint32_t));
    return check->status == CHATLET_OK;
}

void clet_check_unset(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    unset_check run = {.check = check};
    if (!make_room(&run)) return;
    for (uint32_t i = 0; i < ast->variable_count; i++) {
        if (ast->variables[i].initial != NULL) put(run.begin, i);
    }
    find_main(&run);
    solve(&run);
    report_all(&run);
}
