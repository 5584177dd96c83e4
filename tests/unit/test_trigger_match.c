/* Which intent or trigger a text means, and the entities in it. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow.h"

#include "base/value_rules.h"
#include "compile/pattern_compile.h"
#include "runtime/entity_find.h"
#include "runtime/trigger_match.h"
#include "text/phrase_fold.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
/* For constant tables. */
#define T(literal)                                                                                 \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }
#define S(literal) CHATLET_STR(literal)

enum { SIZE, ORDER, DAY, COUNT_OF, ANYTHING, ENTITIES };
enum { GREET, BUY, TRACK, BOOK, BYE, SAY, INTENTS };

typedef struct fixture {
    clet_arena arena;
    clet_flow_entity entities[ENTITIES];
    clet_flow_intent intents[INTENTS];
    clet_flow_trigger triggers[8];
    clet_flow_program program;
    chatlet_str order_pattern;
    chatlet_str bye_pattern;
} fixture;

static const chatlet_str small_words[] = {T("s"), T("small")};
static const chatlet_str large_words[] = {T("l"), T("large")};
static const chatlet_str extra_words[] = {T("xl"), T("extra large"), T("very large")};
static const clet_entity_value sizes[] = {
    {.value = T("S"), .synonyms = small_words, .synonym_count = 2},
    {.value = T("XL"), .synonyms = extra_words, .synonym_count = 3},
    {.value = T("L"), .synonyms = large_words, .synonym_count = 2},
};

static const chatlet_str greet_phrases[] = {T("hello"), T("good morning")};
static const chatlet_str buy_phrases[] = {T("i want to buy"), T("i want {3} of {0}"),
                                          T("a {0} one please")};
static const chatlet_str buy_keywords[] = {T("buy"), T("price list")};
static const chatlet_str track_phrases[] = {T("where is {1}")};
static const chatlet_str book_phrases[] = {T("book {2} for {3}"), T("hello")};
static const chatlet_str say_phrases[] = {T("say {4} {4} {4} {4} {4} {4} {4} {4} {4} now")};

static chatlet_str compile_pattern(fixture *made, const char *pattern) {
    chatlet_str program;
    clet_pattern_refusal refusal;
    assert_int_equal(clet_pattern_compile(&made->arena, test_str(pattern), &program, &refusal),
                     CHATLET_OK);
    return program;
}

static int make(void **state) {
    static fixture made;
    clet_arena_init(&made.arena, test_plain_allocator());
    made.order_pattern = compile_pattern(&made, "[A-Z]{2}[0-9]{4}");
    made.bye_pattern = compile_pattern(&made, "(?i)\\bgood\\s*bye\\b");
    made.entities[SIZE] =
        (clet_flow_entity){.name = S("size"), .values = sizes, .value_count = COUNT(sizes)};
    made.entities[ORDER] = (clet_flow_entity){.name = S("order"), .pattern = made.order_pattern};
    made.entities[DAY] = (clet_flow_entity){.name = S("day"), .builtin = CLET_FIELD_KIND_DATE + 1};
    made.entities[COUNT_OF] =
        (clet_flow_entity){.name = S("count"), .builtin = CLET_FIELD_KIND_INTEGER + 1};
    made.entities[ANYTHING] =
        (clet_flow_entity){.name = S("anything"), .builtin = CLET_FIELD_KIND_TEXT + 1};
    made.intents[GREET] =
        (clet_flow_intent){.name = S("greet"), .phrases = greet_phrases, .phrase_count = 2};
    made.intents[BUY] = (clet_flow_intent){.name = S("buy"),
                                           .phrases = buy_phrases,
                                           .phrase_count = 3,
                                           .keywords = buy_keywords,
                                           .keyword_count = 2};
    made.intents[TRACK] =
        (clet_flow_intent){.name = S("track"), .phrases = track_phrases, .phrase_count = 1};
    made.intents[BOOK] = (clet_flow_intent){.name = S("book"),
                                            .priority = 1,
                                            .phrases = book_phrases,
                                            .phrase_count = 2,
                                            .keywords = buy_keywords,
                                            .keyword_count = 1};
    made.intents[BYE] =
        (clet_flow_intent){.name = S("bye"), .patterns = &made.bye_pattern, .pattern_count = 1};
    made.intents[SAY] =
        (clet_flow_intent){.name = S("say"), .phrases = say_phrases, .phrase_count = 1};
    made.program = (clet_flow_program){.entities = made.entities,
                                       .entity_count = ENTITIES,
                                       .intents = made.intents,
                                       .intent_count = INTENTS,
                                       .triggers = made.triggers,
                                       .trigger_confidence = 600000};
    *state = &made;
    return 0;
}

static int clean_up(void **state) {
    fixture *made = *state;
    clet_arena_free(&made->arena);
    return 0;
}

static clet_field_context context_of(const fixture *made) {
    clet_field_context context = test_flow_context("en");
    context.program = &made->program;
    return context;
}

/* "name confidence entities" of the intent of a text. */
static void match_intent(fixture *made, const char *text, const uint32_t *among, uint32_t count,
                         char shown[TEST_ANSWER_BYTES]) {
    clet_intent_found found;
    clet_expr_run run = {.arena = &made->arena, .cost_left = 100000};
    const clet_field_context context = context_of(made);
    const chatlet_str copy = test_guarded_copy(test_str(text));
    assert_int_equal(clet_intent_match(&run, &context, copy, among, count, &found), CHATLET_OK);
    if (found.intent == CLET_INTENT_NOT_FOUND) {
        assert_int_equal(found.confidence, 0);
        snprintf(shown, TEST_ANSWER_BYTES, "none");
    } else {
        const chatlet_str name = made->intents[found.intent].name;
        snprintf(shown, TEST_ANSWER_BYTES, "%.*s %u", (int)name.size_bytes, name.data,
                 found.confidence / 10000);
        if (found.entities.kind == CHATLET_VALUE_MAP) {
            strcat(shown, " ");
            test_flow_append_value(shown, &found.entities);
        }
    }
    test_guarded_free(copy);
}

static void an_intent_is_known_by_sentences_slots_keywords_and_patterns(void **state) {
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"Good morning!", "greet 100"},
        {"hello", "book 100"}, /* of two the one of higher priority */
        {"I want to buy", "buy 100"},
        {"I want 3 of extra large", "buy 95 {\"count\": 3, \"size\": \"XL\"}"},
        {"i want twenty-five of L", "buy 95 {\"count\": 25, \"size\": \"L\"}"},
        {"A very large one, please.", "buy 95 {\"size\": \"XL\"}"},
        {"a purple one please", "none"},
        {"where is AB1234?", "track 95 {\"order\": \"AB1234\"}"},
        {"where is my order", "none"},
        {"where is", "none"},
        {"Book next friday for 4", "book 95 {\"day\": \"2026-03-06\", \"count\": 4}"},
        {"book friday for 4 please", "none"},
        {"can I buy that", "book 80"},
        {"send me the price list", "buy 80"},
        {"price", "none"},
        {"buyer", "none"},
        {"well, Good bye then", "bye 80"},
        {"say a b c d e f g h i now", "none"}, /* more slots than are tried */
        {"", "none"},
        {"?", "none"},
        {"\xFF", "none"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char shown[TEST_ANSWER_BYTES];
        match_intent(*state, rows[i].text, NULL, 0, shown);
        test_text_equal(rows[i].text, test_str(shown), test_str(rows[i].expected));
    }
}

static void an_intent_is_chosen_among_those_asked_for(void **state) {
    static const uint32_t among[] = {BUY, GREET};
    char shown[TEST_ANSWER_BYTES];
    match_intent(*state, "hello", among, COUNT(among), shown);
    test_text_equal("hello", test_str(shown), S("greet 100"));
    match_intent(*state, "buy", among, COUNT(among), shown);
    test_text_equal("buy", test_str(shown), S("buy 80"));
    match_intent(*state, "hello", among, 0, shown);
    test_text_equal("none asked for", test_str(shown), S("none"));
}

/* A text of as many words as a sentence with slots may have, and of one more. */
static void sentences_with_slots_have_as_many_words_as_have_places(void **state) {
    for (uint32_t extra = 0; extra < 2; extra++) {
        fixture *made = *state;
        char sentence[1000] = "{0}";
        char text[1000] = "small";
        char shown[TEST_ANSWER_BYTES];
        for (uint32_t i = 1; i < CLET_PHRASE_WORDS_MAX + extra; i++) {
            strcat(sentence, " x");
            strcat(text, " x");
        }
        const clet_flow_intent before = made->intents[SAY];
        const chatlet_str phrase = test_str(sentence);
        made->intents[SAY].phrases = &phrase;
        match_intent(made, text, NULL, 0, shown);
        made->intents[SAY] = before;
        test_text_equal("words", test_str(shown),
                        extra == 0 ? S("say 95 {\"size\": \"S\"}") : S("none"));
    }
}

/* However a text may be parted among slots that take anything, the tries are counted. */
static void slots_that_take_anything_end(void **state) {
    fixture *made = *state;
    const chatlet_str phrase = S("{4} {4} {4} {4} {4} {4} {4} {4} end");
    const clet_flow_intent before = made->intents[SAY];
    char text[400] = "";
    char shown[TEST_ANSWER_BYTES];
    for (int i = 0; i < 60; i++)
        strcat(text, "word ");
    made->intents[SAY].phrases = &phrase;
    match_intent(made, text, NULL, 0, shown);
    made->intents[SAY] = before;
    test_text_equal("slots", test_str(shown), S("none"));
}

static chatlet_str compile_when(fixture *made, const char *source) {
    static const chatlet_expression_variable variables[] = {{T("is_open"), T("bool")}};
    chatlet_expression *expression;
    chatlet_str copy;
    const chatlet_expression_options options = {.variables = variables, .variable_count = 1};
    assert_int_equal(
        chatlet_expression_compile(test_plain_allocator(), test_str(source), &options, &expression),
        CHATLET_OK);
    assert_int_equal(clet_arena_copy(&made->arena, chatlet_expression_code(expression), &copy),
                     CHATLET_OK);
    chatlet_expression_free(expression);
    return copy;
}

static void check_trigger(fixture *made, uint32_t count, bool is_open, const char *text,
                          uint32_t trigger, uint32_t confidence) {
    clet_trigger_found found;
    clet_expr_run run = {.arena = &made->arena, .cost_left = 100000};
    const chatlet_value slot = clet_value_bool(is_open);
    made->program.trigger_count = count;
    const clet_field_context context = context_of(made);
    print_message("%s\n", text);
    assert_int_equal(clet_trigger_match_text(&run, &context, &slot, test_str(text), &found),
                     CHATLET_OK);
    assert_int_equal(found.trigger, trigger);
    assert_int_equal(found.confidence, confidence);
}

static void triggers_fire_by_priority_then_by_how_sure_they_are(void **state) {
    fixture *made = *state;
    const uint32_t none = CLET_TRIGGER_NOT_FOUND;
    const clet_flow_trigger triggers[] = {
        {.kind = CLET_TRIGGER_KEYWORD, .match = S("stop"), .priority = 5},
        {.kind = CLET_TRIGGER_EVENT, .match = S("hello"), .priority = 5},
        {.kind = CLET_TRIGGER_INTENT, .intent = BUY, .priority = 1},
        {.kind = CLET_TRIGGER_INTENT, .intent = BOOK, .priority = 1},
        {.kind = CLET_TRIGGER_KEYWORD, .match = made->bye_pattern, .is_pattern = true},
        {.kind = CLET_TRIGGER_KEYWORD, .match = S("hello"), .when = compile_when(made, "is_open")},
        {.kind = CLET_TRIGGER_KEYWORD,
         .match = S("open"),
         .when = compile_when(made, "1 / 0 == 1")},
    };
    memcpy(made->triggers, triggers, sizeof triggers);
    check_trigger(made, 7, true, "STOP", 0, 1000000);
    check_trigger(made, 7, true, "please stop it", 0, 800000);
    check_trigger(made, 7, true, "hello stop", 0, 800000);
    check_trigger(made, 7, true, "hello", 3, 1000000);
    check_trigger(made, 7, true, "I want to buy", 2, 1000000);
    check_trigger(made, 7, true, "will I buy", 2, 800000); /* of equal ones the first */
    check_trigger(made, 7, true, "good bye", 4, 800000);
    check_trigger(made, 7, true, "oh, hello", 5, 800000);
    check_trigger(made, 7, false, "oh, hello", none, 0);
    check_trigger(made, 7, true, "open", none, 0); /* a condition without a result does not hold */
    check_trigger(made, 7, true, "nonstop", none, 0);
    check_trigger(made, 7, true, "", none, 0);
    check_trigger(made, 0, true, "stop", none, 0);
    made->program.trigger_confidence = 800000;
    check_trigger(made, 7, true, "please stop it", 0, 800000);
    made->program.trigger_confidence = 800001;
    check_trigger(made, 7, true, "please stop it", none, 0);
    made->program.trigger_confidence = 600000;
}

static void an_entity_is_found_where_it_stands(void **state) {
    fixture *made = *state;
    static const struct {
        uint32_t entity;
        const char *text;
        const char *expected;
    } rows[] = {
        {SIZE, "Extra large", "whole \"XL\""},
        {SIZE, "I would like extra large ones", "part \"XL\""},
        {SIZE, "large or small", "part \"L\""},
        {SIZE, "enlarge it", "none"},
        {SIZE, "", "none"},
        {ORDER, "AB1234", "whole \"AB1234\""},
        {ORDER, "it is XAB12345, I think", "part \"AB1234\""},
        {ORDER, "ab1234", "none"},
        {DAY, "on friday, if that goes", "part \"2026-03-06\""},
        {DAY, "tomorrow", "whole \"2026-03-03\""},
        {COUNT_OF, "we are 4 people", "part 4"},
        {COUNT_OF, "many", "none"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        clet_entity_found found;
        char shown[TEST_ANSWER_BYTES] = "none";
        clet_expr_run run = {.arena = &made->arena, .cost_left = 100000};
        const clet_field_context context = context_of(made);
        assert_int_equal(
            clet_entity_find(&run, &context, rows[i].entity, test_str(rows[i].text), &found),
            CHATLET_OK);
        if (found.is_found) {
            snprintf(shown, sizeof shown, "%s ", found.is_whole ? "whole" : "part");
            test_flow_append_value(shown, &found.value);
        }
        test_text_equal(rows[i].text, test_str(shown), test_str(rows[i].expected));
    }
}

static void a_field_with_an_entity_takes_its_value(void **state) {
    fixture *made = *state;
    static const struct {
        uint32_t entity;
        const char *text;
        const char *expected;
    } rows[] = {{SIZE, "extra large", "\"XL\""},
                {SIZE, "the large one", "\"L\"?"},
                {SIZE, "purple", "kind"},
                {ORDER, "order AB1234", "\"AB1234\"?"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const clet_field_context context = context_of(made);
        const clet_flow_field field = {.kind = CLET_FIELD_KIND_TEXT, .entity = rows[i].entity + 1};
        const test_answer answer = test_flow_read_text(&context, &field, test_str(rows[i].text));
        test_text_equal(rows[i].text, test_str(answer.text), test_str(rows[i].expected));
    }
}

static void a_budget_that_ends_is_told(void **state) {
    fixture *made = *state;
    clet_trigger_found found;
    clet_entity_found entity;
    clet_expr_run run = {.arena = &made->arena, .cost_left = 5};
    const clet_field_context context = context_of(made);
    const chatlet_str text = S("what is it with this long text without an end");
    made->triggers[0] = (clet_flow_trigger){
        .kind = CLET_TRIGGER_KEYWORD, .match = made->bye_pattern, .is_pattern = true};
    made->program.trigger_count = 1;
    assert_int_equal(clet_trigger_match_text(&run, &context, NULL, text, &found), CHATLET_ERR_COST);
    run = (clet_expr_run){.arena = &made->arena, .cost_left = 5};
    assert_int_equal(clet_entity_find(&run, &context, ORDER, text, &entity), CHATLET_ERR_COST);
}

static void a_phrase_is_folded_words_with_their_places(void **state) {
    static const struct {
        const char *language;
        const char *text;
        const char *folded;
    } rows[] = {
        {"es", "¿Dónde está mi pedido?", "donde esta mi pedido"},
        {"en", "  Don't  STOP!! ", "dont stop"},
        {"fr", "C’est l’été", "cest lete"},
        {"en", "version 15.2, pg_stat", "version 15.2 pg_stat"},
        {"tr", "IĞDIR", "igdir"}, /* as "ı" without accents */
        {"de", "Straße", "strasse"},
        {"en", "C++ and C#", "c++ and c#"},
        {"ja", "東京", "東 京"},
        {"en", "\xF0\x9F\x91\x8D", ""},
        {"en",
         "a\xFF"
         "b",
         "a b"},
        {"en", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        clet_phrase phrase;
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].text));
        clet_phrase_fold(test_str(rows[i].language), copy, &phrase);
        test_text_equal(rows[i].text, clet_phrase_str(&phrase), test_str(rows[i].folded));
        assert_false(phrase.is_cut);
        test_guarded_free(copy);
    }
}

static void a_phrase_past_its_limit_is_cut_at_a_word(void **state) {
    static char text[CLET_PHRASE_BYTES_MAX + 2];
    clet_phrase phrase;
    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 50 == 49 ? ' ' : 'a';
    for (size_t extra = 0; extra < 2; extra++) {
        /* The last character but one of the limit is a space. */
        const chatlet_str all = {.data = text + 1, .size_bytes = CLET_PHRASE_BYTES_MAX + extra};
        clet_phrase_fold(S("en"), all, &phrase);
        assert_int_equal(phrase.is_cut, extra == 1);
        assert_true(phrase.size_bytes <= CLET_PHRASE_BYTES_MAX);
    }
    assert_int_equal(phrase.word_count, CLET_PHRASE_BYTES_MAX / 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_intent_is_known_by_sentences_slots_keywords_and_patterns),
        cmocka_unit_test(an_intent_is_chosen_among_those_asked_for),
        cmocka_unit_test(sentences_with_slots_have_as_many_words_as_have_places),
        cmocka_unit_test(slots_that_take_anything_end),
        cmocka_unit_test(triggers_fire_by_priority_then_by_how_sure_they_are),
        cmocka_unit_test(an_entity_is_found_where_it_stands),
        cmocka_unit_test(a_field_with_an_entity_takes_its_value),
        cmocka_unit_test(a_budget_that_ends_is_told),
        cmocka_unit_test(a_phrase_is_folded_words_with_their_places),
        cmocka_unit_test(a_phrase_past_its_limit_is_cut_at_a_word),
    };
    return cmocka_run_group_tests(tests, make, clean_up);
}
