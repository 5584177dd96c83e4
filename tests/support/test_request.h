/* Requests made by hand, for tests of what decides about them. */
#ifndef TEST_REQUEST_H
#define TEST_REQUEST_H

#include "test_assert.h"

#include "http_message.h"
#include "http_text.h"

enum { TEST_REQUEST_FIELDS_MAX = 8 };

typedef struct test_request {
    http_request request;
    http_field fields[TEST_REQUEST_FIELDS_MAX];
} test_request;

/* A request whose fields are the lines of `lines`, "Name: value" each, parted by '\n'. Both texts
 * are borrowed; so is the request's own memory, which must not be copied. */
static inline void test_request_init(test_request *made, http_method method, const char *path,
                                     const char *lines) {
    *made =
        (test_request){.request = {.method = method, .path = test_str(path), .minor_version = 1}};
    chatlet_str rest = test_str(lines);
    chatlet_str line;
    made->request.fields = made->fields;
    while (http_text_next_item(&rest, '\n', &line)) {
        const size_t colon = http_text_find(line, ':');
        assert_true(made->request.field_count < TEST_REQUEST_FIELDS_MAX);
        made->fields[made->request.field_count++] =
            (http_field){.name = {.data = line.data, .size_bytes = colon},
                         .value = http_text_trim(http_text_from(line, colon + 1))};
    }
}

#endif
