/* Which of the options on offer a text means. Answers are shown as test_flow.h says. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow.h"

#include "base/value_rules.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum { OFFERED_MAX = 8 };

/* Options as "id=Label" texts, whose values are their ids. */
static uint32_t offer(clet_offered offered[OFFERED_MAX], const char *const *options) {
    uint32_t count = 0;
    for (; options[count] != NULL; count++) {
        const char *equals = strchr(options[count], '=');
        const chatlet_str id = {.data = options[count],
                                .size_bytes = (size_t)(equals - options[count])};
        offered[count] = (clet_offered){.id = id,
                                        .value = clet_value_text(CHATLET_VALUE_STRING, id),
                                        .text = test_str(equals + 1)};
    }
    return count;
}

typedef struct row {
    const char *language;
    const char *text;
    const char *expected;
} row;

static void check_rows(const row *rows, size_t count, clet_field_kind kind,
                       const char *const *options) {
    clet_offered offered[OFFERED_MAX];
    static const chatlet_str synonyms[] = {{.data = "cheapest", .size_bytes = 8},
                                           {.data = "starter kit", .size_bytes = 11}};
    const clet_flow_field field = {.kind = kind, .is_required = true};
    const uint32_t offered_count = offer(offered, options);
    offered[0].synonyms = synonyms;
    offered[0].synonym_count = 2;
    for (size_t i = 0; i < count; i++) {
        clet_field_context context = test_flow_context(rows[i].language);
        context.offered = offered;
        context.offered_count = offered_count;
        const test_answer answer = test_flow_read_text(&context, &field, test_str(rows[i].text));
        test_text_equal(rows[i].text, test_str(answer.text), test_str(rows[i].expected));
    }
}

static const char *const plans[] = {"basic=Basic plan",       "pro=Pro plan",
                                    "pro-plus=Pro Plus plan", "gold=The Gold package (yearly)",
                                    "none=Something else",    NULL};

static void another_digit_and_a_letter_among_words_are_no_option(void **state) {
    static const char *const times[] = {"09:30=09:30", "10:00=10:00", "a=Phishing", "b=Genuine",
                                        NULL};
    static const row rows[] = {
        {"en", "09:30", "\"09:30\""}, {"en", "09:00", "choice"},
        {"en", "10:01", "choice"},    {"en", "help, I clicked on a link", "choice"},
        {"en", "a", "\"a\""},
    };
    (void)state;
    check_rows(rows, COUNT(rows), CLET_FIELD_KIND_CHOICE, times);
}

static void an_option_is_named_in_many_ways(void **state) {
    static const row rows[] = {
        {"en", "basic", "\"basic\""},
        {"en", "Basic plan", "\"basic\""},
        {"en", "BASIC PLAN!", "\"basic\""},
        {"en", "cheapest", "\"basic\""},
        {"en", "Starter kit", "\"basic\""},
        {"en", "the cheapest one please", "\"basic\"?"},
        {"en", "pro", "\"pro\""},
        {"en", "pro plus", "\"pro-plus\""},
        {"en", "I want the pro plus plan", "\"pro-plus\"?"},
        {"en", "I want the pro plan", "\"pro\"?"},
        {"en", "basic and pro", "choice"},
        {"en", "2", "\"pro\""},
        {"en", "2.", "\"pro\""},
        {"en", "#2", "\"pro\""},
        {"en", "option 2", "\"pro\""},
        {"en", "number two", "\"pro\""},
        {"en", "b", "\"pro\""},
        {"en", "b)", "\"pro\""},
        {"en", "the second one", "\"pro\""},
        {"en", "the last", "\"none\""},
        {"es", "la segunda", "\"pro\""},
        {"pt", "a última", "\"none\""},
        {"en", "6", "choice"},
        {"en", "0", "choice"},
        {"en", "2 of them", "choice"},
        {"en", "yearly", "\"gold\"?"},
        {"en", "gold package", "\"gold\"?"},
        {"en", "someth", "\"none\"?"},
        {"en", "plan", "choice"},
        {"en", "basci plan", "\"basic\"?"},
        {"en", "basik", "\"basic\"?"},
        {"en", "bacic plan", "\"basic\"?"},
        {"en", "bsic plan", "\"basic\"?"},
        {"en", "gild", "\"gold\"?"},
        {"en", "What does basic cost?", "choice"},
        {"en", "Basic?", "\"basic\""},
        {"en", "I have no idea at all", "choice"},
        {"en", "", "empty"},
        {"en", "?", "choice"},
    };
    (void)state;
    check_rows(rows, COUNT(rows), CLET_FIELD_KIND_CHOICE, plans);
}

static void labels_with_numbers_keep_their_numbers(void **state) {
    static const char *const ranges[] = {"s=1 to 10 people", "m=11 to 50 people", "l=more than 50",
                                         NULL};
    static const row rows[] = {{"en", "2", "choice"},
                               {"en", "1 to 10", "\"s\"?"},
                               {"en", "11", "\"m\"?"},
                               {"en", "more", "\"l\"?"}};
    static const char *const faces[] = {"up=\xF0\x9F\x91\x8D", "down=\xF0\x9F\x91\x8E", NULL};
    static const row pictured[] = {{"en", "\xF0\x9F\x91\x8E", "\"down\""},
                                   {"en", "\xF0\x9F\x98\x80", "choice"}};
    static const char *const accents[] = {"si=Sí, quiero", "no=No, gracias", NULL};
    static const row folded[] = {{"es", "si quiero", "\"si\""}, {"es", "NO GRÁCIAS", "\"no\""}};
    (void)state;
    check_rows(rows, COUNT(rows), CLET_FIELD_KIND_CHOICE, ranges);
    check_rows(pictured, COUNT(pictured), CLET_FIELD_KIND_CHOICE, faces);
    check_rows(folded, COUNT(folded), CLET_FIELD_KIND_CHOICE, accents);
}

static void several_options_are_parted_by_commas_and_words(void **state) {
    static const char *const toppings[] = {"ham=Ham", "salt=Salt and pepper", "olives=Olives",
                                           "corn=Corn", NULL};
    static const row rows[] = {
        {"en", "ham", "[\"ham\"]"},
        {"en", "ham, corn", "[\"ham\", \"corn\"]"},
        {"en", "ham and corn", "[\"ham\", \"corn\"]"},
        {"en", "ham, olives and corn", "[\"ham\", \"olives\", \"corn\"]"},
        {"en", "Salt and pepper", "[\"salt\"]"},
        {"en", "corn, salt and pepper", "[\"corn\", \"salt\"]"},
        {"en", "ham & corn", "[\"ham\", \"corn\"]"},
        {"en", "1, 3", "[\"ham\", \"olives\"]"},
        {"en", "1 and 4", "[\"ham\", \"corn\"]"},
        {"en", "ham; ham; corn", "[\"ham\", \"corn\"]"},
        {"en", "some ham and a bit of corn", "[\"ham\", \"corn\"]?"},
        {"es", "ham y corn", "[\"ham\", \"corn\"]"},
        {"en", "ham, pineapple", "choice"},
        {"en", ",", "choice"},
        {"en", "and", "choice"},
    };
    (void)state;
    check_rows(rows, COUNT(rows), CLET_FIELD_KIND_MULTICHOICE, toppings);
}

static void counts_of_choices_have_bounds(void **state) {
    static const char *const letters[] = {"x=Xylo", "y=Yellow", "z=Zebra", NULL};
    clet_offered offered[OFFERED_MAX];
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"Xylo", "minimum"}, {"Xylo, Zebra", "[\"x\", \"z\"]"}, {"Xylo, Zebra, Yellow", "maximum"}};
    const clet_flow_field field = {.kind = CLET_FIELD_KIND_MULTICHOICE,
                                   .is_required = true,
                                   .has_minimum = true,
                                   .minimum = 2,
                                   .has_maximum = true,
                                   .maximum = 2};
    clet_field_context context = test_flow_context("en");
    context.offered_count = offer(offered, letters);
    context.offered = offered;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const test_answer answer = test_flow_read_text(&context, &field, test_str(rows[i].text));
        test_text_equal(rows[i].text, test_str(answer.text), test_str(rows[i].expected));
    }
}

static void a_chosen_value_is_named_exactly(void **state) {
    clet_offered offered[] = {
        {.id = CHATLET_STR("1"), .value = clet_value_int(1), .text = CHATLET_STR("One")},
        {.id = CHATLET_STR("true"), .value = clet_value_bool(true), .text = CHATLET_STR("Right")}};
    const chatlet_value texts[] = {clet_value_text(CHATLET_VALUE_STRING, CHATLET_STR("1")),
                                   clet_value_text(CHATLET_VALUE_STRING, CHATLET_STR("true"))};
    const struct {
        const char *name;
        clet_field_kind kind;
        chatlet_value value;
        const char *expected;
    } rows[] = {
        {"an id", CLET_FIELD_KIND_CHOICE, texts[0], "1"},
        {"a value", CLET_FIELD_KIND_CHOICE, clet_value_double(1), "1"},
        {"another value", CLET_FIELD_KIND_CHOICE, clet_value_int(2), "choice"},
        {"nearly a label", CLET_FIELD_KIND_CHOICE,
         clet_value_text(CHATLET_VALUE_STRING, CHATLET_STR("right")), "choice"},
        {"ids",
         CLET_FIELD_KIND_MULTICHOICE,
         {.kind = CHATLET_VALUE_LIST, .count = 2, .items = texts},
         "[1, true]"},
        {"one id", CLET_FIELD_KIND_MULTICHOICE, texts[1], "[true]"},
        {"a number", CLET_FIELD_KIND_MULTICHOICE, clet_value_int(1), "choice"},
    };
    clet_field_context context = test_flow_context("en");
    context.offered = offered;
    context.offered_count = 2;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const clet_flow_field field = {.kind = rows[i].kind};
        const test_answer answer = test_flow_read_value(&context, &field, &rows[i].value);
        test_text_equal(rows[i].name, test_str(answer.text), test_str(rows[i].expected));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_digit_and_a_letter_among_words_are_no_option),
        cmocka_unit_test(an_option_is_named_in_many_ways),
        cmocka_unit_test(labels_with_numbers_keep_their_numbers),
        cmocka_unit_test(several_options_are_parted_by_commas_and_words),
        cmocka_unit_test(counts_of_choices_have_bounds),
        cmocka_unit_test(a_chosen_value_is_named_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
