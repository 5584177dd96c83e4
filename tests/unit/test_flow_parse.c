/* Files of a conversation: what is taken, and every message whole with its place. */
#include "test_allocator.h"
#include "test_assert.h"

#include "compile/flow_parse.h"

enum { MESSAGES_BYTES = 8192 };

/* Diagnostics as lines "line:column code message". */
typedef struct messages {
    char text[MESSAGES_BYTES];
    size_t size_bytes;
} messages;

static void note(void *context, const chatlet_diagnostic *diagnostic) {
    messages *notes = context;
    const int length =
        snprintf(notes->text + notes->size_bytes, MESSAGES_BYTES - notes->size_bytes,
                 "%u:%u %s %.*s\n", diagnostic->line, diagnostic->column, diagnostic->code,
                 (int)diagnostic->message.size_bytes, diagnostic->message.data);
    assert_true(length > 0 && (size_t)length < MESSAGES_BYTES - notes->size_bytes);
    notes->size_bytes += (size_t)length;
}

typedef struct parsing {
    clet_flow_ast ast;
    messages notes;
    clet_reporter reporter;
} parsing;

static void begin(parsing *made) {
    *made = (parsing){.reporter = {.on_diagnostic = note}};
    made->reporter.context = &made->notes;
    clet_flow_ast_init(&made->ast, test_plain_allocator());
}

static chatlet_status add(parsing *made, const char *path, const char *source) {
    const chatlet_str bytes = test_guarded_copy(test_str(source));
    const chatlet_status status =
        strcmp(path, "bot.json") == 0
            ? clet_flow_parse_bot(&made->ast, &made->reporter, test_str(path), bytes)
            : clet_flow_parse_source(&made->ast, &made->reporter, test_str(path), bytes);
    test_guarded_free(bytes);
    return status;
}

#define NODE(members) "{\"start\": \"a\", \"nodes\": {\"a\": {" members "}}}"

static const struct {
    const char *name;
    const char *path;
    const char *source;
    const char *messages;
} mistakes[] = {
    {"a flow of one node", "flows/main.json", NODE("\"type\": \"end\""), ""},
    {"syntax", "flows/main.json", "{\"start\": }", "1:11 E110 expected a value after ':'\n"},
    {"a list", "flows/main.json", "[]", "1:1 E120 \"the file\" must be an object in { }\n"},
    {"nothing in it", "flows/main.json", "{}",
     "1:1 E120 a flow needs \"start\"; add it\n1:1 E120 a flow needs \"nodes\"; add it\n"},
    {"a name no flow can have", "flows/Main.json", NODE("\"type\": \"end\""),
     "1:1 E121 the file's name, \"Main\", cannot name a flow: use 1 to 64 lower-case letters, "
     "digits, '-' and '_', beginning with a letter\n"},
    {"a mistyped field", "flows/main.json", "{\"strat\": \"a\", \"start\": \"a\", \"nodes\": {}}",
     "1:2 E120 unknown field \"strat\"; did you mean \"start\"?\n"},
    {"a field twice", "flows/main.json", "{\"start\": \"a\", \"start\": \"a\", \"nodes\": {}}",
     "1:2 E120 \"start\" stands here twice; keep one of them\n"},
    {"a node no one can name", "flows/main.json",
     "{\"start\": \"a\", \"nodes\": {\"A b\": {\"type\": \"end\"}}}",
     "1:26 E121 \"A b\" cannot name a node: use 1 to 64 lower-case letters, digits, '-' and '_', "
     "beginning with a letter\n"},
    {"a node twice", "flows/main.json",
     "{\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\"}, \"a\": {\"type\": \"end\"}}}",
     "1:26 E120 \"a\" stands here twice; keep one of them\n"},
    {"a node without type", "flows/main.json", NODE("\"next\": \"a\""),
     "1:31 E120 a node needs \"type\"; add it\n"},
    {"a mistyped type", "flows/main.json", NODE("\"type\": \"says\""),
     "1:40 E121 \"type\" cannot be \"says\"; did you mean \"say\"?\n"},
    {"an unknown type", "flows/main.json", NODE("\"type\": \"hologram\""),
     "1:40 E121 \"type\" cannot be \"hologram\"; it may be \"say\", \"ask\", \"listen\", \"set\", "
     "\"branch\", \"split\", \"each\", \"call\", \"jump\", \"answer\", \"llm\", \"http\", \"do\", "
     "\"wait\", "
     "\"human\", \"end\"\n"},
    {"a field of another kind", "flows/main.json", NODE("\"type\": \"end\", \"text\": \"x\""),
     "1:47 E120 unknown field \"text\"; did you mean \"next\"?\n"},
    {"a number for a text", "flows/main.json", NODE("\"type\": \"say\", \"text\": 1"),
     "1:55 E120 \"text\" must be a text in quotes, a key of strings like {\"key\": \"welcome\"}, "
     "or a list of these to choose from\n"},
    {"an empty list of variants", "flows/main.json", NODE("\"type\": \"say\", \"text\": []"),
     "1:55 E121 \"text\" must have at least one text in its list\n"},
    {"a target that is no text", "flows/main.json", NODE("\"type\": \"say\", \"next\": 3"),
     "1:55 E120 \"next\" must be a text in quotes\n"},
    {"half a millisecond", "flows/main.json", NODE("\"type\": \"say\", \"timeout_ms\": 0.5"),
     "1:61 E121 \"timeout_ms\" must be a whole number from 1 to 4294967294\n"},
    {"no time at all", "flows/main.json", NODE("\"type\": \"say\", \"timeout_ms\": 0"),
     "1:61 E121 \"timeout_ms\" must be a whole number from 1 to 4294967294\n"},
    {"a delay of less than nothing", "flows/main.json", NODE("\"type\": \"say\", \"delay_ms\": -1"),
     "1:59 E121 \"delay_ms\" must be a whole number from 0 to 4294967294\n"},
    {"a question without fields", "flows/main.json", NODE("\"type\": \"ask\""),
     "1:31 E120 a node of type \"ask\" needs \"fields\"; add it\n"},
    {"a list of no fields", "flows/main.json", NODE("\"type\": \"ask\", \"fields\": []"),
     "1:57 E121 \"fields\" must have at least one field\n"},
    {"a field without its two", "flows/main.json", NODE("\"type\": \"ask\", \"fields\": [{}]"),
     "1:58 E120 a field needs \"var\"; add it\n1:58 E120 a field needs \"kind\"; add it\n"},
    {"an unknown kind of field", "flows/main.json",
     NODE("\"type\": \"ask\", \"fields\": [{\"var\": \"v\", \"kind\": \"emial\"}]"),
     "1:79 E121 \"kind\" cannot be \"emial\"; did you mean \"email\"?\n"},
    {"a choice that is a list", "flows/main.json",
     NODE("\"type\": \"ask\", \"fields\": [{\"var\": \"v\", \"kind\": \"choice\", \"choices\": "
          "[{\"label\": \"A\", \"value\": []}]}]"),
     "1:125 E121 \"value\" must be a text, a number, true or false\n"},
    {"a choice without label", "flows/main.json",
     NODE("\"type\": \"ask\", \"fields\": [{\"var\": \"v\", \"kind\": \"choice\", \"choices\": "
          "[{\"value\": 1}]}]"),
     "1:101 E120 a choice needs \"label\"; add it\n"},
    {"an expression that is empty", "flows/main.json",
     NODE("\"type\": \"branch\", \"cases\": [{\"when\": \" \", \"goto\": \"a\"}]"),
     "1:69 E121 \"when\" must be an expression; it is empty\n"},
    {"a case without its two", "flows/main.json", NODE("\"type\": \"branch\", \"cases\": [{}]"),
     "1:60 E120 a case needs \"goto\"; add it\n1:60 E120 a case needs \"when\"; add it\n"},
    {"a split that does not", "flows/main.json",
     NODE("\"type\": \"split\", \"arms\": [{\"name\": \"x\", \"weight\": 1, \"goto\": \"a\"}]"),
     "1:57 E121 \"arms\" must have at least two arms to choose from\n"},
    {"a wait for nothing", "flows/main.json", NODE("\"type\": \"wait\""),
     "1:31 E120 a node of type \"wait\" needs \"ms\"; add it\n"},
    {"a header that opens", "flows/main.json",
     NODE("\"type\": \"http\", \"url\": \"/x\", \"headers\": {\"X\": \"a{{b\"}"),
     "1:78 E121 \"X\" must close its \"{{\" with \"}}\"\n"},
    {"a card within a card", "flows/main.json",
     NODE("\"type\": \"say\", \"media\": [{\"kind\": \"list\", \"items\": [{\"items\": []}]}]"),
     "1:85 E120 unknown field \"items\"; remove it or see the fields in core/README.md\n"},
    {"a variable without type", "flows/main.json",
     "{\"start\": \"a\", \"vars\": {\"x\": {}}, \"nodes\": {}}",
     "1:30 E120 a variable needs \"type\"; add it\n"},
    {"a variable that is a word of the language", "flows/main.json",
     "{\"start\": \"a\", \"vars\": {\"if\": \"int\"}, \"nodes\": {}}",
     "1:25 E121 \"if\" cannot name a variable: use 1 to 64 lower-case letters, digits and '_', not "
     "beginning with a digit, and no word of the language like \"if\"\n"},
    {"a parameter and a variable by one name", "flows/main.json",
     "{\"start\": \"a\", \"in\": {\"x\": \"int\"}, \"vars\": {\"x\": \"int\"}, \"nodes\": {}}",
     "1:45 E04 variable \"x\" is declared twice in this flow; keep one, or give both the same type "
     "when one of them is under \"out\"\n"},
    {"a result that is a parameter, too", "flows/main.json",
     "{\"start\": \"a\", \"in\": {\"x\": \"int\"}, \"out\": {\"x\": \"int\"}, \"nodes\": {}}", ""},
    {"a trigger on nothing", "flows/main.json",
     "{\"start\": \"a\", \"triggers\": [{}], \"nodes\": {}}",
     "1:29 E120 a trigger needs \"on\"; add it\n"},
    {"a trigger on idleness without time", "flows/main.json",
     "{\"start\": \"a\", \"triggers\": [{\"on\": \"idle\"}], \"nodes\": {}}",
     "1:29 E120 a trigger on \"idle\" needs \"after_ms\"; add it\n"},
    {"a trigger without its words", "flows/main.json",
     "{\"start\": \"a\", \"triggers\": [{\"on\": \"keyword\"}], \"nodes\": {}}",
     "1:29 E120 a trigger on an intent, a keyword or an event needs \"match\"; add it\n"},
    {"a trigger of the bot that leads nowhere", "bot.json",
     "{\"triggers\": [{\"on\": \"no-match\"}]}",
     "1:15 E120 a trigger of bot.json needs \"goto\"; add it\n"},
    {"a bot's variable in a flow", "bot.json",
     "{\"vars\": {\"x\": {\"type\": \"int\", \"scope\": \"flow\"}}}",
     "1:41 E121 \"scope\" must be \"turn\", \"session\" or \"visitor\" here; a variable of one "
     "flow belongs under \"vars\" of that flow\n"},
    {"an engine twice", "bot.json", "{\"engines\": [\"triggers\", \"triggers\"]}",
     "1:26 E121 \"engines\" must name each engine once\n"},
    {"no engine", "bot.json", "{\"engines\": []}",
     "1:13 E121 \"engines\" must name at least one engine\n"},
    {"too sure", "bot.json", "{\"trigger_confidence\": 1.5}",
     "1:24 E121 \"trigger_confidence\" must be between 0 and 1\n"},
    {"an unknown way to move", "bot.json", "{\"migrate\": \"moved\"}",
     "1:13 E121 \"migrate\" cannot be \"moved\"; did you mean \"move\"?\n"},
    {"a connection to nowhere", "bot.json", "{\"connections\": {\"leads\": {}}}",
     "1:27 E121 \"leads\" must say where it leads: \"url\", \"mailto\", or \"server\": true\n"},
    {"a connection by a wrong address", "bot.json",
     "{\"connections\": {\"leads\": {\"url\": \"javascript:x\"}}}",
     "1:35 E121 \"url\" must be an address: https://…, a path like \"/leads\", or relative\n"},
    {"a connection by a wrong e-mail", "bot.json",
     "{\"connections\": {\"sales\": {\"mailto\": \"a@b?cc=c\"}}}",
     "1:38 E121 \"mailto\" must be an e-mail address like \"sales@example.org\"\n"},
    {"an entity of nothing", "bot.json", "{\"entities\": {\"size\": {}}}",
     "1:23 E121 \"size\" must have \"values\", a \"regex\" or a \"builtin\"\n"},
    {"an unknown reader", "bot.json", "{\"entities\": {\"when\": {\"builtin\": \"dat\"}}}",
     "1:35 E121 \"builtin\" cannot be \"dat\"; did you mean \"date\"?\n"},
    {"what is no JSON is told by others", "bot.json", "{", ""},
    {"an intent that is no object", "intents/all.json", "{\"greet\": []}",
     "1:11 E120 \"greet\" must be an object in { }\n"},
    {"an empty sentence", "intents/greet.json", "{\"examples\": {\"en\": [\" \"]}}",
     "1:22 E121 \"examples\" must have no empty text\n"},
    {"sentences of no language", "intents/greet.json", "{\"examples\": {\"english\": [\"x\"]}}",
     "1:26 E121 \"examples\" must have language tags like \"es\" or \"pt-BR\"\n"},
    {"a priority past all", "intents/greet.json", "{\"examples\": [], \"priority\": 1001}",
     "1:30 E121 \"priority\" must be a whole number from -1000 to 1000; higher goes first\n"},
    {"a list of an intent no one can name", "intents/Greet.txt", "hello\n",
     "1:1 E121 the file's name, \"Greet\", cannot name an intent: use 1 to 64 lower-case letters, "
     "digits, '-' and '_', beginning with a letter\n"},
    {"a list of no language", "intents/greet.english.txt", "hello\n",
     "1:1 E121 the file's name, \"english\", cannot name a language: write a tag like \"es\" or "
     "\"pt-BR\"\n"},
    {"a list in Latin-1", "intents/greet.txt", "ol\xe1\n",
     "1:1 E104 this is not UTF-8 text; save it as UTF-8\n"},
    {"a text that is a number", "strings/en.json", "{\"a\": {\"b\": 1}}",
     "1:13 E120 \"a.b\" must be a text in quotes\n"},
    {"a key twice, once with a dot", "strings/en.json", "{\"a.b\": \"x\", \"a\": {\"b\": \"y\"}}",
     "1:20 E120 key \"a.b\" stands here twice; keep one of them\n"},
    {"texts of no language", "strings/english.json", "{}",
     "1:1 E121 the file's name, \"english\", cannot name a language: write a tag like \"es\" or "
     "\"pt-BR\"\n"},
};

static void every_mistake_has_its_place_and_message(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        parsing made;
        begin(&made);
        const chatlet_status status = add(&made, mistakes[i].path, mistakes[i].source);
        if (strcmp(made.notes.text, mistakes[i].messages) != 0)
            fail_msg("%s\n  input    %s\n  expected %s\n  actual   %s", mistakes[i].name,
                     mistakes[i].source, mistakes[i].messages, made.notes.text);
        assert_int_equal(status, mistakes[i].messages[0] == '\0' ? CHATLET_OK : CHATLET_ERR_INPUT);
        assert_int_equal(made.ast.has_mistake, status == CHATLET_ERR_INPUT);
        clet_flow_ast_free(&made.ast);
    }
}

static void things_of_one_name_are_told(void **state) {
    (void)state;
    parsing made;
    begin(&made);
    assert_int_equal(add(&made, "flows/main.json", NODE("\"type\": \"end\"")), CHATLET_OK);
    assert_int_equal(add(&made, "bot.json", "{\"flows\": {\"main\": {}}}"), CHATLET_ERR_INPUT);
    assert_int_equal(add(&made, "intents/greet.txt", "hi\n\n  hello there \r\n"), CHATLET_OK);
    assert_int_equal(add(&made, "intents/greet.json", "{\"examples\": {\"es\": [\"hola\"]}}"),
                     CHATLET_OK);
    assert_int_equal(add(&made, "intents/all.json", "{\"greet\": {}}"), CHATLET_ERR_INPUT);
    assert_string_equal(made.notes.text,
                        "1:12 E120 there is another flow \"main\"; give one of them another name\n"
                        "1:2 E120 there is another intent \"greet\"; join the two or rename one\n");
    const clet_ast_intent *greet = clet_ast_find_intent(&made.ast, test_str("greet"));
    assert_int_equal(greet->examples.count, 3);
    test_text_equal("parsed", greet->examples.items[1].text, test_str("hello there"));
    test_text_equal("parsed", greet->examples.items[2].locale, test_str("es"));
    clet_flow_ast_free(&made.ast);
}

static void every_kind_of_node_is_taken(void **state) {
    (void)state;
    parsing made;
    begin(&made);
    const char *source =
        "{\"start\": \"say\", \"title\": \"t\", \"in\": {\"who\": \"string\"}, \"out\": {\"sum\": "
        "\"int\"}, \"vars\": {\"seats\": {\"type\": \"double\", \"init\": 2, \"pii\": true}}, "
        "\"nodes\": {"
        "\"say\": {\"type\": \"say\", \"text\": [\"Hi\", {\"key\": \"hello.again\"}], "
        "\"delay_ms\": "
        "300, \"media\": [{\"kind\": \"card\", \"title\": \"T\", \"actions\": [\"Go\", {\"label\": "
        "\"Open\", \"url\": \"/x\"}]}], \"next\": \"ask\"},"
        "\"ask\": {\"type\": \"ask\", \"layout\": \"form\", \"fields\": [{\"var\": \"seats\", "
        "\"kind\": \"choice\", \"required\": false, \"choices\": [{\"label\": \"Two\", \"value\": "
        "2, \"synonyms\": [\"pair\"]}], \"min\": 1, \"retries\": 0}], \"branches\": {\"2\": "
        "\"set\"}, \"next\": \"listen\"},"
        "\"listen\": {\"type\": \"listen\", \"intents\": {\"greet\": \"say\"}, \"next\": \"set\"},"
        "\"set\": {\"type\": \"set\", \"assign\": {\"seats\": 3, \"sum\": \"sum + 1\", \"who\": "
        "{\"a\": [\"x\", 1.5, true, null]}}, \"next\": \"branch\"},"
        "\"branch\": {\"type\": \"branch\", \"cases\": [{\"when\": \"true\", \"goto\": "
        "\"split\"}], "
        "\"next\": \"$end\"},"
        "\"split\": {\"type\": \"split\", \"by\": \"visitor\", \"arms\": [{\"name\": \"a\", "
        "\"weight\": 1, \"goto\": \"each\"}, {\"name\": \"b\", \"weight\": 2, \"goto\": "
        "\"each\"}]},"
        "\"each\": {\"type\": \"each\", \"in\": \"[1]\", \"as\": \"seats\", \"do\": \"call\", "
        "\"limit\": 5, \"next\": \"jump\"},"
        "\"call\": {\"type\": \"call\", \"flow\": \"main\", \"in\": {\"who\": \"'x'\"}, \"out\": "
        "{\"seats\": \"sum\"}, \"next\": \"$return\"},"
        "\"jump\": {\"type\": \"jump\", \"to\": \"answer\"},"
        "\"answer\": {\"type\": \"answer\", \"sources\": [\"docs\"], \"cite\": \"none\", \"miss\": "
        "\"llm\", \"next\": \"llm\"},"
        "\"llm\": {\"type\": \"llm\", \"prompt\": \"p\", \"output\": {}, \"next\": \"http\"},"
        "\"http\": {\"type\": \"http\", \"url\": \"/x?{{who}}\", \"headers\": {\"X\": "
        "\"a {{who}}\"}, \"next\": \"do\", \"fail\": \"end\", \"save\": \"seats\"},"
        "\"do\": {\"type\": \"do\", \"action\": \"open_url\", \"args\": {\"url\": \"who\"}, "
        "\"next\": \"wait\"},"
        "\"wait\": {\"type\": \"wait\", \"ms\": 5, \"next\": \"human\"},"
        "\"human\": {\"type\": \"human\", \"what\": \"approve\", \"approved\": \"end\", "
        "\"rejected\": \"end\"},"
        "\"end\": {\"type\": \"end\", \"outcome\": \"done\"}}}";
    assert_int_equal(add(&made, "bots/x/flows/main.json", source), CHATLET_OK);
    assert_string_equal(made.notes.text, "");
    const clet_ast_flow *flow = clet_ast_find_flow(&made.ast, test_str("main"));
    assert_int_equal(flow->node_count, CLET_NODE_COUNT);
    for (uint32_t i = 0; i < flow->node_count; i++)
        assert_int_equal(flow->nodes[i].kind, i);
    assert_int_equal(flow->local_count, 3);
    assert_int_equal(flow->parameter_count, 1);
    assert_true(flow->locals[1].is_result);
    test_text_equal("parsed", flow->locals[2].initial_expression.text, test_str("2.0"));
    assert_true(flow->nodes[CLET_NODE_SAY].say.text.variants[1].is_key);
    test_text_equal("parsed", flow->nodes[CLET_NODE_SAY].say.text.variants[1].text,
                    test_str("hello.again"));
    test_text_equal("parsed", flow->nodes[CLET_NODE_SET].set.assign.items[0].expression.text,
                    test_str("3"));
    test_text_equal("parsed", flow->nodes[CLET_NODE_SET].set.assign.items[2].expression.text,
                    test_str("{\"a\": [(x), 1.5, true, null]}"));
    test_text_equal("parsed", flow->nodes[CLET_NODE_HTTP].http.headers.items[0].expression.text,
                    test_str("\"a \" + string(who) + \"\""));
    clet_flow_ast_free(&made.ast);
}

static void a_place_within_a_text_counts_escapes(void **state) {
    (void)state;
    parsing made;
    begin(&made);
    assert_int_equal(add(&made, "flows/main.json",
                         NODE("\"type\": \"say\", \"text\": \"\\u00e9\\n\\ud83d\\ude00x\"")),
                     CHATLET_OK);
    const clet_ast_flow *flow = clet_ast_find_flow(&made.ast, test_str("main"));
    const clet_ast_place place = flow->nodes[0].say.text.place;
    assert_int_equal(clet_ast_place_within(&made.ast, place, 0).offset, place.offset + 1);
    assert_int_equal(clet_ast_place_within(&made.ast, place, 2).offset, place.offset + 7);
    assert_int_equal(clet_ast_place_within(&made.ast, place, 3).offset, place.offset + 9);
    assert_int_equal(clet_ast_place_within(&made.ast, place, 7).offset, place.offset + 21);
    clet_flow_ast_free(&made.ast);
}

static const struct {
    const char *path;
    chatlet_source_kind kind;
    const char *locale;
} paths[] = {
    {"flows/main.json", CHATLET_SOURCE_FLOW, ""},
    {"/bots/x/flows/main.json", CHATLET_SOURCE_FLOW, ""},
    {"intents/greet.json", CHATLET_SOURCE_INTENTS, ""},
    {"intents/greet.es.txt", CHATLET_SOURCE_INTENTS, ""},
    {"strings/pt-BR.json", CHATLET_SOURCE_STRINGS, "pt-BR"},
    {"strings/english.json", CHATLET_SOURCE_STRINGS, ""},
    {"flows/main.txt", CHATLET_SOURCE_UNKNOWN, ""},
    {"flows/old/main.json", CHATLET_SOURCE_UNKNOWN, ""},
    {"main.json", CHATLET_SOURCE_UNKNOWN, ""},
    {"", CHATLET_SOURCE_UNKNOWN, ""},
};

static void a_path_says_what_a_file_is(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(chatlet_source_kind_of(test_str(paths[i].path)), paths[i].kind);
        test_text_equal("parsed", chatlet_source_locale(test_str(paths[i].path)),
                        test_str(paths[i].locale));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_has_its_place_and_message),
        cmocka_unit_test(things_of_one_name_are_told),
        cmocka_unit_test(every_kind_of_node_is_taken),
        cmocka_unit_test(a_place_within_a_text_counts_escapes),
        cmocka_unit_test(a_path_says_what_a_file_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
