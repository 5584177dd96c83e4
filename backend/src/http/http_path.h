/* From the path of a request to the name of a file below a root. */
#ifndef HTTP_PATH_H
#define HTTP_PATH_H

#include "http_buffer.h"

typedef enum http_path_status {
    HTTP_PATH_OK,
    HTTP_PATH_BAD,    /* 400: no path that an honest client sends */
    HTTP_PATH_HIDDEN, /* 404: well formed, but nothing behind it is ever served */
    HTTP_PATH_MEMORY  /* the buffer failed */
} http_path_status;

/* Decodes `path`, which begins with '/', once, and appends what stands behind that '/': "" for the
 * root, "a/b", or "a/" when a folder is meant.
 *
 * BAD: a percent sign without two digits; an encoded slash, which a cache in front may read as a
 * folder or not; a backslash, a control byte or zero byte, encoded or not; "." or ".." as a
 * segment; bytes that are not UTF-8. HIDDEN: a segment that begins with a dot; an empty segment. */
http_path_status http_path_decode(chatlet_str path, http_buffer *decoded);

#endif
