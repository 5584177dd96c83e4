/* A compiled expression: instructions with their constants within, as it stands in a bundle.
 *
 *   0  u8   the most values that stand on its stack at once, 1 to CHATLET_EXPRESSION_STACK_MAX
 *   1  u16  how many slots it needs: one more than the highest it reads
 *   3  …    instructions (opcode_list.h), the first at offset 0 of what jumps count from, up to END
 *
 * Numbers are little-endian. */
#ifndef CLET_BUNDLE_EXPR_FORMAT_H
#define CLET_BUNDLE_EXPR_FORMAT_H

#include "../base/arena.h"
#include "opcode_list.h"

enum { CLET_EXPR_HEAD_BYTES = 3 };

/* Checks a compiled expression whole, so that it may be evaluated without further checks of its
 * shape: every instruction and operand, jumps, heights of the stack, texts and patterns.
 *
 * slot_count  how many variables the caller binds.
 * arena       takes the size of the expression for the while.
 *
 * CHATLET_OK; CHATLET_ERR_BUNDLE when anything is wrong; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_expr_verify(chatlet_str expression, uint32_t slot_count,
                                                 clet_arena *arena);

/* Whether `program` is a pattern whose every word and jump is right. `marks` has a byte, 0, for
 * each of its words. */
bool clet_pattern_verify(chatlet_str program, uint8_t *marks);

#endif
