/* Answers of visitors for tests: fields read in a language, at a fixed time, in rows of text. */
#ifndef TEST_FLOW_H
#define TEST_FLOW_H

#include "runtime/field_read.h"

enum { TEST_ANSWER_BYTES = 512 };

/* Monday, 2 March 2026, 10:30 UTC. */
#define TEST_FLOW_NOW_MS ((int64_t)1772447400000)

/* What reading a field came to: the value ("\"Ada\"", "5", "2026-03-05T15:00:00Z", "[1, 2]"), with
 * "?" behind it when it stands among other words and "*" when any text would do; or the name of the
 * problem. */
typedef struct test_answer {
    char text[TEST_ANSWER_BYTES];
} test_answer;

/* A context of `language` ("en", "es", "pt" …) over a program without anything. */
clet_field_context test_flow_context(const char *language);

/* Reads `text` as `field`; a choice is shown as its value. */
test_answer test_flow_read_text(const clet_field_context *context, const clet_flow_field *field,
                                chatlet_str text);

/* The same for a value. */
test_answer test_flow_read_value(const clet_field_context *context, const clet_flow_field *field,
                                 const chatlet_value *value);

/* Appends a value as above. */
void test_flow_append_value(char text[TEST_ANSWER_BYTES], const chatlet_value *value);

#endif
