/* The tree of a pattern made words, and both steps together. */
#include "pattern_compile.h"

#include "../bundle/pattern_format.h"
#include "pattern_tree.h"

#include <chatlet/limits.h>

enum { STEPS_MAX = 50000 };

typedef struct writer {
    uint32_t *words; /* CHATLET_PATTERN_WORDS_MAX of them */
    uint32_t count;
    uint32_t step_count; /* parts written, also those that take no word: ends (a{0}){1000}… */
    bool is_over;
} writer;

static void put(writer *write, uint32_t word) {
    if (write->count == CHATLET_PATTERN_WORDS_MAX)
        write->is_over = true;
    else
        write->words[write->count++] = word;
}

static void put_word(writer *write, clet_pattern_word word, uint32_t argument) {
    put(write, clet_pattern_make(word, argument));
}

/* A SPLIT or JUMP whose target is set later. */
static uint32_t put_open(writer *write, clet_pattern_word word) {
    put_word(write, word, 0);
    return write->count - 1;
}

static void close_here(writer *write, uint32_t place) {
    if (!write->is_over) write->words[place] |= write->count << 8;
}

static void put_set(writer *write, const clet_pattern_class *set) {
    if (set->count > CLET_PATTERN_RANGES_MASK) write->is_over = true;
    put_word(write, CLET_PATTERN_CLASS, set->count | set->flags);
    for (uint32_t i = 0; i < set->count; i++) {
        put(write, set->ranges[i].first);
        put(write, set->ranges[i].last);
    }
}

static void put_node(writer *write, const clet_pattern_node *node);

static void put_choice(writer *write, const clet_pattern_node *node) {
    const uint32_t split = put_open(write, CLET_PATTERN_SPLIT);
    put_node(write, node->first);
    const uint32_t jump = put_open(write, CLET_PATTERN_JUMP);
    close_here(write, split);
    put_node(write, node->second);
    close_here(write, jump);
}

static void put_star(writer *write, const clet_pattern_node *inner) {
    const uint32_t split = put_open(write, CLET_PATTERN_SPLIT);
    put_node(write, inner);
    put_word(write, CLET_PATTERN_JUMP, split);
    close_here(write, split);
}

static void put_repeat(writer *write, const clet_pattern_node *node) {
    uint32_t begin = write->count;
    for (uint32_t i = 0; i < node->least && !write->is_over; i++) {
        begin = write->count;
        put_node(write, node->first);
    }
    if (node->most == CLET_PATTERN_WITHOUT_END) {
        if (node->least == 0)
            put_star(write, node->first);
        else
            put_word(write, CLET_PATTERN_SPLIT, begin);
        return;
    }
    for (uint32_t i = node->least; i < node->most && !write->is_over; i++) {
        const uint32_t split = put_open(write, CLET_PATTERN_SPLIT);
        put_node(write, node->first);
        close_here(write, split);
    }
}

/* Recursion ends: groups are bounded, and a series leans to the left, so that its length is walked
 * down once. */
static void put_node(writer *write, const clet_pattern_node *node) {
    if (++write->step_count > STEPS_MAX) write->is_over = true;
    if (write->is_over) return;
    switch (node->kind) {
    case CLET_PATTERN_EMPTY: break;
    case CLET_PATTERN_LETTER: put_word(write, CLET_PATTERN_CHARACTER, node->character); break;
    case CLET_PATTERN_DOT:
        put_word(write, node->any_line_end ? CLET_PATTERN_ANY : CLET_PATTERN_ANY_BUT_LINE_END, 0);
        break;
    case CLET_PATTERN_SET: put_set(write, &node->set); break;
    case CLET_PATTERN_AT: put_word(write, CLET_PATTERN_ASSERT, node->character); break;
    case CLET_PATTERN_SERIES:
        put_node(write, node->first);
        put_node(write, node->second);
        break;
    case CLET_PATTERN_CHOICE: put_choice(write, node); break;
    case CLET_PATTERN_REPEAT: put_repeat(write, node); break;
    }
}

/* The words as the bytes of a bundle. */
static chatlet_status store(clet_arena *arena, const writer *write, chatlet_str *program) {
    const size_t size_bytes = (size_t)write->count * 4;
    unsigned char *bytes = clet_arena_allocate(arena, size_bytes);
    if (bytes == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < write->count; i++) {
        for (uint32_t byte = 0; byte < 4; byte++)
            bytes[4 * i + byte] = (unsigned char)(write->words[i] >> (8 * byte));
    }
    *program = (chatlet_str){.data = (const char *)bytes, .size_bytes = size_bytes};
    return CHATLET_OK;
}

chatlet_status clet_pattern_compile(clet_arena *arena, chatlet_str pattern, chatlet_str *program,
                                    clet_pattern_refusal *refusal) {
    const clet_pattern_node *tree;
    const chatlet_status status = clet_pattern_parse(arena, pattern, &tree, refusal);
    if (status != CHATLET_OK) return status;
    writer write = {
        .words = clet_arena_allocate_array(arena, CHATLET_PATTERN_WORDS_MAX, sizeof(uint32_t))};
    if (write.words == NULL) return CHATLET_ERR_MEMORY;
    put_node(&write, tree);
    put_word(&write, CLET_PATTERN_MATCH, 0);
    if (!write.is_over) return store(arena, &write, program);
    *refusal = (clet_pattern_refusal){
        .reason = "the pattern is too large once its repeats are written out", .offset = 0};
    return CHATLET_ERR_SYNTAX;
}
