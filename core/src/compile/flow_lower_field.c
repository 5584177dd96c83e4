/* Fields, what may be chosen, and what is shown with a text. */
#include "flow_lowerer.h"

#include "../base/double_text.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../base/value_rules.h"

#include <string.h>

#define S CHATLET_STR

/* Room behind a value's text for what makes it an id of its own: "-100". */
enum { ID_TEXT_BYTES_MAX = CHATLET_EVENT_ID_BYTES_MAX - 6 };

static chatlet_value value_of(const chatlet_json *value, chatlet_str label) {
    if (value == NULL) return clet_value_text(CHATLET_VALUE_STRING, label);
    switch (value->kind) {
    case CHATLET_JSON_BOOLEAN: return clet_value_bool(value->boolean);
    case CHATLET_JSON_INTEGER: return clet_value_int(value->integer);
    case CHATLET_JSON_DOUBLE: return clet_value_double(value->number);
    case CHATLET_JSON_STRING: return clet_value_text(CHATLET_VALUE_STRING, value->text);
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT: break;
    }
    return clet_value_text(CHATLET_VALUE_STRING, label);
}

/* The value as text, as an id is written. */
static void append_value(clet_buffer *text, const chatlet_value *value) {
    char digits[CLET_DOUBLE_TEXT_BYTES_MAX];
    if (value->kind == CHATLET_VALUE_BOOL) {
        clet_buffer_append(text, value->boolean ? S("true") : S("false"));
    } else if (value->kind == CHATLET_VALUE_INT) {
        clet_number_text_append_i64(text, value->integer);
    } else if (value->kind == CHATLET_VALUE_DOUBLE) {
        const size_t length = clet_double_text_write(value->number, digits);
        clet_buffer_append(text, (chatlet_str){.data = digits, .size_bytes = length});
    } else {
        clet_buffer_append(text, clet_utf8_cut(clet_value_str(value), ID_TEXT_BYTES_MAX));
    }
}

/* An id that no other has in `ids`: the value's text, with a number behind it when that is taken,
 * as two cards' buttons of one label have. */
static chatlet_str make_id(clet_flow_lowerer *lower, const chatlet_value *value, clet_map *ids) {
    clet_buffer text;
    clet_map_entry *entry = NULL;
    bool is_new = false;
    clet_buffer_init(&text, lower->ast->allocator, CHATLET_EVENT_ID_BYTES_MAX);
    append_value(&text, value);
    if (text.size_bytes == 0) clet_buffer_append(&text, S("option"));
    const size_t base_bytes = text.size_bytes;
    chatlet_status status = clet_buffer_status(&text);
    for (uint32_t i = 2; status == CHATLET_OK && !is_new; i++) {
        status = clet_map_insert(ids, clet_buffer_str(&text), 0, &entry, &is_new);
        if (status != CHATLET_OK || is_new) break;
        clet_buffer_truncate(&text, base_bytes);
        clet_buffer_append_byte(&text, '-');
        clet_number_text_append_u64(&text, i);
        status = clet_buffer_status(&text);
    }
    clet_buffer_free(&text);
    if (status == CHATLET_OK) return entry->key;
    lower->out_of_memory = true;
    return (chatlet_str){0};
}

static clet_flow_option lower_option(clet_flow_lowerer *lower, const clet_ast_option *option,
                                     clet_map *ids) {
    const chatlet_str label = clet_lower_own_source(lower, &option->label);
    clet_flow_option made = {.value = value_of(option->value, label),
                             .label = clet_lower_text(lower, &option->label),
                             .description = clet_lower_text(lower, &option->description),
                             .when = clet_lower_expression(lower, &option->when),
                             .target = clet_lower_target(&option->target),
                             .image = clet_lower_address(lower, &option->image),
                             .url = clet_lower_address(lower, &option->url)};
    made.id = make_id(lower, &made.value, ids);
    clet_lower_phrases(lower, &option->synonyms, (chatlet_str){0}, &made.synonyms,
                       &made.synonym_count);
    return made;
}

static clet_flow_options lower_options(clet_flow_lowerer *lower, const clet_ast_options *options,
                                       clet_map *ids) {
    clet_flow_option *made = clet_lower_allocate(lower, options->count, CHATLET_FLOW_OPTIONS_MAX,
                                                 sizeof *made, options->place, S("choices"));
    if (made == NULL) return (clet_flow_options){.count = 0};
    for (uint32_t i = 0; i < options->count; i++)
        made[i] = lower_option(lower, &options->items[i], ids);
    return (clet_flow_options){.items = made, .count = options->count};
}

static void lower_accept(clet_flow_lowerer *lower, const clet_ast_field *field,
                         clet_flow_field *made) {
    chatlet_str *accept = clet_lower_allocate(lower, field->accept_count, CHATLET_FLOW_ITEMS_MAX,
                                              sizeof *accept, field->place, S("kinds of files"));
    for (uint32_t i = 0; i < field->accept_count && accept != NULL; i++) {
        if (field->accept[i].text.size_bytes > 0)
            accept[made->accept_count++] = field->accept[i].text;
    }
    made->accept = accept;
}

static void lower_field(clet_flow_lowerer *lower, const clet_ast_field *field,
                        clet_flow_field *made) {
    const clet_ast_variable *variable = field->variable.variable;
    clet_map ids;
    clet_map_init(&ids, lower->arena);
    *made = (clet_flow_field){
        .name = field->variable.text,
        .slot = variable == NULL ? 0 : variable->slot,
        .kind = field->kind,
        .prompt = clet_lower_text(lower, &field->prompt),
        .retry = clet_lower_text(lower, &field->retry),
        .valid = clet_lower_expression(lower, &field->valid),
        .transform = clet_lower_expression(lower, &field->transform),
        .when = clet_lower_expression(lower, &field->when),
        .initial = clet_lower_expression(lower, &field->initial),
        .entity = field->entity.entity == NULL ? 0 : field->entity.entity->number + 1,
        .choices = lower_options(lower, &field->choices, &ids),
        .choices_from = clet_lower_expression(lower, &field->choices_from),
        .has_minimum = field->minimum.is_given,
        .has_maximum = field->maximum.is_given,
        .minimum = field->minimum.number,
        .maximum = field->maximum.number,
        .retries = clet_lower_whole(&field->retries, CLET_RETRIES_DEFAULT, UINT32_MAX - 1),
        .is_required = field->is_required.is_set,
        .is_interruptible = field->is_interruptible.is_set,
        .is_personal = field->is_personal.is_given ? field->is_personal.is_set
                                                   : variable != NULL && variable->is_personal};
    lower_accept(lower, field, made);
}

void clet_lower_fields(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    clet_flow_field *fields =
        clet_lower_allocate(lower, node->ask.field_count, CHATLET_FLOW_FIELDS_MAX, sizeof *fields,
                            node->place, S("fields"));
    if (fields == NULL) return;
    for (uint32_t i = 0; i < node->ask.field_count; i++)
        lower_field(lower, &node->ask.fields[i], &fields[i]);
    made->fields = fields;
    made->field_count = node->ask.field_count;
}

static clet_flow_media lower_medium(clet_flow_lowerer *lower, const clet_ast_media *media,
                                    clet_map *ids) {
    return (clet_flow_media){.kind = media->kind,
                             .source = clet_lower_address(lower, &media->source),
                             .alternative = clet_lower_text(lower, &media->alternative),
                             .title = clet_lower_text(lower, &media->title),
                             .text = clet_lower_text(lower, &media->text),
                             .actions = lower_options(lower, &media->actions, ids)};
}

static clet_flow_media *lower_list(clet_flow_lowerer *lower, const clet_ast_media *media,
                                   uint32_t count, clet_ast_place place, clet_map *ids) {
    clet_flow_media *made =
        clet_lower_allocate(lower, count, CHATLET_FLOW_ITEMS_MAX, sizeof *made, place, S("media"));
    for (uint32_t i = 0; i < count && made != NULL; i++)
        made[i] = lower_medium(lower, &media[i], ids);
    return made;
}

void clet_lower_media(clet_flow_lowerer *lower, const clet_ast_node *node, clet_flow_node *made) {
    clet_map ids; /* a button is chosen among all of the message */
    clet_map_init(&ids, lower->arena);
    clet_flow_media *media =
        lower_list(lower, node->say.media, node->say.media_count, node->place, &ids);
    if (media == NULL) return;
    for (uint32_t i = 0; i < node->say.media_count; i++) {
        const clet_ast_media *of = &node->say.media[i];
        media[i].items = lower_list(lower, of->items, of->item_count, of->place, &ids);
        if (media[i].items != NULL) media[i].item_count = of->item_count;
    }
    made->media = media;
    made->media_count = node->say.media_count;
}
