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

/* chatlet_json_find that takes NULL, in which nothing is found. */
const chatlet_json *cli_json_find(const chatlet_json *object, const char *key);

/* Writes any parsed value. */
void cli_json_write_value(chatlet_json_writer *writer, const chatlet_json *value);

/* A key and any parsed value. */
void cli_json_write_member(chatlet_json_writer *writer, const char *key, const chatlet_json *value);

/* Whether `value` (NULL is allowed) is this text. */
bool cli_json_is_text(const chatlet_json *value, const char *text);

/* Whether two values are the same: members of objects in any order, numbers by what they are. */
bool cli_json_equals(const chatlet_json *a, const chatlet_json *b);

/* Compact JSON of a value, a copy. */
char *cli_json_copy(cli_memory *memory, const chatlet_json *value);

/* A text of ours, parsed; never NULL. Freed with chatlet_json_free. */
chatlet_json_document *cli_json_parse_own(const char *text);

/* Tells why `command` could not do its work: {"problem": …} on stdout, or words on stderr. */
void cli_json_tell_problem(const char *command, const char *problem, bool json);

#endif
