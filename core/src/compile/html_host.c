/* A page's tree by the host's parser; in WebAssembly, where there is no gumbo. The host is called
 * twice: to parse, and to put what it made where room was taken for it, so that it never allocates
 * in here. */
#include "html_parser.h"

/* Parses `html` and keeps the packed tree; its size in bytes, which is never 0. */
__attribute__((import_module("chatlet"), import_name("html_parse"))) extern uint32_t
clet_host_html_parse(const char *html, size_t size_bytes);

/* Copies the kept tree to `packed`, and forgets it. `packed` may be NULL: only forgets. */
__attribute__((import_module("chatlet"), import_name("html_take"))) extern void
clet_host_html_take(char *packed);

static chatlet_status read_packed(const clet_document_source *source, chatlet_str packed,
                                  clet_html_read_page *read_page) {
    clet_arena scratch;
    const clet_html_node *page = NULL;
    clet_arena_init(&scratch, source->list->arena->allocator);
    chatlet_status status = clet_html_unpack(&scratch, packed, &page);
    if (status == CHATLET_OK) status = read_page(source, page);
    clet_arena_free(&scratch);
    return status;
}

chatlet_status clet_html_parse(const clet_document_source *source, clet_html_read_page *read_page) {
    const chatlet_allocator *allocator = source->list->arena->allocator;
    const size_t size_bytes = clet_host_html_parse(source->text.data, source->text.size_bytes);
    const bool is_too_large = size_bytes > CHATLET_HTML_PACKED_BYTES_MAX;
    char *bytes = is_too_large ? NULL : allocator->allocate(allocator->context, size_bytes);
    clet_host_html_take(bytes);
    if (is_too_large) return clet_html_refuse_complex(source);
    if (bytes == NULL) return CHATLET_ERR_MEMORY;
    const chatlet_status status =
        read_packed(source, (chatlet_str){.data = bytes, .size_bytes = size_bytes}, read_page);
    allocator->release(allocator->context, bytes);
    return status;
}
