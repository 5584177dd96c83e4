/* CBOR (RFC 8949), the part of it that events, effects and states use: unsigned and negative
 * integers within int64, doubles of eight bytes, byte strings, texts, arrays, maps, true, false,
 * null; definite lengths and shortest forms only.
 *
 * Writing: arrays and maps are opened with their count, and the items follow.
 * Reading: pull one item at a time; an array's or map's items follow it. clet_cbor_check once makes
 * everything that follows safe to pull. */
#ifndef CLET_BASE_CBOR_H
#define CLET_BASE_CBOR_H

#include "buffer.h"

void clet_cbor_write_integer(clet_buffer *buffer, int64_t value);
/* Always eight bytes; every NaN is written as the same one. */
void clet_cbor_write_double(clet_buffer *buffer, double value);
void clet_cbor_write_text(clet_buffer *buffer, chatlet_str value);
void clet_cbor_write_bytes(clet_buffer *buffer, chatlet_str value);
void clet_cbor_write_boolean(clet_buffer *buffer, bool value);
void clet_cbor_write_null(clet_buffer *buffer);
void clet_cbor_write_array(clet_buffer *buffer, uint32_t item_count);
void clet_cbor_write_map(clet_buffer *buffer, uint32_t pair_count);

/* An array or map whose count is known only after its items are written: opens one for up to 65,535
 * items and returns its place for clet_cbor_close, which writes the count (as two bytes, the one
 * longer form that readers of ours take). */
size_t clet_cbor_open_array(clet_buffer *buffer);
size_t clet_cbor_open_map(clet_buffer *buffer);
void clet_cbor_close(clet_buffer *buffer, size_t place, uint32_t count);

typedef enum clet_cbor_kind {
    CLET_CBOR_INTEGER,
    CLET_CBOR_DOUBLE,
    CLET_CBOR_BYTES,
    CLET_CBOR_TEXT,
    CLET_CBOR_ARRAY,
    CLET_CBOR_MAP,
    CLET_CBOR_BOOLEAN,
    CLET_CBOR_NULL
} clet_cbor_kind;

typedef struct clet_cbor_item {
    clet_cbor_kind kind;
    bool boolean;
    uint32_t count; /* items of an array, pairs of a map */
    int64_t integer;
    double number;    /* of a double; a NaN without payload */
    chatlet_str text; /* of a text or byte string; borrowed from the source */
} clet_cbor_item;

typedef struct clet_cbor_reader {
    chatlet_str source;
    size_t offset;
} clet_cbor_reader;

/* CHATLET_OK when `source` is exactly one item, within CHATLET_CBOR_DEPTH_MAX, its texts UTF-8, its
 * map keys texts and no key twice in one map. CHATLET_ERR_SYNTAX, CHATLET_ERR_UTF8 or
 * CHATLET_ERR_LIMIT (nested too deep, or more than CHATLET_CBOR_KEYS_MAX keys) otherwise.
 *
 * Allocates nothing. Cost: the bytes, and keys x keys of each map. */
CHATLET_MUST_USE chatlet_status clet_cbor_check(chatlet_str source);

/* Reads the item at the reader's offset and moves behind its head. The source must have passed
 * clet_cbor_check and an item must be left; anything else is a failed assertion. */
clet_cbor_item clet_cbor_next(clet_cbor_reader *reader);

/* Moves behind the whole item at the reader's offset, with all it holds. */
void clet_cbor_skip(clet_cbor_reader *reader);

/* Looks `key` up in the map at the reader's offset, which must be one. True with *value set to a
 * reader at the value; the reader itself does not move. */
bool clet_cbor_find(clet_cbor_reader map, chatlet_str key, clet_cbor_reader *value);

/* The same for values of one kind: false when the key is missing or of another kind; the result is
 * untouched. */
bool clet_cbor_find_text(clet_cbor_reader map, chatlet_str key, chatlet_str *value);
bool clet_cbor_find_integer(clet_cbor_reader map, chatlet_str key, int64_t *value);
bool clet_cbor_find_boolean(clet_cbor_reader map, chatlet_str key, bool *value);

#endif
