#include "store_message.h"

#include "dialect/search_text.h"

void store_message_add(db *db, const store_message *message, region *memory) {
    (void)DB_RUN(db,
                 "INSERT INTO messages (message_id, organization_id, conversation_id, at_ms, "
                 "author, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                 db_integer(message->id), db_integer(message->organization_id),
                 db_integer(message->conversation_id), db_integer(message->at_ms),
                 db_text(message->author), db_text(message->text));
    search_text_index(
        db, message->organization_id,
        (search_place){.conversation_id = message->conversation_id, .message_id = message->id},
        message->text, memory);
}

size_t store_message_list(db *db, int64_t organization_id, int64_t conversation_id,
                          store_message_place after, size_t limit, region *memory,
                          store_message **messages) {
    store_message *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(
        db,
        "SELECT message_id, at_ms, author, text FROM messages "
        "WHERE organization_id = ?1 AND conversation_id = ?2 "
        "AND (at_ms > ?3 OR (at_ms = ?3 AND message_id > ?4)) ORDER BY at_ms, message_id LIMIT ?5",
        db_integer(organization_id), db_integer(conversation_id), db_integer(after.at_ms),
        db_integer(after.id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = (store_message){.id = db_column_integer(query, 0),
                                        .organization_id = organization_id,
                                        .conversation_id = conversation_id,
                                        .at_ms = db_column_integer(query, 1),
                                        .author = region_copy(memory, db_column_text(query, 2)),
                                        .text = region_copy(memory, db_column_text(query, 3))};
    db_close_query(query);
    *messages = rows;
    return count;
}

void store_feedback_add(db *db, const store_feedback *feedback) {
    (void)DB_RUN(db,
                 "INSERT INTO feedback (feedback_id, organization_id, conversation_id, at_ms, "
                 "value, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                 db_integer(feedback->id), db_integer(feedback->organization_id),
                 db_integer(feedback->conversation_id), db_integer(feedback->at_ms),
                 db_integer(feedback->value), db_text_or_null(feedback->comment));
}

size_t store_feedback_list(db *db, int64_t organization_id, int64_t conversation_id, size_t limit,
                           region *memory, store_feedback **feedback) {
    store_feedback *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT feedback_id, at_ms, value, comment FROM feedback "
                              "WHERE organization_id = ?1 AND conversation_id = ?2 "
                              "ORDER BY feedback_id LIMIT ?3",
                              db_integer(organization_id), db_integer(conversation_id),
                              db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = (store_feedback){.id = db_column_integer(query, 0),
                                         .organization_id = organization_id,
                                         .conversation_id = conversation_id,
                                         .at_ms = db_column_integer(query, 1),
                                         .value = db_column_integer(query, 2),
                                         .comment = region_copy(memory, db_column_text(query, 3))};
    db_close_query(query);
    *feedback = rows;
    return count;
}

void store_lead_add(db *db, const store_lead *lead) {
    (void)DB_RUN(db,
                 "INSERT INTO leads (lead_id, organization_id, bot_id, conversation_id, at_ms, "
                 "fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                 db_integer(lead->id), db_integer(lead->organization_id), db_integer(lead->bot_id),
                 db_integer(lead->conversation_id), db_integer(lead->at_ms),
                 db_text(lead->fields_json));
}

size_t store_lead_list(db *db, int64_t organization_id, int64_t bot_id, int64_t conversation_id,
                       int64_t before_id, size_t limit, region *memory, store_lead **leads) {
    store_lead *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT lead_id, bot_id, conversation_id, at_ms, fields FROM leads "
                "WHERE organization_id = ?1 AND lead_id < ?2 AND (?3 = 0 OR bot_id = ?3) "
                "AND (?4 = 0 OR conversation_id = ?4) ORDER BY lead_id DESC LIMIT ?5",
                db_integer(organization_id), db_integer(before_id), db_integer(bot_id),
                db_integer(conversation_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = (store_lead){.id = db_column_integer(query, 0),
                                     .organization_id = organization_id,
                                     .bot_id = db_column_integer(query, 1),
                                     .conversation_id = db_column_integer(query, 2),
                                     .at_ms = db_column_integer(query, 3),
                                     .fields_json = region_copy(memory, db_column_text(query, 4))};
    db_close_query(query);
    *leads = rows;
    return count;
}

void store_unanswered_add(db *db, const store_unanswered *question) {
    (void)DB_RUN(db,
                 "INSERT INTO unanswered_questions (question_id, organization_id, bot_id, "
                 "conversation_id, at_ms, question, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 db_integer(question->id), db_integer(question->organization_id),
                 db_integer(question->bot_id), db_integer(question->conversation_id),
                 db_integer(question->at_ms), db_text(question->question),
                 db_text(question->folded));
}

/* The latest of each group by its greatest id, since both columns of one row are wanted. */
static const char groups_sql[] =
    "SELECT q.question, g.count, g.last_at_ms, q.conversation_id FROM ("
    "SELECT MAX(question_id) AS question_id, COUNT(*) AS count, MAX(at_ms) AS last_at_ms "
    "FROM unanswered_questions WHERE organization_id = ?1 AND (?2 = 0 OR bot_id = ?2) "
    "AND at_ms >= ?3 GROUP BY folded) g "
    "JOIN unanswered_questions q ON q.question_id = g.question_id "
    "ORDER BY g.count DESC, g.question_id DESC LIMIT ?4";

size_t store_unanswered_groups(db *db, int64_t organization_id, int64_t bot_id, int64_t from_ms,
                               size_t limit, region *memory, store_question_group **groups) {
    store_question_group *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db, groups_sql, db_integer(organization_id), db_integer(bot_id),
                              db_integer(from_ms), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] =
            (store_question_group){.question = region_copy(memory, db_column_text(query, 0)),
                                   .count = db_column_integer(query, 1),
                                   .last_at_ms = db_column_integer(query, 2),
                                   .last_conversation_id = db_column_integer(query, 3)};
    db_close_query(query);
    *groups = rows;
    return count;
}
