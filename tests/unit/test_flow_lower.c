/* Conversations from their files to the program of a bundle. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow_build.h"

#include "base/value_rules.h"
#include "bundle/template_format.h"

#include <chatlet/query.h>

enum { SOURCE_COUNT = sizeof test_flow_sources / sizeof test_flow_sources[0] };

static void build(test_conversation *made, const char *locale) {
    const chatlet_status status = test_conversation_make(
        test_plain_allocator(), test_flow_bot, test_flow_sources, SOURCE_COUNT, locale, made);
    if (status != CHATLET_OK) fail_msg("not built:\n%s", made->notes);
    assert_non_null(made->flows);
}

static bool holds(chatlet_str bytes, const char *text) {
    const size_t size_bytes = strlen(text);
    for (size_t i = 0; i + size_bytes <= bytes.size_bytes; i++) {
        if (memcmp(bytes.data + i, text, size_bytes) == 0) return true;
    }
    return false;
}

static void everything_stands_in_the_program(void **state) {
    (void)state;
    test_conversation made;
    build(&made, NULL);
    const clet_flow_program *flows = made.flows;
    const clet_flow_node *nodes = flows->nodes;
    assert_int_equal(flows->flow_count, 2);
    assert_int_equal(flows->start_flow, 0);
    assert_int_equal(flows->node_count, CLET_NODE_COUNT + 1);
    assert_int_equal(flows->engines[0], CLET_ENGINE_RETRIEVAL);
    assert_int_equal(flows->trigger_confidence, 700000);
    assert_true(flows->restarts_on_change);
    assert_int_equal(made.built.report.flow_count, 2);
    assert_int_equal(made.built.report.document_count, 0);
    for (int i = 0; i < CLET_NODE_COUNT; i++)
        assert_int_equal(nodes[i].kind, i);
    assert_int_equal(nodes[CLET_NODE_SPLIT].cases[0].number, 500);
    assert_int_equal(nodes[CLET_NODE_SPLIT].cases[1].number, 2000);
    assert_int_equal(nodes[CLET_NODE_EACH].limit, 100);
    assert_int_equal(nodes[CLET_NODE_CALL].target, CLET_NODE_COUNT);
    test_text_equal("filter", nodes[CLET_NODE_ANSWER].filter,
                    test_str("version=15,16;source=docs"));
    test_text_equal("schema", nodes[CLET_NODE_LLM].schema, test_str("{\"type\":\"object\"}"));
    test_text_equal("method", nodes[CLET_NODE_HTTP].label, test_str("POST"));
    assert_int_equal(nodes[CLET_NODE_HTTP].connection, 1);
    assert_int_equal(nodes[CLET_NODE_HUMAN].rejected, CLET_TARGET_BACK);
    assert_int_equal(flows->variables[1].scope, CLET_SCOPE_VISITOR);
    assert_int_equal(flows->variables[4].kind, CHATLET_VALUE_TYPE);
    test_conversation_free(&made);
}

static void options_have_ids_of_their_own(void **state) {
    (void)state;
    test_conversation made;
    build(&made, NULL);
    const clet_flow_node *say = &made.flows->nodes[CLET_NODE_SAY];
    const clet_flow_field *seats = &made.flows->nodes[CLET_NODE_ASK].fields[0];
    test_text_equal("card", say->media[0].items[0].actions.items[0].id, test_str("Choose"));
    test_text_equal("card", say->media[0].items[1].actions.items[0].id, test_str("Choose-2"));
    test_text_equal("choice", seats->choices.items[0].id, test_str("2"));
    test_text_equal("choice", seats->choices.items[1].id, test_str("3"));
    assert_int_equal(seats->choices.items[1].value.integer, 3);
    test_text_equal("synonym", seats->choices.items[0].synonyms[0], test_str("a pair"));
    assert_int_equal(seats->choices.items[0].synonym_count, 1);
    assert_int_equal(seats->retries, CLET_RETRIES_DEFAULT);
    assert_true(made.flows->nodes[CLET_NODE_ASK].fields[1].is_personal); /* its variable is */
    test_conversation_free(&made);
}

static void sentences_are_folded(void **state) {
    (void)state;
    test_conversation made;
    build(&made, NULL);
    const clet_flow_intent *order = &made.flows->intents[0];
    assert_int_equal(order->phrase_count, 2);
    test_text_equal("slot", order->phrases[0], test_str("i want a {0} one"));
    test_text_equal("once", order->phrases[1], test_str("order"));
    test_text_equal("keyword", order->keywords[0], test_str("pizza"));
    assert_int_equal(order->pattern_count, 1);
    assert_int_equal(order->priority, -2);
    test_text_equal("synonym", made.flows->entities[0].values[0].synonyms[1], test_str("big"));
    assert_int_equal(made.flows->entities[2].builtin, CLET_FIELD_KIND_DATE + 1);
    /* By falling priority; a trigger of two words is two. */
    assert_int_equal(made.flows->trigger_count, 6);
    test_text_equal("keyword", made.flows->triggers[0].match, test_str("human"));
    assert_true(made.flows->triggers[1].is_pattern);
    assert_int_equal(made.flows->triggers[2].kind, CLET_TRIGGER_INTENT);
    assert_int_equal(made.flows->triggers[5].kind, CLET_TRIGGER_ERROR);
    assert_int_equal(made.flows->triggers[5].target, CLET_NODE_COUNT);
    test_conversation_free(&made);
}

static void each_language_has_its_texts(void **state) {
    (void)state;
    test_conversation english;
    test_conversation spanish;
    build(&english, NULL);
    build(&spanish, "es-MX");
    const clet_flow_text *own = &english.flows->nodes[CLET_NODE_ASK].fields[0].prompt;
    const clet_flow_text *other = &spanish.flows->nodes[CLET_NODE_ASK].fields[0].prompt;
    assert_true(holds(own->variants[0], "How many?"));
    assert_true(holds(other->variants[0], "¿Cuántas?"));
    assert_int_equal(other->variants[0].data[0], CLET_TEMPLATE_MARKDOWN);
    assert_true(holds(spanish.flows->nodes[CLET_NODE_COUNT].text.variants[0], "Dos"));
    assert_true(holds(spanish.flows->nodes[CLET_NODE_SAY].text.variants[0], "Hola "));
    test_text_equal("sentence", spanish.flows->intents[0].phrases[0], test_str("quiero una {0}"));
    assert_int_equal(spanish.flows->intents[0].phrase_count, 1);
    test_text_equal("yes", english.flows->words.yes, test_str("Yes"));
    test_text_equal("yes", spanish.flows->words.yes, test_str("¡Sí!"));
    test_text_equal("no", spanish.flows->words.no, test_str("No"));
    test_text_equal("locale", spanish.flows->locale.tag, test_str("es"));
    test_conversation_free(&english);
    test_conversation_free(&spanish);
}

static void questions_find_nothing_without_documents(void **state) {
    (void)state;
    test_conversation made;
    chatlet_query *query = NULL;
    chatlet_query_stage stage;
    uint32_t count;
    build(&made, NULL);
    const chatlet_query_options options = {.limit = 3};
    assert_int_equal(chatlet_query_new(test_plain_allocator(), made.bundle,
                                       test_str("opening hours"), &options, &query),
                     CHATLET_OK);
    assert_int_equal(chatlet_query_step(query, &stage), CHATLET_OK);
    assert_int_equal(stage, CHATLET_QUERY_READY);
    (void)chatlet_query_parts(query, &count);
    assert_int_equal(count, 0);
    (void)chatlet_query_hits(query, &count);
    assert_int_equal(count, 0);
    chatlet_query_free(query);
    test_conversation_free(&made);
}

static const struct {
    const char *name;
    const char *flow;
    const char *notes; /* how they begin */
} mistakes[] = {
    {"an expression that does not parse",
     "{\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\", \"score\": \"1 +\"}}}",
     "flows/main.json:1:60 E05 "},
    {"a variable there is not",
     "{\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"end\", \"score\": \"1 + seat\"}}}",
     "flows/main.json:1:61 E04 "},
    {"a template that does not close",
     "{\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"say\", \"text\": \"a {{#x}}\", \"next\": "
     "\"$end\"}}}",
     "flows/main.json:1:58 E"},
    {"a mistake in a file", "{\"start\": \"a\", \"nodes\": {\"a\": {\"type\": \"nothing\"}}}",
     "flows/main.json:1:40 E121 "},
};

static void with_a_mistake_nothing_is_built(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        test_conversation made;
        const test_source source = {"flows/main.json", mistakes[i].flow};
        const chatlet_status status =
            test_conversation_make(test_plain_allocator(), "{}", &source, 1, NULL, &made);
        test_status_equal(mistakes[i].name, status, CHATLET_ERR_INPUT);
        if (strncmp(made.notes, mistakes[i].notes, strlen(mistakes[i].notes)) != 0)
            fail_msg("%s\n  expected %s…\n  actual   %s", mistakes[i].name, mistakes[i].notes,
                     made.notes);
        assert_int_equal(made.built.file_count, 0);
        test_conversation_free(&made);
    }
}

static void without_flows_and_documents_there_is_nothing(void **state) {
    (void)state;
    test_conversation made;
    const test_source source = {"strings/en.json", "{\"a\": \"b\"}"};
    assert_int_equal(test_conversation_make(test_plain_allocator(), "{}", &source, 1, NULL, &made),
                     CHATLET_ERR_INPUT);
    assert_true(strncmp(made.notes, ":0:0 E122 ", 10) == 0);
    test_conversation_free(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_stands_in_the_program),
        cmocka_unit_test(options_have_ids_of_their_own),
        cmocka_unit_test(sentences_are_folded),
        cmocka_unit_test(each_language_has_its_texts),
        cmocka_unit_test(questions_find_nothing_without_documents),
        cmocka_unit_test(with_a_mistake_nothing_is_built),
        cmocka_unit_test(without_flows_and_documents_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
