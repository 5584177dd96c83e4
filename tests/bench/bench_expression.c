/* Expressions in the visitor's module, for bench-expr.mjs: what evaluating adds to the module, and
 * how long it takes there. Linked with everything chatlet-runtime.wasm is made of, by
 * wasm/CMakeLists.txt (target bench-expression), and with these functions beside its own. */
#include "base/value_rules.h"
#include "bundle/expr_format.h"
#include "runtime/expr_eval.h"

#include <stdlib.h>

enum { CODE_BYTES_MAX = 4096, TEXT_BYTES_MAX = 200 * 1024, SLOT_COUNT = 4, COST = 100000000 };

static void *heap_allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void heap_release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator heap = {.allocate = heap_allocate, .release = heap_release};

static char code[CODE_BYTES_MAX];
static size_t code_bytes;
static char text[TEXT_BYTES_MAX];
static chatlet_value slots[SLOT_COUNT]; /* int 3, text, list of three texts, timestamp */
static const chatlet_value topics[] = {
    {.kind = CHATLET_VALUE_STRING, .count = 5, .text = "price"},
    {.kind = CHATLET_VALUE_STRING, .count = 4, .text = "demo"},
    {.kind = CHATLET_VALUE_STRING, .count = 7, .text = "support"}};

char *bench_code(void);
char *bench_text(void);
uint32_t bench_load(uint32_t size_bytes, uint32_t text_bytes);
uint32_t bench_run(uint32_t round_count);

/* Where the host puts the instructions and the text of slot 1. */
char *bench_code(void) { return code; }
char *bench_text(void) { return text; }

/* Takes both; the status of verifying. */
uint32_t bench_load(uint32_t size_bytes, uint32_t text_bytes) {
    clet_arena arena;
    clet_arena_init(&arena, &heap);
    code_bytes = size_bytes;
    slots[0] = clet_value_int(3);
    slots[1] = clet_value_text(CHATLET_VALUE_STRING, (chatlet_str){text, text_bytes});
    slots[2] = (chatlet_value){.kind = CHATLET_VALUE_LIST, .depth = 1, .count = 3, .items = topics};
    slots[3] = (chatlet_value){.kind = CHATLET_VALUE_TIMESTAMP, .integer = 1709222400};
    const chatlet_status status =
        clet_expr_verify((chatlet_str){code, code_bytes}, SLOT_COUNT, &arena);
    clet_arena_free(&arena);
    return status;
}

/* Evaluates so many times, each with an arena of its own, as a step has; how many gave true, or the
 * number of rounds and one when one failed. */
uint32_t bench_run(uint32_t round_count) {
    uint32_t true_count = 0;
    for (uint32_t i = 0; i < round_count; i++) {
        clet_arena arena;
        chatlet_value value;
        clet_arena_init(&arena, &heap);
        clet_expr_run run = {.arena = &arena, .cost_left = COST};
        const chatlet_status status =
            clet_expr_evaluate(&run, (chatlet_str){code, code_bytes}, slots, &value);
        clet_arena_free(&arena);
        if (status != CHATLET_OK) return round_count + 1;
        true_count += value.kind == CHATLET_VALUE_BOOL && value.boolean ? 1 : 0;
    }
    return true_count;
}
