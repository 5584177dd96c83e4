/* Full-text search gives the same on both databases. */
#include "store/dialect/search_text.h"
#include "test_allocator.h"
#include "test_database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { OURS = 7, THEIRS = 8, MEMORY_BYTES = 4 * 1024 * 1024 };

/* Message ids are the rows' numbers from 1; conversations are ids / 10. */
static const char *const messages[] = {
    "My order has not arrived; where is it?",        /* 1 */
    "Your ORDER 4711 left on Monday.",               /* 2 */
    "¿Dónde está mi pedido número 4711?",            /* 3 */
    "Die Größe passt nicht. Grüße, Jürgen",          /* 4 */
    "I'd like to pay 15.20 EUR by SEPA_transfer",    /* 5 */
    "Is C++ or C# supported? And node.js?",          /* 6 */
    "東京都で配達できますか",                        /* 7 */
    "京都",                                          /* 8 */
    "ordering orders is orderly",                    /* 9 */
    "AND OR NOT NEAR \"quoted\" (brackets) : * - ^", /* 10 */
    "!!! ... ???",                                   /* 11: no word */
    "",                                              /* 12 */
    "Заказ не пришёл",                               /* 13 */
    "ราคาเท่าไหร่",                                    /* 14 */
    "it's the customer\u2019s fault: don't",         /* 15 */
    "café cafe\u0301 CAFÉ",                          /* 16 */
};
enum { MESSAGES = sizeof messages / sizeof messages[0] };

typedef struct search_case {
    const char *name;
    const char *question;
    const char *expected; /* ids, newest first */
} search_case;

static const search_case cases[] = {
    {"one word", "arrived", "1"},
    {"upper and lower case", "Arrived ORDER", "1"},
    {"all words must be there", "order 4711", "2"},
    {"a number", "4711", "3 2"},
    {"the last word may go on", "ord", "9 2 1"},
    {"a space ends it", "ord ", ""},
    {"a full stop ends it", "order.", "2 1"},
    {"words before the last are whole", "ord arrived", ""},
    {"no accents in the question", "donde esta", "3"},
    {"accents in the question alone", "órdér arrived", "1"},
    {"composed and decomposed", "CAFE\u0301 ", "16"},
    {"sharp s", "GROSSE ", "4"},
    {"umlauts", "jurgen", "4"},
    {"Cyrillic", "ЗАКАЗ", "13"},
    {"a price", "15.20", "5"},
    {"a joined name", "sepa_transfer", "5"},
    {"plus signs", "c++ ", "6"},
    {"a sharp sign", "C# ", "6"},
    {"a dot between letters parts them", "node js", "6"},
    {"apostrophes of both kinds", "ITS customer's DONT", "15"},
    {"two characters of Han", "京都", "8 7"},
    {"three of them", "東京都", "7"},
    {"one of them", "京", "8 7"},
    {"characters that are there, but not as neighbors", "都京", ""},
    {"Thai by pairs", "เท่า", "14"},
    {"FTS5's operators are words", "AND OR NOT NEAR", "10"},
    {"… and need their words", "order OR nothing", ""},
    {"a quote", "\"quoted", "10"},
    {"an unfinished phrase", "quoted\" \"", "10"},
    {"tsquery's operators", "order & !arrived | (where", "1"},
    {"a column filter", "words:order", ""},
    {"a lone star", "*", ""},
    {"a leading star", "*rder", ""},
    {"SQL", "'; DROP TABLE search_texts; --", ""},
    {"backslashes", "\\order\\ ", "2 1"},
    {"nothing", "", ""},
    {"no word", "?! …", ""},
    {"an organization's own word", "##0000000000000008", ""},
    {"broken UTF-8 parts words", "order\xff\x34\x37\x31\x31", "2"},
};

static void index_all(test_database *database, region *memory) {
    db *db = database->db;
    db_begin(db, true);
    for (int64_t id = OURS; id <= THEIRS; id++)
        test_database_add_organization(db, id);
    for (int64_t i = 0; i < MESSAGES; i++) {
        chatlet_str text = {.data = messages[i], .size_bytes = strlen(messages[i])};
        search_place place = {.conversation_id = (i + 1) / 10, .message_id = i + 1};
        test_database_add_message(db, OURS, 1, place.conversation_id, place.message_id);
        search_text_index(db, OURS, place, text, memory);
        place.conversation_id += 1000;
        place.message_id += 1000;
        test_database_add_message(db, THEIRS, 2, place.conversation_id, place.message_id);
        search_text_index(db, THEIRS, place, text, memory);
        region_reset(memory);
    }
    if (!db_commit(db)) fail_msg("%s: %s", database->name, db_failure_text(db).data);
}

/* Ids as text, newest first, in a transaction of its own. */
static const char *find(test_database *database, region *memory, const char *question,
                        int64_t before_id, size_t limit) {
    static char text[256];
    search_place hits[SEARCH_HITS_MAX];
    chatlet_str asked = {.data = question, .size_bytes = strlen(question)};
    db_begin(database->db, false);
    size_t count = search_text_query(database->db, OURS, asked, before_id, hits, limit, memory);
    if (!db_commit(database->db)) {
        fail_msg("%s: %s: %s", database->name, question, db_failure_text(database->db).data);
    }
    region_reset(memory);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(hits[i].conversation_id, hits[i].message_id / 10);
        used += (size_t)snprintf(text + used, sizeof text - used, i > 0 ? " %d" : "%d",
                                 (int)hits[i].message_id);
    }
    return text;
}

static void expect(test_database *database, region *memory, const char *name, const char *question,
                   const char *expected) {
    const char *found = find(database, memory, question, INT64_MAX, SEARCH_HITS_MAX);
    if (strcmp(found, expected) != 0) {
        fail_msg("%s: %s: \"%s\" finds [%s], not [%s]", database->name, name, question, found,
                 expected);
    }
}

static void questions_find_the_same(test_database *database, region *memory) {
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect(database, memory, cases[i].name, cases[i].question, cases[i].expected);
    }
}

static void pages_follow_each_other(test_database *database, region *memory) {
    assert_string_equal(find(database, memory, "ord", INT64_MAX, 2), "9 2");
    assert_string_equal(find(database, memory, "ord", 2, 2), "1");
    assert_string_equal(find(database, memory, "ord", 1, 2), "");
}

static void changes_are_seen(test_database *database, region *memory) {
    db *db = database->db;
    const search_place first = {.conversation_id = 0, .message_id = 1};
    db_begin(db, true);
    search_text_index(db, OURS, first, CHATLET_STR("parcel"), memory);
    search_text_remove(db, OURS, 2);
    search_text_remove(db, OURS, 1003); /* of the others */
    search_text_index(db, OURS, (search_place){.message_id = 1004}, CHATLET_STR("stolen"), memory);
    assert_true(db_commit(db));
    expect(database, memory, "replaced", "parcel", "1");
    expect(database, memory, "replaced and removed", "order ", "");
    expect(database, memory, "a message of others is not taken over", "stolen", "");
    db_begin(db, true);
    search_text_index(db, OURS, first, CHATLET_STR("!"), memory);
    search_text_remove_conversation(db, OURS, 1);
    assert_true(db_commit(db));
    expect(database, memory, "without a word it is gone", "parcel", "");
    expect(database, memory, "a removed conversation is gone", "ЗАКАЗ", "");
    expect(database, memory, "others stay", "jurgen", "4");
    db_begin(db, true);
    (void)DB_RUN(db, "DELETE FROM messages WHERE message_id = ?1", db_integer(3));
    assert_true(db_commit(db));
    expect(database, memory, "words go with their message", "donde", "");
    db_begin(db, true);
    assert_int_equal(DB_READ(db, "SELECT COUNT(*) FROM search_texts WHERE organization_id = ?1", -1,
                             db_integer(THEIRS)),
                     MESSAGES - 2);
    (void)DB_RUN(db, "DELETE FROM organizations WHERE organization_id = ?1", db_integer(OURS));
    assert_true(db_commit(db));
    expect(database, memory, "nothing is left of an organization", "jurgen", "");
    if (database->dialect == DB_DIALECT_SQLITE) {
        db_begin(db, true);
        db_script(db, CHATLET_STR("INSERT INTO search_index (search_index, rank) "
                                  "VALUES ('integrity-check', 1)"));
        assert_true(db_commit(db));
    }
}

static void search(test_database *database) {
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    index_all(database, &memory);
    questions_find_the_same(database, &memory);
    pages_follow_each_other(database, &memory);
    changes_are_seen(database, &memory);
    region_free(&memory);
}

static void search_gives_the_same_on_both_databases(void **state) {
    (void)state;
    test_on_databases(search);
}

/* --- limits --- */

static void index_long(test_database *database) {
    static char text[SEARCH_TEXT_BYTES_MAX + 2];
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    memset(text, ' ', sizeof text);
    memcpy(text + SEARCH_TEXT_BYTES_MAX - 4, "last", 4);
    db_begin(database->db, true);
    test_database_add_organization(database->db, OURS);
    for (int64_t id = 1; id <= 3; id++)
        test_database_add_message(database->db, OURS, 1, 0, id);
    search_text_index(database->db, OURS, (search_place){.message_id = 1},
                      (chatlet_str){text, SEARCH_TEXT_BYTES_MAX}, &memory);
    memcpy(text + SEARCH_TEXT_BYTES_MAX - 4, " lost", 5);
    search_text_index(database->db, OURS, (search_place){.message_id = 2},
                      (chatlet_str){text, SEARCH_TEXT_BYTES_MAX + 1}, &memory);
    assert_true(db_commit(database->db));
    expect(database, &memory, "a word that ends at the limit", "last", "1");
    expect(database, &memory, "one past it is cut", "lost", "");

    /* Sixteen words count; the seventeenth would find nothing. */
    db_begin(database->db, true);
    search_text_index(database->db, OURS, (search_place){.message_id = 3},
                      CHATLET_STR("a b c d e f g h i j k l m n o p"), &memory);
    assert_true(db_commit(database->db));
    expect(database, &memory, "sixteen words", "a b c d e f g h i j k l m n o p", "3");
    expect(database, &memory, "sixteen with a wrong one", "a b c d e f g h i j k l m n o z", "");
    expect(database, &memory, "seventeen", "a b c d e f g h i j k l m n o p z", "3");
    region_free(&memory);
}

static void texts_and_questions_have_a_limit(void **state) {
    (void)state;
    test_on_databases(index_long);
}

/* Every byte of the buffer: characters of which each becomes a word and a pair. */
static void index_dense(test_database *database) {
    static char text[SEARCH_TEXT_BYTES_MAX];
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    for (size_t i = 0; i + 3 <= sizeof text; i += 3)
        memcpy(text + i, "京", 3);
    db_begin(database->db, true);
    test_database_add_organization(database->db, OURS);
    for (int64_t id = 1; id <= 3; id++)
        test_database_add_message(database->db, OURS, 1, 0, id);
    memcpy(text + sizeof text - 4, "都z", 4);
    search_text_index(database->db, OURS, (search_place){.message_id = 1},
                      (chatlet_str){text, sizeof text}, &memory);
    assert_true(db_commit(database->db));
    expect(database, &memory, "the last word of a dense text", "z", "1");
    region_free(&memory);
}

static void dense_text_is_kept_whole(void **state) {
    (void)state;
    test_on_databases(index_dense);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_gives_the_same_on_both_databases),
        cmocka_unit_test(texts_and_questions_have_a_limit),
        cmocka_unit_test(dense_text_is_kept_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
