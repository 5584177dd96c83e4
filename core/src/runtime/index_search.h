/* A query that borrows its stemmer, for who asks many questions. */
#ifndef CLET_RUNTIME_INDEX_SEARCH_H
#define CLET_RUNTIME_INDEX_SEARCH_H

#include "../text/stem.h"

#include <chatlet/query.h>

/* chatlet_query_new with a stemmer of the bundle's language, borrowed until the query is freed;
 * NULL: the query makes its own. */
CHATLET_MUST_USE chatlet_status clet_query_new(const chatlet_allocator *allocator,
                                               const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                               chatlet_str text,
                                               const chatlet_query_options *options,
                                               chatlet_query **query);

/* The question, as far as it counts, and its filter; borrowed from the query. */
chatlet_str clet_query_text(const chatlet_query *query);
chatlet_str clet_query_filter(const chatlet_query *query);

#endif
