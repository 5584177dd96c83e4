/* Words of a text, folded so that what is looked for meets what was written: the very words that
 * the engine's own search is made of, before stemming. For hosts that keep an index of their own.
 */
#ifndef CHATLET_WORDS_H
#define CHATLET_WORDS_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef struct chatlet_word {
    size_t begin; /* the word's bytes in the source: begin to end */
    size_t end;
    bool is_unspaced;  /* one character, with its marks, of a script without spaces: Han, Thai */
    size_t size_bytes; /* of `text`; at least 1 */
    char
        text[CHATLET_WORD_BYTES_MAX]; /* UTF-8 in lower case, composed, without accents; no space */
} chatlet_word;

/* Finds the first word at or after `offset` of `source`, and folds it: letters and digits with what
 * joins them ("don't" gives "dont", "15.2", "pg_stat", "c++"); "Größe" gives "grosse". Of ASCII a
 * folded word holds lower-case letters, digits and "_.,+#". Broken UTF-8 and control characters
 * separate. What is longer than CHATLET_WORD_BYTES_MAX is cut. False when there is none.
 *
 * Go on with offset = word->end. Allocates nothing. Cost: the bytes up to the word's end. */
bool chatlet_word_next(chatlet_str source, size_t offset, chatlet_word *word);

#endif
