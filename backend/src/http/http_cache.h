/* How long a published file may be kept by browsers and by a CDN in front. */
#ifndef HTTP_CACHE_H
#define HTTP_CACHE_H

#include <chatlet/base.h>

/* The Cache-Control value for the file at `path`: constant text.
 *
 * A name with a hash of its content (`name.<16 or more hex digits>.ext`, or the digits alone before
 * the extension) never changes and is kept for a year. `manifest.json` and the loader `chatlet.js`
 * are the two that publishing changes: short-lived, and served stale while being fetched anew, so
 * that publishing needs no purge. A page is asked for again each time; anything else after five
 * minutes. */
chatlet_str http_cache_control(chatlet_str path);

#endif
