/* Values as compact bytes, for what a session keeps between steps. A byte says the kind (of bools,
 * ints and doubles with the value in it where it is small), then:
 *
 *   string, bytes    varint of the size, the bytes
 *   int              varint of the zigzag code; uint: varint
 *   double           8 bytes, low ones first
 *   list, map        varint of the count, the items or keys and values
 *   timestamp        varint of the seconds' zigzag code, varint of the nanoseconds
 *   duration         varint of the zigzag code
 *   type, error      varint */
#ifndef CLET_BASE_VALUE_BYTES_H
#define CLET_BASE_VALUE_BYTES_H

#include "arena.h"
#include "buffer.h"
#include "byte_reader.h"

#include <chatlet/value.h>

/* Appends a value; failures stick in the buffer. */
void clet_value_bytes_write(clet_buffer *buffer, const chatlet_value *value);

/* Reads what clet_value_bytes_write writes; from outside: any bytes may come. Texts are borrowed
 * from the source, lists and maps taken from the arena. False: not a value (texts that are not
 * UTF-8, nested deeper than CHATLET_VALUE_DEPTH_MAX, a key that is none), or the arena is out of
 * memory, which *out_of_memory tells. */
bool clet_value_bytes_read(clet_byte_reader *reader, clet_arena *arena, chatlet_value *value,
                           bool *out_of_memory);

#endif
