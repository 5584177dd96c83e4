/* Exit codes of the command; README.md and --help list the same. */
#ifndef CLI_EXIT_H
#define CLI_EXIT_H

typedef enum cli_exit {
    CLI_EXIT_OK = 0,
    CLI_EXIT_REFUSED = 1, /* built, but some documents were refused; search: nothing found; deploy:
                             the server refused */
    CLI_EXIT_USAGE = 2,   /* the command line is wrong */
    CLI_EXIT_NOTHING = 3, /* nothing was built: no usable document, or mistakes in bot.json */
    CLI_EXIT_TROUBLE = 4, /* a file or folder could not be read or written, or is corrupt; a server
                             cannot be reached */
    CLI_EXIT_MEMORY = 5
} cli_exit;

#endif
