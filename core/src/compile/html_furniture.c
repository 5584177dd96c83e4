/* Small things that site generators put into the text of a page, and that are none of it: signs
 * that link a heading to itself, marks of footnotes, numbers of code lines, "Edit this page". Told
 * by the attributes that generators give them, each seen in a site that was really built. */
#include "html_tree.h"

#include "../base/str.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

bool clet_html_any_word(chatlet_str value, clet_html_word_test test) {
    size_t offset = 0;
    while (offset < value.size_bytes) {
        size_t end = offset;
        while (end < value.size_bytes && (unsigned char)value.data[end] > ' ')
            end++;
        if (end > offset && test(clet_str_slice(value, offset, end))) return true;
        offset = end + 1;
    }
    return false;
}

static char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte; }

bool clet_html_text_contains(chatlet_str text, chatlet_str word) {
    for (size_t i = 0; i + word.size_bytes <= text.size_bytes; i++) {
        if (lower(text.data[i]) == word.data[0] &&
            clet_str_equal_ignore_case(clet_str_slice(text, i, i + word.size_bytes), word)) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(chatlet_str word, const chatlet_str *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (clet_str_equal_ignore_case(word, words[i])) return true;
    }
    return false;
}

static bool contains_one_of(chatlet_str word, const chatlet_str *parts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (clet_html_text_contains(word, parts[i])) return true;
    }
    return false;
}

static chatlet_str class_of(const clet_html_node *node) {
    return clet_html_attribute_of(node, CHATLET_STR("class"));
}

static chatlet_str role_of(const clet_html_node *node) {
    return clet_html_attribute_of(node, CHATLET_STR("role"));
}

/* ---- links ----------------------------------------------------------------------------------- */

static bool is_permalink_class(chatlet_str word) {
    static const chatlet_str words[] = {
        {"headerlink", 10},    {"header-anchor", 13}, {"hash-link", 9},       {"anchor", 6},
        {"anchorjs-link", 13}, {"permalink", 9},      {"heading-anchor", 14}, {"anchor-link", 11}};
    return is_one_of(word, words, COUNT_OF(words));
}

/* The sign behind a heading that only links to itself. */
static bool is_permalink(const clet_html_node *link, chatlet_str href) {
    if (!clet_str_starts_with(href, CHATLET_STR("#"))) return false;
    if (link->first == NULL || link->first->next != NULL) return false;
    static const chatlet_str signs[] = {
        {"¶", 2}, {"#", 1}, {"§", 2}, {"🔗", 4}, {"\xE2\x80\x8B", 3}};
    const chatlet_str text = clet_str_trim(link->first->text);
    if (is_one_of(text, signs, COUNT_OF(signs))) return true;
    /* Some sites wrap the heading's own text in such a link: only a short sign is left out. */
    enum { SIGN_BYTES_MAX = 8 };
    return text.size_bytes <= SIGN_BYTES_MAX &&
           clet_html_any_word(class_of(link), is_permalink_class);
}

static bool is_footnote_class(chatlet_str word) {
    static const chatlet_str words[] = {{"footnote-ref", 12},
                                        {"footnote-backref", 16},
                                        {"footnote-reference", 18},
                                        {"footnote-back", 13},
                                        {"fn-backref", 10}};
    return is_one_of(word, words, COUNT_OF(words));
}

/* "1" in the text, which leads to the note, and the arrow there that leads back. */
static bool is_footnote_mark(const clet_html_node *link) {
    return clet_str_equal_ignore_case(role_of(link), CHATLET_STR("doc-noteref")) ||
           clet_str_equal_ignore_case(role_of(link), CHATLET_STR("doc-backlink")) ||
           clet_html_has_attribute(link, CHATLET_STR("data-footnote-ref")) ||
           clet_html_has_attribute(link, CHATLET_STR("data-footnote-backref")) ||
           clet_html_any_word(class_of(link), is_footnote_class);
}

static bool is_text(const clet_html_node *node) {
    return node != NULL && node->tag == CLET_HTML_TAG_TEXT &&
           clet_str_trim(node->text).size_bytes > 0;
}

/* Whether no text stands right before or behind the link: it is no part of a sentence. Behind many
 * siblings that is not looked for, so that a page of links costs no square of their number. */
static bool stands_alone(const clet_html_node *link) {
    enum { SIBLINGS_MAX = 64 };
    if (is_text(link->next) || link->parent == NULL) return false;
    const clet_html_node *before = NULL;
    int count = 0;
    for (const clet_html_node *node = link->parent->first; node != link; node = node->next) {
        if (++count > SIBLINGS_MAX) return false;
        /* White space between elements is a text of its own. */
        if (node->tag != CLET_HTML_TAG_TEXT || is_text(node)) before = node;
    }
    return !is_text(before);
}

/* "Edit this page", in whatever language: it leads to a repository's form for that. */
static bool is_edit_link(const clet_html_node *link, chatlet_str href) {
    return clet_str_starts_with(href, CHATLET_STR("http")) &&
           clet_html_text_contains(href, CHATLET_STR("/edit/")) && stands_alone(link);
}

static bool is_top_class(chatlet_str word) {
    return clet_html_text_contains(word, CHATLET_STR("top"));
}

/* "Back to top". Without such a class the same address is how many a page opens an answer: the link
 * is the question then. */
static bool leads_to_top(const clet_html_node *link, chatlet_str href) {
    return (clet_str_equal(href, CHATLET_STR("#")) || clet_str_equal(href, CHATLET_STR("#top"))) &&
           clet_html_any_word(class_of(link), is_top_class);
}

static bool is_page_control_class(chatlet_str word) {
    static const chatlet_str words[] = {{"viewcode-link", 13},
                                        {"edit-link", 9},
                                        {"edit-page-link", 14},
                                        {"theme-edit-this-page", 20}};
    return is_one_of(word, words, COUNT_OF(words));
}

static bool is_left_out_link(const clet_html_node *link) {
    const chatlet_str href = clet_str_trim(clet_html_attribute_of(link, CHATLET_STR("href")));
    if (href.size_bytes == 0) return false;
    return leads_to_top(link, href) || is_permalink(link, href) || is_footnote_mark(link) ||
           is_edit_link(link, href) || clet_html_any_word(class_of(link), is_page_control_class);
}

/* ---- within a line --------------------------------------------------------------------------- */

static bool is_line_number_class(chatlet_str word) {
    static const chatlet_str words[] = {
        {"linenos", 7},       {"lineno", 6}, {"linenumber", 10},     {"line-number", 11},
        {"line-numbers", 12}, {"lnt", 3},    {"hljs-ln-numbers", 15}};
    return is_one_of(word, words, COUNT_OF(words));
}

static bool is_short_line_number_class(chatlet_str word) {
    return clet_str_equal(word, CHATLET_STR("ln"));
}

static bool is_in_code(const clet_html_node *node) {
    enum { DISTANCE_MAX = 4 };
    int distance = 0;
    for (const clet_html_node *above = node->parent; above != NULL; above = above->parent) {
        if (above->tag == CLET_HTML_TAG_PRE) return true;
        if (++distance == DISTANCE_MAX) return false;
    }
    return false;
}

/* VitePress writes the language's name before a code block. */
static bool is_code_language(const clet_html_node *node) {
    return clet_str_equal(class_of(node), CHATLET_STR("lang")) && node->parent != NULL &&
           clet_str_starts_with(class_of(node->parent), CHATLET_STR("language-"));
}

static bool is_badge_class(chatlet_str word) {
    static const chatlet_str words[] = {
        {"theme-doc-version-badge", 23}, {"fn-bracket", 10}, {"viewcode-link", 13}};
    return is_one_of(word, words, COUNT_OF(words));
}

/* Hugo without classes has nothing else that tells line numbers: they are not copied along. */
static bool is_not_selectable(const clet_html_node *node) {
    const chatlet_str style = clet_html_attribute_of(node, CHATLET_STR("style"));
    return clet_html_text_contains(style, CHATLET_STR("user-select:none")) && is_in_code(node);
}

static bool is_left_out_inline(const clet_html_node *node) {
    const chatlet_str classes = class_of(node);
    if (is_not_selectable(node)) return true;
    if (classes.size_bytes == 0) return false;
    return is_code_language(node) || clet_html_any_word(classes, is_line_number_class) ||
           (clet_html_any_word(classes, is_short_line_number_class) && is_in_code(node)) ||
           clet_html_any_word(classes, is_badge_class);
}

bool clet_html_is_furniture(const clet_html_node *node) {
    if (node->attribute_count == 0) return false;
    const clet_html_role role = clet_html_role_of(node->tag);
    if (role == CLET_HTML_LINK) return is_left_out_link(node);
    return role == CLET_HTML_INLINE && is_left_out_inline(node);
}

/* ---- what other elements are for ------------------------------------------------------------- */

static bool is_note_title_class(chatlet_str word) {
    static const chatlet_str parts[] = {{"admonition-title", 16},    {"admonition-heading", 18},
                                        {"admonitionheading", 17},   {"custom-block-title", 18},
                                        {"callout-title", 13},       {"aside__title", 12},
                                        {"markdown-alert-title", 20}};
    return contains_one_of(word, parts, COUNT_OF(parts));
}

bool clet_html_is_note_title(const clet_html_node *node) {
    return (node->tag == CLET_HTML_TAG_P || node->tag == CLET_HTML_TAG_DIV) &&
           clet_html_any_word(class_of(node), is_note_title_class);
}

static bool is_code_table_class(chatlet_str word) {
    static const chatlet_str words[] = {
        {"highlighttable", 14}, {"lntable", 7}, {"rouge-table", 11}, {"hljs-ln", 7}};
    return is_one_of(word, words, COUNT_OF(words));
}

bool clet_html_is_code_table(const clet_html_node *table) {
    enum { DISTANCE_MAX = 2 }; /* Hugo's <div class="highlight"><div><table> */
    if (clet_html_any_word(class_of(table), is_code_table_class)) return true;
    const clet_html_node *above = table->parent;
    for (int distance = 0; distance < DISTANCE_MAX && above != NULL; distance++) {
        if (clet_str_equal(class_of(above), CHATLET_STR("highlight"))) return true;
        above = above->parent;
    }
    return false;
}

static bool is_hero_part_class(chatlet_str word) {
    return clet_str_equal(word, CHATLET_STR("name")) || clet_str_equal(word, CHATLET_STR("text"));
}

bool clet_html_is_line_of_heading(const clet_html_node *node) {
    const clet_html_node *heading = node->parent;
    return heading != NULL && heading->tag == CLET_HTML_TAG_H1 &&
           clet_str_equal(class_of(heading), CHATLET_STR("heading")) &&
           clet_html_any_word(class_of(node), is_hero_part_class);
}

static bool is_list_page_class(chatlet_str word) {
    static const chatlet_str words[] = {
        {"blog-list-page", 14},           {"blog-tags-list-page", 19},
        {"blog-tags-post-list-page", 24}, {"blog-authors-list-page", 22},
        {"blog-authors-posts-page", 23},  {"docs-tags-list-page", 19},
        {"docs-tags-doc-list-page", 23}};
    return is_one_of(word, words, COUNT_OF(words));
}

bool clet_html_is_list_page(const clet_html_node *page) {
    return clet_html_any_word(class_of(page), is_list_page_class);
}
