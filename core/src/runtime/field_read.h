/* What a visitor wrote or filled in, as the value of a field: "next friday at 3pm" as a time, "the
 * second one" as a choice, "1.200,50" as a number of a Spanish page.
 *
 *     text or value ─▶ by the field's kind (field_number.c, field_date.c, field_choice.c …)
 *                   ─▶ minimum, maximum, accept ─▶ a value and how sure it is, or what is wrong
 *
 * `valid` and `transform` are the interpreter's. */
#ifndef CLET_RUNTIME_FIELD_READ_H
#define CLET_RUNTIME_FIELD_READ_H

#include "../bundle/flow_program.h"
#include "expr_run.h"

typedef struct clet_locale_data clet_locale_data; /* bundle/locale_data.h */

/* An option that is on offer now: of `choices` whose `when` holds, or of `choices_from`. */
typedef struct clet_offered {
    chatlet_str id; /* unique among them */
    chatlet_value value;
    chatlet_str text;            /* its label as the visitor sees it */
    const chatlet_str *synonyms; /* folded by text/phrase_fold.h */
    uint32_t synonym_count;
} clet_offered;

typedef struct clet_field_context {
    const clet_flow_program *program; /* for entities */
    const clet_locale_data *locale;
    chatlet_str language; /* code, for folding: "en" */
    int64_t now_ms;       /* since 1970, UTC */
    int32_t zone_minutes; /* the visitor's, east of UTC */
    const clet_offered *offered;
    uint32_t offered_count;
} clet_field_context;

/* Why an answer is not taken. */
typedef enum clet_field_problem {
    CLET_FIELD_NONE,    /* it is taken: there is a value */
    CLET_FIELD_SKIPPED, /* the field need not be answered and was not: its variable stays unset */
    CLET_FIELD_EMPTY,   /* nothing, for a field that is required */
    CLET_FIELD_KIND,    /* does not read as the kind */
    CLET_FIELD_MINIMUM, /* below the field's minimum: of a number, date, length or count */
    CLET_FIELD_MAXIMUM,
    CLET_FIELD_CHOICE, /* none of the options, or not clear which */
    CLET_FIELD_ACCEPT, /* a file of another type */
    CLET_FIELD_PROBLEM_COUNT
} clet_field_problem;

enum {
    CLET_OFFERED_NONE = 0xffffffff,
    CLET_RATING_MAXIMUM = 5,   /* of a rating without one; the minimum is 1 then */
    CLET_SURE_EXACT = 1000000, /* a choice named by its id, label or synonym; a form's value */
    CLET_SURE_KIND = 950000,   /* reads as a kind that few texts do */
    CLET_SURE_PART = 800000,   /* the value stands among other words, or was guessed from few */
    CLET_SURE_TEXT = 500000    /* any text would do */
};

typedef struct clet_field_answer {
    chatlet_value value; /* points into the arena, the text, the program or what is offered */
    uint32_t sureness;   /* 0 to 1,000,000; 0 with a problem but SKIPPED */
    uint32_t chosen;     /* place in `offered` of a choice; else CLET_OFFERED_NONE */
    clet_field_problem problem;
} clet_field_answer;

/* Reads a text that a visitor wrote.
 *
 * run      arena and budget, status CHATLET_OK; takes nothing but for values that are made new.
 * context  `offered` counts for choices only.
 * text     UTF-8, at most CHATLET_QUERY_BYTES_MAX count.
 * answer   its value is null where there is a problem. A field with an entity gets the entity's
 *          value that stands in the text.
 *
 * CHATLET_OK (also with a problem), CHATLET_ERR_COST, CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_field_read_text(clet_expr_run *run,
                                                     const clet_field_context *context,
                                                     const clet_flow_field *field, chatlet_str text,
                                                     clet_field_answer *answer);

/* Reads a value that a form, a choice or a file event gave: a text as above but that a choice is
 * named by its id or value; a number for number, integer and rating, a bool for bool, a list for
 * multichoice, {lat, lng} for location, a map with `ref` for file, a timestamp for datetime. Null
 * is an empty answer. */
CHATLET_MUST_USE chatlet_status clet_field_read_value(clet_expr_run *run,
                                                      const clet_field_context *context,
                                                      const clet_flow_field *field,
                                                      const chatlet_value *value,
                                                      clet_field_answer *answer);

#endif
