/* Regular expressions in RE2's syntax, made the words of an automaton (bundle/pattern_format.h).
 *
 * Taken: literals, `.`, classes with ranges, negation, [:alpha:] and its like, \d \w \s and \D \W
 * \S (ASCII, as in RE2), alternatives, groups of every kind, * + ? {n,m} and their lazy forms,
 * ^ $ \A \z \b \B, the flags i, m, s and U, \Q…\E, escapes by name and number; (?i) knows the
 * letters of Latin, Greek, Cyrillic and Armenian. Of Unicode's classes \p{L}, \p{Nd} and \p{Any},
 * by the engine's own tables of words, and the scripts Latin, Greek, Cyrillic, Han, Hiragana,
 * Katakana and Hangul by their main blocks.
 *
 * Refused, with a reason: what has no linear time (back references, looking around), \C, every
 * other class of Unicode. Since only whether it matches is asked, groups are not captured. */
#ifndef CLET_COMPILE_PATTERN_COMPILE_H
#define CLET_COMPILE_PATTERN_COMPILE_H

#include "../base/arena.h"

/* Why a pattern was refused. */
typedef struct clet_pattern_refusal {
    const char *reason; /* constant */
    uint32_t offset;    /* in the pattern */
} clet_pattern_refusal;

/* Compiles `pattern`, UTF-8. *program is in the arena.
 *
 * CHATLET_OK; CHATLET_ERR_SYNTAX with *refusal: not a pattern, or over a limit of
 * chatlet/limits.h; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_pattern_compile(clet_arena *arena, chatlet_str pattern,
                                                     chatlet_str *program,
                                                     clet_pattern_refusal *refusal);

#endif
