/* Conversations: their end, how long they are kept, what is read and written out of them. What
 * begins and fills them stands in service_event.h. */
#ifndef SERVICE_CONVERSATION_H
#define SERVICE_CONVERSATION_H

#include "../store/store_conversation.h"
#include "service.h"

#include <chatlet/json.h>

enum {
    CONVERSATION_IDLE_MINUTES = 30,
    CONVERSATION_HOURS_MAX = 24,
    CONVERSATION_MESSAGES_MAX = 2000, /* of one that are kept; later ones are counted alone */
    CONVERSATION_LABEL_BYTES_MAX = 50
};

/* Ends up to `limit` conversations of all organizations that are silent for 30 minutes or 24 hours
 * old, and counts what came of them. Returns whether there may be more. Writes. */
bool service_conversations_end_idle(service *service, size_t limit);

/* Ends one now, as `state`, and counts it; one that has ended already stays as it is. */
void service_conversation_end(service *service, store_conversation *conversation,
                              conversation_state state);

/* Takes out up to `limit` conversations, and as many visitors, that their bots keep no longer, and
 * what only counted visitors of earlier days. Returns whether there may be more. Writes. */
bool service_retention_purge(service *service, size_t limit);

/* Writes a conversation's own members into an object that is open. */
void service_conversation_write_head(const store_conversation *conversation,
                                     chatlet_json_writer *writer);

/* Writes text that is JSON as a value; null when it is none. */
void service_json_write(service *service, chatlet_str json, chatlet_json_writer *writer);

/* Writes a conversation as an object with its messages, feedback and leads. */
void service_conversation_write(service *service, const store_conversation *conversation,
                                chatlet_json_writer *writer);

/* Writes all that is kept of a visitor as one object. False: PROBLEM_NOT_FOUND. */
bool service_visitor_export(service *service, int64_t organization_id, int64_t visitor_id,
                            chatlet_json_writer *writer);

#endif
