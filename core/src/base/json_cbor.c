/* Events, effects and states as JSON and back, for tests and tools. */
#include <chatlet/json.h>

#include "assert.h"
#include "buffer.h"
#include "cbor.h"
#include "error.h"
#include "json_check.h"
#include "str.h"

#define BYTES_KEY CHATLET_STR("$bytes")

/* Takes the text out of a writer or buffer: a copy that the caller owns. */
static chatlet_status copy_out(const chatlet_allocator *allocator, chatlet_str text,
                               chatlet_str *copy) {
    clet_buffer buffer;
    CLET_ASSERT(text.size_bytes > 0);
    clet_buffer_init(&buffer, allocator, text.size_bytes);
    clet_buffer_append(&buffer, text);
    if (clet_buffer_status(&buffer) != CHATLET_OK) return clet_buffer_status(&buffer);
    *copy = clet_buffer_str(&buffer);
    return CHATLET_OK;
}

static chatlet_status write_bytes(chatlet_json_writer *writer, const chatlet_allocator *allocator,
                                  chatlet_str bytes) {
    clet_buffer hex;
    clet_buffer_init(&hex, allocator, CHATLET_JSON_BYTES_MAX);
    for (size_t i = 0; i < bytes.size_bytes; i++) {
        const unsigned char byte = (unsigned char)bytes.data[i];
        clet_buffer_append_byte(&hex, (uint8_t) "0123456789abcdef"[byte >> 4]);
        clet_buffer_append_byte(&hex, (uint8_t) "0123456789abcdef"[byte & 15]);
    }
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, BYTES_KEY);
    chatlet_json_write_string(writer, clet_buffer_str(&hex));
    chatlet_json_write_object_end(writer);
    const chatlet_status status = clet_buffer_status(&hex);
    clet_buffer_free(&hex);
    return status;
}

static chatlet_status write_item(chatlet_json_writer *writer, const chatlet_allocator *allocator,
                                 clet_cbor_reader *reader, uint32_t depth);

static chatlet_status write_array(chatlet_json_writer *writer, const chatlet_allocator *allocator,
                                  clet_cbor_reader *reader, uint32_t count, uint32_t depth) {
    chatlet_status status = CHATLET_OK;
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < count && status == CHATLET_OK; i++)
        status = write_item(writer, allocator, reader, depth + 1);
    if (status == CHATLET_OK) chatlet_json_write_array_end(writer);
    return status;
}

static chatlet_status write_map(chatlet_json_writer *writer, const chatlet_allocator *allocator,
                                clet_cbor_reader *reader, uint32_t count, uint32_t depth) {
    chatlet_status status = CHATLET_OK;
    chatlet_json_write_object_begin(writer);
    for (uint32_t i = 0; i < count && status == CHATLET_OK; i++) {
        chatlet_json_write_key(writer, clet_cbor_next(reader).text);
        status = write_item(writer, allocator, reader, depth + 1);
    }
    if (status == CHATLET_OK) chatlet_json_write_object_end(writer);
    return status;
}

static chatlet_status write_item(chatlet_json_writer *writer, const chatlet_allocator *allocator,
                                 clet_cbor_reader *reader, uint32_t depth) {
    CLET_ASSERT(depth <= CHATLET_CBOR_DEPTH_MAX);
    const clet_cbor_item item = clet_cbor_next(reader);
    switch (item.kind) {
    case CLET_CBOR_DOUBLE: /* -0, too, is whole: 0 */
        chatlet_json_write_double(writer, item.number == 0 ? 0 : item.number);
        break;
    case CLET_CBOR_INTEGER: chatlet_json_write_integer(writer, item.integer); break;
    case CLET_CBOR_BYTES: return write_bytes(writer, allocator, item.text);
    case CLET_CBOR_TEXT: chatlet_json_write_string(writer, item.text); break;
    case CLET_CBOR_ARRAY: return write_array(writer, allocator, reader, item.count, depth);
    case CLET_CBOR_MAP: return write_map(writer, allocator, reader, item.count, depth);
    case CLET_CBOR_BOOLEAN: chatlet_json_write_boolean(writer, item.boolean); break;
    case CLET_CBOR_NULL: chatlet_json_write_null(writer); break;
    }
    return CHATLET_OK;
}

chatlet_status chatlet_json_from_cbor(const chatlet_allocator *allocator, chatlet_str cbor,
                                      uint32_t indent, chatlet_str *text) {
    chatlet_json_writer *writer;
    chatlet_str written;
    chatlet_status status = clet_cbor_check(cbor);
    if (status != CHATLET_OK) return status;
    status = chatlet_json_writer_new(allocator, indent, &writer);
    if (status != CHATLET_OK) return status;

    clet_cbor_reader reader = {.source = cbor, .offset = 0};
    status = write_item(writer, allocator, &reader, 0);
    if (status == CHATLET_OK) status = chatlet_json_writer_finish(writer, &written);
    if (status == CHATLET_OK) status = copy_out(allocator, written, text);
    chatlet_json_writer_free(writer);
    return status;
}

/* Turns a tree into CBOR; keeps where it failed. */
typedef struct encoder {
    clet_buffer buffer;
    chatlet_str source;
    chatlet_error *error;
} encoder;

static chatlet_status refuse(encoder *encode, chatlet_status status, uint32_t offset,
                             chatlet_str reason) {
    clet_json_error(encode->error, encode->source, offset, reason);
    return status;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

static bool is_hex(chatlet_str text) {
    if (text.size_bytes % 2 != 0) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (hex_value(text.data[i]) < 0) return false;
    }
    return true;
}

static chatlet_status encode_bytes(encoder *encode, const chatlet_json *value) {
    const chatlet_str hex = value->text;
    if (value->kind != CHATLET_JSON_STRING || !is_hex(hex))
        return refuse(encode, CHATLET_ERR_SYNTAX, value->offset,
                      CHATLET_STR("\"$bytes\" holds pairs of lower-case hex digits"));
    clet_buffer bytes;
    clet_buffer_init(&bytes, encode->buffer.allocator, CHATLET_JSON_BYTES_MAX);
    for (size_t i = 0; i < hex.size_bytes; i += 2)
        clet_buffer_append_byte(
            &bytes, (uint8_t)(hex_value(hex.data[i]) << 4 | hex_value(hex.data[i + 1])));
    const chatlet_status status = clet_buffer_status(&bytes);
    clet_cbor_write_bytes(&encode->buffer, clet_buffer_str(&bytes));
    clet_buffer_free(&bytes);
    return status;
}

static chatlet_status encode_value(encoder *encode, const chatlet_json *value, uint32_t depth);

static chatlet_status refuse_depth(encoder *encode, const chatlet_json *value) {
    return refuse(encode, CHATLET_ERR_LIMIT, value->offset,
                  CHATLET_STR("arrays and objects lie in one another more than 32 deep"));
}

static chatlet_status encode_object(encoder *encode, const chatlet_json *object, uint32_t depth) {
    if (object->count == 1 && clet_str_equal(object->first->key, BYTES_KEY))
        return encode_bytes(encode, object->first);
    if (depth == CHATLET_CBOR_DEPTH_MAX) return refuse_depth(encode, object);
    if (object->count > CHATLET_CBOR_KEYS_MAX)
        return refuse(encode, CHATLET_ERR_LIMIT, object->offset,
                      CHATLET_STR("more than 1,024 keys in one object"));
    clet_cbor_write_map(&encode->buffer, object->count);
    for (const chatlet_json *member = object->first; member != NULL; member = member->next) {
        if (chatlet_json_find(object, member->key) != member)
            return refuse(encode, CHATLET_ERR_SYNTAX, member->key_offset,
                          CHATLET_STR("the key stands twice in its object"));
        clet_cbor_write_text(&encode->buffer, member->key);
        const chatlet_status status = encode_value(encode, member, depth + 1);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static chatlet_status encode_array(encoder *encode, const chatlet_json *array, uint32_t depth) {
    if (depth == CHATLET_CBOR_DEPTH_MAX) return refuse_depth(encode, array);
    clet_cbor_write_array(&encode->buffer, array->count);
    for (const chatlet_json *item = array->first; item != NULL; item = item->next) {
        const chatlet_status status = encode_value(encode, item, depth + 1);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* `depth` counts the arrays and maps around the value. */
static chatlet_status encode_value(encoder *encode, const chatlet_json *value, uint32_t depth) {
    switch (value->kind) {
    case CHATLET_JSON_NULL: clet_cbor_write_null(&encode->buffer); break;
    case CHATLET_JSON_BOOLEAN: clet_cbor_write_boolean(&encode->buffer, value->boolean); break;
    case CHATLET_JSON_INTEGER: clet_cbor_write_integer(&encode->buffer, value->integer); break;
    case CHATLET_JSON_DOUBLE: clet_cbor_write_double(&encode->buffer, value->number); break;
    case CHATLET_JSON_STRING: clet_cbor_write_text(&encode->buffer, value->text); break;
    case CHATLET_JSON_ARRAY: return encode_array(encode, value, depth);
    case CHATLET_JSON_OBJECT: return encode_object(encode, value, depth);
    }
    return CHATLET_OK;
}

/* The root's CBOR in the encoder's buffer, held to the rules that readers hold it to. */
static chatlet_status encode_root(encoder *encode, const chatlet_json *root) {
    chatlet_status status = encode_value(encode, root, 0);
    if (status == CHATLET_OK) status = clet_buffer_status(&encode->buffer);
    if (status != CHATLET_OK) return status;
    status = clet_cbor_check(clet_buffer_str(&encode->buffer));
    if (status == CHATLET_OK) return CHATLET_OK;
    CLET_ASSERT(status == CHATLET_ERR_LIMIT); /* all else was refused with its place */
    return refuse(encode, status, root->offset,
                  CHATLET_STR("more than 1,024 keys in objects that lie in one another"));
}

chatlet_status chatlet_json_to_cbor(const chatlet_allocator *allocator, chatlet_str text,
                                    chatlet_str *cbor, chatlet_error *error) {
    chatlet_json_document *document;
    chatlet_status status = chatlet_json_parse(allocator, text, &document, error);
    if (status != CHATLET_OK) return status;

    encoder encode = {.source = text, .error = error};
    clet_buffer_init(&encode.buffer, allocator, CHATLET_JSON_BYTES_MAX);
    status = encode_root(&encode, chatlet_json_root(document));
    chatlet_json_free(document);
    if (status == CHATLET_OK) {
        *cbor = clet_buffer_str(&encode.buffer);
        return CHATLET_OK;
    }
    clet_buffer_free(&encode.buffer);
    return status == CHATLET_ERR_MEMORY ? clet_error_refuse(error, status, NULL) : status;
}
