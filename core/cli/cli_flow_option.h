/* Options that a visitor may choose from: of the open question, and of buttons of cards. */
#ifndef CLI_FLOW_OPTION_H
#define CLI_FLOW_OPTION_H

#include "cli_json.h"

typedef struct cli_flow_option {
    const char *id;
    const char *text; /* label */
    const char *url;  /* of a button that opens a page instead; NULL: it is chosen */
} cli_flow_option;

/* Starts as {0}; texts are in the memory given. */
typedef struct cli_flow_options {
    cli_flow_option *items; /* owned */
    size_t count;
} cli_flow_options;

/* Adds the options of a `choices`, of the one field of an `ask`, or of the buttons in a `say`'s
 * media. */
void cli_flow_options_add(cli_memory *memory, cli_flow_options *options,
                          const chatlet_json *effect);

/* Adds those of an array {id, text, url?}. */
void cli_flow_options_add_list(cli_memory *memory, cli_flow_options *options,
                               const chatlet_json *list);

/* The option with this id, else with this label; NULL: none. */
const cli_flow_option *cli_flow_options_find(const cli_flow_options *options, const char *name);

/* "s (Small), m (Medium)"; "none" when there are none. */
char *cli_flow_options_words(cli_memory *memory, const cli_flow_options *options);

void cli_flow_options_clear(cli_flow_options *options);
void cli_flow_options_free(cli_flow_options *options);

#endif
