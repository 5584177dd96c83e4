/* Tokens that follow each other become one array, so that a text without tags is a single
 * instruction. */
#include "template_emit.h"

#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/url_escape.h"

enum { ITEMS_FIRST = 16 };

typedef struct emitter {
    clet_buffer code;
    clet_buffer chunk; /* tokens not written yet */
    uint32_t chunk_count;
    const clet_template_items *items; /* of the part that is written */
    bool is_main;
    bool has_steps; /* of a list whose numbers are known only when it is shown */
    uint32_t begins[CLET_TEMPLATE_PARTS_MAX];
    size_t jumps[CHATLET_TEMPLATE_DEPTH_MAX]; /* places of open sections' targets */
    bool are_sections[CHATLET_TEMPLATE_DEPTH_MAX];
    uint32_t open_count;
} emitter;

void clet_template_items_add(clet_expr_source *source, clet_template_items *list,
                             const clet_template_item *item) {
    if (list->count == list->capacity) {
        clet_template_item *items =
            clet_arena_grow_array(source->arena, list->items, list->count, sizeof *list->items,
                                  ITEMS_FIRST, &list->capacity);
        if (items == NULL) {
            source->status = CHATLET_ERR_MEMORY;
            return;
        }
        list->items = items;
    }
    list->items[list->count++] = *item;
}

static void put_op(emitter *emit, clet_template_op op) {
    clet_buffer_append_byte(&emit->code, (uint8_t)op);
}

/* Offset as jumps count it: behind the head. */
static uint32_t here(const emitter *emit) {
    return (uint32_t)(emit->code.size_bytes - CLET_TEMPLATE_HEAD_BYTES);
}

static void put_u16(emitter *emit, size_t place, uint32_t value) {
    if (emit->code.status != CHATLET_OK) return;
    emit->code.data[place] = (char)(uint8_t)value;
    emit->code.data[place + 1] = (char)(uint8_t)(value >> 8);
}

static void put_path(emitter *emit, const clet_template_path *path) {
    clet_buffer_append_byte(&emit->code, path->flags);
    if (path->flags == CLET_PATH_SELF) return;
    if (path->flags & CLET_PATH_SLOT) {
        clet_buffer_append_u16(&emit->code, path->slot);
        clet_buffer_append_byte(&emit->code, path->covered);
    }
    clet_buffer_append_byte(&emit->code, path->name_count);
    for (uint32_t i = 0; i < path->name_count; i++)
        clet_buffer_append_sized(&emit->code, path->names[i]);
}

/* Names a slot stands for are of use only where they may also be parts of something. */
static clet_template_path shortened(const clet_template_path *path) {
    clet_template_path made = *path;
    if (path->flags != CLET_PATH_SLOT) return made;
    made.covered = 0;
    made.name_count = (uint8_t)(path->name_count - path->covered);
    for (uint32_t i = 0; i < made.name_count; i++)
        made.names[i] = path->names[i + path->covered];
    return made;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static void put_token(emitter *emit, clet_token token, uint32_t part_count) {
    clet_cbor_write_array(&emit->chunk, 1 + part_count);
    clet_cbor_write_text(&emit->chunk, clet_token_word(token));
    emit->chunk_count++;
}

static void put_block_token(emitter *emit, const clet_template_item *item) {
    const bool is_step = item->token == CLET_TOKEN_STEP;
    put_token(emit, (clet_token)item->token, is_step ? 1 : 0);
    if (is_step) clet_cbor_write_integer(&emit->chunk, item->first);
}

static void end_chunk(emitter *emit) {
    clet_buffer *code = &emit->code;
    if (emit->chunk_count == 0) return;
    char head[8];
    clet_buffer array;
    /* The array's head is short; its bytes are counted before they are written. */
    clet_buffer_init(&array, code->allocator, sizeof head);
    clet_cbor_write_array(&array, emit->chunk_count);
    put_op(emit, CLET_TEMPLATE_OP_TOKENS);
    clet_buffer_append_varint(code, array.size_bytes + emit->chunk.size_bytes);
    clet_buffer_append(code, clet_buffer_str(&array));
    clet_buffer_append(code, clet_buffer_str(&emit->chunk));
    if (array.status != CHATLET_OK && code->status == CHATLET_OK) code->status = array.status;
    clet_buffer_free(&array);
    clet_buffer_truncate(&emit->chunk, 0);
    emit->chunk_count = 0;
}

/* Whether the item is a token whatever the variables hold: a text, or a link of nothing else. */
static bool is_constant(const emitter *emit, uint32_t place) {
    const clet_template_items *items = emit->items;
    if (place >= items->count) return false;
    if (items->items[place].kind == CLET_ITEM_TOKEN) return true;
    if (items->items[place].kind != CLET_ITEM_LINK) return false;
    while (++place < items->count && items->items[place].kind != CLET_ITEM_LINK_END) {
        const clet_template_item_kind kind = items->items[place].kind;
        if (kind != CLET_ITEM_TEXT && kind != CLET_ITEM_LINK_URL) return false;
    }
    return true;
}

/* A link of nothing but texts, from its LINK on; returns the place behind it. */
static uint32_t put_link(emitter *emit, uint32_t place) {
    clet_buffer parts[2];
    uint32_t part = 0;
    for (uint32_t i = 0; i < 2; i++)
        clet_buffer_init(&parts[i], emit->code.allocator, emit->code.maximum_bytes);
    for (place++; emit->items->items[place].kind != CLET_ITEM_LINK_END; place++) {
        const clet_template_item *item = &emit->items->items[place];
        if (item->kind == CLET_ITEM_LINK_URL)
            part = 1;
        else if (part == 0)
            clet_buffer_append(&parts[0], item->text);
        else
            clet_url_append_escaped(&parts[1], item->text, true);
    }
    if (parts[0].size_bytes > 0) {
        put_token(emit, CLET_TOKEN_LINK, 2);
        clet_cbor_write_text(&emit->chunk, clet_buffer_str(&parts[0]));
        clet_cbor_write_text(&emit->chunk, clet_buffer_str(&parts[1]));
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (emit->code.status == CHATLET_OK) emit->code.status = parts[i].status;
        clet_buffer_free(&parts[i]);
    }
    return place + 1;
}

/* A block that surely has something in it can stand among the tokens. */
static void put_block(emitter *emit, uint32_t place) {
    const clet_template_item *item = &emit->items->items[place];
    const bool is_first = emit->is_main && place == 0;
    const bool is_settled =
        is_constant(emit, place + 1) && !emit->has_steps && (is_first || emit->chunk_count > 0);
    /* What stands before the first block is a paragraph. */
    if (place == 0 && item->token == CLET_TOKEN_PARAGRAPH) return;
    if (is_settled) {
        put_block_token(emit, item);
        return;
    }
    end_chunk(emit);
    const bool is_step = item->token == CLET_TOKEN_STEP;
    put_op(emit, is_step ? CLET_TEMPLATE_OP_STEP : CLET_TEMPLATE_OP_BLOCK);
    clet_buffer_append_byte(&emit->code, is_step ? (uint8_t)item->list : item->token);
    if (is_step) clet_buffer_append_varint(&emit->code, item->first);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void open_section(emitter *emit, const clet_template_item *item) {
    const bool is_section = item->kind == CLET_ITEM_SECTION;
    const clet_template_path path = shortened(item->piece->path);
    put_op(emit, is_section ? CLET_TEMPLATE_OP_SECTION : CLET_TEMPLATE_OP_INVERTED);
    emit->are_sections[emit->open_count] = is_section;
    emit->jumps[emit->open_count++] = emit->code.size_bytes;
    clet_buffer_append_u16(&emit->code, 0);
    put_path(emit, &path);
}

static void close_section(emitter *emit) {
    emit->open_count--;
    put_op(emit,
           emit->are_sections[emit->open_count] ? CLET_TEMPLATE_OP_CLOSE : CLET_TEMPLATE_OP_REJOIN);
    put_u16(emit, emit->jumps[emit->open_count], here(emit));
}

static void put_value(emitter *emit, const clet_template_item *item) {
    const clet_template_path path = shortened(item->piece->path);
    put_op(emit, CLET_TEMPLATE_OP_VALUE);
    clet_buffer_append_byte(&emit->code, item->form);
    put_path(emit, &path);
}

/* Writes the item at `place`, and returns the place of the next. */
static uint32_t put_item(emitter *emit, uint32_t place) {
    const clet_template_item *item = &emit->items->items[place];
    if (item->kind == CLET_ITEM_BLOCK) {
        put_block(emit, place);
        return place + 1;
    }
    if (item->kind == CLET_ITEM_TOKEN) {
        put_token(emit, (clet_token)item->token, 1);
        clet_cbor_write_text(&emit->chunk, item->text);
        return place + 1;
    }
    if (is_constant(emit, place)) return put_link(emit, place);
    end_chunk(emit);
    switch (item->kind) {
    case CLET_ITEM_TEXT:
        put_op(emit, CLET_TEMPLATE_OP_TEXT);
        clet_buffer_append_sized(&emit->code, item->text);
        break;
    case CLET_ITEM_VALUE: put_value(emit, item); break;
    case CLET_ITEM_SECTION:
    case CLET_ITEM_INVERTED: open_section(emit, item); break;
    case CLET_ITEM_CLOSE: close_section(emit); break;
    case CLET_ITEM_CALL:
        put_op(emit, CLET_TEMPLATE_OP_CALL);
        clet_buffer_append_u16(&emit->code, (uint16_t)item->piece->part);
        break;
    case CLET_ITEM_LINK: put_op(emit, CLET_TEMPLATE_OP_LINK); break;
    case CLET_ITEM_LINK_URL: put_op(emit, CLET_TEMPLATE_OP_LINK_URL); break;
    case CLET_ITEM_LINK_END: put_op(emit, CLET_TEMPLATE_OP_LINK_END); break;
    case CLET_ITEM_TOKEN:
    case CLET_ITEM_BLOCK: break;
    }
    return place + 1;
}

/* Numbers of a list are counted when it is shown if any of it may be left out or come again. */
static bool counts_steps(const clet_template_items *parts, uint32_t part_count) {
    bool has_steps = false;
    bool has_sections = part_count > 1;
    for (uint32_t i = 0; i < part_count; i++) {
        for (uint32_t k = 0; k < parts[i].count; k++) {
            const clet_template_item *item = &parts[i].items[k];
            has_steps =
                has_steps || (item->kind == CLET_ITEM_BLOCK && item->token == CLET_TOKEN_STEP);
            has_sections =
                has_sections || item->kind == CLET_ITEM_SECTION || item->kind == CLET_ITEM_INVERTED;
        }
    }
    return has_steps && has_sections;
}

static void put_part(emitter *emit, const clet_template_items *items, uint32_t number) {
    emit->items = items;
    emit->is_main = number == 0;
    emit->begins[number] = here(emit);
    for (uint32_t place = 0; place < items->count;)
        place = put_item(emit, place);
    end_chunk(emit);
    put_op(emit, number == 0 ? CLET_TEMPLATE_OP_END : CLET_TEMPLATE_OP_RETURN);
}

/* Calls have the number of their part until all are written. */
static void set_calls(emitter *emit) {
    clet_byte_reader reader = clet_byte_reader_of(clet_buffer_str(&emit->code));
    clet_template_step step;
    reader.offset = reader.source.size_bytes > 0 ? CLET_TEMPLATE_HEAD_BYTES : 0;
    while (clet_byte_reader_left(&reader) > 0 && clet_template_read(&reader, &step)) {
        if (step.op == CLET_TEMPLATE_OP_CALL)
            put_u16(emit, reader.offset - 2, emit->begins[step.jump]);
    }
}

static void finish(clet_expr_source *source, emitter *emit, chatlet_str *template_bytes) {
    const chatlet_str large[] = {
        CHATLET_STR("compiled, the text is longer than 65535 bytes; shorten it"), {0}};
    chatlet_status status = clet_buffer_status(&emit->code);
    if (status == CHATLET_OK) status = clet_buffer_status(&emit->chunk);
    if (status == CHATLET_ERR_LIMIT)
        clet_expr_refuse(source, CLET_DIAGNOSTIC_TEMPLATE_SIZE, 0, large);
    else if (status == CHATLET_OK)
        status = clet_arena_copy(source->arena, clet_buffer_str(&emit->code), template_bytes);
    if (status == CHATLET_ERR_MEMORY) source->status = status;
}

void clet_template_emit(clet_expr_source *source, const clet_template_wish *wish,
                        const clet_template_items *parts, uint32_t part_count, uint32_t slot_count,
                        chatlet_str *template_bytes) {
    emitter emit = {.has_steps = counts_steps(parts, part_count)};
    const size_t most = (size_t)CLET_TEMPLATE_HEAD_BYTES + CHATLET_TEMPLATE_CODE_BYTES_MAX;
    clet_buffer_init(&emit.code, source->arena->allocator, most);
    clet_buffer_init(&emit.chunk, source->arena->allocator, most);
    const uint32_t root = wish->scope.is_unchecked ? CLET_TEMPLATE_ROOT : 0;
    clet_buffer_append_byte(&emit.code, (uint8_t)(root | (uint32_t)wish->mode));
    clet_buffer_append_u16(&emit.code, (uint16_t)slot_count);
    for (uint32_t i = 0; i < part_count; i++)
        put_part(&emit, &parts[i], i);
    set_calls(&emit);
    finish(source, &emit, template_bytes);
    clet_buffer_free(&emit.code);
    clet_buffer_free(&emit.chunk);
}
