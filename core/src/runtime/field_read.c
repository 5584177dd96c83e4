#include "field_read.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/phrase_fold.h"
#include "entity_find.h"
#include "field_kinds.h"

static uint32_t count_characters(chatlet_str text) {
    uint32_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

/* What minimum and maximum are of; false for kinds that have neither. */
static bool measure(const clet_flow_field *field, const chatlet_value *value, double *size) {
    switch ((int)value->kind) {
    case CHATLET_VALUE_INT: *size = (double)value->integer; return true;
    case CHATLET_VALUE_DOUBLE: *size = value->number; return true;
    case CHATLET_VALUE_LIST: *size = value->count; return true;
    case CHATLET_VALUE_STRING: *size = count_characters(clet_value_str(value)); break;
    default: return false;
    }
    return field->kind == CLET_FIELD_KIND_TEXT || field->kind == CLET_FIELD_KIND_ADDRESS ||
           field->kind == CLET_FIELD_KIND_SIGNATURE || field->kind == CLET_FIELD_KIND_LOCATION;
}

/* A rating goes from 1 to 5 unless the author says otherwise. */
static clet_field_problem check_size(const clet_flow_field *field, double size) {
    const bool is_rating = field->kind == CLET_FIELD_KIND_RATING;
    const double minimum = field->has_minimum ? field->minimum : 1;
    const double maximum = field->has_maximum ? field->maximum : CLET_RATING_MAXIMUM;
    if ((field->has_minimum || is_rating) && size < minimum) return CLET_FIELD_MINIMUM;
    if ((field->has_maximum || is_rating) && size > maximum) return CLET_FIELD_MAXIMUM;
    return CLET_FIELD_NONE;
}

static bool has_size(clet_field_kind kind) {
    return kind != CLET_FIELD_KIND_CHOICE && kind != CLET_FIELD_KIND_BOOL;
}

static clet_field_answer check(const clet_flow_field *field, clet_field_answer answer) {
    double size;
    if (answer.problem != CLET_FIELD_NONE || !has_size(field->kind) ||
        !measure(field, &answer.value, &size))
        return answer;
    const clet_field_problem problem = check_size(field, size);
    return problem == CLET_FIELD_NONE ? answer : clet_answer_problem(problem);
}

static clet_field_answer empty_answer(const clet_flow_field *field) {
    return clet_answer_problem(field->is_required ? CLET_FIELD_EMPTY : CLET_FIELD_SKIPPED);
}

/* Whether a text leaves out a field that need not be answered. */
static bool is_skip(const clet_field_context *context, const clet_flow_field *field,
                    chatlet_str text) {
    clet_phrase phrase;
    if (field->is_required) return false;
    clet_phrase_fold(context->language, text, &phrase);
    return clet_words_are(context->locale->skip, clet_phrase_str(&phrase)) ||
           clet_str_equal(clet_phrase_str(&phrase), CHATLET_STR("skip"));
}

static clet_field_answer read_kind(clet_expr_run *run, const clet_field_context *context,
                                   const clet_flow_field *field, chatlet_str text) {
    switch (field->kind) {
    case CLET_FIELD_KIND_TEXT:
    case CLET_FIELD_KIND_ADDRESS:
    case CLET_FIELD_KIND_SIGNATURE:
    case CLET_FIELD_KIND_LOCATION: return clet_answer_text(text, CLET_SURE_TEXT);
    case CLET_FIELD_KIND_EMAIL: return clet_field_email_read(text);
    case CLET_FIELD_KIND_PHONE: return clet_field_phone_read(run, text);
    case CLET_FIELD_KIND_URL: return clet_field_url_read(run, text);
    case CLET_FIELD_KIND_NUMBER:
    case CLET_FIELD_KIND_INTEGER:
    case CLET_FIELD_KIND_RATING: return clet_field_number_read(context, field, text);
    case CLET_FIELD_KIND_DATE:
    case CLET_FIELD_KIND_TIME:
    case CLET_FIELD_KIND_DATETIME: return clet_field_date_read(run, context, field->kind, text);
    case CLET_FIELD_KIND_BOOL:
        if (context->offered_count > 0) {
            const clet_field_answer answer = clet_field_choice_read(context, text);
            if (answer.problem == CLET_FIELD_NONE) return answer;
        }
        return clet_field_bool_read(context, text);
    case CLET_FIELD_KIND_CHOICE: return clet_field_choice_read(context, text);
    case CLET_FIELD_KIND_MULTICHOICE: return clet_field_choices_read(run, context, text);
    case CLET_FIELD_KIND_FILE:
    case CLET_FIELD_KIND_COUNT: break;
    }
    return clet_answer_problem(CLET_FIELD_KIND);
}

/* The value of the field's entity in the text, then read as the field's kind. */
static chatlet_status read_entity(clet_expr_run *run, const clet_field_context *context,
                                  const clet_flow_field *field, chatlet_str text,
                                  clet_field_answer *answer) {
    clet_entity_found found;
    const chatlet_status status = clet_entity_find(run, context, field->entity - 1, text, &found);
    if (status != CHATLET_OK) return status;
    if (!found.is_found) {
        *answer = clet_answer_problem(CLET_FIELD_KIND);
        return CHATLET_OK;
    }
    const uint32_t sureness = found.is_whole ? CLET_SURE_KIND : CLET_SURE_PART;
    if (found.value.kind == CHATLET_VALUE_STRING)
        *answer = read_kind(run, context, field, clet_value_str(&found.value));
    else
        *answer = clet_answer_of(found.value, sureness);
    if (answer->problem == CLET_FIELD_NONE) answer->sureness = sureness;
    return CHATLET_OK;
}

/* Reads what is not empty. */
static chatlet_status read_text(clet_expr_run *run, const clet_field_context *context,
                                const clet_flow_field *field, chatlet_str text,
                                clet_field_answer *answer) {
    clet_field_answer made;
    chatlet_status status = CHATLET_OK;
    if (field->entity > 0)
        status = read_entity(run, context, field, text, &made);
    else
        made = read_kind(run, context, field, text);
    if (status == CHATLET_OK) status = run->status;
    if (status == CHATLET_OK) *answer = check(field, made);
    return status;
}

static chatlet_str cut(chatlet_str text) {
    return clet_str_trim(clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX));
}

chatlet_status clet_field_read_text(clet_expr_run *run, const clet_field_context *context,
                                    const clet_flow_field *field, chatlet_str text,
                                    clet_field_answer *answer) {
    text = cut(text);
    if (text.size_bytes > 0 && !is_skip(context, field, text))
        return read_text(run, context, field, text, answer);
    *answer = empty_answer(field);
    return CHATLET_OK;
}

/* A value that is neither null nor a text. */
static clet_field_answer read_value(clet_expr_run *run, const clet_field_context *context,
                                    const clet_flow_field *field, const chatlet_value *value) {
    switch (field->kind) {
    case CLET_FIELD_KIND_NUMBER:
    case CLET_FIELD_KIND_INTEGER:
    case CLET_FIELD_KIND_RATING: return clet_field_number_of(field, value);
    case CLET_FIELD_KIND_DATE:
    case CLET_FIELD_KIND_TIME:
    case CLET_FIELD_KIND_DATETIME: return clet_field_date_of(run, context, field->kind, value);
    case CLET_FIELD_KIND_BOOL:
        if (value->kind != CHATLET_VALUE_BOOL) break;
        return clet_answer_of(*value, CLET_SURE_EXACT);
    case CLET_FIELD_KIND_CHOICE: return clet_field_choice_of(context, value);
    case CLET_FIELD_KIND_MULTICHOICE: return clet_field_choices_of(run, context, value);
    case CLET_FIELD_KIND_LOCATION: return clet_field_location_of(run, value);
    case CLET_FIELD_KIND_FILE: return clet_field_file_of(field, value);
    case CLET_FIELD_KIND_TEXT:
    case CLET_FIELD_KIND_ADDRESS:
    case CLET_FIELD_KIND_SIGNATURE:
    case CLET_FIELD_KIND_EMAIL:
    case CLET_FIELD_KIND_PHONE:
    case CLET_FIELD_KIND_URL:
    case CLET_FIELD_KIND_COUNT: break;
    }
    return clet_answer_problem(CLET_FIELD_KIND);
}

/* A choice that was tapped or checked is named by its id, never by words that are near it. */
static bool is_named(const clet_flow_field *field) {
    return field->kind == CLET_FIELD_KIND_CHOICE || field->kind == CLET_FIELD_KIND_MULTICHOICE;
}

chatlet_status clet_field_read_value(clet_expr_run *run, const clet_field_context *context,
                                     const clet_flow_field *field, const chatlet_value *value,
                                     clet_field_answer *answer) {
    clet_field_answer made;
    const bool is_text = value->kind == CHATLET_VALUE_STRING;
    const bool is_nothing = value->kind == CHATLET_VALUE_NULL ||
                            (is_text && cut(clet_value_str(value)).size_bytes == 0) ||
                            (value->kind == CHATLET_VALUE_LIST && value->count == 0);
    if (is_nothing) {
        *answer = empty_answer(field);
        return CHATLET_OK;
    }
    if (is_text && !is_named(field)) {
        const chatlet_status status =
            read_text(run, context, field, cut(clet_value_str(value)), answer);
        if (status == CHATLET_OK && answer->problem == CLET_FIELD_NONE)
            answer->sureness = CLET_SURE_EXACT;
        return status;
    }
    if (is_text && field->kind == CLET_FIELD_KIND_MULTICHOICE) {
        chatlet_value one = clet_expr_list_begin(CHATLET_VALUE_LIST);
        clet_expr_list_append(run, &one, value);
        one = clet_expr_list_finish(&one);
        made = read_value(run, context, field, &one);
    } else {
        made = read_value(run, context, field, value);
    }
    if (run->status == CHATLET_OK) *answer = check(field, made);
    return run->status;
}
