/* Languages: which stemmer a locale uses, and its function words. */
#ifndef CLET_TEXT_LANGUAGE_H
#define CLET_TEXT_LANGUAGE_H

#include <chatlet/base.h>

/* A language that has a stemmer. */
typedef struct clet_language {
    chatlet_str code;      /* ISO 639-1: "en" */
    const char *algorithm; /* libstemmer's name, zero-terminated: "english" */
} clet_language;

/* The language of `code`, which is lower case, or NULL; constant. */
const clet_language *clet_language_find(chatlet_str code);

/* The language code of a BCP 47 locale that has a stemmer ("pt-BR" gives "pt"), or "none".
 * Constant. */
chatlet_str clet_language_of_locale(chatlet_str locale);

/* Whether a case-folded word with its accents stripped is a function word (articles, question
 * words, auxiliaries …) of `language`. False for languages without a list. */
bool clet_language_is_stop_word(chatlet_str language, chatlet_str word);

/* Whether `language` is one of libstemmer's. */
bool clet_language_has_stemmer(chatlet_str language);

#endif
