/* What a build tells: a summary, a line, or JSON. */
#include "cli_build_once.h"
#include "cli_files.h"
#include "cli_json.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static bool is_built(const cli_build_result *result) { return result->exit <= CLI_EXIT_REFUSED; }

static const char *plural(uint32_t count) { return count == 1 ? "" : "s"; }

static void print_problem(const cli_build_result *result) {
    if (result->problem == NULL) return;
    fputs("chatlet build: ", stderr);
    cli_print_plain(stderr, cli_str(result->problem));
    fputc('\n', stderr);
}

static void print_size(cli_memory *memory, const char *name, const cli_sizes *sizes) {
    printf("  %-6s %10s   %10s brotli\n", name, cli_size_words(memory, sizes->raw_bytes),
           cli_size_words(memory, sizes->brotli_bytes));
}

static void print_languages(const cli_build_result *result) {
    if (result->languages.count == 0) return;
    printf("  %zu languages, an index for each:", result->languages.count);
    for (size_t i = 0; i < result->languages.count; i++)
        printf(" %s (%zu)%s", result->languages.languages[i].locale,
               result->languages.languages[i].count, i == 0 ? " by default" : "");
    printf("; --locale puts all into one\n");
}

/* What was guessed is said, with what changes it. */
static void print_locale(const cli_build_result *result) {
    const cli_compile *run = &result->run;
    if (result->locale_wanted != NULL) {
        printf("  in English: there is no runtime here for \"%s\", which they declare\n",
               result->locale_wanted);
    } else if (run->locale_count > 0) {
        cli_memory memory = {0};
        printf("  locale %s, which %zu of them declare; --locale or bot.json takes another\n",
               cli_memory_copy(&memory, run->bot.locale), run->locale_count);
        cli_memory_free(&memory);
    }
}

static void print_self_tests(const cli_build_result *result) {
    cli_self_tests_print(&result->run.self_tests, result->locale_count > 0);
    for (size_t i = 0; i < result->locale_count; i++)
        cli_self_tests_print(&result->self_tests[i], true);
}

static void write_report(chatlet_json_writer *writer, cli_build_result *result) {
    chatlet_json_write_object_begin(writer);
    cli_report_write(&result->run.contents, writer);
    chatlet_json_write_key(writer, CHATLET_STR("self_tests"));
    chatlet_json_write_array_begin(writer);
    cli_self_tests_write(&result->run.self_tests, writer);
    for (size_t i = 0; i < result->locale_count; i++)
        cli_self_tests_write(&result->self_tests[i], writer);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
}

static void print_summary(cli_build_result *result) {
    cli_memory memory = {0};
    const chatlet_compile_report *report = &result->run.report;
    printf("Built %s in %.2f s\n", result->out, (double)result->elapsed_ms / 1000.0);
    printf("  %u document%s, %u passage%s, %u terms", report->document_count,
           plural(report->document_count), report->passage_count, plural(report->passage_count),
           report->term_count);
    if (report->flow_count > 0)
        printf(", %u flow%s of %u node%s", report->flow_count, plural(report->flow_count),
               report->node_count, plural(report->node_count));
    const uint32_t skipped = cli_compile_skipped(&result->run);
    const size_t no_pages = result->run.documents.left_out_count;
    if (skipped + no_pages > 0) printf("; %zu left out", skipped + no_pages);
    printf("\n");
    print_languages(result);
    cli_report_print(&result->run.contents);
    print_locale(result);
    print_self_tests(result);
    print_size(&memory, "head", &result->head);
    print_size(&memory, "parts", &result->parts);
    print_size(&memory, "total", &result->total);
    if (result->tag != NULL)
        printf("\nTo have it on a page, publish %s and add this line%s:\n\n  %s\n", result->out,
               strstr(result->tag, "src=\"/") == NULL ? ", with that folder's address" : "",
               result->tag);
    cli_memory_free(&memory);
}

/* The report goes to its file whatever else is printed. */
static void save_report(const cli_build_options *options, cli_build_result *result) {
    if (options->report == NULL) return;
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    write_report(writer, result);
    const char *text = cli_memory_format(&memory, "%s\n", cli_json_finish(&memory, writer));
    if (!cli_file_write(options->report, cli_str(text))) {
        fprintf(stderr, "chatlet build: %s: %s\n", options->report, strerror(errno));
        result->exit = CLI_EXIT_TROUBLE;
    }
    cli_memory_free(&memory);
}

void cli_build_print(const cli_build_options *options, cli_build_result *result) {
    save_report(options, result);
    if (options->compile.json) {
        cli_build_print_json(result);
        return;
    }
    print_problem(result);
    if (is_built(result)) print_summary(result);
    if (result->exit == CLI_EXIT_NOTHING && result->run.bot_has_mistakes)
        fputs(result->run.flows_have_mistakes
                  ? "chatlet build: nothing was built: the bot's files have mistakes\n"
                  : "chatlet build: nothing was built: bot.json has mistakes\n",
              stderr);
    fflush(stdout);
}

void cli_build_print_line(const cli_build_result *result) {
    char clock[16] = "";
    const time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) != NULL) (void)strftime(clock, sizeof(clock), "%H:%M:%S", &local);
    print_problem(result);
    if (is_built(result)) {
        const chatlet_compile_report *report = &result->run.report;
        const uint32_t mistakes = result->run.diagnostics.error_count;
        printf("%s rebuilt: %u document%s, %u passage%s, %u mistake%s, %.2f s\n", clock,
               report->document_count, plural(report->document_count), report->passage_count,
               plural(report->passage_count), mistakes, plural(mistakes),
               (double)result->elapsed_ms / 1000.0);
    } else {
        printf("%s not rebuilt; the build before stays\n", clock);
    }
    fflush(stdout);
}

static void write_sizes(chatlet_json_writer *writer, const char *key, const cli_sizes *sizes) {
    chatlet_json_write_key(writer, cli_str(key));
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "raw", sizes->raw_bytes);
    cli_json_write_count(writer, "brotli", sizes->brotli_bytes);
    chatlet_json_write_object_end(writer);
}

void cli_build_print_json(cli_build_result *result) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    const chatlet_compile_report *report = &result->run.report;
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("built"));
    chatlet_json_write_boolean(writer, is_built(result));
    cli_json_write_count(writer, "exit", result->exit);
    if (result->out != NULL) cli_json_write_text(writer, "out", result->out);
    if (result->problem != NULL) cli_json_write_text(writer, "problem", result->problem);
    if (result->tag != NULL) cli_json_write_text(writer, "tag", result->tag);
    if (result->run.bot.locale.size_bytes > 0)
        cli_json_write_str(writer, "locale", result->run.bot.locale);
    cli_json_write_count(writer, "documents", report->document_count);
    cli_json_write_count(writer, "passages", report->passage_count);
    cli_json_write_count(writer, "terms", report->term_count);
    cli_json_write_count(writer, "parts", report->part_count);
    cli_json_write_count(writer, "flows", report->flow_count);
    cli_json_write_count(writer, "nodes", report->node_count);
    cli_json_write_count(writer, "skipped", cli_compile_skipped(&result->run));
    cli_json_write_count(writer, "kept", result->run.kept_count);
    cli_json_write_count(writer, "errors", result->run.diagnostics.error_count);
    cli_json_write_count(writer, "warnings", result->run.diagnostics.warning_count);
    cli_json_write_count(writer, "text_bytes", report->text_size_bytes);
    write_sizes(writer, "head_bytes", &result->head);
    write_sizes(writer, "parts_bytes", &result->parts);
    write_sizes(writer, "total_bytes", &result->total);
    cli_json_write_count(writer, "elapsed_ms", result->elapsed_ms);
    chatlet_json_write_key(writer, CHATLET_STR("report"));
    write_report(writer, result);
    chatlet_json_write_key(writer, CHATLET_STR("diagnostics"));
    cli_diagnostics_write(&result->run.diagnostics, writer);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    fflush(stdout);
    cli_memory_free(&memory);
}
