/* Bytes as text and back: hexadecimal, base 64 (RFC 4648) and Crockford's base 32.
 *
 * Readers are strict, since two texts for the same bytes are two names for one secret: no white
 * space, no padding where the form has none, all of it where it has, and no bits left over. What a
 * reader refuses leaves *size_bytes untouched. Not in constant time: a secret that is looked up is
 * hashed first. */
#ifndef BYTE_TEXT_H
#define BYTE_TEXT_H

#include <chatlet/base.h>

/* How many characters a text of `size_bytes` bytes has. */
static inline size_t byte_text_hex_size(size_t size_bytes) { return size_bytes * 2; }
static inline size_t byte_text_base64_size(size_t size_bytes) { return (size_bytes + 2) / 3 * 4; }
static inline size_t byte_text_base64url_size(size_t size_bytes) {
    return size_bytes / 3 * 4 + (size_bytes % 3 * 8 + 5) / 6;
}
static inline size_t byte_text_base32_size(size_t size_bytes) { return (size_bytes * 8 + 4) / 5; }

/* Each writes that many characters to `text`, without terminator, and returns a view of them. */
chatlet_str byte_text_write_hex(chatlet_str bytes, char *text); /* lower case */
chatlet_str byte_text_write_base64(chatlet_str bytes, char *text);
chatlet_str byte_text_write_base64url(chatlet_str bytes, char *text); /* without padding */
/* Lower case, without i, l, o and u; the first character holds the highest bits. */
chatlet_str byte_text_write_base32(chatlet_str bytes, char *text);

/* Each reads all of `text` into at most `capacity_bytes` of `bytes`. */
bool byte_text_read_hex(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                        size_t *size_bytes); /* either case */
bool byte_text_read_base64(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                           size_t *size_bytes);
bool byte_text_read_base64url(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                              size_t *size_bytes);
bool byte_text_read_base32(chatlet_str text, uint8_t *bytes, size_t capacity_bytes,
                           size_t *size_bytes); /* lower case only */

#endif
