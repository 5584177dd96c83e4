/* What Unicode says of one character: its part in words, its case-folded form, its letter without
 * accents. The tables are made while building, by core/tools/make_fold_table.c. */
#ifndef CLET_TEXT_FOLD_H
#define CLET_TEXT_FOLD_H

#include "fold_class.h"

#include <chatlet/base.h>

enum { CLET_FOLD_CASE_MAX = 3, CLET_FOLD_PLAIN_MAX = 2 };

/* The class of `codepoint`; CLET_FOLD_OTHER for numbers that are no character. */
clet_fold_class clet_fold_class_of(uint32_t codepoint);

/* Case and compatibility folding (NFKC_Casefold of UAX #31, for characters of words up to U+FFFF):
 * "ß" gives "ss", full-width letters and ligatures give plain ones, every script's digits give
 * ASCII's, apostrophes give "'", "İ" gives "i". Writes to `folded`; returns how many, 1 to 3. */
uint32_t clet_fold_case(uint32_t codepoint, uint32_t folded[CLET_FOLD_CASE_MAX]);

/* A case-folded character without its accents, in the letters people type instead: "é" gives "e",
 * "ø" gives "o", "æ" gives "ae". Marks of class CLET_FOLD_ACCENT, apostrophes and the middle dot
 * give nothing. Writes to `plain`; returns how many, 0 to 2. */
uint32_t clet_fold_plain(uint32_t codepoint, uint32_t plain[CLET_FOLD_PLAIN_MAX]);

/* The one character that `first` and the `second` after it compose to (NFC), for case-folded
 * letters with accents, kana with voicing marks and Hangul letters; 0 when there is none. */
uint32_t clet_fold_compose(uint32_t first, uint32_t second);

#endif
