#include "phrase_fold.h"

#include "language_rules.h"
#include "normalize.h"
#include "tokenize.h"

#include <string.h>

/* A word of ASCII, which most are: lower case, without apostrophes. */
static size_t fold_ascii(chatlet_str word, char folded[CHATLET_WORD_BYTES_MAX]) {
    size_t size_bytes = 0;
    for (size_t i = 0; i < word.size_bytes && size_bytes < CHATLET_WORD_BYTES_MAX; i++) {
        const char c = word.data[i];
        if (c == '\'') continue;
        folded[size_bytes++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return size_bytes;
}

static size_t fold_other(chatlet_str word, bool has_dotless_i,
                         char folded[CHATLET_WORD_BYTES_MAX]) {
    char cased[CHATLET_WORD_BYTES_MAX];
    const clet_normalize_options options = {.has_dotless_i = has_dotless_i};
    const size_t size_bytes = clet_normalize_case(word, options, cased, sizeof cased);
    return clet_normalize_plain((chatlet_str){.data = cased, .size_bytes = size_bytes}, folded,
                                CHATLET_WORD_BYTES_MAX);
}

/* Adds a folded word; false when there is no room for it. */
static bool add_word(clet_phrase *phrase, chatlet_str folded, const clet_token *token) {
    const uint32_t space = phrase->size_bytes > 0 ? 1 : 0;
    if (folded.size_bytes + space > CLET_PHRASE_BYTES_MAX - phrase->size_bytes) return false;
    if (space > 0) phrase->text[phrase->size_bytes++] = ' ';
    if (phrase->word_count < CLET_PHRASE_WORDS_MAX)
        phrase->words[phrase->word_count] =
            (clet_phrase_word){.begin = (uint16_t)phrase->size_bytes,
                               .end = (uint16_t)(phrase->size_bytes + folded.size_bytes),
                               .source_begin = (uint16_t)token->begin,
                               .source_end = (uint16_t)token->end};
    memcpy(phrase->text + phrase->size_bytes, folded.data, folded.size_bytes);
    phrase->size_bytes += (uint32_t)folded.size_bytes;
    phrase->word_count++;
    return true;
}

void clet_phrase_fold(chatlet_str language, chatlet_str source, clet_phrase *phrase) {
    const bool has_dotless_i = clet_language_rules_find(language)->has_dotless_i;
    size_t offset = 0;
    clet_token token;
    phrase->size_bytes = 0;
    phrase->word_count = 0;
    /* Places are 16 bits. */
    phrase->is_cut = source.size_bytes > UINT16_MAX;
    if (phrase->is_cut) source.size_bytes = UINT16_MAX;
    while (clet_token_next(source, offset, &token)) {
        char folded[CHATLET_WORD_BYTES_MAX];
        const chatlet_str word = {.data = source.data + token.begin,
                                  .size_bytes = token.end - token.begin};
        const size_t size_bytes = token.is_ascii && !has_dotless_i
                                      ? fold_ascii(word, folded)
                                      : fold_other(word, has_dotless_i, folded);
        const chatlet_str view = {.data = folded, .size_bytes = size_bytes};
        offset = token.end;
        if (size_bytes == 0) continue;
        if (!add_word(phrase, view, &token)) {
            phrase->is_cut = true;
            return;
        }
    }
}
