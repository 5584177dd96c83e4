#include "expr_math.h"

static chatlet_value no_overload(void) { return clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD); }

static bool is_number(const chatlet_value *value) {
    return value->kind >= CHATLET_VALUE_INT && value->kind <= CHATLET_VALUE_DOUBLE;
}

/* The first of those that no other is beyond. */
static chatlet_value find_extreme(const chatlet_value *list, clet_value_order beyond) {
    /* One value may be a list itself, when the compiler could not know. */
    if (list->count == 1 && list->items[0].kind == CHATLET_VALUE_LIST) list = &list->items[0];
    if (list->count == 0) return clet_value_error(CHATLET_VALUE_ERROR_ARGUMENT);
    const chatlet_value *found = &list->items[0];
    for (uint32_t i = 0; i < list->count; i++) {
        if (!is_number(&list->items[i])) return no_overload();
        if (clet_value_compare(&list->items[i], found) == beyond) found = &list->items[i];
    }
    return *found;
}

/* Towards 0. From 2^52 on every double is whole, and so are the others that are no numbers. The
 * sign stays, of a 0 too. */
static double truncate(double number) {
    const double magnitude = number < 0 ? -number : number;
    if (!(magnitude < 4503599627370496.0) || number == 0) return number;
    const double whole = (double)(int64_t)magnitude;
    return number < 0 ? -whole : whole;
}

static double round_to(clet_function function, double number) {
    const double whole = truncate(number);
    const double rest = number - whole;
    if (function == CLET_FUNCTION_CEIL && rest > 0) return whole + 1;
    if (function == CLET_FUNCTION_FLOOR && rest < 0) return whole - 1;
    /* Halves go away from 0. */
    if (function == CLET_FUNCTION_ROUND && rest >= 0.5) return whole + 1;
    if (function == CLET_FUNCTION_ROUND && rest <= -0.5) return whole - 1;
    return whole;
}

static chatlet_value absolute(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_UINT) return *value;
    if (value->kind == CHATLET_VALUE_DOUBLE)
        return clet_value_double(value->number < 0 || value->number == 0 ? 0 - value->number
                                                                         : value->number);
    if (value->kind != CHATLET_VALUE_INT) return no_overload();
    if (value->integer == INT64_MIN) return clet_value_error(CHATLET_VALUE_ERROR_OVERFLOW);
    return clet_value_int(value->integer < 0 ? -value->integer : value->integer);
}

static chatlet_value sign(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_UINT) return clet_value_uint(value->natural > 0 ? 1 : 0);
    if (value->kind == CHATLET_VALUE_INT)
        return clet_value_int((value->integer > 0) - (value->integer < 0));
    if (value->kind != CHATLET_VALUE_DOUBLE) return no_overload();
    if (value->number > 0) return clet_value_double(1);
    return value->number < 0 ? clet_value_double(-1) : *value; /* 0 and what is no number */
}

static chatlet_value combine_bits(clet_function function, const chatlet_value *a,
                                  const chatlet_value *b) {
    chatlet_value result = *a;
    if (a->kind != b->kind || (a->kind != CHATLET_VALUE_INT && a->kind != CHATLET_VALUE_UINT))
        return no_overload();
    if (function == CLET_FUNCTION_BIT_AND) result.natural = a->natural & b->natural;
    if (function == CLET_FUNCTION_BIT_OR) result.natural = a->natural | b->natural;
    if (function == CLET_FUNCTION_BIT_XOR) result.natural = a->natural ^ b->natural;
    return result;
}

/* To the right, too, zeros come in: CEL shifts bits, not numbers. */
static chatlet_value shift_bits(clet_function function, const chatlet_value *value, int64_t by) {
    chatlet_value result = *value;
    if (value->kind != CHATLET_VALUE_INT && value->kind != CHATLET_VALUE_UINT) return no_overload();
    if (by < 0) return clet_value_error(CHATLET_VALUE_ERROR_ARGUMENT);
    if (by > 63)
        result.natural = 0;
    else if (function == CLET_FUNCTION_BIT_SHIFT_LEFT)
        result.natural = value->natural << by;
    else
        result.natural = value->natural >> by;
    return result;
}

chatlet_value clet_expr_math(clet_function function, const chatlet_value *arguments) {
    const chatlet_value *first = &arguments[0];
    chatlet_value turned = *first;
    switch ((int)function) {
    case CLET_FUNCTION_GREATEST: return find_extreme(first, CLET_VALUE_AFTER);
    case CLET_FUNCTION_LEAST: return find_extreme(first, CLET_VALUE_BEFORE);
    case CLET_FUNCTION_CEIL:
    case CLET_FUNCTION_FLOOR:
    case CLET_FUNCTION_ROUND:
    case CLET_FUNCTION_TRUNC: return clet_value_double(round_to(function, first->number));
    case CLET_FUNCTION_ABS: return absolute(first);
    case CLET_FUNCTION_SIGN: return sign(first);
    case CLET_FUNCTION_IS_NAN: return clet_value_bool(first->number != first->number);
    case CLET_FUNCTION_IS_INF:
        return clet_value_bool(first->number == first->number &&
                               first->number - first->number != 0);
    case CLET_FUNCTION_IS_FINITE: return clet_value_bool(first->number - first->number == 0);
    case CLET_FUNCTION_BIT_AND:
    case CLET_FUNCTION_BIT_OR:
    case CLET_FUNCTION_BIT_XOR: return combine_bits(function, first, &arguments[1]);
    case CLET_FUNCTION_BIT_NOT:
        turned.natural = ~first->natural;
        return first->kind == CHATLET_VALUE_INT || first->kind == CHATLET_VALUE_UINT
                   ? turned
                   : no_overload();
    default: return shift_bits(function, first, arguments[1].integer);
    }
}
