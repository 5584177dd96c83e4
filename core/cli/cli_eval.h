/* What the two halves of `chatlet eval` share. */
#ifndef CLI_EVAL_H
#define CLI_EVAL_H

#include "cli_exit.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cli_eval_options {
    /* a test collection */
    const char *documents;
    const char *queries;
    const char *judgements;
    const char *out;
    const char *language;
    uint32_t without; /* sum of chatlet_query_part */
    bool shows_times;
    bool self_tests; /* while building, as `chatlet build` has them */
    /* an author's questions */
    const char *site; /* built folder or source */
    const char *questions;
    const char *bot;
    const char *junit;
    uint64_t min_right_percent;
    bool json;
} cli_eval_options;

/* Builds an index of the documents in memory and ranks them for every query. */
cli_exit cli_eval_collection(const cli_eval_options *options);

/* Asks an author's questions of a site. */
cli_exit cli_eval_questions(const cli_eval_options *options);

#endif
