/* Words that people put around what they ask: "find", "possible", "problem". No function words,
 * since documents may be about them; but rare in most documents, they would count for more than the
 * words that matter. English, Spanish and Portuguese have a list. */
#ifndef CLET_TEXT_COMMON_WORDS_H
#define CLET_TEXT_COMMON_WORDS_H

#include <chatlet/base.h>

/* Whether `word`, folded and without accents, is one of `language`'s; false where there is no
 * list. */
bool clet_common_words_has(chatlet_str language, chatlet_str word);

#endif
