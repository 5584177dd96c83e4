/* Raw HTML inside Markdown. It is not parsed: its text is kept and everything in angle brackets is
 * dropped. Whole pages are read by document_html.c. */
#include "markdown_source.h"

#include "../base/number_text.h"
#include "../base/str.h"
#include "../base/utf8.h"

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static chatlet_str tag_name(chatlet_str html, size_t offset) {
    size_t end = offset;
    while (end < html.size_bytes &&
           (is_letter(html.data[end]) ||
            (end > offset && html.data[end] >= '0' && html.data[end] <= '9'))) {
        end++;
    }
    return clet_str_slice(html, offset, end);
}

/* Offset behind the '>' that ends the tag at `offset`; a '>' inside quotes does not. */
static size_t tag_end(chatlet_str html, size_t offset) {
    char quote = 0;
    for (size_t i = offset; i < html.size_bytes; i++) {
        const char byte = html.data[i];
        if (quote != 0) {
            if (byte == quote) quote = 0;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '>') {
            return i + 1;
        }
    }
    return html.size_bytes;
}

/* Offset behind the next `mark` from `offset` on, letters in either case; the size without one. */
static size_t behind(chatlet_str html, chatlet_str mark, size_t offset) {
    for (size_t i = clet_str_find_byte(html, mark.data[0], offset);
         i + mark.size_bytes <= html.size_bytes;
         i = clet_str_find_byte(html, mark.data[0], i + 1)) {
        const chatlet_str here = clet_str_slice(html, i, i + mark.size_bytes);
        if (clet_str_equal_ignore_case(here, mark)) return i + mark.size_bytes;
    }
    return html.size_bytes;
}

static bool is_within_line(chatlet_str name) {
    static const chatlet_str names[] = {{"a", 1},   {"abbr", 4},  {"b", 1},    {"code", 4},
                                        {"em", 2},  {"i", 1},     {"kbd", 3},  {"mark", 4},
                                        {"s", 1},   {"small", 5}, {"span", 4}, {"strong", 6},
                                        {"sub", 3}, {"sup", 3},   {"u", 1},    {"wbr", 3}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (clet_str_equal_ignore_case(name, names[i])) return true;
    }
    return false;
}

/* Moves over what begins with the '<' at `offset`; appends a space where the tag parts words. */
static size_t skip_markup(clet_buffer *text, chatlet_str html, size_t offset) {
    const chatlet_str rest = clet_str_slice(html, offset, html.size_bytes);
    if (clet_str_starts_with(rest, CHATLET_STR("<!--"))) {
        return behind(html, CHATLET_STR("-->"), offset + 4);
    }
    const bool is_end = clet_str_starts_with(rest, CHATLET_STR("</"));
    const chatlet_str name = tag_name(html, offset + (is_end ? 2 : 1));
    const size_t end = tag_end(html, offset);
    if (!is_within_line(name)) clet_buffer_append(text, CHATLET_STR(" "));
    if (is_end) return end;
    if (clet_str_equal_ignore_case(name, CHATLET_STR("script"))) {
        return tag_end(html, behind(html, CHATLET_STR("</script"), end));
    }
    if (clet_str_equal_ignore_case(name, CHATLET_STR("style"))) {
        return tag_end(html, behind(html, CHATLET_STR("</style"), end));
    }
    return end;
}

/* The codepoint of a decimal reference ("39"), or 0. */
static uint32_t numeric_reference(chatlet_str digits) {
    uint64_t value;
    if (!clet_number_text_read_u64(digits, &value)) return 0;
    const bool is_scalar = value >= 0x20 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    return is_scalar ? (uint32_t)value : 0;
}

/* Appends the character that the reference at `offset` stands for, or the '&' itself; the offset
 * behind it. */
static size_t take_reference(clet_buffer *text, chatlet_str html, size_t offset) {
    static const struct {
        chatlet_str name;
        chatlet_str value;
    } references[] = {{{"amp", 3}, {"&", 1}},   {{"lt", 2}, {"<", 1}},    {{"gt", 2}, {">", 1}},
                      {{"quot", 4}, {"\"", 1}}, {{"apos", 4}, {"'", 1}},  {{"nbsp", 4}, {" ", 1}},
                      {{"copy", 4}, {"©", 2}},  {{"mdash", 5}, {"—", 3}}, {{"ndash", 5}, {"–", 3}},
                      {{"hellip", 6}, {"…", 3}}};
    enum { REFERENCE_BYTES_MAX = 10 };
    const size_t end = clet_str_find_byte(html, ';', offset);
    if (end < html.size_bytes && end - offset <= REFERENCE_BYTES_MAX) {
        const chatlet_str name = clet_str_slice(html, offset + 1, end);
        for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
            if (!clet_str_equal(name, references[i].name)) continue;
            clet_buffer_append(text, references[i].value);
            return end + 1;
        }
        const uint32_t codepoint = clet_str_starts_with(name, CHATLET_STR("#"))
                                       ? numeric_reference(clet_str_slice(name, 1, name.size_bytes))
                                       : 0;
        if (codepoint > 0) {
            char bytes[CLET_UTF8_BYTES_MAX];
            const size_t size_bytes = clet_utf8_write(codepoint, bytes);
            clet_buffer_append(text, (chatlet_str){.data = bytes, .size_bytes = size_bytes});
            return end + 1;
        }
    }
    clet_buffer_append(text, CHATLET_STR("&"));
    return offset + 1;
}

void clet_markdown_append_html_text(clet_buffer *text, chatlet_str html) {
    size_t offset = 0;
    while (offset < html.size_bytes) {
        const char byte = html.data[offset];
        const bool is_markup = byte == '<' && offset + 1 < html.size_bytes &&
                               (is_letter(html.data[offset + 1]) || html.data[offset + 1] == '/' ||
                                html.data[offset + 1] == '!' || html.data[offset + 1] == '?');
        if (is_markup) {
            offset = skip_markup(text, html, offset);
        } else if (byte == '&') {
            offset = take_reference(text, html, offset);
        } else {
            clet_buffer_append_byte(text, (uint8_t)byte);
            offset++;
        }
    }
}

chatlet_str clet_markdown_html_id(chatlet_str html) {
    static const chatlet_str keys[] = {
        {" id=\"", 5}, {" name=\"", 7}, {" id='", 5}, {" name='", 7}};
    const chatlet_str tag = clet_str_slice(html, 0, tag_end(html, 0));
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const size_t begin = behind(tag, keys[i], 0);
        if (begin == tag.size_bytes) continue;
        const char quote = keys[i].data[keys[i].size_bytes - 1];
        return clet_str_slice(tag, begin, clet_str_find_byte(tag, quote, begin));
    }
    return (chatlet_str){0};
}
