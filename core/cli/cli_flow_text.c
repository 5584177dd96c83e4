#include "cli_flow_text.h"

#include <stdlib.h>
#include <string.h>

/* A text that grows. */
typedef struct text_buffer {
    char *bytes; /* owned */
    size_t size_bytes;
    size_t capacity;
} text_buffer;

static void append(text_buffer *buffer, chatlet_str text) {
    if (buffer->bytes == NULL || buffer->size_bytes + text.size_bytes + 1 > buffer->capacity) {
        buffer->capacity = 2 * (buffer->size_bytes + text.size_bytes + 32);
        buffer->bytes = cli_grow(buffer->bytes, buffer->capacity, 1);
    }
    for (size_t i = 0; i < text.size_bytes; i++)
        buffer->bytes[buffer->size_bytes++] = text.data[i] == '\0' ? ' ' : text.data[i];
}

static void append_line_end(text_buffer *buffer) {
    if (buffer->size_bytes > 0) append(buffer, CHATLET_STR("\n"));
}

static char *finish(cli_memory *memory, text_buffer *buffer) {
    char *copy = cli_memory_copy(
        memory, (chatlet_str){.data = buffer->bytes, .size_bytes = buffer->size_bytes});
    free(buffer->bytes);
    return copy;
}

/* Kinds of tokens with words in them; all others begin a block or end a line. */
static bool has_words(const chatlet_json *kind) {
    static const char *const kinds[] = {"text", "mark", "code", "strong", "emphasis", "link"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (cli_json_is_text(kind, kinds[i])) return true;
    }
    return false;
}

static void append_tokens(text_buffer *buffer, const chatlet_json *tokens) {
    const chatlet_json *token =
        tokens == NULL || tokens->kind != CHATLET_JSON_ARRAY ? NULL : tokens->first;
    for (; token != NULL; token = token->next) {
        const chatlet_json *kind = token->kind == CHATLET_JSON_ARRAY ? token->first : NULL;
        if (kind == NULL) continue;
        if (has_words(kind)) {
            if (kind->next != NULL && kind->next->kind == CHATLET_JSON_STRING)
                append(buffer, kind->next->text);
        } else if (cli_json_is_text(kind, "gap")) {
            append(buffer, CHATLET_STR("…"));
        } else {
            append_line_end(buffer);
        }
    }
}

char *cli_flow_text(cli_memory *memory, const chatlet_json *tokens) {
    text_buffer buffer = {0};
    append_tokens(&buffer, tokens);
    return finish(memory, &buffer);
}

char *cli_flow_text_of(cli_memory *memory, const chatlet_json *effect) {
    const chatlet_json *tokens = cli_json_find(effect, "tokens");
    const chatlet_json *text = cli_json_find(effect, "text");
    const chatlet_json *fields = cli_json_find(effect, "fields");
    text_buffer buffer = {0};
    append_tokens(&buffer, tokens);
    if (tokens == NULL && text != NULL && text->kind == CHATLET_JSON_STRING)
        append(&buffer, text->text);
    for (const chatlet_json *field = fields == NULL ? NULL : fields->first; field != NULL;
         field = field->next) {
        const chatlet_json *label = cli_json_find(field, "label");
        append_line_end(&buffer);
        if (label != NULL && label->kind == CHATLET_JSON_STRING) append(&buffer, label->text);
    }
    return finish(memory, &buffer);
}

static bool is_left_out(const chatlet_json *member) {
    static const char *const keys[] = {"id", "confidence", "tokens"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (member->key.size_bytes == strlen(keys[i]) &&
            memcmp(member->key.data, keys[i], member->key.size_bytes) == 0)
            return true;
    }
    if (member->kind == CHATLET_JSON_ARRAY && member->count == 0) return true;
    return member->key.size_bytes == 6 && memcmp(member->key.data, "engine", 6) == 0 &&
           cli_json_is_text(member, "flow");
}

char *cli_flow_effect_words(cli_memory *memory, const chatlet_json *effect) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    for (const chatlet_json *member = effect->first; member != NULL; member = member->next) {
        if (!is_left_out(member)) {
            chatlet_json_write_key(writer, member->key);
            cli_json_write_value(writer, member);
        } else if (member->key.size_bytes == 6 && memcmp(member->key.data, "tokens", 6) == 0) {
            cli_json_write_text(writer, "text", cli_flow_text(memory, member));
        }
    }
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

static bool is_space(char byte) { return byte != '\0' && strchr(" \t\r\n", byte) != NULL; }

/* Every run of white space as one space, none at the ends. */
static char *single_spaced(cli_memory *memory, const char *text) {
    char *copy = cli_memory_take(memory, strlen(text) + 1);
    size_t size_bytes = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (!is_space(text[i])) {
            copy[size_bytes++] = text[i];
        } else if (size_bytes > 0 && copy[size_bytes - 1] != ' ') {
            copy[size_bytes++] = ' ';
        }
    }
    if (size_bytes > 0 && copy[size_bytes - 1] == ' ') copy[size_bytes - 1] = '\0';
    return copy;
}

/* After a '*' the shortest way is tried first and lengthened when the rest does not fit: only the
 * last '*' ever needs that. */
static bool is_like(const char *text, const char *pattern) {
    const char *star = NULL, *resume = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

bool cli_flow_text_is_like(cli_memory *memory, const char *text, const char *pattern) {
    return is_like(single_spaced(memory, text), single_spaced(memory, pattern));
}
