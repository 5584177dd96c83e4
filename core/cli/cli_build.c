/* `chatlet build`: options, then one build or many. */
#include "cli_build_once.h"
#include "cli_command.h"

#include <limits.h>

cli_exit cli_build(cli_arguments arguments) {
    cli_build_options options = {.compile = {.command = "build"}};
    bool no_cache = false;
    const cli_option known[] = {
        {"--out", CLI_OPTION_TEXT, &options.compile.out, 0, 0},
        {"--bot", CLI_OPTION_TEXT, &options.compile.bot, 0, 0},
        {"--base-url", CLI_OPTION_TEXT, &options.compile.base_url, 0, 0},
        {"--title", CLI_OPTION_TEXT, &options.compile.title, 0, 0},
        {"--locale", CLI_OPTION_TEXT, &options.compile.locale, 0, 0},
        {"--json", CLI_OPTION_FLAG, &options.compile.json, 0, 0},
        {"--web", CLI_OPTION_TEXT, &options.web, 0, 0},
        {"--no-web", CLI_OPTION_FLAG, &options.no_web, 0, 0},
        {"--no-compress", CLI_OPTION_FLAG, &options.no_compress, 0, 0},
        {"--jobs", CLI_OPTION_NUMBER, &options.compile.jobs, 1, CLI_POOL_THREADS_MAX},
        {"--cache", CLI_OPTION_TEXT, &options.compile.cache, 0, 0},
        {"--no-cache", CLI_OPTION_FLAG, &no_cache, 0, 0},
        {"--report", CLI_OPTION_TEXT, &options.report, 0, 0},
        {"--watch", CLI_OPTION_FLAG, &options.watch, 0, 0},
    };
    if (!cli_options_read("build", &arguments, INT_MAX, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    options.compile.sources = arguments.values;
    options.compile.source_count = (size_t)arguments.count;
    options.compile.keeps = !no_cache;
    if (options.watch) return cli_watch(&options);

    cli_build_result result;
    cli_build_once(&options, &result);
    cli_build_print(&options, &result);
    cli_build_result_free(&result);
    if (result.exit == CLI_EXIT_MEMORY) cli_out_of_memory();
    return result.exit;
}
