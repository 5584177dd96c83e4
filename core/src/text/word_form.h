/* A word as it is written, folded but not stemmed: what a visitor has typed the beginning of.
 *
 * A stem is no beginning of its words: "migrati" begins "migration", whose stem is "migrat", and
 * "policy" has the stem "polici". So the words of titles and headings stand in the dictionary once
 * more in this form, behind a mark that no stem begins with, where a beginning is looked for. */
#ifndef CLET_TEXT_WORD_FORM_H
#define CLET_TEXT_WORD_FORM_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

/* A space stands in no word, and before every letter. */
#define CLET_WORD_FORM_MARK ' '

enum { CLET_WORD_FORM_BYTES_MAX = 1 + CHATLET_WORD_BYTES_MAX };

/* Writes the mark and the form of `word`, UTF-8 of one word of `language`; gives how many bytes.
 * Only the mark: nothing of it was left. */
size_t clet_word_form(chatlet_str language, chatlet_str word, char form[CLET_WORD_FORM_BYTES_MAX]);

#endif
