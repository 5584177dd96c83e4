/* Every byte of a bundle, format version 1. Numbers are little-endian; a varint is LEB128 of at
 * most 5 bytes.
 *
 * A bundle is a HEAD, fetched first, and PARTS, fetched as questions need them. Parts are named by
 * the hash of their bytes, and the head (for the map and term parts) or the map (for text parts)
 * says size and hash of each, so that a damaged part or one of another build is refused.
 * hash = SipHash-2-4 under the key of base/hash.c.
 *
 * HEAD     0   4  magic "CLET"
 *          4   2  format version, 1
 *          6   2  0
 *          8   4  size of the head in bytes
 *         12   4  number of sections, n
 *         16   8  hash of the bytes from 24 to the end; names the build
 *         24  12n section table, rising by kind, each kind once:
 *                 u32 kind, u32 offset, u32 size_bytes
 *             …   the sections, in that order, without gaps
 *         Readers skip kinds they do not know: a later build may add some (vectors, flows) for
 *         newer readers.
 *
 *   section 1, BOT       one CBOR map: id, title, locale, language, greeting, miss, trouble, retry
 *                        (texts), suggestions (texts), threshold (confidence an answer needs, 0 to
 *                        1,000,000)
 *   section 2, INDEX     u32 x 12: documents, passages, terms, term parts, text parts, map
 *                        size_bytes, map hash low, map hash high, average title words x 256,
 *                        average heading words x 256 (of passages that have any), average passage
 *                        body words x 256, average page body words x 256
 *   section 3, SHARDS    for each term part: u32 size_bytes, u64 hash; then for each: varint
 *                        size_bytes and bytes of its separator: greater than every term of the
 *                        part before, at most the part's first; rising
 *
 * PART 0, the MAP         for each document:  varint passages it has (at least 1); u8 title words
 *                         for each passage:   u8 body words
 *                         for each passage:   u8 heading words
 *                         for each text part: u32 size_bytes, u64 hash, varint passages in it (at
 *                                             least 1)
 *         Word counts are length codes (clet_length_code): exact to 15, then within 1/8.
 *
 * PARTS 1 to S, TERMS     varint number of terms, then the dictionary, sorted by bytes, each term
 *                           varint bytes shared with the term before, varint size_bytes of the
 *                           rest, the rest, u8 fields: 1 title, 2 headings, 4 body; at least one
 *                           for each of these, in that order: varint how many, varint size_bytes
 *                           of its postings
 *                         then all postings in the same order, each list
 *                           varint (gap << 1 | several); gap from the number before, minus 1 (the
 *                           first from -1); if several: varint frequency - 2
 *                         Title postings number documents, the others passages. Headings count
 *                         for the first passage of their section.
 *
 * PARTS S+1 on, TEXTS     runs of passages in order; for each document the part touches
 *                           varint size_bytes, title; varint size_bytes, url; varint passages of
 *                           it in this part
 *                           for each passage: three times varint size_bytes and bytes: heading
 *                           path, anchor, text (text_marks.h)
 */
#ifndef CLET_BUNDLE_FORMAT_H
#define CLET_BUNDLE_FORMAT_H

#include <stdint.h>

enum {
    CLET_FORMAT_VERSION = 1,
    CLET_HEAD_FIXED_BYTES = 24,
    CLET_HEAD_HASHED_FROM = 24,
    CLET_SECTION_ENTRY_BYTES = 12,
    CLET_SECTIONS_MAX = 64,
    CLET_SHARD_ENTRY_BYTES = 12,
    CLET_VARINT_BYTES_MAX = 5
};

static const char clet_magic[4] = {'C', 'L', 'E', 'T'};

typedef enum clet_section {
    CLET_SECTION_BOT = 1,
    CLET_SECTION_INDEX = 2,
    CLET_SECTION_SHARDS = 3
} clet_section;

/* Numbers of the INDEX section, in their order. */
typedef enum clet_index_number {
    CLET_INDEX_DOCUMENTS,
    CLET_INDEX_PASSAGES,
    CLET_INDEX_TERMS,
    CLET_INDEX_TERM_PARTS,
    CLET_INDEX_TEXT_PARTS,
    CLET_INDEX_MAP_BYTES,
    CLET_INDEX_MAP_HASH_LOW,
    CLET_INDEX_MAP_HASH_HIGH,
    CLET_INDEX_TITLE_AVERAGE,
    CLET_INDEX_HEADING_AVERAGE,
    CLET_INDEX_BODY_AVERAGE,
    CLET_INDEX_PAGE_AVERAGE,
    CLET_INDEX_NUMBER_COUNT
} clet_index_number;

/* Fields a term can stand in; a dictionary entry's byte is the sum of 1 << field. */
typedef enum clet_field {
    CLET_FIELD_TITLE,
    CLET_FIELD_HEADING,
    CLET_FIELD_BODY,
    CLET_FIELD_COUNT
} clet_field;

/* A word count in one byte: exact to 15, then three bits behind the leading one. */
static inline uint8_t clet_length_code(uint32_t length) {
    if (length < 16) return (uint8_t)length;
    const uint32_t log = 31u - (uint32_t)__builtin_clz(length);
    return (uint8_t)(8 * (log - 3) + ((length >> (log - 3)) & 7) + 8);
}

/* The smallest length with that code; the largest code of a 32-bit length is 239. */
static inline uint32_t clet_length_of_code(uint8_t code) {
    if (code < 16) return code;
    if (code > 239) code = 239;
    const uint32_t log = (code - 8u) / 8 + 3;
    return (8u + (code & 7u)) << (log - 3);
}

#endif
