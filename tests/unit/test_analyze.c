#include "test_assert.h"

#include "test_allocator.h"

#include "text/analyze.h"
#include "text/ascii_class.h"
#include "base/str.h"
#include "text/fold.h"
#include "text/language_rules.h"
#include "text/stem.h"

enum { LISTING_BYTES = 4096 };

static clet_stemmer *stemmer_of(const char *language) {
    clet_stemmer *stemmer = NULL;
    if (clet_stemmer_new(test_plain_allocator(), test_str(language), &stemmer) != CHATLET_OK)
        fail_msg("no stemmer for %s", language);
    return stemmer;
}

/* Writes the terms of `source` with a space between them and "*" behind function words. The source
 * is read from a copy that ends at a page no one may read. */
static void list_terms(const char *language, chatlet_str source, char listing[LISTING_BYTES]) {
    clet_stemmer *stemmer = stemmer_of(language);
    const chatlet_str guarded = test_guarded_copy(source);
    clet_analyzer analyzer;
    clet_analyzer_init(&analyzer, stemmer, guarded);
    clet_term term;
    size_t used = 0;
    size_t last_begin = 0;
    listing[0] = '\0';
    while (clet_analyzer_next(&analyzer, &term)) {
        assert_true(term.size_bytes > 0 && term.size_bytes <= CLET_TERM_BYTES_MAX);
        assert_true(term.begin >= last_begin && term.begin < term.end);
        assert_true(term.end <= guarded.size_bytes);
        last_begin = term.begin;
        const int written =
            snprintf(listing + used, LISTING_BYTES - used, "%s%.*s%s", used > 0 ? " " : "",
                     (int)term.size_bytes, term.text, term.is_stop ? "*" : "");
        used += (size_t)written;
        assert_true(used < LISTING_BYTES);
    }
    test_guarded_free(guarded);
    clet_stemmer_free(stemmer);
}

typedef struct terms_row {
    const char *name;
    const char *language;
    const char *source;
    const char *terms;
} terms_row;

static void check_rows(const terms_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char listing[LISTING_BYTES];
        list_terms(rows[i].language, test_str(rows[i].source), listing);
        test_text_equal(rows[i].name, test_str(listing), test_str(rows[i].terms));
    }
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof(rows)[0])

static void words_of_manuals_become_terms(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"nothing", "en", "", ""},
        {"no words", "en", " \t-- ... !? '' __ ++ #", ""},
        {"plain", "en", "Connecting servers", "connect server"},
        {"identifier stays whole", "en", "pg_stat_activity", "pg_stat_activity"},
        {"identifier is not stemmed", "en", "max_connections", "max_connections"},
        {"underscores around a word", "en", "__init__ _tmp a__b", "init tmp a__b"},
        {"sign of a language", "en", "C++ or C#, F# and g++.", "c++ or* c# f# and* g++"},
        {"sign and version", "en", "C++17", "c++ 17"},
        {"no sign of a language", "en", "ab++ c#d x+y 1++", "ab c d x y 1"},
        {"dots between words", "en", ".NET node.js postgresql.conf", "net node js postgresql conf"},
        {"version", "en", "15.2 v15.2. 192.168.0.1", "15.2 v15.2 192.168.0.1"},
        {"thousands", "en", "1,000 rows, 2,", "1,000 row 2"},
        {"digits are not stemmed", "en", "sha256s utf8", "sha256s utf8"},
        {"hyphen", "en", "command-line", "command line"},
        {"camel case", "en", "getElementById", "getelementbyid"},
        {"slash and colon", "en", "http://b.example/x", "http b exampl x"},
        {"marks of texts", "en", "\x03run \x01make\x02\x04to\x05row\x06go", "run make to* row go*"},
    };
    CHECK_ROWS(rows);
}

static void apostrophes_join_and_clitics_fall_off(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"contraction", "en", "Don't, don’t, dont", "dont* dont* dont*"},
        {"contraction of a function word", "en", "I'd they'll we've", "id* theyll* weve*"},
        {"possessive", "en", "the server's servers' server’s", "the* server server server"},
        {"what's", "en", "what's it's", "what* it*"},
        {"name", "en", "O'Reilly", "oreilli"},
        {"quoted", "en", "'quoted' ‘word’", "quot word"},
        {"French", "fr", "L'eau d’aujourd'hui qu'il", "eau aujourdhui* il*"},
        {"French, not elided", "fr", "aujourd'hui", "aujourdhui*"},
        {"Italian", "it", "dell'acqua un'altra", "acqua altra*"},
        {"Catalan", "ca", "l'aigua", "aigu"},
        {"no elision elsewhere", "de", "l'eau", "leau"},
        {"Ukrainian apostrophes", "none", "п'ять п’ять пʼять", "пять пять пять"},
    };
    CHECK_ROWS(rows);
}

static void languages_meet_their_other_spellings(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"Spanish", "es", "¿Cómo configuro los servidores?", "como* configur los* servidor"},
        {"Spanish without accent", "es", "autenticación autenticacion autenticaciones",
         "autent autent autent"},
        {"Portuguese", "pt", "Configurações configuracao não nao", "configur configur nao* nao*"},
        {"Portuguese plurals", "pt", "sessão sessões sessao sessoes conexões conexão",
         "sessa sessa sessa sessa conexa conexa"},
        {"German", "de", "Straße STRASSE Größen", "strass strass gross"},
        {"German function words", "de", "Wie können wir über", "wie* konnen* wir* uber*"},
        {"French", "fr", "ŒUVRE œuvre oeuvre été", "oeuvr oeuvr oeuvr ete*"},
        {"Dutch", "nl", "Hoe installeer ik de server?", "hoe* installer ik* de* server"},
        {"Danish", "da", "Ørsted ørsted", "orsted orsted"},
        {"Russian", "ru", "Ёлка ёлки елка", "елк елк елк"},
        {"Greek final sigma", "el", "ΛΌΓΟΣ λόγος λογος", "λογ λογ λογ"},
        {"Turkish dotless", "tr", "IŞIK ışık", "isik isik"},
        {"Turkish dotted", "tr", "İSTANBUL istanbul", "istanbul istanbul"},
        {"dotted capital elsewhere", "en", "İstanbul", "istanbul"},
        {"Arabic points and tatweel", "ar", "الكِتَاب كتـاب", "كتاب كتاب"},
        {"Arabic digits", "ar", "١٥ 15", "15 15"},
        {"Hebrew points", "none", "שָׁלוֹם שלום", "שלום שלום"},
        {"Hindi vowel signs stay", "none", "हिन्दी", "हिन्दी"},
        {"Korean by pairs, its particles too", "none", "서버를 서버에서",
         "서버 버를 서버 버에 에서"},
        {"Korean particles leave other words", "none", "PostgreSQL은 값", "postgresql 은 값"},
        {"Korean in letters", "none", "\u1109\u1165\u1107\u1165\u1105\u1173\u11AF", "서버 버를"},
        {"Armenian question", "hy", "Ինչպե՞ս ինչպես", "ինչպես* ինչպես*"},
        {"Vietnamese", "none", "Tiếng Việt ĐỔI", "tieng viet doi"},
        {"Polish", "none", "Łódź", "lodz"},
        {"full width", "en", "Ｓｅｒｖｅｒｓ １２", "server 12"},
        {"ligature", "en", "ﬁles eﬃcient", "file effici"},
        {"soft hyphen", "en", "soft\xC2\xADware", "softwar"},
        {"joiner within a word", "none", "می\xE2\x80\x8Cخواهم", "میخواهم"},
        {"zero-width space ends a word", "none",
         "a\xE2\x80\x8B"
         "b",
         "a b"},
    };
    CHECK_ROWS(rows);
}

static void phrasing_of_a_question_is_function_words(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"may", "en", "Who may cancel? May another be able?",
         "who* may* cancel may* another* be* able*"},
        {"must, might, shall", "en", "Must I, might I, shall we, should you?",
         "must* i* might* i* shall* we* should* you*"},
        {"what happens", "en", "What happens if it's already really late?",
         "what* happens* if* it* already* really* late"},
        {"without apostrophes", "en", "Whos the mustnt", "whos* the* mustnt*"},
        {"cómo, cuándo, qué", "es", "¿Cómo puedo? ¿Cuándo debo? ¿A qué hora?",
         "como* puedo* cuando* debo* a* que* hor"},
        {"polite Spanish", "es", "Quisiera saber si podrían, o si debería",
         "quisiera* saber* si* podrian* o* si* deberia*"},
        {"para qué sirve", "es", "¿Para qué sirve? ¿Qué necesito? Dime",
         "para* que* sirve* que* necesito* dime*"},
        {"quais são", "pt", "Quais são os horários? Onde fica?",
         "quais* sao* os* horari onde* fica*"},
        {"polite Portuguese", "pt", "Gostaria de saber se poderia, ou se deveria",
         "gostaria* de* saber* se* poderia* ou* se* deveria*"},
        {"para que serve", "pt", "Para que serve? Como consigo? Quando posso?",
         "para* que* serve* como* consigo* quando* posso*"},
    };
    CHECK_ROWS(rows);
}

static void numbers_of_items_are_layout(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"number behind its mark", "none",
         "\x07"
         "12. twelve",
         "twelve"},
        {"behind other marks", "none",
         "\x03"
         "a\x07"
         "2. b\x07"
         "3. c",
         "a b c"},
        {"behind a sign that is not ASCII", "none",
         "wait…\x07"
         "2. b",
         "wait b"},
        {"behind a character without spaces", "none",
         "数据\x07"
         "2. 库",
         "数据 库"},
        {"numbers behind the number count", "none",
         "\x07"
         "1. 5 mm",
         "5 mm"},
        {"elsewhere they count", "none",
         "1. one\x03"
         "2. two",
         "1 one 2 two"},
        {"mark without a number", "none",
         "\x07"
         "a\x07",
         "a"},
        {"number that ends the text", "none",
         "\x07"
         "77",
         ""},
    };
    CHECK_ROWS(rows);
}

static void decomposed_text_meets_composed_text(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"Spanish", "es", "cancio\xCC\x81n", "cancion"},
        {"Spanish, composed", "es", "canción", "cancion"},
        {"two marks", "none", "Tie\xCC\x82\xCC\x81ng tiếng", "tieng tieng"},
        {"Russian", "ru", "\xD0\x98\xCC\x86од йод", "иод иод"},
        {"Greek", "el", "λο\xCC\x81γος", "λογ"},
        {"kana", "none", "か\xE3\x82\x99は\xE3\x82\x9A がぱ", "がぱ がぱ"},
        {"half-width kana", "none", "ﾃﾞｰﾀ データ", "デー ータ デー ータ"},
        {"Hangul", "none", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB 한", "한 한"},
        {"mark without a letter", "en", "\xCC\x81 a", "a*"},
    };
    CHECK_ROWS(rows);
}

static void scripts_without_spaces_give_pairs(void **state) {
    (void)state;
    static const terms_row rows[] = {
        {"Chinese", "none", "数据库连接", "数据 据库 库连 连接"},
        {"one character", "none", "木", "木"},
        {"two runs", "none", "数据，库", "数据 库"},
        {"among words", "none", "PostgreSQL数据库15", "postgresql 数据 据库 15"},
        {"number inside", "none", "第3章", "第 3 章"},
        {"Japanese", "none", "東京タワーへ", "東京 京タ タワ ワー ーへ"},
        {"Thai", "none", "ที่นี่ดี", "ที่นี่ นี่ดี"},
        {"Khmer", "none", "ខ្មែរ", "ខ្មែ មែរ"},
        {"ideographs beyond the base plane", "none", "𠀀𠀁", "𠀀𠀁"},
    };
    CHECK_ROWS(rows);
}

static void broken_bytes_and_zero_bytes_separate(void **state) {
    (void)state;
    static const struct {
        const char *name;
        chatlet_str source;
        const char *terms;
    } rows[] = {
        {"zero byte", {"one\0two", 7}, "one two"},
        {"stray continuation",
         {"ab\x80"
          "cd",
          5},
         "ab cd"},
        {"cut at the end", {"caf\xC3", 4}, "caf"},
        {"cut ideograph", {"\xE6\x95\xB0\xE6\x8D", 5}, "数"},
        {"surrogate",
         {"a\xED\xA0\x80"
          "b",
          5},
         "a b"},
        {"behind an apostrophe", {"a'\xFF", 3}, "a"},
        {"behind an underscore", {"a_\xFF", 3}, "a"},
        {"sign at the end", {"c+", 2}, "c"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char listing[LISTING_BYTES];
        list_terms("none", rows[i].source, listing);
        test_text_equal(rows[i].name, test_str(listing), test_str(rows[i].terms));
    }
}

static void offsets_are_the_bytes_of_the_word(void **state) {
    (void)state;
    static const struct {
        const char *language;
        const char *source;
        struct {
            size_t begin;
            size_t end;
        } places[4];
        size_t count;
    } rows[] = {
        {"en", " Running servers!", {{1, 8}, {9, 16}}, 2},
        {"en", "server's", {{0, 8}}, 1},
        {"fr", "(l’été)", {{5, 10}}, 1},
        {"none", "数据库", {{0, 6}, {3, 9}}, 2},
        {"none", "a木b", {{0, 1}, {1, 4}, {4, 5}}, 3},
        {"none", "cafe\xCC\x81.", {{0, 6}}, 1},
        {"none", "ﾃﾞｰ", {{0, 9}}, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_stemmer *stemmer = stemmer_of(rows[i].language);
        clet_analyzer analyzer;
        clet_analyzer_init(&analyzer, stemmer, test_str(rows[i].source));
        clet_term term;
        for (size_t j = 0; j < rows[i].count; j++) {
            assert_true(clet_analyzer_next(&analyzer, &term));
            if (term.begin != rows[i].places[j].begin || term.end != rows[i].places[j].end)
                fail_msg("%s, term %zu: %zu to %zu", rows[i].source, j, term.begin, term.end);
        }
        assert_false(clet_analyzer_next(&analyzer, &term));
        assert_false(clet_analyzer_next(&analyzer, &term));
        clet_stemmer_free(stemmer);
    }
}

/* One word of `count` times `letter`; gives its term. */
static clet_term term_of_repeated(const char *letter, size_t count) {
    const size_t letter_bytes = strlen(letter);
    char *text = malloc(count * letter_bytes);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * letter_bytes, letter, letter_bytes);
    clet_analyzer analyzer;
    clet_analyzer_init(&analyzer, NULL,
                       (chatlet_str){.data = text, .size_bytes = count * letter_bytes});
    clet_term term;
    assert_true(clet_analyzer_next(&analyzer, &term));
    assert_int_equal(term.begin, 0);
    assert_int_equal(term.end, count * letter_bytes);
    clet_term next;
    assert_false(clet_analyzer_next(&analyzer, &next));
    free(text);
    return term;
}

static void long_words_are_cut_at_a_character(void **state) {
    (void)state;
    const size_t maximum = CHATLET_WORD_BYTES_MAX;
    assert_int_equal(term_of_repeated("a", maximum).size_bytes, maximum);
    assert_int_equal(term_of_repeated("a", maximum + 1).size_bytes, maximum);
    assert_int_equal(term_of_repeated("a", 1024 * 1024).size_bytes, maximum);
    assert_int_equal(term_of_repeated("ж", maximum / 2).size_bytes, maximum);
    assert_int_equal(term_of_repeated("ж", maximum / 2 + 1).size_bytes, maximum);
    assert_int_equal(term_of_repeated("ა", maximum / 3).size_bytes, maximum / 3 * 3);
    assert_int_equal(term_of_repeated("ა", maximum / 3 + 1).size_bytes, maximum / 3 * 3);
    /* Eight bytes of folded text a letter: the cut may not leave half an expansion in the way. */
    assert_true(term_of_repeated("ﷲ", 1024).size_bytes <= CLET_TERM_BYTES_MAX);
}

static void a_megabyte_of_joints_is_read_in_linear_time(void **state) {
    (void)state;
    const char joints[] = {'_', '\'', '.', ',', '+', '#'};
    enum { SIZE = 1024 * 1024 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof joints; i++) {
        memset(text, joints[i], SIZE);
        text[0] = 'a';
        clet_analyzer analyzer;
        clet_analyzer_init(&analyzer, NULL, (chatlet_str){.data = text, .size_bytes = SIZE});
        clet_term term;
        assert_true(clet_analyzer_next(&analyzer, &term));
        assert_false(clet_analyzer_next(&analyzer, &term));
    }
    free(text);
}

static void without_a_stemmer_words_are_folded_only(void **state) {
    (void)state;
    clet_analyzer analyzer;
    clet_analyzer_init(&analyzer, NULL, CHATLET_STR("The Servers"));
    clet_term term;
    assert_true(clet_analyzer_next(&analyzer, &term));
    assert_false(term.is_stop);
    assert_true(clet_analyzer_next(&analyzer, &term));
    assert_memory_equal(term.text, "servers", 7);
    assert_int_equal(term.size_bytes, 7);
}

/* Reads `source` with what the stemmer remembers and, beside it, with nothing remembered. */
static void compare_with_forgetful(clet_stemmer *warm, clet_stemmer *forgetful, const char *name,
                                   chatlet_str source) {
    clet_analyzer analyzer;
    clet_analyzer again;
    clet_term term;
    clet_term same;
    clet_analyzer_init(&analyzer, warm, source);
    clet_analyzer_init(&again, forgetful, source);
    while (clet_analyzer_next(&analyzer, &term)) {
        memset(&forgetful->cache, 0, sizeof forgetful->cache);
        assert_true(clet_analyzer_next(&again, &same));
        test_text_equal(name, (chatlet_str){.data = term.text, .size_bytes = term.size_bytes},
                        (chatlet_str){.data = same.text, .size_bytes = same.size_bytes});
        assert_int_equal(term.begin, same.begin);
        assert_int_equal(term.end, same.end);
        assert_int_equal(term.is_stop, same.is_stop);
    }
    memset(&forgetful->cache, 0, sizeof forgetful->cache);
    assert_false(clet_analyzer_next(&again, &same));
}

static void words_met_before_give_the_same_terms(void **state) {
    (void)state;
    static const char *const sources[] = {
        "Running RUNNING running runs the The THE don't it's",
        "État état ÉTAT l'état états informations Informationen Größe GRÖSSE",
        "IS is İs ıs ISIK ışık Işık",
        "abcdefghijklmnopqrstuvw abcdefghijklmnopqrstuvwx abcdefghijklmnopqrstuvwxy",
        "версия Версия версии ВЕРСИЯ é e\u0301 E\u0301 \u0301 a1 A1 a_b",
    };
    static const char *const languages[] = {"en", "fr", "de", "tr", "ru", "none"};
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        clet_stemmer *warm = stemmer_of(languages[i]);
        clet_stemmer *forgetful = stemmer_of(languages[i]);
        for (size_t round = 0; round < 2; round++)
            for (size_t j = 0; j < sizeof sources / sizeof sources[0]; j++)
                compare_with_forgetful(warm, forgetful, languages[i], test_str(sources[j]));
        clet_stemmer_free(warm);
        clet_stemmer_free(forgetful);
    }
}

/* Reads `source` whole and, beside it, for `wanted` alone: that term comes where it is, and what is
 * passed over is another one. Gives how many words were passed over. */
static uint32_t compare_wanted(clet_stemmer *stemmer, chatlet_str source, chatlet_str wanted) {
    clet_analyzer every;
    clet_analyzer some;
    clet_term term;
    clet_term found;
    uint32_t passed_over = 0;
    clet_analyzer_init(&every, stemmer, source);
    clet_analyzer_init(&some, stemmer, source);
    clet_analyzer_want(&some, wanted);
    while (clet_analyzer_next(&every, &term)) {
        assert_true(clet_analyzer_next(&some, &found));
        assert_int_equal(found.begin, term.begin);
        assert_int_equal(found.end, term.end);
        const chatlet_str text = {.data = term.text, .size_bytes = term.size_bytes};
        if (found.size_bytes == 0) {
            if (clet_str_equal(text, wanted))
                fail_msg("passed over: %.*s", (int)text.size_bytes, text.data);
            passed_over++;
        } else {
            test_text_equal(
                "term", (chatlet_str){.data = found.text, .size_bytes = found.size_bytes}, text);
        }
    }
    assert_false(clet_analyzer_next(&some, &found));
    return passed_over;
}

/* Words of letters drawn by chance, with endings of languages, so that stemmers have something to
 * take off; every term of them is looked for. */
static void a_wanted_term_is_never_passed_over(void **state) {
    (void)state;
    static const char *const endings[] = {"",      "ing",     "ed",       "ational", "ness",
                                          "mente", "aciones", "ções",     "es",      "ung",
                                          "erne",  "ed's",    "issement", "ies"};
    static const char *const languages[] = {"da", "de", "en", "es", "fr", "it", "no",
                                            "pt", "sv", "nl", "id", "tr", "ru", "none"};
    for (size_t l = 0; l < sizeof languages / sizeof languages[0]; l++) {
        clet_stemmer *stemmer = stemmer_of(languages[l]);
        uint32_t seed = 7;
        char source[4096];
        size_t size_bytes = 0;
        for (size_t word = 0; word < 200; word++) {
            for (int i = 0; i < 3 + (int)(word % 4); i++) {
                seed = seed * 1664525u + 1013904223u;
                source[size_bytes++] = (char)((word + (size_t)i) % 9 == 0 ? 'A' + (seed >> 8) % 26
                                                                          : 'a' + (seed >> 8) % 26);
            }
            size_bytes += (size_t)snprintf(source + size_bytes, sizeof source - size_bytes, "%s ",
                                           endings[word % (sizeof endings / sizeof endings[0])]);
        }
        const chatlet_str text = {.data = source, .size_bytes = size_bytes};
        uint32_t passed_over = 0;
        clet_analyzer analyzer;
        clet_term term;
        clet_analyzer_init(&analyzer, stemmer, text);
        while (clet_analyzer_next(&analyzer, &term)) {
            const chatlet_str wanted = {.data = term.text, .size_bytes = term.size_bytes};
            passed_over += compare_wanted(stemmer, text, wanted);
        }
        const bool is_known = clet_language_rules_find(test_str(languages[l]))->keeps_first_letter;
        if (is_known != (passed_over > 0))
            fail_msg("%s: %u passed over", languages[l], passed_over);
        clet_stemmer_free(stemmer);
    }
}

static void bytes_of_ascii_have_the_classes_of_their_characters(void **state) {
    (void)state;
    for (uint32_t byte = 0; byte < 256; byte++) {
        const int expected = byte < 0x80 ? (int)clet_fold_class_of(byte) : CLET_ASCII_NOT;
        if (clet_ascii_class[byte] != expected) fail_msg("byte 0x%02X", (unsigned)byte);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_manuals_become_terms),
        cmocka_unit_test(apostrophes_join_and_clitics_fall_off),
        cmocka_unit_test(languages_meet_their_other_spellings),
        cmocka_unit_test(phrasing_of_a_question_is_function_words),
        cmocka_unit_test(numbers_of_items_are_layout),
        cmocka_unit_test(decomposed_text_meets_composed_text),
        cmocka_unit_test(scripts_without_spaces_give_pairs),
        cmocka_unit_test(broken_bytes_and_zero_bytes_separate),
        cmocka_unit_test(offsets_are_the_bytes_of_the_word),
        cmocka_unit_test(long_words_are_cut_at_a_character),
        cmocka_unit_test(a_megabyte_of_joints_is_read_in_linear_time),
        cmocka_unit_test(without_a_stemmer_words_are_folded_only),
        cmocka_unit_test(words_met_before_give_the_same_terms),
        cmocka_unit_test(a_wanted_term_is_never_passed_over),
        cmocka_unit_test(bytes_of_ascii_have_the_classes_of_their_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
