#include "instance_figures.h"

#include "../store/store_figures.h"

static void write_one(const metrics_sink *sink, metrics_kind kind, const char *name,
                      const char *help, int64_t amount) {
    const metrics_sample sample = {.name = name, .suffix = "", .amount = amount, .divisor = 1};
    metrics_write_head(sink, name, help, kind);
    metrics_write_sample(sink, &sample);
}

static void write_events(const instance_figures *self, const metrics_sink *sink) {
    event_writer_figures events;
    event_writer_read_figures(self->events, &events);
    write_one(sink, METRICS_COUNTER, "chatletd_event_requests_total",
              "Requests with events, answered after their commit.", (int64_t)events.requests);
    write_one(sink, METRICS_COUNTER, "chatletd_events_total", "Events in them.",
              (int64_t)events.events);
    write_one(sink, METRICS_COUNTER, "chatletd_event_commits_total",
              "Transactions they were committed in.", (int64_t)events.batches);
    write_one(sink, METRICS_COUNTER, "chatletd_event_requests_refused_total",
              "Requests with events told 503 for a full line.", (int64_t)events.refused);
    write_one(sink, METRICS_COUNTER, "chatletd_event_requests_failed_total",
              "Requests with events told 503 because the database could not.",
              (int64_t)events.failed);
    write_one(sink, METRICS_GAUGE, "chatletd_event_requests_waiting",
              "Requests with events that wait for a commit.", (int64_t)events.waiting);
}

static void write_requests(const instance_figures *self, const metrics_sink *sink) {
    api_server_figures requests;
    api_server_read_figures(self->api, &requests);
    write_one(sink, METRICS_GAUGE, "chatletd_api_requests_waiting",
              "Requests that wait for a thread.", (int64_t)requests.waiting);
    write_one(sink, METRICS_GAUGE, "chatletd_api_passwords_waiting",
              "Requests that wait for a thread that hashes.", (int64_t)requests.hashing);
    write_one(sink, METRICS_GAUGE, "chatletd_api_requests_parked",
              "Answers that wait for something sent.", (int64_t)requests.parked);
    write_one(sink, METRICS_COUNTER, "chatletd_api_requests_refused_total",
              "Requests told 503 for a full queue.", (int64_t)requests.refused);
}

static void write_business(const store_figures *figures, int64_t now_ms, const metrics_sink *sink) {
    int64_t age_ms = figures->outbox_oldest_ms > 0 ? now_ms - figures->outbox_oldest_ms : 0;
    write_one(sink, METRICS_GAUGE, "chatletd_organizations", "Organizations.",
              figures->organizations);
    write_one(sink, METRICS_GAUGE, "chatletd_accounts", "Accounts.", figures->accounts);
    write_one(sink, METRICS_GAUGE, "chatletd_bots", "Bots.", figures->bots);
    write_one(sink, METRICS_GAUGE, "chatletd_conversations_today",
              "Conversations metered since midnight, UTC.", figures->conversations_today);
    write_one(sink, METRICS_GAUGE, "chatletd_outbox_waiting", "What must still be sent.",
              figures->outbox_waiting);
    write_one(sink, METRICS_GAUGE, "chatletd_outbox_dead",
              "What could not be sent and waits for a person.", figures->outbox_dead);
    write_one(sink, METRICS_GAUGE, "chatletd_outbox_oldest_seconds",
              "How long the oldest of it waits.", age_ms / 1000);
}

void instance_figures_write(const instance_figures *figures, const metrics_sink *sink) {
    char message[STORE_PLACE_MESSAGE_BYTES];
    store_figures stored;
    int64_t now_ms = api_server_now_ms();
    write_requests(figures, sink);
    write_events(figures, sink);
    problem_counts_write(figures->problems, sink);
    db *db = store_place_open(figures->place, message);
    bool is_up = db != NULL;
    if (is_up) {
        db_begin(db, false);
        store_figures_read(db, now_ms, &stored);
        is_up = db_state(db) == DB_GOOD;
        db_rollback(db);
        db_close(db);
    }
    write_one(sink, METRICS_GAUGE, "chatletd_database_up", "1 while the database answers.",
              is_up ? 1 : 0);
    if (is_up) write_business(&stored, now_ms, sink);
}
