/* The `chatlet` command. Each subcommand stands in a file of its own. */
#include "cli_command.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name;
    cli_exit (*run)(cli_arguments arguments);
} commands[] = {{"build", cli_build},       {"check", cli_check}, {"search", cli_search},
                {"chat", cli_chat},         {"eval", cli_eval},   {"dump", cli_dump},
                {"expr", cli_expr_command}, {"play", cli_play},   {"test", cli_test},
                {"replay", cli_replay},     {"new", cli_new},     {"render", cli_render_command},
                {"fmt", cli_fmt},           {"graph", cli_graph}, {"deploy", cli_deploy}};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static cli_exit refuse_command(const char *name) {
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    const char *nearest = cli_nearest_name(name, names, COMMAND_COUNT);
    fprintf(stderr, "chatlet: unknown command \"%s\"", name);
    if (nearest != NULL) fprintf(stderr, "; did you mean %s?", nearest);
    fputs("\nTry: chatlet --help\n", stderr);
    return CLI_EXIT_USAGE;
}

static cli_exit print_help(const char *command) {
    const char *text = cli_help_text(command);
    if (text == NULL) return refuse_command(command);
    fputs(text, stdout);
    return CLI_EXIT_OK;
}

static bool wants_help(cli_arguments arguments) {
    for (int i = 0; i < arguments.count && strcmp(arguments.values[i], "--") != 0; i++) {
        if (strcmp(arguments.values[i], "--help") == 0 || strcmp(arguments.values[i], "-h") == 0)
            return true;
    }
    return false;
}

static cli_exit run_command(const char *name, cli_arguments arguments) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) != 0) continue;
        return wants_help(arguments) ? print_help(name) : commands[i].run(arguments);
    }
    return refuse_command(name);
}

/* The brotli encoder asks for megabytes per file. Given back and asked for anew each time, their
 * first touch costs twice what compressing does. */
static void keep_freed_memory(void) {
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 512 * 1024 * 1024);
    (void)mallopt(M_TRIM_THRESHOLD, 1024 * 1024 * 1024);
#endif
}

static cli_exit run(int argument_count, char **arguments) {
    if (argument_count < 2) {
        fputs(cli_help_text(NULL), stderr);
        return CLI_EXIT_USAGE;
    }
    const char *name = arguments[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return print_help(NULL);
    if (strcmp(name, "help") == 0) return print_help(argument_count > 2 ? arguments[2] : NULL);
    if (strcmp(name, "--version") == 0) {
        puts("chatlet " CHATLET_VERSION);
        return CLI_EXIT_OK;
    }
    return run_command(name, (cli_arguments){.values = arguments + 2, .count = argument_count - 2});
}

/* Says it when a full disk took less than was printed. A reader that left, as in
 * `chatlet dump FOLDER | head`, has what it wanted. */
static cli_exit finish_output(cli_exit code) {
    struct stat status;
    const bool is_written = fflush(stdout) == 0 && ferror(stdout) == 0;
    const bool is_file = fstat(STDOUT_FILENO, &status) != 0 ||
                         !(S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
    if (is_written || !is_file) return code;
    fputs("chatlet: what was printed could not be written; is the disk full?\n", stderr);
    return CLI_EXIT_TROUBLE;
}

int main(int argument_count, char **arguments) {
    /* A closed pipe (`chatlet search … | head`) ends in a failed write, not in a signal. */
    signal(SIGPIPE, SIG_IGN);
    keep_freed_memory();
    return (int)finish_output(run(argument_count, arguments));
}
