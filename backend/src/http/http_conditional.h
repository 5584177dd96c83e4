/* Conditional requests (RFC 9110, section 13): whether the client has the file already. */
#ifndef HTTP_CONDITIONAL_H
#define HTTP_CONDITIONAL_H

#include "http_message.h"

typedef enum http_condition {
    HTTP_CONDITION_PROCEED,      /* send it */
    HTTP_CONDITION_NOT_MODIFIED, /* 304 */
    HTTP_CONDITION_FAILED        /* 412 */
} http_condition;

/* What is compared: the form of the file that would be sent. */
typedef struct http_validators {
    chatlet_str etag; /* strong, with its quotes */
    int64_t modified_s;
} http_validators;

/* Weighs If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of section
 * 13.2.2. A field that cannot be read counts as absent, but for If-Match, which then fails. */
http_condition http_conditional_check(const http_request *request, http_validators validators);

/* Whether If-Range, when there is one, lets Range count: only for the very same bytes. */
bool http_conditional_range(const http_request *request, http_validators validators);

#endif
