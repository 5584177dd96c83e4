/* Values in PostgreSQL's binary form. */
#ifndef DB_POSTGRES_VALUE_H
#define DB_POSTGRES_VALUE_H

#include "db.h"

enum { DB_POSTGRES_WHOLE_BYTES = 8 };

/* The type a parameter of `kind` is sent as; 0 (the server finds out) for NULL. */
uint32_t db_postgres_type(db_value_kind kind);

/* Whether results of that type can be read. */
bool db_postgres_reads(uint32_t type);

void db_postgres_write_whole(int64_t value, char bytes[DB_POSTGRES_WHOLE_BYTES]);

/* Reads a value that is not NULL. Sums come as numeric: false when one has a fraction, is no number
 * or does not fit 63 bits. Texts and bytes are borrowed from `bytes`. */
bool db_postgres_read(uint32_t type, chatlet_str bytes, db_value *value);

#endif
