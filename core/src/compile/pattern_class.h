/* Sets of characters while a pattern is compiled. */
#ifndef CLET_COMPILE_PATTERN_CLASS_H
#define CLET_COMPILE_PATTERN_CLASS_H

#include "../base/arena.h"

typedef struct clet_pattern_range {
    uint32_t first;
    uint32_t last;
} clet_pattern_range;

/* Starts as {.arena = …}. */
typedef struct clet_pattern_class {
    clet_arena *arena;
    clet_pattern_range *ranges; /* arena */
    uint32_t count;
    uint32_t capacity;
    uint32_t flags; /* LETTERS, DIGITS and NEGATED of bundle/pattern_format.h */
    bool is_out_of_memory;
} clet_pattern_class;

void clet_pattern_class_add(clet_pattern_class *set, uint32_t first, uint32_t last);

/* Adds a class by its letter (d, w, s) or, in capitals, all it does not hold. */
void clet_pattern_class_add_letter(clet_pattern_class *set, char letter);

/* Adds a class of ASCII by its name ("alpha"), or all it does not hold. False when there is
 * none. */
bool clet_pattern_class_add_name(clet_pattern_class *set, chatlet_str name, bool is_negated);

/* Adds a class or script of Unicode by its name ("L", "Greek"). False when it is none we have. */
bool clet_pattern_class_add_unicode(clet_pattern_class *set, chatlet_str name);

/* Adds the other cases of all it holds. */
void clet_pattern_class_fold(clet_pattern_class *set);

/* Puts the ranges in order, none touching the next. */
void clet_pattern_class_sort(clet_pattern_class *set);

#endif
