/* Alerts: in, where an organization stands after a batch; out, a row for each threshold that was
 * passed, exactly once, a mail to those who answer for it, and an entry of its audit log. */
#include "../domain/calendar.h"
#include "../domain/time_text.h"
#include "../domain/whole_text.h"
#include "../store/store_organization.h"
#include "service_mail.h"
#include "service_meter_batch.h"

#include <chatlet/json.h>
#include <string.h>

enum { OPEN_ALERTS_MAX = 100, MAILED_MEMBERS_MAX = 20, MEMBERS_LOOKED_AT_MAX = 200 };

static const int64_t thresholds[] = {50, 80, 100}; /* percent of a quota */

static chatlet_str number_text(service *service, int64_t value) {
    char digits[WHOLE_TEXT_BYTES];
    return region_copy(service->memory, whole_text_write(value, digits));
}

static chatlet_str alert_text(service *service, const store_usage_alert *alert, bool is_over) {
    char day_text[TIME_TEXT_DAY_BYTES];
    chatlet_str quantity = number_text(service, alert->quantity);
    if (alert->kind == USAGE_ALERT_RISE) {
        chatlet_str day = time_text_write_day(alert->period_start_ms, day_text);
        return is_over
                   ? region_join(service->memory, 3,
                                 CHATLET_STR("The sudden rise of conversations of "), day,
                                 CHATLET_STR(" is over."))
                   : region_join(service->memory, 5, CHATLET_STR("On "), day,
                                 CHATLET_STR(" there have been "), quantity,
                                 CHATLET_STR(" conversations, more than four times the mean of the "
                                             "fourteen days before. If they are not your "
                                             "visitors', an owner can void the day."));
    }
    chatlet_str quota = number_text(service, alert->quota);
    chatlet_str percent = number_text(service, alert->percent);
    return is_over ? region_join(service->memory, 5, CHATLET_STR("Usage is again below "), percent,
                                 CHATLET_STR(" % of the "), quota,
                                 CHATLET_STR(" conversations of this period, or the period or the "
                                             "plan is another one."))
                   : region_join(service->memory, 7, quantity, CHATLET_STR(" of the "), quota,
                                 CHATLET_STR(" conversations of this period are used: "), percent,
                                 CHATLET_STR(" % or more."), CHATLET_STR(""));
}

static chatlet_str subject_text(service *service, const store_usage_alert *alert, bool is_over) {
    chatlet_str end = is_over ? CHATLET_STR(" (over)") : CHATLET_STR("");
    if (alert->kind == USAGE_ALERT_RISE) {
        return region_join(service->memory, 2, CHATLET_STR("A sudden rise of conversations"), end);
    }
    return region_join(service->memory, 3, number_text(service, alert->percent),
                       CHATLET_STR(" % of your conversations are used"), end);
}

/* Owners, and those who see to billing. */
static void send_mails(service *service, const store_usage_alert *alert, bool is_over) {
    store_member *members;
    size_t sent = 0;
    size_t count = store_member_list(service->db, alert->organization_id, INT64_MAX,
                                     MEMBERS_LOOKED_AT_MAX, service->memory, &members);
    for (size_t i = 0; i < count && sent < MAILED_MEMBERS_MAX; i++) {
        if (members[i].role != ROLE_OWNER && members[i].role != ROLE_BILLING) continue;
        mail_leave(service, members[i].email, subject_text(service, alert, is_over),
                   alert_text(service, alert, is_over));
        sent++;
    }
}

static void write_audit(service *service, const store_usage_alert *alert, bool is_over) {
    char id[ROW_ID_TEXT_BYTES];
    chatlet_str detail = region_join(
        service->memory, 7, CHATLET_STR("{\"kind\":\""), store_usage_alert_kind_name(alert->kind),
        CHATLET_STR("\",\"percent\":"), number_text(service, alert->percent),
        CHATLET_STR(",\"quantity\":"), number_text(service, alert->quantity), CHATLET_STR("}"));
    service_caller kept = service->caller;
    service->caller = (service_caller){.kind = CALLER_SYSTEM};
    service_audit(service, alert->organization_id, is_over ? "usage.alert_resolve" : "usage.alert",
                  region_copy(service->memory, row_id_text(ROW_ALERT, alert->id, id)), detail);
    service->caller = kept;
}

static void tell(service *service, const meter_organization *organization,
                 const store_usage_alert *alert, bool is_over) {
    if (organization->mails_alerts) send_mails(service, alert, is_over);
    write_audit(service, alert, is_over);
}

/* What a threshold of a quota is in conversations, rounded up; nothing used is below all. */
static int64_t threshold_of(int64_t quota, int64_t percent) {
    int64_t least = quota / 100 * percent + (quota % 100 * percent + 99) / 100;
    return least > 0 ? least : 1;
}

static void begin(service *service, const meter_organization *organization,
                  store_usage_alert *alert) {
    alert->id = service_new_id(service);
    alert->organization_id = organization->id;
    alert->meter = METER_CONVERSATIONS;
    alert->began_at_ms = service->now_ms;
    /* The row's key makes it once; a second batch that passes the same threshold adds nothing. */
    if (store_usage_alert_add(service->db, alert)) tell(service, organization, alert, false);
}

/* Whether what an alert says is still so. */
static bool still_holds(const store_usage_alert *alert, const meter_organization *organization,
                        int64_t quota, int64_t today) {
    if (alert->kind == USAGE_ALERT_RISE) return calendar_day(alert->period_start_ms) == today;
    return alert->period_start_ms == organization->period_start_ms && alert->quota == quota &&
           organization->used >= threshold_of(quota, alert->percent);
}

static void resolve_what_is_over(service *service, const meter_organization *organization,
                                 int64_t quota) {
    store_usage_alert *open;
    size_t count = store_usage_alert_list_open(service->db, organization->id, METER_CONVERSATIONS,
                                               OPEN_ALERTS_MAX, service->memory, &open);
    for (size_t i = 0; i < count; i++) {
        if (still_holds(&open[i], organization, quota, calendar_day(service->now_ms))) continue;
        if (store_usage_alert_resolve(service->db, organization->id, open[i].id, service->now_ms)) {
            tell(service, organization, &open[i], true);
        }
    }
}

static void begin_thresholds(service *service, const meter_organization *organization,
                             int64_t quota) {
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++) {
        if (organization->used < threshold_of(quota, thresholds[i])) continue;
        begin(service, organization,
              &(store_usage_alert){.kind = USAGE_ALERT_QUOTA,
                                   .period_start_ms = organization->period_start_ms,
                                   .percent = thresholds[i],
                                   .quota = quota,
                                   .quantity = organization->used});
    }
}

/* More than METER_RISE_FACTOR times the mean of the days before: day * days > factor * sum. */
static void begin_rise(service *service, const meter_organization *organization, int64_t day_sum) {
    int64_t today = calendar_day(service->now_ms);
    if (day_sum <= METER_RISE_LEAST) return;
    int64_t before = store_usage_sum_days(service->db, organization->id, METER_CONVERSATIONS,
                                          today - METER_RISE_DAYS, today - 1);
    if (day_sum * METER_RISE_DAYS <= METER_RISE_FACTOR * before) return;
    begin(service, organization,
          &(store_usage_alert){.kind = USAGE_ALERT_RISE,
                               .period_start_ms = today * CALENDAR_DAY_MS,
                               .percent = METER_RISE_FACTOR * 100,
                               .quantity = day_sum});
}

void meter_alert(service *service, const meter_organization *organization, int64_t day_sum) {
    int64_t quota = plan_quota(organization->plan, PLAN_QUOTA_CONVERSATIONS);
    resolve_what_is_over(service, organization, quota);
    if (quota != PLAN_UNLIMITED) begin_thresholds(service, organization, quota);
    begin_rise(service, organization, day_sum);
}
