/* What could wait until all documents are there: where their site is served, by which links between
 * its pages are known for such, and what lists of pages say of them. */
#include "compile_state.h"

#include "../base/str.h"
#include "../bundle/bundle_format.h"
#include "bot_value.h"
#include "document_page.h"
#include "link_resolve.h"

chatlet_status chatlet_compiler_set_site(chatlet_compiler *compiler, chatlet_str root,
                                         chatlet_str address, uint32_t count) {
    if (address.size_bytes == 0 || !clet_bot_url_is_valid(address) ||
        (root.size_bytes > 0 && !clet_bot_url_is_valid(root)))
        return CHATLET_ERR_ARGUMENT;
    clet_link_base base = {.evidence = CHATLET_SITE_BY_MAP, .count = count};
    chatlet_str written;
    clet_arena scratch;
    clet_arena_init(&scratch, compiler->allocator);
    chatlet_status status = clet_link_address(&scratch, address, &base.address);
    if (status == CHATLET_OK) status = clet_link_address(&scratch, root, &written);
    if (status == CHATLET_OK) {
        base.root = clet_str_equal(written, CHATLET_STR(".")) ? (chatlet_str){0} : written;
        status = clet_link_bases_add(&compiler->bases, &base);
    }
    clet_arena_free(&scratch);
    return status;
}

/* Half of what another page counts: the list calls it one that can be skipped. */
static uint8_t boost_of_optional(uint8_t boost) {
    const uint8_t whole = boost == 0 ? (uint8_t)CLET_BOOST_NEUTRAL : boost;
    return whole > 1 ? whole / 2 : whole;
}

/* Adds each page by itself: some count less than the others. */
static chatlet_status add_listed_pages(chatlet_compiler *compiler, const clet_kept_list *list,
                                       const clet_page_list *pages) {
    const uint32_t own_count = pages->count - list->count; /* the page of the list itself */
    for (uint32_t i = 0; i < pages->count; i++) {
        clet_page_list one = {.pages = &pages->pages[i], .count = 1, .boost = pages->boost};
        if (i >= own_count && compiler->lists.pages[list->first + i - own_count].is_optional)
            one.boost = boost_of_optional(one.boost);
        const chatlet_status status = clet_compile_add_pages(compiler, list->path, &one);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* Makes pages of all that a list names, and of what it says of itself: there is nothing else. */
static chatlet_status add_whole_list(chatlet_compiler *compiler, clet_kept_list *list,
                                     clet_buffer *html) {
    chatlet_str url = list->url;
    clet_page_list pages = {0};
    clet_map_entry *page_name = NULL;
    chatlet_status status = CHATLET_OK;
    if (list->wants_page)
        status = clet_document_page_name(&compiler->page_names, list->path, &url, &page_name);
    if (status == CHATLET_OK)
        status = clet_passage_list_make(&list->blocks, list->path, url, &pages);
    if (status != CHATLET_OK || pages.count == 0) return status;
    if (list->wants_page) {
        const clet_document_page page = {
            .name = url, .title = pages.pages[0].title, .language = compiler->bot.locale};
        status = clet_document_page_write(&list->blocks, &page, html);
    }
    pages.boost = clet_compile_boost_of(&compiler->bot, list->path);
    if (status == CHATLET_OK) status = add_listed_pages(compiler, list, &pages);
    if (status != CHATLET_OK) return status;
    compiler->added_count++;
    if (!list->wants_page) return CHATLET_OK;
    page_name->value = 1;
    return clet_compile_emit_page(compiler, url, clet_buffer_str(html));
}

/* Makes a page of what a list says of one in which nothing could be read. */
static chatlet_status add_stand_in(chatlet_compiler *compiler, chatlet_str path,
                                   const clet_listed_page *listed, bool *is_added) {
    clet_arena arena;
    clet_block_list blocks;
    clet_page_list pages = {0};
    chatlet_str url;
    clet_arena_init(&arena, compiler->allocator);
    clet_block_list_init(&blocks, &arena);
    chatlet_status status =
        clet_page_lists_find_empty(&compiler->lists, &compiler->bases, listed, &url);
    *is_added = status == CHATLET_OK && url.size_bytes > 0;
    if (*is_added) {
        status = clet_listed_page_blocks(listed, url, &blocks);
        if (status == CHATLET_OK) status = clet_passage_list_make(&blocks, path, url, &pages);
        pages.boost = clet_compile_boost_of(&compiler->bot, path);
        if (status == CHATLET_OK) status = clet_compile_add_pages(compiler, path, &pages);
    }
    clet_arena_free(&arena);
    return status;
}

static void tell_list(const chatlet_compiler *compiler, const clet_kept_list *list,
                      uint32_t added_count) {
    const chatlet_compile_callbacks *callbacks = &compiler->callbacks;
    if (callbacks->on_listed == NULL) return;
    chatlet_listed told = {
        .file = list->path, .entry_count = list->count, .added_count = added_count};
    for (uint32_t i = 0; i < list->count; i++)
        told.found_count += compiler->lists.pages[list->first + i].is_found;
    callbacks->on_listed(callbacks->context, &told);
}

static chatlet_status add_stand_ins(chatlet_compiler *compiler, const clet_kept_list *list) {
    uint32_t added_count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const clet_listed_page *listed = &compiler->lists.pages[list->first + i];
        bool is_added = false;
        if (listed->is_found) continue;
        const chatlet_status status = add_stand_in(compiler, list->path, listed, &is_added);
        if (status != CHATLET_OK) return status;
        added_count += is_added;
    }
    tell_list(compiler, list, added_count);
    return CHATLET_OK;
}

static chatlet_status add_whole_lists(chatlet_compiler *compiler) {
    for (uint32_t i = 0; i < compiler->lists.count; i++) {
        clet_kept_list *list = &compiler->lists.lists[i];
        clet_buffer html;
        clet_buffer_init(&html, compiler->allocator, SIZE_MAX);
        const chatlet_status status = add_whole_list(compiler, list, &html);
        clet_buffer_free(&html);
        if (status != CHATLET_OK) return status;
        tell_list(compiler, list, list->count);
    }
    return CHATLET_OK;
}

static void tell_bases(const chatlet_compiler *compiler) {
    const chatlet_compile_callbacks *callbacks = &compiler->callbacks;
    for (uint32_t i = 0; i < compiler->bases.count && callbacks->on_site_base != NULL; i++) {
        const clet_link_base *base = &compiler->bases.items[i];
        const chatlet_site_base told = {.root = base->root,
                                        .address = base->address,
                                        .evidence = base->evidence,
                                        .count = base->count};
        callbacks->on_site_base(callbacks->context, &told);
    }
}

static chatlet_status learn_and_add(chatlet_compiler *compiler) {
    clet_page_lists *lists = &compiler->lists;
    chatlet_status status = clet_link_bases_settle(&compiler->bases);
    if (status == CHATLET_OK && compiler->index == NULL) return add_whole_lists(compiler);
    if (status == CHATLET_OK)
        status = clet_index_builder_learn(compiler->index, &compiler->bases, lists->pages,
                                          lists->page_count);
    if (status == CHATLET_OK)
        status = clet_index_builder_find(compiler->index, &compiler->bases, lists->pages,
                                         lists->page_count);
    if (status == CHATLET_OK) tell_bases(compiler);
    for (uint32_t i = 0; status == CHATLET_OK && i < lists->count; i++)
        status = add_stand_ins(compiler, &lists->lists[i]);
    return status;
}

chatlet_status clet_compile_settle_site(chatlet_compiler *compiler) {
    const chatlet_status status = learn_and_add(compiler);
    /* Too many pages were reported; what there are make an index. */
    return status == CHATLET_ERR_LIMIT ? CHATLET_OK : status;
}
