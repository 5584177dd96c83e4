/* What tells languages of one script from each other: their function words, and letters that not
 * all of them have. Languages without a stemmer stand among them, so that a Polish text is called
 * none of ours, rather than the nearest. */
#ifndef CLET_TEXT_LANGUAGE_EVIDENCE_H
#define CLET_TEXT_LANGUAGE_EVIDENCE_H

#include <chatlet/base.h>

typedef enum clet_script {
    CLET_SCRIPT_NONE, /* digits, signs, and scripts that none of the languages uses */
    CLET_SCRIPT_LATIN,
    CLET_SCRIPT_GREEK,
    CLET_SCRIPT_CYRILLIC,
    CLET_SCRIPT_ARMENIAN,
    CLET_SCRIPT_HEBREW,
    CLET_SCRIPT_ARABIC,
    CLET_SCRIPT_DEVANAGARI,
    CLET_SCRIPT_TAMIL,
    CLET_SCRIPT_OTHER, /* letters of further scripts: Thai, Georgian … */
    CLET_SCRIPT_KANA,
    CLET_SCRIPT_HAN,
    CLET_SCRIPT_HANGUL,
    CLET_SCRIPT_COUNT
} clet_script;

clet_script clet_script_of(uint32_t codepoint);

/* A language in one of its scripts. */
typedef struct clet_evidence_of_language {
    char code[4]; /* zero-terminated */
    clet_script script;
    const char *letters; /* UTF-8, case folded: those it has of the ones not all of a script have */
    const char *pieces;  /* of its words, such as endings, with a space between each; "_" is the
                            beginning or end of a word. Short texts have few function words */
    const char *words;   /* function words with a space before and behind each, for a language that
                            has no stemmer; NULL: those of stop_words.h */
} clet_evidence_of_language;

enum { CLET_EVIDENCE_MAX = 64 };

extern const clet_evidence_of_language clet_evidence[];
extern const uint32_t clet_evidence_count;

chatlet_str clet_evidence_code(const clet_evidence_of_language *evidence);

/* Whether `word`, folded and without accents, is one of evidence->words, which may not be NULL. */
bool clet_evidence_has_word(const clet_evidence_of_language *evidence, chatlet_str word);
/* Whether one of the pieces is in `word`, which stands between two "_". */
bool clet_evidence_has_piece(const clet_evidence_of_language *evidence, chatlet_str word);
bool clet_evidence_has_letter(const clet_evidence_of_language *evidence, uint32_t letter);

#endif
