/* Any bytes as the data of a language: refused, or dates, numbers, money, lists and plurals can be
 * written with them. An input that begins with a letter is changes to the data of a language: the
 * letter chooses it, and triples say place (low byte first) and what is changed there. */
#include "test_allocator.h"

#include <chatlet/expression.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COST = 20000, CHANGE_BYTES = 3 };

static const char source[] =
    "['short', 'medium', 'long', 'full'].map(s, format_datetime(timestamp(1767605047), s) + "
    "format_time('13:05:09', s)).join('') + format_money(-1234567.5, 'EUR') + "
    "format_money(1, 'CHF') + format_number(1234567.891) + format_list(['a', 'b', 'c']) + "
    "format_list([1, 2]) + plural(1.5, {'one': 'a', 'few': 'b', 'other': 'c'})";

static void write_all(chatlet_str locale) {
    const chatlet_str guarded = test_guarded_copy(locale);
    const chatlet_expression_options options = {.variable_count = 0};
    const chatlet_evaluation_options place = {
        .cost_max = COST, .locale = guarded, .zone_minutes = -90};
    chatlet_expression *expression = NULL;
    chatlet_evaluation *evaluation = NULL;
    if (chatlet_expression_compile(test_plain_allocator(), (chatlet_str){source, sizeof source - 1},
                                   &options, &expression) != CHATLET_OK)
        abort();
    const chatlet_status status = chatlet_expression_evaluate_local(
        test_plain_allocator(), chatlet_expression_code(expression), NULL, 0, &place, &evaluation);
    if (status != CHATLET_OK && status != CHATLET_ERR_BUNDLE && status != CHATLET_ERR_COST) abort();
    chatlet_evaluation_free(evaluation);
    chatlet_expression_free(expression);
    test_guarded_free(guarded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const tags[] = {"en", "es", "pt", "de", "fr", "it"};
    if (size == 0 || data[0] < 'a' || data[0] > 'f') {
        write_all((chatlet_str){.data = (const char *)data, .size_bytes = size});
        return 0;
    }
    chatlet_str locale = {0};
    if (chatlet_locale_data(test_plain_allocator(), (chatlet_str){tags[data[0] - 'a'], 2},
                            &locale) != CHATLET_OK)
        abort();
    char *bytes = (char *)(uintptr_t)locale.data;
    for (size_t i = 1; i + CHANGE_BYTES <= size; i += CHANGE_BYTES) {
        const size_t place = (data[i] | (size_t)data[i + 1] << 8) % locale.size_bytes;
        bytes[place] = (char)(bytes[place] ^ data[i + 2]);
    }
    write_all(locale);
    test_plain_allocator()->release(NULL, bytes);
    return 0;
}
