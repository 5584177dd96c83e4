/* `chatlet check`: the same reading as `build`, writes nothing. */
#include "cli_command.h"
#include "cli_compile.h"
#include "cli_json.h"
#include "cli_locale.h"

#include <limits.h>

static void print_json(const cli_compile *run, cli_exit code) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "exit", code);
    cli_json_write_count(writer, "documents", run->report.document_count);
    cli_json_write_count(writer, "passages", run->report.passage_count);
    cli_json_write_count(writer, "flows", run->report.flow_count);
    cli_json_write_count(writer, "nodes", run->report.node_count);
    cli_json_write_count(writer, "skipped", cli_compile_skipped(run));
    cli_json_write_count(writer, "errors", run->diagnostics.error_count);
    cli_json_write_count(writer, "warnings", run->diagnostics.warning_count);
    chatlet_json_write_key(writer, CHATLET_STR("diagnostics"));
    cli_diagnostics_write(&run->diagnostics, writer);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}

static const char *plural(uint32_t count) { return count == 1 ? "" : "s"; }

static void print_line(const cli_compile *run) {
    const chatlet_compile_report *report = &run->report;
    const uint32_t errors = run->diagnostics.error_count;
    const uint32_t warnings = run->diagnostics.warning_count;
    printf("%u document%s, %u passage%s", report->document_count, plural(report->document_count),
           report->passage_count, plural(report->passage_count));
    if (report->flow_count > 0)
        printf(", %u flow%s of %u node%s", report->flow_count, plural(report->flow_count),
               report->node_count, plural(report->node_count));
    printf("; %u error%s, %u warning%s, %u left out\n", errors, plural(errors), warnings,
           plural(warnings), cli_compile_skipped(run));
}

cli_exit cli_check(cli_arguments arguments) {
    cli_compile_options options = {.command = "check", .no_self_tests = true};
    const cli_option known[] = {
        {"--bot", CLI_OPTION_TEXT, &options.bot, 0, 0},
        {"--out", CLI_OPTION_TEXT, &options.out, 0, 0},
        {"--base-url", CLI_OPTION_TEXT, &options.base_url, 0, 0},
        {"--title", CLI_OPTION_TEXT, &options.title, 0, 0},
        {"--locale", CLI_OPTION_TEXT, &options.locale, 0, 0},
        {"--jobs", CLI_OPTION_NUMBER, &options.jobs, 1, CLI_POOL_THREADS_MAX},
        {"--json", CLI_OPTION_FLAG, &options.json, 0, 0},
    };
    if (!cli_options_read("check", &arguments, INT_MAX, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    options.sources = arguments.values;
    options.source_count = (size_t)arguments.count;

    cli_compile run;
    cli_exit code = cli_compile_begin(&run, &options, NULL, NULL, false);
    if (code == CLI_EXIT_OK) cli_locale_find(&run);
    if (code == CLI_EXIT_OK) code = cli_compile_finish(&run);
    if (options.json) {
        print_json(&run, code);
    } else if (code <= CLI_EXIT_NOTHING && code != CLI_EXIT_USAGE) {
        print_line(&run);
    }
    cli_compile_free(&run);
    if (code == CLI_EXIT_MEMORY) cli_out_of_memory();
    return code;
}
