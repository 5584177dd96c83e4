/* The secret with which a customer's server signs who a visitor is. It is derived from the server's
 * own and stored nowhere. */
#ifndef SERVICE_BOT_IDENTITY_H
#define SERVICE_BOT_IDENTITY_H

#include "service.h"

/* The bot's secret of `generation` (from 1): 64 hexadecimal digits, in memory of the request. */
chatlet_str bot_identity_secret(service *service, int64_t bot_id, int64_t generation);

#endif
