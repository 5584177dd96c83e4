/* The fields of a bot and their values, as numbers that pages hold: page_fields.c fills the table,
 * index_fields.c writes it. */
#ifndef CLET_COMPILE_FIELD_TABLE_H
#define CLET_COMPILE_FIELD_TABLE_H

#include "../base/arena.h"

#include <chatlet/limits.h>

/* A field and the values met so far, in the order in which they came. */
typedef struct clet_field_values {
    chatlet_str name;
    chatlet_str *values; /* arena; room for CHATLET_FIELD_VALUES_MAX, NULL before the first */
    uint32_t value_count;
    bool is_told; /* that it has more values than a field may have */
} clet_field_values;

/* The bot's fields: those of bot.json in their order, then those that pages offer. */
typedef struct clet_field_table {
    clet_arena *arena; /* holds all texts */
    clet_field_values fields[CHATLET_FIELDS_MAX];
    uint32_t count;
    bool is_told; /* that pages offer more fields than there may be */
} clet_field_table;

#endif
