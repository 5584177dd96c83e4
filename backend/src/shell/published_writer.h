/* Keeps a folder of published files up to date, on a thread of its own. */
#ifndef PUBLISHED_WRITER_H
#define PUBLISHED_WRITER_H

#include "../service/service_settings.h"
#include "store_place.h"

enum {
    PUBLISHED_PAUSE_MS = 1000,       /* between looks whether something changed */
    PUBLISHED_ROUND_MS = 3600 * 1000 /* files that are old enough to go are looked for so often */
};

typedef struct published_writer published_writer;

/* `folder` is zero-terminated; it and all else outlives the writer. NULL with a sentence. */
published_writer *published_writer_start(const chatlet_allocator *allocator, store_place *place,
                                         const service_settings *settings, const char *folder,
                                         char message[STORE_PLACE_MESSAGE_BYTES]);

/* Ends after the bot under way. NULL is allowed. */
void published_writer_stop(published_writer *writer);

#endif
