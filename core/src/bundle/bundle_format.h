/* Every byte of a bundle, format version 3. Numbers are little-endian; a varint is LEB128 of at
 * most 5 bytes.
 *
 * A bundle is a HEAD, fetched first, and PARTS, fetched as questions need them. The index id, a
 * hash of all parts, stands in the head and names them ("<id>.<number>.part"), so that a site of
 * any size has a small head: no list of names and hashes is needed. Every part begins with a check
 * of its own bytes under a key made of index id and number; damage, a mixed-up number and a part of
 * another build are refused. hash = SipHash-2-4 under the key of base/hash.c.
 *
 * A page (a document with a title and an address) is cut into SECTIONS, the unit that postings
 * count and that is ranked: most pages are one, long ones several. A section is cut into PIECES of
 * some thousand bytes, the unit that is fetched, and those into passages, the unit that is shown.
 * Postings of pieces would be twice as large, and rank no better; which pieces of a section have a
 * word is told by the section's locator, which comes with its first piece.
 *
 * HEAD     0   4  magic "CLET"
 *          4   2  format version, 3
 *          6   2  0
 *          8   4  size of the head in bytes
 *         12   4  number of sections of the head, n
 *         16   8  hash of the bytes from 24 to the end; names the build
 *         24  12n table, rising by kind, each kind once: u32 kind, u32 offset, u32 size_bytes
 *             …   the sections of the head, in that order, without gaps
 *         Readers skip kinds they do not know: a later build may add some (vectors) for
 *         newer readers.
 *
 *   kind 1, BOT       one CBOR map: id, title, locale, language, greeting, miss, trouble, retry,
 *                     partial (texts), suggestions (texts), threshold (confidence an answer needs,
 *                     0 to 1,000,000), synonyms (groups: arrays of texts); typing, false where the
 *                     author wants no suggestions while a visitor types
 *   kind 2, INDEX     u64 index id, then the varints of clet_index_number in their order
 *   kind 3, SHARDS    for each term part, then for each spelling part: u8 bytes shared with the
 *                     separator before, varint size_bytes and bytes of the rest. A separator is
 *                     greater than every term of the part before and at most the part's first;
 *                     rising within each kind of part
 *   kind 4, PARTS     only when head and parts together are small: for each part varint size_bytes
 *                     and bytes. Then nothing else is ever fetched
 *   kind 5, FIELDS    only when pages have metadata: u8 number of fields, for each varint
 *                     size_bytes and name, rising by bytes. Values stand in a part for each field,
 *                     so that they cost nothing until somebody asks for pages by them
 *   kind 6, CONFIDENCE  only when self-tests fitted it (core/src/tune): varints center and slope of
 *                     the curve from evidence to confidence (bundle_confidence.h), and the
 *                     threshold, which counts instead of BOT's
 *   kind 7, FLOWS     only when the author wrote some: as flow_layout.h draws it. A bundle of flows
 *                     alone has no documents: then all numbers of INDEX but the averages are 0, and
 *                     there are no parts
 *
 * PART     0   8  check: SipHash of the rest under the key (index id, number)
 *
 * PART 0, the MAP         varint sections of each document, at least 1; u8 title words of each
 *                         document; u8 words of links to each document; u8 boost of each document
 *                         (only when the index says so; 128 is neutral, clet_boost_factor);
 *                         u8 body words of each section; u8 pieces of each section, 1 to
 *                         CLET_SECTION_PIECES_MAX; one bit each piece, low bits first: begins a
 *                         text part (true for the first). Word counts are length codes
 *                         (clet_length_code): exact to 15, then within 1/8.
 *
 * PARTS 1 to S, TERMS     varint number of terms, varint number of lone words, then the dictionary
 *                         of the terms, sorted by bytes, each term
 *                           u8: bytes shared with the term before << 4 | bytes of the rest; 15 in
 *                               either place says that a varint, value - 15, follows (shared first)
 *                           the rest
 *                           u8: count of the first field << 4 | fields (1 << clet_field, sum); a
 *                               count of 0 says that a varint, count - 16, follows
 *                           varint count of each further field
 *                         then one stream of bits, low bits first, ended by zero bits: all postings
 *                         in the same order, then the lone words. Each list holds its numbers, in
 *                         the interpolative code (posting_code.h), which needs count and limit
 *                         only; then, except in titles, the code (0 to 7) of each frequency in
 *                         unary. Title and link postings number documents, the others sections.
 *                         A lone word is one that stands in the body of a single section of a site
 *                         with more than a few (clet_repair_places_min): three of five words of a
 *                         large site. Instead of its letters it has a fingerprint, the low
 *                         CLET_FINGERPRINT_BITS of its hash. They rise: the gap, minus 1 (the first
 *                         from -1), Rice coded (posting_code.h), then its list of one. The
 *                         dictionary is looked up first, and no two lone words of a part have the
 *                         same fingerprint, so that words of the index are never mixed up; one that
 *                         is not in the index is taken for a lone word about once in a thousand
 *                         times: then a section counts as having it whose text has not.
 *                         A term that begins with a space is a word of titles or headings as it is
 *                         written (text/word_form.h), with postings in those two fields only; the
 *                         space is the first byte of no stem. They stand before all stems and are
 *                         left out where typing is false.
 *
 * PARTS S+1 to S+P,       varint number of stems, then the stems that a misspelt word may have
 * SPELLING                meant, written backwards, sorted, each as in a dictionary; then u8: the
 *                         length code of how many documents have it. The dictionary finds what
 *                         shares a beginning with a misspelt word, this what shares its end.
 *
 * PARTS S+P+1 on, TEXTS   runs of pieces in order; for each document the part touches
 *                           varint size_bytes, title; varint size_bytes, url; varint pieces of
 *                           it in this part
 *                           for each piece: of a section's first piece, when it has more: varint
 *                             size_bytes and bytes of the section's locator (locator.h; may be
 *                             empty, then every piece may have any word); varint passages, at
 *                             least 1; for each of them three times varint size_bytes and bytes:
 *                             heading path, anchor, text (text_marks.h)
 *
 * PARTS behind the texts, u8 number of values, at least 1; for each varint size_bytes and bytes,
 * FIELDS, one for each    rising. Then runs of documents that have the same values, in order:
 *                         varint number of documents; u8 number of values; the values' numbers, u8
 *                         each, rising
 */
#ifndef CLET_BUNDLE_FORMAT_H
#define CLET_BUNDLE_FORMAT_H

#include <stdint.h>

enum {
    CLET_FORMAT_VERSION = 3,
    CLET_HEAD_FIXED_BYTES = 24,
    CLET_HEAD_HASHED_FROM = 24,
    CLET_KIND_ENTRY_BYTES = 12,
    CLET_KINDS_MAX = 64,
    CLET_PART_CHECK_BYTES = 8,
    CLET_VARINT_BYTES_MAX = 5,
    CLET_NIBBLE_ESCAPE = 15,
    CLET_BOOST_NEUTRAL = 128,
    CLET_LENGTH_CODES = 240,
    CLET_SECTION_PIECES_MAX = 16,
    CLET_FINGERPRINT_BITS = 18,
    CLET_FINGERPRINT_MASK = (1 << CLET_FINGERPRINT_BITS) - 1
};

static const char clet_magic[4] = {'C', 'L', 'E', 'T'};

typedef enum clet_head_kind {
    CLET_HEAD_BOT = 1,
    CLET_HEAD_INDEX = 2,
    CLET_HEAD_SHARDS = 3,
    CLET_HEAD_PARTS = 4,
    CLET_HEAD_FIELDS = 5,
    CLET_HEAD_CONFIDENCE = 6, /* core/src/tune adds it to a finished head */
    CLET_HEAD_FLOWS = 7
} clet_head_kind;

/* Numbers of the INDEX kind, in their order. Averages are words x 256. */
typedef enum clet_index_number {
    CLET_INDEX_DOCUMENTS,
    CLET_INDEX_SECTIONS,
    CLET_INDEX_PIECES,
    CLET_INDEX_PASSAGES,
    CLET_INDEX_TERMS,
    CLET_INDEX_TERM_PARTS,
    CLET_INDEX_SPELLING_PARTS,
    CLET_INDEX_TEXT_PARTS,
    CLET_INDEX_HAS_BOOSTS,
    CLET_INDEX_TITLE_AVERAGE,
    CLET_INDEX_BODY_AVERAGE,
    CLET_INDEX_PAGE_AVERAGE,
    CLET_INDEX_LINK_AVERAGE,
    CLET_INDEX_NUMBER_COUNT
} clet_index_number;

/* Fields a term can stand in; a dictionary entry's bits are the sum of 1 << field. */
typedef enum clet_field {
    CLET_FIELD_TITLE,
    CLET_FIELD_HEADING,
    CLET_FIELD_BODY,
    CLET_FIELD_LINK,
    CLET_FIELD_COUNT
} clet_field;

/* True for fields whose postings number documents; the others' number sections. */
static inline int clet_field_counts_documents(clet_field field) {
    return field == CLET_FIELD_TITLE || field == CLET_FIELD_LINK;
}

/* In a site of few sections a word that stands once is a word like others; in a large one it is as
 * often a mistake of the author's own. Stems with fewer places than this are no repairs, and words
 * with more than one less are not repaired. */
static inline uint32_t clet_repair_places_min(uint32_t section_count) {
    return section_count <= 500 ? 1 : 2;
}

/* A word count in one byte: exact to 15, then three bits behind the leading one. */
static inline uint8_t clet_length_code(uint32_t length) {
    if (length < 16) return (uint8_t)length;
    const uint32_t log = 31u - (uint32_t)__builtin_clz(length);
    return (uint8_t)(8 * (log - 3) + ((length >> (log - 3)) & 7) + 8);
}

/* The smallest length with that code; the largest code of a 32-bit length is 239. */
static inline uint32_t clet_length_of_code(uint8_t code) {
    if (code < 16) return code;
    if (code >= CLET_LENGTH_CODES) code = CLET_LENGTH_CODES - 1;
    const uint32_t log = (code - 8u) / 8 + 3;
    return (8u + (code & 7u)) << (log - 3);
}

#endif
