/* Classes of characters, as words are made of them: shared by fold.h and by the program that makes
 * its tables. */
#ifndef CLET_TEXT_FOLD_CLASS_H
#define CLET_TEXT_FOLD_CLASS_H

typedef enum clet_fold_class {
    CLET_FOLD_OTHER,      /* separates words */
    CLET_FOLD_LETTER,     /* of a script with spaces */
    CLET_FOLD_DIGIT,      /* decimal */
    CLET_FOLD_MARK,       /* combining, part of the spelling: vowel signs, viramas, kana voicing */
    CLET_FOLD_ACCENT,     /* combining, stripped from terms */
    CLET_FOLD_IGNORED,    /* within a word it is not there: soft hyphen, joiners, tatweel */
    CLET_FOLD_UNSPACED,   /* letter of Han, kana, Thai, Lao, Khmer, Burmese: without spaces */
    CLET_FOLD_MID_LETTER, /* joins letters: apostrophes, middle dot */
    CLET_FOLD_MID_NUMBER, /* joins digits: full stop, comma */
    CLET_FOLD_CONNECTOR   /* joins letters and digits: "_" */
} clet_fold_class;

#endif
