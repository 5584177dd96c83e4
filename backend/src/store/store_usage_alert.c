#include "store_usage_alert.h"

#include <string.h>

static const chatlet_str kind_names[] = {
    [USAGE_ALERT_QUOTA] = {"quota", 5}, [USAGE_ALERT_RISE] = {"rise", 4}};

chatlet_str store_usage_alert_kind_name(store_usage_alert_kind kind) { return kind_names[kind]; }

bool store_usage_alert_add(db *db, const store_usage_alert *alert) {
    return DB_RUN(db,
                  "INSERT INTO usage_alerts (alert_id, organization_id, kind, meter, "
                  "period_start_ms, percent, quota, quantity, began_at_ms) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT "
                  "(organization_id, kind, meter, period_start_ms, percent, quota) DO NOTHING",
                  db_integer(alert->id), db_integer(alert->organization_id),
                  db_text(kind_names[alert->kind]), db_text(alert->meter),
                  db_integer(alert->period_start_ms), db_integer(alert->percent),
                  db_integer(alert->quota), db_integer(alert->quantity),
                  db_integer(alert->began_at_ms)) > 0;
}

#define COLUMNS                                                                                    \
    "alert_id, kind, meter, period_start_ms, percent, quota, quantity, began_at_ms, "              \
    "resolved_at_ms"

static size_t read_alerts(db_query *query, int64_t organization_id, size_t limit, region *memory,
                          store_usage_alert **alerts) {
    store_usage_alert *list = region_take(memory, limit * sizeof *list);
    size_t count = 0;
    while (list != NULL && count < limit && db_next(query)) {
        chatlet_str kind = db_column_text(query, 1);
        list[count] = (store_usage_alert){
            .id = db_column_integer(query, 0),
            .organization_id = organization_id,
            .kind = kind.size_bytes == kind_names[USAGE_ALERT_RISE].size_bytes ? USAGE_ALERT_RISE
                                                                               : USAGE_ALERT_QUOTA,
            .period_start_ms = db_column_integer(query, 3),
            .percent = db_column_integer(query, 4),
            .quota = db_column_integer(query, 5),
            .quantity = db_column_integer(query, 6),
            .began_at_ms = db_column_integer(query, 7),
            .resolved_at_ms = db_column_integer(query, 8)};
        list[count++].meter = region_copy(memory, db_column_text(query, 2));
    }
    db_close_query(query);
    *alerts = list;
    return count;
}

size_t store_usage_alert_list_open(db *db, int64_t organization_id, chatlet_str meter, size_t limit,
                                   region *memory, store_usage_alert **alerts) {
    return read_alerts(DB_OPEN(db,
                               "SELECT " COLUMNS " FROM usage_alerts WHERE organization_id = ?1 "
                               "AND meter = ?2 AND resolved_at_ms IS NULL "
                               "ORDER BY alert_id LIMIT ?3",
                               db_integer(organization_id), db_text(meter),
                               db_integer((int64_t)limit)),
                       organization_id, limit, memory, alerts);
}

size_t store_usage_alert_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                              region *memory, store_usage_alert **alerts) {
    return read_alerts(DB_OPEN(db,
                               "SELECT " COLUMNS " FROM usage_alerts WHERE organization_id = ?1 "
                               "AND alert_id < ?2 ORDER BY alert_id DESC LIMIT ?3",
                               db_integer(organization_id), db_integer(before_id),
                               db_integer((int64_t)limit)),
                       organization_id, limit, memory, alerts);
}

bool store_usage_alert_resolve(db *db, int64_t organization_id, int64_t alert_id, int64_t at_ms) {
    return DB_RUN(db,
                  "UPDATE usage_alerts SET resolved_at_ms = ?3 WHERE organization_id = ?1 "
                  "AND alert_id = ?2 AND resolved_at_ms IS NULL",
                  db_integer(organization_id), db_integer(alert_id), db_integer(at_ms)) > 0;
}

void store_usage_settings_read(db *db, int64_t organization_id, store_usage_settings *settings) {
    *settings = (store_usage_settings){.mails_alerts = true};
    db_query *query = DB_OPEN(db,
                              "SELECT mails_alerts, overage_maximum, version FROM "
                              " usage_settings WHERE organization_id = ?1",
                              db_integer(organization_id));
    if (db_next(query)) {
        *settings = (store_usage_settings){.mails_alerts = db_column_integer(query, 0) != 0,
                                           .has_overage_maximum = !db_column_is_null(query, 1),
                                           .overage_maximum = db_column_integer(query, 1),
                                           .version = db_column_integer(query, 2)};
    }
    db_close_query(query);
}

void store_usage_settings_write(db *db, int64_t organization_id,
                                const store_usage_settings *settings) {
    (void)DB_RUN(
        db,
        "INSERT INTO usage_settings (organization_id, mails_alerts, overage_maximum) "
        "VALUES (?1, ?2, ?3) "
        "ON CONFLICT (organization_id) DO UPDATE SET mails_alerts = excluded.mails_alerts, "
        "overage_maximum = excluded.overage_maximum, "
        "version = usage_settings.version + 1",
        db_integer(organization_id), db_boolean(settings->mails_alerts),
        settings->has_overage_maximum ? db_integer(settings->overage_maximum) : db_null());
}
