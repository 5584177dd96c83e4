#include "expr_operate.h"

#include "../base/assert.h"
#include "expr_time.h"

#include <string.h>

static chatlet_value overflow(void) { return clet_value_error(CHATLET_VALUE_ERROR_OVERFLOW); }

static chatlet_value calculate_ints(clet_opcode opcode, int64_t a, int64_t b) {
    int64_t result;
    switch ((int)opcode) {
    case CLET_OPCODE_ADD:
        return __builtin_add_overflow(a, b, &result) ? overflow() : clet_value_int(result);
    case CLET_OPCODE_SUBTRACT:
        return __builtin_sub_overflow(a, b, &result) ? overflow() : clet_value_int(result);
    case CLET_OPCODE_MULTIPLY:
        return __builtin_mul_overflow(a, b, &result) ? overflow() : clet_value_int(result);
    default: break; /* DIVIDE and MODULO */
    }
    if (b == 0) return clet_value_error(CHATLET_VALUE_ERROR_DIVIDE);
    if (a == INT64_MIN && b == -1) return overflow();
    return clet_value_int(opcode == CLET_OPCODE_DIVIDE ? a / b : a % b);
}

static chatlet_value calculate_uints(clet_opcode opcode, uint64_t a, uint64_t b) {
    uint64_t result;
    switch ((int)opcode) {
    case CLET_OPCODE_ADD:
        return __builtin_add_overflow(a, b, &result) ? overflow() : clet_value_uint(result);
    case CLET_OPCODE_SUBTRACT:
        return __builtin_sub_overflow(a, b, &result) ? overflow() : clet_value_uint(result);
    case CLET_OPCODE_MULTIPLY:
        return __builtin_mul_overflow(a, b, &result) ? overflow() : clet_value_uint(result);
    default: break; /* DIVIDE and MODULO */
    }
    if (b == 0) return clet_value_error(CHATLET_VALUE_ERROR_DIVIDE);
    return clet_value_uint(opcode == CLET_OPCODE_DIVIDE ? a / b : a % b);
}

static chatlet_value calculate_doubles(clet_opcode opcode, double a, double b) {
    switch ((int)opcode) {
    case CLET_OPCODE_ADD: return clet_value_double(a + b);
    case CLET_OPCODE_SUBTRACT: return clet_value_double(a - b);
    case CLET_OPCODE_MULTIPLY: return clet_value_double(a * b);
    case CLET_OPCODE_DIVIDE: return clet_value_double(a / b);
    default: return clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD); /* CEL has no % of doubles */
    }
}

static chatlet_value join_texts(clet_expr_run *run, const chatlet_value *a,
                                const chatlet_value *b) {
    if (a->count == 0) return *b;
    if (b->count == 0) return *a;
    const size_t size_bytes = (size_t)a->count + b->count;
    if (size_bytes > CHATLET_VALUE_BYTES_MAX) return clet_value_error(CHATLET_VALUE_ERROR_SIZE);
    char *text = clet_expr_take(run, size_bytes, 1);
    if (text == NULL) return clet_value_null();
    memcpy(text, a->text, a->count);
    memcpy(text + a->count, b->text, b->count);
    return clet_value_text((chatlet_value_kind)a->kind,
                           (chatlet_str){.data = text, .size_bytes = size_bytes});
}

static chatlet_value join_lists(clet_expr_run *run, const chatlet_value *a,
                                const chatlet_value *b) {
    if (a->count == 0) return clet_expr_list_finish(b);
    if (b->count == 0) return clet_expr_list_finish(a);
    const size_t count = (size_t)a->count + b->count;
    if (count > CHATLET_VALUE_ITEMS_MAX) return clet_value_error(CHATLET_VALUE_ERROR_SIZE);
    chatlet_value *items = clet_expr_take(run, count, sizeof *items);
    if (items == NULL) return clet_value_null();
    memcpy(items, a->items, a->count * sizeof *items);
    memcpy(items + a->count, b->items, b->count * sizeof *items);
    return (chatlet_value){.kind = CHATLET_VALUE_LIST,
                           .depth = a->depth > b->depth ? a->depth : b->depth,
                           .count = (uint32_t)count,
                           .items = items};
}

static chatlet_value join(clet_expr_run *run, const chatlet_value *a, const chatlet_value *b) {
    if (a->kind == CHATLET_VALUE_LIST) return join_lists(run, a, b);
    if (a->kind == CHATLET_VALUE_STRING || a->kind == CHATLET_VALUE_BYTES)
        return join_texts(run, a, b);
    return clet_expr_mismatch(a, b);
}

static bool is_time(const chatlet_value *value) {
    return value->kind == CHATLET_VALUE_TIMESTAMP || value->kind == CHATLET_VALUE_DURATION;
}

chatlet_value clet_expr_calculate(clet_expr_run *run, clet_opcode opcode, const chatlet_value *a,
                                  const chatlet_value *b) {
    if (is_time(a) && is_time(b)) return clet_expr_calculate_time(opcode, a, b);
    if (a->kind != b->kind) return clet_expr_mismatch(a, b);
    if (a->kind == CHATLET_VALUE_INT) return calculate_ints(opcode, a->integer, b->integer);
    if (a->kind == CHATLET_VALUE_UINT) return calculate_uints(opcode, a->natural, b->natural);
    if (a->kind == CHATLET_VALUE_DOUBLE) return calculate_doubles(opcode, a->number, b->number);
    return opcode == CLET_OPCODE_ADD ? join(run, a, b) : clet_expr_mismatch(a, b);
}

chatlet_value clet_expr_negate(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_DOUBLE) return clet_value_double(-value->number);
    if (value->kind == CHATLET_VALUE_INT)
        return calculate_ints(CLET_OPCODE_SUBTRACT, 0, value->integer);
    return clet_expr_mismatch(value, value);
}

chatlet_value clet_expr_order(clet_opcode opcode, const chatlet_value *a, const chatlet_value *b) {
    const clet_value_order order = clet_value_compare(a, b);
    const bool is_same = order == CLET_VALUE_SAME;
    if (order == CLET_VALUE_UNRELATED) return clet_expr_mismatch(a, b);
    switch ((int)opcode) {
    case CLET_OPCODE_LESS: return clet_value_bool(order == CLET_VALUE_BEFORE);
    case CLET_OPCODE_LESS_EQUAL: return clet_value_bool(is_same || order == CLET_VALUE_BEFORE);
    case CLET_OPCODE_GREATER: return clet_value_bool(order == CLET_VALUE_AFTER);
    default: return clet_value_bool(is_same || order == CLET_VALUE_AFTER);
    }
}

chatlet_value clet_expr_equal(clet_expr_run *run, const chatlet_value *a, const chatlet_value *b) {
    if (a->kind == CHATLET_VALUE_ERROR || b->kind == CHATLET_VALUE_ERROR)
        return clet_expr_mismatch(a, b);
    return clet_value_bool(clet_value_equal(a, b, &run->cost_left));
}

static bool is_in_list(clet_expr_run *run, const chatlet_value *item, const chatlet_value *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (clet_value_equal(&list->items[i], item, &run->cost_left)) return true;
    }
    return false;
}

chatlet_value clet_expr_in(clet_expr_run *run, const chatlet_value *item,
                           const chatlet_value *list) {
    if (item->kind == CHATLET_VALUE_ERROR) return *item;
    if (list->kind == CHATLET_VALUE_LIST) return clet_value_bool(is_in_list(run, item, list));
    if (list->kind == CHATLET_VALUE_MAP)
        return clet_value_bool(clet_value_find(list, item, &run->cost_left) != NULL);
    return clet_expr_mismatch(item, list);
}

/* A whole number of any kind; false for others and for what fits no index anyway. */
static bool read_index(const chatlet_value *index, uint64_t *result) {
    if (index->kind == CHATLET_VALUE_DOUBLE)
        return clet_value_double_as_uint(index->number, result);
    *result = index->natural;
    return index->kind == CHATLET_VALUE_UINT ||
           (index->kind == CHATLET_VALUE_INT && index->integer >= 0);
}

chatlet_value clet_expr_index(clet_expr_run *run, const chatlet_value *list,
                              const chatlet_value *index) {
    if (index->kind == CHATLET_VALUE_ERROR || list->kind == CHATLET_VALUE_ERROR)
        return clet_expr_mismatch(list, index);
    if (list->kind == CHATLET_VALUE_MAP) {
        const chatlet_value *found = clet_value_find(list, index, &run->cost_left);
        return found == NULL ? clet_value_error(CHATLET_VALUE_ERROR_NO_KEY) : *found;
    }
    uint64_t place;
    if (list->kind != CHATLET_VALUE_LIST) return clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD);
    if (!read_index(index, &place) || place >= list->count)
        return clet_value_error(CHATLET_VALUE_ERROR_INDEX);
    return list->items[place];
}

chatlet_value clet_expr_field(clet_expr_run *run, const chatlet_value *map, chatlet_str name) {
    if (map->kind == CHATLET_VALUE_ERROR) return *map;
    if (map->kind != CHATLET_VALUE_MAP) return clet_value_error(CHATLET_VALUE_ERROR_NO_FIELD);
    const chatlet_value *found = clet_value_find_text(map, name, &run->cost_left);
    return found == NULL ? clet_value_error(CHATLET_VALUE_ERROR_NO_KEY) : *found;
}

chatlet_value clet_expr_has(clet_expr_run *run, const chatlet_value *map, chatlet_str name) {
    if (map->kind == CHATLET_VALUE_ERROR) return *map;
    if (map->kind != CHATLET_VALUE_MAP) return clet_value_error(CHATLET_VALUE_ERROR_NO_FIELD);
    return clet_value_bool(clet_value_find_text(map, name, &run->cost_left) != NULL);
}
