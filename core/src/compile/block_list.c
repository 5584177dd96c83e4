/* Takes texts as parsers give them; makes blocks whose text has no white space or control byte that
 * a reader, the index or the page would have to care about. */
#include "block_list.h"

#include "../base/checked.h"
#include "../base/str.h"
#include "../bundle/text_marks.h"

#include <string.h>

enum { FIRST_CAPACITY = 32, TAB_SPACES = 4 };

void clet_block_list_init(clet_block_list *list, clet_arena *arena) {
    *list = (clet_block_list){.arena = arena};
}

/* Text on its way from one form to the other. The output is never longer than what was reserved. */
typedef struct cleaner {
    char *out;
    size_t size_bytes;
    size_t code_begin; /* offset of the open code mark; meaningful while in_code */
    bool in_code;
    bool space_pending;
} cleaner;

/* Length of the character at `offset` that counts as a space although it is not one byte: no-break
 * space, ideographic space, line and paragraph separator. 0 when it is none. */
static size_t wide_space_size(chatlet_str text, size_t offset) {
    const unsigned char *bytes = (const unsigned char *)text.data + offset;
    const size_t left = text.size_bytes - offset;
    if (left >= 2 && bytes[0] == 0xC2 && bytes[1] == 0xA0) return 2;
    if (left < 3) return 0;
    if (bytes[0] == 0xE3 && bytes[1] == 0x80 && bytes[2] == 0x80) return 3;
    if (bytes[0] == 0xE2 && bytes[1] == 0x80 && (bytes[2] == 0xA8 || bytes[2] == 0xA9)) return 3;
    return 0;
}

/* Length of an invisible character at `offset`, which would only split words: soft hyphen, zero
 * width space, byte order mark. 0 when it is none. */
static size_t invisible_size(chatlet_str text, size_t offset) {
    const unsigned char *bytes = (const unsigned char *)text.data + offset;
    const size_t left = text.size_bytes - offset;
    if (left >= 2 && bytes[0] == 0xC2 && bytes[1] == 0xAD) return 2;
    if (left < 3) return 0;
    if (bytes[0] == 0xE2 && bytes[1] == 0x80 && bytes[2] == 0x8B) return 3;
    if (bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) return 3;
    return 0;
}

static void put_space(cleaner *cleaned) {
    const bool at_begin =
        cleaned->size_bytes == 0 || cleaned->out[cleaned->size_bytes - 1] == CLET_MARK_CODE_BEGIN;
    if (cleaned->space_pending && !at_begin) cleaned->out[cleaned->size_bytes++] = ' ';
    cleaned->space_pending = false;
}

static void put_mark(cleaner *cleaned, char mark) {
    if (mark == CLET_MARK_CODE_BEGIN && !cleaned->in_code) {
        put_space(cleaned);
        cleaned->in_code = true;
        cleaned->code_begin = cleaned->size_bytes;
        cleaned->out[cleaned->size_bytes++] = mark;
    }
    if (mark == CLET_MARK_CODE_END && cleaned->in_code) {
        cleaned->in_code = false;
        /* Code without text leaves no pair of marks behind. */
        if (cleaned->size_bytes == cleaned->code_begin + 1) {
            cleaned->size_bytes--;
            cleaned->space_pending = cleaned->size_bytes > 0;
            if (cleaned->size_bytes > 0 && cleaned->out[cleaned->size_bytes - 1] == ' ') {
                cleaned->size_bytes--;
            }
        } else {
            cleaned->out[cleaned->size_bytes++] = mark;
        }
    }
}

static void drop_open_code(cleaner *cleaned) {
    if (!cleaned->in_code) return;
    char *mark = cleaned->out + cleaned->code_begin;
    memmove(mark, mark + 1, cleaned->size_bytes - cleaned->code_begin - 1);
    cleaned->size_bytes--;
    cleaned->in_code = false;
}

/* Folds white space to single spaces and trims. `out` has room for text.size_bytes. */
static size_t clean_line(chatlet_str text, char *out) {
    cleaner cleaned = {.out = out};
    size_t offset = 0;
    while (offset < text.size_bytes) {
        const unsigned char byte = (unsigned char)text.data[offset];
        size_t skipped = 0;
        if (byte >= 0xC2) skipped = wide_space_size(text, offset);
        if (skipped > 0 || byte == ' ' || (byte >= '\t' && byte <= '\r')) {
            cleaned.space_pending = true;
            offset += skipped > 0 ? skipped : 1;
            continue;
        }
        if (byte >= 0xC2) skipped = invisible_size(text, offset);
        if (skipped > 0) {
            offset += skipped;
            continue;
        }
        if (byte == CLET_MARK_CODE_BEGIN || byte == CLET_MARK_CODE_END) {
            put_mark(&cleaned, (char)byte);
        } else if (byte > 0x20 && byte != 0x7F) {
            put_space(&cleaned);
            out[cleaned.size_bytes++] = (char)byte;
        }
        offset++;
    }
    drop_open_code(&cleaned);
    while (cleaned.size_bytes > 0 && out[cleaned.size_bytes - 1] == ' ')
        cleaned.size_bytes--;
    return cleaned.size_bytes;
}

/* Keeps line ends and indentation; drops blank lines at both ends and trailing spaces. `out` has
 * room for every tab at TAB_SPACES. */
static size_t clean_code(chatlet_str text, char *out) {
    size_t size_bytes = 0;
    size_t visible_bytes = 0; /* behind the last visible byte */
    size_t line_begin = 0;
    for (size_t offset = 0; offset < text.size_bytes; offset++) {
        const unsigned char byte = (unsigned char)text.data[offset];
        if (byte == '\n') {
            if (visible_bytes == 0) { /* blank so far: nothing kept */
                size_bytes = 0;
                continue;
            }
            if (size_bytes > line_begin && visible_bytes < size_bytes) {
                size_bytes = visible_bytes > line_begin ? visible_bytes : line_begin;
            }
            out[size_bytes++] = '\n';
            line_begin = size_bytes;
        } else if (byte == '\t') {
            memset(out + size_bytes, ' ', TAB_SPACES);
            size_bytes += TAB_SPACES;
        } else if (byte == ' ') {
            out[size_bytes++] = ' ';
        } else if (byte > 0x20 && byte != 0x7F) {
            out[size_bytes++] = (char)byte;
            visible_bytes = size_bytes;
        }
    }
    return visible_bytes;
}

static size_t count_byte(chatlet_str text, char byte) {
    size_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] == byte) count++;
    }
    return count;
}

static chatlet_status clean_text(clet_arena *arena, clet_block_kind kind, chatlet_str text,
                                 chatlet_str *cleaned) {
    size_t room = text.size_bytes;
    if (kind == CLET_BLOCK_CODE) {
        size_t tabs;
        if (!clet_checked_multiply(count_byte(text, '\t'), TAB_SPACES - 1, &tabs) ||
            !clet_checked_add(room, tabs, &room)) {
            return CHATLET_ERR_MEMORY;
        }
    }
    char *out = clet_arena_allocate(arena, room);
    if (out == NULL) return CHATLET_ERR_MEMORY;
    const size_t size_bytes =
        kind == CLET_BLOCK_CODE ? clean_code(text, out) : clean_line(text, out);
    *cleaned = (chatlet_str){.data = out, .size_bytes = size_bytes};
    return CHATLET_OK;
}

/* An id that can stand behind '#'. One with white space or control bytes is none in HTML either. */
static bool is_anchor(chatlet_str anchor) {
    if (anchor.size_bytes == 0 || anchor.size_bytes > CHATLET_ANCHOR_BYTES_MAX) return false;
    for (size_t i = 0; i < anchor.size_bytes; i++) {
        const unsigned char byte = (unsigned char)anchor.data[i];
        if (byte <= 0x20 || byte == 0x7F) return false;
    }
    return true;
}

/* Blocks of a section mostly share one anchor, so they share its copy. */
static chatlet_status copy_anchor(clet_block_list *list, chatlet_str anchor, chatlet_str *copy) {
    *copy = (chatlet_str){0};
    if (!is_anchor(anchor)) return CHATLET_OK;
    if (list->count > 0 && clet_str_equal(list->blocks[list->count - 1].anchor, anchor)) {
        *copy = list->blocks[list->count - 1].anchor;
        return CHATLET_OK;
    }
    return clet_arena_copy(list->arena, anchor, copy);
}

chatlet_status clet_block_list_add(clet_block_list *list, const clet_block *block) {
    clet_block added = *block;
    added.url = (chatlet_str){0};
    chatlet_status status = clean_text(list->arena, block->kind, block->text, &added.text);
    if (status != CHATLET_OK) return status;
    if (added.text.size_bytes == 0) return CHATLET_OK;
    status = clet_block_list_copy_title(list, block->term, &added.term);
    if (status != CHATLET_OK) return status;

    if (list->count >= CHATLET_DOCUMENT_BLOCKS_MAX) return CHATLET_ERR_LIMIT;
    status = copy_anchor(list, block->anchor, &added.anchor);
    if (status != CHATLET_OK) return status;
    if (block->url.size_bytes > 0 && block->url.size_bytes <= CHATLET_URL_BYTES_MAX) {
        status = clet_arena_copy(list->arena, block->url, &added.url);
        if (status != CHATLET_OK) return status;
    }
    if (list->count == list->capacity) {
        clet_block *grown = clet_arena_grow_array(list->arena, list->blocks, list->count,
                                                  sizeof *grown, FIRST_CAPACITY, &list->capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        list->blocks = grown;
    }
    list->blocks[list->count++] = added;
    return CHATLET_OK;
}

chatlet_status clet_block_list_copy_title(clet_block_list *list, chatlet_str text,
                                          chatlet_str *title) {
    char *out = clet_arena_allocate(list->arena, text.size_bytes);
    if (out == NULL) return CHATLET_ERR_MEMORY;
    const size_t cleaned_bytes = clean_line(text, out);
    size_t size_bytes = 0;
    for (size_t i = 0; i < cleaned_bytes; i++) {
        if (out[i] != CLET_MARK_CODE_BEGIN && out[i] != CLET_MARK_CODE_END) {
            out[size_bytes++] = out[i];
        }
    }
    *title = (chatlet_str){.data = out, .size_bytes = size_bytes};
    return CHATLET_OK;
}

chatlet_status clet_block_list_add_link(clet_block_list *list, chatlet_str target,
                                        chatlet_str text) {
    const chatlet_str trimmed = clet_str_trim(target);
    /* Links only help ranking: what is past the limits is left out, not refused. */
    if (trimmed.size_bytes == 0 || trimmed.size_bytes > CHATLET_URL_BYTES_MAX) return CHATLET_OK;
    if (list->link_count >= CHATLET_DOCUMENT_BLOCKS_MAX) return CHATLET_OK;

    clet_link link;
    chatlet_status status = clet_block_list_copy_title(list, text, &link.text);
    if (status != CHATLET_OK) return status;
    if (link.text.size_bytes == 0) return CHATLET_OK;
    status = clet_arena_copy(list->arena, trimmed, &link.target);
    if (status != CHATLET_OK) return status;

    if (list->link_count == list->link_capacity) {
        clet_link *grown =
            clet_arena_grow_array(list->arena, list->links, list->link_count, sizeof *grown,
                                  FIRST_CAPACITY, &list->link_capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        list->links = grown;
    }
    list->links[list->link_count++] = link;
    return CHATLET_OK;
}
