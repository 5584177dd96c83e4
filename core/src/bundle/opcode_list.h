/* Instructions of expressions. Writer, reader, evaluator and dump follow this list.
 *
 * Each line: name, operands, values taken from the stack, values put on it. What an instruction
 * takes stands on the stack in the order of the source; jumps and loops say below what they do.
 *
 * Errors are values. An instruction that takes one gives one, the first; only AND, OR and the folds
 * ALL and EXISTS may swallow it, as CEL has it. So nothing unwinds, and an expression whose stack
 * height is right once is right always. */
#ifndef CLET_BUNDLE_OPCODE_LIST_H
#define CLET_BUNDLE_OPCODE_LIST_H

#include <stdint.h>

/* Operands: NONE; BYTE, WORD and LONG of 1, 2 and 8 bytes, low ones first; TEXT, a varint of its
 * size and its bytes; JUMP, a WORD: the offset of another instruction, counted from the first;
 * BYTE_JUMP and TWO_JUMPS, one after the other. What they mean:
 *
 *   END            the result is what stands on the stack, alone
 *   INT_SMALL      -128 to 127
 *   DOUBLE         its IEEE 754 bits
 *   TYPE, ERROR    a chatlet_value_kind, a chatlet_value_error
 *   SLOT           a variable of the caller
 *   LOCAL          the value at that height of the stack: a loop's variable
 *   LIST, MAP      takes as many items, as many pairs
 *   AND_SKIP       jumps when the value is false, OR_SKIP when it is true; the value stays
 *   BRANCH         true: goes on; false: the first jump; else the second, leaving an error
 *   CALL           a clet_function, which says how many values it takes
 *   MATCH          a pattern (pattern_format.h): whether it is in the string
 *
 * A loop over the list, or the keys of the map, on the stack: LOOP puts a count and what the loop
 * has so far above it, or jumps behind FINISH with an error when it is neither. NEXT adds the
 * variables or, at the end, jumps to FINISH. FILTER drops the variables and jumps back to NEXT
 * unless its value is true. STEP takes the body's value and the variables, and jumps back to NEXT,
 * or to FINISH when the result is decided. Their byte is a clet_loop; of NEXT, FILTER and STEP with
 * the number of variables, 1 or 2, in its high half. */
#define CLET_OPCODE_LIST(X)                                                                        \
    X(END, NONE, 1, 0)                                                                             \
    X(NULL, NONE, 0, 1)                                                                            \
    X(FALSE, NONE, 0, 1)                                                                           \
    X(TRUE, NONE, 0, 1)                                                                            \
    X(INT_SMALL, BYTE, 0, 1)                                                                       \
    X(INT, LONG, 0, 1)                                                                             \
    X(UINT, LONG, 0, 1)                                                                            \
    X(DOUBLE, LONG, 0, 1)                                                                          \
    X(STRING, TEXT, 0, 1)                                                                          \
    X(BYTES, TEXT, 0, 1)                                                                           \
    X(TYPE, BYTE, 0, 1)                                                                            \
    X(ERROR, BYTE, 0, 1)                                                                           \
    X(SLOT, WORD, 0, 1)                                                                            \
    X(LOCAL, BYTE, 0, 1)                                                                           \
    X(LIST, BYTE, 0, 1)                                                                            \
    X(MAP, BYTE, 0, 1)                                                                             \
    X(ADD, NONE, 2, 1)                                                                             \
    X(SUBTRACT, NONE, 2, 1)                                                                        \
    X(MULTIPLY, NONE, 2, 1)                                                                        \
    X(DIVIDE, NONE, 2, 1)                                                                          \
    X(MODULO, NONE, 2, 1)                                                                          \
    X(NEGATE, NONE, 1, 1)                                                                          \
    X(NOT, NONE, 1, 1)                                                                             \
    X(EQUAL, NONE, 2, 1)                                                                           \
    X(UNEQUAL, NONE, 2, 1)                                                                         \
    X(LESS, NONE, 2, 1)                                                                            \
    X(LESS_EQUAL, NONE, 2, 1)                                                                      \
    X(GREATER, NONE, 2, 1)                                                                         \
    X(GREATER_EQUAL, NONE, 2, 1)                                                                   \
    X(IN, NONE, 2, 1)                                                                              \
    X(INDEX, NONE, 2, 1)                                                                           \
    X(FIELD, TEXT, 1, 1)                                                                           \
    X(HAS, TEXT, 1, 1)                                                                             \
    X(AND_SKIP, JUMP, 1, 1)                                                                        \
    X(AND, NONE, 2, 1)                                                                             \
    X(OR_SKIP, JUMP, 1, 1)                                                                         \
    X(OR, NONE, 2, 1)                                                                              \
    X(BRANCH, TWO_JUMPS, 1, 0)                                                                     \
    X(JUMP, JUMP, 0, 0)                                                                            \
    X(CALL, BYTE, 0, 1)                                                                            \
    X(MATCH, TEXT, 1, 1)                                                                           \
    X(MATCH_COMPUTED, NONE, 2, 1)                                                                  \
    X(LOOP, BYTE_JUMP, 1, 3)                                                                       \
    X(NEXT, BYTE_JUMP, 3, 3)                                                                       \
    X(FILTER, BYTE_JUMP, 1, 0)                                                                     \
    X(STEP, BYTE_JUMP, 1, 0)                                                                       \
    X(FINISH, BYTE, 3, 1)

typedef enum clet_opcode {
#define X(name, operands, taken, given) CLET_OPCODE_##name,
    CLET_OPCODE_LIST(X)
#undef X
        CLET_OPCODE_COUNT
} clet_opcode;

typedef enum clet_operands {
    CLET_OPERANDS_NONE,
    CLET_OPERANDS_BYTE,
    CLET_OPERANDS_WORD,
    CLET_OPERANDS_LONG,
    CLET_OPERANDS_TEXT,
    CLET_OPERANDS_JUMP,
    CLET_OPERANDS_BYTE_JUMP,
    CLET_OPERANDS_TWO_JUMPS
} clet_operands;

typedef enum clet_loop {
    CLET_LOOP_ALL,
    CLET_LOOP_EXISTS,
    CLET_LOOP_ONE,  /* exactly one item satisfies it */
    CLET_LOOP_LIST, /* the bodies' values */
    CLET_LOOP_MAP,  /* the first variable as key, the body's value */
    CLET_LOOP_COUNT
} clet_loop;

enum { CLET_LOOP_VARIABLES_SHIFT = 4 };

#endif
