/* A text folded for comparing whole sentences: its words, in lower case and without accents, joined
 * by single spaces. "¿Dónde está mi pedido?" gives "donde esta mi pedido".
 *
 * The compiler folds what authors wrote (sentences and keywords of intents, synonyms, keywords of
 * triggers) and the interpreter what visitors write: through this one function, so that they meet.
 * Where a sentence has an entity, the compiler folds what stands before and behind it and puts
 * "{number}" between, as a word of its own: folded words have no braces. */
#ifndef CLET_TEXT_PHRASE_FOLD_H
#define CLET_TEXT_PHRASE_FOLD_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

enum {
    CLET_PHRASE_BYTES_MAX = CHATLET_QUERY_BYTES_MAX, /* of a folded text; what is longer is cut */
    CLET_PHRASE_WORDS_MAX = 64                       /* of which the places are kept */
};

/* A word's bytes: in the folded text and in the source. */
typedef struct clet_phrase_word {
    uint16_t begin;
    uint16_t end;
    uint16_t source_begin;
    uint16_t source_end;
} clet_phrase_word;

typedef struct clet_phrase {
    uint32_t size_bytes;
    uint32_t word_count; /* all of them; only the first CLET_PHRASE_WORDS_MAX have a place */
    bool is_cut;         /* the text was longer than what is here */
    clet_phrase_word words[CLET_PHRASE_WORDS_MAX];
    char text[CLET_PHRASE_BYTES_MAX];
} clet_phrase;

/* Folds `source`, UTF-8; broken bytes separate words. A word is what tokenize.h takes for one, cut
 * at CHATLET_WORD_BYTES_MAX; what has no letters and digits (an emoji, "?") folds to nothing.
 * Words past CLET_PHRASE_BYTES_MAX are left out. Allocates nothing.
 *
 * language  code of the bot's language (text/language.h); Turkish folds "I" in its own way. */
void clet_phrase_fold(chatlet_str language, chatlet_str source, clet_phrase *phrase);

/* The folded text; borrowed from the phrase. */
static inline chatlet_str clet_phrase_str(const clet_phrase *phrase) {
    return (chatlet_str){.data = phrase->text, .size_bytes = phrase->size_bytes};
}

#endif
