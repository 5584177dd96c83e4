#include "command_reconcile.h"

#include "../service/service_reconcile.h"
#include "api_server.h"

#include <inttypes.h>
#include <stdio.h>

static void print_difference(void *context, const store_reconcile_row *row) {
    char organization[ROW_ID_TEXT_BYTES];
    char bot[ROW_ID_TEXT_BYTES];
    (void)context;
    chatlet_str id = row_id_text(ROW_ORGANIZATION, row->organization_id, organization);
    (void)printf("{\"organization\":\"%.*s\",\"table\":\"%s\",\"meter\":\"%.*s\",\"at\":%" PRId64,
                 (int)id.size_bytes, id.data, reconcile_kind_name(row->kind),
                 (int)row->meter.size_bytes, row->meter.data, row->at);
    if (row->bot_id != 0) {
        chatlet_str bot_id = row_id_text(ROW_BOT, row->bot_id, bot);
        (void)printf(",\"bot\":\"%.*s\"", (int)bot_id.size_bytes, bot_id.data);
    }
    (void)printf(",\"events\":%" PRId64 ",\"stored\":%" PRId64 "}\n", row->events, row->stored);
}

/* Each organization in a transaction of its own, so that a long one holds nobody up. */
static bool look_at_all(db *db, const chatlet_allocator *allocator,
                        const service_settings *settings, reconcile_report *report) {
    region memory;
    bool is_more = true;
    bool good = true;
    region_init(&memory, allocator, REGION_BYTES_MAX);
    while (is_more && good) {
        service service = {.memory = &memory,
                           .db = db,
                           .now_ms = api_server_now_ms(),
                           .settings = settings,
                           .caller = {.kind = CALLER_SYSTEM}};
        db_begin(db, false);
        is_more = reconcile_next(&service, report);
        good = db_commit(db);
        region_reset(&memory);
    }
    region_free(&memory);
    return good;
}

bool command_reconcile(store_place *place, const service_settings *settings, bool *differs,
                       char message[STORE_PLACE_MESSAGE_BYTES]) {
    reconcile_report report = {.differs = print_difference};
    db *db = store_place_open(place, message);
    if (db == NULL) return false;
    bool good = look_at_all(db, place->allocator, settings, &report);
    if (!good) {
        chatlet_str failure = db_failure_text(db);
        (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "the database cannot be read: %.*s",
                       (int)failure.size_bytes, failure.data);
    } else {
        (void)printf("{\"organizations\":%" PRIu64 ",\"events\":%" PRIu64
                     ",\"differences\":%" PRIu64 "}\n",
                     report.organizations, report.events, report.differences);
    }
    *differs = report.differences > 0;
    db_close(db);
    return good;
}
