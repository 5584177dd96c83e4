#include "cli_json.h"

#include "cli_terminal.h"

#include <string.h>

chatlet_json_writer *cli_json_writer(void) {
    chatlet_json_writer *writer = NULL;
    if (chatlet_json_writer_new(cli_allocator(), 0, &writer) != CHATLET_OK) cli_out_of_memory();
    return writer;
}

char *cli_json_finish(cli_memory *memory, chatlet_json_writer *writer) {
    chatlet_str text = {0};
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) cli_out_of_memory();
    char *copy = cli_memory_copy(memory, text);
    chatlet_json_writer_free(writer);
    return copy;
}

void cli_json_write_str(chatlet_json_writer *writer, const char *key, chatlet_str value) {
    chatlet_json_write_key(writer, cli_str(key));
    chatlet_json_write_string(writer, value);
}

void cli_json_write_text(chatlet_json_writer *writer, const char *key, const char *value) {
    cli_json_write_str(writer, key, cli_str(value));
}

void cli_json_write_count(chatlet_json_writer *writer, const char *key, uint64_t value) {
    chatlet_json_write_key(writer, cli_str(key));
    chatlet_json_write_integer(writer, (int64_t)value);
}

const char *cli_json_text(cli_memory *memory, const chatlet_json *object, const char *key) {
    const chatlet_json *member = cli_json_find(object, key);
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return NULL;
    if (member->text.size_bytes > 0 &&
        memchr(member->text.data, '\0', member->text.size_bytes) != NULL)
        return NULL;
    return cli_memory_copy(memory, member->text);
}

const chatlet_json *cli_json_find(const chatlet_json *object, const char *key) {
    return object == NULL ? NULL : chatlet_json_find(object, cli_str(key));
}

/* Recursion ends: the parser refuses nesting past CHATLET_JSON_DEPTH_MAX. */
void cli_json_write_value(chatlet_json_writer *writer, const chatlet_json *value) {
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(writer); break;
    case CHATLET_JSON_DOUBLE: chatlet_json_write_double(writer, value->number); break;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(writer, value->boolean); break;
    case CHATLET_JSON_INTEGER: chatlet_json_write_integer(writer, value->integer); break;
    case CHATLET_JSON_STRING: chatlet_json_write_string(writer, value->text); break;
    case CHATLET_JSON_ARRAY:
        chatlet_json_write_array_begin(writer);
        for (const chatlet_json *item = value->first; item != NULL; item = item->next)
            cli_json_write_value(writer, item);
        chatlet_json_write_array_end(writer);
        break;
    case CHATLET_JSON_OBJECT:
        chatlet_json_write_object_begin(writer);
        for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
            chatlet_json_write_key(writer, item->key);
            cli_json_write_value(writer, item);
        }
        chatlet_json_write_object_end(writer);
        break;
    }
}

void cli_json_write_member(chatlet_json_writer *writer, const char *key,
                           const chatlet_json *value) {
    chatlet_json_write_key(writer, cli_str(key));
    cli_json_write_value(writer, value);
}

static bool is_same_text(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

bool cli_json_is_text(const chatlet_json *value, const char *text) {
    return value != NULL && value->kind == CHATLET_JSON_STRING &&
           is_same_text(value->text, cli_str(text));
}

static bool is_number(const chatlet_json *value) {
    return value->kind == CHATLET_JSON_INTEGER || value->kind == CHATLET_JSON_DOUBLE;
}

static bool have_same_members(const chatlet_json *a, const chatlet_json *b) {
    for (const chatlet_json *member = a->first; member != NULL; member = member->next) {
        const chatlet_json *other = chatlet_json_find(b, member->key);
        if (other == NULL || !cli_json_equals(member, other)) return false;
    }
    return true;
}

/* Recursion ends as that of cli_json_write_value does. */
bool cli_json_equals(const chatlet_json *a, const chatlet_json *b) {
    if (a->kind == CHATLET_JSON_INTEGER && b->kind == CHATLET_JSON_INTEGER)
        return a->integer == b->integer;
    if (is_number(a) && is_number(b)) return !(a->number < b->number || a->number > b->number);
    if (a->kind != b->kind || a->count != b->count) return false;
    if (a->kind == CHATLET_JSON_BOOLEAN) return a->boolean == b->boolean;
    if (a->kind == CHATLET_JSON_STRING) return is_same_text(a->text, b->text);
    if (a->kind == CHATLET_JSON_OBJECT) return have_same_members(a, b);
    const chatlet_json *other = b->first;
    for (const chatlet_json *item = a->first; item != NULL; item = item->next) {
        if (!cli_json_equals(item, other)) return false;
        other = other->next;
    }
    return true;
}

char *cli_json_copy(cli_memory *memory, const chatlet_json *value) {
    chatlet_json_writer *writer = cli_json_writer();
    cli_json_write_value(writer, value);
    return cli_json_finish(memory, writer);
}

chatlet_json_document *cli_json_parse_own(const char *text) {
    chatlet_json_document *document = NULL;
    if (chatlet_json_parse(cli_allocator(), cli_str(text), &document, NULL) != CHATLET_OK)
        cli_out_of_memory();
    return document;
}

void cli_json_tell_problem(const char *command, const char *problem, bool json) {
    if (!json) {
        fprintf(stderr, "chatlet %s: ", command);
        cli_print_in_line(stderr, cli_str(problem));
        fputc('\n', stderr);
        return;
    }
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "problem", problem);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}
