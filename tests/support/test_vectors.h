/* The Wycheproof vectors, read from the folder shared/data/wycheproof beside the project. */
#ifndef TEST_VECTORS_H
#define TEST_VECTORS_H

#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/json.h>

/* The vectors of `name`; owned, for chatlet_json_free. Skips the running test, saying so, where the
 * folder is not there. */
static inline chatlet_json_document *test_vectors_open(const char *name) {
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/../shared/data/wycheproof/%s", CHATLET_SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: %s is not there\n", path);
        skip();
    }
    enum { VECTORS_BYTES_MAX = 1024 * 1024 };
    char *text = malloc(VECTORS_BYTES_MAX);
    const size_t size_bytes = fread(text, 1, VECTORS_BYTES_MAX, file);
    (void)fclose(file);
    assert_true(size_bytes > 0 && size_bytes < VECTORS_BYTES_MAX);
    chatlet_json_document *document = NULL;
    test_status_equal(name,
                      chatlet_json_parse(test_plain_allocator(),
                                         (chatlet_str){.data = text, .size_bytes = size_bytes},
                                         &document, NULL),
                      CHATLET_OK);
    free(text);
    return document;
}

/* The text of member `key`, which must be one; empty when it is absent. */
static inline chatlet_str test_vector_text(const chatlet_json *object, const char *key) {
    const chatlet_json *member = chatlet_json_find(object, test_str(key));
    if (member == NULL) return (chatlet_str){.data = "", .size_bytes = 0};
    assert_int_equal(member->kind, CHATLET_JSON_STRING);
    return member->text;
}

#endif
