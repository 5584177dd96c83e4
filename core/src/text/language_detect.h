/* Which language a text is in. For tools that build: the visitor's module has no use for it. */
#ifndef CLET_TEXT_LANGUAGE_DETECT_H
#define CLET_TEXT_LANGUAGE_DETECT_H

#include <chatlet/base.h>

/* How far a text is read, whichever comes first. */
enum { CLET_DETECT_BYTES_MAX = 8192, CLET_DETECT_WORDS_MAX = 160 };

/* The language of `text`, by its script, its function words and its letters: a code of
 * clet_language_find, or "zh", "ja", "ko", which have no stemmer; "none" when it is another
 * language, too short to tell, or not language at all. Broken UTF-8 separates words. Constant.
 *
 * Norwegian is "no" in both written forms. Croatian and Bosnian are "sr", whose stemmer reads both
 * scripts and both ways of saying; Malay passes for "id".
 *
 * Cost: about 4 µs a word of Latin letters; other scripts are cheaper. */
chatlet_str clet_language_detect(chatlet_str text);

#endif
