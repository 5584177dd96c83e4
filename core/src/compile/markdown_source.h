/* What Markdown files carry beside CommonMark: front matter, admonition markers, custom heading
 * ids. The source is rewritten before the parser sees it, line by line, so that line numbers
 * stay. */
#ifndef CLET_COMPILE_MARKDOWN_SOURCE_H
#define CLET_COMPILE_MARKDOWN_SOURCE_H

#include "document_reader.h"

/* "\|" of the source becomes these two control bytes (which no checked source is asked to keep), so
 * that a table's cells can be told from escaped bars after the parser took the backslash away. */
enum { CLET_MARKDOWN_BAR_FIRST = 0x1E, CLET_MARKDOWN_BAR_SECOND = 0x1F };

typedef struct clet_markdown_front {
    chatlet_str title;    /* borrowed from the source; may be empty */
    chatlet_str language; /* the same */
    size_t body_offset;   /* of the first byte behind the front matter */
    uint32_t line_count;  /* lines before the body */
} clet_markdown_front;

/* Reads YAML (---) or TOML (+++) front matter; all empty when there is none. */
clet_markdown_front clet_markdown_front_read(chatlet_str text);

/* Adds the scalars and lists of the front matter as metadata of the document. CHATLET_ERR_MEMORY is
 * the only failure. */
CHATLET_MUST_USE chatlet_status clet_markdown_read_metadata(const clet_document_source *source,
                                                            const clet_markdown_front *front);

/* Why a source must not reach the parser, whose time would grow with the square of it. */
typedef enum clet_markdown_excess {
    CLET_MARKDOWN_FITS,
    CLET_MARKDOWN_TOO_DEEP,       /* quotes or lists nested over CHATLET_DOCUMENT_DEPTH_MAX */
    CLET_MARKDOWN_TOO_MANY_IMAGES /* over CHATLET_DOCUMENT_IMAGES_MAX in one paragraph */
} clet_markdown_excess;

/* Appends `body` without what is markup to sites' generators but would be text to the parser.
 * *line gets the line (from 1) of an excess. Failures stay in `prepared`. */
clet_markdown_excess clet_markdown_prepare(chatlet_str body, clet_buffer *prepared, uint32_t *line);

/* Takes a custom id ("{#id}", "{: #id }") off the end of a heading's text. Empty when it has none;
 * borrowed from `heading`. */
chatlet_str clet_markdown_take_id(chatlet_str *heading);

/* Appends the anchor that GitHub makes of a heading: letters lowered, spaces to '-', punctuation
 * dropped. Code marks are dropped too. */
void clet_markdown_append_slug(clet_buffer *slug, chatlet_str heading);

/* Appends the text of raw HTML: tags, comments, scripts and styles dropped, character references of
 * the common kinds decoded. */
void clet_markdown_append_html_text(clet_buffer *text, chatlet_str html);

/* The value of id or name of the first tag in `html`; empty when it has none. */
chatlet_str clet_markdown_html_id(chatlet_str html);

#endif
