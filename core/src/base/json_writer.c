#include <chatlet/json.h>

#include "assert.h"
#include "buffer.h"
#include "double_text.h"
#include "number_text.h"
#include "str.h"
#include "utf8.h"

enum { INDENT_MAX = 8 };

/* What has been written of an array, an object, or (at depth 0) the text itself. */
typedef struct level {
    bool is_object;
    bool has_members;
    bool has_key; /* of an object: the key stands, its value comes next */
} level;

struct chatlet_json_writer {
    clet_buffer buffer;
    uint32_t indent;
    uint32_t depth;
    level levels[CHATLET_JSON_DEPTH_MAX + 1];
};

chatlet_status chatlet_json_writer_new(const chatlet_allocator *allocator, uint32_t indent,
                                       chatlet_json_writer **writer) {
    if (indent > INDENT_MAX) return CHATLET_ERR_ARGUMENT;
    chatlet_json_writer *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_json_writer){.indent = indent};
    clet_buffer_init(&made->buffer, allocator, CHATLET_JSON_BYTES_MAX);
    *writer = made;
    return CHATLET_OK;
}

void chatlet_json_writer_free(chatlet_json_writer *writer) {
    if (writer == NULL) return;
    const chatlet_allocator *allocator = writer->buffer.allocator;
    clet_buffer_free(&writer->buffer);
    allocator->release(allocator->context, writer);
}

/* After a failure nothing is written and no order is kept, so nothing is asserted either. */
static bool has_failed(const chatlet_json_writer *writer) {
    return writer == NULL || clet_buffer_status(&writer->buffer) != CHATLET_OK;
}

static level *innermost(chatlet_json_writer *writer) { return &writer->levels[writer->depth]; }

static void append_line(chatlet_json_writer *writer) {
    if (writer->indent == 0) return;
    clet_buffer_append_byte(&writer->buffer, '\n');
    for (uint32_t i = 0; i < writer->depth * writer->indent; i++)
        clet_buffer_append_byte(&writer->buffer, ' ');
}

/* The comma and the new line before a member of an array or object. */
static void begin_member(chatlet_json_writer *writer) {
    level *inner = innermost(writer);
    if (inner->has_members) clet_buffer_append_byte(&writer->buffer, ',');
    inner->has_members = true;
    append_line(writer);
}

/* What comes before a value. False when the writer has failed. */
static bool begin_value(chatlet_json_writer *writer) {
    if (has_failed(writer)) return false;
    level *inner = innermost(writer);
    if (inner->is_object) {
        CLET_ASSERT(inner->has_key);
        inner->has_key = false;
    } else if (writer->depth > 0) {
        begin_member(writer);
    } else {
        CLET_ASSERT(!inner->has_members);
        inner->has_members = true;
    }
    return !has_failed(writer);
}

/* \uXXXX, or the short form of the five characters that have one. */
static void append_control(clet_buffer *buffer, unsigned char c) {
    static const char short_forms[] = "\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof short_forms; i += 2) {
        if (short_forms[i] != (char)c) continue;
        clet_buffer_append_byte(buffer, '\\');
        clet_buffer_append_byte(buffer, (uint8_t)short_forms[i + 1]);
        return;
    }
    clet_buffer_append(buffer, c < 0x10 ? CHATLET_STR("\\u000") : CHATLET_STR("\\u001"));
    clet_buffer_append_byte(buffer, (uint8_t) "0123456789abcdef"[c & 15]);
}

static void append_string(clet_buffer *buffer, chatlet_str text) {
    size_t offset = 0;
    clet_buffer_append_byte(buffer, '"');
    while (offset < text.size_bytes) {
        const clet_utf8_char character = clet_utf8_read(text, offset);
        if (!character.valid) {
            clet_buffer_append(buffer, CHATLET_STR("\xEF\xBF\xBD")); /* U+FFFD */
        } else if (character.codepoint < 0x20) {
            append_control(buffer, (unsigned char)character.codepoint);
        } else {
            if (character.codepoint == '"' || character.codepoint == '\\')
                clet_buffer_append_byte(buffer, '\\');
            clet_buffer_append(buffer, clet_str_slice(text, offset, offset + character.size_bytes));
        }
        offset += character.size_bytes;
    }
    clet_buffer_append_byte(buffer, '"');
}

void chatlet_json_write_null(chatlet_json_writer *writer) {
    if (begin_value(writer)) clet_buffer_append(&writer->buffer, CHATLET_STR("null"));
}

void chatlet_json_write_boolean(chatlet_json_writer *writer, bool value) {
    if (!begin_value(writer)) return;
    clet_buffer_append(&writer->buffer, value ? CHATLET_STR("true") : CHATLET_STR("false"));
}

void chatlet_json_write_integer(chatlet_json_writer *writer, int64_t value) {
    if (begin_value(writer)) clet_number_text_append_i64(&writer->buffer, value);
}

void chatlet_json_write_double(chatlet_json_writer *writer, double value) {
    char digits[CLET_DOUBLE_TEXT_BYTES_MAX];
    if (value - value != 0) {
        chatlet_json_write_null(writer);
        return;
    }
    const size_t size_bytes = clet_double_text_write(value, digits);
    if (!begin_value(writer)) return;
    clet_buffer_append(&writer->buffer, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

void chatlet_json_write_number(chatlet_json_writer *writer, chatlet_str digits) {
    CLET_ASSERT(digits.size_bytes > 0);
    if (begin_value(writer)) clet_buffer_append(&writer->buffer, digits);
}

void chatlet_json_write_string(chatlet_json_writer *writer, chatlet_str value) {
    if (begin_value(writer)) append_string(&writer->buffer, value);
}

void chatlet_json_write_key(chatlet_json_writer *writer, chatlet_str key) {
    if (has_failed(writer)) return;
    level *inner = innermost(writer);
    CLET_ASSERT(inner->is_object);
    CLET_ASSERT(!inner->has_key);
    begin_member(writer);
    append_string(&writer->buffer, key);
    clet_buffer_append(&writer->buffer, writer->indent == 0 ? CHATLET_STR(":") : CHATLET_STR(": "));
    inner->has_key = true;
}

static void begin_container(chatlet_json_writer *writer, bool is_object) {
    if (!begin_value(writer)) return;
    if (writer->depth == CHATLET_JSON_DEPTH_MAX) {
        writer->buffer.status = CHATLET_ERR_LIMIT;
        return;
    }
    clet_buffer_append_byte(&writer->buffer, is_object ? '{' : '[');
    writer->levels[++writer->depth] = (level){.is_object = is_object};
}

static void end_container(chatlet_json_writer *writer, bool is_object) {
    if (has_failed(writer)) return;
    const level ended = *innermost(writer);
    CLET_ASSERT(writer->depth > 0);
    CLET_ASSERT(ended.is_object == is_object);
    CLET_ASSERT(!ended.has_key);
    writer->depth--;
    if (ended.has_members) append_line(writer);
    clet_buffer_append_byte(&writer->buffer, is_object ? '}' : ']');
}

void chatlet_json_write_array_begin(chatlet_json_writer *writer) { begin_container(writer, false); }

void chatlet_json_write_array_end(chatlet_json_writer *writer) { end_container(writer, false); }

void chatlet_json_write_object_begin(chatlet_json_writer *writer) { begin_container(writer, true); }

void chatlet_json_write_object_end(chatlet_json_writer *writer) { end_container(writer, true); }

chatlet_status chatlet_json_writer_finish(chatlet_json_writer *writer, chatlet_str *text) {
    if (writer == NULL) return CHATLET_ERR_MEMORY;
    if (has_failed(writer)) return clet_buffer_status(&writer->buffer);
    *text = clet_buffer_str(&writer->buffer);
    return CHATLET_OK;
}
