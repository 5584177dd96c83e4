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
    const chatlet_json *member = chatlet_json_find(object, cli_str(key));
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return NULL;
    if (member->text.size_bytes > 0 &&
        memchr(member->text.data, '\0', member->text.size_bytes) != NULL)
        return NULL;
    return cli_memory_copy(memory, member->text);
}

/* Recursion ends: the parser refuses nesting past CHATLET_JSON_DEPTH_MAX. */
void cli_json_write_value(chatlet_json_writer *writer, const chatlet_json *value) {
    switch (value->kind) {
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_DOUBLE: chatlet_json_write_null(writer); break;
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
