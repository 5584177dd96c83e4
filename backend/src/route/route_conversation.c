/* In: what an organization asks of its conversations. Out: lists, transcripts, labels, leads,
 * questions without an answer. */
#include "../domain/time_text.h"
#include "../http/http_text.h"
#include "../service/service_conversation.h"
#include "../store/dialect/search_text.h"
#include "../store/store_bot.h"
#include "../store/store_message.h"
#include "route_csv.h"
#include "route_visitor.h"

#include <string.h>

enum { SEARCH_ROUNDS_MAX = 5, TRANSCRIPT_PAGE = 200, LEADS_PAGE = 200, QUESTION_DAYS = 30 };

static const int64_t day_ms = INT64_C(86400000);

bool route_query_bot(route_call *call, int64_t *bot_id) {
    const chatlet_str text = route_query_text(call, CHATLET_STR("bot"));
    *bot_id = 0;
    if (text.size_bytes == 0) return true;
    if (!row_id_read(ROW_BOT, text, bot_id))
        return service_refuse_field(call->service, CHATLET_STR("bot"),
                                    CHATLET_STR("This must be the id of a bot, bot_…"));
    store_bot bot;
    if (store_bot_find(call->service->db, route_organization(call), *bot_id, call->service->memory,
                       &bot))
        return true;
    return service_refuse(call->service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such bot."));
}

/* "true" or absent. */
static bool read_switch(route_call *call, chatlet_str name, bool *value) {
    const chatlet_str text = route_query_text(call, name);
    *value = http_text_equal(text, CHATLET_STR("true"));
    if (*value || text.size_bytes == 0) return true;
    return service_refuse_field(call->service, region_copy(call->service->memory, name),
                                CHATLET_STR("This may be true, or absent."));
}

static bool read_rating(route_call *call, int64_t *rating) {
    const chatlet_str text = route_query_text(call, CHATLET_STR("rating"));
    *rating = http_text_equal(text, CHATLET_STR("good"))  ? 1
              : http_text_equal(text, CHATLET_STR("bad")) ? -1
                                                          : 0;
    if (*rating != 0 || text.size_bytes == 0) return true;
    return service_refuse_field(call->service, CHATLET_STR("rating"),
                                CHATLET_STR("This must be good or bad."));
}

static bool read_state(route_call *call, store_conversation_filter *filter) {
    const chatlet_str text = route_query_text(call, CHATLET_STR("state"));
    if (text.size_bytes == 0) return true;
    filter->has_state = conversation_state_read(text, &filter->state);
    if (filter->has_state) return true;
    return service_refuse_field(call->service, CHATLET_STR("state"),
                                CHATLET_STR("This must be open, ended, resolved or handed_over."));
}

static bool read_visitor(route_call *call, int64_t *visitor_id) {
    const chatlet_str text = route_query_text(call, CHATLET_STR("visitor"));
    if (text.size_bytes == 0 || row_id_read(ROW_VISITOR, text, visitor_id)) return true;
    return service_refuse_field(call->service, CHATLET_STR("visitor"),
                                CHATLET_STR("This must be the id of a visitor, vis_…"));
}

static bool read_filter(route_call *call, store_conversation_filter *filter) {
    int64_t from_day = 0;
    int64_t to_day = 0;
    *filter = (store_conversation_filter){.label = route_query_text(call, CHATLET_STR("label"))};
    bool good = route_query_day(call, CHATLET_STR("from"), 0, &from_day);
    good = route_query_day(call, CHATLET_STR("to"), -1, &to_day) && good;
    good = read_state(call, filter) && good;
    good = read_rating(call, &filter->feedback) && good;
    good = read_visitor(call, &filter->visitor_id) && good;
    good = read_switch(call, CHATLET_STR("unanswered"), &filter->unanswered_only) && good;
    filter->from_ms = from_day * day_ms;
    filter->to_ms = (to_day + 1) * day_ms; /* the last day is in; without one: 0 */
    return good && route_query_bot(call, &filter->bot_id);
}

static void write_line(route_call *call, chatlet_json_writer *writer,
                       const store_conversation *conversation) {
    chatlet_str *labels;
    const size_t count =
        store_conversation_labels(call->service->db, conversation->organization_id,
                                  conversation->id, call->service->memory, &labels);
    chatlet_json_write_object_begin(writer);
    service_conversation_write_head(conversation, writer);
    route_write_text_or_null(writer, "excerpt", conversation->excerpt);
    chatlet_json_write_key(writer, CHATLET_STR("labels"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        chatlet_json_write_string(writer, labels[i]);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
}

static bool fits(const store_conversation *conversation, const store_conversation_filter *filter) {
    if (filter->bot_id != 0 && conversation->bot_id != filter->bot_id) return false;
    if (filter->visitor_id != 0 && conversation->visitor_id != filter->visitor_id) return false;
    if (conversation->began_at_ms < filter->from_ms) return false;
    if (filter->to_ms != 0 && conversation->began_at_ms >= filter->to_ms) return false;
    if (filter->has_state && conversation->state != filter->state) return false;
    if (filter->feedback != 0 && conversation->feedback != filter->feedback) return false;
    return !filter->unanswered_only || conversation->unanswered > 0;
}

static bool has_label(route_call *call, const store_conversation *conversation, chatlet_str label) {
    chatlet_str *labels;
    if (label.size_bytes == 0) return true;
    const size_t count =
        store_conversation_labels(call->service->db, conversation->organization_id,
                                  conversation->id, call->service->memory, &labels);
    for (size_t i = 0; i < count; i++) {
        if (http_text_equal(labels[i], label)) return true;
    }
    return false;
}

static bool is_known(const int64_t *ids, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id) return true;
    }
    return false;
}

/* Conversations in which the words were said, by their latest such message; the cursor is a
 * message's. One that was said in often may stand on two pages. After some rounds a page may be
 * short, or empty, and still have a next one: a rare filter over a common word must not read
 * everything. */
static void search(route_call *call, chatlet_str words, const store_conversation_filter *filter,
                   int64_t before_id, uint32_t limit) {
    service *service = call->service;
    const int64_t organization_id = route_organization(call);
    int64_t shown[ROUTE_PAGE_MAX];
    search_place hits[SEARCH_HITS_MAX];
    size_t shown_count = 0;
    size_t count = SEARCH_HITS_MAX;
    chatlet_json_writer *writer = route_page_begin(call);
    for (int round = 0; round < SEARCH_ROUNDS_MAX && shown_count < limit; round++) {
        if (count < SEARCH_HITS_MAX) break;
        count = search_text_query(service->db, organization_id, words, before_id, hits,
                                  SEARCH_HITS_MAX, service->memory);
        for (size_t i = 0; i < count && shown_count < limit; i++) {
            store_conversation one;
            before_id = hits[i].message_id;
            if (is_known(shown, shown_count, hits[i].conversation_id)) continue;
            if (!store_conversation_find(service->db, organization_id, hits[i].conversation_id,
                                         service->memory, &one) ||
                !fits(&one, filter) || !has_label(call, &one, filter->label))
                continue;
            shown[shown_count++] = one.id;
            write_line(call, writer, &one);
        }
    }
    route_page_end(call, writer, shown_count == limit || count == SEARCH_HITS_MAX ? before_id : 0);
}

void route_conversation_list(route_call *call) {
    store_conversation_filter filter;
    store_conversation *conversations;
    uint32_t limit;
    int64_t before_id;
    const chatlet_str words = route_query_text(call, CHATLET_STR("q"));
    if (!route_read_page(call, &limit, &before_id) || !read_filter(call, &filter)) return;
    if (words.size_bytes > 0) {
        search(call, words, &filter, before_id, limit);
        return;
    }
    const size_t count =
        store_conversation_list(call->service->db, route_organization(call), &filter, before_id,
                                limit, call->service->memory, &conversations);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_line(call, writer, &conversations[i]);
    route_page_end(call, writer, count == limit ? conversations[count - 1].id : 0);
}

static bool find(route_call *call, store_conversation *conversation) {
    int64_t id;
    if (!route_read_id(call, "conversation", ROW_CONVERSATION, &id)) return false;
    if (store_conversation_find(call->service->db, route_organization(call), id,
                                call->service->memory, conversation))
        return true;
    return service_refuse(call->service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("There is no such conversation."));
}

void route_conversation_read(route_call *call) {
    store_conversation conversation;
    if (!find(call, &conversation)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    service_conversation_write(call->service, &conversation, writer);
    route_answer_end(call, writer);
}

/* "2026-12-01T00:00:00.000Z visitor: How do I pay?" */
static void append_line(http_buffer *text, const store_message *message) {
    char time[TIME_TEXT_BYTES];
    http_buffer_append(text, time_text_write(message->at_ms, time));
    http_buffer_append(text, CHATLET_STR(" "));
    http_buffer_append(text, message->author);
    http_buffer_append(text, CHATLET_STR(": "));
    http_buffer_append(text, message->text);
    http_buffer_append(text, CHATLET_STR("\n"));
}

void route_conversation_transcript(route_call *call) {
    enum { TEXT_BYTES_MAX = 32 * 1024 * 1024 };
    store_conversation conversation;
    store_message_place after = {0};
    http_buffer text;
    size_t count;
    if (!find(call, &conversation)) return;
    http_buffer_init(&text, &call->service->memory->allocator, TEXT_BYTES_MAX);
    do {
        store_message *messages;
        count = store_message_list(call->service->db, conversation.organization_id, conversation.id,
                                   after, TRANSCRIPT_PAGE, call->service->memory, &messages);
        for (size_t i = 0; i < count; i++) {
            append_line(&text, &messages[i]);
            after = (store_message_place){.at_ms = messages[i].at_ms, .id = messages[i].id};
        }
    } while (count == TRANSCRIPT_PAGE);
    http_response_add(call->response, CHATLET_STR("Content-Disposition"),
                      CHATLET_STR("attachment; filename=\"transcript.txt\""));
    route_answer_bytes(call, 200, CHATLET_STR("text/plain; charset=utf-8"), http_buffer_str(&text));
}

static bool read_labels(route_body *body, chatlet_str labels[STORE_LABELS_MAX], size_t *count) {
    const chatlet_json *list = route_body_member(body, CHATLET_STR("labels"), true);
    *count = 0;
    if (list == NULL) return false;
    bool good = list->kind == CHATLET_JSON_ARRAY && list->count <= STORE_LABELS_MAX;
    for (const chatlet_json *one = list->first; good && one != NULL; one = one->next) {
        good = one->kind == CHATLET_JSON_STRING && one->text.size_bytes > 0 &&
               one->text.size_bytes <= CONVERSATION_LABEL_BYTES_MAX &&
               memchr(one->text.data, 0, one->text.size_bytes) == NULL;
        if (good) labels[(*count)++] = one->text;
    }
    if (good) return true;
    body->failed = true;
    return service_refuse_field(body->call->service, CHATLET_STR("/labels"),
                                CHATLET_STR("This must be a list of at most 20 texts of 1 to 50 "
                                            "bytes."));
}

void route_conversation_label(route_call *call) {
    store_conversation conversation;
    chatlet_str labels[STORE_LABELS_MAX];
    size_t count;
    if (!find(call, &conversation)) return;
    route_body body = route_body_open(call);
    (void)read_labels(&body, labels, &count);
    if (!route_body_close(&body)) return;
    store_conversation_set_labels(call->service->db, conversation.organization_id, conversation.id,
                                  labels, count);
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    service_conversation_write(call->service, &conversation, writer);
    route_answer_end(call, writer);
}

void route_conversation_delete(route_call *call) {
    store_conversation conversation;
    char text[ROW_ID_TEXT_BYTES];
    if (!find(call, &conversation)) return;
    store_conversation_remove(call->service->db, conversation.organization_id, conversation.id);
    service_audit(call->service, conversation.organization_id, "conversation.delete",
                  row_id_text(ROW_CONVERSATION, conversation.id, text), CHATLET_STR(""));
    route_answer_empty(call, 204);
}

void route_lead_list(route_call *call) {
    store_lead *leads;
    int64_t bot_id;
    uint32_t limit;
    int64_t before_id;
    if (!route_read_page(call, &limit, &before_id) || !route_query_bot(call, &bot_id)) return;
    const size_t count = store_lead_list(call->service->db, route_organization(call), bot_id, 0,
                                         before_id, limit, call->service->memory, &leads);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        route_write_id(writer, "id", ROW_LEAD, leads[i].id);
        route_write_id(writer, "bot", ROW_BOT, leads[i].bot_id);
        route_write_id(writer, "conversation", ROW_CONVERSATION, leads[i].conversation_id);
        route_write_time(writer, "at", leads[i].at_ms);
        chatlet_json_write_key(writer, CHATLET_STR("fields"));
        service_json_write(call->service, leads[i].fields_json, writer);
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, count == limit ? leads[count - 1].id : 0);
}

void route_lead_export(route_call *call) {
    int64_t bot_id;
    int64_t before_id = INT64_MAX;
    size_t count;
    route_csv csv;
    if (!route_query_bot(call, &bot_id)) return;
    route_csv_begin(&csv, call, CHATLET_STR("lead,bot,conversation,at,fields"));
    do {
        store_lead *leads;
        count = store_lead_list(call->service->db, route_organization(call), bot_id, 0, before_id,
                                LEADS_PAGE, call->service->memory, &leads);
        for (size_t i = 0; i < count; i++) {
            route_csv_id(&csv, ROW_LEAD, leads[i].id);
            route_csv_id(&csv, ROW_BOT, leads[i].bot_id);
            route_csv_id(&csv, ROW_CONVERSATION, leads[i].conversation_id);
            route_csv_time(&csv, leads[i].at_ms);
            route_csv_text(&csv, leads[i].fields_json);
            route_csv_end_row(&csv);
            before_id = leads[i].id;
        }
    } while (count == LEADS_PAGE);
    route_csv_end(&csv, CHATLET_STR("leads.csv"));
}

void route_unanswered_list(route_call *call) {
    store_question_group *groups;
    int64_t bot_id;
    int64_t from_day;
    int64_t limit;
    const int64_t since = call->service->now_ms / day_ms - QUESTION_DAYS;
    if (!route_query_day(call, CHATLET_STR("from"), since, &from_day) ||
        !route_query_whole(call, CHATLET_STR("limit"), 1, ROUTE_PAGE_MAX, ROUTE_PAGE_DEFAULT,
                           &limit) ||
        !route_query_bot(call, &bot_id))
        return;
    const size_t count =
        store_unanswered_groups(call->service->db, route_organization(call), bot_id,
                                from_day * day_ms, (size_t)limit, call->service->memory, &groups);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        route_write_text(writer, "question", groups[i].question);
        route_write_whole(writer, "count", groups[i].count);
        route_write_time(writer, "last_at", groups[i].last_at_ms);
        route_write_id(writer, "last_conversation", ROW_CONVERSATION,
                       groups[i].last_conversation_id);
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, 0);
}
