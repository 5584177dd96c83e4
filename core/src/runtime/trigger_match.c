#include "trigger_match.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "expr_eval.h"
#include "intent_score.h"
#include "pattern_match.h"

static void begin_text(const clet_field_context *context, chatlet_str source,
                       clet_intent_text *text) {
    text->source = clet_utf8_cut(source, CHATLET_QUERY_BYTES_MAX);
    clet_phrase_fold(context->language, text->source, &text->phrase);
}

static const clet_intent_found nothing = {.intent = CLET_INTENT_NOT_FOUND,
                                          .entities = {.kind = CHATLET_VALUE_NULL}};

/* Scores one intent by its stages from the surest on. */
static chatlet_status score_one(clet_expr_run *run, const clet_field_context *context,
                                const clet_intent_text *text, uint32_t intent,
                                clet_intent_found *found) {
    *found = nothing;
    for (int stage = 0; stage < CLET_INTENT_STAGE_COUNT && found->confidence == 0; stage++) {
        const chatlet_status status =
            clet_intent_score(run, context, text, intent, (clet_intent_stage)stage,
                              &found->confidence, &found->entities);
        if (status != CHATLET_OK) return status;
    }
    if (found->confidence > 0) found->intent = intent;
    return CHATLET_OK;
}

static bool is_better(const clet_flow_program *program, const clet_intent_found *found,
                      const clet_intent_found *best) {
    if (found->confidence != best->confidence) return found->confidence > best->confidence;
    return found->confidence > 0 &&
           program->intents[found->intent].priority > program->intents[best->intent].priority;
}

chatlet_status clet_intent_match(clet_expr_run *run, const clet_field_context *context,
                                 chatlet_str text, const uint32_t *among, uint32_t among_count,
                                 clet_intent_found *found) {
    const uint32_t count = among == NULL ? context->program->intent_count : among_count;
    clet_intent_found best = nothing;
    clet_intent_text with;
    begin_text(context, text, &with);
    /* All intents by the surest stage first: whatever a later one tells is less. */
    for (int stage = 0; stage < CLET_INTENT_STAGE_COUNT && best.confidence == 0; stage++) {
        for (uint32_t i = 0; i < count; i++) {
            clet_intent_found one = {.intent = among == NULL ? i : among[i]};
            const chatlet_status status =
                clet_intent_score(run, context, &with, one.intent, (clet_intent_stage)stage,
                                  &one.confidence, &one.entities);
            if (status != CHATLET_OK) return status;
            if (is_better(context->program, &one, &best)) best = one;
        }
    }
    *found = best;
    return CHATLET_OK;
}

/* How sure a trigger is of the text; 0: it is not about it. */
static chatlet_status score_trigger(clet_expr_run *run, const clet_field_context *context,
                                    const clet_intent_text *text, uint32_t trigger,
                                    clet_trigger_found *found) {
    const clet_flow_trigger *of = &context->program->triggers[trigger];
    *found = (clet_trigger_found){.trigger = trigger, .intent = nothing};
    if (of->kind == CLET_TRIGGER_INTENT) {
        const chatlet_status status = score_one(run, context, text, of->intent, &found->intent);
        found->confidence = found->intent.confidence;
        return status;
    }
    if (of->kind != CLET_TRIGGER_KEYWORD) return CHATLET_OK;
    if (of->is_pattern) {
        const chatlet_value match = clet_pattern_find(run, of->match, text->source);
        if (match.kind == CHATLET_VALUE_BOOL && match.boolean)
            found->confidence = CLET_SURE_PATTERN;
    } else if (clet_phrase_holds(&text->phrase, of->match)) {
        /* A text that is the keyword and nothing else means nothing else. */
        found->confidence =
            text->phrase.size_bytes == of->match.size_bytes ? CLET_SURE_PHRASE : CLET_SURE_KEYWORD;
    }
    return run->status;
}

static chatlet_status holds(clet_expr_run *run, chatlet_str when, const chatlet_value *slots,
                            bool *is_true) {
    chatlet_value result;
    *is_true = true;
    if (when.size_bytes == 0) return CHATLET_OK;
    const chatlet_status status = clet_expr_evaluate(run, when, slots, &result);
    if (status != CHATLET_OK) return status;
    *is_true = result.kind == CHATLET_VALUE_BOOL && result.boolean;
    return CHATLET_OK;
}

chatlet_status clet_trigger_match_text(clet_expr_run *run, const clet_field_context *context,
                                       const chatlet_value *slots, chatlet_str text,
                                       clet_trigger_found *found) {
    const clet_flow_program *program = context->program;
    clet_trigger_found best = {.trigger = CLET_TRIGGER_NOT_FOUND, .intent = nothing};
    clet_intent_text with;
    if (program->trigger_count > 0) begin_text(context, text, &with);
    for (uint32_t i = 0; i < program->trigger_count; i++) {
        clet_trigger_found one;
        bool is_true;
        /* They stand by falling priority: what is found counts before lower ones. */
        if (best.confidence > 0 &&
            program->triggers[i].priority < program->triggers[best.trigger].priority)
            break;
        chatlet_status status = score_trigger(run, context, &with, i, &one);
        if (status != CHATLET_OK) return status;
        if (one.confidence == 0 || one.confidence < program->trigger_confidence ||
            one.confidence <= best.confidence)
            continue;
        status = holds(run, program->triggers[i].when, slots, &is_true);
        if (status != CHATLET_OK) return status;
        if (is_true) best = one;
    }
    *found = best;
    return CHATLET_OK;
}
