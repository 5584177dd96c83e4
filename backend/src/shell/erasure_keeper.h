/* Keeps the tombstone file (erasure_file.h) up to date while the server runs: a thread that looks
 * every second, and once more when it is stopped. */
#ifndef ERASURE_KEEPER_H
#define ERASURE_KEEPER_H

#include "store_place.h"

enum { ERASURE_KEEPER_PAUSE_MS = 1000 };

typedef struct erasure_keeper erasure_keeper;

/* `place` and `path` outlive it. NULL with a sentence when there is no connection or thread. */
erasure_keeper *erasure_keeper_start(store_place *place, const char *path,
                                     char message[STORE_PLACE_MESSAGE_BYTES]);

/* Looks once more, ends and frees. NULL is allowed. */
void erasure_keeper_stop(erasure_keeper *keeper);

#endif
