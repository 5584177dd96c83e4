/* A page's tree as a host's parser hands it over: bytes in, nodes out. The writer is
 * web/src/compiler/html-tree.ts.
 *
 *     packed = name_count, name …, record …            numbers are varints; names and texts are
 *     name   = size, bytes                             their size in bytes and UTF-8
 *     record = 0                                       the open element ends
 *            | 1, line, text                           a run of text
 *            | 2, line, name index, svg-or-math, attribute_count, (name index, text) …
 *                                                      an element begins
 *
 * The first record begins the <html> element and the last one ends it. Names are those of HTML, in
 * lower case, and stand once for all elements and attributes. svg-or-math is 1 for an element of
 * these namespaces, else 0: there <a> and <title> mean other things. */
#include "html_parser.h"

#include "../base/byte_reader.h"
#include "../base/str.h"
#include "../base/utf8.h"

enum { RECORD_END, RECORD_TEXT, RECORD_ELEMENT };

typedef struct packed_name {
    chatlet_str text;
    clet_html_tag tag;
} packed_name;

typedef struct unpacking {
    clet_byte_reader reader;
    clet_arena *arena;
    packed_name *names;
    uint32_t name_count;
    clet_html_node *root;
    clet_html_node *parent; /* open element; NULL before the first and behind the last */
    clet_html_node *newest; /* child of parent */
} unpacking;

static clet_html_tag tag_of(chatlet_str name) {
    /* As the list writes them, in upper case. */
    static const chatlet_str names[] = {
#define X(tag_name, role) [CLET_HTML_TAG_##tag_name] = {#tag_name, sizeof(#tag_name) - 1},
        CLET_HTML_TAG_LIST(X)
#undef X
    };
    for (size_t i = CLET_HTML_TAG_TEXT + 1; i < sizeof names / sizeof names[0]; i++) {
        if (clet_str_equal_ignore_case(names[i], name)) return (clet_html_tag)i;
    }
    return CLET_HTML_TAG_UNKNOWN;
}

static chatlet_str read_text(clet_byte_reader *reader) {
    const chatlet_str text = clet_read_sized(reader);
    if (clet_utf8_valid_prefix(text) != text.size_bytes) reader->failed = true;
    return text;
}

static chatlet_status read_names(unpacking *packed) {
    clet_byte_reader *reader = &packed->reader;
    const uint32_t count = clet_read_varint(reader);
    /* Each takes a byte at least, which bounds what is asked for. */
    if (reader->failed || count > clet_byte_reader_left(reader)) return CHATLET_ERR_SYNTAX;
    packed->names = clet_arena_allocate_array(packed->arena, count, sizeof *packed->names);
    if (packed->names == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader->failed; i++) {
        packed->names[i].text = read_text(reader);
        packed->names[i].tag = tag_of(packed->names[i].text);
    }
    packed->name_count = count;
    return reader->failed ? CHATLET_ERR_SYNTAX : CHATLET_OK;
}

static const packed_name *read_name(unpacking *packed) {
    const uint32_t index = clet_read_varint(&packed->reader);
    if (!packed->reader.failed && index < packed->name_count) return &packed->names[index];
    packed->reader.failed = true;
    return NULL;
}

static chatlet_status read_attributes(unpacking *packed, clet_html_node *node) {
    const uint32_t count = clet_read_varint(&packed->reader);
    if (packed->reader.failed || count > clet_byte_reader_left(&packed->reader)) {
        return CHATLET_ERR_SYNTAX;
    }
    if (count == 0) return CHATLET_OK;
    clet_html_attribute *attributes =
        clet_arena_allocate_array(packed->arena, count, sizeof *attributes);
    if (attributes == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        const packed_name *name = read_name(packed);
        if (name == NULL) return CHATLET_ERR_SYNTAX;
        attributes[i].name = name->text;
        attributes[i].value = read_text(&packed->reader);
    }
    node->attributes = attributes;
    node->attribute_count = count;
    return CHATLET_OK;
}

static chatlet_status read_element(unpacking *packed, clet_html_node *node) {
    const packed_name *name = read_name(packed);
    const uint32_t is_foreign = clet_read_varint(&packed->reader);
    if (name == NULL || is_foreign > 1) return CHATLET_ERR_SYNTAX;
    node->tag = name->tag;
    if (is_foreign == 1 && name->tag != CLET_HTML_TAG_SVG) node->tag = CLET_HTML_TAG_UNKNOWN;
    return read_attributes(packed, node);
}

/* Puts `node` behind what its parent has so far. */
static void append(unpacking *packed, clet_html_node *node) {
    node->parent = packed->parent;
    if (packed->parent == NULL) packed->root = node;
    if (packed->parent != NULL && packed->newest == NULL) packed->parent->first = node;
    if (packed->newest != NULL) packed->newest->next = node;
    packed->newest = node;
}

static chatlet_status read_node(unpacking *packed, uint8_t record) {
    clet_html_node *node = clet_arena_allocate(packed->arena, sizeof *node);
    if (node == NULL) return CHATLET_ERR_MEMORY;
    node->line = clet_read_varint(&packed->reader);
    append(packed, node);
    if (record == RECORD_TEXT) {
        node->tag = CLET_HTML_TAG_TEXT;
        node->text = read_text(&packed->reader);
        return CHATLET_OK;
    }
    packed->parent = node;
    packed->newest = NULL;
    return read_element(packed, node);
}

static chatlet_status read_record(unpacking *packed) {
    const uint8_t record = clet_read_u8(&packed->reader);
    if (packed->reader.failed || record > RECORD_ELEMENT) return CHATLET_ERR_SYNTAX;
    if (record != RECORD_END) return read_node(packed, record);
    packed->newest = packed->parent;
    /* The tree is being built: the links point to const only for its readers. */
    packed->parent = (clet_html_node *)packed->parent->parent;
    return CHATLET_OK;
}

/* The <html> element's record, then those of what it holds, until it ends. */
static chatlet_status read_records(unpacking *packed) {
    if (clet_read_u8(&packed->reader) != RECORD_ELEMENT) return CHATLET_ERR_SYNTAX;
    chatlet_status status = read_node(packed, RECORD_ELEMENT);
    while (status == CHATLET_OK && packed->parent != NULL) {
        status = read_record(packed);
    }
    if (status != CHATLET_OK) return status;
    const bool is_whole = !packed->reader.failed && clet_byte_reader_left(&packed->reader) == 0;
    return is_whole && packed->root->tag == CLET_HTML_TAG_HTML ? CHATLET_OK : CHATLET_ERR_SYNTAX;
}

chatlet_status clet_html_unpack(clet_arena *arena, chatlet_str packed_bytes,
                                const clet_html_node **root) {
    if (packed_bytes.size_bytes > CHATLET_HTML_PACKED_BYTES_MAX) return CHATLET_ERR_LIMIT;
    unpacking packed = {.reader = clet_byte_reader_of(packed_bytes), .arena = arena};
    chatlet_status status = read_names(&packed);
    if (status == CHATLET_OK) status = read_records(&packed);
    if (status == CHATLET_OK) *root = packed.root;
    return status;
}

chatlet_status clet_html_refuse_complex(const clet_document_source *source) {
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_COMPLEX, source->path, 0, 0,
                CHATLET_STR("the page's markup needs more memory than a page of its size may "
                            "take; simplify it or split it"));
    return CHATLET_ERR_INPUT;
}
