/* The subcommands. Each takes the arguments behind its name and returns what the program ends
 * with. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli_exit.h"
#include "cli_options.h"

cli_exit cli_build(cli_arguments arguments);
cli_exit cli_check(cli_arguments arguments);
cli_exit cli_search(cli_arguments arguments);
cli_exit cli_chat(cli_arguments arguments);
cli_exit cli_eval(cli_arguments arguments);
cli_exit cli_dump(cli_arguments arguments);
cli_exit cli_expr_command(cli_arguments arguments);
cli_exit cli_render_command(cli_arguments arguments);
cli_exit cli_play(cli_arguments arguments);
cli_exit cli_test(cli_arguments arguments);
cli_exit cli_replay(cli_arguments arguments);
cli_exit cli_new(cli_arguments arguments);
cli_exit cli_fmt(cli_arguments arguments);
cli_exit cli_graph(cli_arguments arguments);
cli_exit cli_deploy(cli_arguments arguments);

/* The help text of a command, or the general one for NULL; NULL when there is no such command. */
const char *cli_help_text(const char *command);

#endif
