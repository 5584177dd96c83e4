/* Bytes of any document in, blocks out: what holds for every format is checked here, once, before a
 * format's reader sees them. */
#include "document_reader.h"

#include "../base/str.h"
#include "../base/utf8.h"

/* What a site says to language models (llmstxt.org): a list of its pages, or all their texts. */
static chatlet_document_format format_of_name(chatlet_str path) {
    size_t begin = path.size_bytes;
    while (begin > 0 && path.data[begin - 1] != '/')
        begin--;
    const chatlet_str name = clet_str_slice(path, begin, path.size_bytes);
    if (clet_str_equal(name, CHATLET_STR("llms.txt"))) return CHATLET_FORMAT_LINKS;
    return clet_str_equal(name, CHATLET_STR("llms-full.txt")) ? CHATLET_FORMAT_MARKDOWN
                                                              : CHATLET_FORMAT_UNKNOWN;
}

chatlet_document_format chatlet_document_format_of(chatlet_str path) {
    const chatlet_document_format named = format_of_name(path);
    if (named != CHATLET_FORMAT_UNKNOWN) return named;
    static const struct {
        chatlet_str ending;
        chatlet_document_format format;
    } endings[] = {
        {{".md", 3}, CHATLET_FORMAT_MARKDOWN}, {{".markdown", 9}, CHATLET_FORMAT_MARKDOWN},
        {{".html", 5}, CHATLET_FORMAT_HTML},   {{".htm", 4}, CHATLET_FORMAT_HTML},
        {{".xhtml", 6}, CHATLET_FORMAT_HTML},  {{".txt", 4}, CHATLET_FORMAT_TEXT},
        {{".csv", 4}, CHATLET_FORMAT_CSV},     {{".jsonl", 6}, CHATLET_FORMAT_JSONL},
        {{".ndjson", 7}, CHATLET_FORMAT_JSONL}};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const chatlet_str ending = endings[i].ending;
        if (path.size_bytes < ending.size_bytes) continue;
        const size_t begin = path.size_bytes - ending.size_bytes;
        if (clet_str_equal_ignore_case(clet_str_slice(path, begin, path.size_bytes), ending)) {
            return endings[i].format;
        }
    }
    return CHATLET_FORMAT_UNKNOWN;
}

clet_source_place clet_document_place(chatlet_str text, size_t offset) {
    clet_source_place place = {.line = 1, .column = 1};
    for (size_t i = 0; i < offset; i++) {
        const char byte = text.data[i];
        const bool ends_line =
            byte == '\n' ||
            (byte == '\r' && (i + 1 >= text.size_bytes || text.data[i + 1] != '\n'));
        place.line += ends_line;
        place.column = ends_line ? 1 : place.column + 1;
    }
    return place;
}

static void report_at(const clet_document_source *source, clet_diagnostic_code code, size_t offset,
                      chatlet_str message) {
    const clet_source_place place = clet_document_place(source->text, offset);
    clet_report(source->reporter, code, source->path, place.line, place.column, message);
}

static bool check_size(const clet_document_source *source) {
    if (source->text.size_bytes <= CHATLET_DOCUMENT_BYTES_MAX) return true;
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_TOO_LARGE, source->path, 0, 0,
                CHATLET_STR("the document is larger than 16 MiB; split it into several"));
    return false;
}

/* UTF-16 is looked for before zero bytes, of which it is full. */
static bool check_byte_order(const clet_document_source *source) {
    if (!clet_str_starts_with(source->text, CHATLET_STR("\xFF\xFE")) &&
        !clet_str_starts_with(source->text, CHATLET_STR("\xFE\xFF"))) {
        return true;
    }
    report_at(source, CLET_DIAGNOSTIC_DOCUMENT_ENCODING, 0,
              CHATLET_STR("the document is UTF-16; save it as UTF-8"));
    return false;
}

static bool is_control(unsigned char byte) {
    return (byte < 0x20 && !(byte >= '\t' && byte <= '\r')) || byte == 0x7F;
}

/* A zero byte is never text. Other control bytes slip into real documents one by one (form feeds,
 * escape sequences of a log), so only many of them make a file binary. */
static bool check_binary(const clet_document_source *source) {
    const chatlet_str text = source->text;
    const size_t tolerated = 16 + text.size_bytes / 64;
    size_t control_count = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        control_count += is_control(byte);
        if (byte == 0 || control_count > tolerated) {
            report_at(source, CLET_DIAGNOSTIC_DOCUMENT_BINARY, i,
                      CHATLET_STR("the file is binary, not text; leave it out of the sources"));
            return false;
        }
    }
    return true;
}

/* The charset a page declares within its first bytes, for the message only; empty when none. */
static chatlet_str declared_charset(chatlet_str text) {
    static const chatlet_str key = {.data = "charset=", .size_bytes = 8};
    enum { SEARCHED_BYTES = 2048, CHARSET_BYTES_MAX = 40 };
    const size_t end = text.size_bytes < SEARCHED_BYTES ? text.size_bytes : SEARCHED_BYTES;
    for (size_t i = 0; i + key.size_bytes < end; i++) {
        if (!clet_str_equal_ignore_case(clet_str_slice(text, i, i + key.size_bytes), key)) continue;
        size_t begin = i + key.size_bytes;
        if (text.data[begin] == '"' || text.data[begin] == '\'') begin++;
        size_t stop = begin;
        while (stop < end && stop - begin < CHARSET_BYTES_MAX &&
               (unsigned char)text.data[stop] < 0x7F && (unsigned char)text.data[stop] > ' ' &&
               text.data[stop] != '"' && text.data[stop] != '\'' && text.data[stop] != ';' &&
               text.data[stop] != '>') {
            stop++;
        }
        return clet_str_slice(text, begin, stop);
    }
    return (chatlet_str){0};
}

static bool check_utf8(const clet_document_source *source, chatlet_document_format format) {
    const size_t offset = clet_utf8_valid_prefix(source->text);
    if (offset == source->text.size_bytes) return true;

    static const char digits[] = "0123456789ABCDEF";
    const unsigned char byte = (unsigned char)source->text.data[offset];
    const char hex[] = {digits[byte >> 4], digits[byte & 15]};
    const clet_source_place place = clet_document_place(source->text, offset);
    chatlet_str charset = {0}; /* an empty piece ends the message */
    if (format == CHATLET_FORMAT_HTML) charset = declared_charset(source->text);
    if (clet_str_equal_ignore_case(charset, CHATLET_STR("utf-8"))) charset = (chatlet_str){0};
    clet_report_pieces(
        source->reporter, CLET_DIAGNOSTIC_DOCUMENT_ENCODING, source->path, place.line, place.column,
        (chatlet_str[]){CHATLET_STR("byte 0x"),
                        {.data = hex, .size_bytes = sizeof hex},
                        charset.size_bytes > 0
                            ? CHATLET_STR(" is not UTF-8 (the page declares ")
                            : CHATLET_STR(" is not UTF-8; save the document as UTF-8"),
                        charset,
                        CHATLET_STR("); save it as UTF-8 and declare that"),
                        {0}});
    return false;
}

static bool check_title(const clet_document_source *source) {
    if (clet_utf8_valid_prefix(source->title) == source->title.size_bytes) return true;
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_ENCODING, source->path, 0, 0,
                CHATLET_STR("the title given for it is not UTF-8"));
    return false;
}

static chatlet_status read_format(const clet_document_source *source,
                                  chatlet_document_format format) {
    switch (format) {
    case CHATLET_FORMAT_MARKDOWN: return clet_document_read_markdown(source);
    case CHATLET_FORMAT_HTML: return clet_document_read_html(source);
    case CHATLET_FORMAT_TEXT: return clet_document_read_text(source);
    case CHATLET_FORMAT_CSV: return clet_document_read_csv(source);
    case CHATLET_FORMAT_JSONL: return clet_document_read_jsonl(source);
    case CHATLET_FORMAT_LINKS: return clet_document_read_links(source);
    case CHATLET_FORMAT_UNKNOWN: break;
    }
    clet_report(source->reporter, CLET_DIAGNOSTIC_DOCUMENT_UNREADABLE, source->path, 0, 0,
                CHATLET_STR("not a format that is read; use .md, .html, .txt, .csv or .jsonl"));
    return CHATLET_ERR_INPUT;
}

chatlet_status clet_document_read(const chatlet_document *document, clet_reporter *reporter,
                                  clet_block_list *list) {
    clet_document_source source = {.path = document->path,
                                   .text = document->bytes,
                                   .title = document->title,
                                   .reporter = reporter,
                                   .list = list};
    if (!check_size(&source) || !check_byte_order(&source) || !check_binary(&source) ||
        !check_utf8(&source, document->format) || !check_title(&source)) {
        return CHATLET_ERR_INPUT;
    }
    if (clet_str_starts_with(source.text, CHATLET_STR("\xEF\xBB\xBF"))) {
        source.text = clet_str_slice(source.text, 3, source.text.size_bytes);
    }
    const uint32_t errors_before = reporter->error_count;
    const chatlet_status status = read_format(&source, document->format);
    if (status == CHATLET_ERR_LIMIT) {
        clet_report(reporter, CLET_DIAGNOSTIC_DOCUMENT_TOO_LARGE, document->path, 0, 0,
                    CHATLET_STR("the document has more than 200,000 paragraphs, items and rows; "
                                "split it into several"));
        return CHATLET_ERR_INPUT;
    }
    if (status != CHATLET_OK) return status;
    if (list->count > 0) return CHATLET_OK;

    if (reporter->error_count == errors_before) {
        clet_report(reporter, CLET_DIAGNOSTIC_DOCUMENT_EMPTY, document->path, 0, 0,
                    CHATLET_STR("nothing to read in the document; it is left out"));
    }
    return CHATLET_ERR_INPUT;
}
