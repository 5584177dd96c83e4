/* Any bytes as a packed tree: refused, or a tree whose links agree and that is read as a page. */
#include "test_allocator.h"

#include "compile/html_parser.h"

#include <stdlib.h>

static void require(bool condition) {
    if (!condition) abort();
}

static void check_tree(const clet_html_node *root) {
    require(root->tag == CLET_HTML_TAG_HTML && root->parent == NULL && root->next == NULL);
    for (const clet_html_node *node = root; node != NULL;
         node = clet_html_next(root, node, false)) {
        require(node->tag != CLET_HTML_TAG_TEXT || node->first == NULL);
        for (const clet_html_node *child = node->first; child != NULL; child = child->next)
            require(child->parent == node);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    const clet_html_node *root = NULL;
    const chatlet_str packed = {.data = (const char *)data, .size_bytes = size};
    const chatlet_status status = clet_html_unpack(&arena, packed, &root);
    if (status == CHATLET_OK) {
        check_tree(root);
        clet_reporter reporter = {.on_diagnostic = NULL};
        clet_block_list list;
        clet_block_list_init(&list, &arena);
        const clet_document_source source = {
            .path = CHATLET_STR("doc.html"), .text = packed, .reporter = &reporter, .list = &list};
        const chatlet_status outlined = clet_html_outline(&source, clet_html_content_root(root));
        require(outlined == CHATLET_OK || outlined == CHATLET_ERR_INPUT);
    } else {
        require(status == CHATLET_ERR_SYNTAX);
    }
    clet_arena_free(&arena);
    require(test.live_count == 0);
    return 0;
}
