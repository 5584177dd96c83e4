#include "service_conversation.h"

#include "../domain/time_text.h"
#include "../store/store_analytics.h"
#include "../store/store_message.h"
#include "../store/store_visitor.h"
#include "analytics_list.h"

enum { PAGE = 200 };

static const int64_t minute_ms = 60 * 1000;
static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

/* Figures of what became of conversations belong to the day on which they began, so that a day's
 * rates are of the same conversations. */
static store_analytics_key key_of(const store_conversation *conversation) {
    return (store_analytics_key){.organization_id = conversation->organization_id,
                                 .bot_id = conversation->bot_id,
                                 .day = conversation->began_at_ms / day_ms};
}

static void count_end(service *service, const store_conversation *conversation) {
    const store_analytics_key key = key_of(conversation);
    if (conversation->state == CONVERSATION_RESOLVED)
        store_analytics_add(service->db, key, analytics_measure_name(ANALYTICS_RESOLVED), 1);
    if (conversation->state == CONVERSATION_HANDED_OVER)
        store_analytics_add(service->db, key, analytics_measure_name(ANALYTICS_HANDED_OVER), 1);
    if (conversation->last_node.size_bytes > 0)
        store_analytics_add_node(service->db, key, conversation->last_node, 0, 1);
}

void service_conversation_end(service *service, store_conversation *conversation,
                              conversation_state state) {
    if (conversation->ended_at_ms != 0) return;
    conversation->state = state;
    conversation->ended_at_ms = service->now_ms;
    count_end(service, conversation);
}

/* Nobody says how a conversation went that just stops: it was of use when every question had an
 * answer and nobody said the contrary. */
static conversation_state state_of_silence(const store_conversation *conversation) {
    const bool was_of_use =
        conversation->messages > 0 && conversation->unanswered == 0 && conversation->feedback >= 0;
    return was_of_use ? CONVERSATION_RESOLVED : CONVERSATION_ENDED;
}

bool service_conversations_end_idle(service *service, size_t limit) {
    store_conversation *due;
    const size_t count = store_conversation_list_due(
        service->db, service->now_ms - CONVERSATION_IDLE_MINUTES * minute_ms,
        service->now_ms - CONVERSATION_HOURS_MAX * 60 * minute_ms, limit, service->memory, &due);
    for (size_t i = 0; i < count; i++) {
        service_conversation_end(service, &due[i], state_of_silence(&due[i]));
        store_conversation_update(service->db, &due[i]);
    }
    return count == limit;
}

bool service_retention_purge(service *service, size_t limit) {
    /* An address counts on its day; a visitor as long as events of a day may still come. */
    enum { VISITOR_DAYS_KEPT = 37 };
    store_conversation *expired;
    const int64_t today = service->now_ms / day_ms;
    const size_t count = store_conversation_list_expired(service->db, service->now_ms, limit,
                                                         service->memory, &expired);
    for (size_t i = 0; i < count; i++)
        store_conversation_remove(service->db, expired[i].organization_id, expired[i].id);
    const int64_t visitors = store_visitor_purge(service->db, service->now_ms, limit);
    const int64_t days =
        store_visitor_days_purge(service->db, today, today - VISITOR_DAYS_KEPT, limit);
    return count == limit || visitors == (int64_t)limit || days == (int64_t)limit;
}

/* --- writing out --- */

static void write_text(chatlet_json_writer *writer, chatlet_str key, chatlet_str value) {
    chatlet_json_write_key(writer, key);
    if (value.size_bytes > 0)
        chatlet_json_write_string(writer, value);
    else
        chatlet_json_write_null(writer);
}

static void write_id(chatlet_json_writer *writer, chatlet_str key, row_kind kind, int64_t id) {
    char text[ROW_ID_TEXT_BYTES];
    write_text(writer, key, id != 0 ? row_id_text(kind, id, text) : CHATLET_STR(""));
}

static void write_time(chatlet_json_writer *writer, chatlet_str key, int64_t time_ms) {
    char text[TIME_TEXT_BYTES];
    write_text(writer, key, time_ms != 0 ? time_text_write(time_ms, text) : CHATLET_STR(""));
}

static void write_whole(chatlet_json_writer *writer, chatlet_str key, int64_t value) {
    chatlet_json_write_key(writer, key);
    chatlet_json_write_integer(writer, value);
}

static void write_messages(service *service, const store_conversation *conversation,
                           chatlet_json_writer *writer) {
    store_message_place after = {0};
    size_t count;
    chatlet_json_write_key(writer, CHATLET_STR("messages"));
    chatlet_json_write_array_begin(writer);
    do {
        store_message *messages;
        count = store_message_list(service->db, conversation->organization_id, conversation->id,
                                   after, PAGE, service->memory, &messages);
        for (size_t i = 0; i < count; i++) {
            chatlet_json_write_object_begin(writer);
            write_time(writer, CHATLET_STR("at"), messages[i].at_ms);
            write_text(writer, CHATLET_STR("author"), messages[i].author);
            write_text(writer, CHATLET_STR("text"), messages[i].text);
            chatlet_json_write_object_end(writer);
            after = (store_message_place){.at_ms = messages[i].at_ms, .id = messages[i].id};
        }
    } while (count == PAGE);
    chatlet_json_write_array_end(writer);
}

static void write_feedback(service *service, const store_conversation *conversation,
                           chatlet_json_writer *writer) {
    store_feedback *feedback;
    const size_t count = store_feedback_list(service->db, conversation->organization_id,
                                             conversation->id, PAGE, service->memory, &feedback);
    chatlet_json_write_key(writer, CHATLET_STR("feedback"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        write_time(writer, CHATLET_STR("at"), feedback[i].at_ms);
        write_whole(writer, CHATLET_STR("value"), feedback[i].value);
        write_text(writer, CHATLET_STR("comment"), feedback[i].comment);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

/* A value that was JSON when it was stored, written anew. */
static void write_value(chatlet_json_writer *writer, const chatlet_json *value) {
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(writer); return;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(writer, value->boolean); return;
    case CHATLET_JSON_INTEGER: chatlet_json_write_integer(writer, value->integer); return;
    case CHATLET_JSON_DOUBLE: chatlet_json_write_double(writer, value->number); return;
    case CHATLET_JSON_STRING: chatlet_json_write_string(writer, value->text); return;
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT: break;
    }
    const bool is_object = value->kind == CHATLET_JSON_OBJECT;
    if (is_object)
        chatlet_json_write_object_begin(writer);
    else
        chatlet_json_write_array_begin(writer);
    for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
        if (is_object) chatlet_json_write_key(writer, item->key);
        write_value(writer, item); /* no deeper than CHATLET_JSON_DEPTH_MAX, as it was read */
    }
    if (is_object)
        chatlet_json_write_object_end(writer);
    else
        chatlet_json_write_array_end(writer);
}

void service_json_write(service *service, chatlet_str json, chatlet_json_writer *writer) {
    chatlet_json_document *document = NULL;
    if (chatlet_json_parse(&service->memory->allocator, json, &document, NULL) == CHATLET_OK)
        write_value(writer, chatlet_json_root(document));
    else
        chatlet_json_write_null(writer);
}

static void write_leads(service *service, const store_conversation *conversation,
                        chatlet_json_writer *writer) {
    store_lead *leads;
    const size_t count =
        store_lead_list(service->db, conversation->organization_id, 0, conversation->id, INT64_MAX,
                        PAGE, service->memory, &leads);
    chatlet_json_write_key(writer, CHATLET_STR("leads"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        write_id(writer, CHATLET_STR("id"), ROW_LEAD, leads[i].id);
        write_time(writer, CHATLET_STR("at"), leads[i].at_ms);
        chatlet_json_write_key(writer, CHATLET_STR("fields"));
        service_json_write(service, leads[i].fields_json, writer);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

static void write_labels(service *service, const store_conversation *conversation,
                         chatlet_json_writer *writer) {
    chatlet_str *labels;
    const size_t count = store_conversation_labels(service->db, conversation->organization_id,
                                                   conversation->id, service->memory, &labels);
    chatlet_json_write_key(writer, CHATLET_STR("labels"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        chatlet_json_write_string(writer, labels[i]);
    chatlet_json_write_array_end(writer);
}

void service_conversation_write_head(const store_conversation *conversation,
                                     chatlet_json_writer *writer) {
    write_id(writer, CHATLET_STR("id"), ROW_CONVERSATION, conversation->id);
    write_id(writer, CHATLET_STR("bot"), ROW_BOT, conversation->bot_id);
    write_id(writer, CHATLET_STR("visitor"), ROW_VISITOR, conversation->visitor_id);
    write_text(writer, CHATLET_STR("state"), conversation_state_name(conversation->state));
    write_text(writer, CHATLET_STR("outcome"), conversation->outcome);
    write_time(writer, CHATLET_STR("began_at"), conversation->began_at_ms);
    write_time(writer, CHATLET_STR("last_at"), conversation->last_at_ms);
    write_time(writer, CHATLET_STR("ended_at"), conversation->ended_at_ms);
    write_whole(writer, CHATLET_STR("message_count"), conversation->messages);
    write_whole(writer, CHATLET_STR("unanswered_count"), conversation->unanswered);
    write_whole(writer, CHATLET_STR("rating"), conversation->feedback);
    write_text(writer, CHATLET_STR("last_node"), conversation->last_node);
}

void service_conversation_write(service *service, const store_conversation *conversation,
                                chatlet_json_writer *writer) {
    chatlet_json_write_object_begin(writer);
    service_conversation_write_head(conversation, writer);
    write_labels(service, conversation, writer);
    write_messages(service, conversation, writer);
    write_feedback(service, conversation, writer);
    write_leads(service, conversation, writer);
    chatlet_json_write_object_end(writer);
}

static void write_conversations(service *service, const store_visitor *visitor,
                                chatlet_json_writer *writer) {
    const store_conversation_filter filter = {.visitor_id = visitor->id};
    int64_t before_id = INT64_MAX;
    size_t count;
    chatlet_json_write_key(writer, CHATLET_STR("conversations"));
    chatlet_json_write_array_begin(writer);
    do {
        store_conversation *conversations;
        count = store_conversation_list(service->db, visitor->organization_id, &filter, before_id,
                                        PAGE, service->memory, &conversations);
        for (size_t i = 0; i < count; i++) {
            service_conversation_write(service, &conversations[i], writer);
            before_id = conversations[i].id;
        }
    } while (count == PAGE);
    chatlet_json_write_array_end(writer);
}

bool service_visitor_export(service *service, int64_t organization_id, int64_t visitor_id,
                            chatlet_json_writer *writer) {
    store_visitor visitor;
    if (!store_visitor_find(service->db, organization_id, visitor_id, service->memory, &visitor))
        return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such visitor."));
    chatlet_json_write_object_begin(writer);
    write_id(writer, CHATLET_STR("visitor"), ROW_VISITOR, visitor.id);
    write_id(writer, CHATLET_STR("bot"), ROW_BOT, visitor.bot_id);
    write_text(writer, CHATLET_STR("subject"), visitor.subject);
    chatlet_json_write_key(writer, CHATLET_STR("consent"));
    chatlet_json_write_boolean(writer, visitor.consent);
    write_time(writer, CHATLET_STR("consent_at"), visitor.consent_at_ms);
    write_time(writer, CHATLET_STR("created_at"), visitor.created_at_ms);
    write_time(writer, CHATLET_STR("seen_at"), visitor.seen_at_ms);
    write_conversations(service, &visitor, writer);
    chatlet_json_write_object_end(writer);
    return true;
}
