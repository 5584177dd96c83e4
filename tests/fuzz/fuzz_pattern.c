/* Any two texts, parted by the first line end, as a pattern and what is searched: the pattern is
 * refused with a place in it, or its program verifies; the search costs at most what the text's
 * characters times the program's words cost. */
#include "test_allocator.h"

#include "base/str.h"
#include "base/utf8.h"
#include "bundle/expr_format.h"
#include "compile/pattern_compile.h"
#include "runtime/pattern_match.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void search(clet_arena *arena, chatlet_str program, chatlet_str text) {
    const uint64_t words = program.size_bytes / 4;
    const uint64_t most = (words + 4) * (text.size_bytes + 2);
    uint8_t *marks = clet_arena_allocate(arena, words);
    require(marks != NULL);
    require(clet_pattern_verify(program, marks));
    clet_expr_run run = {.arena = arena, .cost_left = most + 1};
    const chatlet_value found = clet_pattern_find(&run, program, text);
    require(run.status == CHATLET_OK);
    require(found.kind == CHATLET_VALUE_BOOL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str all = {.data = (const char *)data, .size_bytes = size};
    const size_t end = clet_str_find_byte(all, '\n', 0);
    const chatlet_str pattern = clet_str_slice(all, 0, end);
    const chatlet_str text = end < size ? clet_str_slice(all, end + 1, size) : (chatlet_str){0};
    clet_arena arena;
    clet_pattern_refusal refusal = {0};
    chatlet_str program;
    if (clet_utf8_valid_prefix(all) < size || text.size_bytes > 4096) return 0;
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_status status = clet_pattern_compile(&arena, pattern, &program, &refusal);
    if (status == CHATLET_OK) {
        search(&arena, program, text);
    } else {
        require(status == CHATLET_ERR_SYNTAX);
        require(refusal.reason != NULL && refusal.offset <= pattern.size_bytes);
    }
    clet_arena_free(&arena);
    return 0;
}
