/* An author's JSON file in, its canonical form out: one walk over the tree with what each part of
 * a bot is, since that decides whether the order of its members means anything. */
#include <chatlet/authoring.h>

#include "../base/arena.h"
#include "../base/assert.h"
#include "../base/str.h"

#include <chatlet/json.h>

#define S CHATLET_STR

enum { INDENT = 2 };

/* What an object is. Items of a list are what the list is. */
typedef enum part {
    PART_SORTED,     /* nothing of ours: sorted, with all within */
    PART_AS_WRITTEN, /* kept, with all within */
    PART_BOT,
    PART_FLOWS,
    PART_FLOW,
    PART_NODES,
    PART_NODE,
    PART_VARIABLES,
    PART_VARIABLE,
    PART_TEST,
    PART_STEP
} part;

/* What a member is of what it stands in; an empty key: any. Others are sorted. */
static const struct {
    chatlet_str key;
    part within;
    part part;
} parts[] = {
    {S("flows"), PART_BOT, PART_FLOWS},
    {S("vars"), PART_BOT, PART_VARIABLES},
    {S(""), PART_FLOWS, PART_FLOW},
    {S("vars"), PART_FLOW, PART_VARIABLES},
    {S("nodes"), PART_FLOW, PART_NODES},
    {S(""), PART_NODES, PART_NODE},
    {S("assign"), PART_NODE, PART_AS_WRITTEN},
    {S("args"), PART_NODE, PART_AS_WRITTEN},
    {S("body"), PART_NODE, PART_AS_WRITTEN},
    {S("headers"), PART_NODE, PART_AS_WRITTEN},
    {S("output"), PART_NODE, PART_AS_WRITTEN},
    {S(""), PART_VARIABLES, PART_VARIABLE},
    {S("init"), PART_VARIABLE, PART_AS_WRITTEN},
    {S("script"), PART_TEST, PART_STEP},
    {S("event"), PART_STEP, PART_AS_WRITTEN},
    {S("fill"), PART_STEP, PART_AS_WRITTEN},
    {S("result"), PART_STEP, PART_AS_WRITTEN},
};

static part part_of(part within, chatlet_str key) {
    if (within == PART_AS_WRITTEN) return PART_AS_WRITTEN;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const bool is_key = parts[i].key.size_bytes == 0 || clet_str_equal(parts[i].key, key);
        if (parts[i].within == within && is_key) return parts[i].part;
    }
    return PART_SORTED;
}

static part part_of_root(const chatlet_json *root) {
    if (chatlet_json_find(root, S("nodes")) != NULL) return PART_FLOW;
    if (chatlet_json_find(root, S("script")) != NULL) return PART_TEST;
    return PART_BOT;
}

typedef struct formatter {
    clet_arena arena;
    chatlet_str source;
    chatlet_json_writer *writer;
    bool out_of_memory;
} formatter;

typedef const chatlet_json *member;

/* One round of a merge sort: runs of `width` become runs of twice that. */
static void merge_runs(const member *from, member *to, uint32_t count, uint32_t width) {
    for (uint32_t begin = 0; begin < count; begin += 2 * width) {
        const uint32_t middle = count - begin < width ? count : begin + width;
        const uint32_t end = count - middle < width ? count : middle + width;
        uint32_t left = begin;
        uint32_t right = middle;
        for (uint32_t i = begin; i < end; i++) {
            const bool takes_left =
                right == end ||
                (left < middle && clet_str_compare(from[left]->key, from[right]->key) <= 0);
            to[i] = takes_left ? from[left++] : from[right++];
        }
    }
}

/* The members by their keys; those of one key as they stand. NULL when memory was refused. */
static const member *sort_members(formatter *format, const chatlet_json *object) {
    member *from = clet_arena_allocate_array(&format->arena, object->count, sizeof *from);
    member *to = clet_arena_allocate_array(&format->arena, object->count, sizeof *to);
    if (from == NULL || to == NULL) return NULL;
    uint32_t count = 0;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next)
        from[count++] = one;
    CLET_ASSERT(count == object->count);
    for (uint32_t width = 1; width < count; width *= 2) {
        merge_runs(from, to, count, width);
        member *swapped = from;
        from = to;
        to = swapped;
    }
    return from;
}

static void write_value(formatter *format, const chatlet_json *value, part is, uint32_t depth);

static void write_member(formatter *format, const chatlet_json *one, part within, uint32_t depth) {
    chatlet_json_write_key(format->writer, one->key);
    write_value(format, one, part_of(within, one->key), depth);
}

static void write_object(formatter *format, const chatlet_json *object, part is, uint32_t depth) {
    const member *sorted = is == PART_AS_WRITTEN ? NULL : sort_members(format, object);
    if (is != PART_AS_WRITTEN && sorted == NULL) {
        format->out_of_memory = true;
        return;
    }
    chatlet_json_write_object_begin(format->writer);
    const chatlet_json *next = object->first;
    for (uint32_t i = 0; i < object->count && !format->out_of_memory; i++) {
        write_member(format, sorted == NULL ? next : sorted[i], is, depth);
        next = next->next;
    }
    /* Without memory the value of the last key is missing, and nothing is finished. */
    if (!format->out_of_memory) chatlet_json_write_object_end(format->writer);
}

static void write_list(formatter *format, const chatlet_json *list, part is, uint32_t depth) {
    chatlet_json_write_array_begin(format->writer);
    for (const chatlet_json *item = list->first; item != NULL && !format->out_of_memory;
         item = item->next)
        write_value(format, item, is, depth);
    if (!format->out_of_memory) chatlet_json_write_array_end(format->writer);
}

/* Parsing refused what is deeper, so the depth is only watched here. */
static void write_value(formatter *format, const chatlet_json *value, part is, uint32_t depth) {
    CLET_ASSERT(depth <= CHATLET_JSON_DEPTH_MAX);
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(format->writer); break;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(format->writer, value->boolean); break;
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE:
        chatlet_json_write_number(format->writer,
                                  chatlet_json_number_text(format->source, value->offset));
        break;
    case CHATLET_JSON_STRING: chatlet_json_write_string(format->writer, value->text); break;
    case CHATLET_JSON_ARRAY: write_list(format, value, is, depth + 1); break;
    case CHATLET_JSON_OBJECT: write_object(format, value, is, depth + 1); break;
    }
}

/* The writer's text and a line end, the caller's own. */
static chatlet_status finish(formatter *format, const chatlet_allocator *allocator,
                             chatlet_str *text) {
    chatlet_str written;
    if (format->out_of_memory) return CHATLET_ERR_MEMORY;
    const chatlet_status status = chatlet_json_writer_finish(format->writer, &written);
    if (status != CHATLET_OK) return status;
    char *data = allocator->allocate(allocator->context, written.size_bytes + 1);
    if (data == NULL) return CHATLET_ERR_MEMORY;
    for (size_t i = 0; i < written.size_bytes; i++)
        data[i] = written.data[i];
    data[written.size_bytes] = '\n';
    *text = (chatlet_str){.data = data, .size_bytes = written.size_bytes + 1};
    return CHATLET_OK;
}

chatlet_status chatlet_source_format(const chatlet_allocator *allocator, chatlet_str source,
                                     chatlet_str *text, chatlet_error *error) {
    formatter format = {.source = source};
    chatlet_json_document *document = NULL;
    chatlet_status status = chatlet_json_parse(allocator, source, &document, error);
    if (status != CHATLET_OK) return status;
    clet_arena_init(&format.arena, allocator);
    status = chatlet_json_writer_new(allocator, INDENT, &format.writer);
    if (status == CHATLET_OK) {
        const chatlet_json *root = chatlet_json_root(document);
        write_value(&format, root, part_of_root(root), 0);
        status = finish(&format, allocator, text);
        chatlet_json_writer_free(format.writer);
    }
    clet_arena_free(&format.arena);
    chatlet_json_free(document);
    return status;
}
