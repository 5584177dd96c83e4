/* Collected pages become files. All parts are made twice: first to hash them, since the hash of all
 * names each, then to hand them over; memory never holds more than one part. */
#include "head_seal.h"
#include "index_collect.h"

#include "../base/assert.h"
#include "../base/hash.h"
#include "../base/str.h"

#include "../base/number_text.h"

#include <string.h>

/* One pass over all parts. */
typedef struct part_pass {
    const chatlet_compile_callbacks *callbacks;
    uint64_t chain;      /* first pass: hash of all parts so far */
    uint64_t size_bytes; /* of all parts so far, with their checks and sizes in front */
    uint64_t index_id;   /* second pass */
    uint32_t number;     /* of the next part */
    clet_buffer *whole;  /* second pass: gathers the parts of a bundle in one file; NULL: files */
    clet_buffer *file;   /* second pass: the part with its check */
} part_pass;

static chatlet_status hash_part(void *context, chatlet_str content) {
    part_pass *pass = context;
    if (content.size_bytes + CLET_PART_CHECK_BYTES > CHATLET_BUNDLE_PART_BYTES_MAX)
        return CHATLET_ERR_LIMIT;
    if (pass->number >= CHATLET_BUNDLE_PARTS_MAX) return CHATLET_ERR_LIMIT;
    pass->chain = clet_hash_keyed(content, pass->chain, pass->number);
    pass->size_bytes += content.size_bytes + CLET_PART_CHECK_BYTES + CLET_VARINT_BYTES_MAX;
    pass->number++;
    return CHATLET_OK;
}

static chatlet_status emit(const chatlet_compile_callbacks *callbacks, chatlet_output_kind kind,
                           chatlet_str name, chatlet_str bytes) {
    const chatlet_output file = {.kind = kind, .name = name, .bytes = bytes};
    if (callbacks->on_output == NULL || callbacks->on_output(callbacks->context, &file))
        return CHATLET_OK;
    return CHATLET_ERR_SINK;
}

static chatlet_status emit_part(part_pass *pass, uint32_t number, chatlet_str bytes) {
    char name[CHATLET_BUNDLE_NAME_BYTES];
    size_t size_bytes = CLET_HASH_TEXT_BYTES;
    clet_hash_text(pass->index_id, name);
    name[size_bytes++] = '.';
    size_bytes += clet_number_text_u64(number, name + size_bytes);
    memcpy(name + size_bytes, ".part", 5);
    return emit(pass->callbacks, CHATLET_OUTPUT_PART,
                (chatlet_str){.data = name, .size_bytes = size_bytes + 5}, bytes);
}

static chatlet_status write_part(void *context, chatlet_str content) {
    part_pass *pass = context;
    const uint32_t number = pass->number++;
    clet_buffer_truncate(pass->file, 0);
    clet_buffer_append_u64(pass->file, clet_hash_keyed(content, pass->index_id, number));
    clet_buffer_append(pass->file, content);
    const chatlet_status status = clet_buffer_status(pass->file);
    if (status != CHATLET_OK) return status;
    const chatlet_str bytes = clet_buffer_str(pass->file);
    pass->size_bytes += bytes.size_bytes;
    if (pass->whole == NULL) return emit_part(pass, number, bytes);
    clet_buffer_append_varint(pass->whole, bytes.size_bytes);
    clet_buffer_append(pass->whole, bytes);
    return clet_buffer_status(pass->whole);
}

/* What the parts of a bundle are made from and what is known of them afterwards. */
typedef struct finish_work {
    clet_index_builder *builder;
    const chatlet_compile_callbacks *callbacks;
    clet_arena arena;
    clet_sorted_terms sorted;
    clet_separators terms;
    clet_separators spelling;
    clet_sorted_fields fields;
    uint32_t text_part_count;
    uint32_t done; /* steps of progress */
} finish_work;

enum { PROGRESS_STEPS = 6 };

static void show_progress(finish_work *work) {
    if (work->done < PROGRESS_STEPS) work->done++;
    if (work->callbacks->on_progress != NULL)
        work->callbacks->on_progress(work->callbacks->context, work->done, PROGRESS_STEPS);
}

static chatlet_status write_all(finish_work *work, clet_part_sink sink, const part_pass *pass) {
    const clet_index_builder *builder = work->builder;
    work->terms.count = 0;
    work->spelling.count = 0;
    chatlet_status status = clet_index_write_map(builder, sink);
    if (status == CHATLET_OK) {
        status = clet_index_write_terms(builder, &work->sorted, &work->arena, sink, &work->terms);
    }
    if (status == CHATLET_OK) {
        status =
            clet_index_write_spelling(builder, &work->sorted, &work->arena, sink, &work->spelling);
    }
    show_progress(work);
    const uint32_t before = pass->number;
    if (status == CHATLET_OK) status = clet_index_write_texts(builder, sink);
    work->text_part_count = pass->number - before;
    if (status == CHATLET_OK) status = clet_index_write_fields(builder, &work->fields, sink);
    show_progress(work);
    return status;
}

static chatlet_status emit_head(const finish_work *work, chatlet_str head) {
    char name[CLET_HEAD_NAME_BYTES];
    return emit(work->callbacks, CHATLET_OUTPUT_HEAD, clet_head_name(head, name), head);
}

/* A head can hold everything when that is small: one request, and no question waits again. */
static bool fits_one_file(const part_pass *first, size_t head_bytes) {
    return first->size_bytes + head_bytes <= CHATLET_BUNDLE_WHOLE_BYTES_MAX;
}

static chatlet_status write_files(finish_work *work, const clet_index_settings *settings,
                                  const part_pass *first, part_pass *second, clet_buffer *head,
                                  clet_buffer *whole) {
    const clet_part_sink sink = {.context = second, .take = write_part};
    clet_index_counts counts = {.index_id = second->index_id,
                                .term_count = work->sorted.term_count,
                                .text_part_count = work->text_part_count,
                                .terms = &work->terms,
                                .spelling = &work->spelling,
                                .fields = &work->fields};
    chatlet_status status = clet_index_write_head(work->builder, settings, &counts, head);
    if (status != CHATLET_OK) return status;
    const bool is_whole = fits_one_file(first, head->size_bytes);
    if (is_whole) second->whole = whole;
    status = write_all(work, sink, second);
    if (status == CHATLET_OK && is_whole) {
        counts.parts = clet_buffer_str(whole);
        clet_buffer_truncate(head, 0);
        status = clet_index_write_head(work->builder, settings, &counts, head);
    }
    if (status == CHATLET_OK) status = emit_head(work, clet_buffer_str(head));
    show_progress(work);
    return status;
}

static chatlet_status run(finish_work *work, const clet_index_settings *settings, part_pass *second,
                          clet_buffer *head) {
    clet_buffer whole;
    clet_buffer file;
    part_pass first = {.callbacks = work->callbacks, .chain = CLET_FORMAT_VERSION};
    clet_buffer_init(&whole, work->builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    clet_buffer_init(&file, work->builder->allocator, CHATLET_BUNDLE_PART_BYTES_MAX);
    chatlet_status status =
        write_all(work, (clet_part_sink){.context = &first, .take = hash_part}, &first);
    if (status == CHATLET_OK) {
        *second = (part_pass){.callbacks = work->callbacks, .index_id = first.chain, .file = &file};
        status = write_files(work, settings, &first, second, head, &whole);
    }
    clet_buffer_free(&whole);
    clet_buffer_free(&file);
    return status;
}

/* A head over no pages: there are flows, and nothing else to answer from. */
static chatlet_status finish_without_pages(finish_work *work, const clet_index_settings *settings,
                                           clet_buffer *head) {
    const clet_index_counts counts = {.index_id = CLET_FORMAT_VERSION,
                                      .terms = &work->terms,
                                      .spelling = &work->spelling,
                                      .fields = &work->fields};
    const chatlet_status status = clet_index_write_head(work->builder, settings, &counts, head);
    return status == CHATLET_OK ? emit_head(work, clet_buffer_str(head)) : status;
}

chatlet_status clet_index_builder_finish(clet_index_builder *builder,
                                         const clet_index_settings *settings,
                                         const chatlet_compile_callbacks *callbacks,
                                         chatlet_compile_report *report) {
    CLET_ASSERT(builder->page_count >= 1 || settings->flows.size_bytes > 0);
    finish_work work = {.builder = builder, .callbacks = callbacks};
    part_pass second = {0};
    clet_buffer head;
    clet_arena_init(&work.arena, builder->allocator);
    clet_buffer_init(&head, builder->allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);

    chatlet_status status = CHATLET_OK;
    if (builder->page_count == 0) {
        status = finish_without_pages(&work, settings, &head);
    } else {
        status = clet_index_locate(builder);
        if (status == CHATLET_OK) status = clet_index_count_links(builder, settings);
        if (status == CHATLET_OK) status = clet_index_sort(builder, &work.arena, &work.sorted);
        clet_index_sort_fields(builder, settings->fields, &work.fields);
        show_progress(&work);
        if (status == CHATLET_OK) status = run(&work, settings, &second, &head);
    }
    if (status == CHATLET_OK) {
        report->document_count = builder->page_count;
        report->passage_count = builder->passage_count;
        report->term_count = work.sorted.term_count;
        report->part_count = second.number;
        report->text_size_bytes = builder->text_size_bytes;
        report->index_size_bytes = (second.whole == NULL ? second.size_bytes : 0) + head.size_bytes;
    }
    clet_buffer_free(&head);
    clet_arena_free(&work.arena);
    return status;
}
