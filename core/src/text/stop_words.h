/* Lists of function words, one file each, stop_words_<code>.c.
 *
 * What finds them carries all with CHATLET_LANGUAGE_ALL, one with CHATLET_LANGUAGE=<code>, so that
 * a visitor's module has only its own, and none without either. */
#ifndef CLET_TEXT_STOP_WORDS_H
#define CLET_TEXT_STOP_WORDS_H

#include <chatlet/base.h>

/* Rows of one width, filled up with zero bytes, and at least one, are searched by halves. */
typedef struct clet_stop_word_list {
    const char *rows; /* sorted by bytes */
    size_t row_bytes; /* at most CLET_STOP_WORD_BYTES_MAX */
    size_t count;
} clet_stop_word_list;

enum { CLET_STOP_WORD_BYTES_MAX = 40 };

/* Defines the list of a language over an array `words` of rows. */
#define CLET_STOP_WORD_LIST(code)                                                                  \
    const clet_stop_word_list clet_stop_words_##code = {                                           \
        .rows = words[0], .row_bytes = sizeof words[0], .count = sizeof words / sizeof words[0]};

/* The list of `language`, or NULL when this build carries none. Constant. */
const clet_stop_word_list *clet_stop_words_find(chatlet_str language);

/* Whether `word`, folded and without accents, stands in `list`. */
bool clet_stop_words_has(const clet_stop_word_list *list, chatlet_str word);

#endif
