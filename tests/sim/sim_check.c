/* What must hold, whatever failed: read from the database through the backend's own functions where
 * they decide it, else by plain SQL on a connection of its own. */
#include "sim_world.h"

#include "service/service_audit.h"
#include "store/store_outbox.h"

#include <sqlite3.h>
#include <string.h>

enum { AUDIT_PAGE = 50 };

/* Every entry follows from the one before it, without gaps. How many there are. */
static int64_t check_chain(sim_world *world, service *service, int64_t organization_id) {
    uint8_t previous[STORE_AUDIT_HASH_BYTES] = {0};
    int64_t last = 0;
    for (;;) {
        store_audit_entry *entries = NULL;
        size_t count = store_audit_list(service->db, organization_id, last, AUDIT_PAGE,
                                        service->memory, &entries);
        for (size_t i = 0; i < count; i++) {
            uint8_t expected[STORE_AUDIT_HASH_BYTES];
            service_audit_hash(&entries[i], previous, expected);
            if (entries[i].sequence != last + 1)
                sim_fail(world, "the audit log has a gap after %lld", (long long)last);
            if (memcmp(expected, entries[i].hash, sizeof expected) != 0)
                sim_fail(world, "the audit log's chain breaks at %lld", (long long)last + 1);
            memcpy(previous, entries[i].hash, sizeof previous);
            last = entries[i].sequence;
        }
        if (count < AUDIT_PAGE) return last;
    }
}

static void check_audit(sim_world *world, service *service) {
    for (int i = 0; i < SIM_ORGANIZATIONS; i++) {
        int64_t answered = 0;
        int64_t begun = 0;
        for (uint32_t n = 0; n < world->deed_count; n++) {
            if (world->deeds[n].organization != i) continue;
            begun++;
            if (world->deeds[n].is_answered) answered++;
        }
        int64_t there = check_chain(world, service, world->organization_ids[i]);
        if (there < answered)
            sim_fail(world, "%lld deeds were answered, but %lld are in the audit log",
                     (long long)answered, (long long)there);
        if (there > begun)
            sim_fail(world, "%lld deeds were begun, but %lld are in the audit log",
                     (long long)begun, (long long)there);
    }
}

/* An answered deed's row is there; at the end its effect is there, once. */
static void check_deeds(sim_world *world, service *service, bool at_end) {
    for (uint32_t n = 0; n < world->deed_count; n++) {
        const sim_deed *deed = &world->deeds[n];
        store_outbox_row row;
        if (deed->count > 1)
            sim_fail(world, "deed %u was acted upon %u times", (unsigned)n, (unsigned)deed->count);
        if (!deed->is_answered) continue;
        if (!store_outbox_find(service->db, deed->outbox_id, service->memory, &row)) {
            sim_fail(world, "deed %u was answered, but its row of the outbox is lost", (unsigned)n);
            continue;
        }
        if (row.state == STORE_OUTBOX_DONE && deed->count == 0)
            sim_fail(world, "deed %u is noted as sent, but never arrived", (unsigned)n);
        if (at_end && row.state != STORE_OUTBOX_DONE && row.state != STORE_OUTBOX_DEAD)
            sim_fail(world, "deed %u still waits", (unsigned)n);
        if (at_end && deed->count == 0 && row.state != STORE_OUTBOX_DEAD)
            sim_fail(world, "deed %u was answered, but never acted upon", (unsigned)n);
    }
}

static int on_integrity(void *context, int count, char **values, char **names) {
    (void)count;
    (void)names;
    return strcmp(values[0], "ok") == 0 ? 0 : (*(bool *)context = false);
}

/* The file is whole, indexes and foreign keys with it. */
static void check_file(sim_world *world) {
    sqlite3 *raw = NULL;
    bool is_whole = true;
    if (sqlite3_open_v2("chatlet.db", &raw, SQLITE_OPEN_READWRITE, "sim") != SQLITE_OK ||
        sqlite3_exec(raw, "PRAGMA integrity_check", on_integrity, &is_whole, NULL) != SQLITE_OK) {
        sim_fail(world, "the database cannot be read: %s", sqlite3_errmsg(raw));
    }
    (void)sqlite3_close(raw);
    if (!is_whole) sim_fail(world, "the database file is damaged");
}

void sim_check(sim_world *world, bool at_end) {
    service service = sim_backend_service(&world->backend, world->now_ms);
    db_begin(service.db, false);
    check_audit(world, &service);
    check_deeds(world, &service, at_end);
    if (db_state(service.db) != DB_GOOD)
        sim_fail(world, "the database cannot be asked: %s", db_failure_text(service.db).data);
    db_rollback(service.db);
    check_file(world);
}
