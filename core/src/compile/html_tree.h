/* A page as a tree, free of the parser that made it, so that finding the content and writing it
 * down as blocks do not depend on gumbo. */
#ifndef CLET_COMPILE_HTML_TREE_H
#define CLET_COMPILE_HTML_TREE_H

#include "document_reader.h"

/* How an element takes part in the text. */
typedef enum clet_html_role {
    CLET_HTML_INLINE,  /* within a line */
    CLET_HTML_BLOCK,   /* begins and ends a block */
    CLET_HTML_HEADING, /* h1 to h6 */
    CLET_HTML_CODE,    /* code within a line */
    CLET_HTML_LINK,
    CLET_HTML_IMAGE,
    CLET_HTML_BREAK,
    CLET_HTML_PREFORMATTED,
    CLET_HTML_LIST,
    CLET_HTML_ITEM,
    CLET_HTML_TERM,
    CLET_HTML_DEFINITION,
    CLET_HTML_TABLE,
    CLET_HTML_ROW,
    CLET_HTML_CELL,
    CLET_HTML_HIDDEN /* with all it holds */
} clet_html_role;

/* Every element that is treated specially; all others are UNKNOWN and inline. */
#define CLET_HTML_TAG_LIST(X)                                                                      \
    X(A, LINK)                                                                                     \
    X(ADDRESS, BLOCK)                                                                              \
    X(ARTICLE, BLOCK)                                                                              \
    X(ASIDE, BLOCK)                                                                                \
    X(AUDIO, HIDDEN)                                                                               \
    X(BLOCKQUOTE, BLOCK)                                                                           \
    X(BODY, BLOCK)                                                                                 \
    X(BR, BREAK)                                                                                   \
    X(BUTTON, HIDDEN)                                                                              \
    X(CANVAS, HIDDEN)                                                                              \
    X(CAPTION, BLOCK)                                                                              \
    X(CENTER, BLOCK)                                                                               \
    X(CODE, CODE)                                                                                  \
    X(DD, DEFINITION)                                                                              \
    X(DETAILS, BLOCK)                                                                              \
    X(DIV, BLOCK)                                                                                  \
    X(DL, LIST)                                                                                    \
    X(DT, TERM)                                                                                    \
    X(FIELDSET, BLOCK)                                                                             \
    X(FIGCAPTION, BLOCK)                                                                           \
    X(FIGURE, BLOCK)                                                                               \
    X(FOOTER, BLOCK)                                                                               \
    X(FORM, BLOCK)                                                                                 \
    X(H1, HEADING)                                                                                 \
    X(H2, HEADING)                                                                                 \
    X(H3, HEADING)                                                                                 \
    X(H4, HEADING)                                                                                 \
    X(H5, HEADING)                                                                                 \
    X(H6, HEADING)                                                                                 \
    X(HEAD, HIDDEN)                                                                                \
    X(HEADER, BLOCK)                                                                               \
    X(HGROUP, BLOCK)                                                                               \
    X(HR, BLOCK)                                                                                   \
    X(HTML, BLOCK)                                                                                 \
    X(IFRAME, HIDDEN)                                                                              \
    X(IMG, IMAGE)                                                                                  \
    X(INPUT, HIDDEN)                                                                               \
    X(KBD, CODE)                                                                                   \
    X(LABEL, BLOCK)                                                                                \
    X(LI, ITEM)                                                                                    \
    X(LINK, HIDDEN)                                                                                \
    X(MAIN, BLOCK)                                                                                 \
    X(META, HIDDEN)                                                                                \
    X(NAV, HIDDEN)                                                                                 \
    X(NOSCRIPT, HIDDEN)                                                                            \
    X(OBJECT, HIDDEN)                                                                              \
    X(OL, LIST)                                                                                    \
    X(P, BLOCK)                                                                                    \
    X(PRE, PREFORMATTED)                                                                           \
    X(SAMP, CODE)                                                                                  \
    X(SCRIPT, HIDDEN)                                                                              \
    X(SECTION, BLOCK)                                                                              \
    X(SELECT, HIDDEN)                                                                              \
    X(STYLE, HIDDEN)                                                                               \
    X(SUMMARY, BLOCK)                                                                              \
    X(SVG, HIDDEN)                                                                                 \
    X(TABLE, TABLE)                                                                                \
    X(TBODY, INLINE)                                                                               \
    X(TD, CELL)                                                                                    \
    X(TEMPLATE, HIDDEN)                                                                            \
    X(TEXTAREA, HIDDEN)                                                                            \
    X(TFOOT, INLINE)                                                                               \
    X(TH, CELL)                                                                                    \
    X(THEAD, INLINE)                                                                               \
    X(TITLE, HIDDEN)                                                                               \
    X(TR, ROW)                                                                                     \
    X(TT, CODE)                                                                                    \
    X(UL, LIST)                                                                                    \
    X(VIDEO, HIDDEN)

typedef enum clet_html_tag {
    CLET_HTML_TAG_UNKNOWN, /* any other element */
    CLET_HTML_TAG_TEXT,    /* no element: a run of text */
#define X(name, role) CLET_HTML_TAG_##name,
    CLET_HTML_TAG_LIST(X)
#undef X
} clet_html_tag;

typedef struct clet_html_attribute {
    chatlet_str name; /* lower case */
    chatlet_str value;
} clet_html_attribute;

typedef struct clet_html_node clet_html_node;
struct clet_html_node {
    clet_html_tag tag;
    uint32_t line;
    chatlet_str text; /* of a run of text, character references decoded */
    const clet_html_attribute *attributes;
    uint32_t attribute_count;
    const clet_html_node *parent; /* NULL at the root */
    const clet_html_node *first;  /* child */
    const clet_html_node *next;   /* sibling */
};

/* The role of `tag`; text and unknown elements are inline. */
clet_html_role clet_html_role_of(clet_html_tag tag);

/* The value of attribute `name`; empty also when there is none. */
chatlet_str clet_html_attribute_of(const clet_html_node *node, chatlet_str name);

bool clet_html_has_attribute(const clet_html_node *node, chatlet_str name);

/* The node behind `node` in reading order within `root`, below it first unless `skips_children`;
 * NULL at the end. */
const clet_html_node *clet_html_next(const clet_html_node *root, const clet_html_node *node,
                                     bool skips_children);

/* The first element `tag` at or below `root`, in reading order, or NULL. */
const clet_html_node *clet_html_find(const clet_html_node *root, clet_html_tag tag);

/* html_scan.c: looks the source over before it is parsed, since a parser's time grows with the
 * square of the depth. False when it was refused and reported. */
bool clet_html_scan(const clet_document_source *source);

/* html_content.c: the element that holds what the page is about; `page` itself at worst. */
const clet_html_node *clet_html_content_root(const clet_html_node *page);

/* html_content.c: true for elements that are no part of the text: hidden, navigation, a page's
 * header and footer. */
bool clet_html_is_left_out(const clet_html_node *node);

/* html_content.c: true when `node` stands in a note, a tip or a warning, whose title is no heading
 * of the page. */
bool clet_html_is_in_admonition(const clet_html_node *node);

/* html_furniture.c: true for a link or an inline element that generators put into the text and that
 * is none: the sign of a heading's link, a footnote's mark, the number of a code line, a link to
 * edit the page. */
bool clet_html_is_furniture(const clet_html_node *node);

/* html_furniture.c: true for the title of a note, which is no paragraph of its own. */
bool clet_html_is_note_title(const clet_html_node *node);

/* html_furniture.c: true for a table that holds a code block and its line numbers. */
bool clet_html_is_code_table(const clet_html_node *table);

/* html_furniture.c: true for a piece of a heading that is shown on a line of its own, as on the
 * front page of VitePress. */
bool clet_html_is_line_of_heading(const clet_html_node *node);

/* html_furniture.c: true for <html> of a page that Docusaurus made to list others. */
bool clet_html_is_list_page(const clet_html_node *page);

/* html_furniture.c: whether any word of an attribute's value, as of `class`, passes the test. */
typedef bool (*clet_html_word_test)(chatlet_str word);
bool clet_html_any_word(chatlet_str value, clet_html_word_test test);

/* html_furniture.c: whether `word`, which is in lower case and not empty, stands in `text` in any
 * case of ASCII. */
bool clet_html_text_contains(chatlet_str text, chatlet_str word);

/* html_outline.c: appends the blocks and links of `root`.
 * CHATLET_ERR_MEMORY, CHATLET_ERR_LIMIT as clet_block_list_add; CHATLET_ERR_INPUT (reported) when
 * elements are nested deeper than CHATLET_DOCUMENT_DEPTH_MAX allows. */
CHATLET_MUST_USE chatlet_status clet_html_outline(const clet_document_source *source,
                                                  const clet_html_node *root);

#endif
