/* Any bytes as text: the first byte chooses the language, the rest is analyzed. Terms must stand in
 * order, within the source and be non-empty UTF-8. */
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/analyze.h"
#include "text/stem.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static void check_term(const clet_term *term, chatlet_str source, size_t last_begin) {
    const chatlet_str text = {.data = term->text, .size_bytes = term->size_bytes};
    CLET_ASSERT(term->size_bytes > 0 && term->size_bytes <= CLET_TERM_BYTES_MAX);
    CLET_ASSERT(clet_utf8_valid_prefix(text) == text.size_bytes);
    CLET_ASSERT(term->begin >= last_begin && term->begin < term->end);
    CLET_ASSERT(term->end <= source.size_bytes);
    const chatlet_str word = clet_str_slice(source, term->begin, term->end);
    CLET_ASSERT(clet_utf8_valid_prefix(word) == word.size_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char codes[][5] = {"none", "en", "es", "pt", "de", "fr", "it", "ca", "nl", "tr",
                                    "el",   "ar", "ru", "hi", "sr", "ta", "hu", "fi", "yi", "hy"};
    if (size == 0) return 0;
    const char *code = codes[data[0] % (sizeof codes / sizeof codes[0])];
    const chatlet_allocator allocator = {.allocate = allocate, .release = release};
    const chatlet_str language = {.data = code, .size_bytes = code[2] == '\0' ? 2 : 4};
    clet_stemmer *stemmer = NULL;
    if (clet_stemmer_new(&allocator, language, &stemmer) != CHATLET_OK) return 0;

    const chatlet_str source = {.data = (const char *)data + 1, .size_bytes = size - 1};
    clet_analyzer analyzer;
    clet_analyzer_init(&analyzer, stemmer, source);
    clet_term term;
    size_t last_begin = 0;
    while (clet_analyzer_next(&analyzer, &term)) {
        check_term(&term, source, last_begin);
        last_begin = term.begin;
    }
    CLET_ASSERT(!clet_analyzer_next(&analyzer, &term));
    clet_stemmer_free(stemmer);
    return 0;
}
