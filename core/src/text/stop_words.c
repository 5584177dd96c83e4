#include "stop_words.h"

#include "../base/str.h"

const clet_stop_word_list *clet_stop_words_find(chatlet_str language) {
    (void)language; /* unused where no list is built in */
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_DE)
    if (clet_str_equal(language, CHATLET_STR("de"))) return &clet_stop_words_de;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_EN)
    if (clet_str_equal(language, CHATLET_STR("en"))) return &clet_stop_words_en;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_ES)
    if (clet_str_equal(language, CHATLET_STR("es"))) return &clet_stop_words_es;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_FR)
    if (clet_str_equal(language, CHATLET_STR("fr"))) return &clet_stop_words_fr;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_IT)
    if (clet_str_equal(language, CHATLET_STR("it"))) return &clet_stop_words_it;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_NL)
    if (clet_str_equal(language, CHATLET_STR("nl"))) return &clet_stop_words_nl;
#endif
#if defined(CHATLET_LANGUAGE_ALL) || defined(CHATLET_LANGUAGE_PT)
    if (clet_str_equal(language, CHATLET_STR("pt"))) return &clet_stop_words_pt;
#endif
    return NULL;
}
