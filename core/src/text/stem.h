/* Snowball stems. stem.c is the only includer of libstemmer. */
#ifndef CLET_TEXT_STEM_H
#define CLET_TEXT_STEM_H

#include "term_cache.h"

#include <chatlet/base.h>

typedef struct clet_stemmer clet_stemmer;

struct clet_stemmer {
    const chatlet_allocator *allocator; /* borrowed until freed */
    void *snowball;                     /* NULL: language "none" */
    chatlet_str language;               /* constant: "en", "es", … or "none" */
    bool failed;           /* libstemmer was out of memory once; reported by whoever asks */
    clet_term_cache cache; /* of analyze.c */
};

/* Makes the stemmer of `language` (a two or three letter code). CHATLET_ERR_ARGUMENT when this
 * module does not carry it: natively all of libstemmer's languages are there; a WebAssembly module
 * has one ("none" is everywhere). libstemmer allocates by itself; only our part comes from the
 * allocator. */
CHATLET_MUST_USE chatlet_status clet_stemmer_new(const chatlet_allocator *allocator,
                                                 chatlet_str language, clet_stemmer **stemmer);
void clet_stemmer_free(clet_stemmer *stemmer);

/* The stem of a case-folded `word`; borrowed until the next call or the free. */
chatlet_str clet_stem(clet_stemmer *stemmer, chatlet_str word);

#endif
