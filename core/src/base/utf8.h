/* UTF-8 (RFC 3629): checked reading, writing and cutting. */
#ifndef CLET_BASE_UTF8_H
#define CLET_BASE_UTF8_H

#include <chatlet/base.h>

enum { CLET_UTF8_BYTES_MAX = 4, CLET_UTF8_REPLACEMENT = 0xFFFD };

/* One character read from text. */
typedef struct clet_utf8_char {
    uint32_t codepoint;  /* CLET_UTF8_REPLACEMENT when not valid */
    uint32_t size_bytes; /* 1 to 4; 1 when not valid, so that reading goes on behind the bad byte */
    bool valid;          /* false: overlong, surrogate, out of range, cut or stray bytes */
} clet_utf8_char;

/* Reads the character at `offset`, which must be below the size. */
clet_utf8_char clet_utf8_read(chatlet_str text, size_t offset);

/* Writes `codepoint` (a Unicode scalar value) to `bytes`; returns how many of them it takes, 1
 * to 4. */
size_t clet_utf8_write(uint32_t codepoint, char bytes[CLET_UTF8_BYTES_MAX]);

/* Offset of the first byte that is not UTF-8, or the size when all of it is. */
size_t clet_utf8_valid_prefix(chatlet_str text);

/* The longest prefix of at most `maximum_bytes` that does not end inside a character. */
chatlet_str clet_utf8_cut(chatlet_str text, size_t maximum_bytes);

#endif
