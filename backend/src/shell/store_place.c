#include "store_place.h"

#include "../store/db_postgres.h"

static void take_turn(void *context) { (void)pthread_mutex_lock(context); }

static void give_turn(void *context) { (void)pthread_mutex_unlock(context); }

void store_place_init(store_place *place, const chatlet_allocator *allocator, const char *path,
                      const char *conninfo) {
    *place = (store_place){.allocator = allocator, .path = path, .conninfo = conninfo};
    (void)pthread_mutex_init(&place->writing, NULL);
    place->turn = (db_sqlite_turn){&place->writing, take_turn, give_turn};
}

void store_place_free(store_place *place) { (void)pthread_mutex_destroy(&place->writing); }

db *store_place_open(store_place *place, char message[STORE_PLACE_MESSAGE_BYTES]) {
    if (place->conninfo != NULL) {
        return db_postgres_open(place->allocator, place->conninfo, message,
                                STORE_PLACE_MESSAGE_BYTES);
    }
    db_sqlite_options options = {.path = place->path, .turn = &place->turn};
    return db_sqlite_open(place->allocator, &options, message, STORE_PLACE_MESSAGE_BYTES);
}
