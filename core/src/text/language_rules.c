#include "language_rules.h"

#include "../base/str.h"

#include <string.h>

static const clet_language_rules rules_of_languages[] = {
    {.language = "ca", .elisions = " l d m t s n ", .endings = {{"cio", "ció"}, {"sio", "sió"}}},
    {.language = "da", .keeps_first_letter = true},
    {.language = "de", .keeps_first_letter = true},
    {.language = "en", .has_english_clitics = true, .keeps_first_letter = true},
    {.language = "es", .keeps_first_letter = true, .endings = {{"ion", "ión"}}},
    {.language = "fr",
     .keeps_first_letter = true,
     .elisions = " l d j m t s n c qu jusqu lorsqu puisqu quoiqu "},
    {.language = "it",
     .keeps_first_letter = true,
     .elisions = " l un d c s t m v dell all dall nell sull coll quest quell gl bell sant "},
    {.language = "no", .keeps_first_letter = true},
    {.language = "pt",
     .keeps_first_letter = true,
     .endings = {{"cao", "ção"}, {"coes", "ção"}, {"oes", "ão"}, {"ões", "ão"}, {"ao", "ão"}}},
    {.language = "sv", .keeps_first_letter = true},
    {.language = "tr", .has_dotless_i = true},
};

static const clet_language_rules no_rules = {.elisions = NULL};

static chatlet_str view(const char *text, size_t maximum_bytes) {
    const char *end = memchr(text, '\0', maximum_bytes);
    return (chatlet_str){.data = text,
                         .size_bytes = end == NULL ? maximum_bytes : (size_t)(end - text)};
}

const clet_language_rules *clet_language_rules_find(chatlet_str language) {
    for (size_t i = 0; i < sizeof rules_of_languages / sizeof rules_of_languages[0]; i++) {
        const clet_language_rules *rules = &rules_of_languages[i];
        if (clet_str_equal(view(rules->language, sizeof rules->language), language)) return rules;
    }
    return &no_rules;
}

bool clet_language_rules_elide(const clet_language_rules *rules, chatlet_str folded) {
    if (rules->elisions == NULL) return false;
    const size_t length = clet_str_find_byte(folded, '\'', 0);
    if (length == folded.size_bytes) return false;
    for (const char *at = rules->elisions; *at != '\0'; at++) {
        const bool begins = *at == ' ' && strncmp(at + 1, folded.data, length) == 0;
        if (begins && at[1 + length] == ' ') return true;
    }
    return false;
}

size_t clet_language_rules_mend(const clet_language_rules *rules,
                                char folded[CHATLET_WORD_BYTES_MAX], size_t size_bytes) {
    const chatlet_str word = {.data = folded, .size_bytes = size_bytes};
    for (size_t i = 0; i < CLET_ENDINGS_MAX; i++) {
        const chatlet_str written = view(rules->endings[i].written, CLET_ENDING_BYTES);
        const chatlet_str read_as = view(rules->endings[i].read_as, CLET_ENDING_BYTES);
        if (written.size_bytes == 0) return size_bytes;
        if (!clet_str_ends_with(word, written)) continue;
        const size_t stem_bytes = size_bytes - written.size_bytes;
        if (CHATLET_WORD_BYTES_MAX - stem_bytes < read_as.size_bytes) return size_bytes;
        memcpy(folded + stem_bytes, read_as.data, read_as.size_bytes);
        return stem_bytes + read_as.size_bytes;
    }
    return size_bytes;
}
