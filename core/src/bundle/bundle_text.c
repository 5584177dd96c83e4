/* Text parts: titles, addresses, heading paths and passages, checked when they arrive. */
#include "bundle_open.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"
#include "../base/number_text.h"
#include "../base/url.h"
#include "../base/utf8.h"
#include "field_text.h"
#include "locator.h"
#include "text_marks.h"

enum { SAMPLE_BYTES = 100 };

/* A walk over a text part: one passage at a time. */
typedef struct text_walk {
    clet_byte_reader reader;
    const chatlet_bundle *bundle;
    uint32_t piece;            /* number of the next one to begin */
    uint32_t left_in_document; /* pieces of the present document still to begin in this part */
    uint32_t left_in_piece;    /* passages of the present piece still to come */
    chatlet_str locator;       /* that came with the present piece; empty when none did */
    bool begins_run;           /* the passage just read is the first of its document in the part */
    clet_passage_text texts;
} text_walk;

static text_walk begin_walk(const chatlet_bundle *bundle, uint32_t part, chatlet_str bytes) {
    const uint32_t text_part = part - clet_first_text_part(bundle);
    return (text_walk){.reader = clet_byte_reader_of(bytes),
                       .bundle = bundle,
                       .piece = bundle->map.part_piece[text_part]};
}

static void begin_document(text_walk *walk) {
    walk->texts.title = clet_read_sized(&walk->reader);
    walk->texts.url = clet_read_sized(&walk->reader);
    walk->left_in_document = clet_read_varint(&walk->reader);
    if (walk->left_in_document == 0) walk->reader.failed = true;
}

/* How many pieces follow `piece` in its section when it is the section's first; else 0. */
static uint32_t count_followers(const chatlet_bundle *bundle, uint32_t piece) {
    if (piece >= bundle->index.piece_count) return 0;
    const uint32_t section = bundle->map.section_of[piece];
    if (bundle->map.first_piece[section] != piece) return 0;
    return bundle->map.first_piece[section + 1] - piece - 1;
}

static void begin_piece(text_walk *walk) {
    const uint32_t followers = count_followers(walk->bundle, walk->piece);
    walk->locator = (chatlet_str){0};
    if (followers > 0) {
        walk->locator = clet_read_sized(&walk->reader);
        if (!walk->reader.failed && !clet_locator_is_good(walk->locator, followers + 1))
            walk->reader.failed = true;
    }
    walk->left_in_piece = clet_read_varint(&walk->reader);
    if (walk->left_in_piece == 0) walk->reader.failed = true;
    walk->left_in_document--;
    walk->piece++;
}

static bool next_passage(text_walk *walk) {
    walk->begins_run = walk->left_in_piece == 0 && walk->left_in_document == 0;
    if (walk->reader.failed || (walk->begins_run && clet_byte_reader_left(&walk->reader) == 0))
        return false;
    if (walk->begins_run) begin_document(walk);
    if (walk->left_in_piece == 0 && !walk->reader.failed) begin_piece(walk);
    walk->texts.headings = clet_read_sized(&walk->reader);
    walk->texts.anchor = clet_read_sized(&walk->reader);
    walk->texts.text = clet_read_sized(&walk->reader);
    if (walk->reader.failed) return false;
    walk->left_in_piece--;
    return true;
}

bool clet_is_line(chatlet_str text, size_t maximum_bytes) {
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
    return texts->title.size_bytes > 0 && clet_is_line(texts->title, CHATLET_TITLE_BYTES_MAX) &&
           clet_is_line(texts->url, CHATLET_URL_BYTES_MAX) && clet_url_is_safe(texts->url) &&
           clet_is_line(texts->headings, CHATLET_HEADINGS_BYTES_MAX) &&
           clet_is_line(texts->anchor, CHATLET_ANCHOR_BYTES_MAX) && is_passage(texts->text);
}

/* Whether a run of pieces begins where the map has its document begin (or the part begins), and
 * ends where it must. */
static bool fits_map(const chatlet_bundle *bundle, const text_walk *walk, uint32_t part_end) {
    if (walk->piece > part_end) return false;
    if (!walk->begins_run) return true;
    const uint32_t section = bundle->map.section_of[walk->piece - 1];
    const uint32_t document = clet_bundle_document_of(bundle, section);
    const uint32_t document_end =
        clet_bundle_first_piece(bundle, clet_bundle_first_section(bundle, document + 1));
    const uint32_t run_end = document_end < part_end ? document_end : part_end;
    return walk->left_in_document == run_end - walk->piece;
}

chatlet_status clet_text_part_check(const chatlet_bundle *bundle, uint32_t part,
                                    chatlet_str bytes) {
    const uint32_t end = bundle->map.part_piece[part - clet_first_text_part(bundle) + 1];
    text_walk walk = begin_walk(bundle, part, bytes);
    while (next_passage(&walk)) {
        if (!fits_map(bundle, &walk, end) || !texts_are_good(&walk.texts))
            return CHATLET_ERR_BUNDLE;
    }
    const bool is_whole = !walk.reader.failed && walk.piece == end && walk.left_in_piece == 0;
    return is_whole ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}

uint32_t clet_bundle_piece_texts(const chatlet_bundle *bundle, uint32_t piece,
                                 clet_passage_text *passages, uint32_t capacity) {
    const uint32_t part = clet_bundle_text_part(bundle, piece);
    text_walk walk = begin_walk(bundle, part, clet_part_bytes(bundle, part));
    uint32_t count = 0;
    while (walk.piece <= piece + 1 && next_passage(&walk)) {
        if (walk.piece != piece + 1) continue;
        if (count < capacity) passages[count] = walk.texts;
        count++;
    }
    CLET_ASSERT(count >= 1);
    return count;
}

uint32_t clet_bundle_pieces_with(const chatlet_bundle *bundle, uint32_t section, chatlet_str stem) {
    const uint32_t piece = clet_bundle_first_piece(bundle, section);
    const uint32_t piece_count = count_followers(bundle, piece) + 1;
    if (piece_count == 1) return 1;
    const uint32_t part = clet_bundle_text_part(bundle, piece);
    text_walk walk = begin_walk(bundle, part, clet_part_bytes(bundle, part));
    while (walk.piece <= piece && next_passage(&walk)) {
    }
    CLET_ASSERT(walk.piece == piece + 1);
    return clet_locator_find(walk.locator, piece_count, stem);
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
        clet_buffer_append(out, CHATLET_STR("    piece "));
        clet_number_text_append_u64(out, walk.piece - 1);
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
