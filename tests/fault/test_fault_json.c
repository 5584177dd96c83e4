#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"

#include <chatlet/json.h>

enum { ITEM_COUNT = 2000 };

/* Objects with keys, escapes and numbers, long enough that arenas and buffers grow many times. */
static chatlet_status write_long(const chatlet_allocator *allocator, void *context) {
    chatlet_json_writer *writer;
    chatlet_str text;
    chatlet_str *kept = context;
    chatlet_status status = chatlet_json_writer_new(allocator, 2, &writer);
    if (status != CHATLET_OK) return status;
    chatlet_json_write_array_begin(writer);
    for (int64_t i = 0; i < ITEM_COUNT; i++) {
        chatlet_json_write_object_begin(writer);
        chatlet_json_write_key(writer, CHATLET_STR("number"));
        chatlet_json_write_integer(writer, i * i * i);
        chatlet_json_write_key(writer, CHATLET_STR("text"));
        chatlet_json_write_string(writer, CHATLET_STR("zero \0, one \x01, line\n"));
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    status = chatlet_json_writer_finish(writer, &text);
    if (status == CHATLET_OK && kept != NULL) {
        char *copy = malloc(text.size_bytes);
        assert_non_null(copy);
        memcpy(copy, text.data, text.size_bytes);
        *kept = (chatlet_str){.data = copy, .size_bytes = text.size_bytes};
    }
    chatlet_json_writer_free(writer);
    return status;
}

static chatlet_status parse(const chatlet_allocator *allocator, void *context) {
    const chatlet_str *source = context;
    chatlet_json_document *document = NULL;
    chatlet_error error;
    const chatlet_status status = chatlet_json_parse(allocator, *source, &document, &error);
    if (status == CHATLET_OK) {
        assert_int_equal(chatlet_json_root(document)->count, ITEM_COUNT);
    } else {
        assert_null(document);
    }
    chatlet_json_free(document);
    return status;
}

/* JSON to CBOR and back. */
static chatlet_status convert(const chatlet_allocator *allocator, void *context) {
    const chatlet_str *source = context;
    chatlet_str cbor;
    chatlet_str json;
    chatlet_status status = chatlet_json_to_cbor(allocator, *source, &cbor, NULL);
    if (status != CHATLET_OK) return status;
    status = chatlet_json_from_cbor(allocator, cbor, 2, &json);
    if (status == CHATLET_OK) {
        test_text_equal("there and back", json, *source);
        allocator->release(allocator->context, (void *)(uintptr_t)json.data);
    }
    allocator->release(allocator->context, (void *)(uintptr_t)cbor.data);
    return status;
}

static void json_is_all_or_nothing(void **state) {
    (void)state;
    chatlet_str source = {.data = NULL, .size_bytes = 0};
    fault_refuse_each("write", write_long, NULL);

    assert_int_equal(write_long(test_plain_allocator(), &source), CHATLET_OK);
    fault_refuse_each("parse", parse, &source);
    fault_refuse_each("convert", convert, &source);
    free((void *)(uintptr_t)source.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(json_is_all_or_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
