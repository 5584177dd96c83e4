/* What an organization does with its usage: looks at it, takes a day back, decides about alerts.
 * Whoever calls has checked the permission. */
#ifndef SERVICE_USAGE_H
#define SERVICE_USAGE_H

#include "../store/store_usage.h"
#include "../store/store_usage_alert.h"
#include "service_meter.h"

/* Lines as RFC 4180 has them, with a header; texts that a spreadsheet would take for a formula have
 * none here: meters are of a-z, 0-9 and '_'. */
chatlet_str usage_csv(service *service, const store_usage_question *question,
                      const store_usage_line *lines, size_t count);

/* What the period will have used at its end if it goes on as it did; PLAN_UNLIMITED in its first
 * hour, when nobody can say. */
int64_t usage_project(const meter_quota *quota, int64_t now_ms);

/* Takes back a day's conversations (see meter_void_day), and writes down who did. False with
 * PROBLEM_INVALID for a day of which nothing can be. */
bool usage_void(service *service, int64_t organization_id, int64_t day, int64_t bot_id,
                int64_t *count, bool *is_more);

/* Writes the settings and who did; the version moves on. */
void usage_set_settings(service *service, int64_t organization_id, store_usage_settings *settings);

#endif
