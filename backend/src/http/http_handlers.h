/* The handlers of this room. */
#ifndef HTTP_HANDLERS_H
#define HTTP_HANDLERS_H

#include "http_handler.h"
#include "http_static.h"

/* Answers GET and HEAD of /livez with "ok": the process runs and its loop turns. */
http_handler http_live_handler(void);

/* Answers everything with the files of `sites`, which must outlive the server. Comes last. */
http_handler http_static_handler(http_static *sites);

#endif
