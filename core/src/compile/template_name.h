/* What the names in tags mean: variables of the scope, or parts of what the open sections are
 * about. */
#ifndef CLET_COMPILE_TEMPLATE_NAME_H
#define CLET_COMPILE_TEMPLATE_NAME_H

#include "template_parse.h"

/* Sets the paths of a part's values and sections. A name that can mean nothing is noted as a
 * mistake. `reads` has a byte for each variable, which becomes 1 when it may be read. */
void clet_template_resolve(clet_expr_source *source, const clet_template_wish *wish,
                           clet_template_part *part, bool is_called, uint8_t *reads);

#endif
