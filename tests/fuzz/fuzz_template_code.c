/* Any bytes as the instructions of a template: refused, or rendered to an end within the budget. An
 * input that begins with a letter and has two lines is a text, whose instructions are taken with
 * some bytes changed: the letter chooses the mode, and the last line is triples of place (low byte
 * first) and what is changed there. So seeds are texts. */
#include "test_allocator.h"
#include "test_template.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000, CHANGE_BYTES = 3 };

static void render(chatlet_str code) {
    const chatlet_str guarded = test_guarded_copy(code);
    const chatlet_evaluation_options place = {.cost_max = COST};
    for (int as_tokens = 0; as_tokens < 2; as_tokens++) {
        chatlet_str text = {0};
        const chatlet_status status =
            chatlet_template_render(test_plain_allocator(), guarded, test_template_values(),
                                    TEST_TEMPLATE_VARIABLES, &place, as_tokens == 1, &text);
        if (status != CHATLET_OK && status != CHATLET_ERR_BUNDLE && status != CHATLET_ERR_COST &&
            status != CHATLET_ERR_LIMIT)
            abort();
        if (text.data != NULL) test_plain_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    }
    test_guarded_free(guarded);
}

static void render_changed(chatlet_str code, const uint8_t *changes, size_t size) {
    uint8_t *changed = malloc(code.size_bytes);
    if (changed == NULL) abort();
    memcpy(changed, code.data, code.size_bytes);
    for (; size >= CHANGE_BYTES; changes += CHANGE_BYTES, size -= CHANGE_BYTES)
        changed[(changes[0] | (size_t)changes[1] << 8) % code.size_bytes] ^= changes[2];
    render((chatlet_str){.data = (const char *)changed, .size_bytes = code.size_bytes});
    free(changed);
}

/* Where the last line begins; 0 when there is one only. */
static size_t last_line(const uint8_t *data, size_t size) {
    while (size > 0 && data[size - 1] != '\n')
        size--;
    return size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const size_t changes = last_line(data, size);
    if (size == 0 || data[0] < 'a' || data[0] > 'd' || changes < 2) {
        render((chatlet_str){.data = (const char *)data, .size_bytes = size});
        return 0;
    }
    const chatlet_template_options options = {.mode = (chatlet_template_mode)(data[0] - 'a'),
                                              .variables = test_template_variables,
                                              .variable_count = TEST_TEMPLATE_VARIABLES,
                                              .find_partial = test_template_find};
    const chatlet_str source = {.data = (const char *)data + 1, .size_bytes = changes - 2};
    chatlet_str code = {0};
    if (chatlet_template_compile(test_plain_allocator(), source, &options, &code) != CHATLET_OK)
        return 0;
    render_changed(code, data + changes, size - changes);
    test_plain_allocator()->release(NULL, (void *)(uintptr_t)code.data);
    return 0;
}
