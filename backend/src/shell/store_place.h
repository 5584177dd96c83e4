/* Where the database is, and connections to it. */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "../store/db.h"
#include "../store/db_sqlite.h"

#include <pthread.h>

enum { STORE_PLACE_MESSAGE_BYTES = 512 };

/* Shared by all threads; must not be moved after store_place_init. */
typedef struct store_place {
    const chatlet_allocator *allocator;
    const char *path;     /* of the SQLite file */
    const char *conninfo; /* of PostgreSQL, or NULL */
    db_sqlite_turn turn;
    pthread_mutex_t writing;
} store_place;

/* `path` and `conninfo` are borrowed. */
void store_place_init(store_place *place, const chatlet_allocator *allocator, const char *path,
                      const char *conninfo);
void store_place_free(store_place *place);

/* A connection of one thread; owned, for db_close. NULL with a sentence when there is none. */
db *store_place_open(store_place *place, char message[STORE_PLACE_MESSAGE_BYTES]);

#endif
