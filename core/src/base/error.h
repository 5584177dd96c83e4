/* Fills the chatlet_error that a public call hands out. */
#ifndef CLET_BASE_ERROR_H
#define CLET_BASE_ERROR_H

#include <chatlet/base.h>

/* Puts `sentence` into `error`, without a place, and returns `status`, so that a refusal is one
 * line.
 *
 * error     NULL: nothing is written.
 * sentence  a constant of this program, shorter than CHATLET_ERROR_MESSAGE_BYTES; NULL: the name of
 *           the status. */
chatlet_status clet_error_refuse(chatlet_error *error, chatlet_status status, const char *sentence);

#endif
