/* The server's own secrets, made at first run: <data>/secrets.json, readable by its owner alone. */
#ifndef SECRETS_H
#define SECRETS_H

#include "../domain/region.h"

enum { SECRETS_MASTER_BYTES = 32, SECRETS_MESSAGE_BYTES = 512 };

typedef struct secrets {
    uint8_t master[SECRETS_MASTER_BYTES]; /* every other key is derived from it */
} secrets;

/* Reads the file below `folder`, or makes it. False with a sentence when neither can be done, or
 * when others may read it. */
bool secrets_load(const char *folder, region *memory, secrets *secrets,
                  char message[SECRETS_MESSAGE_BYTES]);

#endif
