#include "cli_flow_state.h"

#include <chatlet/session.h>

#include <stdio.h>

chatlet_json_document *cli_flow_state(const cli_chat_session *session, chatlet_error *error) {
    chatlet_str cbor = {0}, text = {0};
    chatlet_json_document *document = NULL;
    const chatlet_str state = {.data = session->state, .size_bytes = session->state_size_bytes};
    *error = (chatlet_error){0};
    chatlet_status status =
        chatlet_state_describe(cli_allocator(), session->folder->bundle, state, &cbor);
    if (status == CHATLET_OK) {
        status = chatlet_json_from_cbor(cli_allocator(), cbor, 0, &text);
        cli_allocator()->release(NULL, (void *)(uintptr_t)cbor.data);
    }
    if (status == CHATLET_OK) {
        status = chatlet_json_parse(cli_allocator(), text, &document, error);
        cli_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    }
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return document;
    (void)snprintf(error->message, sizeof(error->message), "the state cannot be read: %s",
                   chatlet_status_name(status));
    return NULL;
}

const chatlet_json *cli_flow_state_variable(const chatlet_json *state, chatlet_str name) {
    const chatlet_json *flow = cli_json_find(state, "flow");
    const chatlet_json *locals = cli_json_find(flow, "locals");
    const chatlet_json *variables = cli_json_find(flow, "variables");
    const chatlet_json *value = locals == NULL ? NULL : chatlet_json_find(locals, name);
    if (value != NULL || variables == NULL) return value;
    return chatlet_json_find(variables, name);
}
