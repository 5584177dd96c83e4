/* Front matter as metadata: the scalars and the lists of its top level, in YAML or TOML. No parser
 * of either: values that need one (maps, texts over several lines, TOML's tables) are left out. */
#include "markdown_source.h"

#include "../base/str.h"

/* The key whose list stands on the lines below it. */
typedef struct front_reader {
    const clet_document_source *source;
    bool is_yaml;
    chatlet_str list_key; /* empty: none is open */
    bool in_table;        /* TOML: behind a [table] */
} front_reader;

/* A line of the source, without its end. */
typedef struct front_line {
    chatlet_str text;
    uint32_t number;
} front_line;

static chatlet_status add(const front_reader *read, chatlet_str key, chatlet_str values,
                          front_line line) {
    const clet_metadata_place place = {
        .line = line.number,
        .column = (uint32_t)(values.data - line.text.data) + 1,
    };
    return clet_block_list_add_metadata(read->source->list, key, values, place);
}

/* Up to a comment: '#' at the beginning or behind white space. */
static chatlet_str without_comment(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const bool is_apart = i == 0 || text.data[i - 1] == ' ' || text.data[i - 1] == '\t';
        if (text.data[i] == '#' && is_apart) return clet_str_trim(clet_str_slice(text, 0, i));
    }
    return text;
}

/* A scalar without its quotes or comment; empty for what is none. */
static chatlet_str scalar_of(chatlet_str text) {
    const chatlet_str value = clet_str_trim(text);
    if (value.size_bytes == 0) return value;
    const char first = value.data[0];
    if (first == '"' || first == '\'') {
        const size_t end = clet_str_find_byte(value, first, 1);
        return end < value.size_bytes ? clet_str_slice(value, 1, end) : (chatlet_str){0};
    }
    /* Block texts, maps, lists, anchors, references and tags of YAML. */
    const chatlet_str marks = CHATLET_STR("|>{[&*!");
    if (clet_str_find_byte(marks, first, 0) < marks.size_bytes) return (chatlet_str){0};
    return without_comment(value);
}

/* The items of `[a, "b", c]`, each added by itself. */
static chatlet_status add_items(const front_reader *read, chatlet_str key, chatlet_str list,
                                front_line line) {
    chatlet_status status = CHATLET_OK;
    char quote = 0;
    size_t begin = 1;
    for (size_t i = 1; i < list.size_bytes && status == CHATLET_OK; i++) {
        const char byte = list.data[i];
        if (quote != 0) {
            if (byte == quote) quote = 0;
            continue;
        }
        if (byte == '"' || byte == '\'') quote = byte;
        if (byte != ',' && byte != ']') continue;
        const chatlet_str item = scalar_of(clet_str_slice(list, begin, i));
        if (item.size_bytes > 0) status = add(read, key, item, line);
        begin = i + 1;
        if (byte == ']') break;
    }
    return status;
}

static chatlet_status add_value(const front_reader *read, chatlet_str key, chatlet_str value,
                                front_line line) {
    if (value.size_bytes > 0 && value.data[0] == '[') return add_items(read, key, value, line);
    const chatlet_str scalar = scalar_of(value);
    return scalar.size_bytes > 0 ? add(read, key, scalar, line) : CHATLET_OK;
}

/* "- item" below a key, indented or not. */
static bool is_item(chatlet_str trimmed) {
    return clet_str_starts_with(trimmed, CHATLET_STR("- "));
}

static bool is_indented(chatlet_str text) {
    return text.size_bytes > 0 && (text.data[0] == ' ' || text.data[0] == '\t');
}

/* Takes "key: value" or "key = value"; a key without a value may have a list below. */
static chatlet_status read_pair(front_reader *read, front_line line) {
    const size_t at = clet_str_find_byte(line.text, read->is_yaml ? ':' : '=', 0);
    read->list_key = (chatlet_str){0};
    if (at == line.text.size_bytes) return CHATLET_OK;
    const chatlet_str key = clet_str_trim(clet_str_slice(line.text, 0, at));
    const chatlet_str value =
        clet_str_trim(clet_str_slice(line.text, at + 1, line.text.size_bytes));
    if (read->is_yaml && without_comment(value).size_bytes == 0) read->list_key = key;
    return add_value(read, key, value, line);
}

static chatlet_status read_line(front_reader *read, front_line line) {
    const chatlet_str trimmed = clet_str_trim(line.text);
    if (trimmed.size_bytes == 0 || trimmed.data[0] == '#' || read->in_table) return CHATLET_OK;
    if (!read->is_yaml) {
        read->in_table = trimmed.data[0] == '[';
        return read->in_table ? CHATLET_OK : read_pair(read, line);
    }
    if (is_item(trimmed)) {
        if (read->list_key.size_bytes == 0) return CHATLET_OK;
        const chatlet_str item = scalar_of(clet_str_slice(trimmed, 2, trimmed.size_bytes));
        return item.size_bytes > 0 ? add(read, read->list_key, item, line) : CHATLET_OK;
    }
    if (!is_indented(line.text)) return read_pair(read, line);
    /* A map or a text of several lines: what follows there belongs to it. */
    read->list_key = (chatlet_str){0};
    return CHATLET_OK;
}

chatlet_status clet_markdown_read_metadata(const clet_document_source *source,
                                           const clet_markdown_front *front) {
    const chatlet_str text = clet_str_slice(source->text, 0, front->body_offset);
    front_reader read = {.source = source};
    front_line line = {.number = 0};
    for (size_t offset = 0; offset < text.size_bytes;) {
        const size_t end = clet_str_find_byte(text, '\n', offset);
        line.text = clet_str_slice(text, offset, end);
        line.number++;
        offset = end + 1;
        if (line.number == 1) {
            read.is_yaml = clet_str_starts_with(line.text, CHATLET_STR("---"));
            continue;
        }
        if (line.number >= front->line_count) break; /* the closing fence */
        const chatlet_status status = read_line(&read, line);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}
