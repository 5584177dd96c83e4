/* Short forms of chatlet/json.h for a program that ends when memory does. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "cli_memory.h"

#include <chatlet/json.h>

/* A writer of compact JSON; never NULL. */
chatlet_json_writer *cli_json_writer(void);

/* The text written, a copy; frees the writer. */
char *cli_json_finish(cli_memory *memory, chatlet_json_writer *writer);

/* A key and its value within an object. */
void cli_json_write_text(chatlet_json_writer *writer, const char *key, const char *value);
void cli_json_write_str(chatlet_json_writer *writer, const char *key, chatlet_str value);
void cli_json_write_count(chatlet_json_writer *writer, const char *key, uint64_t value);

/* The text of a member, copied; NULL when it has none, or it holds a zero byte. */
const char *cli_json_text(cli_memory *memory, const chatlet_json *object, const char *key);

/* Writes any parsed value. Numbers that are no integers become null: no event holds one. */
void cli_json_write_value(chatlet_json_writer *writer, const chatlet_json *value);

/* Tells why `command` could not do its work: {"problem": …} on stdout, or words on stderr. */
void cli_json_tell_problem(const char *command, const char *problem, bool json);

#endif
