/* What routes of visitors and conversations answer. */
#include "route/route_csv.h"
#include "route/route_visitor.h"
#include "service/service_caller.h"
#include "service/service_conversation.h"
#include "test_assert.h"
#include "test_route.h"
#include "test_visitor.h"

#include <chatlet/csv.h>

#include <stdio.h>

enum { PATH_BYTES = 300 };

/* A bot, and a key that may do everything in its organization. */
typedef struct world {
    test_service test;
    test_bot bot;
    service_caller key;
} world;

static void open(world *world, test_database *database) {
    world->bot = test_bot_open(&world->test, database);
    world->key = (service_caller){.kind = CALLER_KEY,
                                  .organization_id = world->bot.organization_id,
                                  .permissions = UINT64_MAX};
}

static const char *path_of(const world *world, const char *rest) {
    static char path[PATH_BYTES];
    char id[ROW_ID_TEXT_BYTES];
    const chatlet_str organization = row_id_text(ROW_ORGANIZATION, world->bot.organization_id, id);
    (void)snprintf(path, sizeof path, "/v1/orgs/%.*s/%s", (int)organization.size_bytes,
                   organization.data, rest);
    return path;
}

static const char *visitors_path(const world *world) {
    static char path[PATH_BYTES];
    char id[ROW_ID_TEXT_BYTES];
    const chatlet_str bot = row_id_text(ROW_BOT, world->bot.bot_id, id);
    (void)snprintf(path, sizeof path, "/v1/bots/%.*s/visitors", (int)bot.size_bytes, bot.data);
    return path;
}

static void ask(world *world, const char *method, const char *rest, const char *body,
                test_answer *answer) {
    test_route_ask(&world->test, &world->key, method, path_of(world, rest), NULL, body, answer);
}

/* Whether the answer holds `text`. */
static bool holds(const test_answer *answer, const char *text) {
    return memmem(answer->body.data, answer->body.size_bytes, text, strlen(text)) != NULL;
}

static void take(world *world, event_type type, uint8_t number, uint8_t conversation,
                 const char *text, const char *data) {
    event made = test_event(&world->test, type, number, conversation);
    made.author = CHATLET_STR("visitor");
    made.text = test_str(text);
    made.data_json = test_str(data);
    assert_int_equal(conversation_take(&world->test.service, &made).outcome, EVENT_ACCEPTED);
}

/* Conversations 1 to 3: a paid one, one with a question open and a lead, one handed over. */
static void talk(world *world) {
    test_service_begin(&world->test, true);
    (void)test_visitor_enter(&world->test, world->bot.bot_id, true);
    take(world, EVENT_MESSAGE, 1, 1, "How do I pay?", "");
    take(world, EVENT_MESSAGE, 2, 2, "Do you ship parcels to Malmo?", "");
    take(world, EVENT_UNANSWERED, 3, 2, "Do you ship parcels to Malmo?", "");
    take(world, EVENT_LEAD, 4, 2, "", "{\"fields\":{\"name\":\"=1+1\"}}");
    take(world, EVENT_FEEDBACK, 5, 2, "", "{\"value\":-1}");
    take(world, EVENT_MESSAGE, 6, 3, "A person, please, about my parcel", "");
    take(world, EVENT_END, 7, 3, "", "{\"outcome\":\"handed_over\"}");
    take(world, EVENT_NODE, 8, 3, "", "{\"nodes\":[\"main.hello\",\"main.person\"]}");
    test_service_commit(&world->test);
}

static void a_browser_gets_a_token_and_its_origin_is_let_in(test_database *database) {
    world world;
    test_answer answer;
    open(&world, database);
    test_route_ask(&world.test, NULL, "POST", visitors_path(&world), "Origin: https://shop.example",
                   "{\"consent\":true}", &answer);
    assert_int_equal(answer.status, 201);
    assert_true(holds(&answer, "\"stores\":true") && holds(&answer, "\"token\":\"cvt_"));
    test_text_equal("origin", test_answer_field(&answer, "Access-Control-Allow-Origin"),
                    CHATLET_STR("https://shop.example"));
    test_answer_free(&answer);
    test_route_ask(&world.test, NULL, "POST", visitors_path(&world),
                   "Origin: https://thief.example", "{}", &answer);
    assert_int_equal(answer.status, 403);
    assert_int_equal(test_answer_field(&answer, "Access-Control-Allow-Origin").size_bytes, 0);
    test_answer_free(&answer);
    test_service_close(&world.test);
}

static void wrong_bodies_are_told_field_by_field(test_database *database) {
    static const struct {
        const char *name;
        const char *body;
        uint16_t status;
        const char *pointer;
    } rows[] = {
        {"no JSON", "{", 400, ""},
        {"an unknown field", "{\"name\":\"x\"}", 422, "/name"},
        {"a wrong type", "{\"consent\":1}", 422, "/consent"},
        {"an identity that is none", "{\"identity\":\"a.b.c\"}", 422, "/identity"},
        {"a name that proves nothing", "{\"visitor\":\"vis_0000000000001\"}", 201, ""},
        {"a token that is none", "{\"previous_token\":\"cvt_x\"}", 201, ""},
    };
    world world;
    test_answer answer;
    open(&world, database);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_route_ask(&world.test, NULL, "POST", visitors_path(&world),
                       "Origin: https://shop.example", rows[i].body, &answer);
        if (answer.status != rows[i].status || !holds(&answer, rows[i].pointer))
            fail_msg("%s: %u %.*s", rows[i].name, answer.status, (int)answer.body.size_bytes,
                     answer.body.data);
        test_answer_free(&answer);
    }
    test_service_close(&world.test);
}

static void lists_show_what_their_filters_ask_for(test_database *database) {
    static const struct {
        const char *query;
        uint16_t status;
        bool shown[3]; /* conversations 1 to 3 */
    } rows[] = {
        {"conversations", 200, {true, true, true}},
        {"conversations?state=handed_over", 200, {false, false, true}},
        {"conversations?state=open", 200, {true, true, false}},
        {"conversations?rating=bad", 200, {false, true, false}},
        {"conversations?rating=good", 200, {false, false, false}},
        {"conversations?unanswered=true", 200, {false, true, false}},
        {"conversations?from=2026-12-01&to=2026-12-01", 200, {true, true, true}},
        {"conversations?from=2026-12-02", 200, {false, false, false}},
        {"conversations?to=2026-11-30", 200, {false, false, false}},
        {"conversations?q=parcel", 200, {false, true, true}},
        {"conversations?q=PARCELS%20malm%C3%B6", 200, {false, true, false}},
        {"conversations?q=parcel&state=open", 200, {false, true, false}},
        {"conversations?q=unicorn", 200, {false, false, false}},
        {"conversations?label=vip", 200, {false, false, false}},
        {"conversations?state=lost", 422, {false}},
        {"conversations?rating=2", 422, {false}},
        {"conversations?unanswered=1", 422, {false}},
        {"conversations?from=2026-02-30", 422, {false}},
        {"conversations?from=yesterday", 422, {false}},
        {"conversations?bot=bot_x", 422, {false}},
        {"conversations?bot=bot_0000000000001", 404, {false}},
        {"conversations?visitor=1", 422, {false}},
        {"conversations?limit=0", 422, {false}},
    };
    static const char *const words[3] = {"How do I pay?", "to Malmo?", "A person, please"};
    world world;
    test_answer answer;
    open(&world, database);
    talk(&world);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ask(&world, "GET", rows[i].query, NULL, &answer);
        bool good = answer.status == rows[i].status;
        for (int j = 0; good && answer.status == 200 && j < 3; j++)
            good = holds(&answer, words[j]) == rows[i].shown[j];
        if (!good)
            fail_msg("%s: %u %.*s", rows[i].query, answer.status, (int)answer.body.size_bytes,
                     answer.body.data);
        test_answer_free(&answer);
    }
    test_service_close(&world.test);
}

/* The text of the newest conversation's id, by its list. */
static const char *newest(world *world) {
    static char path[PATH_BYTES];
    test_answer answer;
    ask(world, "GET", "conversations?limit=1", NULL, &answer);
    const char *id = memmem(answer.body.data, answer.body.size_bytes, "cnv_", 4);
    assert_non_null(id);
    (void)snprintf(path, sizeof path, "conversations/%.17s", id);
    test_answer_free(&answer);
    return path;
}

static void a_conversation_is_read_labelled_exported_and_taken_out(test_database *database) {
    world world;
    test_answer answer;
    char path[2 * PATH_BYTES];
    open(&world, database);
    talk(&world);
    const char *one = newest(&world);
    ask(&world, "GET", one, NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_true(holds(&answer, "A person, please") && holds(&answer, "\"handed_over\""));
    test_answer_free(&answer);
    (void)snprintf(path, sizeof path, "%s/labels", one);
    ask(&world, "PUT", path, "{\"labels\":[\"vip\",\"urgent\"]}", &answer);
    assert_true(answer.status == 200 && holds(&answer, "[\"urgent\",\"vip\"]"));
    test_answer_free(&answer);
    ask(&world, "PUT", path, "{\"labels\":[\"\"]}", &answer);
    assert_true(answer.status == 422 && holds(&answer, "/labels"));
    test_answer_free(&answer);
    ask(&world, "GET", "conversations?label=vip", NULL, &answer);
    assert_true(holds(&answer, "A person, please") && !holds(&answer, "How do I pay?"));
    test_answer_free(&answer);
    (void)snprintf(path, sizeof path, "%s/transcript", one);
    ask(&world, "GET", path, NULL, &answer);
    test_text_equal("transcript", answer.body,
                    CHATLET_STR("2026-12-01T00:00:00.000Z visitor: A person, please, about my "
                                "parcel\n"));
    test_answer_free(&answer);
    ask(&world, "DELETE", one, NULL, &answer);
    assert_int_equal(answer.status, 204);
    test_answer_free(&answer);
    ask(&world, "GET", one, NULL, &answer);
    assert_int_equal(answer.status, 404);
    test_answer_free(&answer);
    ask(&world, "GET", "conversations?q=person", NULL, &answer);
    assert_true(holds(&answer, "\"data\":[]"));
    test_answer_free(&answer);
    test_service_close(&world.test);
}

static void labels_have_limits(test_database *database) {
    world world;
    test_answer answer;
    char path[2 * PATH_BYTES];
    char body[2000];
    open(&world, database);
    talk(&world);
    (void)snprintf(path, sizeof path, "%s/labels", newest(&world));
    for (int count = STORE_LABELS_MAX; count <= STORE_LABELS_MAX + 1; count++) {
        size_t used = (size_t)snprintf(body, sizeof body, "{\"labels\":[\"0\"");
        for (int i = 1; i < count; i++)
            used += (size_t)snprintf(body + used, sizeof body - used, ",\"%d\"", i);
        (void)snprintf(body + used, sizeof body - used, "]}");
        ask(&world, "PUT", path, body, &answer);
        assert_int_equal(answer.status, count <= STORE_LABELS_MAX ? 200 : 422);
        test_answer_free(&answer);
    }
    for (int size = CONVERSATION_LABEL_BYTES_MAX; size <= CONVERSATION_LABEL_BYTES_MAX + 1;
         size++) {
        (void)snprintf(body, sizeof body, "{\"labels\":[\"%0*d\"]}", size, 0);
        ask(&world, "PUT", path, body, &answer);
        assert_int_equal(answer.status, size <= CONVERSATION_LABEL_BYTES_MAX ? 200 : 422);
        test_answer_free(&answer);
    }
    ask(&world, "PUT", path, "{\"labels\":[\"a\\u0000b\"]}", &answer);
    assert_int_equal(answer.status, 422);
    test_answer_free(&answer);
    test_service_close(&world.test);
}

static void leads_leave_as_a_table_without_formulas(test_database *database) {
    static const struct {
        const char *text;
        const char *cell;
    } cells[] = {
        {"plain", "plain"},
        {"=1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\t=1", "'\t=1"},
        {"\r=1", "'\r=1"},
        {"a\"b", "a\"b"},
        {"\"", "\""},
        {"a,b\nc", "a,b\nc"},
        {"", ""},
    };
    world world;
    test_answer answer;
    open(&world, database);
    talk(&world);
    ask(&world, "GET", "leads", NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "{\"name\":\"=1+1\"}"));
    test_answer_free(&answer);
    ask(&world, "GET", "leads/export", NULL, &answer);
    assert_true(holds(&answer, "lead,bot,conversation,at,fields\r\n"));
    assert_true(holds(&answer, "\"{\"\"fields\"\":{\"\"name\"\":\"\"=1+1\"\"}}\"\r\n"));
    test_answer_free(&answer);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        chatlet_csv reader;
        chatlet_csv_record record;
        http_response response;
        char memory[200];
        route_csv csv;
        http_response_init(&response, &world.test.memory.allocator, 10000);
        route_call call = {.response = &response, .service = &world.test.service};
        route_csv_begin(&csv, &call, CHATLET_STR("a,b"));
        route_csv_text(&csv, test_str(cells[i].text));
        route_csv_whole(&csv, -7);
        route_csv_end_row(&csv);
        chatlet_csv_begin(&reader, http_buffer_str(&csv.buffer), memory);
        assert_true(chatlet_csv_next(&reader, &record) && chatlet_csv_next(&reader, &record));
        assert_int_equal(record.count, 2);
        test_text_equal(cells[i].text, record.fields[0].text, test_str(cells[i].cell));
        test_text_equal("number", record.fields[1].text, CHATLET_STR("-7"));
    }
    test_service_close(&world.test);
}

static void figures_come_by_day_with_their_sum(test_database *database) {
    world world;
    test_answer answer;
    char query[PATH_BYTES];
    char id[ROW_ID_TEXT_BYTES];
    open(&world, database);
    talk(&world);
    ask(&world, "GET", "analytics?from=2026-11-30&to=2026-12-01", NULL, &answer);
    assert_int_equal(answer.status, 200);
    assert_true(holds(&answer, "{\"day\":\"2026-11-30\",\"conversations\":0,"));
    assert_true(holds(&answer, "{\"day\":\"2026-12-01\",\"conversations\":3,\"messages\":3,"
                               "\"visitors\":1,\"resolved\":0,\"handed_over\":1,\"unanswered\":1,"
                               "\"feedback_up\":0,\"feedback_down\":1,\"leads\":1,"));
    assert_true(holds(&answer, "\"total\":{\"conversations\":3,"));
    test_answer_free(&answer);
    ask(&world, "GET", "analytics?from=2026-12-01&to=2026-12-01&format=csv", NULL, &answer);
    assert_true(holds(&answer, "\r\n2026-12-01,3,3,1,0,1,1,0,1,1,0,0,0,0\r\n"));
    test_answer_free(&answer);
    ask(&world, "GET", "analytics?from=2026-12-02&to=2026-12-01", NULL, &answer);
    assert_int_equal(answer.status, 422);
    test_answer_free(&answer);
    ask(&world, "GET", "analytics/nodes", NULL, &answer);
    assert_true(answer.status == 422 && holds(&answer, "\"bot\""));
    test_answer_free(&answer);
    const chatlet_str bot = row_id_text(ROW_BOT, world.bot.bot_id, id);
    (void)snprintf(query, sizeof query, "analytics/nodes?bot=%.*s", (int)bot.size_bytes, bot.data);
    ask(&world, "GET", query, NULL, &answer);
    assert_true(holds(&answer, "{\"node\":\"main.hello\",\"entries\":1,\"ends\":0}"));
    test_answer_free(&answer);
    ask(&world, "GET", "unanswered", NULL, &answer);
    assert_true(holds(&answer, "\"count\":1") && holds(&answer, "Malmo"));
    test_answer_free(&answer);
    test_service_close(&world.test);
}

static void a_visitor_sees_exports_and_erases_its_own(test_database *database) {
    world world;
    test_answer answer;
    open(&world, database);
    talk(&world);
    const service_caller visitor = world.test.service.caller;
    service_caller other = visitor;
    other.visitor_id++;
    test_route_ask(&world.test, &other, "GET", "/v1/visitor/conversations", NULL, NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "\"data\":[]"));
    test_answer_free(&answer);
    test_route_ask(&world.test, &visitor, "GET", "/v1/visitor/conversations", NULL, NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "How do I pay?"));
    test_answer_free(&answer);
    test_route_ask(&world.test, &visitor, "GET", "/v1/visitor/export", NULL, NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "How do I pay?"));
    test_answer_free(&answer);
    test_route_ask(&world.test, &visitor, "POST", "/v1/visitor/erase", NULL, NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "\"asked_by\":\"visitor\""));
    assert_true(holds(&answer, "\"conversations\":3,\"messages\":3,\"leads\":1"));
    test_answer_free(&answer);
    test_route_ask(&world.test, &visitor, "GET", "/v1/visitor/export", NULL, NULL, &answer);
    assert_int_equal(answer.status, 404);
    test_answer_free(&answer);
    ask(&world, "GET", "erasures", NULL, &answer);
    assert_true(answer.status == 200 && holds(&answer, "\"receipt\":\"rcp_"));
    test_answer_free(&answer);
    test_service_close(&world.test);
}

static void on_databases(void **state) {
    (void)state;
    test_on_databases(a_browser_gets_a_token_and_its_origin_is_let_in);
    test_on_databases(wrong_bodies_are_told_field_by_field);
    test_on_databases(lists_show_what_their_filters_ask_for);
    test_on_databases(a_conversation_is_read_labelled_exported_and_taken_out);
    test_on_databases(labels_have_limits);
    test_on_databases(leads_leave_as_a_table_without_formulas);
    test_on_databases(figures_come_by_day_with_their_sum);
    test_on_databases(a_visitor_sees_exports_and_erases_its_own);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_databases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
