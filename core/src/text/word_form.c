#include "word_form.h"

#include "language_rules.h"
#include "normalize.h"

size_t clet_word_form(chatlet_str language, chatlet_str word, char form[CLET_WORD_FORM_BYTES_MAX]) {
    char folded[CHATLET_WORD_BYTES_MAX];
    const clet_normalize_options options = {.has_dotless_i =
                                                clet_language_rules_find(language)->has_dotless_i};
    const size_t folded_bytes = clet_normalize_case(word, options, folded, sizeof folded);
    form[0] = CLET_WORD_FORM_MARK;
    return 1 + clet_normalize_plain((chatlet_str){.data = folded, .size_bytes = folded_bytes},
                                    form + 1, CHATLET_WORD_BYTES_MAX);
}
