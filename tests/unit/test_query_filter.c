/* Filters taken apart: any text is one. */
#include "test_assert.h"

#include "test_allocator.h"

#include "runtime/query_filter.h"

static void conditions_are_taken_one_by_one(void **state) {
    static const struct {
        const char *filter;
        const char *conditions;
    } rows[] = {
        {"", ""},
        {" ; ;", ""},
        {"version=15", "<version|15>"},
        {"version=15,16;product=chat", "<version|15,16><product|chat>"},
        {" version = 15 , 16 ; ", "<version| 15 , 16>"},
        {"version", "<version|>"},
        {"version=", "<version|>"},
        {"=15", "<|15>"},
        {"a=b=c", "<a|b=c>"},
        {"a=1;a=2", "<a|1><a|2>"},
        {"=", "<|>"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char all[128] = "";
        clet_condition condition;
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].filter));
        for (size_t offset = 0; clet_filter_next(copy, &offset, &condition);) {
            const size_t used = strlen(all);
            snprintf(all + used, sizeof all - used, "<%.*s|%.*s>", (int)condition.name.size_bytes,
                     condition.name.data, (int)condition.values.size_bytes, condition.values.data);
        }
        test_guarded_free(copy);
        test_text_equal(rows[i].filter, test_str(all), test_str(rows[i].conditions));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_taken_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
