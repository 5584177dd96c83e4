/* Reading doubles; double_text.h says how. */
#include "big_number.h"
#include "double_text.h"
#include "str.h"

#include <string.h>

enum {
    /* The exact value half way between two doubles has at most 767 digits: one more tells on which
     * side of it a longer text is. */
    DIGITS_MAX = 768,
    EXPONENT_MAX = 100000,
    EXPONENT_OF_INFINITY = 310, /* 0.1 x 10^310 is past the largest double */
    EXPONENT_OF_ZERO = -325,    /* 1 x 10^-325 is below half the smallest */
};

/* digits x 10^exponent */
typedef struct decimal {
    clet_big digits;
    uint32_t count; /* of digits, without leading zeros */
    int64_t exponent;
    bool has_digits; /* leading zeros too */
    bool is_negative;
} decimal;

static double from_bits(uint64_t bits) {
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void take_digit(decimal *read, char digit, bool is_behind_point) {
    read->has_digits = true;
    if (is_behind_point) read->exponent--;
    if (read->count == 0 && digit == '0') return;
    if (read->count < DIGITS_MAX) {
        read->count++;
        clet_big_multiply(&read->digits, 10, (uint32_t)(digit - '0'));
        return;
    }
    read->exponent++;
    /* Any later digit but 0 means: a little more than what was read. */
    if (digit != '0') read->digits.words[0] |= 1;
}

/* Behind the `e`; false when it is no exponent. */
static bool read_exponent(chatlet_str text, size_t offset, int64_t *exponent) {
    const bool has_sign =
        offset < text.size_bytes && (text.data[offset] == '-' || text.data[offset] == '+');
    const bool is_negative = has_sign && text.data[offset] == '-';
    int64_t value = 0;
    if (has_sign) offset++;
    if (offset == text.size_bytes) return false;
    for (; offset < text.size_bytes; offset++) {
        if (!is_digit(text.data[offset])) return false;
        if (value < EXPONENT_MAX) value = value * 10 + (text.data[offset] - '0');
    }
    *exponent += is_negative ? -value : value;
    return true;
}

static bool read_decimal(chatlet_str text, decimal *read) {
    bool is_behind_point = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char c = text.data[i];
        if (is_digit(c)) {
            take_digit(read, c, is_behind_point);
        } else if (c == '.' && !is_behind_point) {
            is_behind_point = true;
        } else {
            return (c == 'e' || c == 'E') && read->has_digits &&
                   read_exponent(text, i + 1, &read->exponent);
        }
    }
    return read->has_digits;
}

/* floor(2^63 x a / b) for a quotient between 1/2 and 2; *is_exact when nothing is left over. */
static uint64_t divide(clet_big *a, const clet_big *b, bool *is_exact) {
    uint64_t quotient = 0;
    for (int i = 0; i < 64; i++) {
        quotient <<= 1;
        if (clet_big_compare(a, b) >= 0) {
            clet_big_subtract(a, b);
            quotient |= 1;
        }
        clet_big_multiply(a, 2, 0);
    }
    *is_exact = a->count == 0;
    return quotient;
}

/* The double nearest to quotient x 2^exponent and, unless exact, a little more. */
static double round_binary(uint64_t quotient, int exponent, bool is_exact) {
    const int bit_count = 64 - __builtin_clzll(quotient);
    const int highest = exponent + bit_count - 1; /* the power of two of its first bit */
    const int lost = highest < -1022 ? -1022 - highest : 0;
    const int dropped = bit_count - 53 + lost;
    if (dropped > 64) return 0;
    const uint64_t mantissa = dropped == 64 ? 0 : quotient >> dropped;
    const uint64_t rest = dropped == 64 ? quotient : quotient & (((uint64_t)1 << dropped) - 1);
    const uint64_t half = (uint64_t)1 << (dropped - 1);
    const bool is_up = rest > half || (rest == half && (!is_exact || mantissa % 2 != 0));
    /* A carry out of the mantissa makes the exponent one larger, as it should; and past the
     * largest, the bits of infinity. */
    const uint64_t base = lost > 0 ? 0 : (uint64_t)(highest + 1022) << 52;
    const uint64_t bits = base + mantissa + (is_up ? 1 : 0);
    const uint64_t infinity = (uint64_t)0x7FF << 52;
    return from_bits(bits < infinity ? bits : infinity);
}

static double make_double(decimal *read) {
    clet_big below;
    bool is_exact;
    const int64_t magnitude = read->exponent + read->count;
    if (read->count == 0 || magnitude < EXPONENT_OF_ZERO) return 0;
    if (magnitude > EXPONENT_OF_INFINITY) return from_bits((uint64_t)0x7FF << 52);
    clet_big_set(&below, 1);
    if (read->exponent >= 0)
        clet_big_multiply_power(&read->digits, (uint32_t)read->exponent);
    else
        clet_big_multiply_power(&below, (uint32_t)-read->exponent);
    const int shift = (int)clet_big_bit_count(&read->digits) - (int)clet_big_bit_count(&below);
    if (shift < 0) clet_big_shift_left(&read->digits, (uint32_t)-shift);
    if (shift > 0) clet_big_shift_left(&below, (uint32_t)shift);
    const uint64_t quotient = divide(&read->digits, &below, &is_exact);
    return round_binary(quotient, shift - 63, is_exact);
}

static bool read_special(chatlet_str text, double *number) {
    const bool is_infinite = clet_str_equal_ignore_case(text, CHATLET_STR("infinity")) ||
                             clet_str_equal_ignore_case(text, CHATLET_STR("inf"));
    if (!is_infinite && !clet_str_equal_ignore_case(text, CHATLET_STR("nan"))) return false;
    *number = from_bits(is_infinite ? (uint64_t)0x7FF << 52 : (uint64_t)0x7FF8 << 48);
    return true;
}

bool clet_double_text_read(chatlet_str text, double *number) {
    decimal read;
    double result;
    read.digits.count = 0;
    read.digits.words[0] = 0;
    read.count = 0;
    read.exponent = 0;
    read.has_digits = false;
    read.is_negative = text.size_bytes > 0 && text.data[0] == '-';
    if (text.size_bytes > 0 && (text.data[0] == '-' || text.data[0] == '+'))
        text = clet_str_slice(text, 1, text.size_bytes);
    if (!read_special(text, &result)) {
        if (!read_decimal(text, &read)) return false;
        result = make_double(&read);
    }
    *number = read.is_negative ? -result : result;
    return true;
}
