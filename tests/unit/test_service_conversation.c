/* What conversations keep of events, when they end, and how long they are kept. */
#include "service/service_conversation.h"
#include "service/analytics_list.h"
#include "store/store_analytics.h"
#include "store/store_bot.h"
#include "store/store_message.h"
#include "test_visitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t minute_ms = 60 * 1000;
static const int64_t day_ms = INT64_C(86400000);

static event_answer take(test_service *test, event_type type, uint8_t number, uint8_t conversation,
                         const char *author, const char *text, const char *data) {
    event made = test_event(test, type, number, conversation);
    made.author = (chatlet_str){.data = author, .size_bytes = strlen(author)};
    made.text = (chatlet_str){.data = text, .size_bytes = strlen(text)};
    made.data_json = (chatlet_str){.data = data, .size_bytes = strlen(data)};
    return conversation_take(&test->service, &made);
}

static void say(test_service *test, uint8_t number, uint8_t conversation, const char *text) {
    assert_int_equal(take(test, EVENT_MESSAGE, number, conversation, "visitor", text, "").outcome,
                     EVENT_ACCEPTED);
}

/* Of all days; -1: none was counted. */
static int64_t figure(test_service *test, const char *measure) {
    return DB_READ(test->service.db,
                   "SELECT CAST(SUM(quantity) AS BIGINT) FROM analytics_days WHERE measure = ?1 "
                   "HAVING COUNT(*) > 0",
                   -1, db_text((chatlet_str){.data = measure, .size_bytes = strlen(measure)}));
}

static size_t list(test_service *test, int64_t organization_id, store_conversation **found) {
    const store_conversation_filter all = {.bot_id = 0};
    return store_conversation_list(test->service.db, organization_id, &all, INT64_MAX, 10,
                                   &test->memory, found);
}

static void a_conversation_keeps_what_is_said_in_the_order_of_its_times(test_database *database) {
    test_service test;
    store_conversation *found;
    store_message *messages;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    /* The answer arrives before the question, and both before the beginning. */
    test.service.now_ms += 40;
    assert_int_equal(
        take(&test, EVENT_MESSAGE, 3, 1, "bot", "By card.", "{\"response_ms\":40}").outcome,
        EVENT_ACCEPTED);
    test.service.now_ms -= 40;
    say(&test, 2, 1, "How do I pay?");
    assert_int_equal(take(&test, EVENT_CONVERSATION, 1, 1, "", "", "").outcome, EVENT_ACCEPTED);
    assert_int_equal(list(&test, bot.organization_id, &found), 1);
    assert_int_equal(found[0].messages, 2);
    assert_true(found[0].began_at_ms == test.service.now_ms);
    assert_true(found[0].last_at_ms == test.service.now_ms + 40);
    assert_memory_equal(found[0].excerpt.data, "How do I pay?", 13);
    assert_int_equal(store_message_list(test.service.db, bot.organization_id, found[0].id,
                                        (store_message_place){0}, 10, &test.memory, &messages),
                     2);
    assert_memory_equal(messages[0].text.data, "How do I pay?", 13);
    assert_memory_equal(messages[1].author.data, "bot", 3);
    assert_int_equal(figure(&test, "conversations"), 1);
    assert_int_equal(figure(&test, "messages"), 2);
    assert_int_equal(figure(&test, "visitors"), 1);
    assert_int_equal(figure(&test, "answered_100ms"), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void words_are_kept_only_where_visitor_and_bot_allow_it(test_database *database) {
    static const struct {
        const char *name;
        bool consent;
        bool stores;
        int64_t kept;
    } rows[] = {
        {"both", true, true, 1},
        {"the bot alone", false, true, 0},
        {"the visitor alone", true, false, 0},
        {"nobody", false, false, 0},
    };
    test_service test;
    (void)test_bot_open(&test, database);
    test_service_begin(&test, true);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        store_bot bot;
        const test_bot made = test_bot_add(&test, 0, "helper");
        test_visitor_become(&test, "192.0.2.1");
        assert_true(
            store_bot_find(test.service.db, made.organization_id, made.bot_id, &test.memory, &bot));
        bot.stores_conversations = rows[i].stores;
        assert_true(store_bot_update(test.service.db, &bot));
        (void)test_visitor_enter(&test, made.bot_id, rows[i].consent);
        say(&test, 1, 1, "My name is Ada");
        (void)take(&test, EVENT_UNANSWERED, 2, 1, "", "Who is Ada?", "");
        (void)take(&test, EVENT_FEEDBACK, 3, 1, "", "Ada was here", "{\"value\":-1}");
        const event_answer lead =
            take(&test, EVENT_LEAD, 4, 1, "", "", "{\"fields\":{\"name\":\"Ada\"}}");
        if ((lead.outcome == EVENT_ACCEPTED) != (rows[i].kept == 1))
            fail_msg("%s: lead %d", rows[i].name, lead.outcome);
        const int64_t kept =
            DB_READ(test.service.db, "SELECT COUNT(*) FROM messages WHERE organization_id = ?1", -1,
                    db_integer(made.organization_id));
        const int64_t asked = DB_READ(
            test.service.db, "SELECT COUNT(*) FROM unanswered_questions WHERE organization_id = ?1",
            -1, db_integer(made.organization_id));
        const int64_t comments = DB_READ(
            test.service.db,
            "SELECT COUNT(*) FROM feedback WHERE organization_id = ?1 AND comment IS NOT NULL", -1,
            db_integer(made.organization_id));
        if (kept != rows[i].kept || asked != rows[i].kept || comments != rows[i].kept)
            fail_msg("%s: %d messages, %d questions, %d comments", rows[i].name, (int)kept,
                     (int)asked, (int)comments);
        /* Counted it is in any case. */
        store_conversation *found;
        assert_int_equal(list(&test, made.organization_id, &found), 1);
        assert_true(found[0].messages == 1 && found[0].unanswered == 1 && found[0].feedback == -1);
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void events_that_belong_nowhere_are_refused_by_name(test_database *database) {
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    const test_bot other = test_bot_add(&test, bot.organization_id, "other");
    (void)test_visitor_enter(&test, bot.bot_id, true);
    say(&test, 1, 1, "Hello");
    event lost = test_event(&test, EVENT_MESSAGE, 2, 1);
    memset(lost.conversation, 0, sizeof lost.conversation);
    assert_string_equal(conversation_take(&test.service, &lost).reason, "no-conversation");
    event foreign = test_event(&test, EVENT_MESSAGE, 3, 1);
    foreign.bot_id = other.bot_id;
    assert_string_equal(conversation_take(&test.service, &foreign).reason, "foreign-conversation");
    event unknown = test_event(&test, EVENT_MESSAGE, 4, 2);
    unknown.bot_id = 99;
    assert_string_equal(conversation_take(&test.service, &unknown).reason, "unknown-bot");
    assert_string_equal(take(&test, EVENT_FEEDBACK, 5, 1, "", "", "{\"value\":7}").reason,
                        "wrong-data");
    assert_string_equal(take(&test, EVENT_FEEDBACK, 6, 1, "", "", "[").reason, "wrong-data");
    assert_string_equal(take(&test, EVENT_LEAD, 7, 1, "", "", "").reason, "wrong-data");
    /* A token outlives its visitor; what comes with it then hangs on nobody. */
    test.service.caller.visitor_id++;
    event ghost = test_event(&test, EVENT_MESSAGE, 8, 3);
    assert_string_equal(conversation_take(&test.service, &ghost).reason, "unknown-bot");
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_server_with_a_key_tells_conversations_without_visitors(test_database *database) {
    test_service test;
    store_conversation *found;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    test.service.caller =
        (service_caller){.kind = CALLER_KEY, .organization_id = bot.organization_id};
    event said = test_event(&test, EVENT_MESSAGE, 1, 1);
    said.bot_id = bot.bot_id;
    said.text = CHATLET_STR("Hello");
    assert_int_equal(conversation_take(&test.service, &said).outcome, EVENT_ACCEPTED);
    assert_int_equal(list(&test, bot.organization_id, &found), 1);
    assert_true(found[0].visitor_id == 0 && found[0].messages == 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static const struct {
    const char *name;
    event_type type; /* that happens in it beside a message */
    const char *data;
    conversation_state state; /* once it is silent */
} ends[] = {
    {"a question that was answered", EVENT_MESSAGE, "", CONVERSATION_RESOLVED},
    {"a question that was not", EVENT_UNANSWERED, "", CONVERSATION_ENDED},
    {"a thumb down", EVENT_FEEDBACK, "{\"value\":-1}", CONVERSATION_ENDED},
    {"a thumb up", EVENT_FEEDBACK, "{\"value\":1}", CONVERSATION_RESOLVED},
    {"an author's outcome", EVENT_END, "{\"outcome\":\"hot\"}", CONVERSATION_RESOLVED},
    {"a hand-over", EVENT_END, "{\"outcome\":\"handed_over\"}", CONVERSATION_HANDED_OVER},
    {"a lead for a person", EVENT_LEAD, "{\"what\":\"handoff\"}", CONVERSATION_HANDED_OVER},
    {"a ticket", EVENT_LEAD, "{\"what\":\"ticket\"}", CONVERSATION_RESOLVED},
};

static void silence_ends_a_conversation_by_what_happened_in_it(test_database *database) {
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    for (uint8_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        say(&test, 1, i + 1, "Hello");
        assert_int_equal(take(&test, ends[i].type, 2, i + 1, "bot", "", ends[i].data).outcome,
                         EVENT_ACCEPTED);
    }
    test.service.now_ms += 30 * minute_ms - 1;
    assert_false(service_conversations_end_idle(&test.service, 100));
    assert_int_equal(figure(&test, "resolved"), -1);
    test.service.now_ms += 1;
    assert_false(service_conversations_end_idle(&test.service, 100));
    store_conversation *found;
    assert_int_equal(list(&test, bot.organization_id, &found), sizeof ends / sizeof ends[0]);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const store_conversation *one = &found[sizeof ends / sizeof ends[0] - 1 - i];
        if (one->state != ends[i].state || one->ended_at_ms == 0)
            fail_msg("%s: state %d", ends[i].name, one->state);
    }
    assert_int_equal(figure(&test, "resolved"), 4);
    assert_int_equal(figure(&test, "handed_over"), 2);
    /* Ended once, counted once. */
    test.service.now_ms += day_ms;
    assert_false(service_conversations_end_idle(&test.service, 100));
    assert_int_equal(figure(&test, "resolved"), 4);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_conversation_that_never_stops_ends_after_24_hours(test_database *database) {
    test_service test;
    store_conversation *found;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    for (int i = 0; i < 24 * 3; i++) {
        assert_false(service_conversations_end_idle(&test.service, 100));
        say(&test, 1, 1, "More");
        test.service.now_ms += 20 * minute_ms;
    }
    (void)list(&test, bot.organization_id, &found);
    assert_int_equal(found[0].state, CONVERSATION_OPEN);
    assert_false(service_conversations_end_idle(&test.service, 100));
    (void)list(&test, bot.organization_id, &found);
    assert_int_equal(found[0].state, CONVERSATION_RESOLVED);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_node_is_counted_by_entries_and_by_who_went_no_further(test_database *database) {
    test_service test;
    store_analytics_node *nodes;
    const test_bot bot = test_bot_open(&test, database);
    const int64_t today = test.service.now_ms / day_ms;
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    (void)take(&test, EVENT_NODE, 1, 1, "", "", "{\"nodes\":[\"main.hello\",\"main.mail\"]}");
    (void)take(&test, EVENT_NODE, 2, 2, "", "", "{\"nodes\":[\"main.hello\"]}");
    (void)take(&test, EVENT_NODE, 3, 2, "", "", "{\"node\":\"main.mail\"}");
    (void)take(&test, EVENT_NODE, 4, 2, "", "", "{\"node\":\"main.end\"}");
    test.service.now_ms += 31 * minute_ms;
    (void)service_conversations_end_idle(&test.service, 100);
    assert_int_equal(store_analytics_nodes(test.service.db, bot.organization_id, bot.bot_id, today,
                                           today + 1, 10, &test.memory, &nodes),
                     3);
    assert_memory_equal(nodes[0].node.data, "main.hello", 10);
    assert_true(nodes[0].entries == 2 && nodes[0].ends == 0);
    assert_true(nodes[1].entries == 2 && nodes[1].ends == 1);
    assert_true(nodes[2].entries == 1 && nodes[2].ends == 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void what_a_browser_sends_too_much_of_is_left_out(test_database *database) {
    static char long_node[STORE_NODE_BYTES_MAX + 20];
    static char many[2000];
    static char lead[16 * 1024 + 2];
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    /* A node's name, at its limit and one past it. */
    for (int size = STORE_NODE_BYTES_MAX; size <= STORE_NODE_BYTES_MAX + 1; size++) {
        (void)snprintf(long_node, sizeof long_node, "{\"node\":\"%0*d\"}", size, 0);
        (void)take(&test, EVENT_NODE, 1, 1, "", "", long_node);
        assert_int_equal(DB_READ(test.service.db,
                                 "SELECT COUNT(*) FROM analytics_nodes WHERE bot_id = ?1", -1,
                                 db_integer(bot.bot_id)),
                         1);
    }
    /* 51 nodes in one event: 50 are counted. */
    size_t used = (size_t)snprintf(many, sizeof many, "{\"nodes\":[\"n\"");
    for (int i = 1; i < 51; i++)
        used += (size_t)snprintf(many + used, sizeof many - used, ",\"n\"");
    (void)snprintf(many + used, sizeof many - used, "]}");
    (void)take(&test, EVENT_NODE, 2, 1, "", "", many);
    assert_int_equal(DB_READ(test.service.db,
                             "SELECT entries FROM analytics_nodes WHERE bot_id = ?1 AND node = 'n'",
                             -1, db_integer(bot.bot_id)),
                     50);
    /* A lead of 16 KiB, and one more byte. */
    for (int size = 16 * 1024; size <= 16 * 1024 + 1; size++) {
        (void)snprintf(lead, sizeof lead, "{\"a\":\"%0*d\"}", size - 8, 0);
        assert_int_equal(strlen(lead), size);
        assert_int_equal(take(&test, EVENT_LEAD, 3, 1, "", "", lead).outcome,
                         size <= 16 * 1024 ? EVENT_ACCEPTED : EVENT_REFUSED);
    }
    test_service_commit(&test);
    test_service_close(&test);
}

static void messages_past_the_limit_are_counted_and_not_kept(test_database *database) {
    test_service test;
    store_conversation *found;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    say(&test, 1, 1, "Hello");
    (void)list(&test, bot.organization_id, &found);
    found[0].messages = CONVERSATION_MESSAGES_MAX - 1;
    store_conversation_update(test.service.db, &found[0]);
    say(&test, 2, 1, "The last");
    say(&test, 3, 1, "One more");
    (void)list(&test, bot.organization_id, &found);
    assert_int_equal(found[0].messages, CONVERSATION_MESSAGES_MAX + 1);
    assert_int_equal(DB_READ(test.service.db,
                             "SELECT COUNT(*) FROM messages WHERE organization_id = ?1", -1,
                             db_integer(bot.organization_id)),
                     2);
    test_service_commit(&test);
    test_service_close(&test);
}

static void names_of_nodes_that_a_browser_makes_up_are_bounded(test_database *database) {
    test_service test;
    const test_bot bot = test_bot_open(&test, database);
    const store_analytics_key key = {
        .organization_id = bot.organization_id, .bot_id = bot.bot_id, .day = 1};
    test_service_begin(&test, true);
    for (int i = 0; i <= STORE_NODES_PER_DAY_MAX; i++) {
        char name[4] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676), 0};
        store_analytics_add_node(test.service.db, key, (chatlet_str){name, 3}, 1, 0);
    }
    assert_int_equal(DB_READ(test.service.db,
                             "SELECT COUNT(*) FROM analytics_nodes WHERE bot_id = ?1", -1,
                             db_integer(bot.bot_id)),
                     STORE_NODES_PER_DAY_MAX);
    test_service_commit(&test);
    test_service_close(&test);
}

static void questions_are_one_however_they_are_written(test_database *database) {
    test_service test;
    store_question_group *groups;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    (void)take(&test, EVENT_UNANSWERED, 1, 1, "", "Do you ship to Malmo?", "");
    (void)take(&test, EVENT_UNANSWERED, 2, 1, "", "What is a unicorn", "");
    (void)take(&test, EVENT_UNANSWERED, 3, 2, "", "do you ship to MALM\xc3\x96", "");
    assert_int_equal(store_unanswered_groups(test.service.db, bot.organization_id, 0, 0, 10,
                                             &test.memory, &groups),
                     2);
    assert_int_equal(groups[0].count, 2);
    assert_memory_equal(groups[0].question.data, "do you ship to MALM", 19);
    assert_int_equal(groups[1].count, 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void what_is_past_its_time_goes_bit_by_bit(test_database *database) {
    test_service test;
    store_conversation *found;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    for (uint8_t i = 1; i <= 5; i++) {
        test_visitor_become(&test, "192.0.2.1");
        (void)test_visitor_enter(&test, bot.bot_id, true);
        say(&test, 1, i, "Hello");
    }
    test.service.now_ms += 90 * day_ms;
    /* Who was there on that day goes before, in bits as well. */
    assert_true(service_retention_purge(&test.service, 2));
    while (service_retention_purge(&test.service, 2))
        continue;
    assert_int_equal(DB_READ(test.service.db, "SELECT COUNT(*) FROM visitor_days WHERE bot_id = ?1",
                             -1, db_integer(bot.bot_id)),
                     0);
    assert_int_equal(list(&test, bot.organization_id, &found), 5);
    test.service.now_ms += 1;
    assert_true(service_retention_purge(&test.service, 2));
    assert_int_equal(list(&test, bot.organization_id, &found), 3);
    while (service_retention_purge(&test.service, 2))
        continue;
    assert_int_equal(list(&test, bot.organization_id, &found), 0);
    assert_int_equal(DB_READ(test.service.db, "SELECT COUNT(*) FROM visitors WHERE bot_id = ?1", -1,
                             db_integer(bot.bot_id)),
                     0);
    assert_int_equal(DB_READ(test.service.db,
                             "SELECT COUNT(*) FROM search_texts WHERE organization_id = ?1", -1,
                             db_integer(bot.organization_id)),
                     0);
    /* Figures stay: they tell of nobody. */
    assert_int_equal(figure(&test, "conversations"), 5);
    test_service_commit(&test);
    test_service_close(&test);
}

static void an_export_holds_everything_of_a_visitor_and_nothing_else(test_database *database) {
    test_service test;
    chatlet_json_writer *writer;
    chatlet_json_document *document;
    chatlet_str text;
    const test_bot bot = test_bot_open(&test, database);
    test_service_begin(&test, true);
    (void)test_visitor_enter(&test, bot.bot_id, true);
    say(&test, 1, 1, "Somebody else");
    test_visitor_become(&test, "192.0.2.1");
    const visitor_grant ada = test_visitor_enter(&test, bot.bot_id, true);
    say(&test, 2, 2, "Hello");
    (void)take(&test, EVENT_LEAD, 3, 2, "", "",
               "{\"fields\":{\"mail\":\"a@b.example\",\"n\":1.5}}");
    (void)take(&test, EVENT_FEEDBACK, 4, 2, "", "Nice", "{\"value\":1}");
    assert_int_equal(chatlet_json_writer_new(&test.memory.allocator, 0, &writer), CHATLET_OK);
    assert_true(service_visitor_export(&test.service, bot.organization_id, ada.visitor_id, writer));
    assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
    assert_null(memmem(text.data, text.size_bytes, "Somebody", 8));
    assert_int_equal(chatlet_json_parse(&test.memory.allocator, text, &document, NULL), CHATLET_OK);
    const chatlet_json *all =
        chatlet_json_find(chatlet_json_root(document), CHATLET_STR("conversations"));
    assert_int_equal(all->count, 1);
    const chatlet_json *messages = chatlet_json_find(all->first, CHATLET_STR("messages"));
    const chatlet_json *said = chatlet_json_find(messages->first, CHATLET_STR("text"));
    assert_memory_equal(said->text.data, "Hello", 5);
    const chatlet_json *leads = chatlet_json_find(all->first, CHATLET_STR("leads"));
    assert_non_null(memmem(text.data, text.size_bytes, "{\"mail\":\"a@b.example\",\"n\":1.5}", 30));
    assert_int_equal(leads->count, 1);
    assert_false(
        service_visitor_export(&test.service, bot.organization_id + 1, ada.visitor_id, writer));
    test_service_commit(&test);
    test_service_close(&test);
}

static void on_databases(void **state) {
    (void)state;
    test_on_databases(a_conversation_keeps_what_is_said_in_the_order_of_its_times);
    test_on_databases(words_are_kept_only_where_visitor_and_bot_allow_it);
    test_on_databases(events_that_belong_nowhere_are_refused_by_name);
    test_on_databases(a_server_with_a_key_tells_conversations_without_visitors);
    test_on_databases(silence_ends_a_conversation_by_what_happened_in_it);
    test_on_databases(a_conversation_that_never_stops_ends_after_24_hours);
    test_on_databases(a_node_is_counted_by_entries_and_by_who_went_no_further);
    test_on_databases(what_a_browser_sends_too_much_of_is_left_out);
    test_on_databases(messages_past_the_limit_are_counted_and_not_kept);
    test_on_databases(names_of_nodes_that_a_browser_makes_up_are_bounded);
    test_on_databases(questions_are_one_however_they_are_written);
    test_on_databases(what_is_past_its_time_goes_bit_by_bit);
    test_on_databases(an_export_holds_everything_of_a_visitor_and_nothing_else);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_databases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
