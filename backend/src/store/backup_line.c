#include "backup_line.h"

#include <chatlet/json.h>

#include <string.h>

enum { NUMBER_BYTES = 20, ESCAPE_BYTES = 6, HEX_KEY_BYTES = 11 };

static const char hex_digits[] = "0123456789abcdef";

/* --- writing --- */

typedef struct line_buffer {
    char *data; /* NULL: refused */
    size_t used_bytes;
} line_buffer;

static line_buffer take_buffer(region *memory, size_t size_bytes) {
    line_buffer buffer = {.data = NULL};
    if (size_bytes <= BACKUP_LINE_BYTES_MAX) buffer.data = region_take(memory, size_bytes);
    return buffer;
}

static void put(line_buffer *buffer, const char *text) {
    size_t size_bytes = strlen(text);
    memcpy(buffer->data + buffer->used_bytes, text, size_bytes);
    buffer->used_bytes += size_bytes;
}

static void put_number(line_buffer *buffer, int64_t value) {
    char digits[NUMBER_BYTES];
    size_t count = 0;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) digits[count++] = '-';
    while (count > 0)
        buffer->data[buffer->used_bytes++] = digits[--count];
}

static void put_byte_as_hex(line_buffer *buffer, unsigned char byte) {
    buffer->data[buffer->used_bytes++] = hex_digits[byte >> 4];
    buffer->data[buffer->used_bytes++] = hex_digits[byte & 15];
}

static void put_text(line_buffer *buffer, chatlet_str text) {
    put(buffer, "\"");
    for (size_t i = 0; i < text.size_bytes; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20) {
            put(buffer, "\\u00");
            put_byte_as_hex(buffer, c);
            continue;
        }
        if (c == '"' || c == '\\') put(buffer, "\\");
        buffer->data[buffer->used_bytes++] = (char)c;
    }
    put(buffer, "\"");
}

static void put_value(line_buffer *buffer, const db_value *value) {
    switch (value->kind) {
    case DB_NULL: put(buffer, "null"); break;
    case DB_INTEGER: put_number(buffer, value->integer); break;
    case DB_TEXT: put_text(buffer, value->text); break;
    case DB_BYTES:
        put(buffer, "{\"hex\":\"");
        for (size_t i = 0; i < value->text.size_bytes; i++) {
            put_byte_as_hex(buffer, (unsigned char)value->text.data[i]);
        }
        put(buffer, "\"}");
        break;
    }
}

static size_t text_bytes(chatlet_str text) {
    size_t size_bytes = text.size_bytes + 2;
    for (size_t i = 0; i < text.size_bytes; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20) size_bytes += ESCAPE_BYTES - 1;
        if (c == '"' || c == '\\') size_bytes++;
    }
    return size_bytes;
}

static size_t value_bytes_max(const db_value *value) {
    switch (value->kind) {
    case DB_NULL: return sizeof "null";
    case DB_INTEGER: return NUMBER_BYTES;
    case DB_TEXT: return text_bytes(value->text);
    case DB_BYTES: return 2 * value->text.size_bytes + HEX_KEY_BYTES;
    }
    return 0;
}

static chatlet_str finish(line_buffer *buffer) {
    return (chatlet_str){.data = buffer->data, .size_bytes = buffer->used_bytes};
}

chatlet_str backup_line_row(region *memory, const db_value *values, size_t count) {
    size_t size_bytes = 3;
    for (size_t i = 0; i < count; i++)
        size_bytes += value_bytes_max(&values[i]) + 1;
    line_buffer buffer = take_buffer(memory, size_bytes);
    if (buffer.data == NULL) return CHATLET_STR("");
    put(&buffer, "[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) put(&buffer, ",");
        put_value(&buffer, &values[i]);
    }
    put(&buffer, "]\n");
    return finish(&buffer);
}

chatlet_str backup_line_head(region *memory, int64_t migration, int64_t made_at_ms) {
    line_buffer buffer = take_buffer(memory, 64 + 3 * NUMBER_BYTES);
    if (buffer.data == NULL) return CHATLET_STR("");
    put(&buffer, "{\"chatlet_backup\":");
    put_number(&buffer, BACKUP_FORMAT);
    put(&buffer, ",\"migration\":");
    put_number(&buffer, migration);
    put(&buffer, ",\"made_at_ms\":");
    put_number(&buffer, made_at_ms);
    put(&buffer, "}\n");
    return finish(&buffer);
}

chatlet_str backup_line_table(region *memory, const schema_table *table) {
    size_t size_bytes = 64 + text_bytes(table->name);
    for (uint32_t i = 0; i < table->column_count; i++) {
        size_bytes += text_bytes(table->columns[i].name) + 1;
    }
    line_buffer buffer = take_buffer(memory, size_bytes);
    if (buffer.data == NULL) return CHATLET_STR("");
    put(&buffer, "{\"table\":");
    put_text(&buffer, table->name);
    put(&buffer, ",\"columns\":[");
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (i > 0) put(&buffer, ",");
        put_text(&buffer, table->columns[i].name);
    }
    put(&buffer, "]}\n");
    return finish(&buffer);
}

chatlet_str backup_line_end(region *memory, uint64_t rows) {
    line_buffer buffer = take_buffer(memory, 64);
    if (buffer.data == NULL) return CHATLET_STR("");
    put(&buffer, "{\"end\":true,\"rows\":");
    put_number(&buffer, (int64_t)rows);
    put(&buffer, "}\n");
    return finish(&buffer);
}

/* --- reading --- */

static bool read_hex_digit(char digit, unsigned *value) {
    const char *at = digit != '\0' ? strchr(hex_digits, digit) : NULL;
    if (at == NULL) return false;
    *value = (unsigned)(at - hex_digits);
    return true;
}

static bool read_hex(region *memory, chatlet_str text, chatlet_str *bytes) {
    if (text.size_bytes % 2 != 0) return false;
    char *data = region_take(memory, text.size_bytes / 2);
    if (data == NULL) return false;
    for (size_t i = 0; i < text.size_bytes / 2; i++) {
        unsigned high = 0;
        unsigned low = 0;
        if (!read_hex_digit(text.data[2 * i], &high) ||
            !read_hex_digit(text.data[2 * i + 1], &low)) {
            return false;
        }
        data[i] = (char)(unsigned char)(high << 4 | low);
    }
    *bytes = (chatlet_str){.data = data, .size_bytes = text.size_bytes / 2};
    return true;
}

static bool read_bytes(region *memory, const chatlet_json *json, db_value *value) {
    const chatlet_json *hex = chatlet_json_find(json, CHATLET_STR("hex"));
    chatlet_str bytes;
    if (json->count != 1 || hex == NULL || hex->kind != CHATLET_JSON_STRING ||
        !read_hex(memory, hex->text, &bytes)) {
        return false;
    }
    *value = db_bytes(bytes);
    return true;
}

static bool read_value(region *memory, const chatlet_json *json, db_value *value) {
    switch (json->kind) {
    case CHATLET_JSON_NULL: *value = db_null(); return true;
    case CHATLET_JSON_INTEGER: *value = db_integer(json->integer); return true;
    case CHATLET_JSON_STRING:
        *value = db_text(json->text);
        return json->text.size_bytes == 0 ||
               memchr(json->text.data, '\0', json->text.size_bytes) == NULL;
    case CHATLET_JSON_OBJECT: return read_bytes(memory, json, value);
    case CHATLET_JSON_BOOLEAN:
    case CHATLET_JSON_DOUBLE:
    case CHATLET_JSON_ARRAY: break;
    }
    return false;
}

static bool read_values(region *memory, const chatlet_json *array, backup_line *line) {
    line->count = array->count;
    line->values = region_take(memory, (line->count + 1) * sizeof *line->values);
    if (line->values == NULL) return false;
    size_t at = 0;
    for (const chatlet_json *one = array->first; one != NULL; one = one->next) {
        if (!read_value(memory, one, &line->values[at++])) return false;
    }
    return true;
}

static bool read_whole(const chatlet_json *object, chatlet_str key, int64_t *value) {
    const chatlet_json *member = chatlet_json_find(object, key);
    if (member == NULL || member->kind != CHATLET_JSON_INTEGER || member->integer < 0) return false;
    *value = member->integer;
    return true;
}

static bool is_head(const chatlet_json *object, backup_line *line) {
    return object->count == 3 && read_whole(object, CHATLET_STR("chatlet_backup"), &line->format) &&
           read_whole(object, CHATLET_STR("migration"), &line->migration) &&
           read_whole(object, CHATLET_STR("made_at_ms"), &line->made_at_ms);
}

static bool is_end(const chatlet_json *object, backup_line *line) {
    const chatlet_json *end = chatlet_json_find(object, CHATLET_STR("end"));
    return object->count == 2 && end != NULL && end->kind == CHATLET_JSON_BOOLEAN && end->boolean &&
           read_whole(object, CHATLET_STR("rows"), &line->rows);
}

static bool is_table(region *memory, const chatlet_json *object, backup_line *line) {
    const chatlet_json *table = chatlet_json_find(object, CHATLET_STR("table"));
    const chatlet_json *columns = chatlet_json_find(object, CHATLET_STR("columns"));
    if (object->count != 2 || table == NULL || table->kind != CHATLET_JSON_STRING ||
        columns == NULL || columns->kind != CHATLET_JSON_ARRAY ||
        !read_values(memory, columns, line)) {
        return false;
    }
    line->table = table->text;
    for (size_t i = 0; i < line->count; i++) {
        if (line->values[i].kind != DB_TEXT) return false;
    }
    return true;
}

static backup_line_kind read_kind(region *memory, const chatlet_json *root, backup_line *line) {
    if (root->kind == CHATLET_JSON_ARRAY) {
        return read_values(memory, root, line) ? BACKUP_LINE_ROW : BACKUP_LINE_NONE;
    }
    if (root->kind != CHATLET_JSON_OBJECT) return BACKUP_LINE_NONE;
    if (is_table(memory, root, line)) return BACKUP_LINE_TABLE;
    if (is_head(root, line)) return BACKUP_LINE_HEAD;
    return is_end(root, line) ? BACKUP_LINE_END : BACKUP_LINE_NONE;
}

chatlet_status backup_line_read(region *memory, chatlet_str text, backup_line *line) {
    chatlet_json_document *document = NULL;
    chatlet_status status = chatlet_json_parse(&memory->allocator, text, &document, NULL);
    if (status != CHATLET_OK) return status;
    *line = (backup_line){.kind = BACKUP_LINE_NONE};
    line->kind = read_kind(memory, chatlet_json_root(document), line);
    /* The document is the region's, and lives as long. */
    return memory->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}
