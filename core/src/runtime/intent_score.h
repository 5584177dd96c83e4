/* How surely a text means an intent: the seam where a classifier comes in.
 *
 * Today an intent is known by its exact sentences, by sentences with entities in them, by keywords
 * and by patterns. What learns from examples becomes one more stage here; who asks (triggers,
 * listen) needs nothing new. */
#ifndef CLET_RUNTIME_INTENT_SCORE_H
#define CLET_RUNTIME_INTENT_SCORE_H

#include "../text/phrase_fold.h"
#include "trigger_match.h"

/* A text as intents are compared with it. */
typedef struct clet_intent_text {
    chatlet_str source;
    clet_phrase phrase; /* folded from it */
} clet_intent_text;

/* The ways to know an intent, from the surest on, so that the rest need not be looked at once one
 * is found. */
typedef enum clet_intent_stage {
    CLET_INTENT_PHRASES,
    CLET_INTENT_SLOTS,
    CLET_INTENT_KEYWORDS,
    CLET_INTENT_PATTERNS,
    CLET_INTENT_STAGE_COUNT
} clet_intent_stage;

/* How sure the text is to mean `intent`, as far as `stage` tells: 0 when it tells nothing.
 * entities  gets a map where sentences with slots are what tells, else null. */
CHATLET_MUST_USE chatlet_status clet_intent_score(clet_expr_run *run,
                                                  const clet_field_context *context,
                                                  const clet_intent_text *text, uint32_t intent,
                                                  clet_intent_stage stage, uint32_t *confidence,
                                                  chatlet_value *entities);

/* Whether the words of `words`, folded, stand in the phrase. */
bool clet_phrase_holds(const clet_phrase *phrase, chatlet_str words);

#endif
