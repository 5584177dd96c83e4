/* Which pages may talk to a bot: their origins, as browsers write them in the Origin field (RFC
 * 6454, section 6.1). */
#ifndef SERVICE_BOT_ORIGIN_H
#define SERVICE_BOT_ORIGIN_H

#include "service.h"

enum { BOT_ORIGIN_BYTES_MAX = 280 };

/* Brings what an owner wrote to the form a browser sends: scheme and host in lower case, without
 * the scheme's own port, without a slash at the end. The first label of the host may be '*', which
 * stands for exactly one label that is there: with "*.example.com", www.example.com is taken, but
 * neither example.com nor a.b.example.com. Two more labels must follow it, and an address has none.
 * Only http and https; a host is letters, digits, '-' and '.', or an address in brackets; names of
 * other scripts are written as browsers send them ("xn--...").
 *
 * NULL, and *normal in memory of the request; or a sentence that says what is wrong. */
const char *bot_origin_normalize(region *memory, chatlet_str text, chatlet_str *normal);

/* The pattern that takes `origin`: its first label left open. Empty when there can be none. */
chatlet_str bot_origin_pattern(region *memory, chatlet_str origin);

/* Whether a page of `origin` may talk to the bot: its own list has it, or it is a page of this
 * server (Studio, where owners try their bots). Without a list, only those. "null", an empty origin
 * and an archived bot: never. */
bool service_bot_allows_origin(service *service, int64_t bot_id, chatlet_str origin);

#endif
