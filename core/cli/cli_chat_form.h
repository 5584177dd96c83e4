/* A form at a terminal: its fields are asked one after the other, and sent together. */
#ifndef CLI_CHAT_FORM_H
#define CLI_CHAT_FORM_H

#include "cli_chat_view.h"

/* Starts as {0}; cli_chat_form_close. */
typedef struct cli_chat_form {
    cli_memory memory;
    chatlet_json_document *question; /* owned; the `ask`; NULL: no form is open */
    const chatlet_json *field;       /* asked now */
    const chatlet_json **fields;     /* in memory; those to ask: all, or those with an error */
    size_t count;
    size_t index;
    chatlet_json_writer *values; /* owned; an object that is not closed yet */
} cli_chat_form;

/* Opens the form of an `ask` and prints its first field; closes the one before. */
void cli_chat_form_open(cli_chat_form *form, cli_chat_view *view, const chatlet_json *ask);

bool cli_chat_form_is_open(const cli_chat_form *form);

/* Takes the answer to the field that is asked, and prints the next one. The `form` event to send
 * when that was the last one, in `memory`; NULL otherwise. */
const char *cli_chat_form_take(cli_chat_form *form, cli_chat_view *view, const char *line,
                               cli_memory *memory);

/* The event for the answer to a question of one field, in `memory`: a choice by its number, a file
 * by its path, several choices, or nothing for a field that may be left out; else a text. */
const char *cli_chat_form_answer(const chatlet_json *field, const cli_chat_view *view,
                                 const char *line, cli_memory *memory);

void cli_chat_form_close(cli_chat_form *form);

#endif
