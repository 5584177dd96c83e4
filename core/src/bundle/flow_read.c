#include "flow_read.h"

#include "../base/byte_reader.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../base/value_rules.h"
#include "expr_format.h"
#include "flow_layout.h"
#include "template_format.h"

#include <string.h>

_Static_assert(sizeof(clet_node_kind) == 4 && sizeof(clet_cite) == 4, "enums are read as u32");

typedef struct flow_reader {
    clet_byte_reader bytes; /* `failed` also when something read is wrong */
    clet_arena *arena;
    clet_arena scratch; /* what checks of programs need for the while */
    clet_flow_program *program;
    uint32_t slot_count; /* of expressions where the reader is */
    bool out_of_memory;
} flow_reader;

static bool is_good(const flow_reader *reader) {
    return !reader->bytes.failed && !reader->out_of_memory;
}

static void require(flow_reader *reader, bool condition) {
    if (!condition) reader->bytes.failed = true;
}

/* Takes what a check of a program says. */
static void require_status(flow_reader *reader, chatlet_status status) {
    if (status == CHATLET_ERR_MEMORY) {
        reader->out_of_memory = true;
    } else {
        require(reader, status == CHATLET_OK);
    }
}

static chatlet_str read_text(flow_reader *reader) {
    const chatlet_str text = clet_read_sized(&reader->bytes);
    require(reader, clet_utf8_valid_prefix(text) == text.size_bytes);
    return text;
}

static void check_expression(flow_reader *reader, chatlet_str expression, uint32_t slot_count) {
    if (expression.size_bytes > 0 && is_good(reader))
        require_status(reader, clet_expr_verify(expression, slot_count, &reader->scratch));
}

static chatlet_str read_template(flow_reader *reader, uint8_t mode) {
    const chatlet_str text = clet_read_sized(&reader->bytes);
    if (text.size_bytes == 0 || !is_good(reader)) return text;
    /* Bit 7 would make its first slot what all names are looked up in. */
    require(reader, (uint8_t)text.data[0] == mode);
    if (is_good(reader))
        require_status(reader, clet_template_verify(text, reader->slot_count, &reader->scratch));
    return text;
}

static chatlet_str read_pattern(flow_reader *reader) {
    const chatlet_str program = clet_read_sized(&reader->bytes);
    if (program.size_bytes == 0 || !is_good(reader)) return program;
    uint8_t *marks = clet_arena_allocate(&reader->scratch, program.size_bytes / 4);
    if (marks == NULL) {
        reader->out_of_memory = true;
    } else {
        require(reader, clet_pattern_verify(program, marks));
    }
    return program;
}

static uint32_t read_number(flow_reader *reader, uint32_t maximum) {
    const uint32_t number = clet_read_varint(&reader->bytes);
    require(reader, number <= maximum);
    return number;
}

/* Room for a list whose count is next. Each item has a byte at least, so that a small bundle takes
 * no large memory. */
static void *read_list(flow_reader *reader, uint32_t maximum, size_t item_bytes, uint32_t *count) {
    const uint32_t found = read_number(reader, maximum);
    require(reader, found <= clet_byte_reader_left(&reader->bytes));
    *count = 0;
    if (!is_good(reader) || found == 0) return NULL;
    void *items = clet_arena_allocate_array(reader->arena, found, item_bytes);
    if (items == NULL) reader->out_of_memory = true;
    if (items != NULL) *count = found;
    return items;
}

static clet_target read_target(flow_reader *reader) {
    const uint32_t code = clet_read_varint(&reader->bytes);
    switch (code) {
    case CLET_TARGET_CODE_NONE: return CLET_TARGET_NONE;
    case CLET_TARGET_CODE_END: return CLET_TARGET_END;
    case CLET_TARGET_CODE_RETURN: return CLET_TARGET_RETURN;
    case CLET_TARGET_CODE_BACK: return CLET_TARGET_BACK;
    case CLET_TARGET_CODE_RESTART: return CLET_TARGET_RESTART;
    }
    /* How many nodes there are is known at the end: check_targets. */
    require(reader, code - CLET_TARGET_CODE_NODE < CHATLET_FLOW_NODES_MAX);
    return code - CLET_TARGET_CODE_NODE;
}

/* One that may be written: not the system's. */
static uint32_t read_slot(flow_reader *reader, bool may_be_none) {
    const uint32_t code = clet_read_varint(&reader->bytes);
    if (code == 0 && may_be_none) return CLET_SLOT_NONE;
    require(reader, code > CLET_SYSTEM_VARIABLE_COUNT && code <= reader->slot_count);
    return code - 1;
}

static chatlet_value read_value(flow_reader *reader) {
    const uint8_t tag = clet_read_u8(&reader->bytes);
    if (tag == CLET_VALUE_TAG_FALSE || tag == CLET_VALUE_TAG_TRUE)
        return clet_value_bool(tag == CLET_VALUE_TAG_TRUE);
    if (tag == CLET_VALUE_TAG_TEXT) return clet_value_text(CHATLET_VALUE_STRING, read_text(reader));
    require(reader, tag == CLET_VALUE_TAG_INTEGER || tag == CLET_VALUE_TAG_DOUBLE);
    const uint64_t bits = clet_read_u64(&reader->bytes);
    double number;
    memcpy(&number, &bits, sizeof number);
    return tag == CLET_VALUE_TAG_INTEGER ? clet_value_int((int64_t)bits)
                                         : clet_value_double(number);
}

static double read_double(flow_reader *reader) {
    const uint64_t bits = clet_read_u64(&reader->bytes);
    double number;
    memcpy(&number, &bits, sizeof number);
    require(reader, number == number);
    return number;
}

static int32_t read_signed(flow_reader *reader, uint32_t maximum) {
    const uint32_t code = read_number(reader, 2 * maximum);
    return (code & 1) != 0 ? -(int32_t)(code / 2) - 1 : (int32_t)(code / 2);
}

static clet_flow_text read_variants(flow_reader *reader, uint8_t mode) {
    uint32_t count;
    chatlet_str *variants = read_list(reader, CHATLET_FLOW_ITEMS_MAX, sizeof *variants, &count);
    for (uint32_t i = 0; i < count && is_good(reader); i++) {
        variants[i] = read_template(reader, mode);
        require(reader, variants[i].size_bytes > 0);
    }
    return (clet_flow_text){.variants = variants, .count = count};
}

static void read_members(flow_reader *reader, const clet_layout *layout, void *thing);

/* Lists of texts, patterns and things. */
static void read_list_member(flow_reader *reader, const clet_layout *member, char *thing) {
    uint32_t count;
    char *items = read_list(reader, member->maximum, member->item_bytes, &count);
    for (uint32_t i = 0; i < count && is_good(reader); i++) {
        char *item = items + (size_t)i * member->item_bytes;
        if (member->shape == CLET_SHAPE_LIST) {
            read_members(reader, member->items, item);
            continue;
        }
        const chatlet_str text =
            member->shape == CLET_SHAPE_TEXTS ? read_text(reader) : read_pattern(reader);
        require(reader, text.size_bytes > 0);
        memcpy(item, &text, sizeof text);
    }
    memcpy(thing + member->offset, &items, sizeof items);
    memcpy(thing + member->count_offset, &count, sizeof count);
}

static void put_u32(void *at, uint32_t value) { memcpy(at, &value, sizeof value); }
static void put_text(void *at, chatlet_str text) { memcpy(at, &text, sizeof text); }

static void read_member(flow_reader *reader, const clet_layout *member, char *thing) {
    const clet_flow_program *program = reader->program;
    char *at = thing + member->offset;
    switch ((clet_layout_shape)member->shape) {
    case CLET_SHAPE_END: break;
    case CLET_SHAPE_TEXT: put_text(at, read_text(reader)); break;
    case CLET_SHAPE_EXPRESSION: {
        const chatlet_str expression = clet_read_sized(&reader->bytes);
        check_expression(reader, expression, reader->slot_count);
        put_text(at, expression);
        break;
    }
    case CLET_SHAPE_EXPRESSION_OF_OTHER: put_text(at, clet_read_sized(&reader->bytes)); break;
    case CLET_SHAPE_TEMPLATE: put_text(at, read_template(reader, member->detail)); break;
    case CLET_SHAPE_PATTERN: put_text(at, read_pattern(reader)); break;
    case CLET_SHAPE_VARIANTS: {
        const clet_flow_text text = read_variants(reader, member->detail);
        memcpy(at, &text, sizeof text);
        break;
    }
    case CLET_SHAPE_TARGET: put_u32(at, read_target(reader)); break;
    case CLET_SHAPE_SLOT: put_u32(at, read_slot(reader, false)); break;
    case CLET_SHAPE_SLOT_OR_NONE: put_u32(at, read_slot(reader, true)); break;
    case CLET_SHAPE_SLOT_OF_OTHER:
        put_u32(at, read_number(reader, CHATLET_EXPRESSION_VARIABLES_MAX) - 1);
        break;
    case CLET_SHAPE_U32: put_u32(at, read_number(reader, member->maximum)); break;
    case CLET_SHAPE_U64: {
        const uint64_t number = read_number(reader, member->maximum);
        memcpy(at, &number, sizeof number);
        break;
    }
    case CLET_SHAPE_I32: put_u32(at, (uint32_t)read_signed(reader, member->maximum)); break;
    case CLET_SHAPE_U8:
    case CLET_SHAPE_ENUM: {
        const uint8_t number = clet_read_u8(&reader->bytes);
        require(reader, number < member->maximum);
        if (member->shape == CLET_SHAPE_ENUM)
            put_u32(at, number);
        else
            memcpy(at, &number, sizeof number);
        break;
    }
    case CLET_SHAPE_FLAG: {
        const uint8_t flag = clet_read_u8(&reader->bytes);
        const bool is_set = flag == 1;
        require(reader, flag <= 1);
        memcpy(at, &is_set, sizeof is_set);
        break;
    }
    case CLET_SHAPE_DOUBLE: {
        const double number = read_double(reader);
        memcpy(at, &number, sizeof number);
        break;
    }
    case CLET_SHAPE_VALUE: {
        const chatlet_value value = read_value(reader);
        memcpy(at, &value, sizeof value);
        break;
    }
    case CLET_SHAPE_ENTITY: put_u32(at, read_number(reader, program->entity_count)); break;
    case CLET_SHAPE_CONNECTION: put_u32(at, read_number(reader, program->connection_count)); break;
    case CLET_SHAPE_INTENT: {
        const uint32_t intent = clet_read_varint(&reader->bytes);
        require(reader, intent < program->intent_count);
        put_u32(at, intent);
        break;
    }
    case CLET_SHAPE_TEXTS:
    case CLET_SHAPE_PATTERNS:
    case CLET_SHAPE_LIST: read_list_member(reader, member, thing); break;
    }
}

static void read_members(flow_reader *reader, const clet_layout *layout, void *thing) {
    for (const clet_layout *member = layout; member->shape != CLET_SHAPE_END && is_good(reader);
         member++)
        read_member(reader, member, thing);
}

static void read_words(flow_reader *reader) {
    chatlet_str words[CLET_FLOW_WORD_COUNT];
    for (uint32_t i = 0; i < CLET_FLOW_WORD_COUNT; i++)
        words[i] = read_text(reader);
    memcpy(&reader->program->words, words, sizeof words);
}

static void read_engines(flow_reader *reader) {
    clet_flow_program *program = reader->program;
    uint32_t named = 0;
    program->engine_count = read_number(reader, CLET_ENGINE_COUNT);
    for (uint32_t i = 0; i < program->engine_count && is_good(reader); i++) {
        const uint8_t engine = clet_read_u8(&reader->bytes);
        require(reader, engine < CLET_ENGINE_COUNT && (named >> engine & 1) == 0);
        named |= is_good(reader) ? 1u << engine : 0;
        program->engines[i] = (clet_engine)engine;
    }
}

/* What expressions of the bot itself may read: initial values and triggers. */
static uint32_t bot_slots(const clet_flow_program *program) {
    return CLET_SYSTEM_VARIABLE_COUNT + program->variable_count;
}

/* Initial values are read with the variables, whose number is not known before. */
static void read_program(flow_reader *reader) {
    reader->slot_count = CHATLET_EXPRESSION_VARIABLES_MAX;
    read_members(reader, clet_layout_program, reader->program);
    reader->slot_count = bot_slots(reader->program);
    for (uint32_t i = 0; i < reader->program->variable_count && is_good(reader); i++)
        check_expression(reader, reader->program->variables[i].initial, reader->slot_count);
    require(reader, reader->slot_count <= CHATLET_EXPRESSION_VARIABLES_MAX);
}

static void read_flows(flow_reader *reader) {
    clet_flow_program *program = reader->program;
    program->flows = read_list(reader, CHATLET_FLOWS_MAX, sizeof(clet_flow), &program->flow_count);
    require(reader, program->flow_count > 0);
    for (uint32_t i = 0; i < program->flow_count && is_good(reader); i++) {
        clet_flow *flow = &program->flows[i];
        reader->slot_count = CHATLET_EXPRESSION_VARIABLES_MAX;
        read_members(reader, clet_layout_flow, flow);
        reader->slot_count = bot_slots(program) + flow->local_count;
        require(reader, flow->parameter_count <= flow->local_count &&
                            reader->slot_count <= CHATLET_EXPRESSION_VARIABLES_MAX);
        for (uint32_t k = 0; k < flow->local_count && is_good(reader); k++)
            check_expression(reader, flow->locals[k].initial, reader->slot_count);
        if (flow->local_count > program->local_max) program->local_max = flow->local_count;
    }
    const uint32_t start = read_number(reader, program->flow_count);
    program->start_flow = start == 0 ? CLET_TARGET_NONE : start - 1;
}

static void read_nodes(flow_reader *reader) {
    clet_flow_program *program = reader->program;
    uint32_t flow = 0;
    program->nodes =
        read_list(reader, CHATLET_FLOW_NODES_MAX, sizeof(clet_flow_node), &program->node_count);
    for (uint32_t i = 0; i < program->node_count && is_good(reader); i++) {
        clet_flow_node *node = &program->nodes[i];
        node->flow = clet_read_varint(&reader->bytes);
        require(reader, node->flow >= flow && node->flow < program->flow_count);
        const uint8_t kind = clet_read_u8(&reader->bytes);
        require(reader, kind < CLET_NODE_COUNT);
        if (!is_good(reader)) return;
        flow = node->flow;
        node->kind = (clet_node_kind)kind;
        node->save_slot = CLET_SLOT_NONE;
        node->slot = CLET_SLOT_NONE;
        node->target = node->approved = node->rejected = CLET_TARGET_NONE;
        reader->slot_count = clet_flow_slot_count(program, flow);
        read_members(reader, clet_layout_node, node);
        read_members(reader, clet_layout_kinds[kind], node);
    }
}

static void read_triggers(flow_reader *reader) {
    clet_flow_program *program = reader->program;
    uint32_t count;
    clet_flow_trigger *triggers =
        read_list(reader, CHATLET_FLOW_TRIGGERS_MAX, sizeof *triggers, &count);
    reader->slot_count = bot_slots(program);
    for (uint32_t i = 0; i < count && is_good(reader); i++) {
        clet_flow_trigger *trigger = &triggers[i];
        const uint8_t kind = clet_read_u8(&reader->bytes);
        require(reader, kind < CLET_TRIGGER_COUNT);
        if (!is_good(reader)) return;
        trigger->kind = (clet_trigger_kind)kind;
        read_members(reader, clet_layout_trigger, trigger);
        trigger->match = trigger->is_pattern ? read_pattern(reader) : read_text(reader);
        require(reader, !trigger->is_pattern || trigger->match.size_bytes > 0);
        trigger->intent = clet_read_varint(&reader->bytes);
        require(reader, kind == CLET_TRIGGER_INTENT ? trigger->intent < program->intent_count
                                                    : trigger->intent == 0);
        require(reader, trigger->target < program->node_count);
    }
    program->triggers = triggers;
    program->trigger_count = count;
}

/* A target that is read is none, a special one, or below the most nodes a bundle may have. */
static bool leads_somewhere(const clet_flow_program *program, clet_target target) {
    return target >= CLET_TARGET_FIRST || target < program->node_count;
}

static bool options_lead(const clet_flow_program *program, clet_flow_options options) {
    bool all = true;
    for (uint32_t i = 0; i < options.count; i++)
        all &= leads_somewhere(program, options.items[i].target);
    return all;
}

static bool media_lead(const clet_flow_program *program, const clet_flow_media *media,
                       uint32_t count) {
    bool all = true;
    for (uint32_t i = 0; i < count; i++) {
        all &= options_lead(program, media[i].actions);
        for (uint32_t k = 0; k < media[i].item_count; k++)
            all &= options_lead(program, media[i].items[k].actions);
    }
    return all;
}

static bool node_leads(const clet_flow_program *program, const clet_flow_node *node) {
    bool all = leads_somewhere(program, node->next) && leads_somewhere(program, node->fail) &&
               leads_somewhere(program, node->target) && leads_somewhere(program, node->approved) &&
               leads_somewhere(program, node->rejected);
    for (uint32_t i = 0; i < node->case_count; i++)
        all &= leads_somewhere(program, node->cases[i].target);
    for (uint32_t i = 0; i < node->field_count; i++)
        all &= options_lead(program, node->fields[i].choices);
    return all && media_lead(program, node->media, node->media_count);
}

/* A called flow is the one whose start is the target: parameters are its first locals, and results
 * are expressions over its slots. */
static void check_call(flow_reader *reader, const clet_flow_node *node) {
    const clet_flow_program *program = reader->program;
    require(reader, node->target < program->node_count);
    if (!is_good(reader)) return;
    const uint32_t called = program->nodes[node->target].flow;
    const uint32_t first = bot_slots(program);
    require(reader, program->flows[called].start == node->target);
    for (uint32_t i = 0; i < node->assignments.count; i++) {
        const uint32_t slot = node->assignments.items[i].slot;
        require(reader, slot >= first && slot - first < program->flows[called].parameter_count);
    }
    for (uint32_t i = 0; i < node->outputs.count && is_good(reader); i++)
        check_expression(reader, node->outputs.items[i].value,
                         clet_flow_slot_count(program, called));
}

static void check_node(flow_reader *reader, const clet_flow_node *node) {
    require(reader, node_leads(reader->program, node));
    switch (node->kind) {
    case CLET_NODE_ASK: require(reader, node->field_count > 0); break;
    case CLET_NODE_SPLIT:
        require(reader, node->case_count > 0);
        for (uint32_t i = 0; i < node->case_count; i++)
            require(reader, node->cases[i].number > 0);
        break;
    case CLET_NODE_EACH:
        require(reader, node->expression.size_bytes > 0 && node->target != CLET_TARGET_NONE);
        break;
    case CLET_NODE_CALL: check_call(reader, node); break;
    case CLET_NODE_JUMP: require(reader, node->target != CLET_TARGET_NONE); break;
    case CLET_NODE_BRANCH:
        for (uint32_t i = 0; i < node->case_count; i++)
            require(reader, node->cases[i].when.size_bytes > 0);
        break;
    case CLET_NODE_SET:
        for (uint32_t i = 0; i < node->assignments.count; i++)
            require(reader, node->assignments.items[i].value.size_bytes > 0);
        break;
    case CLET_NODE_SAY:
    case CLET_NODE_LISTEN:
    case CLET_NODE_ANSWER:
    case CLET_NODE_LLM:
    case CLET_NODE_HTTP:
    case CLET_NODE_DO:
    case CLET_NODE_WAIT:
    case CLET_NODE_HUMAN:
    case CLET_NODE_END:
    case CLET_NODE_COUNT: break;
    }
}

/* What can be told only when everything stands. */
static void check_whole(flow_reader *reader) {
    const clet_flow_program *program = reader->program;
    for (uint32_t i = 0; i < program->flow_count; i++) {
        const clet_target start = program->flows[i].start;
        require(reader, start < program->node_count && program->nodes[start].flow == i);
    }
    for (uint32_t i = 0; i < program->node_count && is_good(reader); i++)
        check_node(reader, &program->nodes[i]);
}

chatlet_status clet_flow_read(chatlet_str bytes, clet_arena *arena, clet_flow_program *program) {
    flow_reader reader = {.bytes = clet_byte_reader_of(bytes), .arena = arena, .program = program};
    clet_arena_init(&reader.scratch, arena->allocator);
    *program = (clet_flow_program){.flow_count = 0};
    require(&reader, clet_read_varint(&reader.bytes) == CLET_FLOWS_VERSION);
    program->language = read_text(&reader);
    const chatlet_str locale = clet_read_sized(&reader.bytes);
    if (is_good(&reader)) require_status(&reader, clet_locale_read(locale, &program->locale));
    read_words(&reader);
    read_engines(&reader);
    if (is_good(&reader)) read_program(&reader);
    if (is_good(&reader)) read_flows(&reader);
    if (is_good(&reader)) read_nodes(&reader);
    if (is_good(&reader)) read_triggers(&reader);
    require(&reader, clet_byte_reader_left(&reader.bytes) == 0);
    if (is_good(&reader)) check_whole(&reader);
    clet_arena_free(&reader.scratch);
    if (reader.out_of_memory) return CHATLET_ERR_MEMORY;
    return reader.bytes.failed ? CHATLET_ERR_BUNDLE : clet_flow_index(program, arena);
}
