/* Walking and asking; nothing here knows which element means what beyond the list of roles. */
#include "html_tree.h"

#include "../base/str.h"

clet_html_role clet_html_role_of(clet_html_tag tag) {
    static const clet_html_role roles[] = {[CLET_HTML_TAG_UNKNOWN] = CLET_HTML_INLINE,
                                           [CLET_HTML_TAG_TEXT] = CLET_HTML_INLINE,
#define X(name, role) [CLET_HTML_TAG_##name] = CLET_HTML_##role,
                                           CLET_HTML_TAG_LIST(X)
#undef X
    };
    return roles[tag];
}

static const clet_html_attribute *find_attribute(const clet_html_node *node, chatlet_str name) {
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        if (clet_str_equal(node->attributes[i].name, name)) return &node->attributes[i];
    }
    return NULL;
}

chatlet_str clet_html_attribute_of(const clet_html_node *node, chatlet_str name) {
    const clet_html_attribute *attribute = find_attribute(node, name);
    return attribute == NULL ? (chatlet_str){0} : attribute->value;
}

bool clet_html_has_attribute(const clet_html_node *node, chatlet_str name) {
    return find_attribute(node, name) != NULL;
}

const clet_html_node *clet_html_next(const clet_html_node *root, const clet_html_node *node,
                                     bool skips_children) {
    if (!skips_children && node->first != NULL) return node->first;
    while (node != root && node->next == NULL)
        node = node->parent;
    return node == root ? NULL : node->next;
}

const clet_html_node *clet_html_find(const clet_html_node *root, clet_html_tag tag) {
    const clet_html_node *node = root;
    while (node != NULL && node->tag != tag)
        node = clet_html_next(root, node, false);
    return node;
}
