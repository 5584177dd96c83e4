/* Collects pages, then drives the writing of the bundle's files. */
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/hash.h"
#include "../base/str.h"
#include "../text/analyze.h"

#include <string.h>

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

/* The words of one field: distinct terms with their frequencies, in the scratch arena. */
typedef struct term_tally {
    clet_map terms; /* term to frequency */
    uint32_t word_count;
} term_tally;

/* Function words of a body say nothing and would be half of the index; in titles and headings they
 * may be the subject ("DO", "IN", "ALL"). */
static chatlet_status tally(const clet_index_builder *builder, clet_arena *scratch,
                            chatlet_str text, bool keep_stop_words, term_tally *result) {
    clet_analyzer analyzer;
    clet_term term;
    result->word_count = 0;
    clet_map_init(&result->terms, scratch);
    clet_analyzer_init(&analyzer, builder->stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        if (term.is_stop && !keep_stop_words) continue;
        clet_map_entry *entry;
        const chatlet_str key = {.data = term.text, .size_bytes = term.size_bytes};
        const chatlet_status status = clet_map_insert(&result->terms, key, 0, &entry, NULL);
        if (status != CHATLET_OK) return status;
        if (entry->value < CLET_FREQUENCY_MAX) entry->value++;
        result->word_count++;
    }
    return builder->stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

static chatlet_status add_occurrence(clet_index_builder *builder, clet_occurrence occurrence) {
    clet_occurrence_chunk *chunk = builder->last_occurrences;
    if (chunk == NULL || chunk->count == CLET_OCCURRENCES_PER_CHUNK) {
        clet_occurrence_chunk *fresh = clet_arena_allocate(&builder->arena, sizeof *fresh);
        if (fresh == NULL) return CHATLET_ERR_MEMORY;
        *(chunk == NULL ? &builder->first_occurrences : &chunk->next) = fresh;
        builder->last_occurrences = fresh;
        chunk = fresh;
    }
    chunk->items[chunk->count++] = occurrence;
    return CHATLET_OK;
}

static chatlet_status add_text(clet_index_builder *builder, clet_field field, uint32_t number,
                               chatlet_str text, uint32_t *word_count) {
    clet_arena scratch;
    term_tally words;
    clet_arena_init(&scratch, builder->allocator);
    chatlet_status status = tally(builder, &scratch, text, field != CLET_FIELD_BODY, &words);
    for (uint32_t i = 0; status == CHATLET_OK && i < words.terms.count; i++) {
        clet_map_entry *term;
        status = clet_map_insert(&builder->terms, words.terms.entries[i].key, builder->terms.count,
                                 &term, NULL);
        if (status != CHATLET_OK) break;
        status = add_occurrence(
            builder, (clet_occurrence){.term = term->value,
                                       .number = number,
                                       .frequency = (uint16_t)words.terms.entries[i].value,
                                       .field = (uint16_t)field});
    }
    *word_count = words.word_count;
    clet_arena_free(&scratch);
    return status;
}

/* `leads`: the passage begins its section. Only then do the headings count for it: a section's
 * first passage says what the heading names, and the others should be found by what they say
 * themselves. */
static chatlet_status keep_passage(clet_index_builder *builder, const clet_passage *passage,
                                   uint32_t number, bool leads, clet_kept_passage *kept) {
    const chatlet_str headings = leads ? passage->headings : (chatlet_str){.size_bytes = 0};
    chatlet_status status =
        clet_arena_copy(&builder->arena, passage->headings, &kept->texts.headings);
    if (status == CHATLET_OK)
        status = clet_arena_copy(&builder->arena, passage->anchor, &kept->texts.anchor);
    if (status == CHATLET_OK)
        status = clet_arena_copy(&builder->arena, passage->text, &kept->texts.text);
    if (status == CHATLET_OK) {
        status = add_text(builder, CLET_FIELD_HEADING, number, headings, &kept->heading_words);
    }
    if (status == CHATLET_OK)
        status = add_text(builder, CLET_FIELD_BODY, number, passage->text, &kept->body_words);
    return status;
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
static chatlet_status add_title(clet_index_builder *builder, uint32_t number, const clet_page *page,
                                uint32_t *word_count) {
    clet_buffer words;
    clet_buffer_init(&words, builder->allocator,
                     CHATLET_TITLE_BYTES_MAX + 1 + CHATLET_URL_BYTES_MAX);
    clet_buffer_append(&words, page->title);
    clet_buffer_append_byte(&words, ' ');
    clet_buffer_append(&words, path_of_url(page->url));
    chatlet_status status = clet_buffer_status(&words);
    if (status == CHATLET_OK) {
        status = add_text(builder, CLET_FIELD_TITLE, number, clet_buffer_str(&words), word_count);
    }
    clet_buffer_free(&words);
    return status;
}

static chatlet_status keep_page(clet_index_builder *builder, const clet_page *page, uint32_t number,
                                uint32_t first_passage, clet_kept_page *kept) {
    CLET_ASSERT(page->passage_count >= 1);
    *kept = (clet_kept_page){.passage_count = page->passage_count};
    kept->passages =
        clet_arena_allocate_array(&builder->arena, page->passage_count, sizeof *kept->passages);
    if (kept->passages == NULL) return CHATLET_ERR_MEMORY;
    chatlet_status status = clet_arena_copy(&builder->arena, page->title, &kept->title);
    if (status == CHATLET_OK) status = clet_arena_copy(&builder->arena, page->url, &kept->url);
    if (status == CHATLET_OK) status = add_title(builder, number, page, &kept->title_words);
    for (uint32_t i = 0; status == CHATLET_OK && i < page->passage_count; i++) {
        const clet_passage *passage = &page->passages[i];
        const bool leads = i == 0 || !clet_str_equal(passage->headings, passage[-1].headings);
        status = keep_passage(builder, passage, first_passage + i, leads, &kept->passages[i]);
    }
    return status;
}

/* A slot behind the last page. Not counted until its page is whole, so that a refused one leaves
 * no trace. */
static clet_kept_page *next_page_slot(clet_index_builder *builder) {
    clet_page_chunk *chunk = builder->last_pages;
    if (chunk == NULL || chunk->count == sizeof chunk->items / sizeof chunk->items[0]) {
        clet_page_chunk *fresh = clet_arena_allocate(&builder->arena, sizeof *fresh);
        if (fresh == NULL) return NULL;
        *(chunk == NULL ? &builder->first_pages : &chunk->next) = fresh;
        builder->last_pages = fresh;
        chunk = fresh;
    }
    return &chunk->items[chunk->count];
}

/* Where the lists ended before a call of add, to go back to when it fails. */
typedef struct builder_mark {
    clet_occurrence_chunk *occurrences;
    uint32_t occurrence_count;
    clet_page_chunk *pages;
    uint32_t pages_in_chunk;
    uint32_t page_count;
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
        .passage_count = builder->passage_count,
        .text_size_bytes = builder->text_size_bytes};
}

/* Terms that only the refused pages had stay in the map without postings; writing leaves them out.
 * */
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
    builder->passage_count = mark.passage_count;
    builder->text_size_bytes = mark.text_size_bytes;
    builder->stemmer->failed = false;
}

static chatlet_status add_page(clet_index_builder *builder, const clet_page *page) {
    if (builder->page_count >= CHATLET_DOCUMENTS_MAX) return CHATLET_ERR_LIMIT;
    if (page->passage_count > CHATLET_PASSAGES_MAX - builder->passage_count)
        return CHATLET_ERR_LIMIT;
    clet_kept_page *kept = next_page_slot(builder);
    if (kept == NULL) return CHATLET_ERR_MEMORY;
    const chatlet_status status =
        keep_page(builder, page, builder->page_count, builder->passage_count, kept);
    if (status != CHATLET_OK) return status;
    builder->last_pages->count++;
    builder->page_count++;
    builder->passage_count += page->passage_count;
    for (uint32_t i = 0; i < page->passage_count; i++)
        builder->text_size_bytes += page->passages[i].text.size_bytes;
    return CHATLET_OK;
}

chatlet_status clet_index_builder_add(clet_index_builder *builder, const clet_page_list *pages) {
    const builder_mark mark = mark_of(builder);
    for (uint32_t i = 0; i < pages->count; i++) {
        const chatlet_status status = add_page(builder, &pages->pages[i]);
        if (status != CHATLET_OK) {
            go_back(builder, mark);
            return status;
        }
    }
    return CHATLET_OK;
}

static chatlet_status note_part(clet_index_output *output, clet_written_parts *parts,
                                clet_written_part part) {
    if (parts->count >= CHATLET_BUNDLE_PARTS_MAX) return CHATLET_ERR_LIMIT;
    if (parts->count == parts->capacity) {
        const uint32_t capacity = parts->capacity == 0 ? 64 : parts->capacity * 2;
        clet_written_part *items =
            clet_arena_allocate_array(output->arena, capacity, sizeof *items);
        if (items == NULL) return CHATLET_ERR_MEMORY;
        if (parts->count > 0) memcpy(items, parts->items, parts->count * sizeof *items);
        parts->items = items;
        parts->capacity = capacity;
    }
    parts->items[parts->count++] = part;
    return CHATLET_OK;
}

/* The hash that a finished head carries. */
static uint64_t head_hash(chatlet_str head) {
    clet_byte_reader reader = {.source = head, .offset = CLET_HEAD_FIXED_BYTES - 8};
    return clet_read_u64(&reader);
}

chatlet_status clet_index_emit(clet_index_output *output, chatlet_output_kind kind,
                               chatlet_str bytes, clet_written_parts *parts) {
    const bool is_head = kind == CHATLET_OUTPUT_HEAD;
    const size_t maximum =
        is_head ? (size_t)CHATLET_BUNDLE_HEAD_BYTES_MAX : (size_t)CHATLET_BUNDLE_PART_BYTES_MAX;
    if (bytes.size_bytes > maximum) return CHATLET_ERR_LIMIT;

    /* A head carries its own hash, which is also how states name it. */
    const uint64_t hash = is_head ? head_hash(bytes) : clet_hash(bytes);
    char name[CHATLET_BUNDLE_NAME_BYTES];
    clet_hash_text(hash, name);
    memcpy(name + CLET_HASH_TEXT_BYTES, is_head ? ".head" : ".part", 5);
    const chatlet_output file = {.kind = kind,
                                 .name = {.data = name, .size_bytes = CLET_HASH_TEXT_BYTES + 5},
                                 .bytes = bytes};
    if (output->callbacks->on_output != NULL &&
        !output->callbacks->on_output(output->callbacks->context, &file)) {
        return CHATLET_ERR_SINK;
    }
    output->size_bytes += bytes.size_bytes;
    if (parts == NULL) return CHATLET_OK;
    return note_part(output, parts,
                     (clet_written_part){.hash = hash, .size_bytes = (uint32_t)bytes.size_bytes});
}

void clet_index_progress(clet_index_output *output) {
    if (output->done < output->total) output->done++;
    if (output->callbacks->on_progress != NULL) {
        output->callbacks->on_progress(output->callbacks->context, output->done, output->total);
    }
}

chatlet_status clet_index_builder_finish(clet_index_builder *builder,
                                         const clet_index_settings *settings,
                                         const chatlet_compile_callbacks *callbacks,
                                         chatlet_compile_report *report) {
    CLET_ASSERT(builder->page_count >= 1);
    clet_arena arena;
    clet_arena_init(&arena, builder->allocator);
    clet_index_output output = {.callbacks = callbacks, .arena = &arena, .total = 4};
    clet_written_parts terms = {0};
    clet_written_parts texts = {0};
    clet_written_parts map = {0};
    uint32_t term_count = 0;

    chatlet_status status = clet_index_write_terms(builder, &output, &terms, &term_count);
    clet_index_progress(&output);
    if (status == CHATLET_OK) status = clet_index_write_texts(builder, &output, &texts);
    clet_index_progress(&output);
    if (status == CHATLET_OK) status = clet_index_write_map(builder, &output, &texts, &map);
    clet_index_progress(&output);
    if (status == CHATLET_OK) {
        status = clet_index_write_head(builder, &output, settings, term_count, &map.items[0],
                                       &terms, texts.count);
    }
    if (status == CHATLET_OK) {
        clet_index_progress(&output);
        report->document_count = builder->page_count;
        report->passage_count = builder->passage_count;
        report->term_count = term_count;
        report->part_count = 1 + terms.count + texts.count;
        report->text_size_bytes = builder->text_size_bytes;
        report->index_size_bytes = output.size_bytes;
    }
    clet_arena_free(&arena);
    return status;
}
