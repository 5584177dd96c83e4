/* Every count of a bot's conversation, at its limit and one past it. Bots are made here: written
 * out they would be megabytes. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow_checked.h"

#include "base/number_text.h"
#include "bundle/flow_names.h"

enum { BOT_BYTES_MAX = 1 << 24 };

static void put(clet_buffer *bot, const char *text) { clet_buffer_append(bot, test_str(text)); }

/* `count` times the text, with '#' its number and '@' the next one's, and commas between. */
static void repeat(clet_buffer *bot, const char *text, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) clet_buffer_append_byte(bot, ',');
        for (const char *at = text; *at != '\0'; at++) {
            if (*at == '#' || *at == '@')
                clet_number_text_append_u64(bot, *at == '#' ? i : (i + 1) % count);
            else
                clet_buffer_append_byte(bot, (uint8_t)*at);
        }
    }
}

#define SAY "{\"type\":\"say\",\"text\":\"x\",\"next\":\"$end\"}"
#define MAIN(nodes) "\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{" nodes "}}}"

/* What stands before, `count` of what, and behind. */
typedef struct size_row {
    const char *name;
    uint32_t limit;
    const char *before;
    const char *one;
    const char *behind;
    const char *message; /* of what is told one past it */
} size_row;

static const size_row rows[] = {
    {"flows", CHATLET_FLOWS_MAX, "{\"flows\":{",
     "\"f#\":{\"start\":\"a\",\"nodes\":{\"a\":" SAY "}}", "}}",
     "a bot may have at most 1000 flows; join or remove some"},
    {"nodes", CHATLET_FLOW_NODES_MAX, "{\"flows\":{\"main\":{\"start\":\"n0\",\"nodes\":{",
     "\"n#\":{\"type\":\"listen\",\"next\":\"n@\"}", "}}}}",
     "a bot may have at most 10000 nodes; join or remove some"},
    {"triggers", CHATLET_FLOW_TRIGGERS_MAX, "{" MAIN("\"a\":" SAY) ",\"triggers\":[",
     "{\"on\":\"event\",\"match\":\"e#\",\"goto\":\"main\"}", "]}",
     "a bot may have at most 1000 triggers; join or remove some"},
    {"intents", CHATLET_FLOW_INTENTS_MAX, "{" MAIN("\"a\":" SAY) ",\"intents\":{",
     "\"i#\":{\"patterns\":[\"a\",\"b\",\"c\"]}", "}}",
     "a bot may have at most 1000 intents; join or remove some"},
    {"entities", CHATLET_FLOW_ENTITIES_MAX, "{" MAIN("\"a\":" SAY) ",\"entities\":{",
     "\"e#\":{\"values\":[\"x\"]}", "}}",
     "a bot may have at most 200 entities; join or remove some"},
    {"connections", CHATLET_FLOW_CONNECTIONS_MAX, "{" MAIN("\"a\":" SAY) ",\"connections\":{",
     "\"c#\":{\"url\":\"/x\"}", "}}",
     "a bot may have at most 100 connections; join or remove some"},
    {"examples", CHATLET_FLOW_PHRASES_MAX,
     "{" MAIN("\"a\":" SAY) ",\"intents\":{\"i\":{\"examples\":[", "\"x#\"", "]}}}",
     "an intent may have at most 10000 examples; keep the best ones"},
    {"values of an entity", CHATLET_FLOW_PHRASES_MAX,
     "{" MAIN("\"a\":" SAY) ",\"entities\":{\"e\":{\"values\":[", "\"x#\"", "]}}}",
     "an entity may have at most 10000 values; use a regular expression"},
    {"patterns", CHATLET_FLOW_ITEMS_MAX,
     "{" MAIN("\"a\":" SAY) ",\"intents\":{\"i\":{\"patterns\":[", "\"x#\"", "]}}}",
     "an intent may have at most 1000 patterns; join some with '|'"},
    {"variables", CHATLET_EXPRESSION_VARIABLES_MAX - CLET_SYSTEM_VARIABLE_COUNT,
     "{" MAIN("\"a\":" SAY) ",\"vars\":{", "\"v#\":\"int\"", "}}",
     "a bot may have at most 993 variables; put some together in a map"},
    {"fields", CHATLET_FLOW_FIELDS_MAX,
     "{\"vars\":{\"v\":{\"type\":\"string\",\"scope\":\"visitor\"}},"
     "\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"ask\",\"next\":\"$end\","
     "\"fields\":[",
     "{\"var\":\"v\",\"kind\":\"text\"}", "]}}}}}",
     "an `ask` may have at most 100 fields; split it in two nodes"},
    {"choices", CHATLET_FLOW_OPTIONS_MAX,
     "{\"vars\":{\"v\":{\"type\":\"string\",\"scope\":\"visitor\"}},"
     "\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"ask\",\"next\":\"$end\","
     "\"fields\":["
     "{\"var\":\"v\",\"kind\":\"choice\",\"choices\":[",
     "\"c#\"", "]}]}}}}}", "a question may have at most 100 choices; ask for a part of it first"},
    {"cases", CHATLET_FLOW_ITEMS_MAX,
     "{\"vars\":{\"v\":{\"type\":\"int\",\"init\":0}},\"flows\":{\"main\":{\"start\":\"a\","
     "\"nodes\":{"
     "\"b\":" SAY ",\"a\":{\"type\":\"branch\",\"next\":\"$end\",\"cases\":[",
     "{\"when\":\"v == #\",\"goto\":\"b\"}", "]}}}}}",
     "a node may have at most 1000 ways on; split it in two nodes"},
    {"variants of a text", CHATLET_FLOW_ITEMS_MAX,
     "{\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"say\",\"next\":\"$end\","
     "\"text\":[",
     "\"x#\"", "]}}}}}", "a text may have at most 1000 variants; keep the best ones"},
    {"media", CHATLET_FLOW_ITEMS_MAX,
     "{\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"say\",\"next\":\"$end\","
     "\"media\":[",
     "{\"kind\":\"card\",\"title\":\"x\"}", "]}}}}}",
     "a `say` may have at most 1000 media; split it in two nodes"},
    {"values", CHATLET_FLOW_ITEMS_MAX,
     "{\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{\"a\":{\"type\":\"do\",\"next\":\"$end\","
     "\"action\":\"document.render\",\"args\":{",
     "\"k#\":\"1\"", "}}}}}}", "a node may have at most 1000 values; split it in two nodes"},
};

/* How often the code is told; *last gets the message of the last one. */
static uint32_t count_told(chatlet_str lines, chatlet_str *last) {
    static const char code[] = ": E17: ";
    uint32_t count = 0;
    for (size_t i = 0; i + sizeof code <= lines.size_bytes; i++) {
        if (memcmp(lines.data + i, code, sizeof code - 1) != 0) continue;
        const char *begin = lines.data + i + sizeof code - 1;
        const char *end = memchr(begin, '\n', lines.size_bytes);
        *last = (chatlet_str){.data = begin, .size_bytes = (size_t)(end - begin)};
        count++;
    }
    return count;
}

static void check_count(const size_row *row, uint32_t count) {
    clet_buffer bot;
    test_checked made;
    chatlet_str message = {0};
    clet_buffer_init(&bot, test_plain_allocator(), BOT_BYTES_MAX);
    put(&bot, row->before);
    repeat(&bot, row->one, count);
    put(&bot, row->behind);
    test_checked_begin(&made, test_plain_allocator());
    assert_true(test_checked_goes_on(test_checked_take_bot(&made, clet_buffer_str(&bot))));
    test_status_equal(row->name, test_checked_finish(&made), CHATLET_OK);
    const uint32_t told = count_told(clet_buffer_str(&made.lines), &message);
    if (told != (count > row->limit ? 1 : 0))
        fail_msg("%s: %u of them: E17 is told %u times", row->name, count, told);
    if (told == 1) test_text_equal(row->name, message, test_str(row->message));
    test_checked_end(&made);
    clet_buffer_free(&bot);
}

static void every_count_is_taken_at_its_limit_and_told_past_it(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_count(&rows[i], rows[i].limit);
        check_count(&rows[i], rows[i].limit + 1);
    }
}

static const char small_bot[] =
    "{\"locale\":\"en\",\"vars\":{\"n\":{\"type\":\"int\",\"init\":0},\"m\":\"string\"},"
    "\"intents\":{\"i\":{\"examples\":[\"one [two](e)\",\"three\"],\"patterns\":[\"a+\",\"(\"]}},"
    "\"entities\":{\"e\":{\"regex\":\"[0-9]+\"}},\"connections\":{\"c\":{\"url\":\"/x\"}},"
    "\"strings\":{\"en\":{\"k\":\"Hi {{m}}\"},\"es\":{\"k\":\"Hola\"}},"
    "\"triggers\":[{\"on\":\"keyword\",\"match\":\"help\",\"goto\":\"main\"},"
    "{\"on\":\"keyword\",\"match\":\"help me\",\"goto\":\"main\"}],"
    "\"flows\":{\"main\":{\"start\":\"a\",\"nodes\":{"
    "\"a\":{\"type\":\"ask\",\"fields\":[{\"var\":\"m\",\"kind\":\"email\",\"prompt\":{\"key\":"
    "\"k\"},"
    "\"pii\":true,\"valid\":\"value != ''\"}],\"next\":\"b\"},"
    "\"b\":{\"type\":\"http\",\"connection\":\"c\",\"body\":{\"m\":\"m\"},\"next\":\"d\"},"
    "\"d\":{\"type\":\"branch\",\"cases\":[{\"when\":\"n > 1\",\"goto\":\"f\"}],\"next\":\"e\"},"
    "\"e\":{\"type\":\"call\",\"flow\":\"sub\",\"in\":{\"x\":\"n\"},\"next\":\"d\"},"
    "\"f\":{\"type\":\"say\",\"text\":\"Bye {{m}} {{q}}\"}}},"
    "\"sub\":{\"in\":{\"x\":\"int\"},\"start\":\"s\",\"nodes\":{\"s\":{\"type\":\"set\","
    "\"assign\":{\"n\":\"x + 1\"},\"next\":\"$return\"}}}}}";

static chatlet_status check_small(const chatlet_allocator *allocator, uint32_t *told) {
    test_checked made;
    test_checked_begin(&made, allocator);
    chatlet_status status = test_checked_take_bot(&made, test_str(small_bot));
    if (test_checked_goes_on(status)) status = test_checked_finish(&made);
    *told = made.reporter.error_count + made.reporter.warning_count;
    test_checked_end(&made);
    return status;
}

static void every_refused_allocation_ends_the_check(void **state) {
    (void)state;
    uint32_t wanted = 0;
    test_status_equal("small", check_small(test_plain_allocator(), &wanted), CHATLET_OK);
    assert_true(wanted > 5);
    for (size_t refuse_at = 1;; refuse_at++) {
        test_allocator test;
        uint32_t told = 0;
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        const chatlet_status status = check_small(&test.allocator, &told);
        assert_int_equal(test.live_count, 0);
        if (status == CHATLET_OK) {
            assert_int_equal(told, wanted);
            assert_true(refuse_at > 10);
            return;
        }
        test_status_equal("refused", status, CHATLET_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_count_is_taken_at_its_limit_and_told_past_it),
        cmocka_unit_test(every_refused_allocation_ends_the_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
