/* Doubles as text and back, the same on every machine and without the C library.
 *
 * Writing: the shortest digits that read back as the same double, and of those the nearest
 * (Burger and Dybvig, "Printing Floating-Point Numbers Quickly and Accurately", 1996), or a fixed
 * count of digits rounded from the exact value, halves to even.
 * Reading: the exact value of all digits, divided out to 64 bits and rounded once, halves to even
 * (the plain long division that Clinger's "How to Read Floating Point Numbers Accurately", 1990,
 * takes as its measure). Both in whole numbers. */
#ifndef CLET_BASE_DOUBLE_TEXT_H
#define CLET_BASE_DOUBLE_TEXT_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

enum {
    CLET_DOUBLE_TEXT_BYTES_MAX = 32,
    /* A sign, 309 digits, a point, the places. */
    CLET_DOUBLE_FIXED_BYTES_MAX = 312 + CHATLET_FORMAT_PLACES_MAX
};

/* Writes `number` as JavaScript does: "1.5", "1500000", "1e+21", "5e-7", "-0", "NaN", "Infinity".
 * Returns its length; no terminator. */
size_t clet_double_text_write(double number, char text[CLET_DOUBLE_TEXT_BYTES_MAX]);

/* As printf's %.<places>f, or %.<places>e when `is_scientific`; `places` is at most
 * CHATLET_FORMAT_PLACES_MAX. */
size_t clet_double_text_fixed(double number, uint32_t places, bool is_scientific,
                              char text[CLET_DOUBLE_FIXED_BYTES_MAX]);

/* Reads all of `text`: a sign, digits with or without a point, an exponent; or "NaN", "Infinity",
 * "Inf" in any case, with a sign. Too large is infinite, too small is 0. False when it is anything
 * else; *number is untouched then. */
bool clet_double_text_read(chatlet_str text, double *number);

#endif
