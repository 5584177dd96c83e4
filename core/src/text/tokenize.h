/* Text to words, much as UAX #29 has it. Letters and digits join, with their marks. An apostrophe
 * or middle dot joins letters ("don't"), a full stop or comma joins digits ("15.2"), "_" joins both
 * ("pg_stat_activity"). Everything else separates: "command-line" and "node.js" are two words each.
 * Beyond the standard, one letter with "++" or "#" is a word ("C++", "C#"), since manuals of
 * software are full of them. Scripts without spaces give a token a character. */
#ifndef CLET_TEXT_TOKENIZE_H
#define CLET_TEXT_TOKENIZE_H

#include <chatlet/base.h>

/* Digits right behind this control byte are layout, the number of a list's item, and no word:
 * CLET_MARK_NUMBERED of bundle/text_marks.h. */
enum { CLET_TOKEN_NUMBER_MARK = 0x07 };

typedef struct clet_token {
    size_t begin; /* bytes begin to end of the source, valid UTF-8 */
    size_t end;
    bool is_unspaced; /* one character, with its marks, of a script without spaces */
    bool is_ascii;    /* every byte below 0x80 */
    bool is_natural;  /* letters only: no digit, "_", "+" or "#"; can be stemmed */
    bool has_joint;   /* an apostrophe or middle dot joins letters in it */
} clet_token;

/* Finds the first word at or after `offset`; false when there is none. Broken UTF-8 and control
 * characters separate. Cost: the bytes up to the word's end, each read at most twice. */
bool clet_token_next(chatlet_str source, size_t offset, clet_token *token);

#endif
