/* Text parts: titles, addresses, heading paths and passages, checked when they arrive. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/url.h"
#include "../base/utf8.h"
#include "text_marks.h"

enum { SAMPLE_BYTES = 100 };

/* A walk over a text part: one passage at a time. */
typedef struct text_walk {
    clet_byte_reader reader;
    uint32_t section;          /* number of the next one to begin */
    uint32_t left_in_document; /* sections of the present document still to begin in this part */
    uint32_t left_in_section;  /* passages of the present section still to come */
    bool begins_run;           /* the passage just read is the first of its document in the part */
    clet_passage_text texts;
} text_walk;

static text_walk begin_walk(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes) {
    const uint32_t text_part = part - clet_first_text_part(bundle);
    return (text_walk){.reader = clet_byte_reader_of(bytes),
                       .section = bundle->map.part_section[text_part]};
}

static void begin_document(text_walk *walk) {
    walk->texts.title = clet_read_sized(&walk->reader);
    walk->texts.url = clet_read_sized(&walk->reader);
    walk->left_in_document = clet_read_varint(&walk->reader);
    if (walk->left_in_document == 0) walk->reader.failed = true;
}

static void begin_section(text_walk *walk) {
    walk->left_in_section = clet_read_varint(&walk->reader);
    if (walk->left_in_section == 0) walk->reader.failed = true;
    walk->left_in_document--;
    walk->section++;
}

static bool next_passage(text_walk *walk) {
    walk->begins_run = walk->left_in_section == 0 && walk->left_in_document == 0;
    if (walk->reader.failed || (walk->begins_run && clet_byte_reader_left(&walk->reader) == 0))
        return false;
    if (walk->begins_run) begin_document(walk);
    if (walk->left_in_section == 0 && !walk->reader.failed) begin_section(walk);
    walk->texts.headings = clet_read_sized(&walk->reader);
    walk->texts.anchor = clet_read_sized(&walk->reader);
    walk->texts.text = clet_read_sized(&walk->reader);
    if (walk->reader.failed) return false;
    walk->left_in_section--;
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
    if (text.data[0] < CLET_MARK_PARAGRAPH || text.data[0] > CLET_MARK_LAST) return false;
    bool readable = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        const bool mark = byte >= CLET_MARK_CODE_BEGIN && byte <= CLET_MARK_LAST;
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

/* Whether a run of sections begins where the map has its document begin (or the part begins), and
 * ends where it must. */
static bool fits_map(const chatlet_bundle *bundle, const text_walk *walk, uint32_t part_end) {
    if (walk->section > part_end) return false;
    if (!walk->begins_run) return true;
    const uint32_t section = walk->section - 1;
    const uint32_t document = clet_bundle_document_of(bundle, section);
    const uint32_t document_end = clet_bundle_first_section(bundle, document + 1);
    const uint32_t run_end = document_end < part_end ? document_end : part_end;
    return walk->left_in_document == run_end - walk->section;
}

chatlet_status clet_text_part_check(const chatlet_bundle *bundle, uint32_t part,
                                    chatlet_str bytes) {
    const uint32_t end = bundle->map.part_section[part - clet_first_text_part(bundle) + 1];
    text_walk walk = begin_walk(bundle, part, bytes);
    while (next_passage(&walk)) {
        if (!fits_map(bundle, &walk, end) || !texts_are_good(&walk.texts))
            return CHATLET_ERR_BUNDLE;
    }
    const bool is_whole = !walk.reader.failed && walk.section == end && walk.left_in_section == 0;
    return is_whole ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

uint32_t clet_bundle_section_texts(const chatlet_bundle *bundle, uint32_t section,
                                   clet_passage_text *passages, uint32_t capacity) {
    const uint32_t part = clet_bundle_text_part(bundle, section);
    text_walk walk = begin_walk(bundle, part, clet_part_bytes(bundle, part));
    uint32_t count = 0;
    while (walk.section <= section + 1 && next_passage(&walk)) {
        if (walk.section != section + 1) continue;
        if (count < capacity) passages[count] = walk.texts;
        count++;
    }
    CLET_ASSERT(count >= 1);
    return count;
}

/* A passage's first bytes on one line, its marks as spaces. */
static void put_sample(clet_buffer *out, chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes && i < SAMPLE_BYTES; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        clet_buffer_append_byte(out, byte < 0x20 ? ' ' : byte);
    }
}

void clet_text_part_dump(clet_buffer *out, const chatlet_bundle *bundle, uint32_t part) {
    text_walk walk = begin_walk(bundle, part, clet_part_bytes(bundle, part));
    while (next_passage(&walk)) {
        clet_buffer_append(out, CHATLET_STR("    section "));
        clet_number_text_append_u64(out, walk.section - 1);
        clet_buffer_append(out, CHATLET_STR(": "));
        clet_buffer_append(out, walk.texts.title);
        if (walk.texts.headings.size_bytes > 0) clet_buffer_append(out, CHATLET_STR(" › "));
        clet_buffer_append(out, walk.texts.headings);
        clet_buffer_append(out, CHATLET_STR(" <"));
        clet_buffer_append(out, walk.texts.url);
        if (walk.texts.anchor.size_bytes > 0) clet_buffer_append_byte(out, '#');
        clet_buffer_append(out, walk.texts.anchor);
        clet_buffer_append(out, CHATLET_STR("> "));
        put_sample(out, walk.texts.text);
        clet_buffer_append_byte(out, '\n');
    }
}
