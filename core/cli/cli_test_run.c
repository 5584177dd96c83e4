#include "cli_test_run.h"

#include "cli_flow_host.h"
#include "cli_flow_option.h"
#include "cli_flow_state.h"
#include "cli_flow_text.h"

#include <stdlib.h>
#include <string.h>

enum { TIMERS_MAX = 1000 }; /* that one wait may fire: a flow may wind one up anew each time */

typedef struct runner {
    cli_memory *memory; /* of the result */
    const cli_test_script *script;
    cli_test_result *result;
    cli_flow_host host;
    chatlet_json_document **effects; /* owned; of the step that is looked at */
    size_t effect_count;
    cli_flow_options options; /* that may be chosen now */
    const char *refusal;      /* why the step's event was refused; NULL: it was not */
    bool is_refusal_met;      /* an expectation asked for it */
    uint32_t refusal_offset;
    uint32_t step; /* from 1 */
    bool has_begun;
} runner;

/* ---- failures -------------------------------------------------------------------------------- */

static void fail(runner *run, uint32_t offset, const char *message, const char *diff) {
    cli_test_failure *failure = &run->result->failure;
    if (run->result->has_failed) return;
    run->result->has_failed = true;
    *failure = (cli_test_failure){.step = run->step, .message = message, .diff = diff};
    chatlet_json_place(run->script->source, offset, &failure->line, &failure->column);
}

void cli_test_refuse(cli_memory *memory, const cli_test_script *script, const char *message,
                     cli_test_result *result) {
    runner run = {.memory = memory, .script = script, .result = result};
    *result = (cli_test_result){.script = script};
    fail(&run, script->problem_offset, script->problem != NULL ? script->problem : message, "");
}

/* ---- effects --------------------------------------------------------------------------------- */

static void clear_effects(runner *run) {
    for (size_t i = 0; i < run->effect_count; i++)
        chatlet_json_free(run->effects[i]);
    run->effect_count = 0;
}

static void note_entered(runner *run, const chatlet_json *effect) {
    const chatlet_json *data = cli_json_find(effect, "data");
    char *nodes = (char *)(uintptr_t)cli_json_text(run->memory, data, "nodes");
    if (!cli_json_is_text(cli_json_find(effect, "name"), "nodes_entered")) return;
    char *rest = NULL;
    for (char *node = nodes == NULL ? NULL : strtok_r(nodes, " ", &rest); node != NULL;
         node = strtok_r(NULL, " ", &rest)) {
        cli_test_result *result = run->result;
        result->entered =
            cli_grow(result->entered, result->entered_count + 1, sizeof(*result->entered));
        result->entered[result->entered_count++] = node;
    }
}

static void take_effect(void *context, const chatlet_json *effect) {
    runner *run = context;
    cli_memory memory = {0};
    const chatlet_json *kind = cli_json_find(effect, "kind");
    run->effects = cli_grow(run->effects, run->effect_count + 1, sizeof(*run->effects));
    run->effects[run->effect_count++] = cli_json_parse_own(cli_json_copy(&memory, effect));
    cli_memory_free(&memory);
    if (cli_json_is_text(kind, "emit")) note_entered(run, effect);
    /* Buttons of what is said stay with the question below it; a new question closes the old. */
    if (cli_json_is_text(kind, "say") || cli_json_is_text(kind, "ask") ||
        cli_json_is_text(kind, "choices"))
        cli_flow_options_add(run->memory, &run->options, effect);
    if (cli_json_is_text(kind, "end")) cli_flow_options_clear(&run->options);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void begin_step(runner *run) {
    clear_effects(run);
    run->refusal = NULL;
    run->is_refusal_met = false;
}

/* A refused event fails the script, unless the expectation behind it asks for that. */
static void note_refusal(runner *run, bool is_taken, uint32_t offset, const chatlet_error *error) {
    if (is_taken) return;
    run->refusal = cli_memory_copy(run->memory, cli_str(error->message));
    run->refusal_offset = offset;
}

static void check_refusal(runner *run) {
    if (run->refusal == NULL || run->is_refusal_met) return;
    fail(run, run->refusal_offset,
         cli_memory_format(run->memory, "the engine refused the event: %s", run->refusal), "");
}

static bool has_member(const chatlet_json *object, const char *key) {
    return cli_json_find(object, key) != NULL;
}

/* The event with what the script says of every start. */
static const char *start_event(cli_memory *memory, const cli_test_script *script,
                               const chatlet_json *event) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    if (event == NULL) cli_json_write_text(writer, "kind", "start");
    for (const chatlet_json *member = event == NULL ? NULL : event->first; member != NULL;
         member = member->next) {
        chatlet_json_write_key(writer, member->key);
        cli_json_write_value(writer, member);
    }
    if (script->locale != NULL && !has_member(event, "locale"))
        cli_json_write_text(writer, "locale", script->locale);
    if (script->has_zone && !has_member(event, "zone")) {
        chatlet_json_write_key(writer, CHATLET_STR("zone"));
        chatlet_json_write_integer(writer, script->zone_minutes);
    }
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

static void send_start(runner *run, const chatlet_json *event, uint32_t offset) {
    cli_memory memory = {0};
    chatlet_error error = {0};
    run->has_begun = true;
    note_refusal(
        run, cli_flow_host_send_own(&run->host, start_event(&memory, run->script, event), &error),
        offset, &error);
    cli_memory_free(&memory);
}

static void send_event(runner *run, const chatlet_json *event) {
    chatlet_error error = {0};
    const chatlet_json *kind = cli_json_find(event, "kind");
    const chatlet_json *now = cli_json_find(event, "now");
    if (now != NULL && now->kind == CHATLET_JSON_INTEGER && now->integer > 0)
        run->host.session.now_ms = (uint64_t)now->integer;
    if (cli_json_is_text(kind, "start")) {
        send_start(run, event, event->offset);
        return;
    }
    note_refusal(run, cli_flow_host_send(&run->host, event, &error), event->offset, &error);
}

static void send_text(runner *run, const char *kind, const char *key, const char *value,
                      uint32_t offset) {
    chatlet_error error = {0};
    const bool is_taken =
        cli_flow_host_send_text(&run->host, kind, key, cli_str(value == NULL ? "" : value), &error);
    note_refusal(run, is_taken, offset, &error);
}

/* An option by what a test may call it: numbers and truth values as JSON has them. */
static void choose(runner *run, const chatlet_json *step) {
    const char *name = step->kind == CHATLET_JSON_STRING ? cli_memory_copy(run->memory, step->text)
                                                         : cli_json_copy(run->memory, step);
    const cli_flow_option *option = cli_flow_options_find(&run->options, name);
    if (option == NULL) {
        fail(run, step->offset,
             cli_memory_format(run->memory, "no option \"%s\" is open; there are: %s", name,
                               cli_flow_options_words(run->memory, &run->options)),
             "");
        return;
    }
    const char *id = option->id;
    cli_flow_options_clear(&run->options);
    send_text(run, "choice", "choice", id, step->offset);
}

static void fill(runner *run, const chatlet_json *values) {
    cli_memory memory = {0};
    chatlet_error error = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", "form");
    cli_json_write_member(writer, "values", values);
    chatlet_json_write_object_end(writer);
    const char *event = cli_json_finish(&memory, writer);
    note_refusal(run, cli_flow_host_send_own(&run->host, event, &error), values->offset, &error);
    cli_memory_free(&memory);
}

static void answer(runner *run, const chatlet_json *result) {
    chatlet_error error = {0};
    const cli_flow_wait *wait = cli_flow_host_waiting(&run->host);
    const chatlet_json *ok = cli_json_find(result, "ok");
    if (wait == NULL) {
        fail(run, result->offset, "no effect waits for a result here", "");
        return;
    }
    if (ok == NULL || ok->kind != CHATLET_JSON_BOOLEAN) {
        fail(run, result->offset, "a result needs \"ok\": true or false", "");
        return;
    }
    const bool is_taken =
        cli_flow_host_answer(&run->host, wait->id, ok->boolean, cli_json_find(result, "value"),
                             cli_json_text(run->memory, result, "error"), &error);
    note_refusal(run, is_taken, result->offset, &error);
}

/* Timers fire in their order, each at its own time. */
static void wait_ms(runner *run, const chatlet_json *step) {
    cli_chat_session *session = &run->host.session;
    const uint64_t until_ms = session->now_ms + (uint64_t)step->integer;
    for (size_t fired = 0;; fired++) {
        const cli_flow_wait *timer = cli_flow_host_timer(&run->host);
        chatlet_error error = {0};
        bool was_due;
        if (timer == NULL || timer->at_ms > until_ms) break;
        if (fired == TIMERS_MAX) {
            fail(run, step->offset, "more than 1000 timers fire in this time", "");
            break;
        }
        if (timer->at_ms > session->now_ms) session->now_ms = timer->at_ms;
        note_refusal(run, cli_flow_host_fire(&run->host, &was_due, &error), step->offset, &error);
    }
    session->now_ms = until_ms;
}

/* ---- expectations ---------------------------------------------------------------------------- */

static const char *one_line(cli_memory *memory, const chatlet_json *pattern) {
    return pattern == NULL ? "nothing" : cli_json_copy(memory, pattern);
}

/* Expected beside what came, one pair below the other; pairs that fit on one line. */
static const char *diff_of(cli_memory *memory, const cli_flow_pairs *pairs) {
    const char *diff = "";
    for (size_t i = 0; i < pairs->count; i++) {
        const cli_flow_pair *pair = &pairs->items[i];
        const char *came =
            pair->effect == NULL ? "nothing" : cli_flow_effect_words(memory, pair->effect);
        if (pair->pattern != NULL && pair->effect != NULL && pair->difference == NULL) {
            diff = cli_memory_format(memory, "%s      as expected  %s\n", diff, came);
            continue;
        }
        diff = cli_memory_format(memory, "%s    ✗ expected     %s\n      came         %s\n", diff,
                                 one_line(memory, pair->pattern), came);
        if (pair->difference != NULL)
            diff = cli_memory_format(memory, "%s      differs in   %s\n", diff, pair->difference);
    }
    return diff;
}

static uint32_t offset_of_difference(const chatlet_json *expect, const cli_flow_pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++) {
        const cli_flow_pair *pair = &pairs->items[i];
        const bool fits = pair->effect != NULL && pair->difference == NULL;
        if (pair->pattern != NULL && !fits) return pair->pattern->offset;
    }
    return expect->offset;
}

static bool is_about_effects(const chatlet_json *pattern) {
    return !has_member(pattern, "vars") && !has_member(pattern, "error");
}

/* A list that is only about variables does not speak of effects. */
static bool speaks_of_effects(const chatlet_json *expect) {
    if (expect->first == NULL) return true;
    for (const chatlet_json *pattern = expect->first; pattern != NULL; pattern = pattern->next) {
        if (is_about_effects(pattern)) return true;
    }
    return false;
}

static void expect_effects(runner *run, const chatlet_json *expect) {
    cli_flow_pairs pairs;
    const chatlet_json **effects =
        cli_memory_take(run->memory, (run->effect_count + 1) * sizeof(*effects));
    for (size_t i = 0; i < run->effect_count; i++)
        effects[i] = chatlet_json_root(run->effects[i]);
    cli_flow_match(run->memory, expect, effects, run->effect_count, &pairs);
    if (!pairs.fit)
        fail(run, offset_of_difference(expect, &pairs), "other effects than expected",
             diff_of(run->memory, &pairs));
    free(pairs.items);
}

static void expect_variables(runner *run, const chatlet_json *wanted) {
    chatlet_error error = {0};
    chatlet_json_document *state = cli_flow_state(&run->host.session, &error);
    if (state == NULL) {
        fail(run, wanted->offset, cli_memory_copy(run->memory, cli_str(error.message)), "");
        return;
    }
    for (const chatlet_json *one = wanted->first; one != NULL; one = one->next) {
        const char *difference = NULL;
        const chatlet_json *value = cli_flow_state_variable(chatlet_json_root(state), one->key);
        if (!cli_flow_value_matches(run->memory, cli_memory_copy(run->memory, one->key), one, value,
                                    &difference))
            fail(run, one->offset, "another value of a variable than expected",
                 cli_memory_format(run->memory, "    ✗ %s\n", difference));
    }
    chatlet_json_free(state);
}

static void expect_refusal(runner *run, const chatlet_json *pattern) {
    const char *wanted =
        pattern->kind == CHATLET_JSON_STRING ? cli_memory_copy(run->memory, pattern->text) : "*";
    run->is_refusal_met =
        run->refusal != NULL && cli_flow_text_is_like(run->memory, run->refusal, wanted);
    if (run->is_refusal_met) return;
    fail(run, pattern->offset,
         cli_memory_format(run->memory, "expected the event to be refused: \"%s\"; %s%s", wanted,
                           run->refusal == NULL ? "it was taken" : "it was refused: ",
                           run->refusal == NULL ? "" : run->refusal),
         "");
}

static void check(runner *run, const chatlet_json *expect) {
    for (const chatlet_json *pattern = expect->first; pattern != NULL; pattern = pattern->next) {
        const chatlet_json *variables = cli_json_find(pattern, "vars");
        const chatlet_json *refused = cli_json_find(pattern, "error");
        /* An `emit` or `say` never has such keys of its own. */
        if (refused != NULL) expect_refusal(run, refused);
        if (variables != NULL && !run->result->has_failed) expect_variables(run, variables);
    }
    check_refusal(run);
    if (!run->result->has_failed && speaks_of_effects(expect)) expect_effects(run, expect);
}

/* ---- the script ------------------------------------------------------------------------------ */

/* A script may leave out the start. */
static void begin_conversation(runner *run, const chatlet_json *step) {
    const chatlet_json *event = cli_json_find(step, "event");
    if (cli_json_is_text(cli_json_find(event, "kind"), "start")) return;
    send_start(run, NULL, step->offset);
    check_refusal(run);
}

static void act(runner *run, const chatlet_json *step) {
    const chatlet_json *event = cli_json_find(step, "event");
    const chatlet_json *say = cli_json_find(step, "say");
    const chatlet_json *choice = cli_json_find(step, "choose");
    const chatlet_json *values = cli_json_find(step, "fill");
    const chatlet_json *result = cli_json_find(step, "result");
    const chatlet_json *wait = cli_json_find(step, "wait_ms");
    if (event != NULL) send_event(run, event);
    if (say != NULL)
        send_text(run, "text", "text", cli_memory_copy(run->memory, say->text), say->offset);
    if (choice != NULL) choose(run, choice);
    if (values != NULL) fill(run, values);
    if (result != NULL) answer(run, result);
    if (wait != NULL) wait_ms(run, wait);
    if (has_member(step, "back")) send_text(run, "back", NULL, NULL, step->offset);
    if (has_member(step, "restart")) send_text(run, "restart", NULL, NULL, step->offset);
}

static bool is_action(const chatlet_json *step) {
    static const char *const keys[] = {"event",  "say",     "choose", "fill",
                                       "result", "wait_ms", "back",   "restart"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (has_member(step, keys[i])) return true;
    }
    return false;
}

static bool asks_something(const runner *run) {
    for (size_t i = 0; i < run->effect_count; i++) {
        const chatlet_json *kind = cli_json_find(chatlet_json_root(run->effects[i]), "kind");
        if (cli_json_is_text(kind, "ask") || cli_json_is_text(kind, "choices")) return true;
    }
    return false;
}

/* What may be chosen is what the last step that asked something offers. */
static void forget_options(runner *run) {
    if (!asks_something(run)) return;
    cli_flow_options_clear(&run->options);
    for (size_t i = 0; i < run->effect_count; i++)
        cli_flow_options_add(run->memory, &run->options, chatlet_json_root(run->effects[i]));
}

static void run_step(runner *run, const chatlet_json *step) {
    const chatlet_json *expect = cli_json_find(step, "expect");
    run->step++;
    if (!run->has_begun) begin_conversation(run, step);
    if (is_action(step) && !run->result->has_failed) {
        check_refusal(run);
        begin_step(run);
        if (!run->result->has_failed) act(run, step);
        forget_options(run);
    }
    if (expect != NULL && !run->result->has_failed) check(run, expect);
}

void cli_test_run(cli_memory *memory, cli_folder *folder, const cli_test_script *script,
                  cli_test_result *result) {
    runner run = {.memory = memory, .script = script, .result = result};
    *result = (cli_test_result){.script = script};
    cli_flow_host_begin(&run.host, folder);
    run.host.context = &run;
    run.host.on_effect = take_effect;
    run.host.session.seed = script->seed;
    run.host.session.now_ms = script->now_ms;
    for (const chatlet_json *step = script->steps->first; step != NULL && !result->has_failed;
         step = step->next)
        run_step(&run, step);
    check_refusal(&run);
    clear_effects(&run);
    free(run.effects);
    cli_flow_options_free(&run.options);
    cli_flow_host_free(&run.host);
}

void cli_test_result_free(cli_test_result *result) {
    free(result->entered);
    result->entered = NULL;
}
