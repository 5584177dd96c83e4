/* What other pages call a page: the texts of links that lead to it, counted as words of the page
 * they lead to. Authors name things there as their readers do. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "link_pages.h"

#include <string.h>

enum {
    LINK_TEXT_BYTES_MAX = 120, /* longer ones are sentences that happen to be links */
    SAME_TEXT_MAX = 2          /* a menu on every page says no more than a menu on two */
};

/* A link whose page was found. */
typedef struct found_link {
    uint32_t document; /* that it leads to */
    chatlet_str text;
    struct found_link *next; /* to the same document, in the order of the sources */
} found_link;

typedef struct link_work {
    clet_index_builder *builder;
    clet_arena arena;
    clet_link_pages pages;
    clet_map texts;     /* document and text to how often it was taken */
    found_link **first; /* by document */
    found_link **last;
} link_work;

/* True while the same text was not taken too often for the document. */
static chatlet_status count_text(link_work *work, uint32_t document, chatlet_str text,
                                 bool *is_wanted) {
    char key[sizeof document + LINK_TEXT_BYTES_MAX];
    memcpy(key, &document, sizeof document);
    memcpy(key + sizeof document, text.data, text.size_bytes);
    clet_map_entry *entry;
    const chatlet_str whole = {.data = key, .size_bytes = sizeof document + text.size_bytes};
    const chatlet_status status = clet_map_insert(&work->texts, whole, 0, &entry, NULL);
    if (status != CHATLET_OK) return status;
    *is_wanted = entry->value < SAME_TEXT_MAX;
    entry->value++;
    return CHATLET_OK;
}

static chatlet_status add_found(link_work *work, uint32_t document, chatlet_str text) {
    found_link *found = clet_arena_allocate(&work->arena, sizeof *found);
    if (found == NULL) return CHATLET_ERR_MEMORY;
    *found = (found_link){.document = document, .text = text};
    found_link **last = &work->last[document];
    *(*last == NULL ? &work->first[document] : &(*last)->next) = found;
    *last = found;
    return CHATLET_OK;
}

static chatlet_status note_link(link_work *work, const clet_kept_page *page, uint32_t source,
                                const clet_link *link) {
    if (link->text.size_bytes == 0 || link->text.size_bytes > LINK_TEXT_BYTES_MAX)
        return CHATLET_OK;
    const clet_map_entry *entry;
    chatlet_status status = clet_link_pages_find(&work->pages, page->url, link->target, &entry);
    if (status != CHATLET_OK || entry == NULL || entry->value == source) return status;
    bool is_wanted;
    status = count_text(work, entry->value, link->text, &is_wanted);
    if (status != CHATLET_OK || !is_wanted) return status;
    return add_found(work, entry->value, link->text);
}

/* What a list of pages says of one. It is written for readers who look for pages, so that it counts
 * whatever its length. */
static chatlet_status note_listed(link_work *work, const clet_listed_page *listed) {
    if (!listed->is_found) return CHATLET_OK;
    chatlet_status status = add_found(work, listed->document, listed->title);
    if (status == CHATLET_OK && listed->description.size_bytes > 0)
        status = add_found(work, listed->document, listed->description);
    return status;
}

static chatlet_status note_links(link_work *work, const clet_kept_page *page, uint32_t document) {
    for (uint32_t i = 0; i < page->link_count; i++) {
        const chatlet_status status = note_link(work, page, document, &page->links[i]);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static chatlet_status count_found(link_work *work, clet_kept_page *page, uint32_t document) {
    page->link_words = 0;
    if (work->first[document] != NULL) page->called = work->first[document]->text;
    clet_index_begin_text(work->builder, CLET_FIELD_LINK);
    for (const found_link *link = work->first[document]; link != NULL; link = link->next) {
        const chatlet_status status = clet_index_count_words(
            work->builder, CLET_FIELD_LINK, document, link->text, &page->link_words);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* Calls one of the above for every page in order. */
static chatlet_status
for_each_page(link_work *work, chatlet_status (*visit)(link_work *, clet_kept_page *, uint32_t)) {
    clet_page_walk walk = {0};
    chatlet_status status = CHATLET_OK;
    for (clet_kept_page *page;
         status == CHATLET_OK && (page = clet_index_next_page(work->builder, &walk)) != NULL;)
        status = visit(work, page, walk.document - 1);
    return status;
}

static chatlet_status visit_address(link_work *work, clet_kept_page *page, uint32_t document) {
    return clet_link_pages_add(&work->pages, page->url, document);
}

static chatlet_status visit_links(link_work *work, clet_kept_page *page, uint32_t document) {
    return note_links(work, page, document);
}

chatlet_status clet_index_count_links(clet_index_builder *builder,
                                      const clet_index_settings *settings) {
    link_work work = {.builder = builder};
    clet_arena_init(&work.arena, builder->allocator);
    clet_link_pages_init(&work.pages, &work.arena, settings->bases);
    clet_map_init(&work.texts, &work.arena);
    work.first = clet_arena_allocate_array(&work.arena, builder->page_count, sizeof *work.first);
    work.last = clet_arena_allocate_array(&work.arena, builder->page_count, sizeof *work.last);
    chatlet_status status =
        work.first == NULL || work.last == NULL ? CHATLET_ERR_MEMORY : CHATLET_OK;
    if (status == CHATLET_OK) status = for_each_page(&work, visit_address);
    if (status == CHATLET_OK) status = for_each_page(&work, visit_links);
    for (uint32_t i = 0; status == CHATLET_OK && i < settings->listed_count; i++)
        status = note_listed(&work, &settings->listed[i]);
    if (status == CHATLET_OK) status = for_each_page(&work, count_found);
    clet_arena_free(&work.arena);
    return status;
}

chatlet_str clet_index_builder_called(const clet_index_builder *builder, uint32_t document) {
    CLET_ASSERT(document < builder->page_count);
    const clet_page_chunk *chunk = builder->first_pages;
    for (; document >= chunk->count; chunk = chunk->next)
        document -= chunk->count;
    return chunk->items[document].called;
}
