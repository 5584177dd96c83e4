/* What hangs on a conversation: messages, feedback, leads, questions without an answer. */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H

#include "../domain/region.h"
#include "db.h"

typedef struct store_message {
    int64_t id;
    int64_t organization_id;
    int64_t conversation_id;
    int64_t at_ms;
    chatlet_str author; /* "visitor" or "bot" */
    chatlet_str text;
} store_message;

/* Adds it and makes it findable; `memory` for as long as that takes. */
void store_message_add(db *db, const store_message *message, region *memory);

/* Where a list goes on: behind the message of that time and id. Zeros: at the first. */
typedef struct store_message_place {
    int64_t at_ms;
    int64_t id;
} store_message_place;

/* Up to `limit` messages of a conversation behind `after`, in the order of their times, copied to
 * `memory`. */
size_t store_message_list(db *db, int64_t organization_id, int64_t conversation_id,
                          store_message_place after, size_t limit, region *memory,
                          store_message **messages);

typedef struct store_feedback {
    int64_t id;
    int64_t organization_id;
    int64_t conversation_id;
    int64_t at_ms;
    int64_t value; /* 1 or -1 */
    chatlet_str comment;
} store_feedback;

void store_feedback_add(db *db, const store_feedback *feedback);
size_t store_feedback_list(db *db, int64_t organization_id, int64_t conversation_id, size_t limit,
                           region *memory, store_feedback **feedback);

typedef struct store_lead {
    int64_t id;
    int64_t organization_id;
    int64_t bot_id;
    int64_t conversation_id;
    int64_t at_ms;
    chatlet_str fields_json; /* an object */
} store_lead;

void store_lead_add(db *db, const store_lead *lead);

/* Up to `limit` leads with ids below `before_id`, newest first; of one bot or conversation unless
 * that is 0. */
size_t store_lead_list(db *db, int64_t organization_id, int64_t bot_id, int64_t conversation_id,
                       int64_t before_id, size_t limit, region *memory, store_lead **leads);

typedef struct store_unanswered {
    int64_t id;
    int64_t organization_id;
    int64_t bot_id;
    int64_t conversation_id;
    int64_t at_ms;
    chatlet_str question;
    chatlet_str folded;
} store_unanswered;

void store_unanswered_add(db *db, const store_unanswered *question);

/* The same question, however it was written. */
typedef struct store_question_group {
    chatlet_str question; /* as it was asked last */
    int64_t count;
    int64_t last_at_ms;
    int64_t last_conversation_id;
} store_question_group;

/* Up to `limit` groups of questions asked since `from_ms`, the most asked first; of one bot unless
 * that is 0. */
size_t store_unanswered_groups(db *db, int64_t organization_id, int64_t bot_id, int64_t from_ms,
                               size_t limit, region *memory, store_question_group **groups);

#endif
