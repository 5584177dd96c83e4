/* The locale of a bot whose author named none: what its documents declare. */
#ifndef CLI_LOCALE_H
#define CLI_LOCALE_H

#include "cli_compile.h"

/* Looks at the beginning of each document and takes the locale over when it is clear: at least one
 * document in ten declares a language, and of those that do at least three in four the same one.
 * Among its tags ("pt", "pt-BR") the one most documents have is taken. A locale of the author's
 * stays. run->locale_count says how many documents it was taken from.
 *
 * One in ten, because books often declare it on the first page of a chapter only. */
void cli_locale_find(cli_compile *run);

/* Goes back to the usual locale, for want of a runtime; run->locale_count is 0 again. */
void cli_locale_forget(cli_compile *run);

#endif
