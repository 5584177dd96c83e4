/* Writing; double_read.c is the other way. */
#include "double_text.h"

#include "assert.h"
#include "big_number.h"
#include "number_text.h"

#include <string.h>

enum { MANTISSA_BITS = 52, BIAS = 1075, DIGITS_MAX = 309 + CHATLET_FORMAT_PLACES_MAX + 1 };

/* Digits of a number: 0.d1d2d3… x 10^exponent. */
typedef struct digit_text {
    int exponent;
    uint32_t count;
    char digits[DIGITS_MAX];
} digit_text;

/* A positive number as a fraction below 1 after scaling, and half the way to its neighbors in the
 * same unit: number = 10^exponent x rest / whole. */
typedef struct fraction {
    clet_big rest;
    clet_big whole;
    clet_big above; /* to the larger neighbor */
    clet_big below;
    int exponent;
    bool is_even; /* then a text exactly half way reads back as this number */
} fraction;

static uint64_t bits_of(double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* The decimal exponent or one less: log10(2) x the binary one, rounded up. For every exponent of a
 * double, 30103/100000 lands on the same side of each whole number as log10(2) does. */
static int estimate_exponent(int binary) {
    const int scaled = binary * 30103;
    return scaled > 0 ? (scaled + 99999) / 100000 : scaled / 100000;
}

static void begin_fraction(fraction *part, double number) {
    const uint64_t bits = bits_of(number);
    const int biased = (int)(bits >> MANTISSA_BITS & 0x7FF);
    const uint64_t low = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    const uint64_t mantissa = biased == 0 ? low : low | (uint64_t)1 << MANTISSA_BITS;
    const int exponent = (biased == 0 ? 1 : biased) - BIAS;
    /* At a power of two the smaller neighbor is only half as far. */
    const uint32_t is_edge = low == 0 && biased > 1 ? 1 : 0;
    const uint32_t up = exponent > 0 ? (uint32_t)exponent : 0;
    const uint32_t down = exponent < 0 ? (uint32_t)-exponent : 0;

    clet_big_set(&part->rest, mantissa);
    clet_big_shift_left(&part->rest, up + 1 + is_edge);
    clet_big_set(&part->whole, 1);
    clet_big_shift_left(&part->whole, down + 1 + is_edge);
    clet_big_set(&part->above, 1);
    clet_big_shift_left(&part->above, up + is_edge);
    clet_big_set(&part->below, 1);
    clet_big_shift_left(&part->below, up);
    part->is_even = mantissa % 2 == 0;
    part->exponent = estimate_exponent(exponent + 63 - __builtin_clzll(mantissa));
}

static void multiply_rest(fraction *part, uint32_t power) {
    clet_big_multiply_power(&part->rest, power);
    clet_big_multiply_power(&part->above, power);
    clet_big_multiply_power(&part->below, power);
}

/* `number` is positive and finite. With `is_shortest`, what counts is whether a neighbor's edge
 * reaches the next power of ten, else whether the number itself does. */
static void make_fraction(fraction *part, double number, bool is_shortest) {
    begin_fraction(part, number);
    if (part->exponent >= 0)
        clet_big_multiply_power(&part->whole, (uint32_t)part->exponent);
    else
        multiply_rest(part, (uint32_t)-part->exponent);
    clet_big reach = part->rest;
    if (is_shortest) clet_big_add(&reach, &part->rest, &part->above);
    const int order = clet_big_compare(&reach, &part->whole);
    if (order > 0 || (order == 0 && (part->is_even || !is_shortest))) {
        clet_big_multiply(&part->whole, 10, 0);
        part->exponent++;
    }
}

static char next_digit(fraction *part) {
    char digit = '0';
    multiply_rest(part, 1);
    while (clet_big_compare(&part->rest, &part->whole) >= 0) {
        clet_big_subtract(&part->rest, &part->whole);
        digit++;
    }
    return digit;
}

/* Below, at or above 0 as the rest is less than, exactly, or more than half a unit. */
static int compare_to_half(const fraction *part) {
    clet_big twice;
    clet_big_add(&twice, &part->rest, &part->rest);
    return clet_big_compare(&twice, &part->whole);
}

/* Adds one to the last digit. 999 becomes 1000, one power higher. */
static void round_up(digit_text *text) {
    uint32_t i = text->count;
    while (i > 0 && text->digits[i - 1] == '9')
        text->digits[--i] = '0';
    if (i > 0) {
        text->digits[i - 1]++;
        return;
    }
    memmove(text->digits + 1, text->digits, text->count);
    text->digits[0] = '1';
    text->exponent++;
    text->count++;
}

static void write_shortest(fraction *part, digit_text *text) {
    bool is_low = false;
    bool is_high = false;
    text->exponent = part->exponent;
    text->count = 0;
    while (!is_low && !is_high) {
        clet_big reach;
        text->digits[text->count++] = next_digit(part);
        clet_big_add(&reach, &part->rest, &part->above);
        const int low = clet_big_compare(&part->rest, &part->below);
        const int high = clet_big_compare(&reach, &part->whole);
        is_low = low < 0 || (low == 0 && part->is_even);
        is_high = high > 0 || (high == 0 && part->is_even);
    }
    if (is_high && (!is_low || compare_to_half(part) >= 0)) round_up(text);
    /* Rounding up may leave zeros behind, which the shortest text has not. */
    while (text->count > 1 && text->digits[text->count - 1] == '0')
        text->count--;
}

/* `count` digits, or one more when rounding adds one in front. */
static void write_counted(fraction *part, uint32_t count, digit_text *text) {
    text->exponent = part->exponent;
    text->count = 0;
    while (text->count < count)
        text->digits[text->count++] = next_digit(part);
    const int half = compare_to_half(part);
    const bool is_odd = count > 0 && text->digits[count - 1] % 2 != 0;
    if (half > 0 || (half == 0 && is_odd)) round_up(text);
}

static size_t put(char *text, const char *bytes, size_t size_bytes) {
    memcpy(text, bytes, size_bytes);
    return size_bytes;
}

static size_t put_zeros(char *text, int count) {
    if (count <= 0) return 0;
    memset(text, '0', (size_t)count);
    return (size_t)count;
}

static size_t put_exponent(char *text, int exponent, int digits_min) {
    size_t size_bytes = 0;
    const uint32_t magnitude = (uint32_t)(exponent < 0 ? -exponent : exponent);
    text[size_bytes++] = 'e';
    text[size_bytes++] = exponent < 0 ? '-' : '+';
    if (magnitude < 10 && digits_min > 1) text[size_bytes++] = '0';
    return size_bytes + clet_number_text_u64(magnitude, text + size_bytes);
}

/* The digits with `places` behind the point, which stands behind the first `whole` of them. */
static size_t put_pointed(char *text, const digit_text *digits, int whole, int places) {
    const int count = (int)digits->count;
    const int in_front = whole < count ? whole : count;
    size_t size_bytes = 0;
    if (whole <= 0) text[size_bytes++] = '0';
    if (whole > 0) {
        size_bytes += put(text, digits->digits, (size_t)in_front);
        size_bytes += put_zeros(text + size_bytes, whole - in_front);
    }
    if (places == 0) return size_bytes;
    text[size_bytes++] = '.';
    const int begin = whole > 0 ? in_front : 0;
    const int zeros = whole < 0 ? (-whole < places ? -whole : places) : 0;
    const int kept = count - begin < places - zeros ? count - begin : places - zeros;
    size_bytes += put_zeros(text + size_bytes, zeros);
    size_bytes += put(text + size_bytes, digits->digits + begin, (size_t)kept);
    return size_bytes + put_zeros(text + size_bytes, places - zeros - kept);
}

/* Infinite and NaN; 0 when the number is neither. */
static size_t put_special(char *text, double number) {
    if (number != number) return put(text, "NaN", 3);
    if (number - number == 0) return 0;
    return number < 0 ? put(text, "-Infinity", 9) : put(text, "Infinity", 8);
}

static bool take_sign(double *number, char *text) {
    if (bits_of(*number) >> 63 == 0) return false;
    *number = -*number;
    *text = '-';
    return true;
}

size_t clet_double_text_write(double number, char text[CLET_DOUBLE_TEXT_BYTES_MAX]) {
    digit_text digits = {.exponent = 1, .count = 1, .digits = "0"};
    fraction part;
    size_t size_bytes = put_special(text, number);
    if (size_bytes > 0) return size_bytes;
    if (take_sign(&number, text)) size_bytes = 1;
    if (number > 0) {
        make_fraction(&part, number, true);
        write_shortest(&part, &digits);
    }
    const int count = (int)digits.count;
    if (digits.exponent > 21 || digits.exponent < -5) {
        size_bytes += put_pointed(text + size_bytes, &digits, 1, count - 1);
        return size_bytes + put_exponent(text + size_bytes, digits.exponent - 1, 1);
    }
    const int places = count > digits.exponent ? count - digits.exponent : 0;
    return size_bytes + put_pointed(text + size_bytes, &digits, digits.exponent, places);
}

/* The digits down to 10^-places, rounded; none when that is all zeros. */
static void make_fixed(double number, int places, digit_text *digits) {
    fraction part;
    digits->count = 0;
    digits->exponent = -places;
    if (number == 0) return;
    make_fraction(&part, number, false);
    if (part.exponent + places < 0) return;
    write_counted(&part, (uint32_t)(part.exponent + places), digits);
}

static size_t put_scientific(char *text, double number, int places) {
    digit_text digits = {.exponent = 1, .count = 0};
    fraction part;
    if (number > 0) {
        make_fraction(&part, number, false);
        write_counted(&part, (uint32_t)places + 1, &digits);
    } else {
        digits.digits[digits.count++] = '0';
    }
    const size_t size_bytes = put_pointed(text, &digits, 1, places);
    return size_bytes + put_exponent(text + size_bytes, digits.exponent - 1, 2);
}

size_t clet_double_text_fixed(double number, uint32_t places, bool is_scientific,
                              char text[CLET_DOUBLE_FIXED_BYTES_MAX]) {
    digit_text digits;
    CLET_ASSERT(places <= CHATLET_FORMAT_PLACES_MAX);
    size_t size_bytes = put_special(text, number);
    if (size_bytes > 0) return size_bytes;
    if (take_sign(&number, text)) size_bytes = 1;
    if (is_scientific) return size_bytes + put_scientific(text + size_bytes, number, (int)places);
    make_fixed(number, (int)places, &digits);
    return size_bytes + put_pointed(text + size_bytes, &digits, digits.exponent, (int)places);
}
