/* What an organization used, where it stands, and its alerts; the plans there are. */
#ifndef ROUTE_USAGE_H
#define ROUTE_USAGE_H

#include "route.h"

enum {
    ROUTE_USAGE_BODY_BYTES_MAX = 4096,
    ROUTE_USAGE_DAYS_MAX = 400,
    ROUTE_USAGE_LINES_MAX = 20000
};

void route_plans(route_call *call);
void route_usage_read(route_call *call);
void route_usage_quota(route_call *call);
void route_usage_void(route_call *call);
void route_alert_list(route_call *call);
void route_usage_settings_read(route_call *call);
void route_usage_settings_update(route_call *call);

#endif
