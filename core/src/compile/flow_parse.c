/* Which file is what, and reading it as JSON; what stands in it is parsed in files of their own. */
#include "flow_parse.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "bot_value.h"

#define S CHATLET_STR

/* A path in pieces: ".../folder/stem.ending". */
typedef struct path_pieces {
    chatlet_str folder;
    chatlet_str stem;
    chatlet_str ending;
} path_pieces;

static size_t find_last(chatlet_str text, char byte) {
    size_t at = text.size_bytes;
    while (at > 0 && text.data[at - 1] != byte)
        at--;
    return at; /* behind it; 0 when there is none */
}

static path_pieces pieces_of(chatlet_str path) {
    const size_t name_at = find_last(path, '/');
    const chatlet_str name = clet_str_slice(path, name_at, path.size_bytes);
    const chatlet_str folders = clet_str_slice(path, 0, name_at > 0 ? name_at - 1 : 0);
    const size_t dot = find_last(name, '.');
    return (path_pieces){
        .folder = clet_str_slice(folders, find_last(folders, '/'), folders.size_bytes),
        .stem = clet_str_slice(name, 0, dot > 0 ? dot - 1 : name.size_bytes),
        .ending = clet_str_slice(name, dot > 0 ? dot : name.size_bytes, name.size_bytes)};
}

chatlet_source_kind chatlet_source_kind_of(chatlet_str path) {
    const path_pieces pieces = pieces_of(path);
    const bool is_json = clet_str_equal(pieces.ending, S("json"));
    const bool is_text = clet_str_equal(pieces.ending, S("txt"));
    if (is_json && clet_str_equal(pieces.folder, S("flows"))) return CHATLET_SOURCE_FLOW;
    if (is_json && clet_str_equal(pieces.folder, S("strings"))) return CHATLET_SOURCE_STRINGS;
    if ((is_json || is_text) && clet_str_equal(pieces.folder, S("intents")))
        return CHATLET_SOURCE_INTENTS;
    return CHATLET_SOURCE_UNKNOWN;
}

chatlet_str chatlet_source_locale(chatlet_str path) {
    const path_pieces pieces = pieces_of(path);
    return chatlet_source_kind_of(path) == CHATLET_SOURCE_STRINGS &&
                   clet_bot_locale_is_valid(pieces.stem)
               ? pieces.stem
               : (chatlet_str){0};
}

/* Keeps a file; everything parsed points into the copy. */
static chatlet_status keep_file(clet_flow_ast *ast, chatlet_str path, chatlet_str bytes) {
    if (ast->file_count == ast->file_capacity) {
        clet_ast_file *grown = clet_arena_grow_array(&ast->arena, ast->files, ast->file_count,
                                                     sizeof *grown, 8, &ast->file_capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        ast->files = grown;
    }
    clet_ast_file *file = &ast->files[ast->file_count];
    chatlet_status status = clet_arena_copy(&ast->arena, path, &file->path);
    if (status == CHATLET_OK) status = clet_arena_copy(&ast->arena, bytes, &file->bytes);
    if (status == CHATLET_OK) ast->file_count++;
    return status;
}

static chatlet_status keep_document(clet_flow_ast *ast, chatlet_json_document *document) {
    if (ast->document_count == ast->document_capacity) {
        chatlet_json_document **grown =
            clet_arena_grow_array(&ast->arena, ast->documents, ast->document_count, sizeof *grown,
                                  8, &ast->document_capacity);
        if (grown == NULL) {
            chatlet_json_free(document);
            return CHATLET_ERR_MEMORY;
        }
        ast->documents = grown;
    }
    ast->documents[ast->document_count++] = document;
    return CHATLET_OK;
}

/* The root of the newest file, kept; CHATLET_ERR_INPUT: it is no JSON, *error says why. */
static chatlet_status read_json(clet_flow_ast *ast, const chatlet_json **root,
                                chatlet_error *error) {
    chatlet_json_document *document = NULL;
    chatlet_status status =
        chatlet_json_parse(ast->allocator, ast->files[ast->file_count - 1].bytes, &document, error);
    if (status == CHATLET_ERR_MEMORY) return status;
    if (status != CHATLET_OK) return CHATLET_ERR_INPUT;
    status = keep_document(ast, document);
    if (status == CHATLET_OK) *root = chatlet_json_root(document);
    return status;
}

static chatlet_status outcome(const clet_flow_parser *parser, bool had_mistake) {
    if (parser->out_of_memory) return CHATLET_ERR_MEMORY;
    const bool has_mistake = parser->ast->has_mistake;
    parser->ast->has_mistake = has_mistake || had_mistake;
    return has_mistake ? CHATLET_ERR_INPUT : CHATLET_OK;
}

chatlet_status clet_flow_parse_bot(clet_flow_ast *ast, clet_reporter *reporter, chatlet_str path,
                                   chatlet_str bytes) {
    const chatlet_json *root = NULL;
    const bool had_mistake = ast->has_mistake;
    chatlet_status status = keep_file(ast, path, bytes);
    if (status == CHATLET_OK) status = read_json(ast, &root, NULL);
    if (status == CHATLET_ERR_INPUT) return CHATLET_OK;
    if (status != CHATLET_OK) return status;
    if (root->kind != CHATLET_JSON_OBJECT) return CHATLET_OK;
    clet_flow_parser parser = {.ast = ast, .reporter = reporter, .file = ast->file_count - 1};
    ast->has_mistake = false;
    clet_parse_bot_members(&parser, root);
    return outcome(&parser, had_mistake);
}

static void report_name(clet_flow_parser *parser, chatlet_str name, chatlet_str what) {
    const chatlet_str pieces[] = {S("the file's name, \""),
                                  name.size_bytes > 0 ? name : S(" "),
                                  S("\", cannot name "),
                                  what,
                                  {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_VALUE, 0, pieces);
}

static const chatlet_str intent_names = S("an intent: use 1 to 64 lower-case letters, digits, '-' "
                                          "and '_', beginning with a letter");

/* "greet.es.txt" is of intent greet, in Spanish. */
static void parse_lines(clet_flow_parser *parser, chatlet_str stem) {
    const size_t dot = clet_str_find_byte(stem, '.', 0);
    const chatlet_str name = clet_str_slice(stem, 0, dot);
    const chatlet_str locale =
        dot < stem.size_bytes ? clet_str_slice(stem, dot + 1, stem.size_bytes) : (chatlet_str){0};
    const chatlet_str bytes = parser->ast->files[parser->file].bytes;
    if (!clet_flow_id_is_valid(name)) {
        report_name(parser, name, intent_names);
    } else if (dot < stem.size_bytes && !clet_bot_locale_is_valid(locale)) {
        report_name(parser, locale, S("a language: write a tag like \"es\" or \"pt-BR\""));
    } else if (clet_utf8_valid_prefix(bytes) != bytes.size_bytes) {
        const chatlet_str pieces[] = {S("this is not UTF-8 text; save it as UTF-8"), {0}};
        clet_parse_report(parser, CLET_DIAGNOSTIC_DOCUMENT_ENCODING, 0, pieces);
    } else {
        clet_parse_intent_lines(parser, name, locale, bytes);
    }
}

static void parse_root(clet_flow_parser *parser, const chatlet_json *root, chatlet_source_kind kind,
                       chatlet_str stem) {
    if (!clet_parse_expect(parser, root, S("the file"), CHATLET_JSON_OBJECT)) return;
    switch (kind) {
    case CHATLET_SOURCE_FLOW:
        if (clet_flow_id_is_valid(stem)) {
            clet_parse_flow(parser, root, stem, 0);
        } else {
            report_name(parser, stem,
                        S("a flow: use 1 to 64 lower-case letters, digits, '-' and '_', "
                          "beginning with a letter"));
        }
        break;
    case CHATLET_SOURCE_INTENTS:
        if (clet_flow_id_is_valid(stem)) {
            clet_parse_intent_file(parser, root, stem);
        } else {
            report_name(parser, stem, intent_names);
        }
        break;
    case CHATLET_SOURCE_STRINGS:
        if (clet_bot_locale_is_valid(stem)) {
            clet_parse_strings(parser, root, stem);
        } else {
            report_name(parser, stem, S("a language: write a tag like \"es\" or \"pt-BR\""));
        }
        break;
    case CHATLET_SOURCE_UNKNOWN: break;
    }
}

static void report_syntax(clet_flow_parser *parser, chatlet_str path, const chatlet_error *error) {
    size_t length = 0;
    while (length < CHATLET_ERROR_MESSAGE_BYTES && error->message[length] != '\0')
        length++;
    clet_report(parser->reporter, CLET_DIAGNOSTIC_JSON_SYNTAX, path, error->line, error->column,
                (chatlet_str){.data = error->message, .size_bytes = length});
    parser->ast->has_mistake = true;
}

chatlet_status clet_flow_parse_source(clet_flow_ast *ast, clet_reporter *reporter, chatlet_str path,
                                      chatlet_str bytes) {
    const chatlet_source_kind kind = chatlet_source_kind_of(path);
    if (kind == CHATLET_SOURCE_UNKNOWN) return CHATLET_ERR_ARGUMENT;
    const bool had_mistake = ast->has_mistake;
    chatlet_status status = keep_file(ast, path, bytes);
    if (status != CHATLET_OK) return status;
    const path_pieces pieces = pieces_of(ast->files[ast->file_count - 1].path);
    clet_flow_parser parser = {.ast = ast, .reporter = reporter, .file = ast->file_count - 1};
    ast->has_mistake = false;
    if (clet_str_equal(pieces.ending, S("txt"))) {
        parse_lines(&parser, pieces.stem);
        return outcome(&parser, had_mistake);
    }
    const chatlet_json *root = NULL;
    chatlet_error error = {0};
    status = read_json(ast, &root, &error);
    if (status == CHATLET_ERR_INPUT) {
        report_syntax(&parser, path, &error);
    } else if (status != CHATLET_OK) {
        return status;
    } else {
        parse_root(&parser, root, kind, pieces.stem);
    }
    return outcome(&parser, had_mistake);
}
