#include "suggest_text.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/analyze.h"
#include "../text/tokenize.h"
#include "best_list.h"

#include <string.h>

enum {
    STEMS_MAX = 8, /* that begin so: for texts, where words stand only as stems */
    FORM_SHARE_Q8 = 160,
    FORM_LENGTH_SHARE_Q8 = 96, /* all of it for a form that ends where the letters do */
    OWN_STEM_SHARE_Q8 = 224,
    STEM_SHARE_Q8 = 96
};

_Static_assert(CHATLET_SUGGEST_COMPLETIONS_MAX + 1 + STEMS_MAX <= CLET_QUERY_ALTERNATIVES_MAX,
               "all completions are alternatives of one slot");

/* ---- reading ---- */

/* The last term of the text; its begin equals its end when there is none. */
static clet_term find_last(clet_stemmer *stemmer, chatlet_str text) {
    clet_analyzer analyzer;
    clet_term term;
    clet_term last = {.begin = 0};
    clet_analyzer_init(&analyzer, stemmer, text);
    while (clet_analyzer_next(&analyzer, &term))
        last = term;
    return last;
}

/* The open word's letters, with the mark before them or without it. */
static chatlet_str letters_of(const clet_typed_text *typed, bool with_mark) {
    const size_t begin = with_mark ? 0 : 1;
    return (chatlet_str){.data = typed->form + begin, .size_bytes = typed->form_bytes - begin};
}

/* Forms that begin so stand in a row, which may go on in the next part, and is not followed beyond:
 * letters that begin so much begin everything. */
static void find_parts(clet_typed_text *typed, const chatlet_bundle *bundle) {
    char end[CLET_WORD_FORM_BYTES_MAX + 1];
    memcpy(end, typed->form, typed->form_bytes);
    end[typed->form_bytes] = (char)0xFF; /* behind every letter */
    const chatlet_str behind = {.data = end, .size_bytes = typed->form_bytes + 1};
    typed->first_part = clet_bundle_term_part(bundle, letters_of(typed, true));
    typed->last_part = typed->first_part;
    if (clet_bundle_term_part(bundle, behind) > typed->first_part) typed->last_part++;
    if (typed->first_part == 0) typed->first_part = 1;
    typed->stem_part = clet_bundle_term_part(bundle, letters_of(typed, false));
}

static chatlet_status open_word(clet_typed_text *typed, clet_arena *arena,
                                const chatlet_bundle *bundle, const clet_stemmer *stemmer,
                                chatlet_str text, const clet_term *last) {
    typed->form_bytes = clet_word_form(stemmer->language,
                                       clet_str_slice(text, last->begin, last->end), typed->form);
    if (typed->form_bytes == 1 || typed->terms.word_count == CHATLET_QUERY_TERMS_MAX)
        return CHATLET_OK;
    typed->is_open = true;
    typed->slot_count++;
    find_parts(typed, bundle);
    if (last->is_stop) return CHATLET_OK;
    /* What was typed may be a whole word of another ending: "tables" of the title "Table". */
    const chatlet_str stem = {.data = last->text, .size_bytes = last->size_bytes};
    return clet_query_terms_add(&typed->terms, arena, bundle, stem, typed->terms.word_count,
                                OWN_STEM_SHARE_Q8);
}

chatlet_status clet_typed_text_read(clet_typed_text *typed, clet_arena *arena,
                                    const chatlet_bundle *bundle, clet_stemmer *stemmer,
                                    chatlet_str text) {
    clet_query_terms *terms = &typed->terms;
    clet_token token = {.begin = 0};
    *typed = (clet_typed_text){.is_open = false};
    const clet_term last = find_last(stemmer, text);
    if (last.end > 0) (void)clet_token_next(text, last.begin, &token);
    /* A pair of characters of a script without spaces is whole: its next pair is another term. */
    const bool may_go_on = last.end > 0 && last.end == text.size_bytes &&
                           (!token.is_unspaced || token.end == last.end);
    const chatlet_str whole = clet_str_slice(text, 0, may_go_on ? last.begin : text.size_bytes);
    const chatlet_status status =
        clet_query_terms_read(terms, arena, bundle, stemmer, whole, false);
    if (status != CHATLET_OK) return status;
    /* Function words alone ("how do I …") are not what is looked for, whatever follows. */
    if (terms->word_count > 0 && terms->items[0].is_stop) terms->count = terms->word_count = 0;
    typed->slot_count = terms->word_count;
    /* One letter begins too much, unless it is a word. */
    const bool is_long_enough =
        may_go_on &&
        (token.is_unspaced || last.begin + clet_utf8_read(text, last.begin).size_bytes < last.end);
    return is_long_enough ? open_word(typed, arena, bundle, stemmer, text, &last) : CHATLET_OK;
}

/* ---- completing ---- */

typedef struct completion {
    uint64_t key; /* in more titles first, then in more places */
    size_t size_bytes;
    char text[CLET_STEM_BYTES_MAX];
} completion;

/* Adds the best entries of the parts that begin with `letters`; the one that is it always. */
static chatlet_status add_completions(clet_typed_text *typed, clet_arena *arena,
                                      const chatlet_bundle *bundle, uint32_t first_part,
                                      uint32_t last_part, bool are_forms) {
    const chatlet_str letters = letters_of(typed, are_forms);
    completion best[CHATLET_SUGGEST_COMPLETIONS_MAX];
    uint32_t count = 0;
    for (uint32_t part = first_part; part <= last_part; part++) {
        clet_stem_walk walk = clet_stems_begin(bundle, part);
        while (clet_stems_next(&walk)) {
            const chatlet_str stem = {.data = walk.stem, .size_bytes = walk.size_bytes};
            if (!clet_str_starts_with(stem, letters)) continue;
            completion found = {.key = (uint64_t)walk.counts[CLET_FIELD_TITLE] << 32 |
                                       walk.document_count,
                                .size_bytes = walk.size_bytes};
            if (walk.size_bytes == letters.size_bytes) found.key = UINT64_MAX;
            memcpy(found.text, walk.stem, walk.size_bytes);
            clet_keep_best(best, sizeof found,
                           are_forms ? CHATLET_SUGGEST_COMPLETIONS_MAX : STEMS_MAX, &count, &found);
        }
    }
    chatlet_status status = CHATLET_OK;
    for (uint32_t i = 0; status == CHATLET_OK && i < count; i++) {
        const chatlet_str text = {.data = best[i].text, .size_bytes = best[i].size_bytes};
        const uint32_t share =
            FORM_SHARE_Q8 + (uint32_t)(FORM_LENGTH_SHARE_Q8 * letters.size_bytes / text.size_bytes);
        status = clet_query_terms_add(&typed->terms, arena, bundle, text, typed->terms.word_count,
                                      are_forms ? share : STEM_SHARE_Q8);
    }
    return status;
}

chatlet_status clet_typed_text_complete(clet_typed_text *typed, clet_arena *arena,
                                        const chatlet_bundle *bundle) {
    chatlet_status status = CHATLET_OK;
    if (typed->is_open) {
        status = add_completions(typed, arena, bundle, typed->first_part, typed->last_part, true);
        if (status == CHATLET_OK && typed->stem_part > 0) {
            status =
                add_completions(typed, arena, bundle, typed->stem_part, typed->stem_part, false);
        }
    }
    clet_query_terms_look_up(&typed->terms, bundle, 0);
    return status;
}

/* ---- recognizing ---- */

uint32_t clet_typed_text_slots_in(const clet_typed_text *typed, clet_stemmer *stemmer,
                                  chatlet_str text) {
    clet_analyzer analyzer;
    clet_term term;
    uint32_t slots = 0;
    clet_analyzer_init(&analyzer, stemmer, text);
    while (clet_analyzer_next(&analyzer, &term)) {
        char bytes[CLET_WORD_FORM_BYTES_MAX];
        const chatlet_str stem = {.data = term.text, .size_bytes = term.size_bytes};
        const uint32_t found = clet_query_terms_find(&typed->terms, stem);
        if (found < typed->terms.count) slots |= 1u << typed->terms.items[found].slot;
        const chatlet_str form = {
            .data = bytes,
            .size_bytes = clet_word_form(stemmer->language,
                                         clet_str_slice(text, term.begin, term.end), bytes)};
        if (typed->is_open && clet_str_starts_with(form, letters_of(typed, true)))
            slots |= 1u << typed->terms.word_count;
    }
    return slots;
}
