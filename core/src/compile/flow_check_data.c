/* Where what visitors tell goes: personal data to others without their consent (E14), and answers
 * that reach nobody (E25). Both follow values from variable to variable, whatever the order of the
 * nodes. */
#include "flow_checker.h"

#include "../base/str.h"

#define S CHATLET_STR

/* A value goes from one variable to another: by set, call, each, transform or default. */
typedef struct move {
    uint32_t from;
    uint32_t to;
    bool is_whole; /* as it is, or as a part of a text, list or map; not just counted or compared */
} move;

typedef struct data_check {
    clet_flow_checker *check;
    move *moves;
    uint32_t move_count;
    uint32_t move_capacity;
    bool *is_personal; /* by number of variable */
    bool *is_read;     /* the same: an expression or a text reads it */
    bool *is_sent;     /* the same: what it holds reaches somebody */
    clet_ast_node *node;
} data_check;

static void add_move(data_check *data, move added) {
    if (data->move_count == data->move_capacity) {
        move *grown = clet_arena_grow_array(data->check->arena, data->moves, data->move_count,
                                            sizeof *grown, 64, &data->move_capacity);
        if (grown == NULL) {
            data->check->status = CHATLET_ERR_MEMORY;
            return;
        }
        data->moves = grown;
    }
    data->moves[data->move_count++] = added;
}

/* Numbers and truths that are computed of something no longer tell it. */
static bool keeps_value(const clet_ast_variable *to, const clet_ast_variable *from,
                        const clet_ast_expression *expression) {
    if (clet_str_equal(clet_str_trim(expression->text), from->name)) return true;
    return to->kind == CHATLET_VALUE_STRING || to->kind == CHATLET_VALUE_BYTES ||
           to->kind == CHATLET_VALUE_LIST || to->kind == CHATLET_VALUE_MAP ||
           to->kind == CHATLET_VALUE_TYPE;
}

static void move_to(data_check *data, const clet_ast_expression *expression,
                    const clet_ast_variable *to) {
    if (!expression->is_given || to == NULL) return;
    const clet_check_reads reads = clet_check_reads_of(data->check, expression);
    for (uint32_t i = 0; i < reads.count; i++) {
        const clet_ast_variable *from = reads.items[i].variable;
        add_move(data, (move){.from = clet_check_variable_number(data->check, from),
                              .to = clet_check_variable_number(data->check, to),
                              .is_whole = keeps_value(to, from, expression)});
    }
}

static void move_all(data_check *data, const clet_ast_assignments *list) {
    for (uint32_t i = 0; i < list->count; i++)
        move_to(data, &list->items[i].expression, list->items[i].target.variable);
}

static void collect_moves(data_check *data, const clet_ast_node *node) {
    for (uint32_t i = 0; node->kind == CLET_NODE_ASK && i < node->ask.field_count; i++) {
        const clet_ast_field *field = &node->ask.fields[i];
        move_to(data, &field->transform, field->variable.variable);
        move_to(data, &field->initial, field->variable.variable);
    }
    if (node->kind == CLET_NODE_SET) move_all(data, &node->set.assign);
    if (node->kind == CLET_NODE_EACH) move_to(data, &node->each.in, node->each.as.variable);
    if (node->kind == CLET_NODE_CALL) {
        move_all(data, &node->call.in);
        move_all(data, &node->call.out);
    }
}

static void mark_personal(data_check *data, const clet_ast_node *node) {
    for (uint32_t i = 0; node->kind == CLET_NODE_ASK && i < node->ask.field_count; i++) {
        const clet_ast_field *field = &node->ask.fields[i];
        if (!field->is_personal.is_set || field->variable.variable == NULL) continue;
        data->is_personal[clet_check_variable_number(data->check, field->variable.variable)] = true;
    }
}

static void mark_declared(data_check *data, const clet_ast_variable *variables, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t number = clet_check_variable_number(data->check, &variables[i]);
        data->is_personal[number] = variables[i].is_personal;
        data->is_sent[number] = variables[i].scope == CLET_SCOPE_VISITOR;
    }
}

/* Until nothing changes: at most once for each variable, so it ends. */
static void follow_personal(data_check *data) {
    bool is_changed = true;
    while (is_changed) {
        is_changed = false;
        for (uint32_t i = 0; i < data->move_count; i++) {
            const move *one = &data->moves[i];
            if (!one->is_whole || !data->is_personal[one->from] || data->is_personal[one->to])
                continue;
            data->is_personal[one->to] = true;
            is_changed = true;
        }
    }
}

static void follow_sent(data_check *data) {
    bool is_changed = true;
    while (is_changed) {
        is_changed = false;
        for (uint32_t i = 0; i < data->move_count; i++) {
            const move *one = &data->moves[i];
            if (!data->is_sent[one->to] || data->is_sent[one->from]) continue;
            data->is_sent[one->from] = true;
            is_changed = true;
        }
    }
}

/* What a node gives away, and to whom. */
typedef struct leak {
    const clet_ast_connection *connection; /* NULL: none is named */
    bool is_named;                         /* a connection is named, if perhaps an unknown one */
    bool needs_connection;                 /* without one it goes to others all the same */
    bool reaches;                          /* somebody gets it, with or without a connection */
} leak;

static void report_leak(data_check *data, const leak *to, const clet_ast_variable *variable,
                        clet_ast_place place) {
    if (to->connection == NULL) {
        const chatlet_str pieces[] = {
            S("`"),
            variable->name,
            S("` is personal data and leaves here for an address of its own; send it to a "
              "connection that has \"consent\", the words that visitors agreed to"),
            {0}};
        clet_check_report(data->check, CLET_DIAGNOSTIC_DATA_CONSENT, place, pieces);
        return;
    }
    const chatlet_str pieces[] = {
        S("`"),
        variable->name,
        S("` is personal data and goes to `"),
        to->connection->name,
        S("`, which has no \"consent\"; ask visitors, and write there what they agreed to"),
        {0}};
    clet_check_report(data->check, CLET_DIAGNOSTIC_DATA_CONSENT, place, pieces);
}

/* A pre-filled e-mail is sent by the visitors themselves. */
static bool is_agreed(const leak *to) {
    if (to->connection == NULL) return to->is_named || !to->needs_connection;
    return to->connection->consent.is_given || to->connection->mailto.is_given;
}

static void give_away(data_check *data, const leak *to, clet_check_reads reads,
                      const clet_ast_expression *expression, clet_ast_place place) {
    for (uint32_t i = 0; i < reads.count; i++) {
        const clet_ast_variable *variable = reads.items[i].variable;
        const uint32_t number = clet_check_variable_number(data->check, variable);
        if (to->reaches) data->is_sent[number] = true;
        if (!data->is_personal[number] || is_agreed(to)) continue;
        if (expression != NULL)
            place = clet_check_place(data->check, expression, reads.items[i].offset);
        report_leak(data, to, variable, place);
    }
}

static void give_expression(data_check *data, const leak *to,
                            const clet_ast_expression *expression) {
    if (!expression->is_given) return;
    give_away(data, to, clet_check_reads_of(data->check, expression), expression,
              expression->place);
}

static void give_text(data_check *data, const leak *to, const clet_ast_text *text) {
    if (text->count == 0) return;
    give_away(data, to, clet_check_text_reads(data->check, text), NULL, text->place);
}

static void give_assignments(data_check *data, const leak *to, const clet_ast_assignments *list) {
    for (uint32_t i = 0; i < list->count; i++)
        give_expression(data, to, &list->items[i].expression);
}

static leak leak_of(const clet_ast_connection_ref *ref, bool needs_connection, bool reaches) {
    return (leak){.connection = ref->connection,
                  .is_named = ref->name.is_given,
                  .needs_connection = needs_connection,
                  .reaches = reaches || ref->name.is_given};
}

/* Actions that every host does, without a connection. */
static bool is_known_action(chatlet_str action) {
    static const chatlet_str known[] = {S("open_url"), S("document.render"), S("certificate.issue"),
                                        S("email.send")};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (clet_str_equal(action, known[i])) return true;
    }
    return false;
}

/* An address of the own site stays with its owner. */
static bool is_elsewhere(const clet_ast_text *url) {
    if (url->count == 0) return false;
    const chatlet_str text = url->variants[0].text;
    return clet_str_starts_with(text, S("http://")) || clet_str_starts_with(text, S("https://")) ||
           clet_str_starts_with(text, S("//")) || clet_str_starts_with(text, S("{{"));
}

static void give_node(data_check *data, const clet_ast_node *node) {
    static const leak figures = {.needs_connection = true, .reaches = true};
    switch (node->kind) {
    case CLET_NODE_HTTP: {
        const leak to = leak_of(&node->http.connection, is_elsewhere(&node->http.url), true);
        give_text(data, &to, &node->http.url);
        give_assignments(data, &to, &node->http.headers);
        give_expression(data, &to, &node->http.body);
        break;
    }
    case CLET_NODE_DO: {
        /* An address that is opened tells others what stands in it; documents stay here. */
        const bool opens = clet_str_equal(node->act.action.text, S("open_url"));
        const leak to =
            leak_of(&node->act.connection, opens, is_known_action(node->act.action.text));
        give_assignments(data, &to, &node->act.args);
        break;
    }
    case CLET_NODE_HUMAN: {
        /* Without a connection a ticket stays on the visitor's device. */
        const leak to = leak_of(&node->human.connection, false, false);
        give_text(data, &to, &node->human.summary);
        break;
    }
    case CLET_NODE_LLM: {
        const leak to = leak_of(&node->llm.connection, false, false);
        give_text(data, &to, &node->llm.system);
        give_text(data, &to, &node->llm.prompt);
        break;
    }
    case CLET_NODE_END: give_expression(data, &figures, &node->end.score); break;
    case CLET_NODE_SAY:
    case CLET_NODE_ASK:
    case CLET_NODE_LISTEN:
    case CLET_NODE_SET:
    case CLET_NODE_BRANCH:
    case CLET_NODE_SPLIT:
    case CLET_NODE_EACH:
    case CLET_NODE_CALL:
    case CLET_NODE_JUMP:
    case CLET_NODE_ANSWER:
    case CLET_NODE_WAIT:
    case CLET_NODE_COUNT: break;
    }
}

static void read_all(data_check *data, clet_check_reads reads) {
    for (uint32_t i = 0; i < reads.count; i++)
        data->is_read[clet_check_variable_number(data->check, reads.items[i].variable)] = true;
}

static void read_expression(void *context, clet_ast_node *node, clet_ast_expression *expression) {
    data_check *data = context;
    (void)node;
    read_all(data, clet_check_reads_of(data->check, expression));
}

static void read_text(void *context, clet_ast_node *node, clet_ast_text *text) {
    data_check *data = context;
    (void)node;
    read_all(data, clet_check_text_reads(data->check, text));
}

/* What is asked for to be kept: saying it back is not what it is for. */
static bool is_for_somebody(clet_field_kind kind) {
    switch (kind) {
    case CLET_FIELD_KIND_EMAIL:
    case CLET_FIELD_KIND_PHONE:
    case CLET_FIELD_KIND_FILE:
    case CLET_FIELD_KIND_SIGNATURE:
    case CLET_FIELD_KIND_ADDRESS: return true;
    case CLET_FIELD_KIND_TEXT:
    case CLET_FIELD_KIND_URL:
    case CLET_FIELD_KIND_NUMBER:
    case CLET_FIELD_KIND_INTEGER:
    case CLET_FIELD_KIND_DATE:
    case CLET_FIELD_KIND_TIME:
    case CLET_FIELD_KIND_DATETIME:
    case CLET_FIELD_KIND_BOOL:
    case CLET_FIELD_KIND_CHOICE:
    case CLET_FIELD_KIND_MULTICHOICE:
    case CLET_FIELD_KIND_RATING:
    case CLET_FIELD_KIND_LOCATION:
    case CLET_FIELD_KIND_COUNT: return false;
    }
    return false;
}

/* A choice that leads somewhere has done what it is for. */
static bool decides(const clet_ast_node *node, uint32_t place) {
    const clet_ast_field *field = &node->ask.fields[place];
    if (place + 1 == node->ask.field_count && node->ask.branches.count > 0) return true;
    for (uint32_t i = 0; i < field->choices.count; i++) {
        if (field->choices.items[i].target.is_given) return true;
    }
    return false;
}

static void check_field(data_check *data, const clet_ast_node *node, uint32_t place) {
    const clet_ast_field *field = &node->ask.fields[place];
    const clet_ast_variable *variable = field->variable.variable;
    if (variable == NULL || decides(node, place)) return;
    const uint32_t number = clet_check_variable_number(data->check, variable);
    const bool is_kept = data->is_sent[number] || variable->is_result;
    if (is_kept || (data->is_read[number] && !is_for_somebody(field->kind))) return;
    const chatlet_str pieces[] = {
        S("what visitors answer here goes nowhere: nothing sends `"),
        variable->name,
        S("`; send it with `http`, `do` or `human` to a connection, put it in a document, or keep "
          "it with the scope \"visitor\""),
        {0}};
    clet_check_report(data->check, CLET_DIAGNOSTIC_DATA_NOWHERE, field->place, pieces);
}

static void collect(data_check *data) {
    const clet_flow_ast *ast = data->check->ast;
    const clet_ast_visitor readers = {
        .context = data, .on_expression = read_expression, .on_text = read_text};
    mark_declared(data, ast->variables, ast->variable_count);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        mark_declared(data, ast->flows[i]->locals, ast->flows[i]->local_count);
    for (uint32_t i = 0; i < ast->node_count; i++) {
        mark_personal(data, data->check->nodes[i]);
        collect_moves(data, data->check->nodes[i]);
    }
    clet_ast_visit_all(data->check->ast, &readers);
}

void clet_check_data(clet_flow_checker *check) {
    const clet_flow_ast *ast = check->ast;
    data_check data = {.check = check};
    data.is_personal = clet_check_allocate(check, check->variable_count, sizeof(bool));
    data.is_read = clet_check_allocate(check, check->variable_count, sizeof(bool));
    data.is_sent = clet_check_allocate(check, check->variable_count, sizeof(bool));
    if (check->status == CHATLET_OK) collect(&data);
    if (check->status != CHATLET_OK) return;
    follow_personal(&data);
    for (uint32_t i = 0; i < ast->node_count; i++)
        give_node(&data, check->nodes[i]);
    follow_sent(&data);
    for (uint32_t i = 0; i < ast->node_count; i++) {
        const clet_ast_node *node = check->nodes[i];
        for (uint32_t k = 0; node->kind == CLET_NODE_ASK && k < node->ask.field_count; k++)
            check_field(&data, node, k);
    }
}
