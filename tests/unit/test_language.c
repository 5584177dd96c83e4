#include "test_assert.h"

#include "base/str.h"
#include "text/language.h"
#include "text/normalize.h"
#include "text/stop_words.h"

static void a_locale_names_its_stemmer(void **state) {
    (void)state;
    static const struct {
        const char *locale;
        const char *language;
    } rows[] = {
        {"en", "en"},        {"en-US", "en"},   {"pt-BR", "pt"},  {"pt_BR", "pt"},
        {"DE-at", "de"},     {"nb", "no"},      {"nn-NO", "no"},  {"no", "no"},
        {"zh-Hans", "none"}, {"ja", "none"},    {"", "none"},     {"-", "none"},
        {"e", "none"},       {"eng", "none"},   {"none", "none"}, {"sr-Latn-RS", "sr"},
        {"hr", "sr"},        {"bs-Latn", "sr"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const chatlet_str language = clet_language_of_locale(test_str(rows[i].locale));
        test_text_equal(rows[i].locale, language, test_str(rows[i].language));
    }
    assert_true(clet_language_has_stemmer(CHATLET_STR("yi")));
    assert_false(clet_language_has_stemmer(CHATLET_STR("none")));
}

static void function_words_are_found_and_others_not(void **state) {
    (void)state;
    static const struct {
        const char *language;
        const char *word;
        bool is_stop;
    } rows[] = {
        {"en", "the", true},    {"en", "how", true},      {"en", "please", true},
        {"en", "a", true},      {"en", "youve", true},    {"en", "server", false},
        {"en", "", false},      {"en", "th", false},      {"en", "themm", false},
        {"es", "como", true},   {"es", "yo", true},       {"es", "servidor", false},
        {"pt", "nao", true},    {"pt", "voce", true},     {"de", "konnen", true},
        {"de", "fur", true},    {"fr", "pourquoi", true}, {"fr", "etes", true},
        {"it", "perche", true}, {"it", "di", true},       {"nl", "waarom", true},
        {"nl", "het", true},    {"ru", "и", true},        {"none", "the", false},
        {"sr", "како", true},   {"sr", "kako", true},     {"hy", "եւ", true},
        {"tr", "nasil", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (clet_language_is_stop_word(test_str(rows[i].language), test_str(rows[i].word)) !=
            rows[i].is_stop)
            fail_msg("%s: %s", rows[i].language, rows[i].word);
}

static void a_word_as_long_as_a_row_is_no_function_word(void **state) {
    (void)state;
    const clet_stop_word_list *list = clet_stop_words_find(CHATLET_STR("en"));
    char word[CLET_STOP_WORD_BYTES_MAX + 1];
    memset(word, 'a', sizeof word);
    for (size_t size = list->row_bytes - 1; size <= sizeof word; size++)
        assert_false(clet_language_is_stop_word(CHATLET_STR("en"),
                                                (chatlet_str){.data = word, .size_bytes = size}));
    assert_false(clet_language_is_stop_word(CHATLET_STR("en"),
                                            (chatlet_str){.data = "the\0", .size_bytes = 4}));
}

/* Whether folding `word` once more changes it: then no word of a text would ever meet it. */
static bool is_folded(chatlet_str word, bool has_dotless_i) {
    char folded[CLET_STOP_WORD_BYTES_MAX * 4];
    char plain[CLET_STOP_WORD_BYTES_MAX * 4];
    const clet_normalize_options options = {.has_dotless_i = has_dotless_i};
    chatlet_str text = {.data = folded};
    text.size_bytes = clet_normalize_case(word, options, folded, sizeof folded);
    text =
        (chatlet_str){.data = plain, .size_bytes = clet_normalize_plain(text, plain, sizeof plain)};
    return clet_str_equal(text, word);
}

static void check_list(chatlet_str code) {
    const clet_stop_word_list *list = clet_stop_words_find(code);
    if (list == NULL) fail_msg("%.*s has no list", (int)code.size_bytes, code.data);
    assert_true(list->row_bytes <= CLET_STOP_WORD_BYTES_MAX);
    assert_true(list->count >= 80);
    for (size_t i = 0; i < list->count; i++) {
        const char *row = list->rows + i * list->row_bytes;
        if (i > 0 && memcmp(row - list->row_bytes, row, list->row_bytes) >= 0)
            fail_msg("%.*s: not sorted: %s", (int)code.size_bytes, code.data, row);
        if (row[list->row_bytes - 1] != '\0')
            fail_msg("%.*s: no end", (int)code.size_bytes, code.data);
        if (!is_folded(test_str(row), clet_str_equal(code, CHATLET_STR("tr"))))
            fail_msg("%.*s: not folded: %s", (int)code.size_bytes, code.data, row);
    }
}

static void every_stemmer_has_a_list_sorted_folded_and_without_doubles(void **state) {
    (void)state;
    static const char *const codes[] = {"ar", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr",
                                        "ga", "hi", "hu", "hy", "id", "it", "lt", "ne", "nl", "no",
                                        "pt", "ro", "ru", "sr", "sv", "ta", "tr", "yi"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_true(clet_language_has_stemmer(test_str(codes[i])));
        check_list(test_str(codes[i]));
    }
    assert_null(clet_stop_words_find(CHATLET_STR("none")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_locale_names_its_stemmer),
        cmocka_unit_test(function_words_are_found_and_others_not),
        cmocka_unit_test(a_word_as_long_as_a_row_is_no_function_word),
        cmocka_unit_test(every_stemmer_has_a_list_sorted_folded_and_without_doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
