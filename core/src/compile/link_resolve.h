/* Where a link leads, in a form that is the same for every way of writing it, so that links can be
 * matched with the pages they mean.
 *
 * An address is no URL to open. It is a page's URL without what sites and authors write now so, now
 * so:
 *
 *     https://Example.org:443/docs/guide/index.html?x=1#setup   //example.org/docs/guide
 *     /docs/guide/  /docs/guide.html  /docs/./guide.md          /docs/guide
 *     /docs/guide.html.md                                       /docs/guide
 *     ../faq%20old.html  ../faq old                             ../faq old
 *     /  /index.html                                            /
 *     index.html                                                .
 *
 * Two pages of one site can come out equal (guide.html beside guide/index.html): let the first one
 * have the links. */
#ifndef CLET_COMPILE_LINK_RESOLVE_H
#define CLET_COMPILE_LINK_RESOLVE_H

#include "../base/arena.h"

typedef struct clet_link_target {
    chatlet_str address;  /* arena; empty when the link leads to no page: another scheme than http
                             and https, or longer than CHATLET_URL_BYTES_MAX */
    chatlet_str fragment; /* as written, without '#'; borrowed from the target */
} clet_link_target;

/* Resolves `target` against the page it stands on, as a browser would (RFC 3986, 5.2), and gives
 * the address it leads to.
 *
 * page_url  as a citation opens it: absolute, from the root, or relative to the bundle's folder. Of
 *           a relative one the root is unknown; "/a" then means "a" in the folder that the leading
 *           ".." of `page_url` lead to, or in "pages/" when it lies in there: where a site lies
 *           that holds the bundle, or whose documents got their pages from us.
 * target    as written in the document; an empty one, or only a query or fragment, is the page
 *           itself.
 *
 * CHATLET_ERR_MEMORY is the only failure. Cost: the bytes of both. */
CHATLET_MUST_USE chatlet_status clet_link_resolve(clet_arena *arena, chatlet_str page_url,
                                                  chatlet_str target, clet_link_target *resolved);

/* The address of a page by its own URL: what links to it resolve to. Otherwise as above. */
CHATLET_MUST_USE chatlet_status clet_link_address(clet_arena *arena, chatlet_str page_url,
                                                  chatlet_str *address);

#endif
