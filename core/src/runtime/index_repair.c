#include "index_repair.h"

#include "../base/hash.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/analyze.h"

#include <string.h>

enum {
    LETTERS_MIN = 4, /* shorter words have too many neighbours */
    TWO_EDITS_LETTERS_MIN = 8,
    REPAIRS_MAX = 3, /* alternatives of one word */
    SIDE_PARTS_MAX = CLET_REPAIR_PARTS_MAX / 2,
    ONE_EDIT_SHARE_Q8 = 218, /* 0.85 */
    TWO_EDITS_SHARE_Q8 = 154 /* 0.6 */
};

static bool is_natural(chatlet_str stem) {
    uint32_t letters = 0;
    for (size_t i = 0; i < stem.size_bytes; i++) {
        const uint8_t byte = (uint8_t)stem.data[i];
        if (byte < 0x80 && !(byte >= 'a' && byte <= 'z')) return false;
        if ((byte & 0xC0) != 0x80) letters++; /* where a character begins */
    }
    return letters >= LETTERS_MIN;
}

bool clet_repair_wants(const chatlet_bundle *bundle, const clet_query_term *term) {
    const uint32_t places_min = clet_repair_places_min(clet_bundle_index(bundle)->section_count);
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        if (term->postings[field].count >= places_min) return false;
    }
    return is_natural(term->text);
}

/* ---- where to look ---- */

static void turn_around(chatlet_str stem, char *backwards) {
    size_t from = 0;
    while (from < stem.size_bytes) {
        const size_t size_bytes = clet_utf8_read(stem, from).size_bytes;
        memcpy(backwards + stem.size_bytes - from - size_bytes, stem.data + from, size_bytes);
        from += size_bytes;
    }
}

/* Adds the parts `first` to `last`, those around `own` when they are too many. */
static void add_range(uint32_t first, uint32_t own, uint32_t last, uint32_t *parts,
                      uint32_t *count) {
    while (last - first >= SIDE_PARTS_MAX) {
        if (last - own > own - first) {
            last--;
        } else {
            first++;
        }
    }
    for (uint32_t part = first; part <= last; part++)
        parts[(*count)++] = part;
}

/* The first half of a stem, followed by what sorts behind every letter. */
static chatlet_str half_end(chatlet_str stem, char buffer[CLET_STEM_BYTES_MAX]) {
    const size_t half = stem.size_bytes / 2;
    memcpy(buffer, stem.data, half);
    buffer[half] = (char)0xFF;
    return (chatlet_str){.data = buffer, .size_bytes = half + 1};
}

uint32_t clet_repair_parts(const chatlet_bundle *bundle, const clet_query_term *term,
                           uint32_t parts[CLET_REPAIR_PARTS_MAX]) {
    const clet_index_info *index = clet_bundle_index(bundle);
    char end[CLET_STEM_BYTES_MAX];
    char reversed[CLET_STEM_BYTES_MAX];
    uint32_t count = 0;
    const chatlet_str stem = clet_str_slice(
        term->text, 0,
        term->text.size_bytes < CLET_STEM_BYTES_MAX ? term->text.size_bytes : CLET_STEM_BYTES_MAX);
    if (index->term_part_count > 0) {
        const uint32_t first =
            clet_bundle_term_part(bundle, clet_str_slice(stem, 0, stem.size_bytes / 2));
        const uint32_t own = clet_bundle_term_part(bundle, stem);
        const uint32_t last = clet_bundle_term_part(bundle, half_end(stem, end));
        if (last > 0) add_range(first > 0 ? first : 1, own > 0 ? own : 1, last, parts, &count);
    }
    if (index->spelling_part_count > 0) {
        turn_around(stem, reversed);
        const chatlet_str backwards = {.data = reversed, .size_bytes = stem.size_bytes};
        const uint32_t lowest = 1 + index->term_part_count;
        const uint32_t first =
            clet_bundle_spelling_part(bundle, clet_str_slice(backwards, 0, stem.size_bytes / 2));
        const uint32_t own = clet_bundle_spelling_part(bundle, backwards);
        const uint32_t last = clet_bundle_spelling_part(bundle, half_end(backwards, end));
        if (last > 0) {
            add_range(first > 0 ? first : lowest, own > 0 ? own : lowest, last, parts, &count);
        }
    }
    return count;
}

/* ---- how near a stem is ---- */

enum { LETTERS_MAX = 32 };

typedef struct letters {
    uint32_t items[LETTERS_MAX];
    uint32_t count;
} letters;

static bool read_letters(chatlet_str text, letters *result) {
    size_t offset = 0;
    result->count = 0;
    while (offset < text.size_bytes) {
        if (result->count == LETTERS_MAX) return false;
        const clet_utf8_char character = clet_utf8_read(text, offset);
        result->items[result->count++] = character.codepoint;
        offset += character.size_bytes;
    }
    return true;
}

static uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Edits between two words: insertions, deletions, replacements and swaps of neighbours (Damerau,
 * 1964; the restricted form, where no part is edited twice). */
static uint32_t distance(const letters *a, const letters *b) {
    uint32_t rows[3][LETTERS_MAX + 1];
    uint32_t *before = rows[0];
    uint32_t *last = rows[1];
    uint32_t *row = rows[2];
    for (uint32_t j = 0; j <= b->count; j++)
        last[j] = j;
    for (uint32_t i = 1; i <= a->count; i++) {
        row[0] = i;
        for (uint32_t j = 1; j <= b->count; j++) {
            const uint32_t replaced = last[j - 1] + (a->items[i - 1] != b->items[j - 1]);
            row[j] = smaller(replaced, smaller(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->items[i - 1] == b->items[j - 2] &&
                a->items[i - 2] == b->items[j - 1]) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
        uint32_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b->count];
}

/* A set of the letters' pairs, as bits of their hash: each edit changes at most three of them, so
 * most stems are put aside without measuring. */
static uint64_t pair_bits(chatlet_str text) {
    uint64_t bits = 0;
    for (size_t i = 0; i + 1 < text.size_bytes; i++) {
        const uint32_t pair = (uint32_t)(uint8_t)text.data[i] * 31 + (uint8_t)text.data[i + 1];
        bits |= UINT64_C(1) << (pair * 2654435761u >> 26);
    }
    return bits;
}

/* ---- stems of all words one edit away ---- */

/* A stem that was cut off a misspelt ending is far from the right one ("configuraton" against
 * "configur"), so the word as written is edited first and stemmed then. Hashes of the stems, open
 * addressing. */
typedef struct variant_set {
    uint64_t *hashes; /* 0: free */
    uint32_t capacity;
} variant_set;

static void add_variant(variant_set *set, clet_stemmer *stemmer, const char *word,
                        size_t size_bytes) {
    const uint64_t hash =
        clet_hash(clet_stem(stemmer, (chatlet_str){.data = word, .size_bytes = size_bytes})) | 1;
    uint32_t at = (uint32_t)(hash >> 32) & (set->capacity - 1);
    while (set->hashes[at] != 0 && set->hashes[at] != hash)
        at = (at + 1) & (set->capacity - 1);
    set->hashes[at] = hash;
}

static bool has_variant(const variant_set *set, chatlet_str stem) {
    if (set->capacity == 0) return false;
    const uint64_t hash = clet_hash(stem) | 1;
    uint32_t at = (uint32_t)(hash >> 32) & (set->capacity - 1);
    while (set->hashes[at] != 0 && set->hashes[at] != hash)
        at = (at + 1) & (set->capacity - 1);
    return set->hashes[at] == hash;
}

enum { VARIANT_CAPACITY = 4096 }; /* twice what 32 letters have */

static void add_variants(variant_set *set, clet_stemmer *stemmer, const char *word,
                         size_t size_bytes) {
    char edited[LETTERS_MAX + 1];
    for (size_t at = 0; at <= size_bytes; at++) {
        memcpy(edited, word, at); /* one letter in between */
        memcpy(edited + at + 1, word + at, size_bytes - at);
        for (int letter = 'a'; letter <= 'z'; letter++) {
            edited[at] = (char)letter;
            add_variant(set, stemmer, edited, size_bytes + 1);
        }
        if (at == size_bytes) break;
        memcpy(edited, word, size_bytes); /* another letter */
        for (int letter = 'a'; letter <= 'z'; letter++) {
            edited[at] = (char)letter;
            add_variant(set, stemmer, edited, size_bytes);
        }
        memcpy(edited + at, word + at + 1, size_bytes - at - 1); /* one less */
        add_variant(set, stemmer, edited, size_bytes - 1);
        if (at + 1 == size_bytes) continue;
        memcpy(edited, word, size_bytes); /* two swapped */
        edited[at] = word[at + 1];
        edited[at + 1] = word[at];
        add_variant(set, stemmer, edited, size_bytes);
    }
}

/* Makes the set; it stays empty for words that are not plain letters a to z. */
static chatlet_status make_variants(clet_arena *arena, clet_stemmer *stemmer, chatlet_str written,
                                    variant_set *set) {
    char word[LETTERS_MAX];
    *set = (variant_set){.capacity = 0};
    if (written.size_bytes >= LETTERS_MAX) return CHATLET_OK;
    for (size_t i = 0; i < written.size_bytes; i++) {
        const char byte = written.data[i];
        word[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
        if (word[i] < 'a' || word[i] > 'z') return CHATLET_OK;
    }
    set->hashes = clet_arena_allocate_array(arena, VARIANT_CAPACITY, sizeof *set->hashes);
    if (set->hashes == NULL) return CHATLET_ERR_MEMORY;
    set->capacity = VARIANT_CAPACITY;
    add_variants(set, stemmer, word, written.size_bytes);
    return stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

/* ---- choosing ---- */

typedef struct repair {
    char stem[CLET_STEM_BYTES_MAX];
    size_t size_bytes;
    uint32_t edits;
    uint32_t document_count;
} repair;

/* Fewer edits first, then what more documents have. */
static bool is_better(const repair *a, const repair *b) {
    if (a->edits != b->edits) return a->edits < b->edits;
    return a->document_count > b->document_count;
}

static bool is_same(const repair *a, const repair *b) {
    return a->size_bytes == b->size_bytes && memcmp(a->stem, b->stem, a->size_bytes) == 0;
}

static void keep_repair(repair *best, uint32_t *count, const repair *found) {
    for (uint32_t i = 0; i < *count; i++) {
        if (is_same(&best[i], found)) return;
    }
    if (*count == REPAIRS_MAX) {
        if (!is_better(found, &best[REPAIRS_MAX - 1])) return;
        (*count)--;
    }
    uint32_t place = *count;
    for (; place > 0 && is_better(found, &best[place - 1]); place--)
        best[place] = best[place - 1];
    best[place] = *found;
    (*count)++;
}

/* What the word is compared by. */
typedef struct repair_word {
    chatlet_str stem;
    letters letters;
    uint64_t pairs;
    variant_set variants;
    uint32_t edits_max;
} repair_word;

static uint32_t count_edits(const repair_word *word, chatlet_str stem) {
    if (has_variant(&word->variants, stem)) return 1;
    letters other;
    const uint64_t pairs = pair_bits(stem);
    const int lost = __builtin_popcountll(word->pairs & ~pairs);
    if (lost > 3 * (int)word->edits_max || !read_letters(stem, &other)) return UINT32_MAX;
    const uint32_t longer = other.count > word->letters.count ? other.count : word->letters.count;
    if (longer - smaller(other.count, word->letters.count) > word->edits_max) return UINT32_MAX;
    return distance(&word->letters, &other);
}

static void read_part(const chatlet_bundle *bundle, uint32_t part, const repair_word *word,
                      repair *best, uint32_t *count) {
    const uint32_t places_min = clet_repair_places_min(clet_bundle_index(bundle)->section_count);
    clet_stem_walk walk = clet_stems_begin(bundle, part);
    while (clet_stems_next(&walk)) {
        const chatlet_str stem = {.data = walk.stem, .size_bytes = walk.size_bytes};
        if (walk.document_count < places_min || !is_natural(stem) ||
            clet_str_equal(stem, word->stem))
            continue;
        repair found = {.size_bytes = walk.size_bytes, .document_count = walk.document_count};
        found.edits = count_edits(word, stem);
        if (found.edits == 0 || found.edits > word->edits_max) continue;
        memcpy(found.stem, walk.stem, walk.size_bytes);
        keep_repair(best, count, &found);
    }
}

chatlet_status clet_repair_add(clet_query_terms *terms, clet_arena *arena,
                               const chatlet_bundle *bundle, clet_stemmer *stemmer, uint32_t slot,
                               const uint32_t *parts, uint32_t part_count) {
    const clet_query_term *term = &terms->items[slot];
    repair best[REPAIRS_MAX];
    uint32_t count = 0;
    repair_word word = {.stem = term->text, .pairs = pair_bits(term->text), .edits_max = 1};
    if (!read_letters(term->text, &word.letters)) return CHATLET_OK;
    if (word.letters.count >= TWO_EDITS_LETTERS_MIN) word.edits_max = 2;
    chatlet_status status = make_variants(arena, stemmer, term->written, &word.variants);
    if (status != CHATLET_OK) return status;
    for (uint32_t i = 0; i < part_count; i++) {
        if (chatlet_bundle_has_part(bundle, parts[i]))
            read_part(bundle, parts[i], &word, best, &count);
    }
    for (uint32_t i = 0; status == CHATLET_OK && i < count; i++) {
        if (best[i].edits > best[0].edits) break; /* what is farther was not meant */
        status = clet_query_terms_add(
            terms, arena, bundle,
            (chatlet_str){.data = best[i].stem, .size_bytes = best[i].size_bytes}, slot,
            best[i].edits == 1 ? ONE_EDIT_SHARE_Q8 : TWO_EDITS_SHARE_Q8);
    }
    return status;
}
