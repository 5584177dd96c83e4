#include "test_document.h"

#include "test_allocator.h"
#include "test_assert.h"

#include "compile/passage_list.h"

static void put(test_document *out, chatlet_str text) {
    const size_t used = strlen(out->text);
    const size_t room = sizeof out->text - used - 1;
    const size_t size_bytes = text.size_bytes < room ? text.size_bytes : room;
    for (size_t i = 0; i < size_bytes; i++) {
        const char byte = text.data[i];
        out->text[used + i] = byte == 1 || byte == 2 ? '`' : byte;
    }
    out->text[used + size_bytes] = '\0';
}

static void put_line(test_document *out, const char *label, chatlet_str text) {
    if (text.size_bytes == 0) return;
    put(out, test_str(label));
    put(out, text);
    put(out, CHATLET_STR("\n"));
}

static void take_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    char place[64];
    snprintf(place, sizeof place, "%u:%u: %s: ", diagnostic->line, diagnostic->column,
             diagnostic->code);
    put_line(context, place, diagnostic->message);
}

static void put_blocks(test_document *out, const clet_block_list *list) {
    put_line(out, "title: ", list->title);
    put_line(out, "lang: ", list->language);
    put_line(out, "canonical: ", list->canonical);
    for (uint32_t i = 0; i < list->count; i++) {
        const clet_block *block = &list->blocks[i];
        const char kind[] = {"HPIRC"[block->kind], '\0'};
        char level[8] = "";
        if (block->level > 0) snprintf(level, sizeof level, "%u", block->level);
        put(out, test_str(kind));
        put(out, test_str(level));
        if (block->anchor.size_bytes > 0) put(out, CHATLET_STR(" #"));
        put(out, block->anchor);
        if (block->url.size_bytes > 0) put(out, CHATLET_STR(" @"));
        put(out, block->url);
        char number[16] = " ";
        if (block->is_numbered) snprintf(number, sizeof number, " %u. ", block->number);
        put_line(out, number, block->text);
    }
    for (uint32_t i = 0; i < list->link_count; i++) {
        put(out, CHATLET_STR("-> "));
        put(out, list->links[i].target);
        put_line(out, ": ", list->links[i].text);
    }
}

/* Each block mark of a passage begins a line with its letter. */
static void put_passage_text(test_document *out, chatlet_str text) {
    static const char letters[] = "PIRCN";
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte >= 3 && byte <= 7) {
            const char begin[] = {'\n', letters[byte - 3], ' '};
            put(out, (chatlet_str){.data = begin, .size_bytes = sizeof begin});
        } else {
            put(out, (chatlet_str){.data = text.data + i, .size_bytes = 1});
        }
    }
    put(out, CHATLET_STR("\n"));
}

static void put_pages(test_document *out, const clet_page_list *pages) {
    for (uint32_t i = 0; i < pages->count; i++) {
        const clet_page *page = &pages->pages[i];
        put(out, CHATLET_STR("= "));
        put(out, page->title);
        put(out, CHATLET_STR(" <"));
        put(out, page->url);
        put(out, CHATLET_STR(">\n"));
        for (uint32_t k = 0; k < page->passage_count; k++) {
            put(out, CHATLET_STR("["));
            put(out, page->passages[k].headings);
            put(out, CHATLET_STR("] #"));
            put(out, page->passages[k].anchor);
            put_passage_text(out, page->passages[k].text);
        }
    }
}

test_document *test_document_read(const chatlet_allocator *allocator,
                                  chatlet_document_format format, chatlet_str bytes,
                                  bool shows_passages) {
    test_document *out = calloc(1, sizeof *out);
    if (out == NULL) abort();
    const chatlet_str copy = test_guarded_copy(bytes);
    const chatlet_document document = {
        .path = CHATLET_STR("doc"), .url = CHATLET_STR("/doc"), .format = format, .bytes = copy};
    clet_reporter reporter = {.context = out, .on_diagnostic = take_diagnostic};
    clet_arena arena;
    clet_arena_init(&arena, allocator);
    clet_block_list list;
    clet_page_list pages = {0};
    clet_block_list_init(&list, &arena);
    out->status = clet_document_read(&document, &reporter, &list);
    test_guarded_free(copy); /* nothing of the source may be needed any more */
    if (out->status == CHATLET_OK)
        out->status = clet_passage_list_make(&list, document.path, document.url, &pages);
    if (out->status == CHATLET_OK && shows_passages) put_pages(out, &pages);
    if (out->status == CHATLET_OK && !shows_passages) put_blocks(out, &list);
    clet_arena_free(&arena);
    return out;
}

void test_document_check(chatlet_document_format format, const test_document_row *rows,
                         size_t row_count, bool shows_passages) {
    for (size_t i = 0; i < row_count; i++) {
        test_document *out = test_document_read(test_plain_allocator(), format,
                                                test_str(rows[i].source), shows_passages);
        test_text_equal(rows[i].name, test_str(out->text), test_str(rows[i].expected));
        free(out);
    }
}

void test_document_refuse_each(chatlet_document_format format, chatlet_str bytes) {
    for (size_t refused = 1;; refused++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = refused;
        test_document *out = test_document_read(&test.allocator, format, bytes, true);
        const chatlet_status status = out->status;
        free(out);
        assert_int_equal(test.live_count, 0);
        if (test.allocation_count < refused) {
            assert_true(refused > 1);
            return;
        }
        test_status_equal("refused", status, CHATLET_ERR_MEMORY);
    }
}
