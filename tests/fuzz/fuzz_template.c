/* Any text with tags, its first byte choosing where it goes: refused with a mistake, or its
 * instructions verify, and rendering gives the same twice. */
#include "test_allocator.h"
#include "test_template.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000 };

static void require(bool condition) {
    if (!condition) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_template first;
    test_template second;
    if (size == 0) return 0;
    const chatlet_str source = {.data = (const char *)data + 1, .size_bytes = size - 1};
    const chatlet_template_mode mode = (chatlet_template_mode)(data[0] % 4);
    const bool as_tokens = data[0] / 4 % 2 == 0;
    test_template_run(test_plain_allocator(), source, mode, as_tokens, COST, &first);
    require(first.status == CHATLET_OK || first.status == CHATLET_ERR_INPUT ||
            first.status == CHATLET_ERR_COST || first.status == CHATLET_ERR_LIMIT);
    require(first.status != CHATLET_ERR_INPUT || first.lines[0] != '\0');
    if (first.status == CHATLET_OK) {
        test_template_run(test_plain_allocator(), source, mode, as_tokens, COST, &second);
        require(second.status == CHATLET_OK && second.text.size_bytes == first.text.size_bytes);
        require(first.text.size_bytes == 0 ||
                memcmp(first.text.data, second.text.data, first.text.size_bytes) == 0);
        test_template_free(&second);
    }
    test_template_free(&first);
    return 0;
}
