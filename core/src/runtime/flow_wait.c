/* What flows ask of the host, and waiting for it. */
#include "flow_run.h"

#include "../base/cbor.h"
#include "../base/str.h"
#include "value_cbor.h"

/* ---- waiting ---- */

clet_effect_place clet_flow_set_timer(clet_turn *turn, int64_t at_ms) {
    const clet_effect_id id = clet_effects_open(&turn->effects, "timer", 1);
    clet_effects_number(&turn->effects, "at", at_ms);
    return (clet_effect_place){.step = id.step, .index = id.index};
}

void clet_flow_cancel(clet_turn *turn, clet_effect_place place) {
    clet_effect_id_text text;
    if (place.step == 0) return;
    const clet_effect_id id = {.seed = turn->state.seed, .step = place.step, .index = place.index};
    clet_effect_id_write(id, &text);
    clet_effects_open(&turn->effects, "cancel", 1);
    const chatlet_str effect = {.data = text.data, .size_bytes = text.size_bytes};
    clet_effects_text(&turn->effects, "effect", effect);
}

bool clet_flow_is_place(const clet_turn *turn, chatlet_str id, clet_effect_place place) {
    clet_effect_id read;
    return place.step != 0 && clet_effect_id_read(id, &read) && read.seed == turn->state.seed &&
           read.step == place.step && read.index == place.index;
}

/* Times past what events can have are never reached. */
static int64_t time_after(const clet_turn *turn, uint64_t ms) {
    const uint64_t left = (uint64_t)(clet_event_integer_max - turn->event->now_ms);
    return turn->event->now_ms + (int64_t)(ms < left ? ms : left);
}

void clet_flow_wait_at(clet_turn *turn, clet_wait_kind kind, uint32_t node, uint32_t field) {
    clet_wait *wait = &turn->state.flow.wait;
    const uint64_t timeout_ms = clet_turn_node(turn, node)->timeout_ms;
    *wait = (clet_wait){.kind = kind, .node = node, .field = field};
    if (timeout_ms > 0 && kind != CLET_WAIT_TIME)
        wait->timer = clet_flow_set_timer(turn, time_after(turn, timeout_ms));
}

void clet_flow_stop_waiting(clet_turn *turn) {
    clet_wait *wait = &turn->state.flow.wait;
    clet_flow_cancel(turn, wait->effect);
    clet_flow_cancel(turn, wait->timer);
    if (wait->kind == CLET_WAIT_ANSWER) clet_search_stop(turn);
    *wait = (clet_wait){.kind = CLET_WAIT_NOTHING};
}

static clet_target wait_for_result(clet_turn *turn, uint32_t node, clet_effect_id id) {
    clet_flow_wait_at(turn, CLET_WAIT_RESULT, node, 0);
    turn->state.flow.wait.effect = (clet_effect_place){.step = id.step, .index = id.index};
    return CLET_TARGET_STAY;
}

/* ---- what is sent ---- */

static const clet_flow_connection *connection_of(const clet_turn *turn,
                                                 const clet_flow_node *node) {
    return node->connection == 0 ? NULL : &turn->program->connections[node->connection - 1];
}

static void write_constant_headers(clet_turn *turn, const clet_flow_connection *connection) {
    clet_effects_key(&turn->effects, "headers");
    clet_cbor_write_map(&turn->effects.buffer, connection->header_count);
    for (uint32_t i = 0; i < connection->header_count; i++) {
        clet_cbor_write_text(&turn->effects.buffer, connection->headers[i].name);
        clet_cbor_write_text(&turn->effects.buffer, connection->headers[i].value);
    }
}

/* The address that data leaves to: {name, url?, method?, format?, headers?, mailto?, server?}. */
static void write_connection(clet_turn *turn, const clet_flow_connection *connection) {
    clet_effect_list *effects = &turn->effects;
    const struct {
        chatlet_str key;
        chatlet_str text;
    } texts[] = {{CHATLET_STR("url"), connection->url},
                 {CHATLET_STR("method"), connection->method},
                 {CHATLET_STR("format"), connection->format},
                 {CHATLET_STR("mailto"), connection->mailto}};
    clet_effects_key(effects, "to");
    const size_t place = clet_cbor_open_map(&effects->buffer);
    uint32_t count = 1;
    clet_effects_text(effects, "name", connection->name);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text.size_bytes == 0) continue;
        clet_effects_write_text(effects, texts[i].key, texts[i].text);
        count++;
    }
    if (connection->header_count > 0) {
        write_constant_headers(turn, connection);
        count++;
    }
    if (connection->is_server) {
        clet_effects_flag(effects, "server", true);
        count++;
    }
    clet_cbor_close(&effects->buffer, place, count);
}

/* Values of the assignments, in the arena; NULL: one has none, and *failed is where its node goes
 * on. */
static chatlet_value *evaluate_all(clet_turn *turn, uint32_t number,
                                   const clet_flow_assignments *assignments, const char *name,
                                   clet_target *failed) {
    chatlet_value *values =
        clet_arena_allocate_array(turn->arena, assignments->count, sizeof *values);
    if (values == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        *failed = CLET_TARGET_STAY;
        return NULL;
    }
    for (uint32_t i = 0; i < assignments->count; i++) {
        values[i] = clet_flow_evaluate(turn, assignments->items[i].value, name);
        /* What has no value yet is sent as nothing. */
        if (values[i].kind == CHATLET_VALUE_ERROR && values[i].error == CHATLET_VALUE_ERROR_UNSET)
            values[i] = clet_value_null();
        if (values[i].kind != CHATLET_VALUE_ERROR) continue;
        *failed = clet_flow_fail(turn, number, clet_flow_reason(turn, &values[i]));
        return NULL;
    }
    return values;
}

static void write_map(clet_turn *turn, chatlet_str key, const clet_flow_assignments *assignments,
                      const chatlet_value *values) {
    clet_effects_write_key(&turn->effects, key);
    clet_cbor_write_map(&turn->effects.buffer, assignments->count);
    for (uint32_t i = 0; i < assignments->count; i++) {
        clet_cbor_write_text(&turn->effects.buffer, assignments->items[i].name);
        clet_value_cbor_write(&turn->run, &turn->effects.buffer, &values[i]);
    }
}

/* ---- nodes ---- */

static bool is_absolute(chatlet_str url) {
    return clet_str_starts_with(url, CHATLET_STR("https://")) ||
           clet_str_starts_with(url, CHATLET_STR("http://"));
}

/* A node's address, behind that of its connection unless it is a whole one. */
static chatlet_str whole_url(clet_turn *turn, const clet_flow_node *node) {
    const clet_flow_connection *connection = connection_of(turn, node);
    const chatlet_str url = clet_flow_render(turn, node->url);
    chatlet_str whole = url;
    if (connection == NULL || is_absolute(url)) return url;
    clet_buffer_truncate(&turn->scratch, 0);
    clet_buffer_append(&turn->scratch, connection->url);
    clet_buffer_append(&turn->scratch, url);
    if (clet_arena_copy(turn->arena, clet_buffer_str(&turn->scratch), &whole) != CHATLET_OK)
        turn->run.status = CHATLET_ERR_MEMORY;
    return whole;
}

static void write_headers(clet_turn *turn, const clet_flow_node *node,
                          const chatlet_value *values) {
    const clet_flow_connection *connection = connection_of(turn, node);
    const uint32_t constant_count = connection != NULL ? connection->header_count : 0;
    clet_effects_key(&turn->effects, "headers");
    const size_t place = clet_cbor_open_map(&turn->effects.buffer);
    uint32_t count = node->assignments.count;
    for (uint32_t i = 0; i < node->assignments.count; i++) {
        clet_cbor_write_text(&turn->effects.buffer, node->assignments.items[i].name);
        clet_value_cbor_write(&turn->run, &turn->effects.buffer, &values[i]);
    }
    for (uint32_t i = 0; i < constant_count; i++) {
        bool is_given = false;
        for (uint32_t k = 0; k < node->assignments.count; k++)
            if (clet_str_equal_ignore_case(node->assignments.items[k].name,
                                           connection->headers[i].name))
                is_given = true;
        if (is_given) continue;
        clet_cbor_write_text(&turn->effects.buffer, connection->headers[i].name);
        clet_cbor_write_text(&turn->effects.buffer, connection->headers[i].value);
        count++;
    }
    clet_cbor_close(&turn->effects.buffer, place, count);
}

clet_target clet_flow_http(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const clet_flow_connection *connection = connection_of(turn, node);
    clet_effect_list *effects = &turn->effects;
    clet_target failed = CLET_TARGET_STAY;
    const chatlet_value *headers =
        evaluate_all(turn, number, &node->assignments, "headers", &failed);
    if (headers == NULL) return failed;
    const bool has_body = node->body.size_bytes > 0;
    chatlet_value body = clet_value_null();
    if (has_body) body = clet_flow_evaluate(turn, node->body, "body");
    if (body.kind == CHATLET_VALUE_ERROR)
        return clet_flow_fail(turn, number, clet_flow_reason(turn, &body));
    const chatlet_str url = whole_url(turn, node);

    const bool is_form =
        connection != NULL && clet_str_equal(connection->format, CHATLET_STR("form"));
    const clet_effect_id id = clet_effects_open(
        effects, "http", 7u + (has_body ? 1u : 0u) + (node->timeout_ms > 0 ? 1u : 0u));
    clet_effects_text(effects, "method", node->label);
    clet_effects_text(effects, "url", url);
    write_headers(turn, node, headers);
    if (has_body) {
        clet_effects_key(effects, "body");
        clet_value_cbor_write(&turn->run, &effects->buffer, &body);
    }
    clet_effects_key(effects, "format");
    clet_effects_write_key(effects, is_form ? CHATLET_STR("form") : CHATLET_STR("json"));
    clet_effects_key(effects, "side");
    clet_effects_write_key(effects,
                           node->is_server_side ? CHATLET_STR("server") : CHATLET_STR("browser"));
    clet_effects_number(effects, "retries", node->limit);
    clet_effects_flag(effects, "once", node->has_no_idempotency);
    if (node->timeout_ms > 0) clet_effects_number(effects, "timeout", (int64_t)node->timeout_ms);
    return wait_for_result(turn, number, id);
}

clet_target clet_flow_do(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const clet_flow_connection *connection = connection_of(turn, node);
    clet_target failed = CLET_TARGET_STAY;
    const chatlet_value *args = evaluate_all(turn, number, &node->assignments, "args", &failed);
    if (args == NULL) return failed;
    const clet_effect_id id = clet_effects_open(&turn->effects, "do", connection != NULL ? 3 : 2);
    clet_effects_text(&turn->effects, "action", node->label);
    write_map(turn, CHATLET_STR("args"), &node->assignments, args);
    if (connection != NULL) write_connection(turn, connection);
    return wait_for_result(turn, number, id);
}

clet_target clet_flow_llm(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    const clet_flow_connection *connection = connection_of(turn, node);
    const chatlet_str system = clet_flow_plain(turn, &node->system);
    const chatlet_str prompt = clet_flow_plain(turn, &node->text);
    const clet_effect_id id = clet_effects_open(&turn->effects, "llm",
                                                3u + (node->schema.size_bytes > 0 ? 1u : 0u) +
                                                    (node->max_tokens > 0 ? 1u : 0u));
    clet_effects_text(&turn->effects, "connection",
                      connection != NULL ? connection->name : (chatlet_str){0});
    clet_effects_text(&turn->effects, "system", system);
    clet_effects_text(&turn->effects, "prompt", prompt);
    if (node->schema.size_bytes > 0) clet_effects_text(&turn->effects, "schema", node->schema);
    if (node->max_tokens > 0) clet_effects_number(&turn->effects, "max_tokens", node->max_tokens);
    return wait_for_result(turn, number, id);
}

/* Everything the bot knows, for the person who takes over. */
static void write_known(clet_turn *turn) {
    const clet_flow_program *program = turn->program;
    clet_effects_key(&turn->effects, "data");
    const size_t place = clet_cbor_open_map(&turn->effects.buffer);
    uint32_t count = 0;
    for (uint32_t i = 0; i < program->variable_count; i++) {
        const chatlet_value *value = &turn->state.flow.slots[CLET_SYSTEM_VARIABLE_COUNT + i];
        if (value->kind == CHATLET_VALUE_ERROR) continue;
        clet_cbor_write_text(&turn->effects.buffer, program->variables[i].name);
        clet_value_cbor_write(&turn->run, &turn->effects.buffer, value);
        count++;
    }
    clet_cbor_close(&turn->effects.buffer, place, count);
}

clet_target clet_flow_human(clet_turn *turn, uint32_t number) {
    static const chatlet_str names[CLET_HUMAN_COUNT] = {
        CHATLET_STR("handoff"), CHATLET_STR("ticket"), CHATLET_STR("approve")};
    const clet_flow_node *node = clet_turn_node(turn, number);
    const clet_flow_connection *connection = connection_of(turn, node);
    if (!clet_flow_holds(turn, node->expression, true, "hours") && node->target != CLET_TARGET_NONE)
        return node->target;
    const chatlet_str summary = clet_flow_plain(turn, &node->text);
    const clet_effect_id id =
        clet_effects_open(&turn->effects, "handoff", connection != NULL ? 5 : 4);
    clet_effects_key(&turn->effects, "what");
    clet_effects_write_key(&turn->effects, names[node->human]);
    clet_effects_text(&turn->effects, "team", node->label);
    clet_effects_text(&turn->effects, "summary", summary);
    write_known(turn);
    if (connection != NULL) write_connection(turn, connection);
    return wait_for_result(turn, number, id);
}

/* ms since 1970 of a timestamp, rounded up. */
static int64_t ms_of(const chatlet_value *timestamp) {
    return timestamp->integer * 1000 + (timestamp->count + 999999) / 1000000;
}

clet_target clet_flow_wait(clet_turn *turn, uint32_t number) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    int64_t at_ms = time_after(turn, node->wait_ms);
    if (node->label.size_bytes > 0) {
        clet_flow_wait_at(turn, CLET_WAIT_EVENT, number, 0);
        return CLET_TARGET_STAY;
    }
    if (node->expression.size_bytes > 0) {
        const chatlet_value until = clet_flow_evaluate(turn, node->expression, "until");
        if (until.kind != CHATLET_VALUE_TIMESTAMP)
            return clet_flow_fail(turn, number,
                                  until.kind == CHATLET_VALUE_ERROR
                                      ? clet_flow_reason(turn, &until)
                                      : CHATLET_STR("what it waits for is no time"));
        at_ms = ms_of(&until);
    }
    if (at_ms <= turn->event->now_ms) return node->next;
    clet_flow_wait_at(turn, CLET_WAIT_TIME, number, 0);
    turn->state.flow.wait.timer = clet_flow_set_timer(turn, at_ms);
    return CLET_TARGET_STAY;
}

/* ---- results ---- */

static bool is_good_response(clet_turn *turn, const clet_flow_node *node, bool ok,
                             const chatlet_value *value) {
    if (!ok) return false;
    if (node->kind != CLET_NODE_HTTP) return true;
    if (node->expression.size_bytes > 0) return clet_flow_holds(turn, node->expression, true, "ok");
    if (value->kind != CHATLET_VALUE_MAP) return true;
    const chatlet_value *status =
        clet_value_find_text(value, CHATLET_STR("status"), &turn->run.cost_left);
    return status == NULL || status->kind != CHATLET_VALUE_INT ||
           (status->integer >= 200 && status->integer <= 299);
}

static bool is_approval(clet_turn *turn, const chatlet_value *value) {
    const chatlet_value *said = value;
    if (value->kind == CHATLET_VALUE_MAP)
        said = clet_value_find_text(value, CHATLET_STR("approved"), &turn->run.cost_left);
    return said != NULL && said->kind == CHATLET_VALUE_BOOL && said->boolean;
}

static clet_target after_result(clet_turn *turn, uint32_t number, const chatlet_value *value) {
    const clet_flow_node *node = clet_turn_node(turn, number);
    if (node->save_slot != CLET_SLOT_NONE && !clet_flow_assign(turn, node->save_slot, value))
        return clet_flow_fail(turn, number, CHATLET_STR("the result does not fit its variable"));
    if (node->kind == CLET_NODE_LLM && node->save_slot == CLET_SLOT_NONE &&
        value->kind == CHATLET_VALUE_STRING)
        clet_turn_say_words(turn, "llm", CLET_CONFIDENCE_FULL, clet_value_str(value));
    if (node->kind != CLET_NODE_HUMAN || node->human != CLET_HUMAN_APPROVE) return node->next;
    return is_approval(turn, value) ? node->approved : node->rejected;
}

clet_target clet_flow_take_result(clet_turn *turn, bool ok, const chatlet_value *value,
                                  chatlet_str error) {
    clet_wait *wait = &turn->state.flow.wait;
    const uint32_t number = wait->node;
    const chatlet_value nothing = clet_value_null();
    const chatlet_value *result = value != NULL ? value : &nothing;
    wait->effect.step = 0; /* it came: there is nothing to cancel */
    clet_flow_stop_waiting(turn);
    turn->state.flow.slots[CLET_SYSTEM_RESULT] = *result;
    if (is_good_response(turn, clet_turn_node(turn, number), ok, result))
        return after_result(turn, number, result);
    return clet_flow_fail(turn, number,
                          error.size_bytes > 0 ? error : CHATLET_STR("it was not done"));
}
