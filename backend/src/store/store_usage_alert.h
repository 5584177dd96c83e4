/* Rows of alerts on usage, and what an organization decided about its own. */
#ifndef STORE_USAGE_ALERT_H
#define STORE_USAGE_ALERT_H

#include "../domain/region.h"
#include "db.h"

typedef enum store_usage_alert_kind { USAGE_ALERT_QUOTA, USAGE_ALERT_RISE } store_usage_alert_kind;

typedef struct store_usage_alert {
    int64_t id;
    int64_t organization_id;
    store_usage_alert_kind kind;
    chatlet_str meter;
    int64_t period_start_ms;
    int64_t percent;
    int64_t quota;
    int64_t quantity;
    int64_t began_at_ms;
    int64_t resolved_at_ms; /* 0: it is not over */
} store_usage_alert;

/* "quota", "rise"; constant text. */
chatlet_str store_usage_alert_kind_name(store_usage_alert_kind kind);

/* False when there is one of its kind, meter, period, percentage and quota already. */
bool store_usage_alert_add(db *db, const store_usage_alert *alert);

/* Those of an organization and meter that are not over. *alerts is in `memory`. */
size_t store_usage_alert_list_open(db *db, int64_t organization_id, chatlet_str meter, size_t limit,
                                   region *memory, store_usage_alert **alerts);

/* Newest first, ids below `before_id`. */
size_t store_usage_alert_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                              region *memory, store_usage_alert **alerts);

/* False when it is over already. */
bool store_usage_alert_resolve(db *db, int64_t organization_id, int64_t alert_id, int64_t at_ms);

typedef struct store_usage_settings {
    bool mails_alerts;
    bool has_overage_maximum;
    int64_t overage_maximum;
    int64_t version;
} store_usage_settings;

/* What holds without a row, when there is none: version 0. */
void store_usage_settings_read(db *db, int64_t organization_id, store_usage_settings *settings);
/* Writes all but the version, which moves on. */
void store_usage_settings_write(db *db, int64_t organization_id,
                                const store_usage_settings *settings);

#endif
