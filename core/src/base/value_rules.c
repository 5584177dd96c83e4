#include "value_rules.h"

#include "str.h"

static clet_value_order order_of(bool is_less, bool is_equal) {
    if (is_equal) return CLET_VALUE_SAME;
    return is_less ? CLET_VALUE_BEFORE : CLET_VALUE_AFTER;
}

static clet_value_order order_of_sign(int sign) { return order_of(sign < 0, sign == 0); }

static clet_value_order turned(clet_value_order order) {
    if (order == CLET_VALUE_BEFORE) return CLET_VALUE_AFTER;
    return order == CLET_VALUE_AFTER ? CLET_VALUE_BEFORE : order;
}

static clet_value_order compare_doubles(double a, double b) {
    if (a != a || b != b) return CLET_VALUE_UNORDERED;
    return order_of(a < b, a == b);
}

static clet_value_order compare_int_uint(int64_t a, uint64_t b) {
    if (a < 0) return CLET_VALUE_BEFORE;
    return order_of((uint64_t)a < b, (uint64_t)a == b);
}

static clet_value_order compare_time(const chatlet_value *a, const chatlet_value *b) {
    if (a->integer != b->integer) return order_of(a->integer < b->integer, false);
    return order_of(a->count < b->count, a->count == b->count);
}

static clet_value_order compare_same_kind(const chatlet_value *a, const chatlet_value *b) {
    switch ((chatlet_value_kind)a->kind) {
    case CHATLET_VALUE_BOOL: return order_of(a->boolean < b->boolean, a->boolean == b->boolean);
    case CHATLET_VALUE_INT: return order_of(a->integer < b->integer, a->integer == b->integer);
    case CHATLET_VALUE_UINT: return order_of(a->natural < b->natural, a->natural == b->natural);
    case CHATLET_VALUE_DOUBLE: return compare_doubles(a->number, b->number);
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES:
        return order_of_sign(clet_str_compare(clet_value_str(a), clet_value_str(b)));
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION: return compare_time(a, b);
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_TYPE:
    case CHATLET_VALUE_ERROR: break;
    }
    return CLET_VALUE_UNRELATED;
}

/* Of two numbers of different kinds, the kind of `a` standing before that of `b` in the list. */
static clet_value_order compare_numbers(const chatlet_value *a, const chatlet_value *b) {
    if (a->kind == CHATLET_VALUE_INT && b->kind == CHATLET_VALUE_UINT)
        return compare_int_uint(a->integer, b->natural);
    /* With a double the other is made one, as the conformance suite has it: the largest int is the
     * same as the double it rounds to. */
    if (a->kind == CHATLET_VALUE_INT) return compare_doubles((double)a->integer, b->number);
    return compare_doubles((double)a->natural, b->number);
}

static bool is_number(const chatlet_value *value) {
    return value->kind >= CHATLET_VALUE_INT && value->kind <= CHATLET_VALUE_DOUBLE;
}

clet_value_order clet_value_compare(const chatlet_value *a, const chatlet_value *b) {
    if (a->kind == b->kind) return compare_same_kind(a, b);
    if (!is_number(a) || !is_number(b)) return CLET_VALUE_UNRELATED;
    return a->kind < b->kind ? compare_numbers(a, b) : turned(compare_numbers(b, a));
}

static bool spend(uint64_t *cost, uint64_t amount) {
    if (*cost <= amount) {
        *cost = 0;
        return false;
    }
    *cost -= amount;
    return true;
}

/* Recursion ends: whoever makes a list or map keeps its depth within CHATLET_VALUE_DEPTH_MAX. */
static bool are_lists_equal(const chatlet_value *a, const chatlet_value *b, uint64_t *cost) {
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!clet_value_equal(&a->items[i], &b->items[i], cost)) return false;
    }
    return true;
}

static bool are_maps_equal(const chatlet_value *a, const chatlet_value *b, uint64_t *cost) {
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const chatlet_value *other = clet_value_find(b, &a->items[2 * i], cost);
        if (other == NULL || !clet_value_equal(&a->items[2 * i + 1], other, cost)) return false;
    }
    return true;
}

bool clet_value_equal(const chatlet_value *a, const chatlet_value *b, uint64_t *cost) {
    if (!spend(cost, 1)) return false;
    if (a->kind != b->kind)
        return is_number(a) && is_number(b) && clet_value_compare(a, b) == CLET_VALUE_SAME;
    switch ((chatlet_value_kind)a->kind) {
    case CHATLET_VALUE_NULL: return true;
    case CHATLET_VALUE_TYPE: return a->type == b->type;
    case CHATLET_VALUE_LIST: return are_lists_equal(a, b, cost);
    case CHATLET_VALUE_MAP: return are_maps_equal(a, b, cost);
    case CHATLET_VALUE_STRING:
    case CHATLET_VALUE_BYTES:
        return a->count == b->count && spend(cost, a->count / 32) &&
               clet_str_equal(clet_value_str(a), clet_value_str(b));
    case CHATLET_VALUE_BOOL:
    case CHATLET_VALUE_INT:
    case CHATLET_VALUE_UINT:
    case CHATLET_VALUE_DOUBLE:
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION: return compare_same_kind(a, b) == CLET_VALUE_SAME;
    case CHATLET_VALUE_ERROR: break;
    }
    return false;
}

const chatlet_value *clet_value_find(const chatlet_value *map, const chatlet_value *key,
                                     uint64_t *cost) {
    for (uint32_t i = 0; i < map->count; i++) {
        if (clet_value_equal(&map->items[2 * i], key, cost)) return &map->items[2 * i + 1];
    }
    return NULL;
}

const chatlet_value *clet_value_find_text(const chatlet_value *map, chatlet_str key,
                                          uint64_t *cost) {
    const chatlet_value text = clet_value_text(CHATLET_VALUE_STRING, key);
    return clet_value_find(map, &text, cost);
}

bool clet_value_is_key(const chatlet_value *value) {
    return value->kind == CHATLET_VALUE_BOOL || value->kind == CHATLET_VALUE_INT ||
           value->kind == CHATLET_VALUE_UINT || value->kind == CHATLET_VALUE_STRING;
}

bool clet_value_double_as_uint(double number, uint64_t *result) {
    if (!(number >= 0 && number < 18446744073709551616.0)) return false;
    const uint64_t whole = (uint64_t)number;
    if ((double)whole != number) return false;
    *result = whole;
    return true;
}
