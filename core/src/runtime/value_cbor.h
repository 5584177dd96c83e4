/* Values of flows as the CBOR of events and effects (chatlet/session.h), and back. */
#ifndef CLET_RUNTIME_VALUE_CBOR_H
#define CLET_RUNTIME_VALUE_CBOR_H

#include "../base/cbor.h"
#include "expr_run.h"

/* Appends a value: uints past int64 as doubles; times, durations and types as string(x) has them;
 * errors as null; keys of maps that are no texts as texts. Failures stick in the buffer. */
void clet_value_cbor_write(clet_expr_run *run, clet_buffer *buffer, const chatlet_value *value);

/* Reads the item at the reader's offset, which clet_cbor_check has passed. Texts are borrowed from
 * the source, lists and maps taken from the arena.
 *
 * CHATLET_ERR_LIMIT   more items, or nested deeper, than a value may be.
 * CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status clet_value_cbor_read(clet_cbor_reader *reader, clet_arena *arena,
                                                     chatlet_value *value);

#endif
