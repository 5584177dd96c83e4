/* Functions that expressions call, and the kinds each takes when it runs: one letter an argument,
 * the value a method stands behind first. The compiler's list (compile/expr_overload.c) has the
 * names authors write and the types; optional arguments are filled in there.
 *
 *   b bool  i int  u uint  d double  s string  y bytes  l list  m map  t timestamp  r duration
 *   a any: the function looks for itself */
#ifndef CLET_BUNDLE_FUNCTION_LIST_H
#define CLET_BUNDLE_FUNCTION_LIST_H

#define CLET_FUNCTION_LIST(X)                                                                      \
    X(SIZE, "a")                                                                                   \
    X(TYPE_OF, "a")                                                                                \
    X(TO_BOOL, "a")                                                                                \
    X(TO_INT, "a")                                                                                 \
    X(TO_UINT, "a")                                                                                \
    X(TO_DOUBLE, "a")                                                                              \
    X(TO_STRING, "a")                                                                              \
    X(TO_BYTES, "a")                                                                               \
    X(TO_TIMESTAMP, "a")                                                                           \
    X(TO_DURATION, "a")                                                                            \
    X(CONTAINS, "ss")                                                                              \
    X(STARTS_WITH, "ss")                                                                           \
    X(ENDS_WITH, "ss")                                                                             \
    X(CHAR_AT, "si")                                                                               \
    X(INDEX_OF, "ss")                                                                              \
    X(INDEX_OF_FROM, "ssi")                                                                        \
    X(LAST_INDEX_OF, "ss")                                                                         \
    X(LAST_INDEX_OF_FROM, "ssi")                                                                   \
    X(LOWER_ASCII, "s")                                                                            \
    X(UPPER_ASCII, "s")                                                                            \
    X(REPLACE, "sssi")                                                                             \
    X(SPLIT, "ssi")                                                                                \
    X(SUBSTRING_FROM, "si")                                                                        \
    X(SUBSTRING, "sii")                                                                            \
    X(TRIM, "s")                                                                                   \
    X(JOIN, "ls")                                                                                  \
    X(QUOTE, "s")                                                                                  \
    X(REVERSE, "s")                                                                                \
    X(FORMAT, "sl")                                                                                \
    X(GET_FULL_YEAR, "as")                                                                         \
    X(GET_MONTH, "as")                                                                             \
    X(GET_DAY_OF_YEAR, "as")                                                                       \
    X(GET_DAY_OF_MONTH, "as")                                                                      \
    X(GET_DATE, "as")                                                                              \
    X(GET_DAY_OF_WEEK, "as")                                                                       \
    X(GET_HOURS, "as")                                                                             \
    X(GET_MINUTES, "as")                                                                           \
    X(GET_SECONDS, "as")                                                                           \
    X(GET_MILLISECONDS, "as")                                                                      \
    X(GREATEST, "l")                                                                               \
    X(LEAST, "l")                                                                                  \
    X(CEIL, "d")                                                                                   \
    X(FLOOR, "d")                                                                                  \
    X(ROUND, "d")                                                                                  \
    X(TRUNC, "d")                                                                                  \
    X(ABS, "a")                                                                                    \
    X(SIGN, "a")                                                                                   \
    X(IS_NAN, "d")                                                                                 \
    X(IS_INF, "d")                                                                                 \
    X(IS_FINITE, "d")                                                                              \
    X(BIT_AND, "aa")                                                                               \
    X(BIT_OR, "aa")                                                                                \
    X(BIT_XOR, "aa")                                                                               \
    X(BIT_NOT, "a")                                                                                \
    X(BIT_SHIFT_LEFT, "ai")                                                                        \
    X(BIT_SHIFT_RIGHT, "ai")                                                                       \
    X(FORMAT_DATE, "as")                                                                           \
    X(FORMAT_TIME, "as")                                                                           \
    X(FORMAT_DATETIME, "as")                                                                       \
    X(FORMAT_NUMBER, "ai")                                                                         \
    X(FORMAT_MONEY, "as")                                                                          \
    X(FORMAT_LIST, "l")                                                                            \
    X(PLURAL, "am")

typedef enum clet_function {
#define X(name, kinds) CLET_FUNCTION_##name,
    CLET_FUNCTION_LIST(X)
#undef X
        CLET_FUNCTION_COUNT
} clet_function;

enum { CLET_FUNCTION_ARGUMENTS_MAX = 4 };

/* The letters of a function. */
const char *clet_function_kinds(clet_function function);

#endif
