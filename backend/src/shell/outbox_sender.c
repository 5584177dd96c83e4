#include "outbox_sender.h"

#include "../http/http_client.h"
#include "../service/outbox.h"
#include "api_server.h"
#include "file_text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WANTED_MAX = 64, ITEM_BYTES_MAX = 4 * 1024 * 1024 };

/* One row on its way. */
typedef struct sending {
    outbox_sender *sender;
    bool is_used;
    region memory;
    outbox_item item; /* in `memory` */
} sending;

struct outbox_sender {
    outbox_sender_options options;
    db *db;
    uv_loop_t loop;
    uv_async_t wake;
    uv_timer_t timer;
    uv_thread_t thread;
    uv_mutex_t mutex; /* guards what is below, up to the next comment */
    int64_t wanted[WANTED_MAX];
    size_t wanted_count;
    bool is_stopping;
    /* Of the sender's thread alone. */
    http_client *client;
    sending sendings[OUTBOX_SENDER_CALLS_MAX];
};

static service service_of(outbox_sender *self, region *memory) {
    return (service){.memory = memory,
                     .db = self->db,
                     .now_ms = api_server_now_ms(),
                     .chance = api_server_chance(),
                     .settings = self->options.settings,
                     .may_write = true,
                     .caller = {.kind = CALLER_SYSTEM}};
}

static sending *find_free(outbox_sender *self) {
    for (size_t i = 0; i < OUTBOX_SENDER_CALLS_MAX; i++) {
        if (!self->sendings[i].is_used) return &self->sendings[i];
    }
    return NULL;
}

/* The row is over, or will be due again: its place is free. */
static void end_sending(sending *one, bool is_over) {
    outbox_sender *self = one->sender;
    int64_t id = one->item.id;
    region_reset(&one->memory);
    one->is_used = false;
    if (is_over && self->options.sent != NULL) self->options.sent(self->options.sent_context, id);
}

typedef enum verdict { VERDICT_RESULT, VERDICT_SKIP, VERDICT_BURY } verdict;

/* Writes down what came of it. When that fails the lease runs out, and it is sent once more with
 * the same key. */
static void note(sending *one, verdict verdict, const outbox_result *result) {
    outbox_sender *self = one->sender;
    bool is_stored = false;
    for (int tries = 0; tries < 5 && !is_stored; tries++) {
        service service = service_of(self, &one->memory);
        db_begin(self->db, true);
        switch (verdict) {
        case VERDICT_RESULT: outbox_apply(&service, &one->item, result); break;
        case VERDICT_SKIP: outbox_skip(&service, &one->item); break;
        case VERDICT_BURY: outbox_bury(&service, &one->item, result->failure); break;
        }
        is_stored = db_commit(self->db);
        if (!is_stored && db_state(self->db) != DB_RETRY) break;
    }
    if (!is_stored) {
        chatlet_str text = db_failure_text(self->db);
        (void)fprintf(stderr, "chatletd: outbox: database: %.*s\n", (int)text.size_bytes,
                      text.data);
    }
    end_sending(one, is_stored);
    if (!uv_is_closing((uv_handle_t *)&self->wake)) (void)uv_async_send(&self->wake);
}

static void on_result(void *owner, const http_call_result *came) {
    sending *one = owner;
    outbox_result result = {.arrived = came->arrived,
                            .status = came->status,
                            .body = came->body,
                            .retry_after_s = came->retry_after_s,
                            .failure = came->failure};
    note(one, VERDICT_RESULT, &result);
}

static void fail(sending *one, const char *why) {
    outbox_result result = {.failure = {.data = why, .size_bytes = strlen(why)}};
    note(one, VERDICT_RESULT, &result);
}

/* In development mails are files: <folder>/<id>.eml. */
static void write_mail(sending *one, const outbox_call *call) {
    char path[PATH_MAX];
    char id[ROW_ID_TEXT_BYTES];
    (void)row_id_text(ROW_OUTBOX, one->item.id, id);
    int length = snprintf(path, sizeof path, "%s/%.*s.eml", one->sender->options.mail_folder,
                          ROW_ID_TEXT_BYTES, id);
    bool good = length > 0 && (size_t)length < sizeof path &&
                file_text_make_folder(one->sender->options.mail_folder, 0700) &&
                file_text_write(path, call->mail_text, 0600);
    if (!good) {
        fail(one, "the mail's file cannot be written");
        return;
    }
    note(one, VERDICT_RESULT, &(outbox_result){.arrived = true, .status = 250});
}

static void send_mail(sending *one, const outbox_call *call) {
    outbox_sender *self = one->sender;
    if (self->options.mail_folder != NULL) {
        write_mail(one, call);
        return;
    }
    http_mail mail = {.url = self->options.mail_url,
                      .user = self->options.mail_user,
                      .password = self->options.mail_password,
                      .requires_tls = self->options.mail_user.size_bytes > 0,
                      .from = self->options.mail_sender,
                      .to = call->mail_to,
                      .message = call->mail_text,
                      .timeout_ms = OUTBOX_SENDER_TIMEOUT_MS,
                      .allow_private_addresses = true};
    if (http_client_mail(self->client, &mail, on_result, one) != HTTP_CLIENT_SENT) {
        fail(one, "the mail could not be handed over");
    }
}

static void send_request(sending *one, const outbox_call *call) {
    outbox_sender *self = one->sender;
    http_field fields[OUTBOX_FIELDS_MAX];
    for (size_t i = 0; i < call->field_count; i++) {
        fields[i] = (http_field){.name = call->fields[i].name, .value = call->fields[i].value};
    }
    http_call request = {.method = {.data = call->method, .size_bytes = strlen(call->method)},
                         .url = call->url,
                         .fields = fields,
                         .field_count = call->field_count,
                         .body = call->body,
                         .timeout_ms = OUTBOX_SENDER_TIMEOUT_MS,
                         .response_bytes_max = OUTBOX_RESULT_BYTES_MAX,
                         .allow_private_addresses = self->options.allows_private_calls};
    if (http_client_send(self->client, &request, on_result, one) != HTTP_CLIENT_SENT) {
        fail(one, "the request could not be started");
    }
}

/* In a reading transaction: what to send. */
static void send_one(sending *one) {
    outbox_sender *self = one->sender;
    outbox_call call;
    service service = service_of(self, &one->memory);
    db_begin(self->db, false);
    bool is_built = outbox_build(&service, &one->item, &call);
    bool is_read = db_state(self->db) == DB_GOOD;
    db_rollback(self->db);
    if (!is_read) {
        end_sending(one, false); /* its lease runs out */
    } else if (!is_built) {
        note(one, VERDICT_BURY, &(outbox_result){.failure = service.problem.detail});
    } else if (call.kind == OUTBOX_CALL_NOTHING) {
        note(one, VERDICT_SKIP, NULL);
    } else if (call.kind == OUTBOX_CALL_MAIL) {
        send_mail(one, &call);
    } else {
        send_request(one, &call);
    }
}

/* Leases one row, `id` or the oldest that is due; false when there is none. */
static bool take(outbox_sender *self, sending *one, int64_t id) {
    service service = service_of(self, &one->memory);
    outbox_item *items = NULL;
    bool is_taken = false;
    db_begin(self->db, true);
    if (id != 0) {
        is_taken = outbox_take_one(&service, id, OUTBOX_SENDER_LEASE_MS, &one->item);
    } else if (outbox_take(&service, 1, OUTBOX_SENDER_LEASE_MS, &items) == 1) {
        one->item = items[0];
        is_taken = true;
    }
    if (!db_commit(self->db)) is_taken = false;
    if (!is_taken) region_reset(&one->memory);
    one->is_used = is_taken;
    return is_taken;
}

static bool is_stopping(outbox_sender *self) {
    uv_mutex_lock(&self->mutex);
    bool stops = self->is_stopping;
    uv_mutex_unlock(&self->mutex);
    return stops;
}

static int64_t next_wanted(outbox_sender *self) {
    int64_t id = 0;
    uv_mutex_lock(&self->mutex);
    if (self->wanted_count > 0) {
        id = self->wanted[0];
        self->wanted_count--;
        memmove(self->wanted, self->wanted + 1, self->wanted_count * sizeof id);
    }
    uv_mutex_unlock(&self->mutex);
    return id;
}

static void on_timer(uv_timer_t *timer) {
    outbox_sender *self = timer->data;
    (void)uv_async_send(&self->wake);
}

static void sleep_until_due(outbox_sender *self) {
    region memory;
    region_init(&memory, self->options.allocator, ITEM_BYTES_MAX);
    service service = service_of(self, &memory);
    db_begin(self->db, false);
    int64_t due_ms = outbox_next_due_ms(&service);
    db_rollback(self->db);
    region_free(&memory);
    int64_t pause_ms = due_ms - service.now_ms;
    if (pause_ms > OUTBOX_SENDER_LOOK_MS) pause_ms = OUTBOX_SENDER_LOOK_MS;
    /* A row that is due and not taken is behind another of its organization. */
    if (pause_ms < 100) pause_ms = 100;
    (void)uv_timer_start(&self->timer, on_timer, (uint64_t)pause_ms, 0);
}

static void close_all(outbox_sender *self) {
    uv_close((uv_handle_t *)&self->wake, NULL);
    uv_close((uv_handle_t *)&self->timer, NULL);
    http_client_close(self->client);
}

static void on_wake(uv_async_t *handle) {
    outbox_sender *self = handle->data;
    sending *one;
    if (uv_is_closing((uv_handle_t *)handle)) return;
    if (is_stopping(self)) {
        close_all(self);
        return;
    }
    while ((one = find_free(self)) != NULL) {
        int64_t id = next_wanted(self);
        bool is_taken = take(self, one, id);
        if (is_taken)
            send_one(one);
        else if (id == 0)
            break;
    }
    sleep_until_due(self);
}

static void run(void *argument) {
    outbox_sender *self = argument;
    (void)uv_run(&self->loop, UV_RUN_DEFAULT);
}

static outbox_sender *refuse(outbox_sender *self, char *message, const char *why) {
    if (why != NULL) (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "%s", why);
    if (self != NULL) db_close(self->db);
    free(self);
    return NULL;
}

outbox_sender *outbox_sender_start(const outbox_sender_options *options,
                                   char message[STORE_PLACE_MESSAGE_BYTES]) {
    outbox_sender *self = calloc(1, sizeof *self);
    if (self == NULL) return refuse(self, message, "out of memory");
    self->options = *options;
    self->db = store_place_open(options->place, message);
    if (self->db == NULL) return refuse(self, message, NULL);
    if (uv_loop_init(&self->loop) != 0) return refuse(self, message, "no event loop");
    self->client =
        http_client_new(&self->loop, &(http_client_options){.allocator = options->allocator,
                                                            .calls_max = OUTBOX_SENDER_CALLS_MAX});
    if (self->client == NULL) return refuse(self, message, "libcurl cannot be used");
    for (size_t i = 0; i < OUTBOX_SENDER_CALLS_MAX; i++) {
        self->sendings[i].sender = self;
        region_init(&self->sendings[i].memory, options->allocator, ITEM_BYTES_MAX);
    }
    (void)uv_mutex_init(&self->mutex);
    (void)uv_async_init(&self->loop, &self->wake, on_wake);
    (void)uv_timer_init(&self->loop, &self->timer);
    self->wake.data = self;
    self->timer.data = self;
    (void)uv_async_send(&self->wake);
    if (uv_thread_create(&self->thread, run, self) != 0) {
        return refuse(self, message, "no more threads can be started");
    }
    return self;
}

void outbox_sender_wake(outbox_sender *sender, int64_t id) {
    uv_mutex_lock(&sender->mutex);
    if (id != 0 && sender->wanted_count < WANTED_MAX) sender->wanted[sender->wanted_count++] = id;
    uv_mutex_unlock(&sender->mutex);
    (void)uv_async_send(&sender->wake);
}

void outbox_sender_stop(outbox_sender *sender) {
    if (sender == NULL) return;
    uv_mutex_lock(&sender->mutex);
    sender->is_stopping = true;
    uv_mutex_unlock(&sender->mutex);
    (void)uv_async_send(&sender->wake);
    (void)uv_thread_join(&sender->thread);
    for (size_t i = 0; i < OUTBOX_SENDER_CALLS_MAX; i++)
        region_free(&sender->sendings[i].memory);
    http_client_free(sender->client);
    (void)uv_loop_close(&sender->loop);
    uv_mutex_destroy(&sender->mutex);
    db_close(sender->db);
    free(sender);
}
