/* What differs between languages on the way from a word to its stem, beyond the stemmer and the
 * function words. */
#ifndef CLET_TEXT_LANGUAGE_RULES_H
#define CLET_TEXT_LANGUAGE_RULES_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

enum { CLET_ENDINGS_MAX = 5, CLET_ENDING_BYTES = 8 };

/* An ending that people type without its accent, though hardly another one is written so, or a
 * plural that the stemmer misses. Stemmers know the accented form only, yet "autenticacion" must
 * meet "autenticación", and "sessões" "sessão". Zero-terminated UTF-8. */
typedef struct clet_ending {
    char written[CLET_ENDING_BYTES];
    char read_as[CLET_ENDING_BYTES];
} clet_ending;

typedef struct clet_language_rules {
    char language[4];         /* code, zero-terminated; empty in the rules of all others */
    bool has_english_clitics; /* "'s" is dropped; "I'd" is as much a function word as "I" */
    bool has_dotless_i;       /* "I" folds to "ı" */
    bool
        keeps_first_letter; /* a stem begins as its word does: the stemmer only takes off endings */
    const char *elisions;   /* words dropped before an apostrophe, each between spaces, or NULL */
    clet_ending endings[CLET_ENDINGS_MAX]; /* the first that fits; unused ones are empty */
} clet_language_rules;

/* The rules of `language`; those of nothing special when it has none. Constant, never NULL. */
const clet_language_rules *clet_language_rules_find(chatlet_str language);

/* Whether `folded` begins with a word and an apostrophe that the language elides: "l'eau". */
bool clet_language_rules_elide(const clet_language_rules *rules, chatlet_str folded);

/* Replaces the ending of `folded` as the first rule that fits it says, if one does and there is
 * room. Works in place, on `size_bytes` of text; returns the new size. */
size_t clet_language_rules_mend(const clet_language_rules *rules,
                                char folded[CHATLET_WORD_BYTES_MAX], size_t size_bytes);

#endif
