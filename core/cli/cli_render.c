/* `chatlet render`: one text with its tags, filled in, for people who write flows. */
#include "cli_render.h"

#include "cli_command.h"
#include "cli_json.h"
#include "cli_locale_data.h"
#include "cli_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The callbacks of one compile. */
typedef struct calls {
    const chatlet_json *partials;
    cli_diagnostics *diagnostics;
} calls;

static bool find_partial(void *context, chatlet_str name, chatlet_str *text) {
    const calls *call = context;
    const chatlet_json *member =
        call->partials == NULL ? NULL : chatlet_json_find(call->partials, name);
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return false;
    *text = member->text;
    return true;
}

static void add_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    cli_diagnostics_add(((const calls *)context)->diagnostics, diagnostic);
}

chatlet_status cli_render_run(const cli_render *given, cli_diagnostics *diagnostics,
                              chatlet_str *made) {
    calls call = {.partials = given->partials, .diagnostics = diagnostics};
    const chatlet_template_options options = {.mode = given->mode,
                                              .is_unchecked = true,
                                              .find_partial = find_partial,
                                              .file = cli_str(given->file),
                                              .context = &call,
                                              .on_diagnostic = add_diagnostic};
    const chatlet_evaluation_options place = {.cost_max = CLI_RENDER_COST_MAX,
                                              .locale = given->locale,
                                              .zone_minutes = given->zone_minutes};
    chatlet_str code = {0};
    chatlet_status status = chatlet_template_compile(cli_allocator(), given->text, &options, &code);
    if (status == CHATLET_OK) {
        status = chatlet_template_render(cli_allocator(), code, &given->data, 1, &place,
                                         given->mode == CHATLET_TEMPLATE_MARKDOWN, made);
        cli_allocator()->release(cli_allocator()->context, (void *)(uintptr_t)code.data);
    }
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    return status;
}

static bool read_mode(const char *word, chatlet_template_mode *mode) {
    static const char *const words[] = {"plain", "markdown", "url", "html"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) != 0) continue;
        *mode = (chatlet_template_mode)i;
        return true;
    }
    fprintf(stderr, "chatlet render: --mode is plain, markdown, url or html\n");
    return false;
}

static void print_tokens(chatlet_str tokens) {
    chatlet_str text = {0};
    const chatlet_status status = chatlet_json_from_cbor(cli_allocator(), tokens, 0, &text);
    if (status != CHATLET_OK) cli_out_of_memory();
    cli_print_plain(stdout, text);
    cli_allocator()->release(cli_allocator()->context, (void *)(uintptr_t)text.data);
}

static cli_exit render(cli_memory *memory, cli_render *given) {
    cli_diagnostics diagnostics = {.memory = memory};
    chatlet_str made = {0};
    const chatlet_status status = cli_render_run(given, &diagnostics, &made);
    if (status == CHATLET_OK) {
        if (given->mode == CHATLET_TEMPLATE_MARKDOWN)
            print_tokens(made);
        else
            cli_print_plain(stdout, made);
        putchar('\n');
    } else if (status == CHATLET_ERR_COST) {
        fprintf(stderr, "chatlet render: it takes more work than a text may\n");
    } else if (status != CHATLET_ERR_INPUT) { /* the diagnostics said that */
        fprintf(stderr, "chatlet render: %s\n", chatlet_status_name(status));
    }
    free((void *)(uintptr_t)made.data);
    cli_diagnostics_free(&diagnostics);
    return status == CHATLET_OK ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}

/* Reads an option that is JSON; NULL, said on stderr, when it is none. */
static chatlet_json_document *read_json(const char *option, const char *text) {
    chatlet_json_document *document = NULL;
    chatlet_error error;
    const chatlet_status status =
        chatlet_json_parse(cli_allocator(), cli_str(text), &document, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return document;
    fprintf(stderr, "chatlet render: %s: it is not JSON: %s\n", option, error.message);
    return NULL;
}

static cli_exit render_with(cli_render *given, const char *data, const char *partials) {
    cli_memory memory = {0};
    cli_exit code = CLI_EXIT_USAGE;
    chatlet_json_document *values = read_json("--data", data);
    chatlet_json_document *texts = read_json("--partials", partials);
    if (values != NULL && texts != NULL) {
        const char *problem = cli_value_read(&memory, chatlet_json_root(values), &given->data);
        given->partials = chatlet_json_root(texts);
        if (problem == NULL)
            code = render(&memory, given);
        else
            fprintf(stderr, "chatlet render: --data: %s\n", problem);
    }
    chatlet_json_free(values);
    chatlet_json_free(texts);
    cli_memory_free(&memory);
    return code;
}

cli_exit cli_render_command(cli_arguments arguments) {
    enum { FILES_MAX = 1000 };
    bool is_cases = false;
    const char *data = "{}";
    const char *partials = "{}";
    const char *mode = "plain";
    cli_locale_options place = {0};
    cli_render given = {.file = "template"};
    const cli_option known[] = {{"--cases", CLI_OPTION_FLAG, &is_cases, 0, 0},
                                {"--data", CLI_OPTION_TEXT, &data, 0, 0},
                                {"--partials", CLI_OPTION_TEXT, &partials, 0, 0},
                                {"--mode", CLI_OPTION_TEXT, &mode, 0, 0},
                                {"--locale", CLI_OPTION_TEXT, &place.tag, 0, 0},
                                {"--zone", CLI_OPTION_TEXT, &place.zone, 0, 0}};
    if (!cli_options_read("render", &arguments, FILES_MAX, known, 6)) return CLI_EXIT_USAGE;
    if (arguments.count == 0 || (!is_cases && arguments.count > 1)) {
        fprintf(stderr, "chatlet render: give %s\nTry: chatlet help render\n",
                is_cases ? "the case files" : "one text, in quotes");
        return CLI_EXIT_USAGE;
    }
    if (is_cases) return cli_render_cases(arguments);
    if (!read_mode(mode, &given.mode) ||
        !cli_locale_read("render", &place, &given.locale, &given.zone_minutes))
        return CLI_EXIT_USAGE;
    given.text = cli_str(arguments.values[0]);
    const cli_exit code = render_with(&given, data, partials);
    free((void *)(uintptr_t)given.locale.data);
    return code;
}
