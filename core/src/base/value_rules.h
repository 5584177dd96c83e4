/* Making, comparing and searching values (chatlet/value.h), by CEL's rules: numbers are equal and
 * ordered across int, uint and double by what they stand for. */
#ifndef CLET_BASE_VALUE_RULES_H
#define CLET_BASE_VALUE_RULES_H

#include <chatlet/value.h>

static inline chatlet_value clet_value_null(void) {
    return (chatlet_value){.kind = CHATLET_VALUE_NULL};
}

static inline chatlet_value clet_value_bool(bool boolean) {
    return (chatlet_value){.kind = CHATLET_VALUE_BOOL, .boolean = boolean};
}

static inline chatlet_value clet_value_int(int64_t integer) {
    return (chatlet_value){.kind = CHATLET_VALUE_INT, .integer = integer};
}

static inline chatlet_value clet_value_uint(uint64_t natural) {
    return (chatlet_value){.kind = CHATLET_VALUE_UINT, .natural = natural};
}

static inline chatlet_value clet_value_double(double number) {
    return (chatlet_value){.kind = CHATLET_VALUE_DOUBLE, .number = number};
}

static inline chatlet_value clet_value_type(uint32_t kind) {
    return (chatlet_value){.kind = CHATLET_VALUE_TYPE, .type = kind};
}

static inline chatlet_value clet_value_error(chatlet_value_error error) {
    return (chatlet_value){.kind = CHATLET_VALUE_ERROR, .error = error};
}

/* A string, or bytes; `kind` says which. At most UINT32_MAX bytes. */
static inline chatlet_value clet_value_text(chatlet_value_kind kind, chatlet_str text) {
    return (chatlet_value){
        .kind = (uint8_t)kind, .count = (uint32_t)text.size_bytes, .text = text.data};
}

/* The view of a string or of bytes. */
static inline chatlet_str clet_value_str(const chatlet_value *value) {
    return (chatlet_str){.data = value->text, .size_bytes = value->count};
}

/* Whether they are equal. Lists and maps are equal by their members, maps in any order; NaN equals
 * nothing, an error neither.
 *
 * cost  is lowered by the comparisons made; when it reaches 0 the answer is false and worth
 *       nothing. */
bool clet_value_equal(const chatlet_value *a, const chatlet_value *b, uint64_t *cost);

typedef enum clet_value_order {
    CLET_VALUE_BEFORE,
    CLET_VALUE_SAME,
    CLET_VALUE_AFTER,
    CLET_VALUE_UNORDERED, /* one is NaN: neither <, = nor > */
    CLET_VALUE_UNRELATED  /* kinds that have no order with each other */
} clet_value_order;

/* How `a` stands to `b`: numbers, bools, strings by code points, bytes, times, durations. */
clet_value_order clet_value_compare(const chatlet_value *a, const chatlet_value *b);

/* The value of `key` in a map, or NULL. `cost` as above. */
const chatlet_value *clet_value_find(const chatlet_value *map, const chatlet_value *key,
                                     uint64_t *cost);

/* The value of the text `key` in a map, or NULL. */
const chatlet_value *clet_value_find_text(const chatlet_value *map, chatlet_str key,
                                          uint64_t *cost);

/* Whether a value may be a key of a map. */
bool clet_value_is_key(const chatlet_value *value);

/* *result = the whole number `number` is, when it is one that fits. */
bool clet_value_double_as_uint(double number, uint64_t *result);

#endif
