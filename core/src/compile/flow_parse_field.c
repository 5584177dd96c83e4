/* Fields of a question, and the answers one may choose from. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR
#define AT(member) offsetof(clet_ast_field, member)

static const chatlet_str kind_words[] = {
#define X(constant, name) S(name),
    CLET_FIELD_KIND_LIST(X)
#undef X
};

static void take_value(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    switch (value->kind) {
    case CHATLET_JSON_STRING:
    case CHATLET_JSON_BOOLEAN:
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE: ((clet_ast_option *)thing)->value = value; break;
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT:
        clet_parse_refuse(parser, value, S("value"), S("be a text, a number, true or false"));
        break;
    }
}

static void take_synonyms(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_phrases(parser, value, S("synonyms"), &((clet_ast_option *)thing)->synonyms);
}

/* A choice of a field first; a button of a card may open a page, too. */
static const clet_flow_member option_members[] = {
    {S("label"), CLET_MEMBER_TEXT, offsetof(clet_ast_option, label), CLET_AST_TEXT_PLAIN, NULL},
    {S("value"), CLET_MEMBER_ANY, 0, 0, take_value},
    {S("goto"), CLET_MEMBER_REF, offsetof(clet_ast_option, target), 0, NULL},
    {S("when"), CLET_MEMBER_EXPRESSION, offsetof(clet_ast_option, when), CLET_AST_WANTED_BOOL,
     NULL},
    {S("synonyms"), CLET_MEMBER_ANY, 0, 0, take_synonyms},
    {S("image"), CLET_MEMBER_ADDRESS, offsetof(clet_ast_option, image), 0, NULL},
    {S("description"), CLET_MEMBER_TEXT, offsetof(clet_ast_option, description),
     CLET_AST_TEXT_PLAIN, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("url"), CLET_MEMBER_ADDRESS, offsetof(clet_ast_option, url), 0, NULL},
};
enum { CHOICE_MEMBERS = 8 };

void clet_parse_options(clet_flow_parser *parser, const chatlet_json *list, bool is_card,
                        clet_ast_options *options) {
    options->items = clet_parse_allocate(parser, list->count, sizeof *options->items);
    options->place = clet_parse_place(parser, list->offset);
    if (options->items == NULL) return;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        clet_ast_option *option = &options->items[options->count];
        if (one->kind == CHATLET_JSON_STRING) { /* its label alone */
            *option = (clet_ast_option){.place = clet_parse_place(parser, one->offset)};
            clet_parse_text(parser, one, S("label"), CLET_AST_TEXT_PLAIN, &option->label);
            options->count++;
            continue;
        }
        if (!clet_parse_expect(parser, one, is_card ? S("actions[]") : S("choices[]"),
                               CHATLET_JSON_OBJECT))
            continue;
        *option = (clet_ast_option){.place = clet_parse_place(parser, one->offset)};
        clet_parse_members(parser, one, option_members,
                           is_card ? CLET_MEMBER_COUNT(option_members) : CHOICE_MEMBERS, option);
        if (clet_parse_require(parser, one, S("label"), is_card ? S("a button") : S("a choice")))
            options->count++;
    }
}

static void take_kind(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_field *field = thing;
    uint32_t number;
    field->kind_place = clet_parse_place(parser, value->offset);
    if (clet_parse_word(parser, value, S("kind"), kind_words, CLET_FIELD_KIND_COUNT, &number))
        field->kind = (clet_field_kind)number;
}

static void take_choices(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_field *field = thing;
    field->has_choices = true;
    clet_parse_options(parser, value, false, &field->choices);
}

static void take_accept(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_field *field = thing;
    clet_parse_names(parser, value, S("accept[]"), &field->accept, &field->accept_count);
}

static const clet_flow_member field_members[] = {
    {S("var"), CLET_MEMBER_VARIABLE, AT(variable), 0, NULL},
    {S("kind"), CLET_MEMBER_WORD, 0, 0, take_kind},
    {S("prompt"), CLET_MEMBER_TEXT, AT(prompt), CLET_AST_TEXT_MARKDOWN, NULL},
    {S("retry"), CLET_MEMBER_TEXT, AT(retry), CLET_AST_TEXT_MARKDOWN, NULL},
    {S("valid"), CLET_MEMBER_EXPRESSION, AT(valid), CLET_AST_WANTED_BOOL, NULL},
    {S("transform"), CLET_MEMBER_EXPRESSION, AT(transform), CLET_AST_WANTED_VARIABLE, NULL},
    {S("when"), CLET_MEMBER_EXPRESSION, AT(when), CLET_AST_WANTED_BOOL, NULL},
    {S("default"), CLET_MEMBER_EXPRESSION, AT(initial), CLET_AST_WANTED_VARIABLE, NULL},
    {S("required"), CLET_MEMBER_FLAG, AT(is_required), 0, NULL},
    {S("entity"), CLET_MEMBER_NAME, AT(entity.name), 0, NULL},
    {S("choices"), CLET_MEMBER_LIST, 0, 0, take_choices},
    {S("choices_from"), CLET_MEMBER_EXPRESSION, AT(choices_from), CLET_AST_WANTED_LIST, NULL},
    {S("min"), CLET_MEMBER_NUMBER, AT(minimum), 0, NULL},
    {S("max"), CLET_MEMBER_NUMBER, AT(maximum), 0, NULL},
    {S("accept"), CLET_MEMBER_LIST, 0, 0, take_accept},
    {S("retries"), CLET_MEMBER_WHOLE, AT(retries), 0, NULL},
    {S("interrupt"), CLET_MEMBER_FLAG, AT(is_interruptible), 0, NULL},
    {S("pii"), CLET_MEMBER_FLAG, AT(is_personal), 0, NULL},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
};

void clet_parse_fields(clet_flow_parser *parser, const chatlet_json *list, clet_ast_node *node) {
    clet_ast_field *fields = clet_parse_allocate(parser, list->count, sizeof *fields);
    if (list->count == 0)
        clet_parse_refuse(parser, list, S("fields"), S("have at least one field"));
    if (fields == NULL) return;
    node->ask.fields = fields;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        clet_ast_field *field = &fields[node->ask.field_count];
        if (!clet_parse_expect(parser, one, S("fields[]"), CHATLET_JSON_OBJECT)) continue;
        *field = (clet_ast_field){.place = clet_parse_place(parser, one->offset),
                                  .is_required = {.is_set = true},
                                  .is_interruptible = {.is_set = true}};
        clet_parse_members(parser, one, field_members, CLET_MEMBER_COUNT(field_members), field);
        bool is_right = clet_parse_require(parser, one, S("var"), S("a field"));
        is_right &= clet_parse_require(parser, one, S("kind"), S("a field"));
        if (is_right) node->ask.field_count++;
    }
}
