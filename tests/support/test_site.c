#include "test_site.h"

#include <stdio.h>
#include <string.h>

enum { VOCABULARY = 700, PAGE_WORDS = 32, PAGE_STEP = 17, TEXT_BYTES = 8192, SENTENCES = 30 };

/* Word `number` of the vocabulary: three syllables that no stemmer cuts the same. */
static void append_word(char *text, uint32_t number) {
    static const char *const syllables[] = {"ba", "ko", "li", "mu", "ne", "ro", "ta", "vu", "zi"};
    number %= VOCABULARY;
    for (int i = 0; i < 3; i++, number /= 9)
        strcat(text, syllables[number % 9]);
    strcat(text, "k ");
}

static void write_page(char *text, uint32_t page) {
    const uint32_t first = page * PAGE_STEP;
    strcpy(text, "# ");
    append_word(text, first + 3);
    append_word(text, first + 7);
    (void)snprintf(text + strlen(text), 64, "\n\nSee [");
    append_word(text, first + PAGE_STEP + 4);
    append_word(text, first + PAGE_STEP + 9);
    (void)snprintf(text + strlen(text), 64, "](p%u.md).", page + 1);
    for (uint32_t i = 0; i < SENTENCES; i++) {
        if (i % 6 == 0) strcat(text, "\n\n");
        for (uint32_t j = 0; j < 7; j++)
            append_word(text, first + (i * 5 + j * j) % PAGE_WORDS);
        strcat(text, "\n");
    }
}

chatlet_status test_site_add(chatlet_compiler *compiler, uint32_t page_count) {
    chatlet_status status = CHATLET_OK;
    for (uint32_t page = 0; page < page_count && status == CHATLET_OK; page++) {
        char text[TEXT_BYTES];
        char name[32];
        char url[32];
        write_page(text, page);
        (void)snprintf(name, sizeof name, "p%u.md", page);
        (void)snprintf(url, sizeof url, "/p%u.md", page);
        const chatlet_document document = {.path = {.data = name, .size_bytes = strlen(name)},
                                           .url = {.data = url, .size_bytes = strlen(url)},
                                           .format = CHATLET_FORMAT_MARKDOWN,
                                           .bytes = {.data = text, .size_bytes = strlen(text)}};
        status = chatlet_compiler_add_document(compiler, &document);
    }
    return status;
}
