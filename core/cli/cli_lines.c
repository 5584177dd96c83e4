#include "cli_lines.h"

#include <stdlib.h>
#include <string.h>

bool cli_lines_next_any(cli_lines *lines) {
    lines->size_bytes = 0;
    lines->is_cut = false;
    int byte = getc(lines->stream);
    if (byte == EOF) return false;
    for (; byte != EOF && byte != '\n'; byte = getc(lines->stream)) {
        if (lines->size_bytes == CLI_LINE_BYTES_MAX) {
            lines->is_cut = true;
            continue;
        }
        if (lines->size_bytes == lines->capacity) {
            lines->capacity = lines->capacity == 0 ? 1024 : lines->capacity * 2;
            lines->line = cli_grow(lines->line, lines->capacity, 1);
        }
        lines->line[lines->size_bytes++] = (char)byte;
    }
    if (lines->size_bytes > 0 && lines->line[lines->size_bytes - 1] == '\r') lines->size_bytes--;
    lines->number++;
    return true;
}

static bool is_blank(const cli_lines *lines) {
    for (size_t i = 0; i < lines->size_bytes; i++) {
        if (strchr(" \t\r", lines->line[i]) == NULL || lines->line[i] == '\0') return false;
    }
    return true;
}

bool cli_lines_next(cli_lines *lines) {
    while (cli_lines_next_any(lines)) {
        if (!is_blank(lines)) return true;
    }
    return false;
}

chatlet_str cli_lines_text(const cli_lines *lines) {
    return (chatlet_str){.data = lines->line, .size_bytes = lines->size_bytes};
}

static chatlet_json_document *refuse(chatlet_error *error, const char *reason) {
    (void)snprintf(error->message, sizeof(error->message), "%s", reason);
    return NULL;
}

chatlet_json_document *cli_lines_parse(const cli_lines *lines, chatlet_error *error) {
    chatlet_json_document *document = NULL;
    *error = (chatlet_error){0};
    if (lines->is_cut) return refuse(error, "the line is longer than 1 MiB");
    const chatlet_status status =
        chatlet_json_parse(cli_allocator(), cli_lines_text(lines), &document, error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK) {
        if (error->message[0] == '\0') return refuse(error, chatlet_status_name(status));
        return NULL;
    }
    if (chatlet_json_root(document)->kind == CHATLET_JSON_OBJECT) return document;
    chatlet_json_free(document);
    return refuse(error, "the line is no JSON object");
}

void cli_lines_free(cli_lines *lines) {
    free(lines->line);
    lines->line = NULL;
}
