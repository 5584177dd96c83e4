#include "published_writer.h"

#include "../store/store_channel.h"
#include "api_server.h"
#include "published_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct published_writer {
    const service_settings *settings;
    const char *folder;
    db *db;
    region memory;
    int64_t seen;     /* store_channel_last_change when all was written; -1: never */
    int64_t round_ms; /* when all was looked at */
    bool has_said;    /* a failure was told; it is not told again until it ends */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopping;
    bool is_stopping;
};

static int64_t last_change(published_writer *self) {
    db_begin(self->db, false);
    const int64_t change = store_channel_last_change(self->db);
    return db_commit(self->db) ? change : self->seen;
}

static void look(published_writer *self) {
    char message[PUBLISHED_MESSAGE_BYTES];
    const int64_t change = last_change(self);
    const int64_t now_ms = api_server_now_ms();
    if (change == self->seen && now_ms - self->round_ms < PUBLISHED_ROUND_MS) return;
    service service = {.memory = &self->memory,
                       .db = self->db,
                       .now_ms = now_ms,
                       .chance = api_server_chance(),
                       .settings = self->settings,
                       .caller = {.kind = CALLER_SYSTEM}};
    const bool good = published_folder_write(&service, self->folder, message);
    if (good) {
        self->seen = change;
        self->round_ms = now_ms;
    } else if (!self->has_said) {
        (void)fprintf(stderr, "chatletd: published files: %s\n", message);
    }
    self->has_said = !good;
}

/* True when told to stop. */
static bool rest(published_writer *self) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PUBLISHED_PAUSE_MS / 1000;
    (void)pthread_mutex_lock(&self->mutex);
    if (!self->is_stopping) (void)pthread_cond_timedwait(&self->stopping, &self->mutex, &until);
    const bool stops = self->is_stopping;
    (void)pthread_mutex_unlock(&self->mutex);
    return stops;
}

static void *run(void *argument) {
    published_writer *self = argument;
    do {
        look(self);
    } while (!rest(self));
    return NULL;
}

published_writer *published_writer_start(const chatlet_allocator *allocator, store_place *place,
                                         const service_settings *settings, const char *folder,
                                         char message[STORE_PLACE_MESSAGE_BYTES]) {
    published_writer *self = calloc(1, sizeof *self);
    db *db = self != NULL ? store_place_open(place, message) : NULL;
    if (db == NULL) {
        free(self);
        return NULL;
    }
    self->settings = settings;
    self->folder = folder;
    self->db = db;
    self->seen = -1;
    region_init(&self->memory, allocator, REGION_BYTES_MAX);
    (void)pthread_mutex_init(&self->mutex, NULL);
    (void)pthread_cond_init(&self->stopping, NULL);
    if (pthread_create(&self->thread, NULL, run, self) == 0) return self;
    (void)snprintf(message, STORE_PLACE_MESSAGE_BYTES, "no more threads can be started");
    db_close(db);
    free(self);
    return NULL;
}

void published_writer_stop(published_writer *writer) {
    if (writer == NULL) return;
    (void)pthread_mutex_lock(&writer->mutex);
    writer->is_stopping = true;
    (void)pthread_cond_signal(&writer->stopping);
    (void)pthread_mutex_unlock(&writer->mutex);
    (void)pthread_join(writer->thread, NULL);
    (void)pthread_cond_destroy(&writer->stopping);
    (void)pthread_mutex_destroy(&writer->mutex);
    region_free(&writer->memory);
    db_close(writer->db);
    free(writer);
}
