/* Filters: which pages a query may answer from, by their metadata. */
#ifndef CLET_RUNTIME_QUERY_FILTER_H
#define CLET_RUNTIME_QUERY_FILTER_H

#include <chatlet/base.h>

/* One condition of a filter. Borrowed from it. */
typedef struct clet_condition {
    chatlet_str name;   /* of a field */
    chatlet_str values; /* that fit, parted by ',' */
} clet_condition;

/* Takes the next condition of a filter as chatlet/query.h has it: any text is one. *offset is 0 at
 * first. False at the end; *condition is untouched then. */
bool clet_filter_next(chatlet_str filter, size_t *offset, clet_condition *condition);

#endif
