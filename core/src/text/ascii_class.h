/* Classes of bytes, so that ASCII, most of most texts, does without decoding. Equal to those of
 * fold.h, which a test holds; a byte of another character is of none. */
#ifndef CLET_TEXT_ASCII_CLASS_H
#define CLET_TEXT_ASCII_CLASS_H

#include "fold_class.h"

#include <stdint.h>

enum {
    CLET_ASCII_SEPARATES = CLET_FOLD_OTHER,
    CLET_ASCII_NOT = 255 /* a byte from 0x80: decode */
};

extern const uint8_t clet_ascii_class[256];

#endif
