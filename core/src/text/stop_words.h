/* Lists of function words, one file each, stop_words_<code>.c.
 *
 * A build carries those that CHATLET_LANGUAGE_ALL or CHATLET_LANGUAGE_<CODE> asks for, so that a
 * visitor's module has only its own language (CMake option CHATLET_LANGUAGE). */
#ifndef CLET_TEXT_STOP_WORDS_H
#define CLET_TEXT_STOP_WORDS_H

#include <chatlet/base.h>

enum { CLET_STOP_WORD_BYTES = 16 };

/* Filled up with zero bytes, and at least one: rows of one width are searched by halves. */
typedef char clet_stop_word[CLET_STOP_WORD_BYTES];

typedef struct clet_stop_word_list {
    const clet_stop_word *words; /* sorted by bytes */
    size_t count;
} clet_stop_word_list;

/* The list of `language`, or NULL when this build carries none. Constant. */
const clet_stop_word_list *clet_stop_words_find(chatlet_str language);

/* Whether `word`, folded and without accents, stands in `list`. */
bool clet_stop_words_has(const clet_stop_word_list *list, chatlet_str word);

extern const clet_stop_word_list clet_stop_words_de;
extern const clet_stop_word_list clet_stop_words_en;
extern const clet_stop_word_list clet_stop_words_es;
extern const clet_stop_word_list clet_stop_words_fr;
extern const clet_stop_word_list clet_stop_words_it;
extern const clet_stop_word_list clet_stop_words_nl;
extern const clet_stop_word_list clet_stop_words_pt;

#endif
