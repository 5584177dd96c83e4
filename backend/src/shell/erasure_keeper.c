#include "erasure_keeper.h"

#include "erasure_file.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct erasure_keeper {
    store_place *place;
    const char *path;
    db *db;
    int64_t known_rows;
    bool has_complained;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards is_stopping */
    pthread_cond_t wakes;
    bool is_stopping;
};

static void look(erasure_keeper *self) {
    region memory;
    region_init(&memory, self->place->allocator, ERASURE_FILE_MEMORY_BYTES);
    bool is_good = erasure_file_catch_up(self->path, self->db, &memory, &self->known_rows);
    region_free(&memory);
    /* A database that is away is told by others, and the next look finds what this one missed. */
    if (!is_good && !self->has_complained && db_state(self->db) == DB_GOOD) {
        (void)fprintf(stderr, "chatletd: %s cannot be written: %s\n", self->path, strerror(errno));
    }
    self->has_complained = !is_good;
}

static void wait_a_little(erasure_keeper *self) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ERASURE_KEEPER_PAUSE_MS / 1000;
    (void)pthread_cond_timedwait(&self->wakes, &self->mutex, &until);
}

static void *run(void *context) {
    erasure_keeper *self = context;
    (void)pthread_mutex_lock(&self->mutex);
    while (!self->is_stopping) {
        (void)pthread_mutex_unlock(&self->mutex);
        look(self);
        (void)pthread_mutex_lock(&self->mutex);
        if (!self->is_stopping) wait_a_little(self);
    }
    (void)pthread_mutex_unlock(&self->mutex);
    look(self);
    return NULL;
}

static void free_keeper(erasure_keeper *self) {
    const chatlet_allocator *allocator = self->place->allocator;
    db_close(self->db);
    (void)pthread_cond_destroy(&self->wakes);
    (void)pthread_mutex_destroy(&self->mutex);
    allocator->release(allocator->context, self);
}

erasure_keeper *erasure_keeper_start(store_place *place, const char *path,
                                     char message[STORE_PLACE_MESSAGE_BYTES]) {
    (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "out of memory");
    erasure_keeper *self = place->allocator->allocate(place->allocator->context, sizeof *self);
    if (self == NULL) return NULL;
    *self = (erasure_keeper){.place = place, .path = path};
    (void)pthread_mutex_init(&self->mutex, NULL);
    (void)pthread_cond_init(&self->wakes, NULL);
    self->db = store_place_open(place, message);
    if (self->db != NULL && pthread_create(&self->thread, NULL, run, self) == 0) return self;
    if (self->db != NULL) {
        (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "no more threads can be started");
    }
    free_keeper(self);
    return NULL;
}

void erasure_keeper_stop(erasure_keeper *keeper) {
    if (keeper == NULL) return;
    (void)pthread_mutex_lock(&keeper->mutex);
    keeper->is_stopping = true;
    (void)pthread_cond_signal(&keeper->wakes);
    (void)pthread_mutex_unlock(&keeper->mutex);
    (void)pthread_join(keeper->thread, NULL);
    free_keeper(keeper);
}
