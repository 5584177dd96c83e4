/* Question/answer tables as CSV in, one page a row out. The header says which column is which; how
 * records are told apart stands in chatlet/csv.h. */
#include "document_reader.h"

#include "../base/str.h"

#include <chatlet/csv.h>

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

typedef struct table {
    const clet_document_source *source;
    chatlet_csv csv;
    size_t columns[COLUMN_COUNT];          /* CHATLET_CSV_FIELDS: the table has none of that name */
    chatlet_str names[CHATLET_CSV_FIELDS]; /* of the other columns; empty for the ones above */
    size_t place_offset;                   /* the place of this byte … */
    clet_source_place place; /* … is known, so that places cost no second pass each */
} table;

/* The place of a byte at or behind those asked for before. */
static clet_source_place place_of(table *read, size_t offset) {
    if (offset < read->place_offset) return clet_document_place(read->csv.source, offset);
    const chatlet_str between = clet_str_slice(read->csv.source, read->place_offset, offset);
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

/* The columns that stand for nothing here may be fields of the bot. */
static void name_others(table *read, const chatlet_csv_record *header) {
    for (size_t i = 0; i < header->count; i++) {
        bool is_other = true;
        for (size_t k = 0; k < COLUMN_COUNT; k++)
            if (read->columns[k] == i) is_other = false;
        if (is_other) read->names[i] = header->fields[i].text;
    }
}

/* Notes which column is which. False when the header cannot be used; reported. */
static bool read_header(table *read, const chatlet_csv_record *header) {
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        read->columns[i] = CHATLET_CSV_FIELDS;
    for (uint32_t i = 0; i < header->count; i++) {
        const chatlet_str name = clet_str_trim(header->fields[i].text);
        for (size_t k = 0; k < sizeof column_names / sizeof column_names[0]; k++) {
            if (!clet_str_equal_ignore_case(name, column_names[k].name)) continue;
            if (read->columns[column_names[k].column] == CHATLET_CSV_FIELDS) {
                read->columns[column_names[k].column] = i;
            }
        }
    }
    if (read->columns[COLUMN_QUESTION] == CHATLET_CSV_FIELDS) {
        read->columns[COLUMN_QUESTION] = read->columns[COLUMN_TITLE];
        read->columns[COLUMN_TITLE] = CHATLET_CSV_FIELDS;
    }
    name_others(read, header);
    if (header->problem.size_bytes == 0 && read->columns[COLUMN_QUESTION] < CHATLET_CSV_FIELDS &&
        read->columns[COLUMN_ANSWER] < CHATLET_CSV_FIELDS) {
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
static chatlet_csv_field field_of(const table *read, const chatlet_csv_record *row, column wanted) {
    const size_t index = read->columns[wanted];
    if (index >= row->count) return (chatlet_csv_field){.offset = row->offset};
    chatlet_csv_field found = row->fields[index];
    found.text = clet_str_trim(found.text);
    return found;
}

static void report_row(table *read, size_t offset, chatlet_str message) {
    const clet_source_place place = place_of(read, offset);
    clet_report(read->source->reporter, CLET_DIAGNOSTIC_TABLE_ROW, read->source->path, place.line,
                place.column, message);
}

static chatlet_status take_others(table *read, const chatlet_csv_record *row, uint32_t block) {
    for (size_t i = 0; i < row->count; i++) {
        const chatlet_csv_field *field = &row->fields[i];
        if (read->names[i].size_bytes == 0 || field->text.size_bytes == 0) continue;
        const clet_document_cell cell = {
            .name = read->names[i], .values = field->text, .place = place_of(read, field->offset)};
        const chatlet_status status = clet_document_add_cell(read->source, block, &cell);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static chatlet_status take_row(table *read, const chatlet_csv_record *row, uint32_t number) {
    if (row->problem.size_bytes > 0) {
        report_row(read, row->problem_offset, row->problem);
        return CHATLET_OK;
    }
    const chatlet_csv_field question = field_of(read, row, COLUMN_QUESTION);
    const chatlet_csv_field answer = field_of(read, row, COLUMN_ANSWER);
    const chatlet_csv_field url = field_of(read, row, COLUMN_URL);
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
    const uint32_t block = read->source->list->count;
    const chatlet_status status = clet_document_add_entry(read->source, &entry);
    /* Back to the row's beginning, so that places of its cells are asked for in their order. */
    read->place_offset = row->offset;
    read->place = row_place;
    return status == CHATLET_OK ? take_others(read, row, block) : status;
}

/* Only a table with quotes has fields that need memory of their own. */
static chatlet_status begin(table *read) {
    const chatlet_str text = read->source->text;
    char *memory = NULL;
    if (clet_str_find_byte(text, '"', 0) < text.size_bytes) {
        memory = clet_arena_allocate(read->source->list->arena, text.size_bytes);
        if (memory == NULL) return CHATLET_ERR_MEMORY;
    }
    chatlet_csv_begin(&read->csv, text, memory);
    return CHATLET_OK;
}

chatlet_status clet_document_read_csv(const clet_document_source *source) {
    table read = {.source = source, .place = {.line = 1, .column = 1}};
    chatlet_csv_record row;
    chatlet_status status = begin(&read);
    if (status != CHATLET_OK || !chatlet_csv_next(&read.csv, &row)) return status;
    if (!read_header(&read, &row)) return CHATLET_ERR_INPUT;

    for (uint32_t number = 1; status == CHATLET_OK && chatlet_csv_next(&read.csv, &row); number++) {
        if (number > CHATLET_DOCUMENT_ROWS_MAX)
            return clet_document_refuse_rows(source, place_of(&read, row.offset).line);
        status = take_row(&read, &row, number);
    }
    return status;
}
