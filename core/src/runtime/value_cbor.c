#include "value_cbor.h"

#include "expr_convert.h"

static chatlet_str text_of(clet_expr_run *run, const chatlet_value *value) {
    clet_expr_text text = {.run = run};
    if (!clet_expr_convert_append(&text, value) || text.is_over) return (chatlet_str){0};
    return (chatlet_str){.data = text.data, .size_bytes = text.size_bytes};
}

static void write_key(clet_expr_run *run, clet_buffer *buffer, const chatlet_value *key) {
    clet_cbor_write_text(buffer, key->kind == CHATLET_VALUE_STRING ? clet_value_str(key)
                                                                   : text_of(run, key));
}

static void write_members(clet_expr_run *run, clet_buffer *buffer, const chatlet_value *value) {
    const bool is_map = value->kind == CHATLET_VALUE_MAP;
    if (is_map)
        clet_cbor_write_map(buffer, value->count);
    else
        clet_cbor_write_array(buffer, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        if (is_map) write_key(run, buffer, &value->items[2 * i]);
        clet_value_cbor_write(run, buffer, &value->items[is_map ? 2 * i + 1 : i]);
    }
}

static void write_uint(clet_buffer *buffer, uint64_t value) {
    if (value <= INT64_MAX)
        clet_cbor_write_integer(buffer, (int64_t)value);
    else
        clet_cbor_write_double(buffer, (double)value);
}

void clet_value_cbor_write(clet_expr_run *run, clet_buffer *buffer, const chatlet_value *value) {
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_ERROR: clet_cbor_write_null(buffer); return;
    case CHATLET_VALUE_BOOL: clet_cbor_write_boolean(buffer, value->boolean); return;
    case CHATLET_VALUE_INT: clet_cbor_write_integer(buffer, value->integer); return;
    case CHATLET_VALUE_UINT: write_uint(buffer, value->natural); return;
    case CHATLET_VALUE_DOUBLE: clet_cbor_write_double(buffer, value->number); return;
    case CHATLET_VALUE_STRING: clet_cbor_write_text(buffer, clet_value_str(value)); return;
    case CHATLET_VALUE_BYTES: clet_cbor_write_bytes(buffer, clet_value_str(value)); return;
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP: write_members(run, buffer, value); return;
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE: clet_cbor_write_text(buffer, text_of(run, value)); return;
    }
}

static chatlet_status read_value(clet_cbor_reader *reader, clet_arena *arena, uint32_t depth,
                                 chatlet_value *value);

static chatlet_status read_members(clet_cbor_reader *reader, clet_arena *arena, uint32_t depth,
                                   const clet_cbor_item *item, chatlet_value *value) {
    const bool is_map = item->kind == CLET_CBOR_MAP;
    const uint32_t width = is_map ? 2 : 1;
    if (item->count > CHATLET_VALUE_ITEMS_MAX || depth >= CHATLET_VALUE_DEPTH_MAX)
        return CHATLET_ERR_LIMIT;
    chatlet_value *items =
        clet_arena_allocate_array(arena, (size_t)item->count * width, sizeof *items);
    if (items == NULL) return CHATLET_ERR_MEMORY;
    uint8_t deepest = 0;
    for (uint32_t i = 0; i < item->count * width; i++) {
        const chatlet_status status = read_value(reader, arena, depth + 1, &items[i]);
        if (status != CHATLET_OK) return status;
        if (items[i].depth > deepest) deepest = items[i].depth;
    }
    *value = (chatlet_value){.kind = is_map ? CHATLET_VALUE_MAP : CHATLET_VALUE_LIST,
                             .depth = (uint8_t)(deepest + 1),
                             .count = item->count,
                             .items = items};
    return CHATLET_OK;
}

static chatlet_status read_value(clet_cbor_reader *reader, clet_arena *arena, uint32_t depth,
                                 chatlet_value *value) {
    const clet_cbor_item item = clet_cbor_next(reader);
    switch (item.kind) {
    case CLET_CBOR_NULL: *value = clet_value_null(); return CHATLET_OK;
    case CLET_CBOR_BOOLEAN: *value = clet_value_bool(item.boolean); return CHATLET_OK;
    case CLET_CBOR_INTEGER: *value = clet_value_int(item.integer); return CHATLET_OK;
    case CLET_CBOR_DOUBLE: *value = clet_value_double(item.number); return CHATLET_OK;
    case CLET_CBOR_TEXT:
        *value = clet_value_text(CHATLET_VALUE_STRING, item.text);
        return CHATLET_OK;
    case CLET_CBOR_BYTES:
        *value = clet_value_text(CHATLET_VALUE_BYTES, item.text);
        return CHATLET_OK;
    case CLET_CBOR_ARRAY:
    case CLET_CBOR_MAP: return read_members(reader, arena, depth, &item, value);
    }
    return CHATLET_ERR_LIMIT;
}

chatlet_status clet_value_cbor_read(clet_cbor_reader *reader, clet_arena *arena,
                                    chatlet_value *value) {
    return read_value(reader, arena, 0, value);
}
