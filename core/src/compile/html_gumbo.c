/* A page's tree by gumbo; natively. The only includer of gumbo: everything behind it works on our
 * own tree. */
#include "html_parser.h"
#include "parser_memory.h"

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

static chatlet_status read_parsed(const clet_document_source *source, clet_parser_memory *memory,
                                  clet_arena *scratch, clet_html_read_page *read_page) {
    const GumboOutput *output = parse(memory, source->text);
    if (output == NULL) return clet_html_refuse_complex(source);
    const clet_html_node *page = copy_tree(scratch, output->root);
    return page == NULL ? CHATLET_ERR_MEMORY : read_page(source, page);
}

chatlet_status clet_html_parse(const clet_document_source *source, clet_html_read_page *read_page) {
    const chatlet_allocator *allocator = source->list->arena->allocator;
    clet_parser_memory memory;
    const chatlet_status reserved =
        clet_parser_memory_reserve(&memory, allocator, source->text.size_bytes);
    if (reserved != CHATLET_OK) return reserved;
    clet_arena scratch;
    clet_arena_init(&scratch, allocator);
    const chatlet_status status = read_parsed(source, &memory, &scratch, read_page);
    clet_arena_free(&scratch);
    clet_parser_memory_release(&memory);
    return status;
}
