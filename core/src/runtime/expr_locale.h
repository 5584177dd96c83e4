/* Functions that write for people of a language: dates, numbers, money, lists, plurals. */
#ifndef CLET_RUNTIME_EXPR_LOCALE_H
#define CLET_RUNTIME_EXPR_LOCALE_H

#include "../bundle/function_list.h"
#include "expr_run.h"

/* FORMAT_DATE to PLURAL, in the run's locale and at its offset from UTC.
 *
 *   format_date, format_time, format_datetime (a timestamp, or a text as fields give it:
 *       "2026-01-05", "09:30", or one as timestamp() takes; and "short", "medium", "long" or
 *       "full": dates are medium, times short unless said). Dates and times that are texts are
 *       shown as they are, wherever the visitor is.
 *   format_number (n, places): without places up to three, no more than it has.
 *   format_money (amount, "EUR"): an ISO 4217 code. Both round as "%.2f" does: the exact value of
 *       the double, halves to even.
 *   format_list (list): of anything that string() takes.
 *   plural (n, {"one": …, "other": …}): the text of the number's category (Unicode's CLDR,
 *       "Language Plural Rules"), of "=0", "=1" … before that, else of "other". */
chatlet_value clet_expr_locale_call(clet_expr_run *run, clet_function function,
                                    const chatlet_value *arguments);

/* Appends the items of a list, as format_list has it; those without a text are left out. */
void clet_expr_list_text(clet_expr_text *text, const chatlet_value *list);

#endif
