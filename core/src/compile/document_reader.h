/* What document_read.c and the readers of single formats share. */
#ifndef CLET_COMPILE_DOCUMENT_READER_H
#define CLET_COMPILE_DOCUMENT_READER_H

#include "block_list.h"

/* One document on its way into blocks. */
typedef struct clet_document_source {
    chatlet_str path;  /* for diagnostics; borrowed */
    chatlet_str text;  /* checked: UTF-8 without a byte order mark or a zero byte; borrowed */
    chatlet_str title; /* of plain text, as chatlet_document gives it; borrowed */
    clet_reporter *reporter;
    clet_block_list *list; /* gets the blocks; its arena's allocator serves scratch memory too */
} clet_document_source;

/* Each makes the blocks of one format. An empty list is no failure.
 * CHATLET_ERR_INPUT   refused, and reported.
 * CHATLET_ERR_LIMIT   more blocks than CHATLET_DOCUMENT_BLOCKS_MAX; not reported yet.
 * CHATLET_ERR_MEMORY  the allocator refused. */
CHATLET_MUST_USE chatlet_status clet_document_read_markdown(const clet_document_source *source);
CHATLET_MUST_USE chatlet_status clet_document_read_html(const clet_document_source *source);
CHATLET_MUST_USE chatlet_status clet_document_read_text(const clet_document_source *source);
CHATLET_MUST_USE chatlet_status clet_document_read_csv(const clet_document_source *source);
CHATLET_MUST_USE chatlet_status clet_document_read_jsonl(const clet_document_source *source);
CHATLET_MUST_USE chatlet_status clet_document_read_links(const clet_document_source *source);

/* A place in a source, both from 1; the column counts bytes. */
typedef struct clet_source_place {
    uint32_t line;
    uint32_t column;
} clet_source_place;

/* The place of byte `offset`, at most the size. A line ends with LF, CR LF or CR. Cost: the bytes
 * before it. */
clet_source_place clet_document_place(chatlet_str text, size_t offset);

/* Adds a paragraph for every run of lines between blank lines of plain text. `line` is that of the
 * text's first one; `anchor` that of the section it stands in. */
CHATLET_MUST_USE chatlet_status clet_document_add_paragraphs(clet_block_list *list,
                                                             chatlet_str text, uint32_t line,
                                                             chatlet_str anchor);

/* A row of a question/answer table. */
typedef struct clet_document_entry {
    chatlet_str title;    /* of its page; empty: the question serves */
    chatlet_str question; /* not empty */
    chatlet_str answer;   /* not empty; blank lines part paragraphs */
    chatlet_str url;      /* where it can be read; empty: in the file, at #q<number> */
    uint32_t number;      /* of the row, from 1 */
    uint32_t line;
    clet_source_place url_place;
} clet_document_entry;

/* A cell of another column, or another member, of a row. */
typedef struct clet_document_cell {
    chatlet_str name;
    chatlet_str values;
    clet_source_place place;
} clet_document_cell;

/* Adds a cell as metadata of the page of the row that was added when the list had `block` blocks;
 * nothing when none came of it. CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_document_add_cell(const clet_document_source *source,
                                                       uint32_t block,
                                                       const clet_document_cell *cell);

/* Adds an entry as a page of its own. An url that is neither http, https nor relative is reported
 * and left out. CHATLET_ERR_MEMORY, CHATLET_ERR_LIMIT. */
CHATLET_MUST_USE chatlet_status clet_document_add_entry(const clet_document_source *source,
                                                        const clet_document_entry *entry);

/* Reports a table with more than CHATLET_DOCUMENT_ROWS_MAX rows; returns CHATLET_ERR_INPUT. */
chatlet_status clet_document_refuse_rows(const clet_document_source *source, uint32_t line);

#endif
