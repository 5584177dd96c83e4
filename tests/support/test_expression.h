/* Expressions for tests: compiled, verified and evaluated, in tables that print what went wrong. */
#ifndef TEST_EXPRESSION_H
#define TEST_EXPRESSION_H

#include <chatlet/expression.h>

enum { TEST_EXPRESSION_TEXT_BYTES = 2048, TEST_EXPRESSION_COST = 1000000 };

/* Variables that every expression of the tables may name: i int 3, d double 1.5, s string "text",
 * b bool true, l list(int) [1, 2], m map(string, int) {"a": 1}, x dyn null, order.total double 9.5,
 * unset int without a value. */
enum { TEST_EXPRESSION_VARIABLES = 9 };
extern const chatlet_expression_variable test_expression_variables[TEST_EXPRESSION_VARIABLES];
const chatlet_value *test_expression_values(void);

/* What came of an expression. Free with test_expression_free. */
typedef struct test_expression {
    chatlet_status status;
    char text[TEST_EXPRESSION_TEXT_BYTES]; /* a line "1:2: E05: …" for each mistake */
    chatlet_expression *expression;
    chatlet_evaluation *evaluation;
} test_expression;

void test_expression_run(const chatlet_allocator *allocator, chatlet_str source, bool is_unchecked,
                         uint64_t cost_max, test_expression *outcome);
void test_expression_free(test_expression *outcome);

/* Each expression gives true. */
void test_expressions_hold(const char *const *expressions, size_t count);

/* Each expression compiles and gives the error. */
typedef struct test_expression_failure {
    const char *source;
    chatlet_value_error error;
} test_expression_failure;

void test_expressions_fail(const test_expression_failure *rows, size_t count);

/* Each expression is refused with exactly these lines. */
typedef struct test_expression_refusal {
    const char *source;
    const char *lines;
} test_expression_refusal;

void test_expressions_refused(const test_expression_refusal *rows, size_t count);

#define TEST_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

#endif
