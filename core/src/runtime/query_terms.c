#include "query_terms.h"

#include "../base/str.h"
#include "../text/analyze.h"
#include "../text/common_words.h"
#include "../text/normalize.h"

#include <string.h>

enum {
    EXCLUDED_LETTERS_MIN = 4, /* "-j" and "-Fc" are options of a command, not wishes */
    SYNONYM_SHARE_Q8 = 205,   /* 0.8: the visitor's own word is better evidence */
    COMMON_SHARE_Q8 = 128     /* 0.5: "find", "problem" */
};

uint32_t clet_query_terms_find(const clet_query_terms *terms, chatlet_str stem) {
    uint32_t i = 0;
    while (i < terms->count && !clet_str_equal(terms->items[i].text, stem))
        i++;
    return i;
}

static chatlet_status fill_term(clet_query_term *term, clet_arena *arena,
                                const chatlet_bundle *bundle, chatlet_str stem) {
    chatlet_str copy;
    const chatlet_status status = clet_arena_copy(arena, stem, &copy);
    if (status != CHATLET_OK) return status;
    *term = (clet_query_term){
        .text = copy, .part = clet_bundle_term_part(bundle, copy), .share_q8 = CLET_SHARE_WHOLE};
    return CHATLET_OK;
}

chatlet_status clet_query_terms_add(clet_query_terms *terms, clet_arena *arena,
                                    const chatlet_bundle *bundle, chatlet_str stem, uint32_t slot,
                                    uint32_t share_q8) {
    if (terms->count == CLET_QUERY_ALL_TERMS_MAX ||
        clet_query_terms_find(terms, stem) < terms->count)
        return CHATLET_OK;
    clet_query_term *term = &terms->items[terms->count];
    const chatlet_status status = fill_term(term, arena, bundle, stem);
    if (status != CHATLET_OK) return status;
    term->slot = slot;
    term->share_q8 = share_q8;
    terms->count++;
    return CHATLET_OK;
}

/* What a reader of a question knows at a word. */
typedef struct question_reader {
    clet_query_terms *terms;
    clet_arena *arena;
    const chatlet_bundle *bundle;
    const clet_stemmer *stemmer;
    chatlet_str text;
    clet_query_phrase *phrase; /* open; NULL: none */
    size_t read_to;            /* bytes looked at for quotes */
} question_reader;

/* Takes the quotes between the last word and this one: each opens or closes a phrase. */
static void take_quotes(question_reader *reader, size_t end) {
    for (; reader->read_to < end; reader->read_to++) {
        if (reader->text.data[reader->read_to] != '"') continue;
        clet_query_terms *terms = reader->terms;
        if (reader->phrase != NULL) {
            if (reader->phrase->count > 1) terms->phrase_count++;
            reader->phrase = NULL;
        } else if (terms->phrase_count < CLET_QUERY_PHRASES_MAX) {
            reader->phrase = &terms->phrases[terms->phrase_count];
            *reader->phrase = (clet_query_phrase){0};
        }
    }
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (uint8_t)byte >= 0x80;
}

/* A minus right before a word of letters, at the beginning or behind a space. */
static bool is_excluded(const question_reader *reader, const clet_term *term) {
    const chatlet_str text = reader->text;
    if (term->begin == 0 || text.data[term->begin - 1] != '-') return false;
    if (term->begin >= 2 && text.data[term->begin - 2] != ' ') return false;
    for (size_t i = term->begin; i < term->end; i++) {
        if (!is_letter(text.data[i])) return false;
    }
    return term->end - term->begin >= EXCLUDED_LETTERS_MIN;
}

static chatlet_status take_excluded(question_reader *reader, chatlet_str stem) {
    clet_query_terms *terms = reader->terms;
    if (terms->excluded_count == CLET_QUERY_EXCLUDED_MAX) return CHATLET_OK;
    return fill_term(&terms->excluded[terms->excluded_count++], reader->arena, reader->bundle,
                     stem);
}

static bool is_common(const clet_stemmer *stemmer, chatlet_str written) {
    char folded[CHATLET_WORD_BYTES_MAX];
    char plain[CHATLET_WORD_BYTES_MAX];
    const clet_normalize_options options = {.has_dotless_i = false};
    const size_t folded_bytes = clet_normalize_case(written, options, folded, sizeof folded);
    const chatlet_str text = {.data = folded, .size_bytes = folded_bytes};
    const size_t plain_bytes = clet_normalize_plain(text, plain, sizeof plain);
    return clet_common_words_has(stemmer->language,
                                 (chatlet_str){.data = plain, .size_bytes = plain_bytes});
}

static chatlet_status take_word(question_reader *reader, const clet_term *term) {
    clet_query_terms *terms = reader->terms;
    const chatlet_str stem = {.data = term->text, .size_bytes = term->size_bytes};
    uint32_t slot = clet_query_terms_find(terms, stem);
    if (slot == terms->count) {
        if (terms->word_count == CHATLET_QUERY_TERMS_MAX) return CHATLET_OK;
        clet_query_term *added = &terms->items[slot];
        chatlet_status status = fill_term(added, reader->arena, reader->bundle, stem);
        if (status == CHATLET_OK) {
            status =
                clet_arena_copy(reader->arena, clet_str_slice(reader->text, term->begin, term->end),
                                &added->written);
        }
        if (status != CHATLET_OK) return status;
        added->slot = slot;
        added->is_stop = term->is_stop;
        if (is_common(reader->stemmer, added->written)) added->share_q8 = COMMON_SHARE_Q8;
        terms->count++;
        terms->word_count++;
    }
    if (reader->phrase != NULL && reader->phrase->count < CHATLET_QUERY_TERMS_MAX)
        reader->phrase->slots[reader->phrase->count++] = slot;
    return CHATLET_OK;
}

/* Collects the distinct terms of the text that are, or are not, function words. */
static chatlet_status read_words(clet_query_terms *terms, clet_arena *arena,
                                 const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                 chatlet_str text, bool stop_words) {
    question_reader reader = {
        .terms = terms, .arena = arena, .bundle = bundle, .stemmer = stemmer, .text = text};
    clet_analyzer analyzer;
    clet_term term;
    clet_analyzer_init(&analyzer, stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        if (term.is_stop != stop_words) continue;
        take_quotes(&reader, term.begin);
        const chatlet_str stem = {.data = term.text, .size_bytes = term.size_bytes};
        const chatlet_status status =
            is_excluded(&reader, &term) ? take_excluded(&reader, stem) : take_word(&reader, &term);
        if (status != CHATLET_OK) return status;
    }
    take_quotes(&reader, text.size_bytes);
    return stemmer->failed ? CHATLET_ERR_MEMORY : CHATLET_OK;
}

/* The stems of a synonym; 0 when it has too many to be one. */
static uint32_t read_stems(clet_stemmer *stemmer, chatlet_str text, clet_term *stems,
                           uint32_t capacity) {
    clet_analyzer analyzer;
    uint32_t count = 0;
    clet_term term;
    clet_analyzer_init(&analyzer, stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        if (count == capacity) return 0;
        stems[count++] = term;
    }
    return count;
}

enum { SYNONYM_WORDS_MAX = 4 };

/* The slot of the last word when the question has all words of `text`, else word_count. */
static uint32_t find_synonym(const clet_query_terms *terms, clet_stemmer *stemmer,
                             chatlet_str text) {
    clet_term stems[SYNONYM_WORDS_MAX];
    const uint32_t count = read_stems(stemmer, text, stems, SYNONYM_WORDS_MAX);
    uint32_t slot = terms->word_count;
    for (uint32_t i = 0; i < count; i++) {
        const chatlet_str stem = {.data = stems[i].text, .size_bytes = stems[i].size_bytes};
        if (stems[i].is_stop) continue;
        slot = clet_query_terms_find(terms, stem);
        if (slot >= terms->word_count) return terms->word_count;
    }
    return slot;
}

static chatlet_status add_group(clet_query_terms *terms, clet_arena *arena,
                                const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                const clet_synonym_group *group) {
    uint32_t found = group->count;
    uint32_t slot = 0;
    for (uint32_t i = 0; i < group->count && found == group->count; i++) {
        slot = find_synonym(terms, stemmer, group->texts[i]);
        if (slot < terms->word_count) found = i;
    }
    for (uint32_t i = 0; i < group->count && found < group->count; i++) {
        clet_term stems[SYNONYM_WORDS_MAX];
        const uint32_t count =
            i == found ? 0 : read_stems(stemmer, group->texts[i], stems, SYNONYM_WORDS_MAX);
        for (uint32_t j = 0; j < count; j++) {
            if (stems[j].is_stop) continue;
            const chatlet_str stem = {.data = stems[j].text, .size_bytes = stems[j].size_bytes};
            const chatlet_status status =
                clet_query_terms_add(terms, arena, bundle, stem, slot, SYNONYM_SHARE_Q8);
            if (status != CHATLET_OK) return status;
        }
    }
    return CHATLET_OK;
}

/* Function words are looked up only when there is nothing else: "what does DO do?" is about a
 * title. */
chatlet_status clet_query_terms_read(clet_query_terms *terms, clet_arena *arena,
                                     const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                     chatlet_str text, bool synonyms) {
    chatlet_status status = read_words(terms, arena, bundle, stemmer, text, false);
    if (status == CHATLET_OK && terms->word_count == 0)
        status = read_words(terms, arena, bundle, stemmer, text, true);
    const clet_bot_words *words = clet_bundle_words(bundle);
    for (uint32_t i = 0; status == CHATLET_OK && synonyms && i < words->synonym_count; i++)
        status = add_group(terms, arena, bundle, stemmer, &words->synonyms[i]);
    return status;
}

void clet_query_terms_analyze(const clet_query_terms *terms, clet_stemmer *stemmer,
                              chatlet_str text, clet_analyzer *analyzer) {
    clet_analyzer_init(analyzer, stemmer, text);
    for (uint32_t i = 0; terms->phrase_count == 0 && i < terms->count; i++)
        clet_analyzer_want(analyzer, terms->items[i].text);
}

static void look_up(clet_query_term *term, const chatlet_bundle *bundle) {
    if (term->part == 0 || !chatlet_bundle_has_part(bundle, term->part)) return;
    /* A word the index does not have keeps its empty postings. */
    (void)clet_bundle_find_term(bundle, term->part, term->text, term->postings);
}

void clet_query_terms_look_up(clet_query_terms *terms, const chatlet_bundle *bundle,
                              uint32_t first) {
    for (uint32_t i = first; i < terms->count; i++)
        look_up(&terms->items[i], bundle);
    for (uint32_t i = 0; first == 0 && i < terms->excluded_count; i++)
        look_up(&terms->excluded[i], bundle);
}

static bool is_known(const clet_query_term *term) {
    for (int field = 0; field < CLET_FIELD_COUNT; field++) {
        if (term->postings[field].count > 0) return true;
    }
    return false;
}

uint32_t clet_query_slot_weight(const clet_query_terms *terms, uint32_t slot) {
    const clet_query_term *own = &terms->items[slot];
    if (is_known(own)) return own->weight;
    uint32_t most = 0;
    for (uint32_t i = terms->word_count; i < terms->count; i++) {
        const clet_query_term *term = &terms->items[i];
        if (term->slot == slot && is_known(term) && term->weight > most) most = term->weight;
    }
    return most > 0 ? most : own->weight;
}
