#include "cli_diagnostics.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static chatlet_str keep(cli_memory *memory, chatlet_str text) {
    return (chatlet_str){.data = cli_memory_copy(memory, text), .size_bytes = text.size_bytes};
}

static chatlet_str with_folder(const cli_diagnostics *diagnostics, chatlet_str file) {
    const bool is_plain = diagnostics->folder == NULL || diagnostics->folder[0] == '\0' ||
                          strcmp(diagnostics->folder, ".") == 0 || file.size_bytes == 0 ||
                          file.data[0] == '/';
    if (is_plain) return keep(diagnostics->memory, file);
    const char *name = cli_memory_copy(diagnostics->memory, file);
    const size_t length = strlen(diagnostics->folder);
    const char *separator = diagnostics->folder[length - 1] == '/' ? "" : "/";
    return cli_str(
        cli_memory_format(diagnostics->memory, "%s%s%s", diagnostics->folder, separator, name));
}

static void print(const chatlet_diagnostic *diagnostic) {
    /* A file name may hold a line end, and would otherwise write diagnostics of its own. */
    cli_print_in_line(stderr,
                      diagnostic->file.size_bytes > 0 ? diagnostic->file : cli_str("chatlet"));
    if (diagnostic->line > 0) fprintf(stderr, ":%u", diagnostic->line);
    if (diagnostic->line > 0 && diagnostic->column > 0) fprintf(stderr, ":%u", diagnostic->column);
    const bool is_warning = diagnostic->severity == CHATLET_SEVERITY_WARNING;
    fprintf(stderr, ": %s%s: ", is_warning ? "warning " : "", diagnostic->code);
    cli_print_in_line(stderr, diagnostic->message);
    fputc('\n', stderr);
}

void cli_diagnostics_add(void *context, const chatlet_diagnostic *diagnostic) {
    cli_diagnostics *diagnostics = context;
    if (diagnostics->count == diagnostics->capacity) {
        diagnostics->capacity = diagnostics->capacity == 0 ? 16 : diagnostics->capacity * 2;
        diagnostics->entries =
            cli_grow(diagnostics->entries, diagnostics->capacity, sizeof(*diagnostics->entries));
    }
    chatlet_diagnostic *kept = &diagnostics->entries[diagnostics->count++].diagnostic;
    *kept = *diagnostic;
    kept->file = with_folder(diagnostics, diagnostic->file);
    kept->message = keep(diagnostics->memory, diagnostic->message);
    if (kept->severity == CHATLET_SEVERITY_ERROR) diagnostics->error_count++;
    if (kept->severity == CHATLET_SEVERITY_WARNING) diagnostics->warning_count++;

    if (diagnostics->is_silent) return;
    if (diagnostics->progress != NULL) cli_progress_clear(diagnostics->progress);
    print(kept);
}

void cli_diagnostics_add_unreadable(cli_diagnostics *diagnostics, const char *path,
                                    const char *reason) {
    const chatlet_diagnostic diagnostic = {.severity = CHATLET_SEVERITY_ERROR,
                                           .code = "E101",
                                           .file = cli_str(path),
                                           .message = cli_str(reason)};
    cli_diagnostics_add(diagnostics, &diagnostic);
}

/* What an author can do about an error of the file system. */
static const char *remedy_of(int error) {
    if (error == EACCES || error == EPERM) return "give this user the right to read it";
    if (error == ENOENT || error == ENOTDIR) return "check its path, or where its link leads";
    if (error == ELOOP) return "remove one of the links that lead in a circle";
    return "leave it out of the sources";
}

void cli_diagnostics_add_failed(cli_diagnostics *diagnostics, const char *path, int error) {
    cli_diagnostics_add_unreadable(
        diagnostics, path,
        cli_memory_format(diagnostics->memory, "%s; %s", strerror(error), remedy_of(error)));
}

void cli_diagnostics_write(const cli_diagnostics *diagnostics, chatlet_json_writer *writer) {
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const chatlet_diagnostic *diagnostic = &diagnostics->entries[i].diagnostic;
        const bool is_warning = diagnostic->severity == CHATLET_SEVERITY_WARNING;
        chatlet_json_write_object_begin(writer);
        chatlet_json_write_key(writer, CHATLET_STR("severity"));
        chatlet_json_write_string(writer, cli_str(is_warning ? "warning" : "error"));
        chatlet_json_write_key(writer, CHATLET_STR("code"));
        chatlet_json_write_string(writer, cli_str(diagnostic->code));
        chatlet_json_write_key(writer, CHATLET_STR("file"));
        chatlet_json_write_string(writer, diagnostic->file);
        chatlet_json_write_key(writer, CHATLET_STR("line"));
        chatlet_json_write_integer(writer, diagnostic->line);
        chatlet_json_write_key(writer, CHATLET_STR("column"));
        chatlet_json_write_integer(writer, diagnostic->column);
        chatlet_json_write_key(writer, CHATLET_STR("message"));
        chatlet_json_write_string(writer, diagnostic->message);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
}

void cli_diagnostics_free(cli_diagnostics *diagnostics) {
    free(diagnostics->entries);
    diagnostics->entries = NULL;
    diagnostics->count = 0;
    diagnostics->capacity = 0;
}
