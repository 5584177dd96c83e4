/* Bytes of a connection in, requests out. Knows no socket: it may be fed by TCP, TLS or a test.
 *
 * The head is collected until http_head_check finds its end, then llhttp (strict) reads it in one
 * go, so that a request's views point into one buffer; a body follows as it arrives. Memory is held
 * only while a request is partly here or being answered. */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http_message.h"

typedef enum http_parse_state {
    HTTP_PARSE_START, /* not a byte of a request yet */
    HTTP_PARSE_HEAD,  /* within its head */
    HTTP_PARSE_BODY,  /* within its body */
    HTTP_PARSE_READY, /* http_parser_request has it; feed nothing until http_parser_next */
    HTTP_PARSE_FAILED /* http_parser_error_status says how to answer; nothing more can be read */
} http_parse_state;

typedef struct http_parser http_parser;

/* What a parser asks of its owner. */
typedef struct http_parser_host {
    void *context; /* borrowed */
    /* A head is there. May add what is known besides; says how large the body may be. 0, or the
     * status to refuse it with. */
    uint16_t (*head_ready)(void *context, http_request *head, size_t *body_bytes_max);
    /* Before the parser takes memory for a body, and after it has given some back. What `hold`
     * refuses is a 503. */
    bool (*hold)(void *context, size_t size_bytes);
    void (*let_go)(void *context, size_t size_bytes);
} http_parser_host;

/* A parser before its first request, or NULL when memory was refused. Ends with http_parser_free.
 * `allocator` is borrowed, as is `host`; without one (NULL) a body may have HTTP_BODY_BYTES_MAX. */
http_parser *http_parser_new(const chatlet_allocator *allocator, const http_parser_host *host);

/* Reads from `bytes` until a request is whole, it fails, or all are read; returns how many were
 * taken. The rest belongs to the next request. The bytes are not needed afterwards. */
size_t http_parser_feed(http_parser *parser, chatlet_str bytes);

http_parse_state http_parser_state(const http_parser *parser);

/* The request while the state is HTTP_PARSE_READY; borrowed until http_parser_next. In any other
 * state it may hold parts, good only for a log. */
const http_request *http_parser_request(const http_parser *parser);

/* 400, 413, 414, 417, 431, 501, 503 or 505 while the state is HTTP_PARSE_FAILED. */
uint16_t http_parser_error_status(const http_parser *parser);

/* True once for a request that waits for "100 Continue" before it sends its body. */
bool http_parser_take_expectation(http_parser *parser);

/* Bytes read since the end of the head. */
size_t http_parser_body_bytes(const http_parser *parser);

/* Gives the memory of the body back; the rest of the request stays. While READY. */
void http_parser_drop_body(http_parser *parser);

/* Forgets the request that is READY and starts on the next. */
void http_parser_next(http_parser *parser);

void http_parser_free(http_parser *parser);

#endif
