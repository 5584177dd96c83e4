/* Rows of visitors, and how many of them an address brought. */
#ifndef STORE_VISITOR_H
#define STORE_VISITOR_H

#include "../domain/region.h"
#include "db.h"

typedef struct store_visitor {
    int64_t id;
    int64_t organization_id;
    int64_t bot_id;
    chatlet_str subject; /* empty: not known */
    bool consent;
    int64_t consent_at_ms; /* 0: never asked */
    int64_t created_at_ms;
    int64_t seen_at_ms;
} store_visitor;

void store_visitor_add(db *db, const store_visitor *visitor);

/* Texts are copied to `memory`. */
bool store_visitor_find(db *db, int64_t organization_id, int64_t visitor_id, region *memory,
                        store_visitor *visitor);

/* The visitor of a bot that its customer calls `subject`; 0: there is none. */
int64_t store_visitor_find_subject(db *db, int64_t organization_id, int64_t bot_id,
                                   chatlet_str subject);

/* Notes that the visitor is here, what they allow now, and who they are (an empty `subject` changes
 * nothing of that). The time of a consent moves only when it changes. */
void store_visitor_touch(db *db, const store_visitor *visitor);

/* Adds one to the new visitors of an address; how many they are with it. */
int64_t store_visitor_address_add(db *db, int64_t bot_id, int64_t day, chatlet_str address_hash);
int64_t store_visitor_address_count(db *db, int64_t bot_id, int64_t day, chatlet_str address_hash);

typedef struct store_erasure_receipt {
    int64_t id;
    int64_t organization_id;
    int64_t visitor_id;
    int64_t erased_at_ms;
    chatlet_str asked_by; /* "visitor", "account", "key", "system" */
    int64_t conversations;
    int64_t messages;
    int64_t leads;
} store_erasure_receipt;

/* Counts what a visitor has, into the receipt. */
void store_visitor_count(db *db, int64_t organization_id, int64_t visitor_id,
                         store_erasure_receipt *receipt);

/* Takes out the visitor and all that hangs on it, the words of the full-text index among them. One
 * that is not there is no failure: a restored backup may never have had them. */
void store_visitor_erase(db *db, int64_t organization_id, int64_t visitor_id);

void store_erasure_receipt_add(db *db, const store_erasure_receipt *receipt);

/* Up to `limit` receipts of an organization with a lesser id than `before_id`, newest first. */
size_t store_erasure_receipt_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                                  region *memory, store_erasure_receipt **receipts);

/* Takes out what only counted, up to `limit` rows of each: addresses and visitors of earlier days.
 * How many of the more numerous kind. */
int64_t store_visitor_days_purge(db *db, int64_t addresses_before_day, int64_t visitors_before_day,
                                 size_t limit);

/* Takes out up to `limit` visitors whose bot keeps them no longer and who have no conversation.
 * How many. */
int64_t store_visitor_purge(db *db, int64_t now_ms, size_t limit);

#endif
