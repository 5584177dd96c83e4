#include "test_assert.h"

#include "text/language.h"
#include "text/stop_words.h"

static void a_locale_names_its_stemmer(void **state) {
    (void)state;
    static const struct {
        const char *locale;
        const char *language;
    } rows[] = {
        {"en", "en"},        {"en-US", "en"}, {"pt-BR", "pt"},  {"pt_BR", "pt"},
        {"DE-at", "de"},     {"nb", "no"},    {"nn-NO", "no"},  {"no", "no"},
        {"zh-Hans", "none"}, {"ja", "none"},  {"", "none"},     {"-", "none"},
        {"e", "none"},       {"eng", "none"}, {"none", "none"}, {"sr-Latn-RS", "sr"},
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
        {"nl", "het", true},    {"ru", "и", false},       {"none", "the", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (clet_language_is_stop_word(test_str(rows[i].language), test_str(rows[i].word)) !=
            rows[i].is_stop)
            fail_msg("%s: %s", rows[i].language, rows[i].word);
}

static void a_word_as_long_as_a_row_is_no_function_word(void **state) {
    (void)state;
    char word[CLET_STOP_WORD_BYTES + 1];
    memset(word, 'a', sizeof word);
    for (size_t size = CLET_STOP_WORD_BYTES - 1; size <= sizeof word; size++)
        assert_false(clet_language_is_stop_word(CHATLET_STR("en"),
                                                (chatlet_str){.data = word, .size_bytes = size}));
    assert_false(clet_language_is_stop_word(CHATLET_STR("en"),
                                            (chatlet_str){.data = "the\0", .size_bytes = 4}));
}

static void lists_are_sorted_folded_and_without_doubles(void **state) {
    (void)state;
    static const char *const codes[] = {"de", "en", "es", "fr", "it", "nl", "pt"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const clet_stop_word_list *list = clet_stop_words_find(test_str(codes[i]));
        assert_non_null(list);
        for (size_t j = 0; j < list->count; j++) {
            const char *word = list->words[j];
            if (j > 0 && memcmp(list->words[j - 1], word, CLET_STOP_WORD_BYTES) >= 0)
                fail_msg("%s: %s", codes[i], word);
            if (word[CLET_STOP_WORD_BYTES - 1] != '\0') fail_msg("%s: no end", codes[i]);
            for (const char *at = word; *at != '\0'; at++)
                if (*at < 'a' || *at > 'z') fail_msg("%s: %s", codes[i], word);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_locale_names_its_stemmer),
        cmocka_unit_test(function_words_are_found_and_others_not),
        cmocka_unit_test(a_word_as_long_as_a_row_is_no_function_word),
        cmocka_unit_test(lists_are_sorted_folded_and_without_doubles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
