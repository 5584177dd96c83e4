/* What an HTML parser does for document_html.c. One of two stands behind it: html_gumbo.c natively,
 * html_host.c in WebAssembly, where the host parses. Both follow the HTML standard, and
 * tests/parity holds their trees equal. */
#ifndef CLET_COMPILE_HTML_PARSER_H
#define CLET_COMPILE_HTML_PARSER_H

#include "html_tree.h"

/* Reads a parsed page. The tree and its texts are borrowed during the call. */
typedef chatlet_status clet_html_read_page(const clet_document_source *source,
                                           const clet_html_node *page);

/* Parses the source's text, which is not empty, and hands the <html> element to `read_page`, whose
 * status it returns.
 * CHATLET_ERR_INPUT   the markup is too complex; reported.
 * CHATLET_ERR_MEMORY  the allocator refused. */
CHATLET_MUST_USE chatlet_status clet_html_parse(const clet_document_source *source,
                                                clet_html_read_page *read_page);

/* html_packed.c: reports that the page's markup takes too much memory; CHATLET_ERR_INPUT. */
chatlet_status clet_html_refuse_complex(const clet_document_source *source);

/* html_packed.c: rebuilds the tree that a host's parser made. `packed` is read as drawn in
 * html_packed.c and checked whole; texts stay where they are.
 *
 * arena  gets the nodes.
 * root   the <html> element.
 *
 * CHATLET_ERR_SYNTAX  not a packed tree; *root is untouched.
 * CHATLET_ERR_LIMIT   larger than CHATLET_HTML_PACKED_BYTES_MAX.
 * CHATLET_ERR_MEMORY  the allocator refused. */
CHATLET_MUST_USE chatlet_status clet_html_unpack(clet_arena *arena, chatlet_str packed,
                                                 const clet_html_node **root);

#endif
