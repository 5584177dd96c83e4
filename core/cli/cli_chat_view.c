#include "cli_chat_view.h"

#include "cli_flow_text.h"
#include "cli_flow_time.h"
#include "cli_terminal.h"
#include "cli_tokens.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void print_member(const chatlet_json *object, const char *key) {
    const chatlet_json *member = cli_json_find(object, key);
    if (member != NULL && member->kind == CHATLET_JSON_STRING)
        cli_print_in_line(stdout, member->text);
}

static bool has_text(const chatlet_json *object, const char *key) {
    const chatlet_json *member = cli_json_find(object, key);
    return member != NULL && member->kind == CHATLET_JSON_STRING && member->text.size_bytes > 0;
}

/* ---- options --------------------------------------------------------------------------------- */

/* Buttons that open a page have no number: there is nothing to send. */
static void print_option(cli_chat_view *view, const chatlet_json *option) {
    if (has_text(option, "url")) {
        fputs("  → ", stdout);
        print_member(option, "text");
        fputs(": ", stdout);
        print_member(option, "url");
        fputc('\n', stdout);
        return;
    }
    const char *id = cli_json_text(&view->memory, option, "id");
    const char *text = cli_json_text(&view->memory, option, "text");
    if (id == NULL) return;
    if (view->is_answered) cli_chat_view_forget(view);
    view->options.items =
        cli_grow(view->options.items, view->options.count + 1, sizeof(*view->options.items));
    view->options.items[view->options.count++] =
        (cli_flow_option){.id = id, .text = text == NULL ? id : text};
    printf("  %zu) ", view->options.count);
    print_member(option, text == NULL ? "id" : "text");
    if (has_text(option, "description")) {
        fputs(" – ", stdout);
        print_member(option, "description");
    }
    fputc('\n', stdout);
}

void cli_chat_view_list(cli_chat_view *view, const chatlet_json *options) {
    for (const chatlet_json *option = options == NULL ? NULL : options->first; option != NULL;
         option = option->next)
        print_option(view, option);
}

const cli_flow_option *cli_chat_view_numbered(const cli_chat_view *view, const char *line) {
    if (line[0] == '\0' || strlen(line) > 3 || strspn(line, "0123456789") != strlen(line))
        return NULL;
    const unsigned long number = strtoul(line, NULL, 10);
    return number >= 1 && number <= view->options.count ? &view->options.items[number - 1] : NULL;
}

void cli_chat_view_answer(cli_chat_view *view) { view->is_answered = true; }

void cli_chat_view_forget(cli_chat_view *view) {
    view->is_answered = false;
    cli_flow_options_clear(&view->options);
}

/* ---- what is said ---------------------------------------------------------------------------- */

static void print_citations(const chatlet_json *citations) {
    for (const chatlet_json *citation = citations == NULL ? NULL : citations->first;
         citation != NULL; citation = citation->next) {
        fputs("  → ", stdout);
        print_member(citation, "title");
        fputs(": ", stdout);
        print_member(citation, "url");
        fputc('\n', stdout);
    }
}

/* "  [image: a red chair, https://…/chair.png]". */
static void print_medium(cli_chat_view *view, const chatlet_json *medium) {
    fputs("  [", stdout);
    print_member(medium, "kind");
    const char *keys[] = {"title", "alt", "src"};
    bool is_first = true;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (!has_text(medium, keys[i])) continue;
        fputs(is_first ? ": " : ", ", stdout);
        print_member(medium, keys[i]);
        is_first = false;
    }
    fputs("]\n", stdout);
    const chatlet_json *tokens = cli_json_find(medium, "tokens");
    if (tokens != NULL && tokens->count > 0) cli_tokens_print(stdout, tokens, 4, view->has_color);
    cli_chat_view_list(view, cli_json_find(medium, "actions"));
}

static void print_media(cli_chat_view *view, const chatlet_json *media) {
    for (const chatlet_json *medium = media == NULL ? NULL : media->first; medium != NULL;
         medium = medium->next) {
        const chatlet_json *items = cli_json_find(medium, "items");
        print_medium(view, medium);
        for (const chatlet_json *card = items == NULL ? NULL : items->first; card != NULL;
             card = card->next)
            print_medium(view, card);
    }
}

static void show_say(cli_chat_view *view, const chatlet_json *effect) {
    const chatlet_json *tokens = cli_json_find(effect, "tokens");
    fputc('\n', stdout);
    if (tokens != NULL && tokens->count > 0) cli_tokens_print(stdout, tokens, 2, view->has_color);
    print_media(view, cli_json_find(effect, "media"));
    print_citations(cli_json_find(effect, "citations"));
}

/* ---- questions ------------------------------------------------------------------------------- */

static bool is_true(const chatlet_json *value) {
    return value != NULL && value->kind == CHATLET_JSON_BOOLEAN && value->boolean;
}

/* How a field wants its answer, for those where that is not plain. */
static const char *hint_of(const chatlet_json *field) {
    static const struct {
        const char *kind;
        const char *hint;
    } hints[] = {{"multichoice", "several numbers, parted by commas"},
                 {"date", "a date like 2026-03-31"},
                 {"time", "a time like 14:30"},
                 {"datetime", "a time like 2026-03-31T14:30"},
                 {"file", "the path of a file"},
                 {"rating", "a number"}};
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (cli_json_is_text(cli_json_find(field, "kind"), hints[i].kind)) return hints[i].hint;
    }
    return NULL;
}

static void print_range(const chatlet_json *field) {
    const chatlet_json *minimum = cli_json_find(field, "min");
    const chatlet_json *maximum = cli_json_find(field, "max");
    const bool has_both = minimum != NULL && maximum != NULL &&
                          cli_json_is_text(cli_json_find(field, "kind"), "rating");
    if (has_both) printf(" from %g to %g", minimum->number, maximum->number);
}

void cli_chat_view_field(cli_chat_view *view, const chatlet_json *field) {
    const char *hint = hint_of(field);
    if (has_text(field, "error")) {
        fputs("  ✗ ", stdout);
        print_member(field, "error");
        fputc('\n', stdout);
    }
    cli_chat_view_list(view, cli_json_find(field, "options"));
    const bool is_required = is_true(cli_json_find(field, "required"));
    if (hint == NULL && is_required) return;
    fputs("  (", stdout);
    if (hint != NULL) fputs(hint, stdout);
    if (hint != NULL) print_range(field);
    if (!is_required) printf("%sEnter leaves it out", hint == NULL ? "" : "; ");
    fputs(")\n", stdout);
}

static void show_ask(cli_chat_view *view, const chatlet_json *effect) {
    const chatlet_json *fields = cli_json_find(effect, "fields");
    if (cli_json_is_text(cli_json_find(effect, "layout"), "form") || fields == NULL) return;
    if (fields->first != NULL) cli_chat_view_field(view, fields->first);
}

/* ---- effects that a page would carry out ----------------------------------------------------- */

static void show_outgoing(const chatlet_json *effect) {
    cli_memory memory = {0};
    fputs("\n  ⇒ ", stdout);
    cli_print_in_line(stdout, cli_str(cli_flow_effect_words(&memory, effect)));
    fputc('\n', stdout);
    cli_memory_free(&memory);
}

static void show_trace(const cli_chat_view *view, const chatlet_json *effect) {
    cli_memory memory = {0};
    cli_chat_view_trace(view, "effect %s", cli_flow_effect_words(&memory, effect));
    cli_memory_free(&memory);
}

void cli_chat_view_show(cli_chat_view *view, const chatlet_json *effect) {
    const chatlet_json *kind = cli_json_find(effect, "kind");
    if (view->shows_effects) show_trace(view, effect);
    if (cli_json_is_text(kind, "say")) show_say(view, effect);
    /* A question without options closes those of the question before. */
    if (cli_json_is_text(kind, "ask") && view->is_answered) cli_chat_view_forget(view);
    if (cli_json_is_text(kind, "ask")) show_ask(view, effect);
    if (cli_json_is_text(kind, "choices")) {
        fputc('\n', stdout);
        cli_chat_view_list(view, cli_json_find(effect, "options"));
    }
    if (cli_json_is_text(kind, "http") || cli_json_is_text(kind, "do") ||
        cli_json_is_text(kind, "handoff") || cli_json_is_text(kind, "llm"))
        show_outgoing(effect);
}

/* ---- the program's own words ----------------------------------------------------------------- */

static void print_words(const char *format, va_list arguments) {
    char *text = NULL;
    size_t size_bytes = 0;
    FILE *stream = open_memstream(&text, &size_bytes);
    if (stream == NULL) cli_out_of_memory();
    vfprintf(stream, format, arguments);
    if (fclose(stream) != 0) cli_out_of_memory();
    cli_print_in_line(stdout, (chatlet_str){.data = text, .size_bytes = size_bytes});
    free(text);
}

void cli_chat_view_trace(const cli_chat_view *view, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs(view->has_color ? "\033[2m  · " : "  · ", stdout);
    print_words(format, arguments);
    fputs(view->has_color ? "\033[0m\n" : "\n", stdout);
    va_end(arguments);
}

void cli_chat_view_note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("  (", stdout);
    print_words(format, arguments);
    fputs(")\n", stdout);
    va_end(arguments);
}

void cli_chat_view_free(cli_chat_view *view) {
    cli_flow_options_free(&view->options);
    cli_memory_free(&view->memory);
}
