/* One build from beginning to end. */
#ifndef CLI_BUILD_ONCE_H
#define CLI_BUILD_ONCE_H

#include "cli_compile.h"
#include "cli_languages.h"
#include "cli_manifest.h"
#include "cli_output.h"

typedef struct cli_build_options {
    cli_compile_options compile;
    const char *web;    /* NULL: found by itself */
    const char *report; /* file for the whole report; NULL: none */
    bool no_web;
    bool no_compress;
    bool watch;
} cli_build_options;

/* What a build made; its texts live until cli_build_result_free. */
typedef struct cli_build_result {
    cli_exit exit;
    cli_compile run;
    cli_sizes head;
    cli_sizes parts;
    cli_sizes total;
    cli_languages languages;      /* of a site with several; the first is the run's own */
    cli_manifest_locale *locales; /* the indexes of the others; borrowed from the run's memory */
    cli_self_tests *self_tests;   /* of the others, too; owned with what they hold */
    size_t locale_count;
    const char *locale_wanted; /* by the documents, but there is no runtime for it; or NULL */
    const char *out;           /* output folder */
    const char *tag;           /* script tag to paste; NULL: built without the web files */
    const char *problem; /* what stopped the build, in words, unless diagnostics say it; or NULL */
    uint64_t elapsed_ms;
} cli_build_result;

/* Builds. Whatever happens, the manifest names a whole build: the new one or the one before. */
void cli_build_once(const cli_build_options *options, cli_build_result *result);
void cli_build_result_free(cli_build_result *result);

/* Writes the report, if it is wanted, and prints the result: summary, sizes and the script tag; one
 * JSON object with --json; one line for a rebuild while watching. */
void cli_build_print(const cli_build_options *options, cli_build_result *result);
void cli_build_print_json(cli_build_result *result);
void cli_build_print_line(const cli_build_result *result);

/* Builds again whenever a source changes, until SIGINT or SIGTERM. Returns what the last build
 * ended with. */
cli_exit cli_watch(const cli_build_options *options);

#endif
