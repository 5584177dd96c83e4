/* Any bytes as the instructions of an expression: refused, or evaluated to an end within the
 * budget. */
#include "test_allocator.h"
#include "test_expression.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str code = {.data = (const char *)data, .size_bytes = size};
    const chatlet_str guarded = test_guarded_copy(code);
    chatlet_evaluation *evaluation = NULL;
    const chatlet_status status = chatlet_expression_evaluate(
        test_plain_allocator(), guarded, test_expression_values(), TEST_EXPRESSION_VARIABLES, COST,
        chatlet_pattern_compile, &evaluation);
    if (status != CHATLET_OK && status != CHATLET_ERR_BUNDLE && status != CHATLET_ERR_COST) abort();
    if (status == CHATLET_OK && chatlet_evaluation_cost(evaluation) > COST) abort();
    chatlet_evaluation_free(evaluation);
    test_guarded_free(guarded);
    return 0;
}
