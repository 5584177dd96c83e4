/* HTML in, blocks out. The only includer of gumbo: everything behind it works on our own tree. */
#include "html_tree.h"
#include "parser_memory.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../base/url.h"

#include <gumbo.h>
#include <string.h>

static void *allocate(void *context, size_t size_bytes) {
    return clet_parser_memory_allocate(context, size_bytes);
}

static void release(void *context, void *block) { clet_parser_memory_free(context, block); }

/* NULL when the region was used up. Nothing here is changed between setjmp and the jump. */
static GumboOutput *parse(clet_parser_memory *memory, chatlet_str text) {
    if (setjmp(memory->exhausted) != 0) return NULL;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = memory;
    options.max_errors = 0; /* nobody reads them, and each takes memory */
    return gumbo_parse_with_options(&options, text.data, text.size_bytes);
}

static clet_html_tag tag_of(GumboTag tag) {
    /* The list of HTML's elements is gumbo's; those that mean nothing special to us are UNKNOWN. */
    static const clet_html_tag tags[GUMBO_TAG_LAST + 1] = {
#define X(name, role) [GUMBO_TAG_##name] = CLET_HTML_TAG_##name,
        CLET_HTML_TAG_LIST(X)
#undef X
    };
    return tags[tag];
}

static chatlet_str text_of(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static chatlet_status copy_attributes(clet_arena *arena, const GumboElement *element,
                                      clet_html_node *node) {
    const uint32_t count = element->attributes.length;
    if (count == 0) return CHATLET_OK;
    clet_html_attribute *attributes = clet_arena_allocate_array(arena, count, sizeof *attributes);
    if (attributes == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        attributes[i].name = text_of(attribute->name);
        attributes[i].value = text_of(attribute->value);
    }
    node->attributes = attributes;
    node->attribute_count = count;
    return CHATLET_OK;
}

static bool is_element(const GumboNode *node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

static bool is_text(const GumboNode *node) {
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
           node->type == GUMBO_NODE_WHITESPACE;
}

/* A copy of one gumbo node without its relations. Texts stay where they are, in the region. */
static clet_html_node *copy_node(clet_arena *arena, const GumboNode *node) {
    clet_html_node *copy = clet_arena_allocate(arena, sizeof *copy);
    if (copy == NULL) return NULL;
    if (is_text(node)) {
        copy->tag = CLET_HTML_TAG_TEXT;
        copy->line = node->v.text.start_pos.line;
        copy->text = text_of(node->v.text.text);
        return copy;
    }
    const GumboElement *element = &node->v.element;
    copy->line = element->start_pos.line;
    copy->tag = element->tag_namespace == GUMBO_NAMESPACE_HTML ? tag_of(element->tag)
                : element->tag == GUMBO_TAG_SVG                ? CLET_HTML_TAG_SVG
                                                               : CLET_HTML_TAG_UNKNOWN;
    return copy_attributes(arena, element, copy) == CHATLET_OK ? copy : NULL;
}

/* Copies gumbo's tree. Walks by gumbo's parent and position, so that no depth of it matters. NULL
 * when the allocator refused. */
static const clet_html_node *copy_tree(clet_arena *arena, const GumboNode *root) {
    clet_html_node *copied_root = copy_node(arena, root);
    if (copied_root == NULL) return NULL;
    const GumboNode *parent = root;
    clet_html_node *copied_parent = copied_root;
    clet_html_node *newest = NULL; /* child of copied_parent */
    size_t position = 0;
    for (;;) {
        const GumboVector *children = &parent->v.element.children;
        if (position == children->length) {
            if (parent == root) return copied_root;
            position = parent->index_within_parent + 1;
            parent = parent->parent;
            newest = copied_parent;
            /* The tree is being built: the links point to const only for its readers. */
            copied_parent = (clet_html_node *)copied_parent->parent;
            continue;
        }
        const GumboNode *child = children->data[position];
        position++;
        if (!is_element(child) && !is_text(child)) continue;

        clet_html_node *copy = copy_node(arena, child);
        if (copy == NULL) return NULL;
        copy->parent = copied_parent;
        if (newest == NULL) copied_parent->first = copy;
        if (newest != NULL) newest->next = copy;
        newest = copy;
        if (is_element(child) && child->v.element.children.length > 0) {
            parent = child;
            copied_parent = copy;
            newest = NULL;
            position = 0;
        }
    }
}

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
    status = clet_arena_copy(source->list->arena,
                             clet_str_trim(clet_html_attribute_of(page, CHATLET_STR("lang"))),
                             &source->list->language);
    if (status != CHATLET_OK) return status;
    status = clet_html_outline(source, clet_html_content_root(page));
    if (status != CHATLET_OK) return status;
    return choose_title(source->list, title);
}

static chatlet_status read_parsed(const clet_document_source *source, clet_parser_memory *memory,
                                  clet_arena *scratch) {
    const GumboOutput *output = parse(memory, source->text);
    if (output == NULL) {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_COMPLEX, source->path, 0, 0,
                    CHATLET_STR("the page's markup needs more memory than a page of its size may "
                                "take; simplify it or split it"));
        return CHATLET_ERR_INPUT;
    }
    const clet_html_node *page = copy_tree(scratch, output->root);
    return page == NULL ? CHATLET_ERR_MEMORY : read_page(source, page);
}

chatlet_status clet_document_read_html(const clet_document_source *source) {
    if (source->text.size_bytes == 0) return CHATLET_OK;
    if (!clet_html_scan(source)) return CHATLET_ERR_INPUT;

    const chatlet_allocator *allocator = source->list->arena->allocator;
    clet_parser_memory memory;
    const chatlet_status reserved =
        clet_parser_memory_reserve(&memory, allocator, source->text.size_bytes);
    if (reserved != CHATLET_OK) return reserved;
    clet_arena scratch;
    clet_arena_init(&scratch, allocator);
    const chatlet_status status = read_parsed(source, &memory, &scratch);
    clet_arena_free(&scratch);
    clet_parser_memory_release(&memory);
    return status;
}
