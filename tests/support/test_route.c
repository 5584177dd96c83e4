#include "test_route.h"

#include "http/http_text.h"
#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ANSWER_BYTES_MAX = 16 * 1024 * 1024, FIELDS_MAX = 16 };

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = text != NULL ? strlen(text) : 0};
}

static http_method read_method(const char *name) {
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) return (http_method)i;
    }
    return HTTP_METHOD_OTHER;
}

static size_t read_fields(const char *lines, http_field *fields) {
    chatlet_str rest = view(lines);
    size_t count = 0;
    while (rest.size_bytes > 0 && count < FIELDS_MAX) {
        chatlet_str line = {.data = rest.data, .size_bytes = http_text_find(rest, '\n')};
        size_t colon = http_text_find(line, ':');
        assert_true(colon < line.size_bytes);
        fields[count++] = (http_field){.name = {.data = line.data, .size_bytes = colon},
                                       .value = http_text_trim(http_text_from(line, colon + 1))};
        size_t taken = line.size_bytes < rest.size_bytes ? line.size_bytes + 1 : line.size_bytes;
        rest = http_text_from(rest, taken);
    }
    return count;
}

void test_route_ask(test_service *test, const service_caller *caller, const char *method,
                    const char *target, const char *fields, const char *body, test_answer *answer) {
    http_field list[FIELDS_MAX + 1];
    size_t count = read_fields(fields, list);
    if (body != NULL) {
        /* The last of its name; a field of the test stands before it and is found first. */
        list[count++] = (http_field){.name = CHATLET_STR("Content-Type"),
                                     .value = CHATLET_STR("application/json")};
    }
    chatlet_str whole = view(target);
    size_t question = http_text_find(whole, '?');
    http_request request = {.method = read_method(method),
                            .method_name = view(method),
                            .path = {.data = target, .size_bytes = question},
                            .query = question < whole.size_bytes
                                         ? http_text_from(whole, question + 1)
                                         : CHATLET_STR(""),
                            .has_query = question < whole.size_bytes,
                            .host = CHATLET_STR("chat.example"),
                            .minor_version = 1,
                            .fields = list,
                            .field_count = count,
                            .body = view(body)};
    *answer = (test_answer){.status = 0};
    http_response_init(&answer->response, test_plain_allocator(), ANSWER_BYTES_MAX);
    service_caller kept = test->service.caller;
    const chatlet_str *origin = http_request_field(&request, CHATLET_STR("Origin"), NULL);
    if (origin != NULL) test->service.caller.origin = *origin;
    const chatlet_str *agent = http_request_field(&request, CHATLET_STR("User-Agent"), NULL);
    if (agent != NULL) test->service.caller.user_agent = *agent;
    route_call call = {
        .request = &request, .response = &answer->response, .service = &test->service};
    if (caller != NULL)
        route_dispatch_as(&call, caller);
    else
        route_dispatch(&call);
    test->service.caller = kept;
    assert_true(http_response_good(&answer->response));
    answer->status = answer->response.status;
    answer->body = http_buffer_str(&answer->response.content);
}

void test_answer_free(test_answer *answer) { http_response_free(&answer->response); }

chatlet_str test_answer_field(const test_answer *answer, const char *name) {
    for (size_t i = 0; i < answer->response.field_count; i++) {
        if (http_text_equal_ignore_case(answer->response.fields[i].name, view(name))) {
            return http_response_value(&answer->response, i);
        }
    }
    return CHATLET_STR("");
}
