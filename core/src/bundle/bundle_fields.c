/* Pages' metadata: names of fields from the head, and a part for each that says which documents
 * have which values. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "field_text.h"

#include <string.h>

/* Reads a name or a value: a line that is greater than the one before, which is empty for the
 * first. */
static chatlet_str read_line(clet_byte_reader *reader, chatlet_str before, size_t maximum_bytes) {
    const chatlet_str line = clet_read_sized(reader);
    if (!clet_is_line(line, maximum_bytes) || clet_str_compare(before, line) >= 0)
        reader->failed = true;
    return line;
}

chatlet_status clet_fields_read(chatlet_bundle *bundle, chatlet_str bytes) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const uint32_t count = clet_read_u8(&reader);
    chatlet_str name = {0};
    if (count == 0 || count > CHATLET_FIELDS_MAX) return CHATLET_ERR_BUNDLE;
    bundle->fields = clet_arena_allocate_array(&bundle->arena, count, sizeof *bundle->fields);
    if (bundle->fields == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        name = read_line(&reader, name, CHATLET_FIELD_NAME_BYTES_MAX);
        bundle->fields[i] = name;
    }
    bundle->info.field_count = count;
    return !reader.failed && clet_byte_reader_left(&reader) == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

static bool lists(chatlet_str list, chatlet_str value) {
    chatlet_str listed;
    for (size_t offset = 0; clet_list_next(list, ',', &offset, &listed);) {
        if (clet_str_equal(listed, value)) return true;
    }
    return false;
}

/* Reads a field's part whole, which checks it, and on the way clears the marks of documents without
 * a value that is wanted. marks: NULL, or room for `document_count`. */
static bool read_field(chatlet_str bytes, uint32_t document_count, chatlet_str wanted,
                       uint8_t *marks) {
    uint8_t is_wanted[CHATLET_FIELD_VALUES_MAX];
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const uint32_t value_count = clet_read_u8(&reader);
    chatlet_str value = {0};
    uint32_t first = 0;
    if (value_count == 0 || value_count > CHATLET_FIELD_VALUES_MAX) return false;
    for (uint32_t i = 0; i < value_count; i++) {
        value = read_line(&reader, value, CHATLET_FIELD_VALUE_BYTES_MAX);
        is_wanted[i] = lists(wanted, value);
    }
    while (!reader.failed && clet_byte_reader_left(&reader) > 0) {
        const uint32_t run = clet_read_varint(&reader);
        const uint32_t count = clet_read_u8(&reader);
        uint32_t smallest = 0;
        uint8_t mark = 0;
        if (run == 0 || run > document_count - first || count > CHATLET_PAGE_VALUES_MAX)
            return false;
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t number = clet_read_u8(&reader);
            if (number < smallest || number >= value_count) return false;
            mark |= is_wanted[number];
            smallest = number + 1;
        }
        if (mark == 0 && marks != NULL) memset(marks + first, 0, run);
        first += run;
    }
    return !reader.failed && first == document_count;
}

chatlet_status clet_field_part_check(const chatlet_bundle *bundle, chatlet_str bytes) {
    return read_field(bytes, bundle->index.document_count, (chatlet_str){0}, NULL)
               ? CHATLET_OK
               : CHATLET_ERR_BUNDLE;
}

uint32_t clet_bundle_field_part(const chatlet_bundle *bundle, chatlet_str name) {
    for (uint32_t i = 0; i < bundle->info.field_count; i++) {
        if (clet_str_equal(bundle->fields[i], name)) return clet_first_field_part(bundle) + i;
    }
    return 0;
}

void clet_bundle_filter(const chatlet_bundle *bundle, uint32_t part, chatlet_str wanted,
                        uint8_t *marks) {
    const bool is_good =
        read_field(clet_part_bytes(bundle, part), bundle->index.document_count, wanted, marks);
    CLET_ASSERT(is_good);
}

chatlet_status chatlet_bundle_get_field(const chatlet_bundle *bundle, uint32_t index,
                                        chatlet_field *field) {
    if (index >= bundle->info.field_count) return CHATLET_ERR_ARGUMENT;
    *field = (chatlet_field){.name = bundle->fields[index],
                             .part = clet_first_field_part(bundle) + index};
    return CHATLET_OK;
}

chatlet_status chatlet_bundle_get_value(const chatlet_bundle *bundle, uint32_t index,
                                        uint32_t number, chatlet_str *value) {
    if (index >= bundle->info.field_count) return CHATLET_ERR_ARGUMENT;
    const uint32_t part = clet_first_field_part(bundle) + index;
    if (!chatlet_bundle_has_part(bundle, part)) return CHATLET_ERR_STATE;
    clet_byte_reader reader = clet_byte_reader_of(clet_part_bytes(bundle, part));
    if (number >= clet_read_u8(&reader)) return CHATLET_ERR_ARGUMENT;
    for (uint32_t i = 0; i < number; i++)
        (void)clet_read_sized(&reader);
    *value = clet_read_sized(&reader);
    return CHATLET_OK;
}

/* Documents with value `number` in the runs that follow. */
static uint32_t count_documents(clet_byte_reader runs, uint32_t number) {
    uint32_t count = 0;
    while (clet_byte_reader_left(&runs) > 0) {
        const uint32_t run = clet_read_varint(&runs);
        const uint32_t value_count = clet_read_u8(&runs);
        for (uint32_t i = 0; i < value_count; i++)
            count += clet_read_u8(&runs) == number ? run : 0;
    }
    return count;
}

void clet_field_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    clet_byte_reader values = clet_byte_reader_of(clet_part_bytes(bundle, part));
    const uint32_t count = clet_read_u8(&values);
    clet_byte_reader runs = values;
    for (uint32_t i = 0; i < count; i++)
        (void)clet_read_sized(&runs);
    for (uint32_t i = 0; i < count; i++) {
        clet_buffer_append(out, CHATLET_STR("    "));
        clet_buffer_append(out, clet_read_sized(&values));
        clet_buffer_append(out, CHATLET_STR(": "));
        clet_number_text_append_u64(out, count_documents(runs, i));
        clet_buffer_append(out, CHATLET_STR(" pages\n"));
    }
}
