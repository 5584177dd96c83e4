/* Any bytes as JSON: refused, or a tree that is written and read back as the same tree, and
 * has a canonical form. What is read without a tree is what the tree holds. */
#include "test_allocator.h"

#include "base/str.h"

#include <chatlet/authoring.h>
#include <chatlet/json.h>

#include <stdlib.h>

static void require(bool condition) {
    if (!condition) abort();
}

/* True when a number in the tree has no written form here: the writer knows whole numbers only. */
static bool write_value(chatlet_json_writer *writer, const chatlet_json *value) {
    bool has_double = false;
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(writer); break;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(writer, value->boolean); break;
    case CHATLET_JSON_INTEGER: chatlet_json_write_integer(writer, value->integer); break;
    case CHATLET_JSON_DOUBLE: chatlet_json_write_null(writer); return true;
    case CHATLET_JSON_STRING: chatlet_json_write_string(writer, value->text); break;
    case CHATLET_JSON_ARRAY:
        chatlet_json_write_array_begin(writer);
        for (const chatlet_json *item = value->first; item != NULL; item = item->next)
            has_double |= write_value(writer, item);
        chatlet_json_write_array_end(writer);
        break;
    case CHATLET_JSON_OBJECT:
        chatlet_json_write_object_begin(writer);
        for (const chatlet_json *member = value->first; member != NULL; member = member->next) {
            chatlet_json_write_key(writer, member->key);
            has_double |= write_value(writer, member);
        }
        chatlet_json_write_object_end(writer);
        break;
    }
    return has_double;
}

static bool is_same(const chatlet_json *a, const chatlet_json *b) {
    if (a->kind != b->kind || a->count != b->count || a->boolean != b->boolean) return false;
    if (a->integer != b->integer || !clet_str_equal(a->text, b->text)) return false;
    if (!clet_str_equal(a->key, b->key)) return false;
    const chatlet_json *of_b = b->first;
    for (const chatlet_json *of_a = a->first; of_a != NULL; of_a = of_a->next) {
        if (of_b == NULL || !is_same(of_a, of_b)) return false;
        of_b = of_b->next;
    }
    return of_b == NULL;
}

/* Every value's place lies in the source, where a value of its kind begins. */
static void check_places(chatlet_str source, const chatlet_json *value) {
    require(value->offset < source.size_bytes);
    const char first = source.data[value->offset];
    require((first == '[') == (value->kind == CHATLET_JSON_ARRAY));
    require((first == '{') == (value->kind == CHATLET_JSON_OBJECT));
    require((first == '"') == (value->kind == CHATLET_JSON_STRING));
    if (value->key_offset > 0) require(source.data[value->key_offset] == '"');
    for (const chatlet_json *member = value->first; member != NULL; member = member->next)
        check_places(source, member);
}

static void write_and_read_back(const chatlet_json *root) {
    chatlet_json_writer *writer;
    chatlet_json_document *again;
    chatlet_str text;
    require(chatlet_json_writer_new(test_plain_allocator(), 2, &writer) == CHATLET_OK);
    const bool has_double = write_value(writer, root);
    require(chatlet_json_writer_finish(writer, &text) == CHATLET_OK);
    require(chatlet_json_parse(test_plain_allocator(), text, &again, NULL) == CHATLET_OK);
    require(has_double || is_same(root, chatlet_json_root(again)));
    chatlet_json_free(again);
    chatlet_json_writer_free(writer);
}

static void put_back(chatlet_str text) {
    test_plain_allocator()->release(NULL, (void *)(uintptr_t)text.data);
}

/* The canonical form of what was taken is its own canonical form. */
static void format_twice(chatlet_str source, uint32_t member_count) {
    chatlet_str once;
    chatlet_str twice;
    chatlet_json_document *document;
    require(chatlet_source_format(test_plain_allocator(), source, &once, NULL) == CHATLET_OK);
    require(chatlet_source_format(test_plain_allocator(), once, &twice, NULL) == CHATLET_OK);
    require(clet_str_equal(once, twice));
    require(chatlet_json_parse(test_plain_allocator(), once, &document, NULL) == CHATLET_OK);
    require(chatlet_json_root(document)->count == member_count);
    chatlet_json_free(document);
    put_back(once);
    put_back(twice);
}

/* Texts read without a tree against those of the tree; `root` is NULL when the text was refused. */
static void check_members(chatlet_str source, const chatlet_json *root) {
    chatlet_json_member members[] = {{.key = CHATLET_STR("id")}, {.key = CHATLET_STR("a")}};
    enum { MEMBERS = sizeof members / sizeof members[0] };
    char *memory = malloc(source.size_bytes + 1);
    require(memory != NULL);
    const bool is_object = root != NULL && root->kind == CHATLET_JSON_OBJECT;
    const chatlet_status status = chatlet_json_read_texts(source, memory, members, MEMBERS, NULL);
    /* Of numbers too large for a double only the tree knows. */
    require(status == CHATLET_OK ? is_object || root == NULL : !is_object);
    for (size_t i = 0; is_object && i < MEMBERS; i++) {
        const chatlet_json *value = chatlet_json_find(root, members[i].key);
        require(members[i].is_there == (value != NULL));
        if (value == NULL) continue;
        require(members[i].offset == value->offset);
        require(members[i].is_text == (value->kind == CHATLET_JSON_STRING));
        require(members[i].is_null == (value->kind == CHATLET_JSON_NULL));
        if (members[i].is_text) require(clet_str_equal(members[i].text, value->text));
    }
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    chatlet_json_document *document;
    chatlet_error error = {.message = ""};
    if (chatlet_json_parse(test_plain_allocator(), source, &document, &error) == CHATLET_OK) {
        check_places(source, chatlet_json_root(document));
        write_and_read_back(chatlet_json_root(document));
        format_twice(source, chatlet_json_root(document)->count);
        check_members(source, chatlet_json_root(document));
        chatlet_json_free(document);
    } else {
        check_members(source, NULL);
        require(error.line >= 1 && error.column >= 1 && error.message[0] != '\0');
    }
    return 0;
}
