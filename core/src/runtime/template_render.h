/* Compiled templates (bundle/template_format.h) to texts and tokens. */
#ifndef CLET_RUNTIME_TEMPLATE_RENDER_H
#define CLET_RUNTIME_TEMPLATE_RENDER_H

#include "../base/buffer.h"
#include "../bundle/template_format.h"
#include "expr_run.h"

/* Appends the text of `template_bytes`, which passed clet_template_verify for as many slots. Of
 * Markdown it is the plain text, blocks parted by line ends. An address (URL) that no page may be
 * opened by, "javascript:…" of a value, becomes empty.
 *
 * run     as for clet_expr_evaluate; its locale is what lists are written in. Its budget is spent:
 *         one an instruction, and what long texts take besides.
 * slots   the variables, by the numbers the compiler gave them. One without a value, null, a map or
 *         an error is an empty text; others are as CEL's string() has them, a list's items joined.
 * output  as it was when this fails.
 *
 * A partial that includes itself without end stops where CLET_TEMPLATE_FRAMES_MAX are open.
 *
 * CHATLET_OK; CHATLET_ERR_COST; CHATLET_ERR_MEMORY; CHATLET_ERR_LIMIT: more than
 * CHATLET_VALUE_BYTES_MAX. */
CHATLET_MUST_USE chatlet_status clet_template_render(clet_expr_run *run, chatlet_str template_bytes,
                                                     const chatlet_value *slots,
                                                     clet_buffer *output);

/* The same, as one CBOR array of tokens (chatlet/session.h). Of other modes than Markdown it has
 * one text. */
CHATLET_MUST_USE chatlet_status clet_template_render_tokens(clet_expr_run *run,
                                                            chatlet_str template_bytes,
                                                            const chatlet_value *slots,
                                                            clet_buffer *output);

/* Sections and partials open at once. */
enum { CLET_TEMPLATE_FRAMES_MAX = 48 };

#endif
