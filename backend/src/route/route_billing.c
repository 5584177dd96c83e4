#include "route_billing.h"

#include "../domain/currency.h"
#include "../service/billing.h"
#include "../service/stripe.h"

enum { PATH_BYTES_MAX = 512, INVOICES_TOGETHER_MAX = 64 };

static const int64_t moment_max_s = 253402300799; /* 9999-12-31T23:59:59Z */

/* --- state --- */

static void write_standing(route_call *call, const billing_standing *standing, uint16_t status) {
    const billing_provider *provider = billing_get_provider(call->service);
    chatlet_json_writer *writer = route_answer_begin(call, status);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "state", billing_state_name(standing->state));
    route_write_text(writer, "plan", standing->plan);
    route_write_text_or_null(writer, "provider",
                             provider != NULL ? CHATLET_STR("stripe") : CHATLET_STR(""));
    route_write_boolean(writer, "has_subscription", standing->has_subscription);
    route_write_text_or_null(writer, "currency", standing->currency);
    route_write_time(writer, "trial_ends_at", standing->trial_ends_at_ms);
    route_write_time(writer, "period_starts_at", standing->period_start_ms);
    route_write_time(writer, "period_ends_at", standing->period_end_ms);
    route_write_boolean(writer, "ends_at_period", standing->ends_at_period);
    route_write_time(writer, "past_due_since", standing->past_due_since_ms);
    route_write_time(writer, "limited_from", standing->limited_from_ms);
    route_write_boolean(writer, "is_limited", standing->state == BILLING_LIMITED);
    chatlet_json_write_object_end(writer);
    route_add_version(call, standing->version);
    route_answer_end(call, writer);
}

void route_get_billing(route_call *call) {
    billing_standing standing = billing_state(call->service, route_organization(call));
    write_standing(call, &standing, 200);
}

/* --- pages of the provider --- */

static void answer_url(route_call *call, chatlet_str url) {
    chatlet_json_writer *writer = route_answer_begin(call, 201);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "url", url);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

static void after_page(route_call *call) {
    const chatlet_json *outcome;
    if (!billing_read_outcome(call->service, call->waits_for, &outcome)) return;
    answer_url(call, stripe_text(outcome, "url", STRIPE_TEXT_BYTES_MAX));
}

void route_create_checkout(route_call *call) {
    route_body body = route_body_open(call);
    chatlet_str plan = route_body_text(&body, CHATLET_STR("plan"), true, 1, 64);
    chatlet_str currency =
        route_body_text(&body, CHATLET_STR("currency"), false, CURRENCY_BYTES, CURRENCY_BYTES);
    chatlet_str path = route_body_text(&body, CHATLET_STR("return_path"), false, 1, PATH_BYTES_MAX);
    int64_t outbox_id;
    chatlet_str url;
    if (!route_body_close(&body)) return;
    if (!billing_checkout(call->service, route_organization(call), plan, currency, path, &outbox_id,
                          &url)) {
        return;
    }
    if (outbox_id == 0) {
        answer_url(call, url);
    } else {
        route_wait_for(call, outbox_id, after_page);
    }
}

void route_create_portal(route_call *call) {
    route_body body = route_body_open(call);
    chatlet_str path = route_body_text(&body, CHATLET_STR("return_path"), false, 1, PATH_BYTES_MAX);
    int64_t outbox_id;
    if (!route_body_close(&body)) return;
    if (!billing_portal(call->service, route_organization(call), path, &outbox_id)) return;
    route_wait_for(call, outbox_id, after_page);
}

/* --- changes --- */

static void write_line(chatlet_json_writer *writer, const chatlet_json *line) {
    const chatlet_json *proration = stripe_member(line, "is_proration");
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "description",
                     stripe_text(line, "description", STRIPE_TEXT_BYTES_MAX));
    route_write_whole(writer, "amount_minor", stripe_whole(line, "amount_minor"));
    route_write_boolean(writer, "is_proration", proration != NULL && proration->boolean);
    chatlet_json_write_object_end(writer);
}

static void after_preview(route_call *call) {
    const chatlet_json *outcome;
    if (!billing_read_outcome(call->service, call->waits_for, &outcome)) return;
    const chatlet_json *lines = stripe_member(outcome, "lines");
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "currency", stripe_text(outcome, "currency", CURRENCY_BYTES));
    route_write_whole(writer, "total_minor", stripe_whole(outcome, "total_minor"));
    route_write_whole(writer, "due_minor", stripe_whole(outcome, "due_minor"));
    route_write_boolean(writer, "is_due_now", stripe_whole(outcome, "is_now") != 0);
    route_write_whole(writer, "at", stripe_whole(outcome, "at"));
    chatlet_json_write_key(writer, CHATLET_STR("lines"));
    chatlet_json_write_array_begin(writer);
    for (const chatlet_json *line = lines != NULL ? lines->first : NULL; line != NULL;
         line = line->next) {
        write_line(writer, line);
    }
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_preview_plan(route_call *call) {
    route_body body = route_body_open(call);
    chatlet_str plan = route_body_text(&body, CHATLET_STR("plan"), true, 1, 64);
    int64_t outbox_id;
    if (!route_body_close(&body)) return;
    if (!billing_preview(call->service, route_organization(call), plan, &outbox_id)) return;
    route_wait_for(call, outbox_id, after_preview);
}

/* 200 with the new state; 202 with the old one while the provider has not answered. */
static void after_change(route_call *call) {
    const chatlet_json *outcome;
    bool is_done = billing_read_outcome(call->service, call->waits_for, &outcome);
    if (!is_done && call->service->problem.code != PROBLEM_BUSY) return;
    call->service->problem = (problem){.code = PROBLEM_NONE};
    billing_standing standing = billing_state(call->service, route_organization(call));
    write_standing(call, &standing, is_done ? 200 : 202);
}

static bool check_version(route_call *call) {
    billing_standing standing = billing_state(call->service, route_organization(call));
    return route_check_match(call, standing.version);
}

void route_change_plan(route_call *call) {
    route_body body = route_body_open(call);
    chatlet_str plan = route_body_text(&body, CHATLET_STR("plan"), true, 1, 64);
    int64_t at_s = route_body_whole(&body, CHATLET_STR("at"), false, 1, moment_max_s, 0);
    int64_t outbox_id;
    if (!route_body_close(&body) || !check_version(call)) return;
    if (!billing_change(call->service, route_organization(call), plan, at_s, &outbox_id)) return;
    route_wait_for(call, outbox_id, after_change);
}

static void set_end(route_call *call, bool ends) {
    int64_t outbox_id;
    if (!check_version(call)) return;
    if (!billing_set_end(call->service, route_organization(call), ends, &outbox_id)) return;
    route_wait_for(call, outbox_id, after_change);
}

void route_cancel_subscription(route_call *call) { set_end(call, true); }

void route_resume_subscription(route_call *call) { set_end(call, false); }

/* --- invoices --- */

static void write_invoice(chatlet_json_writer *writer, const store_billing_invoice *one) {
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "id", one->id);
    route_write_text_or_null(writer, "number", one->number);
    route_write_text(writer, "status", store_billing_invoice_status_name(one->status));
    route_write_text(writer, "currency", one->currency);
    route_write_whole(writer, "currency_digits", currency_digits(one->currency));
    route_write_whole(writer, "total_minor", one->total_minor);
    route_write_whole(writer, "due_minor", one->due_minor);
    route_write_whole(writer, "paid_minor", one->paid_minor);
    route_write_time(writer, "next_attempt_at", one->next_attempt_ms);
    route_write_time(writer, "period_starts_at", one->period_start_ms);
    route_write_time(writer, "period_ends_at", one->period_end_ms);
    route_write_time(writer, "finalized_at", one->finalized_at_ms);
    route_write_time(writer, "created_at", one->created_at_ms);
    route_write_text_or_null(writer, "url", one->url);
    chatlet_json_write_object_end(writer);
}

void route_list_invoices(route_call *call) {
    uint32_t limit;
    int64_t before_ms;
    store_billing_invoice *invoices;
    if (!route_read_page(call, &limit, &before_ms)) return;
    /* The cursor is a second, which invoices may share: a page ends behind all of one second. */
    size_t count =
        store_billing_invoices(call->service->db, route_organization(call), before_ms,
                               limit + INVOICES_TOGETHER_MAX, call->service->memory, &invoices);
    size_t end = count < limit ? count : limit;
    while (end > 0 && end < count &&
           invoices[end].created_at_ms == invoices[end - 1].created_at_ms) {
        end++;
    }
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < end; i++)
        write_invoice(writer, &invoices[i]);
    route_page_end(call, writer, end < count ? invoices[end - 1].created_at_ms : 0);
}

/* --- dead letters --- */

static void write_letter(route_call *call, chatlet_json_writer *writer,
                         const store_billing_letter *one) {
    const chatlet_json *outcome =
        one->outcome_json.size_bytes > 0 ? stripe_parse(call->service, one->outcome_json) : NULL;
    chatlet_str message = stripe_text(outcome, "message", STRIPE_TEXT_BYTES_MAX);
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_OUTBOX, one->id);
    route_write_text(writer, "kind", one->kind);
    route_write_whole(writer, "tries", one->tries);
    route_write_whole(writer, "status", stripe_whole(outcome, "status"));
    route_write_text_or_null(writer, "code", stripe_text(outcome, "code", STRIPE_ID_BYTES_MAX));
    route_write_text_or_null(writer, "message", message.size_bytes > 0 ? message : one->failure);
    route_write_time(writer, "created_at", one->created_at_ms);
    route_write_time(writer, "ended_at", one->ended_at_ms);
    chatlet_json_write_object_end(writer);
}

void route_list_dead_letters(route_call *call) {
    uint32_t limit;
    int64_t before_id;
    store_billing_letter *letters;
    if (!route_read_page(call, &limit, &before_id)) return;
    size_t count =
        store_billing_dead(call->service->db, route_organization(call), CHATLET_STR("stripe.%"),
                           before_id, limit + 1, call->service->memory, &letters);
    bool has_more = count > limit;
    if (has_more) count = limit;
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_letter(call, writer, &letters[i]);
    route_page_end(call, writer, has_more ? letters[count - 1].id : 0);
}

void route_retry_dead_letter(route_call *call) {
    route_body body = route_body_open(call);
    bool is_checked = route_body_boolean(&body, CHATLET_STR("is_checked"), false, false);
    int64_t outbox_id;
    if (!route_body_close(&body) || !route_read_id(call, "letter", ROW_OUTBOX, &outbox_id)) return;
    if (!billing_retry(call->service, route_organization(call), outbox_id, is_checked)) return;
    route_answer_empty(call, 202);
}

/* --- webhooks --- */

void route_take_stripe_webhook(route_call *call) {
    const chatlet_str *signature =
        http_request_field(call->request, CHATLET_STR("Stripe-Signature"), NULL);
    call->service->caller.kind = CALLER_SYSTEM;
    if (!billing_accept(call->service, signature != NULL ? *signature : CHATLET_STR(""),
                        call->request->body)) {
        return;
    }
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_boolean(writer, "received", true);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}
