/* The writer of events with exchanges and a loop, but no sockets: its line is full at its limit and
 * not before, what waits is answered after a commit, and stopping loses nothing. */
#include "shell/event_writer.h"

#include "http/http_exchange.h"
#include "service/plan.h"
#include "test_service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

/* One request and what came of it. */
typedef struct try {
    http_exchange exchange;
    http_request request;
    http_field fields[2];
    uint16_t status; /* 0: not answered */
    bool says_when;
}
try;

typedef struct rig {
    test_service base;
    region plan_memory;
    plan_table plans;
    store_place place;
    event_writer *writer;
    http_handler handler;
    uv_loop_t loop;
    http_finish finish;
    size_t answered;
} rig;

static const http_finish_events no_events = {.stop = NULL};

static void open_rig(rig *rig, test_database *database) {
    char message[STORE_PLACE_MESSAGE_BYTES] = {0};
    chatlet_str source;
    chatlet_error error;
    memset(rig, 0, sizeof *rig);
    test_service_open(&rig->base, database);
    region_init(&rig->plan_memory, &allocator, REGION_BYTES_MAX);
    assert_true(plan_table_find_shipped(CHATLET_STR("default"), &source));
    assert_true(plan_table_read(&rig->plan_memory, source, &rig->plans, &error));
    rig->base.settings.plans = &rig->plans;
    assert_int_equal(uv_loop_init(&rig->loop), 0);
    assert_true(http_finish_init(&rig->finish, &rig->loop, &no_events, rig));
    store_place_init(&rig->place, &allocator, database->place, NULL);
    rig->writer = event_writer_start(&(event_writer_options){.allocator = &allocator,
                                                             .place = &rig->place,
                                                             .settings = &rig->base.settings},
                                     message);
    if (rig->writer == NULL) fail_msg("%s", message);
    rig->handler = event_writer_handler(rig->writer);
}

static void close_rig(rig *rig) {
    event_writer_stop(rig->writer);
    (void)uv_run(&rig->loop, UV_RUN_NOWAIT);
    http_finish_close(&rig->finish);
    (void)uv_run(&rig->loop, UV_RUN_DEFAULT);
    http_finish_free(&rig->finish);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
    store_place_free(&rig->place);
    region_free(&rig->plan_memory);
    test_service_close(&rig->base);
}

typedef struct owner {
    rig *rig;
    try *one;
} owner;

static void finished(void *context) {
    owner *self = context;
    http_response *response = &self->one->exchange.response;
    self->one->status = response->status;
    for (size_t i = 0; i < response->field_count; i++) {
        chatlet_str name = response->fields[i].name;
        if (name.size_bytes == 11 && memcmp(name.data, "Retry-After", 11) == 0)
            self->one->says_when = true;
    }
    self->rig->answered++;
    http_response_free(response);
}

/* Nobody's request: it is lined up, committed with the others, and told 401. */
static void ask(rig *rig, try *one, owner *owner, chatlet_str body) {
    one->fields[0] = (http_field){CHATLET_STR("Content-Type"), CHATLET_STR("application/json")};
    one->request = (http_request){.method = HTTP_METHOD_POST,
                                  .method_name = CHATLET_STR("POST"),
                                  .path = CHATLET_STR("/v1/events"),
                                  .fields = one->fields,
                                  .field_count = 1,
                                  .body = body};
    *owner = (struct owner){.rig = rig, .one = one};
    http_exchange_init(&one->exchange, &rig->loop, &rig->finish, &allocator);
    one->exchange.request = &one->request;
    one->exchange.finished = finished;
    one->exchange.owner = owner;
    assert_true(rig->handler.accepts(rig->handler.context, &one->request));
    rig->handler.start(rig->handler.context, &one->exchange);
}

static void wait_until(rig *rig, size_t answered) {
    while (rig->answered < answered)
        (void)uv_run(&rig->loop, UV_RUN_ONCE);
}

/* The writer stands still as long as somebody else writes. */
static void the_line_is_full_at_its_limit(void **state) {
    enum { ALL = 1 + EVENT_WRITER_REQUESTS_MAX + 1 };
    (void)state;
    static rig rig;
    char message[STORE_PLACE_MESSAGE_BYTES];
    event_writer_figures figures;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    try *tries = calloc(ALL, sizeof *tries);
    owner *owners = calloc(ALL, sizeof *owners);
    assert_true(tries != NULL && owners != NULL);
    open_rig(&rig, database);
    const chatlet_str body = CHATLET_STR("{\"events\":[{}]}");
    ask(&rig, &tries[0], &owners[0], body);
    assert_int_equal(tries[0].status, 503); /* not open yet */
    event_writer_open(rig.writer);
    db *other = store_place_open(&rig.place, message);
    assert_non_null(other);
    db_begin(other, true);
    memset(&tries[0], 0, sizeof tries[0]);
    ask(&rig, &tries[0], &owners[0], body);
    do {
        uv_sleep(1);
        event_writer_read_figures(rig.writer, &figures);
    } while (figures.waiting > 0); /* the writer has it, and waits for its turn */
    for (size_t i = 1; i < ALL; i++)
        ask(&rig, &tries[i], &owners[i], body);
    for (size_t i = 0; i + 1 < ALL; i++)
        assert_int_equal(tries[i].status, 0);
    assert_int_equal(tries[ALL - 1].status, 503);
    assert_true(tries[ALL - 1].says_when);
    db_rollback(other);
    db_close(other);
    wait_until(&rig, 1 + ALL);
    for (size_t i = 0; i + 1 < ALL; i++)
        assert_int_equal(tries[i].status, 401);
    event_writer_read_figures(rig.writer, &figures);
    assert_int_equal(figures.requests, ALL - 1);
    assert_int_equal(figures.batches, 2);
    assert_int_equal(figures.refused, 1);
    assert_int_equal(figures.failed, 0);
    close_rig(&rig);
    test_database_close(database);
    free(tries);
    free(owners);
}

/* Bodies of which there are many bytes fill the line sooner; what is no body is told at once, or by
 * the writer when it was too large to look at before. */
static void the_line_is_bounded_in_bytes_too(void **state) {
    enum { LARGE = 1024 * 1024, FIT = EVENT_WRITER_BYTES_MAX / LARGE, ALL = 1 + FIT + 1 };
    (void)state;
    static rig rig;
    char message[STORE_PLACE_MESSAGE_BYTES];
    event_writer_figures figures;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    try *tries = calloc(ALL + 1, sizeof *tries);
    owner *owners = calloc(ALL + 1, sizeof *owners);
    char *large = malloc(LARGE);
    assert_true(tries != NULL && owners != NULL && large != NULL);
    memset(large, ' ', LARGE);
    const chatlet_str body = {.data = large, .size_bytes = LARGE};
    open_rig(&rig, database);
    event_writer_open(rig.writer);
    db *other = store_place_open(&rig.place, message);
    assert_non_null(other);
    db_begin(other, true);
    ask(&rig, &tries[0], &owners[0], CHATLET_STR("{\"events\":[{}]}"));
    do {
        uv_sleep(1);
        event_writer_read_figures(rig.writer, &figures);
    } while (figures.waiting > 0);
    for (size_t i = 1; i < ALL; i++)
        ask(&rig, &tries[i], &owners[i], body);
    ask(&rig, &tries[ALL], &owners[ALL], CHATLET_STR("{"));
    assert_int_equal(tries[ALL].status, 400);
    assert_int_equal(tries[ALL - 1].status, 503);
    db_rollback(other);
    db_close(other);
    wait_until(&rig, ALL + 1);
    assert_int_equal(tries[0].status, 401);
    for (size_t i = 1; i <= FIT; i++)
        assert_int_equal(tries[i].status, 400);
    close_rig(&rig);
    test_database_close(database);
    free(tries);
    free(owners);
    free(large);
}

static void stopping_answers_what_waits(void **state) {
    enum { ALL = 300 };
    (void)state;
    static rig rig;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, true);
    try *tries = calloc(ALL, sizeof *tries);
    owner *owners = calloc(ALL, sizeof *owners);
    assert_true(tries != NULL && owners != NULL);
    open_rig(&rig, database);
    event_writer_open(rig.writer);
    for (size_t i = 0; i < ALL; i++)
        ask(&rig, &tries[i], &owners[i], CHATLET_STR("{\"events\":[{}]}"));
    close_rig(&rig);
    for (size_t i = 0; i < ALL; i++)
        assert_int_equal(tries[i].status, 401);
    test_database_close(database);
    free(tries);
    free(owners);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_full_at_its_limit),
        cmocka_unit_test(the_line_is_bounded_in_bytes_too),
        cmocka_unit_test(stopping_answers_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
