/* Values as people read them. */
#include "cli_value.h"

#include <stdlib.h>
#include <string.h>

/* Text that grows. */
typedef struct words {
    char *text; /* owned */
    size_t length;
    size_t capacity;
} words;

static void append(words *to, const char *text, size_t length) {
    if (to->capacity - to->length < length + 1) {
        to->capacity = 2 * (to->capacity + length + 1);
        to->text = cli_grow(to->text, to->capacity, 1);
    }
    memcpy(to->text + to->length, text, length);
    to->length += length;
    to->text[to->length] = '\0';
}

static void append_word(words *to, const char *text) { append(to, text, strlen(text)); }

static void append_code(words *to, const char *format, unsigned code) {
    cli_memory memory = {0};
    /* One of the formats below, each with one number. */
    append_word(to, format[1] == 'x' ? cli_memory_format(&memory, "\\x%02x", code)
                                     : cli_memory_format(&memory, "\\%03o", code));
    cli_memory_free(&memory);
}

/* Between quotes, with escapes that CEL reads back. Bytes past ASCII are escaped only in bytes. */
static void append_quoted(words *to, const chatlet_value *value) {
    const bool is_bytes = value->kind == CHATLET_VALUE_BYTES;
    append_word(to, is_bytes ? "b\"" : "\"");
    for (uint32_t i = 0; i < value->count; i++) {
        const unsigned char byte = (unsigned char)value->text[i];
        if (byte == '"' || byte == '\\')
            append_word(to, byte == '"' ? "\\\"" : "\\\\");
        else if (byte == '\n')
            append_word(to, "\\n");
        else if (byte == '\t')
            append_word(to, "\\t");
        else if (byte < 0x20 || byte == 0x7F || (is_bytes && byte >= 0x80))
            append_code(to, "\\x", byte);
        else
            append(to, value->text + i, 1);
    }
    append_word(to, "\"");
}

/* What the JSON form has between its quotes, for the marked ones: {"$int":"5"} gives 5. */
static void append_marked(words *to, const chatlet_value *value) {
    cli_memory memory = {0};
    const char *json = cli_value_json(&memory, value);
    const char *begin = strstr(json, "\":\"");
    const char *end = strrchr(json, '"');
    if (begin != NULL && end > begin + 2)
        append(to, begin + 3, (size_t)(end - begin - 3));
    else
        append_word(to, json);
    cli_memory_free(&memory);
}

/* A double always has a point or an exponent, so that it is no int. */
static void append_double(words *to, const chatlet_value *value) {
    const size_t begin = to->length;
    append_marked(to, value);
    if (value->number - value->number != 0 || strpbrk(to->text + begin, ".e") != NULL) return;
    append_word(to, ".0");
}

static void append_value(words *to, const chatlet_value *value);

static void append_items(words *to, const chatlet_value *value) {
    const bool is_map = value->kind == CHATLET_VALUE_MAP;
    append_word(to, is_map ? "{" : "[");
    for (uint32_t i = 0; i < value->count; i++) {
        if (i > 0) append_word(to, ", ");
        append_value(to, &value->items[is_map ? 2 * i : i]);
        if (!is_map) continue;
        append_word(to, ": ");
        append_value(to, &value->items[2 * i + 1]);
    }
    append_word(to, is_map ? "}" : "]");
}

static void append_called(words *to, const char *name, const chatlet_value *value) {
    append_word(to, name);
    append_word(to, "(\"");
    append_marked(to, value);
    append_word(to, "\")");
}

/* Recursion ends: values are nested CHATLET_VALUE_DEPTH_MAX deep at most. */
static void append_value(words *to, const chatlet_value *value) {
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_NULL: append_word(to, "null"); break;
    case CHATLET_VALUE_BOOL: append_word(to, value->boolean ? "true" : "false"); break;
    case CHATLET_VALUE_INT:
    case CHATLET_VALUE_TYPE: append_marked(to, value); break;
    case CHATLET_VALUE_UINT:
        append_marked(to, value);
        append_word(to, "u");
        break;
    case CHATLET_VALUE_DOUBLE: append_double(to, value); break;
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES: append_quoted(to, value); break;
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP: append_items(to, value); break;
    case CHATLET_VALUE_TIMESTAMP: append_called(to, "timestamp", value); break;
    case CHATLET_VALUE_DURATION: append_called(to, "duration", value); break;
    case CHATLET_VALUE_ERROR:
        append_word(to, "error: ");
        append_marked(to, value);
        break;
    }
}

const char *cli_value_words(cli_memory *memory, const chatlet_value *value) {
    words made = {0};
    append_word(&made, "");
    append_value(&made, value);
    const char *copy =
        cli_memory_copy(memory, (chatlet_str){.data = made.text, .size_bytes = made.length});
    free(made.text);
    return copy;
}

static bool is_same_text(const chatlet_value *a, const chatlet_value *b) {
    return a->count == b->count && (a->count == 0 || memcmp(a->text, b->text, a->count) == 0);
}

/* Every NaN is the same, and -0 is not 0. */
static bool is_same_double(double a, double b) {
    if (a != a || b != b) return a != a && b != b;
    return a == b && (a != 0 || (1 / a < 0) == (1 / b < 0));
}

static bool is_same_list(const chatlet_value *a, const chatlet_value *b) {
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!cli_value_is_same(&a->items[i], &b->items[i])) return false;
    }
    return true;
}

static bool is_same_map(const chatlet_value *a, const chatlet_value *b) {
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t found = 0;
        while (found < b->count &&
               !is_same_list(&(chatlet_value){.count = 2, .items = &a->items[2 * i]},
                             &(chatlet_value){.count = 2, .items = &b->items[2 * found]}))
            found++;
        if (found == b->count) return false;
    }
    return true;
}

bool cli_value_is_same(const chatlet_value *a, const chatlet_value *b) {
    if (a->kind != b->kind) return false;
    switch ((chatlet_value_kind)a->kind) {
    case CHATLET_VALUE_NULL: return true;
    case CHATLET_VALUE_BOOL: return a->boolean == b->boolean;
    case CHATLET_VALUE_INT:
    case CHATLET_VALUE_UINT: return a->natural == b->natural;
    case CHATLET_VALUE_DOUBLE: return is_same_double(a->number, b->number);
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES: return is_same_text(a, b);
    case CHATLET_VALUE_LIST: return is_same_list(a, b);
    case CHATLET_VALUE_MAP: return is_same_map(a, b);
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION: return a->integer == b->integer && a->count == b->count;
    case CHATLET_VALUE_TYPE: return a->type == b->type;
    case CHATLET_VALUE_ERROR: return a->error == b->error;
    }
    return false;
}
