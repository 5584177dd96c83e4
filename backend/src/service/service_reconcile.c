#include "service_reconcile.h"

const char *reconcile_kind_name(store_reconcile_kind kind) {
    switch (kind) {
    case RECONCILE_DAY: return "usage_days";
    case RECONCILE_PERIOD: return "usage_periods";
    case RECONCILE_CORRECTION: return "usage_events";
    }
    return "";
}

bool reconcile_next(service *service, reconcile_report *report) {
    store_reconcile_row *rows;
    int64_t id = store_reconcile_next(service->db, report->last_id);
    if (id == 0) return false;
    report->last_id = id;
    report->organizations++;
    report->events += (uint64_t)store_reconcile_count(service->db, id);
    size_t count =
        store_reconcile_list(service->db, id, RECONCILE_ROWS_MAX, service->memory, &rows);
    report->differences += count;
    for (size_t i = 0; i < count && report->differs != NULL; i++)
        report->differs(report->context, &rows[i]);
    return true;
}

bool reconcile_run(service *service, reconcile_report *report) {
    while (reconcile_next(service, report)) {
    }
    return report->differences == 0;
}
