/* CEL out of JSON: values of `set`, `in`, `args` and `body`, in which a text is an expression;
 * initial values of variables, in which it is a text; headers, in which it is a template. */
#include "flow_member.h"

#include "../base/double_text.h"
#include "../base/number_text.h"
#include "../base/str.h"

#define S CHATLET_STR

/* An expression being written. */
typedef struct value_writer {
    clet_buffer text;
    bool texts_are_expressions;
    bool wants_doubles;
    chatlet_str time_function; /* "timestamp" or "duration" around texts; empty: none */
    bool is_too_deep;
} value_writer;

static void write_quoted(clet_buffer *text, chatlet_str value) {
    static const char digits[] = "0123456789abcdef";
    clet_buffer_append_byte(text, '"');
    for (size_t i = 0; i < value.size_bytes; i++) {
        const unsigned char byte = (unsigned char)value.data[i];
        if (byte == '"' || byte == '\\') {
            clet_buffer_append_byte(text, '\\');
            clet_buffer_append_byte(text, byte);
        } else if (byte < 0x20) {
            clet_buffer_append(text, S("\\x"));
            clet_buffer_append_byte(text, (uint8_t)digits[byte >> 4]);
            clet_buffer_append_byte(text, (uint8_t)digits[byte & 15]);
        } else {
            clet_buffer_append_byte(text, byte);
        }
    }
    clet_buffer_append_byte(text, '"');
}

static void write_number(value_writer *writer, const chatlet_json *value) {
    char digits[CLET_DOUBLE_TEXT_BYTES_MAX];
    if (value->kind == CHATLET_JSON_INTEGER && !writer->wants_doubles) {
        clet_number_text_append_i64(&writer->text, value->integer);
        return;
    }
    const size_t length = clet_double_text_write(value->number, digits);
    const chatlet_str written = {.data = digits, .size_bytes = length};
    clet_buffer_append(&writer->text, written);
    /* "3" would be an int. */
    if (clet_str_find_byte(written, '.', 0) == length &&
        clet_str_find_byte(written, 'e', 0) == length)
        clet_buffer_append(&writer->text, S(".0"));
}

static void write_text(value_writer *writer, chatlet_str text) {
    if (writer->texts_are_expressions) {
        clet_buffer_append_byte(&writer->text, '(');
        clet_buffer_append(&writer->text, text);
        clet_buffer_append_byte(&writer->text, ')');
    } else if (writer->time_function.size_bytes > 0) {
        clet_buffer_append(&writer->text, writer->time_function);
        clet_buffer_append_byte(&writer->text, '(');
        write_quoted(&writer->text, text);
        clet_buffer_append_byte(&writer->text, ')');
    } else {
        write_quoted(&writer->text, text);
    }
}

static void write_value(value_writer *writer, const chatlet_json *value, uint32_t depth) {
    if (depth > CHATLET_VALUE_DEPTH_MAX) {
        writer->is_too_deep = true;
        return;
    }
    switch (value->kind) {
    case CHATLET_JSON_NULL: clet_buffer_append(&writer->text, S("null")); break;
    case CHATLET_JSON_BOOLEAN:
        clet_buffer_append(&writer->text, value->boolean ? S("true") : S("false"));
        break;
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE: write_number(writer, value); break;
    case CHATLET_JSON_STRING: write_text(writer, value->text); break;
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT: {
        const bool is_map = value->kind == CHATLET_JSON_OBJECT;
        clet_buffer_append_byte(&writer->text, is_map ? '{' : '[');
        for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
            if (item != value->first) clet_buffer_append(&writer->text, S(", "));
            if (is_map) write_quoted(&writer->text, item->key);
            if (is_map) clet_buffer_append(&writer->text, S(": "));
            write_value(writer, item, depth + 1);
        }
        clet_buffer_append_byte(&writer->text, is_map ? '}' : ']');
        break;
    }
    }
}

static void finish(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                   value_writer *writer, clet_ast_expression *expression) {
    chatlet_str text = {0};
    chatlet_status status = clet_buffer_status(&writer->text);
    if (status == CHATLET_OK)
        status = clet_arena_copy(&parser->ast->arena, clet_buffer_str(&writer->text), &text);
    clet_buffer_free(&writer->text);
    if (status == CHATLET_ERR_MEMORY) parser->out_of_memory = true;
    if (writer->is_too_deep || status == CHATLET_ERR_LIMIT) {
        clet_parse_refuse(parser, value, label,
                          S("be smaller: at most 8192 bytes, and lists and objects within each "
                            "other at most 24 deep"));
    } else if (status == CHATLET_OK) {
        *expression = (clet_ast_expression){.text = text,
                                            .place = clet_parse_place(parser, value->offset),
                                            .is_given = true,
                                            .is_composed = true};
    }
}

static value_writer writer_of(const clet_flow_parser *parser) {
    value_writer writer = {.texts_are_expressions = false};
    clet_buffer_init(&writer.text, parser->ast->allocator, CHATLET_EXPRESSION_BYTES_MAX);
    return writer;
}

void clet_parse_value(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                      clet_ast_expression *expression) {
    if (value->kind == CHATLET_JSON_STRING) {
        if (clet_str_trim(value->text).size_bytes == 0) {
            clet_parse_refuse(parser, value, label,
                              S("be an expression; write \"''\" for an empty text"));
            return;
        }
        *expression = (clet_ast_expression){.text = value->text,
                                            .place = clet_parse_place(parser, value->offset),
                                            .is_given = true};
        return;
    }
    value_writer writer = writer_of(parser);
    writer.texts_are_expressions = true;
    write_value(&writer, value, 0);
    finish(parser, value, label, &writer, expression);
}

static bool mentions(chatlet_str text, chatlet_str word) {
    for (size_t i = 0; i + word.size_bytes <= text.size_bytes; i++) {
        if (clet_str_equal(clet_str_slice(text, i, i + word.size_bytes), word)) return true;
    }
    return false;
}

void clet_parse_constant(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                         chatlet_str type, clet_ast_expression *expression) {
    value_writer writer = writer_of(parser);
    writer.wants_doubles = mentions(type, S("double"));
    if (mentions(type, S("timestamp"))) writer.time_function = S("timestamp");
    if (mentions(type, S("duration"))) writer.time_function = S("duration");
    write_value(&writer, value, 0);
    finish(parser, value, label, &writer, expression);
}

/* Where "{{" stands at or after `from`, or the size. */
static size_t find_braces(chatlet_str text, char brace, size_t from) {
    for (size_t i = from; i + 1 < text.size_bytes; i++) {
        if (text.data[i] == brace && text.data[i + 1] == brace) return i;
    }
    return text.size_bytes;
}

void clet_parse_joined(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       clet_ast_expression *expression) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_STRING)) return;
    const chatlet_str text = value->text;
    value_writer writer = writer_of(parser);
    size_t at = 0;
    while (true) {
        const size_t open = find_braces(text, '{', at);
        write_quoted(&writer.text, clet_str_slice(text, at, open));
        if (open == text.size_bytes) break;
        const size_t close = find_braces(text, '}', open + 2);
        if (close == text.size_bytes) {
            clet_buffer_free(&writer.text);
            clet_parse_refuse(parser, value, label, S("close its \"{{\" with \"}}\""));
            return;
        }
        clet_buffer_append(&writer.text, S(" + string("));
        clet_buffer_append(&writer.text, clet_str_trim(clet_str_slice(text, open + 2, close)));
        clet_buffer_append(&writer.text, S(") + "));
        at = close + 2;
    }
    finish(parser, value, label, &writer, expression);
}
