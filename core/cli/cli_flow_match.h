/* Expectations of a test script against the effects that came. */
#ifndef CLI_FLOW_MATCH_H
#define CLI_FLOW_MATCH_H

#include "cli_json.h"

/* One effect, or one pattern, of a list of them. NULL where the other side has none. */
typedef struct cli_flow_pair {
    const chatlet_json *pattern;
    const chatlet_json *effect;
    const char
        *difference; /* "fields[0].kind: expected \"email\", came \"text\""; NULL: they fit */
} cli_flow_pair;

typedef struct cli_flow_pairs {
    cli_flow_pair *items; /* owned; freed with free */
    size_t count;
    bool fit; /* no pair differs and none lacks a side */
} cli_flow_pairs;

/* Whether `effect` is as `pattern` says; otherwise *difference says where it is not.
 *
 * A pattern is an object: each of its keys must be there and match. A text may hold '*'; `text` is
 * compared to the effect's words. An object matches by the keys it has, an array item by item; a
 * text in place of an object matches its id, name, title or text. null is also what is not
 * there. */
bool cli_flow_matches(cli_memory *memory, const chatlet_json *pattern, const chatlet_json *effect,
                      const char **difference);

/* The same for any value; `path` is its name in the difference. */
bool cli_flow_value_matches(cli_memory *memory, const char *path, const chatlet_json *pattern,
                            const chatlet_json *value, const char **difference);

/* Matches an array of patterns, in order, to the effects of a step: all but `emit`, `timer`,
 * `cancel` and `need`, and those of the first three that a pattern asks for. {"any": true} stands
 * for any number of effects. Patterns with "vars" or "error" are not looked at.
 *
 * effects  `count` of them, in the order they came. */
void cli_flow_match(cli_memory *memory, const chatlet_json *patterns,
                    const chatlet_json *const *effects, size_t count, cli_flow_pairs *pairs);

#endif
