/* Every byte of a record: a document that was read, on its way from a reader, which may be another
 * thread or an earlier build, to the compiler. Numbers are little-endian; a varint is LEB128 of at
 * most 5 bytes; a text is a varint size_bytes and UTF-8.
 *
 *     0   4  magic "CLRC"
 *     4   2  record version, 2
 *     6   2  0
 *     8   8  hash of the bytes from 16 to the end (base/hash.h), against damage
 *    16   1  1 when the document was refused, else 0
 *     …      varint number of diagnostics; each: varint number of its code (101 for E101), varint
 *            line, varint column, text message
 *         when it was not refused:
 *            texts title, language, canonical
 *            varint number of blocks, at least 1; each:
 *              u8 kind + 8 x level   (clet_block_kind; level of a heading, else 0)
 *              u8 what follows: 1 an anchor of its own, else that of the block before; 2 a number;
 *                               4 a term; 8 begins a page; 16 with an address of its own
 *              varint line, text text, then as announced: text anchor, varint number, text term,
 *              text url
 *            varint number of links; each: texts target, text
 *            varint number of names of metadata; each: text name
 *            varint number of metadata; each: varint block, varint number of its name x 2 + 1 when
 *              it is offered, varint line, varint column, text values
 *         and nothing behind it.
 *
 * The hash only tells damage. Everything else is checked as if a stranger had written it: a record
 * that passes holds what the readers promise of a block list, so that what comes after need not
 * know where it came from. */
#ifndef CLET_COMPILE_DOCUMENT_RECORD_H
#define CLET_COMPILE_DOCUMENT_RECORD_H

#include "block_list.h"

/* To be raised when the bytes change, or what any reader makes of a document. */
enum { CLET_RECORD_VERSION = 3 };

typedef struct clet_record_diagnostic {
    clet_diagnostic_code code;
    uint32_t line;
    uint32_t column;
    chatlet_str message;
} clet_record_diagnostic;

typedef struct clet_record {
    bool is_refused;
    clet_record_diagnostic *diagnostics; /* arena */
    uint32_t diagnostic_count;
    clet_block_list blocks; /* empty when it was refused; texts are borrowed from the bytes */
} clet_record;

/* Checks `bytes` whole and takes them apart. What is made lives as long as `arena` and `bytes`.
 * CHATLET_ERR_VERSION  another version, or no record.
 * CHATLET_ERR_SYNTAX   damaged, or not as a reader would have made it.
 * CHATLET_ERR_MEMORY   the allocator refused. */
CHATLET_MUST_USE chatlet_status clet_record_read(chatlet_str bytes, clet_arena *arena,
                                                 clet_record *record);

#endif
