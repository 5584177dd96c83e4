/* Any bytes as CBOR: refused, or pulled to the end and carried to JSON and back. */
#include "test_allocator.h"

#include "base/cbor.h"
#include "base/str.h"

#include <chatlet/json.h>

#include <stdlib.h>

static void require(bool condition) {
    if (!condition) abort();
}

static void release(chatlet_str text) {
    const chatlet_allocator *allocator = test_plain_allocator();
    allocator->release(allocator->context, (void *)(uintptr_t)text.data);
}

/* Pulls every item; a map finds each of its keys. */
static void pull(clet_cbor_reader *reader) {
    const clet_cbor_reader at_item = *reader;
    const clet_cbor_item item = clet_cbor_next(reader);
    for (uint32_t i = 0; item.kind == CLET_CBOR_ARRAY && i < item.count; i++)
        pull(reader);
    for (uint32_t i = 0; item.kind == CLET_CBOR_MAP && i < item.count; i++) {
        const chatlet_str key = clet_cbor_next(reader).text;
        clet_cbor_reader value;
        require(clet_cbor_find(at_item, key, &value));
        require(value.offset == reader->offset);
        pull(reader);
    }
    clet_cbor_reader skipped = at_item;
    clet_cbor_skip(&skipped);
    require(skipped.offset == reader->offset);
}

/* A map {"$bytes": text} has no way back, and counts of two bytes come back shorter, so the texts
 * are compared, not the bytes. */
static void carry_to_json_and_back(chatlet_str source) {
    const chatlet_allocator *allocator = test_plain_allocator();
    chatlet_str json;
    chatlet_str cbor;
    chatlet_str again;
    require(chatlet_json_from_cbor(allocator, source, 0, &json) == CHATLET_OK);
    const chatlet_status status = chatlet_json_to_cbor(allocator, json, &cbor, NULL);
    require(status == CHATLET_OK || status == CHATLET_ERR_SYNTAX);
    if (status == CHATLET_OK) {
        require(chatlet_json_from_cbor(allocator, cbor, 0, &again) == CHATLET_OK);
        require(clet_str_equal(again, json));
        release(again);
        release(cbor);
    }
    release(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    if (clet_cbor_check(source) != CHATLET_OK) return 0;
    clet_cbor_reader reader = {.source = source, .offset = 0};
    pull(&reader);
    require(reader.offset == size);
    carry_to_json_and_back(source);
    return 0;
}
