/* The language of a document that declares none: a look at the words of its beginning. */
#include "../base/str.h"
#include "../text/language_detect.h"

#include <chatlet/compile.h>

#include <string.h>

/* Text of a page within these bytes: heads are long, and so are the menus of sites. */
enum { LOOK_BYTES = 65536 };

/* Place behind the element that begins at `offset` when it is one whose content is no text. */
static size_t skip_element(chatlet_str html, size_t offset, chatlet_str name) {
    const chatlet_str rest = clet_str_slice(html, offset + 1, html.size_bytes);
    if (rest.size_bytes < name.size_bytes) return offset;
    const chatlet_str start = clet_str_slice(rest, 0, name.size_bytes);
    if (!clet_str_equal_ignore_case(start, name)) return offset;
    for (size_t i = offset + 1; i + name.size_bytes + 2 < html.size_bytes; i++) {
        if (html.data[i] != '<' || html.data[i + 1] != '/') continue;
        const chatlet_str end = clet_str_slice(html, i + 2, i + 2 + name.size_bytes);
        if (clet_str_equal_ignore_case(end, name)) return i;
    }
    return html.size_bytes;
}

/* Place behind the tag at `offset`, and behind what it holds where that is no text. */
static size_t skip_tag(chatlet_str html, size_t offset) {
    static const chatlet_str silent[] = {CHATLET_STR("script"), CHATLET_STR("style"),
                                         CHATLET_STR("pre"), CHATLET_STR("code")};
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        const size_t behind = skip_element(html, offset, silent[i]);
        if (behind == html.size_bytes) return behind;
        if (behind != offset) return clet_str_find_byte(html, '>', behind) + 1;
    }
    return clet_str_find_byte(html, '>', offset) + 1;
}

/* Writes the text between tags, up to `maximum_bytes`; returns how much. */
static size_t take_text(chatlet_str html, char *text, size_t maximum_bytes) {
    size_t size_bytes = 0;
    size_t offset = 0;
    while (offset < html.size_bytes && size_bytes < maximum_bytes) {
        if (html.data[offset] == '<') {
            offset = skip_tag(html, offset);
            text[size_bytes++] = ' ';
        } else {
            text[size_bytes++] = html.data[offset++];
        }
    }
    return size_bytes;
}

chatlet_str chatlet_document_language(chatlet_document_format format, chatlet_str bytes) {
    char text[CLET_DETECT_BYTES_MAX];
    chatlet_str found;
    if (format == CHATLET_FORMAT_HTML) {
        const size_t size_bytes =
            bytes.size_bytes < LOOK_BYTES ? bytes.size_bytes : (size_t)LOOK_BYTES;
        const chatlet_str html = clet_str_slice(bytes, 0, size_bytes);
        const chatlet_str plain = {.data = text, .size_bytes = take_text(html, text, sizeof text)};
        found = clet_language_detect(plain);
    } else {
        found = clet_language_detect(bytes);
    }
    return clet_str_equal(found, CHATLET_STR("none")) ? (chatlet_str){0} : found;
}
