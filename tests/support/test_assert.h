/* cmocka with the headers it needs before it, and assertions for text views. */
#ifndef TEST_ASSERT_H
#define TEST_ASSERT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <chatlet/base.h>

/* A view of a zero-terminated constant. */
static inline chatlet_str test_str(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

/* Fails, printing both, unless the texts are equal. `name` says which row of a table it is. */
static inline void test_text_equal(const char *name, chatlet_str actual, chatlet_str expected) {
    if (actual.size_bytes == expected.size_bytes &&
        (actual.size_bytes == 0 || memcmp(actual.data, expected.data, actual.size_bytes) == 0))
        return;
    fail_msg("%s: expected \"%.*s\" (%zu bytes), got \"%.*s\" (%zu bytes)", name,
             (int)expected.size_bytes, expected.data == NULL ? "" : expected.data,
             expected.size_bytes, (int)actual.size_bytes, actual.data == NULL ? "" : actual.data,
             actual.size_bytes);
}

/* Fails, naming both, unless the outcomes are equal. */
static inline void test_status_equal(const char *name, chatlet_status actual,
                                     chatlet_status expected) {
    if (actual == expected) return;
    fail_msg("%s: expected \"%s\", got \"%s\"", name, chatlet_status_name(expected),
             chatlet_status_name(actual));
}

#endif
