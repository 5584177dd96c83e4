/* What a bot says when its author wrote nothing, per language. */
#ifndef CLET_COMPILE_BOT_DEFAULTS_H
#define CLET_COMPILE_BOT_DEFAULTS_H

#include <chatlet/base.h>

typedef struct clet_bot_words {
    chatlet_str language; /* first subtag of a locale */
    chatlet_str title;
    chatlet_str greeting;
    chatlet_str miss;    /* nothing in the documents answers */
    chatlet_str trouble; /* a part of the index could not be had */
    chatlet_str retry;   /* label of the choice that asks again */
    chatlet_str partial; /* behind an answer made without parts that could not be had */
} clet_bot_words;

/* The words for a BCP 47 locale, by its language; English when there are none. Constant. */
const clet_bot_words *clet_bot_words_of_locale(chatlet_str locale);

#endif
