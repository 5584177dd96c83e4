#include "cli_self_tests.h"

#include "cli_json.h"

#include <stdlib.h>

static void on_tests(void *context, uint32_t done, uint32_t total) {
    cli_self_tests *tests = context;
    if (done == 0) tests->began_ms = cli_clock_ms();
    tests->elapsed_ms = cli_clock_ms() - tests->began_ms;
    cli_progress_show(tests->progress, "self-tests", done, total);
}

static void on_lost(void *context, const chatlet_lost_page *page) {
    cli_self_tests *tests = context;
    tests->lost = cli_grow(tests->lost, tests->lost_count + 1, sizeof(*tests->lost));
    tests->lost[tests->lost_count++] =
        (cli_lost_page){.title = cli_memory_copy(&tests->memory, page->title),
                        .url = cli_memory_copy(&tests->memory, page->url),
                        .found_title = cli_memory_copy(&tests->memory, page->found_title),
                        .found_url = cli_memory_copy(&tests->memory, page->found_url)};
}

chatlet_status cli_self_tests_finish(cli_self_tests *tests, chatlet_compiler *compiler,
                                     cli_progress *progress, chatlet_compile_report *report) {
    chatlet_bot bot;
    const chatlet_tune_callbacks callbacks = {
        .context = tests, .on_tests = on_tests, .on_lost = on_lost};
    tests->progress = progress;
    chatlet_compiler_get_bot(compiler, &bot);
    const chatlet_status status = chatlet_tune_finish(compiler, &callbacks, report, &tests->report);
    if (status == CHATLET_OK) tests->locale = cli_memory_copy(&tests->memory, bot.locale);
    return status;
}

static const char *origin_of(const chatlet_tune_report *report) {
    if (report->is_authors) return "as bot.json says";
    return report->is_fitted ? "fitted" : "by default";
}

static void print_found(const char *what, uint32_t found, uint32_t count) {
    if (count > 0) printf(", %u of %u %s", found, count, what);
}

/* The first page is enough to show what is meant; the others stand in the report. */
static void print_lost(const cli_self_tests *tests) {
    if (tests->lost_count == 0) return;
    const cli_lost_page *page = &tests->lost[0];
    printf("  %zu title%s not find %s own page: \"", tests->lost_count,
           tests->lost_count == 1 ? " does" : "s do", tests->lost_count == 1 ? "its" : "their");
    cli_print_in_line(stdout, cli_str(page->title));
    printf("\" of ");
    cli_print_in_line(stdout, cli_str(page->url));
    printf(" finds %s", page->found_title[0] == '\0' ? "nothing" : "");
    cli_print_in_line(stdout, cli_str(page->found_url));
    printf("%s\n", tests->lost_count > 1 ? ", …" : "");
}

void cli_self_tests_print(const cli_self_tests *tests, bool is_one_of_many) {
    const chatlet_tune_report *report = &tests->report;
    if (tests->locale == NULL) return;
    printf("  self-tests%s%s: ", is_one_of_many ? " " : "", is_one_of_many ? tests->locale : "");
    if (report->query_count == 0) {
        printf("none, there are fewer than %d pages", CHATLET_TUNE_DOCUMENTS_MIN);
    } else {
        printf("%u queries", report->query_count);
        print_found("titles found", report->title_found, report->title_count);
        print_found("links", report->link_found, report->link_count);
        print_found("word mixtures", report->words_found, report->words_count);
        printf(", in %.2f s", (double)tests->elapsed_ms / 1000.0);
    }
    printf("\n  an answer needs a confidence of %.2f (%s)", (double)report->threshold / 1e6,
           origin_of(report));
    if (report->paired_count > 0 && report->hidden_count > 0)
        printf(": %u of %u found are sure, %u of %u without a page missed", report->paired_sure,
               report->paired_count, report->hidden_missed, report->hidden_count);
    printf("\n");
    print_lost(tests);
}

static void write_boolean(chatlet_json_writer *writer, const char *key, bool value) {
    chatlet_json_write_key(writer, cli_str(key));
    chatlet_json_write_boolean(writer, value);
}

void cli_self_tests_write(const cli_self_tests *tests, chatlet_json_writer *writer) {
    const chatlet_tune_report *report = &tests->report;
    chatlet_json_write_object_begin(writer);
    if (tests->locale != NULL) cli_json_write_text(writer, "locale", tests->locale);
    cli_json_write_count(writer, "threshold", report->threshold);
    write_boolean(writer, "fitted", report->is_fitted);
    write_boolean(writer, "authors", report->is_authors);
    cli_json_write_count(writer, "queries", report->query_count);
    cli_json_write_count(writer, "titles", report->title_count);
    cli_json_write_count(writer, "titles_found", report->title_found);
    cli_json_write_count(writer, "links", report->link_count);
    cli_json_write_count(writer, "links_found", report->link_found);
    cli_json_write_count(writer, "words", report->words_count);
    cli_json_write_count(writer, "words_found", report->words_found);
    cli_json_write_count(writer, "paired", report->paired_count);
    cli_json_write_count(writer, "paired_sure", report->paired_sure);
    cli_json_write_count(writer, "hidden", report->hidden_count);
    cli_json_write_count(writer, "hidden_missed", report->hidden_missed);
    cli_json_write_count(writer, "elapsed_ms", tests->elapsed_ms);
    chatlet_json_write_key(writer, CHATLET_STR("lost"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < tests->lost_count; i++) {
        const cli_lost_page *page = &tests->lost[i];
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "title", page->title);
        cli_json_write_text(writer, "url", page->url);
        cli_json_write_text(writer, "found_title", page->found_title);
        cli_json_write_text(writer, "found_url", page->found_url);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
}

void cli_self_tests_free(cli_self_tests *tests) {
    free(tests->lost);
    cli_memory_free(&tests->memory);
    *tests = (cli_self_tests){.memory = {0}};
}
