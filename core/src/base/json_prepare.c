#include "json_prepare.h"

#include "assert.h"
#include "json_check.h"
#include "number_text.h"
#include "str.h"

enum { SIGNIFICANT_DIGITS_MAX = 40, EXPONENT_MAX = 1000000000, ESCAPE = 0x01 };

typedef struct preparation {
    chatlet_str source;
    size_t offset;
    clet_buffer *prepared;
    chatlet_json *values;
    uint32_t value_count;
    uint32_t used;
    uint32_t key_offset; /* of the key that was read last; of the next value */
} preparation;

/* Copies the string at the offset and moves behind it. The check left only one way to write U+0000
 * and U+0001, so four digits decide. */
static void copy_string(preparation *prepare) {
    const chatlet_str source = prepare->source;
    size_t copied = prepare->offset;
    size_t offset = prepare->offset + 1;
    while (source.data[offset] != '"') {
        if (source.data[offset] != '\\') {
            offset++;
            continue;
        }
        const size_t escape_bytes = source.data[offset + 1] == 'u' ? 6 : 2;
        const chatlet_str escape = clet_str_slice(source, offset, offset + escape_bytes);
        const bool is_zero = clet_str_equal(escape, CHATLET_STR("\\u0000"));
        if (is_zero || clet_str_equal(escape, CHATLET_STR("\\u0001"))) {
            clet_buffer_append(prepare->prepared, clet_str_slice(source, copied, offset));
            clet_buffer_append(prepare->prepared,
                               is_zero ? CHATLET_STR("\\u00010") : CHATLET_STR("\\u00011"));
            copied = offset + escape_bytes;
        }
        offset += escape_bytes;
    }
    clet_buffer_append(prepare->prepared, clet_str_slice(source, copied, offset + 1));
    prepare->offset = offset + 1;
}

/* A number as sign, digits x 10^exponent. */
typedef struct decimal {
    bool is_negative;
    bool is_whole; /* written without fraction and exponent */
    bool is_cut;   /* digits other than 0 were left out */
    char digits[SIGNIFICANT_DIGITS_MAX + 1];
    size_t digit_count;
    int64_t exponent;
} decimal;

static bool is_digit_at(chatlet_str source, size_t offset) {
    return offset < source.size_bytes && source.data[offset] >= '0' && source.data[offset] <= '9';
}

static void add_digit(decimal *number, char digit, bool is_fraction) {
    const bool is_leading_zero = number->digit_count == 0 && digit == '0';
    if (is_leading_zero || number->digit_count < SIGNIFICANT_DIGITS_MAX) {
        if (!is_leading_zero) number->digits[number->digit_count++] = digit;
        if (is_fraction) number->exponent--;
        return;
    }
    if (digit != '0') number->is_cut = true;
    if (!is_fraction) number->exponent++;
}

/* The exponent behind e or E. Ends at a bound that no double comes near, even from a text whose
 * millions of zeros move the point the other way. */
static size_t read_exponent(chatlet_str source, size_t offset, int64_t *exponent) {
    const bool is_negative = source.data[offset] == '-';
    int64_t value = 0;
    if (is_negative || source.data[offset] == '+') offset++;
    for (; is_digit_at(source, offset); offset++) {
        if (value < EXPONENT_MAX) value = value * 10 + (source.data[offset] - '0');
    }
    *exponent += is_negative ? -value : value;
    return offset;
}

/* Reads the number at `offset`; returns the offset behind it. */
static size_t read_decimal(chatlet_str source, size_t offset, decimal *number) {
    *number = (decimal){.is_whole = true};
    if (source.data[offset] == '-') {
        number->is_negative = true;
        offset++;
    }
    for (; is_digit_at(source, offset); offset++)
        add_digit(number, source.data[offset], false);
    if (offset < source.size_bytes && source.data[offset] == '.') {
        number->is_whole = false;
        for (offset++; is_digit_at(source, offset); offset++)
            add_digit(number, source.data[offset], true);
    }
    if (offset < source.size_bytes && (source.data[offset] | 0x20) == 'e') {
        number->is_whole = false;
        offset = read_exponent(source, offset + 1, &number->exponent);
    }
    return offset;
}

static void append_decimal(clet_buffer *buffer, decimal *number) {
    if (number->is_negative) clet_buffer_append_byte(buffer, '-');
    if (number->digit_count == 0) {
        clet_buffer_append_byte(buffer, '0');
        return;
    }
    if (number->is_cut) {
        number->digits[number->digit_count++] = '1';
        number->exponent--;
    }
    clet_buffer_append(buffer,
                       (chatlet_str){.data = number->digits, .size_bytes = number->digit_count});
    if (number->exponent == 0) return;
    clet_buffer_append_byte(buffer, 'e');
    clet_number_text_append_i64(buffer, number->exponent);
}

/* True, with *value set, when the whole number fits int64. */
static bool fits_integer(chatlet_str text, bool is_negative, int64_t *value) {
    uint64_t magnitude;
    const chatlet_str digits = clet_str_slice(text, is_negative ? 1 : 0, text.size_bytes);
    if (!clet_number_text_read_u64(digits, &magnitude)) return false;
    if (magnitude > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) return false;
    /* Taken through -1 - x, since the smallest int64 has no positive twin. */
    *value = is_negative && magnitude > 0 ? -1 - (int64_t)(magnitude - 1) : (int64_t)magnitude;
    return true;
}

static void prepare_number(preparation *prepare, chatlet_json *value) {
    const size_t begin = prepare->offset;
    decimal number;
    prepare->offset = read_decimal(prepare->source, begin, &number);
    append_decimal(prepare->prepared, &number);

    const chatlet_str text = clet_str_slice(prepare->source, begin, prepare->offset);
    value->kind = CHATLET_JSON_DOUBLE;
    if (number.is_whole && fits_integer(text, number.is_negative, &value->integer)) {
        value->kind = CHATLET_JSON_INTEGER;
        value->number = (double)value->integer;
    }
}

static chatlet_json *begin_value(preparation *prepare, chatlet_json_kind kind) {
    CLET_ASSERT(prepare->used < prepare->value_count);
    chatlet_json *value = &prepare->values[prepare->used++];
    *value = (chatlet_json){
        .kind = kind, .offset = (uint32_t)prepare->offset, .key_offset = prepare->key_offset};
    prepare->key_offset = 0;
    return value;
}

/* A string behind which a colon stands is a key: the check saw to that. */
static void prepare_string(preparation *prepare) {
    const size_t begin = prepare->offset;
    copy_string(prepare);
    const size_t next = clet_json_skip_space(prepare->source, prepare->offset);
    if (next < prepare->source.size_bytes && prepare->source.data[next] == ':') {
        prepare->key_offset = (uint32_t)begin;
        return;
    }
    begin_value(prepare, CHATLET_JSON_STRING)->offset = (uint32_t)begin;
}

static void copy_bytes(preparation *prepare, size_t size_bytes) {
    clet_buffer_append(prepare->prepared, clet_str_slice(prepare->source, prepare->offset,
                                                         prepare->offset + size_bytes));
    prepare->offset += size_bytes;
}

void clet_json_prepare(chatlet_str source, chatlet_json *values, uint32_t value_count,
                       clet_buffer *prepared) {
    preparation prepare = {
        .source = source, .prepared = prepared, .values = values, .value_count = value_count};
    while ((prepare.offset = clet_json_skip_space(source, prepare.offset)) < source.size_bytes) {
        const char first = source.data[prepare.offset];
        switch (first) {
        case '"': prepare_string(&prepare); break;
        case '[': begin_value(&prepare, CHATLET_JSON_ARRAY), copy_bytes(&prepare, 1); break;
        case '{': begin_value(&prepare, CHATLET_JSON_OBJECT), copy_bytes(&prepare, 1); break;
        case 't':
            begin_value(&prepare, CHATLET_JSON_BOOLEAN)->boolean = true;
            copy_bytes(&prepare, 4);
            break;
        case 'f': begin_value(&prepare, CHATLET_JSON_BOOLEAN), copy_bytes(&prepare, 5); break;
        case 'n': begin_value(&prepare, CHATLET_JSON_NULL), copy_bytes(&prepare, 4); break;
        case ',':
        case ':':
        case ']':
        case '}': copy_bytes(&prepare, 1); break;
        default: prepare_number(&prepare, begin_value(&prepare, CHATLET_JSON_DOUBLE)); break;
        }
    }
    CLET_ASSERT(prepare.used == value_count);
}

chatlet_status clet_json_restore(clet_arena *arena, const char *text, chatlet_str *restored) {
    size_t size_bytes = 0;
    size_t escape_count = 0;
    for (; text[size_bytes] != '\0'; size_bytes++) {
        if (text[size_bytes] == ESCAPE) escape_count++;
    }
    CLET_ASSERT(escape_count <= size_bytes / 2);
    char *copy = clet_arena_allocate(arena, size_bytes - escape_count);
    if (copy == NULL) return CHATLET_ERR_MEMORY;

    size_t written = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        /* The digit behind the escape is the character's number. */
        copy[written++] = text[i] == ESCAPE ? (char)(text[++i] - '0') : text[i];
    }
    *restored = (chatlet_str){.data = copy, .size_bytes = written};
    return CHATLET_OK;
}
