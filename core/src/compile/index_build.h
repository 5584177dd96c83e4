/* Pages in, the files of a bundle out: terms and postings collected, sorted, cut into parts. */
#ifndef CLET_COMPILE_INDEX_BUILD_H
#define CLET_COMPILE_INDEX_BUILD_H

#include "field_table.h"
#include "link_base.h"
#include "passage_list.h"

/* Texts that mean the same. */
typedef struct clet_synonyms {
    const chatlet_str *texts;
    uint32_t count; /* at most CHATLET_SYNONYM_TEXTS_MAX */
} clet_synonyms;

/* A page that a list of pages, llms.txt, names. Texts live as long as the builder. */
typedef struct clet_listed_page {
    chatlet_str list_url; /* of the list: links are relative to it */
    chatlet_str target;
    chatlet_str title;
    chatlet_str description; /* may be empty */
    bool is_optional;        /* the list calls it less important */
    bool is_found;           /* it is in the index … */
    uint32_t document;       /* … under this number */
} clet_listed_page;

/* What the head says of the bot. Borrowed until the build is finished. */
typedef struct clet_index_settings {
    chatlet_str id;
    chatlet_str title;
    chatlet_str locale;
    chatlet_str language; /* of the stemmer, or "none" */
    chatlet_str greeting;
    chatlet_str miss;
    chatlet_str trouble;
    chatlet_str retry;
    chatlet_str partial;
    const chatlet_str *suggestions;
    uint32_t suggestion_count; /* at most CHATLET_SUGGESTIONS_MAX */
    const clet_synonyms *synonyms;
    uint32_t synonym_count;         /* at most CHATLET_SYNONYM_GROUPS_MAX */
    uint32_t threshold;             /* 0 to 1,000,000 */
    bool is_quiet_while_typing;     /* no suggestions while a visitor types */
    const clet_field_table *fields; /* that the numbers of pages' values are of; NULL: they have
                                       none */
    const clet_link_bases *bases;   /* by which links are resolved; NULL: none */
    const clet_listed_page *listed; /* whose texts count as those of links to them */
    uint32_t listed_count;
    chatlet_str flows; /* bytes of flow_write.h; empty: none */
} clet_index_settings;

typedef struct clet_index_builder clet_index_builder;

/* Makes an empty builder. CHATLET_ERR_ARGUMENT: no stemmer for `language`. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_builder_new(const chatlet_allocator *allocator,
                                                       chatlet_str language,
                                                       clet_index_builder **builder);

/* Leaves out what only suggestions while typing need. Before the first page. */
void clet_index_builder_leave_forms_out(clet_index_builder *builder);

/* Adds pages, in the order that numbers them. All texts are copied.
 * CHATLET_ERR_LIMIT   CHATLET_DOCUMENTS_MAX or CHATLET_PASSAGES_MAX would be passed; none of them
 *                     was added.
 * CHATLET_ERR_MEMORY  none of them was added. */
CHATLET_MUST_USE chatlet_status clet_index_builder_add(clet_index_builder *builder,
                                                       const clet_page_list *pages);

/* Adds to `bases` what a list of the pages, and the links between them, tell: a prefix ("/docs",
 * "//example.org/docs") that most of them have and no page's URL has. For roots that no base is
 * known of. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_builder_learn(clet_index_builder *builder,
                                                         clet_link_bases *bases,
                                                         const clet_listed_page *listed,
                                                         uint32_t count);

/* Finds which listed pages are among those added. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_index_builder_find(clet_index_builder *builder,
                                                        const clet_link_bases *bases,
                                                        clet_listed_page *listed, uint32_t count);

/* Makes every part and then the head, and hands each to callbacks->on_output. Fills the counts of
 * `report` that the index knows (documents, passages, terms, parts, sizes). Call once, with at
 * least one page added, or with flows. CHATLET_ERR_SINK, CHATLET_ERR_MEMORY, CHATLET_ERR_LIMIT
 * (more parts or a larger head than a bundle may have). */
CHATLET_MUST_USE chatlet_status clet_index_builder_finish(
    clet_index_builder *builder, const clet_index_settings *settings,
    const chatlet_compile_callbacks *callbacks, chatlet_compile_report *report);

/* What the first link from another page calls page `document`, once the build is finished; empty
 * when none does. Borrowed from the builder. Cost: the pages before it / CLET_PAGES_PER_CHUNK. */
chatlet_str clet_index_builder_called(const clet_index_builder *builder, uint32_t document);

/* Frees the builder. NULL is allowed. */
void clet_index_builder_free(clet_index_builder *builder);

#endif
