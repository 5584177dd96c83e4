/* The only includer of cmark. */
#include "markdown_parser.h"

#include "parser_memory.h"

#include <cmark.h>
#include <string.h>

/* cmark's memory functions get no context, so the region of the parse that is going on has to be
 * found from here: the one variable outside functions in core. It is of this thread, and NULL
 * outside clet_markdown_parse. */
static _Thread_local clet_parser_memory *current_memory;

static void *allocate_zeroed(size_t count, size_t size_bytes) {
    /* cmark's counts are its own; a product that does not fit asks for more than any region has. */
    size_t total = SIZE_MAX;
    if (size_bytes == 0 || count <= SIZE_MAX / size_bytes) total = count * size_bytes;
    void *block = clet_parser_memory_allocate(current_memory, total);
    memset(block, 0, total);
    return block;
}

static void *resize(void *old, size_t size_bytes) {
    return clet_parser_memory_resize(current_memory, old, size_bytes);
}

static void release(void *block) { clet_parser_memory_free(current_memory, block); }

/* A walk over the parsed text; NULL when the region was used up. Nothing here is changed between
 * setjmp and the jump. */
static cmark_iter *parse(clet_parser_memory *memory, chatlet_str text) {
    static cmark_mem hooks = {.calloc = allocate_zeroed, .realloc = resize, .free = release};
    if (setjmp(memory->exhausted) != 0) return NULL;
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &hooks);
    cmark_parser_feed(parser, text.data, text.size_bytes);
    return cmark_iter_new(cmark_parser_finish(parser));
}

static chatlet_str text_of(const char *text) {
    if (text == NULL) return (chatlet_str){0};
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static uint32_t line_of(int line) { return line > 0 ? (uint32_t)line : 0; }

static clet_markdown_kind kind_of(cmark_node_type type) {
    switch (type) {
    case CMARK_NODE_BLOCK_QUOTE: return CLET_MARKDOWN_QUOTE;
    case CMARK_NODE_LIST: return CLET_MARKDOWN_LIST;
    case CMARK_NODE_ITEM: return CLET_MARKDOWN_ITEM;
    case CMARK_NODE_CODE_BLOCK: return CLET_MARKDOWN_CODE_BLOCK;
    case CMARK_NODE_HTML_BLOCK: return CLET_MARKDOWN_HTML_BLOCK;
    case CMARK_NODE_PARAGRAPH: return CLET_MARKDOWN_PARAGRAPH;
    case CMARK_NODE_HEADING: return CLET_MARKDOWN_HEADING;
    case CMARK_NODE_THEMATIC_BREAK: return CLET_MARKDOWN_RULE;
    case CMARK_NODE_TEXT: return CLET_MARKDOWN_TEXT;
    case CMARK_NODE_SOFTBREAK: return CLET_MARKDOWN_SOFT_BREAK;
    case CMARK_NODE_LINEBREAK: return CLET_MARKDOWN_LINE_BREAK;
    case CMARK_NODE_CODE: return CLET_MARKDOWN_CODE;
    case CMARK_NODE_HTML_INLINE: return CLET_MARKDOWN_HTML_INLINE;
    case CMARK_NODE_EMPH: return CLET_MARKDOWN_EMPHASIS;
    case CMARK_NODE_STRONG: return CLET_MARKDOWN_STRONG;
    case CMARK_NODE_LINK: return CLET_MARKDOWN_LINK;
    case CMARK_NODE_IMAGE: return CLET_MARKDOWN_IMAGE;
    case CMARK_NODE_NONE:
    case CMARK_NODE_DOCUMENT:
    /* Extensions make these, and there are none. */
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_CUSTOM_INLINE: break;
    }
    return CLET_MARKDOWN_DOCUMENT;
}

/* A list's user data, which nobody else needs, counts the items of it that were seen. */
static void number_item(clet_markdown_event *event, cmark_node *item) {
    cmark_node *list = cmark_node_parent(item);
    const uintptr_t seen = (uintptr_t)cmark_node_get_user_data(list);
    cmark_node_set_user_data(list, (void *)(seen + 1));
    event->is_first = seen == 0;
    event->is_numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    event->number = (uint32_t)cmark_node_get_list_start(list) + (uint32_t)seen;
}

static clet_markdown_event event_of(cmark_node *node, bool is_end) {
    clet_markdown_event event = {.kind = kind_of(cmark_node_get_type(node)),
                                 .is_end = is_end,
                                 .first_line = line_of(cmark_node_get_start_line(node)),
                                 .last_line = line_of(cmark_node_get_end_line(node)),
                                 .literal = text_of(cmark_node_get_literal(node))};
    if (event.kind == CLET_MARKDOWN_HEADING)
        event.level = (uint32_t)cmark_node_get_heading_level(node);
    if (event.kind == CLET_MARKDOWN_LINK || event.kind == CLET_MARKDOWN_IMAGE)
        event.url = text_of(cmark_node_get_url(node));
    if (event.kind == CLET_MARKDOWN_ITEM && !is_end) number_item(&event, node);
    return event;
}

static void walk(cmark_iter *iterator, clet_markdown_handler handler, void *context) {
    bool goes_on = true;
    cmark_event_type type = cmark_iter_next(iterator);
    while (goes_on && type != CMARK_EVENT_DONE) {
        const clet_markdown_event event =
            event_of(cmark_iter_get_node(iterator), type == CMARK_EVENT_EXIT);
        goes_on = handler(context, &event);
        type = cmark_iter_next(iterator);
    }
}

chatlet_status clet_markdown_parse(const chatlet_allocator *allocator, chatlet_str text,
                                   clet_markdown_handler handler, void *context) {
    clet_parser_memory memory;
    const chatlet_status status = clet_parser_memory_reserve(&memory, allocator, text.size_bytes);
    if (status != CHATLET_OK) return status;
    current_memory = &memory;
    cmark_iter *iterator = parse(&memory, text);
    if (iterator != NULL) walk(iterator, handler, context);
    current_memory = NULL;
    clet_parser_memory_release(&memory);
    return iterator == NULL ? CHATLET_ERR_LIMIT : CHATLET_OK;
}
