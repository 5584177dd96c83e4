#include "cli_value.h"

#include <chatlet/expression.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONVERT_COST_MAX = 1000000 };

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What `text`, an expression over the variable x, makes of `value`; an error when it makes none.
 * Texts are copied into `memory`. */
static chatlet_value convert(cli_memory *memory, const char *text, const chatlet_value *value) {
    const chatlet_expression_variable variable = {.name = CHATLET_STR("x"),
                                                  .type = CHATLET_STR("dyn")};
    const chatlet_expression_options options = {.variables = &variable, .variable_count = 1};
    chatlet_expression *expression;
    chatlet_evaluation *evaluation;
    chatlet_value result = {.kind = CHATLET_VALUE_ERROR, .error = CHATLET_VALUE_ERROR_SIZE};
    if (chatlet_expression_compile(cli_allocator(), cli_str(text), &options, &expression) !=
        CHATLET_OK)
        cli_out_of_memory();
    const chatlet_status status =
        chatlet_expression_evaluate(cli_allocator(), chatlet_expression_code(expression), value, 1,
                                    CONVERT_COST_MAX, NULL, &evaluation);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) {
        result = *chatlet_evaluation_value(evaluation);
        if (result.kind == CHATLET_VALUE_STRING)
            result.text = cli_memory_copy(
                memory, (chatlet_str){.data = result.text, .size_bytes = result.count});
        chatlet_evaluation_free(evaluation);
    }
    chatlet_expression_free(expression);
    return result;
}

static chatlet_value string_of(chatlet_str text) {
    return (chatlet_value){
        .kind = CHATLET_VALUE_STRING, .count = (uint32_t)text.size_bytes, .text = text.data};
}

static chatlet_str str_of(const chatlet_value *value) {
    return (chatlet_str){.data = value->text, .size_bytes = value->count};
}

static uint32_t digit_of(char c) {
    const char *place = c == '\0' ? NULL : strchr(base64_digits, c);
    return place == NULL ? 64 : (uint32_t)(place - base64_digits);
}

/* RFC 4648. */
static const char *read_base64(cli_memory *memory, chatlet_str text, chatlet_value *value) {
    char *bytes = cli_memory_take(memory, text.size_bytes + 1);
    uint32_t bits = 0;
    uint32_t bit_count = 0;
    *value = (chatlet_value){.kind = CHATLET_VALUE_BYTES, .text = bytes};
    for (size_t i = 0; i < text.size_bytes && text.data[i] != '='; i++) {
        const uint32_t digit = digit_of(text.data[i]);
        if (digit == 64) return "$bytes is not base64";
        bits = (bits << 6 | digit) & 0xFFFFFF;
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        bytes[value->count++] = (char)(bits >> bit_count & 0xFF);
    }
    return NULL;
}

static const char *write_base64(cli_memory *memory, chatlet_str bytes) {
    char *text = cli_memory_take(memory, (bytes.size_bytes + 2) / 3 * 4 + 1);
    size_t length = 0;
    for (size_t i = 0; i < bytes.size_bytes; i += 3) {
        const size_t left = bytes.size_bytes - i;
        uint32_t bits = (uint32_t)(unsigned char)bytes.data[i] << 16;
        if (left > 1) bits |= (uint32_t)(unsigned char)bytes.data[i + 1] << 8;
        if (left > 2) bits |= (uint32_t)(unsigned char)bytes.data[i + 2];
        for (uint32_t digit = 0; digit < 4; digit++)
            text[length++] = digit > left ? '=' : base64_digits[bits >> (18 - 6 * digit) & 63];
    }
    return text;
}

static const char *read_converted(cli_memory *memory, const char *expression, chatlet_str text,
                                  chatlet_value *value) {
    const chatlet_value string = string_of(text);
    *value = convert(memory, expression, &string);
    return value->kind == CHATLET_VALUE_ERROR ? "a value behind $ does not read" : NULL;
}

static const char *read_type(chatlet_str name, chatlet_value *value) {
    for (uint32_t kind = 0; kind < CHATLET_VALUE_ERROR; kind++) {
        const char *own = chatlet_value_type_name((chatlet_value_kind)kind);
        if (strlen(own) != name.size_bytes || memcmp(own, name.data, name.size_bytes) != 0)
            continue;
        *value = (chatlet_value){.kind = CHATLET_VALUE_TYPE, .type = kind};
        return NULL;
    }
    return "$type names no type";
}

/* Notes how deep the members are; NULL, or why that is too deep. */
static const char *close_list(chatlet_value *value, const chatlet_value *items, uint32_t count) {
    value->items = items;
    value->depth = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].depth >= value->depth) value->depth = (uint8_t)(items[i].depth + 1);
        if (items[i].depth >= CHATLET_VALUE_DEPTH_MAX) return "the value is nested too deep";
    }
    return NULL;
}

static const char *read_list(cli_memory *memory, const chatlet_json *json, chatlet_value *value) {
    chatlet_value *items = cli_memory_take(memory, (json->count + 1) * sizeof *items);
    uint32_t count = 0;
    for (const chatlet_json *item = json->first; item != NULL; item = item->next) {
        const char *problem = cli_value_read(memory, item, &items[count++]);
        if (problem != NULL) return problem;
    }
    *value = (chatlet_value){.kind = CHATLET_VALUE_LIST, .count = count};
    return close_list(value, items, count);
}

static const char *read_object(cli_memory *memory, const chatlet_json *json, chatlet_value *value) {
    chatlet_value *items = cli_memory_take(memory, (2 * (size_t)json->count + 1) * sizeof *items);
    uint32_t count = 0;
    for (const chatlet_json *item = json->first; item != NULL; item = item->next) {
        items[count++] = string_of(item->key);
        const char *problem = cli_value_read(memory, item, &items[count++]);
        if (problem != NULL) return problem;
    }
    *value = (chatlet_value){.kind = CHATLET_VALUE_MAP, .count = count / 2};
    return close_list(value, items, count);
}

/* [[key, value], …] */
static const char *read_pairs(cli_memory *memory, const chatlet_json *json, chatlet_value *value) {
    chatlet_value *items = cli_memory_take(memory, (2 * (size_t)json->count + 1) * sizeof *items);
    uint32_t count = 0;
    for (const chatlet_json *pair = json->first; pair != NULL; pair = pair->next) {
        if (pair->kind != CHATLET_JSON_ARRAY || pair->count != 2) return "$map holds no pairs";
        const char *problem = cli_value_read(memory, pair->first, &items[count++]);
        if (problem == NULL) problem = cli_value_read(memory, pair->first->next, &items[count++]);
        if (problem != NULL) return problem;
    }
    *value = (chatlet_value){.kind = CHATLET_VALUE_MAP, .count = count / 2};
    return close_list(value, items, count);
}

static bool has_name(const chatlet_json *json, const char *name) {
    return json->key.size_bytes == strlen(name) &&
           memcmp(json->key.data, name, json->key.size_bytes) == 0;
}

/* An object of one key that begins with '$'. */
static const char *read_marked(cli_memory *memory, const chatlet_json *json, chatlet_value *value) {
    if (has_name(json, "$map") && json->kind == CHATLET_JSON_ARRAY)
        return read_pairs(memory, json, value);
    if (json->kind != CHATLET_JSON_STRING) return "what stands behind $ must be a text";
    if (has_name(json, "$int")) return read_converted(memory, "int(x)", json->text, value);
    if (has_name(json, "$uint")) return read_converted(memory, "uint(x)", json->text, value);
    if (has_name(json, "$double")) return read_converted(memory, "double(x)", json->text, value);
    if (has_name(json, "$bytes")) return read_base64(memory, json->text, value);
    if (has_name(json, "$type")) return read_type(json->text, value);
    if (has_name(json, "$timestamp"))
        return read_converted(memory, "timestamp(x)", json->text, value);
    if (has_name(json, "$duration"))
        return read_converted(memory, "duration(x)", json->text, value);
    return "unknown mark behind $";
}

/* Recursion ends: the parser bounds the depth of JSON. */
const char *cli_value_read(cli_memory *memory, const chatlet_json *json, chatlet_value *value) {
    switch (json->kind) {
    case CHATLET_JSON_NULL: *value = (chatlet_value){.kind = CHATLET_VALUE_NULL}; break;
    case CHATLET_JSON_BOOLEAN:
        *value = (chatlet_value){.kind = CHATLET_VALUE_BOOL, .boolean = json->boolean};
        break;
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE:
        *value = (chatlet_value){.kind = CHATLET_VALUE_DOUBLE, .number = json->number};
        break;
    case CHATLET_JSON_STRING: *value = string_of(json->text); break;
    case CHATLET_JSON_ARRAY: return read_list(memory, json, value);
    case CHATLET_JSON_OBJECT:
        if (json->count == 1 && json->first->key.size_bytes > 0 && json->first->key.data[0] == '$')
            return read_marked(memory, json->first, value);
        return read_object(memory, json, value);
    }
    return NULL;
}

static void write_marked(chatlet_json_writer *writer, const char *mark, chatlet_str text) {
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, cli_str(mark));
    chatlet_json_write_string(writer, text);
    chatlet_json_write_object_end(writer);
}

static void write_converted(chatlet_json_writer *writer, const char *mark,
                            const chatlet_value *value) {
    cli_memory memory = {0};
    const chatlet_value text = convert(&memory, "string(x)", value);
    write_marked(writer, mark, str_of(&text));
    cli_memory_free(&memory);
}

static void write_double(chatlet_json_writer *writer, const chatlet_value *value) {
    const bool is_minus_zero = value->number == 0 && 1 / value->number < 0;
    if (is_minus_zero || value->number - value->number != 0)
        write_converted(writer, "$double", value);
    else
        chatlet_json_write_double(writer, value->number);
}

static void write_list(chatlet_json_writer *writer, const chatlet_value *items, uint32_t count) {
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < count; i++)
        cli_value_write(writer, &items[i]);
    chatlet_json_write_array_end(writer);
}

static bool has_string_keys(const chatlet_value *map) {
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->items[2 * i].kind != CHATLET_VALUE_STRING) return false;
    }
    return true;
}

static void write_map(chatlet_json_writer *writer, const chatlet_value *map) {
    const bool is_plain = has_string_keys(map);
    chatlet_json_write_object_begin(writer);
    if (!is_plain) {
        chatlet_json_write_key(writer, CHATLET_STR("$map"));
        chatlet_json_write_array_begin(writer);
    }
    for (uint32_t i = 0; i < map->count; i++) {
        if (!is_plain) {
            write_list(writer, &map->items[2 * i], 2);
            continue;
        }
        chatlet_json_write_key(writer, str_of(&map->items[2 * i]));
        cli_value_write(writer, &map->items[2 * i + 1]);
    }
    if (!is_plain) chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
}

static void write_bytes(chatlet_json_writer *writer, const chatlet_value *value) {
    cli_memory memory = {0};
    write_marked(writer, "$bytes", cli_str(write_base64(&memory, str_of(value))));
    cli_memory_free(&memory);
}

/* Recursion ends: values are nested CHATLET_VALUE_DEPTH_MAX deep at most. */
void cli_value_write(chatlet_json_writer *writer, const chatlet_value *value) {
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_NULL: chatlet_json_write_null(writer); break;
    case CHATLET_VALUE_BOOL: chatlet_json_write_boolean(writer, value->boolean); break;
    case CHATLET_VALUE_INT: write_converted(writer, "$int", value); break;
    case CHATLET_VALUE_UINT: write_converted(writer, "$uint", value); break;
    case CHATLET_VALUE_DOUBLE: write_double(writer, value); break;
    case CHATLET_VALUE_STRING: chatlet_json_write_string(writer, str_of(value)); break;
    case CHATLET_VALUE_BYTES: write_bytes(writer, value); break;
    case CHATLET_VALUE_LIST: write_list(writer, value->items, value->count); break;
    case CHATLET_VALUE_MAP: write_map(writer, value); break;
    case CHATLET_VALUE_TIMESTAMP: write_converted(writer, "$timestamp", value); break;
    case CHATLET_VALUE_DURATION: write_converted(writer, "$duration", value); break;
    case CHATLET_VALUE_TYPE:
        write_marked(writer, "$type",
                     cli_str(chatlet_value_type_name((chatlet_value_kind)value->type)));
        break;
    case CHATLET_VALUE_ERROR:
        write_marked(writer, "$error",
                     cli_str(chatlet_value_error_sentence((chatlet_value_error)value->error)));
        break;
    }
}

const char *cli_value_json(cli_memory *memory, const chatlet_value *value) {
    chatlet_json_writer *writer = NULL;
    chatlet_str text;
    if (chatlet_json_writer_new(cli_allocator(), 0, &writer) != CHATLET_OK) cli_out_of_memory();
    cli_value_write(writer, value);
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) cli_out_of_memory();
    const char *copy = cli_memory_copy(memory, text);
    chatlet_json_writer_free(writer);
    return copy;
}
