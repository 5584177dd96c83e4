#include "event_read.h"

#include "../base/cbor.h"
#include "../base/str.h"

/* What may stand in an event beside kind, seq and now. */
typedef enum field_id {
    FIELD_SEED,
    FIELD_LOCALE,
    FIELD_PAGE,
    FIELD_FILTER,
    FIELD_TEXT,
    FIELD_CHOICE,
    FIELD_EFFECT,
    FIELD_OK,
    FIELD_MESSAGE,
    FIELD_VALUE,
    FIELD_COUNT
} field_id;

enum { COMMON_FIELD_COUNT = 3, KIND_COUNT = 6 };

/* A kind's fields, as bits by field_id. */
typedef struct kind_form {
    chatlet_str name;
    uint32_t required;
    uint32_t optional;
} kind_form;

/* By clet_event_kind. */
static const kind_form kind_forms[KIND_COUNT] = {
    {CHATLET_STR("start"), 1u << FIELD_SEED,
     1u << FIELD_LOCALE | 1u << FIELD_PAGE | 1u << FIELD_FILTER},
    {CHATLET_STR("text"), 1u << FIELD_TEXT, 1u << FIELD_FILTER},
    {CHATLET_STR("choice"), 1u << FIELD_CHOICE, 1u << FIELD_FILTER},
    {CHATLET_STR("result"), 1u << FIELD_EFFECT | 1u << FIELD_OK, 0},
    {CHATLET_STR("feedback"), 1u << FIELD_MESSAGE | 1u << FIELD_VALUE, 0},
    {CHATLET_STR("restart"), 1u << FIELD_SEED, 1u << FIELD_FILTER},
};

/* By field_id. */
static const chatlet_str field_names[FIELD_COUNT] = {
    CHATLET_STR("seed"),    CHATLET_STR("locale"), CHATLET_STR("page"),   CHATLET_STR("filter"),
    CHATLET_STR("text"),    CHATLET_STR("choice"), CHATLET_STR("effect"), CHATLET_STR("ok"),
    CHATLET_STR("message"), CHATLET_STR("value"),
};

static bool read_kind(clet_cbor_reader map, clet_event_kind *kind) {
    chatlet_str name;
    if (!clet_cbor_find_text(map, CHATLET_STR("kind"), &name)) return false;
    for (uint32_t i = 0; i < KIND_COUNT; i++) {
        if (!clet_str_equal(kind_forms[i].name, name)) continue;
        *kind = (clet_event_kind)i;
        return true;
    }
    return false;
}

static bool read_integer(clet_cbor_reader map, chatlet_str key, int64_t smallest, int64_t *value) {
    return clet_cbor_find_integer(map, key, value) && *value >= smallest &&
           *value <= clet_event_integer_max;
}

static bool read_text(clet_cbor_reader map, chatlet_str key, size_t maximum_bytes,
                      chatlet_str *value) {
    return clet_cbor_find_text(map, key, value) && value->size_bytes <= maximum_bytes;
}

static bool read_field(clet_cbor_reader map, field_id field, clet_event *event) {
    const chatlet_str key = field_names[field];
    switch (field) {
    case FIELD_SEED: return read_integer(map, key, 0, &event->seed);
    case FIELD_LOCALE: return read_text(map, key, CHATLET_EVENT_LOCALE_BYTES_MAX, &event->locale);
    case FIELD_PAGE: return read_text(map, key, CHATLET_URL_BYTES_MAX, &event->page);
    case FIELD_FILTER:
        event->has_filter = true;
        return read_text(map, key, CHATLET_FILTER_BYTES_MAX, &event->filter);
    case FIELD_TEXT: return read_text(map, key, CHATLET_EVENT_BYTES_MAX, &event->text);
    case FIELD_CHOICE: return read_text(map, key, CHATLET_EVENT_ID_BYTES_MAX, &event->choice);
    case FIELD_EFFECT: return read_text(map, key, CHATLET_EVENT_ID_BYTES_MAX, &event->effect);
    case FIELD_OK: return clet_cbor_find_boolean(map, key, &event->ok);
    case FIELD_MESSAGE: return read_text(map, key, CHATLET_EVENT_ID_BYTES_MAX, &event->message);
    case FIELD_VALUE:
        return read_integer(map, key, -1, &event->value) &&
               (event->value == 1 || event->value == -1);
    case FIELD_COUNT: break;
    }
    return false;
}

/* Reads the fields of the event's kind and counts how many of the map's were read, so that one too
 * many shows. */
static bool read_fields(clet_cbor_reader map, clet_event *event, uint32_t *read_count) {
    const kind_form *form = &kind_forms[event->kind];
    for (uint32_t i = 0; i < FIELD_COUNT; i++) {
        const uint32_t bit = 1u << i;
        clet_cbor_reader value;
        if (((form->required | form->optional) & bit) == 0) continue;
        if ((form->optional & bit) != 0 && !clet_cbor_find(map, field_names[i], &value)) continue;
        if (!read_field(map, (field_id)i, event)) return false;
        (*read_count)++;
    }
    return true;
}

static chatlet_status refuse(chatlet_status status, const char *sentence, const char **reason) {
    *reason = sentence;
    return status;
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
    const clet_cbor_item item = clet_cbor_next(&head);
    if (item.kind != CLET_CBOR_MAP)
        return refuse(CHATLET_ERR_SYNTAX, "the event is not a map", reason);

    clet_event read = {.kind = CLET_EVENT_START};
    uint32_t read_count = COMMON_FIELD_COUNT;
    if (!read_kind(map, &read.kind))
        return refuse(CHATLET_ERR_SYNTAX, "the event is of no known kind", reason);
    if (!read_integer(map, CHATLET_STR("seq"), 1, &read.seq))
        return refuse(CHATLET_ERR_SYNTAX, "the event's seq is not an integer from 1", reason);
    if (!read_integer(map, CHATLET_STR("now"), 0, &read.now_ms))
        return refuse(CHATLET_ERR_SYNTAX, "the event's now is not a time in ms", reason);
    if (!read_fields(map, &read, &read_count))
        return refuse(CHATLET_ERR_SYNTAX, "a field of the event is missing or of the wrong form",
                      reason);
    if (item.count != read_count)
        return refuse(CHATLET_ERR_SYNTAX, "the event has a field that its kind does not have",
                      reason);
    *event = read;
    return CHATLET_OK;
}
