/* Counts of a conversation at their limits, which are built, and one past them, which are not. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow_build.h"

#include "base/buffer.h"
#include "base/number_text.h"

enum { TEXT_BYTES_MAX = 4 * 1024 * 1024 };

static void put(clet_buffer *out, const char *text) { clet_buffer_append(out, test_str(text)); }

/* `count` times `item`, with every '#' in it the number of the item, parted by commas. */
static void put_items(clet_buffer *out, const char *item, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) put(out, ",");
        for (const char *at = item; *at != '\0'; at++) {
            if (*at == '#')
                clet_number_text_append_u64(out, i);
            else
                clet_buffer_append_byte(out, (uint8_t)*at);
        }
    }
}

static const struct {
    const char *name;
    uint32_t maximum;
    const char *before;
    const char *item;
    const char *after;
} limits[] = {
    {"flows", CHATLET_FLOWS_MAX, "{\"flows\": {",
     "\"f#\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}}",
     "}, \"start\": \"f0\"}"},
    {"nodes", CHATLET_FLOW_NODES_MAX, "{\"flows\": {\"main\": {\"start\": \"n0\", \"nodes\": {",
     "\"n#\": {\"type\": \"end\"}", "}}}}"},
    {"fields", CHATLET_FLOW_FIELDS_MAX,
     "{\"vars\": {\"v\": \"string\"}, \"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": "
     "{\"type\": \"ask\", \"next\": \"$end\", \"fields\": [",
     "{\"var\": \"v\", \"kind\": \"text\"}", "]}}}}}"},
    {"choices", CHATLET_FLOW_OPTIONS_MAX,
     "{\"vars\": {\"v\": \"string\"}, \"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": "
     "{\"type\": \"ask\", \"next\": \"$end\", \"fields\": [{\"var\": \"v\", \"kind\": \"choice\", "
     "\"choices\": [",
     "\"c#\"", "]}]}}}}}"},
    {"items", CHATLET_FLOW_ITEMS_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"say\", \"next\": "
     "\"$end\", \"text\": [",
     "\"t#\"", "]}}}}}"},
    {"triggers", CHATLET_FLOW_TRIGGERS_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}, "
     "\"triggers\": [",
     "{\"on\": \"event\", \"match\": \"e#\"}", "]}}}"},
    {"triggers of one", CHATLET_FLOW_TRIGGERS_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}, "
     "\"triggers\": [{\"on\": \"keyword\", \"match\": [",
     "\"e#\"", "]}]}}}"},
    {"intents", CHATLET_FLOW_INTENTS_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}}}, "
     "\"intents\": {",
     "\"i#\": {}", "}}"},
    {"entities", CHATLET_FLOW_ENTITIES_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}}}, "
     "\"entities\": {",
     "\"e#\": {\"builtin\": \"date\"}", "}}"},
    {"connections", CHATLET_FLOW_CONNECTIONS_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}}}, "
     "\"connections\": {",
     "\"c#\": {\"url\": \"/x\"}", "}}"},
    {"sentences", CHATLET_FLOW_PHRASES_MAX,
     "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}}}}, "
     "\"intents\": {\"i\": {\"examples\": [",
     "\"#\"", "]}}}"},
};

static chatlet_status build(size_t row, uint32_t count, test_conversation *made) {
    clet_buffer text;
    clet_buffer_init(&text, test_plain_allocator(), TEXT_BYTES_MAX);
    put(&text, limits[row].before);
    put_items(&text, limits[row].item, count);
    put(&text, limits[row].after);
    clet_buffer_append_byte(&text, 0);
    assert_int_equal(clet_buffer_status(&text), CHATLET_OK);
    const chatlet_status status =
        test_conversation_make(test_plain_allocator(), text.data, NULL, 0, NULL, made);
    clet_buffer_free(&text);
    return status;
}

static void counts_are_built_up_to_their_limits(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        test_conversation made;
        if (build(i, limits[i].maximum, &made) != CHATLET_OK)
            fail_msg("%s at %u: %s", limits[i].name, limits[i].maximum, made.notes);
        test_conversation_free(&made);
        test_status_equal(limits[i].name, build(i, limits[i].maximum + 1, &made),
                          CHATLET_ERR_INPUT);
        if (strstr(made.notes, " E17 ") == NULL)
            fail_msg("%s past %u: %s", limits[i].name, limits[i].maximum, made.notes);
        test_conversation_free(&made);
    }
}

/* Texts of flows that come to a little less, and a little more, than fits. */
static void flows_are_built_up_to_their_bytes(void **state) {
    (void)state;
    enum { VARIANT_BYTES = 1000, AROUND_BYTES = 20000 };
    static const char before[] = "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": "
                                 "{\"type\": \"say\", \"next\": \"$end\", \"text\": [";
    for (int past = 0; past < 2; past++) {
        clet_buffer text;
        test_conversation made;
        const uint32_t bytes =
            past ? CHATLET_FLOW_BYTES_MAX : CHATLET_FLOW_BYTES_MAX - AROUND_BYTES;
        clet_buffer_init(&text, test_plain_allocator(), TEXT_BYTES_MAX);
        put(&text, before);
        for (uint32_t i = 0; i < bytes / VARIANT_BYTES; i++) {
            put(&text, i == 0 ? "\"" : ",\"");
            for (int k = 0; k < VARIANT_BYTES; k++)
                put(&text, "x");
            put(&text, "\"");
        }
        put(&text, "]}}}}}");
        clet_buffer_append_byte(&text, 0);
        const chatlet_status status =
            test_conversation_make(test_plain_allocator(), text.data, NULL, 0, NULL, &made);
        test_status_equal(past ? "past" : "at", status, past ? CHATLET_ERR_INPUT : CHATLET_OK);
        if (past) assert_non_null(strstr(made.notes, "E17 the flows come to more than"));
        test_conversation_free(&made);
        clet_buffer_free(&text);
    }
}

/* Weights of any size keep their proportions, and come to no more than CHATLET_FLOW_WEIGHT_MAX. */
static void weights_are_scaled_to_their_limit(void **state) {
    (void)state;
    test_conversation made;
    const chatlet_status status = test_conversation_make(
        test_plain_allocator(),
        "{\"flows\": {\"main\": {\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"split\", "
        "\"arms\": [{\"name\": \"x\", \"weight\": 1000000, \"goto\": \"$end\"}, {\"name\": \"y\", "
        "\"weight\": 500000, \"goto\": \"$end\"}, {\"name\": \"z\", \"weight\": 0.001, \"goto\": "
        "\"$end\"}]}}}}}",
        NULL, 0, NULL, &made);
    if (status != CHATLET_OK) fail_msg("%s", made.notes);
    assert_int_equal(made.flows->nodes[0].cases[0].number, CHATLET_FLOW_WEIGHT_MAX);
    assert_int_equal(made.flows->nodes[0].cases[1].number, CHATLET_FLOW_WEIGHT_MAX / 2);
    assert_int_equal(made.flows->nodes[0].cases[2].number, 1);
    test_conversation_free(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_built_up_to_their_limits),
        cmocka_unit_test(flows_are_built_up_to_their_bytes),
        cmocka_unit_test(weights_are_scaled_to_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
