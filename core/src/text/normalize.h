/* One word to the forms that terms are made of. */
#ifndef CLET_TEXT_NORMALIZE_H
#define CLET_TEXT_NORMALIZE_H

#include <chatlet/base.h>

/* How languages differ. */
typedef struct clet_normalize_options {
    bool has_dotless_i; /* Turkish: "I" folds to "ı" */
} clet_normalize_options;

/* Writes the case-folded, composed form of `word` to `folded`, without ignored characters; stops
 * before the character that would pass `maximum_bytes`. `word` must be UTF-8. Returns the bytes
 * written; 0 when the word has only ignored characters. */
size_t clet_normalize_case(chatlet_str word, clet_normalize_options options, char *folded,
                           size_t maximum_bytes);

/* Writes `folded` without its accents, apostrophes and middle dots to `plain`, up to
 * `maximum_bytes`. The two may not overlap. Returns the bytes written, possibly 0. */
size_t clet_normalize_plain(chatlet_str folded, char *plain, size_t maximum_bytes);

#endif
