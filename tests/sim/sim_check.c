/* What must hold, whatever failed: read from the database through the backend's own functions where
 * they decide it, else by plain SQL on a connection of its own. */
#include "sim_world.h"

#include "service/service_audit.h"
#include "service/service_reconcile.h"
#include "store/store_outbox.h"

#include <sqlite3.h>
#include <string.h>

enum { AUDIT_PAGE = 50 };

static bool is_deed(chatlet_str action) {
    static const char name[] = "sim.deed";
    return action.size_bytes == sizeof name - 1 && memcmp(action.data, name, sizeof name - 1) == 0;
}

/* Every entry follows from the one before it, without gaps. How many of them are deeds. */
static int64_t check_chain(sim_world *world, service *service, int64_t organization_id) {
    uint8_t previous[STORE_AUDIT_HASH_BYTES] = {0};
    int64_t last = 0;
    int64_t deeds = 0;
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
            if (is_deed(entries[i].action)) deeds++;
        }
        if (count < AUDIT_PAGE) return deeds;
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
            /* Rows that were sent are kept for a while only. */
            if (deed->count == 1 && sim_is_old(world)) continue;
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

int64_t sim_ask(sim_world *world, sqlite3 *raw, const char *sql, int64_t number,
                chatlet_str bytes) {
    sqlite3_stmt *statement = NULL;
    int64_t answer = 0;
    if (sqlite3_prepare_v2(raw, sql, -1, &statement, NULL) != SQLITE_OK) {
        sim_fail(world, "%s: %s", sql, sqlite3_errmsg(raw));
        return 0;
    }
    if (sqlite3_bind_parameter_count(statement) > 0) sqlite3_bind_int64(statement, 1, number);
    if (sqlite3_bind_parameter_count(statement) > 1)
        sqlite3_bind_blob64(statement, 2, bytes.data, bytes.size_bytes, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) answer = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return answer;
}

/* Who it was that went, as a number that means nothing any more: receipts, by which a restored
 * backup forgets them again, and the audit log, from which nothing is taken. Words are nowhere. */
static bool may_hold_number(const char *table) {
    return strncmp(table, "erasure", 7) == 0 || strcmp(table, "audit_entries") == 0;
}

/* No column of any table holds the visitor's number, nor their words. */
static void check_column(sim_world *world, sqlite3 *raw, const char *table, const char *column) {
    char sql[300];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT COUNT(*) FROM \"%s\" WHERE (\"%s\" = ?1 AND ?1 <> 0) OR instr(\"%s\", ?2) > 0",
        table, column, column);
    for (uint32_t i = 0; i < world->erased_count && !world->outcome->failed; i++) {
        char words[32];
        int64_t visitor_id = world->erased[i].visitor_id;
        int64_t number = may_hold_number(table) ? 0 : visitor_id;
        (void)snprintf(words, sizeof words, "of-%lld-", (long long)visitor_id);
        chatlet_str bytes = {.data = words, .size_bytes = strlen(words)};
        if (sim_ask(world, raw, sql, number, bytes) > 0) {
            sim_fail(world, "visitor %lld was erased, but is still in %s.%s", (long long)visitor_id,
                     table, column);
        }
    }
}

static void check_erased(sim_world *world, sqlite3 *raw) {
    sqlite3_stmt *columns = NULL;
    const char *sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                      "WHERE m.type = 'table' ORDER BY m.name, c.cid";
    if (world->erased_count == 0) return;
    if (sqlite3_prepare_v2(raw, sql, -1, &columns, NULL) != SQLITE_OK)
        sim_fail(world, "the tables cannot be listed: %s", sqlite3_errmsg(raw));
    while (!world->outcome->failed && sqlite3_step(columns) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(columns, 0);
        const char *column = (const char *)sqlite3_column_text(columns, 1);
        check_column(world, raw, table, column);
    }
    (void)sqlite3_finalize(columns);
}

static int on_integrity(void *context, int count, char **values, char **names) {
    (void)count;
    (void)names;
    return strcmp(values[0], "ok") == 0 ? 0 : (*(bool *)context = false);
}

/* The file is whole, indexes and foreign keys with it; and who was erased is nowhere in it. */
static void check_file(sim_world *world, bool at_end) {
    sqlite3 *raw = NULL;
    bool is_whole = true;
    if (sqlite3_open_v2("chatlet.db", &raw, SQLITE_OPEN_READWRITE, "sim") != SQLITE_OK ||
        sqlite3_exec(raw, "PRAGMA integrity_check", on_integrity, &is_whole, NULL) != SQLITE_OK) {
        sim_fail(world, "the database cannot be read: %s", sqlite3_errmsg(raw));
    }
    if (!is_whole) sim_fail(world, "the database file is damaged");
    if (!world->outcome->failed) sim_check_usage(world, raw, at_end);
    if (at_end && !world->outcome->failed) check_erased(world, raw);
    (void)sqlite3_close(raw);
}

/* What `chatletd reconcile` says; sim_check_usage asks the same in plain SQL. */
static void check_sums(sim_world *world, service *service) {
    reconcile_report report = {.differs = NULL};
    if (!reconcile_run(service, &report) && db_state(service->db) == DB_GOOD)
        sim_fail(world, "reconcile finds %llu differences among %llu events",
                 (unsigned long long)report.differences, (unsigned long long)report.events);
}

void sim_check(sim_world *world, bool at_end) {
    service service = sim_backend_service(&world->backend, world->now_ms);
    db_begin(service.db, false);
    check_audit(world, &service);
    check_deeds(world, &service, at_end);
    check_sums(world, &service);
    if (db_state(service.db) != DB_GOOD)
        sim_fail(world, "the database cannot be asked: %s", db_failure_text(service.db).data);
    db_rollback(service.db);
    check_file(world, at_end);
}
