#include "cli_compile.h"

#include "cli_files.h"
#include "cli_flows.h"
#include "cli_glob.h"
#include "cli_read.h"

#include <errno.h>
#include <string.h>

enum { BOT_BYTES_MAX = 4 * 1024 * 1024 };

/* The compiler has one context for all its callbacks: the run, which knows the caller's. */
typedef struct compile_context {
    cli_compile *run;
    bool (*on_output)(void *context, const chatlet_output *output);
    void *output_context;
} compile_context;

static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    const compile_context *both = context;
    cli_diagnostics_add(&both->run->diagnostics, diagnostic);
}

static bool on_output(void *context, const chatlet_output *output) {
    const compile_context *both = context;
    return both->on_output == NULL || both->on_output(both->output_context, output);
}

static void on_passage(void *context, const chatlet_added_passage *passage) {
    const compile_context *both = context;
    cli_report_take(&both->run->contents, passage);
}

static void on_site_base(void *context, const chatlet_site_base *base) {
    const compile_context *both = context;
    cli_report_take_base(&both->run->contents, base);
}

static void on_listed(void *context, const chatlet_listed *listed) {
    const compile_context *both = context;
    cli_report_take_list(&both->run->contents, listed);
}

static void on_progress(void *context, uint32_t done, uint32_t total) {
    const compile_context *both = context;
    cli_progress_show(&both->run->progress, "index", done, total);
}

static cli_exit read_bot(cli_compile *run) {
    cli_file file;
    const char *path = run->source.bot_file;
    if (!cli_file_read(path, BOT_BYTES_MAX + 1, &file)) {
        cli_diagnostics_add_failed(&run->diagnostics, path, errno);
        return CLI_EXIT_TROUBLE;
    }
    if (file.size_bytes > BOT_BYTES_MAX) {
        cli_file_free(&file);
        cli_diagnostics_add_unreadable(&run->diagnostics, path,
                                       "larger than 4 MiB; keep texts in documents");
        return CLI_EXIT_TROUBLE;
    }
    const chatlet_status status =
        chatlet_compiler_set_bot(run->compiler, cli_str(path), cli_file_str(&file));
    cli_file_free(&file);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    run->bot_has_mistakes = status != CHATLET_OK;
    return CLI_EXIT_OK;
}

static cli_exit apply_options(cli_compile *run, const cli_compile_options *options) {
    const chatlet_str title = options->title == NULL ? (chatlet_str){0} : cli_str(options->title);
    const chatlet_str locale =
        options->locale == NULL ? (chatlet_str){0} : cli_str(options->locale);
    const chatlet_status status = chatlet_compiler_override_bot(run->compiler, title, locale);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return CLI_EXIT_OK;
    fprintf(stderr,
            "chatlet %s: --title takes 1 to 300 bytes of text, --locale a language tag like \"en\" "
            "or \"pt-BR\"\n",
            options->command);
    return CLI_EXIT_USAGE;
}

/* Refuses what would make every address wrong, once and before the work. */
static cli_exit check_base_url(const cli_compile_options *options) {
    const char *url = options->base_url;
    if (url == NULL) return CLI_EXIT_OK;
    const size_t colon = strcspn(url, ":/?#");
    const bool has_scheme = url[colon] == ':';
    const bool is_web = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    const bool is_clean = strcspn(url, " \t\r\n\"<>\\") == strlen(url);
    if (is_clean && (!has_scheme || is_web) && strncmp(url, "//", 2) != 0) return CLI_EXIT_OK;
    fprintf(stderr,
            "chatlet %s: --base-url takes https://…, a path like /docs/, or a relative one, not "
            "\"%s\"\n",
            options->command, url);
    return CLI_EXIT_USAGE;
}

/* Parts the arguments: what to leave out, and what to take. */
static size_t sort_arguments(cli_compile *run, const cli_compile_options *options,
                             const char **taken) {
    const char **excluded =
        cli_memory_take(&run->memory, (options->source_count + 1) * sizeof(*excluded));
    size_t count = 0;
    run->source.excluded_count = 0;
    for (size_t i = 0; i < options->source_count; i++) {
        const char *argument = options->sources[i];
        if (argument[0] == '!') {
            excluded[run->source.excluded_count++] = argument + 1;
        } else {
            taken[count++] = argument;
        }
    }
    run->source.excluded = excluded;
    return count;
}

static cli_exit find_source(cli_compile *run, const cli_compile_options *options, bool is_silent) {
    const char **taken =
        cli_memory_take(&run->memory, (options->source_count + 1) * sizeof(*taken));
    const size_t count = sort_arguments(run, options, taken);
    const cli_source sorted = run->source;
    struct stat status;
    const char *path = count == 0 ? "." : taken[0];
    const bool is_list = count > 1 || (cli_glob_is_pattern(path) && stat(path, &status) != 0);
    for (size_t i = 0; i < count || i == 0; i++) {
        if (i < count) path = taken[i];
        if (is_list && cli_glob_is_pattern(path)) continue;
        if (cli_source_find(&run->memory, options->command, path, options->bot,
                            is_silent || options->json, &run->source))
            continue;
        if (options->json) cli_diagnostics_add_failed(&run->diagnostics, path, errno);
        return CLI_EXIT_TROUBLE;
    }
    if (is_list && !cli_source_find(&run->memory, options->command, ".", options->bot,
                                    is_silent || options->json, &run->source))
        return CLI_EXIT_TROUBLE;
    run->source.excluded = sorted.excluded;
    run->source.excluded_count = sorted.excluded_count;
    run->source.patterns = is_list ? taken : NULL;
    run->source.pattern_count = is_list ? count : 0;
    return CLI_EXIT_OK;
}

cli_exit cli_compile_begin(cli_compile *run, const cli_compile_options *options,
                           bool (*output)(void *context, const chatlet_output *output),
                           void *output_context, bool is_silent) {
    *run = (cli_compile){.options = *options, .started_ms = cli_clock_ms()};
    run->diagnostics = (cli_diagnostics){.memory = &run->memory,
                                         .progress = &run->progress,
                                         .is_silent = is_silent || options->json};
    compile_context *context = cli_memory_take(&run->memory, sizeof(*context));
    *context = (compile_context){.run = run, .on_output = output, .output_context = output_context};
    const chatlet_compile_callbacks callbacks = {.context = context,
                                                 .on_diagnostic = on_diagnostic,
                                                 .on_output = on_output,
                                                 .on_passage = on_passage,
                                                 .on_site_base = on_site_base,
                                                 .on_listed = on_listed,
                                                 .on_progress = on_progress};
    if (chatlet_compiler_new(cli_allocator(), &callbacks, &run->compiler) != CHATLET_OK)
        cli_out_of_memory();

    cli_exit result = check_base_url(options);
    if (result == CLI_EXIT_OK) result = find_source(run, options, is_silent);
    if (result == CLI_EXIT_OK && run->source.bot_file != NULL) result = read_bot(run);
    if (result == CLI_EXIT_OK) result = apply_options(run, options);
    if (result != CLI_EXIT_OK) return result;

    chatlet_compiler_get_bot(run->compiler, &run->bot);
    if (run->source.bot_is_elsewhere && run->bot.source_count > 0)
        run->source.folder = cli_path_folder(&run->memory, run->source.bot_file);
    run->diagnostics.folder = run->source.folder;
    const cli_source_options source_options = {.base_url = options->base_url, .out = options->out};
    const size_t before = run->diagnostics.count;
    cli_source_collect(&run->source, &run->bot, &source_options, &run->diagnostics,
                       &run->documents);
    run->unreadable_count = (uint32_t)(run->diagnostics.count - before);
    /* Paths of a conversation's files are whole, as bot.json's is. */
    run->diagnostics.folder = NULL;
    if (run->source.bot_file != NULL &&
        !cli_flows_read(&run->memory, run->compiler, run->source.bot_file, &run->diagnostics,
                        &run->documents.fingerprint))
        run->bot_has_mistakes = run->flows_have_mistakes = true;
    run->diagnostics.folder = run->source.folder;
    cli_progress_begin(&run->progress, !is_silent);
    return CLI_EXIT_OK;
}

cli_pool *cli_compile_pool(cli_compile *run) {
    if (run->pool == NULL) {
        const uint64_t jobs = run->options.jobs;
        run->pool = cli_pool_new(jobs > 0 ? (unsigned)jobs : cli_pool_processors());
    }
    return run->pool;
}

/* What sitemaps tell of where the documents are. An address that is none tells nothing. */
static void set_sites(cli_compile *run) {
    for (size_t i = 0; i < run->documents.base_count; i++) {
        const cli_site_base *base = &run->documents.bases[i];
        const chatlet_status status = chatlet_compiler_set_site(
            run->compiler, cli_str(base->root), cli_str(base->address), (uint32_t)base->count);
        if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    }
}

static chatlet_status finish_index(cli_compile *run) {
    if (run->options.no_self_tests) return chatlet_compiler_finish(run->compiler, &run->report);
    return cli_self_tests_finish(&run->self_tests, run->compiler, &run->progress, &run->report);
}

cli_exit cli_compile_finish(cli_compile *run) {
    if (run->options.keeps) cli_cache_open(&run->cache, run->options.cache, run->documents.out);
    for (size_t i = 0; i < run->documents.left_out_count; i++) {
        const cli_left_out *file = &run->documents.left_out[i];
        cli_report_leave_out(&run->contents, file->path, file->reason);
    }
    set_sites(run);
    chatlet_status status = cli_read_all(run);
    cli_progress_clear(&run->progress);
    if (status == CHATLET_OK) status = finish_index(run);
    cli_progress_clear(&run->progress);
    if (status == CHATLET_ERR_MEMORY) return CLI_EXIT_MEMORY;
    if (status == CHATLET_ERR_SINK) return CLI_EXIT_TROUBLE;
    if (status == CHATLET_ERR_LIMIT)
        fputs("chatlet: the index is larger than a bundle may be; make several bots of it\n",
              stderr);
    if (status != CHATLET_OK || run->bot_has_mistakes) return CLI_EXIT_NOTHING;
    return run->diagnostics.error_count > 0 ? CLI_EXIT_REFUSED : CLI_EXIT_OK;
}

uint32_t cli_compile_skipped(const cli_compile *run) {
    return run->report.skipped_count + run->unreadable_count;
}

void cli_compile_free(cli_compile *run) {
    chatlet_compiler_free(run->compiler);
    run->compiler = NULL;
    cli_pool_free(run->pool);
    run->pool = NULL;
    cli_cache_free(&run->cache);
    cli_report_free(&run->contents);
    cli_self_tests_free(&run->self_tests);
    cli_document_list_free(&run->documents);
    cli_diagnostics_free(&run->diagnostics);
    cli_memory_free(&run->memory);
}
