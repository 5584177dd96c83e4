#include "problem_counts.h"

#include <string.h>

enum { NAME_BYTES_MAX = 64 };

void problem_counts_add(problem_counts *counts, problem_code code) {
    if (counts == NULL || code == PROBLEM_NONE) return;
    (void)atomic_fetch_add_explicit(&counts->counts[code], 1, memory_order_relaxed);
}

/* The name as it stands in a problem's type. */
static chatlet_str name_of(problem_code code, char text[NAME_BYTES_MAX]) {
    chatlet_str constant = problem_constant(code);
    size_t size_bytes = constant.size_bytes < NAME_BYTES_MAX ? constant.size_bytes : NAME_BYTES_MAX;
    for (size_t i = 0; i < size_bytes; i++) {
        char letter = constant.data[i];
        text[i] = letter == '_' ? '-' : (char)(letter - 'A' + 'a');
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

void problem_counts_write(const problem_counts *counts, const metrics_sink *sink) {
    static const char name[] = "chatletd_problems_total";
    metrics_write_head(sink, name, "Answers of the API that were a problem, by its name.",
                       METRICS_COUNTER);
    for (int i = PROBLEM_NONE + 1; i < PROBLEM_CODES; i++) {
        char text[NAME_BYTES_MAX];
        metrics_write_sample(sink,
                             &(metrics_sample){.name = name,
                                               .suffix = "",
                                               .label = "problem",
                                               .label_value = name_of((problem_code)i, text),
                                               .amount = (int64_t)atomic_load(&counts->counts[i]),
                                               .divisor = 1});
    }
}
