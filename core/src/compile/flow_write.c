#include "flow_write.h"

#include "../base/assert.h"
#include "../base/value_rules.h"
#include "../bundle/flow_layout.h"
#include "locale_table.h"

#include <string.h>

static uint32_t u32_at(const void *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static chatlet_str text_at(const void *at) {
    chatlet_str text;
    memcpy(&text, at, sizeof text);
    return text;
}

static uint32_t target_code(clet_target target) {
    switch (target) {
    case CLET_TARGET_NONE: return CLET_TARGET_CODE_NONE;
    case CLET_TARGET_END: return CLET_TARGET_CODE_END;
    case CLET_TARGET_RETURN: return CLET_TARGET_CODE_RETURN;
    case CLET_TARGET_BACK: return CLET_TARGET_CODE_BACK;
    case CLET_TARGET_RESTART: return CLET_TARGET_CODE_RESTART;
    }
    CLET_ASSERT(target < CHATLET_FLOW_NODES_MAX);
    return CLET_TARGET_CODE_NODE + target;
}

static void write_double(clet_buffer *buffer, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    clet_buffer_append_u64(buffer, bits);
}

static void write_value(clet_buffer *buffer, const chatlet_value *value) {
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_BOOL:
        clet_buffer_append_byte(buffer,
                                value->boolean ? CLET_VALUE_TAG_TRUE : CLET_VALUE_TAG_FALSE);
        return;
    case CHATLET_VALUE_INT:
        clet_buffer_append_byte(buffer, CLET_VALUE_TAG_INTEGER);
        clet_buffer_append_u64(buffer, (uint64_t)value->integer);
        return;
    case CHATLET_VALUE_DOUBLE:
        clet_buffer_append_byte(buffer, CLET_VALUE_TAG_DOUBLE);
        write_double(buffer, value->number);
        return;
    case CHATLET_VALUE_STRING:
        clet_buffer_append_byte(buffer, CLET_VALUE_TAG_TEXT);
        clet_buffer_append_sized(buffer, clet_value_str(value));
        return;
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_UINT:
    case CHATLET_VALUE_BYTES:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE:
    case CHATLET_VALUE_ERROR: break;
    }
    CLET_ASSERT(false);
}

static void write_members(clet_buffer *buffer, const clet_layout *layout, const void *thing);

static void write_list(clet_buffer *buffer, const clet_layout *member, const char *thing) {
    const char *items;
    const uint32_t count = u32_at(thing + member->count_offset);
    memcpy(&items, thing + member->offset, sizeof items);
    CLET_ASSERT(count <= member->maximum);
    clet_buffer_append_varint(buffer, count);
    for (uint32_t i = 0; i < count; i++) {
        const char *item = items + (size_t)i * member->item_bytes;
        if (member->shape == CLET_SHAPE_LIST)
            write_members(buffer, member->items, item);
        else
            clet_buffer_append_sized(buffer, text_at(item));
    }
}

static void write_variants(clet_buffer *buffer, const char *at) {
    clet_flow_text text;
    memcpy(&text, at, sizeof text);
    CLET_ASSERT(text.count <= CHATLET_FLOW_ITEMS_MAX);
    clet_buffer_append_varint(buffer, text.count);
    for (uint32_t i = 0; i < text.count; i++)
        clet_buffer_append_sized(buffer, text.variants[i]);
}

static void write_member(clet_buffer *buffer, const clet_layout *member, const char *thing) {
    const char *at = thing + member->offset;
    switch ((clet_layout_shape)member->shape) {
    case CLET_SHAPE_END: break;
    case CLET_SHAPE_TEXT:
    case CLET_SHAPE_EXPRESSION:
    case CLET_SHAPE_EXPRESSION_OF_OTHER:
    case CLET_SHAPE_TEMPLATE:
    case CLET_SHAPE_PATTERN: clet_buffer_append_sized(buffer, text_at(at)); break;
    case CLET_SHAPE_VARIANTS: write_variants(buffer, at); break;
    case CLET_SHAPE_TARGET: clet_buffer_append_varint(buffer, target_code(u32_at(at))); break;
    case CLET_SHAPE_SLOT:
    case CLET_SHAPE_SLOT_OR_NONE: /* none is the largest, and becomes 0 */
    case CLET_SHAPE_SLOT_OF_OTHER: clet_buffer_append_varint(buffer, u32_at(at) + 1); break;
    case CLET_SHAPE_U32:
        CLET_ASSERT(u32_at(at) <= member->maximum);
        clet_buffer_append_varint(buffer, u32_at(at));
        break;
    case CLET_SHAPE_U64: {
        uint64_t number;
        memcpy(&number, at, sizeof number);
        CLET_ASSERT(number <= member->maximum);
        clet_buffer_append_varint(buffer, number);
        break;
    }
    case CLET_SHAPE_I32: {
        const int32_t number = (int32_t)u32_at(at);
        clet_buffer_append_varint(buffer, number < 0 ? (uint32_t)(-(number + 1)) * 2 + 1
                                                     : (uint32_t)number * 2);
        break;
    }
    case CLET_SHAPE_U8:
    case CLET_SHAPE_FLAG: clet_buffer_append_byte(buffer, (uint8_t)*at); break;
    case CLET_SHAPE_ENUM: clet_buffer_append_byte(buffer, (uint8_t)u32_at(at)); break;
    case CLET_SHAPE_DOUBLE: {
        double number;
        memcpy(&number, at, sizeof number);
        write_double(buffer, number);
        break;
    }
    case CLET_SHAPE_VALUE: {
        chatlet_value value;
        memcpy(&value, at, sizeof value);
        write_value(buffer, &value);
        break;
    }
    case CLET_SHAPE_ENTITY:
    case CLET_SHAPE_CONNECTION:
    case CLET_SHAPE_INTENT: clet_buffer_append_varint(buffer, u32_at(at)); break;
    case CLET_SHAPE_TEXTS:
    case CLET_SHAPE_PATTERNS:
    case CLET_SHAPE_LIST: write_list(buffer, member, thing); break;
    }
}

static void write_members(clet_buffer *buffer, const clet_layout *layout, const void *thing) {
    for (const clet_layout *member = layout; member->shape != CLET_SHAPE_END; member++)
        write_member(buffer, member, thing);
}

/* Sized, so that a reader need not know what is in it. */
static void write_locale(clet_buffer *buffer, const clet_locale_data *locale) {
    clet_buffer bytes;
    clet_buffer_init(&bytes, buffer->allocator, CHATLET_LOCALE_BYTES_MAX);
    clet_locale_write(locale, &bytes);
    const chatlet_status status = clet_buffer_status(&bytes);
    if (status == CHATLET_OK)
        clet_buffer_append_sized(buffer, clet_buffer_str(&bytes));
    else if (buffer->status == CHATLET_OK)
        buffer->status = status;
    clet_buffer_free(&bytes);
}

static void write_nodes(const clet_flow_program *program, clet_buffer *buffer) {
    clet_buffer_append_varint(buffer, program->node_count);
    for (uint32_t i = 0; i < program->node_count; i++) {
        const clet_flow_node *node = &program->nodes[i];
        CLET_ASSERT(i == 0 || node->flow >= program->nodes[i - 1].flow);
        clet_buffer_append_varint(buffer, node->flow);
        clet_buffer_append_byte(buffer, (uint8_t)node->kind);
        write_members(buffer, clet_layout_node, node);
        write_members(buffer, clet_layout_kinds[node->kind], node);
    }
}

static void write_triggers(const clet_flow_program *program, clet_buffer *buffer) {
    clet_buffer_append_varint(buffer, program->trigger_count);
    for (uint32_t i = 0; i < program->trigger_count; i++) {
        const clet_flow_trigger *trigger = &program->triggers[i];
        clet_buffer_append_byte(buffer, (uint8_t)trigger->kind);
        write_members(buffer, clet_layout_trigger, trigger);
        clet_buffer_append_sized(buffer, trigger->match);
        clet_buffer_append_varint(buffer,
                                  trigger->kind == CLET_TRIGGER_INTENT ? trigger->intent : 0);
    }
}

void clet_flow_write(const clet_flow_program *program, clet_buffer *buffer) {
    chatlet_str words[CLET_FLOW_WORD_COUNT];
    memcpy(words, &program->words, sizeof words);
    clet_buffer_append_varint(buffer, CLET_FLOWS_VERSION);
    clet_buffer_append_sized(buffer, program->language);
    write_locale(buffer, &program->locale);
    for (uint32_t i = 0; i < CLET_FLOW_WORD_COUNT; i++)
        clet_buffer_append_sized(buffer, words[i]);
    clet_buffer_append_varint(buffer, program->engine_count);
    for (uint32_t i = 0; i < program->engine_count; i++)
        clet_buffer_append_byte(buffer, (uint8_t)program->engines[i]);
    write_members(buffer, clet_layout_program, program);
    clet_buffer_append_varint(buffer, program->flow_count);
    for (uint32_t i = 0; i < program->flow_count; i++)
        write_members(buffer, clet_layout_flow, &program->flows[i]);
    clet_buffer_append_varint(
        buffer, program->start_flow == CLET_TARGET_NONE ? 0 : program->start_flow + 1);
    write_nodes(program, buffer);
    write_triggers(program, buffer);
}
