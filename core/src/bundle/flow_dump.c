/* Flows in lines for a person: what there is, and where each node leads. */
#include "bundle_open.h"

#include "../base/number_text.h"

#include <string.h>

static const char *const node_words[] = {
#define X(constant, name) name,
    CLET_NODE_LIST(X)
#undef X
};
static const char *const field_words[] = {
#define X(constant, name) name,
    CLET_FIELD_KIND_LIST(X)
#undef X
};
static const char *const trigger_words[] = {
#define X(constant, name) name,
    CLET_TRIGGER_LIST(X)
#undef X
};
static const char *const scope_words[] = {"turn", "flow", "session", "visitor"};

static void put(clet_buffer *out, const char *text) {
    clet_buffer_append(
        out, (chatlet_str){.data = text, .size_bytes = strlen(text)}); /* constants only */
}

static void put_number(clet_buffer *out, const char *label, uint64_t number) {
    put(out, label);
    clet_number_text_append_u64(out, number);
}

static void put_text(clet_buffer *out, const char *label, chatlet_str text) {
    put(out, label);
    clet_buffer_append(out, text);
}

/* "flow.node", or what has a name of its own. */
static void put_target(clet_buffer *out, const clet_flow_program *program, const char *label,
                       clet_target target) {
    if (target == CLET_TARGET_NONE) return;
    put(out, label);
    if (target == CLET_TARGET_END) put(out, "$end");
    if (target == CLET_TARGET_RETURN) put(out, "$return");
    if (target == CLET_TARGET_BACK) put(out, "$back");
    if (target == CLET_TARGET_RESTART) put(out, "$restart");
    if (target >= CLET_TARGET_FIRST) return;
    const clet_flow_node *node = &program->nodes[target];
    clet_buffer_append(out, program->flows[node->flow].name);
    put_text(out, ".", node->name);
}

static void dump_variable(clet_buffer *out, const clet_flow_variable *variable) {
    put_text(out, "    variable ", variable->name);
    put(out, ": ");
    put(out, variable->kind == CHATLET_VALUE_TYPE
                 ? "any"
                 : chatlet_value_type_name((chatlet_value_kind)variable->kind));
    put(out, ", ");
    put(out, scope_words[variable->scope]);
    if (variable->is_personal) put(out, ", personal");
    if (variable->initial.size_bytes > 0)
        put_number(out, ", initial value of bytes ", variable->initial.size_bytes);
    put(out, "\n");
}

static void dump_options(clet_buffer *out, const clet_flow_program *program,
                         const clet_flow_options *options) {
    for (uint32_t i = 0; i < options->count; i++) {
        put_text(out, "      option ", options->items[i].id);
        put_target(out, program, " -> ", options->items[i].target);
        put(out, "\n");
    }
}

static void dump_node(clet_buffer *out, const clet_flow_program *program,
                      const clet_flow_node *node) {
    put_text(out, "    node ", node->name);
    put(out, ": ");
    put(out, node_words[node->kind]);
    put_text(out, node->label.size_bytes > 0 ? " " : "", node->label);
    put_target(out, program, ", next ", node->next);
    put_target(out, program, ", to ", node->target);
    put_target(out, program, ", approved ", node->approved);
    put_target(out, program, ", rejected ", node->rejected);
    put_target(out, program, ", fail ", node->fail);
    put(out, "\n");
    for (uint32_t i = 0; i < node->field_count; i++) {
        put_text(out, "      field ", node->fields[i].name);
        put(out, ": ");
        put(out, field_words[node->fields[i].kind]);
        put(out, "\n");
        dump_options(out, program, &node->fields[i].choices);
    }
    for (uint32_t i = 0; i < node->media_count; i++)
        dump_options(out, program, &node->media[i].actions);
    for (uint32_t i = 0; i < node->case_count; i++) {
        put_text(out, "      case ", node->cases[i].name);
        if (node->kind == CLET_NODE_SPLIT) put_number(out, " of weight ", node->cases[i].number);
        put_target(out, program, " -> ", node->cases[i].target);
        put(out, "\n");
    }
    for (uint32_t i = 0; i < node->assignments.count; i++) {
        put_text(out, "      sets ", node->assignments.items[i].name);
        put(out, "\n");
    }
}

static void dump_flow(clet_buffer *out, const clet_flow_program *program, uint32_t number) {
    const clet_flow *flow = &program->flows[number];
    put_text(out, "  flow ", flow->name);
    put_target(out, program, ", start ", flow->start);
    put(out, number == program->start_flow ? ", begins\n" : "\n");
    for (uint32_t i = 0; i < flow->local_count; i++)
        dump_variable(out, &flow->locals[i]);
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (program->nodes[i].flow == number) dump_node(out, program, &program->nodes[i]);
    }
}

static void dump_intent(clet_buffer *out, const clet_flow_intent *intent) {
    put_text(out, "  intent ", intent->name);
    put_number(out, ": patterns ", intent->pattern_count);
    put(out, "\n");
    for (uint32_t i = 0; i < intent->phrase_count; i++) {
        put_text(out, "    means ", intent->phrases[i]);
        put(out, "\n");
    }
    for (uint32_t i = 0; i < intent->keyword_count; i++) {
        put_text(out, "    keyword ", intent->keywords[i]);
        put(out, "\n");
    }
}

static void dump_trigger(clet_buffer *out, const clet_flow_program *program,
                         const clet_flow_trigger *trigger) {
    put(out, "  trigger on ");
    put(out, trigger_words[trigger->kind]);
    if (trigger->kind == CLET_TRIGGER_INTENT)
        put_text(out, " ", program->intents[trigger->intent].name);
    else if (trigger->is_pattern)
        put_number(out, " by a pattern of bytes ", trigger->match.size_bytes);
    else if (trigger->match.size_bytes > 0)
        put_text(out, " ", trigger->match);
    if (trigger->after_ms > 0) put_number(out, " after ms ", trigger->after_ms);
    put_target(out, program, " -> ", trigger->target);
    put(out, "\n");
}

void clet_flow_dump(clet_buffer *out, const clet_flow_program *program) {
    put_number(out, "flows: ", program->flow_count);
    put_number(out, ", nodes ", program->node_count);
    put_number(out, ", intents ", program->intent_count);
    put_number(out, ", entities ", program->entity_count);
    put_number(out, ", connections ", program->connection_count);
    put_text(out, ", language ", program->locale.tag);
    put(out, "\n");
    for (uint32_t i = 0; i < program->variable_count; i++)
        dump_variable(out, &program->variables[i]);
    for (uint32_t i = 0; i < program->flow_count; i++)
        dump_flow(out, program, i);
    for (uint32_t i = 0; i < program->trigger_count; i++)
        dump_trigger(out, program, &program->triggers[i]);
    for (uint32_t i = 0; i < program->intent_count; i++)
        dump_intent(out, &program->intents[i]);
    for (uint32_t i = 0; i < program->entity_count; i++) {
        put_text(out, "  entity ", program->entities[i].name);
        put_number(out, ": values ", program->entities[i].value_count);
        put(out, "\n");
    }
    for (uint32_t i = 0; i < program->connection_count; i++) {
        const clet_flow_connection *connection = &program->connections[i];
        put_text(out, "  connection ", connection->name);
        put_text(out, ": ", connection->format);
        put_text(out, " ", connection->url.size_bytes > 0 ? connection->url : connection->mailto);
        put(out, connection->is_server ? ", by the server\n" : "\n");
    }
}
