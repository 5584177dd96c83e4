#include "test_assert.h"

#include "test_allocator.h"

#include "text/language.h"
#include "text/stem.h"

#include <chatlet/limits.h>

static void words_of_each_language_have_a_stem(void **state) {
    (void)state;
    static const struct {
        const char *language;
        const char *word;
        const char *stem;
    } rows[] = {
        {"ar", "الكتاب", "كتاب"},
        {"ca", "servidors", "serv"},
        {"da", "serverne", "serv"},
        {"de", "verbindungen", "verbind"},
        {"el", "βασεις", "βασ"},
        {"en", "connections", "connect"},
        {"es", "conexiones", "conexion"},
        {"eu", "zerbitzariak", "zerbi"},
        {"fi", "palvelimet", "palvelim"},
        {"fr", "connexions", "connex"},
        {"ga", "bhfreastalaí", "freastalaí"},
        {"hi", "लड़कियों", "लड़क"},
        {"hu", "kapcsolatok", "kapcsolat"},
        {"hy", "սերվերներ", "սերվեր"},
        {"id", "menghubungkan", "hubung"},
        {"it", "connessioni", "connession"},
        {"lt", "serveriai", "serv"},
        {"ne", "पुस्तकहरू", "पुस्तक"},
        {"nl", "verbindingen", "verbind"},
        {"no", "tilkoblinger", "tilkobling"},
        {"pt", "servidores", "servidor"},
        {"ro", "conexiunile", "conexiun"},
        {"ru", "соединения", "соединен"},
        {"sr", "veze", "vez"},
        {"sv", "anslutningar", "anslutning"},
        {"ta", "புத்தகங்கள்", "புத்தகம்"},
        {"tr", "sunucular", "sunucu"},
        {"yi", "ביכער", "ביכ"},
        {"none", "connections", "connections"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_stemmer *stemmer = NULL;
        const chatlet_str language = test_str(rows[i].language);
        if (clet_stemmer_new(test_plain_allocator(), language, &stemmer) != CHATLET_OK)
            fail_msg("no stemmer: %s", rows[i].language);
        const chatlet_str stem = clet_stem(stemmer, test_str(rows[i].word));
        test_text_equal(rows[i].language, stem, test_str(rows[i].stem));
        assert_int_equal(stemmer->language.size_bytes, language.size_bytes);
        assert_false(stemmer->failed);
        clet_stemmer_free(stemmer);
    }
}

static void other_languages_are_refused(void **state) {
    (void)state;
    static const char *const codes[] = {"", "xx", "EN", "english", "zh", "nb", "non", "e", "enn"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        clet_stemmer *stemmer = NULL;
        const chatlet_status status =
            clet_stemmer_new(test_plain_allocator(), test_str(codes[i]), &stemmer);
        if (status != CHATLET_ERR_ARGUMENT) fail_msg("%s was taken", codes[i]);
        assert_null(stemmer);
    }
}

static void a_refused_allocation_leaves_nothing(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    test.refuse_at = 1;
    clet_stemmer *stemmer = NULL;
    assert_int_equal(clet_stemmer_new(&test.allocator, CHATLET_STR("en"), &stemmer),
                     CHATLET_ERR_MEMORY);
    assert_null(stemmer);
    assert_int_equal(test.live_count, 0);

    test.refuse_at = 0;
    assert_int_equal(clet_stemmer_new(&test.allocator, CHATLET_STR("en"), &stemmer), CHATLET_OK);
    clet_stemmer_free(stemmer);
    assert_int_equal(test.live_count, 0);
    clet_stemmer_free(NULL);
}

static void a_word_past_the_limit_is_its_own_stem(void **state) {
    (void)state;
    char word[CHATLET_WORD_BYTES_MAX + 1];
    memset(word, 'a', sizeof word);
    memcpy(word + CHATLET_WORD_BYTES_MAX - 2, "ing", 3);
    clet_stemmer *stemmer = NULL;
    assert_int_equal(clet_stemmer_new(test_plain_allocator(), CHATLET_STR("en"), &stemmer),
                     CHATLET_OK);
    const chatlet_str past = {.data = word, .size_bytes = sizeof word};
    assert_int_equal(clet_stem(stemmer, past).size_bytes, sizeof word);
    const chatlet_str at = {.data = word + 1, .size_bytes = CHATLET_WORD_BYTES_MAX};
    assert_int_equal(clet_stem(stemmer, at).size_bytes, CHATLET_WORD_BYTES_MAX - 3);
    assert_int_equal(clet_stem(stemmer, CHATLET_STR("")).size_bytes, 0);
    clet_stemmer_free(stemmer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_each_language_have_a_stem),
        cmocka_unit_test(other_languages_are_refused),
        cmocka_unit_test(a_refused_allocation_leaves_nothing),
        cmocka_unit_test(a_word_past_the_limit_is_its_own_stem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
