/* Metadata as documents name it, kept beside their blocks. */
#include "block_list.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/field_text.h"

enum { FIRST_CAPACITY = 8 };

/* The name as fields are named; empty when it cannot be one. */
static chatlet_str field_name(chatlet_str written, char name[CHATLET_FIELD_NAME_BYTES_MAX]) {
    const chatlet_str text = clet_str_trim(written);
    if (text.size_bytes > CHATLET_FIELD_NAME_BYTES_MAX) return (chatlet_str){0};
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        const bool is_capital = byte >= 'A' && byte <= 'Z';
        name[i] = byte == ' ' ? '-' : is_capital ? (char)(byte - 'A' + 'a') : byte;
    }
    const chatlet_str made = {.data = name, .size_bytes = text.size_bytes};
    return clet_field_name_is_valid(made) ? made : (chatlet_str){0};
}

/* A copy in which ';' parts values, too: neither can stand in one, as they part filters. */
static chatlet_status copy_values(clet_block_list *list, chatlet_str written, chatlet_str *values) {
    chatlet_str cleaned = {0};
    /* A longer text is no list of values; its beginning is enough to say so. */
    const chatlet_status status =
        clet_block_list_copy_title(list, clet_utf8_cut(written, CLET_METADATA_BYTES_MAX), &cleaned);
    if (status != CHATLET_OK) return status;
    char *bytes = clet_arena_allocate(list->arena, cleaned.size_bytes);
    if (bytes == NULL) return CHATLET_ERR_MEMORY;
    for (size_t i = 0; i < cleaned.size_bytes; i++)
        bytes[i] = cleaned.data[i] == ';' ? ',' : cleaned.data[i];
    *values = (chatlet_str){.data = bytes, .size_bytes = cleaned.size_bytes};
    return CHATLET_OK;
}

/* *number is CHATLET_DOCUMENT_FIELDS_MAX when there is no room for the name. */
static chatlet_status find_name(clet_block_list *list, chatlet_str name, uint32_t *number) {
    for (*number = 0; *number < list->metadata_name_count; (*number)++) {
        if (clet_str_equal(list->metadata_names[*number], name)) return CHATLET_OK;
    }
    if (*number == CHATLET_DOCUMENT_FIELDS_MAX) return CHATLET_OK;
    if (list->metadata_names == NULL) {
        list->metadata_names = clet_arena_allocate_array(list->arena, CHATLET_DOCUMENT_FIELDS_MAX,
                                                         sizeof *list->metadata_names);
        if (list->metadata_names == NULL) return CHATLET_ERR_MEMORY;
    }
    const chatlet_status status =
        clet_arena_copy(list->arena, name, &list->metadata_names[*number]);
    if (status == CHATLET_OK) list->metadata_name_count++;
    return status;
}

chatlet_status clet_block_list_add_metadata(clet_block_list *list, chatlet_str name,
                                            chatlet_str values, clet_metadata_place place) {
    char small[CHATLET_FIELD_NAME_BYTES_MAX];
    const chatlet_str field = field_name(name, small);
    if (field.size_bytes == 0) return CHATLET_OK;
    clet_metadata added = {.block = place.block,
                           .is_offered = place.is_offered,
                           .line = place.line,
                           .column = place.column};
    chatlet_status status = copy_values(list, values, &added.values);
    if (status != CHATLET_OK || added.values.size_bytes == 0) return status;
    status = find_name(list, field, &added.name);
    if (status != CHATLET_OK || added.name == CHATLET_DOCUMENT_FIELDS_MAX) return status;
    if (list->metadata_count == list->metadata_capacity) {
        clet_metadata *grown =
            clet_arena_grow_array(list->arena, list->metadata, list->metadata_count, sizeof *grown,
                                  FIRST_CAPACITY, &list->metadata_capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        list->metadata = grown;
    }
    list->metadata[list->metadata_count++] = added;
    return CHATLET_OK;
}
