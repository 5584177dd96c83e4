/* Does service_chores now and then, on a thread of its own. Several processes may. */
#ifndef CHORES_H
#define CHORES_H

#include "../service/service_settings.h"
#include "store_place.h"

enum { CHORES_PAUSE_S = 60 };

typedef struct chores chores;

/* NULL with a sentence. What is given outlives the chores. */
chores *chores_start(const chatlet_allocator *allocator, store_place *place,
                     const service_settings *settings, char message[STORE_PLACE_MESSAGE_BYTES]);

/* Ends after the round under way. NULL is allowed. */
void chores_stop(chores *chores);

#endif
