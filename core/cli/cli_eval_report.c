#include "cli_eval_report.h"

#include "cli_json.h"
#include "cli_xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdict_words[] = {
    [CLI_EVAL_RIGHT] = "right",
    [CLI_EVAL_WRONG_PAGE] = "wrong page first",
    [CLI_EVAL_WITHOUT_TEXT] = "right page, but the text shown does not hold what it must",
    [CLI_EVAL_UNANSWERED] = "\"I don't know\", though a page answers",
    [CLI_EVAL_ANSWERED] = "a page, though \"I don't know\" is right",
    [CLI_EVAL_REFUSED] = "no question that can be asked"};

static const char *const verdict_names[] = {
    [CLI_EVAL_RIGHT] = "right",          [CLI_EVAL_WRONG_PAGE] = "wrong_page",
    [CLI_EVAL_WITHOUT_TEXT] = "no_text", [CLI_EVAL_UNANSWERED] = "unanswered",
    [CLI_EVAL_ANSWERED] = "answered",    [CLI_EVAL_REFUSED] = "refused"};

typedef struct counts {
    uint32_t right;
    uint32_t answerable;   /* a page is expected */
    uint32_t right_page;   /* of those */
    uint32_t unanswerable; /* "I don't know" is expected */
    uint32_t honest;       /* of those */
    uint32_t with_text;    /* a text is expected */
    uint32_t text_shown;   /* of those */
} counts;

static counts count_of(const cli_eval_report *report) {
    counts count = {0};
    for (uint32_t i = 0; i < report->count; i++) {
        const cli_eval_result *result = &report->results[i];
        const bool is_right = result->verdict == CLI_EVAL_RIGHT;
        const bool is_answerable = result->question->url.size_bytes > 0;
        const bool has_text = result->question->holds.size_bytes > 0;
        count.right += is_right;
        count.answerable += is_answerable;
        count.unanswerable += !is_answerable;
        count.honest += !is_answerable && is_right;
        count.right_page += is_answerable && (is_right || result->verdict == CLI_EVAL_WITHOUT_TEXT);
        count.with_text += has_text;
        count.text_shown += has_text && is_right;
    }
    return count;
}

bool cli_eval_report_is_good(const cli_eval_report *report) {
    const uint64_t right = count_of(report).right;
    return report->left_out == 0 && report->count > 0 &&
           right * 100 >= (uint64_t)report->min_right_percent * report->count;
}

/* ---- words ----------------------------------------------------------------------------------- */

static void print_wanted(const cli_question *question) {
    fputs("    wanted  ", stdout);
    cli_print_in_line(stdout,
                      question->url.size_bytes > 0 ? question->url : cli_str("\"I don't know\""));
    if (question->holds.size_bytes > 0) {
        fputs(", holding \"", stdout);
        cli_print_in_line(stdout, question->holds);
        fputs("\"", stdout);
    }
    fputc('\n', stdout);
}

static void print_shown(const cli_eval_result *result) {
    enum { SHOWN_BYTES = 160 };
    fputs("    shown   ", stdout);
    cli_print_in_line(stdout, cli_str(result->url != NULL ? result->url : "\"I don't know\""));
    printf(", confidence %.2f\n", (double)result->confidence / 1e6);
    if (result->text == NULL || result->url == NULL) return;
    chatlet_str text = cli_str(result->text);
    const bool is_cut = text.size_bytes > SHOWN_BYTES;
    if (is_cut) text.size_bytes = SHOWN_BYTES;
    while (is_cut && text.size_bytes > 0 &&
           ((unsigned char)text.data[text.size_bytes] & 0xC0) == 0x80)
        text.size_bytes--;
    fputs("            ", stdout);
    cli_print_in_line(stdout, text);
    fputs(is_cut ? "…\n" : "\n", stdout);
}

static void print_failure(const cli_eval_report *report, const cli_eval_result *result) {
    printf("%s:%u: ", report->path, result->question->line);
    cli_print_in_line(stdout, result->question->text);
    printf("\n    %s\n", verdict_words[result->verdict]);
    if (result->verdict != CLI_EVAL_REFUSED) {
        print_wanted(result->question);
        print_shown(result);
    } else {
        printf("    %s\n", result->text);
    }
    fputc('\n', stdout);
}

void cli_eval_report_print(const cli_eval_report *report) {
    const counts count = count_of(report);
    for (uint32_t i = 0; i < report->count; i++) {
        if (report->results[i].verdict != CLI_EVAL_RIGHT)
            print_failure(report, &report->results[i]);
    }
    printf("%u of %u right: page %u of %u", count.right, report->count, count.right_page,
           count.answerable);
    if (count.with_text > 0) printf(", its text %u of %u", count.text_shown, count.with_text);
    printf(", \"I don't know\" %u of %u", count.honest, count.unanswerable);
    if (report->left_out > 0) printf("; %u rows left out", report->left_out);
    if (report->min_right_percent < 100)
        printf("; at least %u %% wanted", report->min_right_percent);
    fputc('\n', stdout);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void write_result(chatlet_json_writer *writer, const cli_eval_result *result) {
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "line", result->question->line);
    cli_json_write_str(writer, "question", result->question->text);
    cli_json_write_text(writer, "verdict", verdict_names[result->verdict]);
    cli_json_write_str(writer, "wanted", result->question->url);
    cli_json_write_text(writer, "shown", result->url != NULL ? result->url : "");
    cli_json_write_text(writer, "text", result->text != NULL ? result->text : "");
    cli_json_write_count(writer, "confidence", result->confidence);
    chatlet_json_write_object_end(writer);
}

void cli_eval_report_print_json(const cli_eval_report *report) {
    cli_memory memory = {0};
    const counts count = count_of(report);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "questions", report->count);
    cli_json_write_count(writer, "right", count.right);
    cli_json_write_count(writer, "answerable", count.answerable);
    cli_json_write_count(writer, "right_page", count.right_page);
    cli_json_write_count(writer, "with_text", count.with_text);
    cli_json_write_count(writer, "text_shown", count.text_shown);
    cli_json_write_count(writer, "unanswerable", count.unanswerable);
    cli_json_write_count(writer, "honest_misses", count.honest);
    cli_json_write_count(writer, "left_out", report->left_out);
    chatlet_json_write_key(writer, CHATLET_STR("results"));
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < report->count; i++)
        write_result(writer, &report->results[i]);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("diagnostics"));
    cli_diagnostics_write(report->diagnostics, writer);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}

/* ---- JUnit ----------------------------------------------------------------------------------- */

static void write_case(FILE *stream, const cli_eval_report *report, const cli_eval_result *result) {
    fputs("  <testcase classname=\"", stream);
    cli_xml_write(stream, cli_str(report->path));
    fputs("\" name=\"", stream);
    cli_xml_write(stream, result->question->text);
    if (result->verdict == CLI_EVAL_RIGHT) {
        fputs("\"/>\n", stream);
        return;
    }
    fputs("\">\n    <failure message=\"", stream);
    cli_xml_write(stream, cli_str(verdict_words[result->verdict]));
    fprintf(stream, "\">line %u: wanted ", result->question->line);
    cli_xml_write(stream, result->question->url);
    fputs(", shown ", stream);
    cli_xml_write(stream, cli_str(result->url != NULL ? result->url : "nothing"));
    fputs("</failure>\n  </testcase>\n", stream);
}

static void write_cases(FILE *stream, const void *context) {
    const cli_eval_report *report = context;
    for (uint32_t i = 0; i < report->count; i++)
        write_case(stream, report, &report->results[i]);
}

bool cli_eval_report_write_junit(const cli_eval_report *report, const char *path) {
    const cli_junit_suite suite = {.command = "eval",
                                   .test_count = report->count,
                                   .failure_count = report->count - count_of(report).right,
                                   .context = report,
                                   .write_cases = write_cases};
    return cli_junit_write(&suite, path);
}
