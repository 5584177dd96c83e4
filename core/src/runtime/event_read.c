#include "event_read.h"

#include "../base/str.h"

/* What may stand in an event. */
typedef enum field_id {
    FIELD_KIND,
    FIELD_SEQ,
    FIELD_NOW,
    FIELD_SEED,
    FIELD_LOCALE,
    FIELD_PAGE,
    FIELD_FILTER,
    FIELD_ZONE,
    FIELD_VISITOR,
    FIELD_VARS,
    FIELD_TEXT,
    FIELD_CHOICE,
    FIELD_VALUES,
    FIELD_REF,
    FIELD_NAME,
    FIELD_TYPE,
    FIELD_SIZE,
    FIELD_EFFECT,
    FIELD_OK,
    FIELD_VALUE,
    FIELD_ERROR,
    FIELD_TIMER,
    FIELD_DATA,
    FIELD_MESSAGE,
    FIELD_COUNT
} field_id;

#define BIT(name) (1u << FIELD_##name)
#define COMMON (BIT(KIND) | BIT(SEQ) | BIT(NOW))

/* A kind's fields, as bits by field_id. */
typedef struct kind_form {
    chatlet_str name;
    uint32_t required;
    uint32_t optional;
} kind_form;

/* By clet_event_kind. */
static const kind_form kind_forms[] = {
    {CHATLET_STR("start"), COMMON | BIT(SEED),
     BIT(LOCALE) | BIT(PAGE) | BIT(FILTER) | BIT(ZONE) | BIT(VISITOR) | BIT(VARS)},
    {CHATLET_STR("text"), COMMON | BIT(TEXT), BIT(FILTER)},
    {CHATLET_STR("choice"), COMMON | BIT(CHOICE), BIT(FILTER)},
    {CHATLET_STR("form"), COMMON | BIT(VALUES), 0},
    {CHATLET_STR("file"), COMMON | BIT(REF), BIT(NAME) | BIT(TYPE) | BIT(SIZE)},
    {CHATLET_STR("result"), COMMON | BIT(EFFECT) | BIT(OK), BIT(VALUE) | BIT(ERROR)},
    {CHATLET_STR("timer"), COMMON | BIT(TIMER), 0},
    {CHATLET_STR("event"), COMMON | BIT(NAME), BIT(DATA)},
    {CHATLET_STR("feedback"), COMMON | BIT(MESSAGE) | BIT(VALUE), 0},
    {CHATLET_STR("back"), COMMON, 0},
    {CHATLET_STR("restart"), COMMON | BIT(SEED), BIT(FILTER)},
};

enum { KIND_COUNT = sizeof kind_forms / sizeof kind_forms[0] };

/* By field_id. */
static const chatlet_str field_names[FIELD_COUNT] = {
    CHATLET_STR("kind"),    CHATLET_STR("seq"),    CHATLET_STR("now"),    CHATLET_STR("seed"),
    CHATLET_STR("locale"),  CHATLET_STR("page"),   CHATLET_STR("filter"), CHATLET_STR("zone"),
    CHATLET_STR("visitor"), CHATLET_STR("vars"),   CHATLET_STR("text"),   CHATLET_STR("choice"),
    CHATLET_STR("values"),  CHATLET_STR("ref"),    CHATLET_STR("name"),   CHATLET_STR("type"),
    CHATLET_STR("size"),    CHATLET_STR("effect"), CHATLET_STR("ok"),     CHATLET_STR("value"),
    CHATLET_STR("error"),   CHATLET_STR("timer"),  CHATLET_STR("data"),   CHATLET_STR("message"),
};

/* The event's fields, found in one walk over its map. */
typedef struct event_fields {
    uint32_t present; /* bits by field_id; the rest is set where one is */
    clet_cbor_item items[FIELD_COUNT];
    clet_cbor_reader at[FIELD_COUNT];
} event_fields;

static field_id field_of(chatlet_str name) {
    for (uint32_t i = 0; i < FIELD_COUNT; i++)
        if (field_names[i].size_bytes == name.size_bytes && clet_str_equal(field_names[i], name))
            return (field_id)i;
    return FIELD_COUNT;
}

/* False when a key is of no event at all. */
static bool find_fields(clet_cbor_reader map, event_fields *fields) {
    const clet_cbor_item item = clet_cbor_next(&map);
    bool are_known = true;
    for (uint32_t i = 0; i < item.count; i++) {
        const field_id field = field_of(clet_cbor_next(&map).text);
        const clet_cbor_reader at = map;
        const clet_cbor_item value = clet_cbor_next(&map);
        if (value.kind == CLET_CBOR_MAP || value.kind == CLET_CBOR_ARRAY) {
            map = at;
            clet_cbor_skip(&map);
        }
        are_known = are_known && field < FIELD_COUNT;
        if (field == FIELD_COUNT) continue;
        fields->present |= 1u << field;
        fields->items[field] = value;
        fields->at[field] = at;
    }
    return are_known;
}

static clet_cbor_item item_of(const event_fields *fields, field_id field) {
    return fields->items[field];
}

static bool take_integer(const event_fields *fields, field_id field, int64_t smallest,
                         int64_t largest, int64_t *value) {
    const clet_cbor_item item = item_of(fields, field);
    *value = item.integer;
    return item.kind == CLET_CBOR_INTEGER && item.integer >= smallest && item.integer <= largest;
}

static bool take_text(const event_fields *fields, field_id field, size_t maximum_bytes,
                      chatlet_str *value) {
    const clet_cbor_item item = item_of(fields, field);
    *value = item.text;
    return item.kind == CLET_CBOR_TEXT && item.text.size_bytes <= maximum_bytes;
}

static bool take_boolean(const event_fields *fields, field_id field, bool *value) {
    const clet_cbor_item item = item_of(fields, field);
    *value = item.boolean;
    return item.kind == CLET_CBOR_BOOLEAN;
}

static bool take_value(const event_fields *fields, field_id field, clet_event_value *value) {
    *value = (clet_event_value){.is_there = true, .reader = fields->at[field]};
    return true;
}

static bool take_map(const event_fields *fields, field_id field, clet_event_value *value) {
    return take_value(fields, field, value) && item_of(fields, field).kind == CLET_CBOR_MAP;
}

static bool take_zone(const event_fields *fields, clet_event *event) {
    int64_t minutes;
    const bool is_zone =
        take_integer(fields, FIELD_ZONE, -CLET_ZONE_MINUTES_MAX, CLET_ZONE_MINUTES_MAX, &minutes);
    event->zone_minutes = is_zone ? (int32_t)minutes : 0;
    return is_zone;
}

static bool take_feedback(const event_fields *fields, clet_event *event) {
    return take_integer(fields, FIELD_VALUE, -1, 1, &event->value) && event->value != 0;
}

static bool take_size(const event_fields *fields) {
    int64_t size;
    return take_integer(fields, FIELD_SIZE, 0, clet_event_integer_max, &size);
}

/* Takes one field of the event's kind. */
static bool take_field(const event_fields *fields, field_id field, clet_event *event) {
    const size_t id_bytes = CHATLET_EVENT_ID_BYTES_MAX;
    chatlet_str text;
    switch (field) {
    case FIELD_KIND: return true;
    case FIELD_SEQ: return take_integer(fields, field, 1, clet_event_integer_max, &event->seq);
    case FIELD_NOW: return take_integer(fields, field, 0, clet_event_integer_max, &event->now_ms);
    case FIELD_SEED: return take_integer(fields, field, 0, clet_event_integer_max, &event->seed);
    case FIELD_LOCALE:
        return take_text(fields, field, CHATLET_EVENT_LOCALE_BYTES_MAX, &event->locale);
    case FIELD_PAGE: return take_text(fields, field, CHATLET_URL_BYTES_MAX, &event->page);
    case FIELD_FILTER:
        event->has_filter = true;
        return take_text(fields, field, CHATLET_FILTER_BYTES_MAX, &event->filter);
    case FIELD_ZONE: return take_zone(fields, event);
    case FIELD_VISITOR: return take_map(fields, field, &event->visitor);
    case FIELD_VARS: return take_map(fields, field, &event->vars);
    case FIELD_TEXT: return take_text(fields, field, CHATLET_EVENT_BYTES_MAX, &event->text);
    case FIELD_CHOICE: return take_text(fields, field, id_bytes, &event->choice);
    case FIELD_VALUES: return take_map(fields, field, &event->values);
    case FIELD_REF: return take_text(fields, field, CHATLET_URL_BYTES_MAX, &text);
    case FIELD_NAME:
        return take_text(fields, field,
                         event->kind == CLET_EVENT_FILE ? CHATLET_BOT_TEXT_BYTES_MAX : id_bytes,
                         &event->name);
    case FIELD_TYPE: return take_text(fields, field, CHATLET_BOT_TEXT_BYTES_MAX, &text);
    case FIELD_SIZE: return take_size(fields);
    case FIELD_EFFECT: return take_text(fields, field, id_bytes, &event->effect);
    case FIELD_OK: return take_boolean(fields, field, &event->ok);
    case FIELD_VALUE:
        if (event->kind == CLET_EVENT_FEEDBACK) return take_feedback(fields, event);
        return take_value(fields, field, &event->result);
    case FIELD_ERROR: return take_text(fields, field, CHATLET_BOT_TEXT_BYTES_MAX, &event->error);
    case FIELD_TIMER: return take_text(fields, field, id_bytes, &event->timer);
    case FIELD_DATA: return take_value(fields, field, &event->result);
    case FIELD_MESSAGE: return take_text(fields, field, id_bytes, &event->message);
    case FIELD_COUNT: break;
    }
    return false;
}

static bool find_kind(const event_fields *fields, clet_event_kind *kind) {
    if ((fields->present & BIT(KIND)) == 0) return false;
    const clet_cbor_item item = item_of(fields, FIELD_KIND);
    if (item.kind != CLET_CBOR_TEXT) return false;
    for (uint32_t i = 0; i < KIND_COUNT; i++) {
        if (!clet_str_equal(kind_forms[i].name, item.text)) continue;
        *kind = (clet_event_kind)i;
        return true;
    }
    return false;
}

static chatlet_status refuse(chatlet_status status, const char *sentence, const char **reason) {
    *reason = sentence;
    return status;
}

static chatlet_status read_fields(const event_fields *fields, clet_event *event,
                                  const char **reason) {
    const kind_form *form = &kind_forms[event->kind];
    if ((fields->present & ~(form->required | form->optional)) != 0)
        return refuse(CHATLET_ERR_SYNTAX, "the event has a field that its kind does not have",
                      reason);
    for (uint32_t i = 0; i < FIELD_COUNT; i++) {
        const uint32_t bit = 1u << i;
        if (((form->required | fields->present) & bit) == 0) continue;
        if ((fields->present & bit) != 0 && take_field(fields, (field_id)i, event)) continue;
        if (i == FIELD_SEQ)
            return refuse(CHATLET_ERR_SYNTAX, "the event's seq is not an integer from 1", reason);
        if (i == FIELD_NOW)
            return refuse(CHATLET_ERR_SYNTAX, "the event's now is not a time in ms", reason);
        return refuse(CHATLET_ERR_SYNTAX, "a field of the event is missing or of the wrong form",
                      reason);
    }
    return CHATLET_OK;
}

chatlet_status clet_event_read(chatlet_str bytes, clet_event *event, const char **reason) {
    if (bytes.size_bytes > CHATLET_EVENT_BYTES_MAX)
        return refuse(CHATLET_ERR_LIMIT, "the event is too large", reason);
    const chatlet_status status = clet_cbor_check(bytes);
    if (status == CHATLET_ERR_UTF8)
        return refuse(status, "a text of the event is not UTF-8", reason);
    if (status != CHATLET_OK)
        return refuse(CHATLET_ERR_SYNTAX, "the event is not one CBOR value", reason);

    const clet_cbor_reader map = {.source = bytes};
    clet_cbor_reader head = map;
    event_fields fields;
    clet_event read = {.kind = CLET_EVENT_START};
    fields.present = 0;
    if (clet_cbor_next(&head).kind != CLET_CBOR_MAP)
        return refuse(CHATLET_ERR_SYNTAX, "the event is not a map", reason);
    const bool are_known = find_fields(map, &fields);
    if (!find_kind(&fields, &read.kind))
        return refuse(CHATLET_ERR_SYNTAX, "the event is of no known kind", reason);
    if (!are_known)
        return refuse(CHATLET_ERR_SYNTAX, "the event has a field that its kind does not have",
                      reason);
    const chatlet_status taken = read_fields(&fields, &read, reason);
    if (taken != CHATLET_OK) return taken;
    if (read.kind == CLET_EVENT_FILE)
        read.file = (clet_event_value){.is_there = true, .reader = map};
    *event = read;
    return CHATLET_OK;
}
