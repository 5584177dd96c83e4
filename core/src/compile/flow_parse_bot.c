/* What bot.json says of the conversation itself. */
#include "flow_parse.h"

#include "../base/str.h"
#include "bot_value.h"

#define S CHATLET_STR

static const chatlet_str engine_words[] = {S("triggers"), S("retrieval"), S("llm")};
static const chatlet_str migrate_words[] = {S("move"), S("restart")};
static const chatlet_str method_words[] = {S("POST"), S("GET"), S("PUT"), S("PATCH"), S("DELETE")};
static const chatlet_str format_words[] = {S("json"), S("form")};

/* Readers of what is said, by the field that reads such; none reads money, names and places yet,
 * which are words like any until then. */
static const struct {
    chatlet_str name;
    uint32_t kind; /* + 1 */
} builtins[] = {
    {S("email"), CLET_FIELD_KIND_EMAIL + 1},     {S("phone"), CLET_FIELD_KIND_PHONE + 1},
    {S("url"), CLET_FIELD_KIND_URL + 1},         {S("number"), CLET_FIELD_KIND_NUMBER + 1},
    {S("integer"), CLET_FIELD_KIND_INTEGER + 1}, {S("date"), CLET_FIELD_KIND_DATE + 1},
    {S("time"), CLET_FIELD_KIND_TIME + 1},       {S("datetime"), CLET_FIELD_KIND_DATETIME + 1},
    {S("bool"), CLET_FIELD_KIND_BOOL + 1},
};
enum { BUILTIN_COUNT = sizeof builtins / sizeof builtins[0] };

static void take_builtin(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_entity *entity = thing;
    chatlet_str names[BUILTIN_COUNT];
    uint32_t number;
    for (uint32_t i = 0; i < BUILTIN_COUNT; i++)
        names[i] = builtins[i].name;
    if (!clet_parse_word(parser, value, S("builtin"), names, BUILTIN_COUNT, &number)) return;
    clet_parse_name(parser, value, S("builtin"), &entity->builtin);
    entity->builtin_kind = builtins[number].kind;
}

/* {"large": {"en": ["big"]}, …}; a list of values alone has no synonyms. */
static void take_values(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_entity *entity = thing;
    if (value->kind != CHATLET_JSON_ARRAY &&
        !clet_parse_expect(parser, value, S("values"), CHATLET_JSON_OBJECT))
        return;
    entity->values = clet_parse_allocate(parser, value->count, sizeof *entity->values);
    if (entity->values == NULL) return;
    const bool is_list = value->kind == CHATLET_JSON_ARRAY;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        clet_ast_entity_value *made = &entity->values[entity->value_count];
        if (is_list && !clet_parse_expect(parser, one, S("values[]"), CHATLET_JSON_STRING))
            continue;
        *made = (clet_ast_entity_value){
            .value = is_list ? one->text : one->key,
            .place = clet_parse_place(parser, is_list ? one->offset : one->key_offset)};
        if (!is_list) clet_parse_phrases(parser, one, one->key, &made->synonyms);
        entity->value_count++;
    }
}

static const clet_flow_member entity_members[] = {
    {S("values"), CLET_MEMBER_ANY, 0, 0, take_values},
    {S("regex"), CLET_MEMBER_NAME, offsetof(clet_ast_entity, regex), 0, NULL},
    {S("builtin"), CLET_MEMBER_WORD, 0, 0, take_builtin},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

static void take_entities(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_flow_ast *ast = thing;
    ast->entities = clet_parse_allocate(parser, value->count, sizeof *ast->entities);
    if (ast->entities == NULL) return;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        clet_ast_entity *entity = &ast->entities[ast->entity_count];
        if (!clet_parse_key(parser, value, one, S("an entity"), false)) continue;
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) continue;
        *entity =
            (clet_ast_entity){.name = one->key, .place = clet_parse_place(parser, one->key_offset)};
        clet_parse_members(parser, one, entity_members, CLET_MEMBER_COUNT(entity_members), entity);
        if (chatlet_json_find(one, S("values")) == NULL &&
            chatlet_json_find(one, S("regex")) == NULL &&
            chatlet_json_find(one, S("builtin")) == NULL)
            clet_parse_refuse(parser, one, one->key,
                              S("have \"values\", a \"regex\" or a \"builtin\""));
        if (!clet_parse_enter(parser, &ast->entity_names, entity->name, ast->entity_count)) return;
        ast->entity_count++;
    }
}

static void take_connection_url(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    if (value->text.size_bytes == 0 || !clet_bot_url_is_valid(value->text)) {
        clet_parse_refuse(parser, value, S("url"),
                          S("be an address: https://…, a path like \"/leads\", or relative"));
        return;
    }
    clet_parse_name(parser, value, S("url"), &((clet_ast_connection *)thing)->url);
}

static void take_mailto(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    const size_t at = clet_str_find_byte(value->text, '@', 0);
    bool is_right = at > 0 && at + 1 < value->text.size_bytes;
    for (size_t i = 0; i < value->text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)value->text.data[i];
        /* Such would begin other parts of a mailto: address. */
        if (byte <= 0x20 || byte == '?' || byte == '&' || byte == '"') is_right = false;
    }
    if (!is_right) {
        clet_parse_refuse(parser, value, S("mailto"),
                          S("be an e-mail address like \"sales@example.org\""));
        return;
    }
    clet_parse_name(parser, value, S("mailto"), &((clet_ast_connection *)thing)->mailto);
}

static void take_method(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("method"), method_words, 5, &number))
        clet_parse_name(parser, value, S("method"), &((clet_ast_connection *)thing)->method);
}

static void take_format(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("format"), format_words, 2, &number))
        clet_parse_name(parser, value, S("format"), &((clet_ast_connection *)thing)->format);
}

static void take_headers(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_assignments *list = &((clet_ast_connection *)thing)->headers;
    list->items = clet_parse_allocate(parser, value->count, sizeof *list->items);
    if (list->items == NULL) return;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_STRING)) continue;
        list->items[list->count++] =
            (clet_ast_assignment){.target = {.text = one->key,
                                             .place = clet_parse_place(parser, one->key_offset),
                                             .is_given = true},
                                  .expression = {.text = one->text,
                                                 .place = clet_parse_place(parser, one->offset),
                                                 .is_given = true,
                                                 .is_composed = true}};
    }
}

static const clet_flow_member connection_members[] = {
    {S("url"), CLET_MEMBER_WORD, 0, 0, take_connection_url},
    {S("mailto"), CLET_MEMBER_WORD, 0, 0, take_mailto},
    {S("server"), CLET_MEMBER_FLAG, offsetof(clet_ast_connection, is_server), 0, NULL},
    {S("method"), CLET_MEMBER_WORD, 0, 0, take_method},
    {S("format"), CLET_MEMBER_WORD, 0, 0, take_format},
    {S("headers"), CLET_MEMBER_OBJECT, 0, 0, take_headers},
    {S("consent"), CLET_MEMBER_NAME, offsetof(clet_ast_connection, consent), 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

static void take_connections(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_flow_ast *ast = thing;
    ast->connections = clet_parse_allocate(parser, value->count, sizeof *ast->connections);
    if (ast->connections == NULL) return;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        clet_ast_connection *connection = &ast->connections[ast->connection_count];
        if (!clet_parse_key(parser, value, one, S("a connection"), false)) continue;
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) continue;
        *connection = (clet_ast_connection){.name = one->key,
                                            .place = clet_parse_place(parser, one->key_offset)};
        clet_parse_members(parser, one, connection_members, CLET_MEMBER_COUNT(connection_members),
                           connection);
        if (one->count == 0)
            clet_parse_refuse(parser, one, one->key,
                              S("say where it leads: \"url\", \"mailto\", or \"server\": true"));
        if (!clet_parse_enter(parser, &ast->connection_names, connection->name,
                              ast->connection_count))
            return;
        ast->connection_count++;
    }
}

static void take_variables(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_flow_ast *ast = thing;
    ast->variables = clet_parse_allocate(parser, value->count, sizeof *ast->variables);
    if (ast->variables == NULL) return;
    clet_parse_variables(parser, value, CLET_VARIABLE_OF_BOT, ast->variables, &ast->variable_count);
    for (uint32_t i = 0; i < ast->variable_count; i++)
        clet_parse_enter(parser, &ast->variable_names, ast->variables[i].name, i);
}

static void take_flows(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    (void)thing;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        if (!clet_parse_key(parser, value, one, S("a flow"), false)) continue;
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) continue;
        clet_parse_flow(parser, one, one->key, one->key_offset);
    }
}

static void take_triggers(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_triggers(parser, value, NULL, &((clet_flow_ast *)thing)->triggers);
}

static void take_intents(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    (void)thing;
    clet_parse_intents(parser, value);
}

static void take_strings(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    (void)thing;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        if (!clet_bot_locale_is_valid(one->key)) {
            clet_parse_refuse(parser, one, S("strings"),
                              S("have language tags like \"es\" or \"pt-BR\""));
        } else if (clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) {
            clet_parse_strings(parser, one, one->key);
        }
    }
}

static void take_engines(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_flow_ast *ast = thing;
    uint32_t number;
    bool is_there[CLET_ENGINE_COUNT] = {false};
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        if (!clet_parse_expect(parser, one, S("engines[]"), CHATLET_JSON_STRING)) continue;
        if (!clet_parse_word(parser, one, S("engines[]"), engine_words, CLET_ENGINE_COUNT, &number))
            continue;
        if (is_there[number]) {
            clet_parse_refuse(parser, one, S("engines"), S("name each engine once"));
            continue;
        }
        is_there[number] = true;
        ast->engines[ast->engine_count++] = (clet_engine)number;
    }
    if (value->count == 0)
        clet_parse_refuse(parser, value, S("engines"), S("name at least one engine"));
}

static void take_migrate(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("migrate"), migrate_words, 2, &number))
        ((clet_flow_ast *)thing)->restarts_on_change = number == 1;
}

static const clet_flow_member bot_members[] = {
    {S("start"), CLET_MEMBER_NAME, offsetof(clet_flow_ast, start), 0, NULL},
    {S("vars"), CLET_MEMBER_OBJECT, 0, 0, take_variables},
    {S("flows"), CLET_MEMBER_OBJECT, 0, 0, take_flows},
    {S("triggers"), CLET_MEMBER_LIST, 0, 0, take_triggers},
    {S("intents"), CLET_MEMBER_OBJECT, 0, 0, take_intents},
    {S("entities"), CLET_MEMBER_OBJECT, 0, 0, take_entities},
    {S("strings"), CLET_MEMBER_OBJECT, 0, 0, take_strings},
    {S("connections"), CLET_MEMBER_OBJECT, 0, 0, take_connections},
    {S("engines"), CLET_MEMBER_LIST, 0, 0, take_engines},
    {S("trigger_confidence"), CLET_MEMBER_SHARE, offsetof(clet_flow_ast, trigger_confidence), 0,
     NULL},
    {S("migrate"), CLET_MEMBER_WORD, 0, 0, take_migrate},
};

/* bot_read.c tells unknown fields and those that stand twice; here only ours are read. */
void clet_parse_bot_members(clet_flow_parser *parser, const chatlet_json *root) {
    for (size_t i = 0; i < CLET_MEMBER_COUNT(bot_members); i++) {
        const chatlet_json *found = chatlet_json_find(root, bot_members[i].name);
        if (found == NULL) continue;
        chatlet_json one = *found;
        one.next = NULL;
        const chatlet_json object = {
            .kind = CHATLET_JSON_OBJECT, .count = 1, .offset = root->offset, .first = &one};
        clet_parse_members(parser, &object, &bot_members[i], 1, parser->ast);
    }
}
