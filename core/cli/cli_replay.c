/* `chatlet replay`: the events of a log taken again, and where the conversation stands then. */
#include "cli_bot.h"
#include "cli_command.h"
#include "cli_flow_state.h"
#include "cli_flow_text.h"
#include "cli_lines.h"
#include "cli_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 1000000000ull

typedef struct replay {
    const char *path; /* of the log */
    uint64_t to;      /* step that is shown, from 1; 0: the last one */
    bool json;
    bool traces;
    cli_memory memory;
    cli_lines lines;
    cli_chat_session session;
    chatlet_trace_sink sink;
    char **effects; /* owned; JSON of the last step's, in memory */
    size_t effect_count;
    char **traced; /* owned; lines, in memory */
    size_t traced_count;
    const char *event;   /* the last one */
    const char *refusal; /* why it was refused; NULL: it was not */
    uint64_t step;
} replay;

/* ---- the log --------------------------------------------------------------------------------- */

static void add_line(char ***lines, size_t *count, char *line) {
    *lines = cli_grow(*lines, *count + 1, sizeof(**lines));
    (*lines)[(*count)++] = line;
}

static void take_effect(void *context, const chatlet_json *effect) {
    replay *run = context;
    add_line(&run->effects, &run->effect_count, cli_json_copy(&run->memory, effect));
}

static void take_trace(void *context, const chatlet_trace *trace) {
    static const char *const words[] = {[CHATLET_TRACE_NODE] = "node",
                                        [CHATLET_TRACE_EXPRESSION] = "expression",
                                        [CHATLET_TRACE_VARIABLE] = "variable",
                                        [CHATLET_TRACE_FAILURE] = "failure"};
    replay *run = context;
    cli_memory *memory = &run->memory;
    const char *value =
        trace->value == NULL
            ? ""
            : cli_memory_format(memory, " = %s", cli_value_words(memory, trace->value));
    const char *place = cli_memory_format(memory, "%.*s%s%.*s", (int)trace->flow.size_bytes,
                                          trace->flow.data, trace->node.size_bytes > 0 ? "." : "",
                                          (int)trace->node.size_bytes, trace->node.data);
    char *line = cli_memory_format(memory, "%s %s%s%.*s%s", words[trace->kind], place,
                                   trace->name.size_bytes > 0 ? " " : "",
                                   (int)trace->name.size_bytes, trace->name.data, value);
    add_line(&run->traced, &run->traced_count, line);
}

static void take_event(replay *run, const chatlet_json *event) {
    chatlet_error error = {0};
    run->effect_count = 0;
    run->traced_count = 0;
    run->refusal = NULL;
    run->step++;
    run->event = cli_json_copy(&run->memory, event);
    if (!cli_chat_session_send(&run->session, event, &error))
        run->refusal = cli_memory_copy(&run->memory, cli_str(error.message));
}

static cli_exit tell_line(const replay *run, const chatlet_error *error) {
    fprintf(stderr,
            "chatlet replay: %s:%llu:%u: %s; a log has an event a line, as chat --log has\n",
            run->path, (unsigned long long)run->lines.number, error->column > 0 ? error->column : 1,
            error->message);
    return CLI_EXIT_TROUBLE;
}

/* Goes on until the step that is wanted. */
static cli_exit take_log(replay *run) {
    while ((run->to == 0 || run->step < run->to) && cli_lines_next(&run->lines)) {
        chatlet_error error;
        chatlet_json_document *event = cli_lines_parse(&run->lines, &error);
        if (event == NULL) return tell_line(run, &error);
        take_event(run, chatlet_json_root(event));
        chatlet_json_free(event);
    }
    if (run->step > 0 && run->step >= run->to) return CLI_EXIT_OK;
    fprintf(stderr, "chatlet replay: %s has %llu events\n", run->path,
            (unsigned long long)run->step);
    return run->step == 0 ? CLI_EXIT_TROUBLE : CLI_EXIT_USAGE;
}

/* ---- what is shown --------------------------------------------------------------------------- */

static void print_value(const char *name, const chatlet_json *value) {
    cli_memory memory = {0};
    printf("  %-10s ", name);
    cli_print_in_line(stdout, cli_str(cli_json_copy(&memory, value)));
    fputc('\n', stdout);
    cli_memory_free(&memory);
}

static void print_variables(const char *title, const chatlet_json *variables) {
    if (variables == NULL || variables->first == NULL) return;
    printf("%s\n", title);
    for (const chatlet_json *one = variables->first; one != NULL; one = one->next) {
        cli_memory memory = {0};
        print_value(cli_memory_copy(&memory, one->key), one);
        cli_memory_free(&memory);
    }
}

static bool is_shown_below(const chatlet_json *member) {
    static const char *const keys[] = {"variables", "locals", "flow"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (member->kind == CHATLET_JSON_OBJECT && member->key.size_bytes == strlen(keys[i]) &&
            memcmp(member->key.data, keys[i], member->key.size_bytes) == 0)
            return true;
    }
    return false;
}

static void print_members(const chatlet_json *object) {
    for (const chatlet_json *member = object == NULL ? NULL : object->first; member != NULL;
         member = member->next) {
        cli_memory memory = {0};
        const bool is_empty = (member->kind == CHATLET_JSON_ARRAY && member->count == 0) ||
                              cli_json_is_text(member, "");
        if (!is_shown_below(member) && !is_empty)
            print_value(cli_memory_copy(&memory, member->key), member);
        cli_memory_free(&memory);
    }
}

static void print_effects(const replay *run) {
    puts("effects");
    for (size_t i = 0; i < run->effect_count; i++) {
        cli_memory memory = {0};
        chatlet_json_document *effect = cli_json_parse_own(run->effects[i]);
        fputs("  ", stdout);
        cli_print_in_line(stdout,
                          cli_str(cli_flow_effect_words(&memory, chatlet_json_root(effect))));
        fputc('\n', stdout);
        chatlet_json_free(effect);
        cli_memory_free(&memory);
    }
}

static void print_trace(const replay *run) {
    if (!run->traces) return;
    puts("trace");
    for (size_t i = 0; i < run->traced_count; i++) {
        fputs("  ", stdout);
        cli_print_in_line(stdout, cli_str(run->traced[i]));
        fputc('\n', stdout);
    }
}

static void print_words(const replay *run, const chatlet_json *state) {
    const chatlet_json *flow = cli_json_find(state, "flow");
    printf("step %llu  ", (unsigned long long)run->step);
    cli_print_in_line(stdout, cli_str(run->event));
    fputc('\n', stdout);
    if (run->refusal != NULL) printf("refused\n  %s\n", run->refusal);
    print_trace(run);
    print_effects(run);
    puts("state");
    print_members(state);
    print_members(flow);
    print_variables("variables", cli_json_find(flow, "variables"));
    print_variables("locals", cli_json_find(flow, "locals"));
}

static void write_lines(chatlet_json_writer *writer, const char *key, char *const *lines,
                        size_t count, bool are_json) {
    chatlet_json_write_key(writer, cli_str(key));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        if (are_json) {
            chatlet_json_document *line = cli_json_parse_own(lines[i]);
            cli_json_write_value(writer, chatlet_json_root(line));
            chatlet_json_free(line);
        } else {
            chatlet_json_write_string(writer, cli_str(lines[i]));
        }
    }
    chatlet_json_write_array_end(writer);
}

static void print_json(const replay *run, const chatlet_json *state) {
    cli_memory memory = {0};
    chatlet_json_document *event = cli_json_parse_own(run->event);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "step", run->step);
    cli_json_write_member(writer, "event", chatlet_json_root(event));
    if (run->refusal != NULL) cli_json_write_text(writer, "refused", run->refusal);
    if (run->traces) write_lines(writer, "trace", run->traced, run->traced_count, false);
    write_lines(writer, "effects", run->effects, run->effect_count, true);
    cli_json_write_member(writer, "state", state);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    chatlet_json_free(event);
    cli_memory_free(&memory);
}

static cli_exit show(replay *run) {
    chatlet_error error;
    chatlet_json_document *state = cli_flow_state(&run->session, &error);
    if (state == NULL) {
        fprintf(stderr, "chatlet replay: %s:%llu: %s\n", run->path,
                (unsigned long long)run->lines.number,
                run->refusal != NULL ? run->refusal : error.message);
        return CLI_EXIT_TROUBLE;
    }
    if (run->json) {
        print_json(run, chatlet_json_root(state));
    } else {
        print_words(run, chatlet_json_root(state));
    }
    chatlet_json_free(state);
    return CLI_EXIT_OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

static cli_exit replay_over(replay *run, cli_folder *folder) {
    run->session = (cli_chat_session){
        .folder = folder, .seed = 1, .is_replay = true, .context = run, .on_effect = take_effect};
    run->sink = (chatlet_trace_sink){.context = run, .on_trace = take_trace};
    if (run->traces) run->session.trace = &run->sink;
    run->lines.stream = fopen(run->path, "r");
    if (run->lines.stream == NULL) {
        fprintf(stderr, "chatlet replay: %s: %s\n", run->path, strerror(errno));
        return CLI_EXIT_TROUBLE;
    }
    cli_exit code = take_log(run);
    if (code == CLI_EXIT_OK) code = show(run);
    (void)fclose(run->lines.stream);
    return code;
}

cli_exit cli_replay(cli_arguments arguments) {
    replay run = {.to = 0};
    cli_bot_options options = {.command = "replay"};
    const cli_option known[] = {
        {"--to", CLI_OPTION_NUMBER, &run.to, 1, STEPS_MAX},
        {"--bot", CLI_OPTION_TEXT, &options.bot, 0, 0},
        {"--lang", CLI_OPTION_TEXT, &options.language, 0, 0},
        {"--trace", CLI_OPTION_FLAG, &run.traces, 0, 0},
        {"--json", CLI_OPTION_FLAG, &run.json, 0, 0},
    };
    if (!cli_options_read("replay", &arguments, 2, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    if (arguments.count < 1) {
        fputs("chatlet replay: give the log, and the bot's folder unless it is this one\n"
              "Try: chatlet help replay\n",
              stderr);
        return CLI_EXIT_USAGE;
    }
    run.path = arguments.values[0];
    options.path = arguments.count > 1 ? arguments.values[1] : ".";
    cli_bot bot = {0};
    cli_exit code = cli_bot_open(&run.memory, &options, &bot);
    if (code == CLI_EXIT_OK) {
        code = replay_over(&run, &bot.folder);
    } else if (bot.folder.problem != NULL) {
        cli_json_tell_problem("replay", bot.folder.problem, run.json);
    }
    cli_chat_session_free(&run.session);
    cli_lines_free(&run.lines);
    free(run.effects);
    free(run.traced);
    cli_bot_close(&bot);
    cli_memory_free(&run.memory);
    return code;
}
