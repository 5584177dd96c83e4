#include "flow_ast.h"

#include "../base/str.h"

void clet_flow_ast_init(clet_flow_ast *ast, const chatlet_allocator *allocator) {
    *ast = (clet_flow_ast){.allocator = allocator, .locale = CHATLET_STR("en")};
    clet_arena_init(&ast->arena, allocator);
    clet_map_init(&ast->flow_names, &ast->arena);
    clet_map_init(&ast->variable_names, &ast->arena);
    clet_map_init(&ast->intent_names, &ast->arena);
    clet_map_init(&ast->entity_names, &ast->arena);
    clet_map_init(&ast->connection_names, &ast->arena);
}

void clet_flow_ast_free(clet_flow_ast *ast) {
    for (uint32_t i = 0; i < ast->document_count; i++)
        chatlet_json_free(ast->documents[i]);
    ast->document_count = 0;
    clet_arena_free(&ast->arena);
}

bool clet_flow_ast_is_empty(const clet_flow_ast *ast) { return ast->flow_count == 0; }

clet_ast_flow *clet_ast_find_flow(const clet_flow_ast *ast, chatlet_str name) {
    const clet_map_entry *entry = clet_map_find(&ast->flow_names, name);
    return entry == NULL ? NULL : ast->flows[entry->value];
}

clet_ast_node *clet_ast_find_node(const clet_ast_flow *flow, chatlet_str name) {
    const clet_map_entry *entry = clet_map_find(&flow->node_names, name);
    return entry == NULL ? NULL : &flow->nodes[entry->value];
}

clet_ast_variable *clet_ast_find_variable(const clet_flow_ast *ast, const clet_ast_flow *flow,
                                          chatlet_str name) {
    const clet_map_entry *local = flow == NULL ? NULL : clet_map_find(&flow->local_names, name);
    if (local != NULL) return &flow->locals[local->value];
    const clet_map_entry *entry = clet_map_find(&ast->variable_names, name);
    return entry == NULL ? NULL : &ast->variables[entry->value];
}

clet_ast_intent *clet_ast_find_intent(const clet_flow_ast *ast, chatlet_str name) {
    const clet_map_entry *entry = clet_map_find(&ast->intent_names, name);
    return entry == NULL ? NULL : ast->intents[entry->value];
}

clet_ast_entity *clet_ast_find_entity(const clet_flow_ast *ast, chatlet_str name) {
    const clet_map_entry *entry = clet_map_find(&ast->entity_names, name);
    return entry == NULL ? NULL : &ast->entities[entry->value];
}

clet_ast_connection *clet_ast_find_connection(const clet_flow_ast *ast, chatlet_str name) {
    const clet_map_entry *entry = clet_map_find(&ast->connection_names, name);
    return entry == NULL ? NULL : &ast->connections[entry->value];
}

clet_ast_strings *clet_ast_find_strings(const clet_flow_ast *ast, chatlet_str locale) {
    for (uint32_t i = 0; i < ast->string_count; i++) {
        if (clet_str_equal_ignore_case(ast->strings[i]->locale, locale)) return ast->strings[i];
    }
    return NULL;
}

clet_ast_string *clet_ast_find_string(const clet_ast_strings *strings, chatlet_str key) {
    const clet_map_entry *entry = clet_map_find(&strings->keys, key);
    return entry == NULL ? NULL : &strings->items[entry->value];
}

void clet_ast_report(clet_flow_ast *ast, clet_reporter *reporter, clet_diagnostic_code code,
                     clet_ast_place place, const chatlet_str *pieces) {
    const uint32_t errors_before = reporter->error_count;
    uint32_t line = 0;
    uint32_t column = 0;
    const clet_ast_file *file = &ast->files[place.file];
    chatlet_json_place(file->bytes, place.offset, &line, &column);
    clet_report_pieces(reporter, code, file->path, line, column, pieces);
    if (reporter->error_count > errors_before) ast->has_mistake = true;
}

/* Bytes of the source that make one character or escape of a JSON text, and in *made how many bytes
 * of UTF-8 come of it. */
static uint32_t step_of(chatlet_str source, uint32_t at, uint32_t *made) {
    *made = 1;
    if (source.data[at] != '\\' || at + 1 >= source.size_bytes) return 1;
    if (source.data[at + 1] != 'u' || at + 6 > source.size_bytes) return 2;
    uint32_t code = 0;
    for (uint32_t i = at + 2; i < at + 6; i++) {
        const char byte = source.data[i];
        const uint32_t letter = (uint32_t)(byte | 0x20) - 'a' + 10;
        code = code * 16 + (byte <= '9' ? (uint32_t)(byte - '0') : letter);
    }
    if (code >= 0xD800 && code < 0xDC00) { /* the first of two escapes that make one character */
        *made = 4;
        return 12;
    }
    *made = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    return 6;
}

clet_ast_place clet_ast_place_within(const clet_flow_ast *ast, clet_ast_place place,
                                     uint32_t offset) {
    const chatlet_str source = ast->files[place.file].bytes;
    if (place.offset >= source.size_bytes || source.data[place.offset] != '"') return place;
    uint32_t at = place.offset + 1;
    uint32_t made_bytes = 0;
    while (made_bytes < offset && at < source.size_bytes && source.data[at] != '"') {
        uint32_t made;
        at += step_of(source, at, &made);
        made_bytes += made;
    }
    return (clet_ast_place){.file = place.file, .offset = at};
}
