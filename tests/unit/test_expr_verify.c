/* Instructions that no compiler of ours writes are refused before they run. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_expression.h"

#include "base/value_rules.h"
#include "bundle/expr_format.h"
#include "bundle/function_list.h"

#define HEAD(stack, slots) stack, slots, 0

static chatlet_status verify(const uint8_t *bytes, size_t size_bytes) {
    clet_arena arena;
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_str guarded = test_guarded_copy((chatlet_str){(const char *)bytes, size_bytes});
    const chatlet_status status = clet_expr_verify(guarded, 2, &arena);
    test_guarded_free(guarded);
    clet_arena_free(&arena);
    return status;
}

static void shapes_are_checked(void **state) {
    static const struct {
        const char *name;
        uint8_t bytes[24];
        size_t size_bytes;
        bool is_good;
    } rows[] = {
        {"true", {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_END}, 5, true},
        {"head alone", {HEAD(1, 0)}, 3, false},
        {"no end", {HEAD(1, 0), CLET_OPCODE_TRUE}, 4, false},
        {"end of nothing", {HEAD(1, 0), CLET_OPCODE_END}, 4, false},
        {"end of two", {HEAD(2, 0), CLET_OPCODE_TRUE, CLET_OPCODE_TRUE, CLET_OPCODE_END}, 6, false},
        {"behind the end",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_END, CLET_OPCODE_END},
         6,
         false},
        {"unknown", {HEAD(1, 0), CLET_OPCODE_COUNT, CLET_OPCODE_END}, 5, false},
        {"higher than told",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_TRUE, CLET_OPCODE_AND, CLET_OPCODE_END},
         7,
         false},
        {"stack over its limit", {201, 0, 0, CLET_OPCODE_TRUE, CLET_OPCODE_END}, 5, false},
        {"more slots than bound", {HEAD(1, 3), CLET_OPCODE_TRUE, CLET_OPCODE_END}, 5, false},
        {"slot past its count", {HEAD(1, 1), CLET_OPCODE_SLOT, 1, 0, CLET_OPCODE_END}, 7, false},
        {"slot", {HEAD(1, 2), CLET_OPCODE_SLOT, 1, 0, CLET_OPCODE_END}, 7, true},
        {"operand cut", {HEAD(1, 0), CLET_OPCODE_INT, 1, 2}, 6, false},
        {"text cut", {HEAD(1, 0), CLET_OPCODE_STRING, 9, 'a', CLET_OPCODE_END}, 7, false},
        {"text without size", {HEAD(1, 0), CLET_OPCODE_STRING}, 4, false},
        {"text of endless size",
         {HEAD(1, 0), CLET_OPCODE_STRING, 0xFF, 0xFF, 0xFF, 0xFF, CLET_OPCODE_END},
         9,
         false},
        {"text not UTF-8", {HEAD(1, 0), CLET_OPCODE_STRING, 1, 0xFF, CLET_OPCODE_END}, 7, false},
        {"bytes need not be", {HEAD(1, 0), CLET_OPCODE_BYTES, 1, 0xFF, CLET_OPCODE_END}, 7, true},
        {"unknown type",
         {HEAD(1, 0), CLET_OPCODE_TYPE, CHATLET_VALUE_ERROR, CLET_OPCODE_END},
         6,
         false},
        {"unknown error", {HEAD(1, 0), CLET_OPCODE_ERROR, 200, CLET_OPCODE_END}, 6, false},
        {"unknown function",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_CALL, CLET_FUNCTION_COUNT, CLET_OPCODE_END},
         7,
         false},
        {"too few arguments",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_CALL, CLET_FUNCTION_CONTAINS, CLET_OPCODE_END},
         7,
         false},
        {"local above the stack", {HEAD(1, 0), CLET_OPCODE_LOCAL, 0, CLET_OPCODE_END}, 6, false},
        {"more items than there are",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_LIST, 2, CLET_OPCODE_END},
         7,
         false},
        {"jump into an operand",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_AND_SKIP, 5, 0, CLET_OPCODE_INT_SMALL, 1,
          CLET_OPCODE_AND, CLET_OPCODE_END},
         11,
         false},
        {"jump past the end",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_AND_SKIP, 50, 0, CLET_OPCODE_END},
         8,
         false},
        {"jump back",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_AND_SKIP, 0, 0, CLET_OPCODE_END},
         8,
         false},
        {"heights differ",
         {HEAD(2, 0), CLET_OPCODE_TRUE, CLET_OPCODE_AND_SKIP, 5, 0, CLET_OPCODE_TRUE,
          CLET_OPCODE_AND, CLET_OPCODE_END},
         10,
         false},
        {"and",
         {HEAD(2, 0), CLET_OPCODE_TRUE, CLET_OPCODE_AND_SKIP, 6, 0, CLET_OPCODE_TRUE,
          CLET_OPCODE_AND, CLET_OPCODE_END},
         10,
         true},
        {"nothing leads there",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_JUMP, 5, 0, CLET_OPCODE_NOT, CLET_OPCODE_END},
         9,
         false},
        {"a loop of no kind",
         {HEAD(4, 0), CLET_OPCODE_TRUE, CLET_OPCODE_LOOP, 9, 5, 0, CLET_OPCODE_END},
         9,
         false},
        {"a step without its next",
         {HEAD(6, 0), CLET_OPCODE_TRUE, CLET_OPCODE_TRUE, CLET_OPCODE_TRUE, CLET_OPCODE_TRUE,
          CLET_OPCODE_TRUE, CLET_OPCODE_STEP, 0x10, 3, 0, CLET_OPCODE_END},
         13,
         false},
        {"a pattern that is none",
         {HEAD(1, 0), CLET_OPCODE_TRUE, CLET_OPCODE_MATCH, 1, 0, CLET_OPCODE_END},
         8,
         false},
    };
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++)
        test_status_equal(rows[i].name, verify(rows[i].bytes, rows[i].size_bytes),
                          rows[i].is_good ? CHATLET_OK : CHATLET_ERR_BUNDLE);
}

static const char *const sources[] = {
    "[1, 2].map(a, a > 1, [a].exists(c, c == i)) == [true] ? m.a : int('7')",
    "s.matches('^t.*t$') && {'a': 1u, 'b': 2.5}.all(k, v, has(m.a) || k in ['a', b\"x\"])",
};

static chatlet_expression *compile(const char *source) {
    const chatlet_expression_options options = {.variables = test_expression_variables,
                                                .variable_count = TEST_EXPRESSION_VARIABLES,
                                                .is_unchecked = true};
    chatlet_expression *expression;
    assert_int_equal(
        chatlet_expression_compile(test_plain_allocator(), test_str(source), &options, &expression),
        CHATLET_OK);
    return expression;
}

static void every_cut_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(sources); i++) {
        chatlet_expression *expression = compile(sources[i]);
        const chatlet_str code = chatlet_expression_code(expression);
        for (size_t size_bytes = 0; size_bytes < code.size_bytes; size_bytes++)
            assert_int_equal(verify((const uint8_t *)code.data, size_bytes), CHATLET_ERR_BUNDLE);
        chatlet_expression_free(expression);
    }
}

/* Whatever byte is changed, it is refused or it runs to an end without harm. */
static void every_changed_byte_is_harmless(void **state) {
    static const uint8_t changes[] = {1, 2, 4, 8, 16, 64, 128, 255};
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(sources); i++) {
        chatlet_expression *expression = compile(sources[i]);
        const chatlet_str code = chatlet_expression_code(expression);
        for (size_t at = 0; at < code.size_bytes * TEST_COUNT(changes); at++) {
            char *bytes = malloc(code.size_bytes);
            chatlet_evaluation *evaluation = NULL;
            assert_non_null(bytes);
            memcpy(bytes, code.data, code.size_bytes);
            bytes[at / TEST_COUNT(changes)] ^= (char)changes[at % TEST_COUNT(changes)];
            const chatlet_status status = chatlet_expression_evaluate(
                test_plain_allocator(), (chatlet_str){bytes, code.size_bytes},
                test_expression_values(), TEST_EXPRESSION_VARIABLES, 2000, NULL, &evaluation);
            assert_true(status == CHATLET_OK || status == CHATLET_ERR_COST ||
                        status == CHATLET_ERR_BUNDLE);
            chatlet_evaluation_free(evaluation);
            free(bytes);
        }
        chatlet_expression_free(expression);
    }
}

/* The longest code goes, a byte more does not. */
static void code_has_a_longest_length(void **state) {
    static uint8_t bytes[CLET_EXPR_HEAD_BYTES + CHATLET_EXPRESSION_CODE_BYTES_MAX + 1];
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        const size_t size_bytes = CLET_EXPR_HEAD_BYTES + CHATLET_EXPRESSION_CODE_BYTES_MAX + more;
        memset(bytes, CLET_OPCODE_NOT, sizeof bytes);
        bytes[0] = 1;
        bytes[1] = bytes[2] = 0;
        bytes[3] = CLET_OPCODE_TRUE;
        bytes[size_bytes - 1] = CLET_OPCODE_END;
        assert_int_equal(verify(bytes, size_bytes), more == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_checked),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(every_changed_byte_is_harmless),
        cmocka_unit_test(code_has_a_longest_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
