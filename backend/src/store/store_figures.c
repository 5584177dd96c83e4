#include "store_figures.h"

/* Every sum is COALESCEd and cast: PostgreSQL's sums of whole numbers are of another type. */
static int64_t count(db *db, const char *sql) { return DB_READ(db, sql, 0, db_integer(0)); }

void store_figures_read(db *db, int64_t today_ms, store_figures *figures) {
    static const int64_t day_ms = INT64_C(86400000);
    *figures = (store_figures){
        .organizations = count(db, "SELECT COUNT(*) FROM organizations WHERE organization_id > ?1"),
        .accounts = count(db, "SELECT COUNT(*) FROM accounts WHERE account_id > ?1"),
        .bots = count(db, "SELECT COUNT(*) FROM bots WHERE bot_id > ?1"),
        .conversations_today =
            DB_READ(db,
                    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM usage_days "
                    "WHERE meter = ?1 AND day = ?2",
                    0, db_text(CHATLET_STR("conversations")), db_integer(today_ms / day_ms)),
        .outbox_waiting =
            count(db, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND outbox_id > ?1"),
        .outbox_dead =
            count(db, "SELECT COUNT(*) FROM outbox WHERE state = 'dead' AND outbox_id > ?1"),
        .outbox_oldest_ms = count(
            db,
            "SELECT MIN(created_at_ms) FROM outbox WHERE state = 'waiting' AND outbox_id > ?1")};
}
