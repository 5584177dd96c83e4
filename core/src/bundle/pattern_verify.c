#include "expr_format.h"
#include "pattern_format.h"

#include <chatlet/limits.h>

/* Words of one instruction, 1 and the ranges of a class; 0 when it is not one. */
static uint32_t instruction_size(uint32_t word) {
    const uint32_t argument = word >> 8;
    switch ((clet_pattern_word)(word & 0xFF)) {
    case CLET_PATTERN_CLASS: return 1 + 2 * (argument & CLET_PATTERN_RANGES_MASK);
    case CLET_PATTERN_ASSERT: return argument < CLET_PATTERN_PLACE_COUNT ? 1 : 0;
    case CLET_PATTERN_MATCH:
    case CLET_PATTERN_CHARACTER:
    case CLET_PATTERN_ANY:
    case CLET_PATTERN_ANY_BUT_LINE_END:
    case CLET_PATTERN_SPLIT:
    case CLET_PATTERN_JUMP: return 1;
    case CLET_PATTERN_WORD_COUNT: break;
    }
    return 0;
}

static bool leads_on(uint32_t word) {
    return (word & 0xFF) != CLET_PATTERN_MATCH && (word & 0xFF) != CLET_PATTERN_JUMP;
}

/* Marks where instructions begin; false when one is wrong or the last leads past the end. */
static bool mark_instructions(const char *program, uint32_t count, uint8_t *marks) {
    uint32_t last = 0;
    for (uint32_t i = 0; i < count;) {
        const uint32_t word = clet_pattern_at(program, i);
        const uint32_t size = instruction_size(word);
        if (size == 0 || size > count - i) return false;
        marks[i] = 1;
        last = word;
        i += size;
    }
    return !leads_on(last);
}

static bool has_good_jumps(const char *program, uint32_t count, const uint8_t *marks) {
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t word = clet_pattern_at(program, i);
        const uint32_t kind = word & 0xFF;
        if (marks[i] == 0 || (kind != CLET_PATTERN_SPLIT && kind != CLET_PATTERN_JUMP)) continue;
        if (word >> 8 >= count || marks[word >> 8] == 0) return false;
    }
    return true;
}

bool clet_pattern_verify(chatlet_str program, uint8_t *marks) {
    const size_t count = program.size_bytes / 4;
    if (program.size_bytes % 4 != 0 || count == 0 || count > CHATLET_PATTERN_WORDS_MAX)
        return false;
    return mark_instructions(program.data, (uint32_t)count, marks) &&
           has_good_jumps(program.data, (uint32_t)count, marks);
}
