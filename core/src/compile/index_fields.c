/* Fields of pages' metadata: their names in the head, a part for each. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"

#include <string.h>

/* Notes which values pages have: those that only refused pages had are left out. */
static void note_values(const clet_index_builder *builder,
                        bool used[CHATLET_FIELDS_MAX][CHATLET_FIELD_VALUES_MAX]) {
    clet_page_walk walk = {0};
    for (const clet_kept_page *page; (page = clet_index_next_page(builder, &walk)) != NULL;) {
        for (uint32_t i = 0; i < page->value_count; i++)
            used[page->values[i].field][page->values[i].value] = true;
    }
}

/* Puts the used values in the order of their bytes. */
static void sort_values(clet_sorted_field *sorted, const clet_field_values *field,
                        const bool used[CHATLET_FIELD_VALUES_MAX]) {
    for (uint32_t value = 0; value < field->value_count; value++) {
        if (!used[value]) continue;
        uint32_t place = sorted->value_count++;
        for (; place > 0; place--) {
            const chatlet_str before = field->values[sorted->values[place - 1]];
            if (clet_str_compare(before, field->values[value]) < 0) break;
            sorted->values[place] = sorted->values[place - 1];
        }
        sorted->values[place] = (uint8_t)value;
    }
    for (uint32_t number = 0; number < sorted->value_count; number++)
        sorted->numbers[sorted->values[number]] = (uint8_t)number;
}

static void insert_field(clet_sorted_fields *fields, const clet_sorted_field *field) {
    uint32_t place = fields->count++;
    for (; place > 0; place--) {
        if (clet_str_compare(fields->items[place - 1].source->name, field->source->name) < 0) break;
        fields->items[place] = fields->items[place - 1];
    }
    fields->items[place] = *field;
}

void clet_index_sort_fields(const clet_index_builder *builder, const clet_field_table *table,
                            clet_sorted_fields *fields) {
    bool used[CHATLET_FIELDS_MAX][CHATLET_FIELD_VALUES_MAX] = {{false}};
    *fields = (clet_sorted_fields){.count = 0};
    note_values(builder, used);
    for (uint32_t i = 0; table != NULL && i < table->count; i++) {
        clet_sorted_field sorted = {.source = &table->fields[i], .number = (uint8_t)i};
        sort_values(&sorted, &table->fields[i], used[i]);
        if (sorted.value_count > 0) insert_field(fields, &sorted);
    }
}

void clet_index_append_fields(clet_buffer *buffer, const clet_sorted_fields *fields) {
    if (fields->count == 0) return;
    clet_buffer_append_byte(buffer, (uint8_t)fields->count);
    for (uint32_t i = 0; i < fields->count; i++)
        clet_buffer_append_sized(buffer, fields->items[i].source->name);
}

/* Values of one page, as numbers in the bundle. */
typedef struct value_set {
    uint8_t numbers[CHATLET_PAGE_VALUES_MAX];
    uint32_t count;
} value_set;

static value_set set_of(const clet_kept_page *page, const clet_sorted_field *field) {
    value_set set = {.count = 0};
    for (uint32_t i = 0; i < page->value_count; i++) {
        if (page->values[i].field != field->number) continue;
        CLET_ASSERT(set.count < CHATLET_PAGE_VALUES_MAX);
        const uint8_t number = field->numbers[page->values[i].value];
        uint32_t place = set.count++;
        for (; place > 0 && set.numbers[place - 1] > number; place--)
            set.numbers[place] = set.numbers[place - 1];
        set.numbers[place] = number;
    }
    return set;
}

static bool is_same_set(const value_set *a, const value_set *b) {
    return a->count == b->count && memcmp(a->numbers, b->numbers, a->count) == 0;
}

static void append_run(clet_buffer *buffer, const value_set *set, uint32_t length) {
    if (length == 0) return;
    clet_buffer_append_varint(buffer, length);
    clet_buffer_append_byte(buffer, (uint8_t)set->count);
    for (uint32_t i = 0; i < set->count; i++)
        clet_buffer_append_byte(buffer, set->numbers[i]);
}

static void append_runs(clet_buffer *buffer, const clet_index_builder *builder,
                        const clet_sorted_field *field) {
    value_set run = {.count = 0};
    uint32_t length = 0;
    clet_page_walk walk = {0};
    for (const clet_kept_page *page; (page = clet_index_next_page(builder, &walk)) != NULL;) {
        const value_set set = set_of(page, field);
        if (!is_same_set(&run, &set)) {
            append_run(buffer, &run, length);
            length = 0;
            run = set;
        }
        length++;
    }
    append_run(buffer, &run, length);
}

static chatlet_status write_field(const clet_index_builder *builder, const clet_sorted_field *field,
                                  clet_part_sink sink) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    clet_buffer_append_byte(&buffer, (uint8_t)field->value_count);
    for (uint32_t i = 0; i < field->value_count; i++)
        clet_buffer_append_sized(&buffer, field->source->values[field->values[i]]);
    append_runs(&buffer, builder, field);
    chatlet_status status = clet_buffer_status(&buffer);
    if (status == CHATLET_OK) status = sink.take(sink.context, clet_buffer_str(&buffer));
    clet_buffer_free(&buffer);
    return status;
}

chatlet_status clet_index_write_fields(const clet_index_builder *builder,
                                       const clet_sorted_fields *fields, clet_part_sink sink) {
    chatlet_status status = CHATLET_OK;
    for (uint32_t i = 0; i < fields->count && status == CHATLET_OK; i++)
        status = write_field(builder, &fields->items[i], sink);
    return status;
}
