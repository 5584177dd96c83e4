/* The backend for one browser: route, service and store as functions that JavaScript can call,
 * over a database that the host lends (backend/src/store/db_sqlite_wasm.c). It holds no rules;
 * web/src/service/service.ts is the other side.
 *
 * Everything is addresses and numbers of 32 bits, but times, which are milliseconds since 1970
 * in 64. The host copies bytes into memory it took with service_allocate, calls, and gives the
 * memory back with service_release; no call keeps what it was given unless that is said. Nothing
 * here waits: what must happen outside goes through the outbox, whose calls the host makes or
 * shows. */
#include "../backend/src/route/route_dispatch.h"
#include "../backend/src/security/byte_text.h"
#include "../backend/src/service/outbox.h"
#include "../backend/src/service/plan.h"
#include "../backend/src/service/service_chores.h"
#include "../backend/src/service/service_local.h"
#include "../backend/src/store/db_sqlite_wasm.h"
#include "../backend/src/store/migrate.h"

#include <chatlet/json.h>

#include <stdlib.h>
#include <string.h>

/* Counts changes of what stands in this file; the host refuses a module of another number. */
enum { SERVICE_VERSION = 1 };

enum {
    FAILURE_BYTES = 400,
    REQUEST_FIELDS_MAX = 64,
    RESPONSE_BYTES_MAX = 64 * 1024 * 1024,
    USER_AGENT_BYTES_MAX = 200,
    LEASE_MS = 60 * 1000
};

#define HOST(host_name) __attribute__((import_module("chatlet"), import_name(host_name))) extern

/* Fills memory with chance fit for secrets. */
HOST("random_fill") void host_random_fill(void *bytes, size_t size_bytes);

/* How a request crosses: a number of texts, the size of each, and their bytes one behind the other.
 *
 *     count  size 0 … size count-1  bytes …
 *
 * The texts are method, path with query, client's address, name of the request, body, and then name
 * and value of each field. */
enum { TEXT_METHOD, TEXT_TARGET, TEXT_ADDRESS, TEXT_REQUEST_ID, TEXT_BODY, TEXT_FIELDS };

/* An answer; borrowed until service_end. */
typedef struct service_answer {
    uint32_t status;          /* word 0 */
    uint32_t waits;           /* word 1: 1 when service_finish must be called for the answer */
    uint32_t field_count;     /* word 2 */
    const http_field *fields; /* word 3: of each, name and value, two words each */
    chatlet_str body;         /* words 4 and 5 */
} service_answer;

/* What the outbox wants done; borrowed until service_delivered. */
typedef struct service_delivery {
    uint32_t kind;              /* word 0: an outbox_call_kind */
    uint32_t field_count;       /* word 1 */
    const outbox_field *fields; /* word 2: of each, name and value, two words each */
    chatlet_str method;         /* words 3 and 4, and so on */
    chatlet_str url;
    chatlet_str body;
    chatlet_str mail_to;
    chatlet_str mail_text;
} service_delivery;

_Static_assert(sizeof(void *) == 4, "answers are drawn for 32-bit addresses");
_Static_assert(sizeof(service_answer) == 6 * 4, "as service.ts reads it");
_Static_assert(sizeof(service_delivery) == 13 * 4, "as service.ts reads it");
_Static_assert(OUTBOX_CALL_HTTP == 0 && OUTBOX_CALL_MAIL == 1 && OUTBOX_CALL_NOTHING == 2,
               "as service.ts reads it");

/* Who is signed in; borrowed until the next service_open_owner. */
typedef struct service_owner {
    chatlet_str secret;       /* words 0 and 1: of the session's cookie; empty: it failed */
    chatlet_str organization; /* words 2 and 3: its name in paths */
} service_owner;

_Static_assert(sizeof(service_owner) == 4 * 4, "as service.ts reads it");

/* The module's one service. */
typedef struct wasm_service {
    service_settings settings;
    chatlet_json_document *settings_json; /* owned; the settings' texts are in it */
    plan_table plans;
    region memory;    /* of `plans` */
    db *db;           /* owned */
    int64_t last_id;  /* of service_new_id */
    chatlet_str plan; /* of a new organization; in settings_json */
    service_owner owner;
    region owner_memory;
    char failure[FAILURE_BYTES];
} wasm_service;

/* One request from its arrival until its answer was read. */
typedef struct exchange {
    service_answer answer; /* first: the host reads it at this address */
    wasm_service *owner;
    region memory;
    http_request request;
    http_field fields[REQUEST_FIELDS_MAX];
    http_field answer_fields[HTTP_RESPONSE_FIELDS_MAX];
    http_response response;
    service service;
    route_call call;
} exchange;

/* One row of the outbox while it is being carried out. */
typedef struct delivery {
    service_delivery call; /* first: the host reads it at this address */
    wasm_service *owner;
    region memory;
    outbox_item item;
} delivery;

/* Everything here is called from outside; wasm/exports_service.txt lists the names. */
uint32_t service_version(void);
void *service_allocate(size_t size_bytes);
void service_release(void *memory);
wasm_service *service_new(void);
uint32_t service_open(wasm_service *self, const char *settings, size_t size_bytes);
uint32_t service_migrate(wasm_service *self, int64_t now_ms);
const char *service_failure(wasm_service *self);
void service_free(wasm_service *self);
const service_owner *service_open_owner(wasm_service *self, int64_t now_ms);
exchange *service_request(wasm_service *self, const char *bytes, size_t size_bytes, int64_t now_ms);
void service_finish(exchange *exchange, int64_t now_ms);
void service_end(exchange *exchange);
delivery *service_take_delivery(wasm_service *self, int64_t now_ms);
void service_delivered(delivery *delivery, int64_t now_ms, uint32_t arrived, uint32_t status,
                       uint32_t retry_after_s, const char *body, size_t body_bytes,
                       const char *failure, size_t failure_bytes);
int64_t service_next_due(wasm_service *self, int64_t now_ms);
uint32_t service_tidy(wasm_service *self, int64_t now_ms);

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

static void fill_chance(void *context, void *bytes, size_t size_bytes) {
    (void)context;
    host_random_fill(bytes, size_bytes);
}

static chatlet_str view(const char *data, size_t size_bytes) {
    return (chatlet_str){.data = data, .size_bytes = size_bytes};
}

uint32_t service_version(void) { return SERVICE_VERSION; }

void *service_allocate(size_t size_bytes) { return malloc(size_bytes > 0 ? size_bytes : 1); }

void service_release(void *memory) { free(memory); }

wasm_service *service_new(void) {
    wasm_service *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    region_init(&made->memory, &allocator, REGION_BYTES_MAX);
    region_init(&made->owner_memory, &allocator, REGION_BYTES_MAX);
    return made;
}

const char *service_failure(wasm_service *self) { return self->failure; }

static void fail(wasm_service *self, const char *reason) {
    size_t size_bytes = strlen(reason);
    if (size_bytes >= sizeof self->failure) size_bytes = sizeof self->failure - 1;
    memcpy(self->failure, reason, size_bytes);
    self->failure[size_bytes] = 0;
}

/* --- settings --- */

static chatlet_str member_text(const chatlet_json *object, chatlet_str key) {
    const chatlet_json *member = chatlet_json_find(object, key);
    bool is_text = member != NULL && member->kind == CHATLET_JSON_STRING;
    return is_text ? member->text : CHATLET_STR("");
}

static bool read_plans(wasm_service *self, chatlet_str name) {
    chatlet_str source;
    chatlet_error error;
    if (!plan_table_find_shipped(name, &source)) {
        fail(self, "plans must be default, visitor-caps or seats");
        return false;
    }
    if (!plan_table_read(&self->memory, source, &self->plans, &error)) {
        fail(self, error.message);
        return false;
    }
    self->settings.plans = &self->plans;
    return true;
}

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* {"base_url": "https://…", "secret": 64 hexadecimal digits, "plan": of the one organization,
 * "plans": a table that ships}: what a browser's host has to say; the rest is what chatletd
 * takes where nothing is configured. */
static bool read_settings(wasm_service *self, chatlet_str json) {
    chatlet_error error;
    if (chatlet_json_parse(&allocator, json, &self->settings_json, &error) != CHATLET_OK) {
        fail(self, "the settings are no JSON");
        return false;
    }
    const chatlet_json *root = chatlet_json_root(self->settings_json);
    self->settings = (service_settings){.mail_from = CHATLET_STR("Chatlet <noreply@localhost>"),
                                        .session_idle_ms = INT64_C(14) * DAY_MS,
                                        .session_absolute_ms = INT64_C(90) * DAY_MS,
                                        .visitor_token_ms = DAY_MS / 24,
                                        .visitors_per_address_day = 200,
                                        .retention_days_default = 90};
    self->settings.base_url = member_text(root, CHATLET_STR("base_url"));
    self->plan = member_text(root, CHATLET_STR("plan"));
    if (!read_plans(self, member_text(root, CHATLET_STR("plans")))) return false;
    size_t secret_bytes = 0;
    if (self->settings.base_url.size_bytes == 0) {
        fail(self, "base_url is missing in the settings");
        return false;
    }
    if (!byte_text_read_hex(member_text(root, CHATLET_STR("secret")), self->settings.master_secret,
                            sizeof self->settings.master_secret, &secret_bytes) ||
        secret_bytes != sizeof self->settings.master_secret) {
        fail(self, "secret must be 64 hexadecimal digits");
        return false;
    }
    return true;
}

/* 1 when the service stands over the host's database; else service_failure says why. */
uint32_t service_open(wasm_service *self, const char *settings, size_t size_bytes) {
    if (!read_settings(self, view(settings, size_bytes))) return 0;
    self->db = db_sqlite_wasm_open(&allocator, self->failure, sizeof self->failure);
    return self->db != NULL;
}

/* 1 when the database has the newest shape. */
uint32_t service_migrate(wasm_service *self, int64_t now_ms) {
    switch (migrate_run(self->db, 0, false, now_ms, NULL, NULL)) {
    case MIGRATE_DONE: return 1;
    case MIGRATE_NEWER: fail(self, "the database is of a newer version of Chatlet"); return 0;
    case MIGRATE_ALTERED:
        fail(self, "the database was made by another build of this version");
        return 0;
    case MIGRATE_FAILED: break;
    }
    chatlet_str text = db_failure_text(self->db);
    char reason[FAILURE_BYTES] = "the database could not be brought up to date";
    if (text.size_bytes > 0 && text.size_bytes < sizeof reason) {
        memcpy(reason, text.data, text.size_bytes);
        reason[text.size_bytes] = 0;
    }
    fail(self, reason);
    return 0;
}

void service_free(wasm_service *self) {
    if (self == NULL) return;
    db_close(self->db);
    region_free(&self->owner_memory);
    region_free(&self->memory);
    chatlet_json_free(self->settings_json);
    free(self);
}

/* --- requests --- */

static service make_service(wasm_service *self, region *memory, int64_t now_ms) {
    return (service){.memory = memory,
                     .db = self->db,
                     .now_ms = now_ms,
                     .chance = {.fill = fill_chance},
                     .last_id = self->last_id,
                     .may_write = true,
                     .settings = &self->settings};
}

static void end_service(wasm_service *self, const service *service) {
    self->last_id = service->last_id;
}

/* Signs the one local person in, without a password. */
const service_owner *service_open_owner(wasm_service *self, int64_t now_ms) {
    char text[ROW_ID_TEXT_BYTES];
    region_reset(&self->owner_memory);
    self->owner = (service_owner){.secret = CHATLET_STR("")};
    service service = make_service(self, &self->owner_memory, now_ms);
    chatlet_str secret = CHATLET_STR("");
    int64_t organization_id = 0;
    db_begin(service.db, true);
    service_open_local(&service, self->plan, &secret, &organization_id);
    end_service(self, &service);
    if (!db_commit(service.db)) return &self->owner;
    self->owner.organization =
        region_copy(&self->owner_memory, row_id_text(ROW_ORGANIZATION, organization_id, text));
    self->owner.secret = secret;
    return &self->owner;
}

static http_method method_of(chatlet_str name) {
    static const char *const names[] = {
        [HTTP_METHOD_GET] = "GET",        [HTTP_METHOD_HEAD] = "HEAD",
        [HTTP_METHOD_POST] = "POST",      [HTTP_METHOD_PUT] = "PUT",
        [HTTP_METHOD_PATCH] = "PATCH",    [HTTP_METHOD_DELETE] = "DELETE",
        [HTTP_METHOD_OPTIONS] = "OPTIONS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == name.size_bytes &&
            memcmp(names[i], name.data, name.size_bytes) == 0) {
            return (http_method)i;
        }
    }
    return HTTP_METHOD_OTHER;
}

/* The texts of a packed request; false when the bytes are not of that form. */
static bool unpack(chatlet_str bytes, chatlet_str *texts, size_t texts_max, size_t *count) {
    uint32_t number = 0;
    if (bytes.size_bytes < sizeof number) return false;
    memcpy(&number, bytes.data, sizeof number);
    if (number > texts_max || number > bytes.size_bytes / sizeof number - 1) return false;
    size_t at = (1 + (size_t)number) * sizeof number;
    for (size_t i = 0; i < number; i++) {
        uint32_t size_bytes = 0;
        memcpy(&size_bytes, bytes.data + (1 + i) * sizeof size_bytes, sizeof size_bytes);
        if (size_bytes > bytes.size_bytes - at) return false;
        texts[i] = view(bytes.data + at, size_bytes);
        at += size_bytes;
    }
    *count = number;
    return at == bytes.size_bytes;
}

static void split_target(http_request *request, chatlet_str target) {
    const char *mark = target.size_bytes > 0 ? memchr(target.data, '?', target.size_bytes) : NULL;
    request->path = target;
    if (mark == NULL) return;
    request->path.size_bytes = (size_t)(mark - target.data);
    request->has_query = true;
    request->query = view(mark + 1, target.size_bytes - request->path.size_bytes - 1);
}

static chatlet_str field_of(const http_request *request, chatlet_str name) {
    const chatlet_str *value = http_request_field(request, name, NULL);
    return value != NULL ? *value : CHATLET_STR("");
}

static bool read_request(exchange *self, chatlet_str bytes) {
    chatlet_str texts[TEXT_FIELDS + 2 * REQUEST_FIELDS_MAX];
    size_t count = 0;
    if (!unpack(bytes, texts, sizeof texts / sizeof *texts, &count)) return false;
    if (count < TEXT_FIELDS || (count - TEXT_FIELDS) % 2 != 0) return false;
    http_request *request = &self->request;
    *request = (http_request){.method = method_of(texts[TEXT_METHOD]),
                              .method_name = texts[TEXT_METHOD],
                              .minor_version = 1,
                              .fields = self->fields,
                              .field_count = (count - TEXT_FIELDS) / 2,
                              .body = texts[TEXT_BODY]};
    split_target(request, texts[TEXT_TARGET]);
    for (size_t i = 0; i < request->field_count; i++) {
        self->fields[i] = (http_field){.name = texts[TEXT_FIELDS + 2 * i],
                                       .value = texts[TEXT_FIELDS + 2 * i + 1]};
    }
    request->host = field_of(request, CHATLET_STR("host"));
    service_caller *caller = &self->service.caller;
    caller->address = texts[TEXT_ADDRESS];
    caller->request_id = texts[TEXT_REQUEST_ID];
    caller->origin = field_of(request, CHATLET_STR("origin"));
    caller->user_agent = field_of(request, CHATLET_STR("user-agent"));
    if (caller->user_agent.size_bytes > USER_AGENT_BYTES_MAX)
        caller->user_agent.size_bytes = USER_AGENT_BYTES_MAX;
    return true;
}

/* Draws the answer up for the host. */
static void show_answer(exchange *self) {
    const http_response *response = &self->response;
    service_answer *answer = &self->answer;
    *answer = (service_answer){.status = 500, .fields = self->answer_fields};
    if (self->call.after != NULL) {
        answer->waits = 1;
        return;
    }
    if (!http_response_good(response)) return;
    answer->status = response->status;
    answer->field_count = (uint32_t)response->field_count;
    for (size_t i = 0; i < response->field_count; i++) {
        self->answer_fields[i] = (http_field){.name = response->fields[i].name,
                                              .value = http_response_value(response, i)};
    }
    answer->body = http_buffer_str(&response->content);
}

/* Answers a request; its bytes are copied. NULL when there is no memory or the bytes are not of the
 * form above. The host gives the exchange back with service_end. */
exchange *service_request(wasm_service *self, const char *bytes, size_t size_bytes,
                          int64_t now_ms) {
    exchange *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    made->owner = self;
    region_init(&made->memory, &allocator, REGION_BYTES_MAX);
    made->service = make_service(self, &made->memory, now_ms);
    http_response_init(&made->response, &allocator, RESPONSE_BYTES_MAX);
    chatlet_str copy = region_copy(&made->memory, view(bytes, size_bytes));
    if (!read_request(made, copy)) {
        service_end(made);
        return NULL;
    }
    made->call = (route_call){
        .request = &made->request, .response = &made->response, .service = &made->service};
    route_dispatch(&made->call);
    end_service(self, &made->service);
    show_answer(made);
    return made;
}

/* Once the outbox was carried out, or after ten seconds: the answer of a request that waits. */
void service_finish(exchange *self, int64_t now_ms) {
    self->service.now_ms = now_ms;
    self->service.last_id = self->owner->last_id;
    route_dispatch_after(&self->call);
    end_service(self->owner, &self->service);
    self->call.after = NULL;
    show_answer(self);
}

void service_end(exchange *self) {
    http_response_free(&self->response);
    region_free(&self->memory);
    free(self);
}

/* --- the outbox --- */

static void free_delivery(delivery *self) {
    region_free(&self->memory);
    free(self);
}

/* Takes the oldest due row and draws up its call. False when there is none. */
static bool take(delivery *self, int64_t now_ms) {
    service service = make_service(self->owner, &self->memory, now_ms);
    service.caller.kind = CALLER_SYSTEM;
    outbox_item *items = NULL;
    db_begin(service.db, true);
    size_t count = outbox_take(&service, 1, LEASE_MS, &items);
    if (!db_commit(service.db) || count == 0) return false;
    self->item = items[0];

    outbox_call call = {.kind = OUTBOX_CALL_NOTHING};
    service.may_write = false;
    db_begin(service.db, false);
    bool is_built = outbox_build(&service, &self->item, &call);
    db_rollback(service.db);
    if (!is_built) call = (outbox_call){.kind = OUTBOX_CALL_NOTHING};
    self->call = (service_delivery){.kind = (uint32_t)call.kind,
                                    .field_count = (uint32_t)call.field_count,
                                    .url = call.url,
                                    .body = call.body,
                                    .mail_to = call.mail_to,
                                    .mail_text = call.mail_text};
    if (call.method != NULL) self->call.method = view(call.method, strlen(call.method));
    size_t fields_bytes = call.field_count * sizeof(outbox_field);
    outbox_field *fields = region_take(&self->memory, fields_bytes);
    if (fields == NULL) return false;
    memcpy(fields, call.fields, fields_bytes);
    self->call.fields = fields;
    return true;
}

/* The next thing to do outside; NULL when nothing is due. The host does it and tells
 * service_delivered, which ends it; one it never tells is due again after a minute. */
delivery *service_take_delivery(wasm_service *self, int64_t now_ms) {
    delivery *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    made->owner = self;
    region_init(&made->memory, &allocator, REGION_BYTES_MAX);
    if (take(made, now_ms)) return made;
    free_delivery(made);
    return NULL;
}

void service_delivered(delivery *self, int64_t now_ms, uint32_t arrived, uint32_t status,
                       uint32_t retry_after_s, const char *body, size_t body_bytes,
                       const char *failure, size_t failure_bytes) {
    service service = make_service(self->owner, &self->memory, now_ms);
    service.caller.kind = CALLER_SYSTEM;
    outbox_result result = {.arrived = arrived != 0,
                            .status = (uint16_t)status,
                            .body = view(body, body_bytes),
                            .retry_after_s = retry_after_s,
                            .failure = view(failure, failure_bytes)};
    if (result.body.size_bytes > OUTBOX_RESULT_BYTES_MAX)
        result.body.size_bytes = OUTBOX_RESULT_BYTES_MAX;
    db_begin(service.db, true);
    outbox_apply(&service, &self->item, &result);
    end_service(self->owner, &service);
    /* When that fails, the row is due again once its lease ran out. */
    (void)db_commit(service.db);
    free_delivery(self);
}

/* When the next row of the outbox is due; INT64_MAX when there is none. */
int64_t service_next_due(wasm_service *self, int64_t now_ms) {
    region memory;
    region_init(&memory, &allocator, REGION_BYTES_MAX);
    service service = make_service(self, &memory, now_ms);
    service.may_write = false;
    db_begin(service.db, false);
    int64_t due_ms = outbox_next_due_ms(&service);
    db_rollback(service.db);
    region_free(&memory);
    return due_ms;
}

/* One round of what must be done from time to time; 1 when there is more to do. */
uint32_t service_tidy(wasm_service *self, int64_t now_ms) {
    region memory;
    region_init(&memory, &allocator, REGION_BYTES_MAX);
    service service = make_service(self, &memory, now_ms);
    service.caller.kind = CALLER_SYSTEM;
    db_begin(service.db, true);
    bool is_more = service_chores(&service);
    end_service(self, &service);
    bool is_done = db_commit(service.db);
    region_free(&memory);
    return is_done && is_more;
}
