/* What an author is told of their questions: words, JSON, or JUnit's XML for a build server. */
#ifndef CLI_EVAL_REPORT_H
#define CLI_EVAL_REPORT_H

#include "cli_questions.h"

typedef enum cli_eval_verdict {
    CLI_EVAL_RIGHT,
    CLI_EVAL_WRONG_PAGE,
    CLI_EVAL_WITHOUT_TEXT, /* the right page, but the text shown lacks what it must hold */
    CLI_EVAL_UNANSWERED,   /* "I don't know", though a page was expected */
    CLI_EVAL_ANSWERED,     /* a page, though "I don't know" was expected */
    CLI_EVAL_REFUSED       /* the engine takes no such question */
} cli_eval_verdict;

typedef struct cli_eval_result {
    const cli_question *question;
    cli_eval_verdict verdict;
    const char *url;     /* cited first; NULL: nothing was */
    const char *text;    /* shown, or why the question was refused */
    uint32_t confidence; /* 0 to 1,000,000 */
} cli_eval_result;

typedef struct cli_eval_report {
    const char *path; /* of the questions */
    const cli_eval_result *results;
    uint32_t count;
    uint32_t left_out; /* rows that could not be asked */
    uint32_t min_right_percent;
    const cli_diagnostics *diagnostics;
} cli_eval_report;

/* Whether every row could be asked and enough of them are right. */
bool cli_eval_report_is_good(const cli_eval_report *report);

void cli_eval_report_print(const cli_eval_report *report);
void cli_eval_report_print_json(const cli_eval_report *report);

/* False when the file cannot be written; said. */
bool cli_eval_report_write_junit(const cli_eval_report *report, const char *path);

#endif
