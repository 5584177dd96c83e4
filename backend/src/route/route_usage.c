#include "route_usage.h"

#include "../domain/calendar.h"
#include "../domain/time_text.h"
#include "../http/http_text.h"
#include "../service/service_usage.h"

#include <string.h>

/* --- GET /v1/orgs/{organization}/usage --- */

static bool refuse(route_call *call, chatlet_str name, chatlet_str detail) {
    return service_refuse_field(call->service, name, detail);
}

static bool read_day(route_call *call, chatlet_str name, int64_t otherwise, int64_t *day) {
    chatlet_str text = route_query_text(call, name);
    *day = otherwise;
    if (text.size_bytes == 0 || time_text_read_day(text, day)) return true;
    return refuse(call, name, CHATLET_STR("Write a day as 2026-12-01."));
}

static bool read_bot(route_call *call, int64_t *bot_id) {
    chatlet_str text = route_query_text(call, CHATLET_STR("bot"));
    *bot_id = 0;
    if (text.size_bytes == 0 || row_id_read(ROW_BOT, text, bot_id)) return true;
    return refuse(call, CHATLET_STR("bot"), CHATLET_STR("This is no id of a bot."));
}

/* "day", "bot", or both with a comma between. */
static bool read_groups(route_call *call, store_usage_question *question) {
    chatlet_str rest = route_query_text(call, CHATLET_STR("by"));
    chatlet_str item;
    while (http_text_next_item(&rest, ',', &item)) {
        if (http_text_equal(item, CHATLET_STR("day")))
            question->by_day = true;
        else if (http_text_equal(item, CHATLET_STR("bot")))
            question->by_bot = true;
        else
            return refuse(call, CHATLET_STR("by"), CHATLET_STR("Write day, bot, or day,bot."));
    }
    return true;
}

static bool read_question(route_call *call, store_usage_question *question) {
    int64_t today = calendar_day(call->service->now_ms);
    bool good = read_day(call, CHATLET_STR("to"), today, &question->last_day) &&
                read_day(call, CHATLET_STR("from"), question->last_day - 29, &question->first_day);
    good = read_bot(call, &question->bot_id) && good;
    good = read_groups(call, question) && good;
    question->meter = route_query_text(call, CHATLET_STR("meter"));
    question->organization_id = route_organization(call);
    question->limit = ROUTE_USAGE_LINES_MAX;
    if (!good) return false;
    if (question->first_day <= question->last_day &&
        question->last_day - question->first_day < ROUTE_USAGE_DAYS_MAX) {
        return true;
    }
    return refuse(call, CHATLET_STR("from"),
                  CHATLET_STR("The days must be at most 400, the first before the last."));
}

static chatlet_str day_text(int64_t day, char text[TIME_TEXT_DAY_BYTES]) {
    return time_text_write_day(day * CALENDAR_DAY_MS, text);
}

static void write_line(chatlet_json_writer *writer, const store_usage_question *question,
                       const store_usage_line *line) {
    char text[TIME_TEXT_DAY_BYTES];
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "meter", line->meter);
    if (question->by_day) route_write_text(writer, "day", day_text(line->day, text));
    if (question->by_bot) route_write_id(writer, "bot", ROW_BOT, line->bot_id);
    route_write_whole(writer, "quantity", line->quantity);
    chatlet_json_write_object_end(writer);
}

static void answer_json(route_call *call, const store_usage_question *question,
                        const store_usage_line *lines, size_t count) {
    char text[TIME_TEXT_DAY_BYTES];
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "from", day_text(question->first_day, text));
    route_write_text(writer, "to", day_text(question->last_day, text));
    chatlet_json_write_key(writer, CHATLET_STR("data"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        write_line(writer, question, &lines[i]);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* Whether the answer is to be a table: by parameter, or by what the client takes. */
static bool wants_csv(route_call *call) {
    if (http_text_equal(route_query_text(call, CHATLET_STR("format")), CHATLET_STR("csv"))) {
        return true;
    }
    const chatlet_str *accept = http_request_field(call->request, CHATLET_STR("Accept"), NULL);
    return accept != NULL && http_text_starts_with(*accept, CHATLET_STR("text/csv"));
}

void route_usage_read(route_call *call) {
    store_usage_question question = {.bot_id = 0};
    store_usage_line *lines;
    if (!read_question(call, &question)) return;
    size_t count = store_usage_list(call->service->db, &question, call->service->memory, &lines);
    if (!wants_csv(call)) {
        answer_json(call, &question, lines, count);
        return;
    }
    http_response_add(call->response, CHATLET_STR("Content-Disposition"),
                      CHATLET_STR("attachment; filename=\"usage.csv\""));
    route_answer_bytes(call, 200, CHATLET_STR("text/csv; charset=utf-8; header=present"),
                       usage_csv(call->service, &question, lines, count));
}

/* --- GET /v1/orgs/{organization}/quota --- */

static void write_figure(chatlet_json_writer *writer, const char *key, int64_t value) {
    chatlet_json_write_key(writer, (chatlet_str){.data = key, .size_bytes = strlen(key)});
    if (value == PLAN_UNLIMITED)
        chatlet_json_write_null(writer);
    else
        chatlet_json_write_integer(writer, value);
}

void route_usage_quota(route_call *call) {
    meter_quota quota;
    if (!meter_read_quota(call->service, route_organization(call), &quota)) {
        (void)service_refuse(call->service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
        return;
    }
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "state", meter_state_name(quota.state));
    route_write_text(writer, "plan", quota.plan);
    write_figure(writer, "quota", quota.quota);
    route_write_whole(writer, "used", quota.used);
    route_write_whole(writer, "charged", quota.charged);
    write_figure(writer, "projected", usage_project(&quota, call->service->now_ms));
    route_write_time(writer, "period_start", quota.period_start_ms);
    route_write_time(writer, "period_end", quota.period_end_ms);
    route_write_time(writer, "limited_from", quota.limited_from_ms);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* --- POST /v1/orgs/{organization}/usage/void --- */

static bool read_void(route_call *call, int64_t *day, int64_t *bot_id) {
    route_body body = route_body_open(call);
    chatlet_str day_field = route_body_text(&body, CHATLET_STR("day"), true, 1, 20);
    chatlet_str bot_field = route_body_text(&body, CHATLET_STR("bot"), false, 1, 64);
    if (!route_body_close(&body)) return false;
    *bot_id = 0;
    if (!time_text_read_day(day_field, day)) {
        return refuse(call, CHATLET_STR("/day"), CHATLET_STR("Write a day as 2026-12-01."));
    }
    if (bot_field.size_bytes == 0 || row_id_read(ROW_BOT, bot_field, bot_id)) return true;
    return refuse(call, CHATLET_STR("/bot"), CHATLET_STR("This is no id of a bot."));
}

void route_usage_void(route_call *call) {
    int64_t day;
    int64_t bot_id;
    int64_t count;
    bool is_more;
    if (!read_void(call, &day, &bot_id)) return;
    if (!usage_void(call->service, route_organization(call), day, bot_id, &count, &is_more)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_whole(writer, "voided", count);
    route_write_boolean(writer, "is_more", is_more);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* --- alerts --- */

static void write_alert(chatlet_json_writer *writer, const store_usage_alert *alert) {
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_ALERT, alert->id);
    route_write_text(writer, "kind", store_usage_alert_kind_name(alert->kind));
    route_write_text(writer, "meter", alert->meter);
    route_write_time(writer, "period_start", alert->period_start_ms);
    route_write_whole(writer, "percent", alert->percent);
    route_write_whole(writer, "quota", alert->quota);
    route_write_whole(writer, "quantity", alert->quantity);
    route_write_time(writer, "began_at", alert->began_at_ms);
    route_write_time(writer, "resolved_at", alert->resolved_at_ms);
    chatlet_json_write_object_end(writer);
}

void route_alert_list(route_call *call) {
    uint32_t limit;
    int64_t before_id;
    store_usage_alert *alerts;
    if (!route_read_page(call, &limit, &before_id)) return;
    size_t count = store_usage_alert_list(call->service->db, route_organization(call), before_id,
                                          limit, call->service->memory, &alerts);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_alert(writer, &alerts[i]);
    route_page_end(call, writer, count == limit ? alerts[count - 1].id : 0);
}

static void answer_settings(route_call *call, const store_usage_settings *settings) {
    route_add_version(call, settings->version);
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_boolean(writer, "mails_alerts", settings->mails_alerts);
    write_figure(writer, "overage_maximum",
                 settings->has_overage_maximum ? settings->overage_maximum : PLAN_UNLIMITED);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_usage_settings_read(route_call *call) {
    store_usage_settings settings;
    store_usage_settings_read(call->service->db, route_organization(call), &settings);
    answer_settings(call, &settings);
}

/* null: as the plan has it. */
static bool read_maximum(route_body *body, store_usage_settings *settings) {
    static const chatlet_str name = {"overage_maximum", 15};
    const chatlet_json *member = route_body_member(body, name, true);
    if (member == NULL) return false;
    settings->has_overage_maximum = member->kind != CHATLET_JSON_NULL;
    if (!settings->has_overage_maximum) return true;
    settings->overage_maximum = member->integer;
    if (member->kind == CHATLET_JSON_INTEGER && member->integer >= 0 &&
        member->integer <= PLAN_FIGURE_MAX) {
        return true;
    }
    return refuse(body->call, CHATLET_STR("/overage_maximum"),
                  CHATLET_STR("Write a whole number from 0 to 10^12, or null."));
}

void route_usage_settings_update(route_call *call) {
    store_usage_settings settings;
    store_usage_settings_read(call->service->db, route_organization(call), &settings);
    route_body body = route_body_open(call);
    settings.mails_alerts = route_body_boolean(&body, CHATLET_STR("mails_alerts"), true, true);
    bool good = read_maximum(&body, &settings);
    if (!route_body_close(&body) || !good || !route_check_match(call, settings.version)) return;
    usage_set_settings(call->service, route_organization(call), &settings);
    answer_settings(call, &settings);
}
