/* Rows of conversations: begun and ended, listed, labelled, taken out. */
#ifndef STORE_CONVERSATION_H
#define STORE_CONVERSATION_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_UUID_BYTES = 16, STORE_NODE_BYTES_MAX = 200, STORE_LABELS_MAX = 20 };

typedef enum conversation_state {
    CONVERSATION_OPEN,
    CONVERSATION_ENDED,
    CONVERSATION_RESOLVED,
    CONVERSATION_HANDED_OVER,
    CONVERSATION_STATES
} conversation_state;

/* "open", "ended", "resolved", "handed_over"; constant text. */
chatlet_str conversation_state_name(conversation_state state);
bool conversation_state_read(chatlet_str name, conversation_state *state);

typedef struct store_conversation {
    int64_t id;
    int64_t organization_id;
    uint8_t uuid[STORE_UUID_BYTES];
    int64_t bot_id;
    int64_t visitor_id; /* 0: told by a server with a key */
    conversation_state state;
    chatlet_str outcome; /* empty: none */
    int64_t began_at_ms;
    int64_t last_at_ms;
    int64_t ended_at_ms; /* 0: it goes on */
    int64_t messages;
    int64_t unanswered;
    int64_t feedback; /* 1, -1, 0: none */
    chatlet_str last_node;
    chatlet_str excerpt; /* the visitor's first words, where they are kept; read only */
    bool stores;         /* its bot and its visitor let words be kept; read only */
} store_conversation;

/* By the name its browser made. Texts are copied to `memory`. */
bool store_conversation_find_uuid(db *db, int64_t organization_id,
                                  const uint8_t uuid[STORE_UUID_BYTES], region *memory,
                                  store_conversation *conversation);

bool store_conversation_find(db *db, int64_t organization_id, int64_t conversation_id,
                             region *memory, store_conversation *conversation);

/* Adds it, open and empty. False: its bot is not of the organization, or its visitor is gone. */
bool store_conversation_add(db *db, const store_conversation *conversation);

/* Writes what an event changed: state, outcome, times, counts, feedback and last node. */
void store_conversation_update(db *db, const store_conversation *conversation);

/* What a list is asked for; zeros and empty texts: all. */
typedef struct store_conversation_filter {
    int64_t bot_id;
    int64_t visitor_id;
    int64_t from_ms; /* began at or after */
    int64_t to_ms;   /* began before; 0: no end */
    bool has_state;
    conversation_state state;
    int64_t feedback; /* 1 or -1 */
    bool unanswered_only;
    chatlet_str label;
} store_conversation_filter;

/* Up to `limit` of them with ids below `before_id`, newest first, copied to `memory`. */
size_t store_conversation_list(db *db, int64_t organization_id,
                               const store_conversation_filter *filter, int64_t before_id,
                               size_t limit, region *memory, store_conversation **conversations);

/* Up to `limit` ids of open conversations of all organizations, silent since `idle_before_ms` or
 * begun before `began_before_ms`. For the clean-up. */
size_t store_conversation_list_due(db *db, int64_t idle_before_ms, int64_t began_before_ms,
                                   size_t limit, region *memory, store_conversation **due);

/* Up to `limit` of all organizations that their bot keeps no longer: id and organization alone. */
size_t store_conversation_list_expired(db *db, int64_t now_ms, size_t limit, region *memory,
                                       store_conversation **expired);

/* Takes it out with all that hangs on it, the words of the full-text index among them. */
void store_conversation_remove(db *db, int64_t organization_id, int64_t conversation_id);

/* Labels in the order of their bytes, copied to `memory`. */
size_t store_conversation_labels(db *db, int64_t organization_id, int64_t conversation_id,
                                 region *memory, chatlet_str **labels);
void store_conversation_set_labels(db *db, int64_t organization_id, int64_t conversation_id,
                                   const chatlet_str *labels, size_t count);

#endif
