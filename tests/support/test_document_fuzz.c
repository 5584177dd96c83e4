#define _GNU_SOURCE
#include "test_document_fuzz.h"

#include "test_allocator.h"
#include "test_assert.h"

#include "base/str.h"
#include "base/url.h"
#include "base/utf8.h"
#include "bundle/field_text.h"
#include "bundle/text_marks.h"
#include "compile/document_page.h"
#include "compile/document_reader.h"
#include "compile/document_record.h"
#include "compile/passage_list.h"

#include <stdlib.h>
#include <string.h>

static void require(bool condition) {
    if (!condition) abort();
}

/* UTF-8 without control bytes but paired code marks and, where allowed, line ends and block marks.
 */
static void check_text(chatlet_str text, bool has_lines, bool has_blocks) {
    bool is_in_code = false;
    require(clet_utf8_valid_prefix(text) == text.size_bytes);
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte == CLET_MARK_CODE_BEGIN) require(!is_in_code);
        if (byte == CLET_MARK_CODE_END) require(is_in_code);
        if (byte == CLET_MARK_CODE_BEGIN) is_in_code = true;
        if (byte == CLET_MARK_CODE_END) is_in_code = false;
        const bool is_block = byte >= CLET_MARK_PARAGRAPH && byte <= CLET_MARK_LAST;
        if (is_block) require(has_blocks && !is_in_code);
        if (byte == '\n') require(has_lines);
        require(byte >= 0x20 || byte == '\n' || byte <= CLET_MARK_LAST);
        require(byte != 0);
    }
    require(!is_in_code);
}

static void check_blocks(const clet_block_list *list) {
    require(list->count > 0);
    check_text(list->title, false, false);
    require(clet_url_is_safe(list->canonical));
    for (uint32_t i = 0; i < list->count; i++) {
        const clet_block *block = &list->blocks[i];
        require(block->text.size_bytes > 0);
        require((block->kind == CLET_BLOCK_HEADING) == (block->level >= 1 && block->level <= 6));
        require(block->anchor.size_bytes <= CHATLET_ANCHOR_BYTES_MAX);
        require(clet_url_is_safe(block->url));
        check_text(block->text, block->kind == CLET_BLOCK_CODE, false);
    }
    for (uint32_t i = 0; i < list->link_count; i++)
        require(clet_url_is_safe(list->links[i].target));
    for (uint32_t i = 0; i < list->metadata_count; i++) {
        const clet_metadata *metadata = &list->metadata[i];
        require(metadata->block < list->count && metadata->name < list->metadata_name_count);
        require(clet_field_name_is_valid(list->metadata_names[metadata->name]));
        require(metadata->values.size_bytes <= CLET_METADATA_BYTES_MAX);
        check_text(metadata->values, false, false);
    }
}

static void check_pages(const clet_page_list *pages) {
    require(pages->count > 0);
    for (uint32_t i = 0; i < pages->count; i++) {
        const clet_page *page = &pages->pages[i];
        require(page->title.size_bytes > 0 && page->title.size_bytes <= CHATLET_TITLE_BYTES_MAX);
        require(page->passage_count > 0);
        check_text(page->title, false, false);
        for (uint32_t k = 0; k < page->passage_count; k++) {
            const clet_passage *passage = &page->passages[k];
            require(passage->text.size_bytes > 1);
            require(passage->text.size_bytes <= CHATLET_PASSAGE_BYTES_MAX);
            require(passage->text.data[0] >= CLET_MARK_PARAGRAPH);
            require(passage->text.data[0] <= CLET_MARK_LAST);
            check_text(passage->text, true, true);
            check_text(passage->headings, false, false);
        }
    }
}

enum { OPEN_ELEMENTS_MAX = 8 };

static bool is_known(chatlet_str name) {
    static const char *const names[] = {"body",  "code", "h1", "h2",   "h3", "h4",
                                        "h5",    "h6",   "li", "main", "ol", "p",
                                        "table", "td",   "tr", "pre",  "ul"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (clet_str_equal(name, test_str(names[i]))) return true;
    return false;
}

/* Without the number of a list's item at the end. */
static chatlet_str without_value(chatlet_str attributes) {
    size_t begin = attributes.size_bytes;
    if (!clet_str_ends_with(attributes, CHATLET_STR("\""))) return attributes;
    begin--;
    while (begin > 0 && attributes.data[begin - 1] >= '0' && attributes.data[begin - 1] <= '9')
        begin--;
    const chatlet_str before = clet_str_slice(attributes, 0, begin);
    const chatlet_str name = CHATLET_STR(" value=\"");
    if (!clet_str_ends_with(before, name)) return attributes;
    return clet_str_slice(before, 0, begin - name.size_bytes);
}

/* What may stand behind a name: nothing, or an id without a quote or a bracket. */
static bool is_harmless(chatlet_str attributes) {
    attributes = without_value(attributes);
    if (attributes.size_bytes == 0) return true;
    if (clet_str_equal(attributes, CHATLET_STR(" dir=\"auto\""))) return true;
    const size_t begin = sizeof " id=\"" - 1;
    if (!clet_str_starts_with(attributes, CHATLET_STR(" id=\"")) ||
        !clet_str_ends_with(attributes, CHATLET_STR("\"")) || attributes.size_bytes <= begin)
        return false;
    const chatlet_str id = clet_str_slice(attributes, begin, attributes.size_bytes - 1);
    return clet_str_find_byte(id, '"', 0) == id.size_bytes &&
           clet_str_find_byte(id, '<', 0) == id.size_bytes;
}

/* Every '<' begins a known element, and elements close in the order they were opened: nothing a
 * document says is markup. */
static void check_markup(chatlet_str body) {
    chatlet_str open[OPEN_ELEMENTS_MAX] = {{0}};
    size_t depth = 0;
    for (size_t at = clet_str_find_byte(body, '<', 0); at < body.size_bytes;
         at = clet_str_find_byte(body, '<', at + 1)) {
        const size_t end = clet_str_find_byte(body, '>', at);
        require(end < body.size_bytes);
        const bool closes = body.data[at + 1] == '/';
        const chatlet_str tag = clet_str_slice(body, at + (closes ? 2 : 1), end);
        const size_t length = clet_str_find_byte(tag, ' ', 0);
        const chatlet_str name = clet_str_slice(tag, 0, length);
        require(is_known(name) && is_harmless(clet_str_slice(tag, length, tag.size_bytes)));
        if (closes) {
            require(depth > 0 && length == tag.size_bytes);
            require(clet_str_equal(open[--depth], name));
        } else {
            require(depth < OPEN_ELEMENTS_MAX);
            open[depth++] = name;
        }
    }
    require(depth == 0);
}

static void check_readable_page(const clet_block_list *list, const chatlet_allocator *allocator) {
    static const char body[] = "<body>";
    const clet_document_page page = {.name = CHATLET_STR("pages/doc.html"),
                                     .title = CHATLET_STR("doc"),
                                     .language = CHATLET_STR("en")};
    clet_buffer html;
    clet_buffer_init(&html, allocator, SIZE_MAX);
    require(clet_document_page_write(list, &page, &html) == CHATLET_OK);
    const chatlet_str text = clet_buffer_str(&html);
    require(clet_utf8_valid_prefix(text) == text.size_bytes);
    for (size_t i = 0; i < text.size_bytes; i++)
        require((unsigned char)text.data[i] >= 0x20 || text.data[i] == '\n' ||
                text.data[i] == '\t');
    const char *found = memmem(text.data, text.size_bytes, body, sizeof body - 1);
    require(found != NULL);
    /* The head's elements are constant; its "</html>" closes behind the body. */
    const chatlet_str rest = clet_str_slice(text, (size_t)(found - text.data),
                                            text.size_bytes - (sizeof "</html>\n" - 1));
    check_markup(rest);
    clet_buffer_free(&html);
}

void test_document_check_list(const clet_block_list *list, const chatlet_allocator *allocator) {
    clet_page_list pages;
    check_blocks(list);
    require(clet_passage_list_make(list, CHATLET_STR("doc"), CHATLET_STR("/doc"), &pages) ==
            CHATLET_OK);
    check_pages(&pages);
    check_readable_page(list, allocator);
}

/* What readers make passes as a record, whose reader trusts nothing. */
static void check_record(const chatlet_document *document, const clet_block_list *list,
                         const chatlet_allocator *allocator) {
    chatlet_record made;
    clet_record read;
    clet_arena arena;
    clet_arena_init(&arena, allocator);
    require(chatlet_record_make(allocator, document, &made) == CHATLET_OK);
    require(clet_record_read(made.bytes, &arena, &read) == CHATLET_OK);
    require(read.is_refused == (list == NULL));
    require(list == NULL ||
            (read.blocks.count == list->count && read.blocks.link_count == list->link_count &&
             read.blocks.metadata_count == list->metadata_count));
    clet_arena_free(&arena);
    chatlet_record_free(&made);
}

void test_document_fuzz(chatlet_document_format format, const uint8_t *data, size_t size) {
    test_allocator test;
    test_allocator_init(&test);
    const chatlet_document document = {.path = CHATLET_STR("doc"),
                                       .url = CHATLET_STR("/doc"),
                                       .format = format,
                                       .bytes = {.data = (const char *)data, .size_bytes = size}};
    clet_reporter reporter = {.on_diagnostic = NULL};
    clet_arena arena;
    clet_arena_init(&arena, &test.allocator);
    clet_block_list list;
    clet_block_list_init(&list, &arena);
    const chatlet_status status = clet_document_read(&document, &reporter, &list);
    if (status == CHATLET_OK) {
        test_document_check_list(&list, &test.allocator);
        check_record(&document, &list, &test.allocator);
    } else {
        check_record(&document, NULL, &test.allocator);
        require(status == CHATLET_ERR_INPUT);
        require(reporter.error_count + reporter.warning_count > 0);
    }
    clet_arena_free(&arena);
    require(test.live_count == 0);
}
