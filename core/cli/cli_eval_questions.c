/* `chatlet eval --questions`: an author's questions asked of their site, through the session a
 * visitor has, so that "I don't know" counts. */
#include "cli_chat_session.h"
#include "cli_compile.h"
#include "cli_eval.h"
#include "cli_eval_report.h"
#include "cli_locale.h"

#include <stdlib.h>
#include <string.h>

typedef struct run {
    const cli_eval_options *options;
    cli_memory memory; /* of what the results show */
    cli_diagnostics diagnostics;
    cli_compile compile; /* of a source; {0} for a built folder */
    cli_store store;
    cli_folder folder;
    cli_questions questions;
    cli_eval_result *results; /* owned; one for each question */
} run;

static bool is_text(const chatlet_json *value, const char *text) {
    return value != NULL && value->kind == CHATLET_JSON_STRING &&
           value->text.size_bytes == strlen(text) &&
           memcmp(value->text.data, text, value->text.size_bytes) == 0;
}

/* ---- one question ---------------------------------------------------------------------------- */

/* What the newest `say` said. */
typedef struct saying {
    cli_memory *memory;
    bool is_answer;
    const char *url;
    const char *text;
    uint32_t confidence;
} saying;

/* Words of the tokens; what begins a block parts words like a space. */
static char *text_of(cli_memory *memory, const chatlet_json *tokens) {
    size_t size_bytes = 1;
    for (const chatlet_json *token = tokens == NULL ? NULL : tokens->first; token != NULL;
         token = token->next)
        size_bytes += 4 + (token->count > 1 ? token->first->next->text.size_bytes : 0);
    char *text = cli_memory_take(memory, size_bytes);
    char *end = text;
    for (const chatlet_json *token = tokens == NULL ? NULL : tokens->first; token != NULL;
         token = token->next) {
        if (token->count > 1) {
            const chatlet_str word = token->first->next->text;
            if (word.size_bytes > 0) memcpy(end, word.data, word.size_bytes);
            end += word.size_bytes;
        } else {
            const char *mark = is_text(token->first, "gap") ? "…" : " ";
            memcpy(end, mark, strlen(mark));
            end += strlen(mark);
        }
    }
    return text;
}

static void take_effect(void *context, const chatlet_json *effect) {
    saying *said = context;
    if (!is_text(chatlet_json_find(effect, CHATLET_STR("kind")), "say")) return;
    const chatlet_json *engine = chatlet_json_find(effect, CHATLET_STR("engine"));
    const chatlet_json *citations = chatlet_json_find(effect, CHATLET_STR("citations"));
    const chatlet_json *confidence = chatlet_json_find(effect, CHATLET_STR("confidence"));
    said->is_answer = is_text(engine, "retrieval");
    said->url = NULL;
    if (citations != NULL && citations->first != NULL)
        said->url = cli_json_text(said->memory, citations->first, "url");
    said->text = text_of(said->memory, chatlet_json_find(effect, CHATLET_STR("tokens")));
    said->confidence = confidence == NULL ? 0 : (uint32_t)confidence->integer;
}

static cli_eval_verdict judge(const cli_question *question, const saying *said) {
    if (question->url.size_bytes == 0) return said->is_answer ? CLI_EVAL_ANSWERED : CLI_EVAL_RIGHT;
    if (!said->is_answer) return CLI_EVAL_UNANSWERED;
    if (said->url == NULL || !cli_questions_is_page(question->url, cli_str(said->url)))
        return CLI_EVAL_WRONG_PAGE;
    return cli_questions_holds(cli_str(said->text), question->holds) ? CLI_EVAL_RIGHT
                                                                     : CLI_EVAL_WITHOUT_TEXT;
}

/* Each question has a session of its own, so that none depends on the one before. */
static void ask(run *eval, const cli_question *question, cli_eval_result *result) {
    saying said = {.memory = &eval->memory};
    chatlet_error error = {0};
    cli_chat_session session = {
        .folder = &eval->folder, .seed = 1, .context = &said, .on_effect = take_effect};
    if (question->filter.size_bytes > 0)
        session.filter = cli_memory_copy(&eval->memory, question->filter);
    const bool is_taken =
        cli_chat_session_send_text(&session, "start", NULL, (chatlet_str){0}, &error) &&
        cli_chat_session_send_text(&session, "text", "text", question->text, &error);
    cli_chat_session_free(&session);
    *result = (cli_eval_result){.question = question,
                                .verdict = is_taken ? judge(question, &said) : CLI_EVAL_REFUSED,
                                .url = said.is_answer ? said.url : NULL,
                                .text = said.text,
                                .confidence = said.confidence};
    if (!is_taken) result->text = cli_memory_copy(&eval->memory, cli_str(error.message));
}

/* ---- the site -------------------------------------------------------------------------------- */

/* A built folder is asked as it is; anything else is built in memory. */
static cli_exit open_site(run *eval) {
    const cli_eval_options *options = eval->options;
    const char *manifest = cli_path_join(&eval->memory, options->site, "manifest.json");
    if (cli_manifest_is_ours(manifest))
        return cli_folder_open(&eval->memory, options->site, &eval->folder) ? CLI_EXIT_OK
                                                                            : CLI_EXIT_TROUBLE;
    char *sources[] = {cli_memory_copy(&eval->memory, cli_str(options->site))};
    const cli_compile_options compile = {.command = "eval",
                                         .sources = sources,
                                         .source_count = 1,
                                         .bot = options->bot,
                                         .locale = options->language,
                                         .json = options->json};
    cli_exit code =
        cli_compile_begin(&eval->compile, &compile, cli_store_take, &eval->store, false);
    if (code == CLI_EXIT_OK) cli_locale_find(&eval->compile);
    if (code == CLI_EXIT_OK) code = cli_compile_finish(&eval->compile);
    if (code > CLI_EXIT_REFUSED) return code;
    /* Documents that were left out were named; what counts is what is answered without them. */
    return cli_folder_open_store(&eval->memory, &eval->store, &eval->folder) ? CLI_EXIT_OK
                                                                             : CLI_EXIT_TROUBLE;
}

static cli_exit ask_all(run *eval) {
    const uint32_t count = eval->questions.count;
    eval->results = cli_grow(NULL, (size_t)count + 1, sizeof(*eval->results));
    for (uint32_t i = 0; i < count; i++)
        ask(eval, &eval->questions.rows[i], &eval->results[i]);
    return eval->folder.problem == NULL ? CLI_EXIT_OK : CLI_EXIT_TROUBLE;
}

static cli_exit evaluate(run *eval) {
    const cli_eval_options *options = eval->options;
    if (!cli_questions_read(options->questions, &eval->diagnostics, &eval->questions))
        return CLI_EXIT_TROUBLE;
    cli_exit code = open_site(eval);
    if (code == CLI_EXIT_OK) code = ask_all(eval);
    if (eval->folder.problem != NULL)
        cli_json_tell_problem("eval", eval->folder.problem, options->json);
    if (code != CLI_EXIT_OK) return code;

    const cli_eval_report report = {.path = options->questions,
                                    .results = eval->results,
                                    .count = eval->questions.count,
                                    .left_out = eval->questions.left_out,
                                    .min_right_percent = (uint32_t)options->min_right_percent,
                                    .diagnostics = &eval->diagnostics};
    if (options->json) {
        cli_eval_report_print_json(&report);
    } else {
        cli_eval_report_print(&report);
    }
    if (options->junit != NULL && !cli_eval_report_write_junit(&report, options->junit))
        return CLI_EXIT_TROUBLE;
    return cli_eval_report_is_good(&report) ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}

cli_exit cli_eval_questions(const cli_eval_options *options) {
    run eval = {.options = options};
    eval.diagnostics = (cli_diagnostics){.memory = &eval.memory, .is_silent = options->json};
    const cli_exit code = evaluate(&eval);
    free(eval.results);
    cli_questions_free(&eval.questions);
    cli_folder_close(&eval.folder);
    cli_store_free(&eval.store);
    cli_compile_free(&eval.compile);
    cli_diagnostics_free(&eval.diagnostics);
    cli_memory_free(&eval.memory);
    if (code == CLI_EXIT_MEMORY) cli_out_of_memory();
    return code;
}
