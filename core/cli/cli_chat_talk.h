/* A conversation at a terminal: what effects say is printed, lines are answers, timers fire. */
#ifndef CLI_CHAT_TALK_H
#define CLI_CHAT_TALK_H

#include "cli_exit.h"
#include "cli_folder.h"

#include <stdio.h>

typedef struct cli_chat_talk_options {
    uint64_t seed;
    const char *filter; /* of the start; "": none */
    const char *locale; /* of the start; NULL: none */
    const char *log;    /* file for the events, a line each; NULL: none */
    bool traces;        /* every node, expression, variable and effect is printed */
    bool answers_ok;    /* what would be sent counts as sent */
} cli_chat_talk_options;

/* Talks until the input ends or the visitor says /quit. CLI_EXIT_TROUBLE when the conversation
 * cannot begin or the log cannot be written; said. */
cli_exit cli_chat_talk(cli_folder *folder, const cli_chat_talk_options *options);

#endif
