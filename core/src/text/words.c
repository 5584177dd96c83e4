/* In: a text. Out: its words, one a call, as tokenize.h finds and normalize.h folds them. */
#include <chatlet/words.h>

#include "normalize.h"
#include "tokenize.h"

bool chatlet_word_next(chatlet_str source, size_t offset, chatlet_word *word) {
    const clet_normalize_options options = {.has_dotless_i = false};
    clet_token token;
    while (clet_token_next(source, offset, &token)) {
        char cased[CHATLET_WORD_BYTES_MAX];
        const chatlet_str written = {.data = source.data + token.begin,
                                     .size_bytes = token.end - token.begin};
        const chatlet_str folded = {.data = cased,
                                    .size_bytes =
                                        clet_normalize_case(written, options, cased, sizeof cased)};
        const size_t size_bytes = clet_normalize_plain(folded, word->text, sizeof word->text);
        offset = token.end;
        if (size_bytes == 0) continue; /* only characters that count for nothing */
        word->begin = token.begin;
        word->end = token.end;
        word->is_unspaced = token.is_unspaced;
        word->size_bytes = size_bytes;
        return true;
    }
    return false;
}
