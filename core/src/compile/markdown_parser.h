/* Markdown (CommonMark, by cmark) as a row of events: where each block and inline begins and ends,
 * in the order of the text. */
#ifndef CLET_COMPILE_MARKDOWN_PARSER_H
#define CLET_COMPILE_MARKDOWN_PARSER_H

#include <chatlet/base.h>

typedef enum clet_markdown_kind {
    CLET_MARKDOWN_DOCUMENT,
    CLET_MARKDOWN_QUOTE,
    CLET_MARKDOWN_LIST,
    CLET_MARKDOWN_ITEM,
    CLET_MARKDOWN_CODE_BLOCK,
    CLET_MARKDOWN_HTML_BLOCK,
    CLET_MARKDOWN_PARAGRAPH,
    CLET_MARKDOWN_HEADING,
    CLET_MARKDOWN_RULE,
    CLET_MARKDOWN_TEXT,
    CLET_MARKDOWN_SOFT_BREAK,
    CLET_MARKDOWN_LINE_BREAK,
    CLET_MARKDOWN_CODE,
    CLET_MARKDOWN_HTML_INLINE,
    CLET_MARKDOWN_EMPHASIS,
    CLET_MARKDOWN_STRONG,
    CLET_MARKDOWN_LINK,
    CLET_MARKDOWN_IMAGE
} clet_markdown_kind;

/* All is borrowed until the handler returns. */
typedef struct clet_markdown_event {
    clet_markdown_kind kind;
    bool is_end; /* kinds that hold nothing (texts, breaks, code, HTML, rules) only begin */
    uint32_t first_line, last_line; /* of a block, from 1; 0: not known */
    uint32_t level;                 /* of a heading, 1 to 6 */
    bool is_numbered;               /* of an item: its list has numbers … */
    uint32_t number;                /* … and this is its own */
    bool is_first;                  /* of an item: it begins its list */
    chatlet_str literal;            /* of texts, code and HTML */
    chatlet_str url;                /* of links and images; as written, without escapes */
} clet_markdown_event;

/* False: nothing more is wanted. */
typedef bool (*clet_markdown_handler)(void *context, const clet_markdown_event *event);

/* Parses `text`, UTF-8, and gives each event to `handler`.
 *
 * CHATLET_OK; CHATLET_ERR_LIMIT: it needs more memory than a text of its size may take;
 * CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_markdown_parse(const chatlet_allocator *allocator,
                                                    chatlet_str text, clet_markdown_handler handler,
                                                    void *context);

#endif
