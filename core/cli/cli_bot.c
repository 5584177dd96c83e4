#include "cli_bot.h"

#include "cli_files.h"
#include "cli_languages.h"
#include "cli_locale.h"

#include <string.h>
#include <strings.h>

bool cli_bot_is_built(cli_memory *memory, const char *path) {
    return cli_manifest_is_ours(cli_path_join(memory, path, "manifest.json"));
}

/* Tags of all languages, for a message: "en, es, pt-BR". */
static const char *join_tags(cli_memory *memory, const cli_languages *languages) {
    const char *joined = languages->languages[0].locale;
    for (size_t i = 1; i < languages->count; i++)
        joined = cli_memory_format(memory, "%s, %s", joined, languages->languages[i].locale);
    return joined;
}

static bool is_same_tag(chatlet_str tag, const char *other) {
    return tag.size_bytes == strlen(other) && strncasecmp(tag.data, other, tag.size_bytes) == 0;
}

/* The language of that tag, else the first whose own part is the same ("es" for "es-MX"); count
 * when there is none. */
static size_t find_language(const cli_languages *languages, const char *locale) {
    for (size_t i = 0; i < languages->count; i++) {
        if (is_same_tag(cli_str(languages->languages[i].locale), locale)) return i;
    }
    const size_t length = strcspn(locale, "-");
    for (size_t i = 0; i < languages->count; i++) {
        const char *tag = languages->languages[i].locale;
        if (strcspn(tag, "-") == length && strncasecmp(tag, locale, length) == 0) return i;
    }
    return languages->count;
}

/* Makes the run one of the language wanted, or of the bot's own, as a build of it does. */
static cli_exit choose_language(cli_memory *memory, const cli_bot_options *options, cli_bot *bot) {
    cli_compile *run = &bot->compile;
    cli_languages languages = {0};
    cli_exit code = CLI_EXIT_OK;
    cli_languages_find(&languages, run, &run->options);
    const size_t place =
        options->language == NULL ? 0 : find_language(&languages, options->language);
    if (languages.count == 0) {
        const cli_language wanted = {.locale = options->language};
        cli_locale_find(run);
        if (options->language != NULL && !is_same_tag(run->bot.locale, options->language))
            cli_languages_set(run, &wanted, false);
    } else if (place == languages.count) {
        code = CLI_EXIT_TROUBLE;
        bot->folder.problem =
            cli_memory_format(memory, "%s has nothing in the language \"%s\"; it has: %s",
                              options->path, options->language, join_tags(memory, &languages));
    } else {
        cli_languages_keep(&languages, place, &run->documents);
        cli_languages_set(run, &languages.languages[place], place == 0);
    }
    cli_languages_free(&languages);
    return code;
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
    if (code == CLI_EXIT_OK) code = choose_language(memory, options, bot);
    if (code == CLI_EXIT_OK) code = cli_compile_finish(run);
    if (code > CLI_EXIT_REFUSED) return code;
    /* Documents that were left out were named; what counts is what is answered without them. */
    return cli_folder_open_store(memory, &bot->store, &bot->folder) ? CLI_EXIT_OK
                                                                    : CLI_EXIT_TROUBLE;
}

cli_exit cli_bot_open(cli_memory *memory, const cli_bot_options *options, cli_bot *bot) {
    if (!cli_is_folder(options->path) && !cli_is_file(options->path)) {
        bot->folder.problem = cli_memory_format(
            memory, "%s: not there; give the bot's folder, or a built one", options->path);
        return CLI_EXIT_TROUBLE;
    }
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
