/* Services and routes as a program of their own, without sockets or a clock: one command of JSON a
 * line on standard input, one answer a line on standard output. A test gives the time with each
 * command, carries what goes out itself, and may kill the program between any two commands; what
 * was committed is in the file.
 *
 *     service_host FILE PLANS SEED
 *
 * Each command has "op" and, where time matters, "now" in milliseconds:
 *
 * organization  "name": makes one with an owner: {"organization"}
 * request       "method", "path", "fields", "body", "as" ("owner" or nobody), "slot":
 *               {"status", "body", "etag"}, or {"waits": row of the outbox}
 * after         "slot": finishes the request that waits there
 * take          "limit": {"items": [{"id", "kind", "tries"}]}
 * build         "index": {"method", "url", "fields", "body"}, {"mail"}, {"nothing"} or {"refused"}
 * apply         "index", "arrived", "status", "body", "retry_after_s", "failure"
 * end           "index", "why": of one that needs no call, or can have none
 * due           {"due"}: when the next row is; 0: none
 * leave         "organization", "kind", "body": leaves a row: {"id"}
 * events        "organization", "body": counts them as a key's: {"refused": [reasons]}
 * rows          "sql", "columns": {"rows": [[text, …]]}, for comparing
 */
#include "domain/whole_text.h"
#include "route/route_dispatch.h"
#include "service/outbox.h"
#include "service/plan.h"
#include "service/service_meter.h"
#include "store/db_sqlite.h"
#include "store/migrate.h"
#include "test_allocator.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES_MAX = 4 * 1024 * 1024,
    MEMORY_BYTES_MAX = 64 * 1024 * 1024,
    FIELDS_MAX = 8,
    SLOTS = 2
};

/* A request that waits lives until it is finished, beside other commands and requests. */
typedef struct slot {
    region memory;
    service service;
    http_request request;
    http_field fields[FIELDS_MAX];
    http_response response;
    route_call call;
    bool has_response;
} slot;

typedef struct host {
    region settings_memory;
    region memory;
    service_settings settings;
    plan_table plans;
    service service;
    uint64_t seed;
    int64_t account_id;
    slot slots[SLOTS];
    /* What was taken and not applied. */
    region item_memory;
    outbox_item *items;
    size_t item_count;
} host;

static void stop(const char *why) {
    fprintf(stderr, "service_host: %s\n", why);
    exit(1);
}

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

/* SplitMix64 (Steele, Lea and Flood, 2014). */
static void fill(void *context, void *bytes, size_t size_bytes) {
    host *host = context;
    unsigned char *at = bytes;
    for (size_t i = 0; i < size_bytes; i++) {
        host->seed += UINT64_C(0x9E3779B97F4A7C15);
        uint64_t mixed = host->seed;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        at[i] = (unsigned char)(mixed ^ mixed >> 31);
    }
}

/* --- reading commands --- */

static chatlet_str text_of(const chatlet_json *command, const char *name) {
    const chatlet_json *found = chatlet_json_find(command, view(name));
    return found != NULL && found->kind == CHATLET_JSON_STRING ? found->text : view("");
}

static int64_t whole_of(const chatlet_json *command, const char *name) {
    const chatlet_json *found = chatlet_json_find(command, view(name));
    return found != NULL && found->kind == CHATLET_JSON_INTEGER ? found->integer : 0;
}

static bool is_text(chatlet_str text, const char *expected) {
    return text.size_bytes == strlen(expected) && memcmp(text.data, expected, text.size_bytes) == 0;
}

/* --- writing answers --- */

static chatlet_json_writer *begin_answer(void) {
    chatlet_json_writer *writer = NULL;
    if (chatlet_json_writer_new(test_plain_allocator(), 0, &writer) != CHATLET_OK) stop("memory");
    chatlet_json_write_object_begin(writer);
    return writer;
}

static void write_text(chatlet_json_writer *writer, const char *key, chatlet_str value) {
    chatlet_json_write_key(writer, view(key));
    chatlet_json_write_string(writer, value);
}

static void write_whole(chatlet_json_writer *writer, const char *key, int64_t value) {
    chatlet_json_write_key(writer, view(key));
    chatlet_json_write_integer(writer, value);
}

/* Ids as text: they are past what a double holds. */
static void write_id(chatlet_json_writer *writer, const char *key, int64_t id) {
    char text[WHOLE_TEXT_BYTES];
    write_text(writer, key, whole_text_write(id, text));
}

static void end_answer(chatlet_json_writer *writer) {
    chatlet_str text;
    chatlet_json_write_object_end(writer);
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK) stop("answer");
    (void)fwrite(text.data, 1, text.size_bytes, stdout);
    (void)fputc('\n', stdout);
    (void)fflush(stdout);
    chatlet_json_writer_free(writer);
}

/* --- commands --- */

static void begin(host *host, int64_t now_ms, bool writes) {
    service *service = &host->service;
    service->now_ms = now_ms;
    service->memory = &host->memory;
    service->problem = (problem){.code = PROBLEM_NONE};
    service->caller = (service_caller){.kind = CALLER_SYSTEM};
    service->may_write = writes;
    db_begin(service->db, writes);
}

static void commit(host *host) {
    if (db_commit(host->service.db)) return;
    fprintf(stderr, "%.*s\n", (int)db_failure_text(host->service.db).size_bytes,
            db_failure_text(host->service.db).data);
    stop("the transaction failed");
}

static void add_organization(host *host, const chatlet_json *command) {
    db *db = host->service.db;
    char text[ROW_ID_TEXT_BYTES];
    begin(host, whole_of(command, "now"), true);
    int64_t id = service_new_id(&host->service);
    host->account_id = service_new_id(&host->service);
    chatlet_str plan = host->plans.plans[0].name;
    db_value now = db_integer(host->service.now_ms);
    (void)DB_RUN(db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4)",
                 db_integer(id), db_text(text_of(command, "name")), db_text(plan), now);
    (void)DB_RUN(db,
                 "INSERT INTO accounts (account_id, email, name, created_at_ms) "
                 "VALUES (?1, 'owner@example.com', 'Owner', ?2)",
                 db_integer(host->account_id), now);
    (void)DB_RUN(db,
                 "INSERT INTO members (organization_id, account_id, role, joined_at_ms) "
                 "VALUES (?1, ?2, 'owner', ?3)",
                 db_integer(id), db_integer(host->account_id), now);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    write_text(writer, "organization", row_id_text(ROW_ORGANIZATION, id, text));
    end_answer(writer);
}

static http_method method_of(chatlet_str name) {
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_text(name, names[i])) return (http_method)i;
    }
    return HTTP_METHOD_OTHER;
}

static void end_request(slot *slot) {
    chatlet_json_writer *writer = begin_answer();
    write_whole(writer, "status", slot->response.status);
    write_text(writer, "body", http_buffer_str(&slot->response.content));
    for (size_t i = 0; i < slot->response.field_count; i++) {
        if (is_text(slot->response.fields[i].name, "ETag")) {
            write_text(writer, "etag", http_response_value(&slot->response, i));
        }
    }
    end_answer(writer);
}

static void note_wait(const slot *slot) {
    chatlet_json_writer *writer = begin_answer();
    write_id(writer, "waits", slot->call.waits_for);
    end_answer(writer);
}

/* Members of an object, name and value, become fields. */
static void read_fields(slot *slot, const chatlet_json *command) {
    const chatlet_json *fields = chatlet_json_find(command, view("fields"));
    size_t count = 0;
    for (const chatlet_json *one = fields != NULL ? fields->first : NULL;
         one != NULL && count < FIELDS_MAX; one = one->next) {
        slot->fields[count++] = (http_field){.name = region_copy(&slot->memory, one->key),
                                             .value = region_copy(&slot->memory, one->text)};
    }
    slot->request.fields = slot->fields;
    slot->request.field_count = count;
}

static slot *slot_of(host *host, const chatlet_json *command) {
    int64_t index = whole_of(command, "slot");
    if (index < 0 || index >= SLOTS) stop("no such slot");
    return &host->slots[index];
}

static void prepare_slot(host *host, slot *slot, const chatlet_json *command) {
    region_reset(&slot->memory);
    if (slot->has_response) http_response_free(&slot->response);
    slot->has_response = true;
    http_response_init(&slot->response, test_plain_allocator(), LINE_BYTES_MAX);
    slot->request =
        (http_request){.method = method_of(text_of(command, "method")),
                       .method_name = region_copy(&slot->memory, text_of(command, "method")),
                       .path = region_copy(&slot->memory, text_of(command, "path")),
                       .host = view("chat.example"),
                       .minor_version = 1,
                       .body = region_copy(&slot->memory, text_of(command, "body"))};
    read_fields(slot, command);
    slot->service = host->service;
    slot->service.memory = &slot->memory;
    slot->service.now_ms = whole_of(command, "now");
    slot->service.problem = (problem){.code = PROBLEM_NONE};
    slot->service.caller = (service_caller){.kind = CALLER_NOBODY};
    slot->call = (route_call){
        .request = &slot->request, .response = &slot->response, .service = &slot->service};
}

static void request(host *host, const chatlet_json *command) {
    slot *slot = slot_of(host, command);
    prepare_slot(host, slot, command);
    const service_caller owner = {.kind = CALLER_ACCOUNT, .account_id = host->account_id};
    if (is_text(text_of(command, "as"), "owner"))
        route_dispatch_as(&slot->call, &owner);
    else
        route_dispatch(&slot->call);
    host->service.last_id = slot->service.last_id;
    if (slot->call.after != NULL)
        note_wait(slot);
    else
        end_request(slot);
}

static void after(host *host, const chatlet_json *command) {
    slot *slot = slot_of(host, command);
    slot->service.now_ms = whole_of(command, "now");
    slot->service.last_id = host->service.last_id;
    if (slot->call.after == NULL) stop("nothing waits");
    route_dispatch_after(&slot->call);
    end_request(slot);
}

static void take(host *host, const chatlet_json *command) {
    enum { LEASE_MS = 30000 };
    region_reset(&host->item_memory);
    begin(host, whole_of(command, "now"), true);
    host->service.memory = &host->item_memory;
    host->item_count =
        outbox_take(&host->service, (size_t)whole_of(command, "limit"), LEASE_MS, &host->items);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    chatlet_json_write_key(writer, view("items"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < host->item_count; i++) {
        chatlet_json_write_object_begin(writer);
        write_id(writer, "id", host->items[i].id);
        write_text(writer, "kind", host->items[i].kind);
        write_whole(writer, "tries", host->items[i].tries);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    end_answer(writer);
}

static const outbox_item *item_of(host *host, const chatlet_json *command) {
    int64_t index = whole_of(command, "index");
    if (index < 0 || (size_t)index >= host->item_count) stop("no such item was taken");
    return &host->items[index];
}

static void write_call(chatlet_json_writer *writer, const outbox_call *call) {
    write_text(writer, "method", view(call->method));
    write_text(writer, "url", call->url);
    write_text(writer, "body", call->body);
    chatlet_json_write_key(writer, view("fields"));
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < call->field_count; i++) {
        chatlet_json_write_key(writer, call->fields[i].name);
        chatlet_json_write_string(writer, call->fields[i].value);
    }
    chatlet_json_write_object_end(writer);
}

static void build(host *host, const chatlet_json *command) {
    outbox_call call;
    begin(host, whole_of(command, "now"), false);
    bool good = outbox_build(&host->service, item_of(host, command), &call);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    if (!good) write_text(writer, "refused", host->service.problem.detail);
    if (good && call.kind == OUTBOX_CALL_NOTHING) write_whole(writer, "nothing", 1);
    if (good && call.kind == OUTBOX_CALL_HTTP) write_call(writer, &call);
    if (good && call.kind == OUTBOX_CALL_MAIL) write_text(writer, "mail", call.mail_to);
    if (good && call.kind == OUTBOX_CALL_MAIL) write_text(writer, "mail", call.mail_to);
    end_answer(writer);
}

static void apply(host *host, const chatlet_json *command) {
    const outbox_result result = {.arrived = whole_of(command, "arrived") != 0,
                                  .status = (uint16_t)whole_of(command, "status"),
                                  .body = text_of(command, "body"),
                                  .retry_after_s = (uint32_t)whole_of(command, "retry_after_s"),
                                  .failure = text_of(command, "failure")};
    begin(host, whole_of(command, "now"), true);
    outbox_apply(&host->service, item_of(host, command), &result);
    commit(host);
    end_answer(begin_answer());
}

static void end(host *host, const chatlet_json *command) {
    begin(host, whole_of(command, "now"), true);
    chatlet_str why = text_of(command, "why");
    if (why.size_bytes > 0)
        outbox_bury(&host->service, item_of(host, command), why);
    else
        outbox_skip(&host->service, item_of(host, command));
    commit(host);
    end_answer(begin_answer());
}

static void due(host *host, const chatlet_json *command) {
    (void)command;
    begin(host, host->service.now_ms, false);
    int64_t due_ms = outbox_next_due_ms(&host->service);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    write_whole(writer, "due", due_ms == INT64_MAX ? 0 : due_ms);
    end_answer(writer);
}

static void leave(host *host, const chatlet_json *command) {
    int64_t organization_id = 0;
    begin(host, whole_of(command, "now"), true);
    (void)row_id_read(ROW_ORGANIZATION, text_of(command, "organization"), &organization_id);
    chatlet_str kind = region_copy(&host->settings_memory, text_of(command, "kind"));
    int64_t id =
        service_leave(&host->service, kind.data, organization_id, text_of(command, "body"), 0);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    write_id(writer, "id", id);
    end_answer(writer);
}

/* As POST /v1/events of an API key; the answers' outcomes, "accepted" being left out. */
static void events(host *host, const chatlet_json *command) {
    events_request read = {.count = 0};
    events_request *requests[] = {&read};
    begin(host, whole_of(command, "now"), true);
    if (!events_read(&host->service, text_of(command, "body"), false, &read)) stop("events");
    read.caller = (service_caller){.kind = CALLER_KEY, .permissions = ~(permission_set)0};
    (void)row_id_read(ROW_ORGANIZATION, text_of(command, "organization"),
                      &read.caller.organization_id);
    meter_commit(&host->service, requests, 1);
    commit(host);
    chatlet_json_writer *writer = begin_answer();
    if (read.problem.code != PROBLEM_NONE) write_text(writer, "problem", read.problem.detail);
    chatlet_json_write_key(writer, view("refused"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < read.count; i++) {
        const event_answer *one = &read.answers[i];
        if (one->outcome == EVENT_DUPLICATE) chatlet_json_write_string(writer, view("duplicate"));
        if (one->outcome == EVENT_REFUSED) chatlet_json_write_string(writer, view(one->reason));
    }
    chatlet_json_write_array_end(writer);
    end_answer(writer);
}

static void write_column(chatlet_json_writer *writer, db_query *query, int column) {
    if (db_column_is_null(query, column)) {
        chatlet_json_write_null(writer);
    } else {
        /* A question casts its numbers to text, so that one kind of column will do. */
        chatlet_json_write_string(writer, db_column_text(query, column));
    }
}

static void rows(host *host, const chatlet_json *command) {
    /* The text must stay: statements are kept under its address. */
    chatlet_str sql = region_copy(&host->settings_memory, text_of(command, "sql"));
    int64_t columns = whole_of(command, "columns");
    begin(host, host->service.now_ms, false);
    db_query *query = db_open_query(host->service.db, sql.data, NULL, 0);
    chatlet_json_writer *writer = begin_answer();
    chatlet_json_write_key(writer, view("rows"));
    chatlet_json_write_array_begin(writer);
    while (db_next(query)) {
        chatlet_json_write_array_begin(writer);
        for (int column = 0; column < (int)columns; column++)
            write_column(writer, query, column);
        chatlet_json_write_array_end(writer);
    }
    chatlet_json_write_array_end(writer);
    db_close_query(query);
    commit(host);
    end_answer(writer);
}

static const struct {
    const char *name;
    void (*run)(host *host, const chatlet_json *command);
} commands[] = {{"organization", add_organization},
                {"request", request},
                {"after", after},
                {"take", take},
                {"build", build},
                {"apply", apply},
                {"end", end},
                {"due", due},
                {"leave", leave},
                {"events", events},
                {"rows", rows}};

static void run(host *host, chatlet_str line) {
    chatlet_json_document *document;
    chatlet_error error;
    if (chatlet_json_parse(test_plain_allocator(), line, &document, &error) != CHATLET_OK) {
        stop(error.message);
    }
    const chatlet_json *command = chatlet_json_root(document);
    chatlet_str name = text_of(command, "op");
    size_t i = 0;
    while (i < sizeof commands / sizeof commands[0] && !is_text(name, commands[i].name))
        i++;
    if (i == sizeof commands / sizeof commands[0]) stop("no such command");
    commands[i].run(host, command);
    region_reset(&host->memory);
    chatlet_json_free(document);
}

static void open_settings(host *host, const char *plans_name) {
    chatlet_str source;
    chatlet_error error;
    if (!plan_table_find_shipped(view(plans_name), &source)) stop("no such table of plans");
    if (!plan_table_read(&host->settings_memory, source, &host->plans, &error)) stop(error.message);
    host->settings = (service_settings){.base_url = view("https://chat.example"),
                                        .plans = &host->plans,
                                        .stripe = {.is_on = true,
                                                   .secret_key = view("sk_test_chatlet"),
                                                   .webhook_secrets = {view("whsec_test")},
                                                   .api_url = view("http://stripe.test"),
                                                   .api_version = view("2026-10-28.endive")}};
    memset(host->settings.master_secret, 7, sizeof host->settings.master_secret);
}

static void open_database(host *host, const char *path) {
    char failure[256];
    const db_sqlite_options options = {.path = path};
    db *db = db_sqlite_open(test_plain_allocator(), &options, failure, sizeof failure);
    if (db == NULL) stop(failure);
    if (migrate_run(db, 0, false, 1, NULL, NULL) != MIGRATE_DONE) stop("migrations");
    host->service =
        (service){.db = db, .settings = &host->settings, .chance = {.context = host, .fill = fill}};
    db_begin(db, false);
    host->account_id = db_read_integer(db, "SELECT MIN(account_id) FROM accounts", NULL, 0, 0);
    if (!db_commit(db)) stop("accounts");
}

int main(int count, char **arguments) {
    static host host;
    static char line[LINE_BYTES_MAX];
    if (count != 4) stop("usage: service_host FILE PLANS SEED");
    host.seed = strtoull(arguments[3], NULL, 10);
    region_init(&host.settings_memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    region_init(&host.memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    for (size_t i = 0; i < SLOTS; i++)
        region_init(&host.slots[i].memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    region_init(&host.item_memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    open_settings(&host, arguments[2]);
    open_database(&host, arguments[1]);
    while (fgets(line, sizeof line, stdin) != NULL)
        run(&host, (chatlet_str){.data = line, .size_bytes = strlen(line)});
    for (size_t i = 0; i < SLOTS; i++) {
        if (host.slots[i].has_response) http_response_free(&host.slots[i].response);
        region_free(&host.slots[i].memory);
    }
    db_close(host.service.db);
    region_free(&host.settings_memory);
    region_free(&host.memory);
    region_free(&host.item_memory);
    return 0;
}
