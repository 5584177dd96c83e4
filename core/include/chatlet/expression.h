/* Expressions: CEL (github.com/google/cel-spec), statically typed, compiled to instructions and
 * evaluated over bound variables with a budget.
 *
 *     text + declared variables ─▶ chatlet_expression_compile ─▶ code
 *     code + their values + a budget ─▶ chatlet_expression_evaluate ─▶ a value
 *
 * The language is CEL's without protobuf messages and without named time zones: literals,
 * operators, macros (also of two variables), conversions, timestamps and durations, and the
 * extensions of strings and of math. Names of variables may have dots. Compiling and evaluating
 * give the same on every machine. */
#ifndef CHATLET_EXPRESSION_H
#define CHATLET_EXPRESSION_H

#include <chatlet/compile.h>
#include <chatlet/value.h>

/* A variable that an expression may name; its slot is its place in the list. */
typedef struct chatlet_expression_variable {
    chatlet_str name; /* like CEL's names, dots allowed */
    chatlet_str type; /* "int", "list(string)", "map(string, dyn)", "dyn" …; types are null, bool,
                         int, uint, double, string, bytes, timestamp, duration, type, dyn, list,
                         map */
} chatlet_expression_variable;

typedef struct chatlet_expression_options {
    const chatlet_expression_variable *variables;
    uint32_t variable_count;       /* at most CHATLET_EXPRESSION_VARIABLES_MAX */
    chatlet_str expected_type;     /* of the result; empty: any */
    bool is_unchecked;             /* types and names are not checked: what is wrong is an error
                                      when evaluated. For tests of the language */
    bool allows_computed_patterns; /* `matches` with a pattern that is known only when evaluated,
                                      instead of E16. For the command line */
    chatlet_str file;              /* named in diagnostics; may be empty */
    void *context;
    void (*on_diagnostic)(void *context, const chatlet_diagnostic *diagnostic); /* NULL: none */
} chatlet_expression_options;

typedef struct chatlet_expression chatlet_expression;

/* Compiles one expression.
 *
 * source      UTF-8, at most CHATLET_EXPRESSION_BYTES_MAX.
 * options     borrowed during the call.
 * expression  gets an owned expression; free it with chatlet_expression_free.
 *
 * CHATLET_ERR_INPUT     the author's mistakes, each told as a diagnostic: E04 a name that is not
 *                       declared, E05 syntax and types, E16 patterns, E17 sizes.
 * CHATLET_ERR_ARGUMENT  a declared type does not read, or there are too many variables.
 * CHATLET_ERR_MEMORY
 *
 * Cost: the text, and variables x names in it. */
CHATLET_MUST_USE chatlet_status chatlet_expression_compile(
    const chatlet_allocator *allocator, chatlet_str source,
    const chatlet_expression_options *options, chatlet_expression **expression);

/* The instructions; borrowed until the expression is freed. They may be kept and evaluated
 * elsewhere. */
chatlet_str chatlet_expression_code(const chatlet_expression *expression);

/* The type of the result, as options.expected_type has it; borrowed like the code. */
chatlet_str chatlet_expression_type(const chatlet_expression *expression);

/* Frees the expression. NULL is allowed. */
void chatlet_expression_free(chatlet_expression *expression);

/* Compiles a regular expression of RE2's syntax (core/src/compile/pattern_compile.h says which part
 * of it) for the evaluator. *program is owned by the caller, who gives its data back with the
 * allocator's release.
 *
 * CHATLET_ERR_SYNTAX: not a pattern that is taken, or over a limit. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_pattern_compile(const chatlet_allocator *allocator,
                                                        chatlet_str pattern, chatlet_str *program);

typedef chatlet_status (*chatlet_pattern_compiler)(const chatlet_allocator *allocator,
                                                   chatlet_str pattern, chatlet_str *program);

typedef struct chatlet_evaluation chatlet_evaluation;

/* Evaluates code that chatlet_expression_compile gave.
 *
 * slots            values of the variables, by their slots; borrowed while the evaluation is used.
 *                  Texts must be UTF-8, depths right, and no deeper than CHATLET_VALUE_DEPTH_MAX. A
 *                  variable without a value is CHATLET_VALUE_ERROR_UNSET.
 * cost_max         what it may cost, from 1: an instruction costs one, long texts and lists more.
 * compile_pattern  chatlet_pattern_compile where computed patterns were allowed, else NULL.
 * evaluation       gets an owned result; free it with chatlet_evaluation_free.
 *
 * CHATLET_OK: there is a value, which may be an error. CHATLET_ERR_COST: the budget ran out.
 * CHATLET_ERR_BUNDLE: not code of an expression, or of one with more slots. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_expression_evaluate(
    const chatlet_allocator *allocator, chatlet_str code, const chatlet_value *slots,
    uint32_t slot_count, uint64_t cost_max, chatlet_pattern_compiler compile_pattern,
    chatlet_evaluation **evaluation);

/* The data of a language, by its tag ("es", "es-MX"): what dates, numbers, money, lists and plurals
 * are written with. *data is owned by the caller, who gives its data back with the allocator's
 * release.
 *
 * CHATLET_ERR_ARGUMENT: there is none of this language. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_locale_data(const chatlet_allocator *allocator,
                                                    chatlet_str tag, chatlet_str *data);

typedef struct chatlet_evaluation_options {
    uint64_t cost_max;                        /* as below */
    chatlet_pattern_compiler compile_pattern; /* as below */
    chatlet_str locale;                       /* from chatlet_locale_data; empty: of no language */
    int32_t zone_minutes; /* offset from UTC that times are shown at, east positive; up to a day */
} chatlet_evaluation_options;

/* chatlet_expression_evaluate for people of a language. CHATLET_ERR_BUNDLE also when options.locale
 * is not the data of one; CHATLET_ERR_ARGUMENT when the offset is over a day. */
CHATLET_MUST_USE chatlet_status chatlet_expression_evaluate_local(
    const chatlet_allocator *allocator, chatlet_str code, const chatlet_value *slots,
    uint32_t slot_count, const chatlet_evaluation_options *options,
    chatlet_evaluation **evaluation);

/* The value; borrowed until the evaluation is freed, and from the code and the slots. */
const chatlet_value *chatlet_evaluation_value(const chatlet_evaluation *evaluation);

/* What it cost, 1 to cost_max. */
uint64_t chatlet_evaluation_cost(const chatlet_evaluation *evaluation);

/* Frees the result. NULL is allowed. */
void chatlet_evaluation_free(chatlet_evaluation *evaluation);

#endif
