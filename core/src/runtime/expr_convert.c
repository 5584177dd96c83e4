#include "expr_convert.h"

#include "../base/double_text.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "expr_text.h"
#include "expr_time.h"

#include <string.h>

static chatlet_value failed(chatlet_value_error error) { return clet_value_error(error); }

static chatlet_value no_overload(void) { return failed(CHATLET_VALUE_ERROR_OVERLOAD); }

static chatlet_value size_of(clet_expr_run *run, const chatlet_value *value) {
    switch ((int)value->kind) {
    case CHATLET_VALUE_STRING: return clet_value_int(clet_expr_text_length(run, value));
    case CHATLET_VALUE_BYTES:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP: return clet_value_int(value->count);
    default: return no_overload();
    }
}

static chatlet_value bool_of_text(chatlet_str text) {
    static const char *const words[] = {"false", "False", "FALSE", "f", "F", "0",
                                        "true",  "True",  "TRUE",  "t", "T", "1"};
    enum { WORD_COUNT = sizeof words / sizeof words[0] };
    for (size_t i = 0; i < WORD_COUNT; i++) {
        const chatlet_str word = {.data = words[i], .size_bytes = strlen(words[i])};
        if (clet_str_equal(text, word)) return clet_value_bool(i >= WORD_COUNT / 2);
    }
    return failed(CHATLET_VALUE_ERROR_CONVERT);
}

static chatlet_value int_of_text(chatlet_str text) {
    const bool has_sign = text.size_bytes > 0 && (text.data[0] == '-' || text.data[0] == '+');
    const bool is_negative = has_sign && text.data[0] == '-';
    const uint64_t most = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    uint64_t magnitude;
    if (!clet_number_text_read_u64(clet_str_slice(text, has_sign ? 1 : 0, text.size_bytes),
                                   &magnitude))
        return failed(CHATLET_VALUE_ERROR_CONVERT);
    if (magnitude > most) return failed(CHATLET_VALUE_ERROR_RANGE);
    return clet_value_int((int64_t)(is_negative ? 0 - magnitude : magnitude));
}

/* Both ends are left out, as CEL has it: a double there may have been rounded to it. */
static chatlet_value int_of_double(double number) {
    if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0))
        return failed(CHATLET_VALUE_ERROR_RANGE);
    return clet_value_int((int64_t)number);
}

static chatlet_value to_int(const chatlet_value *value) {
    switch ((int)value->kind) {
    case CHATLET_VALUE_INT: return *value;
    case CHATLET_VALUE_UINT:
        if (value->natural > INT64_MAX) return failed(CHATLET_VALUE_ERROR_RANGE);
        return clet_value_int((int64_t)value->natural);
    case CHATLET_VALUE_DOUBLE: return int_of_double(value->number);
    case CHATLET_VALUE_STRING: return int_of_text(clet_value_str(value));
    case CHATLET_VALUE_TIMESTAMP: return clet_value_int(value->integer);
    default: return no_overload();
    }
}

static chatlet_value to_uint(const chatlet_value *value) {
    uint64_t natural;
    switch ((int)value->kind) {
    case CHATLET_VALUE_UINT: return *value;
    case CHATLET_VALUE_INT:
        if (value->integer < 0) return failed(CHATLET_VALUE_ERROR_RANGE);
        return clet_value_uint((uint64_t)value->integer);
    case CHATLET_VALUE_DOUBLE:
        if (!(value->number >= 0 && value->number < 18446744073709551616.0))
            return failed(CHATLET_VALUE_ERROR_RANGE);
        return clet_value_uint((uint64_t)value->number);
    case CHATLET_VALUE_STRING:
        if (!clet_number_text_read_u64(clet_value_str(value), &natural))
            return failed(CHATLET_VALUE_ERROR_CONVERT);
        return clet_value_uint(natural);
    default: return no_overload();
    }
}

static chatlet_value to_double(const chatlet_value *value) {
    double number;
    switch ((int)value->kind) {
    case CHATLET_VALUE_DOUBLE: return *value;
    case CHATLET_VALUE_INT: return clet_value_double((double)value->integer);
    case CHATLET_VALUE_UINT: return clet_value_double((double)value->natural);
    case CHATLET_VALUE_STRING:
        if (!clet_double_text_read(clet_value_str(value), &number))
            return failed(CHATLET_VALUE_ERROR_CONVERT);
        return clet_value_double(number);
    default: return no_overload();
    }
}

static chatlet_value to_bool(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_BOOL) return *value;
    return value->kind == CHATLET_VALUE_STRING ? bool_of_text(clet_value_str(value))
                                               : no_overload();
}

static chatlet_value to_bytes(const chatlet_value *value) {
    if (value->kind != CHATLET_VALUE_STRING && value->kind != CHATLET_VALUE_BYTES)
        return no_overload();
    return clet_value_text(CHATLET_VALUE_BYTES, clet_value_str(value));
}

static void append_int(clet_expr_text *text, int64_t integer) {
    char digits[CLET_NUMBER_TEXT_BYTES_MAX];
    if (integer < 0) clet_expr_text_append_byte(text, '-');
    const uint64_t magnitude = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    const size_t size_bytes = clet_number_text_u64(magnitude, digits);
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

static void append_uint(clet_expr_text *text, uint64_t natural) {
    char digits[CLET_NUMBER_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_number_text_u64(natural, digits);
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

static void append_double(clet_expr_text *text, double number) {
    char digits[CLET_DOUBLE_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_double_text_write(number, digits);
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

static void append_words(clet_expr_text *text, const char *words) {
    clet_expr_text_append(text, (chatlet_str){.data = words, .size_bytes = strlen(words)});
}

bool clet_expr_convert_append(clet_expr_text *text, const chatlet_value *value) {
    switch ((chatlet_value_kind)value->kind) {
    case CHATLET_VALUE_BOOL: append_words(text, value->boolean ? "true" : "false"); return true;
    case CHATLET_VALUE_INT: append_int(text, value->integer); return true;
    case CHATLET_VALUE_UINT: append_uint(text, value->natural); return true;
    case CHATLET_VALUE_DOUBLE: append_double(text, value->number); return true;
    case CHATLET_VALUE_STRING: clet_expr_text_append(text, clet_value_str(value)); return true;
    case CHATLET_VALUE_BYTES:
        clet_expr_text_append(text, clet_value_str(value));
        return clet_utf8_valid_prefix(clet_value_str(value)) == value->count;
    case CHATLET_VALUE_TIMESTAMP: clet_expr_time_append(text, value); return true;
    case CHATLET_VALUE_DURATION: clet_expr_duration_append(text, value->integer); return true;
    case CHATLET_VALUE_TYPE:
        append_words(text, chatlet_value_type_name((chatlet_value_kind)value->type));
        return true;
    case CHATLET_VALUE_NULL:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_ERROR: break;
    }
    return false;
}

static chatlet_value to_string(clet_expr_run *run, const chatlet_value *value) {
    clet_expr_text text = {.run = run};
    if (value->kind == CHATLET_VALUE_STRING) return *value;
    if (!clet_expr_convert_append(&text, value))
        return value->kind == CHATLET_VALUE_BYTES ? failed(CHATLET_VALUE_ERROR_UTF8)
                                                  : no_overload();
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

chatlet_value clet_expr_convert(clet_expr_run *run, clet_function function,
                                const chatlet_value *value) {
    switch ((int)function) {
    case CLET_FUNCTION_SIZE: return size_of(run, value);
    case CLET_FUNCTION_TYPE_OF: return clet_value_type(value->kind);
    case CLET_FUNCTION_TO_BOOL: return to_bool(value);
    case CLET_FUNCTION_TO_INT: return to_int(value);
    case CLET_FUNCTION_TO_UINT: return to_uint(value);
    case CLET_FUNCTION_TO_DOUBLE: return to_double(value);
    case CLET_FUNCTION_TO_STRING: return to_string(run, value);
    case CLET_FUNCTION_TO_BYTES: return to_bytes(value);
    case CLET_FUNCTION_TO_TIMESTAMP: return clet_expr_to_timestamp(value);
    default: return clet_expr_to_duration(value);
    }
}
