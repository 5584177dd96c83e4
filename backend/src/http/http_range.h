/* Range requests (RFC 9110, section 14): one piece of a file. */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include <chatlet/base.h>

typedef enum http_range_kind {
    HTTP_RANGE_WHOLE,        /* no range, several, or not one to be read: send all of it */
    HTTP_RANGE_PIECE,        /* 206 */
    HTTP_RANGE_UNSATISFIABLE /* 416 */
} http_range_kind;

typedef struct http_range {
    http_range_kind kind;
    uint64_t offset; /* of a piece */
    uint64_t size_bytes;
} http_range;

/* Reads the value of a Range field for a file of `file_bytes`. Several ranges are answered with the
 * whole file, as the standard allows: players and resumed downloads ask for one. */
http_range http_range_read(chatlet_str value, uint64_t file_bytes);

#endif
