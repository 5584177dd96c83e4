#include "language.h"

#include "../base/str.h"
#include "stop_words.h"

#define LANGUAGE(iso, name)                                                                        \
    { .code = {.data = (iso), .size_bytes = sizeof(iso) - 1}, .algorithm = (name) }

/* Sorted by code. */
static const clet_language languages[] = {
    LANGUAGE("ar", "arabic"),    LANGUAGE("ca", "catalan"),    LANGUAGE("da", "danish"),
    LANGUAGE("de", "german"),    LANGUAGE("el", "greek"),      LANGUAGE("en", "english"),
    LANGUAGE("es", "spanish"),   LANGUAGE("eu", "basque"),     LANGUAGE("fi", "finnish"),
    LANGUAGE("fr", "french"),    LANGUAGE("ga", "irish"),      LANGUAGE("hi", "hindi"),
    LANGUAGE("hu", "hungarian"), LANGUAGE("hy", "armenian"),   LANGUAGE("id", "indonesian"),
    LANGUAGE("it", "italian"),   LANGUAGE("lt", "lithuanian"), LANGUAGE("ne", "nepali"),
    LANGUAGE("nl", "dutch"),     LANGUAGE("no", "norwegian"),  LANGUAGE("pt", "portuguese"),
    LANGUAGE("ro", "romanian"),  LANGUAGE("ru", "russian"),    LANGUAGE("sr", "serbian"),
    LANGUAGE("sv", "swedish"),   LANGUAGE("ta", "tamil"),      LANGUAGE("tr", "turkish"),
    LANGUAGE("yi", "yiddish")};

const clet_language *clet_language_find(chatlet_str code) {
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        if (clet_str_equal(languages[i].code, code)) return &languages[i];
    return NULL;
}

bool clet_language_has_stemmer(chatlet_str language) {
    return clet_language_find(language) != NULL;
}

/* The language whose stemmer does for `primary` too, or itself. Both written forms of Norwegian
 * share one; Snowball's Serbian reads both scripts and takes "ije" for "e". */
static chatlet_str stemmed_as(chatlet_str primary) {
    static const char shared[][2][3] = {
        {"nb", "no"}, {"nn", "no"}, {"hr", "sr"}, {"bs", "sr"}, {"sh", "sr"}};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        const chatlet_str code = {.data = shared[i][0], .size_bytes = 2};
        if (clet_str_equal(primary, code))
            return (chatlet_str){.data = shared[i][1], .size_bytes = 2};
    }
    return primary;
}

chatlet_str clet_language_of_locale(chatlet_str locale) {
    /* The primary subtag; "pt_BR" is how many systems write "pt-BR". */
    char code[2];
    size_t size_bytes = 0;
    while (size_bytes < locale.size_bytes && locale.data[size_bytes] != '-' &&
           locale.data[size_bytes] != '_') {
        if (size_bytes == sizeof code) return CHATLET_STR("none");
        const char letter = locale.data[size_bytes];
        code[size_bytes++] = letter >= 'A' && letter <= 'Z' ? (char)(letter + 'a' - 'A') : letter;
    }
    const chatlet_str primary = {.data = code, .size_bytes = size_bytes};
    const clet_language *found = clet_language_find(stemmed_as(primary));
    return found != NULL ? found->code : CHATLET_STR("none");
}

bool clet_language_is_stop_word(chatlet_str language, chatlet_str word) {
    const clet_stop_word_list *list = clet_stop_words_find(language);
    return list != NULL && clet_stop_words_has(list, word);
}
