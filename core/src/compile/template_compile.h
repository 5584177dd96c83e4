/* A text with its tags, from what the author wrote to a compiled template: what the flow compiler
 * calls.
 *
 * Tags are Mustache's: {{name}}, {{order.total}}, {{#list}}…{{/list}}, {{^list}}…{{/list}}, {{.}},
 * {{>key}}, {{! comment }}, {{=<% %>=}}. A section is shown for each item of a list, and once for
 * anything else but false, null, 0, "", an empty list and a variable without a value.
 *
 * Where a text goes (its mode) says what its values are escaped for, see template_format.h. {{{x}}}
 * and {{&x}} put the value in as it is, in HTML; in an address, where {{x}} is encoded, they keep
 * what belongs to addresses ("/", "?", "#"), as does a value that begins it. In plain texts and
 * messages they are the same as {{x}}: nothing there is ever markup. */
#ifndef CLET_COMPILE_TEMPLATE_COMPILE_H
#define CLET_COMPILE_TEMPLATE_COMPILE_H

#include "template_parse.h"

typedef struct clet_template_compiled {
    chatlet_str template_bytes;        /* arena; as bundle/template_format.h draws it */
    const clet_expr_mistake *mistakes; /* arena; in the order they were found; warnings too */
    const uint32_t *slots;             /* arena; that it may read, rising */
    uint32_t slot_count;
} clet_template_compiled;

/* Compiles `source`. All that the result points to is in the arena.
 *
 * CHATLET_OK: there is a template, and perhaps warnings among the mistakes; CHATLET_ERR_INPUT:
 * there are mistakes, no template; CHATLET_ERR_MEMORY. A text that is not UTF-8 or too long is a
 * mistake. */
CHATLET_MUST_USE chatlet_status clet_template_compile(clet_arena *arena, chatlet_str source,
                                                      const clet_template_wish *wish,
                                                      clet_template_compiled *compiled);

#endif
