/* What operators and their tools ask. */
#ifndef ROUTE_OPERATIONS_H
#define ROUTE_OPERATIONS_H

#include "route.h"

void route_root(route_call *call);  /* what this server is */
void route_ready(route_call *call); /* 200 when the database answers, else 503 */

#endif
