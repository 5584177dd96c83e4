/* Text in, tree out. The grammar is checked (json_check.c), the text made safe for cJSON
 * (json_prepare.c), read by cJSON, and its tree copied into ours.
 *
 * The only file that includes cJSON. Its memory hooks belong to the whole process and take no
 * context, so they could only lead to an allocator in a global variable, which threads would share:
 * they stay at malloc and free. What cJSON makes lives no longer than the call, and the limits on
 * bytes and values bound it. */
#include <chatlet/json.h>

#include "arena.h"
#include "assert.h"
#include "buffer.h"
#include "error.h"
#include "json_check.h"
#include "json_prepare.h"
#include "str.h"

#include <cjson/cJSON.h>
#include <float.h>

/* Preparing adds a byte to some escapes of six, and to fractions of three bytes two. */
enum { PREPARED_BYTES_MAX = 2 * CHATLET_JSON_BYTES_MAX };

_Static_assert(CHATLET_JSON_DEPTH_MAX < CJSON_NESTING_LIMIT, "cJSON must not be the first to stop");

struct chatlet_json_document {
    clet_arena arena;     /* of everything below */
    chatlet_json *values; /* in the order in which they begin; the first is the root */
    uint32_t value_count;
};

/* Copies cJSON's tree into values that clet_json_prepare filled, in the same order. */
typedef struct converter {
    chatlet_json_document *document;
    uint32_t used;
    const chatlet_json *infinite; /* a number that no double holds, or NULL */
} converter;

static chatlet_status convert_value(converter *convert, const cJSON *item, uint32_t depth);

static chatlet_status convert_members(converter *convert, const cJSON *item, chatlet_json *parent,
                                      uint32_t depth) {
    chatlet_json *previous = NULL;
    for (const cJSON *child = item->child; child != NULL; child = child->next) {
        chatlet_json *value = &convert->document->values[convert->used];
        const chatlet_status status = convert_value(convert, child, depth + 1);
        if (status != CHATLET_OK) return status;
        if (previous == NULL) {
            parent->first = value;
        } else {
            previous->next = value;
        }
        previous = value;
        parent->count++;
    }
    return CHATLET_OK;
}

/* Infinity compares past the largest double; math.h is not needed for that. */
static bool is_infinite(double number) { return number > DBL_MAX || number < -DBL_MAX; }

static chatlet_status convert_value(converter *convert, const cJSON *item, uint32_t depth) {
    clet_arena *arena = &convert->document->arena;
    CLET_ASSERT(depth <= CHATLET_JSON_DEPTH_MAX);
    CLET_ASSERT(convert->used < convert->document->value_count);
    chatlet_json *value = &convert->document->values[convert->used++];
    if (item->string != NULL) {
        const chatlet_status status = clet_json_restore(arena, item->string, &value->key);
        if (status != CHATLET_OK) return status;
    }
    switch (value->kind) {
    case CHATLET_JSON_NULL: CLET_ASSERT(cJSON_IsNull(item)); return CHATLET_OK;
    case CHATLET_JSON_BOOLEAN: CLET_ASSERT(cJSON_IsBool(item)); return CHATLET_OK;
    case CHATLET_JSON_INTEGER: CLET_ASSERT(cJSON_IsNumber(item)); return CHATLET_OK;
    case CHATLET_JSON_DOUBLE:
        CLET_ASSERT(cJSON_IsNumber(item));
        value->number = item->valuedouble;
        if (is_infinite(value->number) && convert->infinite == NULL) convert->infinite = value;
        return CHATLET_OK;
    case CHATLET_JSON_STRING:
        CLET_ASSERT(cJSON_IsString(item));
        return clet_json_restore(arena, item->valuestring, &value->text);
    case CHATLET_JSON_ARRAY:
        CLET_ASSERT(cJSON_IsArray(item));
        return convert_members(convert, item, value, depth);
    case CHATLET_JSON_OBJECT:
        CLET_ASSERT(cJSON_IsObject(item));
        return convert_members(convert, item, value, depth);
    }
    return CHATLET_OK;
}

/* Has cJSON read the prepared text, and copies its tree. The text passed our own check, so cJSON
 * refuses it only when malloc does. */
static chatlet_status read_prepared(chatlet_str prepared, chatlet_str source,
                                    chatlet_json_document *document, chatlet_error *error) {
    cJSON *tree = cJSON_ParseWithLengthOpts(prepared.data, prepared.size_bytes, NULL, 0);
    if (tree == NULL) return CHATLET_ERR_MEMORY;
    converter convert = {.document = document};
    chatlet_status status = convert_value(&convert, tree, 0);
    cJSON_Delete(tree);
    if (status == CHATLET_OK && convert.infinite != NULL) {
        clet_json_error(error, source, convert.infinite->offset,
                        CHATLET_STR("the number is too large for a double"));
        status = CHATLET_ERR_SYNTAX;
    }
    return status;
}

static chatlet_status fill_document(chatlet_str source, chatlet_json_document *document,
                                    chatlet_error *error) {
    clet_arena *arena = &document->arena;
    document->values =
        clet_arena_allocate_array(arena, document->value_count, sizeof *document->values);
    if (document->values == NULL) return CHATLET_ERR_MEMORY;

    clet_buffer prepared;
    clet_buffer_init(&prepared, arena->allocator, PREPARED_BYTES_MAX);
    clet_json_prepare(source, document->values, document->value_count, &prepared);
    chatlet_status status = clet_buffer_status(&prepared);
    if (status == CHATLET_OK)
        status = read_prepared(clet_buffer_str(&prepared), source, document, error);
    clet_buffer_free(&prepared);
    return status;
}

chatlet_status chatlet_json_parse(const chatlet_allocator *allocator, chatlet_str source,
                                  chatlet_json_document **document, chatlet_error *error) {
    uint32_t value_count;
    chatlet_status status = clet_json_check(source, &value_count, error);
    if (status != CHATLET_OK) return status;

    chatlet_json_document *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return clet_error_refuse(error, CHATLET_ERR_MEMORY, NULL);
    *made = (chatlet_json_document){.value_count = value_count};
    clet_arena_init(&made->arena, allocator);
    status = fill_document(source, made, error);
    if (status != CHATLET_OK) {
        chatlet_json_free(made);
        return status == CHATLET_ERR_MEMORY ? clet_error_refuse(error, status, NULL) : status;
    }
    *document = made;
    return CHATLET_OK;
}

const chatlet_json *chatlet_json_root(const chatlet_json_document *document) {
    return &document->values[0];
}

const chatlet_json *chatlet_json_find(const chatlet_json *object, chatlet_str key) {
    const chatlet_json *found = NULL;
    if (object->kind != CHATLET_JSON_OBJECT) return NULL;
    for (const chatlet_json *member = object->first; member != NULL; member = member->next) {
        if (clet_str_equal(member->key, key)) found = member;
    }
    return found;
}

void chatlet_json_place(chatlet_str source, uint32_t offset, uint32_t *line, uint32_t *column) {
    uint32_t lines = 1;
    size_t line_begin = 0;
    CLET_ASSERT(offset <= source.size_bytes);
    for (size_t i = 0; i < offset; i++) {
        if (source.data[i] != '\n') continue;
        lines++;
        line_begin = i + 1;
    }
    *line = lines;
    *column = (uint32_t)(offset - line_begin) + 1;
}

static bool is_in_number(char byte) {
    return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == '.' ||
           byte == 'e' || byte == 'E';
}

chatlet_str chatlet_json_number_text(chatlet_str source, uint32_t offset) {
    size_t end = offset;
    CLET_ASSERT(offset < source.size_bytes);
    while (end < source.size_bytes && is_in_number(source.data[end]))
        end++;
    return clet_str_slice(source, offset, end);
}

void chatlet_json_free(chatlet_json_document *document) {
    if (document == NULL) return;
    const chatlet_allocator *allocator = document->arena.allocator;
    clet_arena_free(&document->arena);
    allocator->release(allocator->context, document);
}
