/* Ends a compile with self-tests: the compiler's files are kept while they pass, and the head waits
 * for what the tests say. */
#include "../base/assert.h"
#include "../base/buffer.h"
#include "../bundle/bundle_confidence.h"
#include "../compile/compile_finish.h"
#include "../compile/head_seal.h"
#include "tune_fit.h"
#include "tune_head.h"
#include "tune_tests.h"

#include <chatlet/tune.h>

#include <string.h>

typedef struct tune_work {
    clet_compiler_view compiler;
    chatlet_tune_callbacks callbacks;
    clet_arena arena; /* the files */
    clet_built_files files;
    chatlet_status status; /* why a file was not taken, when it was not the caller who refused */
} tune_work;

static bool hand_over(const tune_work *work, const chatlet_output *output) {
    const chatlet_compile_callbacks *own = work->compiler.callbacks;
    return own->on_output == NULL || own->on_output(own->context, output);
}

static chatlet_status keep(tune_work *work, const chatlet_output *output) {
    clet_built_files *files = &work->files;
    if (output->kind == CHATLET_OUTPUT_HEAD)
        return clet_arena_copy(&work->arena, output->bytes, &files->head);
    if (files->part_count == files->part_capacity) {
        chatlet_str *parts = clet_arena_grow_array(&work->arena, files->parts, files->part_count,
                                                   sizeof *parts, 64, &files->part_capacity);
        if (parts == NULL) return CHATLET_ERR_MEMORY;
        files->parts = parts;
    }
    /* Parts come in the order of their ids. */
    const chatlet_status status =
        clet_arena_copy(&work->arena, output->bytes, &files->parts[files->part_count]);
    if (status == CHATLET_OK) files->part_count++;
    return status;
}

static bool take_output(void *context, const chatlet_output *output) {
    tune_work *work = context;
    CLET_ASSERT(output->kind != CHATLET_OUTPUT_PAGE);
    work->status = keep(work, output);
    if (work->status != CHATLET_OK) return false;
    return output->kind == CHATLET_OUTPUT_HEAD || hand_over(work, output);
}

static void pass_progress(void *context, uint32_t done, uint32_t total) {
    const tune_work *work = context;
    const chatlet_compile_callbacks *own = work->compiler.callbacks;
    if (own->on_progress != NULL) own->on_progress(own->context, done, total);
}

static void tell_tests(const tune_work *work, uint32_t done) {
    if (work->callbacks.on_tests != NULL)
        work->callbacks.on_tests(work->callbacks.context, done, CHATLET_TUNE_QUERIES_MAX);
}

static uint32_t count_sure(const clet_tune_sample *samples, uint32_t count,
                           const clet_tuning *tuning) {
    uint32_t sure = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (clet_confidence_of(tuning->map, samples[i].evidence) >= tuning->threshold) sure++;
    }
    return sure;
}

/* Right and wrong answers in one list, for the fit. */
static chatlet_status fit(clet_arena *arena, const clet_tune_answers *answers, clet_tuning *tuning,
                          bool *is_fitted) {
    const uint32_t count = answers->found_count + answers->hidden_count;
    clet_tune_sample *all = clet_arena_allocate_array(arena, count, sizeof *all);
    uint32_t *scratch = clet_arena_allocate_array(arena, count, sizeof *scratch);
    if (all == NULL || scratch == NULL) return CHATLET_ERR_MEMORY;
    memcpy(all, answers->found, answers->found_count * sizeof *all);
    memcpy(all + answers->found_count, answers->hidden, answers->hidden_count * sizeof *all);
    *is_fitted = clet_tune_fit(all, count, scratch, tuning);
    return CHATLET_OK;
}

/* Asks the site and fits; *tuning stays as it is when that tells nothing. An author's threshold
 * stays in any case. */
static chatlet_status learn(tune_work *work, clet_tune_site *site, clet_tuning *tuning,
                            chatlet_tune_report *tuned) {
    clet_arena arena;
    clet_arena_init(&arena, work->compiler.allocator);
    const uint32_t threshold = tuning->threshold;
    clet_tune_answers *answers = clet_arena_allocate(&arena, sizeof *answers);
    chatlet_status status = answers == NULL ? CHATLET_ERR_MEMORY : CHATLET_OK;
    if (status == CHATLET_OK) {
        status = clet_tune_ask_all(site, work->compiler.index, &work->callbacks, answers, tuned);
    }
    if (status == CHATLET_OK) status = fit(&arena, answers, tuning, &tuned->is_fitted);
    if (status == CHATLET_OK) {
        if (work->compiler.has_threshold) tuning->threshold = threshold;
        tuned->paired_sure = count_sure(answers->found, answers->found_count, tuning);
        tuned->paired_count = answers->found_count;
        tuned->hidden_missed +=
            answers->hidden_count - count_sure(answers->hidden, answers->hidden_count, tuning);
    }
    clet_arena_free(&arena);
    return status;
}

/* Opens what was built and learns from it; without a stemmer for its language, nothing. */
static chatlet_status test_site(tune_work *work, clet_tuning *tuning, chatlet_tune_report *tuned) {
    clet_tune_site site;
    chatlet_status status = clet_tune_site_open(&site, work->compiler.allocator, &work->files);
    if (status == CHATLET_ERR_ARGUMENT) return CHATLET_OK;
    if (status != CHATLET_OK) return status;
    tuning->threshold = clet_bundle_words(site.bundle)->threshold;
    if (clet_bundle_index(site.bundle)->document_count >= CHATLET_TUNE_DOCUMENTS_MIN)
        status = learn(work, &site, tuning, tuned);
    clet_tune_site_close(&site);
    return status;
}

static chatlet_status hand_over_head(const tune_work *work, chatlet_str head) {
    char name[CLET_HEAD_NAME_BYTES];
    const chatlet_output output = {
        .kind = CHATLET_OUTPUT_HEAD, .name = clet_head_name(head, name), .bytes = head};
    return hand_over(work, &output) ? CHATLET_OK : CHATLET_ERR_SINK;
}

/* Changes the head, unless there is nothing to say or no room for it. */
static chatlet_status finish_head(const tune_work *work, const clet_tuning *tuning,
                                  chatlet_compile_report *report, chatlet_tune_report *tuned) {
    clet_buffer changed;
    clet_buffer_init(&changed, work->compiler.allocator, CHATLET_BUNDLE_HEAD_BYTES_MAX);
    chatlet_str head = work->files.head;
    chatlet_status status = CHATLET_OK;
    if (tuned->is_fitted) {
        status = clet_head_add_confidence(head, tuning->map, tuning->threshold, &changed);
        if (status == CHATLET_OK) head = clet_buffer_str(&changed);
        tuned->is_fitted = status == CHATLET_OK;
        if (status == CHATLET_ERR_LIMIT) status = CHATLET_OK;
    }
    if (status == CHATLET_OK) {
        report->index_size_bytes += head.size_bytes - work->files.head.size_bytes;
        status = hand_over_head(work, head);
    }
    clet_buffer_free(&changed);
    return status;
}

static chatlet_status tune(tune_work *work, chatlet_compile_report *report,
                           chatlet_tune_report *tuned) {
    clet_tuning tuning = {.map = clet_confidence_default(),
                          .threshold = CLET_CONFIDENCE_THRESHOLD_DEFAULT};
    tell_tests(work, 0);
    /* Flows alone have no pages to ask about, and no parts. */
    chatlet_status status = CHATLET_OK;
    if (report->document_count > 0) status = test_site(work, &tuning, tuned);
    tell_tests(work, CHATLET_TUNE_QUERIES_MAX);
    if (status == CHATLET_OK) status = finish_head(work, &tuning, report, tuned);
    tuned->threshold = tuning.threshold;
    tuned->is_authors = work->compiler.has_threshold;
    return status;
}

chatlet_status chatlet_tune_finish(chatlet_compiler *compiler,
                                   const chatlet_tune_callbacks *callbacks,
                                   chatlet_compile_report *report, chatlet_tune_report *tuned) {
    tune_work work = {.compiler = clet_compiler_look(compiler)};
    if (callbacks != NULL) work.callbacks = *callbacks;
    clet_arena_init(&work.arena, work.compiler.allocator);
    const chatlet_compile_callbacks between = {
        .context = &work, .on_output = take_output, .on_progress = pass_progress};
    chatlet_compile_report built = {0};
    chatlet_tune_report learned = {0};
    chatlet_status status = clet_compiler_finish_into(compiler, &between, &built);
    const bool counts_are_known = status == CHATLET_OK || status == CHATLET_ERR_INPUT;
    if (work.status != CHATLET_OK) status = work.status;
    if (status == CHATLET_OK) status = tune(&work, &built, &learned);
    clet_arena_free(&work.arena);
    if (status == CHATLET_OK) *tuned = learned;
    if (counts_are_known && (status == CHATLET_OK || status == CHATLET_ERR_INPUT)) *report = built;
    return status;
}
