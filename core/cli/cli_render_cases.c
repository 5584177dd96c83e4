/* `chatlet render --cases`: case files of github.com/mustache/spec, an object whose `tests` are
 * {name, template, data, partials?, expected}. */
#include "cli_render.h"

#include "cli_command.h"
#include "cli_files.h"
#include "cli_value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASE_FILE_BYTES_MAX = 16 * 1024 * 1024 };

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

static void run_case(const char *file, const chatlet_json *given, tally *counts) {
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

static bool tell_trouble(const char *file, const char *problem) {
    fprintf(stderr, "chatlet render: ");
    cli_print_in_line(stderr, cli_str(file));
    fprintf(stderr, ": %s\n", problem);
    return false;
}

static bool run_document(const char *path, const cli_file *file, tally *counts) {
    chatlet_json_document *document = NULL;
    chatlet_error error;
    const chatlet_status status =
        chatlet_json_parse(cli_allocator(), cli_file_str(file), &document, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK) return tell_trouble(path, error.message);
    const chatlet_json *root = chatlet_json_root(document);
    const chatlet_json *cases =
        root->kind == CHATLET_JSON_OBJECT ? chatlet_json_find(root, CHATLET_STR("tests")) : NULL;
    const bool has_cases = cases != NULL && cases->kind == CHATLET_JSON_ARRAY;
    for (const chatlet_json *one = has_cases ? cases->first : NULL; one != NULL; one = one->next)
        run_case(path, one, counts);
    chatlet_json_free(document);
    return has_cases || tell_trouble(path, "it is no object with an array of `tests`");
}

static bool run_file(const char *path, tally *counts) {
    cli_file file;
    if (!cli_file_read(path, CASE_FILE_BYTES_MAX + 1, &file))
        return tell_trouble(path, strerror(errno));
    const bool is_good = run_document(path, &file, counts);
    cli_file_free(&file);
    return is_good;
}

cli_exit cli_render_cases(cli_arguments files) {
    tally counts = {0};
    bool is_read = true;
    for (int i = 0; i < files.count; i++)
        is_read = run_file(files.values[i], &counts) && is_read;
    printf("%u passed, %u failed\n", counts.passed_count, counts.failed_count);
    if (!is_read) return CLI_EXIT_TROUBLE;
    return counts.failed_count == 0 ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}
