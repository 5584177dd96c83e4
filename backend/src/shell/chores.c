#include "chores.h"

#include "../service/service_chores.h"
#include "api_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct chores {
    const chatlet_allocator *allocator;
    const service_settings *settings;
    db *db;
    region memory;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopping;
    bool is_stopping;
};

static bool run_round(chores *self) {
    service service = {.memory = &self->memory,
                       .db = self->db,
                       .now_ms = api_server_now_ms(),
                       .chance = api_server_chance(),
                       .settings = self->settings,
                       .may_write = true,
                       .caller = {.kind = CALLER_SYSTEM}};
    db_begin(self->db, true);
    bool is_more = service_chores(&service);
    bool is_stored = db_commit(self->db);
    if (!is_stored && db_state(self->db) != DB_RETRY) {
        chatlet_str text = db_failure_text(self->db);
        (void)fprintf(stderr, "chatletd: chores: database: %.*s\n", (int)text.size_bytes,
                      text.data);
    }
    region_reset(&self->memory);
    return is_stored && is_more;
}

/* Waits for a while, or until told to stop; true then. */
static bool rest(chores *self, bool is_more) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += is_more ? 1 : CHORES_PAUSE_S;
    (void)pthread_mutex_lock(&self->mutex);
    if (!self->is_stopping) {
        (void)pthread_cond_timedwait(&self->stopping, &self->mutex, &until);
    }
    bool stops = self->is_stopping;
    (void)pthread_mutex_unlock(&self->mutex);
    return stops;
}

static void *run(void *argument) {
    chores *self = argument;
    bool is_more = true;
    while (!rest(self, is_more))
        is_more = run_round(self);
    return NULL;
}

chores *chores_start(const chatlet_allocator *allocator, store_place *place,
                     const service_settings *settings, char message[STORE_PLACE_MESSAGE_BYTES]) {
    chores *self = calloc(1, sizeof *self);
    db *db = self != NULL ? store_place_open(place, message) : NULL;
    if (db == NULL) {
        free(self);
        return NULL;
    }
    self->allocator = allocator;
    self->settings = settings;
    self->db = db;
    region_init(&self->memory, allocator, REGION_BYTES_MAX);
    (void)pthread_mutex_init(&self->mutex, NULL);
    (void)pthread_cond_init(&self->stopping, NULL);
    if (pthread_create(&self->thread, NULL, run, self) == 0) return self;
    (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "no more threads can be started");
    db_close(db);
    free(self);
    return NULL;
}

void chores_stop(chores *chores) {
    if (chores == NULL) return;
    (void)pthread_mutex_lock(&chores->mutex);
    chores->is_stopping = true;
    (void)pthread_cond_signal(&chores->stopping);
    (void)pthread_mutex_unlock(&chores->mutex);
    (void)pthread_join(chores->thread, NULL);
    (void)pthread_cond_destroy(&chores->stopping);
    (void)pthread_mutex_destroy(&chores->mutex);
    region_free(&chores->memory);
    db_close(chores->db);
    free(chores);
}
