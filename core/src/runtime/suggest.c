/* From a typed text to suggestions: which parts it needs, and what is made of them. Each call
 * begins anew, so that there is nothing to keep while parts are on their way. */
#include <chatlet/suggest.h>

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "suggest_rank.h"

#include <string.h>

/* Two more than asked for: pages of one title and address are shown once. */
enum { SPARE_CANDIDATES = 2, PASSAGES_MAX = 64, BYTES_MAX = 64 * 1024 };
enum { CANDIDATES_MAX = CHATLET_SUGGEST_ITEMS_MAX + SPARE_CANDIDATES };
enum { PARTS_MAX = 1 + CHATLET_QUERY_TERMS_MAX + 1 + 3 };

_Static_assert(2 * (int)CANDIDATES_MAX <= (int)PARTS_MAX, "the parts of all texts fit");

struct chatlet_suggestions {
    const chatlet_allocator *allocator;
    const chatlet_bundle *bundle;
    clet_arena arena;
    clet_stemmer *stemmer;
    clet_typed_text *typed; /* arena */
    uint32_t limit;
    uint32_t parts[PARTS_MAX];
    uint32_t part_count;
    chatlet_suggestion items[CHATLET_SUGGEST_ITEMS_MAX];
    uint32_t count;
    clet_buffer bytes;
};

/* Names `part` when it is missing. */
static void need_part(chatlet_suggestions *made, uint32_t part) {
    if (chatlet_bundle_has_part(made->bundle, part)) return;
    for (uint32_t i = 0; i < made->part_count; i++) {
        if (made->parts[i] == part) return;
    }
    CLET_ASSERT(made->part_count < PARTS_MAX);
    made->parts[made->part_count++] = part;
}

/* ---- the author's suggestions ---- */

static void take_authors(chatlet_suggestions *made) {
    const clet_bot_words *words = clet_bundle_words(made->bundle);
    const uint32_t all = (uint32_t)((UINT64_C(1) << made->typed->slot_count) - 1);
    for (uint32_t i = 0; i < words->suggestion_count && made->count < made->limit; i++) {
        const chatlet_str text = words->suggestions[i];
        if (clet_typed_text_slots_in(made->typed, made->stemmer, text) != all) continue;
        made->items[made->count++] = (chatlet_suggestion){.title = text};
    }
}

/* ---- pages and headings ---- */

static void need_words(chatlet_suggestions *made) {
    const clet_typed_text *typed = made->typed;
    need_part(made, 0);
    for (uint32_t i = 0; i < typed->terms.count; i++) {
        if (typed->terms.items[i].part != 0) need_part(made, typed->terms.items[i].part);
    }
    if (!typed->is_open) return;
    for (uint32_t part = typed->first_part; part <= typed->last_part; part++)
        need_part(made, part);
    if (typed->stem_part > 0) need_part(made, typed->stem_part);
}

/* url#anchor in the arena. */
static chatlet_status join_url(chatlet_suggestions *made, const clet_passage_text *texts,
                               chatlet_str *url) {
    const size_t url_bytes = texts->url.size_bytes;
    char *joined = clet_arena_allocate(&made->arena, url_bytes + 1 + texts->anchor.size_bytes);
    if (joined == NULL) return CHATLET_ERR_MEMORY;
    if (url_bytes > 0) memcpy(joined, texts->url.data, url_bytes);
    joined[url_bytes] = '#';
    memcpy(joined + url_bytes + 1, texts->anchor.data, texts->anchor.size_bytes);
    *url = (chatlet_str){.data = joined, .size_bytes = url_bytes + 1 + texts->anchor.size_bytes};
    return CHATLET_OK;
}

static int count_slots(const chatlet_suggestions *made, chatlet_str text, uint32_t others) {
    return __builtin_popcount(clet_typed_text_slots_in(made->typed, made->stemmer, text) | others);
}

/* The first passage of the piece whose headings add the most words to those of the title, or have
 * the most of them. */
static const clet_passage_text *choose_heading(const chatlet_suggestions *made,
                                               const clet_passage_text *texts, uint32_t count) {
    const uint32_t title = clet_typed_text_slots_in(made->typed, made->stemmer, texts[0].title);
    const clet_passage_text *best = &texts[0];
    int most = 0;
    for (uint32_t i = 0; i < count; i++) {
        const int own = count_slots(made, texts[i].headings, title) * 64 +
                        count_slots(made, texts[i].headings, 0);
        if (own <= most) continue;
        most = own;
        best = &texts[i];
    }
    return best;
}

/* Adds an item, unless one like it is there: pages of several versions of a site say the same. */
static void add_item(chatlet_suggestions *made, chatlet_suggestion item) {
    for (uint32_t i = 0; i < made->count; i++) {
        if (clet_str_equal(made->items[i].title, item.title) &&
            clet_str_equal(made->items[i].headings, item.headings)) {
            return;
        }
    }
    made->items[made->count++] = item;
}

/* The piece that shows it: a page's first, or that of the section whose headings have most of the
 * words, which the first piece of the section tells; it must have been added. */
static uint32_t piece_of(const chatlet_suggestions *made, const clet_suggested *suggested) {
    uint32_t slots[CLET_SECTION_PIECES_MAX] = {0};
    uint32_t best = 0;
    for (uint64_t bits = suggested->is_heading ? suggested->terms : 0; bits != 0;
         bits &= bits - 1) {
        const clet_query_term *term = &made->typed->terms.items[__builtin_ctzll(bits)];
        uint32_t pieces = clet_bundle_pieces_with(made->bundle, suggested->section, term->text);
        for (; pieces != 0; pieces &= pieces - 1)
            slots[__builtin_ctz(pieces)] |= 1u << term->slot;
    }
    for (uint32_t i = 1; i < CLET_SECTION_PIECES_MAX; i++) {
        if (__builtin_popcount(slots[i]) > __builtin_popcount(slots[best])) best = i;
    }
    return clet_bundle_first_piece(made->bundle, suggested->section) + best;
}

static chatlet_status make_item(chatlet_suggestions *made, const clet_suggested *suggested,
                                clet_passage_text *texts) {
    uint32_t count =
        clet_bundle_piece_texts(made->bundle, piece_of(made, suggested), texts, PASSAGES_MAX);
    if (count > PASSAGES_MAX) count = PASSAGES_MAX;
    const clet_passage_text *chosen =
        suggested->is_heading ? choose_heading(made, texts, count) : &texts[0];
    chatlet_suggestion item = {.title = chosen->title, .url = chosen->url};
    if (suggested->is_heading) {
        item.headings = chosen->headings;
        if (chosen->anchor.size_bytes > 0) {
            const chatlet_status status = join_url(made, chosen, &item.url);
            if (status != CHATLET_OK) return status;
        }
    }
    add_item(made, item);
    return CHATLET_OK;
}

static chatlet_status make_items(chatlet_suggestions *made, const clet_suggested *found,
                                 uint32_t found_count) {
    clet_passage_text *texts = clet_arena_allocate_array(&made->arena, PASSAGES_MAX, sizeof *texts);
    if (texts == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < found_count && made->count < made->limit; i++) {
        const chatlet_status status = make_item(made, &found[i], texts);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* Names the parts of the texts that show it, as far as the parts at hand tell. */
static void need_texts(chatlet_suggestions *made, const clet_suggested *suggested) {
    const uint32_t first = clet_bundle_first_piece(made->bundle, suggested->section);
    const uint32_t lead = clet_bundle_text_part(made->bundle, first);
    need_part(made, lead);
    if (chatlet_bundle_has_part(made->bundle, lead))
        need_part(made, clet_bundle_text_part(made->bundle, piece_of(made, suggested)));
}

static chatlet_status take_pages(chatlet_suggestions *made) {
    clet_suggested found[CANDIDATES_MAX];
    uint32_t count;
    if (clet_bundle_index(made->bundle)->document_count == 0) return CHATLET_OK;
    need_words(made);
    if (made->part_count > 0) return CHATLET_OK;
    chatlet_status status = clet_typed_text_complete(made->typed, &made->arena, made->bundle);
    if (status != CHATLET_OK) return status;
    clet_arena scratch;
    clet_arena_init(&scratch, made->allocator);
    status = clet_suggest_rank(made->bundle, made->typed, &scratch, found,
                               made->limit + SPARE_CANDIDATES, &count);
    clet_arena_free(&scratch);
    if (status != CHATLET_OK) return status;
    for (uint32_t i = 0; i < count; i++)
        need_texts(made, &found[i]);
    return made->part_count > 0 ? CHATLET_OK : make_items(made, found, count);
}

/* ---- the result ---- */

static void write_pair(clet_buffer *buffer, chatlet_str key, chatlet_str value) {
    clet_cbor_write_text(buffer, key);
    clet_cbor_write_text(buffer, value);
}

static chatlet_status write_bytes(chatlet_suggestions *made) {
    clet_buffer *bytes = &made->bytes;
    clet_cbor_write_map(bytes, 2);
    clet_cbor_write_text(bytes, CHATLET_STR("parts"));
    clet_cbor_write_array(bytes, made->part_count);
    for (uint32_t i = 0; i < made->part_count; i++) {
        chatlet_part part;
        const chatlet_status status = chatlet_bundle_get_part(made->bundle, made->parts[i], &part);
        if (status != CHATLET_OK) return status;
        clet_cbor_write_map(bytes, 2);
        clet_cbor_write_text(bytes, CHATLET_STR("id"));
        clet_cbor_write_integer(bytes, part.id);
        write_pair(bytes, CHATLET_STR("name"),
                   (chatlet_str){.data = part.name, .size_bytes = strlen(part.name)});
    }
    clet_cbor_write_text(bytes, CHATLET_STR("items"));
    clet_cbor_write_array(bytes, made->count);
    for (uint32_t i = 0; i < made->count; i++) {
        clet_cbor_write_map(bytes, 3);
        write_pair(bytes, CHATLET_STR("title"), made->items[i].title);
        write_pair(bytes, CHATLET_STR("path"), made->items[i].headings);
        write_pair(bytes, CHATLET_STR("url"), made->items[i].url);
    }
    return clet_buffer_status(bytes);
}

static chatlet_status fill(chatlet_suggestions *made, chatlet_str text) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(made->bundle, &info);
    if (info.suggests) {
        chatlet_status status = clet_stemmer_new(made->allocator, info.language, &made->stemmer);
        if (status == CHATLET_ERR_ARGUMENT) return CHATLET_ERR_VERSION;
        made->typed = clet_arena_allocate(&made->arena, sizeof *made->typed);
        if (status == CHATLET_OK && made->typed == NULL) status = CHATLET_ERR_MEMORY;
        if (status == CHATLET_OK) {
            status = clet_typed_text_read(made->typed, &made->arena, made->bundle, made->stemmer,
                                          clet_utf8_cut(text, CHATLET_QUERY_BYTES_MAX));
        }
        if (status == CHATLET_OK && made->typed->slot_count > 0) {
            take_authors(made);
            status = take_pages(made);
        }
        if (status == CHATLET_OK && made->stemmer->failed) status = CHATLET_ERR_MEMORY;
        if (status != CHATLET_OK) return status;
    }
    return write_bytes(made);
}

chatlet_status chatlet_suggest(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                               chatlet_str text, uint32_t limit,
                               chatlet_suggestions **suggestions) {
    if (limit < 1 || limit > CHATLET_SUGGEST_ITEMS_MAX) return CHATLET_ERR_ARGUMENT;
    chatlet_suggestions *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_suggestions){.allocator = allocator, .bundle = bundle, .limit = limit};
    clet_arena_init(&made->arena, allocator);
    clet_buffer_init(&made->bytes, allocator, BYTES_MAX);
    const chatlet_status status = fill(made, text);
    if (status != CHATLET_OK) {
        chatlet_suggestions_free(made);
        return status;
    }
    *suggestions = made;
    return CHATLET_OK;
}

const uint32_t *chatlet_suggestions_parts(const chatlet_suggestions *suggestions, uint32_t *count) {
    *count = suggestions->part_count;
    return suggestions->parts;
}

const chatlet_suggestion *chatlet_suggestions_items(const chatlet_suggestions *suggestions,
                                                    uint32_t *count) {
    *count = suggestions->count;
    return suggestions->items;
}

chatlet_str chatlet_suggestions_bytes(const chatlet_suggestions *suggestions) {
    return clet_buffer_str(&suggestions->bytes);
}

void chatlet_suggestions_free(chatlet_suggestions *suggestions) {
    if (suggestions == NULL) return;
    clet_buffer_free(&suggestions->bytes);
    clet_stemmer_free(suggestions->stemmer);
    clet_arena_free(&suggestions->arena);
    suggestions->allocator->release(suggestions->allocator->context, suggestions);
}
