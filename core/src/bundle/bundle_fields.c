/* Pages' metadata: names of fields from the head, and a part for each that says which documents have
 * which values. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "field_text.h"

#include <string.h>

chatlet_status clet_fields_read(chatlet_bundle *bundle, chatlet_str bytes) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const uint32_t count = clet_read_u8(&reader);
    if (count == 0 || count > CHATLET_FIELDS_MAX) return CHATLET_ERR_BUNDLE;
    bundle->fields = clet_arena_allocate_array(&bundle->arena, count, sizeof *bundle->fields);
    if (bundle->fields == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const chatlet_str name = clet_read_sized(&reader);
        if (reader.failed || !clet_field_name_is_valid(name)) return CHATLET_ERR_BUNDLE;
        if (i > 0 && clet_str_compare(bundle->fields[i - 1], name) >= 0) return CHATLET_ERR_BUNDLE;
        bundle->fields[i] = name;
    }
    bundle->info.field_count = count;
    return clet_byte_reader_left(&reader) == 0 ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

static bool lists(chatlet_str list, chatlet_str value) {
    chatlet_str listed;
    for (size_t offset = 0; clet_field_values_next(list, &offset, &listed);) {
        if (clet_str_equal(listed, value)) return true;
    }
    return false;
}

/* Values by number: which of them are wanted. Numbers are bytes, so that any fits. */
typedef struct value_marks {
    uint8_t is_wanted[256];
    uint32_t count;
    bool has_wanted;
} value_marks;

static value_marks read_values(clet_byte_reader *reader, chatlet_str wanted) {
    value_marks values = {.count = clet_read_u8(reader)};
    chatlet_str before = {0};
    if (values.count == 0 || values.count > CHATLET_FIELD_VALUES_MAX) reader->failed = true;
    for (uint32_t i = 0; i < values.count && !reader->failed; i++) {
        const chatlet_str value = clet_read_sized(reader);
        /* The first is not empty either, and so is greater than the empty one before it. */
        if (!clet_is_line(value, CHATLET_FIELD_VALUE_BYTES_MAX) ||
            clet_str_compare(before, value) >= 0)
            reader->failed = true;
        values.is_wanted[i] = lists(wanted, value);
        if (values.is_wanted[i]) values.has_wanted = true;
        before = value;
    }
    return values;
}

/* Reads the values of one run; true when one of them is wanted. */
static bool read_run(clet_byte_reader *reader, const value_marks *values) {
    const uint32_t count = clet_read_u8(reader);
    uint32_t smallest = 0;
    bool is_wanted = false;
    if (count > CHATLET_PAGE_VALUES_MAX) reader->failed = true;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        const uint32_t number = clet_read_u8(reader);
        if (number < smallest || number >= values->count) reader->failed = true;
        if (values->is_wanted[number]) is_wanted = true;
        smallest = number + 1;
    }
    return is_wanted;
}

/* Reads a field's part whole, which checks it, and on the way clears the marks of documents without
 * a value that is wanted. marks: NULL, or room for `document_count`. */
static bool read_field(chatlet_str bytes, uint32_t document_count, chatlet_str wanted,
                       uint8_t *marks, bool *has_wanted) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const value_marks values = read_values(&reader, wanted);
    uint32_t first = 0;
    while (!reader.failed && clet_byte_reader_left(&reader) > 0) {
        const uint32_t run = clet_read_varint(&reader);
        if (run == 0 || run > document_count - first) return false;
        const bool is_wanted = read_run(&reader, &values);
        if (!is_wanted && marks != NULL) memset(marks + first, 0, run);
        first += run;
    }
    *has_wanted = values.has_wanted;
    return !reader.failed && first == document_count;
}

chatlet_status clet_field_part_check(const chatlet_bundle *bundle, chatlet_str bytes) {
    bool has_wanted;
    return read_field(bytes, bundle->index.document_count, (chatlet_str){0}, NULL, &has_wanted)
               ? CHATLET_OK
               : CHATLET_ERR_BUNDLE;
}

uint32_t clet_bundle_field_part(const chatlet_bundle *bundle, chatlet_str name) {
    for (uint32_t i = 0; i < bundle->info.field_count; i++) {
        if (clet_str_equal(bundle->fields[i], name)) return clet_first_field_part(bundle) + i;
    }
    return 0;
}

bool clet_bundle_filter(const chatlet_bundle *bundle, uint32_t part, chatlet_str wanted,
                        uint8_t *marks) {
    bool has_wanted = false;
    const bool is_good = read_field(clet_part_bytes(bundle, part), bundle->index.document_count,
                                    wanted, marks, &has_wanted);
    CLET_ASSERT(is_good);
    return has_wanted;
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
