#include "cli_build_once.h"

#include "cli_compress.h"
#include "cli_files.h"
#include "cli_locale.h"
#include "cli_prune.h"
#include "cli_trial_page.h"
#include "cli_web.h"

#include <errno.h>
#include <string.h>

/* What on_output needs. The compiler knows the bot before the output folder is chosen, so that
 * `output` is set up in between. */
typedef struct build_sink {
    cli_build_result *result;
    cli_output output;
    const char *head; /* name of the head that came last */
    uint64_t head_bytes;
    const char *own_head; /* of the site's own language */
    uint64_t own_head_bytes;
    bool discards; /* bot.json has mistakes: read on to report all of them, but write nothing */
} build_sink;

static bool take_output(void *context, const chatlet_output *file) {
    build_sink *sink = context;
    if (sink->discards) return true;
    cli_memory *memory = &sink->output.memory;
    const char *name = cli_memory_copy(memory, file->name);
    switch (file->kind) {
    case CHATLET_OUTPUT_PAGE:
        return cli_output_write(&sink->output, name, file->bytes, CLI_BROTLI_FAST, NULL);
    case CHATLET_OUTPUT_PART:
        return cli_output_write(&sink->output, cli_memory_format(memory, "files/%s", name),
                                file->bytes, CLI_BROTLI_FAST, &sink->result->parts);
    case CHATLET_OUTPUT_HEAD:
        sink->head = cli_memory_format(memory, "files/%s", name);
        sink->head_bytes = file->bytes.size_bytes;
        return cli_output_write(&sink->output, sink->head, file->bytes, CLI_BROTLI_BEST,
                                &sink->result->head);
    }
    return false;
}

static void add_report(chatlet_compile_report *report, const chatlet_compile_report *more) {
    report->document_count += more->document_count;
    report->skipped_count += more->skipped_count;
    report->passage_count += more->passage_count;
    report->term_count += more->term_count;
    report->part_count += more->part_count;
    report->error_count += more->error_count;
    report->warning_count += more->warning_count;
    report->text_size_bytes += more->text_size_bytes;
    report->index_size_bytes += more->index_size_bytes;
}

/* What a run beside the first one read from the cache is not to be pruned. */
static void add_records(cli_compile *run, const cli_compile *more) {
    run->kept_count += more->kept_count;
    for (size_t i = 0; i < more->cache.count; i++)
        cli_cache_use(&run->cache, more->cache.names[i]);
}

static cli_exit stop(cli_build_result *result, cli_exit code, const char *problem) {
    result->problem = problem;
    return code;
}

/* A locale that only the documents name must not stop a build that would do in English. */
static cli_web_result find_language(const cli_build_options *options, cli_build_result *result,
                                    cli_web *web) {
    cli_compile *run = &result->run;
    const cli_web_result found = cli_web_find(&run->memory, options->web, run->bot.language, web);
    if (found != CLI_WEB_NO_LANGUAGE || run->locale_count == 0) return found;
    result->locale_wanted = cli_memory_copy(&run->memory, run->bot.locale);
    cli_locale_forget(run);
    return cli_web_find(&run->memory, options->web, run->bot.language, web);
}

static cli_exit find_web(const cli_build_options *options, cli_build_result *result, cli_web *web) {
    cli_memory *memory = &result->run.memory;
    const chatlet_bot *bot = &result->run.bot;
    switch (find_language(options, result, web)) {
    case CLI_WEB_FOUND: return CLI_EXIT_OK;
    case CLI_WEB_NO_LANGUAGE:
        return stop(result, CLI_EXIT_NOTHING,
                    cli_memory_format(memory,
                                      "%s has no runtime for the language \"%s\" of locale \"%s\"; "
                                      "it has: %s. Choose one of them with --locale or in bot.json",
                                      web->folder, cli_memory_copy(memory, bot->language),
                                      cli_memory_copy(memory, bot->locale), web->languages));
    case CLI_WEB_MISSING: break;
    }
    return stop(result, CLI_EXIT_TROUBLE,
                cli_memory_format(memory,
                                  "no web files in %s: run `make build`, name their folder with "
                                  "--web or CHATLET_WEB, or build without them: --no-web",
                                  web->folder));
}

/* Another program's manifest.json (web apps have one) is not ours to replace. */
static cli_exit check_out(cli_build_result *result) {
    cli_memory *memory = &result->run.memory;
    const char *manifest = cli_path_join(memory, result->out, "manifest.json");
    if (cli_is_file(manifest) && !cli_manifest_is_ours(manifest))
        return stop(result, CLI_EXIT_TROUBLE,
                    cli_memory_format(memory,
                                      "%s is not of `chatlet build`; choose another folder with "
                                      "--out, or remove it",
                                      manifest));
    if (!cli_make_folders(result->out))
        return stop(result, CLI_EXIT_TROUBLE,
                    cli_memory_format(memory, "%s: %s", result->out, strerror(errno)));
    return CLI_EXIT_OK;
}

/* Languages without a stemmer share a runtime: it is copied once. */
static bool copy_runtime(cli_build_result *result, const cli_web *web, cli_output *output,
                         cli_manifest_asset *runtime) {
    for (size_t i = 0; i < result->locale_count; i++) {
        const cli_manifest_asset *copied = &result->locales[i].runtime;
        if (copied->integrity == NULL || web->runtime.integrity == NULL ||
            strcmp(copied->integrity, web->runtime.integrity) != 0)
            continue;
        *runtime = *copied;
        return true;
    }
    return cli_web_copy_runtime(&result->run.memory, web, output, runtime);
}

/* Builds the index of another language of the site, as a run of its own beside the first. */
static cli_exit build_language(const cli_build_options *options, build_sink *sink, size_t place) {
    cli_build_result *result = sink->result;
    cli_memory *memory = &result->run.memory;
    cli_manifest_locale *locale = &result->locales[result->locale_count];
    cli_compile run;
    cli_exit code = cli_compile_begin(&run, &options->compile, take_output, sink, true);
    run.diagnostics.is_silent = options->compile.json;
    cli_web web = {0};
    if (code == CLI_EXIT_OK) {
        cli_languages_keep(&result->languages, place, &run.documents);
        cli_languages_set(&run, &result->languages.languages[place], false);
        if (!options->no_web &&
            cli_web_find(memory, options->web, run.bot.language, &web) != CLI_WEB_FOUND)
            code = stop(result, CLI_EXIT_NOTHING,
                        cli_memory_format(memory, "%s has no runtime for the language \"%s\"",
                                          web.folder, cli_memory_copy(memory, run.bot.language)));
    }
    if (code == CLI_EXIT_OK) code = cli_compile_finish(&run);
    if (run.report.flow_count == 0) cli_web_leave_flows_out(&web);
    if (code <= CLI_EXIT_REFUSED) {
        *locale = (cli_manifest_locale){.tag = cli_memory_copy(memory, run.bot.locale),
                                        .language = cli_memory_copy(memory, run.bot.language),
                                        .title = cli_memory_copy(memory, run.bot.title),
                                        .head = sink->head,
                                        .head_size_bytes = sink->head_bytes};
        if (!options->no_web && !copy_runtime(result, &web, &sink->output, &locale->runtime))
            code = CLI_EXIT_TROUBLE;
        result->self_tests[result->locale_count] = run.self_tests;
        run.self_tests = (cli_self_tests){.locale = NULL};
        result->locale_count++;
        add_report(&result->run.report, &run.report);
        add_records(&result->run, &run);
    }
    cli_compile_free(&run);
    return code;
}

/* The indexes of all but the first language. */
static cli_exit build_languages(const cli_build_options *options, build_sink *sink) {
    cli_build_result *result = sink->result;
    const size_t count = result->languages.count;
    cli_exit worst = CLI_EXIT_OK;
    if (count < 2) return worst;
    result->locales = cli_memory_take(&result->run.memory, count * sizeof(*result->locales));
    result->self_tests = cli_memory_take(&result->run.memory, count * sizeof(*result->self_tests));
    for (size_t i = 1; i < count; i++) {
        const cli_exit code = build_language(options, sink, i);
        if (code > CLI_EXIT_REFUSED) return code;
        if (code > worst) worst = code;
    }
    return worst;
}

/* Everything the manifest names is there when it is written, and it is written last. */
static bool write_site(const cli_build_options *options, build_sink *sink, const cli_web *web) {
    cli_build_result *result = sink->result;
    cli_memory *memory = &result->run.memory;
    if (!cli_output_finish(&sink->output)) return false;
    cli_manifest manifest = {.head = sink->own_head,
                             .head_size_bytes = sink->own_head_bytes,
                             .parts = "files/",
                             .locales = result->locales,
                             .locale_count = result->locale_count};
    cli_web chosen = *web;
    if (result->run.report.flow_count == 0) cli_web_leave_flows_out(&chosen);
    if (!options->no_web && !cli_web_copy(memory, &chosen, &sink->output, &manifest)) return false;
    if (!options->no_web && !cli_trial_page_write(&sink->output, &result->run.bot)) return false;
    if (!cli_output_finish(&sink->output)) return false;
    const char *text = cli_manifest_write(memory, &manifest, &result->run.bot);
    return cli_output_write(&sink->output, "manifest.json", cli_str(text), CLI_BROTLI_BEST, NULL) &&
           cli_output_finish(&sink->output);
}

static bool has_html(const cli_document_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->documents[i].format == CHATLET_FORMAT_HTML) return true;
    }
    return false;
}

/* Where the site serves the loader from: known when the source is a site and the output lies in
 * it. */
static const char *script_tag(cli_build_result *result) {
    cli_memory *memory = &result->run.memory;
    const char *folder = "";
    if (has_html(&result->run.documents)) {
        const char *below = cli_path_below(cli_path_resolve(memory, result->out),
                                           cli_path_resolve(memory, result->run.source.folder));
        if (below != NULL && below[0] != '\0') folder = cli_memory_format(memory, "/%s/", below);
    }
    return cli_trial_page_tag(memory, folder, &result->run.bot);
}

static cli_exit compile_and_write(const cli_build_options *options, build_sink *sink) {
    cli_build_result *result = sink->result;
    cli_web web = {0};
    cli_exit code = CLI_EXIT_OK;
    result->out = result->run.documents.out;
    sink->discards = result->run.bot_has_mistakes;
    cli_languages_find(&result->languages, &result->run, &options->compile);
    if (result->languages.count > 0) {
        cli_languages_keep(&result->languages, 0, &result->run.documents);
        cli_languages_set(&result->run, &result->languages.languages[0], true);
    } else {
        cli_locale_find(&result->run);
    }
    if (!options->no_web) code = find_web(options, result, &web);
    if (code == CLI_EXIT_OK && !sink->discards) code = check_out(result);
    if (code != CLI_EXIT_OK) return code;

    cli_kept_names kept;
    cli_kept_names_read(&kept, result->out);
    cli_output_init(&sink->output, result->out, !options->no_compress,
                    cli_compile_pool(&result->run));
    code = cli_compile_finish(&result->run);
    sink->own_head = sink->head;
    sink->own_head_bytes = sink->head_bytes;
    if (code <= CLI_EXIT_REFUSED) {
        const cli_exit others = build_languages(options, sink);
        code = others > code ? others : code;
    }
    if (code <= CLI_EXIT_REFUSED) {
        cli_cache_prune(&result->run.cache);
        if (write_site(options, sink, &web)) {
            cli_prune(&sink->output, &kept);
        } else {
            code = CLI_EXIT_TROUBLE;
        }
    }
    (void)cli_output_finish(&sink->output);
    if (sink->output.failed != NULL)
        result->problem = cli_memory_copy(&result->run.memory, cli_str(sink->output.failed));
    result->total = sink->output.total;
    if (!options->no_web) result->tag = script_tag(result);
    cli_output_free(&sink->output);
    cli_kept_names_free(&kept);
    return code;
}

void cli_build_once(const cli_build_options *options, cli_build_result *result) {
    *result = (cli_build_result){0};
    build_sink sink = {.result = result};
    result->exit = cli_compile_begin(&result->run, &options->compile, take_output, &sink, false);
    if (result->exit == CLI_EXIT_OK) result->exit = compile_and_write(options, &sink);
    result->elapsed_ms = cli_clock_ms() - result->run.started_ms;
}

void cli_build_result_free(cli_build_result *result) {
    for (size_t i = 0; i < result->locale_count; i++)
        cli_self_tests_free(&result->self_tests[i]);
    cli_languages_free(&result->languages);
    cli_compile_free(&result->run);
}
