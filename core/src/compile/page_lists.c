/* Lists of pages in, the pages they name out. */
#include "page_lists.h"

#include "../base/str.h"
#include "link_pages.h"

void clet_page_lists_init(clet_page_lists *lists, clet_arena *arena) {
    *lists = (clet_page_lists){.arena = arena};
    clet_map_init(&lists->empty, arena);
}

/* The blocks are already as a list has them: adding them once more only changes the arena. */
static chatlet_status copy_blocks(const clet_block_list *blocks, clet_block_list *copy) {
    chatlet_status status = CHATLET_OK;
    for (uint32_t i = 0; status == CHATLET_OK && i < blocks->count; i++)
        status = clet_block_list_add(copy, &blocks->blocks[i]);
    return status;
}

static chatlet_status add_page(clet_page_lists *lists, const clet_listed_page *page) {
    if (lists->page_count == lists->page_capacity) {
        clet_listed_page *grown =
            clet_arena_grow_array(lists->arena, lists->pages, lists->page_count, sizeof *grown, 64,
                                  &lists->page_capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        lists->pages = grown;
    }
    lists->pages[lists->page_count++] = *page;
    return CHATLET_OK;
}

/* A page is a heading that begins one and the paragraph behind it, which repeats the title when
 * there is no description. */
static chatlet_status add_pages(clet_page_lists *lists, clet_kept_list *list) {
    const clet_block_list *blocks = &list->blocks;
    for (uint32_t i = 0; i < blocks->count; i++) {
        const clet_block *block = &blocks->blocks[i];
        if (!block->begins_page) continue;
        clet_listed_page page = {.list_url = list->url,
                                 .target = block->url,
                                 .title = block->text,
                                 .is_optional = block->level > 1};
        if (i + 1 < blocks->count && block[1].kind == CLET_BLOCK_PARAGRAPH &&
            !clet_str_equal(block[1].text, block->text))
            page.description = block[1].text;
        const chatlet_status status = add_page(lists, &page);
        if (status != CHATLET_OK) return status;
        list->count++;
    }
    return CHATLET_OK;
}

static chatlet_status keep_list(clet_page_lists *lists, const clet_kept_list *list) {
    if (lists->count == lists->capacity) {
        clet_kept_list *grown = clet_arena_grow_array(lists->arena, lists->lists, lists->count,
                                                      sizeof *grown, 4, &lists->capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        lists->lists = grown;
    }
    lists->lists[lists->count++] = *list;
    return CHATLET_OK;
}

chatlet_status clet_page_lists_add(clet_page_lists *lists, const chatlet_document *document,
                                   const clet_block_list *blocks) {
    const uint32_t page_count = lists->page_count;
    clet_kept_list list = {.wants_page = document->wants_page, .first = page_count};
    clet_block_list_init(&list.blocks, lists->arena);
    chatlet_status status = clet_arena_copy(lists->arena, document->path, &list.path);
    if (status == CHATLET_OK) status = clet_arena_copy(lists->arena, document->url, &list.url);
    if (status == CHATLET_OK) status = copy_blocks(blocks, &list.blocks);
    if (status == CHATLET_OK) status = add_pages(lists, &list);
    if (status == CHATLET_OK) status = keep_list(lists, &list);
    if (status != CHATLET_OK) lists->page_count = page_count;
    return status;
}

chatlet_status clet_page_lists_note_empty(clet_page_lists *lists, chatlet_str url) {
    if (url.size_bytes == 0) return CHATLET_OK;
    const uint32_t number = lists->empty.count;
    if (number == lists->empty_capacity) {
        chatlet_str *grown = clet_arena_grow_array(lists->arena, lists->empty_urls, number,
                                                   sizeof *grown, 16, &lists->empty_capacity);
        if (grown == NULL) return CHATLET_ERR_MEMORY;
        lists->empty_urls = grown;
    }
    clet_link_pages pages = {.arena = lists->arena, .pages = lists->empty};
    chatlet_status status = clet_arena_copy(lists->arena, url, &lists->empty_urls[number]);
    if (status == CHATLET_OK) status = clet_link_pages_add(&pages, url, number);
    lists->empty = pages.pages;
    return status;
}

chatlet_status clet_page_lists_find_empty(const clet_page_lists *lists,
                                          const clet_link_bases *bases,
                                          const clet_listed_page *listed, chatlet_str *url) {
    *url = (chatlet_str){0};
    if (lists->empty.count == 0 || listed->description.size_bytes == 0) return CHATLET_OK;
    const clet_map_entry *found;
    clet_arena scratch;
    clet_arena_init(&scratch, lists->arena->allocator);
    clet_link_pages pages = {.arena = &scratch, .pages = lists->empty, .bases = bases};
    const chatlet_status status =
        clet_link_pages_find(&pages, listed->list_url, listed->target, &found);
    if (status == CHATLET_OK && found != NULL) *url = lists->empty_urls[found->value];
    clet_arena_free(&scratch);
    return status;
}

chatlet_status clet_listed_page_blocks(const clet_listed_page *listed, chatlet_str url,
                                       clet_block_list *blocks) {
    const clet_block heading = {.kind = CLET_BLOCK_HEADING,
                                .level = 1,
                                .text = listed->title,
                                .begins_page = true,
                                .url = url};
    const clet_block text = {.kind = CLET_BLOCK_PARAGRAPH, .text = listed->description};
    const chatlet_status status = clet_block_list_add(blocks, &heading);
    return status == CHATLET_OK ? clet_block_list_add(blocks, &text) : status;
}
