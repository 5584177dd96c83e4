/* The Markdown of a message to items: tokens, and tags between them. */
#ifndef CLET_COMPILE_TEMPLATE_MARKDOWN_H
#define CLET_COMPILE_TEMPLATE_MARKDOWN_H

#include "template_emit.h"

/* Adds the items of a part whose names are resolved. What is no message's is noted as a mistake: an
 * address that is not http, https, mailto, tel or relative, a section that begins in a link and
 * ends outside. Images leave their words and a warning. */
void clet_template_markdown(clet_expr_source *source, const clet_template_part *part,
                            clet_template_items *items);

/* How a value is put into an address: `before` is all that stands before it when `is_first`. */
clet_template_form clet_template_url_form(const clet_template_piece *piece, bool is_first,
                                          chatlet_str before);

#endif
