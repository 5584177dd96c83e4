/* One run of the compiler over what the author pointed at. `build`, `check` and `--watch` share
 * it. */
#ifndef CLI_COMPILE_H
#define CLI_COMPILE_H

#include "cli_cache.h"
#include "cli_diagnostics.h"
#include "cli_exit.h"
#include "cli_pool.h"
#include "cli_report.h"
#include "cli_self_tests.h"
#include "cli_source.h"

/* What the command line said; texts are NULL when it did not. */
typedef struct cli_compile_options {
    const char *command;  /* "build" or "check" */
    char *const *sources; /* as the command line has them: one, or several files, folders and
                             patterns; those that begin with '!' are left out */
    size_t source_count;
    const char *bot;
    const char *out;
    const char *base_url;
    const char *title;
    const char *locale;
    uint64_t jobs;      /* threads; 0: one for each processor */
    bool keeps;         /* records of documents, for the next build */
    const char *cache;  /* where; NULL: the user's own folder for such things */
    bool no_self_tests; /* writes nothing that a threshold would be for */
    bool json;
} cli_compile_options;

typedef struct cli_compile {
    cli_compile_options options; /* a copy */
    cli_memory memory;
    cli_progress progress;
    cli_diagnostics diagnostics;
    cli_source source;
    cli_document_list documents;
    chatlet_compiler *compiler; /* owned */
    chatlet_bot bot;
    chatlet_compile_report report;
    cli_report contents;
    cli_self_tests self_tests;
    cli_pool *pool; /* owned; NULL: not needed yet */
    cli_cache cache;
    uint32_t kept_count;       /* documents whose records were there already */
    uint32_t unreadable_count; /* documents that could not even be read */
    size_t locale_count;       /* documents the locale was taken from; 0: it was not */
    bool bot_has_mistakes;
    bool flows_have_mistakes; /* then bot_has_mistakes, too */
    uint64_t started_ms;
} cli_compile;

/* Reads bot.json and collects the documents. `callbacks` brings on_output and its context; the
 * diagnostics are the run's own. `is_silent` prints nothing, for a look at what changed.
 *
 * CLI_EXIT_OK       go on; bot.json may hold mistakes, see bot_has_mistakes.
 * CLI_EXIT_TROUBLE  the source or bot.json is not there; said.
 * CLI_EXIT_USAGE    title, locale or base_url cannot be used; said. */
cli_exit cli_compile_begin(cli_compile *run, const cli_compile_options *options,
                           bool (*on_output)(void *context, const chatlet_output *output),
                           void *output_context, bool is_silent);

/* Reads and adds every document, then builds the index and asks it its self-tests. Returns what
 * the program should end with, as far as the compiler knows. */
cli_exit cli_compile_finish(cli_compile *run);

/* The threads of the run, made when they are first asked for. */
cli_pool *cli_compile_pool(cli_compile *run);

/* Documents that were given but are not in the index. */
uint32_t cli_compile_skipped(const cli_compile *run);

/* Frees everything; a run that was begun, or is {0}. */
void cli_compile_free(cli_compile *run);

#endif
