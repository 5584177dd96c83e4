/* A short text taken apart for reading: runs of digits and runs of letters, folded, with what
 * stands between them; and the words of a language (bundle/locale_data.h) found in it. */
#ifndef CLET_RUNTIME_FIELD_WORDS_H
#define CLET_RUNTIME_FIELD_WORDS_H

#include <chatlet/base.h>

enum {
    CLET_LEXEMES_MAX = 40, /* numbers and dates stand in short texts; of a longer one the rest is
                              left out */
    CLET_LEXED_BYTES_MAX = 400
};

/* "3pm" is two: "3" and "pm". */
typedef struct clet_lexeme {
    uint16_t begin; /* bytes of the folded text */
    uint16_t end;
    uint16_t source_begin;
    uint16_t source_end;
    uint16_t gap; /* bytes of the source between this and the one before it */
    char before;  /* the last character there that is no space; ' ' for spaces, '?' for one that is
                     not ASCII, 0 for none */
    bool is_number;
    uint32_t number; /* of digits; UINT32_MAX when it is more */
} clet_lexeme;

typedef struct clet_lexed {
    chatlet_str source;
    uint32_t count;
    uint32_t size_bytes;
    bool is_cut; /* the text was longer */
    clet_lexeme items[CLET_LEXEMES_MAX];
    char text[CLET_LEXED_BYTES_MAX]; /* lexemes joined by single spaces; digits are ASCII */
} clet_lexed;

/* Takes `source` apart. Allocates nothing. */
void clet_lex(chatlet_str source, clet_lexed *lexed);

/* The folded text from lexeme `index` on; empty behind the last. */
chatlet_str clet_lexed_from(const clet_lexed *lexed, uint32_t index);

/* How many lexemes from `index` on take `size_bytes` of the folded text. */
uint32_t clet_lexed_count(const clet_lexed *lexed, uint32_t index, size_t size_bytes);

/* Bytes that the longest word of `list` takes at the beginning of `folded`, up to a word's end; 0
 * when none stands there. Words are parted by '|'; case, accents and marks do not count. */
size_t clet_words_match(chatlet_str list, chatlet_str folded);

/* The same for a list whose words have numbers: "one=1|two=2". *value is that of the match. */
size_t clet_words_number(chatlet_str list, chatlet_str folded, uint32_t *value);

/* Whether `folded` is one of the words and nothing else. */
bool clet_words_are(chatlet_str list, chatlet_str folded);

/* Whether `word`, one of a language, folds to a text that begins with `beginning`. */
bool clet_word_begins(chatlet_str word, chatlet_str beginning);

/* Whether a text asks something instead of answering. */
bool clet_text_is_question(chatlet_str text);

#endif
