#include "flow_member.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "bot_value.h"
#include "expr_lex.h"
#include "nearest_name.h"

#include <string.h>

#define S CHATLET_STR

enum { ID_BYTES_MAX = 64, WORDS_BYTES_MAX = 200 };

clet_ast_place clet_parse_place(const clet_flow_parser *parser, uint32_t offset) {
    return (clet_ast_place){.file = parser->file, .offset = offset};
}

void clet_parse_report(clet_flow_parser *parser, clet_diagnostic_code code, uint32_t offset,
                       const chatlet_str *pieces) {
    clet_ast_report(parser->ast, parser->reporter, code, clet_parse_place(parser, offset), pieces);
}

void clet_parse_refuse(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       chatlet_str must) {
    const chatlet_str pieces[] = {S("\""), label, S("\" must "), must, {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_VALUE, value->offset, pieces);
}

static chatlet_str kind_phrase(chatlet_json_kind kind) {
    switch (kind) {
    case CHATLET_JSON_NULL: return S("null");
    case CHATLET_JSON_BOOLEAN: return S("true or false");
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE: return S("a number");
    case CHATLET_JSON_STRING: return S("a text in quotes");
    case CHATLET_JSON_ARRAY: return S("a list in [ ]");
    case CHATLET_JSON_OBJECT: return S("an object in { }");
    }
    return S("something else");
}

bool clet_parse_expect(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       chatlet_json_kind kind) {
    const bool is_number =
        value->kind == CHATLET_JSON_INTEGER || value->kind == CHATLET_JSON_DOUBLE;
    if (value->kind == kind || (kind == CHATLET_JSON_DOUBLE && is_number)) return true;
    const chatlet_str pieces[] = {S("\""), label, S("\" must be "), kind_phrase(kind), {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, value->offset, pieces);
    return false;
}

bool clet_parse_require(clet_flow_parser *parser, const chatlet_json *object, chatlet_str key,
                        chatlet_str what) {
    if (chatlet_json_find(object, key) != NULL) return true;
    const chatlet_str pieces[] = {what, S(" needs \""), key, S("\"; add it"), {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, object->offset, pieces);
    return false;
}

/* Text that a message can show: pieces end at an empty one. */
static chatlet_str shown(chatlet_str text) { return text.size_bytes > 0 ? text : S(" "); }

/* "say", "ask", … as far as a piece of a message goes. */
static chatlet_str join_words(const chatlet_str *words, uint32_t count,
                              char text[WORDS_BYTES_MAX]) {
    size_t size_bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        const size_t needed = words[i].size_bytes + 4;
        if (size_bytes + needed > WORDS_BYTES_MAX) break;
        if (i > 0) text[size_bytes++] = ',';
        if (i > 0) text[size_bytes++] = ' ';
        text[size_bytes++] = '"';
        memcpy(text + size_bytes, words[i].data, words[i].size_bytes);
        size_bytes += words[i].size_bytes;
        text[size_bytes++] = '"';
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

bool clet_parse_word(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     const chatlet_str *words, uint32_t count, uint32_t *number) {
    for (uint32_t i = 0; i < count; i++) {
        if (!clet_str_equal(words[i], value->text)) continue;
        *number = i;
        return true;
    }
    char list[WORDS_BYTES_MAX];
    const chatlet_str nearest = clet_nearest_name(value->text, words, count);
    const chatlet_str with[] = {S("\""),
                                label,
                                S("\" cannot be \""),
                                shown(value->text),
                                S("\"; did you mean \""),
                                nearest,
                                S("\"?"),
                                {0}};
    const chatlet_str without[] = {S("\""),
                                   label,
                                   S("\" cannot be \""),
                                   shown(value->text),
                                   S("\"; it may be "),
                                   join_words(words, count, list),
                                   {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_VALUE, value->offset,
                      nearest.size_bytes > 0 ? with : without);
    return false;
}

bool clet_flow_id_is_valid(chatlet_str name) {
    if (name.size_bytes == 0 || name.size_bytes > ID_BYTES_MAX) return false;
    if (name.data[0] < 'a' || name.data[0] > 'z') return false;
    for (size_t i = 1; i < name.size_bytes; i++) {
        const char byte = name.data[i];
        const bool is_letter = byte >= 'a' && byte <= 'z';
        if (!is_letter && (byte < '0' || byte > '9') && byte != '_' && byte != '-') return false;
    }
    return true;
}

bool clet_flow_variable_is_valid(chatlet_str name) {
    if (name.size_bytes == 0 || name.size_bytes > ID_BYTES_MAX) return false;
    if (name.data[0] >= '0' && name.data[0] <= '9') return false;
    for (size_t i = 0; i < name.size_bytes; i++) {
        const char byte = name.data[i];
        const bool is_letter = byte >= 'a' && byte <= 'z';
        if (!is_letter && (byte < '0' || byte > '9') && byte != '_') return false;
    }
    const bool is_constant = clet_str_equal(name, S("true")) || clet_str_equal(name, S("false")) ||
                             clet_str_equal(name, S("null"));
    return !is_constant && !clet_expr_is_reserved(name);
}

bool clet_parse_key(clet_flow_parser *parser, const chatlet_json *object,
                    const chatlet_json *member, chatlet_str what, bool is_variable) {
    if (is_variable ? !clet_flow_variable_is_valid(member->key)
                    : !clet_flow_id_is_valid(member->key)) {
        const chatlet_str pieces[] = {
            S("\""),
            shown(member->key),
            S("\" cannot name "),
            what,
            is_variable ? S(": use 1 to 64 lower-case letters, digits and '_', not beginning with "
                            "a digit, and no word of the language like \"if\"")
                        : S(": use 1 to 64 lower-case letters, digits, '-' and '_', beginning "
                            "with a letter"),
            {0}};
        clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_VALUE, member->key_offset, pieces);
        return false;
    }
    if (chatlet_json_find(object, member->key) == member) return true;
    const chatlet_str pieces[] = {
        S("\""), member->key, S("\" stands here twice; keep one of them"), {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, member->key_offset, pieces);
    return false;
}

void *clet_parse_allocate(clet_flow_parser *parser, size_t count, size_t size_bytes) {
    void *made = clet_arena_allocate_array(&parser->ast->arena, count, size_bytes);
    if (made == NULL) parser->out_of_memory = true;
    return made;
}

bool clet_parse_enter(clet_flow_parser *parser, clet_map *map, chatlet_str key, uint32_t value) {
    clet_map_entry *entry;
    if (clet_map_insert(map, key, value, &entry, NULL) == CHATLET_OK) return true;
    parser->out_of_memory = true;
    return false;
}

void clet_parse_name(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     clet_ast_name *name) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_STRING)) return;
    *name = (clet_ast_name){
        .text = value->text, .place = clet_parse_place(parser, value->offset), .is_given = true};
}

static void parse_expression(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                             uint32_t wanted, clet_ast_expression *expression) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_STRING)) return;
    if (clet_str_trim(value->text).size_bytes == 0) {
        clet_parse_refuse(parser, value, label, S("be an expression; it is empty"));
        return;
    }
    *expression = (clet_ast_expression){.text = value->text,
                                        .place = clet_parse_place(parser, value->offset),
                                        .is_given = true,
                                        .wanted = (clet_ast_wanted)wanted};
}

/* One variant: a text in place, or a key. */
static bool parse_variant(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                          clet_ast_variant *variant) {
    if (value->kind == CHATLET_JSON_STRING) {
        *variant = (clet_ast_variant){.text = value->text,
                                      .place = clet_parse_place(parser, value->offset)};
        return true;
    }
    const chatlet_json *key = chatlet_json_find(value, S("key"));
    if (key != NULL && key->kind == CHATLET_JSON_STRING && value->count == 1) {
        *variant = (clet_ast_variant){
            .text = key->text, .place = clet_parse_place(parser, key->offset), .is_key = true};
        return true;
    }
    const chatlet_str pieces[] = {S("\""),
                                  label,
                                  S("\" must be a text in quotes, a key of strings like {\"key\": "
                                    "\"welcome\"}, or a list of these to choose from"),
                                  {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, value->offset, pieces);
    return false;
}

void clet_parse_text(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                     clet_ast_text_kind kind, clet_ast_text *text) {
    const bool is_list = value->kind == CHATLET_JSON_ARRAY;
    if (is_list && value->count == 0) {
        clet_parse_refuse(parser, value, label, S("have at least one text in its list"));
        return;
    }
    const uint32_t most = is_list ? value->count : 1;
    clet_ast_variant *variants = clet_parse_allocate(parser, most, sizeof *variants);
    if (variants == NULL) return;
    uint32_t count = 0;
    if (!is_list) count += parse_variant(parser, value, label, &variants[0]);
    for (const chatlet_json *item = value->first; is_list && item != NULL; item = item->next)
        count += parse_variant(parser, item, label, &variants[count]);
    *text = (clet_ast_text){.variants = variants,
                            .count = count,
                            .kind = kind,
                            .place = clet_parse_place(parser, value->offset)};
}

static void parse_address(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                          clet_ast_text *text) {
    if (clet_parse_expect(parser, value, label, CHATLET_JSON_STRING))
        clet_parse_text(parser, value, label, CLET_AST_TEXT_URL, text);
}

void clet_parse_ref(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                    clet_ast_ref *ref) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_STRING)) return;
    *ref = (clet_ast_ref){
        .text = value->text, .place = clet_parse_place(parser, value->offset), .is_given = true};
}

static void parse_variable(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                           clet_ast_variable_ref *ref) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_STRING)) return;
    *ref = (clet_ast_variable_ref){
        .text = value->text, .place = clet_parse_place(parser, value->offset), .is_given = true};
}

void clet_parse_number(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       clet_ast_number *number) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_DOUBLE)) return;
    *number = (clet_ast_number){.number = value->number,
                                .integer = value->kind == CHATLET_JSON_INTEGER ? value->integer : 0,
                                .place = clet_parse_place(parser, value->offset),
                                .is_given = true};
}

void clet_parse_priority(clet_flow_parser *parser, const chatlet_json *value,
                         clet_ast_number *priority) {
    if (!clet_parse_expect(parser, value, S("priority"), CHATLET_JSON_DOUBLE)) return;
    if (value->kind != CHATLET_JSON_INTEGER || value->integer < -1000 || value->integer > 1000) {
        clet_parse_refuse(parser, value, S("priority"),
                          S("be a whole number from -1000 to 1000; higher goes first"));
        return;
    }
    clet_parse_number(parser, value, S("priority"), priority);
}

static void parse_whole(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                        uint32_t least, clet_ast_number *number) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_DOUBLE)) return;
    /* What is past 32 bits is no wait, limit or count anybody means; times of 49 days fit. */
    if (value->kind != CHATLET_JSON_INTEGER || value->integer < (int64_t)least ||
        value->integer > (int64_t)UINT32_MAX - 1) {
        clet_parse_refuse(parser, value, label,
                          least == 0 ? S("be a whole number from 0 to 4294967294")
                                     : S("be a whole number from 1 to 4294967294"));
        return;
    }
    clet_parse_number(parser, value, label, number);
}

static void parse_share(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                        clet_ast_number *number) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_DOUBLE)) return;
    if (!(value->number >= 0 && value->number <= 1)) {
        clet_parse_refuse(parser, value, label, S("be between 0 and 1"));
        return;
    }
    clet_parse_number(parser, value, label, number);
}

static void parse_flag(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                       clet_ast_flag *flag) {
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_BOOLEAN)) return;
    *flag = (clet_ast_flag){.is_set = value->boolean,
                            .is_given = true,
                            .place = clet_parse_place(parser, value->offset)};
}

static void read_value(clet_flow_parser *parser, const chatlet_json *value,
                       const clet_flow_member *member, void *thing) {
    void *part = (char *)thing + member->offset;
    switch (member->shape) {
    case CLET_MEMBER_NAME: clet_parse_name(parser, value, member->name, part); break;
    case CLET_MEMBER_EXPRESSION:
        parse_expression(parser, value, member->name, member->detail, part);
        break;
    case CLET_MEMBER_VALUE: clet_parse_value(parser, value, member->name, part); break;
    case CLET_MEMBER_TEXT:
        clet_parse_text(parser, value, member->name, (clet_ast_text_kind)member->detail, part);
        break;
    case CLET_MEMBER_ADDRESS: parse_address(parser, value, member->name, part); break;
    case CLET_MEMBER_REF: clet_parse_ref(parser, value, member->name, part); break;
    case CLET_MEMBER_VARIABLE: parse_variable(parser, value, member->name, part); break;
    case CLET_MEMBER_WHOLE: parse_whole(parser, value, member->name, member->detail, part); break;
    case CLET_MEMBER_NUMBER: clet_parse_number(parser, value, member->name, part); break;
    case CLET_MEMBER_SHARE: parse_share(parser, value, member->name, part); break;
    case CLET_MEMBER_FLAG: parse_flag(parser, value, member->name, part); break;
    case CLET_MEMBER_IGNORED: break;
    case CLET_MEMBER_WORD:
        if (clet_parse_expect(parser, value, member->name, CHATLET_JSON_STRING))
            member->take(parser, value, thing);
        break;
    case CLET_MEMBER_LIST:
        if (clet_parse_expect(parser, value, member->name, CHATLET_JSON_ARRAY))
            member->take(parser, value, thing);
        break;
    case CLET_MEMBER_OBJECT:
        if (clet_parse_expect(parser, value, member->name, CHATLET_JSON_OBJECT))
            member->take(parser, value, thing);
        break;
    case CLET_MEMBER_ANY: member->take(parser, value, thing); break;
    }
}

static const clet_flow_member *find_member(const clet_flow_member *members, size_t count,
                                           chatlet_str name) {
    for (size_t i = 0; i < count; i++) {
        if (clet_str_equal(members[i].name, name)) return &members[i];
    }
    return NULL;
}

static void report_unknown(clet_flow_parser *parser, const chatlet_json *member,
                           const chatlet_str *names, size_t count) {
    const chatlet_str nearest = clet_nearest_name(member->key, names, count);
    const chatlet_str with[] = {S("unknown field \""),
                                shown(member->key),
                                S("\"; did you mean \""),
                                nearest,
                                S("\"?"),
                                {0}};
    const chatlet_str without[] = {S("unknown field \""),
                                   shown(member->key),
                                   S("\"; remove it or see the fields in core/README.md"),
                                   {0}};
    clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, member->key_offset,
                      nearest.size_bytes > 0 ? with : without);
}

void clet_parse_members_of_two(clet_flow_parser *parser, const chatlet_json *object,
                               const clet_flow_member *first, size_t first_count,
                               const clet_flow_member *second, size_t second_count, void *thing) {
    chatlet_str names[CLET_MEMBERS_MAX];
    CLET_ASSERT(first_count + second_count <= CLET_MEMBERS_MAX);
    for (size_t i = 0; i < first_count; i++)
        names[i] = first[i].name;
    for (size_t i = 0; i < second_count; i++)
        names[first_count + i] = second[i].name;
    for (const chatlet_json *at = object->first; at != NULL; at = at->next) {
        const clet_flow_member *known = find_member(first, first_count, at->key);
        if (known == NULL) known = find_member(second, second_count, at->key);
        if (known == NULL) {
            report_unknown(parser, at, names, first_count + second_count);
        } else if (chatlet_json_find(object, at->key) != at) {
            const chatlet_str pieces[] = {
                S("\""), at->key, S("\" stands here twice; keep one of them"), {0}};
            clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, at->key_offset, pieces);
        } else {
            read_value(parser, at, known, thing);
        }
    }
}

void clet_parse_members(clet_flow_parser *parser, const chatlet_json *object,
                        const clet_flow_member *members, size_t count, void *thing) {
    clet_parse_members_of_two(parser, object, members, count, NULL, 0, thing);
}

void clet_parse_names(clet_flow_parser *parser, const chatlet_json *list, chatlet_str label,
                      clet_ast_name **names, uint32_t *count) {
    clet_ast_name *made = clet_parse_allocate(parser, list->count, sizeof *made);
    if (made == NULL) return;
    for (const chatlet_json *item = list->first; item != NULL; item = item->next) {
        clet_parse_name(parser, item, label, &made[*count]);
        if (made[*count].is_given) (*count)++;
    }
    *names = made;
}

void clet_parse_add_phrase(clet_flow_parser *parser, clet_ast_phrases *phrases,
                           clet_ast_phrase phrase) {
    if (phrases->count == phrases->capacity) {
        clet_ast_phrase *grown =
            clet_arena_grow_array(&parser->ast->arena, phrases->items, phrases->count,
                                  sizeof *grown, 8, &phrases->capacity);
        if (grown == NULL) {
            parser->out_of_memory = true;
            return;
        }
        phrases->items = grown;
    }
    phrases->items[phrases->count++] = phrase;
}

static void parse_phrase_list(clet_flow_parser *parser, const chatlet_json *list, chatlet_str label,
                              chatlet_str locale, clet_ast_phrases *phrases) {
    for (const chatlet_json *item = list->first; item != NULL; item = item->next) {
        if (!clet_parse_expect(parser, item, label, CHATLET_JSON_STRING)) continue;
        if (clet_str_trim(item->text).size_bytes == 0) {
            clet_parse_refuse(parser, item, label, S("have no empty text"));
            continue;
        }
        clet_parse_add_phrase(parser, phrases,
                              (clet_ast_phrase){.locale = locale,
                                                .text = item->text,
                                                .place = clet_parse_place(parser, item->offset)});
    }
}

void clet_parse_phrases(clet_flow_parser *parser, const chatlet_json *value, chatlet_str label,
                        clet_ast_phrases *phrases) {
    if (value->kind == CHATLET_JSON_ARRAY) {
        parse_phrase_list(parser, value, label, (chatlet_str){0}, phrases);
        return;
    }
    if (!clet_parse_expect(parser, value, label, CHATLET_JSON_OBJECT)) return;
    for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
        if (!clet_bot_locale_is_valid(one->key)) {
            clet_parse_refuse(parser, one, label, S("have language tags like \"es\" or \"pt-BR\""));
        } else if (clet_parse_expect(parser, one, label, CHATLET_JSON_ARRAY)) {
            parse_phrase_list(parser, one, label, one->key, phrases);
        }
    }
}

void clet_parse_assignments(clet_flow_parser *parser, const chatlet_json *object,
                            clet_ast_assignments *list) {
    clet_ast_assignment *items = clet_parse_allocate(parser, object->count, sizeof *items);
    if (items == NULL) return;
    list->items = items;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        clet_ast_assignment *item = &items[list->count];
        if (chatlet_json_find(object, one->key) != one) {
            const chatlet_str pieces[] = {
                S("\""), shown(one->key), S("\" stands here twice; keep one of them"), {0}};
            clet_parse_report(parser, CLET_DIAGNOSTIC_BOT_FIELD, one->key_offset, pieces);
            continue;
        }
        *item = (clet_ast_assignment){.target = {.text = one->key,
                                                 .place = clet_parse_place(parser, one->key_offset),
                                                 .is_given = true}};
        clet_parse_value(parser, one, one->key, &item->expression);
        if (item->expression.is_given) list->count++;
    }
}
