#include "stem.h"

#include "../base/str.h"
#include "language.h"

#include <chatlet/limits.h>
#include <libstemmer.h>

#include <string.h>

chatlet_status clet_stemmer_new(const chatlet_allocator *allocator, chatlet_str language,
                                clet_stemmer **stemmer) {
    const clet_language *known = clet_language_find(language);
    const bool is_none = clet_str_equal(language, CHATLET_STR("none"));
    if (known == NULL && !is_none) return CHATLET_ERR_ARGUMENT;

    /* NULL when this module does not carry the algorithm. libstemmer gives the same when it is out
     * of memory, and does not tell which: then the caller hears that the language is missing. */
    struct sb_stemmer *snowball = NULL;
    if (!is_none) snowball = sb_stemmer_new(known->algorithm, NULL);
    if (!is_none && snowball == NULL) return CHATLET_ERR_ARGUMENT;

    clet_stemmer *created = allocator->allocate(allocator->context, sizeof *created);
    if (created == NULL) {
        sb_stemmer_delete(snowball);
        return CHATLET_ERR_MEMORY;
    }
    memset(created, 0, sizeof *created);
    created->allocator = allocator;
    created->snowball = snowball;
    created->language = is_none ? CHATLET_STR("none") : known->code;
    *stemmer = created;
    return CHATLET_OK;
}

void clet_stemmer_free(clet_stemmer *stemmer) {
    if (stemmer == NULL) return;
    sb_stemmer_delete(stemmer->snowball);
    stemmer->allocator->release(stemmer->allocator->context, stemmer);
}

chatlet_str clet_stem(clet_stemmer *stemmer, chatlet_str word) {
    if (stemmer->snowball == NULL || word.size_bytes > CHATLET_WORD_BYTES_MAX) return word;
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)word.data, (int)word.size_bytes);
    if (stem == NULL) {
        stemmer->failed = true;
        return word;
    }
    const int size_bytes = sb_stemmer_length(stemmer->snowball);
    return (chatlet_str){.data = (const char *)stem, .size_bytes = (size_t)size_bytes};
}
