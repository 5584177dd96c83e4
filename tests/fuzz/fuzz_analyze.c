/* Any bytes as text: the first byte chooses the language, the rest is analyzed. Terms must stand in
 * order, within the source and be non-empty UTF-8. */
#include "base/assert.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/analyze.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

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

/* With all its words met before the text gives the terms that it gives with none. */
static void compare_with_forgetful(clet_stemmer *stemmer, chatlet_str source) {
    static clet_term_cache warm;
    clet_analyzer analyzer;
    clet_analyzer again;
    clet_term term;
    clet_term same;
    clet_analyzer_init(&analyzer, stemmer, source);
    clet_analyzer_init(&again, stemmer, source);
    while (clet_analyzer_next(&analyzer, &term)) {
        warm = stemmer->cache;
        memset(&stemmer->cache, 0, sizeof stemmer->cache);
        CLET_ASSERT(clet_analyzer_next(&again, &same));
        stemmer->cache = warm;
        CLET_ASSERT(same.begin == term.begin && same.end == term.end);
        CLET_ASSERT(same.is_stop == term.is_stop && same.size_bytes == term.size_bytes);
        CLET_ASSERT(memcmp(same.text, term.text, term.size_bytes) == 0);
    }
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
    compare_with_forgetful(stemmer, source);
    clet_stemmer_free(stemmer);
    return 0;
}
