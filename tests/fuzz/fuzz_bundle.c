/* Bundles from a hostile builder: bytes whose hashes fit, so that only the checks of content stand
 * between them and the engine. The first byte says what is replaced: 0 the head, n the part n - 1
 * of a small good bundle. Whatever is accepted is then searched and dumped. */
#include "test_allocator.h"
#include "test_built.h"

#include "base/hash.h"
#include "bundle/bundle_open.h"

#include <chatlet/query.h>

#include <stdlib.h>
#include <string.h>

static test_built small;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    small = test_build(test_small_bot, test_small_sources, 4);
    if (small.status != CHATLET_OK) abort();
    return 0;
}

/* Sets the size and hash fields of a head, where it is long enough to have them. */
static void reseal_head(char *bytes, size_t size_bytes) {
    if (size_bytes < CLET_HEAD_FIXED_BYTES) return;
    for (int i = 0; i < 4; i++)
        bytes[8 + i] = (char)(uint8_t)(size_bytes >> (8 * i));
    const chatlet_str hashed = {.data = bytes + CLET_HEAD_HASHED_FROM,
                                .size_bytes = size_bytes - CLET_HEAD_HASHED_FROM};
    const uint64_t hash = clet_hash(hashed);
    for (int i = 0; i < 8; i++)
        bytes[16 + i] = (char)(uint8_t)(hash >> (8 * i));
}

static chatlet_bundle *open_replaced_head(const uint8_t *data, size_t size) {
    char *head = malloc(size + 1);
    if (head == NULL) abort();
    memcpy(head, data, size);
    reseal_head(head, size);
    chatlet_bundle *bundle = NULL;
    const chatlet_str bytes = {.data = head, .size_bytes = size};
    if (chatlet_bundle_open(test_plain_allocator(), bytes, &bundle, NULL) != CHATLET_OK)
        bundle = NULL;
    free(head);
    return bundle;
}

/* Adds the good parts, but for `replaced`, which gets `bytes` and what the bundle expects of it
 * with them. */
static void add_parts(chatlet_bundle *bundle, uint32_t replaced, chatlet_str bytes) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        chatlet_str part = test_built_part(&small, bundle, id);
        if (id == replaced) {
            part = bytes;
            bundle->slots[id].size_bytes = (uint32_t)bytes.size_bytes;
            bundle->slots[id].hash = clet_hash(bytes);
        }
        /* A part that does not fit is just not there. */
        if (chatlet_bundle_add_part(bundle, id, part) != CHATLET_OK) continue;
    }
}

static void search(const chatlet_bundle *bundle, chatlet_str question) {
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    if (chatlet_query_new(test_plain_allocator(), bundle, question, 5, &query) != CHATLET_OK)
        return;
    for (int i = 0; i < 3; i++) {
        if (chatlet_query_step(query, &stage) != CHATLET_OK || stage == CHATLET_QUERY_READY) break;
    }
    chatlet_query_free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0 || size > 64 * 1024) return 0;
    const chatlet_str bytes = {.data = (const char *)data + 1, .size_bytes = size - 1};
    chatlet_bundle *bundle = data[0] == 0 ? open_replaced_head(data + 1, size - 1)
                                          : test_open(&small, test_plain_allocator());
    if (bundle == NULL) return 0;
    add_parts(bundle, data[0] == 0 ? UINT32_MAX : data[0] - 1u, bytes);
    search(bundle, CHATLET_STR("reset password plan refund installer"));
    search(bundle, CHATLET_STR("do you"));
    chatlet_str text;
    if (chatlet_bundle_dump(test_plain_allocator(), bundle, &text) == CHATLET_OK)
        free((void *)(uintptr_t)text.data);
    chatlet_bundle_close(bundle);
    return 0;
}
