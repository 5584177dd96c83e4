/* What the state of a conversation holds, for people: chatlet_state_describe as JSON. */
#ifndef CLI_FLOW_STATE_H
#define CLI_FLOW_STATE_H

#include "cli_chat_session.h"

/* The description of the session's state; freed with chatlet_json_free. NULL with `error` set when
 * there is none. */
chatlet_json_document *cli_flow_state(const cli_chat_session *session, chatlet_error *error);

/* The value of a variable, of the flow that runs before those of the bot; NULL: unset or unknown.
 */
const chatlet_json *cli_flow_state_variable(const chatlet_json *state, chatlet_str name);

#endif
