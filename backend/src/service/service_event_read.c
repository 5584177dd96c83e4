/* Bodies of POST /v1/events: in, bytes of a stranger; out, events that are whole, and a refusal
 * with its reason for each that is not. */
#include "../domain/time_text.h"
#include "service_meter.h"

#include <chatlet/json.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000, DATA_BYTES_MAX = 16 * 1024 };

static const chatlet_str type_names[EVENT_TYPES] = {[EVENT_CONVERSATION] = {"conversation", 12},
                                                    [EVENT_MESSAGE] = {"message", 7},
                                                    [EVENT_FEEDBACK] = {"feedback", 8},
                                                    [EVENT_LEAD] = {"lead", 4},
                                                    [EVENT_END] = {"end", 3},
                                                    [EVENT_NODE] = {"node", 4},
                                                    [EVENT_UNANSWERED] = {"unanswered", 10},
                                                    [EVENT_USAGE] = {"usage", 5}};

/* Members of an event. */
typedef enum field {
    FIELD_ID,
    FIELD_TYPE,
    FIELD_TIME,
    FIELD_CONVERSATION,
    FIELD_AUTHOR,
    FIELD_TEXT,
    FIELD_DATA,
    FIELD_BOT,
    FIELD_METER,
    FIELD_QUANTITY,
    FIELD_CORRECTS,
    FIELDS
} field;

static const chatlet_str field_names[FIELDS] = {[FIELD_ID] = {"id", 2},
                                                [FIELD_TYPE] = {"type", 4},
                                                [FIELD_TIME] = {"time", 4},
                                                [FIELD_CONVERSATION] = {"conversation", 12},
                                                [FIELD_AUTHOR] = {"author", 6},
                                                [FIELD_TEXT] = {"text", 4},
                                                [FIELD_DATA] = {"data", 4},
                                                [FIELD_BOT] = {"bot", 3},
                                                [FIELD_METER] = {"meter", 5},
                                                [FIELD_QUANTITY] = {"quantity", 8},
                                                [FIELD_CORRECTS] = {"corrects", 8}};

/* An event on its way: its members, and the first thing that is wrong with it. */
typedef struct event_reader {
    service *service;
    chatlet_str source;
    const chatlet_json *fields[FIELDS]; /* NULL: absent */
    event *event;
    bool has_id;
    const char *reason; /* NULL: nothing is wrong yet */
} event_reader;

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes && memcmp(a.data, b.data, a.size_bytes) == 0;
}

static void refuse(event_reader *in, const char *reason) {
    if (in->reason == NULL) in->reason = reason;
}

static void find_fields(event_reader *in, const chatlet_json *object) {
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        int at = 0;
        while (at < FIELDS && !equal(one->key, field_names[at]))
            at++;
        if (at == FIELDS) {
            refuse(in, "unknown-field");
        } else {
            if (in->fields[at] != NULL) refuse(in, "repeated-field");
            in->fields[at] = one;
        }
    }
}

/* The text of a member; empty when it is absent. */
static chatlet_str text_of(event_reader *in, field name, const char *reason) {
    const chatlet_json *member = in->fields[name];
    if (member == NULL) return CHATLET_STR("");
    if (member->kind == CHATLET_JSON_STRING) return member->text;
    refuse(in, reason);
    return CHATLET_STR("");
}

static void read_id(event_reader *in) {
    const chatlet_json *member = in->fields[FIELD_ID];
    if (member != NULL && member->kind == CHATLET_JSON_STRING &&
        uuid_read(member->text, in->event->id) && uuid_is_v7(in->event->id)) {
        in->has_id = true;
        return;
    }
    refuse(in, "wrong-id");
}

static void read_type(event_reader *in) {
    chatlet_str name = text_of(in, FIELD_TYPE, "unknown-type");
    int type = 0;
    while (type < EVENT_TYPES && !equal(name, type_names[type]))
        type++;
    if (type == EVENT_TYPES) {
        refuse(in, "unknown-type");
        return;
    }
    in->event->type = (event_type)type;
}

static void read_time(event_reader *in) {
    int64_t now_ms = in->service->now_ms;
    chatlet_str text = text_of(in, FIELD_TIME, "wrong-time");
    if (!time_text_read(text, &in->event->occurred_at_ms)) {
        refuse(in, "wrong-time");
        return;
    }
    if (in->event->occurred_at_ms < now_ms - (int64_t)EVENT_LATE_MINUTES_MAX * MINUTE_MS) {
        refuse(in, "too-old");
    }
    if (in->event->occurred_at_ms > now_ms + (int64_t)EVENT_AHEAD_MINUTES_MAX * MINUTE_MS) {
        refuse(in, "too-new");
    }
}

/* A conversation's beginning is named as the conversation is, so that it can't begin twice. */
static void read_conversation(event_reader *in) {
    event *event = in->event;
    bool is_there = in->fields[FIELD_CONVERSATION] != NULL;
    chatlet_str text = text_of(in, FIELD_CONVERSATION, "wrong-conversation");
    if (is_there && (!uuid_read(text, event->conversation) || !uuid_is_v7(event->conversation))) {
        refuse(in, "wrong-conversation");
    }
    if (event->type == EVENT_CONVERSATION) {
        if (!is_there) memcpy(event->conversation, event->id, UUID_BYTES);
        if (memcmp(event->conversation, event->id, UUID_BYTES) != 0) {
            refuse(in, "wrong-conversation");
        }
    } else if (!is_there && event->type != EVENT_USAGE) {
        refuse(in, "wrong-conversation");
    }
}

static void read_author(event_reader *in) {
    chatlet_str author = text_of(in, FIELD_AUTHOR, "wrong-author");
    if (in->event->type != EVENT_MESSAGE) {
        if (in->fields[FIELD_AUTHOR] != NULL) refuse(in, "wrong-author");
        return;
    }
    if (!equal(author, CHATLET_STR("visitor")) && !equal(author, CHATLET_STR("bot"))) {
        refuse(in, "wrong-author");
    }
    in->event->author = author;
}

static void read_text(event_reader *in) {
    in->event->text = text_of(in, FIELD_TEXT, "wrong-text");
    if (in->event->text.size_bytes > EVENT_TEXT_BYTES_MAX) refuse(in, "text-too-long");
}

/* Where the object that begins at `offset` ends; its text was parsed, so it does. */
static size_t end_of_object(chatlet_str source, size_t offset) {
    size_t depth = 0;
    bool in_text = false;
    for (size_t at = offset; at < source.size_bytes; at++) {
        char byte = source.data[at];
        if (in_text) {
            if (byte == '\\')
                at++;
            else if (byte == '"')
                in_text = false;
        } else if (byte == '"') {
            in_text = true;
        } else if (byte == '{' || byte == '[') {
            depth++;
        } else if (byte == '}' || byte == ']') {
            if (--depth == 0) return at + 1;
        }
    }
    return source.size_bytes;
}

static void read_data(event_reader *in) {
    const chatlet_json *member = in->fields[FIELD_DATA];
    if (member == NULL) return;
    if (member->kind != CHATLET_JSON_OBJECT) {
        refuse(in, "wrong-data");
        return;
    }
    size_t end = end_of_object(in->source, member->offset);
    in->event->data_json =
        (chatlet_str){.data = in->source.data + member->offset, .size_bytes = end - member->offset};
    if (in->event->data_json.size_bytes > DATA_BYTES_MAX) refuse(in, "data-too-long");
}

static void read_bot(event_reader *in) {
    if (in->fields[FIELD_BOT] == NULL) return;
    chatlet_str text = text_of(in, FIELD_BOT, "wrong-bot");
    if (!row_id_read(ROW_BOT, text, &in->event->bot_id)) refuse(in, "wrong-bot");
}

static bool is_meter_name(chatlet_str name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    if (name.size_bytes == 0 || name.size_bytes > METER_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < name.size_bytes; i++) {
        if (memchr(letters, name.data[i], sizeof letters - 1) == NULL) return false;
    }
    return true;
}

static chatlet_str meter_of_type(event_type type) {
    switch (type) {
    case EVENT_CONVERSATION: return METER_CONVERSATIONS;
    case EVENT_MESSAGE: return METER_MESSAGES;
    case EVENT_FEEDBACK: return CHATLET_STR("feedback");
    case EVENT_LEAD: return CHATLET_STR("leads");
    case EVENT_END: return CHATLET_STR("ends");
    case EVENT_NODE: return CHATLET_STR("nodes");
    case EVENT_UNANSWERED: return CHATLET_STR("unanswered");
    case EVENT_USAGE:
    case EVENT_TYPES: break;
    }
    return CHATLET_STR("");
}

static void read_quantity(event_reader *in) {
    const chatlet_json *member = in->fields[FIELD_QUANTITY];
    in->event->quantity = 1;
    if (member == NULL) return;
    if (member->kind != CHATLET_JSON_INTEGER || member->integer == 0 ||
        member->integer > METER_QUANTITY_MAX || member->integer < -METER_QUANTITY_MAX) {
        refuse(in, "wrong-quantity");
        return;
    }
    in->event->quantity = member->integer;
}

static void read_corrects(event_reader *in) {
    event *event = in->event;
    bool is_there = in->fields[FIELD_CORRECTS] != NULL;
    chatlet_str text = text_of(in, FIELD_CORRECTS, "wrong-corrects");
    if (is_there && !uuid_read(text, event->corrects)) refuse(in, "wrong-corrects");
    if (is_there != (event->quantity < 0)) refuse(in, "wrong-corrects");
}

/* What only usage has. */
static void read_usage(event_reader *in) {
    event *event = in->event;
    event->meter = meter_of_type(event->type);
    event->quantity = 1;
    if (event->type != EVENT_USAGE) {
        if (in->fields[FIELD_METER] != NULL || in->fields[FIELD_QUANTITY] != NULL ||
            in->fields[FIELD_CORRECTS] != NULL) {
            refuse(in, "only-of-usage");
        }
        return;
    }
    event->meter = text_of(in, FIELD_METER, "wrong-meter");
    if (!is_meter_name(event->meter)) refuse(in, "wrong-meter");
    read_quantity(in);
    read_corrects(in);
}

static void read_fields(event_reader *in) {
    read_id(in);
    read_type(in);
    read_time(in);
    read_conversation(in);
    read_author(in);
    read_text(in);
    read_data(in);
    read_bot(in);
    read_usage(in);
}

static void note_event(events_request *out, size_t index, const event_reader *in) {
    in->event->index = (int32_t)index;
    out->has_id[index] = in->has_id;
    out->is_refused[index] = in->reason != NULL;
    out->answers[index] = (event_answer){
        .outcome = in->reason != NULL ? EVENT_REFUSED : EVENT_ACCEPTED, .reason = in->reason};
}

static void read_events(service *service, chatlet_str source, const chatlet_json *array,
                        events_request *out) {
    size_t index = 0;
    for (const chatlet_json *one = array->first; one != NULL; one = one->next, index++) {
        event_reader in = {.service = service, .source = source, .event = &out->events[index]};
        if (one->kind == CHATLET_JSON_OBJECT) {
            find_fields(&in, one);
            read_fields(&in);
        } else {
            refuse(&in, "not-an-object");
        }
        note_event(out, index, &in);
    }
    out->count = index;
}

static bool take_memory(service *service, size_t count, events_request *out) {
    out->events = region_take(service->memory, count * sizeof *out->events);
    out->answers = region_take(service->memory, count * sizeof *out->answers);
    out->has_id = region_take(service->memory, count * sizeof *out->has_id);
    out->is_refused = region_take(service->memory, count * sizeof *out->is_refused);
    if (!service->memory->failed) return true;
    return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
}

/* --- the plain shape ---
 *
 * Nearly all bodies are {"events":[{"id":"…", …}]} with texts of printable ASCII without escapes
 * and short whole numbers. Those are read in one pass, without a tree of values, which otherwise
 * is most of what a request costs. Anything else is left to the general reader, which alone says
 * what is wrong with a body; tests/fuzz/fuzz_events.c holds the two against each other. */

typedef struct plain_reader {
    const char *at;
    const char *end;
} plain_reader;

static void skip_space(plain_reader *in) {
    while (in->at < in->end &&
           (*in->at == ' ' || *in->at == '\n' || *in->at == '\r' || *in->at == '\t'))
        in->at++;
}

static bool skip_byte(plain_reader *in, char byte) {
    skip_space(in);
    if (in->at == in->end || *in->at != byte) return false;
    in->at++;
    return true;
}

static bool read_plain_text(plain_reader *in, chatlet_str *text) {
    if (!skip_byte(in, '"')) return false;
    const char *begin = in->at;
    while (in->at < in->end && *in->at >= ' ' && *in->at <= '~' && *in->at != '"' &&
           *in->at != '\\')
        in->at++;
    if (in->at == in->end || *in->at != '"') return false;
    *text = (chatlet_str){.data = begin, .size_bytes = (size_t)(in->at - begin)};
    in->at++;
    return true;
}

/* Whole, of at most fifteen digits; a fraction or an exponent behind it is no end of a value. */
static bool read_plain_whole(plain_reader *in, int64_t *value) {
    enum { DIGITS_MAX = 15 };
    bool is_negative = in->at < in->end && *in->at == '-';
    const char *begin = in->at + is_negative;
    int64_t sum = 0;
    for (in->at = begin; in->at < in->end && *in->at >= '0' && *in->at <= '9'; in->at++) {
        if (in->at - begin == DIGITS_MAX) return false;
        sum = sum * 10 + (*in->at - '0');
    }
    if (in->at == begin || (*begin == '0' && in->at - begin > 1)) return false;
    *value = is_negative ? -sum : sum;
    return true;
}

static bool read_plain_value(plain_reader *in, chatlet_json *value) {
    skip_space(in);
    if (in->at < in->end && *in->at == '"') {
        value->kind = CHATLET_JSON_STRING;
        return read_plain_text(in, &value->text);
    }
    value->kind = CHATLET_JSON_INTEGER;
    return read_plain_whole(in, &value->integer);
}

/* One event, its members into `values`. */
static bool read_plain_fields(plain_reader *in, event_reader *reader, chatlet_json values[FIELDS]) {
    if (!skip_byte(in, '{')) return false;
    do {
        chatlet_str key;
        int at = 0;
        if (!read_plain_text(in, &key) || !skip_byte(in, ':')) return false;
        while (at < FIELDS && !equal(key, field_names[at]))
            at++;
        if (at == FIELDS || reader->fields[at] != NULL) return false;
        if (!read_plain_value(in, &values[at])) return false;
        reader->fields[at] = &values[at];
    } while (skip_byte(in, ','));
    return skip_byte(in, '}');
}

/* No event has fewer braces; texts may have more. */
static size_t count_at_most(chatlet_str body) {
    size_t count = 0;
    for (const char *at = body.data; count <= EVENTS_PER_REQUEST_MAX; count++) {
        size_t left = body.size_bytes - (size_t)(at - body.data);
        at = left > 0 ? memchr(at, '{', left) : NULL;
        if (at == NULL) break;
        at++;
    }
    return count;
}

bool events_read_plain(service *service, chatlet_str body, events_request *out) {
    plain_reader in = {.at = body.data, .end = body.data + body.size_bytes};
    chatlet_str key;
    size_t most = body.size_bytes > 0 ? count_at_most(body) : 0;
    if (most < 2 || !skip_byte(&in, '{') || !read_plain_text(&in, &key)) return false;
    if (!equal(key, CHATLET_STR("events")) || !skip_byte(&in, ':') || !skip_byte(&in, '[')) {
        return false;
    }
    if (!take_memory(service, most, out)) return false;
    out->count = 0;
    do {
        chatlet_json values[FIELDS] = {{.kind = CHATLET_JSON_NULL}};
        event_reader reader = {.service = service, .source = body};
        if (out->count == EVENTS_PER_REQUEST_MAX) return false;
        reader.event = &out->events[out->count];
        if (!read_plain_fields(&in, &reader, values)) return false;
        read_fields(&reader);
        note_event(out, out->count++, &reader);
    } while (skip_byte(&in, ','));
    if (!skip_byte(&in, ']') || !skip_byte(&in, '}')) return false;
    skip_space(&in);
    return in.at == in.end;
}

/* --- any shape --- */

/* The list of 1 to EVENTS_PER_REQUEST_MAX events; NULL: the problem is noted. */
static const chatlet_json *find_list(service *service, const chatlet_json *root, bool is_beacon,
                                     events_request *out) {
    const chatlet_json *list = NULL;
    if (root->kind != CHATLET_JSON_OBJECT) {
        (void)service_refuse_field(service, CHATLET_STR(""), CHATLET_STR("Send an object."));
        return NULL;
    }
    for (const chatlet_json *one = root->first; one != NULL; one = one->next) {
        if (equal(one->key, CHATLET_STR("events"))) {
            list = one;
        } else if (is_beacon && equal(one->key, CHATLET_STR("token")) &&
                   one->kind == CHATLET_JSON_STRING) {
            out->token = one->text;
        } else {
            (void)service_refuse_field(service,
                                       region_join(service->memory, 2, CHATLET_STR("/"), one->key),
                                       CHATLET_STR("There is no such member here."));
        }
    }
    if (service->problem.code != PROBLEM_NONE) return NULL;
    if (list != NULL && list->kind == CHATLET_JSON_ARRAY && list->count > 0 &&
        list->count <= EVENTS_PER_REQUEST_MAX) {
        return list;
    }
    (void)service_refuse_field(service, CHATLET_STR("/events"),
                               CHATLET_STR("Send a list of 1 to 1,000 events."));
    return NULL;
}

bool events_read_general(service *service, chatlet_str body, bool is_beacon, events_request *out) {
    chatlet_json_document *document = NULL;
    chatlet_status status = chatlet_json_parse(&service->memory->allocator, body, &document, NULL);
    if (status == CHATLET_ERR_MEMORY) {
        return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    }
    if (status != CHATLET_OK) {
        return service_refuse(service, PROBLEM_MALFORMED,
                              CHATLET_STR("The body must be JSON in UTF-8: {\"events\": [...]}."));
    }
    const chatlet_json *list = find_list(service, chatlet_json_root(document), is_beacon, out);
    if (list == NULL || !take_memory(service, list->count, out)) return false;
    read_events(service, body, list, out);
    return true;
}

bool events_read(service *service, chatlet_str body, bool is_beacon, events_request *out) {
    events_request kept = *out;
    if (events_read_plain(service, body, out)) return true;
    *out = kept;
    if (service->problem.code != PROBLEM_NONE) return false;
    return events_read_general(service, body, is_beacon, out);
}
