/* Collects pages: cuts them into sections, counts their words, keeps their texts. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/str.h"

/* A section, and a piece of one, closes at the first passage past its target, or past half of it
 * where another heading begins. Most pages are one section: smaller ones, of 3000 bytes, would make
 * postings half as large again and found no more right answers on the judged manuals. Pieces are
 * what a visitor fetches. */
enum { SECTION_BYTES_TARGET = 32000, PIECE_BYTES_TARGET = 3000 };

chatlet_status clet_index_builder_new(const chatlet_allocator *allocator, chatlet_str language,
                                      clet_index_builder **builder) {
    clet_index_builder *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (clet_index_builder){.allocator = allocator};
    clet_arena_init(&made->arena, allocator);
    clet_map_init(&made->terms, &made->arena);
    const chatlet_status status = clet_stemmer_new(allocator, language, &made->stemmer);
    if (status != CHATLET_OK) {
        clet_index_builder_free(made);
        return status;
    }
    *builder = made;
    return CHATLET_OK;
}

void clet_index_builder_free(clet_index_builder *builder) {
    if (builder == NULL) return;
    clet_stemmer_free(builder->stemmer);
    clet_arena_free(&builder->arena);
    builder->allocator->release(builder->allocator->context, builder);
}

/* The path of an address: without scheme and host, query, anchor, and the ending of its last name.
 * */
static chatlet_str path_of_url(chatlet_str url) {
    size_t begin = 0;
    size_t end = url.size_bytes;
    for (size_t i = 0; i + 2 < url.size_bytes && begin == 0; i++) {
        if (url.data[i] != ':' || url.data[i + 1] != '/' || url.data[i + 2] != '/') continue;
        begin = clet_str_find_byte(url, '/', i + 3);
    }
    for (size_t i = begin; i < end; i++) {
        if (url.data[i] == '?' || url.data[i] == '#') end = i;
    }
    for (size_t i = end; i > begin && url.data[i - 1] != '/'; i--) {
        if (url.data[i - 1] != '.') continue;
        end = i - 1;
        break;
    }
    return clet_str_slice(url, begin, end);
}

/* A title's words for the index, with those of the page's address: "31.6. Restrictions" says
 * little, its address logical-replication-restrictions.html says the rest. */
static chatlet_status count_title(clet_index_builder *builder, clet_kept_page *kept) {
    uint32_t url_words = 0; /* the address adds words, but makes no title long */
    clet_index_begin_text(builder, CLET_FIELD_TITLE);
    chatlet_status status = clet_index_count_words(builder, CLET_FIELD_TITLE, builder->page_count,
                                                   kept->title, &kept->title_words);
    if (status == CHATLET_OK) {
        status = clet_index_count_words(builder, CLET_FIELD_TITLE, builder->page_count,
                                        path_of_url(kept->url), &url_words);
    }
    if (status == CHATLET_OK) {
        status =
            clet_index_count_forms(builder, CLET_FIELD_TITLE, builder->page_count, kept->title);
    }
    return status;
}

/* How many passages from `first` on, before `end`, make a run of about `target_bytes`. */
static uint32_t count_run(const clet_page *page, uint32_t first, uint32_t end,
                          size_t target_bytes) {
    size_t size_bytes = 0;
    uint32_t at = first;
    while (at < end) {
        size_bytes += page->passages[at].text.size_bytes;
        at++;
        if (at == end || size_bytes >= target_bytes) break;
        const bool heads =
            !clet_str_equal(page->passages[at].headings, page->passages[at - 1].headings);
        if (heads && size_bytes >= target_bytes / 2) break;
    }
    return at - first;
}

/* Cuts the section that begins with passage `first` into pieces. Those that end at a heading are at
 * least half a piece and in the first half of the section, the others whole ones: 10 and 6 at
 * most. */
static void cut_section(const clet_page *page, uint32_t first, clet_kept_section *section) {
    const uint32_t end = first + count_run(page, first, page->passage_count, SECTION_BYTES_TARGET);
    uint32_t at = first;
    *section = (clet_kept_section){0};
    while (at < end) {
        CLET_ASSERT(section->piece_count < CLET_SECTION_PIECES_MAX);
        const uint32_t count = count_run(page, at, end, PIECE_BYTES_TARGET);
        section->piece_passages[section->piece_count++] = count;
        at += count;
    }
    section->passage_count = at - first;
}

static chatlet_status keep_passage(clet_arena *arena, const clet_passage *passage,
                                   clet_passage *kept) {
    chatlet_status status = clet_arena_copy(arena, passage->headings, &kept->headings);
    if (status == CHATLET_OK) status = clet_arena_copy(arena, passage->anchor, &kept->anchor);
    if (status == CHATLET_OK) status = clet_arena_copy(arena, passage->text, &kept->text);
    return status;
}

/* Headings count once, for the section where they begin: it says what the heading names, and the
 * others should be found by what they say themselves. */
static chatlet_status count_passage(clet_index_builder *builder, const clet_page *page, uint32_t i,
                                    uint32_t section, uint32_t *body_words) {
    const clet_passage *passage = &page->passages[i];
    const bool leads = i == 0 || !clet_str_equal(passage->headings, passage[-1].headings);
    uint32_t heading_words = 0;
    chatlet_status status = CHATLET_OK;
    if (leads) {
        status = clet_index_count_words(builder, CLET_FIELD_HEADING, section, passage->headings,
                                        &heading_words);
        if (status == CHATLET_OK) {
            status =
                clet_index_count_forms(builder, CLET_FIELD_HEADING, section, passage->headings);
        }
    }
    if (status == CHATLET_OK) {
        status =
            clet_index_count_words(builder, CLET_FIELD_BODY, section, passage->text, body_words);
    }
    return status;
}

static chatlet_status keep_section(clet_index_builder *builder, const clet_page *page,
                                   uint32_t first, clet_kept_page *kept) {
    clet_kept_section *section = &kept->sections[kept->section_count];
    const uint32_t number = kept->first_section + kept->section_count;
    chatlet_status status = CHATLET_OK;
    uint32_t at = first;
    cut_section(page, first, section);
    clet_index_begin_text(builder, CLET_FIELD_HEADING);
    clet_index_begin_text(builder, CLET_FIELD_BODY);
    for (uint32_t piece = 0; piece < section->piece_count; piece++) {
        const uint32_t end = at + section->piece_passages[piece];
        builder->piece_bit = (uint16_t)(1u << piece);
        for (; status == CHATLET_OK && at < end; at++) {
            status = keep_passage(&builder->arena, &page->passages[at], &kept->passages[at]);
            if (status == CHATLET_OK)
                status = count_passage(builder, page, at, number, &section->body_words);
        }
    }
    builder->piece_bit = 0;
    kept->section_count++;
    kept->piece_count += section->piece_count;
    return status;
}

static chatlet_status keep_passages(clet_index_builder *builder, const clet_page *page,
                                    clet_kept_page *kept) {
    chatlet_status status = CHATLET_OK;
    uint32_t first = 0;
    while (status == CHATLET_OK && first < page->passage_count) {
        status = keep_section(builder, page, first, kept);
        first += kept->sections[kept->section_count - 1].passage_count;
    }
    return status;
}

/* How many sections `page` will have. */
static uint32_t count_sections(const clet_page *page) {
    uint32_t count = 0;
    clet_kept_section section;
    for (uint32_t first = 0; first < page->passage_count; first += section.passage_count) {
        cut_section(page, first, &section);
        count++;
    }
    return count;
}

static chatlet_status keep_links(clet_index_builder *builder, const clet_page *page,
                                 clet_kept_page *kept) {
    clet_link *links = clet_arena_allocate_array(&builder->arena, page->link_count, sizeof *links);
    if (links == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < page->link_count; i++) {
        chatlet_status status =
            clet_arena_copy(&builder->arena, page->links[i].target, &links[i].target);
        if (status == CHATLET_OK)
            status = clet_arena_copy(&builder->arena, page->links[i].text, &links[i].text);
        if (status != CHATLET_OK) return status;
    }
    kept->links = links;
    kept->link_count = page->link_count;
    return CHATLET_OK;
}

static chatlet_status keep_values(clet_index_builder *builder, const clet_page *page,
                                  clet_kept_page *kept) {
    if (page->value_count == 0) return CHATLET_OK;
    clet_page_value *values =
        clet_arena_allocate_array(&builder->arena, page->value_count, sizeof *values);
    if (values == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < page->value_count; i++)
        values[i] = page->values[i];
    kept->values = values;
    kept->value_count = page->value_count;
    return CHATLET_OK;
}

static chatlet_status keep_page(clet_index_builder *builder, const clet_page *page,
                                clet_kept_page *kept) {
    CLET_ASSERT(page->passage_count >= 1);
    *kept = (clet_kept_page){.passage_count = page->passage_count,
                             .first_section = builder->section_count,
                             .boost = CLET_BOOST_NEUTRAL};
    kept->passages =
        clet_arena_allocate_array(&builder->arena, page->passage_count, sizeof *kept->passages);
    kept->sections =
        clet_arena_allocate_array(&builder->arena, count_sections(page), sizeof *kept->sections);
    if (kept->passages == NULL || kept->sections == NULL) return CHATLET_ERR_MEMORY;
    chatlet_status status = clet_arena_copy(&builder->arena, page->title, &kept->title);
    if (status == CHATLET_OK) status = clet_arena_copy(&builder->arena, page->url, &kept->url);
    if (status == CHATLET_OK) status = count_title(builder, kept);
    if (status == CHATLET_OK) status = keep_passages(builder, page, kept);
    if (status == CHATLET_OK) status = keep_links(builder, page, kept);
    if (status == CHATLET_OK) status = keep_values(builder, page, kept);
    return status;
}

/* A slot behind the last page. Not counted until its page is whole, so that a refused one leaves
 * no trace. */
static clet_kept_page *next_page_slot(clet_index_builder *builder) {
    clet_page_chunk *chunk = builder->last_pages;
    if (chunk == NULL || chunk->count == CLET_PAGES_PER_CHUNK) {
        clet_page_chunk *fresh = clet_arena_allocate(&builder->arena, sizeof *fresh);
        if (fresh == NULL) return NULL;
        *(chunk == NULL ? &builder->first_pages : &chunk->next) = fresh;
        builder->last_pages = fresh;
        chunk = fresh;
    }
    return &chunk->items[chunk->count];
}

clet_kept_page *clet_index_next_page(const clet_index_builder *builder, clet_page_walk *walk) {
    if (walk->document == builder->page_count) return NULL;
    if (walk->chunk == NULL || walk->at == walk->chunk->count) {
        walk->chunk = walk->chunk == NULL ? builder->first_pages : walk->chunk->next;
        walk->at = 0;
    }
    walk->document++;
    return &walk->chunk->items[walk->at++];
}

/* Where the lists ended before a call of add, to go back to when it fails. */
typedef struct builder_mark {
    clet_occurrence_chunk *occurrences;
    uint32_t occurrence_count;
    clet_page_chunk *pages;
    uint32_t pages_in_chunk;
    uint32_t page_count;
    uint32_t section_count;
    uint32_t piece_count;
    uint32_t passage_count;
    uint64_t text_size_bytes;
} builder_mark;

static builder_mark mark_of(const clet_index_builder *builder) {
    return (builder_mark){
        .occurrences = builder->last_occurrences,
        .occurrence_count =
            builder->last_occurrences != NULL ? builder->last_occurrences->count : 0,
        .pages = builder->last_pages,
        .pages_in_chunk = builder->last_pages != NULL ? builder->last_pages->count : 0,
        .page_count = builder->page_count,
        .section_count = builder->section_count,
        .piece_count = builder->piece_count,
        .passage_count = builder->passage_count,
        .text_size_bytes = builder->text_size_bytes};
}

/* Terms that only the refused pages had stay in the map without postings; sorting leaves them out.
 * Their states name serials that never come again. */
static void go_back(clet_index_builder *builder, builder_mark mark) {
    builder->last_occurrences = mark.occurrences;
    builder->last_pages = mark.pages;
    if (mark.occurrences != NULL) {
        mark.occurrences->count = mark.occurrence_count;
        mark.occurrences->next = NULL;
    } else {
        builder->first_occurrences = NULL;
    }
    if (mark.pages != NULL) {
        mark.pages->count = mark.pages_in_chunk;
        mark.pages->next = NULL;
    } else {
        builder->first_pages = NULL;
    }
    builder->page_count = mark.page_count;
    builder->section_count = mark.section_count;
    builder->piece_count = mark.piece_count;
    builder->piece_bit = 0;
    builder->passage_count = mark.passage_count;
    builder->text_size_bytes = mark.text_size_bytes;
    builder->stemmer->failed = false;
}

static chatlet_status add_page(clet_index_builder *builder, const clet_page *page, uint8_t boost) {
    if (builder->page_count >= CHATLET_DOCUMENTS_MAX) return CHATLET_ERR_LIMIT;
    if (page->passage_count > CHATLET_PASSAGES_MAX - builder->passage_count)
        return CHATLET_ERR_LIMIT;
    clet_kept_page *kept = next_page_slot(builder);
    if (kept == NULL) return CHATLET_ERR_MEMORY;
    const chatlet_status status = keep_page(builder, page, kept);
    if (status != CHATLET_OK) return status;
    if (boost != 0) kept->boost = boost;
    if (kept->boost != CLET_BOOST_NEUTRAL) builder->has_boosts = true;
    builder->last_pages->count++;
    builder->page_count++;
    builder->section_count += kept->section_count;
    builder->piece_count += kept->piece_count;
    builder->passage_count += page->passage_count;
    for (uint32_t i = 0; i < page->passage_count; i++)
        builder->text_size_bytes += page->passages[i].text.size_bytes;
    return CHATLET_OK;
}

chatlet_status clet_index_builder_add(clet_index_builder *builder, const clet_page_list *pages) {
    const builder_mark mark = mark_of(builder);
    for (uint32_t i = 0; i < pages->count; i++) {
        const chatlet_status status = add_page(builder, &pages->pages[i], pages->boost);
        if (status != CHATLET_OK) {
            go_back(builder, mark);
            return status;
        }
    }
    return CHATLET_OK;
}
