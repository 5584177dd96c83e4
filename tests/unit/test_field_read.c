/* What visitors write, as values of fields: rows of language, kind, text and what comes of it.
 * Answers are shown as test_flow.h says: "?" among other words, "*" any text. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow.h"

#include "base/value_rules.h"

typedef struct row {
    const char *language;
    const char *text;
    const char *expected;
} row;

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void check_rows(const row *rows, size_t count, const clet_flow_field *field) {
    for (size_t i = 0; i < count; i++) {
        char name[300];
        const clet_field_context context = test_flow_context(rows[i].language);
        const test_answer answer = test_flow_read_text(&context, field, test_str(rows[i].text));
        snprintf(name, sizeof name, "%s: %s", rows[i].language, rows[i].text);
        test_text_equal(name, test_str(answer.text), test_str(rows[i].expected));
    }
}

static void check_kind(const row *rows, size_t count, clet_field_kind kind) {
    const clet_flow_field field = {.kind = kind, .is_required = true};
    check_rows(rows, count, &field);
}

static void numbers_are_read_as_the_language_writes_them(void **state) {
    static const row rows[] = {
        {"en", "5", "5"},
        {"en", " -3 ", "-3"},
        {"en",
         "\xE2\x88\x92"
         "3",
         "-3"},
        {"en", "+7", "7"},
        {"en", "1,200", "1200"},
        {"en", "1,200.50", "1200.5"},
        {"en", "1.200,50", "1200.5"},
        {"es", "1.200,50", "1200.5"},
        {"es", "1.200", "1200"},
        {"en", "1.200", "1.2"},
        {"es", "1,5", "1.5"},
        {"es", "1.5", "1.5"},
        {"pt", "R$ 1.234.567,89", "1234567.89?"},
        {"pt", "12,5%", "12.5"},
        {"en", "1,5", "1.5"},
        {"fr",
         "12\xE2\x80\xAF"
         "500,5",
         "12500.5"},
        {"en", "10 000", "10000"},
        {"en", "1'000'000", "1000000"},
        {"en", "0.001", "0.001"},
        {"en", ".5", "0.5"},
        {"en", "$-5", "-5"},
        {"en", "-$5", "-5"},
        {"en", "1,23,456", "kind"},
        {"en", "1.2.3", "kind"},
        {"en", "5k", "5000"},
        {"en", "5 million", "5000000"},
        {"es", "2 mil", "2000"},
        {"en", "5kg", "5?"},
        {"en", "about 20 people", "20?"},
        {"en", "A12", "kind"},
        {"en", "1e5", "kind"},
        {"en", "2020-2021", "kind"},
        {"en", "2 or 3", "kind"},
        {"en", "20 what?", "kind"},
        {"en", "five", "5"},
        {"en", "Twenty-five", "25"},
        {"en", "two hundred and five", "205"},
        {"en", "two thousand three hundred", "2300"},
        {"en", "two seats", "2?"},
        {"en", "one moment", "kind"},
        {"en", "two three", "kind"},
        {"en", "ten five", "kind"},
        {"es", "treinta y cinco", "35"},
        {"es", "mil doscientos", "1200"},
        {"es", "veintidós", "22"},
        {"es", "un momento", "kind"},
        {"pt", "vinte e cinco", "25"},
        {"pt", "duzentos e dez", "210"},
        {"de", "drei", "3"},
        {"en", "\xD9\xA3\xD9\xA5", "35"},
        {"en", "\xEF\xBC\x95", "5"},
        {"en", "none of your business", "kind"},
        {"en", "123456789012345678901234567890", "1.23456789012346e+29"},
        {"en", "000000000000000000000000000000000000000000000000000000000001", "1"},
        {"en", "0000000000000000000000000000000000000000000000000000000000001", "kind"},
        {"en", "-", "kind"},
        {"en", "", "empty"},
        {"en", "  \t\n", "empty"},
        {"en", "\xFF\xFE", "kind"},
    };
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_NUMBER);
}

static void integers_have_nothing_behind_the_point(void **state) {
    static const row rows[] = {
        {"en", "5", "5"},        {"en", "5.0", "5"},
        {"en", "5.5", "kind"},   {"es", "1.200", "1200"},
        {"en", "1,200", "1200"}, {"en", "9007199254740992", "9007199254740992"},
        {"en", "three", "3"},    {"en", "10000000000000000", "kind"},
        {"en", "1.5k", "1500"},  {"pt", "são 12 pessoas", "12?"},
        {"en", "1/2", "kind"},   {"es", "somos 4", "4?"},
    };
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_INTEGER);
}

static void ratings_are_numbers_stars_and_so_many_of(void **state) {
    static const row rows[] = {
        {"en", "5", "5"},
        {"en", "4 stars", "4?"},
        {"en", "4/5", "4?"},
        {"en", "4 out of 5", "4?"},
        {"es", "4 de 5", "4?"},
        {"es", "cuatro estrellas", "4?"},
        {"pt", "3 estrelas", "3?"},
        {"en", "\xE2\x98\x85\xE2\x98\x85\xE2\x98\x85\xE2\x98\x85", "4"},
        {"en", "\xE2\xAD\x90\xE2\xAD\x90\xE2\xAD\x90", "3"},
        {"en", "\xE2\x98\x85\xE2\x98\x85\xE2\x98\x86\xE2\x98\x86\xE2\x98\x86", "2"},
        {"en", "***", "3"},
        {"en", "4/10", "kind"},
        {"en", "6", "maximum"},
        {"en", "0", "minimum"},
        {"en", "4.5", "kind"},
        {"en", "great", "kind"},
    };
    static const row scored[] = {
        {"en", "10", "10"}, {"en", "0", "0"}, {"en", "9/10", "9?"}, {"en", "11", "maximum"}};
    const clet_flow_field nps = {.kind = CLET_FIELD_KIND_RATING,
                                 .is_required = true,
                                 .has_minimum = true,
                                 .has_maximum = true,
                                 .maximum = 10};
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_RATING);
    check_rows(scored, COUNT(scored), &nps);
}

static void addresses_are_found_in_what_was_written(void **state) {
    static const row emails[] = {
        {"en", "ada@example.org", "\"ada@example.org\""},
        {"en", " Ada.L+x@Example.co.uk ", "\"Ada.L+x@Example.co.uk\""},
        {"en", "my address is <ada@example.org>, thanks", "\"ada@example.org\"?"},
        {"en", "mailto:ada@example.org", "\"ada@example.org\"?"},
        {"es", "josé@ejemplo.es", "\"josé@ejemplo.es\""},
        {"en", "info@bücher.example", "\"info@bücher.example\""},
        {"en", "a@b", "kind"},
        {"en", "a@b.c", "kind"},
        {"en", "ada@example.", "kind"},
        {"en", "@example.org", "kind"},
        {"en", ".ada@example.org", "kind"},
        {"en", "ada..b@example.org", "kind"},
        {"en", "ada@-example.org", "kind"},
        {"en", "ada@127.0.0.1", "kind"},
        {"en", "a@example.org b@example.org", "kind"},
        {"en", "ada at example.org", "kind"},
        {"en", "ada@exa mple.org", "kind"},
    };
    static const row urls[] = {
        {"en", "https://example.org/a?b=c#d", "\"https://example.org/a?b=c#d\""},
        {"en", "HTTP://Example.org", "\"HTTP://Example.org\""},
        {"en", "example.org", "\"https://example.org\""},
        {"en", "www.example.org:8080/x", "\"https://www.example.org:8080/x\""},
        {"en", "it is example.org, you know", "\"https://example.org\"?"},
        {"en", "javascript:alert(1)", "kind"},
        {"en", "ftp://example.org", "kind"},
        {"en", "example", "kind"},
        {"en", "ada@example.org", "kind"},
        {"en", "https://", "kind"},
        {"en", "https://exa_mple.org", "kind"},
        {"en", "https://example.org:port", "kind"},
        {"en", "https://example.org/<script>", "kind"},
    };
    static const row phones[] = {
        {"en", "+1 (555) 010-9999", "\"+15550109999\""},
        {"es", "600 100 200", "\"600100200\""},
        {"en", "0044 20 7946 0958", "\"+442079460958\""},
        {"en", "+44 (0)20 7946 0958", "\"+442079460958\""},
        {"en", "call me at 555-010-9999 please", "\"5550109999\"?"},
        {"en", "\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5\xD9\xA6", "\"123456\""},
        {"en", "12345", "kind"},
        {"en", "1234567890123456", "kind"},
        {"en", "555 0109 ext 12", "kind"},
        {"en", "no", "kind"},
        {"en", "+", "kind"},
        {"en", "(", "kind"},
    };
    (void)state;
    check_kind(emails, COUNT(emails), CLET_FIELD_KIND_EMAIL);
    check_kind(urls, COUNT(urls), CLET_FIELD_KIND_URL);
    check_kind(phones, COUNT(phones), CLET_FIELD_KIND_PHONE);
}

static void dates_are_read_as_people_write_them(void **state) {
    /* It is Monday, 2 March 2026. */
    static const row rows[] = {
        {"en", "2026-03-05", "\"2026-03-05\""},
        {"es", "2026-03-05", "\"2026-03-05\""},
        {"en", "3/5/2026", "\"2026-03-05\""},
        {"es", "5/3/2026", "\"2026-03-05\""},
        {"en", "25/12/2026", "\"2026-12-25\""},
        {"es", "12/25/2026", "\"2026-12-25\""},
        {"de", "5.3.2026", "\"2026-03-05\""},
        {"de", "5.3.26", "\"2026-03-05\""},
        {"es", "5-3-26", "\"2026-03-05\""},
        {"en", "3/5", "\"2026-03-05\""},
        {"es", "1/1/85", "\"1985-01-01\""},
        {"es", "1/1/46", "\"2046-01-01\""},
        {"es", "1/1/47", "\"1947-01-01\""},
        {"en", "March 5", "\"2026-03-05\""},
        {"en", "March 5th, 2027", "\"2027-03-05\""},
        {"en", "the 5th of march", "\"2026-03-05\""},
        {"en", "5 Sept", "\"2026-09-05\""},
        {"en", "Oct. 1", "\"2026-10-01\""},
        {"en", "jan 1", "\"2026-01-01\""},
        {"es", "5 de marzo de 2026", "\"2026-03-05\""},
        {"es", "5 mar", "\"2026-03-05\""},
        {"es", "mar 5", "\"2026-03-05\""},
        {"pt", "5 de março", "\"2026-03-05\""},
        {"fr", "1er août", "\"2026-08-01\""},
        {"en", "today", "\"2026-03-02\""},
        {"en", "Tomorrow", "\"2026-03-03\""},
        {"en", "the day after tomorrow", "\"2026-03-04\""},
        {"en", "yesterday", "\"2026-03-01\""},
        {"es", "pasado mañana", "\"2026-03-04\""},
        {"es", "mañana", "\"2026-03-03\""},
        {"es", "manana", "\"2026-03-03\""},
        {"pt", "amanhã", "\"2026-03-03\""},
        {"pt", "depois de amanhã", "\"2026-03-04\""},
        {"en", "friday", "\"2026-03-06\""},
        {"en", "next Friday", "\"2026-03-06\""},
        {"en", "monday", "\"2026-03-09\""},
        {"en", "Tuesday next week", "\"2026-03-10\""},
        {"es", "el próximo viernes", "\"2026-03-06\""},
        {"es", "el miércoles", "\"2026-03-04\""},
        {"es", "mar", "\"2026-03-03\""},
        {"pt", "sexta-feira", "\"2026-03-06\""},
        {"pt", "sexta", "\"2026-03-06\""},
        {"en", "in 3 days", "\"2026-03-05\""},
        {"en", "in two weeks", "\"2026-03-16\""},
        {"en", "in a month or so", "kind"},
        {"en", "in 12 months", "\"2027-03-02\""},
        {"en", "3 days ago", "\"2026-02-27\""},
        {"es", "hace 2 días", "\"2026-02-28\""},
        {"es", "dentro de una semana", "\"2026-03-09\""},
        {"pt", "daqui a 10 dias", "\"2026-03-12\""},
        {"en", "the 15th", "\"2026-03-15\""},
        {"en", "the 1st", "\"2026-04-01\""},
        {"en", "29 February 2028", "\"2028-02-29\""},
        {"en", "feb 29", "\"2028-02-29\""},
        {"en", "29 February 2027", "kind"},
        {"en", "2026-13-01", "kind"},
        {"en", "2026-02-30", "kind"},
        {"en", "13/13/2026", "kind"},
        {"en", "March", "kind"},
        {"en", "2026", "kind"},
        {"en", "next week", "kind"},
        {"en", "friday if possible", "\"2026-03-06\"?"},
        {"en", "friday at 3pm", "\"2026-03-06\""},
        {"en", "are you open on friday?", "kind"},
        {"en", "when I have finished this and the other thing on friday", "kind"},
        {"en", "soon", "kind"},
        {"en", "99999-01-01", "kind"},
        {"en", "0000-01-01", "kind"},
        {"en", "in 99999 years", "kind"},
        {"en", "in 100000 weeks", "\"3942-09-14\""},
    };
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_DATE);
}

static void times_are_read_as_people_write_them(void **state) {
    static const row rows[] = {
        {"en", "15:30", "\"15:30\""},
        {"en", "15:30:10", "\"15:30\""},
        {"en", "3pm", "\"15:00\""},
        {"en", "at 3:30 p.m.", "\"15:30\""},
        {"en", "12 am", "\"00:00\""},
        {"en", "12:30 am", "\"00:30\""},
        {"en", "12pm", "\"12:00\""},
        {"en", "at 3", "\"15:00\""},
        {"en", "at 9", "\"09:00\""},
        {"en", "noon", "\"12:00\""},
        {"en", "midnight", "\"00:00\""},
        {"en", "3 in the afternoon", "\"15:00\""},
        {"en", "3 o'clock", "\"15:00\""},
        {"en", "half past three", "kind"},
        {"es", "a las 15 horas", "\"15:00\""},
        {"es", "a las 3", "\"03:00\""},
        {"es", "a las 9 de la mañana", "\"09:00\""},
        {"es", "a las 5 de la tarde", "\"17:00\""},
        {"es", "15h30", "\"15:30\""},
        {"es", "3 p. m.", "\"15:00\""},
        {"pt", "às 15h", "\"15:00\""},
        {"pt", "às 3 da tarde", "\"15:00\""},
        {"pt", "meio-dia", "\"12:00\""},
        {"de", "15.30 Uhr", "\"15:30\""},
        {"en", "in 2 hours", "\"12:30\""},
        {"en", "in 30 minutes", "\"11:00\""},
        {"en", "24:00", "\"00:00\""},
        {"en", "25:00", "kind"},
        {"en", "12:60", "kind"},
        {"en", "24:01", "kind"},
        {"en", "3:30 4:30", "kind"},
        {"en", "later", "kind"},
        {"en", "tomorrow", "kind"},
    };
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_TIME);
}

static void days_with_times_are_moments_in_the_visitors_zone(void **state) {
    static const row rows[] = {
        {"en", "2026-03-05T15:30", "2026-03-05T14:30:00Z"},
        {"en", "2026-03-05T15:30:00Z", "2026-03-05T15:30:00Z"},
        {"en", "2026-03-05T15:30:00+03:00", "2026-03-05T12:30:00Z"},
        {"en", "tomorrow at 3pm", "2026-03-03T14:00:00Z"},
        {"en", "tomorrow at 3", "2026-03-03T14:00:00Z"},
        {"en", "at 3 tomorrow", "2026-03-03T14:00:00Z"},
        {"en", "next friday at 15:30", "2026-03-06T14:30:00Z"},
        {"en", "tonight at 8", "2026-03-02T19:00:00Z"},
        {"en", "3/5/2026 9:00", "2026-03-05T08:00:00Z"},
        {"en", "March 5th at 9 am", "2026-03-05T08:00:00Z"},
        {"en", "3pm", "2026-03-02T14:00:00Z"},
        {"en", "9am", "2026-03-03T08:00:00Z"},
        {"en", "in 2 hours", "2026-03-02T12:30:00Z"},
        {"en", "in 3 days at noon", "2026-03-05T11:00:00Z"},
        {"es", "mañana por la mañana a las 9", "2026-03-03T08:00:00Z"},
        {"es", "el 3 de abril a las 17:15", "2026-04-03T16:15:00Z"},
        {"es", "viernes 10:00", "2026-03-06T09:00:00Z"},
        {"pt", "sexta às 15h", "2026-03-06T14:00:00Z"},
        {"en", "tomorrow", "kind"},
        {"en", "friday morning", "kind"},
        {"en", "feb 30 at 10:00", "kind"},
    };
    const clet_flow_field field = {.kind = CLET_FIELD_KIND_DATETIME, .is_required = true};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        clet_field_context context = test_flow_context(rows[i].language);
        context.zone_minutes = 60;
        const test_answer answer = test_flow_read_text(&context, &field, test_str(rows[i].text));
        test_text_equal(rows[i].text, test_str(answer.text), test_str(rows[i].expected));
    }
}

static void yes_and_no_are_words_of_the_language(void **state) {
    static const row rows[] = {
        {"en", "yes", "true"},
        {"en", "Yes!", "true"},
        {"en", "yes please", "true?"},
        {"en", "of course", "true"},
        {"en", "no", "false"},
        {"en", "No, thanks", "false?"},
        {"en", "nope", "false"},
        {"en", "not really", "false"},
        {"en", "true", "true"},
        {"es", "sí", "true"},
        {"es", "si", "true"},
        {"es", "SÍ, claro", "true?"},
        {"es", "claro que sí", "true?"},
        {"es", "yes", "true"},
        {"es", "no", "false"},
        {"pt", "sim", "true"},
        {"pt", "não", "false"},
        {"pt", "nao", "false"},
        {"de", "Ja", "true"},
        {"fr", "d’accord", "true"},
        {"en", "maybe", "kind"},
        {"en", "Yesterday", "kind"},
        {"en", "no idea what you mean?", "kind"},
    };
    (void)state;
    check_kind(rows, COUNT(rows), CLET_FIELD_KIND_BOOL);
}

static void a_text_is_taken_as_it_is(void **state) {
    static const row rows[] = {{"en", " Ada Lovelace ", "\"Ada Lovelace\"*"},
                               {"en", "Hi?", "\"Hi?\"*"},
                               {"en", "ab", "minimum"},
                               {"en", "ñandú", "\"ñandú\"*"},
                               {"en", "this is longer than twenty", "maximum"},
                               {"en", "skip", "skipped"},
                               {"es", "omitir", "skipped"},
                               {"en", "", "skipped"},
                               {"pt", "Pular", "skipped"}};
    const clet_flow_field field = {.kind = CLET_FIELD_KIND_TEXT,
                                   .has_minimum = true,
                                   .minimum = 3,
                                   .has_maximum = true,
                                   .maximum = 20};
    static const row required[] = {{"en", "skip", "\"skip\"*"}, {"en", " ", "empty"}};
    (void)state;
    check_rows(rows, COUNT(rows), &field);
    check_kind(required, COUNT(required), CLET_FIELD_KIND_TEXT);
    check_kind(required, COUNT(required), CLET_FIELD_KIND_ADDRESS);
    check_kind(required, COUNT(required), CLET_FIELD_KIND_SIGNATURE);
    check_kind(required, COUNT(required), CLET_FIELD_KIND_LOCATION);
}

static void minimum_and_maximum_hold_at_themselves(void **state) {
    static const row rows[] = {
        {"en", "1.5", "1.5"}, {"en", "1.4", "minimum"}, {"en", "3", "3"}, {"en", "3.1", "maximum"}};
    const clet_flow_field field = {.kind = CLET_FIELD_KIND_NUMBER,
                                   .has_minimum = true,
                                   .minimum = 1.5,
                                   .has_maximum = true,
                                   .maximum = 3};
    (void)state;
    check_rows(rows, COUNT(rows), &field);
}

static chatlet_value text_value(const char *text) {
    return clet_value_text(CHATLET_VALUE_STRING, test_str(text));
}

static void forms_give_values_of_their_kinds(void **state) {
    const chatlet_value place[] = {text_value("lat"), clet_value_double(40.5), text_value("lng"),
                                   clet_value_int(-3)};
    const chatlet_value far_place[] = {text_value("lat"), clet_value_double(90.5),
                                       text_value("lng"), clet_value_int(-3)};
    const chatlet_value file[] = {text_value("ref"),  text_value("f1"),
                                  text_value("name"), text_value("Photo.PNG"),
                                  text_value("type"), text_value("image/png")};
    const struct {
        const char *name;
        clet_field_kind kind;
        chatlet_value value;
        const char *expected;
    } rows[] = {
        {"an int", CLET_FIELD_KIND_NUMBER, clet_value_int(5), "5"},
        {"a double", CLET_FIELD_KIND_INTEGER, clet_value_double(5), "5"},
        {"half", CLET_FIELD_KIND_INTEGER, clet_value_double(5.5), "kind"},
        {"endless", CLET_FIELD_KIND_NUMBER, clet_value_double(1e308 * 10), "kind"},
        {"no number", CLET_FIELD_KIND_NUMBER, clet_value_double(1e308 * 10 - 1e308 * 10), "kind"},
        {"a number as a text", CLET_FIELD_KIND_NUMBER, text_value("1,200"), "1200"},
        {"a bool", CLET_FIELD_KIND_BOOL, clet_value_bool(false), "false"},
        {"a bool as its id", CLET_FIELD_KIND_BOOL, text_value("yes"), "true"},
        {"a bool as a number", CLET_FIELD_KIND_BOOL, clet_value_int(1), "kind"},
        {"a text", CLET_FIELD_KIND_TEXT, text_value(" Ada "), "\"Ada\""},
        {"a word that skips", CLET_FIELD_KIND_TEXT, text_value("skip"), "\"skip\""},
        {"a number for a text", CLET_FIELD_KIND_TEXT, clet_value_int(5), "kind"},
        {"nothing", CLET_FIELD_KIND_TEXT, clet_value_null(), "skipped"},
        {"an empty text", CLET_FIELD_KIND_EMAIL, text_value("  "), "skipped"},
        {"an empty list", CLET_FIELD_KIND_MULTICHOICE, {.kind = CHATLET_VALUE_LIST}, "skipped"},
        {"a date", CLET_FIELD_KIND_DATE, text_value("2026-03-05"), "\"2026-03-05\""},
        {"a time", CLET_FIELD_KIND_TIME, text_value("15:30"), "\"15:30\""},
        {"a timestamp",
         CLET_FIELD_KIND_DATETIME,
         {.kind = CHATLET_VALUE_TIMESTAMP, .integer = 1772447400},
         "2026-03-02T10:30:00Z"},
        {"the day of a timestamp",
         CLET_FIELD_KIND_DATE,
         {.kind = CHATLET_VALUE_TIMESTAMP, .integer = 1772447400},
         "\"2026-03-02\""},
        {"a place",
         CLET_FIELD_KIND_LOCATION,
         {.kind = CHATLET_VALUE_MAP, .count = 2, .items = place},
         "\"40.5,-3\""},
        {"a place off the map",
         CLET_FIELD_KIND_LOCATION,
         {.kind = CHATLET_VALUE_MAP, .count = 2, .items = far_place},
         "kind"},
        {"a file",
         CLET_FIELD_KIND_FILE,
         {.kind = CHATLET_VALUE_MAP, .count = 3, .items = file},
         "{\"ref\": \"f1\", \"name\": \"Photo.PNG\", \"type\": \"image/png\"}"},
        {"a file without its name at the host",
         CLET_FIELD_KIND_FILE,
         {.kind = CHATLET_VALUE_MAP, .count = 2, .items = file + 2},
         "kind"},
        {"a text for a file", CLET_FIELD_KIND_FILE, text_value("f1"), "kind"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const clet_field_context context = test_flow_context("en");
        const clet_flow_field field = {.kind = rows[i].kind};
        const test_answer answer = test_flow_read_value(&context, &field, &rows[i].value);
        test_text_equal(rows[i].name, test_str(answer.text), test_str(rows[i].expected));
    }
}

static void files_are_of_an_accepted_type(void **state) {
    static const struct {
        const char *accept;
        const char *expected;
    } rows[] = {
        {"image/png", "{"}, {"image/*", "{"},         {".png", "{"},      {"*/*", "{"},
        {"IMAGE/*", "{"},   {"image/jpeg", "accept"}, {".pdf", "accept"}, {"video/*", "accept"},
    };
    const chatlet_value file[] = {text_value("ref"),  text_value("f1"),
                                  text_value("name"), text_value("Photo.PNG"),
                                  text_value("type"), text_value("image/png")};
    const chatlet_value value = {.kind = CHATLET_VALUE_MAP, .count = 3, .items = file};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const chatlet_str accept = test_str(rows[i].accept);
        const clet_field_context context = test_flow_context("en");
        const clet_flow_field field = {
            .kind = CLET_FIELD_KIND_FILE, .accept = &accept, .accept_count = 1};
        const test_answer answer = test_flow_read_value(&context, &field, &value);
        const chatlet_str begin = {.data = answer.text, .size_bytes = strlen(rows[i].expected)};
        test_text_equal(rows[i].accept, begin, test_str(rows[i].expected));
    }
}

static void a_long_text_is_cut_and_read(void **state) {
    static char text[CHATLET_QUERY_BYTES_MAX + 10];
    const clet_flow_field field = {.kind = CLET_FIELD_KIND_TEXT};
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t extra = 0; extra < 2; extra++) {
        clet_arena arena;
        clet_field_answer answer;
        const clet_field_context context = test_flow_context("en");
        const chatlet_str all = {.data = text, .size_bytes = CHATLET_QUERY_BYTES_MAX + extra};
        clet_arena_init(&arena, test_plain_allocator());
        clet_expr_run run = {.arena = &arena, .cost_left = 1000};
        assert_int_equal(clet_field_read_text(&run, &context, &field, all, &answer), CHATLET_OK);
        assert_int_equal(answer.value.count, CHATLET_QUERY_BYTES_MAX);
        clet_arena_free(&arena);
    }
}

static void refused_memory_is_told(void **state) {
    static const struct {
        clet_field_kind kind;
        const char *text;
    } rows[] = {{CLET_FIELD_KIND_PHONE, "600 100 200"},
                {CLET_FIELD_KIND_URL, "example.org"},
                {CLET_FIELD_KIND_DATE, "tomorrow"},
                {CLET_FIELD_KIND_TIME, "15:30"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        test_allocator refusing;
        clet_arena arena;
        clet_field_answer answer = {.problem = CLET_FIELD_PROBLEM_COUNT};
        const clet_field_context context = test_flow_context("en");
        const clet_flow_field field = {.kind = rows[i].kind};
        test_allocator_init(&refusing);
        refusing.refuse_at = 1;
        clet_arena_init(&arena, &refusing.allocator);
        clet_expr_run run = {.arena = &arena, .cost_left = 1000};
        const chatlet_str text = test_str(rows[i].text);
        test_status_equal(rows[i].text, clet_field_read_text(&run, &context, &field, text, &answer),
                          CHATLET_ERR_MEMORY);
        assert_int_equal(answer.problem, CLET_FIELD_PROBLEM_COUNT);
        clet_arena_free(&arena);
        assert_int_equal(refusing.live_count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_the_language_writes_them),
        cmocka_unit_test(integers_have_nothing_behind_the_point),
        cmocka_unit_test(ratings_are_numbers_stars_and_so_many_of),
        cmocka_unit_test(addresses_are_found_in_what_was_written),
        cmocka_unit_test(dates_are_read_as_people_write_them),
        cmocka_unit_test(times_are_read_as_people_write_them),
        cmocka_unit_test(days_with_times_are_moments_in_the_visitors_zone),
        cmocka_unit_test(yes_and_no_are_words_of_the_language),
        cmocka_unit_test(a_text_is_taken_as_it_is),
        cmocka_unit_test(minimum_and_maximum_hold_at_themselves),
        cmocka_unit_test(forms_give_values_of_their_kinds),
        cmocka_unit_test(files_are_of_an_accepted_type),
        cmocka_unit_test(a_long_text_is_cut_and_read),
        cmocka_unit_test(refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
