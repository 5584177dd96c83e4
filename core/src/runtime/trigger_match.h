/* Which trigger or intent a text means. */
#ifndef CLET_RUNTIME_TRIGGER_MATCH_H
#define CLET_RUNTIME_TRIGGER_MATCH_H

#include "field_read.h"

enum {
    CLET_INTENT_NOT_FOUND = 0xffffffff,
    CLET_TRIGGER_NOT_FOUND = 0xffffffff,
    CLET_SURE_PHRASE = 1000000, /* the text is an exact sentence of the intent */
    CLET_SURE_SLOTS = 950000,   /* the same with entities in it */
    CLET_SURE_KEYWORD = 800000,
    CLET_SURE_PATTERN = 800000
};

typedef struct clet_intent_found {
    uint32_t intent;        /* number; CLET_INTENT_NOT_FOUND */
    uint32_t confidence;    /* 0 to 1,000,000 */
    chatlet_value entities; /* a map: name of an entity ─▶ its value, of those that fill slots of
                               the sentence */
} clet_intent_found;

typedef struct clet_trigger_found {
    uint32_t trigger; /* number; CLET_TRIGGER_NOT_FOUND */
    uint32_t confidence;
    clet_intent_found intent; /* of a trigger of intent */
} clet_trigger_found;

/* The intent that `text` means most surely; of equally sure ones that of higher priority, then the
 * earlier one.
 *
 * context  program, locale, language, now and zone count.
 * among    numbers of intents to choose from; NULL: all.
 * found    CLET_INTENT_NOT_FOUND with confidence 0 when it is none.
 *
 * CHATLET_OK, CHATLET_ERR_COST, CHATLET_ERR_MEMORY. Cost: words of the text x sentences that have
 * slots, keywords and patterns; exact sentences are told by their length. */
CHATLET_MUST_USE chatlet_status clet_intent_match(clet_expr_run *run,
                                                  const clet_field_context *context,
                                                  chatlet_str text, const uint32_t *among,
                                                  uint32_t among_count, clet_intent_found *found);

/* The trigger of kind intent or keyword that `text` fires: among those that are at least as sure as
 * program.trigger_confidence and whose `when` holds, the one of highest priority; of equal ones the
 * surest, then the first.
 *
 * slots  for `when`, as many as the expressions were compiled for. A `when` that is an error does
 *        not hold. */
CHATLET_MUST_USE chatlet_status clet_trigger_match_text(clet_expr_run *run,
                                                        const clet_field_context *context,
                                                        const chatlet_value *slots,
                                                        chatlet_str text,
                                                        clet_trigger_found *found);

#endif
