/* Any bytes as the instructions of an expression: refused, or evaluated to an end within the
 * budget. An input of two lines is an expression, whose instructions are taken with some bytes
 * changed: the second line is triples of place (low byte first) and what is changed there. So seeds
 * are texts, which keep their worth when instructions get other numbers. */
#include "test_allocator.h"
#include "test_expression.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000, CHANGE_BYTES = 3 };

static void evaluate(chatlet_str code) {
    const chatlet_str guarded = test_guarded_copy(code);
    chatlet_evaluation *evaluation = NULL;
    const chatlet_status status = chatlet_expression_evaluate(
        test_plain_allocator(), guarded, test_expression_values(), TEST_EXPRESSION_VARIABLES, COST,
        chatlet_pattern_compile, &evaluation);
    if (status != CHATLET_OK && status != CHATLET_ERR_BUNDLE && status != CHATLET_ERR_COST) abort();
    if (status == CHATLET_OK && chatlet_evaluation_cost(evaluation) > COST) abort();
    chatlet_evaluation_free(evaluation);
    test_guarded_free(guarded);
}

static void evaluate_changed(chatlet_str code, const uint8_t *changes, size_t size) {
    uint8_t *changed = malloc(code.size_bytes);
    if (changed == NULL) abort();
    memcpy(changed, code.data, code.size_bytes);
    for (; size >= CHANGE_BYTES; changes += CHANGE_BYTES, size -= CHANGE_BYTES)
        changed[(changes[0] | (size_t)changes[1] << 8) % code.size_bytes] ^= changes[2];
    evaluate((chatlet_str){.data = (const char *)changed, .size_bytes = code.size_bytes});
    free(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
    if (end == NULL) {
        evaluate((chatlet_str){.data = (const char *)data, .size_bytes = size});
        return 0;
    }
    const size_t text_bytes = (size_t)(end - data);
    const chatlet_expression_options options = {.variables = test_expression_variables,
                                                .variable_count = TEST_EXPRESSION_VARIABLES,
                                                .allows_computed_patterns = true};
    chatlet_expression *expression = NULL;
    const chatlet_status status = chatlet_expression_compile(
        test_plain_allocator(), (chatlet_str){.data = (const char *)data, .size_bytes = text_bytes},
        &options, &expression);
    if (status == CHATLET_OK)
        evaluate_changed(chatlet_expression_code(expression), end + 1, size - text_bytes - 1);
    chatlet_expression_free(expression);
    return 0;
}
