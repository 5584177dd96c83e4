/* What every document reader makes: one flat list of blocks in reading order. Passages, pages and
 * the index follow from it, so that a new format only has to make this. */
#ifndef CLET_COMPILE_BLOCK_LIST_H
#define CLET_COMPILE_BLOCK_LIST_H

#include "../base/arena.h"
#include "diagnostic.h"

typedef enum clet_block_kind {
    CLET_BLOCK_HEADING,
    CLET_BLOCK_PARAGRAPH,
    CLET_BLOCK_ITEM, /* of a list, or a term with its definition */
    CLET_BLOCK_ROW,  /* of a table, cells joined by " | " */
    CLET_BLOCK_CODE  /* line ends count */
} clet_block_kind;

typedef struct clet_block {
    clet_block_kind kind;
    uint8_t level;    /* 1 to 6 of a heading, else 0 */
    uint32_t line;    /* in the source, from 1; 0 when the parser does not tell */
    chatlet_str text; /* UTF-8; white space folded but in code; only the code marks of text_marks.h
                         inside; never empty */
    chatlet_str
        term; /* what an item of a list of terms defines, also the beginning of its text; else
                         empty. A long entry is cited under it, like under a heading */
    chatlet_str anchor; /* id of the nearest element at or before the block within its section; may
                           be empty */
    bool is_numbered;   /* an item of a numbered list, the first block of it */
    uint32_t number;    /* of such an item */
    bool begins_page;   /* a heading that begins a page of its own: a table's row */
    chatlet_str url;    /* of such a heading: where it can be read, when that is not the file's own
                           address; else empty */
} clet_block;

/* A link to another page: its text describes that page. */
typedef struct clet_link {
    chatlet_str target; /* as written */
    chatlet_str text;
} clet_link;

/* What a document says of itself, or a table of one of its rows: a name and its values. Which of
 * these are fields of the bot is known later, so all of a short form are kept. */
typedef struct clet_metadata {
    uint32_t block;  /* heading that begins the page they belong to; 0 where there is only one */
    uint32_t name;   /* index of list->metadata_names */
    bool is_offered; /* written for search: a field even when bot.json does not name it */
    uint32_t line;   /* of the values, from 1; 0 when the parser does not tell, as for the column */
    uint32_t column;
    chatlet_str values; /* cleaned like a title, parted by ','; at most
                           CLET_METADATA_BYTES_MAX */
} clet_metadata;

/* Room for the most values that may count, and one byte more, so that too long a text shows. */
enum {
    CLET_METADATA_BYTES_MAX =
        CHATLET_PAGE_VALUES_MAX * (CHATLET_FIELD_VALUE_BYTES_MAX + 1) + CHATLET_FIELD_VALUES_MAX
};

typedef struct clet_block_list {
    clet_arena *arena; /* holds all texts */
    chatlet_str
        title; /* of the document; may be empty, then the first heading or the file's name serves */
    chatlet_str language; /* as the document declares it; may be empty */
    chatlet_str
        canonical; /* canonical address as declared (http, https or relative); may be empty */
    clet_block *blocks;
    uint32_t count;
    uint32_t capacity;
    clet_link *links;
    uint32_t link_count;
    uint32_t link_capacity;
    chatlet_str *metadata_names; /* each valid and once; at most CHATLET_DOCUMENT_FIELDS_MAX */
    uint32_t metadata_name_count;
    clet_metadata *metadata; /* by rising block */
    uint32_t metadata_count;
    uint32_t metadata_capacity;
} clet_block_list;

void clet_block_list_init(clet_block_list *list, clet_arena *arena);

/* Appends a copy of `block`, its texts copied to the arena: white space folded and trimmed (kept in
 * code but for blank lines at its ends and trailing spaces), control bytes dropped, unpaired code
 * marks dropped. A block without text is left out. CHATLET_ERR_MEMORY; CHATLET_ERR_LIMIT past
 * CHATLET_DOCUMENT_BLOCKS_MAX. */
CHATLET_MUST_USE chatlet_status clet_block_list_add(clet_block_list *list, const clet_block *block);
/* Copies `text` to the arena as the text of a paragraph would be: folded and trimmed, without code
 * marks. May come out empty. */
CHATLET_MUST_USE chatlet_status clet_block_list_copy_title(clet_block_list *list, chatlet_str text,
                                                           chatlet_str *title);
CHATLET_MUST_USE chatlet_status clet_block_list_add_link(clet_block_list *list, chatlet_str target,
                                                         chatlet_str text);

/* Where metadata stands and what it belongs to. */
typedef struct clet_metadata_place {
    uint32_t block;
    uint32_t line;
    uint32_t column;
    bool is_offered;
} clet_metadata_place;

/* Adds values under `name`, of which capitals count as small letters and spaces as '-'. Names that
 * are none of a field then, values without text, and names past CHATLET_DOCUMENT_FIELDS_MAX are
 * left out. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status clet_block_list_add_metadata(clet_block_list *list,
                                                             chatlet_str name, chatlet_str values,
                                                             clet_metadata_place place);

/* Reads one document of any format: checks size, encoding and depth, then lets the format's reader
 * make the list. CHATLET_ERR_INPUT when it was refused (reported); CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_document_read(const chatlet_document *document,
                                                   clet_reporter *reporter, clet_block_list *list);

#endif
