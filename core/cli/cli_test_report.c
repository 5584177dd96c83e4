#include "cli_test_report.h"

#include "cli_files.h"
#include "cli_terminal.h"
#include "cli_xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

size_t cli_test_report_failed(const cli_test_report *report) {
    size_t failed = 0;
    for (size_t i = 0; i < report->count; i++)
        failed += report->results[i].has_failed;
    return failed;
}

void cli_test_report_print_failure(const cli_test_result *result) {
    const cli_test_failure *failure = &result->failure;
    printf("%s:%u:%u: ", result->script->file, failure->line, failure->column);
    cli_print_in_line(stdout, cli_str(result->script->name));
    if (failure->step > 0) printf(", step %u", failure->step);
    fputs("\n    ", stdout);
    cli_print_in_line(stdout, cli_str(failure->message));
    fputc('\n', stdout);
    cli_print_plain(stdout, cli_str(failure->diff));
    fputc('\n', stdout);
}

void cli_test_report_print(const cli_test_report *report) {
    const size_t failed = cli_test_report_failed(report);
    printf("%zu passed, %zu failed\n", report->count - failed, failed);
    if (report->coverage != NULL) cli_coverage_print(report->coverage);
}

static void write_result(chatlet_json_writer *writer, const cli_test_result *result) {
    const cli_test_failure *failure = &result->failure;
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "file", result->script->file);
    cli_json_write_text(writer, "name", result->script->name);
    chatlet_json_write_key(writer, CHATLET_STR("passed"));
    chatlet_json_write_boolean(writer, !result->has_failed);
    if (result->has_failed) {
        cli_json_write_count(writer, "line", failure->line);
        cli_json_write_count(writer, "column", failure->column);
        cli_json_write_count(writer, "step", failure->step);
        cli_json_write_text(writer, "message", failure->message);
        cli_json_write_text(writer, "diff", failure->diff);
    }
    chatlet_json_write_object_end(writer);
}

void cli_test_report_print_json(const cli_test_report *report) {
    cli_memory memory = {0};
    const size_t failed = cli_test_report_failed(report);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "passed", report->count - failed);
    cli_json_write_count(writer, "failed", failed);
    chatlet_json_write_key(writer, CHATLET_STR("tests"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < report->count; i++)
        write_result(writer, &report->results[i]);
    chatlet_json_write_array_end(writer);
    if (report->coverage != NULL) {
        chatlet_json_write_key(writer, CHATLET_STR("coverage"));
        cli_coverage_write(report->coverage, writer);
    }
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}

static void write_case(FILE *stream, const cli_test_result *result) {
    fputs("  <testcase classname=\"", stream);
    cli_xml_write(stream, cli_str(result->script->file));
    fputs("\" name=\"", stream);
    cli_xml_write(stream, cli_str(result->script->name));
    if (!result->has_failed) {
        fputs("\"/>\n", stream);
        return;
    }
    fputs("\">\n    <failure message=\"", stream);
    cli_xml_write(stream, cli_str(result->failure.message));
    fprintf(stream, "\">line %u, column %u, step %u\n", result->failure.line,
            result->failure.column, result->failure.step);
    cli_xml_write(stream, cli_str(result->failure.diff));
    fputs("</failure>\n  </testcase>\n", stream);
}

static void write_cases(FILE *stream, const void *context) {
    const cli_test_report *report = context;
    for (size_t i = 0; i < report->count; i++)
        write_case(stream, &report->results[i]);
}

bool cli_test_report_write_junit(const cli_test_report *report, const char *path) {
    const cli_junit_suite suite = {.command = "test",
                                   .test_count = report->count,
                                   .failure_count = cli_test_report_failed(report),
                                   .context = report,
                                   .write_cases = write_cases};
    return cli_junit_write(&suite, path);
}
