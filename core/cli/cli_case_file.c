#include "cli_case_file.h"

#include "cli_files.h"
#include "cli_memory.h"
#include "cli_output.h"
#include "cli_terminal.h"
#include "cli_value.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CASE_FILE_BYTES_MAX = 64 * 1024 * 1024 };

static bool tell_trouble(const cli_case_reader *reader, const char *file, const char *problem) {
    fprintf(stderr, "chatlet %s: ", reader->command);
    cli_print_in_line(stderr, cli_str(file));
    fprintf(stderr, ": %s\n", problem);
    return false;
}

static const chatlet_json *find_cases(const cli_case_reader *reader, const chatlet_json *root) {
    if (reader->member == NULL) return root;
    return root->kind == CHATLET_JSON_OBJECT ? chatlet_json_find(root, cli_str(reader->member))
                                             : NULL;
}

static bool run_document(const cli_case_reader *reader, const char *path, const cli_file *file) {
    chatlet_json_document *document = NULL;
    chatlet_error error;
    const chatlet_status status =
        chatlet_json_parse(cli_allocator(), cli_file_str(file), &document, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK) return tell_trouble(reader, path, error.message);
    const chatlet_json *cases = find_cases(reader, chatlet_json_root(document));
    const bool has_cases = cases != NULL && cases->kind == CHATLET_JSON_ARRAY;
    for (const chatlet_json *one = has_cases ? cases->first : NULL; one != NULL; one = one->next)
        reader->run_case(reader->context, path, one);
    chatlet_json_free(document);
    if (has_cases) return true;
    if (reader->member == NULL) return tell_trouble(reader, path, "it is no array of cases");
    cli_memory memory = {0};
    tell_trouble(
        reader, path,
        cli_memory_format(&memory, "it is no object with an array of `%s`", reader->member));
    cli_memory_free(&memory);
    return false;
}

bool cli_case_file_run(const cli_case_reader *reader, const char *path) {
    cli_file file;
    if (!cli_file_read(path, CASE_FILE_BYTES_MAX + 1, &file))
        return tell_trouble(reader, path, strerror(errno));
    const bool is_good = run_document(reader, path, &file);
    cli_file_free(&file);
    return is_good;
}
