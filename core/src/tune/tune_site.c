#include "tune_site.h"

#include "../base/assert.h"

#include <chatlet/query.h>

/* Parts come as questions need them: a large site is never there whole. Bytes that the compiler
 * made a moment ago fit. */
static chatlet_status add_part(clet_tune_site *site, uint32_t id) {
    if (chatlet_bundle_has_part(site->bundle, id)) return CHATLET_OK;
    CLET_ASSERT(id < site->files->part_count);
    const chatlet_status status = chatlet_bundle_add_part(site->bundle, id, site->files->parts[id]);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_MEMORY);
    return status;
}

chatlet_status clet_tune_site_open(clet_tune_site *site, const chatlet_allocator *allocator,
                                   const clet_built_files *files) {
    chatlet_bundle_info info;
    clet_tune_site opened = {.allocator = allocator, .files = files};
    chatlet_status status = chatlet_bundle_open(allocator, files->head, &opened.bundle, NULL);
    CLET_ASSERT(status == CHATLET_OK || status == CHATLET_ERR_MEMORY);
    if (status != CHATLET_OK) return status;
    chatlet_bundle_get_info(opened.bundle, &info);
    status = clet_stemmer_new(allocator, info.language, &opened.stemmer);
    if (status == CHATLET_OK) status = add_part(&opened, 0); /* what sections there are */
    if (status != CHATLET_OK) {
        clet_tune_site_close(&opened);
        return status;
    }
    *site = opened;
    return CHATLET_OK;
}

void clet_tune_site_close(clet_tune_site *site) {
    clet_stemmer_free(site->stemmer);
    chatlet_bundle_close(site->bundle);
    *site = (clet_tune_site){.allocator = site->allocator};
}

static chatlet_status add_parts(clet_tune_site *site, const chatlet_query *query) {
    uint32_t count;
    const uint32_t *parts = chatlet_query_parts(query, &count);
    for (uint32_t i = 0; i < count; i++) {
        const chatlet_status status = add_part(site, parts[i]);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

static clet_finding look(const chatlet_query *query) {
    uint32_t count;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    if (count == 0) return (clet_finding){.has_hit = false};
    return (clet_finding){.has_hit = true,
                          .document = hits[0].document,
                          .evidence = hits[0].evidence,
                          .coverage = hits[0].coverage};
}

chatlet_status clet_tune_site_ask(clet_tune_site *site, chatlet_str text, uint32_t hidden,
                                  clet_finding *finding) {
    const chatlet_query_options options = {.limit = CHATLET_CITATIONS_MAX,
                                           .hides_document = hidden != CLET_HIDES_NOTHING,
                                           .hidden_document = hidden};
    chatlet_query *query = NULL;
    chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
    chatlet_status status =
        chatlet_query_new(site->allocator, site->bundle, text, &options, &query);
    while (status == CHATLET_OK && stage != CHATLET_QUERY_READY) {
        status = add_parts(site, query);
        if (status == CHATLET_OK) status = chatlet_query_step(query, &stage);
    }
    if (status == CHATLET_OK) *finding = look(query);
    chatlet_query_free(query);
    return status;
}

chatlet_status clet_tune_site_passages(clet_tune_site *site, uint32_t piece,
                                       clet_passage_text *passages, uint32_t capacity,
                                       uint32_t *count) {
    const chatlet_status status = add_part(site, clet_bundle_text_part(site->bundle, piece));
    if (status != CHATLET_OK) return status;
    const uint32_t all = clet_bundle_piece_texts(site->bundle, piece, passages, capacity);
    *count = all < capacity ? all : capacity;
    return CHATLET_OK;
}
