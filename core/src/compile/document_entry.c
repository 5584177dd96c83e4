/* What rows of CSV and JSONL tables become: a heading that begins a page, and paragraphs. */
#include "document_reader.h"

#include "../base/number_text.h"
#include "../base/url.h"

#include <string.h>

static chatlet_status add_heading(const clet_document_source *source,
                                  const clet_document_entry *entry, chatlet_str anchor) {
    const bool has_title = entry->title.size_bytes > 0;
    const clet_block heading = {.kind = CLET_BLOCK_HEADING,
                                .level = 1,
                                .line = entry->line,
                                .text = has_title ? entry->title : entry->question,
                                .anchor = anchor,
                                .begins_page = true,
                                .url = entry->url};
    const chatlet_status status = clet_block_list_add(source->list, &heading);
    if (status != CHATLET_OK || !has_title) return status;
    const clet_block question = {.kind = CLET_BLOCK_HEADING,
                                 .level = 2,
                                 .line = entry->line,
                                 .text = entry->question,
                                 .anchor = anchor};
    return clet_block_list_add(source->list, &question);
}

chatlet_status clet_document_add_entry(const clet_document_source *source,
                                       const clet_document_entry *entry) {
    clet_document_entry checked = *entry;
    if (!clet_url_is_safe(entry->url) || entry->url.size_bytes > CHATLET_URL_BYTES_MAX) {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_URL, source->path,
                    entry->url_place.line, entry->url_place.column,
                    CHATLET_STR("the address is left out: write it with http, https or relative to "
                                "the site, in at most 2,000 bytes"));
        checked.url = (chatlet_str){0};
    }
    char name[1 + CLET_NUMBER_TEXT_BYTES_MAX] = "q";
    chatlet_str anchor = {0};
    if (checked.url.size_bytes == 0) {
        anchor.data = name;
        anchor.size_bytes = 1 + clet_number_text_u64(entry->number, name + 1);
    }
    const chatlet_status status = add_heading(source, &checked, anchor);
    if (status != CHATLET_OK) return status;
    return clet_document_add_paragraphs(source->list, entry->answer, entry->line, anchor);
}

chatlet_status clet_document_add_cell(const clet_document_source *source, uint32_t block,
                                      const clet_document_cell *cell) {
    const clet_block_list *list = source->list;
    if (block >= list->count || !list->blocks[block].begins_page) return CHATLET_OK;
    const clet_metadata_place place = {
        .block = block, .line = cell->place.line, .column = cell->place.column};
    return clet_block_list_add_metadata(source->list, cell->name, cell->values, place);
}

chatlet_status clet_document_refuse_rows(const clet_document_source *source, uint32_t line) {
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_TOO_LARGE, source->path, line, 0,
                CHATLET_STR("the table has more than 50,000 rows; split it into several files"));
    return CHATLET_ERR_INPUT;
}
