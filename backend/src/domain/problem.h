/* Why something was not done, as a value that services fill in and routes turn into
 * application/problem+json (RFC 9457). */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "problem_list.h"

#include <chatlet/base.h>

typedef enum problem_code {
#define PROBLEM(name, status, title) PROBLEM_##name,
    PROBLEM_LIST(PROBLEM)
#undef PROBLEM
        PROBLEM_CODES
} problem_code;

enum { PROBLEM_FIELDS_MAX = 16 };

/* One field that is wrong. */
typedef struct problem_field {
    chatlet_str pointer; /* JSON Pointer into the body ("/email"), or a query parameter's name */
    chatlet_str detail;  /* a sentence: what is wrong and what to do */
} problem_field;

/* All texts are constant or live as long as the request. */
typedef struct problem {
    problem_code code;
    chatlet_str detail; /* a sentence on this very case; empty: the title says it all */
    problem_field fields[PROBLEM_FIELDS_MAX];
    size_t field_count;
    uint32_t retry_after_s; /* 0: not said */
} problem;

uint16_t problem_status(problem_code code);
chatlet_str problem_title(problem_code code);

/* The name as the list has it ("STORE_UNAVAILABLE"); constant text. In `type` it stands in lower
 * case with '-' for '_'. */
chatlet_str problem_constant(problem_code code);

#endif
