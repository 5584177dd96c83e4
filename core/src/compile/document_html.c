/* HTML in, blocks out: what the head says, then the content. A parser behind html_parser.h makes
 * the tree. */
#include "html_parser.h"

#include "../base/str.h"
#include "../base/url.h"

static bool is_noindex(const clet_html_node *meta) {
    const chatlet_str content = clet_html_attribute_of(meta, CHATLET_STR("content"));
    static const chatlet_str word = {.data = "noindex", .size_bytes = 7};
    if (!clet_str_equal_ignore_case(clet_html_attribute_of(meta, CHATLET_STR("name")),
                                    CHATLET_STR("robots"))) {
        return false;
    }
    for (size_t i = 0; i + word.size_bytes <= content.size_bytes; i++) {
        if (clet_str_equal_ignore_case(clet_str_slice(content, i, i + word.size_bytes), word)) {
            return true;
        }
    }
    return false;
}

/* True for <meta http-equiv="refresh" content="0; url=…">: a visitor is never shown what the page
 * itself says. A page that reloads, or leads on after a while, is one to be read. */
static bool leads_on(const clet_html_node *meta) {
    const chatlet_str content = clet_str_trim(clet_html_attribute_of(meta, CHATLET_STR("content")));
    if (!clet_str_equal_ignore_case(clet_html_attribute_of(meta, CHATLET_STR("http-equiv")),
                                    CHATLET_STR("refresh"))) {
        return false;
    }
    size_t end = 0;
    while (end < content.size_bytes && content.data[end] == '0')
        end++;
    if (end == 0 || end == content.size_bytes) return false;
    const char behind = content.data[end];
    return behind == ';' || behind == ',' || behind == ' ';
}

/* Refuses a page that is none to be found; it is the site's wish, not a mistake. */
static chatlet_status refuse_page(const clet_document_source *source, uint32_t line,
                                  chatlet_str message) {
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_EMPTY, source->path, line, 0, message);
    return CHATLET_ERR_INPUT;
}

/* Removes the site's name from a page's title: what stands behind the last " - ", " | ", "· " or
 * dash, when `heading` is how the title begins. */
static chatlet_str without_site_name(chatlet_str title, chatlet_str heading) {
    if (heading.size_bytes == 0 || !clet_str_starts_with(title, heading)) return title;
    const chatlet_str rest =
        clet_str_trim(clet_str_slice(title, heading.size_bytes, title.size_bytes));
    static const chatlet_str separators[] = {{"-", 1}, {"|", 1}, {"·", 2},
                                             {"—", 3}, {"–", 3}, {"»", 2}};
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (clet_str_starts_with(rest, separators[i])) return heading;
    }
    return title;
}

/* <meta name="chatlet:version" content="15">, or as sites have them for DocSearch. */
static chatlet_status take_metadata(const clet_document_source *source,
                                    const clet_html_node *meta) {
    static const chatlet_str prefixes[] = {{"chatlet:", 8}, {"docsearch:", 10}};
    const chatlet_str name = clet_html_attribute_of(meta, CHATLET_STR("name"));
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const size_t size_bytes = prefixes[i].size_bytes;
        if (name.size_bytes <= size_bytes ||
            !clet_str_equal_ignore_case(clet_str_slice(name, 0, size_bytes), prefixes[i]))
            continue;
        return clet_block_list_add_metadata(
            source->list, clet_str_slice(name, size_bytes, name.size_bytes),
            clet_html_attribute_of(meta, CHATLET_STR("content")),
            (clet_metadata_place){.line = meta->line, .is_offered = true});
    }
    return CHATLET_OK;
}

/* What the head says: title, canonical address. CHATLET_ERR_INPUT for a page that asks not to be
 * found, or only leads on. */
static chatlet_status read_head(const clet_document_source *source, const clet_html_node *page,
                                chatlet_str *title) {
    const clet_html_node *head = clet_html_find(page, CLET_HTML_TAG_HEAD);
    if (head == NULL) return CHATLET_OK;
    for (const clet_html_node *node = head->first; node != NULL; node = node->next) {
        if (node->tag == CLET_HTML_TAG_TITLE && node->first != NULL) {
            *title = clet_str_trim(node->first->text);
        }
        if (node->tag == CLET_HTML_TAG_META && leads_on(node)) {
            return refuse_page(source, node->line,
                               CHATLET_STR("the page only leads on to another; it is left out"));
        }
        if (node->tag == CLET_HTML_TAG_META && is_noindex(node)) {
            return refuse_page(source, node->line,
                               CHATLET_STR("the page asks not to be indexed (robots noindex); it "
                                           "is left out"));
        }
        if (node->tag == CLET_HTML_TAG_META) {
            const chatlet_status status = take_metadata(source, node);
            if (status != CHATLET_OK) return status;
        }
        const chatlet_str href = clet_html_attribute_of(node, CHATLET_STR("href"));
        if (node->tag == CLET_HTML_TAG_LINK && href.size_bytes > 0 &&
            href.size_bytes <= CHATLET_URL_BYTES_MAX && clet_url_is_safe(href) &&
            clet_str_equal_ignore_case(clet_html_attribute_of(node, CHATLET_STR("rel")),
                                       CHATLET_STR("canonical"))) {
            const chatlet_status status =
                clet_arena_copy(source->list->arena, href, &source->list->canonical);
            if (status != CHATLET_OK) return status;
        }
    }
    return CHATLET_OK;
}

/* The first h1's text is how the page calls itself; <title> serves pages without one. */
static chatlet_status choose_title(clet_block_list *list, chatlet_str title) {
    const clet_block *first = NULL;
    for (uint32_t i = 0; i < list->count; i++) {
        const clet_block *block = &list->blocks[i];
        if (block->kind != CLET_BLOCK_HEADING) continue;
        if (first == NULL) first = block;
        if (block->level == 1) return clet_block_list_copy_title(list, block->text, &list->title);
    }
    chatlet_str heading = {0};
    chatlet_status status = clet_block_list_copy_title(list, title, &list->title);
    if (status == CHATLET_OK && first != NULL) {
        status = clet_block_list_copy_title(list, first->text, &heading);
    }
    if (status == CHATLET_OK) list->title = without_site_name(list->title, heading);
    return status;
}

static chatlet_status read_page(const clet_document_source *source, const clet_html_node *page) {
    chatlet_str title = {0};
    chatlet_status status = read_head(source, page, &title);
    if (status != CHATLET_OK) return status;
    if (clet_html_is_list_page(page)) {
        return refuse_page(source, page->line,
                           CHATLET_STR("the page only lists other pages; it is left out"));
    }
    status = clet_arena_copy(source->list->arena,
                             clet_str_trim(clet_html_attribute_of(page, CHATLET_STR("lang"))),
                             &source->list->language);
    if (status != CHATLET_OK) return status;
    status = clet_html_outline(source, clet_html_content_root(page));
    if (status != CHATLET_OK) return status;
    return choose_title(source->list, title);
}

chatlet_status clet_document_read_html(const clet_document_source *source) {
    if (source->text.size_bytes == 0) return CHATLET_OK;
    if (!clet_html_scan(source)) return CHATLET_ERR_INPUT;
    return clet_html_parse(source, read_page);
}
