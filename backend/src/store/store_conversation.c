#include "store_conversation.h"

#include "dialect/search_text.h"

#include <string.h>

static const chatlet_str state_names[CONVERSATION_STATES] = {
    [CONVERSATION_OPEN] = CHATLET_STR("open"),
    [CONVERSATION_ENDED] = CHATLET_STR("ended"),
    [CONVERSATION_RESOLVED] = CHATLET_STR("resolved"),
    [CONVERSATION_HANDED_OVER] = CHATLET_STR("handed_over"),
};

chatlet_str conversation_state_name(conversation_state state) { return state_names[state]; }

bool conversation_state_read(chatlet_str name, conversation_state *state) {
    for (int i = 0; i < CONVERSATION_STATES; i++) {
        if (name.size_bytes != state_names[i].size_bytes ||
            memcmp(name.data, state_names[i].data, name.size_bytes) != 0)
            continue;
        *state = (conversation_state)i;
        return true;
    }
    return false;
}

/* Of c, its bot b and its visitor v, in the order that read_row takes them. */
#define COLUMNS                                                                                    \
    "c.conversation_id, c.organization_id, c.uuid, c.bot_id, c.visitor_id, c.state, c.outcome, "   \
    "c.began_at_ms, c.last_at_ms, c.ended_at_ms, c.messages, c.unanswered, c.feedback, "           \
    "c.last_node, CASE WHEN b.stores_conversations = 1 AND COALESCE(v.consent, 1) = 1 "            \
    "THEN 1 ELSE 0 END"
#define TABLES                                                                                     \
    "FROM conversations c JOIN bots b ON b.bot_id = c.bot_id "                                     \
    "LEFT JOIN visitors v ON v.visitor_id = c.visitor_id "

static void read_row(db_query *query, region *memory, store_conversation *row) {
    conversation_state state = CONVERSATION_OPEN;
    (void)conversation_state_read(db_column_text(query, 5), &state);
    *row = (store_conversation){.id = db_column_integer(query, 0),
                                .organization_id = db_column_integer(query, 1),
                                .bot_id = db_column_integer(query, 3),
                                .visitor_id = db_column_integer(query, 4),
                                .state = state,
                                .outcome = region_copy(memory, db_column_text(query, 6)),
                                .began_at_ms = db_column_integer(query, 7),
                                .last_at_ms = db_column_integer(query, 8),
                                .ended_at_ms = db_column_integer(query, 9),
                                .messages = db_column_integer(query, 10),
                                .unanswered = db_column_integer(query, 11),
                                .feedback = db_column_integer(query, 12),
                                .last_node = region_copy(memory, db_column_text(query, 13)),
                                .stores = db_column_integer(query, 14) != 0};
    const chatlet_str uuid = db_column_text(query, 2);
    if (uuid.size_bytes == sizeof row->uuid) memcpy(row->uuid, uuid.data, sizeof row->uuid);
}

static bool read_one(db_query *query, region *memory, store_conversation *row) {
    const bool is_there = db_next(query);
    if (is_there) read_row(query, memory, row);
    db_close_query(query);
    return is_there;
}

bool store_conversation_find_uuid(db *db, int64_t organization_id,
                                  const uint8_t uuid[STORE_UUID_BYTES], region *memory,
                                  store_conversation *conversation) {
    const chatlet_str bytes = {.data = (const char *)uuid, .size_bytes = STORE_UUID_BYTES};
    return read_one(
        DB_OPEN(db, "SELECT " COLUMNS " " TABLES "WHERE c.organization_id = ?1 AND c.uuid = ?2",
                db_integer(organization_id), db_bytes(bytes)),
        memory, conversation);
}

/* Past the row's own columns: what the visitor said first. */
#define EXCERPT                                                                                    \
    ", (SELECT m.text FROM messages m WHERE m.conversation_id = c.conversation_id "                \
    "AND m.author = 'visitor' ORDER BY m.at_ms, m.message_id LIMIT 1) "

static void read_with_excerpt(db_query *query, region *memory, store_conversation *row) {
    read_row(query, memory, row);
    row->excerpt = region_copy(memory, db_column_text(query, 15));
}

bool store_conversation_find(db *db, int64_t organization_id, int64_t conversation_id,
                             region *memory, store_conversation *conversation) {
    db_query *query = DB_OPEN(db,
                              "SELECT " COLUMNS EXCERPT TABLES
                              "WHERE c.organization_id = ?1 AND c.conversation_id = ?2",
                              db_integer(organization_id), db_integer(conversation_id));
    const bool is_there = db_next(query);
    if (is_there) read_with_excerpt(query, memory, conversation);
    db_close_query(query);
    return is_there;
}

bool store_conversation_add(db *db, const store_conversation *conversation) {
    const chatlet_str uuid = {.data = (const char *)conversation->uuid,
                              .size_bytes = STORE_UUID_BYTES};
    return DB_RUN(db,
                  "INSERT INTO conversations (conversation_id, organization_id, uuid, bot_id, "
                  "visitor_id, state, began_at_ms, last_at_ms) "
                  "SELECT ?1, b.organization_id, ?3, b.bot_id, v.visitor_id, 'open', ?6, ?6 "
                  "FROM bots b LEFT JOIN visitors v ON v.visitor_id = ?5 AND v.bot_id = b.bot_id "
                  "WHERE b.organization_id = ?2 AND b.bot_id = ?4 "
                  "AND (?5 = 0 OR v.visitor_id IS NOT NULL) AND b.archived_at_ms IS NULL "
                  "ON CONFLICT (organization_id, uuid) DO NOTHING",
                  db_integer(conversation->id), db_integer(conversation->organization_id),
                  db_bytes(uuid), db_integer(conversation->bot_id),
                  db_integer(conversation->visitor_id), db_integer(conversation->began_at_ms)) == 1;
}

void store_conversation_update(db *db, const store_conversation *conversation) {
    (void)DB_RUN(db,
                 "UPDATE conversations SET state = ?3, outcome = ?4, began_at_ms = ?5, "
                 "last_at_ms = ?6, ended_at_ms = ?7, messages = ?8, unanswered = ?9, "
                 "feedback = ?10, last_node = ?11 "
                 "WHERE organization_id = ?1 AND conversation_id = ?2",
                 db_integer(conversation->organization_id), db_integer(conversation->id),
                 db_text(conversation_state_name(conversation->state)),
                 db_text_or_null(conversation->outcome), db_integer(conversation->began_at_ms),
                 db_integer(conversation->last_at_ms),
                 db_integer_or_null(conversation->ended_at_ms), db_integer(conversation->messages),
                 db_integer(conversation->unanswered), db_integer(conversation->feedback),
                 db_text_or_null(conversation->last_node));
}

static const char list_sql[] =
    "SELECT " COLUMNS EXCERPT TABLES "WHERE c.organization_id = ?1 AND c.conversation_id < ?2 "
    "AND (?3 = 0 OR c.bot_id = ?3) AND (?4 = 0 OR c.visitor_id = ?4) "
    "AND c.began_at_ms >= ?5 AND (?6 = 0 OR c.began_at_ms < ?6) "
    "AND (?7 = '' OR c.state = ?7) AND (?8 = 0 OR c.feedback = ?8) "
    "AND (?9 = 0 OR c.unanswered > 0) "
    "AND (?10 = '' OR EXISTS (SELECT 1 FROM conversation_labels l "
    "WHERE l.organization_id = c.organization_id AND l.conversation_id = c.conversation_id "
    "AND l.label = ?10)) ORDER BY c.conversation_id DESC LIMIT ?11";

size_t store_conversation_list(db *db, int64_t organization_id,
                               const store_conversation_filter *filter, int64_t before_id,
                               size_t limit, region *memory, store_conversation **conversations) {
    store_conversation *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    const chatlet_str state =
        filter->has_state ? conversation_state_name(filter->state) : CHATLET_STR("");
    db_query *query = DB_OPEN(
        db, list_sql, db_integer(organization_id), db_integer(before_id),
        db_integer(filter->bot_id), db_integer(filter->visitor_id), db_integer(filter->from_ms),
        db_integer(filter->to_ms), db_text(state), db_integer(filter->feedback),
        db_boolean(filter->unanswered_only), db_text(filter->label), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        read_with_excerpt(query, memory, &rows[count++]);
    db_close_query(query);
    *conversations = rows;
    return count;
}

static size_t read_all(db_query *query, size_t limit, region *memory, store_conversation **found) {
    store_conversation *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    while (rows != NULL && count < limit && db_next(query))
        read_row(query, memory, &rows[count++]);
    db_close_query(query);
    *found = rows;
    return count;
}

size_t store_conversation_list_due(db *db, int64_t idle_before_ms, int64_t began_before_ms,
                                   size_t limit, region *memory, store_conversation **due) {
    return read_all(DB_OPEN(db,
                            "SELECT " COLUMNS " " TABLES "WHERE c.ended_at_ms IS NULL "
                            "AND (c.last_at_ms <= ?1 OR c.began_at_ms <= ?2) "
                            "ORDER BY c.last_at_ms LIMIT ?3",
                            db_integer(idle_before_ms), db_integer(began_before_ms),
                            db_integer((int64_t)limit)),
                    limit, memory, due);
}

size_t store_conversation_list_expired(db *db, int64_t now_ms, size_t limit, region *memory,
                                       store_conversation **expired) {
    return read_all(DB_OPEN(db,
                            "SELECT " COLUMNS " FROM bots b JOIN conversations c "
                            "ON c.bot_id = b.bot_id "
                            "AND c.last_at_ms < ?1 - b.retention_days * 86400000 "
                            "LEFT JOIN visitors v ON v.visitor_id = c.visitor_id "
                            "ORDER BY b.bot_id, c.last_at_ms LIMIT ?2",
                            db_integer(now_ms), db_integer((int64_t)limit)),
                    limit, memory, expired);
}

void store_conversation_remove(db *db, int64_t organization_id, int64_t conversation_id) {
    search_text_remove_conversation(db, organization_id, conversation_id);
    (void)DB_RUN(db,
                 "DELETE FROM conversations WHERE organization_id = ?1 AND conversation_id = ?2",
                 db_integer(organization_id), db_integer(conversation_id));
}

size_t store_conversation_labels(db *db, int64_t organization_id, int64_t conversation_id,
                                 region *memory, chatlet_str **labels) {
    chatlet_str *rows = region_take(memory, STORE_LABELS_MAX * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT label FROM conversation_labels WHERE organization_id = ?1 "
                              "AND conversation_id = ?2 ORDER BY label LIMIT ?3",
                              db_integer(organization_id), db_integer(conversation_id),
                              db_integer(STORE_LABELS_MAX));
    while (rows != NULL && count < STORE_LABELS_MAX && db_next(query))
        rows[count++] = region_copy(memory, db_column_text(query, 0));
    db_close_query(query);
    *labels = rows;
    return count;
}

void store_conversation_set_labels(db *db, int64_t organization_id, int64_t conversation_id,
                                   const chatlet_str *labels, size_t count) {
    (void)DB_RUN(db,
                 "DELETE FROM conversation_labels "
                 "WHERE organization_id = ?1 AND conversation_id = ?2",
                 db_integer(organization_id), db_integer(conversation_id));
    for (size_t i = 0; i < count; i++)
        (void)DB_RUN(db,
                     "INSERT INTO conversation_labels (organization_id, conversation_id, label) "
                     "VALUES (?1, ?2, ?3) ON CONFLICT (conversation_id, label) DO NOTHING",
                     db_integer(organization_id), db_integer(conversation_id), db_text(labels[i]));
}
