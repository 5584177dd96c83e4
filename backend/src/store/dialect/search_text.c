#include "search_text.h"

#include "search_words.h"

static const char text_insert[] =
    "INSERT INTO search_texts (message_id, organization_id, conversation_id, words) "
    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (message_id) DO UPDATE SET words = excluded.words "
    "WHERE search_texts.organization_id = excluded.organization_id";

static const char query_sqlite[] =
    "SELECT t.conversation_id, t.message_id FROM search_index i "
    "JOIN search_texts t ON t.message_id = i.rowid "
    "WHERE search_index MATCH ?1 AND i.rowid < ?2 AND t.organization_id = ?3 "
    "ORDER BY i.rowid DESC LIMIT ?4";

static const char query_postgres[] =
    "SELECT conversation_id, message_id FROM search_texts "
    "WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(?1 AS tsquery) "
    "AND message_id < ?2 AND organization_id = ?3 ORDER BY message_id DESC LIMIT ?4";

void search_text_index(db *db, int64_t organization_id, search_place place, chatlet_str text,
                       region *memory) {
    chatlet_str words = search_words_of_text(memory, organization_id, text);
    if (words.size_bytes == 0) {
        search_text_remove(db, organization_id, place.message_id);
        return;
    }
    (void)DB_RUN(db, text_insert, db_integer(place.message_id), db_integer(organization_id),
                 db_integer(place.conversation_id), db_text(words));
}

void search_text_remove(db *db, int64_t organization_id, int64_t message_id) {
    (void)DB_RUN(db, "DELETE FROM search_texts WHERE organization_id = ?1 AND message_id = ?2",
                 db_integer(organization_id), db_integer(message_id));
}

void search_text_remove_conversation(db *db, int64_t organization_id, int64_t conversation_id) {
    (void)DB_RUN(db, "DELETE FROM search_texts WHERE organization_id = ?1 AND conversation_id = ?2",
                 db_integer(organization_id), db_integer(conversation_id));
}

size_t search_text_query(db *db, int64_t organization_id, chatlet_str question, int64_t before_id,
                         search_place *hits, size_t limit, region *memory) {
    db_dialect dialect = db_get_dialect(db);
    chatlet_str asked = search_words_of_question(memory, dialect, organization_id, question);
    size_t count = 0;
    if (asked.size_bytes == 0) return 0;
    if (limit > SEARCH_HITS_MAX) limit = SEARCH_HITS_MAX;
    db_query *query =
        DB_OPEN(db, dialect == DB_DIALECT_SQLITE ? query_sqlite : query_postgres, db_text(asked),
                db_integer(before_id), db_integer(organization_id), db_integer((int64_t)limit));
    while (count < limit && db_next(query)) {
        hits[count].conversation_id = db_column_integer(query, 0);
        hits[count++].message_id = db_column_integer(query, 1);
    }
    db_close_query(query);
    return count;
}
