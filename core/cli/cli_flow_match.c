#include "cli_flow_match.h"

#include "cli_flow_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- one value ------------------------------------------------------------------------------- */

static bool differ(cli_memory *memory, const char *path, const chatlet_json *pattern,
                   const chatlet_json *value, const char **difference) {
    *difference =
        cli_memory_format(memory, "%s: expected %s, came %s", path, cli_json_copy(memory, pattern),
                          value == NULL ? "nothing" : cli_json_copy(memory, value));
    return false;
}

static char *text_copy(cli_memory *memory, const chatlet_json *value) {
    return cli_memory_copy(memory, value->text);
}

/* A text stands for an object by one of its names. */
static bool names_object(cli_memory *memory, const chatlet_json *pattern,
                         const chatlet_json *object) {
    static const char *const keys[] = {"id", "name", "title", "text"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const chatlet_json *member = cli_json_find(object, keys[i]);
        if (member != NULL && member->kind == CHATLET_JSON_STRING &&
            cli_flow_text_is_like(memory, text_copy(memory, member), text_copy(memory, pattern)))
            return true;
    }
    return false;
}

static bool text_matches(cli_memory *memory, const char *path, const chatlet_json *pattern,
                         const chatlet_json *value, const char **difference) {
    if (value->kind == CHATLET_JSON_OBJECT && names_object(memory, pattern, value)) return true;
    if (value->kind == CHATLET_JSON_STRING &&
        cli_flow_text_is_like(memory, text_copy(memory, value), text_copy(memory, pattern)))
        return true;
    return differ(memory, path, pattern, value, difference);
}

static bool list_matches(cli_memory *memory, const char *path, const chatlet_json *pattern,
                         const chatlet_json *value, const char **difference) {
    if (value->kind != CHATLET_JSON_ARRAY) return differ(memory, path, pattern, value, difference);
    if (value->count != pattern->count) {
        *difference = cli_memory_format(memory, "%s: expected %u items, came %u: %s", path,
                                        pattern->count, value->count, cli_json_copy(memory, value));
        return false;
    }
    const chatlet_json *item = value->first;
    uint32_t index = 0;
    for (const chatlet_json *wanted = pattern->first; wanted != NULL; wanted = wanted->next) {
        const char *place = cli_memory_format(memory, "%s[%u]", path, index++);
        if (!cli_flow_value_matches(memory, place, wanted, item, difference)) return false;
        item = item->next;
    }
    return true;
}

static bool members_match(cli_memory *memory, const char *path, const chatlet_json *pattern,
                          const chatlet_json *value, const char **difference) {
    if (value->kind != CHATLET_JSON_OBJECT) return differ(memory, path, pattern, value, difference);
    for (const chatlet_json *wanted = pattern->first; wanted != NULL; wanted = wanted->next) {
        const char *key = cli_memory_copy(memory, wanted->key);
        const char *place = path[0] == '\0' ? key : cli_memory_format(memory, "%s.%s", path, key);
        const chatlet_json *member = chatlet_json_find(value, wanted->key);
        if (!cli_flow_value_matches(memory, place, wanted, member, difference)) return false;
    }
    return true;
}

/* Recursion ends: the parser refuses nesting past CHATLET_JSON_DEPTH_MAX. */
bool cli_flow_value_matches(cli_memory *memory, const char *path, const chatlet_json *pattern,
                            const chatlet_json *value, const char **difference) {
    if (value == NULL)
        return pattern->kind == CHATLET_JSON_NULL ||
               differ(memory, path, pattern, value, difference);
    switch (pattern->kind) {
    case CHATLET_JSON_STRING: return text_matches(memory, path, pattern, value, difference);
    case CHATLET_JSON_ARRAY: return list_matches(memory, path, pattern, value, difference);
    case CHATLET_JSON_OBJECT: return members_match(memory, path, pattern, value, difference);
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_BOOLEAN:
    case CHATLET_JSON_INTEGER:
    case CHATLET_JSON_DOUBLE: break;
    }
    return cli_json_equals(pattern, value) || differ(memory, path, pattern, value, difference);
}

/* ---- one effect ------------------------------------------------------------------------------ */

static bool is_key(const chatlet_json *member, const char *key) {
    return member->key.size_bytes == strlen(key) &&
           memcmp(member->key.data, key, member->key.size_bytes) == 0;
}

static bool words_match(cli_memory *memory, const chatlet_json *wanted, const chatlet_json *effect,
                        const char **difference) {
    const char *words = cli_flow_text_of(memory, effect);
    const char *pattern = text_copy(memory, wanted);
    if (cli_flow_text_is_like(memory, words, pattern)) return true;
    *difference = cli_memory_format(memory, "text: expected \"%s\", came \"%s\"", pattern, words);
    return false;
}

/* What kind it is comes first: of another kind nothing else is worth telling. */
bool cli_flow_matches(cli_memory *memory, const chatlet_json *pattern, const chatlet_json *effect,
                      const char **difference) {
    const chatlet_json *kind = cli_json_find(pattern, "kind");
    if (pattern->kind != CHATLET_JSON_OBJECT)
        return differ(memory, "pattern", pattern, effect, difference);
    if (kind != NULL &&
        !cli_flow_value_matches(memory, "kind", kind, cli_json_find(effect, "kind"), difference))
        return false;
    for (const chatlet_json *wanted = pattern->first; wanted != NULL; wanted = wanted->next) {
        const char *key = cli_memory_copy(memory, wanted->key);
        const chatlet_json *member = chatlet_json_find(effect, wanted->key);
        const bool fits = is_key(wanted, "text") && wanted->kind == CHATLET_JSON_STRING
                              ? words_match(memory, wanted, effect, difference)
                              : cli_flow_value_matches(memory, key, wanted, member, difference);
        if (!fits) return false;
    }
    return true;
}

/* ---- a step's effects ------------------------------------------------------------------------ */

static bool is_any(const chatlet_json *pattern) {
    const chatlet_json *any = cli_json_find(pattern, "any");
    return any != NULL && any->kind == CHATLET_JSON_BOOLEAN && any->boolean;
}

static bool is_of_kind(const chatlet_json *value, const char *kind) {
    return cli_json_is_text(cli_json_find(value, "kind"), kind);
}

/* Bookkeeping between engine and host counts only for patterns that ask for it: whoever adds an
 * idle trigger does not want to write all tests anew. */
static bool is_aside(const chatlet_json *value) {
    return is_of_kind(value, "emit") || is_of_kind(value, "timer") || is_of_kind(value, "cancel");
}

static bool is_about_state(const chatlet_json *pattern) {
    return cli_json_find(pattern, "vars") != NULL || cli_json_find(pattern, "error") != NULL;
}

static void add_pair(cli_flow_pairs *pairs, cli_flow_pair pair) {
    pairs->items = cli_grow(pairs->items, pairs->count + 1, sizeof(*pairs->items));
    pairs->items[pairs->count++] = pair;
    if (pair.difference != NULL || pair.effect == NULL || pair.pattern == NULL) pairs->fit = false;
}

/* What a pattern asks for aside may stand anywhere behind the one matched before. */
static size_t find_aside(cli_memory *memory, const chatlet_json *pattern,
                         const chatlet_json *const *effects, size_t count, size_t from) {
    const char *difference;
    for (size_t i = from; i < count; i++) {
        if (is_aside(effects[i]) && cli_flow_matches(memory, pattern, effects[i], &difference))
            return i;
    }
    return count;
}

static void match_asides(cli_memory *memory, const chatlet_json *patterns,
                         const chatlet_json *const *effects, size_t count, cli_flow_pairs *pairs) {
    size_t from = 0;
    for (const chatlet_json *pattern = patterns->first; pattern != NULL; pattern = pattern->next) {
        if (!is_aside(pattern)) continue;
        const size_t found = find_aside(memory, pattern, effects, count, from);
        if (found < count) {
            from = found + 1;
        } else {
            add_pair(pairs, (cli_flow_pair){.pattern = pattern});
        }
    }
}

/* What is to be matched in order. */
typedef struct matcher {
    cli_memory *memory;
    const chatlet_json **patterns; /* that are for effects */
    size_t pattern_count;
    const chatlet_json **effects; /* without those aside and need */
    size_t effect_count;
    unsigned char *reachable; /* by pattern and effect: the rest can fit; 0 unknown, 1 no, 2 yes */
} matcher;

static unsigned char *cell(const matcher *match, size_t pattern, size_t effect) {
    return &match->reachable[pattern * (match->effect_count + 1) + effect];
}

static bool fits(const matcher *match, size_t pattern, size_t effect) {
    const char *difference;
    return cli_flow_matches(match->memory, match->patterns[pattern], match->effects[effect],
                            &difference);
}

/* From the last pattern back to the first: whether the rest of both lists can be matched. */
static void fill_reachable(const matcher *match) {
    for (size_t p = match->pattern_count + 1; p-- > 0;) {
        for (size_t e = match->effect_count + 1; e-- > 0;) {
            bool can;
            if (p == match->pattern_count) {
                can = e == match->effect_count;
            } else if (is_any(match->patterns[p])) {
                can = *cell(match, p + 1, e) == 2 ||
                      (e < match->effect_count && *cell(match, p, e + 1) == 2);
            } else {
                can =
                    e < match->effect_count && *cell(match, p + 1, e + 1) == 2 && fits(match, p, e);
            }
            *cell(match, p, e) = can ? 2 : 1;
        }
    }
}

/* One pair for each pattern or effect that is worth telling. Where the lists fit, the way that
 * fits; else side by side, with the next effect that fits a pattern looked for so that one effect
 * too many does not make all others wrong. */
static void pair_up(const matcher *match, cli_flow_pairs *pairs) {
    size_t p = 0, e = 0;
    while (p < match->pattern_count || e < match->effect_count) {
        cli_flow_pair pair = {0};
        if (p < match->pattern_count && is_any(match->patterns[p])) {
            const bool goes_on = *cell(match, 0, 0) == 2
                                     ? *cell(match, p + 1, e) == 2
                                     : p + 1 < match->pattern_count && e < match->effect_count &&
                                           fits(match, p + 1, e);
            const bool stays = e < match->effect_count && !goes_on;
            if (stays) {
                e++;
            } else {
                p++;
            }
            continue;
        }
        if (p == match->pattern_count) {
            pair.effect = match->effects[e++];
        } else if (e == match->effect_count) {
            pair.pattern = match->patterns[p++];
        } else if (cli_flow_matches(match->memory, match->patterns[p], match->effects[e],
                                    &pair.difference)) {
            pair.difference = NULL;
            pair.pattern = match->patterns[p++];
            pair.effect = match->effects[e++];
        } else if (e + 1 < match->effect_count && fits(match, p, e + 1)) {
            pair.difference = NULL;
            pair.effect = match->effects[e++];
        } else if (p + 1 < match->pattern_count && !is_any(match->patterns[p + 1]) &&
                   fits(match, p + 1, e)) {
            pair.difference = NULL;
            pair.pattern = match->patterns[p++];
        } else {
            pair.pattern = match->patterns[p++];
            pair.effect = match->effects[e++];
        }
        add_pair(pairs, pair);
    }
}

void cli_flow_match(cli_memory *memory, const chatlet_json *patterns,
                    const chatlet_json *const *effects, size_t count, cli_flow_pairs *pairs) {
    matcher match = {.memory = memory};
    *pairs = (cli_flow_pairs){.fit = true};
    match.patterns =
        cli_memory_take(memory, ((size_t)patterns->count + 1) * sizeof(*match.patterns));
    match.effects = cli_memory_take(memory, (count + 1) * sizeof(*match.effects));
    for (const chatlet_json *pattern = patterns->first; pattern != NULL; pattern = pattern->next) {
        if (!is_aside(pattern) && !is_about_state(pattern))
            match.patterns[match.pattern_count++] = pattern;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_aside(effects[i]) && !is_of_kind(effects[i], "need"))
            match.effects[match.effect_count++] = effects[i];
    }
    match.reachable = cli_memory_take(memory, (match.pattern_count + 1) * (match.effect_count + 1));
    fill_reachable(&match);
    pair_up(&match, pairs);
    match_asides(memory, patterns, effects, count, pairs);
}
