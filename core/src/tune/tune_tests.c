#include "tune_tests.h"

#include "../base/assert.h"
#include "../base/buffer.h"
#include "../base/str.h"
#include "tune_words.h"

#include <chatlet/query.h>

/* How many of each kind. Titles are the cheapest news for an author, so more of them are asked than
 * are asked again with their page hidden. */
enum {
    TITLES_MAX = 60,
    TITLES_PER_HIDDEN = 3,
    LINKS_MAX = 20,
    WORDS_MAX = 90,
    PASSAGES_MAX = 64, /* of one piece: more than there are by its size */
    PASSAGES_TRIED_MAX = 4,
    QUESTION_WORDS_MAX = 5,
    SEED = 1
};
_Static_assert(TITLES_MAX + (TITLES_MAX + TITLES_PER_HIDDEN - 1) / TITLES_PER_HIDDEN +
                       2 * LINKS_MAX + 2 * WORDS_MAX <=
                   CHATLET_TUNE_QUERIES_MAX,
               "the plan keeps the limit");

/* A question of words: so many of the passage, behind so many of another page. Visitors and authors
 * agree on a word for a thing less often than not (Furnas, Landauer, Gomez and Dumais, 1987). */
static const struct {
    uint32_t own;
    uint32_t foreign;
} mixtures[] = {{2, 1}, {3, 1}, {2, 2}, {4, 1}, {3, 2}};
enum { MIXTURE_COUNT = sizeof mixtures / sizeof mixtures[0] };

typedef struct test_run {
    clet_tune_site *site;
    const clet_index_builder *index;
    const chatlet_tune_callbacks *callbacks;
    clet_tune_answers *answers;
    chatlet_tune_report *tuned;
    clet_chance chance;
    uint32_t document_count;
    clet_passage_text *passages; /* arena; PASSAGES_MAX */
    clet_word_bag *own;          /* arena */
    clet_word_bag *foreign;      /* arena */
    clet_finding finding;        /* of the latest query */
} test_run;

static void tell_progress(const test_run *run) {
    if (run->callbacks->on_tests != NULL)
        run->callbacks->on_tests(run->callbacks->context, run->tuned->query_count,
                                 CHATLET_TUNE_QUERIES_MAX);
}

static chatlet_status ask(test_run *run, chatlet_str text, uint32_t hidden) {
    const chatlet_status status = clet_tune_site_ask(run->site, text, hidden, &run->finding);
    if (status != CHATLET_OK) return status;
    run->tuned->query_count++;
    tell_progress(run);
    return CHATLET_OK;
}

static bool finds(const test_run *run, uint32_t document) {
    return run->finding.has_hit && run->finding.document == document;
}

static void keep_found(test_run *run, bool is_hard) {
    CLET_ASSERT(run->answers->found_count < CHATLET_TUNE_QUERIES_MAX);
    run->answers->found[run->answers->found_count++] =
        (clet_tune_sample){.evidence = run->finding.evidence, .is_right = true, .is_hard = is_hard};
}

/* Asks again with the page hidden. Another page that has every word of the question may well answer
 * it, so that nothing is learned from it. */
static chatlet_status ask_hidden(test_run *run, chatlet_str text, uint32_t document, bool is_hard) {
    const chatlet_status status = ask(run, text, document);
    if (status != CHATLET_OK) return status;
    if (!run->finding.has_hit || run->finding.evidence == 0) {
        run->tuned->hidden_count++;
        run->tuned->hidden_missed++;
    } else if (run->finding.coverage < 1000000) {
        CLET_ASSERT(run->answers->hidden_count < CHATLET_TUNE_QUERIES_MAX);
        run->tuned->hidden_count++;
        run->answers->hidden[run->answers->hidden_count++] = (clet_tune_sample){
            .evidence = run->finding.evidence, .is_right = false, .is_hard = is_hard};
    }
    return CHATLET_OK;
}

/* ---- titles and links ---- */

/* The texts of the page: those of its first passage. */
static chatlet_status read_page(test_run *run, uint32_t document, clet_passage_text *texts) {
    uint32_t count;
    const uint32_t piece = clet_bundle_first_piece(
        run->site->bundle, clet_bundle_first_section(run->site->bundle, document));
    const chatlet_status status =
        clet_tune_site_passages(run->site, piece, run->passages, PASSAGES_MAX, &count);
    if (status == CHATLET_OK) *texts = run->passages[0];
    return status;
}

static chatlet_status tell_lost(test_run *run, const clet_passage_text *texts) {
    chatlet_lost_page page = {.title = texts->title, .url = texts->url};
    if (run->callbacks->on_lost == NULL) return CHATLET_OK;
    if (run->finding.has_hit) {
        clet_passage_text found;
        const chatlet_status status = read_page(run, run->finding.document, &found);
        if (status != CHATLET_OK) return status;
        page.found_title = found.title;
        page.found_url = found.url;
    }
    run->callbacks->on_lost(run->callbacks->context, &page);
    return CHATLET_OK;
}

static chatlet_status test_title(test_run *run, uint32_t document, bool hides) {
    clet_passage_text texts;
    chatlet_status status = read_page(run, document, &texts);
    if (status == CHATLET_OK) status = ask(run, texts.title, CLET_HIDES_NOTHING);
    if (status != CHATLET_OK) return status;
    run->tuned->title_count++;
    if (finds(run, document)) {
        run->tuned->title_found++;
        if (hides) keep_found(run, false);
    } else {
        status = tell_lost(run, &texts);
    }
    if (status == CHATLET_OK && hides) status = ask_hidden(run, texts.title, document, false);
    return status;
}

static chatlet_status test_titles(test_run *run) {
    const uint64_t documents = run->document_count;
    const uint32_t count = documents < TITLES_MAX ? run->document_count : TITLES_MAX;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t document = (uint32_t)((2 * i + 1) * documents / (2 * (uint64_t)count));
        const chatlet_status status = test_title(run, document, i % TITLES_PER_HIDDEN == 0);
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* A page by chance from the i-th of `count` even stretches of the site. */
static uint32_t draw_document(test_run *run, uint32_t i, uint32_t count) {
    const uint64_t documents = run->document_count;
    const uint64_t chance = clet_chance_below(&run->chance, run->document_count);
    return (uint32_t)((i * documents + chance) / count);
}

static chatlet_status test_link(test_run *run, uint32_t document) {
    clet_passage_text texts;
    const chatlet_str called = clet_index_builder_called(run->index, document);
    chatlet_status status = read_page(run, document, &texts);
    if (status != CHATLET_OK || called.size_bytes == 0 ||
        clet_str_equal_ignore_case(called, texts.title))
        return status;
    status = ask(run, called, CLET_HIDES_NOTHING);
    if (status != CHATLET_OK) return status;
    run->tuned->link_count++;
    if (finds(run, document)) {
        run->tuned->link_found++;
        keep_found(run, false);
    }
    return ask_hidden(run, called, document, false);
}

static chatlet_status test_links(test_run *run) {
    for (uint32_t i = 0; i < LINKS_MAX; i++) {
        const chatlet_status status = test_link(run, draw_document(run, i, LINKS_MAX));
        if (status != CHATLET_OK) return status;
    }
    return CHATLET_OK;
}

/* ---- words ---- */

/* The words of a passage of the document, drawn again a few times while it has too few: a line is
 * no passage that anybody asks for. */
static chatlet_status read_words(test_run *run, uint32_t document, clet_word_bag *bag) {
    const chatlet_bundle *bundle = run->site->bundle;
    const uint32_t first =
        clet_bundle_first_piece(bundle, clet_bundle_first_section(bundle, document));
    const uint32_t end =
        clet_bundle_first_piece(bundle, clet_bundle_first_section(bundle, document + 1));
    for (int i = 0; i < PASSAGES_TRIED_MAX; i++) {
        const uint32_t piece = first + clet_chance_below(&run->chance, end - first);
        uint32_t count;
        const chatlet_status status =
            clet_tune_site_passages(run->site, piece, run->passages, PASSAGES_MAX, &count);
        if (status != CHATLET_OK) return status;
        const uint32_t passage = clet_chance_below(&run->chance, count);
        clet_word_bag_read(bag, run->site->stemmer, run->passages[passage].text);
        if (run->site->stemmer->failed) return CHATLET_ERR_MEMORY;
        if (bag->count > QUESTION_WORDS_MAX) return CHATLET_OK;
    }
    return CHATLET_OK;
}

static void append_words(clet_buffer *question, const clet_word_bag *bag, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (question->size_bytes > 0) clet_buffer_append_byte(question, ' ');
        clet_buffer_append(question, bag->words[i]);
    }
}

static chatlet_status ask_words(test_run *run, chatlet_str text, uint32_t document) {
    const chatlet_status status = ask(run, text, CLET_HIDES_NOTHING);
    if (status != CHATLET_OK) return status;
    run->tuned->words_count++;
    if (finds(run, document)) {
        run->tuned->words_found++;
        keep_found(run, true);
    }
    return ask_hidden(run, text, document, true);
}

static chatlet_status test_words(test_run *run, uint32_t i) {
    const uint32_t document = draw_document(run, i, WORDS_MAX);
    const uint32_t others = run->document_count - 1;
    const uint32_t other =
        (document + 1 + clet_chance_below(&run->chance, others)) % run->document_count;
    const uint32_t own = mixtures[i % MIXTURE_COUNT].own;
    const uint32_t foreign = mixtures[i % MIXTURE_COUNT].foreign;
    chatlet_status status = read_words(run, document, run->own);
    if (status == CHATLET_OK) status = read_words(run, other, run->foreign);
    if (status != CHATLET_OK) return status;
    if (run->own->count <= QUESTION_WORDS_MAX || run->foreign->count <= QUESTION_WORDS_MAX)
        return CHATLET_OK;
    clet_buffer question;
    clet_buffer_init(&question, run->site->allocator, CHATLET_QUERY_BYTES_MAX);
    clet_word_bag_draw(run->foreign, &run->chance, foreign);
    clet_word_bag_draw(run->own, &run->chance, own);
    append_words(&question, run->foreign, foreign);
    append_words(&question, run->own, own);
    status = clet_buffer_status(&question);
    if (status == CHATLET_OK) status = ask_words(run, clet_buffer_str(&question), document);
    clet_buffer_free(&question);
    return status;
}

static chatlet_status test_all(test_run *run) {
    chatlet_status status = test_titles(run);
    if (status == CHATLET_OK) status = test_links(run);
    for (uint32_t i = 0; status == CHATLET_OK && i < WORDS_MAX; i++)
        status = test_words(run, i);
    return status;
}

chatlet_status clet_tune_ask_all(clet_tune_site *site, const clet_index_builder *index,
                                 const chatlet_tune_callbacks *callbacks,
                                 clet_tune_answers *answers, chatlet_tune_report *tuned) {
    clet_arena arena;
    clet_arena_init(&arena, site->allocator);
    test_run run = {.site = site,
                    .index = index,
                    .callbacks = callbacks,
                    .answers = answers,
                    .tuned = tuned,
                    .chance = {.state = SEED},
                    .document_count = clet_bundle_index(site->bundle)->document_count,
                    .passages =
                        clet_arena_allocate_array(&arena, PASSAGES_MAX, sizeof *run.passages),
                    .own = clet_arena_allocate(&arena, sizeof *run.own),
                    .foreign = clet_arena_allocate(&arena, sizeof *run.foreign)};
    CLET_ASSERT(run.document_count >= 2);
    const bool has_memory = run.passages != NULL && run.own != NULL && run.foreign != NULL;
    const chatlet_status status = has_memory ? test_all(&run) : CHATLET_ERR_MEMORY;
    clet_arena_free(&arena);
    return status;
}
