/* What effects look like at a terminal. */
#ifndef CLI_CHAT_VIEW_H
#define CLI_CHAT_VIEW_H

#include "cli_flow_option.h"
#include "cli_json.h"

/* Starts as {0}; cli_chat_view_free. */
typedef struct cli_chat_view {
    cli_memory memory;        /* of the options */
    cli_flow_options options; /* numbered as they were shown */
    bool is_answered;         /* the next option shown is number 1 again */
    bool has_color;
    bool shows_effects; /* for --trace: every effect, also those without a look */
} cli_chat_view;

/* Prints an effect. Options and buttons get numbers, which go on within a step. A form is
 * printed by cli_chat_form.h. */
void cli_chat_view_show(cli_chat_view *view, const chatlet_json *effect);

/* Prints options of a list {id, text} and numbers them. */
void cli_chat_view_list(cli_chat_view *view, const chatlet_json *options);

/* Prints a field of a question: why an answer was not taken, its options, how to answer. */
void cli_chat_view_field(cli_chat_view *view, const chatlet_json *field);

/* The option a line names by its number; NULL: none. */
const cli_flow_option *cli_chat_view_numbered(const cli_chat_view *view, const char *line);

/* An answer was given: options shown from here on are numbered anew. Until there are some, the old
 * ones still count: a question may stay open behind an answer to another. */
void cli_chat_view_answer(cli_chat_view *view);

/* Old numbers do not count any more. */
void cli_chat_view_forget(cli_chat_view *view);

/* A line of the trace, dimmed: printed as printf does, without control characters. */
void cli_chat_view_trace(const cli_chat_view *view, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line of what the program, not the bot, says. */
void cli_chat_view_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

void cli_chat_view_free(cli_chat_view *view);

#endif
