/* Tables as CSV (RFC 4180), record by record.
 *
 *     question,answer,url
 *     "How do I pay?","By card.
 *     Or by ""invoice"".",/help/pay
 *
 * Fields are parted by commas, semicolons or tabs: by what parts most of the first line. Lines end
 * with LF, CR LF or CR; blank ones are no records. After a mistake the next line begins the next
 * record. */
#ifndef CHATLET_CSV_H
#define CHATLET_CSV_H

#include <chatlet/base.h>

enum { CHATLET_CSV_FIELDS = 64 };

typedef struct chatlet_csv_field {
    chatlet_str text; /* without its quotes; borrowed from the source or the reader's memory */
    size_t offset;    /* of its first byte in the source */
} chatlet_csv_field;

typedef struct chatlet_csv_record {
    chatlet_csv_field fields[CHATLET_CSV_FIELDS];
    uint32_t count;
    size_t offset;       /* of its first byte */
    chatlet_str problem; /* why the record cannot be used, in words; empty: it can */
    size_t problem_offset;
} chatlet_csv_record;

typedef struct chatlet_csv {
    chatlet_str source;
    size_t offset; /* of the next record */
    char separator;
    char *memory;
    size_t memory_used;
} chatlet_csv;

/* Begins reading `source`, UTF-8 without a byte order mark, which must outlive the reader.
 *
 * memory  at least source.size_bytes bytes for fields with doubled quotes; may be NULL when
 *         `source` holds no quote. */
void chatlet_csv_begin(chatlet_csv *reader, chatlet_str source, char *memory);

/* Reads the next record. False at the end of the source. Cost: the record's bytes. */
bool chatlet_csv_next(chatlet_csv *reader, chatlet_csv_record *record);

#endif
