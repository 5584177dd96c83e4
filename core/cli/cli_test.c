/* `chatlet test`: an author's scripts played over their bot, each in the locale it names. */
#include "cli_bot.h"
#include "cli_command.h"
#include "cli_test_report.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A bot opened in one locale; NULL: its own. */
typedef struct test_bot {
    const char *locale;
    cli_bot *bot; /* owned */
    cli_exit code;
} test_bot;

typedef struct test_run {
    cli_memory memory;
    cli_bot_options options;
    const char *filter; /* NULL: all */
    const char *junit;
    bool coverage;
    cli_test_scripts scripts;
    test_bot *bots; /* owned */
    size_t bot_count;
    cli_test_result *results; /* owned */
    size_t result_count;
    cli_coverage covered;
} test_run;

/* ---- which tests ----------------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_script_name(const char *name) {
    const size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".json") == 0;
}

static cli_exit read_file(test_run *run, const char *path) {
    if (cli_test_scripts_read(&run->scripts, path)) return CLI_EXIT_OK;
    fprintf(stderr, "chatlet test: %s: %s\n", path, strerror(errno));
    return CLI_EXIT_TROUBLE;
}

/* The scripts of a folder, by the bytes of their names. */
static cli_exit read_folder(test_run *run, const char *folder) {
    const char **names = NULL;
    size_t count = 0;
    cli_exit code = CLI_EXIT_OK;
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        fprintf(stderr, "chatlet test: %s: %s; write scripts there, or name their files\n", folder,
                strerror(errno));
        return CLI_EXIT_TROUBLE;
    }
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (!is_script_name(entry->d_name)) continue;
        names = cli_grow(names, count + 1, sizeof(*names));
        names[count++] = cli_path_join(&run->memory, folder, entry->d_name);
    }
    closedir(directory);
    if (count > 0) qsort(names, count, sizeof(*names), compare_texts);
    for (size_t i = 0; i < count && code == CLI_EXIT_OK; i++)
        code = read_file(run, names[i]);
    free(names);
    return code;
}

static cli_exit read_scripts(test_run *run, char *const *files, int count) {
    cli_exit code = CLI_EXIT_OK;
    if (count == 0) {
        const char *bot = run->options.path;
        const char *folder = cli_is_folder(bot) ? bot : cli_path_folder(&run->memory, bot);
        return read_folder(run, cli_path_join(&run->memory, folder, "tests"));
    }
    for (int i = 0; i < count && code == CLI_EXIT_OK; i++)
        code = cli_is_folder(files[i]) ? read_folder(run, files[i]) : read_file(run, files[i]);
    return code;
}

/* ---- playing --------------------------------------------------------------------------------- */

static bool is_same_locale(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

/* Each locale is built once. */
static test_bot *bot_of(test_run *run, const char *locale) {
    for (size_t i = 0; i < run->bot_count; i++) {
        if (is_same_locale(run->bots[i].locale, locale)) return &run->bots[i];
    }
    run->bots = cli_grow(run->bots, run->bot_count + 1, sizeof(*run->bots));
    test_bot *bot = &run->bots[run->bot_count++];
    cli_bot_options options = run->options;
    *bot = (test_bot){.locale = locale, .bot = cli_memory_take(&run->memory, sizeof(*bot->bot))};
    options.language = locale;
    bot->code = cli_bot_open(&run->memory, &options, bot->bot);
    if (bot->code == CLI_EXIT_OK) cli_coverage_begin(&run->covered, &bot->bot->folder);
    return bot;
}

static bool has_text(const char *text, const char *part) {
    const size_t length = strlen(part);
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, part, length) == 0) return true;
    }
    return length == 0;
}

static bool is_wanted(const test_run *run, const cli_test_script *script) {
    return run->filter == NULL || has_text(script->name, run->filter) ||
           has_text(script->file, run->filter);
}

/* A bot that cannot be opened ends the run: its mistakes have been told. */
static cli_exit play(test_run *run, const cli_test_script *script) {
    cli_test_result *result = &run->results[run->result_count];
    if (script->steps == NULL) {
        cli_test_refuse(&run->memory, script, "this is no test", result);
    } else {
        const test_bot *bot = bot_of(run, script->locale);
        if (bot->code != CLI_EXIT_OK) {
            if (bot->bot->folder.problem != NULL)
                cli_json_tell_problem("test", bot->bot->folder.problem, run->options.json);
            return bot->code;
        }
        cli_test_run(&run->memory, &bot->bot->folder, script, result);
        cli_coverage_add(&run->covered, result);
    }
    run->result_count++;
    if (result->has_failed && !run->options.json) cli_test_report_print_failure(result);
    return CLI_EXIT_OK;
}

static cli_exit play_all(test_run *run) {
    run->results = cli_grow(NULL, run->scripts.count + 1, sizeof(*run->results));
    for (size_t i = 0; i < run->scripts.count; i++) {
        const cli_test_script *script = &run->scripts.scripts[i];
        const cli_exit code = is_wanted(run, script) ? play(run, script) : CLI_EXIT_OK;
        if (code != CLI_EXIT_OK) return code;
    }
    return CLI_EXIT_OK;
}

static cli_exit tell(const test_run *run) {
    const cli_test_report report = {.results = run->results,
                                    .count = run->result_count,
                                    .coverage = run->coverage ? &run->covered : NULL};
    if (run->options.json) {
        cli_test_report_print_json(&report);
    } else {
        cli_test_report_print(&report);
    }
    if (run->junit != NULL && !cli_test_report_write_junit(&report, run->junit))
        return CLI_EXIT_TROUBLE;
    if (report.count == 0)
        fprintf(stderr, "chatlet test: %s\n",
                run->filter != NULL ? "no test has that in its name or file" : "there is no test");
    return report.count > 0 && cli_test_report_failed(&report) == 0 ? CLI_EXIT_OK
                                                                    : CLI_EXIT_REFUSED;
}

static void free_run(test_run *run) {
    for (size_t i = 0; i < run->bot_count; i++)
        cli_bot_close(run->bots[i].bot);
    for (size_t i = 0; i < run->result_count; i++)
        cli_test_result_free(&run->results[i]);
    free(run->bots);
    free(run->results);
    cli_test_scripts_free(&run->scripts);
    cli_coverage_free(&run->covered);
    cli_memory_free(&run->memory);
}

cli_exit cli_test(cli_arguments arguments) {
    test_run run = {.options = {.command = "test"}};
    const cli_option known[] = {
        {"--bot", CLI_OPTION_TEXT, &run.options.bot, 0, 0},
        {"--filter", CLI_OPTION_TEXT, &run.filter, 0, 0},
        {"--junit", CLI_OPTION_TEXT, &run.junit, 0, 0},
        {"--coverage", CLI_OPTION_FLAG, &run.coverage, 0, 0},
        {"--json", CLI_OPTION_FLAG, &run.options.json, 0, 0},
    };
    if (!cli_options_read("test", &arguments, INT_MAX, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    run.options.path = arguments.count > 0 ? arguments.values[0] : ".";
    const int file_count = arguments.count > 1 ? arguments.count - 1 : 0;
    cli_exit code = read_scripts(&run, arguments.values + 1, file_count);
    if (code == CLI_EXIT_OK) code = play_all(&run);
    if (code == CLI_EXIT_OK) code = tell(&run);
    free_run(&run);
    if (code == CLI_EXIT_MEMORY) cli_out_of_memory();
    return code;
}
