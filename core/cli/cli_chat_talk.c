#include "cli_chat_talk.h"

#include "cli_chat_form.h"
#include "cli_flow_host.h"
#include "cli_flow_time.h"
#include "cli_lines.h"
#include "cli_terminal.h"
#include "cli_value.h"

#include <chatlet/session.h>

#include <errno.h>
#include <string.h>

#define SEED_MAX ((1ull << 53) - 1)

enum { ANSWERS_MAX = 100 }; /* results in a row that no line of the visitor's is between */

typedef struct talk {
    const cli_chat_talk_options *options;
    cli_flow_host host;
    cli_chat_view view;
    cli_chat_form form;
    cli_lines lines;
    FILE *log; /* owned; NULL: none */
    chatlet_trace_sink sink;
} talk;

/* ---- what the engine tells ------------------------------------------------------------------- */

static void take_effect(void *context, const chatlet_json *effect) {
    talk *chat = context;
    const chatlet_json *kind = cli_json_find(effect, "kind");
    const bool is_question = cli_json_is_text(kind, "ask") || cli_json_is_text(kind, "choices");
    if (is_question || cli_json_is_text(kind, "end")) cli_chat_form_close(&chat->form);
    cli_chat_view_show(&chat->view, effect);
    if (cli_json_is_text(kind, "ask") && cli_json_is_text(cli_json_find(effect, "layout"), "form"))
        cli_chat_form_open(&chat->form, &chat->view, effect);
}

static void log_event(void *context, const char *event) {
    talk *chat = context;
    if (chat->log == NULL) return;
    fprintf(chat->log, "%s\n", event);
    (void)fflush(chat->log);
}

static const char *trace_place(cli_memory *memory, const chatlet_trace *trace) {
    if (trace->flow.size_bytes == 0) return "";
    if (trace->node.size_bytes == 0)
        return cli_memory_format(memory, " %s", cli_memory_copy(memory, trace->flow));
    return cli_memory_format(memory, " %.*s.%.*s", (int)trace->flow.size_bytes, trace->flow.data,
                             (int)trace->node.size_bytes, trace->node.data);
}

static void take_trace(void *context, const chatlet_trace *trace) {
    const talk *chat = context;
    cli_memory memory = {0};
    const char *place = trace_place(&memory, trace);
    const char *name = cli_memory_copy(&memory, trace->name);
    const char *value = trace->value == NULL ? "unset" : cli_value_words(&memory, trace->value);
    switch (trace->kind) {
    case CHATLET_TRACE_NODE: cli_chat_view_trace(&chat->view, "node%s", place); break;
    case CHATLET_TRACE_EXPRESSION:
        cli_chat_view_trace(&chat->view, "value%s %s is %s", place, name, value);
        break;
    case CHATLET_TRACE_VARIABLE:
        cli_chat_view_trace(&chat->view, "set%s %s = %s", place, name, value);
        break;
    case CHATLET_TRACE_FAILURE:
        cli_chat_view_trace(&chat->view, "failed%s: %s", place, name);
        break;
    }
    cli_memory_free(&memory);
}

static void tell(bool is_taken, const chatlet_error *error) {
    if (!is_taken) fprintf(stderr, "chatlet chat: %s\n", error->message);
}

/* ---- results --------------------------------------------------------------------------------- */

/* What the terminal itself carries out: the effect was printed, and that is all of it. */
static bool is_done_here(const cli_flow_wait *wait) {
    static const char *const actions[] = {"open_url", "document.render", "certificate.issue"};
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (cli_json_is_text(cli_json_find(wait->effect, "action"), actions[i])) return true;
    }
    return false;
}

/* A value as the kind of effect gives one when it works. */
static const char *good_value(const cli_flow_wait *wait) {
    if (strcmp(wait->kind, "http") == 0) return "{\"status\":200,\"body\":{}}";
    return strcmp(wait->kind, "handoff") == 0 ? "true" : "null";
}

/* There is no model at a terminal, and none is made up. */
static bool answer_one(talk *chat) {
    chatlet_error error = {0};
    const cli_flow_wait *wait = cli_flow_host_waiting(&chat->host);
    if (wait == NULL) return false;
    const char *id = wait->id; /* in the host's memory: the wait ends with the answer */
    const bool ok =
        is_done_here(wait) || (chat->options->answers_ok && strcmp(wait->kind, "llm") != 0);
    chatlet_json_document *value = cli_json_parse_own(ok ? good_value(wait) : "null");
    const char *problem = ok ? NULL : "not sent from a terminal";
    cli_chat_view_note(ok ? "answered: it worked" : "answered: not sent from a terminal");
    const bool is_taken =
        cli_flow_host_answer(&chat->host, id, ok, chatlet_json_root(value), problem, &error);
    chatlet_json_free(value);
    tell(is_taken, &error);
    return is_taken;
}

static void answer_all(talk *chat) {
    for (size_t i = 0; i < ANSWERS_MAX && answer_one(chat); i++) {
    }
}

/* ---- time ------------------------------------------------------------------------------------ */

static void fire_due(talk *chat) {
    bool fired = true;
    for (size_t i = 0; i < ANSWERS_MAX && fired; i++) {
        chatlet_error error = {0};
        tell(cli_flow_host_fire(&chat->host, &fired, &error), &error);
        if (fired) answer_all(chat);
    }
}

/* Waits for a line of the visitor's; timers fire meanwhile. */
static bool next_line(talk *chat) {
    for (;;) {
        fputs("\n> ", stdout);
        (void)fflush(stdout);
        const cli_flow_wait *timer = cli_flow_host_timer(&chat->host);
        const uint64_t now_ms = cli_flow_host_now_ms(&chat->host);
        const bool is_later = timer != NULL && timer->at_ms > now_ms;
        if (timer == NULL || cli_wait_for_input(is_later ? timer->at_ms - now_ms : 0))
            return cli_lines_next_any(&chat->lines);
        fputc('\n', stdout);
        fire_due(chat);
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* Choices close with any answer; another question stays open until there is a new one. */
static void close_options(talk *chat) {
    const chatlet_json_document *question = chat->host.question;
    if (question != NULL && cli_json_find(chatlet_json_root(question), "fields") != NULL) {
        cli_chat_view_answer(&chat->view);
    } else {
        cli_chat_view_forget(&chat->view);
    }
}

static void send_own(talk *chat, const char *event) {
    chatlet_error error = {0};
    close_options(chat);
    tell(cli_flow_host_send_own(&chat->host, event, &error), &error);
}

static void send_kind(talk *chat, const char *kind, const char *key, const char *value) {
    chatlet_error error = {0};
    cli_chat_form_close(&chat->form);
    close_options(chat);
    tell(cli_flow_host_send_text(&chat->host, kind, key, cli_str(value), &error), &error);
}

static const chatlet_json *open_field(const talk *chat) {
    if (chat->host.question == NULL) return NULL;
    const chatlet_json *fields = cli_json_find(chatlet_json_root(chat->host.question), "fields");
    return fields == NULL ? NULL : fields->first;
}

static void send_answer(talk *chat, const char *line) {
    cli_memory memory = {0};
    const chatlet_json *field = open_field(chat);
    const chatlet_json *required = cli_json_find(field, "required");
    const bool may_be_empty =
        cli_chat_form_is_open(&chat->form) ||
        (required != NULL && required->kind == CHATLET_JSON_BOOLEAN && !required->boolean);
    if (line[0] == '\0' && !may_be_empty) return;
    const char *event = cli_chat_form_is_open(&chat->form)
                            ? cli_chat_form_take(&chat->form, &chat->view, line, &memory)
                            : cli_chat_form_answer(field, &chat->view, line, &memory);
    if (event != NULL) send_own(chat, event);
    cli_memory_free(&memory);
}

/* False when the conversation is over. */
static bool take_line(talk *chat, const char *line) {
    if (strcmp(line, "/quit") == 0) return false;
    if (strcmp(line, "/restart") == 0) {
        /* Ids of effects are made of the seed: a new one, for they must not come twice. */
        chat->host.session.seed = (chat->host.session.seed + 1) & SEED_MAX;
        send_kind(chat, "restart", NULL, "");
    } else if (strcmp(line, "/back") == 0) {
        send_kind(chat, "back", NULL, "");
    } else if (strncmp(line, "/say ", 5) == 0) {
        send_kind(chat, "text", "text", line + 5);
    } else {
        send_answer(chat, line);
    }
    answer_all(chat);
    fire_due(chat);
    return true;
}

static bool begin(talk *chat) {
    cli_memory memory = {0};
    chatlet_error error = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", "start");
    if (chat->options->locale != NULL) cli_json_write_text(writer, "locale", chat->options->locale);
    chatlet_json_write_object_end(writer);
    const bool is_open =
        cli_flow_host_send_own(&chat->host, cli_json_finish(&memory, writer), &error);
    tell(is_open, &error);
    if (is_open) answer_all(chat);
    cli_memory_free(&memory);
    return is_open;
}

static void open_host(talk *chat, cli_folder *folder) {
    const cli_chat_talk_options *options = chat->options;
    cli_flow_host_begin(&chat->host, folder);
    chat->host.context = chat;
    chat->host.on_effect = take_effect;
    chat->host.on_event = log_event;
    chat->host.session.seed = options->seed;
    chat->host.session.filter = options->filter;
    chat->host.session.has_wall_clock = true;
    chat->sink = (chatlet_trace_sink){.context = chat, .on_trace = take_trace};
    if (options->traces) chat->host.session.trace = &chat->sink;
    chat->view.has_color = cli_has_color(stdout);
    chat->view.shows_effects = options->traces;
}

cli_exit cli_chat_talk(cli_folder *folder, const cli_chat_talk_options *options) {
    talk chat = {.options = options, .lines = {.stream = stdin}};
    if (options->log != NULL) chat.log = fopen(options->log, "w");
    if (options->log != NULL && chat.log == NULL) {
        fprintf(stderr, "chatlet chat: %s: %s\n", options->log, strerror(errno));
        return CLI_EXIT_TROUBLE;
    }
    /* Waiting for input looks at the descriptor, past anything a buffer would hold. */
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    open_host(&chat, folder);
    bool is_open = begin(&chat);
    const cli_exit code = is_open ? CLI_EXIT_OK : CLI_EXIT_TROUBLE;
    while (is_open && next_line(&chat)) {
        cli_memory memory = {0};
        is_open = take_line(&chat, cli_memory_copy(&memory, cli_lines_text(&chat.lines)));
        cli_memory_free(&memory);
    }
    fputc('\n', stdout);
    const bool is_logged = chat.log == NULL || fclose(chat.log) == 0;
    if (!is_logged) fprintf(stderr, "chatlet chat: %s: %s\n", options->log, strerror(errno));
    cli_lines_free(&chat.lines);
    cli_chat_form_close(&chat.form);
    cli_chat_view_free(&chat.view);
    cli_flow_host_free(&chat.host);
    return is_logged ? code : CLI_EXIT_TROUBLE;
}
