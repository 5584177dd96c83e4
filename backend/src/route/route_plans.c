/* The plan table as the site's page of prices reads it. */
#include "../service/plan.h"
#include "route_usage.h"

#include <string.h>

static void write_prices(chatlet_json_writer *writer, const char *key, const plan_price_list *list,
                         bool has_interval) {
    if (list->count == 0 && !has_interval) return;
    chatlet_json_write_key(writer, (chatlet_str){.data = key, .size_bytes = strlen(key)});
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < list->count; i++) {
        const plan_price *price = &list->prices[i];
        chatlet_json_write_object_begin(writer);
        route_write_text(writer, "currency", price->currency);
        if (has_interval) route_write_text(writer, "interval", plan_interval_name(price->interval));
        route_write_whole(writer, "price_minor", price->price_minor);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

/* null: without end. */
static void write_figure(chatlet_json_writer *writer, chatlet_str key, int64_t value) {
    chatlet_json_write_key(writer, key);
    if (value == PLAN_UNLIMITED)
        chatlet_json_write_null(writer);
    else
        chatlet_json_write_integer(writer, value);
}

static void write_quotas(chatlet_json_writer *writer, const plan *plan) {
    chatlet_json_write_key(writer, CHATLET_STR("quotas"));
    chatlet_json_write_object_begin(writer);
    for (int kind = 0; kind < PLAN_QUOTAS; kind++) {
        write_figure(writer, plan_quota_name((plan_quota_kind)kind),
                     plan_quota(plan, (plan_quota_kind)kind));
    }
    chatlet_json_write_object_end(writer);
}

static void write_seats(chatlet_json_writer *writer, const plan *plan) {
    chatlet_json_write_key(writer, CHATLET_STR("seats"));
    if (!plan->sells_seats) {
        chatlet_json_write_null(writer);
        return;
    }
    chatlet_json_write_object_begin(writer);
    route_write_whole(writer, "included", plan->seats_included);
    write_figure(writer, CHATLET_STR("maximum"), plan->seats_maximum);
    write_prices(writer, "per_seat", &plan->per_seat, false);
    chatlet_json_write_object_end(writer);
}

static void write_past_quota(chatlet_json_writer *writer, const plan *plan) {
    chatlet_json_write_key(writer, CHATLET_STR("past_quota"));
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "rule", plan_past_quota_name(plan->past_quota));
    route_write_whole(writer, "grace_percent", plan->grace_percent);
    route_write_whole(writer, "grace_days", plan->grace_days);
    write_prices(writer, "per_1000", &plan->per_1000, false);
    if (plan->past_quota == PLAN_OVERAGE) {
        write_figure(writer, CHATLET_STR("overage_maximum"), plan->overage_maximum);
    }
    chatlet_json_write_object_end(writer);
}

static void write_plan(chatlet_json_writer *writer, const plan *plan) {
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "name", plan->name);
    route_write_text(writer, "title", plan->title);
    route_write_text_or_null(writer, "summary", plan->summary);
    write_prices(writer, "prices", &plan->prices, true);
    route_write_whole(writer, "trial_days", plan->trial_days);
    write_quotas(writer, plan);
    chatlet_json_write_key(writer, CHATLET_STR("entitlements"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < plan->entitlement_count; i++)
        chatlet_json_write_string(writer, plan->entitlements[i]);
    chatlet_json_write_array_end(writer);
    write_figure(writer, CHATLET_STR("messages_per_visitor_day"), plan->messages_per_visitor_day);
    write_seats(writer, plan);
    write_past_quota(writer, plan);
    chatlet_json_write_object_end(writer);
}

void route_plans(route_call *call) {
    const plan_table *table = call->service->settings->plans;
    http_response_add(call->response, CHATLET_STR("Cache-Control"),
                      CHATLET_STR("public, max-age=300"));
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("data"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < table->count; i++)
        write_plan(writer, &table->plans[i]);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}
