/* Entities in a text: the words of lists, what patterns match, values of a field's kind. */
#ifndef CLET_RUNTIME_ENTITY_FIND_H
#define CLET_RUNTIME_ENTITY_FIND_H

#include "../text/phrase_fold.h"
#include "field_read.h"

typedef struct clet_entity_found {
    bool is_found;
    bool is_whole; /* nothing else stands in the text */
    chatlet_value value;
} clet_entity_found;

/* The first value of entity number `entity` in `text`, at word boundaries; of those that begin at
 * one place the longest. */
CHATLET_MUST_USE chatlet_status clet_entity_find(clet_expr_run *run,
                                                 const clet_field_context *context, uint32_t entity,
                                                 chatlet_str text, clet_entity_found *found);

/* Whether words `begin` to `end` of a phrase folded from `source` are, as a whole, a value of the
 * entity, which *value gets then. `end` is at most CLET_PHRASE_WORDS_MAX. */
CHATLET_MUST_USE chatlet_status clet_entity_is(clet_expr_run *run,
                                               const clet_field_context *context, uint32_t entity,
                                               chatlet_str source, const clet_phrase *phrase,
                                               uint32_t begin, uint32_t end, bool *is_one,
                                               chatlet_value *value);

#endif
