/* Plain text in, paragraphs out. */
#include "document_reader.h"

#include "../base/str.h"

enum { TITLE_LINE_BYTES_MAX = 100 };

typedef struct text_line {
    chatlet_str text;   /* trimmed */
    size_t next_offset; /* of the line behind it */
} text_line;

static text_line read_line(chatlet_str text, size_t offset) {
    size_t end = offset;
    while (end < text.size_bytes && text.data[end] != '\n' && text.data[end] != '\r')
        end++;
    size_t next = end;
    if (next < text.size_bytes && text.data[next] == '\r') next++;
    if (next < text.size_bytes && text.data[next] == '\n') next++;
    return (text_line){.text = clet_str_trim(clet_str_slice(text, offset, end)),
                       .next_offset = next};
}

chatlet_status clet_document_add_paragraphs(clet_block_list *list, chatlet_str text, uint32_t line,
                                            chatlet_str anchor) {
    size_t begin = 0;
    size_t offset = 0;
    uint32_t begin_line = line;
    while (offset < text.size_bytes) {
        const text_line read = read_line(text, offset);
        line++;
        const bool is_blank = read.text.size_bytes == 0;
        const size_t end = is_blank ? offset : read.next_offset;
        if (is_blank || read.next_offset >= text.size_bytes) {
            const clet_block block = {.kind = CLET_BLOCK_PARAGRAPH,
                                      .line = begin_line,
                                      .text = clet_str_slice(text, begin, end),
                                      .anchor = anchor};
            const chatlet_status status = clet_block_list_add(list, &block);
            if (status != CHATLET_OK) return status;
            begin = read.next_offset;
            begin_line = line;
        }
        offset = read.next_offset;
    }
    return CHATLET_OK;
}

static chatlet_status add_title(const clet_document_source *source, chatlet_str title) {
    const clet_block heading = {.kind = CLET_BLOCK_HEADING, .level = 1, .line = 1, .text = title};
    return clet_block_list_add(source->list, &heading);
}

/* A short first line over a blank one names the text. */
static chatlet_status take_title(const clet_document_source *source, size_t *offset,
                                 uint32_t *line) {
    const text_line first = read_line(source->text, 0);
    if (first.text.size_bytes == 0 || first.text.size_bytes > TITLE_LINE_BYTES_MAX)
        return CHATLET_OK;
    if (first.next_offset >= source->text.size_bytes) return CHATLET_OK;
    const text_line second = read_line(source->text, first.next_offset);
    if (second.text.size_bytes > 0) return CHATLET_OK;
    *offset = second.next_offset;
    *line = 3;
    return add_title(source, first.text);
}

chatlet_status clet_document_read_text(const clet_document_source *source) {
    size_t offset = 0;
    uint32_t line = 1;
    const chatlet_status status = source->title.size_bytes > 0 ? add_title(source, source->title)
                                                               : take_title(source, &offset, &line);
    if (status != CHATLET_OK) return status;
    return clet_document_add_paragraphs(
        source->list, clet_str_slice(source->text, offset, source->text.size_bytes), line,
        (chatlet_str){0});
}
