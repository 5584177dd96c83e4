/* One evaluation of an expression: its memory, its budget, and what the functions share. */
#ifndef CLET_RUNTIME_EXPR_RUN_H
#define CLET_RUNTIME_EXPR_RUN_H

#include "../base/arena.h"
#include "../base/value_rules.h"
#include "../bundle/locale_data.h"

#include <chatlet/expression.h>

typedef struct clet_expr_run {
    clet_arena *arena;  /* borrowed; takes what results hold */
    uint64_t cost_left; /* one an instruction, and what long texts and lists take besides */
    chatlet_pattern_compiler compile_pattern; /* NULL: computed patterns are errors */
    chatlet_status status;          /* CHATLET_OK, or why it stopped; the budget is 0 then */
    const clet_locale_data *locale; /* of format_date and the like; NULL: forms of no language */
    int32_t zone_minutes;           /* where times are shown: the offset from UTC, east positive */
} clet_expr_run;

/* Gives the run the language and the zone of `options`; what it reads of them is in *locale, which
 * must stay. CHATLET_ERR_BUNDLE, CHATLET_ERR_ARGUMENT as chatlet_expression_evaluate_local. */
CHATLET_MUST_USE chatlet_status clet_expr_run_localize(clet_expr_run *run,
                                                       const chatlet_evaluation_options *options,
                                                       clet_locale_data *locale);

/* Takes `amount` from the budget. False when that is all of it or more: the run has stopped. */
bool clet_expr_spend(clet_expr_run *run, uint64_t amount);

/* Memory for `count` things, paid for; NULL: the run has stopped. */
void *clet_expr_take(clet_expr_run *run, size_t count, size_t size_bytes);

/* The first of both that is an error; else the error OVERLOAD. */
chatlet_value clet_expr_mismatch(const chatlet_value *a, const chatlet_value *b);

/* Text that grows. */
typedef struct clet_expr_text {
    clet_expr_run *run;
    char *data;
    uint32_t size_bytes;
    uint32_t capacity_bytes;
    bool is_over; /* CHATLET_VALUE_BYTES_MAX, or the run has stopped */
} clet_expr_text;

void clet_expr_text_append(clet_expr_text *text, chatlet_str bytes);
void clet_expr_text_append_byte(clet_expr_text *text, char byte);

/* The text as a string or as bytes; the error SIZE when it is over its limit. */
chatlet_value clet_expr_text_finish(const clet_expr_text *text, chatlet_value_kind kind);

/* A list without items that clet_expr_list_append may add to. */
chatlet_value clet_expr_list_begin(chatlet_value_kind kind);

/* Adds an item, or the key and the value of a pair; `list` becomes an error when it does not go. */
void clet_expr_list_append(clet_expr_run *run, chatlet_value *list, const chatlet_value *item);
void clet_expr_map_append(clet_expr_run *run, chatlet_value *map, const chatlet_value *key,
                          const chatlet_value *value);

/* The list or map as a value that no longer grows. */
chatlet_value clet_expr_list_finish(const chatlet_value *list);

#endif
