#include "head_seal.h"

#include "../base/byte_reader.h"
#include "../base/str.h"
#include "../bundle/bundle_format.h"

#include <string.h>

/* Places of the fixed fields, as bundle_format.h draws them. */
enum { SIZE_AT = 8, HASH_AT = 16 };

void clet_head_seal(clet_buffer *head) {
    if (clet_buffer_status(head) != CHATLET_OK) return;
    clet_buffer_put_u32(head, SIZE_AT, (uint32_t)head->size_bytes);
    const uint64_t hash =
        clet_hash(clet_str_slice(clet_buffer_str(head), CLET_HEAD_HASHED_FROM, head->size_bytes));
    clet_buffer_put_u32(head, HASH_AT, (uint32_t)hash);
    clet_buffer_put_u32(head, HASH_AT + 4, (uint32_t)(hash >> 32));
}

chatlet_str clet_head_name(chatlet_str head, char name[CLET_HEAD_NAME_BYTES]) {
    clet_byte_reader reader = {.source = head, .offset = HASH_AT};
    clet_hash_text(clet_read_u64(&reader), name);
    memcpy(name + CLET_HASH_TEXT_BYTES, ".head", 5);
    return (chatlet_str){.data = name, .size_bytes = CLET_HEAD_NAME_BYTES};
}
