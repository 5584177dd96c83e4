/* Suggestions while a visitor types: pages and headings whose words begin as the text does.
 *
 * It is no question and no part of a conversation: nothing is kept between calls, and no session
 * (session.h) changes. The last word counts as the beginning of one, unless something stands behind
 * it; earlier words count whole. An asked question never matches beginnings, which would cost it
 * right answers. */
#ifndef CHATLET_SUGGEST_H
#define CHATLET_SUGGEST_H

#include <chatlet/bundle.h>

typedef struct chatlet_suggestions chatlet_suggestions;

/* A page, a heading of one, or a question of the author's. Views are borrowed from the suggestions
 * or the bundle, until either is freed. */
typedef struct chatlet_suggestion {
    chatlet_str title;
    chatlet_str headings; /* path below the title, levels joined by " › "; empty: the page */
    chatlet_str url;      /* with #anchor for a heading; empty: a suggestion of bot.json's */
} chatlet_suggestion;

/* Suggests what `text` may become, as far as the parts at hand tell.
 *
 * bundle       open; must outlive the suggestions.
 * text         UTF-8 of any length; counts up to CHATLET_QUERY_BYTES_MAX. Broken bytes are spaces.
 *              A last word of one letter is not completed: everything begins so.
 * limit        items wanted, 1 to CHATLET_SUGGEST_ITEMS_MAX.
 * suggestions  gets an owned result; free it with chatlet_suggestions_free.
 *
 * While parts are missing the result names them and has what needs none, the author's own
 * suggestions: add those parts, then call again with the same text. There are at most
 * CHATLET_SUGGEST_STAGES_MAX such rounds: of words, of first pieces of pages, of pieces with a
 * heading. When a part cannot be had, leave it at what there is. A bot whose author turned it off
 * (info.suggests is false) gives nothing.
 *
 * First come the author's suggestions that have all the words, then pages by their titles, then
 * headings, then pages that only have the words in their texts; what has more of the words stands
 * before what has fewer, and what has fewer than the best is left out.
 *
 * CHATLET_ERR_ARGUMENT  limit out of range.
 * CHATLET_ERR_VERSION   this module does not carry the stemmer of the bundle's language.
 * CHATLET_ERR_MEMORY    the allocator refused.
 *
 * Cost: two or three dictionaries, the postings of up to CHATLET_SUGGEST_COMPLETIONS_MAX words, and
 * once all sections. */
CHATLET_MUST_USE chatlet_status chatlet_suggest(const chatlet_allocator *allocator,
                                                const chatlet_bundle *bundle, chatlet_str text,
                                                uint32_t limit, chatlet_suggestions **suggestions);

/* The missing parts, each once; *count is 0 when the result is whole. */
const uint32_t *chatlet_suggestions_parts(const chatlet_suggestions *suggestions, uint32_t *count);

/* The items, the best first. */
const chatlet_suggestion *chatlet_suggestions_items(const chatlet_suggestions *suggestions,
                                                    uint32_t *count);

/* All of it as one CBOR map, {parts: [{id, name}], items: [{title, path, url}]}. */
chatlet_str chatlet_suggestions_bytes(const chatlet_suggestions *suggestions);

/* Frees the suggestions. NULL is allowed. */
void chatlet_suggestions_free(chatlet_suggestions *suggestions);

#endif
