/* `chatlet expr --cases FILE…`: runs conformance cases, each an object {name, expr, bindings?,
 * value or error, disable_check?} of a JSON array. core/cli/README.md tells their form. */
#include "cli_expr.h"

#include "cli_case_file.h"
#include "cli_files.h"
#include "cli_json.h"
#include "cli_value.h"

#include <stdlib.h>
#include <string.h>

enum { CASE_VARIABLES_MAX = 64 };

typedef struct tally {
    uint32_t passed_count;
    uint32_t failed_count;
    chatlet_json_writer *writer; /* NULL unless --json: every case is written to it */
} tally;

typedef struct one_case {
    const char *file;
    chatlet_str name;
    chatlet_str text;
    const char *expected; /* in the JSON form, or "an error" */
    const char *got;
    uint64_t cost; /* 0: it was not evaluated */
} one_case;

static chatlet_str text_of(const chatlet_json *object, const char *key) {
    const chatlet_json *member = chatlet_json_find(object, cli_str(key));
    const bool is_text = member != NULL && member->kind == CHATLET_JSON_STRING;
    return is_text ? member->text : (chatlet_str){0};
}

static void print_failure(const one_case *failed) {
    cli_print_in_line(stdout, cli_str(failed->file));
    fputs(": ", stdout);
    cli_print_in_line(stdout, failed->name);
    fputs("\n  expression  ", stdout);
    cli_print_in_line(stdout, failed->text);
    fputs("\n  expected    ", stdout);
    cli_print_in_line(stdout, cli_str(failed->expected));
    fputs("\n  got         ", stdout);
    cli_print_in_line(stdout, cli_str(failed->got));
    fputc('\n', stdout);
}

static void write_case(chatlet_json_writer *writer, const one_case *done, bool is_good) {
    chatlet_json_write_object_begin(writer);
    cli_json_write_text(writer, "file", done->file);
    cli_json_write_str(writer, "name", done->name);
    chatlet_json_write_key(writer, CHATLET_STR("passed"));
    chatlet_json_write_boolean(writer, is_good);
    cli_json_write_str(writer, "expression", done->text);
    cli_json_write_text(writer, "expected", done->expected);
    cli_json_write_text(writer, "got", done->got);
    cli_json_write_count(writer, "cost", done->cost);
    chatlet_json_write_object_end(writer);
}

static void count(tally *counts, const one_case *done, bool is_good) {
    if (is_good)
        counts->passed_count++;
    else
        counts->failed_count++;
    if (counts->writer != NULL)
        write_case(counts->writer, done, is_good);
    else if (!is_good)
        print_failure(done);
}

/* The bindings as variables of type dyn: the cases do not say their types. */
static const char *bind(cli_memory *memory, const chatlet_json *given, cli_expr *expression) {
    const chatlet_json *bindings = chatlet_json_find(given, CHATLET_STR("bindings"));
    if (bindings == NULL) return NULL;
    if (bindings->kind != CHATLET_JSON_OBJECT) return "its bindings are no object";
    chatlet_expression_variable *variables =
        cli_memory_take(memory, (bindings->count + 1) * sizeof *variables);
    chatlet_value *values = cli_memory_take(memory, (bindings->count + 1) * sizeof *values);
    uint32_t bound = 0;
    for (const chatlet_json *one = bindings->first; one != NULL; one = one->next) {
        const char *problem = cli_value_read(memory, one, &values[bound]);
        if (problem != NULL) return problem;
        variables[bound++] = (chatlet_expression_variable){one->key, CHATLET_STR("dyn")};
    }
    expression->variables = variables;
    expression->values = values;
    expression->variable_count = bound;
    return NULL;
}

/* What came out, in the form of the cases. */
static const char *describe(cli_memory *memory, const cli_expr_outcome *outcome,
                            const cli_diagnostics *diagnostics) {
    if (outcome->value != NULL) return cli_value_json(memory, outcome->value);
    if (outcome->status == CHATLET_ERR_INPUT && diagnostics->count > 0)
        return cli_memory_format(
            memory, "error: %s",
            cli_memory_copy(memory, diagnostics->entries[0].diagnostic.message));
    return cli_memory_format(memory, "error: %s", chatlet_status_name(outcome->status));
}

static bool is_flag(const chatlet_json *object, const char *key) {
    const chatlet_json *member = chatlet_json_find(object, cli_str(key));
    return member != NULL && member->kind == CHATLET_JSON_BOOLEAN && member->boolean;
}

static void run_case(void *context, const char *file, const chatlet_json *given) {
    tally *counts = context;
    cli_memory memory = {0};
    cli_diagnostics diagnostics = {.memory = &memory, .is_silent = true};
    cli_expr expression = {.text = text_of(given, "expr"),
                           .file = file,
                           .is_unchecked = is_flag(given, "disable_check")};
    const chatlet_json *wanted = chatlet_json_find(given, CHATLET_STR("value"));
    chatlet_value expected = {.kind = CHATLET_VALUE_ERROR};
    one_case done = {.file = file, .name = text_of(given, "name"), .text = expression.text};
    const char *problem = bind(&memory, given, &expression);
    if (problem == NULL && wanted != NULL) problem = cli_value_read(&memory, wanted, &expected);
    if (problem != NULL) {
        done.expected = "a case that reads";
        done.got = problem;
        count(counts, &done, false);
        cli_memory_free(&memory);
        return;
    }
    cli_expr_outcome outcome = cli_expr_run(&expression, &diagnostics);
    const bool is_error = outcome.value == NULL || outcome.value->kind == CHATLET_VALUE_ERROR;
    done.expected = wanted == NULL ? "an error" : cli_value_json(&memory, &expected);
    done.got = describe(&memory, &outcome, &diagnostics);
    if (outcome.evaluation != NULL) done.cost = chatlet_evaluation_cost(outcome.evaluation);
    count(counts, &done,
          wanted == NULL ? is_error : !is_error && cli_value_is_same(&expected, outcome.value));
    cli_expr_free(&outcome);
    cli_diagnostics_free(&diagnostics);
    cli_memory_free(&memory);
}

static void begin_json(tally *counts) {
    counts->writer = cli_json_writer();
    chatlet_json_write_object_begin(counts->writer);
    chatlet_json_write_key(counts->writer, CHATLET_STR("cases"));
    chatlet_json_write_array_begin(counts->writer);
}

static void end_json(tally *counts) {
    cli_memory memory = {0};
    chatlet_json_write_array_end(counts->writer);
    cli_json_write_count(counts->writer, "passed", counts->passed_count);
    cli_json_write_count(counts->writer, "failed", counts->failed_count);
    chatlet_json_write_object_end(counts->writer);
    printf("%s\n", cli_json_finish(&memory, counts->writer));
    cli_memory_free(&memory);
}

cli_exit cli_expr_cases(cli_arguments files, bool json) {
    tally counts = {0};
    const cli_case_reader reader = {.command = "expr", .context = &counts, .run_case = run_case};
    bool is_read = true;
    if (json) begin_json(&counts);
    for (int i = 0; i < files.count; i++)
        is_read = cli_case_file_run(&reader, files.values[i]) && is_read;
    if (json)
        end_json(&counts);
    else
        printf("%u passed, %u failed\n", counts.passed_count, counts.failed_count);
    if (!is_read) return CLI_EXIT_TROUBLE;
    return counts.failed_count == 0 ? CLI_EXIT_OK : CLI_EXIT_REFUSED;
}
