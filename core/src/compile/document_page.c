#include "document_page.h"

#include "../base/number_text.h"
#include "../base/str.h"
#include "../bundle/text_marks.h"

#include <chatlet/limits.h>

enum { SEGMENT_BYTES_MAX = 100 };

#define S CHATLET_STR

/* The element a run of blocks of one kind stands in. */
typedef enum page_group { GROUP_NONE, GROUP_LIST, GROUP_NUMBERED_LIST, GROUP_TABLE } page_group;

typedef struct page_writer {
    clet_buffer *html;
    clet_map anchors; /* written as ids so far */
    page_group group; /* open now */
    bool out_of_memory;
} page_writer;

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c1e21;--soft:#5b6169;--paper:#fff;--line:#d9dde2;"
    "--tint:#f3f5f7}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#a3aab3;--paper:#16181b;"
    "--line:#34383e;--tint:#212429}}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,"
    "sans-serif}\n"
    "main{max-width:44rem;margin:0 auto;padding:2rem 1.25rem 6rem;overflow-wrap:break-word}\n"
    "h1,h2,h3,h4,h5,h6{line-height:1.25;margin:2em 0 .5em}\n"
    "h1{margin-top:0;font-size:2rem}\n"
    "p,ul,ol,pre,table{margin:0 0 1em}\n"
    "ul,ol{padding-inline-start:1.5em}\n"
    "code,pre{font:.9em/1.5 ui-monospace,monospace;background:var(--tint);border-radius:4px}\n"
    "code{padding:.1em .3em}\n"
    "pre{padding:.8em 1em;overflow-x:auto}\n"
    "pre code{padding:0;background:none}\n"
    "table{display:block;overflow-x:auto;border-collapse:collapse}\n"
    "td{border:1px solid var(--line);padding:.35em .6em;vertical-align:top}\n"
    ":target{background:var(--tint);outline:.3em solid var(--tint);scroll-margin-top:1rem}\n"
    "@media print{body{background:#fff;color:#000}main{max-width:none;padding:0}"
    "pre{white-space:pre-wrap}}\n";

chatlet_str clet_document_page_style_name(void) { return S("pages/page.css"); }

chatlet_str clet_document_page_style(void) {
    return (chatlet_str){.data = style, .size_bytes = sizeof(style) - 1};
}

/* ---- names ---- */

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.';
}

/* Appends one folder or file name: what may not stand in it becomes one '-' a run, none at either
 * end; no dot begins it. A name with nothing left is "page", but "." and ".." vanish. */
static void append_segment(clet_buffer *name, chatlet_str segment) {
    if (clet_str_equal(segment, S(".")) || clet_str_equal(segment, S(".."))) return;
    const size_t begin = name->size_bytes;
    bool wants_dash = false;
    clet_buffer_append_byte(name, '/');
    for (size_t i = 0; i < segment.size_bytes; i++) {
        const bool is_empty = name->size_bytes == begin + 1;
        if (name->size_bytes - begin > SEGMENT_BYTES_MAX) break;
        if (!is_name_byte(segment.data[i]) || (is_empty && segment.data[i] == '.')) {
            wants_dash = !is_empty;
            continue;
        }
        if (wants_dash) clet_buffer_append_byte(name, '-');
        wants_dash = false;
        clet_buffer_append_byte(name, (uint8_t)segment.data[i]);
    }
    if (name->size_bytes == begin + 1) clet_buffer_append(name, S("page"));
}

/* `path` up to the last dot of its last segment. */
static chatlet_str without_ending(chatlet_str path) {
    for (size_t i = path.size_bytes; i > 0 && path.data[i - 1] != '/'; i--) {
        if (path.data[i - 1] == '.') return clet_str_slice(path, 0, i - 1);
    }
    return path;
}

static void append_stem(clet_buffer *name, chatlet_str path) {
    const chatlet_str stem = without_ending(path);
    clet_buffer_append(name, S("pages"));
    size_t begin = 0;
    while (begin < stem.size_bytes) {
        const size_t end = clet_str_find_byte(stem, '/', begin);
        if (end > begin) append_segment(name, clet_str_slice(stem, begin, end));
        begin = end + 1;
    }
    if (clet_str_equal(clet_buffer_str(name), S("pages"))) clet_buffer_append(name, S("/page"));
}

/* Finds or makes the entry of the name in `buffer`, in lower case. */
static chatlet_status find_entry(clet_map *names, clet_buffer *buffer, chatlet_str *name,
                                 clet_map_entry **entry) {
    if (clet_buffer_status(buffer) != CHATLET_OK) return CHATLET_ERR_MEMORY;
    const chatlet_status status = clet_arena_copy(names->arena, clet_buffer_str(buffer), name);
    if (status != CHATLET_OK) return status;
    for (size_t i = 0; i < buffer->size_bytes; i++) {
        const char byte = buffer->data[i];
        if (byte >= 'A' && byte <= 'Z') buffer->data[i] = (char)(byte - 'A' + 'a');
    }
    return clet_map_insert(names, clet_buffer_str(buffer), 0, entry, NULL);
}

static chatlet_status try_name(clet_map *names, chatlet_str path, uint32_t copy, chatlet_str *name,
                               clet_map_entry **entry) {
    clet_buffer buffer;
    clet_buffer_init(&buffer, names->arena->allocator, SIZE_MAX);
    append_stem(&buffer, path);
    if (copy > 1) clet_buffer_append_byte(&buffer, '-');
    if (copy > 1) clet_number_text_append_u64(&buffer, copy);
    clet_buffer_append(&buffer, S(".html"));
    const chatlet_status status = find_entry(names, &buffer, name, entry);
    clet_buffer_free(&buffer);
    return status;
}

chatlet_status clet_document_page_name(clet_map *names, chatlet_str path, chatlet_str *name,
                                       clet_map_entry **entry) {
    chatlet_str candidate = {0};
    clet_map_entry *found = NULL;
    /* One of these is free: there are no more names than documents. */
    for (uint32_t copy = 1; copy <= CHATLET_DOCUMENTS_MAX + 1; copy++) {
        const chatlet_status status = try_name(names, path, copy, &candidate, &found);
        if (status != CHATLET_OK) return status;
        if (found->value == 0) break;
    }
    *name = candidate;
    *entry = found;
    return CHATLET_OK;
}

/* ---- the page ---- */

static void append_escaped(clet_buffer *html, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte == '&') {
            clet_buffer_append(html, S("&amp;"));
        } else if (byte == '<') {
            clet_buffer_append(html, S("&lt;"));
        } else if (byte == '>') {
            clet_buffer_append(html, S("&gt;"));
        } else if (byte == '"') {
            clet_buffer_append(html, S("&quot;"));
        } else if (byte == '\'') {
            clet_buffer_append(html, S("&#39;"));
        } else if ((unsigned char)byte >= 0x20 || byte == '\n' || byte == '\t') {
            clet_buffer_append_byte(html, (uint8_t)byte);
        }
    }
}

/* Escapes text and turns its code marks into elements; they come in pairs within a block. */
static void append_marked(clet_buffer *html, chatlet_str text) {
    size_t begin = 0;
    bool in_code = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const bool opens = text.data[i] == CLET_MARK_CODE_BEGIN && !in_code;
        const bool closes = text.data[i] == CLET_MARK_CODE_END && in_code;
        if (!opens && !closes) continue;
        append_escaped(html, clet_str_slice(text, begin, i));
        clet_buffer_append(html, opens ? S("<code>") : S("</code>"));
        in_code = opens;
        begin = i + 1;
    }
    append_escaped(html, clet_str_slice(text, begin, text.size_bytes));
    if (in_code) clet_buffer_append(html, S("</code>"));
}

/* Opens `element` up to the '>', with the anchor as its id when no element before has it. */
static void open_tag(page_writer *writer, chatlet_str element, chatlet_str anchor) {
    clet_map_entry *entry = NULL;
    bool is_new = false;
    if (anchor.size_bytes > 0 &&
        clet_map_insert(&writer->anchors, anchor, 0, &entry, &is_new) != CHATLET_OK)
        writer->out_of_memory = true;
    clet_buffer_append(writer->html, S("<"));
    clet_buffer_append(writer->html, element);
    if (is_new) {
        clet_buffer_append(writer->html, S(" id=\""));
        append_escaped(writer->html, anchor);
        clet_buffer_append(writer->html, S("\""));
    }
}

static void open_element(page_writer *writer, chatlet_str element, chatlet_str anchor) {
    open_tag(writer, element, anchor);
    clet_buffer_append(writer->html, S(">"));
}

static void close_element(page_writer *writer, chatlet_str element) {
    clet_buffer_append(writer->html, S("</"));
    clet_buffer_append(writer->html, element);
    clet_buffer_append(writer->html, S(">\n"));
}

static void append_element(page_writer *writer, chatlet_str element, chatlet_str anchor,
                           chatlet_str text) {
    open_element(writer, element, anchor);
    append_marked(writer->html, text);
    close_element(writer, element);
}

/* Where the next " | " begins at or after `from`, or the size. */
static size_t find_separator(chatlet_str text, size_t from) {
    size_t bar = clet_str_find_byte(text, '|', from);
    while (bar < text.size_bytes) {
        const bool has_spaces = bar > from && bar + 1 < text.size_bytes &&
                                text.data[bar - 1] == ' ' && text.data[bar + 1] == ' ';
        if (has_spaces) return bar - 1;
        bar = clet_str_find_byte(text, '|', bar + 1);
    }
    return text.size_bytes;
}

/* A row's cells stand joined by " | " in its text. */
static void append_row(page_writer *writer, const clet_block *block) {
    const chatlet_str text = block->text;
    open_element(writer, S("tr"), block->anchor);
    for (size_t begin = 0; begin <= text.size_bytes;) {
        const size_t end = find_separator(text, begin);
        clet_buffer_append(writer->html, S("<td>"));
        append_marked(writer->html, clet_str_slice(text, begin, end));
        clet_buffer_append(writer->html, S("</td>"));
        begin = end + S(" | ").size_bytes;
    }
    close_element(writer, S("tr"));
}

static page_group group_of(const clet_block *block) {
    switch (block->kind) {
    case CLET_BLOCK_ITEM: return block->is_numbered ? GROUP_NUMBERED_LIST : GROUP_LIST;
    case CLET_BLOCK_ROW: return GROUP_TABLE;
    case CLET_BLOCK_HEADING:
    case CLET_BLOCK_PARAGRAPH:
    case CLET_BLOCK_CODE: return GROUP_NONE;
    }
    return GROUP_NONE;
}

static void enter_group(page_writer *writer, page_group group) {
    if (group == writer->group) return;
    if (writer->group == GROUP_LIST) clet_buffer_append(writer->html, S("</ul>\n"));
    if (writer->group == GROUP_NUMBERED_LIST) clet_buffer_append(writer->html, S("</ol>\n"));
    if (writer->group == GROUP_TABLE) clet_buffer_append(writer->html, S("</table>\n"));
    if (group == GROUP_LIST) clet_buffer_append(writer->html, S("<ul>\n"));
    if (group == GROUP_NUMBERED_LIST) clet_buffer_append(writer->html, S("<ol>\n"));
    if (group == GROUP_TABLE) clet_buffer_append(writer->html, S("<table>\n"));
    writer->group = group;
}

static chatlet_str heading_element(uint8_t level) {
    static const char names[] = "h1h2h3h4h5h6";
    const size_t index = level < 1 ? 0 : level > 6 ? 5 : (size_t)level - 1;
    return (chatlet_str){.data = names + index * 2, .size_bytes = 2};
}

/* Each item says its number, as lists within lists are parted where they stand. */
static void append_item(page_writer *writer, const clet_block *block) {
    open_tag(writer, S("li"), block->anchor);
    if (block->is_numbered) {
        clet_buffer_append(writer->html, S(" value=\""));
        clet_number_text_append_u64(writer->html, block->number);
        clet_buffer_append(writer->html, S("\""));
    }
    clet_buffer_append(writer->html, S(">"));
    append_marked(writer->html, block->text);
    close_element(writer, S("li"));
}

static void append_block(page_writer *writer, const clet_block *block) {
    enter_group(writer, group_of(block));
    switch (block->kind) {
    case CLET_BLOCK_HEADING:
        append_element(writer, heading_element(block->level), block->anchor, block->text);
        break;
    case CLET_BLOCK_PARAGRAPH: append_element(writer, S("p"), block->anchor, block->text); break;
    case CLET_BLOCK_ITEM: append_item(writer, block); break;
    case CLET_BLOCK_ROW: append_row(writer, block); break;
    case CLET_BLOCK_CODE:
        open_element(writer, S("pre"), block->anchor);
        clet_buffer_append(writer->html, S("<code>"));
        append_escaped(writer->html, block->text);
        clet_buffer_append(writer->html, S("</code>"));
        close_element(writer, S("pre"));
        break;
    }
}

/* A document that begins with a heading has its own headline; the others get their title as one. */
static bool has_headline(const clet_block_list *list) {
    return list->count > 0 && list->blocks[0].kind == CLET_BLOCK_HEADING;
}

static chatlet_str page_title(const clet_block_list *list, const clet_document_page *page) {
    if (list->title.size_bytes > 0) return list->title;
    if (has_headline(list)) return list->blocks[0].text;
    return page->title;
}

static void append_style_link(clet_buffer *html, chatlet_str name) {
    clet_buffer_append(html, S("<link rel=\"stylesheet\" href=\""));
    /* The first folder of the name is "pages/" itself, beside the style sheet. */
    size_t slash = clet_str_find_byte(name, '/', 0);
    for (slash = clet_str_find_byte(name, '/', slash + 1); slash < name.size_bytes;
         slash = clet_str_find_byte(name, '/', slash + 1))
        clet_buffer_append(html, S("../"));
    clet_buffer_append(html, S("page.css\">\n"));
}

static void append_head(clet_buffer *html, const clet_block_list *list,
                        const clet_document_page *page) {
    clet_buffer_append(html, S("<!doctype html>\n<html lang=\""));
    append_escaped(html, list->language.size_bytes > 0 ? list->language : page->language);
    clet_buffer_append(html, S("\">\n<head>\n<meta charset=\"utf-8\">\n"
                               "<meta name=\"generator\" content=\"chatlet\">\n"
                               "<meta http-equiv=\"Content-Security-Policy\" "
                               "content=\"default-src 'none'; style-src 'self'\">\n"
                               "<meta name=\"viewport\" "
                               "content=\"width=device-width, initial-scale=1\">\n<title>"));
    append_escaped(html, page_title(list, page));
    clet_buffer_append(html, S("</title>\n"));
    append_style_link(html, page->name);
    clet_buffer_append(html, S("</head>\n<body>\n<main dir=\"auto\">\n"));
}

chatlet_status clet_document_page_write(const clet_block_list *list, const clet_document_page *page,
                                        clet_buffer *html) {
    page_writer writer = {.html = html, .group = GROUP_NONE};
    clet_map_init(&writer.anchors, list->arena);
    append_head(html, list, page);
    if (!has_headline(list))
        append_element(&writer, S("h1"), (chatlet_str){0}, page_title(list, page));
    for (uint32_t i = 0; i < list->count; i++)
        append_block(&writer, &list->blocks[i]);
    enter_group(&writer, GROUP_NONE);
    clet_buffer_append(html, S("</main>\n</body>\n</html>\n"));
    return writer.out_of_memory ? CHATLET_ERR_MEMORY : clet_buffer_status(html);
}
