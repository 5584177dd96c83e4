/* Text to index terms: words found, case folded, stemmed, accents stripped. Documents and questions
 * go through the same code, so that they meet. */
#ifndef CLET_TEXT_ANALYZE_H
#define CLET_TEXT_ANALYZE_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef struct clet_stemmer clet_stemmer; /* stem.h */

enum { CLET_TERM_BYTES_MAX = CHATLET_WORD_BYTES_MAX * 2 };

typedef struct clet_term {
    size_t begin; /* the word's bytes in the source: begin to end */
    size_t end;
    bool is_stop;                   /* a function word of the language, by a list; not stemmed */
    size_t size_bytes;              /* of `text`; at least 1, but of words passed over 0 */
    char text[CLET_TERM_BYTES_MAX]; /* the stem */
} clet_term;

typedef struct clet_analyzer {
    clet_stemmer *stemmer;                        /* borrowed; NULL: no stemming */
    chatlet_str source;                           /* borrowed */
    size_t offset;                                /* where reading goes on */
    const struct clet_language_rules *rules;      /* constant */
    const struct clet_stop_word_list *stop_words; /* constant, or NULL */
    uint32_t
        letters; /* bit i: words that begin with the i-th of "a" to "z" are wanted; 0: all are */
    /* The open run of a script without spaces. */
    uint32_t run_length;   /* characters, 2 for more; 0: none */
    size_t previous_begin; /* the run's last character */
    size_t previous_end;
} clet_analyzer;

/* Begins reading `source`. Broken UTF-8 counts as spaces; the marks of text_marks.h too. */
void clet_analyzer_init(clet_analyzer *analyzer, clet_stemmer *stemmer, chatlet_str source);

/* Looks for `term` among others: calls of it say which terms are wanted, and words that cannot be
 * one of those are passed over, which clet_analyzer_next gives as terms without a text. */
void clet_analyzer_want(clet_analyzer *analyzer, chatlet_str term);

/* Gives the next term; false at the end. Han, Hiragana, Katakana, Thai, Lao, Khmer and Burmese runs
 * give overlapping pairs of characters, or the one character of a run of one. Never fails: a
 * stemmer that is out of memory leaves the word as it is and sets stemmer->failed. */
bool clet_analyzer_next(clet_analyzer *analyzer, clet_term *term);

#endif
