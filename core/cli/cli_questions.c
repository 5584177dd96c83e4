#include "cli_questions.h"

#include "cli_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTION, URL, HOLDS, FILTER, COLUMNS };

typedef struct table {
    const char *path;
    cli_diagnostics *diagnostics;
    cli_questions *questions;
    chatlet_csv csv;
    size_t columns[COLUMNS]; /* CHATLET_CSV_FIELDS: the table has none of that name */
    size_t place_offset;     /* up to here the lines were counted: … */
    uint32_t place_line;
} table;

static bool is_space(char byte) { return strchr(" \t\r\n\f", byte) != NULL && byte != '\0'; }

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static chatlet_str trim(chatlet_str text) {
    while (text.size_bytes > 0 && is_space(text.data[text.size_bytes - 1]))
        text.size_bytes--;
    while (text.size_bytes > 0 && is_space(text.data[0])) {
        text.data++;
        text.size_bytes--;
    }
    return text;
}

static bool is_name(chatlet_str text, const char *name) {
    if (text.size_bytes != strlen(name)) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (lower(text.data[i]) != name[i]) return false;
    }
    return true;
}

/* The line of a byte at or behind those asked for before. */
static uint32_t line_of(table *read, size_t offset) {
    const chatlet_str source = read->csv.source;
    for (; read->place_offset < offset; read->place_offset++) {
        const char byte = source.data[read->place_offset];
        const bool is_pair = byte == '\r' && read->place_offset + 1 < source.size_bytes &&
                             source.data[read->place_offset + 1] == '\n';
        read->place_line += (byte == '\n' || byte == '\r') && !is_pair;
    }
    return read->place_line;
}

static void refuse(table *read, const char *code, size_t offset, chatlet_str message) {
    cli_memory memory = {0};
    cli_records_refuse(read->diagnostics, read->path, code, line_of(read, offset), 0,
                       cli_memory_copy(&memory, message));
    cli_memory_free(&memory);
    read->questions->left_out++;
}

static bool read_header(table *read) {
    static const char *const names[COLUMNS] = {"question", "url", "holds", "filter"};
    chatlet_csv_record header;
    for (size_t i = 0; i < COLUMNS; i++)
        read->columns[i] = CHATLET_CSV_FIELDS;
    const bool is_there = chatlet_csv_next(&read->csv, &header);
    for (uint32_t i = 0; is_there && i < header.count; i++) {
        for (size_t k = 0; k < COLUMNS; k++) {
            if (is_name(trim(header.fields[i].text), names[k])) read->columns[k] = i;
        }
    }
    if (is_there && read->columns[QUESTION] < CHATLET_CSV_FIELDS &&
        read->columns[URL] < CHATLET_CSV_FIELDS)
        return true;
    refuse(read, "E108", 0,
           CHATLET_STR("the first row must name the columns: question, url and, if you like, "
                       "holds and filter"));
    return false;
}

static chatlet_str field_of(const table *read, const chatlet_csv_record *row, size_t column) {
    const size_t index = read->columns[column];
    return index < row->count ? trim(row->fields[index].text) : (chatlet_str){0};
}

static void take_row(table *read, const chatlet_csv_record *row) {
    cli_questions *questions = read->questions;
    const cli_question question = {.text = field_of(read, row, QUESTION),
                                   .url = field_of(read, row, URL),
                                   .holds = field_of(read, row, HOLDS),
                                   .filter = field_of(read, row, FILTER),
                                   .line = line_of(read, row->offset)};
    if (row->problem.size_bytes > 0) {
        refuse(read, "E109", row->problem_offset, row->problem);
        return;
    }
    if (question.text.size_bytes == 0) {
        refuse(read, "E109", row->offset,
               CHATLET_STR("the row has no question; write one or remove the row"));
        return;
    }
    if (question.filter.size_bytes > CHATLET_FILTER_BYTES_MAX) {
        refuse(read, "E109", row->offset, CHATLET_STR("the filter is longer than 1,000 bytes"));
        return;
    }
    if (question.url.size_bytes == 0 && question.holds.size_bytes > 0) {
        refuse(read, "E109", row->offset,
               CHATLET_STR("the row expects a text but no page; name the page, or expect nothing"));
        return;
    }
    if (questions->count == questions->capacity) {
        questions->capacity = questions->capacity == 0 ? 64 : questions->capacity * 2;
        questions->rows = cli_grow(questions->rows, questions->capacity, sizeof(*questions->rows));
    }
    questions->rows[questions->count++] = question;
}

static bool read_table(table *read) {
    chatlet_csv_record row;
    chatlet_str source = cli_file_str(&read->questions->file);
    if (source.size_bytes >= 3 && memcmp(source.data, "\xEF\xBB\xBF", 3) == 0) {
        source.data += 3;
        source.size_bytes -= 3;
    }
    read->questions->memory = cli_grow(NULL, source.size_bytes + 1, 1);
    chatlet_csv_begin(&read->csv, source, read->questions->memory);
    const size_t valid_bytes = cli_utf8_valid_prefix(source);
    if (valid_bytes < source.size_bytes) {
        refuse(read, "E104", valid_bytes, CHATLET_STR("not UTF-8; save the table as UTF-8"));
        return false;
    }
    if (!read_header(read)) return false;
    while (chatlet_csv_next(&read->csv, &row)) {
        if (read->questions->count == CLI_QUESTIONS_MAX) {
            refuse(read, "E102", row.offset,
                   CHATLET_STR("the table has more than 10,000 questions; split it"));
            return true;
        }
        take_row(read, &row);
    }
    return true;
}

bool cli_questions_read(const char *path, cli_diagnostics *diagnostics, cli_questions *questions) {
    table read = {
        .path = path, .diagnostics = diagnostics, .questions = questions, .place_line = 1};
    if (!cli_file_read(path, CLI_QUESTIONS_BYTES_MAX + 1, &questions->file)) {
        cli_diagnostics_add_failed(diagnostics, path, errno);
        return false;
    }
    if (questions->file.size_bytes <= CLI_QUESTIONS_BYTES_MAX) return read_table(&read);
    cli_records_refuse(diagnostics, path, "E102", 0, 0, "larger than 16 MiB; split it");
    return false;
}

/* Without what leads to the site's beginning, and without the page a folder shows by itself. */
static chatlet_str core_of(chatlet_str url, bool keeps_anchor) {
    static const char index[] = "index.html";
    const size_t index_bytes = sizeof(index) - 1;
    size_t end = 0;
    while (end < url.size_bytes && (keeps_anchor || url.data[end] != '#'))
        end++;
    url.size_bytes = end;
    while (url.size_bytes > 0 && (url.data[0] == '/' || url.data[0] == '.')) {
        url.data++;
        url.size_bytes--;
    }
    if (url.size_bytes >= index_bytes &&
        memcmp(url.data + url.size_bytes - index_bytes, index, index_bytes) == 0)
        url.size_bytes -= index_bytes;
    return url;
}

static bool is_one_page(chatlet_str expected, chatlet_str cited) {
    const bool has_anchor =
        expected.size_bytes > 0 && memchr(expected.data, '#', expected.size_bytes) != NULL;
    const chatlet_str wanted = core_of(expected, has_anchor);
    const chatlet_str got = core_of(cited, has_anchor);
    if (got.size_bytes < wanted.size_bytes) return false;
    const size_t rest = got.size_bytes - wanted.size_bytes;
    const bool is_end =
        wanted.size_bytes == 0 || memcmp(got.data + rest, wanted.data, wanted.size_bytes) == 0;
    /* The beginning of the site is no end of every address. */
    if (wanted.size_bytes == 0) return got.size_bytes == 0;
    return is_end && (rest == 0 || got.data[rest - 1] == '/');
}

bool cli_questions_is_page(chatlet_str expected, chatlet_str cited) {
    size_t begin = 0;
    for (size_t i = 0; i <= expected.size_bytes; i++) {
        if (i < expected.size_bytes && expected.data[i] != ' ') continue;
        const chatlet_str one = {.data = expected.data + begin, .size_bytes = i - begin};
        if (one.size_bytes > 0 && is_one_page(one, cited)) return true;
        begin = i + 1;
    }
    return false;
}

/* The next byte as it is compared, white space folded; '\0' at the end. */
static char next_folded(chatlet_str text, size_t *offset) {
    if (*offset >= text.size_bytes) return '\0';
    if (!is_space(text.data[*offset])) return lower(text.data[(*offset)++]);
    while (*offset < text.size_bytes && is_space(text.data[*offset]))
        (*offset)++;
    return ' ';
}

static bool holds_at(chatlet_str text, size_t offset, chatlet_str wanted) {
    size_t wanted_offset = 0;
    while (wanted_offset < wanted.size_bytes) {
        if (next_folded(wanted, &wanted_offset) != next_folded(text, &offset)) return false;
    }
    return true;
}

bool cli_questions_holds(chatlet_str text, chatlet_str wanted) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (holds_at(text, i, wanted)) return true;
    }
    return wanted.size_bytes == 0;
}

void cli_questions_free(cli_questions *questions) {
    cli_file_free(&questions->file);
    free(questions->memory);
    free(questions->rows);
    *questions = (cli_questions){0};
}
