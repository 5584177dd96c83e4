/* `chatlet chat`: a conversation at a terminal, or events and effects as lines of JSON. */
#include "cli_chat_session.h"
#include "cli_command.h"
#include "cli_filter.h"
#include "cli_json.h"
#include "cli_terminal.h"
#include "cli_tokens.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { OPTIONS_MAX = 16 };
#define SEED_MAX ((1ull << 53) - 1)

/* Choices as they were offered last; their ids are sent back. */
typedef struct chat_view {
    cli_memory memory;
    const char *choices[OPTIONS_MAX];
    size_t choice_count;
    bool has_color;
    bool has_ended;
} chat_view;

static bool is_kind(const chatlet_json *effect, const char *name) {
    const chatlet_json *kind = chatlet_json_find(effect, CHATLET_STR("kind"));
    return kind != NULL && kind->kind == CHATLET_JSON_STRING &&
           kind->text.size_bytes == strlen(name) &&
           memcmp(kind->text.data, name, kind->text.size_bytes) == 0;
}

static void show_say(const chat_view *view, const chatlet_json *effect) {
    const chatlet_json *tokens = chatlet_json_find(effect, CHATLET_STR("tokens"));
    const chatlet_json *citations = chatlet_json_find(effect, CHATLET_STR("citations"));
    fputc('\n', stdout);
    if (tokens != NULL) cli_tokens_print(stdout, tokens, 2, view->has_color);
    for (const chatlet_json *citation = citations == NULL ? NULL : citations->first;
         citation != NULL; citation = citation->next) {
        const chatlet_json *title = chatlet_json_find(citation, CHATLET_STR("title"));
        const chatlet_json *url = chatlet_json_find(citation, CHATLET_STR("url"));
        fputs("  → ", stdout);
        if (title != NULL) cli_print_plain(stdout, title->text);
        fputs(": ", stdout);
        if (url != NULL) cli_print_plain(stdout, url->text);
        fputc('\n', stdout);
    }
}

static void show_choices(chat_view *view, const chatlet_json *effect) {
    const chatlet_json *options = chatlet_json_find(effect, CHATLET_STR("options"));
    view->choice_count = 0;
    fputc('\n', stdout);
    for (const chatlet_json *option = options == NULL ? NULL : options->first;
         option != NULL && view->choice_count < OPTIONS_MAX; option = option->next) {
        const chatlet_json *text = chatlet_json_find(option, CHATLET_STR("text"));
        const char *id = cli_json_text(&view->memory, option, "id");
        if (text == NULL || id == NULL) continue;
        view->choices[view->choice_count++] = id;
        printf("  %zu) ", view->choice_count);
        cli_print_plain(stdout, text->text);
        fputc('\n', stdout);
    }
}

static void show_effect(void *context, const chatlet_json *effect) {
    chat_view *view = context;
    if (is_kind(effect, "say")) show_say(view, effect);
    if (is_kind(effect, "choices")) show_choices(view, effect);
    if (is_kind(effect, "end")) view->has_ended = true;
}

/* The choice a line names by its number, or NULL. */
static const char *named_choice(const chat_view *view, const char *line) {
    if (line[0] == '\0' || strlen(line) > 2 || strspn(line, "0123456789") != strlen(line))
        return NULL;
    const unsigned long number = strtoul(line, NULL, 10);
    return number >= 1 && number <= view->choice_count ? view->choices[number - 1] : NULL;
}

static void send_line(cli_chat_session *session, chat_view *view, const char *line) {
    chatlet_error error;
    const char *choice = named_choice(view, line);
    bool is_taken;
    view->choice_count = 0;
    if (strcmp(line, "/restart") == 0) {
        is_taken = cli_chat_session_send_text(session, "restart", NULL, (chatlet_str){0}, &error);
    } else if (choice != NULL) {
        is_taken = cli_chat_session_send_text(session, "choice", "choice", cli_str(choice), &error);
    } else {
        is_taken = cli_chat_session_send_text(session, "text", "text", cli_str(line), &error);
    }
    if (!is_taken) fprintf(stderr, "chatlet chat: %s\n", error.message);
}

static void cut_line_end(char *line) { line[strcspn(line, "\r\n")] = '\0'; }

static cli_exit talk(cli_chat_session *session) {
    chatlet_error error;
    char *line = NULL;
    size_t capacity = 0;
    chat_view view = {.has_color = cli_has_color(stdout)};
    session->context = &view;
    session->on_effect = show_effect;
    session->has_wall_clock = true;
    bool is_open = cli_chat_session_send_text(session, "start", NULL, (chatlet_str){0}, &error);
    if (!is_open) fprintf(stderr, "chatlet chat: %s\n", error.message);
    const cli_exit code = is_open ? CLI_EXIT_OK : CLI_EXIT_TROUBLE;
    while (is_open) {
        fputs("\n> ", stdout);
        fflush(stdout);
        is_open = getline(&line, &capacity, stdin) >= 0;
        if (!is_open) break;
        cut_line_end(line);
        if (strcmp(line, "/quit") == 0) break;
        if (line[0] != '\0') send_line(session, &view, line);
    }
    fputc('\n', stdout);
    free(line);
    cli_memory_free(&view.memory);
    return code;
}

static void print_effect(void *context, const chatlet_json *effect) {
    cli_memory memory = {0};
    (void)context;
    chatlet_json_writer *writer = cli_json_writer();
    cli_json_write_value(writer, effect);
    printf("%s\n", cli_json_finish(&memory, writer));
    fflush(stdout);
    cli_memory_free(&memory);
}

static void print_refused(const chatlet_error *error) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", "refused");
    cli_json_write_text(writer, "message", error->message);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    fflush(stdout);
    cli_memory_free(&memory);
}

/* Lines of events in, lines of effects out; a line that is refused is answered with one saying so,
 * and the conversation goes on. */
static cli_exit exchange(cli_chat_session *session) {
    char *line = NULL;
    size_t capacity = 0;
    session->on_effect = print_effect;
    for (ssize_t length = getline(&line, &capacity, stdin); length >= 0;
         length = getline(&line, &capacity, stdin)) {
        chatlet_error error = {0};
        chatlet_json_document *event = NULL;
        const chatlet_str text = {.data = line, .size_bytes = (size_t)length};
        if (strspn(line, " \t\r\n") == (size_t)length) continue;
        if (chatlet_json_parse(cli_allocator(), text, &event, &error) != CHATLET_OK ||
            !cli_chat_session_send(session, chatlet_json_root(event), &error))
            print_refused(&error);
        chatlet_json_free(event);
    }
    free(line);
    return CLI_EXIT_OK;
}

static uint64_t random_seed(void) {
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed)) seed = cli_clock_ms();
    return seed & SEED_MAX;
}

cli_exit cli_chat(cli_arguments arguments) {
    bool json = false;
    uint64_t seed = SEED_MAX + 1;
    const char *language = NULL;
    cli_option_list filters = {.count = 0};
    const cli_option known[] = {
        {"--json", CLI_OPTION_FLAG, &json, 0, 0},
        {"--lang", CLI_OPTION_TEXT, &language, 0, 0},
        {"--filter", CLI_OPTION_LIST, &filters, 0, 0},
        {"--seed", CLI_OPTION_NUMBER, &seed, 0, SEED_MAX},
    };
    if (!cli_options_read("chat", &arguments, 1, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    if (arguments.count < 1) {
        fputs("chatlet chat: give the built folder\nTry: chatlet help chat\n", stderr);
        return CLI_EXIT_USAGE;
    }
    if (seed > SEED_MAX) seed = json ? 1 : random_seed();
    cli_memory memory = {0};
    cli_folder folder;
    cli_exit code = CLI_EXIT_TROUBLE;
    const char *filter = cli_filter_join(&memory, "chat", &filters);
    if (filter == NULL) {
        cli_memory_free(&memory);
        return CLI_EXIT_USAGE;
    }
    cli_chat_session session = {.folder = &folder, .seed = seed, .filter = filter};
    if (cli_folder_open_language(&memory, arguments.values[0], language, &folder) &&
        cli_filter_warn(&memory, &folder, "chat", filter)) {
        code = json ? exchange(&session) : talk(&session);
    } else {
        cli_json_tell_problem("chat", folder.problem, json);
    }
    cli_chat_session_free(&session);
    cli_folder_close(&folder);
    cli_memory_free(&memory);
    return code;
}
