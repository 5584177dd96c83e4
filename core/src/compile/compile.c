/* Drives a compile: bot.json and documents in; pages, parts and the head out. What each step does
 * stands in its own file; here stands their order, and what a failure leaves behind. */
#include "compile_finish.h"
#include "compile_state.h"

#include "../base/assert.h"
#include "../base/buffer.h"
#include "../base/str.h"
#include "../bundle/bundle_confidence.h"
#include "../bundle/bundle_format.h"
#include "bot_value.h"
#include "document_page.h"
#include "document_record.h"
#include "flow_check.h"
#include "flow_lower.h"
#include "flow_parse.h"
#include "flow_resolve.h"
#include "flow_write.h"
#include "page_fields.h"

/* Confidence an answer needs when the author names none. */
enum { MIN_CONFIDENCE_DEFAULT = CLET_CONFIDENCE_THRESHOLD_DEFAULT };

chatlet_status chatlet_compiler_new(const chatlet_allocator *allocator,
                                    const chatlet_compile_callbacks *callbacks,
                                    chatlet_compiler **compiler) {
    chatlet_compiler *made = allocator->allocate(allocator->context, sizeof(*made));
    if (made == NULL) return CHATLET_ERR_MEMORY;
    *made = (chatlet_compiler){.allocator = allocator, .callbacks = *callbacks};
    made->reporter =
        (clet_reporter){.context = callbacks->context, .on_diagnostic = callbacks->on_diagnostic};
    clet_arena_init(&made->arena, allocator);
    clet_map_init(&made->page_names, &made->arena);
    clet_link_bases_init(&made->bases, &made->arena);
    clet_page_lists_init(&made->lists, &made->arena);
    clet_bot_init(&made->bot);
    clet_flow_ast_init(&made->flows, allocator);
    *compiler = made;
    return CHATLET_OK;
}

void chatlet_compiler_free(chatlet_compiler *compiler) {
    if (compiler == NULL) return;
    clet_index_builder_free(compiler->index);
    clet_flow_ast_free(&compiler->flows);
    clet_arena_free(&compiler->arena);
    compiler->allocator->release(compiler->allocator->context, compiler);
}

chatlet_status chatlet_compiler_set_bot(chatlet_compiler *compiler, chatlet_str path,
                                        chatlet_str bytes) {
    if (compiler->index != NULL) return CHATLET_ERR_ARGUMENT;
    const chatlet_status bot = clet_bot_read(compiler->allocator, &compiler->arena, path, bytes,
                                             &compiler->reporter, &compiler->bot);
    if (bot == CHATLET_ERR_MEMORY) return bot;
    const chatlet_status flows =
        clet_flow_parse_bot(&compiler->flows, &compiler->reporter, path, bytes);
    compiler->flows.locale = compiler->bot.locale;
    return flows == CHATLET_OK ? bot : flows;
}

chatlet_status chatlet_compiler_add_source(chatlet_compiler *compiler, chatlet_str path,
                                           chatlet_str bytes) {
    if (compiler->index != NULL) return CHATLET_ERR_ARGUMENT;
    return clet_flow_parse_source(&compiler->flows, &compiler->reporter, path, bytes);
}

/* The checks, with the languages that bot.json names. */
static chatlet_status examine(chatlet_compiler *compiler) {
    const uint32_t count = compiler->bot.locale_count;
    chatlet_str *tags = clet_arena_allocate_array(&compiler->arena, count, sizeof *tags);
    if (tags == NULL) return CHATLET_ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        tags[i] = compiler->bot.locales[i].tag;
    return clet_flow_check(&compiler->flows, (clet_flow_locales){.tags = tags, .count = count},
                           &compiler->reporter);
}

chatlet_status chatlet_compiler_check(chatlet_compiler *compiler) {
    clet_flow_ast *flows = &compiler->flows;
    if (!compiler->is_checked && !clet_flow_ast_is_empty(flows)) {
        compiler->is_checked = true;
        chatlet_status status = clet_flow_resolve(flows, &compiler->reporter);
        if (status != CHATLET_ERR_MEMORY) status = examine(compiler);
        if (status == CHATLET_ERR_MEMORY) return status;
    }
    return flows->has_mistake ? CHATLET_ERR_INPUT : CHATLET_OK;
}

chatlet_status chatlet_compiler_get_text_locale(const chatlet_compiler *compiler, uint32_t index,
                                                chatlet_str *tag) {
    const clet_flow_ast *flows = &compiler->flows;
    if (clet_flow_ast_is_empty(flows)) return CHATLET_ERR_ARGUMENT;
    for (uint32_t i = 0; i < flows->string_count; i++) {
        if (clet_str_equal_ignore_case(flows->strings[i]->locale, flows->locale)) continue;
        if (index-- > 0) continue;
        *tag = flows->strings[i]->locale;
        return CHATLET_OK;
    }
    return CHATLET_ERR_ARGUMENT;
}

chatlet_status chatlet_compiler_override_bot(chatlet_compiler *compiler, chatlet_str title,
                                             chatlet_str locale) {
    if (compiler->index != NULL) return CHATLET_ERR_ARGUMENT;
    if (title.size_bytes > 0 && !clet_bot_text_is_valid(title, CHATLET_TITLE_BYTES_MAX))
        return CHATLET_ERR_ARGUMENT;
    if (locale.size_bytes > 0 && !clet_bot_locale_is_valid(locale)) return CHATLET_ERR_ARGUMENT;

    chatlet_str title_copy = compiler->bot.title;
    chatlet_str locale_copy = compiler->bot.locale;
    chatlet_status status = CHATLET_OK;
    if (title.size_bytes > 0) status = clet_arena_copy(&compiler->arena, title, &title_copy);
    if (status == CHATLET_OK && locale.size_bytes > 0)
        status = clet_arena_copy(&compiler->arena, locale, &locale_copy);
    if (status != CHATLET_OK) return status;
    compiler->bot.title = title_copy;
    compiler->bot.locale = locale_copy;
    /* Texts in place are in the language that the author names, who may do so here. */
    if (locale.size_bytes > 0 && !compiler->bot.has_locale) compiler->flows.locale = locale_copy;
    if (locale.size_bytes > 0) compiler->bot.has_locale = true;
    return CHATLET_OK;
}

chatlet_status chatlet_compiler_translate_bot(chatlet_compiler *compiler, chatlet_str locale) {
    if (compiler->index != NULL || !clet_bot_locale_is_valid(locale)) return CHATLET_ERR_ARGUMENT;
    chatlet_str copy = {0};
    const chatlet_status status = clet_arena_copy(&compiler->arena, locale, &copy);
    if (status != CHATLET_OK) return status;
    clet_bot_translate(&compiler->bot, copy);
    compiler->is_translated = true;
    return CHATLET_OK;
}

/* The bot with the words of its language where the author gave none. */
static clet_bot complete_bot(const chatlet_compiler *compiler) {
    clet_bot bot = compiler->bot;
    clet_bot_complete(&bot);
    return bot;
}

void chatlet_compiler_get_bot(const chatlet_compiler *compiler, chatlet_bot *bot) {
    const clet_bot complete = complete_bot(compiler);
    *bot = (chatlet_bot){.id = complete.id,
                         .title = complete.title,
                         .locale = complete.locale,
                         .has_locale = complete.has_locale,
                         .language = complete.language,
                         .accent = complete.accent,
                         .position = complete.position,
                         .server_url = complete.server_url,
                         .server_bot = complete.server_bot,
                         .server_consent = complete.server_consent,
                         .sources = complete.sources,
                         .source_count = complete.source_count};
}

static chatlet_status emit(chatlet_compiler *compiler, chatlet_output_kind kind, chatlet_str name,
                           chatlet_str bytes) {
    const chatlet_output output = {.kind = kind, .name = name, .bytes = bytes};
    if (compiler->callbacks.on_output == NULL ||
        compiler->callbacks.on_output(compiler->callbacks.context, &output))
        return CHATLET_OK;
    compiler->sink_refused = true;
    return CHATLET_ERR_SINK;
}

chatlet_status clet_compile_emit_page(chatlet_compiler *compiler, chatlet_str name,
                                      chatlet_str html) {
    chatlet_status status = CHATLET_OK;
    if (!compiler->has_style) {
        status = emit(compiler, CHATLET_OUTPUT_PAGE, clet_document_page_style_name(),
                      clet_document_page_style());
        if (status == CHATLET_OK) compiler->has_style = true;
    }
    if (status == CHATLET_OK) status = emit(compiler, CHATLET_OUTPUT_PAGE, name, html);
    return status;
}

uint8_t clet_compile_boost_of(const clet_bot *bot, chatlet_str path) {
    for (uint32_t i = 0; i < bot->boost_count; i++) {
        if (clet_str_starts_with(path, bot->boosts[i].path)) return bot->boosts[i].factor;
    }
    return CLET_BOOST_NEUTRAL;
}

static chatlet_status add_to_index(chatlet_compiler *compiler, chatlet_str path,
                                   const clet_page_list *pages) {
    chatlet_status status = CHATLET_OK;
    if (compiler->index == NULL) {
        const clet_bot bot = complete_bot(compiler);
        status = clet_index_builder_new(compiler->allocator, bot.language, &compiler->index);
        if (status == CHATLET_OK && bot.is_quiet_while_typing)
            clet_index_builder_leave_forms_out(compiler->index);
    }
    if (status == CHATLET_OK) status = clet_index_builder_add(compiler->index, pages);
    if (status == CHATLET_ERR_LIMIT) {
        clet_report(&compiler->reporter, CLET_DIAGNOSTIC_DOCUMENT_COUNT, path, 0, 0,
                    CHATLET_STR("a bot holds at most 200000 pages and 1000000 passages; leave "
                                "documents out or make several bots"));
    }
    return status;
}

static void tell_passages(const chatlet_compiler *compiler, chatlet_str path,
                          const clet_page_list *pages) {
    const chatlet_compile_callbacks *callbacks = &compiler->callbacks;
    if (callbacks->on_passage == NULL) return;
    for (uint32_t i = 0; i < pages->count; i++) {
        const clet_page *page = &pages->pages[i];
        for (uint32_t k = 0; k < page->passage_count; k++) {
            const chatlet_added_passage added = {.file = path,
                                                 .url = page->url,
                                                 .title = page->title,
                                                 .anchor = page->passages[k].anchor,
                                                 .text = page->passages[k].text};
            callbacks->on_passage(callbacks->context, &added);
        }
    }
}

chatlet_status clet_compile_add_pages(chatlet_compiler *compiler, chatlet_str path,
                                      const clet_page_list *pages) {
    const chatlet_status status = add_to_index(compiler, path, pages);
    if (status == CHATLET_OK) tell_passages(compiler, path, pages);
    return status;
}

/* The address a citation opens: the one given, or else the one the document declares. */
static chatlet_status choose_url(chatlet_compiler *compiler, const chatlet_document *document,
                                 const clet_block_list *list, chatlet_str *url) {
    const chatlet_str chosen = document->url.size_bytes > 0 ? document->url : list->canonical;
    if (chosen.size_bytes > 0 && clet_bot_url_is_valid(chosen)) {
        *url = chosen;
        return CHATLET_OK;
    }
    clet_report(&compiler->reporter, CLET_DIAGNOSTIC_DOCUMENT_URL, document->path, 0, 0,
                chosen.size_bytes > 0
                    ? CHATLET_STR("its address must be http, https or relative, without spaces")
                    : CHATLET_STR("it has no address; give it a url, or let a page be written"));
    return CHATLET_ERR_INPUT;
}

static chatlet_status settle_fields(chatlet_compiler *compiler, chatlet_str path,
                                    const clet_block_list *list, clet_page_list *pages) {
    const clet_page_source source = {
        .bot = &compiler->bot, .path = path, .list = list, .reporter = &compiler->reporter};
    if (!compiler->has_fields)
        clet_field_table_init(&compiler->fields, &compiler->arena, &compiler->bot);
    compiler->has_fields = true;
    return clet_page_fields_settle(&compiler->fields, &source, pages);
}

/* Adds a document that was read to the index, and hands its page over if it gets one. The page is
 * written before the index takes the passages that cite it, so that neither is there alone when
 * memory runs out in between. */
static chatlet_status add_blocks(chatlet_compiler *compiler, const chatlet_document *document,
                                 clet_block_list *list, clet_buffer *html) {
    chatlet_str url = {0};
    clet_page_list pages = {0};
    clet_map_entry *page_name = NULL;
    chatlet_status status =
        document->wants_page
            ? clet_document_page_name(&compiler->page_names, document->path, &url, &page_name)
            : choose_url(compiler, document, list, &url);
    if (status == CHATLET_OK) status = clet_passage_list_make(list, document->path, url, &pages);
    if (status != CHATLET_OK) return status;
    /* A document without text was reported by its reader. */
    if (pages.count == 0) return CHATLET_ERR_INPUT;

    if (document->wants_page) {
        const clet_document_page page = {
            .name = url, .title = pages.pages[0].title, .language = compiler->bot.locale};
        status = clet_document_page_write(list, &page, html);
    }
    pages.boost = clet_compile_boost_of(&compiler->bot, document->path);
    if (status == CHATLET_OK) status = settle_fields(compiler, document->path, list, &pages);
    if (status == CHATLET_OK && !document->wants_page)
        status = clet_link_bases_note(&compiler->bases, url, list->canonical);
    if (status == CHATLET_OK) status = clet_compile_add_pages(compiler, document->path, &pages);
    if (status != CHATLET_OK) return status;
    if (!document->wants_page) return CHATLET_OK;
    page_name->value = 1;
    return clet_compile_emit_page(compiler, url, clet_buffer_str(html));
}

/* Tells what the readers told, as if it were read now. */
static void replay(clet_reporter *reporter, chatlet_str path, const clet_record *record) {
    for (uint32_t i = 0; i < record->diagnostic_count; i++) {
        const clet_record_diagnostic *told = &record->diagnostics[i];
        clet_report(reporter, told->code, path, told->line, told->column, told->message);
    }
}

/* Whether a record says that nothing could be read in a whole document, rather than that the page
 * asks not to be indexed, which has a line. */
static bool is_empty(const clet_record *record) {
    return record->is_refused && record->diagnostic_count == 1 &&
           record->diagnostics[0].code == CLET_DIAGNOSTIC_DOCUMENT_EMPTY &&
           record->diagnostics[0].line == 0;
}

static chatlet_status add_checked(chatlet_compiler *compiler, const chatlet_document *document,
                                  clet_record *record) {
    clet_buffer html;
    clet_buffer_init(&html, compiler->allocator, SIZE_MAX);
    replay(&compiler->reporter, document->path, record);
    chatlet_status status = CHATLET_ERR_INPUT;
    if (!record->is_refused && document->format == CHATLET_FORMAT_LINKS) {
        status = clet_page_lists_add(&compiler->lists, document, &record->blocks);
        clet_buffer_free(&html);
        return status;
    }
    if (!record->is_refused) status = add_blocks(compiler, document, &record->blocks, &html);
    if (is_empty(record) && !document->wants_page &&
        clet_page_lists_note_empty(&compiler->lists, document->url) != CHATLET_OK)
        status = CHATLET_ERR_MEMORY;
    if (status == CHATLET_OK) compiler->added_count++;
    if (status == CHATLET_ERR_INPUT || status == CHATLET_ERR_LIMIT) compiler->skipped_count++;
    clet_buffer_free(&html);
    return status;
}

chatlet_status chatlet_compiler_add_record(chatlet_compiler *compiler,
                                           const chatlet_document *document, chatlet_str record) {
    if (compiler->sink_refused) return CHATLET_ERR_SINK;
    clet_arena arena;
    clet_record read;
    clet_arena_init(&arena, compiler->allocator);
    chatlet_status status = clet_record_read(record, &arena, &read);
    if (status == CHATLET_OK) status = add_checked(compiler, document, &read);
    clet_arena_free(&arena);
    return status;
}

chatlet_status chatlet_compiler_add_document(chatlet_compiler *compiler,
                                             const chatlet_document *document) {
    if (compiler->sink_refused) return CHATLET_ERR_SINK;
    chatlet_record record;
    chatlet_status status = chatlet_record_make(compiler->allocator, document, &record);
    if (status != CHATLET_OK) return status;
    status = chatlet_compiler_add_record(compiler, document, record.bytes);
    CLET_ASSERT(status != CHATLET_ERR_SYNTAX && status != CHATLET_ERR_VERSION);
    chatlet_record_free(&record);
    return status;
}

static clet_index_settings settings_of(const clet_bot *bot) {
    return (clet_index_settings){.id = bot->id,
                                 .title = bot->title,
                                 .locale = bot->locale,
                                 .language = bot->language,
                                 .greeting = bot->greeting,
                                 .miss = bot->miss,
                                 .trouble = bot->trouble,
                                 .retry = bot->retry,
                                 .partial = bot->partial,
                                 .suggestions = bot->suggestions,
                                 .suggestion_count = bot->suggestion_count,
                                 .synonyms = bot->synonyms,
                                 .synonym_count = bot->synonym_count,
                                 .is_quiet_while_typing = bot->is_quiet_while_typing,
                                 .threshold = bot->has_min_confidence ? bot->min_confidence
                                                                      : MIN_CONFIDENCE_DEFAULT};
}

/* Half a conversation would mislead: with a mistake in it nothing is built. */
static chatlet_status build_flows(chatlet_compiler *compiler, const clet_bot *bot,
                                  clet_buffer *flows) {
    clet_flow_ast *ast = &compiler->flows;
    clet_flow_program program;
    if (clet_flow_ast_is_empty(ast)) return CHATLET_OK;
    chatlet_status status = clet_flow_lower(ast, bot->locale, bot->language, &compiler->arena,
                                            &compiler->reporter, &program);
    if (status == CHATLET_OK) {
        clet_flow_write(&program, flows);
        status = clet_buffer_status(flows);
    }
    if (status != CHATLET_ERR_LIMIT) return status;
    clet_report(&compiler->reporter, CLET_DIAGNOSTIC_EXPR_SIZE, (chatlet_str){0}, 0, 0,
                CHATLET_STR("the flows come to more than a bundle's head holds, 192 kB; make texts "
                            "shorter or several bots of them"));
    return CHATLET_ERR_INPUT;
}

static bool has_nothing(const chatlet_compiler *compiler) {
    return compiler->added_count == 0 && clet_flow_ast_is_empty(&compiler->flows);
}

static chatlet_status report_empty(chatlet_compiler *compiler) {
    clet_report(&compiler->reporter, CLET_DIAGNOSTIC_BOT_EMPTY, (chatlet_str){0}, 0, 0,
                CHATLET_STR("no document could be used, so there is nothing to answer from; "
                            "give Markdown, HTML, text, CSV or JSONL files"));
    return CHATLET_ERR_INPUT;
}

static chatlet_status build_index(chatlet_compiler *compiler,
                                  const chatlet_compile_callbacks *callbacks,
                                  chatlet_compile_report *report, clet_buffer *flows) {
    const clet_bot bot = complete_bot(compiler);
    chatlet_status status = clet_compile_settle_site(compiler);
    if (status == CHATLET_OK) status = chatlet_compiler_check(compiler);
    if (status == CHATLET_OK) status = build_flows(compiler, &bot, flows);
    if (status == CHATLET_OK && has_nothing(compiler)) return report_empty(compiler);
    if (status == CHATLET_OK && compiler->index == NULL)
        status = clet_index_builder_new(compiler->allocator, bot.language, &compiler->index);
    if (status != CHATLET_OK) return status;
    clet_index_settings settings = settings_of(&bot);
    settings.flows = clet_buffer_str(flows);
    report->flow_count = compiler->flows.flow_count;
    report->node_count = compiler->flows.node_count;
    settings.bases = &compiler->bases;
    settings.listed = compiler->lists.pages;
    settings.listed_count = compiler->lists.page_count;
    settings.fields = &compiler->fields;
    /* Once a site is enough: few pages of another language say little. */
    if (!compiler->is_translated)
        clet_field_table_report_empty(&compiler->fields, &bot, &compiler->reporter);
    return clet_index_builder_finish(compiler->index, &settings, callbacks, report);
}

chatlet_status clet_compiler_finish_into(chatlet_compiler *compiler,
                                         const chatlet_compile_callbacks *callbacks,
                                         chatlet_compile_report *report) {
    chatlet_compile_report counts = {0};
    clet_buffer flows;
    clet_buffer_init(&flows, compiler->allocator, CHATLET_FLOW_BYTES_MAX);
    const chatlet_status status = compiler->sink_refused
                                      ? CHATLET_ERR_SINK
                                      : build_index(compiler, callbacks, &counts, &flows);
    clet_buffer_free(&flows);
    counts.skipped_count = compiler->skipped_count;
    counts.error_count = compiler->reporter.error_count;
    counts.warning_count = compiler->reporter.warning_count;
    /* The counts of mistakes are worth having when there was nothing to build, too. */
    if (status == CHATLET_OK || status == CHATLET_ERR_INPUT) *report = counts;
    return status;
}

chatlet_status chatlet_compiler_finish(chatlet_compiler *compiler, chatlet_compile_report *report) {
    return clet_compiler_finish_into(compiler, &compiler->callbacks, report);
}

clet_compiler_view clet_compiler_look(const chatlet_compiler *compiler) {
    return (clet_compiler_view){.allocator = compiler->allocator,
                                .callbacks = &compiler->callbacks,
                                .index = compiler->index,
                                .has_threshold = compiler->bot.has_min_confidence};
}
