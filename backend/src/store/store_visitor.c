#include "store_visitor.h"

#include "store_conversation.h"

void store_visitor_add(db *db, const store_visitor *visitor) {
    (void)DB_RUN(db,
                 "INSERT INTO visitors (visitor_id, organization_id, bot_id, subject, consent, "
                 "consent_at_ms, created_at_ms, seen_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 db_integer(visitor->id), db_integer(visitor->organization_id),
                 db_integer(visitor->bot_id), db_text_or_null(visitor->subject),
                 db_boolean(visitor->consent), db_integer_or_null(visitor->consent_at_ms),
                 db_integer(visitor->created_at_ms), db_integer(visitor->seen_at_ms));
}

bool store_visitor_find(db *db, int64_t organization_id, int64_t visitor_id, region *memory,
                        store_visitor *visitor) {
    db_query *query =
        DB_OPEN(db,
                "SELECT bot_id, subject, consent, consent_at_ms, created_at_ms, seen_at_ms "
                "FROM visitors WHERE organization_id = ?1 AND visitor_id = ?2",
                db_integer(organization_id), db_integer(visitor_id));
    const bool is_there = db_next(query);
    if (is_there)
        *visitor = (store_visitor){.id = visitor_id,
                                   .organization_id = organization_id,
                                   .bot_id = db_column_integer(query, 0),
                                   .subject = region_copy(memory, db_column_text(query, 1)),
                                   .consent = db_column_integer(query, 2) != 0,
                                   .consent_at_ms = db_column_integer(query, 3),
                                   .created_at_ms = db_column_integer(query, 4),
                                   .seen_at_ms = db_column_integer(query, 5)};
    db_close_query(query);
    return is_there;
}

int64_t store_visitor_find_subject(db *db, int64_t organization_id, int64_t bot_id,
                                   chatlet_str subject) {
    return DB_READ(db,
                   "SELECT visitor_id FROM visitors "
                   "WHERE organization_id = ?1 AND bot_id = ?2 AND subject = ?3",
                   0, db_integer(organization_id), db_integer(bot_id), db_text(subject));
}

void store_visitor_touch(db *db, const store_visitor *visitor) {
    (void)DB_RUN(
        db,
        "UPDATE visitors SET consent_at_ms = CASE WHEN consent <> ?3 OR consent_at_ms IS NULL "
        "THEN ?4 ELSE consent_at_ms END, consent = ?3, subject = COALESCE(?5, subject), "
        "seen_at_ms = ?4 WHERE organization_id = ?1 AND visitor_id = ?2",
        db_integer(visitor->organization_id), db_integer(visitor->id), db_boolean(visitor->consent),
        db_integer(visitor->seen_at_ms), db_text_or_null(visitor->subject));
}

int64_t store_visitor_address_add(db *db, int64_t bot_id, int64_t day, chatlet_str address_hash) {
    return DB_READ(db,
                   "INSERT INTO visitor_addresses (bot_id, day, address_hash, visitors) "
                   "VALUES (?1, ?2, ?3, 1) ON CONFLICT (bot_id, day, address_hash) "
                   "DO UPDATE SET visitors = visitor_addresses.visitors + 1 RETURNING visitors",
                   0, db_integer(bot_id), db_integer(day), db_bytes(address_hash));
}

int64_t store_visitor_address_count(db *db, int64_t bot_id, int64_t day, chatlet_str address_hash) {
    return DB_READ(db,
                   "SELECT visitors FROM visitor_addresses "
                   "WHERE bot_id = ?1 AND day = ?2 AND address_hash = ?3",
                   0, db_integer(bot_id), db_integer(day), db_bytes(address_hash));
}

void store_erasure_receipt_add(db *db, const store_erasure_receipt *receipt) {
    (void)DB_RUN(db,
                 "INSERT INTO erasure_receipts (receipt_id, organization_id, visitor_id, "
                 "erased_at_ms, asked_by, conversations, messages, leads) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 db_integer(receipt->id), db_integer(receipt->organization_id),
                 db_integer(receipt->visitor_id), db_integer(receipt->erased_at_ms),
                 db_text(receipt->asked_by), db_integer(receipt->conversations),
                 db_integer(receipt->messages), db_integer(receipt->leads));
}

size_t store_erasure_receipt_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                                  region *memory, store_erasure_receipt **receipts) {
    store_erasure_receipt *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(
        db,
        "SELECT receipt_id, visitor_id, erased_at_ms, asked_by, conversations, messages, leads "
        "FROM erasure_receipts WHERE organization_id = ?1 AND receipt_id < ?2 "
        "ORDER BY receipt_id DESC LIMIT ?3",
        db_integer(organization_id), db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] =
            (store_erasure_receipt){.id = db_column_integer(query, 0),
                                    .organization_id = organization_id,
                                    .visitor_id = db_column_integer(query, 1),
                                    .erased_at_ms = db_column_integer(query, 2),
                                    .asked_by = region_copy(memory, db_column_text(query, 3)),
                                    .conversations = db_column_integer(query, 4),
                                    .messages = db_column_integer(query, 5),
                                    .leads = db_column_integer(query, 6)};
    db_close_query(query);
    *receipts = rows;
    return count;
}

int64_t store_visitor_days_purge(db *db, int64_t addresses_before_day, int64_t visitors_before_day,
                                 size_t limit) {
    const int64_t addresses =
        DB_RUN(db,
               "DELETE FROM visitor_addresses WHERE (bot_id, day, address_hash) IN ("
               "SELECT bot_id, day, address_hash FROM visitor_addresses WHERE day < ?1 "
               "ORDER BY day LIMIT ?2)",
               db_integer(addresses_before_day), db_integer((int64_t)limit));
    const int64_t visitors =
        DB_RUN(db,
               "DELETE FROM visitor_days WHERE (bot_id, day, visitor_id) IN ("
               "SELECT bot_id, day, visitor_id FROM visitor_days WHERE day < ?1 "
               "ORDER BY day LIMIT ?2)",
               db_integer(visitors_before_day), db_integer((int64_t)limit));
    return addresses > visitors ? addresses : visitors;
}

int64_t store_visitor_purge(db *db, int64_t now_ms, size_t limit) {
    return DB_RUN(db,
                  "DELETE FROM visitors WHERE visitor_id IN (SELECT v.visitor_id FROM bots b "
                  "JOIN visitors v ON v.bot_id = b.bot_id "
                  "AND v.seen_at_ms < ?1 - b.retention_days * 86400000 "
                  "WHERE NOT EXISTS (SELECT 1 FROM conversations c "
                  "WHERE c.visitor_id = v.visitor_id) LIMIT ?2)",
                  db_integer(now_ms), db_integer((int64_t)limit));
}

void store_visitor_count(db *db, int64_t organization_id, int64_t visitor_id,
                         store_erasure_receipt *receipt) {
    const db_value organization = db_integer(organization_id);
    const db_value visitor = db_integer(visitor_id);
    receipt->conversations = DB_READ(db,
                                     "SELECT COUNT(*) FROM conversations "
                                     "WHERE organization_id = ?1 AND visitor_id = ?2",
                                     0, organization, visitor);
    receipt->messages = DB_READ(db,
                                "SELECT COUNT(*) FROM conversations c JOIN messages m "
                                "ON m.conversation_id = c.conversation_id "
                                "WHERE c.organization_id = ?1 AND c.visitor_id = ?2",
                                0, organization, visitor);
    receipt->leads = DB_READ(db,
                             "SELECT COUNT(*) FROM conversations c JOIN leads l "
                             "ON l.conversation_id = c.conversation_id "
                             "WHERE c.organization_id = ?1 AND c.visitor_id = ?2",
                             0, organization, visitor);
}

/* Found again from the start each time, since those that were found are gone then. */
static size_t take_out_conversations(db *db, int64_t organization_id, int64_t visitor_id) {
    int64_t ids[64];
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT conversation_id FROM conversations "
                              "WHERE organization_id = ?1 AND visitor_id = ?2 LIMIT 64",
                              db_integer(organization_id), db_integer(visitor_id));
    while (count < sizeof ids / sizeof ids[0] && db_next(query))
        ids[count++] = db_column_integer(query, 0);
    db_close_query(query);
    for (size_t i = 0; i < count; i++)
        store_conversation_remove(db, organization_id, ids[i]);
    return count;
}

void store_visitor_erase(db *db, int64_t organization_id, int64_t visitor_id) {
    while (take_out_conversations(db, organization_id, visitor_id) > 0 && db_state(db) == DB_GOOD)
        continue;
    /* How much they did on the days for which events may still come. */
    (void)DB_RUN(db, "DELETE FROM visitor_usage WHERE organization_id = ?1 AND visitor_id = ?2",
                 db_integer(organization_id), db_integer(visitor_id));
    (void)DB_RUN(db, "DELETE FROM visitors WHERE organization_id = ?1 AND visitor_id = ?2",
                 db_integer(organization_id), db_integer(visitor_id));
}
