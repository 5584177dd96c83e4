/* Keys of programs: made, listed, revoked. */
#ifndef SERVICE_API_KEY_H
#define SERVICE_API_KEY_H

#include "../store/store_api_key.h"
#include "service.h"

enum {
    API_KEY_NAME_BYTES_MAX = 100,
    API_KEYS_PER_ORGANIZATION_MAX = 100,
    API_KEY_RANGES_MAX = 20,
    API_KEY_LIFETIME_DAYS_MAX = 3650
};

typedef struct api_key_wish {
    chatlet_str name;
    permission_set scopes;     /* at least one, none that the caller lacks */
    const chatlet_str *ranges; /* of addresses; */
    size_t range_count;        /* 0: from anywhere */
    int64_t expires_in_days;   /* 0: never */
} api_key_wish;

/* Makes a key in the caller's organization. *secret is shown this once. */
bool service_add_api_key(service *service, const api_key_wish *wish, store_api_key *key,
                         chatlet_str *secret);

/* Ends a key of the caller's organization at once. */
bool service_remove_api_key(service *service, int64_t api_key_id);

/* Scopes as they are stored: names with spaces between. A name that this program does not know
 * gives nothing. */
permission_set service_read_scopes(chatlet_str scopes);
chatlet_str service_write_scopes(service *service, permission_set scopes);

#endif
