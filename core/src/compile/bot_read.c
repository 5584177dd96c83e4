#include "bot_read.h"

#include "../base/str.h"
#include "../bundle/bundle_format.h"
#include "../bundle/field_text.h"
#include "../text/language.h"
#include "bot_defaults.h"
#include "bot_value.h"
#include "nearest_name.h"

#include <chatlet/json.h>

#define BOOST_MIN 0.1
#define BOOST_MAX 1.9

enum { CONFIDENCE_ONE = 1000000, FIELDS_MAX = 32 };

#define S CHATLET_STR

/* What reading needs to know at every depth. */
typedef struct bot_reader {
    clet_arena *arena;
    clet_reporter *reporter;
    chatlet_str path;
    chatlet_str source;
    clet_bot bot;
    chatlet_bot_source *item;  /* the knowledge source being read */
    clet_bot_boost *boost;     /* the boost being read */
    clet_bot_field_rule *rule; /* the rule of a field being read */
    bool has_mistake;
    bool out_of_memory;
} bot_reader;

/* The JSON types a field may have; number stands for integer and double. */
typedef enum field_type {
    FIELD_TEXT,
    FIELD_NUMBER,
    FIELD_BOOLEAN,
    FIELD_LIST,
    FIELD_OBJECT,
    FIELD_ANY
} field_type;

/* A field an object may have. */
typedef struct bot_field {
    chatlet_str name;
    chatlet_str label; /* with the objects it stands in: "theme.accent" */
    field_type type;
    void (*take)(bot_reader *reader, const chatlet_json *value, chatlet_str label);
} bot_field;

static void report(bot_reader *reader, clet_diagnostic_code code, uint32_t offset,
                   const chatlet_str *pieces) {
    uint32_t line = 0;
    uint32_t column = 0;
    chatlet_json_place(reader->source, offset, &line, &column);
    clet_report_pieces(reader->reporter, code, reader->path, line, column, pieces);
    reader->has_mistake = true;
}

/* Reports that the value of `label` is not as it must be: `"label" must …`. */
static void report_value(bot_reader *reader, const chatlet_json *value, chatlet_str label,
                         chatlet_str must) {
    const chatlet_str pieces[] = {S("\""), label, S("\" must "), must, {0}};
    report(reader, CLET_DIAGNOSTIC_BOT_VALUE, value->offset, pieces);
}

static void report_unknown(bot_reader *reader, const chatlet_json *member, const bot_field *fields,
                           size_t count) {
    chatlet_str names[FIELDS_MAX];
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].name;
    const chatlet_str nearest = clet_nearest_name(member->key, names, count);
    const chatlet_str name = member->key.size_bytes > 0 ? member->key : S(" ");
    if (nearest.size_bytes > 0) {
        const chatlet_str pieces[] = {
            S("unknown field \""), name, S("\"; did you mean \""), nearest, S("\"?"), {0}};
        report(reader, CLET_DIAGNOSTIC_BOT_FIELD, member->key_offset, pieces);
    } else {
        const chatlet_str pieces[] = {S("unknown field \""),
                                      name,
                                      S("\"; remove it or see the fields in core/README.md"),
                                      {0}};
        report(reader, CLET_DIAGNOSTIC_BOT_FIELD, member->key_offset, pieces);
    }
}

static bool has_type(const chatlet_json *value, field_type type) {
    switch (type) {
    case FIELD_TEXT: return value->kind == CHATLET_JSON_STRING;
    case FIELD_NUMBER:
        return value->kind == CHATLET_JSON_INTEGER || value->kind == CHATLET_JSON_DOUBLE;
    case FIELD_BOOLEAN: return value->kind == CHATLET_JSON_BOOLEAN;
    case FIELD_LIST: return value->kind == CHATLET_JSON_ARRAY;
    case FIELD_OBJECT: return value->kind == CHATLET_JSON_OBJECT;
    case FIELD_ANY: return true;
    }
    return false;
}

static chatlet_str type_name(field_type type) {
    switch (type) {
    case FIELD_TEXT: return S("a text in quotes");
    case FIELD_NUMBER: return S("a number");
    case FIELD_BOOLEAN: return S("true or false");
    case FIELD_LIST: return S("a list in [ ]");
    case FIELD_OBJECT: return S("an object in { }");
    case FIELD_ANY: break;
    }
    return S("something else");
}

static bool expect_type(bot_reader *reader, const chatlet_json *value, chatlet_str label,
                        field_type type) {
    if (has_type(value, type)) return true;
    const chatlet_str pieces[] = {S("\""), label, S("\" must be "), type_name(type), {0}};
    report(reader, CLET_DIAGNOSTIC_BOT_FIELD, value->offset, pieces);
    return false;
}

static void read_member(bot_reader *reader, const chatlet_json *object, const chatlet_json *member,
                        const bot_field *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!clet_str_equal(fields[i].name, member->key)) continue;
        if (chatlet_json_find(object, member->key) != member) {
            const chatlet_str pieces[] = {
                S("\""), fields[i].label, S("\" stands here twice; keep one of them"), {0}};
            report(reader, CLET_DIAGNOSTIC_BOT_FIELD, member->key_offset, pieces);
        } else if (expect_type(reader, member, fields[i].label, fields[i].type)) {
            fields[i].take(reader, member, fields[i].label);
        }
        return;
    }
    report_unknown(reader, member, fields, count);
}

static void read_object(bot_reader *reader, const chatlet_json *object, const bot_field *fields,
                        size_t count) {
    for (const chatlet_json *member = object->first; member != NULL; member = member->next)
        read_member(reader, object, member, fields, count);
}

/* Copies a text into the arena; the parsed tree goes away. */
static chatlet_str keep(bot_reader *reader, chatlet_str text) {
    chatlet_str copy = {0};
    if (clet_arena_copy(reader->arena, text, &copy) != CHATLET_OK) reader->out_of_memory = true;
    return copy;
}

static void take_id(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_id_is_valid(value->text)) {
        reader->bot.id = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be 1 to 64 lower-case letters, digits and '-'"));
    }
}

static void take_title(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_text_is_valid(value->text, CHATLET_TITLE_BYTES_MAX)) {
        reader->bot.title = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be 1 to 300 bytes of text"));
    }
}

static void take_locale(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_locale_is_valid(value->text)) {
        reader->bot.locale = keep(reader, value->text);
        reader->bot.has_locale = true;
    } else {
        report_value(reader, value, label, S("be a language tag like \"en\" or \"pt-BR\""));
    }
}

static void take_words(bot_reader *reader, const chatlet_json *value, chatlet_str label,
                       chatlet_str *words) {
    if (clet_bot_text_is_valid(value->text, CHATLET_BOT_TEXT_BYTES_MAX)) {
        *words = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be 1 to 1000 bytes of text"));
    }
}

static void take_greeting(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    take_words(reader, value, label, &reader->bot.greeting);
}

static void take_miss(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    take_words(reader, value, label, &reader->bot.miss);
}

static void take_suggestions(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (value->count > CHATLET_SUGGESTIONS_MAX) {
        report_value(reader, value, label, S("have at most 8 questions; keep the best ones"));
    }
    chatlet_str *suggestions =
        clet_arena_allocate_array(reader->arena, CHATLET_SUGGESTIONS_MAX, sizeof(*suggestions));
    if (suggestions == NULL) {
        reader->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
        if (!expect_type(reader, item, S("suggestions[]"), FIELD_TEXT)) continue;
        if (!clet_bot_text_is_valid(item->text, CHATLET_TITLE_BYTES_MAX)) {
            report_value(reader, item, S("suggestions[]"), S("be 1 to 300 bytes of text"));
        } else if (count < CHATLET_SUGGESTIONS_MAX) {
            suggestions[count++] = keep(reader, item->text);
        }
    }
    reader->bot.suggestions = count > 0 ? suggestions : NULL;
    reader->bot.suggestion_count = count;
}

static void take_source_path(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    const chatlet_str path = value->text;
    if (clet_bot_text_is_valid(path, CHATLET_URL_BYTES_MAX) && path.data[0] != '/') {
        reader->item->path = keep(reader, path);
    } else {
        report_value(reader, value, label, S("be a file or folder, relative to bot.json"));
    }
}

static void take_source_url(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_url_is_valid(value->text)) {
        reader->item->url = keep(reader, value->text);
    } else {
        report_value(reader, value, label,
                     S("be an address: https://…, a path like \"/docs/\", or relative"));
    }
}

static void take_source_pages(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    reader->item->pages = value->boolean;
}

static const bot_field source_fields[] = {
    {S("path"), S("knowledge.sources[].path"), FIELD_TEXT, take_source_path},
    {S("url"), S("knowledge.sources[].url"), FIELD_TEXT, take_source_url},
    {S("pages"), S("knowledge.sources[].pages"), FIELD_BOOLEAN, take_source_pages},
};

#define COUNT(fields) (sizeof(fields) / sizeof((fields)[0]))

static void take_sources(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    chatlet_bot_source *sources =
        clet_arena_allocate_array(reader->arena, value->count, sizeof(*sources));
    if (sources == NULL) {
        reader->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
        if (!expect_type(reader, item, S("knowledge.sources[]"), FIELD_OBJECT)) continue;
        sources[count] = (chatlet_bot_source){.pages = true};
        reader->item = &sources[count];
        read_object(reader, item, source_fields, COUNT(source_fields));
        if (chatlet_json_find(item, S("path")) == NULL) {
            report_value(reader, item, S("knowledge.sources[]"), S("have a \"path\""));
        }
        if (sources[count].path.size_bytes > 0) count++;
    }
    reader->bot.sources = count > 0 ? sources : NULL;
    reader->bot.source_count = count;
}

static bool read_synonym(bot_reader *reader, const chatlet_json *item, clet_synonyms *group) {
    const chatlet_str label = S("knowledge.synonyms[]");
    if (!expect_type(reader, item, label, FIELD_LIST)) return false;
    if (item->count < 2 || item->count > CHATLET_SYNONYM_TEXTS_MAX) {
        report_value(reader, item, label, S("list 2 to 16 texts that mean the same"));
        return false;
    }
    chatlet_str *texts = clet_arena_allocate_array(reader->arena, item->count, sizeof(*texts));
    if (texts == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    *group = (clet_synonyms){.texts = texts};
    for (const chatlet_json *text = item->first; text != NULL; text = text->next) {
        if (!expect_type(reader, text, label, FIELD_TEXT)) return false;
        if (!clet_bot_text_is_valid(text->text, CHATLET_SYNONYM_BYTES_MAX)) {
            report_value(reader, text, label, S("be texts of 1 to 100 bytes"));
            return false;
        }
        texts[group->count++] = keep(reader, text->text);
    }
    return true;
}

static void take_synonyms(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (value->count > CHATLET_SYNONYM_GROUPS_MAX) {
        report_value(reader, value, label, S("have at most 500 groups"));
        return;
    }
    clet_synonyms *groups = clet_arena_allocate_array(reader->arena, value->count, sizeof(*groups));
    if (groups == NULL) {
        reader->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (const chatlet_json *item = value->first; item != NULL; item = item->next)
        count += read_synonym(reader, item, &groups[count]);
    reader->bot.synonyms = count > 0 ? groups : NULL;
    reader->bot.synonym_count = count;
}

static void take_boost_path(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_text_is_valid(value->text, CHATLET_URL_BYTES_MAX)) {
        reader->boost->path = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be how the paths of pages begin, like \"blog/\""));
    }
}

static void take_boost_factor(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (value->number >= BOOST_MIN && value->number <= BOOST_MAX) {
        reader->boost->factor = (uint8_t)(value->number * CLET_BOOST_NEUTRAL + 0.5);
    } else {
        report_value(reader, value, label, S("be between 0.1 and 1.9; 1 changes nothing"));
    }
}

static const bot_field boost_fields[] = {
    {S("path"), S("knowledge.boosts[].path"), FIELD_TEXT, take_boost_path},
    {S("factor"), S("knowledge.boosts[].factor"), FIELD_NUMBER, take_boost_factor},
};

static void take_boosts(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    clet_bot_boost *boosts =
        clet_arena_allocate_array(reader->arena, value->count, sizeof(*boosts));
    if (boosts == NULL) {
        reader->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
        if (!expect_type(reader, item, S("knowledge.boosts[]"), FIELD_OBJECT)) continue;
        boosts[count] = (clet_bot_boost){.factor = 0};
        reader->boost = &boosts[count];
        read_object(reader, item, boost_fields, sizeof boost_fields / sizeof boost_fields[0]);
        if (chatlet_json_find(item, S("path")) == NULL ||
            chatlet_json_find(item, S("factor")) == NULL) {
            report_value(reader, item, S("knowledge.boosts[]"),
                         S("have a \"path\" and a \"factor\""));
        }
        if (boosts[count].path.size_bytes > 0 && boosts[count].factor > 0) count++;
    }
    reader->bot.boosts = count > 0 ? boosts : NULL;
    reader->bot.boost_count = count;
}

/* A pattern's "**" at the end says what every path here means, and is let be. */
static void take_rule_path(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    const chatlet_str path = clet_str_ends_with(value->text, S("**"))
                                 ? clet_str_slice(value->text, 0, value->text.size_bytes - 2)
                                 : value->text;
    if (clet_bot_text_is_valid(path, CHATLET_URL_BYTES_MAX) &&
        clet_str_find_byte(path, '*', 0) == path.size_bytes) {
        reader->rule->path = keep(reader, path);
    } else {
        report_value(reader, value, label, S("be how the paths of pages begin, like \"v15/\""));
    }
}

static void take_rule_value(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_values_are_valid(value->text)) {
        reader->rule->values = keep(reader, value->text);
    } else {
        report_value(reader, value, label,
                     S("be 1 to 8 values of 1 to 100 bytes, parted by commas"));
    }
}

static const bot_field rule_fields[] = {
    {S("path"), S("knowledge.fields.….path"), FIELD_TEXT, take_rule_path},
    {S("value"), S("knowledge.fields.….value"), FIELD_TEXT, take_rule_value},
};

/* A rule that is not right is left out, so that a mistyped path takes no pages it should not. */
static bool read_rule(bot_reader *reader, const chatlet_json *item, clet_bot_field_rule *rule) {
    const bool had_mistake = reader->has_mistake;
    if (!expect_type(reader, item, S("knowledge.fields.…[]"), FIELD_OBJECT)) return false;
    *rule = (clet_bot_field_rule){.path = {0}};
    reader->rule = rule;
    reader->has_mistake = false;
    read_object(reader, item, rule_fields, COUNT(rule_fields));
    if (chatlet_json_find(item, S("value")) == NULL)
        report_value(reader, item, S("knowledge.fields.…[]"), S("have a \"value\""));
    const bool is_right = !reader->has_mistake;
    reader->has_mistake = had_mistake || !is_right;
    return is_right;
}

static void read_rules(bot_reader *reader, const chatlet_json *list, clet_bot_field *field) {
    clet_bot_field_rule *rules =
        clet_arena_allocate_array(reader->arena, list->count, sizeof(*rules));
    if (rules == NULL) {
        reader->out_of_memory = true;
        return;
    }
    for (const chatlet_json *item = list->first; item != NULL; item = item->next)
        field->rule_count += read_rule(reader, item, &rules[field->rule_count]) ? 1 : 0;
    field->rules = field->rule_count > 0 ? rules : NULL;
}

static void read_field(bot_reader *reader, const chatlet_json *member, clet_bot_field *field) {
    *field =
        (clet_bot_field){.name = keep(reader, member->key), .file = keep(reader, reader->path)};
    chatlet_json_place(reader->source, member->key_offset, &field->line, &field->column);
    const bool is_text = member->kind == CHATLET_JSON_STRING;
    field->is_folder = is_text && clet_str_equal(member->text, S("folder"));
    if (member->kind == CHATLET_JSON_ARRAY) {
        read_rules(reader, member, field);
    } else if (!field->is_folder && (!is_text || !clet_str_equal(member->text, S("pages")))) {
        report_value(reader, member, S("knowledge.fields.…"),
                     S("be \"pages\" (what pages say themselves), \"folder\" (the first of "
                       "their path) or a list of {\"path\", \"value\"}"));
    }
}

static void take_fields(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    clet_bot_field *fields =
        clet_arena_allocate_array(reader->arena, CHATLET_FIELDS_MAX, sizeof(*fields));
    if (fields == NULL) {
        reader->out_of_memory = true;
        return;
    }
    if (value->count > CHATLET_FIELDS_MAX)
        report_value(reader, value, label, S("name at most 16 fields"));
    uint32_t count = 0;
    for (const chatlet_json *member = value->first; member != NULL; member = member->next) {
        if (!clet_field_name_is_valid(member->key)) {
            report_value(reader, member, label,
                         S("have names of 1 to 32 lower-case letters, digits, '-' and '_'"));
        } else if (chatlet_json_find(value, member->key) != member) {
            report_value(reader, member, label, S("have each name once"));
        } else if (count < CHATLET_FIELDS_MAX) {
            read_field(reader, member, &fields[count++]);
        }
    }
    reader->bot.fields = count > 0 ? fields : NULL;
    reader->bot.field_count = count;
}

static const bot_field knowledge_fields[] = {
    {S("sources"), S("knowledge.sources"), FIELD_LIST, take_sources},
    {S("synonyms"), S("knowledge.synonyms"), FIELD_LIST, take_synonyms},
    {S("boosts"), S("knowledge.boosts"), FIELD_LIST, take_boosts},
    {S("fields"), S("knowledge.fields"), FIELD_OBJECT, take_fields},
};

static void take_knowledge(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    read_object(reader, value, knowledge_fields, COUNT(knowledge_fields));
}

static void take_min_confidence(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (!(value->number >= 0 && value->number <= 1)) {
        report_value(reader, value, label, S("be between 0 (answer always) and 1 (never)"));
        return;
    }
    reader->bot.min_confidence = (uint32_t)(value->number * CONFIDENCE_ONE + 0.5);
    reader->bot.has_min_confidence = true;
}

static const bot_field answer_fields[] = {
    {S("min_confidence"), S("answer.min_confidence"), FIELD_NUMBER, take_min_confidence},
};

static void take_answer(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    read_object(reader, value, answer_fields, COUNT(answer_fields));
}

static void take_typing(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    reader->bot.is_quiet_while_typing = !value->boolean;
}

static void take_accent(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_color_is_valid(value->text)) {
        reader->bot.accent = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be a color like \"#0a7cff\""));
    }
}

static void take_position(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_str_equal(value->text, S("end")) || clet_str_equal(value->text, S("start"))) {
        reader->bot.position = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be \"end\" or \"start\""));
    }
}

static const bot_field theme_fields[] = {
    {S("accent"), S("theme.accent"), FIELD_TEXT, take_accent},
    {S("position"), S("theme.position"), FIELD_TEXT, take_position},
};

static void take_theme(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)label;
    read_object(reader, value, theme_fields, COUNT(theme_fields));
}

static void take_server_url(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_server_is_valid(value->text)) {
        reader->bot.server_url = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be an address like \"https://chat.example.com\""));
    }
}

static void take_server_bot(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_bot_server_id_is_valid(value->text)) {
        reader->bot.server_bot = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be the bot's id there, like \"bot_0123456789abc\""));
    }
}

static void take_consent(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    if (clet_str_equal(value->text, S("ask")) || clet_str_equal(value->text, S("given")) ||
        clet_str_equal(value->text, S("never"))) {
        reader->bot.server_consent = keep(reader, value->text);
    } else {
        report_value(reader, value, label, S("be \"ask\", \"given\" or \"never\""));
    }
}

static const bot_field server_fields[] = {
    {S("url"), S("server.url"), FIELD_TEXT, take_server_url},
    {S("bot"), S("server.bot"), FIELD_TEXT, take_server_bot},
    {S("consent"), S("server.consent"), FIELD_TEXT, take_consent},
};

static void take_server(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    read_object(reader, value, server_fields, COUNT(server_fields));
    if (chatlet_json_find(value, S("url")) == NULL || chatlet_json_find(value, S("bot")) == NULL)
        report_value(reader, value, label, S("have \"url\" and \"bot\""));
}

/* What others read: editors their schema, flow_parse.h the conversation. */
static void pass_by(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    (void)reader;
    (void)value;
    (void)label;
}

static const bot_field locale_fields[] = {
    {S("title"), S("locales.….title"), FIELD_TEXT, take_title},
    {S("greeting"), S("locales.….greeting"), FIELD_TEXT, take_greeting},
    {S("miss"), S("locales.….miss"), FIELD_TEXT, take_miss},
    {S("suggestions"), S("locales.….suggestions"), FIELD_LIST, take_suggestions},
};

/* Its fields are those of a bot: they are read into an empty one in place of the bot itself. */
static clet_bot_locale read_locale(bot_reader *reader, const chatlet_json *member) {
    const clet_bot bot = reader->bot;
    clet_bot_init(&reader->bot);
    read_object(reader, member, locale_fields, COUNT(locale_fields));
    const clet_bot_locale locale = {.tag = keep(reader, member->key),
                                    .title = reader->bot.title,
                                    .greeting = reader->bot.greeting,
                                    .miss = reader->bot.miss,
                                    .suggestions = reader->bot.suggestions,
                                    .suggestion_count = reader->bot.suggestion_count};
    reader->bot = bot;
    return locale;
}

static void take_locales(bot_reader *reader, const chatlet_json *value, chatlet_str label) {
    clet_bot_locale *locales =
        clet_arena_allocate_array(reader->arena, value->count, sizeof(*locales));
    if (locales == NULL) {
        reader->out_of_memory = true;
        return;
    }
    uint32_t count = 0;
    for (const chatlet_json *member = value->first; member != NULL; member = member->next) {
        if (!clet_bot_locale_is_valid(member->key)) {
            report_value(reader, member, label, S("have language tags like \"es\" or \"pt-BR\""));
        } else if (chatlet_json_find(value, member->key) != member) {
            report_value(reader, member, label, S("have each language tag once"));
        } else if (expect_type(reader, member, S("locales.…"), FIELD_OBJECT)) {
            locales[count++] = read_locale(reader, member);
        }
    }
    reader->bot.locales = count > 0 ? locales : NULL;
    reader->bot.locale_count = count;
}

static const bot_field bot_fields[] = {
    {S("$schema"), S("$schema"), FIELD_TEXT, pass_by},
    {S("id"), S("id"), FIELD_TEXT, take_id},
    {S("title"), S("title"), FIELD_TEXT, take_title},
    {S("locale"), S("locale"), FIELD_TEXT, take_locale},
    {S("greeting"), S("greeting"), FIELD_TEXT, take_greeting},
    {S("miss"), S("miss"), FIELD_TEXT, take_miss},
    {S("suggestions"), S("suggestions"), FIELD_LIST, take_suggestions},
    {S("suggest_while_typing"), S("suggest_while_typing"), FIELD_BOOLEAN, take_typing},
    {S("locales"), S("locales"), FIELD_OBJECT, take_locales},
    {S("knowledge"), S("knowledge"), FIELD_OBJECT, take_knowledge},
    {S("answer"), S("answer"), FIELD_OBJECT, take_answer},
    {S("theme"), S("theme"), FIELD_OBJECT, take_theme},
    {S("server"), S("server"), FIELD_OBJECT, take_server},
    {S("start"), S("start"), FIELD_ANY, pass_by},
    {S("flows"), S("flows"), FIELD_ANY, pass_by},
    {S("vars"), S("vars"), FIELD_ANY, pass_by},
    {S("intents"), S("intents"), FIELD_ANY, pass_by},
    {S("entities"), S("entities"), FIELD_ANY, pass_by},
    {S("triggers"), S("triggers"), FIELD_ANY, pass_by},
    {S("strings"), S("strings"), FIELD_ANY, pass_by},
    {S("connections"), S("connections"), FIELD_ANY, pass_by},
    {S("engines"), S("engines"), FIELD_ANY, pass_by},
    {S("trigger_confidence"), S("trigger_confidence"), FIELD_ANY, pass_by},
    {S("migrate"), S("migrate"), FIELD_ANY, pass_by},
    {S("ui"), S("ui"), FIELD_OBJECT, pass_by},
};
_Static_assert(COUNT(bot_fields) <= FIELDS_MAX, "names of all fields must fit a suggestion's list");

static void read_root(bot_reader *reader, const chatlet_json *root) {
    if (root->kind == CHATLET_JSON_OBJECT) {
        read_object(reader, root, bot_fields, COUNT(bot_fields));
    } else {
        const chatlet_str pieces[] = {S("bot.json must be an object in { }"), {0}};
        report(reader, CLET_DIAGNOSTIC_BOT_FIELD, root->offset, pieces);
    }
}

static chatlet_status report_syntax(bot_reader *reader, const chatlet_error *error) {
    size_t length = 0;
    while (length < CHATLET_ERROR_MESSAGE_BYTES && error->message[length] != '\0')
        length++;
    clet_report(reader->reporter, CLET_DIAGNOSTIC_JSON_SYNTAX, reader->path, error->line,
                error->column, (chatlet_str){.data = error->message, .size_bytes = length});
    return CHATLET_ERR_INPUT;
}

void clet_bot_init(clet_bot *bot) {
    *bot = (clet_bot){
        .id = S("assistant"), .locale = S("en"), .position = S("end"), .server_consent = S("ask")};
}

chatlet_status clet_bot_read(const chatlet_allocator *allocator, clet_arena *arena,
                             chatlet_str path, chatlet_str bytes, clet_reporter *reporter,
                             clet_bot *bot) {
    bot_reader reader = {
        .arena = arena, .reporter = reporter, .path = path, .source = bytes, .bot = *bot};
    chatlet_json_document *document = NULL;
    chatlet_error error = {0};
    const chatlet_status status = chatlet_json_parse(allocator, bytes, &document, &error);
    if (status == CHATLET_ERR_MEMORY) return status;
    if (status != CHATLET_OK) return report_syntax(&reader, &error);

    read_root(&reader, chatlet_json_root(document));
    chatlet_json_free(document);
    if (reader.out_of_memory) return CHATLET_ERR_MEMORY;
    *bot = reader.bot;
    return reader.has_mistake ? CHATLET_ERR_INPUT : CHATLET_OK;
}

/* The texts for `locale`, or for the language it is of; NULL when there are none. */
static const clet_bot_locale *find_locale(const clet_bot *bot, chatlet_str locale) {
    const chatlet_str language = clet_str_slice(locale, 0, clet_str_find_byte(locale, '-', 0));
    const clet_bot_locale *of_language = NULL;
    for (uint32_t i = 0; i < bot->locale_count; i++) {
        const clet_bot_locale *found = &bot->locales[i];
        if (clet_str_equal_ignore_case(found->tag, locale)) return found;
        if (clet_str_equal_ignore_case(found->tag, language)) of_language = found;
    }
    return of_language;
}

void clet_bot_translate(clet_bot *bot, chatlet_str locale) {
    const clet_bot_locale nothing = {.suggestions = NULL};
    const clet_bot_locale *found = find_locale(bot, locale);
    const clet_bot_locale *texts = found != NULL ? found : &nothing;
    bot->locale = locale;
    bot->has_locale = true;
    if (texts->title.size_bytes > 0) bot->title = texts->title;
    bot->greeting = texts->greeting;
    bot->miss = texts->miss;
    bot->suggestions = texts->suggestions;
    bot->suggestion_count = texts->suggestion_count;
}

void clet_bot_complete(clet_bot *bot) {
    const clet_bot_words *words = clet_bot_words_of_locale(bot->locale);
    bot->language = clet_language_of_locale(bot->locale);
    if (bot->title.size_bytes == 0) bot->title = words->title;
    if (bot->greeting.size_bytes == 0) bot->greeting = words->greeting;
    if (bot->miss.size_bytes == 0) bot->miss = words->miss;
    bot->trouble = words->trouble;
    bot->retry = words->retry;
    bot->partial = words->partial;
}
