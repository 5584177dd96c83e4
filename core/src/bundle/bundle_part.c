/* Parts arrive, are checked once, and leave again. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/hash.h"
#include "../base/number_text.h"
#include "../base/str.h"

#include <string.h>

static bool is_text_part(const chatlet_bundle *bundle, uint32_t id) {
    return id >= clet_first_text_part(bundle) && id < clet_first_field_part(bundle);
}

static chatlet_part_kind kind_of(const chatlet_bundle *bundle, uint32_t id) {
    if (id == 0) return CHATLET_PART_MAP;
    if (id < clet_first_spelling_part(bundle)) return CHATLET_PART_TERMS;
    if (id >= clet_first_field_part(bundle)) return CHATLET_PART_FIELD;
    return is_text_part(bundle, id) ? CHATLET_PART_TEXTS : CHATLET_PART_SPELLING;
}

chatlet_status chatlet_bundle_get_part(const chatlet_bundle *bundle, uint32_t id,
                                       chatlet_part *part) {
    if (id >= bundle->info.part_count) return CHATLET_ERR_ARGUMENT;
    static const char ending[] = ".part";
    _Static_assert(CLET_HASH_TEXT_BYTES + 1 + CLET_NUMBER_TEXT_BYTES_MAX + sizeof ending <=
                       CHATLET_BUNDLE_NAME_BYTES,
                   "a name must fit");
    *part = (chatlet_part){.id = id, .kind = kind_of(bundle, id)};
    clet_hash_text(bundle->index_id, part->name);
    char *end = part->name + CLET_HASH_TEXT_BYTES;
    *end++ = '.';
    end += clet_number_text_u64(id, end);
    memcpy(end, ending, sizeof ending);
    return CHATLET_OK;
}

bool chatlet_bundle_has_part(const chatlet_bundle *bundle, uint32_t id) {
    return id < bundle->info.part_count && bundle->slots[id].bytes != NULL;
}

static chatlet_status check_content(chatlet_bundle *bundle, uint32_t id, chatlet_str bytes,
                                    clet_part_slot *slot) {
    if (id == 0) return bundle->map.present ? CHATLET_OK : clet_map_read(bundle, bytes);
    if (id >= clet_first_field_part(bundle)) return clet_field_part_check(bundle, bytes);
    if (is_text_part(bundle, id)) return clet_text_part_check(bundle, id, bytes);
    if (id >= clet_first_spelling_part(bundle)) return clet_spelling_part_check(bundle, id, bytes);
    return clet_term_part_check(bundle, id, bytes, slot);
}

chatlet_status chatlet_bundle_add_part(chatlet_bundle *bundle, uint32_t id, chatlet_str bytes) {
    if (id >= bundle->info.part_count) return CHATLET_ERR_ARGUMENT;
    if (is_text_part(bundle, id) && !bundle->map.present) return CHATLET_ERR_STATE;
    if (bytes.size_bytes < CLET_PART_CHECK_BYTES ||
        bytes.size_bytes > CHATLET_BUNDLE_PART_BYTES_MAX) {
        return CHATLET_ERR_PART;
    }
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const uint64_t check = clet_read_u64(&reader);
    const chatlet_str content = clet_str_slice(bytes, CLET_PART_CHECK_BYTES, bytes.size_bytes);
    if (clet_hash_keyed(content, bundle->index_id, id) != check) return CHATLET_ERR_PART;
    clet_part_slot *slot = &bundle->slots[id];
    if (slot->bytes != NULL) return CHATLET_OK;

    /* One byte more, since a part may be empty and an allocation may not. */
    char *copy = bundle->allocator->allocate(bundle->allocator->context, content.size_bytes + 1);
    if (copy == NULL) return CHATLET_ERR_MEMORY;
    if (content.size_bytes > 0) memcpy(copy, content.data, content.size_bytes);
    clet_part_slot added = {.bytes = copy, .size_bytes = (uint32_t)content.size_bytes};
    const chatlet_status status = check_content(
        bundle, id, (chatlet_str){.data = copy, .size_bytes = content.size_bytes}, &added);
    if (status != CHATLET_OK) {
        bundle->allocator->release(bundle->allocator->context, copy);
        return status;
    }
    *slot = added;
    bundle->parts_size_bytes += content.size_bytes;
    return CHATLET_OK;
}

void chatlet_bundle_drop_part(chatlet_bundle *bundle, uint32_t id) {
    if (bundle->info.is_whole || !chatlet_bundle_has_part(bundle, id)) return;
    clet_part_slot *slot = &bundle->slots[id];
    bundle->allocator->release(bundle->allocator->context, slot->bytes);
    if (slot->posting_bits != NULL)
        bundle->allocator->release(bundle->allocator->context, slot->posting_bits);
    bundle->parts_size_bytes -= slot->size_bytes;
    bundle->drop_count++;
    *slot = (clet_part_slot){0};
}

chatlet_str clet_part_bytes(const chatlet_bundle *bundle, uint32_t part) {
    CLET_ASSERT(part < bundle->info.part_count);
    CLET_ASSERT(bundle->slots[part].bytes != NULL);
    return (chatlet_str){.data = bundle->slots[part].bytes,
                         .size_bytes = bundle->slots[part].size_bytes};
}

uint32_t clet_bundle_drop_count(const chatlet_bundle *bundle) { return bundle->drop_count; }

size_t chatlet_bundle_parts_size_bytes(const chatlet_bundle *bundle) {
    return bundle->parts_size_bytes;
}
