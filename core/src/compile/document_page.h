/* A readable page for a document that has none of its own (Markdown, text, tables), so that a
 * citation has something to open.
 *
 * A page is one HTML file without scripts. Everything a document says is escaped; a link is never
 * made of it. Blocks keep their anchors as ids, so that "page.html#anchor" opens at the passage. */
#ifndef CLET_COMPILE_DOCUMENT_PAGE_H
#define CLET_COMPILE_DOCUMENT_PAGE_H

#include "../base/buffer.h"
#include "../base/map.h"
#include "block_list.h"

/* Style sheet of all pages: name and bytes. Constant. */
chatlet_str clet_document_page_style_name(void);
chatlet_str clet_document_page_style(void);

/* The name of the page for the document at `path`: "pages/", the path without its ending, ".html".
 * Bytes other than ASCII letters, digits, '-', '_' and '.' become '-', and no folder begins with a
 * dot, so that the name is an address as it is and never leads out of its folder. A name that is
 * taken (in either case: file systems differ) gets "-2", "-3" and so on.
 *
 * names  those found so far. A name is taken once its entry's value is not 0.
 * name   in the map's arena.
 * entry  the name's own; set its value once the page stands. Until then the name stays free, for
 *        another try at the document. Valid until the next name is made.
 * CHATLET_ERR_MEMORY  is the only failure. */
CHATLET_MUST_USE chatlet_status clet_document_page_name(clet_map *names, chatlet_str path,
                                                        chatlet_str *name, clet_map_entry **entry);

typedef struct clet_document_page {
    chatlet_str name;     /* as clet_document_page_name made it; tells the way to the style sheet */
    chatlet_str title;    /* when the document has none */
    chatlet_str language; /* when the document declares none; BCP 47 */
} clet_document_page;

/* Appends the page to `html`; whether it fit, the buffer's status tells.
 * CHATLET_ERR_MEMORY  the list's arena (for the anchors seen) or the buffer was refused memory. */
CHATLET_MUST_USE chatlet_status clet_document_page_write(const clet_block_list *list,
                                                         const clet_document_page *page,
                                                         clet_buffer *html);

#endif
