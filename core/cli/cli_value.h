/* Values of expressions from JSON and to it, and as people read them.
 *
 * The JSON form: null, booleans, strings and arrays stand for themselves, a number is a double, an
 * object a map with string keys; {"$int":"5"}, {"$uint":"5"}, {"$double":"NaN"} ("Infinity",
 * "-Infinity", "-0"), {"$bytes":"<base64>"}, {"$type":"int"}, {"$duration":"90s"},
 * {"$timestamp":"2024-01-01T00:00:00Z"}; {"$map":[[key, value], …]} is a map with other keys. */
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

#include "cli_memory.h"

#include <chatlet/json.h>
#include <chatlet/value.h>

/* Reads the JSON form. Texts are borrowed from `json`, lists are in `memory`. NULL when it is good,
 * else why not, a constant. */
const char *cli_value_read(cli_memory *memory, const chatlet_json *json, chatlet_value *value);

/* Writes the JSON form. An error is {"$error":"…"}. */
void cli_value_write(chatlet_json_writer *writer, const chatlet_value *value);

/* The JSON form as text. */
const char *cli_value_json(cli_memory *memory, const chatlet_value *value);

/* The value as CEL writes it: 5, 5u, 5.0, "text", [1, 2], {"a": true}. */
const char *cli_value_words(cli_memory *memory, const chatlet_value *value);

/* Whether they are the same value of the same type: what a case of the conformance suite asks. NaN
 * is the same as NaN here; maps may be in any order. */
bool cli_value_is_same(const chatlet_value *a, const chatlet_value *b);

#endif
