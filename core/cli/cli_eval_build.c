#include "cli_eval_build.h"

#include "cli_files.h"
#include "cli_records.h"

#include <chatlet/compile.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_BYTES = 16384 };

typedef struct builder {
    cli_eval_index *index;
    cli_diagnostics *diagnostics;
    const char *path;
    chatlet_compiler *compiler;
    chatlet_status status; /* of the compiler's last call */
    uint32_t line;         /* of the document on its way; 0: none */
    uint32_t column;       /* of its text */
    bool self_tests;       /* end the build */
    double tests_begin_s;  /* by cli_eval_clock_s */
    char *text;            /* owned; a text with its control characters made spaces */
    size_t text_bytes;
} builder;

double cli_eval_clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The one place that says which language a collection is in when nobody does: that of the words
 * among its first lines. Keys and punctuation of JSON are no words that count. */
static chatlet_str guess_locale(const char *path) {
    cli_file file;
    if (!cli_file_read(path, LOOK_BYTES, &file)) return CHATLET_STR("en");
    const chatlet_str found = chatlet_document_language(CHATLET_FORMAT_TEXT, cli_file_str(&file));
    cli_file_free(&file);
    return found.size_bytes > 0 ? found : CHATLET_STR("en");
}

/* The compiler sees one text a line, so its places are the line's. */
static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    builder *build = context;
    chatlet_diagnostic placed = *diagnostic;
    placed.file = cli_str(build->path);
    placed.line = build->line;
    placed.column = build->line > 0 ? build->column : 0;
    cli_diagnostics_add(build->diagnostics, &placed);
}

static bool on_output(void *context, const chatlet_output *output) {
    builder *build = context;
    const double begin_s = cli_eval_clock_s();
    const bool is_taken = cli_store_take(&build->index->store, output);
    build->index->times.write_s += cli_eval_clock_s() - begin_s;
    return is_taken;
}

static bool is_control(char byte) {
    return (unsigned char)byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

/* Block by block and without leaving early, so that the compiler may look at many bytes at once. */
static bool has_controls(chatlet_str text) {
    enum { BLOCK = 64 };
    size_t offset = 0;
    for (; offset + BLOCK <= text.size_bytes; offset += BLOCK) {
        unsigned char found = 0;
        for (size_t i = 0; i < BLOCK; i++)
            found |= is_control(text.data[offset + i]);
        if (found != 0) return true;
    }
    for (; offset < text.size_bytes; offset++) {
        if (is_control(text.data[offset])) return true;
    }
    return false;
}

/* JSON may escape characters that a text file would be refused for: they become spaces. */
static chatlet_str without_controls(builder *build, chatlet_str text) {
    if (!has_controls(text)) return text;
    if (text.size_bytes > build->text_bytes) {
        build->text_bytes = text.size_bytes;
        build->text = cli_grow(build->text, build->text_bytes, 1);
    }
    for (size_t i = 0; i < text.size_bytes; i++)
        build->text[i] = is_control(text.data[i]) ? ' ' : text.data[i];
    return (chatlet_str){.data = build->text, .size_bytes = text.size_bytes};
}

static bool take_document(void *context, const cli_record *record) {
    builder *build = context;
    cli_eval_index *index = build->index;
    char url[16];
    const uint32_t number = cli_names_add(&index->documents, record->id);
    if (number == CLI_NAMES_NONE) {
        cli_records_refuse(build->diagnostics, build->path, "E109", record->line, 1,
                           "an earlier line has the same id; the first one counts");
        index->left_out++;
        return true;
    }
    (void)snprintf(url, sizeof(url), "%u", number);
    build->line = record->line;
    build->column = record->text_column;
    /* A page needs a title. A dash is no word, so that a missing one is not found by any. */
    const chatlet_document document = {
        .path = cli_str(build->path),
        .url = cli_str(url),
        .format = CHATLET_FORMAT_TEXT,
        .title = record->title.size_bytes > 0 ? record->title : CHATLET_STR("\xE2\x80\x93"),
        .bytes = without_controls(build, record->text)};
    const double begin_s = cli_eval_clock_s();
    build->status = chatlet_compiler_add_document(build->compiler, &document);
    index->times.index_s += cli_eval_clock_s() - begin_s;
    index->text_size_bytes += record->text.size_bytes;
    build->line = 0;
    if (build->status == CHATLET_ERR_INPUT || build->status == CHATLET_ERR_LIMIT) index->left_out++;
    return build->status == CHATLET_OK || build->status == CHATLET_ERR_INPUT;
}

static cli_exit set_locale(builder *build, const char *language) {
    const chatlet_str locale = language != NULL ? cli_str(language) : guess_locale(build->path);
    const chatlet_status status =
        chatlet_compiler_override_bot(build->compiler, (chatlet_str){0}, locale);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK && locale.size_bytes > 0) {
        (void)snprintf(build->index->locale, sizeof(build->index->locale), "%.*s",
                       (int)locale.size_bytes, locale.data);
        return CLI_EXIT_OK;
    }
    fprintf(stderr, "chatlet eval: --lang takes a language tag like \"en\" or \"pt-BR\"\n");
    return CLI_EXIT_USAGE;
}

static void on_tests(void *context, uint32_t done, uint32_t total) {
    builder *build = context;
    (void)total;
    if (done == 0) build->tests_begin_s = cli_eval_clock_s();
    build->index->times.self_tests_s = cli_eval_clock_s() - build->tests_begin_s;
}

static chatlet_status finish(builder *build) {
    cli_eval_index *index = build->index;
    const chatlet_tune_callbacks callbacks = {.context = build, .on_tests = on_tests};
    if (!build->self_tests) return chatlet_compiler_finish(build->compiler, &index->report);
    return chatlet_tune_finish(build->compiler, &callbacks, &index->report, &index->tuned);
}

static cli_exit compile(builder *build) {
    cli_eval_index *index = build->index;
    const double begin_s = cli_eval_clock_s();
    if (!cli_records_read(build->path, build->diagnostics, &index->left_out, take_document, build))
        return CLI_EXIT_TROUBLE;
    index->times.read_s = cli_eval_clock_s() - begin_s - index->times.index_s;
    if (build->status == CHATLET_ERR_MEMORY) cli_out_of_memory();

    const double finish_begin_s = cli_eval_clock_s();
    const chatlet_status status = finish(build);
    index->times.index_s +=
        cli_eval_clock_s() - finish_begin_s - index->times.write_s - index->times.self_tests_s;
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) return CLI_EXIT_OK;
    if (status == CHATLET_ERR_LIMIT)
        fputs("chatlet: the index is larger than a bundle may be; give fewer documents\n", stderr);
    return CLI_EXIT_NOTHING;
}

cli_exit cli_eval_build(cli_memory *memory, const char *path, const char *language, bool self_tests,
                        cli_diagnostics *diagnostics, cli_eval_index *index) {
    builder build = {
        .index = index, .diagnostics = diagnostics, .path = path, .self_tests = self_tests};
    const chatlet_compile_callbacks callbacks = {
        .context = &build, .on_diagnostic = on_diagnostic, .on_output = on_output};
    if (chatlet_compiler_new(cli_allocator(), &callbacks, &build.compiler) != CHATLET_OK)
        cli_out_of_memory();
    cli_exit code = set_locale(&build, language);
    if (code == CLI_EXIT_OK) code = compile(&build);
    chatlet_compiler_free(build.compiler);
    free(build.text);
    if (code == CLI_EXIT_OK && !cli_folder_open_store(memory, &index->store, &index->folder))
        code = CLI_EXIT_TROUBLE;
    return code;
}

void cli_eval_index_free(cli_eval_index *index) {
    cli_folder_close(&index->folder);
    cli_store_free(&index->store);
    cli_names_free(&index->documents);
}
