#include "cli_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct record_reader {
    const char *path;
    cli_diagnostics *diagnostics;
    uint32_t left_out;
    char *memory; /* owned; for what a line's texts are unescaped to */
    size_t memory_bytes;
} record_reader;

void cli_records_refuse(cli_diagnostics *diagnostics, const char *path, const char *code,
                        uint32_t line, uint32_t column, const char *message) {
    const chatlet_diagnostic diagnostic = {.severity = CHATLET_SEVERITY_ERROR,
                                           .code = code,
                                           .file = cli_str(path),
                                           .line = line,
                                           .column = column,
                                           .message = cli_str(message)};
    cli_diagnostics_add(diagnostics, &diagnostic);
}

static bool refuse(record_reader *reader, const char *code, uint32_t line, uint32_t column,
                   const char *message) {
    cli_records_refuse(reader->diagnostics, reader->path, code, line, column, message);
    reader->left_out++;
    return false;
}

/* Lines are parted by their ends, and tabs part what the run holds. */
static bool is_id(chatlet_str id) {
    if (id.size_bytes == 0 || id.size_bytes > CLI_RECORD_ID_BYTES_MAX) return false;
    for (size_t i = 0; i < id.size_bytes; i++) {
        const char byte = id.data[i];
        if (byte == '\t' || byte == '\n' || byte == '\r' || byte == '\0') return false;
    }
    return true;
}

static bool check_text(record_reader *reader, const chatlet_json_member *member, uint32_t line) {
    if (!member->is_there || member->is_text || member->is_null) return true;
    cli_memory memory = {0};
    char *key = cli_memory_copy(&memory, member->key);
    refuse(reader, "E110", line, member->offset + 1,
           cli_memory_format(&memory, "\"%s\" must be a text in quotes", key));
    cli_memory_free(&memory);
    return false;
}

/* Makes room for the texts of the line, which are no longer than it. */
static void reserve(record_reader *reader, size_t size_bytes) {
    if (size_bytes <= reader->memory_bytes) return;
    reader->memory_bytes = size_bytes * 2;
    reader->memory = cli_grow(reader->memory, reader->memory_bytes, 1);
}

/* Reads one line into `record`; false when it is left out. */
static bool read_line(record_reader *reader, chatlet_str text, uint32_t line, cli_record *record) {
    enum { ID, TITLE, TEXT, MEMBERS };
    chatlet_json_member members[MEMBERS] = {
        {.key = CHATLET_STR("id")}, {.key = CHATLET_STR("title")}, {.key = CHATLET_STR("text")}};
    chatlet_error error = {0};
    reserve(reader, text.size_bytes);
    if (chatlet_json_read_texts(text, reader->memory, members, MEMBERS, &error) != CHATLET_OK)
        return refuse(reader, "E110", line, error.column, error.message);
    for (int i = 0; i < MEMBERS; i++) {
        if (!check_text(reader, &members[i], line)) return false;
    }
    if (!is_id(members[ID].text))
        return refuse(reader, "E109", line, members[ID].is_there ? members[ID].offset + 1 : 1,
                      "the object needs an \"id\" of 1 to 1,000 bytes, without tab and line end");
    if (!members[TEXT].is_there)
        return refuse(reader, "E109", line, 1, "the object needs a \"text\"; it may be empty");
    *record = (cli_record){.id = members[ID].text,
                           .title = members[TITLE].text,
                           .text = members[TEXT].text,
                           .line = line,
                           .text_column = members[TEXT].offset + 1};
    return true;
}

static bool is_blank(chatlet_str line) {
    for (size_t i = 0; i < line.size_bytes; i++) {
        if (strchr(" \t\r", line.data[i]) == NULL || line.data[i] == '\0') return false;
    }
    return true;
}

static void read_lines(record_reader *reader, chatlet_str text,
                       bool (*take)(void *context, const cli_record *record), void *context) {
    size_t offset = 0;
    /* A byte order mark at the beginning is no part of the first line. */
    if (text.size_bytes >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) offset = 3;
    for (uint32_t line = 1; offset < text.size_bytes; line++) {
        if (line > CLI_RECORD_LINES_MAX) {
            refuse(reader, "E102", line, 0, "the file has more than 10,000,000 lines; split it");
            return;
        }
        const char *begin = text.data + offset;
        const char *newline = memchr(begin, '\n', text.size_bytes - offset);
        const size_t size_bytes =
            newline == NULL ? text.size_bytes - offset : (size_t)(newline - begin);
        const chatlet_str one = {.data = begin, .size_bytes = size_bytes};
        cli_record record;
        offset += size_bytes + 1;
        if (is_blank(one) || !read_line(reader, one, line, &record)) continue;
        if (!take(context, &record)) return;
    }
}

bool cli_records_read_file(const char *path, cli_diagnostics *diagnostics, cli_file *file) {
    if (cli_file_is_larger(path, CLI_RECORD_FILE_BYTES_MAX)) {
        cli_records_refuse(diagnostics, path, "E102", 0, 0, "larger than 1 GiB; split it");
        return false;
    }
    if (cli_file_read(path, CLI_RECORD_FILE_BYTES_MAX, file)) return true;
    cli_diagnostics_add_failed(diagnostics, path, errno);
    return false;
}

bool cli_records_read(const char *path, cli_diagnostics *diagnostics, uint32_t *left_out,
                      bool (*take)(void *context, const cli_record *record), void *context) {
    record_reader reader = {.path = path, .diagnostics = diagnostics};
    cli_file file;
    if (!cli_records_read_file(path, diagnostics, &file)) return false;
    read_lines(&reader, cli_file_str(&file), take, context);
    cli_file_free(&file);
    free(reader.memory);
    *left_out += reader.left_out;
    return true;
}
