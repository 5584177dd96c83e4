/* Text parts: titles, addresses, heading paths and passages, checked when they arrive. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/url.h"
#include "../base/utf8.h"
#include "text_marks.h"

/* A walk over a text part: one passage at a time. */
typedef struct text_walk {
    clet_byte_reader reader;
    uint32_t passage;          /* number of the next one */
    uint32_t left_in_document; /* passages of the present document still to come in this part */
    clet_passage_text texts;
} text_walk;

static text_walk begin_walk(const chatlet_bundle *bundle, uint32_t text_part, chatlet_str bytes) {
    return (text_walk){.reader = clet_byte_reader_of(bytes),
                       .passage = bundle->map.part_passage[text_part]};
}

static bool next_passage(text_walk *walk) {
    if (walk->reader.failed ||
        (walk->left_in_document == 0 && clet_byte_reader_left(&walk->reader) == 0))
        return false;
    if (walk->left_in_document == 0) {
        walk->texts.title = clet_read_sized(&walk->reader);
        walk->texts.url = clet_read_sized(&walk->reader);
        walk->left_in_document = clet_read_varint(&walk->reader);
        if (walk->left_in_document == 0) walk->reader.failed = true;
    }
    walk->texts.headings = clet_read_sized(&walk->reader);
    walk->texts.anchor = clet_read_sized(&walk->reader);
    walk->texts.text = clet_read_sized(&walk->reader);
    if (walk->reader.failed) return false;
    walk->left_in_document--;
    walk->passage++;
    return true;
}

static bool is_line(chatlet_str text, size_t maximum_bytes) {
    if (text.size_bytes > maximum_bytes || clet_utf8_valid_prefix(text) != text.size_bytes)
        return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if ((unsigned char)text.data[i] < 0x20) return false;
    }
    return true;
}

/* Begins with a block mark, has something to read, and no control byte but marks and line ends. */
static bool is_passage(chatlet_str text) {
    if (text.size_bytes == 0 || text.size_bytes > CHATLET_PASSAGE_BYTES_MAX) return false;
    if (text.data[0] < CLET_MARK_PARAGRAPH || text.data[0] > CLET_MARK_BLOCK) return false;
    bool readable = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        const bool mark = byte >= CLET_MARK_CODE_BEGIN && byte <= CLET_MARK_BLOCK;
        if (byte < 0x20 && byte != '\n' && !mark) return false;
        if (byte >= 0x20) readable = true;
    }
    return readable && clet_utf8_valid_prefix(text) == text.size_bytes;
}

static bool texts_are_good(const clet_passage_text *texts) {
    return texts->title.size_bytes > 0 && is_line(texts->title, CHATLET_TITLE_BYTES_MAX) &&
           is_line(texts->url, CHATLET_URL_BYTES_MAX) && clet_url_is_safe(texts->url) &&
           is_line(texts->headings, CHATLET_HEADINGS_BYTES_MAX) &&
           is_line(texts->anchor, CHATLET_ANCHOR_BYTES_MAX) && is_passage(texts->text);
}

/* Whether the passage just read begins a document exactly where the map has one begin, and the run
 * in this part ends where it must. */
static bool fits_map(const chatlet_bundle *bundle, const text_walk *walk, bool begins,
                     uint32_t part_end) {
    const uint32_t passage = walk->passage - 1;
    const uint32_t document = clet_bundle_document_of(bundle, passage);
    const uint32_t document_end = clet_bundle_first_passage(bundle, document + 1);
    const uint32_t run_end = document_end < part_end ? document_end : part_end;
    return !begins || walk->left_in_document == run_end - walk->passage;
}

chatlet_status clet_text_part_check(const chatlet_bundle *bundle, uint32_t part,
                                    chatlet_str bytes) {
    const uint32_t text_part = part - 1 - bundle->index.term_part_count;
    const uint32_t end = bundle->map.part_passage[text_part + 1];
    text_walk walk = begin_walk(bundle, text_part, bytes);
    bool begins = true;
    while (next_passage(&walk)) {
        if (walk.passage > end || !texts_are_good(&walk.texts) ||
            !fits_map(bundle, &walk, begins, end)) {
            return CHATLET_ERR_BUNDLE;
        }
        begins = walk.left_in_document == 0;
    }
    return !walk.reader.failed && walk.passage == end ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

clet_passage_text clet_bundle_passage_text(const chatlet_bundle *bundle, uint32_t passage) {
    const uint32_t part = clet_bundle_text_part(bundle, passage);
    CLET_ASSERT(chatlet_bundle_has_part(bundle, part));
    const chatlet_str bytes = {.data = bundle->slots[part].bytes,
                               .size_bytes = bundle->slots[part].size_bytes};
    text_walk walk = begin_walk(bundle, part - 1 - bundle->index.term_part_count, bytes);
    while (walk.passage <= passage) {
        const bool more = next_passage(&walk);
        CLET_ASSERT(more);
    }
    return walk.texts;
}
