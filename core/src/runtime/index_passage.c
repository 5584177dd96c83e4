#include "index_passage.h"

#include "../base/str.h"
#include "../text/analyze.h"

#include <string.h>

/* Passages of one piece that are looked at: more than a piece can have by its size. */
enum { PASSAGES_MAX = CLET_PIECE_PASSAGES_MAX };

/* Shares of a word's weight, x 256. Tried and left out, since they chose no better: how often the
 * words stand in a passage, how much of its heading they make up, whether it is the first of its
 * page or section, and weights of the words within the page. */
enum {
    HEADING_Q8 = 64,   /* a word that stands in the headings above */
    COVER_Q8 = 16,     /* a word that stands in the passage or its headings: chooses among those of
                        * a page, since across pages counting words hurts long questions */
    PROXIMITY_Q8 = 90, /* neighbours in order, of the lighter word; within the window, half */
    PROXIMITY_WINDOW = 8
};

/* What a reading of one passage found. */
typedef struct passage_reading {
    uint32_t slots;                                /* in its text */
    uint32_t heading_slots;                        /* in its headings */
    uint32_t seen_at[CHATLET_QUERY_TERMS_MAX];     /* word number from 1 */
    uint32_t neighbor_q8[CHATLET_QUERY_TERMS_MAX]; /* of the pair (slot - 1, slot), the best */
    uint32_t phrases;                              /* bit i: has phrase i */
    uint32_t phrase_at[CLET_QUERY_PHRASES_MAX];    /* words of it that the last words matched */
} passage_reading;

static void see_pair(passage_reading *reading, uint32_t pair, uint32_t share_q8) {
    if (share_q8 > reading->neighbor_q8[pair]) reading->neighbor_q8[pair] = share_q8;
}

static void see_neighbors(passage_reading *reading, uint32_t slot, uint32_t slot_count,
                          uint32_t word) {
    const uint32_t *seen_at = reading->seen_at;
    if (slot > 0 && seen_at[slot - 1] != 0 && word - seen_at[slot - 1] <= PROXIMITY_WINDOW)
        see_pair(reading, slot, word - seen_at[slot - 1] == 1 ? PROXIMITY_Q8 : PROXIMITY_Q8 / 2);
    if (slot + 1 < slot_count && seen_at[slot + 1] != 0 &&
        word - seen_at[slot + 1] <= PROXIMITY_WINDOW) {
        see_pair(reading, slot + 1, PROXIMITY_Q8 / 2);
    }
}

/* Follows each phrase word by word. A phrase whose beginning repeats inside it ("a a b") may be
 * missed after a false start; such phrases are not worth a table. */
static void follow_phrases(passage_reading *reading, const clet_query_terms *terms, uint32_t slot) {
    for (uint32_t i = 0; i < terms->phrase_count; i++) {
        const clet_query_phrase *phrase = &terms->phrases[i];
        uint32_t *at = &reading->phrase_at[i];
        if (slot == phrase->slots[*at]) {
            (*at)++;
        } else {
            *at = slot == phrase->slots[0] ? 1 : 0;
        }
        if (*at < phrase->count) continue;
        reading->phrases |= 1u << i;
        *at = 0;
    }
}

/* Function words between the words of a phrase do not break it: they are not looked up. */
static void read_text(clet_stemmer *stemmer, const clet_query_terms *terms, chatlet_str text,
                      bool is_heading, passage_reading *reading) {
    clet_analyzer analyzer;
    clet_term term;
    clet_query_terms_analyze(terms, stemmer, text, &analyzer);
    memset(reading->seen_at, 0, sizeof reading->seen_at); /* pairs do not reach across texts */
    for (uint32_t word = 1; clet_analyzer_next(&analyzer, &term); word++) {
        const chatlet_str stem = {.data = term.text, .size_bytes = term.size_bytes};
        const uint32_t found = clet_query_terms_find(terms, stem);
        if (found == terms->count) {
            if (!term.is_stop) follow_phrases(reading, terms, UINT32_MAX);
            continue;
        }
        const uint32_t slot = terms->items[found].slot;
        follow_phrases(reading, terms, slot);
        see_neighbors(reading, slot, terms->word_count, word);
        reading->seen_at[slot] = word;
        *(is_heading ? &reading->heading_slots : &reading->slots) |= 1u << slot;
    }
}

/* A passage that was read. */
typedef struct read_passage {
    const clet_candidate *candidate;
    clet_passage_text texts;
    uint32_t piece;  /* in the bundle */
    uint32_t number; /* in its piece */
    passage_reading reading;
    uint64_t gain;   /* what it adds to its page's score */
    uint64_t choice; /* by which it is chosen among the passages of its page */
} read_passage;

static uint64_t weigh_slots(const clet_query_terms *terms, uint32_t slots) {
    uint64_t sum = 0;
    for (uint32_t slot = 0; slot < terms->word_count; slot++) {
        if ((slots & 1u << slot) != 0) sum += clet_query_slot_weight(terms, slot);
    }
    return sum;
}

static uint64_t score_proximity(const clet_query_terms *terms, const passage_reading *reading) {
    uint64_t sum = 0;
    for (uint32_t slot = 1; slot < terms->word_count; slot++) {
        const uint32_t own = clet_query_slot_weight(terms, slot);
        const uint32_t before = clet_query_slot_weight(terms, slot - 1);
        sum += (uint64_t)(own < before ? own : before) * reading->neighbor_q8[slot] / 256;
    }
    return sum;
}

/* Reads one passage; false when it lacks a phrase asked for. */
static bool read_passage_texts(clet_stemmer *stemmer, const clet_query_terms *terms,
                               read_passage *passage) {
    read_text(stemmer, terms, passage->texts.headings, true, &passage->reading);
    read_text(stemmer, terms, passage->texts.text, false, &passage->reading);
    const uint32_t wanted = (1u << terms->phrase_count) - 1;
    return (passage->reading.phrases & wanted) == wanted;
}

static uint64_t score_passage(const clet_query_terms *terms, uint32_t without,
                              const passage_reading *reading) {
    uint64_t score = 0;
    if ((without & CHATLET_RANK_PROXIMITY) == 0) score += score_proximity(terms, reading);
    if ((without & CHATLET_RANK_PASSAGE) != 0) return score;
    score += weigh_slots(terms, reading->heading_slots) * HEADING_Q8 / 256;
    return score;
}

static uint64_t score_cover(const clet_query_terms *terms, const passage_reading *reading) {
    return weigh_slots(terms, reading->slots | reading->heading_slots) * COVER_Q8 / 256;
}

/* What was read so far. */
typedef struct reading_list {
    const chatlet_bundle *bundle;
    clet_stemmer *stemmer;
    const clet_query_terms *terms;
    clet_arena *arena;
    clet_passage_text *texts; /* room for PASSAGES_MAX */
    read_passage *passages;
    uint32_t count;
    uint32_t capacity;
} reading_list;

static chatlet_status read_piece(reading_list *list, const clet_candidate *candidate,
                                 uint32_t piece) {
    uint32_t text_count = clet_bundle_piece_texts(list->bundle, piece, list->texts, PASSAGES_MAX);
    if (text_count > PASSAGES_MAX) text_count = PASSAGES_MAX;
    for (uint32_t i = 0; i < text_count; i++) {
        if (list->count == list->capacity) {
            list->passages = clet_arena_grow_array(list->arena, list->passages, list->count,
                                                   sizeof *list->passages, 32, &list->capacity);
            if (list->passages == NULL) return CHATLET_ERR_MEMORY;
        }
        read_passage *passage = &list->passages[list->count];
        *passage = (read_passage){
            .candidate = candidate, .texts = list->texts[i], .piece = piece, .number = i};
        if (read_passage_texts(list->stemmer, list->terms, passage)) list->count++;
    }
    return CHATLET_OK;
}

/* Reads every passage of the candidates' chosen pieces whose texts are there. */
static chatlet_status read_all(reading_list *list, const clet_candidate *candidates,
                               uint32_t count) {
    list->texts = clet_arena_allocate_array(list->arena, PASSAGES_MAX, sizeof *list->texts);
    if (list->texts == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t c = 0; c < count; c++) {
        const uint32_t first = clet_bundle_first_piece(list->bundle, candidates[c].section);
        for (uint32_t pieces = candidates[c].pieces; pieces != 0; pieces &= pieces - 1) {
            const uint32_t piece = first + (uint32_t)__builtin_ctz(pieces);
            const uint32_t part = clet_bundle_text_part(list->bundle, piece);
            if (!chatlet_bundle_has_part(list->bundle, part)) continue;
            const chatlet_status status = read_piece(list, &candidates[c], piece);
            if (status != CHATLET_OK) return status;
        }
    }
    return CHATLET_OK;
}

static void keep_passage(clet_answer *answer, uint64_t scores[CLET_ANSWER_PASSAGES_MAX],
                         const read_passage *passage) {
    uint32_t place = answer->passage_count;
    while (place > 0 && scores[place - 1] < passage->choice)
        place--;
    if (place == CLET_ANSWER_PASSAGES_MAX) return;
    if (answer->passage_count < CLET_ANSWER_PASSAGES_MAX) answer->passage_count++;
    for (uint32_t i = answer->passage_count - 1; i > place; i--) {
        scores[i] = scores[i - 1];
        answer->pieces[i] = answer->pieces[i - 1];
        answer->passages[i] = answer->passages[i - 1];
    }
    scores[place] = passage->choice;
    answer->pieces[place] = passage->piece;
    answer->passages[place] = passage->number;
    if (place > 0) return;
    answer->near_slots =
        passage->reading.slots | passage->reading.heading_slots | passage->candidate->title_slots;
}

/* The answer of one page, from its passages `begin` to `end` - 1 of the array. */
static clet_answer answer_of_page(const clet_query_terms *terms, uint32_t without,
                                  read_passage *passages, uint32_t count) {
    uint64_t scores[CLET_ANSWER_PASSAGES_MAX];
    clet_answer answer = {.document = passages[0].candidate->document};
    uint32_t ranked = 0;
    uint64_t gain = 0;
    for (uint32_t i = 0; i < count; i++) {
        const clet_candidate *candidate = passages[i].candidate;
        passages[i].gain = score_passage(terms, without, &passages[i].reading);
        passages[i].choice = passages[i].gain + score_cover(terms, &passages[i].reading);
        keep_passage(&answer, scores, &passages[i]);
        if (candidate->score > ranked) ranked = (uint32_t)candidate->score;
        if (passages[i].gain > gain) gain = passages[i].gain;
        answer.section_slots |= candidate->section_slots;
        answer.page_slots |= candidate->page_slots;
    }
    /* Further passages that have no word of the question have nothing to add. */
    while (answer.passage_count > 1 && scores[answer.passage_count - 1] == 0)
        answer.passage_count--;
    const uint64_t sum = ranked + gain;
    answer.score = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
    return answer;
}

/* Brings the passages of the page of passages[begin] together behind it; gives how many there
 * are. */
static uint32_t gather_page(read_passage *passages, uint32_t count, uint32_t begin) {
    const uint32_t document = passages[begin].candidate->document;
    uint32_t end = begin + 1;
    for (uint32_t i = begin + 1; i < count; i++) {
        if (passages[i].candidate->document != document) continue;
        const read_passage own = passages[i];
        for (uint32_t j = i; j > end; j--)
            passages[j] = passages[j - 1];
        passages[end++] = own;
    }
    return end - begin;
}

chatlet_status clet_rank_texts(const chatlet_bundle *bundle, clet_stemmer *stemmer,
                               const clet_query_terms *terms, uint32_t without, clet_arena *arena,
                               const clet_candidate *candidates, uint32_t count,
                               clet_answer *answers, uint32_t *answer_count) {
    reading_list list = {.bundle = bundle, .stemmer = stemmer, .terms = terms, .arena = arena};
    const chatlet_status status = read_all(&list, candidates, count);
    if (status != CHATLET_OK) return status;
    *answer_count = 0;
    uint32_t begin = 0;
    while (begin < list.count) {
        const uint32_t of_page = gather_page(list.passages, list.count, begin);
        const clet_answer answer = answer_of_page(terms, without, list.passages + begin, of_page);
        uint32_t place = (*answer_count)++;
        for (; place > 0 && answers[place - 1].score < answer.score; place--)
            answers[place] = answers[place - 1];
        answers[place] = answer;
        begin += of_page;
    }
    return CHATLET_OK;
}
