#include "expr_run.h"

#include "../base/assert.h"

#include <string.h>

enum { BYTES_A_COST = 32, ITEMS_FIRST = 4, DAY_MINUTES = 24 * 60 };

chatlet_status clet_expr_run_localize(clet_expr_run *run, const chatlet_evaluation_options *options,
                                      clet_locale_data *locale) {
    if (options->zone_minutes < -DAY_MINUTES || options->zone_minutes > DAY_MINUTES)
        return CHATLET_ERR_ARGUMENT;
    run->zone_minutes = options->zone_minutes;
    if (options->locale.size_bytes == 0) return CHATLET_OK;
    const chatlet_status status = clet_locale_read(options->locale, locale);
    if (status == CHATLET_OK) run->locale = locale;
    return status;
}

static void stop(clet_expr_run *run, chatlet_status status) {
    if (run->status == CHATLET_OK) run->status = status;
    run->cost_left = 0;
}

bool clet_expr_spend(clet_expr_run *run, uint64_t amount) {
    if (run->cost_left > amount) {
        run->cost_left -= amount;
        return true;
    }
    stop(run, CHATLET_ERR_COST);
    return false;
}

void *clet_expr_take(clet_expr_run *run, size_t count, size_t size_bytes) {
    /* Counts come from values, which are bounded; the budget bounds the rest. */
    if (!clet_expr_spend(run, (uint64_t)count * size_bytes / BYTES_A_COST)) return NULL;
    void *memory = clet_arena_allocate_array(run->arena, count, size_bytes);
    if (memory == NULL) stop(run, CHATLET_ERR_MEMORY);
    return memory;
}

chatlet_value clet_expr_mismatch(const chatlet_value *a, const chatlet_value *b) {
    if (a->kind == CHATLET_VALUE_ERROR) return *a;
    if (b->kind == CHATLET_VALUE_ERROR) return *b;
    return clet_value_error(CHATLET_VALUE_ERROR_OVERLOAD);
}

/* Room for `more` bytes; doubles, so that a text made of many pieces is copied twice at most. */
static bool make_room(clet_expr_text *text, size_t more) {
    const size_t needed = text->size_bytes + more;
    if (text->is_over || needed > CHATLET_VALUE_BYTES_MAX) return false;
    if (needed <= text->capacity_bytes) return true;
    const size_t capacity = needed * 2;
    char *data = clet_expr_take(text->run, capacity, 1);
    if (data == NULL) return false;
    if (text->size_bytes > 0) memcpy(data, text->data, text->size_bytes);
    text->data = data;
    text->capacity_bytes = (uint32_t)capacity;
    return true;
}

void clet_expr_text_append(clet_expr_text *text, chatlet_str bytes) {
    if (bytes.size_bytes == 0) return;
    text->is_over = !make_room(text, bytes.size_bytes);
    if (text->is_over) return;
    memcpy(text->data + text->size_bytes, bytes.data, bytes.size_bytes);
    text->size_bytes += (uint32_t)bytes.size_bytes;
}

void clet_expr_text_append_byte(clet_expr_text *text, char byte) {
    clet_expr_text_append(text, (chatlet_str){.data = &byte, .size_bytes = 1});
}

chatlet_value clet_expr_text_finish(const clet_expr_text *text, chatlet_value_kind kind) {
    if (text->is_over) return clet_value_error(CHATLET_VALUE_ERROR_SIZE);
    return clet_value_text(kind, (chatlet_str){.data = text->data, .size_bytes = text->size_bytes});
}

chatlet_value clet_expr_list_begin(chatlet_value_kind kind) {
    return (chatlet_value){.kind = (uint8_t)kind, .depth = 1, .is_growing = 1, .items = NULL};
}

/* The capacity is the next power of two from ITEMS_FIRST on, so it needs no word of its own. */
static bool is_full(uint32_t count) {
    return count == 0 || (count >= ITEMS_FIRST && (count & (count - 1)) == 0);
}

static chatlet_value *grow(clet_expr_run *run, const chatlet_value *list, size_t width) {
    const size_t capacity = list->count == 0 ? ITEMS_FIRST : 2 * (size_t)list->count;
    chatlet_value *items = clet_expr_take(run, capacity * width, sizeof *items);
    if (items != NULL && list->count > 0)
        memcpy(items, list->items, list->count * width * sizeof *items);
    return items;
}

/* Room for one more item of `width` values; NULL when the list has become an error. */
static chatlet_value *add(clet_expr_run *run, chatlet_value *list, const chatlet_value *item,
                          size_t width) {
    CLET_ASSERT(list->is_growing == 1);
    chatlet_value_error error = CHATLET_VALUE_ERROR_SIZE;
    if (item->depth >= CHATLET_VALUE_DEPTH_MAX) error = CHATLET_VALUE_ERROR_DEPTH;
    if (item->kind == CHATLET_VALUE_ERROR) error = (chatlet_value_error)item->error;
    if (item->kind == CHATLET_VALUE_ERROR || item->depth >= CHATLET_VALUE_DEPTH_MAX ||
        list->count >= CHATLET_VALUE_ITEMS_MAX) {
        *list = clet_value_error(error);
        return NULL;
    }
    /* The list was made here and nobody else holds it, so what it points to may change. */
    chatlet_value *items = (chatlet_value *)(uintptr_t)list->items;
    if (is_full(list->count)) items = grow(run, list, width);
    if (items == NULL) return NULL;
    list->items = items;
    if (item->depth >= list->depth) list->depth = (uint8_t)(item->depth + 1);
    return items + list->count++ * width;
}

void clet_expr_list_append(clet_expr_run *run, chatlet_value *list, const chatlet_value *item) {
    chatlet_value *place = add(run, list, item, 1);
    if (place != NULL) *place = *item;
}

void clet_expr_map_append(clet_expr_run *run, chatlet_value *map, const chatlet_value *key,
                          const chatlet_value *value) {
    if (!clet_value_is_key(key)) {
        *map = key->kind == CHATLET_VALUE_ERROR ? *key
                                                : clet_value_error(CHATLET_VALUE_ERROR_KEY_KIND);
        return;
    }
    if (clet_value_find(map, key, &run->cost_left) != NULL) {
        *map = clet_value_error(CHATLET_VALUE_ERROR_KEY_TWICE);
        return;
    }
    chatlet_value *place = add(run, map, value, 2);
    if (place == NULL) return;
    place[0] = *key;
    place[1] = *value;
}

chatlet_value clet_expr_list_finish(const chatlet_value *list) {
    chatlet_value finished = *list;
    finished.is_growing = 0;
    return finished;
}
