/* Bundles from a hostile builder: bytes whose checks fit, so that only the checks of content stand
 * between them and the engine. The first byte says what is replaced: 0 the head, n the part n - 1
 * of a small good bundle of pages with metadata. With 128 added, the rest are changes to the good
 * bytes: two bytes where, one byte what; one byte over cuts so many off. Whatever is accepted is
 * then searched and dumped. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/assert.h"
#include "base/hash.h"
#include "bundle/bundle_open.h"
#include "tune/tune_head.h"

#include <chatlet/query.h>

#include <stdlib.h>
#include <string.h>

static test_built small; /* in parts */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The head gets a kind CONFIDENCE, as self-tests of a larger site would write it. */
static void add_confidence(void) {
    test_file *head = &small.files[small.file_count - 1];
    for (size_t i = 0; i < small.file_count; i++) {
        if (small.files[i].kind == CHATLET_OUTPUT_HEAD) head = &small.files[i];
    }
    clet_buffer changed;
    clet_buffer_init(&changed, test_plain_allocator(), CHATLET_BUNDLE_HEAD_BYTES_MAX);
    const chatlet_str bytes = {.data = head->bytes, .size_bytes = head->size_bytes};
    if (clet_head_add_confidence(bytes, clet_confidence_default(),
                                 CLET_CONFIDENCE_THRESHOLD_DEFAULT, &changed) != CHATLET_OK)
        abort();
    free(head->bytes);
    head->bytes = malloc(changed.size_bytes);
    if (head->bytes == NULL) abort();
    memcpy(head->bytes, changed.data, changed.size_bytes);
    head->size_bytes = changed.size_bytes;
    clet_buffer_free(&changed);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    small = test_build_in_parts(test_fields_bot, test_fields_sources, 5);
    if (small.status != CHATLET_OK) abort();
    add_confidence();
    return 0;
}

static chatlet_bundle *open_replaced_head(chatlet_str bytes) {
    char *head = malloc(bytes.size_bytes + 1);
    if (head == NULL) abort();
    if (bytes.size_bytes > 0) memcpy(head, bytes.data, bytes.size_bytes);
    test_reseal_head(head, bytes.size_bytes);
    chatlet_bundle *bundle = NULL;
    const chatlet_str sealed = {.data = head, .size_bytes = bytes.size_bytes};
    if (chatlet_bundle_open(test_plain_allocator(), sealed, &bundle, NULL) != CHATLET_OK)
        bundle = NULL;
    free(head);
    return bundle;
}

/* The good bytes of what is replaced. */
static chatlet_str good_bytes(unsigned replaced) {
    if (replaced == 0) return test_built_head(&small);
    chatlet_bundle *bundle = test_open(&small, test_plain_allocator());
    const chatlet_str part = test_built_part(&small, bundle, replaced - 1);
    chatlet_bundle_close(bundle);
    if (part.size_bytes < CLET_PART_CHECK_BYTES) return part;
    return (chatlet_str){.data = part.data + CLET_PART_CHECK_BYTES,
                         .size_bytes = part.size_bytes - CLET_PART_CHECK_BYTES};
}

/* A changed copy of `good`; free its data. */
static chatlet_str change(chatlet_str good, const uint8_t *data, size_t size) {
    char *bytes = malloc(good.size_bytes + 1);
    if (bytes == NULL) abort();
    if (good.size_bytes > 0) memcpy(bytes, good.data, good.size_bytes);
    size_t size_bytes = good.size_bytes;
    for (; size >= 3 && good.size_bytes > 0; data += 3, size -= 3)
        bytes[(data[0] | (size_t)data[1] << 8) % good.size_bytes] = (char)data[2];
    if (size == 1) size_bytes -= data[0] < size_bytes ? data[0] : size_bytes;
    return (chatlet_str){.data = bytes, .size_bytes = size_bytes};
}

/* Adds the good parts, but for `replaced`, which gets `bytes`. */
static void add_parts(chatlet_bundle *bundle, uint32_t replaced, chatlet_str bytes) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        /* A part that does not fit is just not there. */
        const chatlet_status status =
            id == replaced
                ? test_add_content(bundle, id, bytes)
                : chatlet_bundle_add_part(bundle, id, test_built_part(&small, bundle, id));
        if (status != CHATLET_OK) continue;
    }
}

static void search(const chatlet_bundle *bundle, chatlet_str question, chatlet_query_unit unit,
                   chatlet_str filter) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    const chatlet_query_options options = {.limit = 5, .unit = unit, .filter = filter};
    if (chatlet_query_new(test_plain_allocator(), bundle, question, &options, &query) != CHATLET_OK)
        return;
    for (int i = 0; stage != CHATLET_QUERY_READY; i++) {
        CLET_ASSERT(i <= CHATLET_QUERY_STAGES_MAX);
        if (chatlet_query_step_without(query, &stage) != CHATLET_OK) break;
    }
    chatlet_query_free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || size > 64 * 1024) return 0;
    const bool changes = data[0] >= 128;
    const unsigned replaced = data[0] & 127;
    const chatlet_str rest = {.data = (const char *)data + 1, .size_bytes = size - 1};
    const chatlet_str bytes = changes ? change(good_bytes(replaced), data + 1, size - 1) : rest;
    chatlet_bundle *bundle =
        replaced == 0 ? open_replaced_head(bytes) : test_open(&small, test_plain_allocator());
    if (bundle != NULL) {
        add_parts(bundle, replaced == 0 ? UINT32_MAX : replaced - 1, bytes);
        const chatlet_str all = {0};
        search(bundle, CHATLET_STR("reset password plan refund installer"), CHATLET_QUERY_ANSWERS,
               CHATLET_STR("version=14,15;product=server"));
        search(bundle, CHATLET_STR("do you"), CHATLET_QUERY_PAGES, all);
        search(bundle, CHATLET_STR("pasword \"enterprise plan\" -phone"), CHATLET_QUERY_ANSWERS,
               all);
        chatlet_str text;
        if (chatlet_bundle_dump(test_plain_allocator(), bundle, &text) == CHATLET_OK)
            free((void *)(uintptr_t)text.data);
    }
    chatlet_bundle_close(bundle);
    if (changes) free((void *)(uintptr_t)bytes.data);
    return 0;
}
