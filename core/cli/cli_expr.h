/* What the two forms of `chatlet expr` share. */
#ifndef CLI_EXPR_H
#define CLI_EXPR_H

#include "cli_diagnostics.h"
#include "cli_exit.h"
#include "cli_options.h"

#include <chatlet/expression.h>

/* What one evaluation may cost here: some hundred times what an author's expression takes. */
enum { CLI_EXPR_COST_MAX = 1000000 };

/* An expression with its variables bound. */
typedef struct cli_expr {
    chatlet_str text;
    const char *file; /* in diagnostics */
    const chatlet_expression_variable *variables;
    const chatlet_value *values; /* of the variables */
    uint32_t variable_count;
    bool is_unchecked;
    chatlet_str locale; /* data of a language; may be empty */
    int32_t zone_minutes;
} cli_expr;

/* How it went. `evaluation` is owned and holds `value` when there is one. */
typedef struct cli_expr_outcome {
    chatlet_status status; /* CHATLET_ERR_INPUT: mistakes, in the diagnostics; CHATLET_ERR_COST */
    chatlet_expression *expression; /* owned; NULL when it did not compile */
    chatlet_evaluation *evaluation;
    const chatlet_value *value; /* NULL unless the status is CHATLET_OK */
} cli_expr_outcome;

/* Compiles and evaluates. Diagnostics go to `diagnostics`. Ends the program when memory does. */
cli_expr_outcome cli_expr_run(const cli_expr *given, cli_diagnostics *diagnostics);

void cli_expr_free(cli_expr_outcome *outcome);

/* Runs the case files. */
cli_exit cli_expr_cases(cli_arguments files, bool json);

#endif
