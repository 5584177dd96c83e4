/* Walks the instructions once. Every place has one height of the stack: the one it is first reached
 * with, by going on or by a jump; any other way to it must bring the same. */
#include "expr_format.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../base/value_rules.h"
#include "function_list.h"

#include <string.h>

static const struct {
    uint8_t operands;
    uint8_t taken;
    uint8_t given;
} shapes[] = {
#define X(name, operands, taken, given) {CLET_OPERANDS_##operands, taken, given},
    CLET_OPCODE_LIST(X)
#undef X
};

typedef struct verifier {
    const uint8_t *code;
    uint32_t size_bytes;
    uint8_t *heights; /* of each byte where an instruction begins: its height + 1; else 0 */
    uint32_t stack_max;
    uint32_t slot_count;
    clet_arena *arena;
    chatlet_status status;
} verifier;

/* One instruction, read. */
typedef struct instruction {
    clet_opcode opcode;
    uint32_t end; /* offset behind it */
    uint32_t byte;
    uint32_t word;
    uint32_t jumps[2];
    chatlet_str text;
} instruction;

static uint32_t word_at(const uint8_t *bytes) { return bytes[0] | (uint32_t)bytes[1] << 8; }

static uint32_t operand_bytes(clet_operands operands) {
    switch (operands) {
    case CLET_OPERANDS_NONE:
    case CLET_OPERANDS_TEXT: return 0; /* a text's are read one by one */
    case CLET_OPERANDS_BYTE: return 1;
    case CLET_OPERANDS_WORD:
    case CLET_OPERANDS_JUMP: return 2;
    case CLET_OPERANDS_LONG: return 8;
    case CLET_OPERANDS_BYTE_JUMP: return 3;
    case CLET_OPERANDS_TWO_JUMPS: return 4;
    }
    return 0;
}

/* A varint of at most three bytes, which is more than an expression has. */
static bool read_text(const verifier *check, instruction *read) {
    uint32_t size_bytes = 0;
    for (uint32_t shift = 0; shift < 21; shift += 7) {
        if (read->end >= check->size_bytes) return false;
        const uint32_t byte = check->code[read->end++];
        size_bytes |= (byte & 0x7F) << shift;
        if (byte >= 0x80) continue;
        if (size_bytes > check->size_bytes - read->end) return false;
        read->text =
            (chatlet_str){.data = (const char *)check->code + read->end, .size_bytes = size_bytes};
        read->end += size_bytes;
        return true;
    }
    return false;
}

static bool read_instruction(const verifier *check, uint32_t offset, instruction *read) {
    const uint8_t *bytes = check->code + offset + 1;
    *read = (instruction){.end = offset + 1};
    if (check->code[offset] >= CLET_OPCODE_COUNT) return false;
    read->opcode = (clet_opcode)check->code[offset];
    const clet_operands operands = (clet_operands)shapes[read->opcode].operands;
    if (operands == CLET_OPERANDS_TEXT) return read_text(check, read);
    const uint32_t size_bytes = operand_bytes(operands);
    if (size_bytes > check->size_bytes - read->end) return false;
    read->end += size_bytes;
    if (operands == CLET_OPERANDS_BYTE || operands == CLET_OPERANDS_BYTE_JUMP)
        read->byte = bytes[0];
    if (operands == CLET_OPERANDS_WORD) read->word = word_at(bytes);
    if (operands == CLET_OPERANDS_JUMP || operands == CLET_OPERANDS_TWO_JUMPS)
        read->jumps[0] = word_at(bytes);
    if (operands == CLET_OPERANDS_BYTE_JUMP) read->jumps[0] = word_at(bytes + 1);
    if (operands == CLET_OPERANDS_TWO_JUMPS) read->jumps[1] = word_at(bytes + 2);
    return true;
}

static uint32_t variable_count(const instruction *read) {
    return read->byte >> CLET_LOOP_VARIABLES_SHIFT;
}

static bool is_fold(const instruction *read) {
    const uint32_t variables = variable_count(read);
    const bool has_variables =
        read->opcode != CLET_OPCODE_LOOP && read->opcode != CLET_OPCODE_FINISH;
    if ((read->byte & 0xF) >= CLET_LOOP_COUNT) return false;
    return has_variables ? variables == 1 || variables == 2 : variables == 0;
}

static bool is_pattern(verifier *check, chatlet_str program) {
    uint8_t *marks = clet_arena_allocate(check->arena, program.size_bytes / 4);
    if (marks == NULL) check->status = CHATLET_ERR_MEMORY;
    return marks != NULL && clet_pattern_verify(program, marks);
}

static bool has_good_operands(verifier *check, const instruction *read, uint32_t height) {
    switch ((int)read->opcode) {
    case CLET_OPCODE_STRING:
    case CLET_OPCODE_FIELD:
    case CLET_OPCODE_HAS: return clet_utf8_valid_prefix(read->text) == read->text.size_bytes;
    case CLET_OPCODE_TYPE: return read->byte < CHATLET_VALUE_ERROR;
    case CLET_OPCODE_ERROR: return read->byte <= CHATLET_VALUE_ERROR_DEPTH;
    case CLET_OPCODE_SLOT: return read->word < check->slot_count;
    case CLET_OPCODE_LOCAL: return read->byte < height;
    case CLET_OPCODE_CALL: return read->byte < CLET_FUNCTION_COUNT;
    case CLET_OPCODE_MATCH: return is_pattern(check, read->text);
    case CLET_OPCODE_LOOP:
    case CLET_OPCODE_NEXT:
    case CLET_OPCODE_FILTER:
    case CLET_OPCODE_STEP:
    case CLET_OPCODE_FINISH: return is_fold(read);
    default: return true; /* any operand is good */
    }
}

static uint32_t taken_by(const instruction *read) {
    if (read->opcode == CLET_OPCODE_LIST) return read->byte;
    if (read->opcode == CLET_OPCODE_MAP) return 2 * read->byte;
    if (read->opcode == CLET_OPCODE_CALL)
        return (uint32_t)strlen(clet_function_kinds((clet_function)read->byte));
    /* What stays of a loop below the body's value and the variables. */
    if (read->opcode == CLET_OPCODE_STEP || read->opcode == CLET_OPCODE_FILTER)
        return 1 + variable_count(read) + 3;
    return shapes[read->opcode].taken;
}

/* A jump forward to `target` arrives with `height`. */
static bool jump_on(const verifier *check, uint32_t from, uint32_t target, uint32_t height) {
    if (target <= from || target >= check->size_bytes) return false;
    if (check->heights[target] == 0) check->heights[target] = (uint8_t)(height + 1);
    return check->heights[target] == height + 1;
}

/* Back to a NEXT of as many variables, which was seen already, with `height`. */
static bool jump_back(const verifier *check, const instruction *read, uint32_t from,
                      uint32_t height) {
    const uint32_t target = read->jumps[0];
    if (target >= from || check->heights[target] != height + 1) return false;
    return check->code[target] == CLET_OPCODE_NEXT &&
           check->code[target + 1] >> CLET_LOOP_VARIABLES_SHIFT == variable_count(read);
}

/* Heights that jumps bring elsewhere, and the one that going on brings: -1 when it does not. */
static bool follow(const verifier *check, const instruction *read, uint32_t offset, uint32_t height,
                   int *after) {
    const uint32_t variables = variable_count(read);
    *after = (int)(height - taken_by(read) + shapes[read->opcode].given);
    switch ((int)read->opcode) {
    case CLET_OPCODE_END: *after = -1; return height == 1 && read->end == check->size_bytes;
    case CLET_OPCODE_AND_SKIP:
    case CLET_OPCODE_OR_SKIP: return jump_on(check, offset, read->jumps[0], height);
    case CLET_OPCODE_BRANCH:
        return jump_on(check, offset, read->jumps[0], height - 1) &&
               jump_on(check, offset, read->jumps[1], height);
    case CLET_OPCODE_JUMP: *after = -1; return jump_on(check, offset, read->jumps[0], height);
    case CLET_OPCODE_LOOP: return jump_on(check, offset, read->jumps[0], height);
    case CLET_OPCODE_NEXT:
        *after = (int)(height + variables);
        return jump_on(check, offset, read->jumps[0], height);
    case CLET_OPCODE_FILTER:
        *after = (int)height - 1;
        return jump_back(check, read, offset, height - 1 - variables);
    case CLET_OPCODE_STEP:
        *after = -1;
        return jump_back(check, read, offset, height - 1 - variables);
    default: return true;
    }
}

/* No jump leads between the bytes of an instruction. */
static bool is_whole(const verifier *check, uint32_t offset, uint32_t end) {
    for (uint32_t i = offset + 1; i < end; i++) {
        if (check->heights[i] != 0) return false;
    }
    return true;
}

static bool verify(verifier *check) {
    int after = 0;
    uint32_t offset = 0;
    while (offset < check->size_bytes) {
        instruction read;
        uint8_t *place = &check->heights[offset];
        if (after >= 0 && *place == 0) *place = (uint8_t)(after + 1);
        if (*place == 0 || (after >= 0 && *place != after + 1)) return false;
        const uint32_t height = *place - 1u;
        if (!read_instruction(check, offset, &read)) return false;
        if (!has_good_operands(check, &read, height) || taken_by(&read) > height) return false;
        if (!follow(check, &read, offset, height, &after)) return false;
        if (!is_whole(check, offset, read.end) || after > (int)check->stack_max) return false;
        offset = read.end;
    }
    return after == -1; /* the last was END: nothing else ends where the bytes do */
}

chatlet_status clet_expr_verify(chatlet_str expression, uint32_t slot_count, clet_arena *arena) {
    const size_t size_bytes = expression.size_bytes;
    if (size_bytes <= CLET_EXPR_HEAD_BYTES ||
        size_bytes > CLET_EXPR_HEAD_BYTES + CHATLET_EXPRESSION_CODE_BYTES_MAX)
        return CHATLET_ERR_BUNDLE;
    const uint8_t *bytes = (const uint8_t *)expression.data;
    verifier check = {.code = bytes + CLET_EXPR_HEAD_BYTES,
                      .size_bytes = (uint32_t)size_bytes - CLET_EXPR_HEAD_BYTES,
                      .stack_max = bytes[0],
                      .slot_count = word_at(bytes + 1),
                      .arena = arena,
                      .status = CHATLET_ERR_BUNDLE};
    if (check.stack_max > CHATLET_EXPRESSION_STACK_MAX || check.slot_count > slot_count)
        return CHATLET_ERR_BUNDLE;
    check.heights = clet_arena_allocate(arena, check.size_bytes);
    if (check.heights == NULL) return CHATLET_ERR_MEMORY;
    return verify(&check) ? CHATLET_OK : check.status;
}
