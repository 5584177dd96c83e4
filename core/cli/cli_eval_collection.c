/* `chatlet eval --docs`: every query of a test collection, ranked by the code that answers in a
 * browser, and scored where there are judgements. */
#include "cli_eval.h"
#include "cli_eval_build.h"
#include "cli_files.h"
#include "cli_json.h"
#include "cli_judgements.h"
#include "cli_query.h"
#include "cli_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct evaluation {
    const cli_eval_options *options;
    cli_memory memory;
    cli_diagnostics diagnostics;
    cli_eval_index index;
    cli_judgements judgements;
    cli_names queries;
    uint32_t left_out; /* lines of queries and judgements */
    FILE *run;         /* where ranked lines go; NULL: nowhere */
    cli_figures sums;
    uint32_t judged_count; /* queries that have a judgement */
    uint32_t empty_count;  /* queries without any hit */
    bool has_trouble;
} evaluation;

/* One page of a ranking. */
typedef struct ranked {
    uint32_t document; /* number of its id */
    uint32_t score;
} ranked;

/* The number that cli_eval_build gave as address; a citation adds #anchor. */
static uint32_t document_of(const chatlet_hit *hit) {
    uint32_t number = 0;
    for (size_t i = 0; i < hit->url.size_bytes && hit->url.data[i] != '#'; i++)
        number = number * 10 + (uint32_t)(hit->url.data[i] - '0');
    return number;
}

static bool has_document(const ranked *pages, uint32_t count, uint32_t document) {
    for (uint32_t i = 0; i < count; i++) {
        if (pages[i].document == document) return true;
    }
    return false;
}

/* Ranks pages for `text`, best first; hits are passages, of which the first of a page counts. */
static bool rank_pages(evaluation *run, chatlet_str text, ranked pages[CHATLET_HITS_MAX],
                       uint32_t *page_count) {
    cli_memory memory = {0};
    chatlet_query *query = NULL;
    uint32_t hit_count = 0;
    *page_count = 0;
    const chatlet_query_options options = {
        .limit = CHATLET_HITS_MAX, .unit = CHATLET_QUERY_PAGES, .without = run->options->without};
    if (chatlet_query_new(cli_allocator(), run->index.folder.bundle, text, &options, &query) !=
        CHATLET_OK)
        cli_out_of_memory();
    const bool is_ready = cli_query_run(&memory, &run->index.folder, query);
    const chatlet_hit *hits = chatlet_query_hits(query, &hit_count);
    for (uint32_t i = 0; is_ready && i < hit_count; i++) {
        const uint32_t document = document_of(&hits[i]);
        if (has_document(pages, *page_count, document)) continue;
        pages[(*page_count)++] = (ranked){.document = document, .score = hits[i].score};
    }
    chatlet_query_free(query);
    cli_memory_free(&memory);
    return is_ready;
}

static void write_ranking(const evaluation *run, chatlet_str id, const ranked *pages,
                          uint32_t count) {
    for (uint32_t i = 0; run->run != NULL && i < count; i++) {
        const chatlet_str document = run->index.documents.names[pages[i].document];
        fwrite(id.data, 1, id.size_bytes, run->run);
        fputc('\t', run->run);
        fwrite(document.data, 1, document.size_bytes, run->run);
        fprintf(run->run, "\t%u\n", pages[i].score);
    }
}

static void score_ranking(evaluation *run, chatlet_str id, const ranked *pages, uint32_t count) {
    chatlet_str names[CHATLET_HITS_MAX];
    cli_figures figures;
    for (uint32_t i = 0; i < count; i++)
        names[i] = run->index.documents.names[pages[i].document];
    if (count == 0) run->empty_count++;
    if (!cli_judgements_score(&run->judgements, id, names, count, &figures)) return;
    run->judged_count++;
    run->sums.ndcg_10 += figures.ndcg_10;
    run->sums.mrr_10 += figures.mrr_10;
    run->sums.recall_10 += figures.recall_10;
    run->sums.recall_100 += figures.recall_100;
}

static bool take_query(void *context, const cli_record *record) {
    evaluation *run = context;
    ranked pages[CHATLET_HITS_MAX];
    uint32_t count = 0;
    if (cli_names_add(&run->queries, record->id) == CLI_NAMES_NONE) {
        cli_records_refuse(&run->diagnostics, run->options->queries, "E109", record->line, 1,
                           "an earlier line has the same id; the first one counts");
        run->left_out++;
        return true;
    }
    const double begin_s = cli_eval_clock_s();
    run->has_trouble = !rank_pages(run, record->text, pages, &count);
    run->index.times.query_s += cli_eval_clock_s() - begin_s;
    if (run->has_trouble) return false;
    write_ranking(run, record->id, pages, count);
    score_ranking(run, record->id, pages, count);
    return true;
}

/* ---- what is told ---------------------------------------------------------------------------- */

static cli_figures means_of(const evaluation *run) {
    const double count = run->judged_count > 0 ? run->judged_count : 1;
    return (cli_figures){.ndcg_10 = run->sums.ndcg_10 / count,
                         .mrr_10 = run->sums.mrr_10 / count,
                         .recall_10 = run->sums.recall_10 / count,
                         .recall_100 = run->sums.recall_100 / count};
}

static void print_summary(const evaluation *run) {
    const cli_figures means = means_of(run);
    const cli_eval_times *times = &run->index.times;
    fprintf(stderr,
            "%u documents, %u passages, language %s; %u queries, %u of them without a hit\n",
            run->index.report.document_count, run->index.report.passage_count, run->index.locale,
            run->queries.count, run->empty_count);
    if (run->judged_count > 0)
        fprintf(stderr, "%u judged: nDCG@10 %.4f, MRR@10 %.4f, recall@10 %.4f, recall@100 %.4f\n",
                run->judged_count, means.ndcg_10, means.mrr_10, means.recall_10, means.recall_100);
    if (run->options->judgements != NULL && run->judged_count == 0)
        fputs("no query has a judgement; are its ids those of the queries?\n", stderr);
    if (run->options->shows_times)
        fprintf(stderr,
                "CPU seconds: read %.3f, index %.3f, write %.3f, self-tests %.3f, queries %.3f\n",
                times->read_s, times->index_s, times->write_s, times->self_tests_s, times->query_s);
    const chatlet_tune_report *tuned = &run->index.tuned;
    if (tuned->query_count > 0)
        fprintf(stderr, "%u self-tests: an answer needs a confidence of %.2f (%s)\n",
                tuned->query_count, (double)tuned->threshold / 1e6,
                tuned->is_fitted ? "fitted" : "by default");
    const uint32_t left_out = run->left_out + run->index.left_out;
    if (left_out > 0) fprintf(stderr, "%u line%s left out\n", left_out, left_out == 1 ? "" : "s");
}

/* JSON of the engine knows whole numbers only: shares are in millionths, times in microseconds. */
static int64_t millionths(double value) { return (int64_t)(value * 1e6 + 0.5); }

static void write_count(chatlet_json_writer *writer, const char *key, double value) {
    cli_json_write_count(writer, key, (uint64_t)millionths(value));
}

static void print_json(evaluation *run) {
    const cli_figures means = means_of(run);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "documents", run->index.report.document_count);
    cli_json_write_count(writer, "passages", run->index.report.passage_count);
    cli_json_write_count(writer, "terms", run->index.report.term_count);
    cli_json_write_text(writer, "language", run->index.locale);
    cli_json_write_count(writer, "text_bytes", run->index.text_size_bytes);
    cli_json_write_count(writer, "index_bytes", run->index.report.index_size_bytes);
    cli_json_write_count(writer, "queries", run->queries.count);
    cli_json_write_count(writer, "queries_without_hit", run->empty_count);
    cli_json_write_count(writer, "queries_judged", run->judged_count);
    cli_json_write_count(writer, "left_out", run->left_out + run->index.left_out);
    if (run->judged_count > 0) {
        write_count(writer, "ndcg_10_millionths", means.ndcg_10);
        write_count(writer, "mrr_10_millionths", means.mrr_10);
        write_count(writer, "recall_10_millionths", means.recall_10);
        write_count(writer, "recall_100_millionths", means.recall_100);
    }
    write_count(writer, "read_us", run->index.times.read_s);
    write_count(writer, "index_us", run->index.times.index_s);
    write_count(writer, "write_us", run->index.times.write_s);
    write_count(writer, "self_tests_us", run->index.times.self_tests_s);
    write_count(writer, "query_us", run->index.times.query_s);
    if (run->index.tuned.query_count > 0)
        cli_json_write_count(writer, "threshold", run->index.tuned.threshold);
    chatlet_json_write_key(writer, CHATLET_STR("diagnostics"));
    cli_diagnostics_write(&run->diagnostics, writer);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&run->memory, writer));
}

/* ---- the run --------------------------------------------------------------------------------- */

static cli_exit answer_queries(evaluation *run) {
    const cli_eval_options *options = run->options;
    if (options->judgements != NULL && !cli_judgements_read(options->judgements, &run->diagnostics,
                                                            &run->left_out, &run->judgements))
        return CLI_EXIT_TROUBLE;
    if (options->queries != NULL &&
        !cli_records_read(options->queries, &run->diagnostics, &run->left_out, take_query, run))
        return CLI_EXIT_TROUBLE;
    if (!run->has_trouble) return CLI_EXIT_OK;
    cli_json_tell_problem("eval", run->index.folder.problem, options->json);
    return CLI_EXIT_TROUBLE;
}

/* Ranked lines are collected and written at once, so that nobody takes half a run for a whole. */
static cli_exit answer_into_file(evaluation *run) {
    char *text = NULL;
    size_t size_bytes = 0;
    run->run = open_memstream(&text, &size_bytes);
    if (run->run == NULL) cli_out_of_memory();
    cli_exit code = answer_queries(run);
    if (fclose(run->run) != 0) cli_out_of_memory();
    run->run = NULL;
    const chatlet_str bytes = {.data = text, .size_bytes = size_bytes};
    if (code == CLI_EXIT_OK && !cli_file_write(run->options->out, bytes)) {
        fprintf(stderr, "chatlet eval: %s: %s\n", run->options->out, strerror(errno));
        code = CLI_EXIT_TROUBLE;
    }
    free(text);
    return code;
}

static cli_exit evaluate(evaluation *run) {
    const cli_eval_options *options = run->options;
    cli_exit code = cli_eval_build(&run->memory, options->documents, options->language,
                                   options->self_tests, &run->diagnostics, &run->index);
    if (code != CLI_EXIT_OK) return code;
    if (options->out != NULL) {
        code = answer_into_file(run);
    } else {
        run->run = options->json ? NULL : stdout;
        code = answer_queries(run);
    }
    if (code != CLI_EXIT_OK) return code;
    return run->diagnostics.error_count > 0 ? CLI_EXIT_REFUSED : CLI_EXIT_OK;
}

cli_exit cli_eval_collection(const cli_eval_options *options) {
    evaluation run = {.options = options};
    run.diagnostics = (cli_diagnostics){.memory = &run.memory, .is_silent = options->json};
    const cli_exit code = evaluate(&run);
    if (code != CLI_EXIT_USAGE && options->json && !run.has_trouble) print_json(&run);
    if (code <= CLI_EXIT_REFUSED && !options->json) print_summary(&run);
    cli_judgements_free(&run.judgements);
    cli_names_free(&run.queries);
    cli_eval_index_free(&run.index);
    cli_diagnostics_free(&run.diagnostics);
    cli_memory_free(&run.memory);
    return code;
}
