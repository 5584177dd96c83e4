/* Words drawn from a passage by a seeded rule. */
#include "test_allocator.h"
#include "test_assert.h"

#include "tune/tune_words.h"

static clet_stemmer *english(void) {
    clet_stemmer *stemmer = NULL;
    assert_int_equal(clet_stemmer_new(test_plain_allocator(), CHATLET_STR("en"), &stemmer),
                     CHATLET_OK);
    return stemmer;
}

static void bag_holds_each_stem_once_without_function_words(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        const char *words; /* joined by spaces */
    } rows[] = {
        {"function words", "What is the password of a door", "password door"},
        {"one stem in two forms", "reset resetting resets Reset", "reset"},
        {"short ones", "go to an ox barn", "barn"},
        {"nothing", "", ""},
        {"marks and broken bytes", "\x11 barn\xff hayloft", "barn hayloft"},
    };
    clet_stemmer *stemmer = english();
    clet_word_bag *bag = malloc(sizeof *bag);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char joined[256] = "";
        clet_word_bag_read(bag, stemmer, test_str(rows[i].text));
        for (uint32_t k = 0; k < bag->count; k++) {
            if (k > 0) strcat(joined, " ");
            strncat(joined, bag->words[k].data, bag->words[k].size_bytes);
        }
        test_text_equal(rows[i].name, test_str(joined), test_str(rows[i].words));
    }
    free(bag);
    clet_stemmer_free(stemmer);
}

static void bag_is_full_at_its_size_and_long_words_stay_out(void **state) {
    (void)state;
    clet_stemmer *stemmer = english();
    clet_word_bag *bag = malloc(sizeof *bag);
    char *text = calloc(1, 64 * 1024);
    for (int i = 0; i < CLET_WORD_BAG_MAX + 1; i++)
        (void)snprintf(text + (size_t)i * 10, 16, "word%04dx ", i % 10000);
    clet_word_bag_read(bag, stemmer, test_str(text));
    assert_int_equal(bag->count, CLET_WORD_BAG_MAX);
    memset(text, 'q', CLET_WORD_BAG_BYTES_MAX);
    strcpy(text + CLET_WORD_BAG_BYTES_MAX, " barn");
    clet_word_bag_read(bag, stemmer, test_str(text));
    assert_int_equal(bag->count, 2);
    memset(text, 'q', CLET_WORD_BAG_BYTES_MAX + 1);
    strcpy(text + CLET_WORD_BAG_BYTES_MAX + 1, " barn");
    clet_word_bag_read(bag, stemmer, test_str(text));
    assert_int_equal(bag->count, 1);
    free(text);
    free(bag);
    clet_stemmer_free(stemmer);
}

static void draws_are_distinct_and_the_same_for_the_same_seed(void **state) {
    (void)state;
    clet_stemmer *stemmer = english();
    clet_word_bag *bags = calloc(2, sizeof *bags);
    for (int i = 0; i < 2; i++) {
        clet_chance chance = {.state = 5};
        clet_word_bag_read(&bags[i], stemmer,
                           CHATLET_STR("barn cellar attic garden kitchen hallway"));
        assert_int_equal(bags[i].count, 6);
        clet_word_bag_draw(&bags[i], &chance, 6);
        for (uint32_t k = 0; k < 6; k++) {
            for (uint32_t j = 0; j < k; j++)
                assert_true(bags[i].words[k].data != bags[i].words[j].data);
        }
    }
    for (uint32_t k = 0; k < 6; k++)
        test_text_equal("same seed", bags[1].words[k], bags[0].words[k]);
    free(bags);
    clet_stemmer_free(stemmer);
}

static void chance_reaches_every_number_below_its_bound(void **state) {
    (void)state;
    clet_chance chance = {.state = 1};
    uint32_t seen[7] = {0};
    for (int i = 0; i < 700; i++) {
        const uint32_t number = clet_chance_below(&chance, 7);
        assert_in_range(number, 0, 6);
        seen[number]++;
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 60, 140);
    assert_int_equal(clet_chance_below(&chance, 1), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bag_holds_each_stem_once_without_function_words),
        cmocka_unit_test(bag_is_full_at_its_size_and_long_words_stay_out),
        cmocka_unit_test(draws_are_distinct_and_the_same_for_the_same_seed),
        cmocka_unit_test(chance_reaches_every_number_below_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
