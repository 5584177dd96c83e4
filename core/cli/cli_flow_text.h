/* What effects say, as plain text and as short JSON: for tests and people. */
#ifndef CLI_FLOW_TEXT_H
#define CLI_FLOW_TEXT_H

#include "cli_json.h"

/* The words of an array of tokens; blocks and line breaks are parted by a line end, words left out
 * stand as "…". NULL tokens have no words. Never NULL. */
char *cli_flow_text(cli_memory *memory, const chatlet_json *tokens);

/* The words of an effect or one of its media: of its tokens, else its text, or of an `ask` the
 * labels of its fields. */
char *cli_flow_text_of(cli_memory *memory, const chatlet_json *effect);

/* An effect as a test would describe it: without id, engine, confidence and empty lists, its tokens
 * as `text`. */
char *cli_flow_effect_words(cli_memory *memory, const chatlet_json *effect);

/* Whether `text` is like `pattern`, where '*' stands for anything and every run of white space is
 * one space; white space at both ends does not count. */
bool cli_flow_text_is_like(cli_memory *memory, const char *text, const char *pattern);

#endif
