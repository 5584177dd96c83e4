/* Extracts and sayings, which arrive as tokens (chatlet/session.h lists them), for a terminal. */
#ifndef CLI_TOKENS_H
#define CLI_TOKENS_H

#include <chatlet/json.h>

#include <stdbool.h>
#include <stdio.h>

/* Prints an array of tokens; each line begins with `indent` spaces. Matched words are bold when
 * `has_color`. Kinds this version does not know are printed as text, if they have one. */
void cli_tokens_print(FILE *stream, const chatlet_json *tokens, int indent, bool has_color);

#endif
