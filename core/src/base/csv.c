#include <chatlet/csv.h>

#include "str.h"

static bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }

static void fail(chatlet_csv_record *record, size_t offset, chatlet_str problem) {
    record->problem_offset = offset;
    record->problem = problem;
}

/* Undoes doubled quotes. */
static chatlet_str unquote(chatlet_csv *reader, chatlet_str text) {
    if (clet_str_find_byte(text, '"', 0) == text.size_bytes) return text;
    char *plain = reader->memory + reader->memory_used;
    size_t size_bytes = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        plain[size_bytes++] = text.data[i];
        if (text.data[i] == '"') i++;
    }
    reader->memory_used += size_bytes;
    return (chatlet_str){.data = plain, .size_bytes = size_bytes};
}

/* Reads the quoted field whose opening quote is at the offset. */
static void read_quoted(chatlet_csv *reader, chatlet_csv_record *record, chatlet_csv_field *field) {
    const chatlet_str source = reader->source;
    const size_t begin = reader->offset + 1;
    size_t end = clet_str_find_byte(source, '"', begin);
    while (end + 1 < source.size_bytes && source.data[end + 1] == '"')
        end = clet_str_find_byte(source, '"', end + 2);
    if (end >= source.size_bytes) {
        fail(record, reader->offset,
             CHATLET_STR("the quote is never closed; close it or double it"));
        return;
    }
    reader->offset = end + 1;
    field->text = unquote(reader, clet_str_slice(source, begin, end));
    const bool at_end = reader->offset >= source.size_bytes;
    if (!at_end && source.data[reader->offset] != reader->separator &&
        !is_line_end(source.data[reader->offset]))
        fail(record, reader->offset,
             CHATLET_STR("text behind a closing quote; double quotes inside a field"));
}

static void read_plain(chatlet_csv *reader, chatlet_csv_field *field) {
    const chatlet_str source = reader->source;
    size_t end = reader->offset;
    while (end < source.size_bytes && source.data[end] != reader->separator &&
           !is_line_end(source.data[end]))
        end++;
    field->text = clet_str_slice(source, reader->offset, end);
    reader->offset = end;
}

static void read_field(chatlet_csv *reader, chatlet_csv_record *record) {
    chatlet_csv_field field = {.offset = reader->offset};
    if (reader->offset < reader->source.size_bytes && reader->source.data[reader->offset] == '"') {
        read_quoted(reader, record, &field);
    } else {
        read_plain(reader, &field);
    }
    if (record->problem.size_bytes > 0) return;
    if (record->count == CHATLET_CSV_FIELDS) {
        fail(record, field.offset, CHATLET_STR("more than 64 fields; check the separators"));
    } else {
        record->fields[record->count++] = field;
    }
}

static void skip_line(chatlet_csv *reader, size_t from) {
    size_t end = from;
    while (end < reader->source.size_bytes && !is_line_end(reader->source.data[end]))
        end++;
    reader->offset = end;
}

static void skip_line_ends(chatlet_csv *reader) {
    while (reader->offset < reader->source.size_bytes &&
           is_line_end(reader->source.data[reader->offset]))
        reader->offset++;
}

bool chatlet_csv_next(chatlet_csv *reader, chatlet_csv_record *record) {
    skip_line_ends(reader);
    if (reader->offset >= reader->source.size_bytes) return false;
    record->count = 0;
    record->offset = reader->offset;
    record->problem = (chatlet_str){0};
    for (;;) {
        read_field(reader, record);
        if (record->problem.size_bytes > 0) {
            skip_line(reader, record->problem_offset);
            return true;
        }
        if (reader->offset >= reader->source.size_bytes) return true;
        if (reader->source.data[reader->offset] != reader->separator) return true;
        reader->offset++;
    }
}

/* The separator that parts most of the first line, quotes aside. */
static char detect_separator(chatlet_str text, size_t offset) {
    static const char separators[] = {',', ';', '\t'};
    size_t counts[sizeof separators] = {0};
    bool is_quoted = false;
    for (size_t i = offset; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (is_line_end(byte)) break;
        for (size_t k = 0; k < sizeof separators; k++)
            counts[k] += byte == separators[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof separators; k++) {
        if (counts[k] > counts[best]) best = k;
    }
    return separators[best];
}

void chatlet_csv_begin(chatlet_csv *reader, chatlet_str source, char *memory) {
    *reader = (chatlet_csv){.source = source};
    reader->memory = memory;
    skip_line_ends(reader);
    reader->separator = detect_separator(source, reader->offset);
}
