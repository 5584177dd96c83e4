/* Searches a text for a compiled pattern (bundle/pattern_format.h), in time linear in the text: all
 * states the automaton can be in are kept at once (Thompson, "Regular Expression Search Algorithm",
 * 1968), so that no pattern makes it go back. */
#ifndef CLET_RUNTIME_PATTERN_MATCH_H
#define CLET_RUNTIME_PATTERN_MATCH_H

#include "expr_run.h"

/* A bool: whether the pattern is anywhere in `text`, which is UTF-8. Costs the budget the states
 * looked at, a fourth of it each. */
chatlet_value clet_pattern_find(clet_expr_run *run, chatlet_str program, chatlet_str text);

/* The same with the place: the match that begins first, as long as it goes. False when there is
 * none or the run has stopped; *begin and *end are untouched then. Where the pattern begins to
 * match at many places and does not go on, each is tried; the budget bounds that. */
bool clet_pattern_find_place(clet_expr_run *run, chatlet_str program, chatlet_str text,
                             size_t *begin, size_t *end);

#endif
