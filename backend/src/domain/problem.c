#include "problem.h"

static const uint16_t statuses[PROBLEM_CODES] = {
#define PROBLEM(name, status, title) [PROBLEM_##name] = (status),
    PROBLEM_LIST(PROBLEM)
#undef PROBLEM
};

static const chatlet_str titles[PROBLEM_CODES] = {
#define PROBLEM(name, status, title) [PROBLEM_##name] = {(title), sizeof(title) - 1},
    PROBLEM_LIST(PROBLEM)
#undef PROBLEM
};

static const chatlet_str constants[PROBLEM_CODES] = {
#define PROBLEM(name, status, title) [PROBLEM_##name] = {#name, sizeof(#name) - 1},
    PROBLEM_LIST(PROBLEM)
#undef PROBLEM
};

uint16_t problem_status(problem_code code) { return statuses[code]; }

chatlet_str problem_title(problem_code code) { return titles[code]; }

chatlet_str problem_constant(problem_code code) { return constants[code]; }
