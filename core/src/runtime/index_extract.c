/* In: a passage's text and the question's words. Out: tokens for a person. First the text is cut
 * into sentences, then the best run of them is chosen, then it is written as tokens. */
#include "index_extract.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/text_marks.h"
#include "../text/analyze.h"

#include <string.h>

/* A sentence, or a line of code, with the words of the question in it. */
typedef struct segment {
    size_t begin;
    size_t end;
    uint32_t terms; /* bit i: has term i */
    uint8_t block;  /* mark of the block it stands in */
    bool opens;     /* is the first of its block */
} segment;

typedef struct segment_list {
    segment *items;
    uint32_t count;
} segment_list;

static bool is_block_mark(char byte) {
    return byte >= CLET_MARK_PARAGRAPH && byte <= CLET_MARK_LAST;
}

/* True when the byte before `at` is the last digit of a numbered item's number. */
static bool ends_number(chatlet_str text, size_t at) {
    size_t begin = at;
    while (begin > 0 && text.data[begin - 1] >= '0' && text.data[begin - 1] <= '9')
        begin--;
    return begin > 0 && text.data[begin - 1] == CLET_MARK_NUMBERED;
}

/* True when a sentence (or, in code, a line) ends behind byte `at`. */
static bool ends_segment(chatlet_str text, size_t at, uint8_t block) {
    const char byte = text.data[at];
    if (block == CLET_MARK_BLOCK) return byte == '\n';
    if (at + 1 >= text.size_bytes || text.data[at + 1] != ' ') return false;
    if (byte == '!' || byte == '?') return true;
    if (byte == '.' && ends_number(text, at)) return false;
    /* "e.g. this": a full stop behind a lone letter ends no sentence. */
    return byte == '.' && at >= 2 && text.data[at - 2] != '.' && text.data[at - 2] != ' ';
}

static chatlet_status cut_segments(clet_arena *arena, chatlet_str text, segment_list *list) {
    list->items = clet_arena_allocate_array(arena, text.size_bytes + 1, sizeof *list->items);
    if (list->items == NULL) return CHATLET_ERR_MEMORY;
    list->count = 0;
    uint8_t block = CLET_MARK_PARAGRAPH;
    bool opens = true;
    size_t begin = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const bool mark = is_block_mark(text.data[i]);
        const size_t end = mark ? i : i + 1;
        if ((mark || ends_segment(text, i, block) || end == text.size_bytes) && end > begin) {
            list->items[list->count++] =
                (segment){.begin = begin, .end = end, .block = block, .opens = opens};
            opens = false;
            begin = end;
        }
        if (mark) {
            block = (uint8_t)text.data[i];
            opens = true;
            begin = i + 1;
        }
    }
    return CHATLET_OK;
}

/* Bytes of `text` that are a word of the question. */
typedef struct match_range {
    size_t begin;
    size_t end;
} match_range;

typedef struct match_list {
    match_range *items; /* rising, apart from each other */
    uint32_t count;
} match_list;

static void add_match(match_list *matches, size_t begin, size_t end) {
    match_range *last = matches->count > 0 ? &matches->items[matches->count - 1] : NULL;
    if (last != NULL && last->end >= begin) { /* overlapping pairs of characters */
        if (end > last->end) last->end = end;
        return;
    }
    matches->items[matches->count++] = (match_range){.begin = begin, .end = end};
}

/* Finds the question's words and notes them in the segments they stand in. */
static chatlet_status find_matches(clet_arena *arena, clet_stemmer *stemmer,
                                   const clet_query_terms *terms, chatlet_str text,
                                   segment_list *segments, match_list *matches) {
    matches->items = clet_arena_allocate_array(arena, text.size_bytes + 1, sizeof *matches->items);
    if (matches->items == NULL) return CHATLET_ERR_MEMORY;
    clet_analyzer analyzer;
    clet_term term;
    uint32_t at = 0;
    clet_query_terms_analyze(terms, stemmer, text, &analyzer);
    while (clet_analyzer_next(&analyzer, &term)) {
        const chatlet_str word = {.data = term.text, .size_bytes = term.size_bytes};
        const uint32_t i = clet_query_terms_find(terms, word);
        if (i == terms->count) continue;
        while (at + 1 < segments->count && segments->items[at].end <= term.begin)
            at++;
        if (segments->count > 0) segments->items[at].terms |= 1u << terms->items[i].slot;
        add_match(matches, term.begin, term.end);
    }
    return CHATLET_OK;
}

static uint64_t weigh(const clet_query_terms *terms, uint32_t bits) {
    uint64_t sum = 0;
    for (uint32_t slot = 0; slot < terms->word_count; slot++) {
        if ((bits & (1u << slot)) != 0) sum += clet_query_slot_weight(terms, slot);
    }
    return sum;
}

/* A run of segments, first to end - 1. */
typedef struct window {
    uint32_t first;
    uint32_t end;
} window;

/* The run from `first` on that fits the target; at least one segment. */
static window fill_window(const segment_list *segments, uint32_t first, size_t target_bytes) {
    uint32_t end = first + 1;
    while (end < segments->count &&
           segments->items[end].end - segments->items[first].begin <= target_bytes) {
        end++;
    }
    return (window){.first = first, .end = end};
}

/* Different words count most, then how often they come; what comes before the first of them only
 * pushes the answer out of sight, and a run that opens a block reads better than one that starts
 * inside. */
static uint64_t score_window(const clet_query_terms *terms, const segment_list *segments,
                             window run) {
    uint32_t all = 0;
    uint64_t often = 0;
    uint32_t before = 0;
    for (uint32_t i = run.first; i < run.end; i++) {
        const uint32_t bits = segments->items[i].terms;
        if (all == 0 && bits == 0) before++;
        all |= bits;
        often += weigh(terms, bits);
    }
    const uint64_t score = (weigh(terms, all) * 4 + often) * 16;
    const uint64_t opening = segments->items[run.first].opens ? score / 16 : 0;
    return score + opening - (score / 64) * (before < 16 ? before : 16);
}

static window choose_window(const clet_query_terms *terms, const segment_list *segments,
                            size_t target_bytes) {
    window best = fill_window(segments, 0, target_bytes);
    uint64_t best_score = score_window(terms, segments, best);
    for (uint32_t first = 1; first < segments->count; first++) {
        const window run = fill_window(segments, first, target_bytes);
        const uint64_t score = score_window(terms, segments, run);
        if (score > best_score) {
            best = run;
            best_score = score;
        }
    }
    return best;
}

/* Tokens and plain text grow side by side. */
typedef struct token_writer {
    clet_buffer tokens;
    clet_buffer text;
    size_t place; /* of the open array */
    uint32_t count;
    bool ends_in_gap;
} token_writer;

static void write_text_token(token_writer *writer, chatlet_str kind, chatlet_str text) {
    if (text.size_bytes == 0) return;
    clet_cbor_write_array(&writer->tokens, 2);
    clet_cbor_write_text(&writer->tokens, kind);
    clet_cbor_write_text(&writer->tokens, text);
    clet_buffer_append(&writer->text, text);
    writer->count++;
    writer->ends_in_gap = false;
}

static void write_plain_token(token_writer *writer, chatlet_str kind) {
    clet_cbor_write_array(&writer->tokens, 1);
    clet_cbor_write_text(&writer->tokens, kind);
    writer->count++;
}

static chatlet_str block_name(uint8_t block) {
    switch (block) {
    case CLET_MARK_ITEM: return CHATLET_STR("item");
    case CLET_MARK_ROW: return CHATLET_STR("row");
    case CLET_MARK_BLOCK: return CHATLET_STR("block");
    default: return CHATLET_STR("paragraph");
    }
}

static void write_block(token_writer *writer, uint8_t block) {
    const bool is_plain = block == CLET_MARK_PARAGRAPH || block == CLET_MARK_NUMBERED;
    if (writer->count == 0 && is_plain) return;
    if (writer->text.size_bytes > 0) clet_buffer_append_byte(&writer->text, '\n');
    write_plain_token(writer, block_name(block));
}

static void write_gap(token_writer *writer) {
    if (writer->ends_in_gap) return;
    writer->ends_in_gap = true;
    write_plain_token(writer, CHATLET_STR("gap"));
    clet_buffer_append(&writer->text, CHATLET_STR("…"));
}

/* Writes text[begin, end), which lies in one block and has no code marks, with its matches
 * marked. */
static void write_stretch(token_writer *writer, chatlet_str text, size_t begin, size_t end,
                          const match_list *matches) {
    for (uint32_t i = 0; i < matches->count && begin < end; i++) {
        const match_range match = matches->items[i];
        if (match.end <= begin) continue;
        if (match.begin >= end) break;
        const size_t from = match.begin > begin ? match.begin : begin;
        const size_t to = match.end < end ? match.end : end;
        write_text_token(writer, CHATLET_STR("text"), clet_str_slice(text, begin, from));
        write_text_token(writer, CHATLET_STR("mark"), clet_str_slice(text, from, to));
        begin = to;
    }
    write_text_token(writer, CHATLET_STR("text"), clet_str_slice(text, begin, end));
}

/* Writes text[begin, end): marks become tokens, what is between them stretches. A code span cut by
 * either end is still code. */
static void write_run(token_writer *writer, chatlet_str text, size_t begin, size_t end,
                      bool in_code, const match_list *matches) {
    size_t from = begin;
    for (size_t i = begin; i <= end; i++) {
        const char byte = i < end ? text.data[i] : (char)CLET_MARK_PARAGRAPH;
        const bool mark = byte >= CLET_MARK_CODE_BEGIN && byte <= CLET_MARK_LAST;
        if (!mark) continue;
        if (in_code) {
            write_text_token(writer, CHATLET_STR("code"), clet_str_slice(text, from, i));
        } else {
            write_stretch(writer, text, from, i, matches);
        }
        in_code = byte == CLET_MARK_CODE_BEGIN;
        from = i + 1;
        if (i < end && is_block_mark(byte)) write_block(writer, (uint8_t)byte);
    }
}

/* Whether the byte at `at` lies in a code span. */
static bool is_in_code(chatlet_str text, size_t at) {
    bool in_code = false;
    for (size_t i = 0; i < at; i++) {
        if (text.data[i] == CLET_MARK_CODE_BEGIN) in_code = true;
        if (text.data[i] == CLET_MARK_CODE_END || is_block_mark(text.data[i])) in_code = false;
    }
    return in_code;
}

/* What one passage may take: a run of sentences is filled up to the target and cut at the
 * maximum. */
typedef struct extract_room {
    size_t target_bytes;
    size_t maximum_bytes;
} extract_room;

static void write_window(token_writer *writer, chatlet_str text, const segment_list *segments,
                         window run, size_t maximum_bytes, const match_list *matches) {
    const segment *first = &segments->items[run.first];
    const size_t end_all = segments->items[run.end - 1].end;
    const chatlet_str cut =
        clet_utf8_cut(clet_str_slice(text, first->begin, end_all), maximum_bytes);
    const size_t end = first->begin + cut.size_bytes;

    write_block(writer, first->block);
    if (!first->opens) write_gap(writer);
    write_run(writer, text, first->begin, end, is_in_code(text, first->begin), matches);
    if (end < text.size_bytes) write_gap(writer);
}

static chatlet_status write_passage(token_writer *writer, clet_arena *arena, clet_stemmer *stemmer,
                                    const clet_query_terms *terms, chatlet_str text,
                                    extract_room room) {
    segment_list segments;
    match_list matches = {0};
    chatlet_status status = cut_segments(arena, text, &segments);
    if (status == CHATLET_OK)
        status = find_matches(arena, stemmer, terms, text, &segments, &matches);
    if (status != CHATLET_OK) return status;
    CLET_ASSERT(segments.count > 0); /* a passage has text behind its first mark */
    const bool whole = text.size_bytes <= room.maximum_bytes;
    const window run = whole ? (window){.first = 0, .end = segments.count}
                             : choose_window(terms, &segments, room.target_bytes);
    write_window(writer, text, &segments, run, room.maximum_bytes, &matches);
    return CHATLET_OK;
}

static chatlet_status finish(token_writer *writer, clet_arena *arena, clet_extract *extract) {
    clet_extract made;
    chatlet_status status = clet_buffer_status(&writer->tokens);
    if (status == CHATLET_OK) status = clet_buffer_status(&writer->text);
    if (status == CHATLET_OK)
        status = clet_arena_copy(arena, clet_buffer_str(&writer->tokens), &made.tokens);
    if (status == CHATLET_OK)
        status = clet_arena_copy(arena, clet_buffer_str(&writer->text), &made.text);
    clet_buffer_free(&writer->tokens);
    clet_buffer_free(&writer->text);
    if (status == CHATLET_OK) *extract = made;
    return status;
}

chatlet_status clet_extract_make(clet_arena *arena, clet_stemmer *stemmer,
                                 const clet_query_terms *terms, const chatlet_str *texts,
                                 uint32_t text_count, clet_extract *extract) {
    /* Each byte of text makes at most a token of its own with a name of ten bytes around it. */
    enum {
        BYTES_MAX = CHATLET_EXTRACT_BYTES_MAX + 2 * CHATLET_EXTRACT_MORE_BYTES_MAX,
        TOKENS_BYTES_MAX = 32 * BYTES_MAX
    };
    static const extract_room first = {.target_bytes = CHATLET_EXTRACT_BYTES_TARGET,
                                       .maximum_bytes = CHATLET_EXTRACT_BYTES_MAX};
    static const extract_room further = {.target_bytes = CHATLET_EXTRACT_MORE_BYTES_TARGET,
                                         .maximum_bytes = CHATLET_EXTRACT_MORE_BYTES_MAX};
    token_writer writer = {.count = 0};
    clet_buffer_init(&writer.tokens, arena->allocator, TOKENS_BYTES_MAX);
    clet_buffer_init(&writer.text, arena->allocator, TOKENS_BYTES_MAX);
    writer.place = clet_cbor_open_array(&writer.tokens);
    chatlet_status status = CHATLET_OK;
    for (uint32_t i = 0; status == CHATLET_OK && i < text_count; i++) {
        if (i > 0) write_gap(&writer);
        status = write_passage(&writer, arena, stemmer, terms, texts[i], i == 0 ? first : further);
    }
    clet_cbor_close(&writer.tokens, writer.place, writer.count);
    if (status == CHATLET_OK) return finish(&writer, arena, extract);
    clet_buffer_free(&writer.tokens);
    clet_buffer_free(&writer.text);
    return status;
}
