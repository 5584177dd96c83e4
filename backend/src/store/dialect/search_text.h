/* Full-text search over messages: which of an organization's messages hold all the words.
 *
 * Both databases keep the same folded words (chatlet/words.h: lower case, no accents) in the table
 * search_texts and look them up as they are, SQLite by FTS5 and PostgreSQL by a GIN index of
 * tsvector; so they find the same. Scripts without spaces are found by pairs of characters.
 *
 * In a transaction of the caller's, like all of the store. */
#ifndef SEARCH_TEXT_H
#define SEARCH_TEXT_H

#include "../../domain/region.h"
#include "../db.h"

enum {
    SEARCH_TEXT_BYTES_MAX = 64 * 1024, /* of a message; what is behind is not found */
    SEARCH_WORDS_MAX = 16,             /* of a question; further ones are left out */
    SEARCH_HITS_MAX = 200
};

/* A message of a conversation; both are row ids. */
typedef struct search_place {
    int64_t conversation_id;
    int64_t message_id; /* unique among all organizations */
} search_place;

/* Makes a message, whose row is there, findable, or replaces its text. One without any word is not
 * kept. The words go when the message does, whoever takes it out.
 *
 * memory  for as long as the call takes, at most eight times the text. */
void search_text_index(db *db, int64_t organization_id, search_place place, chatlet_str text,
                       region *memory);

/* Takes one message out; nothing happens when it is not there. */
void search_text_remove(db *db, int64_t organization_id, int64_t message_id);

/* Takes out all messages of a conversation. */
void search_text_remove_conversation(db *db, int64_t organization_id, int64_t conversation_id);

/* Finds messages that hold every word of `question`, newest (greatest id) first. The last word also
 * finds longer ones that begin with it, unless something stands behind it. Nothing in a question is
 * an operator. A question without a word finds nothing.
 *
 * before_id  only messages with a lesser id: INT64_MAX, then the last hit's for the next page
 * hits       room for `limit`, 1 to SEARCH_HITS_MAX
 *
 * How many were found. */
size_t search_text_query(db *db, int64_t organization_id, chatlet_str question, int64_t before_id,
                         search_place *hits, size_t limit, region *memory);

#endif
