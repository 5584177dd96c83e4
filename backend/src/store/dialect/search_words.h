/* From texts to what search_text.c keeps and asks. */
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H

#include "../../domain/region.h"
#include "../db.h"

/* What is kept of a message, in `memory`: a word for its organization, then the words of `text`,
 * all parted by single spaces; each character of a script without spaces stands alone and once more
 * with the one behind it. Empty when `text` has no word, or memory was refused. */
chatlet_str search_words_of_text(region *memory, int64_t organization_id, chatlet_str text);

/* A question in the database's language: the organization's word, and each of the question's. Empty
 * when it has none, or memory was refused. */
chatlet_str search_words_of_question(region *memory, db_dialect dialect, int64_t organization_id,
                                     chatlet_str question);

#endif
