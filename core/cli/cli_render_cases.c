/* `chatlet render --cases`: case files of github.com/mustache/spec, an object whose `tests` are
 * {name, template, data, partials?, expected}. */
#include "cli_render.h"

#include "cli_command.h"
#include "cli_case_file.h"
#include "cli_files.h"
#include "cli_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct tally {
    uint32_t passed_count;
    uint32_t failed_count;
} tally;

static chatlet_str text_of(const chatlet_json *object, const char *key) {
    const chatlet_json *member = chatlet_json_find(object, cli_str(key));
    const bool is_text = member != NULL && member->kind == CHATLET_JSON_STRING;
    return is_text ? member->text : (chatlet_str){0};
}

static void print_line(const char *label, chatlet_str text) {
    printf("  %-9s ", label);
    cli_print_in_line(stdout, text);
    fputc('\n', stdout);
}

static void count(tally *counts, const char *file, const chatlet_json *given, chatlet_str got) {
    const chatlet_str expected = text_of(given, "expected");
    if (expected.size_bytes == got.size_bytes &&
        (got.size_bytes == 0 || memcmp(expected.data, got.data, got.size_bytes) == 0)) {
        counts->passed_count++;
        return;
    }
    counts->failed_count++;
    cli_print_in_line(stdout, cli_str(file));
    fputs(": ", stdout);
    cli_print_in_line(stdout, text_of(given, "name"));
    fputc('\n', stdout);
    print_line("template", text_of(given, "template"));
    print_line("expected", expected);
    print_line("got", got);
}

static void run_case(void *context, const char *file, const chatlet_json *given) {
    tally *counts = context;
    cli_memory memory = {0};
    cli_diagnostics diagnostics = {.memory = &memory, .is_silent = true};
    cli_render one = {.text = text_of(given, "template"),
                      .file = file,
                      .mode = CHATLET_TEMPLATE_HTML,
                      .data = {.kind = CHATLET_VALUE_NULL},
                      .partials = chatlet_json_find(given, CHATLET_STR("partials"))};
    const chatlet_json *data = chatlet_json_find(given, CHATLET_STR("data"));
    const char *problem = data == NULL ? NULL : cli_value_read(&memory, data, &one.data);
    chatlet_str made = {0};
    chatlet_str got = {0};
    chatlet_status status = CHATLET_OK;
    if (problem == NULL) status = cli_render_run(&one, &diagnostics, &made);
    got = made;
    if (problem != NULL)
        got = cli_str(problem);
    else if (diagnostics.count > 0)
        got = diagnostics.entries[0].diagnostic.message;
    else if (status != CHATLET_OK)
        got = cli_str(chatlet_status_name(status));
    count(counts, file, given, got);
    free((void *)(uintptr_t)made.data);
    cli_diagnostics_free(&diagnostics);
    cli_memory_free(&memory);
}

cli_exit cli_render_cases(cli_arguments files) {
    tally counts = {0};
    const cli_case_reader reader = {
        .command = "render", .member = "tests", .context = &counts, .run_case = run_case};
    bool is_read = true;
    for (int i = 0; i < files.count; i++)
        is_read = cli_case_file_run(&reader, files.values[i]) && is_read;
    printf("%u passed, %u failed\n", counts.passed_count, counts.failed_count);
    if (!is_read) return CLI_EXIT_TROUBLE;
    return counts.failed_count == 0 ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}
