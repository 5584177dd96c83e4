#include "instance.h"

#include "../service/plan.h"
#include "../service/service_account.h"
#include "../store/migrate.h"
#include "api_server.h"
#include "chores.h"
#include "command_backup.h"
#include "command_reconcile.h"
#include "erasure_keeper.h"
#include "event_writer.h"
#include "file_text.h"
#include "instance_figures.h"
#include "outbox_sender.h"
#include "password_tools.h"
#include "published_writer.h"
#include "request_limits.h"
#include "secrets.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DATA_FOLDER_MODE = 0700, MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

struct instance {
    const chatlet_allocator *allocator;
    const settings *wanted;
    region memory; /* of texts that live as long */
    config config;
    service_settings settings;
    plan_table plans;
    password_tools password_tools;
    service_passwords passwords;
    char path[PATH_MAX];
    char erasures[PATH_MAX]; /* the tombstone file */
    store_place place;
    problem_counts problems;
    api_server *api;
    request_limits *limits;
    event_writer *events;
    erasure_keeper *keeper;
    outbox_sender *sender;
    chores *chores;
    published_writer *published; /* NULL: nothing is written to a folder */
};

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

/* What the command line says goes over the file. */
static bool read_config(instance *self, char *message) {
    const settings *wanted = self->wanted;
    self->config = config_defaults();
    if (wanted->config != NULL &&
        !config_read(wanted->config, &self->memory, &self->config, message)) {
        return false;
    }
    if (wanted->data != NULL) self->config.data = constant(wanted->data);
    if (wanted->database != NULL) self->config.database = constant(wanted->database);
    if (wanted->plans != NULL) self->config.plans = constant(wanted->plans);
    if (wanted->base_url != NULL) self->config.base_url = constant(wanted->base_url);
    return true;
}

static void fill_settings(instance *self, const secrets *secrets) {
    const config *config = &self->config;
    self->settings =
        (service_settings){.base_url = config->base_url,
                           .signs_up = config->signs_up,
                           .verifies_mail = config->verifies_mail,
                           .mail_from = config->mail.from,
                           .plans = &self->plans,
                           .session_idle_ms = config->session_idle_minutes * MINUTE_MS,
                           .session_absolute_ms = config->session_absolute_minutes * MINUTE_MS,
                           .visitor_token_ms = (int64_t)60 * MINUTE_MS,
                           .visitors_per_address_day = (uint32_t)config->visitors_per_address_day,
                           .retention_days_default = (uint32_t)config->retention_days,
                           .stripe = {.is_on = config->stripe.secret_key.size_bytes > 0,
                                      .is_live = config->stripe.is_live,
                                      .secret_key = config->stripe.secret_key,
                                      .webhook_secrets = {config->stripe.webhook_secrets[0],
                                                          config->stripe.webhook_secrets[1]},
                                      .api_url = config->stripe.api_url,
                                      .api_version = CHATLET_STR("2026-10-28.endive")}};
    memcpy(self->settings.master_secret, secrets->master, sizeof secrets->master);
}

/* Without a payment provider nothing is sold, so nobody has a quota. */
static chatlet_str plans_wanted(const config *config) {
    if (config->plans.size_bytes > 0) return config->plans;
    return config->stripe.secret_key.size_bytes > 0 ? CHATLET_STR("default")
                                                    : CHATLET_STR("self-hosted");
}

/* One of the tables that ship, or the operator's own file. */
static bool load_plans(instance *self, char *message) {
    enum { TABLE_BYTES_MAX = PLAN_TABLE_BYTES_MAX };
    chatlet_str name = region_copy(&self->memory, plans_wanted(&self->config));
    chatlet_str source;
    chatlet_error error = {.line = 0};
    if (!plan_table_find_shipped(name, &source) &&
        !file_text_read(name.data, TABLE_BYTES_MAX, &self->memory, &source)) {
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES,
                       "\"plans\" is default, visitor-caps, seats, self-hosted or the path of a "
                       "table, not \"%.300s\".",
                       name.data);
        return false;
    }
    if (plan_table_read(&self->memory, source, &self->plans, &error)) return true;
    (void)snprintf(message, INSTANCE_MESSAGE_BYTES, "%.300s:%u:%u: %s", name.data, error.line,
                   error.column, error.message);
    return false;
}

static bool load(instance *self, char *message) {
    secrets secrets;
    if (!read_config(self, message) || !load_plans(self, message)) return false;
    const char *data = region_copy(&self->memory, self->config.data).data;
    int length = snprintf(self->erasures, sizeof self->erasures, "%s/erasures.log", data);
    (void)snprintf(self->path, sizeof self->path, "%s/chatlet.db", data);
    if (length < 0 || (size_t)length >= sizeof self->path) {
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES, "the path of the data folder is too long");
        return false;
    }
    if (!file_text_make_folder(data, DATA_FOLDER_MODE)) {
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES,
                       "%.300s cannot be made, or is no folder; name another with --data", data);
        return false;
    }
    if (!secrets_load(data, &self->memory, &secrets, message)) return false;
    fill_settings(self, &secrets);
    return true;
}

instance *instance_new(const instance_options *options, char message[INSTANCE_MESSAGE_BYTES]) {
    enum { TEXTS_BYTES_MAX = 16 * 1024 * 1024 };
    instance *self = calloc(1, sizeof *self);
    if (self == NULL) {
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES, "out of memory");
        return NULL;
    }
    self->allocator = options->allocator;
    self->wanted = options->wanted;
    region_init(&self->memory, options->allocator, TEXTS_BYTES_MAX);
    if (!load(self, message)) {
        region_free(&self->memory);
        free(self);
        return NULL;
    }
    const char *conninfo = NULL;
    if (self->config.database.size_bytes > 0) {
        conninfo = region_copy(&self->memory, self->config.database).data;
    }
    store_place_init(&self->place, self->allocator, self->path, conninfo);
    return self;
}

const config *instance_config(const instance *instance) { return &instance->config; }

static void announce(void *context, const migration *one) {
    const bool *is_dry = context;
    (void)fprintf(stderr, "chatletd: %s %.*s\n", *is_dry ? "would apply" : "applying",
                  (int)one->name.size_bytes, one->name.data);
}

/* A dry run on a SQLite file that is not there yet must not make it. */
static db *open_to_migrate(instance *self, bool dry_run, char *message) {
    if (!dry_run || self->place.conninfo != NULL || access(self->path, F_OK) == 0) {
        return store_place_open(&self->place, message);
    }
    db_sqlite_options options = {.path = ":memory:"};
    return db_sqlite_open(self->allocator, &options, message, INSTANCE_MESSAGE_BYTES);
}

bool instance_migrate(instance *instance, bool dry_run, char message[INSTANCE_MESSAGE_BYTES]) {
    db *db = open_to_migrate(instance, dry_run, message);
    if (db == NULL) return false;
    migrate_outcome outcome = migrate_run(db, 0, dry_run, api_server_now_ms(), announce, &dry_run);
    chatlet_str failure = db_failure_text(db);
    switch (outcome) {
    case MIGRATE_DONE: break;
    case MIGRATE_NEWER:
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES,
                       "the database is of a newer chatletd; run that one");
        break;
    case MIGRATE_ALTERED:
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES,
                       "the database was made by another build of chatletd, whose migrations "
                       "differ; run that one");
        break;
    case MIGRATE_FAILED:
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES,
                       "the database cannot be brought up to "
                       "date: %.*s",
                       (int)failure.size_bytes, failure.data);
        break;
    }
    db_close(db);
    return outcome == MIGRATE_DONE;
}

static command_backup_options backup_options(instance *self, const char *file) {
    return (command_backup_options){.place = &self->place,
                                    .file = file,
                                    .erasures = self->erasures,
                                    .now_ms = api_server_now_ms()};
}

bool instance_backup(instance *instance, const char *file, char message[INSTANCE_MESSAGE_BYTES]) {
    command_backup_options options = backup_options(instance, file);
    return command_backup(&options, message);
}

bool instance_restore(instance *instance, const char *file, bool replaces,
                      char message[INSTANCE_MESSAGE_BYTES]) {
    command_backup_options options = backup_options(instance, file);
    options.replaces = replaces;
    return command_restore(&options, message);
}

_Static_assert((int)INSTANCE_MESSAGE_BYTES >= (int)COMMAND_BACKUP_MESSAGE_BYTES,
               "their sentences fit ours");

bool instance_reconcile(instance *instance, bool *differs, char message[INSTANCE_MESSAGE_BYTES]) {
    return command_reconcile(&instance->place, &instance->settings, differs, message);
}

static void on_left(void *context, int64_t id) {
    instance *self = context;
    if (self->sender != NULL) outbox_sender_wake(self->sender, id);
}

static void on_sent(void *context, int64_t id) {
    instance *self = context;
    api_server_sent(self->api, id);
}

/* "Chatlet <a@b>": the part between the brackets, or all of it. */
static chatlet_str address_of(chatlet_str from) {
    size_t begin = 0;
    for (size_t i = 0; i < from.size_bytes; i++) {
        if (from.data[i] == '<') begin = i + 1;
    }
    size_t end = begin;
    while (end < from.size_bytes && from.data[end] != '>')
        end++;
    return (chatlet_str){.data = from.data + begin, .size_bytes = end - begin};
}

static bool start_sender(instance *self, char *message) {
    const config *config = &self->config;
    chatlet_str folder = region_join(&self->memory, 2, config->data, CHATLET_STR("/mail"));
    outbox_sender_options options = {.allocator = self->allocator,
                                     .place = &self->place,
                                     .settings = &self->settings,
                                     .mail_folder =
                                         config->mail.url.size_bytes == 0 ? folder.data : NULL,
                                     .mail_url = config->mail.url,
                                     .mail_user = config->mail.user,
                                     .mail_password = config->mail.password,
                                     .mail_sender = address_of(config->mail.from),
                                     .allows_private_calls = config->allows_private_calls,
                                     .sent = on_sent,
                                     .sent_context = self};
    self->sender = outbox_sender_start(&options, message);
    return self->sender != NULL;
}

static bool start_published(instance *self, char *message) {
    if (self->config.published.size_bytes == 0) return true;
    const char *folder = region_copy(&self->memory, self->config.published).data;
    self->published =
        published_writer_start(self->allocator, &self->place, &self->settings, folder, message);
    return self->published != NULL;
}

bool instance_start(instance *instance, char message[INSTANCE_MESSAGE_BYTES]) {
    instance->passwords = password_tools_init(&instance->password_tools, &instance->settings);
    api_server_options options = {.allocator = instance->allocator,
                                  .place = &instance->place,
                                  .settings = &instance->settings,
                                  .passwords = &instance->passwords,
                                  .problems = &instance->problems,
                                  .left = on_left,
                                  .left_context = instance};
    instance->api = api_server_start(&options, message);
    if (instance->api == NULL) return false;
    const config *config = &instance->config;
    instance->limits = request_limits_new(
        instance->allocator,
        (request_limits_policy){.per_address = (uint32_t)config->limits.per_address,
                                .per_key = (uint32_t)config->limits.per_key,
                                .per_visitor = (uint32_t)config->limits.per_visitor});
    if (instance->limits == NULL) {
        (void)snprintf(message, INSTANCE_MESSAGE_BYTES, "out of memory");
        return false;
    }
    const event_writer_options writer_options = {.allocator = instance->allocator,
                                                 .place = &instance->place,
                                                 .settings = &instance->settings,
                                                 .problems = &instance->problems,
                                                 .left = on_left,
                                                 .left_context = instance};
    instance->events = event_writer_start(&writer_options, message);
    if (instance->events == NULL) return false;
    instance->keeper = erasure_keeper_start(&instance->place, instance->erasures, message);
    if (instance->keeper == NULL || !start_sender(instance, message)) return false;
    instance->chores =
        chores_start(instance->allocator, &instance->place, &instance->settings, message);
    return instance->chores != NULL && start_published(instance, message);
}

/* A new server has nobody who could sign in: whoever sees this output may. */
static void greet(instance *instance) {
    char message[STORE_PLACE_MESSAGE_BYTES];
    chatlet_str link = CHATLET_STR("");
    region memory;
    db *db = store_place_open(&instance->place, message);
    if (db == NULL) return;
    region_init(&memory, instance->allocator, REGION_BYTES_MAX);
    service service = {.memory = &memory,
                       .db = db,
                       .now_ms = api_server_now_ms(),
                       .chance = api_server_chance(),
                       .settings = &instance->settings,
                       .may_write = true,
                       .caller = {.kind = CALLER_SYSTEM}};
    db_begin(db, true);
    bool good = service_first_owner_link(&service, &link);
    if (db_commit(db) && good && link.size_bytes > 0) {
        (void)fprintf(stderr,
                      "chatletd: nobody has an account yet; open this once to begin: %.*s\n",
                      (int)link.size_bytes, link.data);
    }
    region_free(&memory);
    db_close(db);
}

void instance_open(instance *instance, uint16_t port) {
    if (instance->settings.base_url.size_bytes == 0) {
        char text[64];
        const char *scheme = instance->wanted->tls_certificate != NULL ? "https" : "http";
        int length = snprintf(text, sizeof text, "%s://localhost:%u", scheme, (unsigned)port);
        instance->settings.base_url = region_copy(
            &instance->memory, (chatlet_str){.data = text, .size_bytes = (size_t)length});
    }
    greet(instance);
    api_server_open(instance->api);
    event_writer_open(instance->events);
}

http_handler instance_events_handler(instance *instance) {
    return request_limits_wrap(instance->limits, 0, event_writer_handler(instance->events));
}

http_handler instance_handler(instance *instance) {
    return request_limits_wrap(instance->limits, 1, api_server_handler(instance->api));
}

void instance_hurry(instance *instance) { api_server_hurry(instance->api); }

void instance_write_figures(void *context, const metrics_sink *sink) {
    instance *self = context;
    instance_figures_write(&(instance_figures){.place = &self->place,
                                               .allocator = self->allocator,
                                               .api = self->api,
                                               .events = self->events,
                                               .problems = &self->problems},
                           sink);
}

void instance_free(instance *instance) {
    if (instance == NULL) return;
    published_writer_stop(instance->published);
    chores_stop(instance->chores);
    /* The API's threads wake the sender, and the sender tells the API: both are there until neither
     * runs. */
    if (instance->api != NULL) api_server_stop(instance->api);
    event_writer_stop(instance->events);
    outbox_sender_stop(instance->sender);
    if (instance->api != NULL) api_server_free(instance->api);
    request_limits_free(instance->limits);
    erasure_keeper_stop(instance->keeper);
    store_place_free(&instance->place);
    region_free(&instance->memory);
    free(instance);
}
