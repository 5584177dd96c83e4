/* What a flow says: texts, media, options. */
#include "flow_run.h"

#include "../base/cbor.h"
#include "../base/str.h"
#include "../bundle/template_format.h"
#include "expr_convert.h"
#include "template_render.h"

/* A number for choosing by chance: of the session's seed, the step and the effect to come, so that
 * the same session always chooses the same. splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t chance(const clet_turn *turn) {
    const clet_effect_id next = turn->effects.next;
    uint64_t mixed =
        (uint64_t)next.seed + UINT64_C(0x9E3779B97F4A7C15) * (next.step * 256u + next.index + 1u);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

static chatlet_str choose_variant(const clet_turn *turn, const clet_flow_text *text) {
    if (text->count == 0) return (chatlet_str){0};
    return text->variants[text->count == 1 ? 0 : chance(turn) % text->count];
}

/* A failure for want of memory ends the step; one for cost is the flow's own, and told by
 * clet_flow_go; a text that grew over its limit is left out. */
static void note_failure(clet_turn *turn, chatlet_status status) {
    if (status == CHATLET_ERR_MEMORY || status == CHATLET_ERR_COST) turn->run.status = status;
}

chatlet_str clet_flow_render(clet_turn *turn, chatlet_str template) {
    chatlet_str copy = {0};
    if (template.size_bytes == 0 || turn->run.status != CHATLET_OK) return copy;
    clet_buffer_truncate(&turn->scratch, 0);
    chatlet_status status =
        clet_template_render(&turn->run, template, turn->state.flow.slots, &turn->scratch);
    if (status == CHATLET_OK)
        status = clet_arena_copy(turn->arena, clet_buffer_str(&turn->scratch), &copy);
    if (status != CHATLET_OK) note_failure(turn, status);
    return copy;
}

chatlet_str clet_flow_plain(clet_turn *turn, const clet_flow_text *text) {
    return clet_flow_render(turn, choose_variant(turn, text));
}

static void write_tokens(clet_turn *turn, const clet_flow_text *text) {
    const chatlet_str template = choose_variant(turn, text);
    clet_buffer *buffer = &turn->effects.buffer;
    chatlet_status status = CHATLET_ERR_COST;
    if (template.size_bytes == 0)
        status = CHATLET_ERR_LIMIT; /* nothing to say, beside media */
    else if (turn->run.status == CHATLET_OK)
        status = clet_template_render_tokens(&turn->run, template, turn->state.flow.slots, buffer);
    if (status == CHATLET_OK) return;
    clet_cbor_write_array(buffer, 0);
    note_failure(turn, status);
}

/* ---- media ---- */

static void write_action(clet_turn *turn, const clet_flow_option *action) {
    const bool has_url = action->url.size_bytes > 0;
    clet_cbor_write_map(&turn->effects.buffer, has_url ? 3 : 2);
    clet_effects_text(&turn->effects, "id", action->id);
    clet_effects_text(&turn->effects, "text", clet_flow_plain(turn, &action->label));
    if (has_url) clet_effects_text(&turn->effects, "url", clet_flow_render(turn, action->url));
}

static void write_actions(clet_turn *turn, const clet_flow_options *actions) {
    const size_t place = clet_cbor_open_array(&turn->effects.buffer);
    uint32_t count = 0;
    for (uint32_t i = 0; i < actions->count; i++) {
        if (!clet_flow_holds(turn, actions->items[i].when, true, "when")) continue;
        write_action(turn, &actions->items[i]);
        count++;
    }
    clet_cbor_close(&turn->effects.buffer, place, count);
}

static void write_media_list(clet_turn *turn, const clet_flow_media *media, uint32_t count);

static chatlet_str media_name(clet_media_kind kind) {
    static const chatlet_str names[CLET_MEDIA_COUNT] = {
#define X(constant, name) CHATLET_STR(name),
        CLET_MEDIA_LIST(X)
#undef X
    };
    return names[kind];
}

static void write_media(clet_turn *turn, const clet_flow_media *media) {
    clet_effect_list *effects = &turn->effects;
    const size_t place = clet_cbor_open_map(&effects->buffer);
    uint32_t count = 1;
    const struct {
        chatlet_str key;
        chatlet_str text;
    } texts[] = {{CHATLET_STR("src"), clet_flow_render(turn, media->source)},
                 {CHATLET_STR("alt"), clet_flow_plain(turn, &media->alternative)},
                 {CHATLET_STR("title"), clet_flow_plain(turn, &media->title)}};
    clet_effects_key(effects, "kind");
    clet_effects_write_key(effects, media_name(media->kind));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text.size_bytes == 0) continue;
        clet_effects_write_text(effects, texts[i].key, texts[i].text);
        count++;
    }
    if (media->text.count > 0) {
        clet_effects_key(effects, "tokens");
        write_tokens(turn, &media->text);
        count++;
    }
    if (media->actions.count > 0) {
        clet_effects_key(effects, "actions");
        write_actions(turn, &media->actions);
        count++;
    }
    if (media->item_count > 0) {
        clet_effects_key(effects, "items");
        write_media_list(turn, media->items, media->item_count);
        count++;
    }
    clet_cbor_close(&effects->buffer, place, count);
}

/* Items of carousels and lists are cards, which have none themselves: the reader of flows sees to
 * it. */
static void write_media_list(clet_turn *turn, const clet_flow_media *media, uint32_t count) {
    clet_cbor_write_array(&turn->effects.buffer, count);
    for (uint32_t i = 0; i < count; i++)
        write_media(turn, &media[i]);
}

void clet_flow_say(clet_turn *turn, const clet_flow_text *text, const clet_flow_media *media,
                   uint32_t media_count, uint32_t delay_ms) {
    clet_effect_list *effects = &turn->effects;
    if (text->count == 0 && media_count == 0) return;
    clet_effects_open(effects, "say", 4u + (media_count > 0 ? 1u : 0u) + (delay_ms > 0 ? 1u : 0u));
    clet_effects_key(effects, "engine");
    clet_effects_key(effects, "flow");
    clet_effects_number(effects, "confidence", CLET_CONFIDENCE_FULL);
    clet_effects_key(effects, "tokens");
    write_tokens(turn, text);
    clet_effects_key(effects, "citations");
    clet_cbor_write_array(&effects->buffer, 0);
    if (media_count > 0) {
        clet_effects_key(effects, "media");
        write_media_list(turn, media, media_count);
    }
    if (delay_ms > 0) clet_effects_number(effects, "delay", delay_ms);
}

/* ---- options ---- */

static clet_shown_options no_options(clet_turn *turn, uint32_t capacity) {
    clet_shown_options shown = {.count = 0};
    shown.offered = clet_arena_allocate_array(turn->arena, capacity, sizeof *shown.offered);
    shown.options = clet_arena_allocate_array(turn->arena, capacity, sizeof *shown.options);
    if (shown.offered == NULL || shown.options == NULL) {
        turn->run.status = CHATLET_ERR_MEMORY;
        shown.offered = NULL;
    }
    return shown;
}

/* The author's word, or the locale's first. */
static chatlet_str shown_word(chatlet_str word, chatlet_str words) {
    if (word.size_bytes > 0) return word;
    return clet_str_slice(words, 0, clet_str_find_byte(words, '|', 0));
}

static clet_shown_options yes_and_no(clet_turn *turn) {
    const clet_flow_words *words = &turn->program->words;
    const clet_locale_data *locale = &turn->program->locale;
    clet_shown_options shown = no_options(turn, 2);
    if (shown.offered == NULL) return shown;
    shown.offered[0] = (clet_offered){.id = CHATLET_STR("yes"),
                                      .value = clet_value_bool(true),
                                      .text = shown_word(words->yes, locale->yes)};
    shown.offered[1] = (clet_offered){.id = CHATLET_STR("no"),
                                      .value = clet_value_bool(false),
                                      .text = shown_word(words->no, locale->no)};
    shown.count = 2;
    return shown;
}

static clet_shown_options written_options(clet_turn *turn, const clet_flow_options *choices) {
    clet_shown_options shown = no_options(turn, choices->count);
    for (uint32_t i = 0; shown.offered != NULL && i < choices->count; i++) {
        const clet_flow_option *option = &choices->items[i];
        if (!clet_flow_holds(turn, option->when, true, "when")) continue;
        shown.options[shown.count] = option;
        shown.offered[shown.count++] = (clet_offered){.id = option->id,
                                                      .value = option->value,
                                                      .text = clet_flow_plain(turn, &option->label),
                                                      .synonyms = option->synonyms,
                                                      .synonym_count = option->synonym_count};
    }
    return shown;
}

static chatlet_str as_text(clet_turn *turn, const chatlet_value *value) {
    clet_expr_text text = {.run = &turn->run};
    if (value->kind == CHATLET_VALUE_STRING) return clet_value_str(value);
    if (!clet_expr_convert_append(&text, value) || text.is_over) return (chatlet_str){0};
    return (chatlet_str){.data = text.data, .size_bytes = text.size_bytes};
}

/* Of a text: it is everything. Of a map: id, value (or id) and label (or id). */
static bool computed_option(clet_turn *turn, const chatlet_value *item, clet_offered *offered) {
    uint64_t cost = turn->run.cost_left;
    const chatlet_value *id = item, *value = item, *label = item;
    if (item->kind == CHATLET_VALUE_MAP) {
        id = clet_value_find_text(item, CHATLET_STR("id"), &cost);
        value = clet_value_find_text(item, CHATLET_STR("value"), &cost);
        label = clet_value_find_text(item, CHATLET_STR("label"), &cost);
        if (id == NULL) id = value;
        if (value == NULL) value = id;
        if (label == NULL) label = id;
        if (id == NULL) return false;
    }
    *offered =
        (clet_offered){.id = as_text(turn, id), .value = *value, .text = as_text(turn, label)};
    return offered->id.size_bytes > 0 && offered->id.size_bytes <= CHATLET_EVENT_ID_BYTES_MAX;
}

static clet_shown_options computed_options(clet_turn *turn, chatlet_str expression) {
    const chatlet_value list = clet_flow_evaluate(turn, expression, "choices_from");
    uint32_t count = list.kind == CHATLET_VALUE_LIST ? list.count : 0;
    if (count > CHATLET_FLOW_OPTIONS_MAX) count = CHATLET_FLOW_OPTIONS_MAX;
    clet_shown_options shown = no_options(turn, count);
    for (uint32_t i = 0; shown.offered != NULL && i < count; i++)
        if (computed_option(turn, &list.items[i], &shown.offered[shown.count])) shown.count++;
    return shown;
}

clet_shown_options clet_flow_options_of(clet_turn *turn, const clet_flow_field *field) {
    if (field->kind == CLET_FIELD_KIND_BOOL) return yes_and_no(turn);
    if (field->choices_from.size_bytes > 0) return computed_options(turn, field->choices_from);
    if (field->choices.count == 0) return (clet_shown_options){.count = 0};
    return written_options(turn, &field->choices);
}
