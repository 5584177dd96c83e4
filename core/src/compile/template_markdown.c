/* The parser sees each tag as a character of no meaning with the number of its piece, and says
 * where in the text it came to stand. Tokens are a flat row, so sections may begin and end anywhere
 * in it.
 *
 * A section's tag that has a line of its own is given one here too; what it begins is a block. */
#include "template_markdown.h"

#include "../base/number_text.h"
#include "../base/str.h"
#include "markdown_parser.h"

#include <string.h>

/* A mark is MARK_BEGIN, the piece's number, MARK_END: two characters for private use (U+F0000 and
 * U+F0001), which are no punctuation, no space and no control characters to the parser. */
#define MARK_BEGIN CHATLET_STR("\xF3\xB0\x80\x80")
#define MARK_END CHATLET_STR("\xF3\xB0\x80\x81")
enum { MARK_BYTES = 4, MESSAGE_BYTES_MAX = 8 * CHATLET_TEMPLATE_CODE_BYTES_MAX };

typedef struct builder {
    clet_expr_source *source;
    const clet_template_part *part;
    clet_template_items *items;
    clet_buffer text; /* of the token that is being gathered */
    clet_token text_token;
    uint32_t strong_depth, emphasis_depth, image_depth, quote_depth;
    bool is_in_link;
    bool item_begins; /* the next paragraph is a list item's first … */
    bool is_in_item;  /* … a later one is of the same item */
    uint32_t item_depth;
    bool item_is_numbered;
    uint32_t item_number, list_count;
    uint32_t lists[CHATLET_TEMPLATE_DEPTH_MAX * 4]; /* numbers of the lists that are open */
    uint32_t list_depth;
    uint32_t block;     /* count of items where the block begins */
    bool has_content;   /* of the block */
    bool ends_in_space; /* of a line end */
    bool skips_break;   /* the tag before had a line of its own */
    bool is_code_block;
} builder;

static chatlet_status failed(const builder *build) {
    if (build->source->status == CHATLET_ERR_MEMORY) return CHATLET_ERR_MEMORY;
    return clet_buffer_status(&build->text);
}

/* ---- what the parser is given --------------------------------------------------------------- */

static void append_mark(clet_buffer *message, uint32_t number) {
    clet_buffer_append(message, MARK_BEGIN);
    clet_number_text_append_u64(message, number);
    clet_buffer_append(message, MARK_END);
}

static bool is_mark(chatlet_str text) {
    return clet_str_starts_with(text, MARK_BEGIN) || clet_str_starts_with(text, MARK_END);
}

/* Text without characters that marks are made of, which become question marks. */
static void append_text(clet_buffer *message, chatlet_str text) {
    size_t begin = 0;
    for (size_t i = 0; i + MARK_BYTES <= text.size_bytes; i++) {
        if (text.data[i] != '\xF3' || !is_mark(clet_str_slice(text, i, text.size_bytes))) continue;
        clet_buffer_append(message, clet_str_slice(text, begin, i));
        clet_buffer_append_byte(message, '?');
        begin = i + MARK_BYTES;
    }
    clet_buffer_append(message, clet_str_slice(text, begin, text.size_bytes));
}

/* Whether a line that begins so is no paragraph: "- ", "1. ", "# ", "> ". */
static bool begins_block(chatlet_str text) {
    size_t i = 0;
    if (text.size_bytes == 0) return false;
    const char first = text.data[0];
    if (first == '>') return true;
    if (first == '#')
        while (i < text.size_bytes && text.data[i] == '#')
            i++;
    else if (first == '-' || first == '*' || first == '+')
        i = 1;
    else {
        while (i < text.size_bytes && text.data[i] >= '0' && text.data[i] <= '9')
            i++;
        if (i == 0 || i == text.size_bytes || (text.data[i] != '.' && text.data[i] != ')'))
            return false;
        i++;
    }
    return i < text.size_bytes && text.data[i] == ' ';
}

static bool is_line_begin(const clet_buffer *message) {
    return message->size_bytes == 0 || message->data[message->size_bytes - 1] == '\n';
}

/* "{{#items}}- {{name}}" is meant as an item of a list, although the line begins with a tag. */
static bool needs_line(const builder *build, uint32_t place, const clet_buffer *message) {
    const clet_template_piece *piece = &build->part->pieces[place];
    if (piece->kind != CLET_PIECE_SECTION && piece->kind != CLET_PIECE_INVERTED &&
        piece->kind != CLET_PIECE_CLOSE)
        return false;
    if (piece->is_standalone) return true;
    if (!is_line_begin(message) || place + 1 == build->part->count) return false;
    const clet_template_piece *next = &build->part->pieces[place + 1];
    return next->kind == CLET_PIECE_TEXT && begins_block(next->text);
}

static void write_message(const builder *build, clet_buffer *message) {
    for (uint32_t i = 0; i < build->part->count; i++) {
        const clet_template_piece *piece = &build->part->pieces[i];
        if (piece->kind == CLET_PIECE_TEXT) {
            append_text(message, piece->text);
            continue;
        }
        const bool has_line = needs_line(build, i, message);
        append_mark(message, i);
        if (has_line) clet_buffer_append_byte(message, '\n');
    }
}

/* ---- items ---------------------------------------------------------------------------------- */

static void add(builder *build, const clet_template_item *item) {
    clet_template_items_add(build->source, build->items, item);
}

static void refuse(builder *build, clet_diagnostic_code code, uint32_t offset,
                   const chatlet_str *pieces) {
    clet_expr_refuse(build->source, code, offset, pieces);
}

/* Ends the token that is being gathered. */
static void end_text(builder *build) {
    clet_template_item item = {.kind = build->is_in_link ? CLET_ITEM_TEXT : CLET_ITEM_TOKEN,
                               .token = (uint8_t)build->text_token};
    if (build->text.size_bytes == 0) return;
    if (clet_arena_copy(build->source->arena, clet_buffer_str(&build->text), &item.text) !=
        CHATLET_OK) {
        build->source->status = CHATLET_ERR_MEMORY;
        return;
    }
    clet_buffer_truncate(&build->text, 0);
    add(build, &item);
}

static void put_plain(builder *build, clet_token token, chatlet_str text) {
    if (text.size_bytes == 0) return;
    if (build->text_token != token) end_text(build);
    build->text_token = token;
    clet_buffer_append(&build->text, text);
    build->has_content = true;
    build->ends_in_space = false;
    build->skips_break = false;
}

static clet_token style_of(const builder *build) {
    if (build->strong_depth > 0) return CLET_TOKEN_STRONG;
    return build->emphasis_depth > 0 ? CLET_TOKEN_EMPHASIS : CLET_TOKEN_TEXT;
}

static void put_piece(builder *build, clet_token token, uint32_t place) {
    static const clet_template_item_kind kinds[] = {[CLET_PIECE_VALUE] = CLET_ITEM_VALUE,
                                                    [CLET_PIECE_SECTION] = CLET_ITEM_SECTION,
                                                    [CLET_PIECE_INVERTED] = CLET_ITEM_INVERTED,
                                                    [CLET_PIECE_CLOSE] = CLET_ITEM_CLOSE,
                                                    [CLET_PIECE_CALL] = CLET_ITEM_CALL};
    if (place == build->part->count || build->part->pieces[place].kind == CLET_PIECE_TEXT) return;
    const clet_template_piece *piece = &build->part->pieces[place];
    const bool is_shown = piece->kind == CLET_PIECE_VALUE || piece->kind == CLET_PIECE_CALL;
    clet_template_item item = {.kind = kinds[piece->kind],
                               .form = (uint8_t)(CLET_FORM_TEXT + token),
                               .text = piece->text,
                               .place = place,
                               .piece = piece};
    if (build->is_in_link) item.form = CLET_FORM_RAW;
    end_text(build);
    add(build, &item);
    build->skips_break = piece->is_standalone && !is_shown;
    if (!is_shown) return;
    build->has_content = true;
    build->ends_in_space = false;
}

/* The number in the mark at the front of *rest, which moves behind the mark. Somebody who knows of
 * marks can write "&#xF0000;": what is no mark of ours has the number of no piece. */
static uint32_t take_mark(const builder *build, chatlet_str *rest) {
    const uint32_t count = build->part->count;
    size_t end = MARK_BYTES;
    uint32_t place = 0;
    for (; end < rest->size_bytes && rest->data[end] >= '0' && rest->data[end] <= '9'; end++) {
        if (place < count) place = place * 10 + (uint32_t)(rest->data[end] - '0');
    }
    const chatlet_str behind = clet_str_slice(*rest, end, rest->size_bytes);
    const bool is_mark_of_ours = end > MARK_BYTES && clet_str_starts_with(behind, MARK_END);
    *rest =
        clet_str_slice(*rest, is_mark_of_ours ? end + MARK_BYTES : MARK_BYTES, rest->size_bytes);
    return is_mark_of_ours && place < count ? place : count;
}

static size_t find_mark(chatlet_str text) {
    size_t i = clet_str_find_byte(text, '\xF3', 0);
    while (i < text.size_bytes &&
           !clet_str_starts_with(clet_str_slice(text, i, text.size_bytes), MARK_BEGIN))
        i = clet_str_find_byte(text, '\xF3', i + 1);
    return i;
}

static void put_text(builder *build, clet_token token, chatlet_str text) {
    while (text.size_bytes > 0) {
        /* Of a code block: the end of a line that was a tag's own. */
        if (build->is_code_block && build->skips_break && text.data[0] == '\n')
            text = clet_str_slice(text, 1, text.size_bytes);
        const size_t mark = find_mark(text);
        put_plain(build, token, clet_str_slice(text, 0, mark));
        text = clet_str_slice(text, mark, text.size_bytes);
        if (text.size_bytes > 0) put_piece(build, token, take_mark(build, &text));
    }
}

/* ---- blocks --------------------------------------------------------------------------------- */

static void begin_block(builder *build, clet_token token) {
    end_text(build);
    const bool is_step = token == CLET_TOKEN_ITEM && build->item_is_numbered;
    const uint32_t list = build->list_depth == 0 ? 0 : build->lists[build->list_depth - 1];
    add(build, &(clet_template_item){.kind = CLET_ITEM_BLOCK,
                                     .token = (uint8_t)(is_step ? CLET_TOKEN_STEP : token),
                                     .list = list,
                                     .first = build->item_number});
    build->block = build->items->count;
    build->has_content = false;
    build->ends_in_space = false;
    build->skips_break = false;
}

/* A space at the end is one of a line end that tags alone follow. */
static void end_block(builder *build) {
    end_text(build);
    if (!build->ends_in_space) return;
    for (uint32_t i = build->items->count; i > build->block; i--) {
        clet_template_item *item = &build->items->items[i - 1];
        if (item->kind == CLET_ITEM_TOKEN) {
            item->text.size_bytes--;
            if (item->text.size_bytes == 0)
                memmove(item, item + 1, (build->items->count-- - i) * sizeof *item);
            return;
        }
    }
}

static void begin_paragraph(builder *build) {
    clet_token token = CLET_TOKEN_PARAGRAPH;
    if (build->quote_depth > 0) token = CLET_TOKEN_QUOTE;
    if (build->is_in_item) token = CLET_TOKEN_BREAK;
    if (build->item_begins) token = CLET_TOKEN_ITEM;
    begin_block(build, token);
    if (build->item_begins) build->is_in_item = true;
    build->item_begins = false;
}

static void begin_item(builder *build, const clet_markdown_event *event) {
    build->item_begins = true;
    build->is_in_item = false;
    build->item_is_numbered = event->is_numbered;
    build->item_number = event->number;
}

static void begin_list(builder *build) {
    const uint32_t most = sizeof build->lists / sizeof build->lists[0];
    if (build->list_depth < most) build->lists[build->list_depth] = build->list_count & 0xFF;
    build->list_count++;
    if (build->list_depth < most) build->list_depth++;
}

static void put_break(builder *build, bool is_hard) {
    if (build->skips_break) {
        build->skips_break = false;
        return;
    }
    if (!build->has_content) return;
    if (is_hard && !build->is_in_link && build->image_depth == 0) {
        end_text(build);
        add(build, &(clet_template_item){.kind = CLET_ITEM_BLOCK, .token = CLET_TOKEN_BREAK});
        return;
    }
    put_plain(build, style_of(build), CHATLET_STR(" "));
    build->ends_in_space = !build->is_in_link;
}

static void put_code_block(builder *build, chatlet_str text) {
    begin_block(build, CLET_TOKEN_BLOCK);
    build->is_code_block = true;
    if (clet_str_ends_with(text, CHATLET_STR("\n")))
        text = clet_str_slice(text, 0, text.size_bytes - 1);
    put_text(build, CLET_TOKEN_TEXT, text);
    build->is_code_block = false;
    end_block(build);
}

/* Markup of pages is the author's text here, line by line. */
static void put_html_block(builder *build, chatlet_str text) {
    begin_paragraph(build);
    while (text.size_bytes > 0) {
        const size_t end = clet_str_find_byte(text, '\n', 0);
        put_text(build, CLET_TOKEN_TEXT, clet_str_slice(text, 0, end));
        if (end + 1 < text.size_bytes) put_break(build, true);
        text = clet_str_slice(text, end < text.size_bytes ? end + 1 : end, text.size_bytes);
    }
    end_block(build);
}

/* ---- links and images ----------------------------------------------------------------------- */

/* Where the address stands in the text, for the mistake's place. */
static uint32_t place_of(const builder *build, chatlet_str url) {
    const chatlet_str text = build->source->text;
    for (size_t i = 0; url.size_bytes > 0 && i + url.size_bytes <= text.size_bytes; i++) {
        if (memcmp(text.data + i, url.data, url.size_bytes) == 0) return (uint32_t)i;
    }
    return 0;
}

/* Whether what is fixed at the beginning of an address lets it lead where links may. */
static bool is_address(chatlet_str url) {
    const chatlet_str fixed = clet_str_slice(url, 0, find_mark(url));
    const bool is_whole = fixed.size_bytes == url.size_bytes;
    for (size_t i = 0; i < fixed.size_bytes; i++) {
        const char byte = fixed.data[i];
        if (byte == '/' || byte == '?' || byte == '#') return true;
        if (byte != ':') continue;
        const chatlet_str scheme = clet_str_slice(fixed, 0, i);
        return clet_str_equal_ignore_case(scheme, CHATLET_STR("http")) ||
               clet_str_equal_ignore_case(scheme, CHATLET_STR("https")) ||
               clet_str_equal_ignore_case(scheme, CHATLET_STR("mailto")) ||
               clet_str_equal_ignore_case(scheme, CHATLET_STR("tel"));
    }
    return !is_whole || fixed.size_bytes > 0;
}

static void put_address(builder *build, chatlet_str url) {
    const chatlet_str whole = url;
    bool is_first = true;
    while (url.size_bytes > 0) {
        const size_t mark = find_mark(url);
        clet_template_item text = {.kind = CLET_ITEM_TEXT};
        if (clet_arena_copy(build->source->arena, clet_str_slice(url, 0, mark), &text.text) !=
            CHATLET_OK)
            build->source->status = CHATLET_ERR_MEMORY;
        if (mark > 0) add(build, &text);
        url = clet_str_slice(url, mark, url.size_bytes);
        if (url.size_bytes == 0) break;
        const uint32_t place = take_mark(build, &url);
        const uint32_t count = build->items->count;
        put_piece(build, CLET_TOKEN_TEXT, place);
        if (build->items->count == count) continue;
        const chatlet_str before = clet_str_slice(whole, 0, mark);
        build->items->items[count].form =
            (uint8_t)clet_template_url_form(&build->part->pieces[place], is_first, before);
        is_first = false;
    }
}

static void begin_link(builder *build) {
    end_text(build);
    add(build, &(clet_template_item){.kind = CLET_ITEM_LINK});
    build->is_in_link = true;
}

static void end_link(builder *build, chatlet_str url) {
    const chatlet_str fixed = clet_str_slice(url, 0, find_mark(url));
    const chatlet_str pieces[] = {CHATLET_STR("a link to `"),
                                  fixed.size_bytes > 0 ? fixed : CHATLET_STR(" "),
                                  CHATLET_STR("` leads nowhere; links lead to https:, http:, "
                                              "mailto:, tel: or a page of the site, as `/prices`"),
                                  {0}};
    end_text(build);
    if (!is_address(url)) refuse(build, CLET_DIAGNOSTIC_TEMPLATE, place_of(build, fixed), pieces);
    add(build, &(clet_template_item){.kind = CLET_ITEM_LINK_URL});
    put_address(build, url);
    add(build, &(clet_template_item){.kind = CLET_ITEM_LINK_END});
    build->is_in_link = false;
    build->has_content = true;
    build->ends_in_space = false;
}

/* A warning is a mistake that a template is made in spite of. */
static void warn_of_image(builder *build, chatlet_str url) {
    const chatlet_status before = build->source->status;
    const chatlet_str pieces[] = {
        CHATLET_STR("a text cannot show the image `"),
        url,
        CHATLET_STR("`; only its words are said. Put the image in the node's `media`"),
        {0}};
    const size_t mark = find_mark(url);
    if (before == CHATLET_ERR_MEMORY) return;
    refuse(build, CLET_DIAGNOSTIC_TEMPLATE_IMAGE, place_of(build, clet_str_slice(url, 0, mark)),
           pieces);
    if (build->source->status == CHATLET_ERR_INPUT) build->source->status = before;
}

/* ---- the walk ------------------------------------------------------------------------------- */

static void enter(builder *build, const clet_markdown_event *event) {
    switch (event->kind) {
    case CLET_MARKDOWN_DOCUMENT:
    case CLET_MARKDOWN_RULE: return;
    case CLET_MARKDOWN_QUOTE: build->quote_depth++; return;
    case CLET_MARKDOWN_LIST: begin_list(build); return;
    case CLET_MARKDOWN_ITEM: begin_item(build, event); return;
    case CLET_MARKDOWN_CODE_BLOCK: put_code_block(build, event->literal); return;
    case CLET_MARKDOWN_HTML_BLOCK: put_html_block(build, event->literal); return;
    case CLET_MARKDOWN_PARAGRAPH: begin_paragraph(build); return;
    case CLET_MARKDOWN_HEADING: begin_block(build, CLET_TOKEN_HEADING); return;
    case CLET_MARKDOWN_TEXT: put_text(build, style_of(build), event->literal); return;
    case CLET_MARKDOWN_SOFT_BREAK: put_break(build, false); return;
    case CLET_MARKDOWN_LINE_BREAK: put_break(build, true); return;
    case CLET_MARKDOWN_CODE: put_text(build, CLET_TOKEN_CODE, event->literal); return;
    case CLET_MARKDOWN_HTML_INLINE: put_text(build, style_of(build), event->literal); return;
    case CLET_MARKDOWN_EMPHASIS: build->emphasis_depth++; return;
    case CLET_MARKDOWN_STRONG: build->strong_depth++; return;
    case CLET_MARKDOWN_LINK: begin_link(build); return;
    case CLET_MARKDOWN_IMAGE:
        build->image_depth++;
        warn_of_image(build, event->url);
        return;
    }
}

static void leave(builder *build, const clet_markdown_event *event) {
    switch ((int)event->kind) {
    case CLET_MARKDOWN_QUOTE: build->quote_depth--; return;
    case CLET_MARKDOWN_LIST: build->list_depth -= build->list_depth > 0; return;
    case CLET_MARKDOWN_ITEM:
        build->item_begins = false;
        build->is_in_item = false;
        return;
    case CLET_MARKDOWN_PARAGRAPH:
    case CLET_MARKDOWN_HEADING: end_block(build); return;
    case CLET_MARKDOWN_EMPHASIS: build->emphasis_depth--; return;
    case CLET_MARKDOWN_STRONG: build->strong_depth--; return;
    case CLET_MARKDOWN_LINK: end_link(build, event->url); return;
    case CLET_MARKDOWN_IMAGE: build->image_depth--; return;
    default: return;
    }
}

static bool take_event(void *context, const clet_markdown_event *event) {
    builder *build = context;
    if (event->is_end)
        leave(build, event);
    else
        enter(build, event);
    return failed(build) == CHATLET_OK;
}

/* ---- after the walk ------------------------------------------------------------------------- */

/* What sections may hold and where they may end: every one that came through is closed, the last
 * opened first, and on the same side of a link's ends. */
static void check_sections(builder *build) {
    const chatlet_str pieces[] = {
        CHATLET_STR("a section begins and ends on different sides of a link, an image or an "
                    "address; put all of it inside or outside"),
        {0}};
    uint32_t open[CHATLET_TEMPLATE_DEPTH_MAX];
    uint32_t count = 0;
    uint32_t floor = 0; /* opened outside of the link's text or address */
    bool is_in_link = false;
    for (uint32_t i = 0; i < build->items->count; i++) {
        const clet_template_item *item = &build->items->items[i];
        bool is_good = true;
        switch (item->kind) {
        case CLET_ITEM_SECTION:
        case CLET_ITEM_INVERTED:
            is_good = count < CHATLET_TEMPLATE_DEPTH_MAX;
            if (is_good) open[count++] = item->place;
            break;
        case CLET_ITEM_CLOSE:
            is_good = count > floor && open[count - 1] == item->piece->partner;
            count -= is_good;
            break;
        case CLET_ITEM_LINK:
            floor = count;
            is_in_link = true;
            break;
        case CLET_ITEM_LINK_URL: is_good = count == floor; break;
        case CLET_ITEM_LINK_END:
            is_good = count == floor;
            floor = 0;
            is_in_link = false;
            break;
        /* A text that includes itself makes tokens, which a link cannot hold. */
        case CLET_ITEM_CALL: is_good = !is_in_link; break;
        case CLET_ITEM_TEXT:
        case CLET_ITEM_TOKEN:
        case CLET_ITEM_BLOCK:
        case CLET_ITEM_VALUE: break;
        }
        if (is_good) continue;
        const clet_template_piece *piece = item->piece;
        if (piece == NULL && count > 0) piece = &build->part->pieces[open[count - 1]];
        refuse(build, CLET_DIAGNOSTIC_TEMPLATE, piece == NULL ? 0 : piece->offset, pieces);
        return;
    }
    if (count > 0)
        refuse(build, CLET_DIAGNOSTIC_TEMPLATE, build->part->pieces[open[count - 1]].offset,
               pieces);
}

static bool is_block(const clet_template_item *item) {
    return item->kind == CLET_ITEM_BLOCK && item->token != CLET_TOKEN_BREAK;
}

/* Place of the section's end. */
static uint32_t find_close(const clet_template_items *list, uint32_t place) {
    const uint32_t partner = list->items[place].piece->partner;
    while (++place < list->count) {
        const clet_template_item *item = &list->items[place];
        if (item->kind == CLET_ITEM_CLOSE && item->place == partner) break;
    }
    return place;
}

/* Whether the section that opens right behind the beginning of a block is about the block as a
 * whole: it ends in a later one, or its tags have lines of their own and nothing else is in it. */
static bool is_around(const clet_template_items *list, uint32_t place) {
    const uint32_t close = find_close(list, place);
    for (uint32_t i = place + 1; i < close; i++) {
        if (is_block(&list->items[i])) return true;
    }
    if (!list->items[place].piece->is_standalone) return false;
    for (uint32_t i = close + 1; i < list->count && !is_block(&list->items[i]); i++) {
        if (list->items[i].kind != CLET_ITEM_CLOSE) return false;
    }
    return true;
}

/* Moves a block behind the tags at its beginning that are about more than what is in it. */
static void settle_begin(clet_template_items *list, uint32_t place) {
    while (place + 1 < list->count) {
        const clet_template_item next = list->items[place + 1];
        const bool is_open = next.kind == CLET_ITEM_SECTION || next.kind == CLET_ITEM_INVERTED;
        if (!is_open && next.kind != CLET_ITEM_CLOSE) return;
        if (is_open && !is_around(list, place + 1)) return;
        list->items[place + 1] = list->items[place];
        list->items[place++] = next;
    }
}

/* Whether nothing stands between the block, or the line end, and the next block or the end. */
static bool is_empty(const clet_template_items *list, uint32_t place) {
    if (place + 1 == list->count) return true;
    const clet_template_item *next = &list->items[place + 1];
    return list->items[place].token == CLET_TOKEN_BREAK ? next->kind == CLET_ITEM_BLOCK
                                                        : is_block(next);
}

static void settle_blocks(clet_template_items *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (is_block(&list->items[i])) settle_begin(list, i);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind == CLET_ITEM_BLOCK && is_empty(list, i)) continue;
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static void parse(builder *build) {
    const chatlet_str complex[] = {
        CHATLET_STR("the text's markup needs more memory than a text of its size may take; "
                    "simplify it"),
        {0}};
    clet_buffer message;
    clet_buffer_init(&message, build->source->arena->allocator, MESSAGE_BYTES_MAX);
    write_message(build, &message);
    chatlet_status status = clet_buffer_status(&message);
    if (status == CHATLET_OK)
        status = clet_markdown_parse(build->source->arena->allocator, clet_buffer_str(&message),
                                     take_event, build);
    clet_buffer_free(&message);
    if (status == CHATLET_OK) status = failed(build);
    if (status == CHATLET_ERR_LIMIT) refuse(build, CLET_DIAGNOSTIC_TEMPLATE_SIZE, 0, complex);
    if (status == CHATLET_ERR_MEMORY) build->source->status = status;
}

void clet_template_markdown(clet_expr_source *source, const clet_template_part *part,
                            clet_template_items *items) {
    builder build = {.source = source, .part = part, .items = items, .text_token = CLET_TOKEN_TEXT};
    clet_buffer_init(&build.text, source->arena->allocator, MESSAGE_BYTES_MAX);
    parse(&build);
    clet_buffer_free(&build.text);
    if (source->status == CHATLET_OK) check_sections(&build);
    if (source->status == CHATLET_OK) settle_blocks(items);
}
