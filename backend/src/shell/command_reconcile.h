/* `chatletd reconcile`: works all sums of usage out anew, and tells what differs. */
#ifndef COMMAND_RECONCILE_H
#define COMMAND_RECONCILE_H

#include "../service/service_settings.h"
#include "store_place.h"

/* One line of JSON on standard output for each difference, and one with the figures. Others may go
 * on writing. *differs: something does. False with a sentence: the database could not be read. */
bool command_reconcile(store_place *place, const service_settings *settings, bool *differs,
                       char message[STORE_PLACE_MESSAGE_BYTES]);

#endif
