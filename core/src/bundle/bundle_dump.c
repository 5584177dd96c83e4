/* A bundle in lines for a person. */
#include "bundle_open.h"

#include "../base/buffer.h"
#include "../base/number_text.h"

#include <string.h>

/* A dump is for reading: past this it is cut, and says so. */
enum { DUMP_BYTES_MAX = 64 * 1024 * 1024 };

static void put(clet_buffer *out, const char *text) {
    clet_buffer_append(
        out, (chatlet_str){.data = text, .size_bytes = strlen(text)}); /* constants only */
}

static void put_number(clet_buffer *out, const char *label, uint64_t value) {
    put(out, label);
    clet_number_text_append_u64(out, value);
}

static void put_field(clet_buffer *out, const char *label, chatlet_str value) {
    put(out, label);
    clet_buffer_append(out, value);
    put(out, "\n");
}

static void put_average(clet_buffer *out, const char *label, uint32_t words_q8) {
    put_number(out, label, words_q8 / 256);
    put(out, ".");
    clet_number_text_append_u64(out, words_q8 % 256 * 10 / 256);
}

static void dump_head(clet_buffer *out, const chatlet_bundle *bundle) {
    const clet_index_info *index = &bundle->index;
    put_number(out, "head: format ", CLET_FORMAT_VERSION);
    put_number(out, ", bytes ", bundle->head.size_bytes);
    put(out, "\n");
    put_field(out, "  id: ", bundle->info.id);
    put_field(out, "  title: ", bundle->info.title);
    put_field(out, "  locale: ", bundle->info.locale);
    put_field(out, "  language: ", bundle->info.language);
    put_field(out, "  greeting: ", bundle->words.greeting);
    put_field(out, "  miss: ", bundle->words.miss);
    for (uint32_t i = 0; i < bundle->words.suggestion_count; i++) {
        put_field(out, "  suggestion: ", bundle->words.suggestions[i]);
    }
    put_number(out, "  threshold: ", bundle->words.threshold);
    if (bundle->confidence_is_fitted) {
        put_number(out, "\n  confidence: center ", bundle->confidence.center);
        put_number(out, ", slope ", bundle->confidence.slope_q8);
    }
    put_number(out, "\n  documents: ", index->document_count);
    put_number(out, ", sections: ", index->section_count);
    put_number(out, ", pieces: ", index->piece_count);
    put_number(out, ", passages: ", index->passage_count);
    put_number(out, ", terms: ", index->term_count);
    put_average(out, "\n  average words: title ", index->title_average);
    put_average(out, ", section ", index->body_average);
    put_average(out, ", page ", index->page_average);
    put_average(out, ", links ", index->link_average);
    put(out, "\n");
    for (uint32_t i = 0; i < bundle->info.field_count; i++)
        put_field(out, "  field: ", bundle->fields[i]);
}

static const char *kind_of(const chatlet_bundle *bundle, uint32_t id) {
    if (id == 0) return " map";
    if (id < clet_first_spelling_part(bundle)) return " terms";
    if (id < clet_first_text_part(bundle)) return " spelling";
    return id < clet_first_field_part(bundle) ? " texts" : " field ";
}

static void dump_part(clet_buffer *out, const chatlet_bundle *bundle, uint32_t id) {
    const bool has_separator = id >= 1 && id < clet_first_text_part(bundle);
    put_number(out, "part ", id);
    put(out, kind_of(bundle, id));
    if (id >= clet_first_field_part(bundle))
        clet_buffer_append(out, bundle->fields[id - clet_first_field_part(bundle)]);
    if (has_separator) put(out, ", from ");
    if (has_separator) clet_buffer_append(out, bundle->separators[id - 1]);
    if (!chatlet_bundle_has_part(bundle, id)) {
        put(out, ", not at hand\n");
        return;
    }
    put_number(out, ", bytes ", bundle->slots[id].size_bytes);
    put(out, "\n");
    if (id >= clet_first_field_part(bundle)) {
        clet_field_part_dump(out, bundle, id);
    } else if (id >= clet_first_text_part(bundle)) {
        clet_text_part_dump(out, bundle, id);
    } else if (id >= clet_first_spelling_part(bundle)) {
        clet_spelling_part_dump(out, bundle, id);
    } else if (id >= 1) {
        clet_term_part_dump(out, bundle, id);
    }
}

chatlet_status chatlet_bundle_dump(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                                   chatlet_str *text) {
    clet_buffer out;
    clet_buffer_init(&out, allocator, DUMP_BYTES_MAX);
    dump_head(&out, bundle);
    if (bundle->flows != NULL) clet_flow_dump(&out, bundle->flows);
    for (uint32_t id = 0; id < bundle->info.part_count; id++) {
        const size_t before_bytes = out.size_bytes;
        dump_part(&out, bundle, id);
        if (clet_buffer_status(&out) != CHATLET_ERR_LIMIT) continue;
        out.status = CHATLET_OK;
        clet_buffer_truncate(&out, before_bytes);
        break;
    }
    const chatlet_status status = clet_buffer_status(&out);
    if (status != CHATLET_OK) {
        clet_buffer_free(&out);
        return status;
    }
    *text = clet_buffer_str(&out); /* the buffer's memory becomes the caller's */
    return CHATLET_OK;
}
