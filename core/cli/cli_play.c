/* `chatlet play`: one event a line in, its effects as one line out, for programs that drive a
 * conversation from outside. */
#include "cli_bot.h"
#include "cli_chat_session.h"
#include "cli_command.h"
#include "cli_filter.h"
#include "cli_lines.h"

#include <string.h>

#define SEED_MAX ((1ull << 53) - 1)

enum { PLAY_SECOND_MS = 1000 };

/* A conversation and the line that is written. */
typedef struct player {
    cli_chat_session session;
    chatlet_json_writer *writer; /* of the effects so far */
    uint64_t first_now_ms;       /* of event 1, unless it says another */
    bool shows_state;
} player;

static void add_effect(void *context, const chatlet_json *effect) {
    player *play = context;
    cli_json_write_value(play->writer, effect);
}

/* Events that bring no `now` are a second apart, and never before one that did. */
static void keep_time(void *context, const char *event) {
    player *play = context;
    chatlet_json_document *document = cli_json_parse_own(event);
    const chatlet_json *now = cli_json_find(chatlet_json_root(document), "now");
    if (now != NULL && now->kind == CHATLET_JSON_INTEGER && now->integer > 0 &&
        (uint64_t)now->integer >= play->session.now_ms)
        play->session.now_ms = (uint64_t)now->integer + PLAY_SECOND_MS;
    chatlet_json_free(document);
}

static void write_state(chatlet_json_writer *writer, const cli_chat_session *session) {
    static const char digits[] = "0123456789abcdef";
    cli_memory memory = {0};
    uint64_t hash = 14695981039346656037u; /* FNV-1a (Fowler, Noll and Vo) */
    char *hex = cli_memory_take(&memory, 2 * session->state_size_bytes + 1);
    for (size_t i = 0; i < session->state_size_bytes; i++) {
        const unsigned char byte = (unsigned char)session->state[i];
        hash = (hash ^ byte) * 1099511628211u;
        hex[2 * i] = digits[byte >> 4];
        hex[2 * i + 1] = digits[byte & 15];
    }
    chatlet_json_write_key(writer, CHATLET_STR("state"));
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "hash",
                        cli_memory_format(&memory, "%016llx", (unsigned long long)hash));
    cli_json_write_count(writer, "size_bytes", session->state_size_bytes);
    cli_json_write_text(writer, "hex", hex);
    chatlet_json_write_object_end(writer);
    cli_memory_free(&memory);
}

static void print_line(const player *play, chatlet_json_writer *writer) {
    cli_memory memory = {0};
    if (play->shows_state) write_state(writer, &play->session);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    (void)fflush(stdout);
    cli_memory_free(&memory);
}

static void print_error(const player *play, const chatlet_error *error) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "error", error->message);
    print_line(play, writer);
}

/* An event that was seen before changes nothing and has no effects; the line says why. */
static bool is_late(const player *play, const chatlet_json *event) {
    const chatlet_json *seq = cli_json_find(event, "seq");
    return seq != NULL && seq->kind == CHATLET_JSON_INTEGER && seq->integer > 0 &&
           (uint64_t)seq->integer <= play->session.seq;
}

static void play_event(player *play, const chatlet_json *event) {
    chatlet_error error = {0};
    const uint64_t last_seq = play->session.seq;
    const bool was_late = is_late(play, event);
    play->writer = cli_json_writer();
    chatlet_json_write_object_begin(play->writer);
    chatlet_json_write_key(play->writer, CHATLET_STR("effects"));
    chatlet_json_write_array_begin(play->writer);
    if (!cli_chat_session_send(&play->session, event, &error)) {
        chatlet_json_writer_free(play->writer);
        print_error(play, &error);
        return;
    }
    chatlet_json_write_array_end(play->writer);
    if (was_late) {
        play->session.seq = last_seq;
        cli_memory memory = {0};
        cli_json_write_text(play->writer, "ignored",
                            cli_memory_format(&memory,
                                              "seq is not above that of the last event, %llu",
                                              (unsigned long long)last_seq));
        cli_memory_free(&memory);
    }
    print_line(play, play->writer);
}

static cli_exit play_lines(player *play) {
    cli_lines lines = {.stream = stdin};
    while (cli_lines_next(&lines)) {
        chatlet_error error;
        chatlet_json_document *event = cli_lines_parse(&lines, &error);
        if (event == NULL) {
            print_error(play, &error);
        } else {
            play_event(play, chatlet_json_root(event));
        }
        chatlet_json_free(event);
    }
    cli_lines_free(&lines);
    return CLI_EXIT_OK;
}

cli_exit cli_play(cli_arguments arguments) {
    uint64_t seed = 1, now_ms = PLAY_SECOND_MS;
    player play = {0};
    cli_bot_options options = {.command = "play"};
    cli_option_list filters = {.count = 0};
    const cli_option known[] = {
        {"--bot", CLI_OPTION_TEXT, &options.bot, 0, 0},
        {"--lang", CLI_OPTION_TEXT, &options.language, 0, 0},
        {"--filter", CLI_OPTION_LIST, &filters, 0, 0},
        {"--seed", CLI_OPTION_NUMBER, &seed, 0, SEED_MAX},
        {"--now", CLI_OPTION_NUMBER, &now_ms, 1, SEED_MAX},
        {"--state", CLI_OPTION_FLAG, &play.shows_state, 0, 0},
    };
    if (!cli_options_read("play", &arguments, 1, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    if (arguments.count < 1) {
        fputs("chatlet play: give the bot's folder, or a built one\nTry: chatlet help play\n",
              stderr);
        return CLI_EXIT_USAGE;
    }
    options.path = arguments.values[0];
    cli_memory memory = {0};
    cli_bot bot = {0};
    const char *filter = cli_filter_join(&memory, "play", &filters);
    cli_exit code = filter == NULL ? CLI_EXIT_USAGE : cli_bot_open(&memory, &options, &bot);
    if (code == CLI_EXIT_OK && !cli_filter_warn(&memory, &bot.folder, "play", filter))
        code = CLI_EXIT_TROUBLE;
    if (code == CLI_EXIT_OK) {
        play.session = (cli_chat_session){.folder = &bot.folder,
                                          .seed = seed,
                                          .now_ms = now_ms,
                                          .filter = filter,
                                          .context = &play,
                                          .on_effect = add_effect,
                                          .on_event = keep_time};
        code = play_lines(&play);
    } else if (bot.folder.problem != NULL) {
        cli_json_tell_problem("play", bot.folder.problem, false);
    }
    cli_chat_session_free(&play.session);
    cli_bot_close(&bot);
    cli_memory_free(&memory);
    return code;
}
