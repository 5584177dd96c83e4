/* Any bytes as a message and as a question: what is kept are words parted by single spaces, and
 * what is asked is one question that both databases take, of quoted words and nothing else. */
#include "store/dialect/search_text.h"
#include "store/dialect/search_words.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ORGANIZATION = 7, MEMORY_BYTES = 4 * 1024 * 1024 };

static void require(bool condition) {
    if (!condition) abort();
}

static void check_kept(chatlet_str words) {
    for (size_t i = 0; i < words.size_bytes; i++) {
        unsigned char c = (unsigned char)words.data[i];
        require(c > 0x1f && c != '"' && c != '\'' && c != '\\');
        require(c != ' ' || (i > 0 && i + 1 < words.size_bytes && words.data[i + 1] != ' '));
    }
}

/* Quote, word, quote; between two of them what joins them; behind the last perhaps what lets it go
 * on. */
static void check_asked(chatlet_str asked, char quote, const char *join, const char *prefix) {
    size_t at = 0;
    while (at < asked.size_bytes) {
        require(asked.data[at] == quote);
        const char *end = memchr(asked.data + at + 1, quote, asked.size_bytes - at - 1);
        require(end != NULL && end > asked.data + at + 1);
        require(memchr(asked.data + at, '\\', (size_t)(end - asked.data) - at) == NULL);
        at = (size_t)(end - asked.data) + 1;
        size_t left = asked.size_bytes - at;
        if (left == 0 || (left == strlen(prefix) && memcmp(asked.data + at, prefix, left) == 0)) {
            return;
        }
        require(left > strlen(join) && memcmp(asked.data + at, join, strlen(join)) == 0);
        at += strlen(join);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    region memory;
    chatlet_str text = test_guarded_copy((chatlet_str){(const char *)data, size});
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    check_kept(search_words_of_text(&memory, ORGANIZATION, text));
    check_asked(search_words_of_question(&memory, DB_DIALECT_SQLITE, ORGANIZATION, text), '"',
                " AND ", "*");
    check_asked(search_words_of_question(&memory, DB_DIALECT_POSTGRES, ORGANIZATION, text), '\'',
                " & ", ":*");
    require(!memory.failed);
    region_free(&memory);
    test_guarded_free(text);
    return 0;
}
