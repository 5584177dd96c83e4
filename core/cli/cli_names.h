/* A set of names, each with a number: ids of documents and queries. */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include "cli_memory.h"

enum { CLI_NAMES_NONE = UINT32_MAX };

/* Starts as {0}. */
typedef struct cli_names {
    cli_memory memory;  /* owned; of the names */
    chatlet_str *names; /* owned; by their numbers */
    uint32_t *slots;    /* owned; a name's number + 1, by its hash; 0: free */
    uint32_t count;
    uint32_t slot_count; /* a power of two, at least twice the names */
} cli_names;

/* The number of `name`, or CLI_NAMES_NONE. */
uint32_t cli_names_find(const cli_names *names, chatlet_str name);

/* Adds a copy of `name`; the numbers count up from 0. CLI_NAMES_NONE when it is there already. */
uint32_t cli_names_add(cli_names *names, chatlet_str name);

void cli_names_free(cli_names *names);

#endif
