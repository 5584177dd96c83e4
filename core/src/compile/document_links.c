/* A list of pages as llmstxt.org draws it in, blocks out:
 *
 *     # Title                               heading of level 1
 *     > What the site is.                   paragraphs
 *     ## Section
 *     - [Page](address): description        a heading that begins a page, with its address, and the
 *       that goes on                        description as a paragraph; without one the title again
 *     ## Optional                           its pages' headings have level 2, all others' 1
 *
 * Read line by line: it is Markdown, but only its lists of links mean anything here, and a line
 * that names no page has to be told with its place. */
#include "document_reader.h"

#include "../base/str.h"
#include "../base/url.h"
#include "../base/utf8.h"

enum { LEVEL_USUAL = 1, LEVEL_OPTIONAL = 2 };

typedef struct links_reader {
    const clet_document_source *source;
    clet_buffer text;  /* of the entry's description, or of a paragraph */
    clet_buffer plain; /* scratch of plain_text */
    uint32_t line;
    uint32_t entry_count; /* and lines that name none */
    bool is_in_section;
    bool is_optional;
    /* The entry whose description may go on. */
    bool has_entry;
    uint32_t entry_line;
    chatlet_str entry_title; /* borrowed from the source */
    chatlet_str entry_target;
    uint32_t text_line; /* of a paragraph that is being gathered */
    chatlet_status status;
} links_reader;

/* ---- marks within a line --------------------------------------------------------------------- */

static bool is_escapable(char byte) {
    return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') ||
           (byte >= '[' && byte <= '`') || (byte >= '{' && byte <= '~');
}

/* Offset of the ']' that ends what begins at `begin`; the size when there is none. Brackets may
 * stand in it in pairs. */
static size_t bracket_end(chatlet_str text, size_t begin, char open, char close) {
    size_t depth = 0;
    for (size_t i = begin; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte == '\\' && i + 1 < text.size_bytes && is_escapable(text.data[i + 1])) {
            i++;
        } else if (byte == open) {
            depth++;
        } else if (byte == close && depth-- == 0) {
            return i;
        }
    }
    return text.size_bytes;
}

/* A link that begins with the '[' at `begin`. */
typedef struct line_link {
    chatlet_str title;
    chatlet_str target;
    size_t end; /* behind the ')' */
} line_link;

static bool read_link(chatlet_str text, size_t begin, line_link *link) {
    const size_t title_end = bracket_end(text, begin + 1, '[', ']');
    if (title_end + 1 >= text.size_bytes || text.data[title_end + 1] != '(') return false;
    const size_t target_end = bracket_end(text, title_end + 2, '(', ')');
    if (target_end >= text.size_bytes) return false;
    link->title = clet_str_trim(clet_str_slice(text, begin + 1, title_end));
    link->target = clet_str_trim(clet_str_slice(text, title_end + 2, target_end));
    link->end = target_end + 1;
    /* [title](address "tooltip") */
    const size_t space = clet_str_find_byte(link->target, ' ', 0);
    const size_t quote = clet_str_find_byte(link->target, '"', 0);
    if (space < quote && quote < link->target.size_bytes)
        link->target = clet_str_trim(clet_str_slice(link->target, 0, space));
    if (clet_str_starts_with(link->target, CHATLET_STR("<")) &&
        clet_str_ends_with(link->target, CHATLET_STR(">")))
        link->target = clet_str_slice(link->target, 1, link->target.size_bytes - 1);
    return true;
}

/* Offset of the next `close`; the size when `open` comes first. So a look never reaches behind the
 * next place where one could begin, and all of them together cost the bytes of the text. */
static size_t simple_end(chatlet_str text, size_t begin, char open, char close) {
    for (size_t i = begin; i < text.size_bytes && text.data[i] != open; i++) {
        if (text.data[i] == close) return i;
    }
    return text.size_bytes;
}

/* The same as read_link for a link within a text, whose title and address hold no brackets. */
static bool read_simple_link(chatlet_str text, size_t begin, line_link *link) {
    const size_t title_end = simple_end(text, begin + 1, '[', ']');
    if (title_end + 1 >= text.size_bytes || text.data[title_end + 1] != '(') return false;
    const size_t target_end = simple_end(text, title_end + 2, '(', ')');
    if (target_end >= text.size_bytes) return false;
    link->title = clet_str_slice(text, begin + 1, title_end);
    link->end = target_end + 1;
    return true;
}

/* Appends `text` without the marks of code and strong emphasis, escapes undone, links as their
 * titles. */
static void append_plain(clet_buffer *out, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        const char next = i + 1 < text.size_bytes ? text.data[i + 1] : ' ';
        line_link link;
        if (byte == '\\' && is_escapable(next)) {
            clet_buffer_append_byte(out, (uint8_t)next);
            i++;
        } else if (byte == '*' && next == '*') {
            i++;
        } else if (byte == '[' && read_simple_link(text, i, &link)) {
            clet_buffer_append(out, link.title);
            i = link.end - 1;
        } else if (byte != '`') {
            clet_buffer_append_byte(out, (uint8_t)byte);
        }
    }
}

static chatlet_str plain_text(links_reader *read, chatlet_str text, size_t maximum_bytes) {
    clet_buffer_truncate(&read->plain, 0);
    append_plain(&read->plain, text);
    return clet_utf8_cut(clet_str_trim(clet_buffer_str(&read->plain)), maximum_bytes);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void add_block(links_reader *read, clet_block block) {
    if (read->status == CHATLET_OK) read->status = clet_buffer_status(&read->plain);
    if (read->status == CHATLET_OK) read->status = clet_buffer_status(&read->text);
    if (read->status == CHATLET_OK) read->status = clet_block_list_add(read->source->list, &block);
}

/* A title of nothing that can be shown makes no entry. */
static void end_entry(links_reader *read) {
    if (!read->has_entry) return;
    read->has_entry = false;
    const uint32_t count = read->source->list->count;
    add_block(read,
              (clet_block){.kind = CLET_BLOCK_HEADING,
                           .level = read->is_optional ? LEVEL_OPTIONAL : LEVEL_USUAL,
                           .line = read->entry_line,
                           .text = plain_text(read, read->entry_title, CHATLET_TITLE_BYTES_MAX),
                           .begins_page = true,
                           .url = read->entry_target});
    const bool has_text = clet_str_trim(clet_buffer_str(&read->text)).size_bytes > 0;
    const chatlet_str text = has_text ? clet_buffer_str(&read->text) : read->entry_title;
    if (read->source->list->count > count) {
        add_block(read,
                  (clet_block){.kind = CLET_BLOCK_PARAGRAPH,
                               .line = read->entry_line,
                               .text = plain_text(read, text, CHATLET_DESCRIPTION_BYTES_MAX)});
    }
    clet_buffer_truncate(&read->text, 0);
}

/* What stands between lists is for readers of the list; only what comes before the first section
 * says what the site is. */
static void end_paragraph(links_reader *read) {
    if (read->has_entry) return;
    if (!read->is_in_section && read->text.size_bytes > 0) {
        add_block(read, (clet_block){.kind = CLET_BLOCK_PARAGRAPH,
                                     .line = read->text_line,
                                     .text = plain_text(read, clet_buffer_str(&read->text),
                                                        CHATLET_DOCUMENT_BYTES_MAX)});
    }
    clet_buffer_truncate(&read->text, 0);
}

static void end_text(links_reader *read) {
    end_entry(read);
    end_paragraph(read);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void report(links_reader *read, chatlet_str line, const char *place, chatlet_str message) {
    clet_report(read->source->reporter, CLET_DIAGNOSTIC_LIST_LINE, read->source->path, read->line,
                (uint32_t)(place - line.data) + 1, message);
}

static bool is_target(chatlet_str target) {
    return target.size_bytes > 0 && target.size_bytes <= CHATLET_URL_BYTES_MAX &&
           clet_url_is_safe(target) && target.data[0] != '#';
}

/* Without the colon or dash behind a link. */
static chatlet_str without_separator(chatlet_str text) {
    static const chatlet_str separators[] = {{":", 1}, {"-", 1}, {"–", 3}, {"—", 3}};
    const chatlet_str trimmed = clet_str_trim(text);
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (clet_str_starts_with(trimmed, separators[i]))
            return clet_str_trim(
                clet_str_slice(trimmed, separators[i].size_bytes, trimmed.size_bytes));
    }
    return trimmed;
}

/* `item` is what stands behind a list's mark in `line`. */
static void take_item(links_reader *read, chatlet_str line, chatlet_str item) {
    line_link link;
    end_text(read);
    if (item.size_bytes == 0) return;
    read->entry_count++;
    const size_t begin = clet_str_starts_with(item, CHATLET_STR("**[")) ? 2 : 0;
    if (item.data[begin] != '[' || !read_link(item, begin, &link)) {
        report(read, line, item.data,
               CHATLET_STR("the line names no page: write - [Title](address): description"));
    } else if (link.title.size_bytes == 0) {
        report(read, line, item.data, CHATLET_STR("the link has no title; write one between [ ]"));
    } else if (!is_target(link.target)) {
        report(read, line, item.data,
               CHATLET_STR("the address must be http, https or relative, without spaces, in at "
                           "most 2,000 bytes; the line is left out"));
    } else {
        chatlet_str rest = clet_str_slice(item, link.end, item.size_bytes);
        if (begin > 0 && clet_str_starts_with(rest, CHATLET_STR("**")))
            rest = clet_str_slice(rest, begin, rest.size_bytes);
        read->has_entry = true;
        read->entry_line = read->line;
        read->entry_title = link.title;
        read->entry_target = link.target;
        clet_buffer_append(&read->text, without_separator(rest));
    }
}

static void take_heading(links_reader *read, chatlet_str text, size_t level) {
    const chatlet_str title = clet_str_trim(clet_str_slice(text, level, text.size_bytes));
    end_text(read);
    if (level == 1 && read->source->list->count == 0) {
        add_block(read, (clet_block){.kind = CLET_BLOCK_HEADING,
                                     .level = 1,
                                     .line = read->line,
                                     .text = plain_text(read, title, CHATLET_TITLE_BYTES_MAX)});
        return;
    }
    read->is_in_section = true;
    if (level <= 2) read->is_optional = clet_str_equal_ignore_case(title, CHATLET_STR("optional"));
}

/* 1 to 6 for "# " to "###### ", else 0. */
static size_t heading_level(chatlet_str text) {
    size_t level = 0;
    while (level < text.size_bytes && text.data[level] == '#')
        level++;
    const bool is_heading = level >= 1 && level <= 6 && level < text.size_bytes &&
                            (text.data[level] == ' ' || text.data[level] == '\t');
    return is_heading ? level : 0;
}

static bool is_item(chatlet_str text) {
    return text.size_bytes > 1 &&
           (text.data[0] == '-' || text.data[0] == '*' || text.data[0] == '+') &&
           (text.data[1] == ' ' || text.data[1] == '\t' || text.data[1] == '[');
}

static void take_text(links_reader *read, chatlet_str text) {
    while (clet_str_starts_with(text, CHATLET_STR(">")))
        text = clet_str_trim(clet_str_slice(text, 1, text.size_bytes));
    if (text.size_bytes == 0) {
        end_text(read);
        return;
    }
    if (read->text.size_bytes == 0 && !read->has_entry) read->text_line = read->line;
    if (read->text.size_bytes > 0) clet_buffer_append(&read->text, CHATLET_STR(" "));
    clet_buffer_append(&read->text, text);
}

/* Lists before the first section are details, of which links are entries all the same. */
static void take_line(links_reader *read, chatlet_str line) {
    const chatlet_str text = clet_str_trim(line);
    const size_t level = heading_level(text);
    if (level > 0) {
        take_heading(read, text, level);
        return;
    }
    const bool names_page = is_item(text) && (read->is_in_section ||
                                              clet_str_find_byte(text, '[', 0) < text.size_bytes);
    if (names_page) {
        take_item(read, line, clet_str_trim(clet_str_slice(text, 1, text.size_bytes)));
        return;
    }
    if (is_item(text)) end_text(read);
    take_text(read, text);
}

static chatlet_status read_lines(links_reader *read) {
    const chatlet_str text = read->source->text;
    for (size_t begin = 0; begin < text.size_bytes && read->status == CHATLET_OK;) {
        const size_t end = clet_str_find_byte(text, '\n', begin);
        read->line++;
        take_line(read, clet_str_slice(text, begin, end));
        begin = end + 1;
        if (read->entry_count > CHATLET_DOCUMENT_ROWS_MAX) {
            clet_report(read->source->reporter, CLET_DIAGNOSTIC_DOCUMENT_TOO_LARGE,
                        read->source->path, read->line, 0,
                        CHATLET_STR("the list names more than 50,000 pages; split it into several "
                                    "files"));
            return CHATLET_ERR_INPUT;
        }
    }
    end_text(read);
    return read->status;
}

chatlet_status clet_document_read_links(const clet_document_source *source) {
    const chatlet_allocator *allocator = source->list->arena->allocator;
    links_reader read = {.source = source};
    clet_buffer_init(&read.text, allocator, (size_t)CHATLET_DOCUMENT_BYTES_MAX * 2);
    clet_buffer_init(&read.plain, allocator, (size_t)CHATLET_DOCUMENT_BYTES_MAX * 2);
    const chatlet_status status = read_lines(&read);
    clet_buffer_free(&read.text);
    clet_buffer_free(&read.plain);
    return status;
}
