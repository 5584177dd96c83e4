#include "expr_overload.h"

#include "../base/str.h"

#include <string.h>

#define FREE CLET_EXPR_FREE
#define METHOD CLET_EXPR_METHOD
#define EITHER CLET_EXPR_EITHER
#define F(name) CLET_FUNCTION_##name

const clet_expr_overload clet_expr_overloads[] = {
    {"size", EITHER, "s", 'i', 0, F(SIZE)},
    {"size", EITHER, "y", 'i', 0, F(SIZE)},
    {"size", EITHER, "l", 'i', 0, F(SIZE)},
    {"size", EITHER, "m", 'i', 0, F(SIZE)},
    {"type", FREE, "a", 'T', 0, F(TYPE_OF)},
    {"dyn", FREE, "a", 'a', 0, CLET_EXPR_CALL_DYN},
    {"bool", FREE, "b", 'b', 0, F(TO_BOOL)},
    {"bool", FREE, "s", 'b', 0, F(TO_BOOL)},
    {"int", FREE, "i", 'i', 0, F(TO_INT)},
    {"int", FREE, "u", 'i', 0, F(TO_INT)},
    {"int", FREE, "d", 'i', 0, F(TO_INT)},
    {"int", FREE, "s", 'i', 0, F(TO_INT)},
    {"int", FREE, "t", 'i', 0, F(TO_INT)},
    {"uint", FREE, "u", 'u', 0, F(TO_UINT)},
    {"uint", FREE, "i", 'u', 0, F(TO_UINT)},
    {"uint", FREE, "d", 'u', 0, F(TO_UINT)},
    {"uint", FREE, "s", 'u', 0, F(TO_UINT)},
    {"double", FREE, "d", 'd', 0, F(TO_DOUBLE)},
    {"double", FREE, "i", 'd', 0, F(TO_DOUBLE)},
    {"double", FREE, "u", 'd', 0, F(TO_DOUBLE)},
    {"double", FREE, "s", 'd', 0, F(TO_DOUBLE)},
    {"string", FREE, "s", 's', 0, F(TO_STRING)},
    {"string", FREE, "b", 's', 0, F(TO_STRING)},
    {"string", FREE, "i", 's', 0, F(TO_STRING)},
    {"string", FREE, "u", 's', 0, F(TO_STRING)},
    {"string", FREE, "d", 's', 0, F(TO_STRING)},
    {"string", FREE, "y", 's', 0, F(TO_STRING)},
    {"string", FREE, "t", 's', 0, F(TO_STRING)},
    {"string", FREE, "r", 's', 0, F(TO_STRING)},
    {"bytes", FREE, "y", 'y', 0, F(TO_BYTES)},
    {"bytes", FREE, "s", 'y', 0, F(TO_BYTES)},
    {"timestamp", FREE, "t", 't', 0, F(TO_TIMESTAMP)},
    {"timestamp", FREE, "s", 't', 0, F(TO_TIMESTAMP)},
    {"timestamp", FREE, "i", 't', 0, F(TO_TIMESTAMP)},
    {"duration", FREE, "r", 'r', 0, F(TO_DURATION)},
    {"duration", FREE, "s", 'r', 0, F(TO_DURATION)},
    {"contains", METHOD, "ss", 'b', 0, F(CONTAINS)},
    {"startsWith", METHOD, "ss", 'b', 0, F(STARTS_WITH)},
    {"endsWith", METHOD, "ss", 'b', 0, F(ENDS_WITH)},
    {"matches", EITHER, "ss", 'b', 0, CLET_EXPR_CALL_MATCHES},
    {"charAt", METHOD, "si", 's', 0, F(CHAR_AT)},
    {"indexOf", METHOD, "ss", 'i', 0, F(INDEX_OF)},
    {"indexOf", METHOD, "ssi", 'i', 0, F(INDEX_OF_FROM)},
    {"lastIndexOf", METHOD, "ss", 'i', 0, F(LAST_INDEX_OF)},
    {"lastIndexOf", METHOD, "ssi", 'i', 0, F(LAST_INDEX_OF_FROM)},
    {"lowerAscii", METHOD, "s", 's', 0, F(LOWER_ASCII)},
    {"upperAscii", METHOD, "s", 's', 0, F(UPPER_ASCII)},
    {"replace", METHOD, "sss", 's', 'm', F(REPLACE)},
    {"replace", METHOD, "sssi", 's', 0, F(REPLACE)},
    {"split", METHOD, "ss", 'L', 'm', F(SPLIT)},
    {"split", METHOD, "ssi", 'L', 0, F(SPLIT)},
    {"substring", METHOD, "si", 's', 0, F(SUBSTRING_FROM)},
    {"substring", METHOD, "sii", 's', 0, F(SUBSTRING)},
    {"trim", METHOD, "s", 's', 0, F(TRIM)},
    {"join", METHOD, "L", 's', 'e', F(JOIN)},
    {"join", METHOD, "Ls", 's', 0, F(JOIN)},
    {"reverse", METHOD, "s", 's', 0, F(REVERSE)},
    {"format", METHOD, "sl", 's', 0, F(FORMAT)},
    {"strings.quote", FREE, "s", 's', 0, F(QUOTE)},
    {"getFullYear", METHOD, "t", 'i', 'e', F(GET_FULL_YEAR)},
    {"getFullYear", METHOD, "ts", 'i', 0, F(GET_FULL_YEAR)},
    {"getMonth", METHOD, "t", 'i', 'e', F(GET_MONTH)},
    {"getMonth", METHOD, "ts", 'i', 0, F(GET_MONTH)},
    {"getDayOfYear", METHOD, "t", 'i', 'e', F(GET_DAY_OF_YEAR)},
    {"getDayOfYear", METHOD, "ts", 'i', 0, F(GET_DAY_OF_YEAR)},
    {"getDayOfMonth", METHOD, "t", 'i', 'e', F(GET_DAY_OF_MONTH)},
    {"getDayOfMonth", METHOD, "ts", 'i', 0, F(GET_DAY_OF_MONTH)},
    {"getDate", METHOD, "t", 'i', 'e', F(GET_DATE)},
    {"getDate", METHOD, "ts", 'i', 0, F(GET_DATE)},
    {"getDayOfWeek", METHOD, "t", 'i', 'e', F(GET_DAY_OF_WEEK)},
    {"getDayOfWeek", METHOD, "ts", 'i', 0, F(GET_DAY_OF_WEEK)},
    {"getHours", METHOD, "t", 'i', 'e', F(GET_HOURS)},
    {"getHours", METHOD, "ts", 'i', 0, F(GET_HOURS)},
    {"getHours", METHOD, "r", 'i', 'e', F(GET_HOURS)},
    {"getMinutes", METHOD, "t", 'i', 'e', F(GET_MINUTES)},
    {"getMinutes", METHOD, "ts", 'i', 0, F(GET_MINUTES)},
    {"getMinutes", METHOD, "r", 'i', 'e', F(GET_MINUTES)},
    {"getSeconds", METHOD, "t", 'i', 'e', F(GET_SECONDS)},
    {"getSeconds", METHOD, "ts", 'i', 0, F(GET_SECONDS)},
    {"getSeconds", METHOD, "r", 'i', 'e', F(GET_SECONDS)},
    {"getMilliseconds", METHOD, "t", 'i', 'e', F(GET_MILLISECONDS)},
    {"getMilliseconds", METHOD, "ts", 'i', 0, F(GET_MILLISECONDS)},
    {"getMilliseconds", METHOD, "r", 'i', 'e', F(GET_MILLISECONDS)},
    /* Any number of arguments; the checker treats them by hand. */
    {"math.greatest", FREE, "l", 'a', 0, F(GREATEST)},
    {"math.least", FREE, "l", 'a', 0, F(LEAST)},
    {"math.ceil", FREE, "d", 'd', 0, F(CEIL)},
    {"math.floor", FREE, "d", 'd', 0, F(FLOOR)},
    {"math.round", FREE, "d", 'd', 0, F(ROUND)},
    {"math.trunc", FREE, "d", 'd', 0, F(TRUNC)},
    {"math.abs", FREE, "i", 'i', 0, F(ABS)},
    {"math.abs", FREE, "u", 'u', 0, F(ABS)},
    {"math.abs", FREE, "d", 'd', 0, F(ABS)},
    {"math.sign", FREE, "i", 'i', 0, F(SIGN)},
    {"math.sign", FREE, "u", 'u', 0, F(SIGN)},
    {"math.sign", FREE, "d", 'd', 0, F(SIGN)},
    {"math.isNaN", FREE, "d", 'b', 0, F(IS_NAN)},
    {"math.isInf", FREE, "d", 'b', 0, F(IS_INF)},
    {"math.isFinite", FREE, "d", 'b', 0, F(IS_FINITE)},
    {"math.bitAnd", FREE, "ii", 'i', 0, F(BIT_AND)},
    {"math.bitAnd", FREE, "uu", 'u', 0, F(BIT_AND)},
    {"math.bitOr", FREE, "ii", 'i', 0, F(BIT_OR)},
    {"math.bitOr", FREE, "uu", 'u', 0, F(BIT_OR)},
    {"math.bitXor", FREE, "ii", 'i', 0, F(BIT_XOR)},
    {"math.bitXor", FREE, "uu", 'u', 0, F(BIT_XOR)},
    {"math.bitNot", FREE, "i", 'i', 0, F(BIT_NOT)},
    {"math.bitNot", FREE, "u", 'u', 0, F(BIT_NOT)},
    {"math.bitShiftLeft", FREE, "ii", 'i', 0, F(BIT_SHIFT_LEFT)},
    {"math.bitShiftLeft", FREE, "ui", 'u', 0, F(BIT_SHIFT_LEFT)},
    {"math.bitShiftRight", FREE, "ii", 'i', 0, F(BIT_SHIFT_RIGHT)},
    {"math.bitShiftRight", FREE, "ui", 'u', 0, F(BIT_SHIFT_RIGHT)},
    {NULL, FREE, NULL, 0, 0, 0},
};

const clet_expr_type *clet_expr_overload_type(clet_expr_source *source, char letter) {
    static const char letters[] = "-biudsylmtrT"; /* by kinds of values */
    if (letter == 'L') return clet_expr_type_list(source, clet_expr_type_of(CHATLET_VALUE_STRING));
    const char *place = strchr(letters, letter);
    return clet_expr_type_of(place == NULL ? (uint32_t)CLET_EXPR_ANY : (uint32_t)(place - letters));
}

bool clet_expr_overload_is(const clet_expr_overload *overload, chatlet_str name, bool is_method,
                           int count) {
    const chatlet_str own = {.data = overload->name, .size_bytes = strlen(overload->name)};
    const bool has_style = overload->style == EITHER || (overload->style == METHOD) == is_method;
    return has_style && clet_str_equal(own, name) &&
           (count < 0 || (int)strlen(overload->arguments) == count);
}
