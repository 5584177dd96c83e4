/* A text that is still being typed, as it is looked up. */
#ifndef CLET_RUNTIME_SUGGEST_TEXT_H
#define CLET_RUNTIME_SUGGEST_TEXT_H

#include "../text/word_form.h"
#include "query_terms.h"

/* The terms' first word_count ones are whole words. When the last word may go on, its slot is
 * word_count, and what it may become stands behind the words. */
typedef struct clet_typed_text {
    clet_query_terms terms;
    uint32_t slot_count;
    bool is_open;                        /* the last word may go on */
    char form[CLET_WORD_FORM_BYTES_MAX]; /* its mark and letters */
    size_t form_bytes;
    uint32_t first_part; /* beside those of the terms: from here to last_part stand its forms; */
    uint32_t last_part;
    uint32_t stem_part; /* and here stems that begin so; 0: none does */
} clet_typed_text;

/* Reads `text`, at most CHATLET_QUERY_BYTES_MAX bytes. No slots: nothing to look for.
 * CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_typed_text_read(clet_typed_text *typed, clet_arena *arena,
                                                     const chatlet_bundle *bundle,
                                                     clet_stemmer *stemmer, chatlet_str text);

/* Adds what the open word may become and looks everything up; all parts must have been added.
 * CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_typed_text_complete(clet_typed_text *typed, clet_arena *arena,
                                                         const chatlet_bundle *bundle);

/* The slots whose words `text` has, or for the open one a word that begins so. */
uint32_t clet_typed_text_slots_in(const clet_typed_text *typed, clet_stemmer *stemmer,
                                  chatlet_str text);

#endif
