/* Words folded for indexes of hosts. */
#include "test_allocator.h"

#include <chatlet/words.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct words_case {
    const char *name;
    const char *text;
    const char
        *expected; /* words, each followed by a bar; one of a script without spaces by a dot */
} words_case;

static const words_case cases[] = {
    {"nothing", "", ""},
    {"no word", " ?! \t\n", ""},
    {"lower case", "My ORDER", "my|order|"},
    {"accents", "¿Dónde está Zoë?", "donde|esta|zoe|"},
    {"sharp s", "Größe", "grosse|"},
    {"apostrophes", "don't it\u2019s", "dont|its|"},
    {"numbers", "15.2 1,000 4711", "15.2|1,000|4711|"},
    {"names", "pg_stat_activity C++ C#", "pg_stat_activity|c++|c#|"},
    {"parted", "node.js command-line", "node|js|command|line|"},
    {"decomposed", "cafe\u0301", "cafe|"},
    {"Cyrillic", "ЗАКАЗ", "заказ|"},
    {"Han", "東京x", "東.京.x|"},
    {"broken UTF-8",
     "a\xff"
     "b",
     "a|b|"},
    {"cut at 64 bytes", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|b|"},
};

static void words_are_found_and_folded(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        chatlet_str text = test_guarded_copy((chatlet_str){cases[i].text, strlen(cases[i].text)});
        char found[256];
        size_t used = 0;
        chatlet_word word = {.end = 0};
        while (chatlet_word_next(text, word.end, &word)) {
            assert_in_range(word.size_bytes, 1, CHATLET_WORD_BYTES_MAX);
            assert_true(word.begin < word.end && word.end <= text.size_bytes);
            memcpy(found + used, word.text, word.size_bytes);
            used += word.size_bytes;
            found[used++] = word.is_unspaced ? '.' : '|';
        }
        found[used] = '\0';
        if (strcmp(found, cases[i].expected) != 0) {
            fail_msg("%s: \"%s\" gives %s", cases[i].name, cases[i].text, found);
        }
        test_guarded_free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_found_and_folded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
