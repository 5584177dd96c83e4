/* Where a site is served, when its pages' own URLs do not tell: pages are cited relative to the
 * bundle ("../guide"), while their links say "/docs/guide" or "https://example.org/docs/guide".
 *
 * A base is a pair: the folder as URLs of pages have it, and the same folder as links have it, both
 * as addresses (link_resolve.h):
 *
 *     root ".."    address "//example.org/docs"      a link to https://example.org/docs/guide
 *                                                    leads to the page ../guide
 *
 * Nothing is guessed from a single page's word: see each way of learning below. */
#ifndef CLET_COMPILE_LINK_BASE_H
#define CLET_COMPILE_LINK_BASE_H

#include "../base/map.h"

#include <chatlet/compile.h>

typedef struct clet_link_base {
    chatlet_str root;    /* arena; "" for URLs like "guide", which begin with no folder */
    chatlet_str address; /* arena; "//example.org/docs", "/docs" */
    chatlet_site_evidence evidence;
    uint32_t count; /* pages, or links, that say so */
} clet_link_base;

/* Fields are those of link_base.c. */
typedef struct clet_link_bases {
    clet_arena *arena;                            /* borrowed */
    clet_link_base items[CHATLET_SITE_BASES_MAX]; /* in the order in which they are tried */
    uint32_t count;
    clet_map votes;  /* root, zero byte, address: pages whose canonical address says so */
    clet_map voters; /* root: pages with a canonical address */
} clet_link_bases;

/* None are known. `arena` gets what is learned. */
void clet_link_bases_init(clet_link_bases *bases, clet_arena *arena);

/* The folder that `address`, of a page, begins with: "/", "..", "../..", "pages" or nothing; and in
 * *rest what follows it. False for an address with a host, which tells where it is. */
bool clet_link_root(chatlet_str address, chatlet_str *root, chatlet_str *rest);

/* Appends a base. One that says nothing new, and any past CHATLET_SITE_BASES_MAX, is left out.
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_bases_add(clet_link_bases *bases,
                                                    const clet_link_base *base);

/* Notes what a page calls its canonical address; either URL may be empty. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_bases_note(clet_link_bases *bases, chatlet_str url,
                                                     chatlet_str canonical);

/* Adds the bases that canonical addresses tell: for each root the one that more than half of its
 * pages with such an address agree on, and at least two of them (or all, when there is one page).
 * Pages of an old version whose canonical address is the new one's do not agree.
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_bases_settle(clet_link_bases *bases);

/* True when there is a base for `root`, or for a folder below it. */
bool clet_link_bases_know(const clet_link_bases *bases, chatlet_str root);

/* The address that `target`, on the page `page_url`, leads to by base number `i`. Empty when that
 * base says nothing of it, as of every relative link. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_bases_map(const clet_link_bases *bases, uint32_t i,
                                                    clet_arena *arena, chatlet_str page_url,
                                                    chatlet_str target, chatlet_str *address);

/* Joins a root and what follows it. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_link_join(clet_arena *arena, chatlet_str root,
                                               chatlet_str rest, chatlet_str *address);

#endif
