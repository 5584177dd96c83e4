#include "cli_flow_host.h"

#include <stdlib.h>
#include <string.h>

/* ---- what effects ask to keep ---------------------------------------------------------------- */

static void drop_wait(cli_flow_host *host, size_t index) {
    chatlet_json_free(host->waits[index].copy);
    host->wait_count--;
    memmove(&host->waits[index], &host->waits[index + 1],
            (host->wait_count - index) * sizeof(*host->waits));
}

static void drop_id(cli_flow_host *host, const char *id) {
    for (size_t i = host->wait_count; id != NULL && i > 0; i--) {
        if (strcmp(host->waits[i - 1].id, id) == 0) drop_wait(host, i - 1);
    }
}

static void drop_all(cli_flow_host *host) {
    while (host->wait_count > 0)
        drop_wait(host, host->wait_count - 1);
}

static chatlet_json_document *copy_of(const chatlet_json *value) {
    cli_memory memory = {0};
    chatlet_json_document *document = cli_json_parse_own(cli_json_copy(&memory, value));
    cli_memory_free(&memory);
    return document;
}

static void add_wait(cli_flow_host *host, const chatlet_json *effect) {
    const char *id = cli_json_text(&host->memory, effect, "id");
    const char *kind = cli_json_text(&host->memory, effect, "kind");
    const chatlet_json *at = cli_json_find(effect, "at");
    if (id == NULL || kind == NULL) return;
    drop_id(host, id);
    host->waits = cli_grow(host->waits, host->wait_count + 1, sizeof(*host->waits));
    cli_flow_wait *wait = &host->waits[host->wait_count++];
    *wait = (cli_flow_wait){.id = id, .kind = kind, .copy = copy_of(effect)};
    wait->effect = chatlet_json_root(wait->copy);
    if (at != NULL && at->kind == CHATLET_JSON_INTEGER && at->integer > 0)
        wait->at_ms = (uint64_t)at->integer;
}

static void forget_question(cli_flow_host *host) {
    chatlet_json_free(host->question);
    host->question = NULL;
}

static cli_flow_kept *find_kept(cli_flow_host *host, const char *name) {
    for (size_t i = 0; i < host->kept_count; i++) {
        if (strcmp(host->kept[i].name, name) == 0) return &host->kept[i];
    }
    return NULL;
}

static void keep_variable(cli_flow_host *host, const chatlet_json *effect) {
    const char *name = cli_json_text(&host->memory, effect, "name");
    const chatlet_json *value = cli_json_find(effect, "value");
    if (name == NULL || value == NULL) return;
    cli_flow_kept *kept = find_kept(host, name);
    if (kept == NULL) {
        host->kept = cli_grow(host->kept, host->kept_count + 1, sizeof(*host->kept));
        kept = &host->kept[host->kept_count++];
        *kept = (cli_flow_kept){.name = name};
    }
    chatlet_json_free(kept->value);
    kept->value = copy_of(value);
}

static bool wants_result(const chatlet_json *kind) {
    static const char *const kinds[] = {"http", "do", "handoff", "llm", "timer"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (cli_json_is_text(kind, kinds[i])) return true;
    }
    return false;
}

static void take_effect(void *context, const chatlet_json *effect) {
    cli_flow_host *host = context;
    const chatlet_json *kind = cli_json_find(effect, "kind");
    if (wants_result(kind)) add_wait(host, effect);
    if (cli_json_is_text(kind, "set")) keep_variable(host, effect);
    if (cli_json_is_text(kind, "cancel"))
        drop_id(host, cli_json_text(&host->memory, effect, "effect"));
    if (cli_json_is_text(kind, "ask") || cli_json_is_text(kind, "choices")) {
        forget_question(host);
        host->question = copy_of(effect);
    }
    if (cli_json_is_text(kind, "end")) {
        drop_all(host);
        forget_question(host);
        host->has_ended = cli_json_is_text(cli_json_find(effect, "outcome"), "limit");
    }
    if (host->on_effect != NULL) host->on_effect(host->context, effect);
}

/* An event has done what an effect waited for; choices close with the next text or choice. */
static void take_event(void *context, const char *text) {
    cli_flow_host *host = context;
    chatlet_json_document *document = cli_json_parse_own(text);
    const chatlet_json *event = chatlet_json_root(document);
    const chatlet_json *kind = cli_json_find(event, "kind");
    if (cli_json_is_text(kind, "result"))
        drop_id(host, cli_json_text(&host->memory, event, "effect"));
    if (cli_json_is_text(kind, "timer"))
        drop_id(host, cli_json_text(&host->memory, event, "timer"));
    if ((cli_json_is_text(kind, "text") || cli_json_is_text(kind, "choice")) &&
        host->question != NULL &&
        cli_json_is_text(cli_json_find(chatlet_json_root(host->question), "kind"), "choices"))
        forget_question(host);
    if (host->on_event != NULL) host->on_event(host->context, text);
    chatlet_json_free(document);
}

/* ---- events ---------------------------------------------------------------------------------- */

void cli_flow_host_begin(cli_flow_host *host, cli_folder *folder) {
    cli_chat_session_free(&host->session);
    drop_all(host);
    forget_question(host);
    host->has_ended = false;
    host->session = (cli_chat_session){
        .folder = folder, .context = host, .on_effect = take_effect, .on_event = take_event};
}

static void write_kept(const cli_flow_host *host, chatlet_json_writer *writer) {
    chatlet_json_write_key(writer, CHATLET_STR("visitor"));
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < host->kept_count; i++) {
        const chatlet_json *value = chatlet_json_root(host->kept[i].value);
        if (value->kind != CHATLET_JSON_NULL)
            cli_json_write_member(writer, host->kept[i].name, value);
    }
    chatlet_json_write_object_end(writer);
}

static const char *with_visitor(cli_memory *memory, const cli_flow_host *host,
                                const chatlet_json *event) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    for (const chatlet_json *member = event->first; member != NULL; member = member->next) {
        chatlet_json_write_key(writer, member->key);
        cli_json_write_value(writer, member);
    }
    write_kept(host, writer);
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

bool cli_flow_host_send(cli_flow_host *host, const chatlet_json *event, chatlet_error *error) {
    const bool is_start = cli_json_is_text(cli_json_find(event, "kind"), "start") &&
                          cli_json_find(event, "visitor") == NULL;
    if (!is_start || host->kept_count == 0)
        return cli_chat_session_send(&host->session, event, error);
    cli_memory memory = {0};
    chatlet_json_document *document = cli_json_parse_own(with_visitor(&memory, host, event));
    const bool is_taken = cli_chat_session_send(&host->session, chatlet_json_root(document), error);
    chatlet_json_free(document);
    cli_memory_free(&memory);
    return is_taken;
}

bool cli_flow_host_send_own(cli_flow_host *host, const char *event, chatlet_error *error) {
    chatlet_json_document *document = cli_json_parse_own(event);
    const bool is_taken = cli_flow_host_send(host, chatlet_json_root(document), error);
    chatlet_json_free(document);
    return is_taken;
}

bool cli_flow_host_send_text(cli_flow_host *host, const char *kind, const char *key,
                             chatlet_str value, chatlet_error *error) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", kind);
    if (key != NULL) cli_json_write_str(writer, key, value);
    chatlet_json_write_object_end(writer);
    const bool is_taken = cli_flow_host_send_own(host, cli_json_finish(&memory, writer), error);
    cli_memory_free(&memory);
    return is_taken;
}

bool cli_flow_host_answer(cli_flow_host *host, const char *id, bool ok, const chatlet_json *value,
                          const char *problem, chatlet_error *error) {
    cli_memory memory = {0};
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", "result");
    cli_json_write_text(writer, "effect", id);
    chatlet_json_write_key(writer, CHATLET_STR("ok"));
    chatlet_json_write_boolean(writer, ok);
    if (value != NULL) cli_json_write_member(writer, "value", value);
    if (problem != NULL) cli_json_write_text(writer, "error", problem);
    chatlet_json_write_object_end(writer);
    const bool is_taken = cli_flow_host_send_own(host, cli_json_finish(&memory, writer), error);
    cli_memory_free(&memory);
    return is_taken;
}

/* ---- time ------------------------------------------------------------------------------------ */

const cli_flow_wait *cli_flow_host_waiting(const cli_flow_host *host) {
    for (size_t i = host->wait_count; i > 0; i--) {
        if (strcmp(host->waits[i - 1].kind, "timer") != 0) return &host->waits[i - 1];
    }
    return NULL;
}

const cli_flow_wait *cli_flow_host_timer(const cli_flow_host *host) {
    const cli_flow_wait *first = NULL;
    for (size_t i = 0; i < host->wait_count; i++) {
        const cli_flow_wait *wait = &host->waits[i];
        if (strcmp(wait->kind, "timer") != 0) continue;
        if (first == NULL || wait->at_ms < first->at_ms) first = wait;
    }
    return first;
}

uint64_t cli_flow_host_now_ms(const cli_flow_host *host) {
    return cli_chat_session_now_ms(&host->session);
}

bool cli_flow_host_fire(cli_flow_host *host, bool *fired, chatlet_error *error) {
    const cli_flow_wait *timer = cli_flow_host_timer(host);
    *fired = timer != NULL && timer->at_ms <= cli_flow_host_now_ms(host);
    if (!*fired) return true;
    const char *id = timer->id; /* in the host's memory, which outlives the wait */
    const bool is_taken = cli_flow_host_send_text(host, "timer", "timer", cli_str(id), error);
    /* Whatever came of it: it is not due again. */
    drop_id(host, id);
    return is_taken;
}

void cli_flow_host_free(cli_flow_host *host) {
    cli_chat_session_free(&host->session);
    drop_all(host);
    forget_question(host);
    for (size_t i = 0; i < host->kept_count; i++)
        chatlet_json_free(host->kept[i].value);
    free(host->waits);
    free(host->kept);
    cli_memory_free(&host->memory);
    *host = (cli_flow_host){0};
}
