/* Options of a command line: `--name`, `--name VALUE` or `--name=VALUE`, anywhere among the
 * arguments; `--` ends them. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli_memory.h"

typedef enum cli_option_kind {
    CLI_OPTION_FLAG,  /* target: bool */
    CLI_OPTION_TEXT,  /* target: const char *; borrowed from the arguments */
    CLI_OPTION_LIST,  /* target: cli_option_list; may stand several times */
    CLI_OPTION_NUMBER /* target: uint64_t; decimal, at most `maximum` */
} cli_option_kind;

typedef struct cli_option {
    const char *name; /* with its dashes */
    cli_option_kind kind;
    void *target;     /* untouched unless the option is there */
    uint64_t minimum; /* of a number */
    uint64_t maximum;
} cli_option;

enum { CLI_OPTION_LIST_MAX = 64 };

/* Values of an option that stands several times; borrowed from the arguments. */
typedef struct cli_option_list {
    const char *values[CLI_OPTION_LIST_MAX];
    uint32_t count;
} cli_option_list;

/* What is left of the arguments: those that are no options, in order. */
typedef struct cli_arguments {
    char **values;
    int count;
} cli_arguments;

/* Reads the options and moves the other arguments to the front of `arguments`. False when one is
 * unknown (the nearest known one is suggested), has no value, or more than `arguments_max` others
 * stand there; that was said on stderr then, with `command` as the command's name. */
bool cli_options_read(const char *command, cli_arguments *arguments, int arguments_max,
                      const cli_option *options, size_t option_count);

/* The one of `names` nearest to a mistyped `name`, or NULL when none is near. */
const char *cli_nearest_name(const char *name, const char *const *names, size_t count);

#endif
