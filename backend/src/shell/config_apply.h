/* What the operator's file says of serving, where the command line says nothing. */
#ifndef CONFIG_APPLY_H
#define CONFIG_APPLY_H

#include "../settings.h"
#include "config.h"

/* Fills in what `wanted` leaves open. Texts are borrowed from `config`, whose region ends each with
 * a zero byte. False, with a sentence, when a proxy is none or a file of TLS cannot be read. */
bool config_apply(const config *config, settings *wanted, char message[CONFIG_MESSAGE_BYTES]);

#endif
