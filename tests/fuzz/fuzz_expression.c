/* Any text as an expression, its first byte choosing whether it is checked: it is refused with a
 * mistake, or its instructions verify, and evaluating them gives the same value and cost twice. */
#include "test_allocator.h"
#include "test_expression.h"

#include "base/value_rules.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000 };

static void require(bool condition) {
    if (!condition) abort();
}

static bool is_same(const chatlet_value *a, const chatlet_value *b) {
    uint64_t cost = UINT64_MAX;
    if (a->kind == CHATLET_VALUE_ERROR) return b->kind == a->kind && b->error == a->error;
    if (a->kind == CHATLET_VALUE_DOUBLE && a->number != a->number) return b->number != b->number;
    /* A list may hold NaN, which equals nothing. */
    if (a->kind == CHATLET_VALUE_LIST || a->kind == CHATLET_VALUE_MAP)
        return b->kind == a->kind && b->count == a->count;
    return a->kind == b->kind && clet_value_equal(a, b, &cost);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_expression first;
    test_expression second;
    if (size == 0) return 0;
    const chatlet_str source = {.data = (const char *)data + 1, .size_bytes = size - 1};
    const bool is_unchecked = data[0] % 2 == 1;
    test_expression_run(test_plain_allocator(), source, is_unchecked, COST, &first);
    require(first.status == CHATLET_OK || first.status == CHATLET_ERR_INPUT ||
            first.status == CHATLET_ERR_COST);
    require((first.status == CHATLET_ERR_INPUT) == (first.text[0] != '\0'));
    if (first.status == CHATLET_OK) {
        test_expression_run(test_plain_allocator(), source, is_unchecked, COST, &second);
        require(second.status == CHATLET_OK);
        require(chatlet_evaluation_cost(first.evaluation) ==
                chatlet_evaluation_cost(second.evaluation));
        require(is_same(chatlet_evaluation_value(first.evaluation),
                        chatlet_evaluation_value(second.evaluation)));
        test_expression_free(&second);
    }
    test_expression_free(&first);
    return 0;
}
