/* Who a visitor is, as the customer's own server signed it. */
#ifndef SERVICE_VISITOR_IDENTITY_H
#define SERVICE_VISITOR_IDENTITY_H

#include "../security/jwt.h"
#include "../store/store_bot.h"
#include "service.h"

/* Checks `identity`, a JWT signed (HS256) with the bot's identity secret, or the one before it
 * while that still counts, for at most a day. *subject gets its "sub", in memory of the request;
 * empty when it has none. JWT_UNKNOWN_KEY: the bot has no identity secret. */
jwt_outcome visitor_identity_read(service *service, const store_bot *bot, chatlet_str identity,
                                  chatlet_str *subject);

#endif
