/* `chatlet search`: what a built folder finds, loading parts as a browser would. */
#include "cli_command.h"
#include "cli_filter.h"
#include "cli_json.h"
#include "cli_query.h"
#include "cli_suggest.h"
#include "cli_terminal.h"
#include "cli_tokens.h"

#include <string.h>

typedef struct search_options {
    uint64_t limit;
    const char *language;
    cli_option_list filters;
    const char *filter; /* all of them as one */
    bool json;
    bool typing;
} search_options;

/* The extract's tokens as JSON; owned by the caller. */
static chatlet_json_document *read_tokens(const chatlet_hit *hit) {
    chatlet_str text = {0};
    chatlet_json_document *document = NULL;
    if (chatlet_json_from_cbor(cli_allocator(), hit->extract, 0, &text) != CHATLET_OK) return NULL;
    if (chatlet_json_parse(cli_allocator(), text, &document, NULL) != CHATLET_OK) document = NULL;
    cli_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    return document;
}

static void print_hit(const chatlet_hit *hit, uint32_t rank, bool has_color) {
    printf("%u. %s", rank, has_color ? "\033[1m" : "");
    cli_print_plain(stdout, hit->title);
    if (has_color) fputs("\033[0m", stdout);
    if (hit->headings.size_bytes > 0) fputs(" › ", stdout);
    cli_print_plain(stdout, hit->headings);
    fputs("\n   ", stdout);
    cli_print_plain(stdout, hit->url);
    printf("\n   score %u, confidence %.2f\n", hit->score, (double)hit->confidence / 1000000.0);
    chatlet_json_document *tokens = read_tokens(hit);
    if (tokens != NULL) cli_tokens_print(stdout, chatlet_json_root(tokens), 3, has_color);
    chatlet_json_free(tokens);
    fputc('\n', stdout);
}

static void print_hits(const chatlet_query *query, const cli_folder *folder) {
    cli_memory memory = {0};
    uint32_t count = 0;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    for (uint32_t i = 0; i < count; i++)
        print_hit(&hits[i], i + 1, cli_has_color(stdout));
    const char *problem = cli_filter_problem(&memory, folder, query);
    if (problem != NULL) printf("Nothing found: %s.\n", problem);
    if (problem == NULL && count == 0) puts("Nothing found.");
    printf("%u parts read, %s\n", folder->parts_read,
           cli_size_words(&memory, folder->parts_read_bytes));
    cli_memory_free(&memory);
}

static void write_hit(chatlet_json_writer *writer, const chatlet_hit *hit) {
    chatlet_json_write_object_begin(writer);
    cli_json_write_str(writer, "title", hit->title);
    cli_json_write_str(writer, "path", hit->headings);
    cli_json_write_str(writer, "url", hit->url);
    cli_json_write_count(writer, "piece", hit->piece);
    cli_json_write_count(writer, "passage", hit->passage);
    cli_json_write_count(writer, "document", hit->document);
    cli_json_write_count(writer, "score", hit->score);
    cli_json_write_count(writer, "confidence", hit->confidence);
    cli_json_write_count(writer, "coverage", hit->coverage);
    cli_json_write_str(writer, "text", hit->text);
    chatlet_json_document *tokens = read_tokens(hit);
    if (tokens != NULL) {
        chatlet_json_write_key(writer, CHATLET_STR("tokens"));
        cli_json_write_value(writer, chatlet_json_root(tokens));
    }
    chatlet_json_free(tokens);
    chatlet_json_write_object_end(writer);
}

static const char *fit_name(const chatlet_query *query) {
    switch (chatlet_query_get_filter_fit(query, NULL)) {
    case CHATLET_FILTER_FITS: return "fits";
    case CHATLET_FILTER_NAME_UNKNOWN: return "name_unknown";
    case CHATLET_FILTER_VALUE_UNKNOWN: return "value_unknown";
    }
    return "";
}

static void print_json(const chatlet_query *query, const cli_folder *folder, const char *question,
                       const char *filter) {
    cli_memory memory = {0};
    uint32_t count = 0;
    const chatlet_hit *hits = chatlet_query_hits(query, &count);
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "question", question);
    if (filter[0] != '\0') {
        const char *problem = cli_filter_problem(&memory, folder, query);
        cli_json_write_text(writer, "filter", filter);
        cli_json_write_text(writer, "filter_fit", fit_name(query));
        if (problem != NULL) cli_json_write_text(writer, "filter_problem", problem);
    }
    chatlet_json_write_key(writer, CHATLET_STR("hits"));
    chatlet_json_write_array_begin(writer);
    for (uint32_t i = 0; i < count; i++)
        write_hit(writer, &hits[i]);
    chatlet_json_write_array_end(writer);
    cli_json_write_count(writer, "parts_read", folder->parts_read);
    cli_json_write_count(writer, "parts_read_bytes", folder->parts_read_bytes);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(&memory, writer));
    cli_memory_free(&memory);
}

static cli_exit search(cli_memory *memory, cli_folder *folder, const char *question,
                       const search_options *options) {
    chatlet_query *query = NULL;
    uint32_t count = 0;
    const chatlet_query_options query_options = {.limit = (uint32_t)options->limit,
                                                 .unit = CHATLET_QUERY_ANSWERS,
                                                 .filter = cli_str(options->filter)};
    if (chatlet_query_new(cli_allocator(), folder->bundle, cli_str(question), &query_options,
                          &query) != CHATLET_OK)
        cli_out_of_memory();
    const bool is_ready = cli_query_run(memory, folder, query);
    if (is_ready) {
        (void)chatlet_query_hits(query, &count);
        if (options->json) {
            print_json(query, folder, question, options->filter);
        } else {
            print_hits(query, folder);
        }
    }
    chatlet_query_free(query);
    if (!is_ready) return CLI_EXIT_TROUBLE;
    return count > 0 ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}

/* The arguments behind the folder, joined by spaces. */
static const char *join_question(cli_memory *memory, const cli_arguments *arguments) {
    const char *question = arguments->values[1];
    for (int i = 2; i < arguments->count; i++)
        question = cli_memory_format(memory, "%s %s", question, arguments->values[i]);
    return question;
}

cli_exit cli_search(cli_arguments arguments) {
    search_options options = {.limit = 5};
    const cli_option known[] = {
        {"--limit", CLI_OPTION_NUMBER, &options.limit, 1, CHATLET_HITS_MAX},
        {"--lang", CLI_OPTION_TEXT, &options.language, 0, 0},
        {"--filter", CLI_OPTION_LIST, &options.filters, 0, 0},
        {"--json", CLI_OPTION_FLAG, &options.json, 0, 0},
        {"--typing", CLI_OPTION_FLAG, &options.typing, 0, 0},
    };
    if (!cli_options_read("search", &arguments, arguments.count, known,
                          sizeof(known) / sizeof(known[0])))
        return CLI_EXIT_USAGE;
    if (arguments.count < 2) {
        fputs("chatlet search: give the built folder and a question\nTry: chatlet help search\n",
              stderr);
        return CLI_EXIT_USAGE;
    }
    if (options.typing && options.limit > CHATLET_SUGGEST_ITEMS_MAX) {
        fprintf(stderr,
                "chatlet search: with --typing, --limit is 1 to %d\nTry: chatlet help search\n",
                CHATLET_SUGGEST_ITEMS_MAX);
        return CLI_EXIT_USAGE;
    }
    cli_memory memory = {0};
    options.filter = cli_filter_join(&memory, "search", &options.filters);
    if (options.filter == NULL) {
        cli_memory_free(&memory);
        return CLI_EXIT_USAGE;
    }
    cli_folder folder;
    cli_exit code = CLI_EXIT_TROUBLE;
    if (cli_folder_open_language(&memory, arguments.values[0], options.language, &folder)) {
        const char *question = join_question(&memory, &arguments);
        code = options.typing
                   ? cli_suggest(&memory, &folder, question, (uint32_t)options.limit, options.json)
                   : search(&memory, &folder, question, &options);
    }
    if (folder.problem != NULL) cli_json_tell_problem("search", folder.problem, options.json);
    cli_folder_close(&folder);
    cli_memory_free(&memory);
    return code;
}
