#include "cli_chat_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a step asked for and has not got yet. */
typedef struct chat_need {
    const char *effect; /* id; NULL: nothing is needed */
    bool is_met;
} chat_need;

static uint64_t wall_clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t cli_chat_session_now_ms(const cli_chat_session *session) {
    if (session->has_wall_clock) return wall_clock_ms();
    return session->now_ms > 0 ? session->now_ms : (session->seq + 1) * 1000;
}

static void write_or(chatlet_json_writer *writer, const chatlet_json *event, const char *key,
                     uint64_t value) {
    const chatlet_json *given = cli_json_find(event, key);
    chatlet_json_write_key(writer, cli_str(key));
    if (given != NULL) {
        cli_json_write_value(writer, given);
    } else {
        chatlet_json_write_integer(writer, (int64_t)value);
    }
}

static bool is_filled_in(chatlet_str key) {
    static const char *const keys[] = {"kind", "seq", "now", "seed"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (key.size_bytes == strlen(keys[i]) && memcmp(key.data, keys[i], key.size_bytes) == 0)
            return true;
    }
    return false;
}

/* The event with kind, seq, now, seed and filter first. */
static char *complete_event(cli_memory *memory, const cli_chat_session *session,
                            const chatlet_json *event) {
    const chatlet_json *kind = cli_json_find(event, "kind");
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    if (kind != NULL) {
        chatlet_json_write_key(writer, CHATLET_STR("kind"));
        cli_json_write_value(writer, kind);
    }
    write_or(writer, event, "seq", session->seq + 1);
    write_or(writer, event, "now", cli_chat_session_now_ms(session));
    if (cli_json_is_text(kind, "start") || cli_json_is_text(kind, "restart"))
        write_or(writer, event, "seed", session->seed);
    if (cli_json_is_text(kind, "start") && session->filter != NULL && session->filter[0] != '\0' &&
        cli_json_find(event, "filter") == NULL)
        cli_json_write_text(writer, "filter", session->filter);
    for (const chatlet_json *member = event->first; member != NULL; member = member->next) {
        if (event->kind != CHATLET_JSON_OBJECT || is_filled_in(member->key)) continue;
        chatlet_json_write_key(writer, member->key);
        cli_json_write_value(writer, member);
    }
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

static void keep_state(cli_chat_session *session, chatlet_str state) {
    session->state = cli_grow(session->state, state.size_bytes + 1, 1);
    if (state.size_bytes > 0) memcpy(session->state, state.data, state.size_bytes);
    session->state_size_bytes = state.size_bytes;
}

/* The number of the event just taken, so that the next one is above it. */
static void note_seq(cli_chat_session *session, const char *text) {
    chatlet_json_document *document = NULL;
    session->seq++;
    if (chatlet_json_parse(cli_allocator(), cli_str(text), &document, NULL) != CHATLET_OK) return;
    const chatlet_json *seq = cli_json_find(chatlet_json_root(document), "seq");
    if (seq != NULL && seq->kind == CHATLET_JSON_INTEGER && seq->integer > 0 &&
        (uint64_t)seq->integer > session->seq)
        session->seq = (uint64_t)seq->integer;
    chatlet_json_free(document);
}

static chatlet_json_document *read_effects(const chatlet_step *step) {
    chatlet_str text = {0};
    chatlet_json_document *document = NULL;
    if (chatlet_json_from_cbor(cli_allocator(), chatlet_step_effects(step), 0, &text) != CHATLET_OK)
        cli_out_of_memory();
    if (chatlet_json_parse(cli_allocator(), text, &document, NULL) != CHATLET_OK)
        cli_out_of_memory();
    cli_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    return document;
}

static void meet_need(cli_memory *memory, cli_chat_session *session, const chatlet_json *effect,
                      chat_need *need) {
    const chatlet_json *parts = cli_json_find(effect, "parts");
    need->effect = cli_json_text(memory, effect, "id");
    need->is_met = true;
    for (const chatlet_json *part = parts == NULL ? NULL : parts->first; part != NULL;
         part = part->next) {
        const chatlet_json *id = cli_json_find(part, "id");
        if (id == NULL || id->kind != CHATLET_JSON_INTEGER ||
            !cli_folder_load(memory, session->folder, (uint32_t)id->integer)) {
            need->is_met = false;
            if (session->folder->problem != NULL)
                fprintf(stderr, "chatlet chat: %s\n", session->folder->problem);
        }
    }
}

/* For the result that a log has of it. */
static void note_need(cli_chat_session *session, const chatlet_json *effect) {
    const chatlet_json *parts = cli_json_find(effect, "parts");
    session->needed_count = 0;
    for (const chatlet_json *part = parts == NULL ? NULL : parts->first; part != NULL;
         part = part->next) {
        const chatlet_json *id = cli_json_find(part, "id");
        if (id == NULL || id->kind != CHATLET_JSON_INTEGER) continue;
        session->needed =
            cli_grow(session->needed, session->needed_count + 1, sizeof(*session->needed));
        session->needed[session->needed_count++] = (uint32_t)id->integer;
    }
}

static void load_needed(cli_memory *memory, cli_chat_session *session, const chatlet_json *event) {
    const chatlet_json *ok = cli_json_find(event, "ok");
    if (!cli_json_is_text(cli_json_find(event, "kind"), "result") || ok == NULL ||
        ok->kind != CHATLET_JSON_BOOLEAN || !ok->boolean)
        return;
    for (size_t i = 0; i < session->needed_count; i++)
        (void)cli_folder_load(memory, session->folder, session->needed[i]);
}

static void take_effects(cli_memory *memory, cli_chat_session *session, const chatlet_step *step,
                         chat_need *need) {
    chatlet_json_document *effects = read_effects(step);
    for (const chatlet_json *effect = chatlet_json_root(effects)->first; effect != NULL;
         effect = effect->next) {
        session->on_effect(session->context, effect);
        if (cli_json_is_text(cli_json_find(effect, "kind"), "need")) {
            if (session->is_replay) {
                note_need(session, effect);
            } else {
                meet_need(memory, session, effect, need);
            }
        }
    }
    chatlet_json_free(effects);
}

static bool step_once(cli_memory *memory, cli_chat_session *session, const char *event,
                      chat_need *need, chatlet_error *error) {
    chatlet_str cbor = {0};
    chatlet_step *step = NULL;
    *need = (chat_need){0};
    chatlet_status status = chatlet_json_to_cbor(cli_allocator(), cli_str(event), &cbor, error);
    if (status == CHATLET_OK) {
        const chatlet_str state = {.data = session->state, .size_bytes = session->state_size_bytes};
        const chatlet_bundle *bundle = session->folder->bundle;
        status = session->trace == NULL
                     ? chatlet_session_step(cli_allocator(), bundle, state, cbor, &step, error)
                     : chatlet_session_step_traced(cli_allocator(), bundle, state, cbor,
                                                   session->trace, &step, error);
        cli_allocator()->release(NULL, (void *)(uintptr_t)cbor.data);
    }
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK) {
        if (error->message[0] == '\0')
            (void)snprintf(error->message, sizeof(error->message), "%s",
                           chatlet_status_name(status));
        return false;
    }
    keep_state(session, chatlet_step_state(step));
    note_seq(session, event);
    if (session->on_event != NULL) session->on_event(session->context, event);
    take_effects(memory, session, step, need);
    chatlet_step_free(step);
    return true;
}

static char *result_event(cli_memory *memory, cli_chat_session *session, const chat_need *need) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", "result");
    cli_json_write_count(writer, "seq", session->seq + 1);
    cli_json_write_count(writer, "now", cli_chat_session_now_ms(session));
    cli_json_write_text(writer, "effect", need->effect);
    chatlet_json_write_key(writer, CHATLET_STR("ok"));
    chatlet_json_write_boolean(writer, need->is_met);
    chatlet_json_write_object_end(writer);
    return cli_json_finish(memory, writer);
}

bool cli_chat_session_send(cli_chat_session *session, const chatlet_json *event,
                           chatlet_error *error) {
    cli_memory memory = {0};
    chat_need need;
    *error = (chatlet_error){0};
    if (session->is_replay) load_needed(&memory, session, event);
    bool is_taken =
        step_once(&memory, session, complete_event(&memory, session, event), &need, error);
    while (is_taken && need.effect != NULL)
        is_taken = step_once(&memory, session, result_event(&memory, session, &need), &need, error);
    cli_memory_free(&memory);
    return is_taken;
}

bool cli_chat_session_send_text(cli_chat_session *session, const char *kind, const char *key,
                                chatlet_str value, chatlet_error *error) {
    cli_memory memory = {0};
    chatlet_json_document *event = NULL;
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "kind", kind);
    if (key != NULL) cli_json_write_str(writer, key, value);
    chatlet_json_write_object_end(writer);
    const char *text = cli_json_finish(&memory, writer);
    if (chatlet_json_parse(cli_allocator(), cli_str(text), &event, NULL) != CHATLET_OK)
        cli_out_of_memory();
    const bool is_taken = cli_chat_session_send(session, chatlet_json_root(event), error);
    chatlet_json_free(event);
    cli_memory_free(&memory);
    return is_taken;
}

void cli_chat_session_free(cli_chat_session *session) {
    free(session->state);
    free(session->needed);
    session->needed = NULL;
    session->needed_count = 0;
    session->state = NULL;
    session->state_size_bytes = 0;
}
