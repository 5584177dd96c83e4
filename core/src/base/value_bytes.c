#include "value_bytes.h"

#include "assert.h"
#include "utf8.h"
#include "value_rules.h"

#include <string.h>

/* The byte before a value. The kinds of value.h, and short forms of what stands most often. */
enum {
    TAG_BOOL_TRUE = 32,
    TAG_INT_SMALL = 64,  /* to 127: the ints 0 to 63 */
    TAG_TEXT_SMALL = 128 /* to 255: strings of 0 to 127 bytes */
};

enum { INT_SMALL_COUNT = 64, TEXT_SMALL_COUNT = 128 };

static uint64_t zigzag(int64_t value) {
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t code) {
    const uint64_t half = code >> 1;
    return (code & 1) != 0 ? -(int64_t)half - 1 : (int64_t)half;
}

static void write_double(clet_buffer *buffer, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    clet_buffer_append_u64(buffer, bits);
}

static void write_members(clet_buffer *buffer, const chatlet_value *value, uint64_t count) {
    clet_buffer_append_varint(buffer, value->count);
    for (uint64_t i = 0; i < count; i++)
        clet_value_bytes_write(buffer, &value->items[i]);
}

static void write_string(clet_buffer *buffer, const chatlet_value *value) {
    if (value->count < TEXT_SMALL_COUNT) {
        clet_buffer_append_byte(buffer, (uint8_t)(TAG_TEXT_SMALL + value->count));
        clet_buffer_append(buffer, clet_value_str(value));
        return;
    }
    clet_buffer_append_byte(buffer, CHATLET_VALUE_STRING);
    clet_buffer_append_sized(buffer, clet_value_str(value));
}

static void write_int(clet_buffer *buffer, int64_t value) {
    if (value >= 0 && value < INT_SMALL_COUNT) {
        clet_buffer_append_byte(buffer, (uint8_t)(TAG_INT_SMALL + value));
        return;
    }
    clet_buffer_append_byte(buffer, CHATLET_VALUE_INT);
    clet_buffer_append_varint(buffer, zigzag(value));
}

void clet_value_bytes_write(clet_buffer *buffer, const chatlet_value *value) {
    const chatlet_value_kind kind = (chatlet_value_kind)value->kind;
    switch (kind) {
    case CHATLET_VALUE_STRING: write_string(buffer, value); return;
    case CHATLET_VALUE_INT: write_int(buffer, value->integer); return;
    case CHATLET_VALUE_BOOL:
        clet_buffer_append_byte(buffer, value->boolean ? TAG_BOOL_TRUE : CHATLET_VALUE_BOOL);
        return;
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_UINT:
    case CHATLET_VALUE_DOUBLE:
    case CHATLET_VALUE_BYTES:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE:
    case CHATLET_VALUE_ERROR: break;
    }
    clet_buffer_append_byte(buffer, value->kind);
    if (kind == CHATLET_VALUE_UINT) clet_buffer_append_varint(buffer, value->natural);
    if (kind == CHATLET_VALUE_DOUBLE) write_double(buffer, value->number);
    if (kind == CHATLET_VALUE_BYTES) clet_buffer_append_sized(buffer, clet_value_str(value));
    if (kind == CHATLET_VALUE_LIST) write_members(buffer, value, value->count);
    if (kind == CHATLET_VALUE_MAP) write_members(buffer, value, (uint64_t)value->count * 2);
    if (kind == CHATLET_VALUE_TYPE) clet_buffer_append_varint(buffer, value->type);
    if (kind == CHATLET_VALUE_ERROR) clet_buffer_append_varint(buffer, value->error);
    if (kind == CHATLET_VALUE_TIMESTAMP || kind == CHATLET_VALUE_DURATION)
        clet_buffer_append_varint(buffer, zigzag(value->integer));
    if (kind == CHATLET_VALUE_TIMESTAMP) clet_buffer_append_varint(buffer, value->count);
}

typedef struct value_reader {
    clet_byte_reader *bytes;
    clet_arena *arena;
    bool out_of_memory;
} value_reader;

static bool read_value(value_reader *reader, uint32_t depth, chatlet_value *value);

static bool read_text(value_reader *reader, chatlet_value_kind kind, uint32_t size_bytes,
                      chatlet_value *value) {
    const chatlet_str text = clet_read_bytes(reader->bytes, size_bytes);
    if (reader->bytes->failed || size_bytes > CHATLET_VALUE_BYTES_MAX) return false;
    if (kind == CHATLET_VALUE_STRING && clet_utf8_valid_prefix(text) < text.size_bytes)
        return false;
    *value = clet_value_text(kind, text);
    return true;
}

static bool read_members(value_reader *reader, chatlet_value_kind kind, uint32_t depth,
                         chatlet_value *value) {
    const uint32_t count = clet_read_varint(reader->bytes);
    const uint32_t width = kind == CHATLET_VALUE_MAP ? 2 : 1;
    /* Every member takes a byte at least: no memory is taken for what cannot be there. */
    if (count > CHATLET_VALUE_ITEMS_MAX ||
        (size_t)count * width > clet_byte_reader_left(reader->bytes) ||
        depth >= CHATLET_VALUE_DEPTH_MAX)
        return false;
    chatlet_value *items =
        clet_arena_allocate_array(reader->arena, (size_t)count * width, sizeof *items);
    if (items == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    uint8_t deepest = 0;
    for (uint32_t i = 0; i < count * width; i++) {
        if (!read_value(reader, depth + 1, &items[i])) return false;
        if (width == 2 && i % 2 == 0 && !clet_value_is_key(&items[i])) return false;
        if (items[i].depth > deepest) deepest = items[i].depth;
    }
    *value = (chatlet_value){
        .kind = (uint8_t)kind, .depth = (uint8_t)(deepest + 1), .count = count, .items = items};
    return true;
}

static bool read_timestamp(clet_byte_reader *bytes, chatlet_value *value) {
    const int64_t seconds = unzigzag(clet_read_varint64(bytes));
    const uint32_t nanoseconds = clet_read_varint(bytes);
    if (nanoseconds > 999999999) return false;
    *value =
        (chatlet_value){.kind = CHATLET_VALUE_TIMESTAMP, .count = nanoseconds, .integer = seconds};
    return true;
}

static bool read_number(clet_byte_reader *bytes, chatlet_value_kind kind, chatlet_value *value) {
    *value = (chatlet_value){.kind = (uint8_t)kind};
    if (kind == CHATLET_VALUE_UINT) value->natural = clet_read_varint64(bytes);
    if (kind == CHATLET_VALUE_INT || kind == CHATLET_VALUE_DURATION)
        value->integer = unzigzag(clet_read_varint64(bytes));
    if (kind == CHATLET_VALUE_DOUBLE) {
        const uint64_t bits = clet_read_u64(bytes);
        memcpy(&value->number, &bits, sizeof bits);
    }
    if (kind == CHATLET_VALUE_TYPE) value->type = clet_read_varint(bytes);
    if (kind == CHATLET_VALUE_ERROR) value->error = clet_read_varint(bytes);
    if (kind == CHATLET_VALUE_TYPE && value->type > CHATLET_VALUE_ERROR) return false;
    return kind != CHATLET_VALUE_ERROR || value->error <= CHATLET_VALUE_ERROR_DEPTH;
}

static bool read_kind(value_reader *reader, chatlet_value_kind kind, uint32_t depth,
                      chatlet_value *value) {
    switch (kind) {
    case CHATLET_VALUE_NULL: *value = clet_value_null(); return true;
    case CHATLET_VALUE_BOOL: *value = clet_value_bool(false); return true;
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES:
        return read_text(reader, kind, clet_read_varint(reader->bytes), value);
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP: return read_members(reader, kind, depth, value);
    case CHATLET_VALUE_TIMESTAMP: return read_timestamp(reader->bytes, value);
    case CHATLET_VALUE_INT:
    case CHATLET_VALUE_UINT:
    case CHATLET_VALUE_DOUBLE:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE:
    case CHATLET_VALUE_ERROR: return read_number(reader->bytes, kind, value);
    }
    return false;
}

static bool read_value(value_reader *reader, uint32_t depth, chatlet_value *value) {
    const uint8_t tag = clet_read_u8(reader->bytes);
    if (tag >= TAG_TEXT_SMALL)
        return read_text(reader, CHATLET_VALUE_STRING, tag - TAG_TEXT_SMALL, value);
    if (tag >= TAG_INT_SMALL) {
        *value = clet_value_int(tag - TAG_INT_SMALL);
        return true;
    }
    if (tag == TAG_BOOL_TRUE) {
        *value = clet_value_bool(true);
        return true;
    }
    if (tag > CHATLET_VALUE_ERROR) return false;
    return read_kind(reader, (chatlet_value_kind)tag, depth, value) && !reader->bytes->failed;
}

bool clet_value_bytes_read(clet_byte_reader *reader, clet_arena *arena, chatlet_value *value,
                           bool *out_of_memory) {
    value_reader from = {.bytes = reader, .arena = arena};
    if (!reader->failed && read_value(&from, 0, value) && !reader->failed) return true;
    *out_of_memory = from.out_of_memory;
    return false;
}
