/* Turns a checked JSON text into one that cJSON reads without loss, and notes what cJSON does not
 * tell: where each value and key stands, and whole numbers to the last digit.
 *
 * cJSON ends strings at NUL, reads numbers by the process's locale and gives up on long ones. So
 * here
 *
 *     \u0000        becomes  \u0001 0     (U+0001 and a digit; clet_json_restore undoes it)
 *     \u0001        becomes  \u0001 1     (no other way to write U+0001 passes the check)
 *     -12.50e3      becomes  -1250e1      (no decimal point, at most 41 digits)
 *
 * A number of more than 40 digits is read by its first 40, and a 41st that keeps it off a tie; the
 * double is then the nearest but for texts that lie within 1e-40 of the middle of two. */
#ifndef CLET_BASE_JSON_PREPARE_H
#define CLET_BASE_JSON_PREPARE_H

#include "arena.h"
#include "buffer.h"

#include <chatlet/json.h>

/* Appends the text for cJSON to `prepared`, whose status tells of failures, and fills `values`, one
 * for each value in the order in which they begin: kind (INTEGER only for what fits int64), offset,
 * key_offset, integer, and number of an integer.
 *
 * source       passed clet_json_check, which also counted `value_count`. */
void clet_json_prepare(chatlet_str source, chatlet_json *values, uint32_t value_count,
                       clet_buffer *prepared);

/* Gives back what a string of the prepared text stood for. `text` is zero-terminated, as cJSON
 * leaves it. CHATLET_ERR_MEMORY: *restored is untouched. */
CHATLET_MUST_USE chatlet_status clet_json_restore(clet_arena *arena, const char *text,
                                                  chatlet_str *restored);

#endif
