/* Secrets that are given away once and kept as hashes: sessions, links in mails, API keys. */
#ifndef SERVICE_SECRET_H
#define SERVICE_SECRET_H

#include "../security/crypto.h"
#include "service.h"

enum {
    SECRET_BYTES = 32,        /* characters of base 32: 160 bits */
    API_KEY_PREFIX_BYTES = 4, /* "chk_" */
    API_KEY_CHECKSUM_BYTES = 6,
    API_KEY_BYTES = API_KEY_PREFIX_BYTES + SECRET_BYTES + API_KEY_CHECKSUM_BYTES,
    API_KEY_HINT_BYTES = API_KEY_PREFIX_BYTES + 4
};

/* SHA-256 of a secret, in memory of the request: what is stored and looked up. A secret of 160 bits
 * can't be guessed from it, so it needs no slow hash. */
chatlet_str service_hash_secret(service *service, chatlet_str secret);

/* A new key: "chk_", 32 characters of chance, and 6 that follow from them, so that a mistyped key
 * is known as such without a look at the database. */
chatlet_str service_new_api_key(service *service);

typedef enum api_key_shape {
    API_KEY_WHOLE,
    API_KEY_MISTYPED, /* has the form, but its end does not follow from the rest */
    API_KEY_FOREIGN   /* is none of ours */
} api_key_shape;

api_key_shape service_check_api_key(chatlet_str key);

/* Keyed hash of what a counter is about ("login-account", the address), in memory of the
 * request. */
chatlet_str service_throttle_subject(service *service, const char *what, chatlet_str about);

#endif
