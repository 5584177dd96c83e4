/* Blocks become passages: pieces of one section, under their heading path, of a size that can be an
 * answer. */
#ifndef CLET_COMPILE_PASSAGE_LIST_H
#define CLET_COMPILE_PASSAGE_LIST_H

#include "block_list.h"

typedef struct clet_passage {
    chatlet_str headings; /* path below the page's title, levels joined by " › "; may be empty */
    chatlet_str anchor;   /* without '#'; may be empty */
    chatlet_str text;     /* with the marks of text_marks.h; 1 to CHATLET_PASSAGE_BYTES_MAX bytes */
} clet_passage;

/* A value that a page has of a field, both as numbers of a clet_field_table. */
typedef struct clet_page_value {
    uint8_t field;
    uint8_t value;
} clet_page_value;

/* A page: the unit that has a title and an address. A file is one page, but a table's row is a page
 * each. */
typedef struct clet_page {
    chatlet_str title; /* never empty */
    chatlet_str url;   /* as a citation opens it, without anchor */
    clet_passage *passages;
    uint32_t passage_count; /* at least 1 */
    const clet_link *links;
    uint32_t link_count;
    uint32_t first_block;          /* of the list it was made of */
    const clet_page_value *values; /* of fields, by their numbers; none until page_fields.h */
    uint32_t value_count;
} clet_page;

typedef struct clet_page_list {
    clet_page *pages;
    uint32_t count;
    uint8_t boost; /* of all of them, x CLET_BOOST_NEUTRAL; 0: neutral */
} clet_page_list;

/* Cuts `list` into pages and passages, all in list->arena.
 * path  names the page when nothing else does.
 * url   of the file; blocks with a url of their own begin another page.
 * A first heading that repeats the title adds no level. A section closes a passage at the first
 * block past CHATLET_PASSAGE_BYTES_TARGET; a longer block is cut at sentence ends, then words.
 * Never splits a character. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_passage_list_make(const clet_block_list *list,
                                                       chatlet_str path, chatlet_str url,
                                                       clet_page_list *pages);

#endif
