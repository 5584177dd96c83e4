/* The content of a page in, blocks in reading order out. Walks the tree once, without recursion: an
 * element is entered, what it holds is walked, and it is left. Text gathers in one buffer until the
 * block it belongs to ends. */
#include "html_tree.h"

#include "../base/str.h"
#include "../base/url.h"
#include "../bundle/text_marks.h"

/* A heading takes the id of a section that begins at most so many elements above it; DocBook puts
 * four between (section, titlepage, two divs, heading). */
enum { SECTION_DISTANCE_MAX = 4, HEADING_LEVELS = 6 };

enum { OPEN_LISTS_MAX = 32, ITEM_NUMBER_MAX = 100000000 };

/* A list the walk stands in. Items of one nested deeper than OPEN_LISTS_MAX have no numbers. */
typedef struct open_list {
    bool is_numbered;
    uint32_t next_number;
} open_list;

typedef struct outline {
    clet_block_list *list;
    clet_buffer text;      /* of the block that is being gathered */
    chatlet_status status; /* the first failure; nothing is added after it */
    clet_block_kind kind;  /* of that block */
    uint8_t level;         /* of a heading */
    bool is_numbered;      /* of an item */
    uint32_t number;       /* of such an item */
    uint32_t line;         /* where its text began */
    bool has_text;         /* more than white space was gathered */
    bool holds_term;       /* the text is a term, or a note's title; what comes next joins it */
    bool in_term;
    size_t term_size_bytes;   /* of the term that the text begins with; 0 when it has none */
    chatlet_str anchor;       /* of the nearest element with an id */
    chatlet_str block_anchor; /* `anchor` when the block's text began */
    chatlet_str heading_id;   /* of the heading that is being gathered */
    chatlet_str heading_anchors[HEADING_LEVELS + 1]; /* by level; an inner section without an id
                                                        opens at the outer one */
    const clet_html_node *section; /* the innermost container with an id in which no text has come
                                      yet, or NULL */
    const clet_html_node *data_table; /* whose rows become blocks, or NULL */
    const clet_html_node *row;        /* that is being gathered, or NULL */
    uint32_t cell_count;              /* of that row so far */
    uint32_t code_count;              /* open code elements */
    uint32_t preformatted_count;
    const clet_html_node *link;
    size_t link_begin; /* where its text begins in the buffer */
    open_list lists[OPEN_LISTS_MAX];
    uint32_t list_depth;
} outline;

static void append(outline *out, chatlet_str text) { clet_buffer_append(&out->text, text); }

static void drop_text(outline *out) {
    clet_buffer_truncate(&out->text, 0);
    out->has_text = false;
    out->holds_term = false;
    out->term_size_bytes = 0;
    out->link_begin = 0;
}

/* A heading's anchor: its own id, or else that of the section it stands in. */
static chatlet_str settle_heading_anchor(outline *out) {
    chatlet_str anchor = out->heading_id;
    for (uint8_t level = out->level; anchor.size_bytes == 0 && level > 1; level--) {
        anchor = out->heading_anchors[level - 1];
    }
    out->heading_anchors[out->level] = anchor;
    for (unsigned level = out->level + 1u; level <= HEADING_LEVELS; level++) {
        out->heading_anchors[level] = (chatlet_str){0};
    }
    out->anchor = anchor;
    return anchor;
}

/* Ends the block that is being gathered, if it has any text. */
static void end_block(outline *out) {
    if (out->has_text && out->status == CHATLET_OK) {
        const bool is_heading = out->kind == CLET_BLOCK_HEADING;
        const chatlet_str anchor = is_heading ? settle_heading_anchor(out) : out->block_anchor;
        const chatlet_str text = clet_buffer_str(&out->text);
        const bool has_term =
            out->kind == CLET_BLOCK_ITEM && out->term_size_bytes < text.size_bytes;
        const clet_block block = {.kind = out->kind,
                                  .level = is_heading ? out->level : 0,
                                  .line = out->line,
                                  .text = text,
                                  .term =
                                      clet_str_slice(text, 0, has_term ? out->term_size_bytes : 0),
                                  .anchor = anchor,
                                  .is_numbered = out->kind == CLET_BLOCK_ITEM && out->is_numbered,
                                  .number = out->number};
        out->status = clet_block_list_add(out->list, &block);
        out->kind = CLET_BLOCK_PARAGRAPH;
    }
    drop_text(out);
}

/* Begins or ends a piece of text of its own, but only a space within a table's row, and nothing
 * between a term and the definition that joins it. */
static void break_block(outline *out) {
    if (out->row != NULL) {
        append(out, CHATLET_STR(" "));
    } else if (!out->holds_term) {
        end_block(out);
    }
}

/* Ids that a generator numbered change with the next build of the page. */
static bool is_generated(const clet_html_node *node, chatlet_str id) {
    static const chatlet_str prefixes[] = {{"id-", 3}, {"idm", 3}, {"idp", 3}, {"index-", 6}};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (!clet_str_starts_with(id, prefixes[i])) continue;
        size_t offset = prefixes[i].size_bytes;
        while (offset < id.size_bytes &&
               ((id.data[offset] >= '0' && id.data[offset] <= '9') || id.data[offset] == '.')) {
            offset++;
        }
        if (offset == id.size_bytes) return true;
    }
    return clet_str_equal(clet_html_attribute_of(node, CHATLET_STR("class")),
                          CHATLET_STR("indexterm"));
}

/* Ids of containers that every page of a site has. */
static bool is_wrapper(chatlet_str id) {
    static const chatlet_str ids[] = {{"content", 7}, {"main", 4},      {"main-content", 12},
                                      {"app", 3},     {"root", 4},      {"page", 4},
                                      {"wrapper", 7}, {"container", 9}, {"docContent", 10},
                                      {"article", 7}, {"body", 4},      {"__docusaurus", 12},
                                      {"__next", 6},  {"VPContent", 9}, {"documentation", 13}};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (clet_str_equal(id, ids[i])) return true;
    }
    return false;
}

static chatlet_str id_of(const clet_html_node *node) {
    const chatlet_str id = clet_html_attribute_of(node, CHATLET_STR("id"));
    if (id.size_bytes > 0 || node->tag != CLET_HTML_TAG_A) return id;
    return clet_html_attribute_of(node, CHATLET_STR("name"));
}

/* The id of the section that begins right above `node`, or nothing. */
static chatlet_str section_id_above(const outline *out, const clet_html_node *node) {
    const clet_html_node *above = node;
    for (int distance = 0; distance <= SECTION_DISTANCE_MAX && above != NULL; distance++) {
        if (above == out->section) return id_of(above);
        above = above->parent;
    }
    return (chatlet_str){0};
}

/* Notes the id of an element whose text is still to come. */
static void take_id(outline *out, const clet_html_node *node) {
    if (node->attribute_count == 0 || out->has_text) return;
    const chatlet_str id = id_of(node);
    if (id.size_bytes == 0) return;
    if (out->kind == CLET_BLOCK_HEADING) {
        if (out->heading_id.size_bytes == 0) out->heading_id = id;
        return;
    }
    const bool is_container = node->tag == CLET_HTML_TAG_DIV ||
                              node->tag == CLET_HTML_TAG_SECTION ||
                              node->tag == CLET_HTML_TAG_ARTICLE;
    if (is_container) {
        if (!is_wrapper(id)) out->section = node;
    } else if (!is_generated(node, id)) {
        out->anchor = id;
    }
}

/* Puts a colon between a term and the definition that begins now. */
static void join_definition(outline *out) {
    const chatlet_str term = clet_buffer_str(&out->text);
    size_t size_bytes = term.size_bytes;
    while (size_bytes > 0 &&
           clet_str_find_byte(CHATLET_STR(" \t\n\r"), term.data[size_bytes - 1], 0) < 4) {
        size_bytes--;
    }
    clet_buffer_truncate(&out->text, size_bytes);
    out->term_size_bytes = size_bytes;
    const bool has_end =
        size_bytes > 0 && clet_str_find_byte(CHATLET_STR(":?!"), term.data[size_bytes - 1], 0) < 3;
    append(out, has_end ? CHATLET_STR(" ") : CHATLET_STR(": "));
    out->holds_term = false;
}

/* Called before the first visible text of a block. */
static void begin_text(outline *out, const clet_html_node *node) {
    if (out->holds_term && !out->in_term) join_definition(out);
    if (out->has_text) return;
    if (out->section != NULL && out->kind != CLET_BLOCK_HEADING) {
        const chatlet_str id = section_id_above(out, node->parent);
        if (id.size_bytes > 0 && !is_generated(out->section, id)) out->anchor = id;
    }
    out->section = NULL;
    out->has_text = true;
    out->line = node->line;
    out->block_anchor = out->anchor;
}

static void add_text(outline *out, const clet_html_node *node) {
    if (clet_str_trim(node->text).size_bytes > 0) begin_text(out, node);
    append(out, node->text);
}

/* A note's title joins what the note says, as a term does. */
static void enter_note_title(outline *out) {
    end_block(out);
    out->in_term = true;
}

static void enter_heading(outline *out, const clet_html_node *node) {
    if (out->row != NULL) {
        break_block(out);
        return;
    }
    end_block(out);
    if (clet_html_is_in_admonition(node)) {
        enter_note_title(out);
        return;
    }
    out->kind = CLET_BLOCK_HEADING;
    out->level = (uint8_t)(1 + (node->tag - CLET_HTML_TAG_H1));
    out->heading_id = section_id_above(out, node->parent);
    const chatlet_str own = id_of(node);
    if (own.size_bytes > 0) out->heading_id = own;
}

/* A table that lays out a page, rather than holding data: its cells hold what cells of data do
 * not. */
static bool is_layout_table(const clet_html_node *table) {
    const chatlet_str role = clet_html_attribute_of(table, CHATLET_STR("role"));
    if (clet_str_equal_ignore_case(role, CHATLET_STR("presentation"))) return true;
    if (clet_html_is_code_table(table)) return true;
    const clet_html_node *node = clet_html_next(table, table, false);
    while (node != NULL) {
        if (node->tag == CLET_HTML_TAG_TABLE) return true;
        if (clet_html_role_of(node->tag) == CLET_HTML_HEADING) return true;
        node = clet_html_next(table, node, false);
    }
    return false;
}

static void enter_cell(outline *out) {
    if (out->row == NULL) {
        break_block(out);
        return;
    }
    if (out->cell_count++ > 0) append(out, CHATLET_STR(" | "));
}

/* Reads a whole number that an attribute holds; false when it holds none that a list can begin
 * with. */
static bool read_number(const clet_html_node *node, chatlet_str name, uint32_t *number) {
    const chatlet_str text = clet_str_trim(clet_html_attribute_of(node, name));
    uint32_t value = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        value = value * 10 + (uint32_t)(text.data[i] - '0');
        if (value > ITEM_NUMBER_MAX) return false;
    }
    if (text.size_bytes == 0) return false;
    *number = value;
    return true;
}

/* A list that counts down or from below zero is shown without numbers, rather than wrong ones. */
static void enter_list(outline *out, const clet_html_node *node) {
    if (out->row == NULL) end_block(out);
    out->list_depth++;
    if (out->list_depth > OPEN_LISTS_MAX) return;
    open_list *list = &out->lists[out->list_depth - 1];
    *list = (open_list){.next_number = 1};
    list->is_numbered = node->tag == CLET_HTML_TAG_OL &&
                        !clet_html_has_attribute(node, CHATLET_STR("reversed")) &&
                        (read_number(node, CHATLET_STR("start"), &list->next_number) ||
                         clet_html_attribute_of(node, CHATLET_STR("start")).size_bytes == 0);
}

static void number_item(outline *out, const clet_html_node *node) {
    out->is_numbered = false;
    if (node->tag != CLET_HTML_TAG_LI || out->list_depth == 0 || out->list_depth > OPEN_LISTS_MAX)
        return;
    open_list *list = &out->lists[out->list_depth - 1];
    (void)read_number(node, CHATLET_STR("value"), &list->next_number);
    out->is_numbered = list->is_numbered;
    out->number = list->next_number++;
}

static void enter_item(outline *out, const clet_html_node *node) {
    break_block(out);
    if (out->row == NULL) out->kind = CLET_BLOCK_ITEM;
    number_item(out, node);
    take_id(out, node);
}

static void enter_term(outline *out, const clet_html_node *node) {
    if (out->holds_term) {
        append(out, CHATLET_STR(", "));
    } else {
        enter_item(out, node);
    }
    out->in_term = out->row == NULL;
}

/* Within a code block, elements that are blocks elsewhere are lines. */
static bool is_line_of_code(const outline *out, const clet_html_node *node) {
    if (out->preformatted_count == 0) return false;
    switch (clet_html_role_of(node->tag)) {
    case CLET_HTML_BLOCK:
    case CLET_HTML_LIST:
    case CLET_HTML_ITEM:
    case CLET_HTML_TERM:
    case CLET_HTML_DEFINITION:
    case CLET_HTML_TABLE:
    case CLET_HTML_ROW: return true;
    case CLET_HTML_CELL:
    case CLET_HTML_INLINE:
    case CLET_HTML_HEADING:
    case CLET_HTML_CODE:
    case CLET_HTML_LINK:
    case CLET_HTML_IMAGE:
    case CLET_HTML_BREAK:
    case CLET_HTML_PREFORMATTED:
    case CLET_HTML_HIDDEN: break;
    }
    return false;
}

/* Begins a line unless one was just begun. */
static void break_line_of_code(outline *out) {
    const chatlet_str text = clet_buffer_str(&out->text);
    if (text.size_bytes == 0 || clet_str_ends_with(text, CHATLET_STR("\n"))) return;
    append(out, CHATLET_STR("\n"));
}

static bool is_note_title(const outline *out, const clet_html_node *node) {
    return out->row == NULL && clet_html_is_note_title(node);
}

static void enter(outline *out, const clet_html_node *node) {
    if (is_line_of_code(out, node)) {
        break_line_of_code(out);
        return;
    }
    if (is_note_title(out, node)) {
        enter_note_title(out);
        return;
    }
    switch (clet_html_role_of(node->tag)) {
    case CLET_HTML_HEADING: enter_heading(out, node); return;
    case CLET_HTML_ITEM: enter_item(out, node); return;
    case CLET_HTML_TERM: enter_term(out, node); return;
    case CLET_HTML_CELL: enter_cell(out); break;
    case CLET_HTML_BLOCK:
    case CLET_HTML_DEFINITION: break_block(out); break;
    case CLET_HTML_LIST: enter_list(out, node); break;
    case CLET_HTML_PREFORMATTED:
        if (out->row == NULL) end_block(out);
        if (out->row == NULL) out->kind = CLET_BLOCK_CODE;
        out->preformatted_count++;
        break;
    case CLET_HTML_TABLE:
        if (out->row == NULL) end_block(out);
        if (out->data_table == NULL && !is_layout_table(node)) out->data_table = node;
        break;
    case CLET_HTML_ROW:
        if (out->row == NULL) end_block(out);
        if (out->data_table != NULL && out->row == NULL) {
            out->row = node;
            out->cell_count = 0;
            out->kind = CLET_BLOCK_ROW;
        }
        break;
    case CLET_HTML_CODE:
        if (out->code_count++ == 0 && out->preformatted_count == 0) {
            clet_buffer_append_byte(&out->text, CLET_MARK_CODE_BEGIN);
        }
        break;
    case CLET_HTML_LINK:
        out->link = node;
        out->link_begin = out->text.size_bytes;
        break;
    case CLET_HTML_BREAK:
        append(out, out->preformatted_count > 0 ? CHATLET_STR("\n") : CHATLET_STR(" "));
        return;
    case CLET_HTML_IMAGE: {
        const chatlet_str alt = clet_html_attribute_of(node, CHATLET_STR("alt"));
        if (clet_str_trim(alt).size_bytes == 0) return;
        begin_text(out, node);
        append(out, alt);
        return;
    }
    case CLET_HTML_INLINE:
        if (clet_html_is_line_of_heading(node)) append(out, CHATLET_STR(" "));
        break;
    case CLET_HTML_HIDDEN: break;
    }
    take_id(out, node);
}

static void leave_link(outline *out, const clet_html_node *node) {
    const chatlet_str text = clet_buffer_str(&out->text);
    const chatlet_str href = clet_str_trim(clet_html_attribute_of(node, CHATLET_STR("href")));
    if (out->link != node || out->link_begin >= text.size_bytes || out->status != CHATLET_OK)
        return;
    if (clet_str_starts_with(href, CHATLET_STR("#")) || !clet_url_is_safe(href)) return;
    out->status = clet_block_list_add_link(out->list, href,
                                           clet_str_slice(text, out->link_begin, text.size_bytes));
}

/* What comes next joins the term. */
static void leave_term(outline *out) {
    out->in_term = false;
    out->holds_term = out->has_text && out->row == NULL;
}

static void leave_item(outline *out) {
    break_block(out);
    if (out->row == NULL) out->kind = CLET_BLOCK_PARAGRAPH;
}

static void leave(outline *out, const clet_html_node *node) {
    if (is_line_of_code(out, node)) {
        break_line_of_code(out);
        return;
    }
    if (is_note_title(out, node)) {
        leave_term(out);
        return;
    }
    switch (clet_html_role_of(node->tag)) {
    case CLET_HTML_TERM: leave_term(out); return;
    case CLET_HTML_BLOCK:
    case CLET_HTML_CELL: break_block(out); return;
    case CLET_HTML_DEFINITION:
    case CLET_HTML_ITEM: leave_item(out); return;
    case CLET_HTML_HEADING:
        if (out->row == NULL && out->in_term) {
            leave_term(out);
            return;
        }
        if (out->row != NULL) return;
        end_block(out);
        out->kind = CLET_BLOCK_PARAGRAPH;
        return;
    case CLET_HTML_LIST:
        out->list_depth--;
        if (out->row != NULL) return;
        end_block(out);
        out->kind = CLET_BLOCK_PARAGRAPH;
        return;
    case CLET_HTML_PREFORMATTED:
        out->preformatted_count--;
        if (out->row != NULL) return;
        end_block(out);
        out->kind = CLET_BLOCK_PARAGRAPH;
        return;
    case CLET_HTML_TABLE:
        if (out->data_table != node) return;
        end_block(out);
        out->data_table = NULL;
        return;
    case CLET_HTML_ROW:
        if (out->row != node) return;
        end_block(out);
        out->row = NULL;
        out->kind = CLET_BLOCK_PARAGRAPH;
        return;
    case CLET_HTML_CODE:
        if (--out->code_count == 0 && out->preformatted_count == 0) {
            clet_buffer_append_byte(&out->text, CLET_MARK_CODE_END);
        }
        return;
    case CLET_HTML_LINK: leave_link(out, node); return;
    case CLET_HTML_INLINE:
    case CLET_HTML_BREAK:
    case CLET_HTML_IMAGE:
    case CLET_HTML_HIDDEN: return;
    }
}

/* Leaves `node` and each element that ends with it; the next node to enter, or NULL at the end. */
static const clet_html_node *leave_to_next(outline *out, const clet_html_node *root,
                                           const clet_html_node *node) {
    while (node->next == NULL) {
        node = node->parent;
        if (node == root) return NULL;
        leave(out, node);
    }
    return node->next;
}

static void walk(outline *out, const clet_html_node *root) {
    const clet_html_node *node = root->first;
    while (node != NULL && out->status == CHATLET_OK) {
        if (node->tag == CLET_HTML_TAG_TEXT) {
            add_text(out, node);
        } else if (!clet_html_is_left_out(node)) {
            enter(out, node);
            if (node->first != NULL) {
                node = node->first;
                continue;
            }
            leave(out, node);
        }
        node = leave_to_next(out, root, node);
    }
    end_block(out);
}

chatlet_status clet_html_outline(const clet_document_source *source, const clet_html_node *root) {
    outline out = {.list = source->list, .kind = CLET_BLOCK_PARAGRAPH};
    /* Blocks are made of the page's own text; the marks and separators added are far fewer. */
    clet_buffer_init(&out.text, source->list->arena->allocator,
                     (size_t)CHATLET_DOCUMENT_BYTES_MAX * 4);
    walk(&out, root);
    if (out.status == CHATLET_OK) out.status = clet_buffer_status(&out.text);
    clet_buffer_free(&out.text);
    return out.status;
}
