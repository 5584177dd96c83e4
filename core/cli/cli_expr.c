/* `chatlet expr`: one expression, evaluated, for people who write flows. */
#include "cli_expr.h"

#include "cli_command.h"
#include "cli_json.h"
#include "cli_locale_data.h"
#include "cli_value.h"

#include <stdlib.h>
#include <string.h>

enum { VARIABLES_MAX = CLI_OPTION_LIST_MAX };

/* The variables of the command line. */
typedef struct bindings {
    chatlet_expression_variable variables[VARIABLES_MAX];
    chatlet_value values[VARIABLES_MAX];
    chatlet_json_document *documents[VARIABLES_MAX]; /* owned */
    uint32_t count;
} bindings;

cli_expr_outcome cli_expr_run(const cli_expr *given, cli_diagnostics *diagnostics) {
    const chatlet_expression_options options = {.variables = given->variables,
                                                .variable_count = given->variable_count,
                                                .is_unchecked = given->is_unchecked,
                                                .allows_computed_patterns = true,
                                                .file = cli_str(given->file),
                                                .context = diagnostics,
                                                .on_diagnostic = cli_diagnostics_add};
    const chatlet_evaluation_options place = {.cost_max = CLI_EXPR_COST_MAX,
                                              .compile_pattern = chatlet_pattern_compile,
                                              .locale = given->locale,
                                              .zone_minutes = given->zone_minutes};
    cli_expr_outcome outcome = {0};
    outcome.status =
        chatlet_expression_compile(cli_allocator(), given->text, &options, &outcome.expression);
    if (outcome.status == CHATLET_OK)
        outcome.status = chatlet_expression_evaluate_local(
            cli_allocator(), chatlet_expression_code(outcome.expression), given->values,
            given->variable_count, &place, &outcome.evaluation);
    if (outcome.status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (outcome.status == CHATLET_OK) outcome.value = chatlet_evaluation_value(outcome.evaluation);
    return outcome;
}

void cli_expr_free(cli_expr_outcome *outcome) {
    chatlet_evaluation_free(outcome->evaluation);
    chatlet_expression_free(outcome->expression);
}

/* The type a value is declared with when the command line names none. */
static const char *default_type(const chatlet_value *value) {
    switch ((int)value->kind) {
    case CHATLET_VALUE_NULL: return "dyn";
    case CHATLET_VALUE_TIMESTAMP: return "timestamp";
    case CHATLET_VALUE_DURATION: return "duration";
    default: return chatlet_value_type_name((chatlet_value_kind)value->kind);
    }
}

/* A JSON number for a variable that is declared int or uint. */
static bool make_whole(chatlet_value *value, const char *type) {
    const bool is_int = strcmp(type, "int") == 0;
    const double number = value->number;
    if (!is_int && strcmp(type, "uint") != 0) return true;
    if (value->kind != CHATLET_VALUE_DOUBLE) return true;
    /* Past 2^53 a JSON number is no longer exact. */
    if (!(number >= (is_int ? -9007199254740992.0 : 0.0) && number <= 9007199254740992.0) ||
        (double)(int64_t)number != number)
        return false;
    *value = (chatlet_value){.kind = is_int ? CHATLET_VALUE_INT : CHATLET_VALUE_UINT,
                             .integer = (int64_t)number};
    return true;
}

/* name=JSON or name:type=JSON. NULL when it is good, else why not. */
static const char *bind(cli_memory *memory, const char *text, bindings *bound) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) return "write NAME=JSON or NAME:TYPE=JSON";
    const char *name =
        cli_memory_copy(memory, (chatlet_str){.data = text, .size_bytes = (size_t)(equals - text)});
    char *colon = strchr(name, ':');
    const uint32_t place = bound->count++;
    chatlet_value *value = &bound->values[place];
    chatlet_error error;
    const chatlet_status status =
        chatlet_json_parse(cli_allocator(), cli_str(equals + 1), &bound->documents[place], &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status != CHATLET_OK) return "its value is not JSON; a text stands between \" and \"";
    const char *problem = cli_value_read(memory, chatlet_json_root(bound->documents[place]), value);
    if (problem != NULL) return problem;
    const char *type = colon == NULL ? default_type(value) : colon + 1;
    if (colon != NULL) *colon = '\0';
    if (!make_whole(value, type)) return "its value is no whole number";
    bound->variables[place] = (chatlet_expression_variable){cli_str(name), cli_str(type)};
    return NULL;
}

static bool bind_all(cli_memory *memory, const cli_option_list *texts, bindings *bound) {
    for (size_t i = 0; i < texts->count; i++) {
        const char *problem = bind(memory, texts->values[i], bound);
        if (problem == NULL) continue;
        fprintf(stderr, "chatlet expr: --var %s: %s\n", texts->values[i], problem);
        return false;
    }
    return true;
}

static const char *problem_of(const cli_expr_outcome *outcome) {
    if (outcome->status == CHATLET_ERR_COST) return "it takes more work than an evaluation may";
    if (outcome->status == CHATLET_ERR_ARGUMENT) return "a --var has a type that is none";
    if (outcome->status != CHATLET_OK) return chatlet_status_name(outcome->status);
    if (outcome->value->kind != CHATLET_VALUE_ERROR) return NULL;
    return chatlet_value_error_sentence((chatlet_value_error)outcome->value->error);
}

/* The instructions, in hex. */
static const char *code_text(cli_memory *memory, const chatlet_expression *expression) {
    static const char digits[] = "0123456789abcdef";
    const chatlet_str code = chatlet_expression_code(expression);
    char *text = cli_memory_take(memory, 2 * code.size_bytes + 1);
    for (size_t i = 0; i < code.size_bytes; i++) {
        text[2 * i] = digits[(unsigned char)code.data[i] >> 4];
        text[2 * i + 1] = digits[(unsigned char)code.data[i] & 0xF];
    }
    return text;
}

static void print_json(cli_memory *memory, const cli_expr_outcome *outcome,
                       const cli_diagnostics *diagnostics) {
    chatlet_json_writer *writer = cli_json_writer();
    const char *problem = problem_of(outcome);
    chatlet_json_write_object_begin(writer);
    if (problem == NULL) {
        chatlet_json_write_key(writer, CHATLET_STR("value"));
        cli_value_write(writer, outcome->value);
    }
    if (outcome->expression != NULL) {
        cli_json_write_str(writer, "type", chatlet_expression_type(outcome->expression));
        cli_json_write_text(writer, "code", code_text(memory, outcome->expression));
    }
    if (outcome->evaluation != NULL)
        cli_json_write_count(writer, "cost", chatlet_evaluation_cost(outcome->evaluation));
    if (problem != NULL) cli_json_write_text(writer, "problem", problem);
    chatlet_json_write_key(writer, CHATLET_STR("diagnostics"));
    cli_diagnostics_write(diagnostics, writer);
    chatlet_json_write_object_end(writer);
    printf("%s\n", cli_json_finish(memory, writer));
}

static void print_words(cli_memory *memory, const cli_expr_outcome *outcome) {
    const char *problem = problem_of(outcome);
    if (outcome->status == CHATLET_ERR_INPUT) return; /* the diagnostics said it */
    if (problem != NULL) {
        fprintf(stderr, "chatlet expr: %s\n", problem);
        return;
    }
    cli_print_plain(stdout, cli_str(cli_value_words(memory, outcome->value)));
    putchar('\n');
}

static cli_exit evaluate(cli_memory *memory, cli_expr given, const bindings *bound, bool json) {
    cli_diagnostics diagnostics = {.memory = memory, .is_silent = json};
    given.file = "expression";
    given.variables = bound->variables;
    given.values = bound->values;
    given.variable_count = bound->count;
    cli_expr_outcome outcome = cli_expr_run(&given, &diagnostics);
    const bool is_good = problem_of(&outcome) == NULL;
    if (json)
        print_json(memory, &outcome, &diagnostics);
    else
        print_words(memory, &outcome);
    cli_expr_free(&outcome);
    cli_diagnostics_free(&diagnostics);
    return is_good ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}

static cli_exit run_one(const cli_expr *given, const cli_option_list *variables, bool json) {
    cli_memory memory = {0};
    bindings bound = {.count = 0};
    cli_exit code = CLI_EXIT_USAGE;
    if (bind_all(&memory, variables, &bound)) code = evaluate(&memory, *given, &bound, json);
    for (uint32_t i = 0; i < bound.count; i++)
        chatlet_json_free(bound.documents[i]);
    cli_memory_free(&memory);
    return code;
}

cli_exit cli_expr_command(cli_arguments arguments) {
    enum { FILES_MAX = 1000 };
    bool json = false;
    bool is_cases = false;
    cli_option_list variables = {.count = 0};
    cli_locale_options place = {0};
    cli_expr given = {0};
    const cli_option known[] = {{"--json", CLI_OPTION_FLAG, &json, 0, 0},
                                {"--cases", CLI_OPTION_FLAG, &is_cases, 0, 0},
                                {"--var", CLI_OPTION_LIST, &variables, 0, 0},
                                {"--locale", CLI_OPTION_TEXT, &place.tag, 0, 0},
                                {"--zone", CLI_OPTION_TEXT, &place.zone, 0, 0}};
    if (!cli_options_read("expr", &arguments, FILES_MAX, known, 5)) return CLI_EXIT_USAGE;
    if (arguments.count == 0 || (!is_cases && arguments.count > 1)) {
        fprintf(stderr, "chatlet expr: give %s\nTry: chatlet help expr\n",
                is_cases ? "the case files" : "one expression, in quotes");
        return CLI_EXIT_USAGE;
    }
    if (is_cases) return cli_expr_cases(arguments, json);
    if (!cli_locale_read("expr", &place, &given.locale, &given.zone_minutes)) return CLI_EXIT_USAGE;
    given.text = cli_str(arguments.values[0]);
    const cli_exit code = run_one(&given, &variables, json);
    free((void *)(uintptr_t)given.locale.data);
    return code;
}
