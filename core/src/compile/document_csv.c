/* Question/answer tables as CSV (RFC 4180) in, one page a row out.
 *
 *     question,answer,url
 *     "How do I pay?","By card.
 *     Or by ""invoice"".",/help/pay
 *
 * The header says which column is which, and which of , ; and tab parts them. */
#include "document_reader.h"

#include "../base/str.h"

enum { COLUMNS_MAX = 64 };

typedef enum column {
    COLUMN_QUESTION,
    COLUMN_ANSWER,
    COLUMN_URL,
    COLUMN_TITLE,
    COLUMN_COUNT
} column;

/* Names of columns, in any case. A table of titles and texts is read like one of questions. */
static const struct {
    chatlet_str name;
    column column;
} column_names[] = {{{"question", 8}, COLUMN_QUESTION}, {{"q", 1}, COLUMN_QUESTION},
                    {{"prompt", 6}, COLUMN_QUESTION},   {{"pregunta", 8}, COLUMN_QUESTION},
                    {{"pergunta", 8}, COLUMN_QUESTION}, {{"answer", 6}, COLUMN_ANSWER},
                    {{"a", 1}, COLUMN_ANSWER},          {{"response", 8}, COLUMN_ANSWER},
                    {{"respuesta", 9}, COLUMN_ANSWER},  {{"resposta", 8}, COLUMN_ANSWER},
                    {{"text", 4}, COLUMN_ANSWER},       {{"url", 3}, COLUMN_URL},
                    {{"link", 4}, COLUMN_URL},          {{"title", 5}, COLUMN_TITLE}};

typedef struct field {
    chatlet_str text; /* borrowed from the source or the arena */
    size_t offset;    /* of its first byte in the source */
} field;

typedef struct record {
    field fields[COLUMNS_MAX];
    uint32_t count;
    size_t offset;             /* of its first byte */
    size_t error_offset;       /* of what cannot be read; meaningful with error_message */
    const char *error_message; /* NULL: none */
    size_t error_message_bytes;
} record;

typedef struct table {
    const clet_document_source *source;
    chatlet_str text;
    size_t offset; /* of the next record */
    char separator;
    size_t columns[COLUMN_COUNT]; /* COLUMNS_MAX: the table has none of that name */
    size_t place_offset;          /* the place of this byte … */
    clet_source_place place;      /* … is known, so that places cost no second pass each */
} table;

static bool is_line_end(char byte) { return byte == '\n' || byte == '\r'; }

/* The place of a byte at or behind those asked for before. */
static clet_source_place place_of(table *read, size_t offset) {
    if (offset < read->place_offset) return clet_document_place(read->text, offset);
    const chatlet_str between = clet_str_slice(read->text, read->place_offset, offset);
    const clet_source_place moved = clet_document_place(between, between.size_bytes);
    if (moved.line > 1) {
        read->place =
            (clet_source_place){.line = read->place.line + moved.line - 1, .column = moved.column};
    } else {
        read->place.column += moved.column - 1;
    }
    read->place_offset = offset;
    return read->place;
}

static void fail(record *row, size_t offset, chatlet_str message) {
    row->error_offset = offset;
    row->error_message = message.data;
    row->error_message_bytes = message.size_bytes;
}

/* Undoes doubled quotes. */
static chatlet_status unquote(clet_arena *arena, chatlet_str text, chatlet_str *plain) {
    if (clet_str_find_byte(text, '"', 0) == text.size_bytes) {
        *plain = text;
        return CHATLET_OK;
    }
    char *memory = clet_arena_allocate(arena, text.size_bytes);
    if (memory == NULL) return CHATLET_ERR_MEMORY;
    size_t size_bytes = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        memory[size_bytes++] = text.data[i];
        if (text.data[i] == '"') i++;
    }
    *plain = (chatlet_str){.data = memory, .size_bytes = size_bytes};
    return CHATLET_OK;
}

/* Reads the quoted field whose opening quote is at the offset. */
static chatlet_status read_quoted(table *read, record *row, field *cell) {
    const size_t begin = read->offset + 1;
    size_t end = clet_str_find_byte(read->text, '"', begin);
    while (end + 1 < read->text.size_bytes && read->text.data[end + 1] == '"') {
        end = clet_str_find_byte(read->text, '"', end + 2);
    }
    if (end >= read->text.size_bytes) {
        fail(row, read->offset, CHATLET_STR("the quote is never closed; close it or double it"));
        return CHATLET_OK;
    }
    read->offset = end + 1;
    return unquote(read->source->list->arena, clet_str_slice(read->text, begin, end), &cell->text);
}

static chatlet_status read_field(table *read, record *row) {
    field cell = {.offset = read->offset};
    chatlet_status status = CHATLET_OK;
    if (read->offset < read->text.size_bytes && read->text.data[read->offset] == '"') {
        status = read_quoted(read, row, &cell);
        if (status != CHATLET_OK || row->error_message != NULL) return status;
        const bool at_end = read->offset >= read->text.size_bytes;
        if (!at_end && read->text.data[read->offset] != read->separator &&
            !is_line_end(read->text.data[read->offset])) {
            fail(row, read->offset,
                 CHATLET_STR("text behind a closing quote; double quotes inside a field"));
        }
    } else {
        size_t end = read->offset;
        while (end < read->text.size_bytes && read->text.data[end] != read->separator &&
               !is_line_end(read->text.data[end])) {
            end++;
        }
        cell.text = clet_str_slice(read->text, read->offset, end);
        read->offset = end;
    }
    if (row->count == COLUMNS_MAX) {
        fail(row, cell.offset, CHATLET_STR("more than 64 fields; check the separators"));
    } else {
        row->fields[row->count++] = cell;
    }
    return status;
}

static void skip_line(table *read, size_t from) {
    size_t end = from;
    while (end < read->text.size_bytes && !is_line_end(read->text.data[end]))
        end++;
    read->offset = end;
}

/* Reads the record at the offset, which is not at a line end. After a mistake the next line begins
 * the next record. */
static chatlet_status read_record(table *read, record *row) {
    row->count = 0;
    row->offset = read->offset;
    row->error_message = NULL;
    for (;;) {
        const chatlet_status status = read_field(read, row);
        if (status != CHATLET_OK) return status;
        if (row->error_message != NULL) {
            skip_line(read, row->error_offset);
            return CHATLET_OK;
        }
        if (read->offset >= read->text.size_bytes) return CHATLET_OK;
        if (read->text.data[read->offset] != read->separator) return CHATLET_OK;
        read->offset++;
    }
}

static bool skip_line_ends(table *read) {
    while (read->offset < read->text.size_bytes && is_line_end(read->text.data[read->offset])) {
        read->offset++;
    }
    return read->offset < read->text.size_bytes;
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

/* Notes which column is which. False when the header cannot be used; reported. */
static bool read_header(table *read, const record *header) {
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        read->columns[i] = COLUMNS_MAX;
    for (uint32_t i = 0; i < header->count; i++) {
        const chatlet_str name = clet_str_trim(header->fields[i].text);
        for (size_t k = 0; k < sizeof column_names / sizeof column_names[0]; k++) {
            if (!clet_str_equal_ignore_case(name, column_names[k].name)) continue;
            if (read->columns[column_names[k].column] == COLUMNS_MAX) {
                read->columns[column_names[k].column] = i;
            }
        }
    }
    if (read->columns[COLUMN_QUESTION] == COLUMNS_MAX) {
        read->columns[COLUMN_QUESTION] = read->columns[COLUMN_TITLE];
        read->columns[COLUMN_TITLE] = COLUMNS_MAX;
    }
    if (header->error_message == NULL && read->columns[COLUMN_QUESTION] < COLUMNS_MAX &&
        read->columns[COLUMN_ANSWER] < COLUMNS_MAX) {
        return true;
    }
    const clet_source_place place = place_of(read, header->offset);
    clet_report(read->source->reporter, CLET_DIAGNOSTIC_TABLE_HEADER, read->source->path,
                place.line, place.column,
                CHATLET_STR("the first row must name the columns; call them question and answer, "
                            "and if you like url and title"));
    return false;
}

/* The field of a column, empty when the row or the table has none. */
static field field_of(const table *read, const record *row, column wanted) {
    const size_t index = read->columns[wanted];
    if (index >= row->count) return (field){.offset = row->offset};
    field found = row->fields[index];
    found.text = clet_str_trim(found.text);
    return found;
}

static void report_row(table *read, size_t offset, chatlet_str message) {
    const clet_source_place place = place_of(read, offset);
    clet_report(read->source->reporter, CLET_DIAGNOSTIC_TABLE_ROW, read->source->path, place.line,
                place.column, message);
}

static chatlet_status take_row(table *read, const record *row, uint32_t number) {
    if (row->error_message != NULL) {
        report_row(
            read, row->error_offset,
            (chatlet_str){.data = row->error_message, .size_bytes = row->error_message_bytes});
        return CHATLET_OK;
    }
    const field question = field_of(read, row, COLUMN_QUESTION);
    const field answer = field_of(read, row, COLUMN_ANSWER);
    const field url = field_of(read, row, COLUMN_URL);
    if (question.text.size_bytes == 0 || answer.text.size_bytes == 0) {
        report_row(read, question.text.size_bytes == 0 ? question.offset : answer.offset,
                   question.text.size_bytes == 0
                       ? CHATLET_STR("the row has no question; write one or remove the row")
                       : CHATLET_STR("the row has no answer; write one or remove the row"));
        return CHATLET_OK;
    }
    const clet_source_place row_place = place_of(read, row->offset);
    const clet_document_entry entry = {.title = field_of(read, row, COLUMN_TITLE).text,
                                       .question = question.text,
                                       .answer = answer.text,
                                       .url = url.text,
                                       .number = number,
                                       .line = row_place.line,
                                       .url_place = place_of(read, url.offset)};
    return clet_document_add_entry(read->source, &entry);
}

chatlet_status clet_document_read_csv(const clet_document_source *source) {
    table read = {.source = source, .text = source->text, .place = {.line = 1, .column = 1}};
    record row;
    if (!skip_line_ends(&read)) return CHATLET_OK;
    read.separator = detect_separator(read.text, read.offset);
    chatlet_status status = read_record(&read, &row);
    if (status != CHATLET_OK) return status;
    if (!read_header(&read, &row)) return CHATLET_ERR_INPUT;

    for (uint32_t number = 1; skip_line_ends(&read); number++) {
        if (number > CHATLET_DOCUMENT_ROWS_MAX) {
            return clet_document_refuse_rows(source, place_of(&read, read.offset).line);
        }
        status = read_record(&read, &row);
        if (status == CHATLET_OK) status = take_row(&read, &row, number);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}
