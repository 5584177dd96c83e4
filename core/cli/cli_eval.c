/* `chatlet eval`: how good the answers are, by somebody's judgements. */
#include "cli_eval.h"

#include "cli_command.h"

#include <chatlet/query.h>

#include <stdio.h>
#include <string.h>

static cli_exit refuse(const char *message) {
    fprintf(stderr, "chatlet eval: %s\nTry: chatlet help eval\n", message);
    return CLI_EXIT_USAGE;
}

/* Reads "links,proximity" into a sum of chatlet_query_part. */
static bool read_parts(const char *list, uint32_t *parts) {
    static const struct {
        const char *name;
        chatlet_query_part part;
    } known[] = {{"title", CHATLET_RANK_TITLE},         {"headings", CHATLET_RANK_HEADINGS},
                 {"links", CHATLET_RANK_LINKS},         {"section", CHATLET_RANK_SECTION},
                 {"page", CHATLET_RANK_PAGE},           {"passage", CHATLET_RANK_PASSAGE},
                 {"proximity", CHATLET_RANK_PROXIMITY}, {"repair", CHATLET_RANK_REPAIR},
                 {"synonyms", CHATLET_RANK_SYNONYMS}};
    for (const char *at = list; *at != '\0';) {
        const size_t size = strcspn(at, ",");
        bool is_known = false;
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (strlen(known[i].name) != size || strncmp(known[i].name, at, size) != 0) continue;
            *parts |= (uint32_t)known[i].part;
            is_known = true;
        }
        if (!is_known) return false;
        at += size;
        if (*at == ',') at++;
    }
    return true;
}

cli_exit cli_eval(cli_arguments arguments) {
    cli_eval_options options = {.site = ".", .min_right_percent = 100};
    const char *without = "";
    const cli_option known[] = {
        {"--docs", CLI_OPTION_TEXT, &options.documents, 0, 0},
        {"--queries", CLI_OPTION_TEXT, &options.queries, 0, 0},
        {"--qrels", CLI_OPTION_TEXT, &options.judgements, 0, 0},
        {"--out", CLI_OPTION_TEXT, &options.out, 0, 0},
        {"--lang", CLI_OPTION_TEXT, &options.language, 0, 0},
        {"--without", CLI_OPTION_TEXT, &without, 0, 0},
        {"--self-tests", CLI_OPTION_FLAG, &options.self_tests, 0, 0},
        {"--timing", CLI_OPTION_FLAG, &options.shows_times, 0, 0},
        {"--questions", CLI_OPTION_TEXT, &options.questions, 0, 0},
        {"--bot", CLI_OPTION_TEXT, &options.bot, 0, 0},
        {"--junit", CLI_OPTION_TEXT, &options.junit, 0, 0},
        {"--min-right", CLI_OPTION_NUMBER, &options.min_right_percent, 0, 100},
        {"--json", CLI_OPTION_FLAG, &options.json, 0, 0},
    };
    if (!cli_options_read("eval", &arguments, 1, known, sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    if (!read_parts(without, &options.without))
        return refuse("--without takes title, headings, links, section, page, passage, proximity, "
                      "repair, synonyms, joined by commas");
    if (options.questions != NULL) {
        if (options.documents != NULL || options.queries != NULL || options.out != NULL)
            return refuse("give --questions FILE or --docs FILE, not both");
        if (arguments.count > 0) options.site = arguments.values[0];
        return cli_eval_questions(&options);
    }
    if (options.documents == NULL) return refuse("give --docs FILE or --questions FILE");
    if (arguments.count > 0) return refuse("a site is asked with --questions FILE");
    if (options.queries == NULL && (options.judgements != NULL || options.out != NULL))
        return refuse("give --queries FILE");
    return cli_eval_collection(&options);
}
