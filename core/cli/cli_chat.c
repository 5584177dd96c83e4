/* `chatlet chat`: a conversation at a terminal, or events and effects as lines of JSON. */
#include "cli_bot.h"
#include "cli_chat_session.h"
#include "cli_chat_talk.h"
#include "cli_command.h"
#include "cli_filter.h"
#include "cli_terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define SEED_MAX ((1ull << 53) - 1)

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

/* False when `text` is neither; said. */
static bool read_answer(const char *text, bool *answers_ok) {
    *answers_ok = text != NULL && strcmp(text, "ok") == 0;
    if (text == NULL || *answers_ok || strcmp(text, "fail") == 0) return true;
    fprintf(stderr, "chatlet chat: --answer takes ok or fail, not \"%s\"\n", text);
    return false;
}

cli_exit cli_chat(cli_arguments arguments) {
    bool json = false;
    uint64_t seed = SEED_MAX + 1;
    const char *answer = NULL;
    cli_bot_options options = {.command = "chat"};
    cli_chat_talk_options talk = {.traces = false};
    cli_option_list filters = {.count = 0};
    const cli_option known[] = {
        {"--json", CLI_OPTION_FLAG, &json, 0, 0},
        {"--bot", CLI_OPTION_TEXT, &options.bot, 0, 0},
        {"--lang", CLI_OPTION_TEXT, &options.language, 0, 0},
        {"--filter", CLI_OPTION_LIST, &filters, 0, 0},
        {"--seed", CLI_OPTION_NUMBER, &seed, 0, SEED_MAX},
        {"--trace", CLI_OPTION_FLAG, &talk.traces, 0, 0},
        {"--log", CLI_OPTION_TEXT, &talk.log, 0, 0},
        {"--answer", CLI_OPTION_TEXT, &answer, 0, 0},
    };
    if (!cli_options_read("chat", &arguments, 1, known, sizeof(known) / sizeof(known[0])) ||
        !read_answer(answer, &talk.answers_ok))
        return CLI_EXIT_USAGE;
    if (arguments.count < 1) {
        fputs("chatlet chat: give the bot's folder, or a built one\nTry: chatlet help chat\n",
              stderr);
        return CLI_EXIT_USAGE;
    }
    if (seed > SEED_MAX) seed = json ? 1 : random_seed();
    cli_memory memory = {0};
    cli_bot bot = {0};
    const char *filter = cli_filter_join(&memory, "chat", &filters);
    options.path = arguments.values[0];
    cli_exit code = filter == NULL ? CLI_EXIT_USAGE : cli_bot_open(&memory, &options, &bot);
    if (code == CLI_EXIT_OK && !cli_filter_warn(&memory, &bot.folder, "chat", filter))
        code = CLI_EXIT_TROUBLE;
    cli_chat_session session = {.folder = &bot.folder, .seed = seed, .filter = filter};
    if (code != CLI_EXIT_OK) {
        if (bot.folder.problem != NULL) cli_json_tell_problem("chat", bot.folder.problem, json);
    } else if (json) {
        code = exchange(&session);
    } else {
        talk.seed = seed;
        talk.filter = filter;
        talk.locale = options.language;
        code = cli_chat_talk(&bot.folder, &talk);
    }
    cli_chat_session_free(&session);
    cli_bot_close(&bot);
    cli_memory_free(&memory);
    return code;
}
