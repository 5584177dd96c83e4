#include "cli_locale.h"

#include "cli_files.h"

#include <string.h>
#include <strings.h>

/* A page declares its language within its first few elements. */
enum { BEGINNING_BYTES = 8192, TAGS_MAX = 64 };
enum { ONE_IN = 10, OF_FOUR = 3 };

/* A language tag, and how many documents declare it. */
typedef struct locale_tag {
    const char *text;
    size_t count;
} locale_tag;

typedef struct locale_tally {
    locale_tag tags[TAGS_MAX]; /* the first that were seen; further ones only count as others */
    size_t tag_count;
    size_t declared_count;
} locale_tally;

static void count_tag(cli_memory *memory, locale_tally *tally, chatlet_str tag) {
    if (tag.size_bytes == 0) return;
    const char *text = cli_memory_copy(memory, tag);
    tally->declared_count++;
    for (size_t i = 0; i < tally->tag_count; i++) {
        if (strcasecmp(tally->tags[i].text, text) != 0) continue;
        tally->tags[i].count++;
        return;
    }
    if (tally->tag_count == TAGS_MAX) return;
    tally->tags[tally->tag_count++] = (locale_tag){.text = text, .count = 1};
}

static void count_document(cli_memory *memory, locale_tally *tally, const cli_document *document) {
    cli_file file;
    if (document->format != CHATLET_FORMAT_HTML && document->format != CHATLET_FORMAT_MARKDOWN)
        return;
    /* What cannot be read is reported when the document is added. */
    if (!cli_file_read(document->file, BEGINNING_BYTES, &file)) return;
    count_tag(memory, tally, chatlet_document_locale(document->format, cli_file_str(&file)));
    cli_file_free(&file);
}

static bool is_same_language(const char *tag, const char *other) {
    const size_t length = strcspn(tag, "-");
    return length == strcspn(other, "-") && strncasecmp(tag, other, length) == 0;
}

/* How many documents declare the language of `tag`, in whatever form. */
static size_t count_language(const locale_tally *tally, const char *tag) {
    size_t count = 0;
    for (size_t i = 0; i < tally->tag_count; i++) {
        if (is_same_language(tally->tags[i].text, tag)) count += tally->tags[i].count;
    }
    return count;
}

/* The tag most documents have; the first of equals, so that the order of documents decides. */
static const locale_tag *most_frequent(const locale_tally *tally) {
    const locale_tag *most = NULL;
    for (size_t i = 0; i < tally->tag_count; i++) {
        if (most == NULL || tally->tags[i].count > most->count) most = &tally->tags[i];
    }
    return most;
}

static void set_locale(cli_compile *run, const char *locale) {
    const chatlet_str none = {0};
    if (chatlet_compiler_override_bot(run->compiler, none, cli_str(locale)) != CHATLET_OK)
        cli_out_of_memory();
    chatlet_compiler_get_bot(run->compiler, &run->bot);
}

void cli_locale_find(cli_compile *run) {
    if (run->bot.has_locale) return;
    cli_memory memory = {0};
    locale_tally tally = {.tag_count = 0};
    for (size_t i = 0; i < run->documents.count; i++)
        count_document(&memory, &tally, &run->documents.documents[i]);
    const locale_tag *most = most_frequent(&tally);
    if (most != NULL && tally.declared_count * ONE_IN >= run->documents.count) {
        const size_t count = count_language(&tally, most->text);
        if (count * 4 >= tally.declared_count * OF_FOUR) {
            set_locale(run, most->text);
            run->locale_count = count;
        }
    }
    cli_memory_free(&memory);
}

void cli_locale_forget(cli_compile *run) {
    set_locale(run, "en");
    run->locale_count = 0;
}
