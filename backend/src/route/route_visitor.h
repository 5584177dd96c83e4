/* Routes of visitors and of what their organization sees of them. */
#ifndef ROUTE_VISITOR_H
#define ROUTE_VISITOR_H

#include "route.h"

enum {
    ROUTE_VISITOR_BODY_BYTES_MAX = 16 * 1024,
    ROUTE_VISITOR_HISTORY_MAX = 20 /* whole conversations on one page */
};

/* A visitor's browser. */
void route_visitor_enter(route_call *call);
void route_visitor_history(route_call *call);
void route_visitor_export_own(route_call *call);
void route_visitor_erase_own(route_call *call);

/* The organization. */
void route_visitor_export(route_call *call);
void route_visitor_erase(route_call *call);
void route_erasure_list(route_call *call);
void route_conversation_list(route_call *call);
void route_conversation_read(route_call *call);
void route_conversation_transcript(route_call *call);
void route_conversation_label(route_call *call);
void route_conversation_delete(route_call *call);
void route_lead_list(route_call *call);
void route_lead_export(route_call *call);
void route_unanswered_list(route_call *call);
void route_analytics_days(route_call *call);
void route_analytics_nodes(route_call *call);

/* A day in the query string ("2026-12-01") as days since 1970; `otherwise` when it is absent. False
 * with PROBLEM_INVALID: it is none. */
bool route_query_day(route_call *call, chatlet_str name, int64_t otherwise, int64_t *day);

/* The bot in the query string, of the route's organization; 0 when absent. False with the problem
 * noted: it is none, or another organization's. */
bool route_query_bot(route_call *call, int64_t *bot_id);

#endif
