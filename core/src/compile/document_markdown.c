/* Markdown in, blocks out. */
#include "markdown_parser.h"
#include "markdown_source.h"

#include "../base/map.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "../base/url.h"
#include "../bundle/text_marks.h"

/* What is known of a paragraph that is a table. */
typedef struct table_state {
    bool is_table;
    uint32_t delimiter_line; /* of the paragraph, from 0 */
    uint32_t line;           /* that is being read, from 0 */
    bool has_begun;          /* a bar or text was seen in this row */
    uint32_t bars_pending;   /* cells begun in this row that have no text yet */
} table_state;

typedef struct reader {
    const clet_document_source *source;
    chatlet_str text; /* prepared */
    const size_t *line_offsets;
    uint32_t line_count;
    uint32_t lines_before; /* of the front matter */
    clet_arena *scratch;
    clet_map slugs; /* anchor ─▶ how often it came */
    clet_buffer block;
    clet_buffer anchor_text; /* of the heading being ended */
    chatlet_status status;
    chatlet_str anchor;
    bool item_begins; /* the next paragraph is a list item's first */
    bool item_is_numbered;
    uint32_t item_number;
    table_state table;
    uint32_t paragraph_line; /* where the paragraph that is being read begins */
    size_t link_begin;
} reader;

static uint32_t line_of(const reader *read, const clet_markdown_event *event) {
    return read->lines_before + (event->first_line > 0 ? event->first_line : 1);
}

/* Gives the gathered text to the list as one block and begins anew. */
static void end_block(reader *read, clet_block_kind kind, uint8_t level, uint32_t line) {
    const clet_block block = {.kind = kind,
                              .level = level,
                              .line = line,
                              .text = clet_buffer_str(&read->block),
                              .anchor = read->anchor,
                              .is_numbered = kind == CLET_BLOCK_ITEM && read->item_is_numbered,
                              .number = read->item_number};
    if (read->status == CHATLET_OK) read->status = clet_block_list_add(read->source->list, &block);
    clet_buffer_truncate(&read->block, 0);
}

/* ---- anchors of headings ------------------------------------------------------------------- */

/* The slug as it is the first time, then with -1, -2 … */
static void number_slug(reader *read, clet_buffer *slug) {
    clet_map_entry *entry;
    bool is_new;
    /* A failed buffer is empty whatever is appended, so no number would ever make it new. */
    if (clet_buffer_status(slug) != CHATLET_OK) return;
    chatlet_status status =
        clet_map_insert(&read->slugs, clet_buffer_str(slug), 0, &entry, &is_new);
    const size_t base_bytes = slug->size_bytes;
    while (status == CHATLET_OK && clet_buffer_status(slug) == CHATLET_OK && !is_new) {
        /* The entry of the plain slug counts; numbered ones are taken as well ("a-1" may be a
         * heading of its own). */
        clet_buffer_truncate(slug, base_bytes);
        entry = clet_map_find(&read->slugs, clet_buffer_str(slug));
        entry->value++;
        clet_buffer_append(slug, CHATLET_STR("-"));
        clet_number_text_append_u64(slug, entry->value);
        status = clet_map_insert(&read->slugs, clet_buffer_str(slug), 0, &entry, &is_new);
    }
    if (read->status == CHATLET_OK) read->status = status;
}

static void end_heading(reader *read, const clet_markdown_event *event) {
    chatlet_str heading = clet_str_trim(clet_buffer_str(&read->block));
    const chatlet_str id = clet_markdown_take_id(&heading);
    clet_buffer_truncate(&read->anchor_text, 0);
    if (id.size_bytes > 0) {
        clet_buffer_append(&read->anchor_text, id);
    } else {
        clet_markdown_append_slug(&read->anchor_text, heading);
        number_slug(read, &read->anchor_text);
    }
    chatlet_status status = clet_buffer_status(&read->anchor_text);
    if (status == CHATLET_OK) {
        status = clet_arena_copy(read->scratch, clet_buffer_str(&read->anchor_text), &read->anchor);
    }
    if (read->status == CHATLET_OK) read->status = status;
    clet_buffer_truncate(&read->block,
                         heading.size_bytes == 0
                             ? 0
                             : (size_t)(heading.data - read->block.data) + heading.size_bytes);
    end_block(read, CLET_BLOCK_HEADING, (uint8_t)event->level, line_of(read, event));
}

/* ---- tables, which CommonMark does not have -------------------------------------------------- */

static chatlet_str source_line(const reader *read, uint32_t line) {
    if (line >= read->line_count) return (chatlet_str){0};
    const size_t begin = read->line_offsets[line];
    return clet_str_slice(read->text, begin, clet_str_find_byte(read->text, '\n', begin));
}

/* "|---|:--:|", perhaps within a quote. */
static bool is_delimiter_row(chatlet_str line) {
    size_t begin = 0;
    while (begin < line.size_bytes && (line.data[begin] == ' ' || line.data[begin] == '>'))
        begin++;
    bool has_bar = false;
    bool has_dash = false;
    for (size_t i = begin; i < line.size_bytes; i++) {
        const char byte = line.data[i];
        if (byte != '|' && byte != '-' && byte != ':' && byte != ' ' && byte != '\t') return false;
        has_bar = has_bar || byte == '|';
        has_dash = has_dash || byte == '-';
    }
    return has_bar && has_dash;
}

/* Looks for a delimiter row under a line with bars; what stands above that is a paragraph. */
static void begin_paragraph(reader *read, const clet_markdown_event *event) {
    read->table = (table_state){0};
    read->paragraph_line = line_of(read, event);
    const uint32_t first = event->first_line;
    if (first < 1) return;
    for (uint32_t line = first; line < event->last_line; line++) {
        const chatlet_str header = source_line(read, line - 1);
        if (clet_str_find_byte(header, '|', 0) == header.size_bytes) continue;
        if (!is_delimiter_row(source_line(read, line))) continue;
        read->table.is_table = true;
        read->table.delimiter_line = line - first + 1;
        return;
    }
}

static clet_block_kind paragraph_kind(reader *read) {
    const bool is_item = read->item_begins;
    read->item_begins = false;
    return is_item ? CLET_BLOCK_ITEM : CLET_BLOCK_PARAGRAPH;
}

/* Writes the bars of the cells that were begun, now that there is text behind them. */
static void settle_bars(reader *read) {
    read->table.has_begun = true;
    while (read->table.bars_pending > 0) {
        clet_buffer_append(&read->block, CHATLET_STR(" | "));
        read->table.bars_pending--;
    }
}

static void end_row(reader *read) {
    const table_state table = read->table;
    if (table.line == table.delimiter_line) {
        clet_buffer_truncate(&read->block, 0);
    } else if (table.line + 1 >= table.delimiter_line) {
        end_block(read, CLET_BLOCK_ROW, 0, read->paragraph_line + table.line);
    } else if (table.line + 2 == table.delimiter_line) {
        end_block(read, paragraph_kind(read), 0, read->paragraph_line);
    } else {
        clet_buffer_append(&read->block, CHATLET_STR(" "));
    }
    read->table.line++;
    read->table.has_begun = false;
    read->table.bars_pending = 0;
}

static bool is_in_rows(const reader *read) {
    return read->table.is_table && read->table.line + 1 >= read->table.delimiter_line;
}

static void append_row_text(reader *read, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        if (byte == '|') {
            /* The bar before the first cell separates nothing. */
            if (read->table.has_begun) read->table.bars_pending++;
            read->table.has_begun = true;
            continue;
        }
        if (byte != ' ') settle_bars(read);
        const bool is_escaped_bar = byte == CLET_MARKDOWN_BAR_FIRST && i + 1 < text.size_bytes &&
                                    text.data[i + 1] == CLET_MARKDOWN_BAR_SECOND;
        clet_buffer_append_byte(&read->block, is_escaped_bar ? '|' : (uint8_t)byte);
        if (is_escaped_bar) i++;
    }
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* Appends with escaped bars put back; `bar` is what they are here. */
static void append_with_bars(clet_buffer *out, chatlet_str text, chatlet_str bar) {
    size_t begin = 0;
    for (size_t at = clet_str_find_byte(text, CLET_MARKDOWN_BAR_FIRST, 0); at < text.size_bytes;
         at = clet_str_find_byte(text, CLET_MARKDOWN_BAR_FIRST, begin)) {
        clet_buffer_append(out, clet_str_slice(text, begin, at));
        begin = at + 1;
        if (begin < text.size_bytes && text.data[begin] == CLET_MARKDOWN_BAR_SECOND) {
            clet_buffer_append(out, bar);
            begin++;
        }
    }
    clet_buffer_append(out, clet_str_slice(text, begin, text.size_bytes));
}

/* "[!NOTE]" at the beginning of a quote, as GitHub writes its admonitions. */
static bool is_alert_marker(const reader *read, chatlet_str text) {
    if (clet_str_trim(clet_buffer_str(&read->block)).size_bytes > 0) return false;
    if (!clet_str_starts_with(text, CHATLET_STR("[!")) ||
        !clet_str_ends_with(text, CHATLET_STR("]"))) {
        return false;
    }
    for (size_t i = 2; i + 1 < text.size_bytes; i++) {
        if (text.data[i] < 'A' || text.data[i] > 'Z') return false;
    }
    return true;
}

static void append_text(reader *read, chatlet_str text) {
    if (is_in_rows(read)) {
        append_row_text(read, text);
    } else if (!is_alert_marker(read, text)) {
        append_with_bars(&read->block, text, CHATLET_STR("|"));
    }
}

static void append_code(reader *read, chatlet_str text) {
    const bool is_cell = is_in_rows(read);
    if (is_cell) settle_bars(read);
    clet_buffer_append_byte(&read->block, CLET_MARK_CODE_BEGIN);
    append_with_bars(&read->block, text, is_cell ? CHATLET_STR("|") : CHATLET_STR("\\|"));
    clet_buffer_append_byte(&read->block, CLET_MARK_CODE_END);
}

/* ---- the walk -------------------------------------------------------------------------------- */

static void end_link(reader *read, const clet_markdown_event *event) {
    const chatlet_str target = clet_str_trim(event->url);
    const chatlet_str text = clet_buffer_str(&read->block);
    if (read->link_begin >= text.size_bytes || read->status != CHATLET_OK) return;
    if (clet_str_starts_with(target, CHATLET_STR("#")) || !clet_url_is_safe(target)) return;
    read->status = clet_block_list_add_link(
        read->source->list, target, clet_str_slice(text, read->link_begin, text.size_bytes));
}

static void end_paragraph(reader *read) {
    if (read->table.is_table) {
        end_row(read);
    } else {
        end_block(read, paragraph_kind(read), 0, read->paragraph_line);
    }
    read->table = (table_state){0};
}

static void end_line(reader *read) {
    if (read->table.is_table) {
        end_row(read);
    } else {
        clet_buffer_append_byte(&read->block, '\n');
    }
}

static void add_html_block(reader *read, const clet_markdown_event *event) {
    const chatlet_str id = clet_markdown_html_id(event->literal);
    if (id.size_bytes > 0) read->anchor = id;
    clet_markdown_append_html_text(&read->block, event->literal);
    end_block(read, CLET_BLOCK_PARAGRAPH, 0, line_of(read, event));
}

/* A tag within a line is dropped; an anchor it sets holds for what follows. */
static void take_inline_html(reader *read, chatlet_str html) {
    const chatlet_str id = clet_markdown_html_id(html);
    if (id.size_bytes > 0 && clet_str_starts_with(html, CHATLET_STR("<a "))) read->anchor = id;
    if (clet_str_starts_with(html, CHATLET_STR("<br"))) {
        clet_buffer_append(&read->block, CHATLET_STR(" "));
    }
}

static void add_code_block(reader *read, const clet_markdown_event *event) {
    append_with_bars(&read->block, event->literal, CHATLET_STR("\\|"));
    end_block(read, CLET_BLOCK_CODE, 0, line_of(read, event));
}

static void begin_item(reader *read, const clet_markdown_event *event) {
    read->item_begins = true;
    read->item_is_numbered = event->is_numbered;
    read->item_number = event->number;
}

static void enter(reader *read, const clet_markdown_event *event) {
    switch (event->kind) {
    case CLET_MARKDOWN_PARAGRAPH: begin_paragraph(read, event); return;
    case CLET_MARKDOWN_ITEM: begin_item(read, event); return;
    case CLET_MARKDOWN_TEXT: append_text(read, event->literal); return;
    case CLET_MARKDOWN_CODE: append_code(read, event->literal); return;
    case CLET_MARKDOWN_SOFT_BREAK:
    case CLET_MARKDOWN_LINE_BREAK: end_line(read); return;
    case CLET_MARKDOWN_HTML_INLINE: take_inline_html(read, event->literal); return;
    case CLET_MARKDOWN_HTML_BLOCK: add_html_block(read, event); return;
    case CLET_MARKDOWN_CODE_BLOCK: add_code_block(read, event); return;
    case CLET_MARKDOWN_LINK: read->link_begin = read->block.size_bytes; return;
    case CLET_MARKDOWN_DOCUMENT:
    case CLET_MARKDOWN_QUOTE:
    case CLET_MARKDOWN_LIST:
    case CLET_MARKDOWN_HEADING:
    case CLET_MARKDOWN_RULE:
    case CLET_MARKDOWN_EMPHASIS:
    case CLET_MARKDOWN_STRONG:
    case CLET_MARKDOWN_IMAGE: return;
    }
}

static void leave(reader *read, const clet_markdown_event *event) {
    if (event->kind == CLET_MARKDOWN_PARAGRAPH) end_paragraph(read);
    if (event->kind == CLET_MARKDOWN_HEADING) end_heading(read, event);
    if (event->kind == CLET_MARKDOWN_LINK) end_link(read, event);
    if (event->kind == CLET_MARKDOWN_ITEM) read->item_begins = false;
}

static bool take_event(void *context, const clet_markdown_event *event) {
    reader *read = context;
    if (event->is_end)
        leave(read, event);
    else
        enter(read, event);
    return read->status == CHATLET_OK;
}

static chatlet_status index_lines(reader *read) {
    uint32_t count = 0;
    for (size_t i = 0; i < read->text.size_bytes; i++)
        count += read->text.data[i] == '\n';
    size_t *offsets = clet_arena_allocate_array(read->scratch, (size_t)count + 1, sizeof *offsets);
    if (offsets == NULL) return CHATLET_ERR_MEMORY;
    size_t offset = 0;
    for (uint32_t line = 0; line < count; line++) {
        offsets[line] = offset;
        offset = clet_str_find_byte(read->text, '\n', offset) + 1;
    }
    read->line_offsets = offsets;
    read->line_count = count;
    return CHATLET_OK;
}

/* ---- one document ---------------------------------------------------------------------------- */

static chatlet_status read_parsed(reader *read) {
    const clet_document_source *source = read->source;
    const chatlet_status status =
        clet_markdown_parse(source->list->arena->allocator, read->text, take_event, read);
    if (status == CHATLET_ERR_LIMIT) {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_COMPLEX, source->path, 0, 0,
                    CHATLET_STR("the document's markup needs more memory than a document of its "
                                "size may take; simplify it or split it"));
        return CHATLET_ERR_INPUT;
    }
    if (status != CHATLET_OK) return status;
    return read->status == CHATLET_OK ? clet_buffer_status(&read->block) : read->status;
}

static chatlet_status read_prepared(reader *read) {
    const chatlet_allocator *allocator = read->source->list->arena->allocator;
    clet_buffer_init(&read->block, allocator, (size_t)CHATLET_DOCUMENT_BYTES_MAX * 4);
    clet_buffer_init(&read->anchor_text, allocator, (size_t)CHATLET_DOCUMENT_BYTES_MAX * 4);
    chatlet_status status = index_lines(read);
    if (status == CHATLET_OK) status = read_parsed(read);
    clet_buffer_free(&read->block);
    clet_buffer_free(&read->anchor_text);
    return status;
}

static chatlet_status copy_front(clet_block_list *list, const clet_markdown_front *front) {
    const chatlet_status status = clet_block_list_copy_title(list, front->title, &list->title);
    if (status != CHATLET_OK) return status;
    return clet_arena_copy(list->arena, front->language, &list->language);
}

static void report_excess(const reader *read, clet_markdown_excess excess, uint32_t line) {
    const clet_document_source *source = read->source;
    if (excess == CLET_MARKDOWN_TOO_DEEP) {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_DEPTH, source->path, line, 0,
                    CHATLET_STR("quotes or lists are nested deeper than 512; flatten them"));
    } else {
        clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_COMPLEX, source->path, line, 0,
                    CHATLET_STR("a paragraph has more than 5,000 images; part it by blank lines"));
    }
}

static chatlet_status read_body(reader *read, chatlet_str body, clet_buffer *prepared) {
    uint32_t line = 0;
    const clet_markdown_excess excess = clet_markdown_prepare(body, prepared, &line);
    if (excess != CLET_MARKDOWN_FITS) {
        report_excess(read, excess, read->lines_before + line);
        return CHATLET_ERR_INPUT;
    }
    const chatlet_status status = clet_buffer_status(prepared);
    if (status != CHATLET_OK) return status;
    read->text = clet_buffer_str(prepared);
    return read_prepared(read);
}

chatlet_status clet_document_read_markdown(const clet_document_source *source) {
    const clet_markdown_front front = clet_markdown_front_read(source->text);
    chatlet_status copied = copy_front(source->list, &front);
    if (copied == CHATLET_OK) copied = clet_markdown_read_metadata(source, &front);
    if (copied != CHATLET_OK) return copied;

    const chatlet_allocator *allocator = source->list->arena->allocator;
    clet_arena scratch;
    clet_arena_init(&scratch, allocator);
    reader read = {.source = source, .lines_before = front.line_count, .scratch = &scratch};
    clet_map_init(&read.slugs, &scratch);
    clet_buffer prepared;
    clet_buffer_init(&prepared, allocator, (size_t)CHATLET_DOCUMENT_BYTES_MAX * 2);
    const chatlet_str body =
        clet_str_slice(source->text, front.body_offset, source->text.size_bytes);
    const chatlet_status status = read_body(&read, body, &prepared);
    clet_buffer_free(&prepared);
    clet_arena_free(&scratch);
    return status;
}
