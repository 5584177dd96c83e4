/* Which part of a page is what it is about, and which is furniture: told by the elements HTML has
 * for it, and where a page has none, by the words that sites use as class and id. */
#include "html_tree.h"

#include "../base/str.h"

static bool has_role(const clet_html_node *node, chatlet_str role) {
    return clet_str_equal_ignore_case(clet_html_attribute_of(node, CHATLET_STR("role")), role);
}

static bool has_text(const clet_html_node *root) {
    for (const clet_html_node *node = root; node != NULL;
         node = clet_html_next(root, node, clet_html_role_of(node->tag) == CLET_HTML_HIDDEN)) {
        if (node->tag == CLET_HTML_TAG_TEXT && clet_str_trim(node->text).size_bytes > 0)
            return true;
    }
    return false;
}

/* The only article that stands in no other, or NULL: several are a list of articles. */
static const clet_html_node *only_article(const clet_html_node *page) {
    const clet_html_node *found = NULL;
    bool skips = false;
    for (const clet_html_node *node = page; node != NULL;
         node = clet_html_next(page, node, skips)) {
        skips = node->tag == CLET_HTML_TAG_ARTICLE;
        if (!skips) continue;
        if (found != NULL) return NULL;
        found = node;
    }
    return found;
}

static const clet_html_node *find_main(const clet_html_node *page) {
    const clet_html_node *main = clet_html_find(page, CLET_HTML_TAG_MAIN);
    if (main != NULL && has_text(main)) return main;
    for (const clet_html_node *node = page; node != NULL;
         node = clet_html_next(page, node, false)) {
        if (has_role(node, CHATLET_STR("main")) && has_text(node)) return node;
    }
    return NULL;
}

const clet_html_node *clet_html_content_root(const clet_html_node *page) {
    const clet_html_node *main = find_main(page);
    if (main != NULL) return main;
    const clet_html_node *article = only_article(page);
    if (article != NULL && has_text(article)) return article;
    const clet_html_node *body = clet_html_find(page, CLET_HTML_TAG_BODY);
    return body != NULL ? body : page;
}

/* True when `token` is `word`, or `word` is its first or last part: "nav", "nav-top", "md-nav". */
static bool has_part(chatlet_str token, chatlet_str word) {
    if (token.size_bytes < word.size_bytes) return false;
    const size_t rest = token.size_bytes - word.size_bytes;
    if (clet_str_equal_ignore_case(clet_str_slice(token, 0, word.size_bytes), word)) {
        if (rest == 0) return true;
        const char behind = token.data[word.size_bytes];
        if (behind == '-' || behind == '_') return true;
    }
    if (!clet_str_equal_ignore_case(clet_str_slice(token, rest, token.size_bytes), word)) {
        return false;
    }
    return rest == 0 || token.data[rest - 1] == '-' || token.data[rest - 1] == '_';
}

/* A class that says what lies around an element, not what it is: "has-sidebar". */
static bool is_about_layout(chatlet_str token) {
    static const chatlet_str prefixes[] = {{"has-", 4},  {"with-", 5}, {"no-", 3},     {"is-", 3},
                                           {"hide-", 5}, {"show-", 5}, {"without-", 8}};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (clet_str_starts_with(token, prefixes[i])) return true;
    }
    return false;
}

static bool token_is_navigation(chatlet_str token) {
    static const chatlet_str parts[] = {
        {"toc", 3},     {"nav", 3},         {"menu", 4},    {"footer", 6},  {"breadcrumb", 10},
        {"pager", 5},   {"pagination", 10}, {"cookie", 6},  {"cookies", 7}, {"navigation", 10},
        {"linenos", 7}, {"banner", 6},      {"indexdiv", 8}};
    static const chatlet_str anywhere[] = {{"navbar", 6},
                                           {"navheader", 9},
                                           {"navfooter", 9},
                                           {"docnav", 6},
                                           {"sidebar", 7},
                                           {"breadcrumb", 10},
                                           {"skip-link", 9},
                                           {"skiplink", 8},
                                           {"skip-to-content", 15},
                                           {"skiptocontent", 13},
                                           {"toctree", 7},
                                           {"tableofcontents", 15},
                                           {"table-of-contents", 17},
                                           {"cookieconsent", 13},
                                           {"cookie-", 7},
                                           {"wy-nav", 6},
                                           {"edit-this-page", 14},
                                           {"prev-next", 9},
                                           {"genindex", 8},
                                           {"rst-versions", 12},
                                           {"theme-doc-version-banner", 24},
                                           {"md-source-file", 14},
                                           {"last-updated", 12},
                                           {"back-to-top", 11}};
    if (is_about_layout(token)) return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (has_part(token, parts[i])) return true;
    }
    for (size_t i = 0; i < sizeof anywhere / sizeof anywhere[0]; i++) {
        if (clet_html_text_contains(token, anywhere[i])) return true;
    }
    return false;
}

static bool is_admonition_class(chatlet_str token) {
    return clet_html_text_contains(token, CHATLET_STR("admonition")) ||
           clet_html_text_contains(token, CHATLET_STR("callout")) ||
           clet_html_text_contains(token, CHATLET_STR("aside-")) ||
           has_part(token, CHATLET_STR("note")) || has_part(token, CHATLET_STR("tip")) ||
           has_part(token, CHATLET_STR("warning")) || has_part(token, CHATLET_STR("caution")) ||
           has_part(token, CHATLET_STR("important"));
}

/* Of an <aside>, which otherwise stands beside the text. */
static bool is_part_of_text(chatlet_str token) {
    return is_admonition_class(token) || clet_html_text_contains(token, CHATLET_STR("footnote"));
}

bool clet_html_is_in_admonition(const clet_html_node *node) {
    enum { DISTANCE_MAX = 4 };
    const clet_html_node *above = node->parent;
    for (int distance = 0; distance < DISTANCE_MAX && above != NULL; distance++) {
        if (above->tag == CLET_HTML_TAG_BODY) return false;
        if (clet_html_any_word(clet_html_attribute_of(above, CHATLET_STR("class")),
                               is_admonition_class)) {
            return true;
        }
        above = above->parent;
    }
    return false;
}

/* A page's own heading may stand in its header or inside a form; then that is content. */
static bool holds_content(const clet_html_node *node) {
    return clet_html_find(node, CLET_HTML_TAG_H1) != NULL ||
           clet_html_find(node, CLET_HTML_TAG_MAIN) != NULL;
}

static bool is_named_navigation(const clet_html_node *node) {
    const chatlet_str classes = clet_html_attribute_of(node, CHATLET_STR("class"));
    const chatlet_str id = clet_html_attribute_of(node, CHATLET_STR("id"));
    return clet_html_any_word(classes, token_is_navigation) ||
           clet_html_any_word(id, token_is_navigation);
}

static bool is_hidden(const clet_html_node *node) {
    /* What another tab shows is content, too. */
    if (node->attribute_count == 0 || has_role(node, CHATLET_STR("tabpanel"))) return false;
    if (clet_str_equal_ignore_case(clet_html_attribute_of(node, CHATLET_STR("aria-hidden")),
                                   CHATLET_STR("true"))) {
        return true;
    }
    /* hidden="until-found" is content that the browser's search opens. */
    return clet_html_has_attribute(node, CHATLET_STR("hidden")) &&
           !clet_str_equal_ignore_case(clet_html_attribute_of(node, CHATLET_STR("hidden")),
                                       CHATLET_STR("until-found"));
}

static bool is_navigation_role(const clet_html_node *node) {
    static const chatlet_str roles[] = {{"navigation", 10}, {"banner", 6}, {"contentinfo", 11},
                                        {"search", 6},      {"menu", 4},   {"doc-toc", 7}};
    const chatlet_str role = clet_html_attribute_of(node, CHATLET_STR("role"));
    if (role.size_bytes == 0) return false;
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (clet_str_equal_ignore_case(role, roles[i])) return true;
    }
    return false;
}

bool clet_html_is_left_out(const clet_html_node *node) {
    if (node->tag == CLET_HTML_TAG_TEXT) return false;
    if (clet_html_role_of(node->tag) == CLET_HTML_HIDDEN || is_hidden(node)) return true;
    const chatlet_str classes = clet_html_attribute_of(node, CHATLET_STR("class"));
    switch (clet_html_role_of(node->tag)) {
    case CLET_HTML_LINK:
        return clet_html_is_furniture(node) ||
               (classes.size_bytes > 0 && clet_html_text_contains(classes, CHATLET_STR("skip")) &&
                is_named_navigation(node));
    case CLET_HTML_INLINE: return clet_html_is_furniture(node);
    case CLET_HTML_BLOCK:
    case CLET_HTML_LIST:
    case CLET_HTML_TABLE:
    case CLET_HTML_CELL: break;
    case CLET_HTML_HEADING:
    case CLET_HTML_CODE:
    case CLET_HTML_IMAGE:
    case CLET_HTML_BREAK:
    case CLET_HTML_PREFORMATTED:
    case CLET_HTML_ITEM:
    case CLET_HTML_TERM:
    case CLET_HTML_DEFINITION:
    case CLET_HTML_ROW:
    case CLET_HTML_HIDDEN: return false;
    }
    if (node->tag == CLET_HTML_TAG_BODY || node->tag == CLET_HTML_TAG_MAIN) return false;
    if (node->tag == CLET_HTML_TAG_ASIDE) return !clet_html_any_word(classes, is_part_of_text);
    const bool is_furniture = node->tag == CLET_HTML_TAG_HEADER ||
                              node->tag == CLET_HTML_TAG_FOOTER || node->tag == CLET_HTML_TAG_FORM;
    return (is_furniture || is_navigation_role(node) || is_named_navigation(node)) &&
           !holds_content(node);
}
