#include "expr_type.h"

#include "../base/str.h"

#include <string.h>

enum { TYPE_DEPTH_MAX = CHATLET_VALUE_DEPTH_MAX, TEXT_BYTES_MAX = 160 };

static const clet_expr_type any = {.kind = CLET_EXPR_ANY};

static const clet_expr_type types[] = {
    {.kind = CHATLET_VALUE_NULL},
    {.kind = CHATLET_VALUE_BOOL},
    {.kind = CHATLET_VALUE_INT},
    {.kind = CHATLET_VALUE_UINT},
    {.kind = CHATLET_VALUE_DOUBLE},
    {.kind = CHATLET_VALUE_STRING},
    {.kind = CHATLET_VALUE_BYTES},
    {.kind = CHATLET_VALUE_LIST, .item = &any},
    {.kind = CHATLET_VALUE_MAP, .key = &any, .item = &any},
    {.kind = CHATLET_VALUE_TIMESTAMP},
    {.kind = CHATLET_VALUE_DURATION},
    {.kind = CHATLET_VALUE_TYPE},
    {.kind = CLET_EXPR_ANY}, /* an error has no type of its own */
    {.kind = CLET_EXPR_ANY},
    {.kind = CLET_EXPR_OPEN},
};

/* By the numbers of `types`. */
static const char *const names[] = {"null",     "bool",  "int",  "uint", "double",
                                    "string",   "bytes", "list", "map",  "timestamp",
                                    "duration", "type",  "dyn",  "dyn",  "dyn"};

const clet_expr_type *clet_expr_type_of(uint32_t kind) { return &types[kind]; }

static const clet_expr_type *make(clet_expr_source *source, uint32_t kind,
                                  const clet_expr_type *key, const clet_expr_type *item) {
    clet_expr_type *type = clet_expr_allocate(source, 1, sizeof *type);
    if (type == NULL) return &any;
    *type = (clet_expr_type){.kind = kind, .key = key, .item = item};
    return type;
}

const clet_expr_type *clet_expr_type_list(clet_expr_source *source, const clet_expr_type *item) {
    return make(source, CHATLET_VALUE_LIST, NULL, item);
}

const clet_expr_type *clet_expr_type_map(clet_expr_source *source, const clet_expr_type *key,
                                         const clet_expr_type *item) {
    return make(source, CHATLET_VALUE_MAP, key, item);
}

/* Recursion ends, here and below: types are as deep as the literals and declarations they are
 * of. */
bool clet_expr_type_fits(const clet_expr_type *a, const clet_expr_type *b) {
    if (clet_expr_type_is_any(a) || clet_expr_type_is_any(b)) return true;
    if (a->kind != b->kind) return false;
    if (a->kind == CHATLET_VALUE_MAP && !clet_expr_type_fits(a->key, b->key)) return false;
    return a->item == NULL || clet_expr_type_fits(a->item, b->item);
}

const clet_expr_type *clet_expr_type_join(clet_expr_source *source, const clet_expr_type *a,
                                          const clet_expr_type *b) {
    if (a->kind == CLET_EXPR_OPEN) return b;
    if (b->kind == CLET_EXPR_OPEN) return a;
    if (!clet_expr_type_fits(a, b) || a->kind != b->kind) return &any;
    if (a->kind == CHATLET_VALUE_LIST)
        return clet_expr_type_list(source, clet_expr_type_join(source, a->item, b->item));
    if (a->kind == CHATLET_VALUE_MAP)
        return clet_expr_type_map(source, clet_expr_type_join(source, a->key, b->key),
                                  clet_expr_type_join(source, a->item, b->item));
    return a;
}

typedef struct type_text {
    char *bytes;
    size_t size_bytes;
} type_text;

/* Types too long to be read are cut. */
static void append(type_text *text, const char *words) {
    const size_t size_bytes = strlen(words);
    if (text->size_bytes + size_bytes > TEXT_BYTES_MAX) return;
    memcpy(text->bytes + text->size_bytes, words, size_bytes);
    text->size_bytes += size_bytes;
}

static void append_type(type_text *text, const clet_expr_type *type) {
    append(text, names[type->kind]);
    if (type->item == NULL) return;
    append(text, "(");
    if (type->key != NULL) {
        append_type(text, type->key);
        append(text, ", ");
    }
    append_type(text, type->item);
    append(text, ")");
}

static chatlet_str write_type(clet_expr_source *source, const char *article,
                              const clet_expr_type *type) {
    type_text text = {.bytes = clet_expr_allocate(source, TEXT_BYTES_MAX, 1)};
    if (text.bytes == NULL) return CHATLET_STR("dyn");
    append(&text, article);
    append_type(&text, type);
    return (chatlet_str){.data = text.bytes, .size_bytes = text.size_bytes};
}

chatlet_str clet_expr_type_text(clet_expr_source *source, const clet_expr_type *type) {
    return write_type(source, "", type);
}

chatlet_str clet_expr_type_phrase(clet_expr_source *source, const clet_expr_type *type) {
    return write_type(source, type->kind == CHATLET_VALUE_INT ? "an " : "a ", type);
}

typedef struct type_reader {
    clet_expr_source *source;
    chatlet_str text;
    size_t at;
    uint32_t depth;
} type_reader;

static void skip_spaces(type_reader *reader) {
    while (reader->at < reader->text.size_bytes && reader->text.data[reader->at] == ' ')
        reader->at++;
}

static bool take(type_reader *reader, char byte) {
    skip_spaces(reader);
    if (reader->at == reader->text.size_bytes || reader->text.data[reader->at] != byte)
        return false;
    reader->at++;
    return true;
}

/* The kind whose name stands at the reader; the count of kinds when none does. */
static uint32_t take_kind(type_reader *reader) {
    skip_spaces(reader);
    size_t end = reader->at;
    while (end < reader->text.size_bytes && reader->text.data[end] >= 'a' &&
           reader->text.data[end] <= 'z')
        end++;
    const chatlet_str word = clet_str_slice(reader->text, reader->at, end);
    for (uint32_t kind = 0; kind <= CLET_EXPR_ANY; kind++) {
        const chatlet_str name = {.data = names[kind], .size_bytes = strlen(names[kind])};
        if (!clet_str_equal(word, name)) continue;
        reader->at = end;
        return kind;
    }
    return CLET_EXPR_OPEN;
}

static const clet_expr_type *read_type(type_reader *reader);

static const clet_expr_type *read_inner(type_reader *reader, uint32_t kind) {
    const clet_expr_type *key = NULL;
    if (kind == CHATLET_VALUE_MAP) {
        key = read_type(reader);
        if (key == NULL || !take(reader, ',')) return NULL;
    }
    const clet_expr_type *item = read_type(reader);
    if (item == NULL || !take(reader, ')')) return NULL;
    return make(reader->source, kind, key, item);
}

/* Recursion ends at TYPE_DEPTH_MAX. */
static const clet_expr_type *read_type(type_reader *reader) {
    const uint32_t kind = take_kind(reader);
    if (kind == CLET_EXPR_OPEN || reader->depth >= TYPE_DEPTH_MAX) return NULL;
    if (types[kind].item == NULL || !take(reader, '(')) return &types[kind];
    reader->depth++;
    const clet_expr_type *type = read_inner(reader, kind);
    reader->depth--;
    return type;
}

const clet_expr_type *clet_expr_type_read(clet_expr_source *source, chatlet_str text) {
    type_reader reader = {.source = source, .text = text};
    const clet_expr_type *type = read_type(&reader);
    skip_spaces(&reader);
    return reader.at == text.size_bytes && source->status != CHATLET_ERR_MEMORY ? type : NULL;
}
