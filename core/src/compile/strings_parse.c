/* Texts of one language: key to template, keys within each other joined by dots. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR

enum { KEY_DEPTH_MAX = 16, KEY_BYTES_MAX = 200 };

static clet_ast_strings *strings_of(clet_flow_parser *parser, chatlet_str locale) {
    clet_flow_ast *ast = parser->ast;
    clet_ast_strings *found = clet_ast_find_strings(ast, locale);
    if (found != NULL) return found;
    clet_ast_strings *strings = clet_parse_allocate(parser, 1, sizeof *strings);
    if (strings == NULL) return NULL;
    if (ast->string_count == ast->string_capacity) {
        clet_ast_strings **grown = clet_arena_grow_array(
            &ast->arena, ast->strings, ast->string_count, sizeof *grown, 8, &ast->string_capacity);
        if (grown == NULL) {
            parser->out_of_memory = true;
            return NULL;
        }
        ast->strings = grown;
    }
    *strings = (clet_ast_strings){.locale = locale, .file = parser->file};
    clet_map_init(&strings->keys, &ast->arena);
    ast->strings[ast->string_count++] = strings;
    return strings;
}

/* "prefix.key". */
static bool join_key(clet_flow_parser *parser, chatlet_str prefix, chatlet_str key,
                     chatlet_str *joined) {
    if (prefix.size_bytes == 0) {
        *joined = key;
        return true;
    }
    const size_t size_bytes = prefix.size_bytes + 1 + key.size_bytes;
    char *data = clet_parse_allocate(parser, size_bytes, 1);
    if (data == NULL) return false;
    for (size_t i = 0; i < prefix.size_bytes; i++)
        data[i] = prefix.data[i];
    data[prefix.size_bytes] = '.';
    for (size_t i = 0; i < key.size_bytes; i++)
        data[prefix.size_bytes + 1 + i] = key.data[i];
    *joined = (chatlet_str){.data = data, .size_bytes = size_bytes};
    return true;
}

static void add_string(clet_flow_parser *parser, clet_ast_strings *strings, chatlet_str key,
                       const chatlet_json *value) {
    if (clet_ast_find_string(strings, key) != NULL) {
        const chatlet_str pieces[] = {
            S("key \""), key, S("\" stands here twice; keep one of them"), {0}};
        clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, value->key_offset, pieces);
        return;
    }
    if (strings->count == strings->capacity) {
        clet_ast_string *grown =
            clet_arena_grow_array(&parser->ast->arena, strings->items, strings->count,
                                  sizeof *grown, 16, &strings->capacity);
        if (grown == NULL) {
            parser->out_of_memory = true;
            return;
        }
        strings->items = grown;
    }
    if (!clet_parse_enter(parser, &strings->keys, key, strings->count)) return;
    strings->items[strings->count++] = (clet_ast_string){
        .key = key, .text = value->text, .place = clet_parse_place(parser, value->offset)};
}

static void parse_level(clet_flow_parser *parser, const chatlet_json *object, chatlet_str prefix,
                        clet_ast_strings *strings, uint32_t depth) {
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        chatlet_str key;
        if (depth == 0 && clet_str_equal(one->key, S("$schema"))) continue;
        if (one->key.size_bytes == 0 ||
            prefix.size_bytes + 1 + one->key.size_bytes > KEY_BYTES_MAX) {
            const chatlet_str pieces[] = {S("a key must have 1 to 200 bytes, with those around it"),
                                          {0}};
            clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_VALUE, one->key_offset, pieces);
            continue;
        }
        if (!join_key(parser, prefix, one->key, &key)) return;
        if (one->kind != CHATLET_JSON_OBJECT) {
            if (clet_parse_expect(parser, one, key, CHATLET_JSON_STRING))
                add_string(parser, strings, key, one);
        } else if (depth + 1 < KEY_DEPTH_MAX) {
            parse_level(parser, one, key, strings, depth + 1);
        } else {
            clet_parse_refuse(parser, one, key, S("not be more than 16 levels deep"));
        }
    }
}

void clet_parse_strings(clet_flow_parser *parser, const chatlet_json *object, chatlet_str locale) {
    clet_ast_strings *strings = strings_of(parser, locale);
    if (strings != NULL) parse_level(parser, object, (chatlet_str){0}, strings, 0);
}
