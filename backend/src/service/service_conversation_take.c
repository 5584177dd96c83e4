/* In: events that the meter found new, one by one. Out: what a conversation keeps of them, and the
 * day's figures. */
#include "../store/store_analytics.h"
#include "../store/store_message.h"
#include "analytics_list.h"
#include "service_conversation.h"
#include "service_event.h"

#include <chatlet/json.h>
#include <chatlet/words.h>

#include <string.h>

enum {
    NODES_PER_EVENT_MAX = 50,
    OUTCOME_BYTES_MAX = 100,
    LEAD_BYTES_MAX = 16 * 1024,
    FOLDED_BYTES_MAX = 500,
    DAY_SECONDS = 24 * 3600
};

static const event_answer accepted = {.outcome = EVENT_ACCEPTED};

static event_answer refuse(const char *reason) {
    return (event_answer){.outcome = EVENT_REFUSED, .reason = reason};
}

static store_analytics_key key_at(const store_conversation *conversation, int64_t at_ms) {
    return (store_analytics_key){.organization_id = conversation->organization_id,
                                 .bot_id = conversation->bot_id,
                                 .day = at_ms / 1000 / DAY_SECONDS};
}

static void count(service *service, const store_conversation *conversation, int64_t at_ms,
                  analytics_measure measure) {
    store_analytics_add(service->db, key_at(conversation, at_ms), analytics_measure_name(measure),
                        1);
}

static void count_visitor(service *service, const store_conversation *conversation, int64_t at_ms) {
    const store_analytics_key key = key_at(conversation, at_ms);
    if (conversation->visitor_id == 0) return;
    if (store_analytics_visitor_is_new(service->db, key, conversation->visitor_id))
        count(service, conversation, at_ms, ANALYTICS_VISITORS);
}

/* Begins the conversation that `event` belongs to; its events may arrive in any order. */
static bool begin(service *service, const event *event, store_conversation *conversation) {
    const service_caller *caller = &service->caller;
    *conversation = (store_conversation){.id = service_new_id(service),
                                         .organization_id = caller->organization_id,
                                         .bot_id = event->bot_id,
                                         .visitor_id = caller->visitor_id,
                                         .began_at_ms = event->occurred_at_ms};
    memcpy(conversation->uuid, event->conversation, sizeof conversation->uuid);
    if (!store_conversation_add(service->db, conversation)) return false;
    count(service, conversation, event->occurred_at_ms, ANALYTICS_CONVERSATIONS);
    return store_conversation_find_uuid(service->db, caller->organization_id, event->conversation,
                                        service->memory, conversation);
}

/* What the event says beside its text, as an object; NULL when it is none. */
static const chatlet_json *read_data(service *service, const event *event) {
    chatlet_json_document *document = NULL;
    if (event->data_json.size_bytes == 0) return NULL;
    if (chatlet_json_parse(&service->memory->allocator, event->data_json, &document, NULL) !=
        CHATLET_OK)
        return NULL;
    const chatlet_json *root = chatlet_json_root(document);
    return root->kind == CHATLET_JSON_OBJECT ? root : NULL;
}

static chatlet_str member_text(const chatlet_json *data, chatlet_str name, size_t bytes_max) {
    const chatlet_json *member = data != NULL ? chatlet_json_find(data, name) : NULL;
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return CHATLET_STR("");
    if (member->text.size_bytes > bytes_max) return CHATLET_STR("");
    /* A database keeps no zero byte in a text. */
    const bool has_zero = memchr(member->text.data, 0, member->text.size_bytes) != NULL;
    return has_zero ? CHATLET_STR("") : member->text;
}

static int64_t member_whole(const chatlet_json *data, chatlet_str name, int64_t otherwise) {
    const chatlet_json *member = data != NULL ? chatlet_json_find(data, name) : NULL;
    return member != NULL && member->kind == CHATLET_JSON_INTEGER ? member->integer : otherwise;
}

static analytics_measure speed_of(int64_t response_ms) {
    if (response_ms <= 100) return ANALYTICS_ANSWERED_100MS;
    if (response_ms <= 1000) return ANALYTICS_ANSWERED_1S;
    return response_ms <= 5000 ? ANALYTICS_ANSWERED_5S : ANALYTICS_ANSWERED_LATER;
}

static bool is_equal(chatlet_str text, chatlet_str other) {
    return text.size_bytes == other.size_bytes &&
           memcmp(text.data, other.data, text.size_bytes) == 0;
}

/* Whether words of it are kept: its bot and its visitor allow it, and there are some. */
static bool keeps(const store_conversation *conversation, chatlet_str text) {
    return conversation->stores && text.size_bytes > 0 &&
           memchr(text.data, 0, text.size_bytes) == NULL;
}

static void take_message(service *service, const event *event, store_conversation *conversation) {
    const bool is_visitor = !is_equal(event->author, CHATLET_STR("bot"));
    const int64_t response_ms =
        member_whole(read_data(service, event), CHATLET_STR("response_ms"), -1);
    count(service, conversation, event->occurred_at_ms, ANALYTICS_MESSAGES);
    if (!is_visitor && response_ms >= 0)
        count(service, conversation, event->occurred_at_ms, speed_of(response_ms));
    if (is_visitor) count_visitor(service, conversation, event->occurred_at_ms);
    if (conversation->messages++ >= CONVERSATION_MESSAGES_MAX) return;
    if (!keeps(conversation, event->text)) return;
    store_message_add(
        service->db,
        &(store_message){.id = service_new_id(service),
                         .organization_id = conversation->organization_id,
                         .conversation_id = conversation->id,
                         .at_ms = event->occurred_at_ms,
                         .author = is_visitor ? CHATLET_STR("visitor") : CHATLET_STR("bot"),
                         .text = event->text},
        service->memory);
}

static event_answer take_feedback(service *service, const event *event,
                                  store_conversation *conversation) {
    const int64_t value = member_whole(read_data(service, event), CHATLET_STR("value"), 0);
    if (value != 1 && value != -1) return refuse("wrong-data");
    count(service, conversation, event->occurred_at_ms,
          value == 1 ? ANALYTICS_FEEDBACK_UP : ANALYTICS_FEEDBACK_DOWN);
    conversation->feedback = value;
    store_feedback_add(service->db,
                       &(store_feedback){.id = service_new_id(service),
                                         .organization_id = conversation->organization_id,
                                         .conversation_id = conversation->id,
                                         .at_ms = event->occurred_at_ms,
                                         .value = value,
                                         .comment = keeps(conversation, event->text)
                                                        ? event->text
                                                        : CHATLET_STR("")});
    return accepted;
}

static event_answer take_lead(service *service, const event *event,
                              store_conversation *conversation) {
    const chatlet_json *data = read_data(service, event);
    if (data == NULL || event->data_json.size_bytes > LEAD_BYTES_MAX) return refuse("wrong-data");
    if (!conversation->stores) return refuse("no-consent");
    count(service, conversation, event->occurred_at_ms, ANALYTICS_LEADS);
    store_lead_add(service->db, &(store_lead){.id = service_new_id(service),
                                              .organization_id = conversation->organization_id,
                                              .bot_id = conversation->bot_id,
                                              .conversation_id = conversation->id,
                                              .at_ms = event->occurred_at_ms,
                                              .fields_json = event->data_json});
    if (is_equal(member_text(data, CHATLET_STR("what"), OUTCOME_BYTES_MAX), CHATLET_STR("handoff")))
        service_conversation_end(service, conversation, CONVERSATION_HANDED_OVER);
    return accepted;
}

static void take_end(service *service, const event *event, store_conversation *conversation) {
    const chatlet_str outcome =
        member_text(read_data(service, event), CHATLET_STR("outcome"), OUTCOME_BYTES_MAX);
    if (outcome.size_bytes > 0) conversation->outcome = outcome;
    /* Any other outcome is the author's word for the end of a flow; the conversation goes on. */
    if (is_equal(outcome, CHATLET_STR("resolved")))
        service_conversation_end(service, conversation, CONVERSATION_RESOLVED);
    if (is_equal(outcome, CHATLET_STR("handed_over")))
        service_conversation_end(service, conversation, CONVERSATION_HANDED_OVER);
}

static void enter_node(service *service, const event *event, store_conversation *conversation,
                       const chatlet_json *node) {
    if (node->kind != CHATLET_JSON_STRING || node->text.size_bytes == 0) return;
    if (node->text.size_bytes > STORE_NODE_BYTES_MAX) return;
    if (memchr(node->text.data, 0, node->text.size_bytes) != NULL) return;
    store_analytics_add_node(service->db, key_at(conversation, event->occurred_at_ms), node->text,
                             1, 0);
    conversation->last_node = node->text;
}

static void take_nodes(service *service, const event *event, store_conversation *conversation) {
    const chatlet_json *data = read_data(service, event);
    const chatlet_json *one = data != NULL ? chatlet_json_find(data, CHATLET_STR("node")) : NULL;
    const chatlet_json *list = data != NULL ? chatlet_json_find(data, CHATLET_STR("nodes")) : NULL;
    uint32_t taken = 0;
    if (one != NULL) enter_node(service, event, conversation, one);
    if (list == NULL || list->kind != CHATLET_JSON_ARRAY) return;
    for (const chatlet_json *node = list->first; node != NULL; node = node->next) {
        if (taken++ < NODES_PER_EVENT_MAX) enter_node(service, event, conversation, node);
    }
}

/* The words of a question alone, so that case, accents and marks make no other one of it. */
static chatlet_str fold(service *service, chatlet_str text) {
    chatlet_word word = {.end = 0};
    char *folded = region_take(service->memory, FOLDED_BYTES_MAX);
    size_t used = 0;
    if (folded == NULL) return CHATLET_STR("");
    for (size_t at = 0; chatlet_word_next(text, at, &word); at = word.end) {
        if (used + 1 + word.size_bytes > FOLDED_BYTES_MAX) break;
        if (used > 0) folded[used++] = ' ';
        memcpy(folded + used, word.text, word.size_bytes);
        used += word.size_bytes;
    }
    return (chatlet_str){.data = folded, .size_bytes = used};
}

static void take_unanswered(service *service, const event *event,
                            store_conversation *conversation) {
    count(service, conversation, event->occurred_at_ms, ANALYTICS_UNANSWERED);
    conversation->unanswered++;
    if (!keeps(conversation, event->text)) return;
    store_unanswered_add(service->db,
                         &(store_unanswered){.id = service_new_id(service),
                                             .organization_id = conversation->organization_id,
                                             .bot_id = conversation->bot_id,
                                             .conversation_id = conversation->id,
                                             .at_ms = event->occurred_at_ms,
                                             .question = event->text,
                                             .folded = fold(service, event->text)});
}

static event_answer take_into(service *service, const event *event,
                              store_conversation *conversation) {
    switch (event->type) {
    case EVENT_CONVERSATION: count_visitor(service, conversation, event->occurred_at_ms); break;
    case EVENT_MESSAGE: take_message(service, event, conversation); break;
    case EVENT_FEEDBACK: return take_feedback(service, event, conversation);
    case EVENT_LEAD: return take_lead(service, event, conversation);
    case EVENT_END: take_end(service, event, conversation); break;
    case EVENT_NODE: take_nodes(service, event, conversation); break;
    case EVENT_UNANSWERED: take_unanswered(service, event, conversation); break;
    case EVENT_USAGE:
    case EVENT_TYPES: break;
    }
    return accepted;
}

event_answer conversation_take(service *service, const event *event) {
    static const uint8_t none[STORE_UUID_BYTES] = {0};
    store_conversation conversation;
    if (event->type == EVENT_USAGE || service->caller.is_uncounted) return accepted;
    if (memcmp(event->conversation, none, sizeof none) == 0) return refuse("no-conversation");
    if (!store_conversation_find_uuid(service->db, service->caller.organization_id,
                                      event->conversation, service->memory, &conversation) &&
        !begin(service, event, &conversation))
        return refuse("unknown-bot");
    if (conversation.bot_id != event->bot_id) return refuse("foreign-conversation");
    const event_answer answer = take_into(service, event, &conversation);
    if (answer.outcome == EVENT_REFUSED) return answer;
    if (event->occurred_at_ms < conversation.began_at_ms)
        conversation.began_at_ms = event->occurred_at_ms;
    if (event->occurred_at_ms > conversation.last_at_ms)
        conversation.last_at_ms = event->occurred_at_ms;
    store_conversation_update(service->db, &conversation);
    return answer;
}
