#include "service_chores.h"

#include "../store/store_outbox.h"
#include "billing.h"
#include "service_conversation.h"
#include "service_meter.h"
#include "service_session.h"
#include "service_version.h"

static const int64_t day_ms = INT64_C(86400000);

bool service_chores(service *service) {
    int64_t done_before_ms = service->now_ms - CHORES_OUTBOX_DONE_DAYS * day_ms;
    bool is_more = service_conversations_end_idle(service, CHORES_ROWS_MAX);
    is_more |= service_retention_purge(service, CHORES_ROWS_MAX);
    is_more |= service_clean_accounts(service) >= CHORES_ROWS_MAX;
    is_more |= service_version_clean(service, CHORES_ROWS_MAX) >= CHORES_ROWS_MAX;
    is_more |= store_outbox_clean(service->db, done_before_ms, CHORES_ROWS_MAX) >= CHORES_ROWS_MAX;
    is_more |= billing_clean(service, CHORES_ROWS_MAX);
    (void)meter_purge(service);
    return is_more;
}
