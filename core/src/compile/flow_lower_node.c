/* A node: the members of its kind. */
#include "flow_lowerer.h"

#include "../base/str.h"

#define S CHATLET_STR

enum { EACH_DEFAULT = 100, ANY_MAX = 0xfffffffe, WEIGHT_SCALE = 1000, JSON_LEVELS_MAX = 64 };

static void lower_assignments(clet_flow_lowerer *lower, const clet_ast_assignments *list,
                              clet_ast_place place, clet_flow_assignments *made) {
    clet_flow_assignment *items = clet_lower_allocate(lower, list->count, CHATLET_FLOW_ITEMS_MAX,
                                                      sizeof *items, place, S("values"));
    if (items == NULL) return;
    for (uint32_t i = 0; i < list->count; i++) {
        const clet_ast_assignment *one = &list->items[i];
        items[i] = (clet_flow_assignment){
            .name = one->target.text,
            .slot = one->target.variable == NULL ? 0 : one->target.variable->slot,
            .value = clet_lower_expression(lower, &one->expression)};
    }
    *made = (clet_flow_assignments){.items = items, .count = list->count};
}

/* Weights are numbers of any size: thousandths of them, or less when one is larger than fits. */
static double weight_scale(const clet_ast_cases *cases) {
    double largest = 0;
    for (uint32_t i = 0; i < cases->count; i++) {
        if (cases->items[i].weight.number > largest) largest = cases->items[i].weight.number;
    }
    const double scale = WEIGHT_SCALE;
    return largest * scale > CHATLET_FLOW_WEIGHT_MAX ? CHATLET_FLOW_WEIGHT_MAX / largest : scale;
}

static uint32_t weight_of(const clet_ast_number *weight, double scale) {
    const double scaled = weight->number * scale + 0.5;
    return scaled < 1 ? 1 : (uint32_t)scaled;
}

static void lower_cases(clet_flow_lowerer *lower, const clet_ast_node *node,
                        const clet_ast_cases *cases, clet_flow_node *made) {
    clet_flow_case *items = clet_lower_allocate(lower, cases->count, CHATLET_FLOW_ITEMS_MAX,
                                                sizeof *items, cases->place, S("cases"));
    if (items == NULL) return;
    const double scale = node->kind == CLET_NODE_SPLIT ? weight_scale(cases) : 0;
    for (uint32_t i = 0; i < cases->count; i++) {
        const clet_ast_case *one = &cases->items[i];
        items[i] = (clet_flow_case){.name = one->name.text,
                                    .when = clet_lower_expression(lower, &one->when),
                                    .target = clet_lower_target(&one->target)};
        if (node->kind == CLET_NODE_SPLIT) items[i].number = weight_of(&one->weight, scale);
        if (one->intent.intent != NULL) items[i].number = one->intent.intent->number;
    }
    made->cases = items;
    made->case_count = cases->count;
}

/* The start of the called flow. */
static void lower_call(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    const clet_ast_flow *called = node->call.flow.flow;
    if (called != NULL) made->target = clet_lower_target(&called->start);
    lower_assignments(lower, &node->call.in, node->place, &made->assignments);
    lower_assignments(lower, &node->call.out, node->place, &made->outputs);
}

/* {"field=a", "field=b", "docs"} as the filter "field=a,b;source=docs". */
static void append_filter(clet_buffer *filter, const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->answer.source_count; i++) {
        const chatlet_str source = node->answer.sources[i].text;
        const size_t equals = clet_str_find_byte(source, '=', 0);
        const bool is_named = equals < source.size_bytes;
        const chatlet_str name = is_named ? clet_str_slice(source, 0, equals) : S("source");
        const chatlet_str value =
            is_named ? clet_str_slice(source, equals + 1, source.size_bytes) : source;
        bool is_first = true;
        for (uint32_t k = 0; k < i && is_first; k++) {
            const chatlet_str other = node->answer.sources[k].text;
            const size_t at = clet_str_find_byte(other, '=', 0);
            const chatlet_str other_name =
                at < other.size_bytes ? clet_str_slice(other, 0, at) : S("source");
            is_first = !clet_str_equal(name, other_name);
        }
        if (!is_first) continue;
        if (filter->size_bytes > 0) clet_buffer_append_byte(filter, ';');
        clet_buffer_append(filter, name);
        clet_buffer_append_byte(filter, '=');
        clet_buffer_append(filter, value);
        for (uint32_t k = i + 1; k < node->answer.source_count; k++) {
            const chatlet_str other = node->answer.sources[k].text;
            const size_t at = clet_str_find_byte(other, '=', 0);
            const bool other_is_named = at < other.size_bytes;
            const chatlet_str other_name =
                other_is_named ? clet_str_slice(other, 0, at) : S("source");
            if (!clet_str_equal(name, other_name)) continue;
            clet_buffer_append_byte(filter, ',');
            clet_buffer_append(
                filter, other_is_named ? clet_str_slice(other, at + 1, other.size_bytes) : other);
        }
    }
}

/* Copies what a buffer holds, and frees it; `what` is told when it is too long. */
static chatlet_str keep(clet_flow_lowerer *lower, clet_buffer *buffer, clet_ast_place place,
                        chatlet_str what) {
    chatlet_str copy = {0};
    chatlet_status status = clet_buffer_status(buffer);
    if (status == CHATLET_OK)
        status = clet_arena_copy(lower->arena, clet_buffer_str(buffer), &copy);
    clet_buffer_free(buffer);
    if (status == CHATLET_ERR_MEMORY) lower->out_of_memory = true;
    if (status == CHATLET_ERR_LIMIT) {
        const chatlet_str pieces[] = {
            what, S(" of this node are too long; make them shorter"), {0}};
        clet_ast_report(lower->ast, lower->reporter, CLET_DIAGNOSTIC_EXPR_SIZE, place, pieces);
        lower->has_mistake = true;
    }
    return copy;
}

static void lower_answer(clet_flow_lowerer *lower, const clet_ast_node *node,
                         clet_flow_node *made) {
    clet_buffer filter;
    clet_buffer_init(&filter, lower->ast->allocator, CHATLET_FILTER_BYTES_MAX);
    append_filter(&filter, node);
    made->filter = keep(lower, &filter, node->place, S("the sources"));
    made->expression = node->answer.query.is_given
                           ? clet_lower_expression(lower, &node->answer.query)
                           : clet_lower_source(lower, S("text"), node->flow, node->place);
    made->target = clet_lower_target(&node->answer.miss);
    made->limit = clet_lower_whole(&node->answer.top, 0, ANY_MAX);
    made->min_confidence = clet_lower_share(&node->answer.min_score);
    made->cite = node->answer.cite;
}

static void write_json(chatlet_json_writer *writer, const chatlet_json *value, uint32_t depth) {
    const bool is_deep = depth >= JSON_LEVELS_MAX; /* nobody nests a schema so; it ends there */
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(writer); break;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(writer, value->boolean); break;
    case CHATLET_JSON_INTEGER: chatlet_json_write_integer(writer, value->integer); break;
    case CHATLET_JSON_DOUBLE: chatlet_json_write_double(writer, value->number); break;
    case CHATLET_JSON_STRING: chatlet_json_write_string(writer, value->text); break;
    case CHATLET_JSON_ARRAY:
        chatlet_json_write_array_begin(writer);
        for (const chatlet_json *item = value->first; item != NULL && !is_deep; item = item->next)
            write_json(writer, item, depth + 1);
        chatlet_json_write_array_end(writer);
        break;
    case CHATLET_JSON_OBJECT:
        chatlet_json_write_object_begin(writer);
        for (const chatlet_json *item = value->first; item != NULL && !is_deep; item = item->next) {
            chatlet_json_write_key(writer, item->key);
            write_json(writer, item, depth + 1);
        }
        chatlet_json_write_object_end(writer);
        break;
    }
}

static chatlet_str lower_schema(clet_flow_lowerer *lower, const chatlet_json *schema) {
    chatlet_json_writer *writer = NULL;
    chatlet_str text = {0};
    chatlet_str copy = {0};
    if (schema == NULL) return copy;
    chatlet_status status = chatlet_json_writer_new(lower->ast->allocator, 0, &writer);
    if (status == CHATLET_OK) {
        write_json(writer, schema, 0);
        status = chatlet_json_writer_finish(writer, &text);
    }
    if (status == CHATLET_OK) status = clet_arena_copy(lower->arena, text, &copy);
    chatlet_json_writer_free(writer);
    if (status != CHATLET_OK) lower->out_of_memory = true;
    return copy;
}

static void lower_llm(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    made->connection = clet_lower_connection(&node->llm.connection);
    made->system = clet_lower_text(lower, &node->llm.system);
    made->text = clet_lower_text(lower, &node->llm.prompt);
    made->schema = lower_schema(lower, node->llm.output);
    made->expression = clet_lower_expression(lower, &node->llm.until);
    made->limit = clet_lower_whole(&node->llm.max_turns, 0, ANY_MAX);
    made->max_tokens = clet_lower_whole(&node->llm.max_tokens, 0, ANY_MAX);
}

static void lower_http(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    made->connection = clet_lower_connection(&node->http.connection);
    made->label = node->http.method.is_given ? node->http.method.text
                  : node->http.body.is_given ? S("POST")
                                             : S("GET");
    made->url = clet_lower_address(lower, &node->http.url);
    lower_assignments(lower, &node->http.headers, node->place, &made->assignments);
    made->body = clet_lower_expression(lower, &node->http.body);
    made->expression = clet_lower_expression(lower, &node->http.ok);
    made->limit = clet_lower_whole(&node->http.retries, 0, ANY_MAX);
    made->is_server_side = node->http.is_server_side;
    made->has_no_idempotency = !node->http.idempotency.is_set;
}

static void lower_human(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    made->human = node->human.what;
    made->label = node->human.team.text;
    made->expression = clet_lower_expression(lower, &node->human.hours);
    made->text = clet_lower_text(lower, &node->human.summary);
    made->target = clet_lower_target(&node->human.closed);
    made->approved = clet_lower_target(&node->human.approved);
    made->rejected = clet_lower_target(&node->human.rejected);
    made->connection = clet_lower_connection(&node->human.connection);
}

static void lower_each(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    made->expression = clet_lower_expression(lower, &node->each.in);
    made->slot = node->each.as.variable == NULL ? 0 : node->each.as.variable->slot;
    made->target = clet_lower_target(&node->each.body);
    made->limit = clet_lower_whole(&node->each.limit, EACH_DEFAULT, CHATLET_FLOW_EACH_MAX);
}

static void lower_kind(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    switch (node->kind) {
    case CLET_NODE_SAY:
        made->text = clet_lower_text(lower, &node->say.text);
        clet_lower_media(lower, node, made);
        made->delay_ms = clet_lower_whole(&node->say.delay_ms, 0, ANY_MAX);
        break;
    case CLET_NODE_ASK:
        clet_lower_fields(lower, node, made);
        made->is_form = node->ask.is_form;
        made->text = clet_lower_text(lower, &node->ask.confirm);
        lower_cases(lower, node, &node->ask.branches, made);
        break;
    case CLET_NODE_LISTEN:
        lower_cases(lower, node, &node->listen.intents, made);
        made->min_confidence = clet_lower_share(&node->listen.min_confidence);
        break;
    case CLET_NODE_SET:
        lower_assignments(lower, &node->set.assign, node->place, &made->assignments);
        break;
    case CLET_NODE_BRANCH: lower_cases(lower, node, &node->branch.cases, made); break;
    case CLET_NODE_SPLIT:
        lower_cases(lower, node, &node->split.arms, made);
        made->by_visitor = node->split.by_visitor;
        break;
    case CLET_NODE_EACH: lower_each(lower, node, made); break;
    case CLET_NODE_CALL: lower_call(lower, node, made); break;
    case CLET_NODE_JUMP: made->target = clet_lower_target(&node->jump.to); break;
    case CLET_NODE_ANSWER: lower_answer(lower, node, made); break;
    case CLET_NODE_LLM: lower_llm(lower, node, made); break;
    case CLET_NODE_HTTP: lower_http(lower, node, made); break;
    case CLET_NODE_DO:
        made->label = node->act.action.text;
        lower_assignments(lower, &node->act.args, node->place, &made->assignments);
        made->connection = clet_lower_connection(&node->act.connection);
        break;
    case CLET_NODE_WAIT:
        made->wait_ms = clet_lower_whole(&node->wait.ms, 0, ANY_MAX);
        made->expression = clet_lower_expression(lower, &node->wait.until);
        made->label = node->wait.event.text;
        break;
    case CLET_NODE_HUMAN: lower_human(lower, node, made); break;
    case CLET_NODE_END:
        made->label = node->end.outcome.text;
        made->expression = clet_lower_expression(lower, &node->end.score);
        break;
    case CLET_NODE_COUNT: break;
    }
}

void clet_lower_node(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    *made = (clet_flow_node){.kind = node->kind,
                             .name = node->name,
                             .flow = node->flow->number,
                             .next = clet_lower_target(&node->next),
                             .fail = clet_lower_target(&node->fail),
                             .timeout_ms = clet_lower_whole(&node->timeout_ms, 0, ANY_MAX),
                             .save_slot = node->save.variable == NULL ? CLET_SLOT_NONE
                                                                      : node->save.variable->slot,
                             .slot = CLET_SLOT_NONE,
                             .target = CLET_TARGET_NONE,
                             .approved = CLET_TARGET_NONE,
                             .rejected = CLET_TARGET_NONE};
    lower_kind(lower, node, made);
}
