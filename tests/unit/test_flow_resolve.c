/* Names of a conversation linked to what they name; every message whole with its place. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/flow_parse.h"
#include "compile/flow_resolve.h"

enum { MESSAGES_BYTES = 4096 };

/* Diagnostics as lines "file:line:column code message". */
typedef struct messages {
    char text[MESSAGES_BYTES];
    size_t size_bytes;
} messages;

static void note(void *context, const chatlet_diagnostic *diagnostic) {
    messages *notes = context;
    const int length =
        snprintf(notes->text + notes->size_bytes, MESSAGES_BYTES - notes->size_bytes,
                 "%.*s:%u:%u %s %.*s\n", (int)diagnostic->file.size_bytes, diagnostic->file.data,
                 diagnostic->line, diagnostic->column, diagnostic->code,
                 (int)diagnostic->message.size_bytes, diagnostic->message.data);
    assert_true(length > 0 && (size_t)length < MESSAGES_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

typedef struct resolving {
    clet_flow_ast ast;
    messages notes;
    chatlet_status status;
} resolving;

/* flows/sub.json is always the same: one parameter, a local, one node. */
static const char sub[] = "{\"start\": \"ask\", \"in\": {\"who\": \"string\"}, \"out\": {\"sum\": "
                          "\"int\"}, \"nodes\": {\"ask\": {\"type\": \"end\"}}}";

static void resolve(resolving *made, const char *bot, const char *flow) {
    *made = (resolving){.status = CHATLET_OK};
    clet_reporter reporter = {.context = &made->notes, .on_diagnostic = note};
    clet_flow_ast_init(&made->ast, test_plain_allocator());
    assert_int_equal(clet_flow_parse_bot(&made->ast, &reporter, test_str("bot"), test_str(bot)),
                     CHATLET_OK);
    assert_int_equal(
        clet_flow_parse_source(&made->ast, &reporter, test_str("flows/main.json"), test_str(flow)),
        CHATLET_OK);
    assert_int_equal(
        clet_flow_parse_source(&made->ast, &reporter, test_str("flows/sub.json"), test_str(sub)),
        CHATLET_OK);
    made->status = clet_flow_resolve(&made->ast, &reporter);
}

#define FLOW(members) "{\"start\": \"a\", \"nodes\": {\"a\": {" members "}}}"

static const struct {
    const char *name;
    const char *bot;
    const char *flow;
    const char *messages;
} mistakes[] = {
    {"all is there", "{}", FLOW("\"type\": \"say\", \"next\": \"$end\", \"fail\": \"sub.ask\""),
     ""},
    {"a mistyped node", "{}",
     "{\"start\": \"welcom\", \"nodes\": {\"welcome\": {\"type\": \"end\"}}}",
     "flows/main.json:1:11 E01 there is no node \"welcom\" in this flow; did you mean "
     "\"welcome\"?\n"},
    {"a missing node", "{}", FLOW("\"type\": \"say\", \"next\": \"somewhere\""),
     "flows/main.json:1:55 E01 there is no node \"somewhere\" in this flow; write \"flow.node\" "
     "for "
     "one of another flow\n"},
    {"a mistyped node of another flow", "{}", FLOW("\"type\": \"say\", \"next\": \"sub.aks1\""),
     "flows/main.json:1:55 E01 there is no node \"aks1\" in flow \"sub\"; add it or name "
     "another\n"},
    {"a missing flow", "{}", FLOW("\"type\": \"say\", \"next\": \"order.start\""),
     "flows/main.json:1:55 E01 there is no flow \"order\"; add flows/NAME.json for it, or name "
     "another\n"},
    {"a mistyped special target", "{}", FLOW("\"type\": \"say\", \"next\": \"$retrun\""),
     "flows/main.json:1:55 E01 there is no target \"$retrun\"; did you mean \"$return\"?\n"},
    {"an unknown special target", "{}", FLOW("\"type\": \"say\", \"next\": \"$home\""),
     "flows/main.json:1:55 E01 there is no target \"$home\"; the ones with '$' are $end, $return, "
     "$back and $restart\n"},
    {"no flow to begin with", "{\"start\": \"mani\"}", FLOW("\"type\": \"end\""),
     "bot:1:11 E01 there is no flow \"mani\"; add flows/NAME.json for it, or name another\n"},
    {"a mistyped variable", "{\"vars\": {\"seats\": \"int\"}}",
     FLOW("\"type\": \"set\", \"assign\": {\"seat\": 1}, \"next\": \"$end\""),
     "flows/main.json:1:58 E04 there is no variable \"seat\"; did you mean \"seats\"?\n"},
    {"a missing variable", "{}",
     FLOW("\"type\": \"http\", \"url\": \"/x\", \"save\": \"reply\", \"next\": \"$end\""),
     "flows/main.json:1:69 E04 there is no variable \"reply\"; declare it under \"vars\"\n"},
    {"the engine's own variable", "{}",
     FLOW("\"type\": \"set\", \"assign\": {\"now\": 1}, \"next\": \"$end\""),
     "flows/main.json:1:58 E04 \"now\" is the engine's own and can only be read; declare a "
     "variable of another name under \"vars\"\n"},
    {"a local that hides a variable", "{\"vars\": {\"seats\": \"int\"}}",
     "{\"start\": \"a\", \"vars\": {\"seats\": \"int\"}, \"nodes\": {\"a\": {\"type\": \"end\"}}}",
     "flows/main.json:1:25 E04 \"seats\" is a variable of the bot already; give this one another "
     "name\n"},
    {"a variable that hides the engine's", "{\"vars\": {\"page\": \"int\"}}",
     FLOW("\"type\": \"end\""),
     "bot:1:11 E04 \"page\" is the engine's own; give this one another name\n"},
    {"a parameter the flow has not", "{}",
     FLOW("\"type\": \"call\", \"flow\": \"sub\", \"in\": {\"whom\": \"1\"}, \"next\": \"$end\""),
     "flows/main.json:1:70 E04 there is no parameter \"whom\"; did you mean \"who\"?\n"},
    {"a result is no parameter", "{}",
     FLOW("\"type\": \"call\", \"flow\": \"sub\", \"in\": {\"sum\": \"1\"}, \"next\": \"$end\""),
     "flows/main.json:1:70 E04 there is no parameter \"sum\"; declare it under \"in\" of "
     "the called flow\n"},
    {"a missing called flow", "{}", FLOW("\"type\": \"call\", \"flow\": \"x\""),
     "flows/main.json:1:56 E01 there is no flow \"x\"; add flows/NAME.json for it, or name "
     "another\n"},
    {"a mistyped connection", "{\"connections\": {\"leads\": {\"url\": \"/l\"}}}",
     FLOW("\"type\": \"do\", \"action\": \"x\", \"connection\": \"lead\""),
     "flows/main.json:1:75 E15 there is no connection \"lead\"; did you mean \"leads\"?\n"},
    {"a missing connection", "{}",
     FLOW("\"type\": \"do\", \"action\": \"x\", \"connection\": \"l\""),
     "flows/main.json:1:75 E15 there is no connection \"l\"; declare it under \"connections\" of "
     "bot.json\n"},
    {"a missing intent", "{}", FLOW("\"type\": \"listen\", \"intents\": {\"greet\": \"a\"}"),
     "flows/main.json:1:62 E01 there is no intent \"greet\"; add intents/NAME.json for it, or name "
     "another\n"},
    {"a missing entity", "{\"vars\": {\"v\": \"string\"}}",
     FLOW("\"type\": \"ask\", \"fields\": [{\"var\": \"v\", \"kind\": \"text\", \"entity\": "
          "\"size\"}]"),
     "flows/main.json:1:97 E01 there is no entity \"size\"; declare it under \"entities\" of "
     "bot.json\n"},
    {"a trigger that leads to nothing",
     "{\"triggers\": [{\"on\": \"no-match\", \"goto\": \"$end\"}]}", FLOW("\"type\": \"end\""),
     "bot:1:42 E01 a trigger must lead to a node or a flow, not to \"$end\"\n"},
    {"a trigger of the bot names flows",
     "{\"triggers\": [{\"on\": \"no-match\", \"goto\": \"a\"}]}", FLOW("\"type\": \"end\""),
     "bot:1:42 E01 there is no flow \"a\"; add flows/NAME.json for it, or name another\n"},
    {"a mistyped type", "{\"vars\": {\"v\": \"strng\"}}", FLOW("\"type\": \"end\""),
     "bot:1:16 E121 there is no type \"strng\"; did you mean \"string\"?\n"},
    {"an unknown type", "{\"vars\": {\"v\": \"list(\"}}", FLOW("\"type\": \"end\""),
     "bot:1:16 E121 there is no type \"list(\"; did you mean \"list\"?\n"},
};

static void every_missing_name_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        resolving made;
        resolve(&made, mistakes[i].bot, mistakes[i].flow);
        if (strcmp(made.notes.text, mistakes[i].messages) != 0)
            fail_msg("%s\n  input    %s\n  expected %s\n  actual   %s", mistakes[i].name,
                     mistakes[i].flow, mistakes[i].messages, made.notes.text);
        assert_int_equal(made.status,
                         mistakes[i].messages[0] == '\0' ? CHATLET_OK : CHATLET_ERR_INPUT);
        clet_flow_ast_free(&made.ast);
    }
}

static void names_are_linked_and_numbered(void **state) {
    (void)state;
    resolving made;
    resolve(&made,
            "{\"vars\": {\"total\": \"int\"}, \"triggers\": [{\"on\": \"no-match\", \"goto\": "
            "\"sub\"}]}",
            "{\"start\": \"b\", \"vars\": {\"seats\": \"list(string)\"}, \"triggers\": [{\"on\": "
            "\"error\"}], \"nodes\": {\"a\": {\"type\": \"say\", \"next\": \"$back\"}, \"b\": "
            "{\"type\": \"call\", \"flow\": \"sub\", \"in\": {\"who\": \"'x'\"}, \"out\": "
            "{\"total\": \"sum\"}, \"next\": \"a\"}}}");
    assert_string_equal(made.notes.text, "");
    const clet_ast_flow *flow = made.ast.flows[0];
    const clet_ast_flow *called = made.ast.flows[1];
    assert_ptr_equal(made.ast.start_flow, flow);
    assert_int_equal(made.ast.node_count, 3);
    assert_ptr_equal(flow->start.node, &flow->nodes[1]);
    assert_int_equal(flow->nodes[0].next.target, CLET_AST_TARGET_BACK);
    assert_ptr_equal(flow->nodes[1].next.node, &flow->nodes[0]);
    assert_int_equal(called->nodes[0].number, 2);
    assert_ptr_equal(flow->nodes[1].call.flow.flow, called);
    assert_ptr_equal(flow->nodes[1].call.in.items[0].target.variable, &called->locals[0]);
    assert_ptr_equal(flow->nodes[1].call.out.items[0].target.variable, &made.ast.variables[0]);
    assert_ptr_equal(flow->nodes[1].call.out.items[0].expression.scope, called);
    assert_ptr_equal(flow->nodes[1].call.in.items[0].expression.scope, flow);
    assert_int_equal(made.ast.variables[0].slot, CLET_SYSTEM_VARIABLE_COUNT);
    assert_int_equal(flow->locals[0].slot, CLET_SYSTEM_VARIABLE_COUNT + 1);
    assert_int_equal(called->locals[1].slot, CLET_SYSTEM_VARIABLE_COUNT + 2);
    assert_int_equal(flow->locals[0].kind, CHATLET_VALUE_LIST);
    assert_ptr_equal(made.ast.triggers.items[0].target.node, &called->nodes[0]);
    assert_ptr_equal(flow->triggers.items[0].target.node, &flow->nodes[1]);
    clet_flow_ast_free(&made.ast);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_missing_name_is_told),
        cmocka_unit_test(names_are_linked_and_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
