#include "cli_chat_form.h"

#include "cli_files.h"
#include "cli_terminal.h"

#include <string.h>
#include <strings.h>

static bool is_kind(const chatlet_json *field, const char *kind) {
    return cli_json_is_text(cli_json_find(field, "kind"), kind);
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *trimmed(cli_memory *memory, const char *text, size_t length) {
    while (length > 0 && (text[0] == ' ' || text[0] == '\t')) {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return cli_memory_copy(memory, (chatlet_str){.data = text, .size_bytes = length});
}

/* The id of the option that a person names by number, id or label; what they wrote otherwise. */
static const char *option_id(const cli_chat_view *view, const char *word) {
    const cli_flow_option *option = cli_chat_view_numbered(view, word);
    if (option == NULL) option = cli_flow_options_find(&view->options, word);
    return option == NULL ? word : option->id;
}

static void write_several(chatlet_json_writer *writer, const cli_chat_view *view,
                          const char *line) {
    cli_memory memory = {0};
    chatlet_json_write_array_begin(writer);
    while (*line != '\0') {
        const size_t length = strcspn(line, ",");
        const char *word = trimmed(&memory, line, length);
        if (word[0] != '\0') chatlet_json_write_string(writer, cli_str(option_id(view, word)));
        line += length + (line[length] == ',');
    }
    chatlet_json_write_array_end(writer);
    cli_memory_free(&memory);
}

/* The members of a file; it stays where it is, and its path is the host's name for it. */
static void write_file(chatlet_json_writer *writer, const char *path) {
    struct stat status;
    const char *slash = strrchr(path, '/');
    cli_json_write_text(writer, "ref", path);
    cli_json_write_text(writer, "name", slash == NULL ? path : slash + 1);
    if (stat(path, &status) == 0 && status.st_size >= 0)
        cli_json_write_count(writer, "size", (uint64_t)status.st_size);
}

static void write_value(chatlet_json_writer *writer, const chatlet_json *field,
                        const cli_chat_view *view, const char *line) {
    const chatlet_json *value = cli_json_find(field, "value");
    if (line[0] == '\0' && value != NULL) {
        cli_json_write_value(writer, value);
    } else if (line[0] == '\0') {
        chatlet_json_write_string(writer, CHATLET_STR(""));
    } else if (is_kind(field, "multichoice")) {
        write_several(writer, view, line);
    } else if (is_kind(field, "file")) {
        chatlet_json_write_object_begin(writer);
        write_file(writer, line);
        chatlet_json_write_object_end(writer);
    } else if (view->options.count > 0) {
        chatlet_json_write_string(writer, cli_str(option_id(view, line)));
    } else {
        chatlet_json_write_string(writer, cli_str(line));
    }
}

/* ---- a form ---------------------------------------------------------------------------------- */

static void print_field(cli_chat_form *form, cli_chat_view *view) {
    form->field = form->fields[form->index];
    const chatlet_json *label = cli_json_find(form->field, "label");
    const chatlet_json *value = cli_json_find(form->field, "value");
    cli_chat_view_forget(view);
    printf("\n  %zu/%zu ", form->index + 1, form->count);
    if (label != NULL) cli_print_in_line(stdout, label->text);
    if (value != NULL && value->kind == CHATLET_JSON_STRING && value->text.size_bytes > 0) {
        fputs(" [", stdout);
        cli_print_in_line(stdout, value->text);
        fputc(']', stdout);
    }
    fputc('\n', stdout);
    cli_chat_view_field(view, form->field);
}

void cli_chat_form_open(cli_chat_form *form, cli_chat_view *view, const chatlet_json *ask) {
    cli_chat_form_close(form);
    form->question = cli_json_parse_own(cli_json_copy(&form->memory, ask));
    const chatlet_json *fields = cli_json_find(chatlet_json_root(form->question), "fields");
    const size_t count = fields == NULL ? 0 : fields->count;
    form->fields = cli_memory_take(&form->memory, (count + 1) * sizeof(const chatlet_json *));
    /* Answers that were taken are kept by the engine: only those with an error are asked again. */
    for (int pass = 0; pass < 2 && form->count == 0; pass++) {
        for (const chatlet_json *field = fields == NULL ? NULL : fields->first; field != NULL;
             field = field->next) {
            if (pass == 1 || cli_json_find(field, "error") != NULL)
                form->fields[form->count++] = field;
        }
    }
    if (form->count == 0) {
        cli_chat_form_close(form);
        return;
    }
    form->values = cli_json_writer();
    chatlet_json_write_object_begin(form->values);
    cli_json_write_text(form->values, "kind", "form");
    chatlet_json_write_key(form->values, CHATLET_STR("values"));
    chatlet_json_write_object_begin(form->values);
    print_field(form, view);
}

bool cli_chat_form_is_open(const cli_chat_form *form) { return form->question != NULL; }

const char *cli_chat_form_take(cli_chat_form *form, cli_chat_view *view, const char *line,
                               cli_memory *memory) {
    const chatlet_json *name = cli_json_find(form->field, "name");
    chatlet_json_write_key(form->values, name == NULL ? CHATLET_STR("") : name->text);
    write_value(form->values, form->field, view, line);
    if (++form->index < form->count) {
        print_field(form, view);
        return NULL;
    }
    chatlet_json_write_object_end(form->values);
    chatlet_json_write_object_end(form->values);
    const char *event = cli_json_finish(memory, form->values);
    form->values = NULL;
    cli_chat_form_close(form);
    return event;
}

void cli_chat_form_close(cli_chat_form *form) {
    chatlet_json_writer_free(form->values);
    chatlet_json_free(form->question);
    cli_memory_free(&form->memory);
    *form = (cli_chat_form){0};
}

/* ---- one field ------------------------------------------------------------------------------- */

static bool is_required(const chatlet_json *field) {
    const chatlet_json *required = cli_json_find(field, "required");
    return required != NULL && required->kind == CHATLET_JSON_BOOLEAN && required->boolean;
}

/* Numbers of a list, with commas between them. */
static bool names_several(const cli_chat_view *view, const char *line) {
    cli_memory memory = {0};
    bool do_all = line[0] != '\0';
    for (const char *at = line; *at != '\0' && do_all;) {
        const size_t length = strcspn(at, ",");
        const char *word = trimmed(&memory, at, length);
        do_all = cli_chat_view_numbered(view, word) != NULL ||
                 cli_flow_options_find(&view->options, word) != NULL;
        at += length + (at[length] == ',');
    }
    cli_memory_free(&memory);
    return do_all;
}

static void write_form_of_one(chatlet_json_writer *writer, const chatlet_json *field,
                              const cli_chat_view *view, const char *line) {
    const chatlet_json *name = cli_json_find(field, "name");
    cli_json_write_text(writer, "kind", "form");
    chatlet_json_write_key(writer, CHATLET_STR("values"));
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, name == NULL ? CHATLET_STR("") : name->text);
    write_value(writer, field, view, line);
    chatlet_json_write_object_end(writer);
}

const char *cli_chat_form_answer(const chatlet_json *field, const cli_chat_view *view,
                                 const char *line, cli_memory *memory) {
    const cli_flow_option *option = cli_chat_view_numbered(view, line);
    const bool is_left_out = line[0] == '\0' && field != NULL && !is_required(field);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    if (is_left_out || (is_kind(field, "multichoice") && names_several(view, line))) {
        write_form_of_one(writer, field, view, line);
    } else if (option != NULL) {
        cli_json_write_text(writer, "kind", "choice");
        cli_json_write_text(writer, "choice", option->id);
    } else if (is_kind(field, "file") && cli_is_file(line)) {
        cli_json_write_text(writer, "kind", "file");
        write_file(writer, line);
    } else {
        cli_json_write_text(writer, "kind", "text");
        cli_json_write_text(writer, "text", line);
    }
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}
