/* Parts arrive, are checked once, and leave again. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/hash.h"
#include "../base/str.h"

#include <string.h>

static bool is_text_part(const chatlet_bundle *bundle, uint32_t id) {
    return id > bundle->index.term_part_count;
}

chatlet_status chatlet_bundle_get_part(const chatlet_bundle *bundle, uint32_t id,
                                       chatlet_part *part) {
    if (id >= bundle->info.part_count) return CHATLET_ERR_ARGUMENT;
    if (is_text_part(bundle, id) && !bundle->map.present) return CHATLET_ERR_STATE;
    static const char ending[] = ".part";
    _Static_assert(CLET_HASH_TEXT_BYTES + sizeof ending <= CHATLET_BUNDLE_NAME_BYTES,
                   "a name must fit");
    *part = (chatlet_part){.id = id, .size_bytes = bundle->slots[id].size_bytes};
    clet_hash_text(bundle->slots[id].hash, part->name);
    memcpy(part->name + CLET_HASH_TEXT_BYTES, ending, sizeof ending);
    return CHATLET_OK;
}

bool chatlet_bundle_has_part(const chatlet_bundle *bundle, uint32_t id) {
    return id < bundle->info.part_count && bundle->slots[id].bytes != NULL;
}

static chatlet_status check_content(chatlet_bundle *bundle, uint32_t id, chatlet_str bytes) {
    if (id == 0) return bundle->map.present ? CHATLET_OK : clet_map_read(bundle, bytes);
    if (is_text_part(bundle, id)) return clet_text_part_check(bundle, id, bytes);
    return clet_term_part_check(bundle, id, bytes);
}

chatlet_status chatlet_bundle_add_part(chatlet_bundle *bundle, uint32_t id, chatlet_str bytes) {
    if (id >= bundle->info.part_count) return CHATLET_ERR_ARGUMENT;
    if (is_text_part(bundle, id) && !bundle->map.present) return CHATLET_ERR_STATE;
    clet_part_slot *slot = &bundle->slots[id];
    if (bytes.size_bytes != slot->size_bytes || clet_hash(bytes) != slot->hash)
        return CHATLET_ERR_PART;
    if (slot->bytes != NULL) return CHATLET_OK;

    /* One byte more, since a part may be empty and an allocation may not. */
    char *copy = bundle->allocator->allocate(bundle->allocator->context, bytes.size_bytes + 1);
    if (copy == NULL) return CHATLET_ERR_MEMORY;
    if (bytes.size_bytes > 0) memcpy(copy, bytes.data, bytes.size_bytes);
    const chatlet_status status =
        check_content(bundle, id, (chatlet_str){.data = copy, .size_bytes = bytes.size_bytes});
    if (status != CHATLET_OK) {
        bundle->allocator->release(bundle->allocator->context, copy);
        return status;
    }
    slot->bytes = copy;
    bundle->parts_size_bytes += bytes.size_bytes;
    return CHATLET_OK;
}

void chatlet_bundle_drop_part(chatlet_bundle *bundle, uint32_t id) {
    if (!chatlet_bundle_has_part(bundle, id)) return;
    clet_part_slot *slot = &bundle->slots[id];
    bundle->allocator->release(bundle->allocator->context, slot->bytes);
    slot->bytes = NULL;
    bundle->parts_size_bytes -= slot->size_bytes;
}

size_t chatlet_bundle_parts_size_bytes(const chatlet_bundle *bundle) {
    return bundle->parts_size_bytes;
}
