/* `chatlet graph`: a picture of a bot's flows, in DOT. */
#include "cli_command.h"
#include "cli_compile.h"

#include <chatlet/authoring.h>

#include <stdio.h>

static cli_exit print_graph(cli_compile *run, const char *bot, const char *flow) {
    chatlet_str text;
    const chatlet_str wanted = flow == NULL ? (chatlet_str){0} : cli_str(flow);
    const chatlet_status status = chatlet_flow_graph(run->compiler, wanted, &text);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) {
        fwrite(text.data, 1, text.size_bytes, stdout);
        cli_allocator()->release(NULL, (void *)(uintptr_t)text.data);
        return CLI_EXIT_OK;
    }
    if (status == CHATLET_ERR_ARGUMENT && flow != NULL)
        fprintf(stderr, "chatlet graph: %s has no flow \"%s\"\n", bot, flow);
    else if (status == CHATLET_ERR_ARGUMENT)
        fprintf(stderr, "chatlet graph: %s has no flows; write flows/main.json\n", bot);
    else
        fprintf(stderr, "chatlet graph: the picture would be too large; name one with --flow\n");
    return CLI_EXIT_REFUSED;
}

cli_exit cli_graph(cli_arguments arguments) {
    const char *flow = NULL;
    const cli_option known[] = {{"--flow", CLI_OPTION_TEXT, &flow, 0, 0}};
    if (!cli_options_read("graph", &arguments, 1, known, 1)) return CLI_EXIT_USAGE;
    if (arguments.count == 0) {
        fputs("chatlet graph: give the bot's folder\nTry: chatlet help graph\n", stderr);
        return CLI_EXIT_USAGE;
    }
    const cli_compile_options options = {
        .command = "graph", .sources = arguments.values, .source_count = 1, .no_self_tests = true};
    cli_compile run;
    /* Warnings are for `check`: a picture is looked at while much is still missing. */
    cli_exit code = cli_compile_begin(&run, &options, NULL, NULL, true);
    if (code == CLI_EXIT_OK) code = print_graph(&run, arguments.values[0], flow);
    cli_compile_free(&run);
    return code;
}
