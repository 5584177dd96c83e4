/* Serves built sites from folders: one request in, one response out.
 *
 * Knows neither sockets nor the loop, and reads no clock. Blocks on the file system, so the server
 * calls it from the pool; several threads may call it at once with the same sites. */
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H

#include "http_file.h"
#include "http_message.h"

typedef struct http_site {
    chatlet_str prefix; /* "" for the site at the root, else "docs" or "a/b"; borrowed */
    http_root root;
} http_site;

typedef struct http_static {
    http_site sites[HTTP_SITES_MAX]; /* the longest prefix that fits a path serves it */
    size_t site_count;
} http_static;

/* Answers `request` as of `time_s` (seconds since 1970) into `response`, which is new.
 *
 * GET and HEAD of a file, with its type, cache time, validators, CORS fields, the smallest form of
 * it (beside `file`: `file.br`, `file.gz`, made at build time and not older) that the client takes,
 * and ranges of the plain form; index.html for a folder; a redirect to a folder's slash; the
 * preflight of OPTIONS; and the refusals: 400, 404 (with the site's 404.html if it has one), 405,
 * 406, 412, 416, 503. */
void http_static_answer(const http_static *sites, const http_request *request, int64_t time_s,
                        http_response *response);

#endif
