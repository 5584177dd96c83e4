#include "stop_words.h"

#include "../base/str.h"

#include <string.h>

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

bool clet_stop_words_has(const clet_stop_word_list *list, chatlet_str word) {
    clet_stop_word wanted = {0};
    if (word.size_bytes == 0 || word.size_bytes >= sizeof wanted) return false;
    memcpy(wanted, word.data, word.size_bytes);

    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = memcmp(wanted, list->words[middle], sizeof wanted);
        /* Rows are filled up with zero bytes, which are no part of the word. */
        if (order == 0) return word.data[word.size_bytes - 1] != '\0';
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
