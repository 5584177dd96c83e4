/* The language a document declares, found without parsing it: a tool asks before it knows what
 * language to build for. The readers take it from the parsed document. */
#include "../base/str.h"
#include "bot_value.h"
#include "markdown_source.h"

#include <chatlet/compile.h>

/* Elements a whole page stands in. Others may name the language of a link or of a quotation. */
static const chatlet_str page_elements[] = {
    CHATLET_STR("html"), CHATLET_STR("body"),    CHATLET_STR("div"),
    CHATLET_STR("main"), CHATLET_STR("article"), CHATLET_STR("section"),
};

static bool is_space(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

static bool ends_name(char byte) {
    return is_space(byte) || byte == '<' || byte == '>' || byte == '/' || byte == '=';
}

static chatlet_str take_name(chatlet_str html, size_t *at) {
    const size_t begin = *at;
    while (*at < html.size_bytes && !ends_name(html.data[*at]))
        (*at)++;
    return clet_str_slice(html, begin, *at);
}

static void skip_spaces(chatlet_str html, size_t *at) {
    while (*at < html.size_bytes && is_space(html.data[*at]))
        (*at)++;
}

/* The value behind '=', if one stands at `at`; empty when it does not end within `html`. */
static chatlet_str take_value(chatlet_str html, size_t *at) {
    skip_spaces(html, at);
    if (*at == html.size_bytes || html.data[*at] != '=') return (chatlet_str){0};
    (*at)++;
    skip_spaces(html, at);
    if (*at == html.size_bytes) return (chatlet_str){0};
    const char quote = html.data[*at];
    size_t begin = *at;
    size_t end = begin;
    if (quote == '"' || quote == '\'') {
        begin++;
        end = clet_str_find_byte(html, quote, begin);
        *at = end < html.size_bytes ? end + 1 : end;
    } else {
        while (end < html.size_bytes && !is_space(html.data[end]) && html.data[end] != '>')
            end++;
        *at = end;
    }
    return end < html.size_bytes ? clet_str_slice(html, begin, end) : (chatlet_str){0};
}

/* Reads attributes up to the tag's end; the value of lang or xml:lang, or empty. */
static chatlet_str take_lang(chatlet_str html, size_t *at) {
    chatlet_str lang = {0};
    while (*at < html.size_bytes && html.data[*at] != '>') {
        const size_t before = *at;
        const chatlet_str name = take_name(html, at);
        const chatlet_str value = take_value(html, at);
        if (clet_str_equal_ignore_case(name, CHATLET_STR("lang")) ||
            clet_str_equal_ignore_case(name, CHATLET_STR("xml:lang"))) {
            lang = clet_str_trim(value);
        }
        if (*at == before) (*at)++;
    }
    return lang;
}

static bool is_page_element(chatlet_str name) {
    for (size_t i = 0; i < sizeof(page_elements) / sizeof(page_elements[0]); i++) {
        if (clet_str_equal_ignore_case(name, page_elements[i])) return true;
    }
    return false;
}

/* The first byte behind a comment that begins at `at`. */
static size_t skip_comment(chatlet_str html, size_t at) {
    while (at < html.size_bytes) {
        at = clet_str_find_byte(html, '>', at);
        if (at == html.size_bytes) return at;
        at++;
        if (clet_str_ends_with(clet_str_slice(html, 0, at), CHATLET_STR("-->"))) return at;
    }
    return at;
}

static chatlet_str find_html_locale(chatlet_str html) {
    size_t at = 0;
    while (at < html.size_bytes) {
        at = clet_str_find_byte(html, '<', at);
        const chatlet_str rest = clet_str_slice(html, at, html.size_bytes);
        if (clet_str_starts_with(rest, CHATLET_STR("<!--"))) {
            at = skip_comment(html, at);
            continue;
        }
        if (at < html.size_bytes) at++;
        if (!is_page_element(take_name(html, &at))) continue;
        const chatlet_str lang = take_lang(html, &at);
        if (lang.size_bytes > 0) return lang;
    }
    return (chatlet_str){0};
}

chatlet_str chatlet_document_locale(chatlet_document_format format, chatlet_str bytes) {
    chatlet_str locale = {0};
    if (clet_str_starts_with(bytes, CHATLET_STR("\357\273\277")))
        bytes = clet_str_slice(bytes, 3, bytes.size_bytes);
    if (format == CHATLET_FORMAT_HTML) locale = find_html_locale(bytes);
    if (format == CHATLET_FORMAT_MARKDOWN) locale = clet_markdown_front_read(bytes).language;
    return clet_bot_locale_is_valid(locale) ? locale : (chatlet_str){0};
}
