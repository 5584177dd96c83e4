/* The readers of field_read.c, one file for each subject. Each gives an answer before minimum and
 * maximum are looked at; one with memory to take may stop its run. */
#ifndef CLET_RUNTIME_FIELD_KINDS_H
#define CLET_RUNTIME_FIELD_KINDS_H

#include "../bundle/locale_data.h"
#include "field_read.h"
#include "field_words.h"

static inline clet_field_answer clet_answer_of(chatlet_value value, uint32_t sureness) {
    return (clet_field_answer){.value = value, .sureness = sureness, .chosen = CLET_OFFERED_NONE};
}

static inline clet_field_answer clet_answer_problem(clet_field_problem problem) {
    return (clet_field_answer){.chosen = CLET_OFFERED_NONE, .problem = problem};
}

/* A string that borrows `text`. */
static inline clet_field_answer clet_answer_text(chatlet_str text, uint32_t sureness) {
    return clet_answer_of(clet_value_text(CHATLET_VALUE_STRING, text), sureness);
}

/* field_number.c: number, integer, rating. A number of a form or a result is given as it is. */
clet_field_answer clet_field_number_read(const clet_field_context *context,
                                         const clet_flow_field *field, chatlet_str text);
clet_field_answer clet_field_number_of(const clet_flow_field *field, const chatlet_value *value);

/* field_date.c: date, time, datetime. */
clet_field_answer clet_field_date_read(clet_expr_run *run, const clet_field_context *context,
                                       clet_field_kind kind, chatlet_str text);
clet_field_answer clet_field_date_of(clet_expr_run *run, const clet_field_context *context,
                                     clet_field_kind kind, const chatlet_value *value);

/* field_contact.c: email, phone, url. */
clet_field_answer clet_field_email_read(chatlet_str text);
clet_field_answer clet_field_phone_read(clet_expr_run *run, chatlet_str text);
clet_field_answer clet_field_url_read(clet_expr_run *run, chatlet_str text);

/* field_choice.c: bool, choice, multichoice. Of a choice the text may be an id alone. */
clet_field_answer clet_field_bool_read(const clet_field_context *context, chatlet_str text);
clet_field_answer clet_field_choice_read(const clet_field_context *context, chatlet_str text);
clet_field_answer clet_field_choice_of(const clet_field_context *context,
                                       const chatlet_value *value);
clet_field_answer clet_field_choices_read(clet_expr_run *run, const clet_field_context *context,
                                          chatlet_str text);
clet_field_answer clet_field_choices_of(clet_expr_run *run, const clet_field_context *context,
                                        const chatlet_value *value);

/* field_place.c: location and file, of a map. */
clet_field_answer clet_field_location_of(clet_expr_run *run, const chatlet_value *value);
clet_field_answer clet_field_file_of(const clet_flow_field *field, const chatlet_value *value);

#endif
