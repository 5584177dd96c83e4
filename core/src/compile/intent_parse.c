/* Intents: what visitors may mean, and sentences that mean it. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR

static clet_ast_intent *intent_of(clet_flow_parser *parser, chatlet_str name, uint32_t offset) {
    clet_flow_ast *ast = parser->ast;
    clet_ast_intent *found = clet_ast_find_intent(ast, name);
    if (found != NULL) return found;
    clet_ast_intent *intent = clet_parse_allocate(parser, 1, sizeof *intent);
    if (intent == NULL) return NULL;
    if (ast->intent_count == ast->intent_capacity) {
        clet_ast_intent **grown = clet_arena_grow_array(
            &ast->arena, ast->intents, ast->intent_count, sizeof *grown, 8, &ast->intent_capacity);
        if (grown == NULL) {
            parser->out_of_memory = true;
            return NULL;
        }
        ast->intents = grown;
    }
    *intent = (clet_ast_intent){.name = name, .place = clet_parse_place(parser, offset)};
    if (!clet_parse_enter(parser, &ast->intent_names, name, ast->intent_count)) return NULL;
    ast->intents[ast->intent_count++] = intent;
    return intent;
}

static void take_examples(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_phrases(parser, value, S("examples"), &((clet_ast_intent *)thing)->examples);
}

static void take_keywords(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_phrases(parser, value, S("keywords"), &((clet_ast_intent *)thing)->keywords);
}

static void take_patterns(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_intent *intent = thing;
    clet_parse_names(parser, value, S("patterns[]"), &intent->patterns, &intent->pattern_count);
}

static void take_priority(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_priority(parser, value, &((clet_ast_intent *)thing)->priority);
}

static const clet_flow_member intent_members[] = {
    {S("examples"), CLET_MEMBER_ANY, 0, 0, take_examples},
    {S("keywords"), CLET_MEMBER_ANY, 0, 0, take_keywords},
    {S("patterns"), CLET_MEMBER_LIST, 0, 0, take_patterns},
    {S("priority"), CLET_MEMBER_ANY, 0, 0, take_priority},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("$schema"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

static void parse_intent(clet_flow_parser *parser, const chatlet_json *object, chatlet_str name,
                         uint32_t offset) {
    clet_ast_intent *intent = intent_of(parser, name, offset);
    if (intent == NULL) return;
    if (intent->is_described) {
        const chatlet_str pieces[] = {
            S("there is another intent \""), name, S("\"; join the two or rename one"), {0}};
        clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, offset, pieces);
        return;
    }
    intent->is_described = true;
    clet_parse_members(parser, object, intent_members, CLET_MEMBER_COUNT(intent_members), intent);
}

void clet_parse_intents(clet_flow_parser *parser, const chatlet_json *object) {
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (clet_str_equal(one->key, S("$schema"))) continue;
        if (!clet_parse_key(parser, object, one, S("an intent"), false)) continue;
        if (!clet_parse_expect(parser, one, one->key, CHATLET_JSON_OBJECT)) continue;
        parse_intent(parser, one, one->key, one->key_offset);
    }
}

void clet_parse_intent_file(clet_flow_parser *parser, const chatlet_json *root, chatlet_str name) {
    const bool is_one = chatlet_json_find(root, S("examples")) != NULL ||
                        chatlet_json_find(root, S("keywords")) != NULL ||
                        chatlet_json_find(root, S("patterns")) != NULL;
    if (is_one)
        parse_intent(parser, root, name, 0);
    else
        clet_parse_intents(parser, root);
}

void clet_parse_intent_lines(clet_flow_parser *parser, chatlet_str name, chatlet_str locale,
                             chatlet_str bytes) {
    clet_ast_intent *intent = intent_of(parser, name, 0);
    if (intent == NULL) return;
    for (size_t at = 0; at < bytes.size_bytes;) {
        const size_t end = clet_str_find_byte(bytes, '\n', at);
        const chatlet_str sentence = clet_str_trim(clet_str_slice(bytes, at, end));
        if (sentence.size_bytes > 0)
            clet_parse_add_phrase(
                parser, &intent->examples,
                (clet_ast_phrase){
                    .locale = locale,
                    .text = sentence,
                    .place = clet_parse_place(parser, (uint32_t)(sentence.data - bytes.data))});
        at = end + 1;
    }
}
