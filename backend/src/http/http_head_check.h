/* Finds the end of a request's head, byte by byte, and refuses what parsers have been known to
 * read differently, which is what request smuggling lives on: a bare CR or LF, a folded field line,
 * any other control byte. It also holds the limits on a head, so that nothing unbounded is kept.
 *
 * Takes the bytes of a connection in any pieces; gives how many belong to the head. */
#ifndef HTTP_HEAD_CHECK_H
#define HTTP_HEAD_CHECK_H

#include <chatlet/base.h>

typedef enum http_head_status {
    HTTP_HEAD_MORE,       /* all bytes given belong to the head, and it goes on */
    HTTP_HEAD_END,        /* the head is whole */
    HTTP_HEAD_BAD,        /* not HTTP */
    HTTP_HEAD_LINE_LONG,  /* the request line passes its limit */
    HTTP_HEAD_FIELDS_LONG /* the fields pass theirs, in bytes or in number */
} http_head_status;

/* All zero is the beginning of a head. */
typedef struct http_head_check {
    size_t line_bytes;  /* of the line being read, without its line end */
    size_t line_count;  /* lines done that were not empty: the request line, then fields */
    size_t empty_count; /* empty lines before the request line */
    size_t field_bytes; /* of all field lines so far, with line ends */
    bool after_cr;
} http_head_check;

/* Reads `bytes` on from where the check stands. *used is how many belong to the head: all of them
 * unless the result is HTTP_HEAD_END. After a refusal the check must not be used again. */
http_head_status http_head_check_feed(http_head_check *check, chatlet_str bytes, size_t *used);

#endif
