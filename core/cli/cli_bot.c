#include "cli_bot.h"

#include "cli_files.h"
#include "cli_languages.h"
#include "cli_locale.h"

#include <string.h>
#include <strings.h>

bool cli_bot_is_built(cli_memory *memory, const char *path) {
    return cli_manifest_is_ours(cli_path_join(memory, path, "manifest.json"));
}

/* Leaves the documents of one locale, when the source has several, and makes the run one of it. */
static void choose_language(cli_compile *run, const char *locale) {
    cli_languages languages = {0};
    cli_languages_find(&languages, run, &run->options);
    for (size_t i = 0; i < languages.count; i++) {
        if (strcasecmp(languages.languages[i].locale, locale) == 0)
            cli_languages_keep(&languages, i, &run->documents);
    }
    const cli_language wanted = {.locale = locale};
    cli_languages_set(run, &wanted, false);
    cli_languages_free(&languages);
}

static bool is_own(const cli_compile *run, const char *locale) {
    const chatlet_str own = run->bot.locale;
    return own.size_bytes == strlen(locale) && strncasecmp(own.data, locale, own.size_bytes) == 0;
}

static cli_exit build(cli_memory *memory, const cli_bot_options *options, cli_bot *bot) {
    char *sources[] = {cli_memory_copy(memory, cli_str(options->path))};
    const cli_compile_options compile = {.command = options->command,
                                         .sources = sources,
                                         .source_count = 1,
                                         .bot = options->bot,
                                         .json = options->json};
    cli_compile *run = &bot->compile;
    cli_exit code = cli_compile_begin(run, &compile, cli_store_take, &bot->store, false);
    if (code != CLI_EXIT_OK) return code;
    cli_locale_find(run);
    if (options->language != NULL && !is_own(run, options->language))
        choose_language(run, options->language);
    code = cli_compile_finish(run);
    if (code > CLI_EXIT_REFUSED) return code;
    /* Documents that were left out were named; what counts is what is answered without them. */
    return cli_folder_open_store(memory, &bot->store, &bot->folder) ? CLI_EXIT_OK
                                                                    : CLI_EXIT_TROUBLE;
}

cli_exit cli_bot_open(cli_memory *memory, const cli_bot_options *options, cli_bot *bot) {
    if (!cli_bot_is_built(memory, options->path)) return build(memory, options, bot);
    return cli_folder_open_language(memory, options->path, options->language, &bot->folder)
               ? CLI_EXIT_OK
               : CLI_EXIT_TROUBLE;
}

void cli_bot_close(cli_bot *bot) {
    cli_folder_close(&bot->folder);
    cli_store_free(&bot->store);
    cli_compile_free(&bot->compile);
}
