/* Question/answer tables as JSON Lines in, one page a line out: {"question", "answer", "url"?} or
 * {"title", "text", "url"?}; other members, and those of a member "metadata", may be fields of the
 * bot. */
#include "document_reader.h"

#include "../base/str.h"

#include <chatlet/json.h>

#include <string.h>

typedef struct line_reader {
    const clet_document_source *source;
    chatlet_str text; /* of the line */
    uint32_t line;
    uint32_t number; /* of the entry, from 1 */
} line_reader;

static void report(const line_reader *read, uint32_t column, chatlet_str message) {
    clet_report(read->source->reporter, CLET_DIAGNOSTIC_JSON_SYNTAX, read->source->path, read->line,
                column, message);
}

/* Finds the member `name`, or else `other`. False when it is there and no text; reported. *text is
 * empty when there is none. */
static bool find_text(const line_reader *read, const chatlet_json *object, chatlet_str name,
                      chatlet_str other, chatlet_str *text, uint32_t *column) {
    const chatlet_json *member = chatlet_json_find(object, name);
    if (member == NULL && other.size_bytes > 0) member = chatlet_json_find(object, other);
    *text = (chatlet_str){0};
    *column = 1;
    if (member == NULL || member->kind == CHATLET_JSON_NULL) return true;
    *column = member->offset + 1;
    if (member->kind == CHATLET_JSON_STRING) {
        *text = clet_str_trim(member->text);
        return true;
    }
    clet_report_pieces(
        read->source->reporter, CLET_DIAGNOSTIC_JSON_SYNTAX, read->source->path, read->line,
        *column,
        (chatlet_str[]){
            CHATLET_STR("\""), member->key, CHATLET_STR("\" must be a text in quotes"), {0}});
    return false;
}

/* The value as it is written: "1.10" stays what it is. Empty for what is no scalar. */
static chatlet_str scalar_of(const line_reader *read, const chatlet_json *value) {
    switch (value->kind) {
    case CHATLET_JSON_STRING: return value->text;
    case CHATLET_JSON_BOOLEAN: return value->boolean ? CHATLET_STR("true") : CHATLET_STR("false");
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE: {
        const chatlet_str digits = CHATLET_STR("0123456789+-.eE");
        size_t end = value->offset;
        while (end < read->text.size_bytes &&
               clet_str_find_byte(digits, read->text.data[end], 0) < digits.size_bytes)
            end++;
        return clet_str_slice(read->text, value->offset, end);
    }
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT: break;
    }
    return (chatlet_str){0};
}

static chatlet_status add_cell(const line_reader *read, uint32_t block, chatlet_str name,
                               const chatlet_json *value) {
    const clet_document_cell cell = {.name = name,
                                     .values = scalar_of(read, value),
                                     .place = {.line = read->line, .column = value->offset + 1}};
    return clet_document_add_cell(read->source, block, &cell);
}

static bool is_of_row(chatlet_str key) {
    static const chatlet_str keys[] = {
        {"question", 8}, {"answer", 6}, {"title", 5}, {"text", 4}, {"url", 3}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (clet_str_equal(keys[i], key)) return true;
    }
    return false;
}

/* The members that stand for nothing here, and the items of lists. */
static chatlet_status take_members(const line_reader *read, uint32_t block,
                                   const chatlet_json *object) {
    chatlet_status status = CHATLET_OK;
    for (const chatlet_json *member = object->first; member != NULL && status == CHATLET_OK;
         member = member->next) {
        if (is_of_row(member->key)) continue;
        if (member->kind != CHATLET_JSON_ARRAY) {
            status = add_cell(read, block, member->key, member);
            continue;
        }
        for (const chatlet_json *item = member->first; item != NULL && status == CHATLET_OK;
             item = item->next)
            status = add_cell(read, block, member->key, item);
    }
    return status;
}

static chatlet_status take_metadata(const line_reader *read, uint32_t block,
                                    const chatlet_json *object) {
    const chatlet_json *metadata = chatlet_json_find(object, CHATLET_STR("metadata"));
    chatlet_status status = take_members(read, block, object);
    if (status == CHATLET_OK && metadata != NULL && metadata->kind == CHATLET_JSON_OBJECT)
        status = take_members(read, block, metadata);
    return status;
}

static chatlet_status take_object(line_reader *read, const chatlet_json *object) {
    if (object->kind != CHATLET_JSON_OBJECT) {
        report(read, object->offset + 1, CHATLET_STR("each line must be an object in braces"));
        return CHATLET_OK;
    }
    const bool has_question = chatlet_json_find(object, CHATLET_STR("question")) != NULL;
    clet_document_entry entry = {.number = read->number, .line = read->line};
    uint32_t question_column;
    uint32_t answer_column;
    uint32_t title_column;
    entry.url_place.line = read->line;
    if (!find_text(read, object, CHATLET_STR("question"), CHATLET_STR("title"), &entry.question,
                   &question_column) ||
        !find_text(read, object, CHATLET_STR("answer"), CHATLET_STR("text"), &entry.answer,
                   &answer_column) ||
        !find_text(read, object, CHATLET_STR("url"), (chatlet_str){0}, &entry.url,
                   &entry.url_place.column) ||
        !find_text(read, object, CHATLET_STR("title"), (chatlet_str){0}, &entry.title,
                   &title_column)) {
        return CHATLET_OK;
    }
    if (!has_question) entry.title = (chatlet_str){0};
    if (entry.question.size_bytes > 0 && entry.answer.size_bytes > 0) {
        const uint32_t block = read->source->list->count;
        const chatlet_status status = clet_document_add_entry(read->source, &entry);
        return status == CHATLET_OK ? take_metadata(read, block, object) : status;
    }
    report(read, entry.question.size_bytes == 0 ? question_column : answer_column,
           CHATLET_STR("the object needs \"question\" and \"answer\", or \"title\" and \"text\""));
    return CHATLET_OK;
}

static chatlet_status take_line(line_reader *read, chatlet_str text) {
    chatlet_json_document *json = NULL;
    chatlet_error error = {0};
    chatlet_status status =
        chatlet_json_parse(read->source->list->arena->allocator, text, &json, &error);
    if (status == CHATLET_ERR_MEMORY) return status;
    if (status != CHATLET_OK) {
        report(read, error.column,
               (chatlet_str){.data = error.message, .size_bytes = strlen(error.message)});
        return CHATLET_OK;
    }
    read->text = text;
    status = take_object(read, chatlet_json_root(json));
    chatlet_json_free(json);
    return status;
}

chatlet_status clet_document_read_jsonl(const clet_document_source *source) {
    line_reader read = {.source = source};
    size_t offset = 0;
    while (offset < source->text.size_bytes) {
        const size_t end = clet_str_find_byte(source->text, '\n', offset);
        const chatlet_str line = clet_str_slice(source->text, offset, end);
        offset = end + 1;
        read.line++;
        if (clet_str_trim(line).size_bytes == 0) continue;
        if (++read.number > CHATLET_DOCUMENT_ROWS_MAX) {
            return clet_document_refuse_rows(source, read.line);
        }
        const chatlet_status status = take_line(&read, line);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}
