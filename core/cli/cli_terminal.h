/* What a person at a terminal sees: one line of progress, colors, sizes and times in words. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "cli_memory.h"

#include <stdio.h>

/* Milliseconds of a clock that only goes forward. */
uint64_t cli_clock_ms(void);

/* One line on stderr, rewritten at most ten times a second; nothing unless stderr is a terminal. */
typedef struct cli_progress {
    bool is_shown;
    const char *what; /* is counted now; NULL: nothing yet */
    uint64_t started_ms;
    uint64_t drawn_ms;
} cli_progress;

/* Begins; `is_wanted` false never shows anything. */
void cli_progress_begin(cli_progress *progress, bool is_wanted);

/* Shows `done` of `total` things, how many a second, and how long the rest will take. Another
 * `what` than before begins the time anew. */
void cli_progress_show(cli_progress *progress, const char *what, uint64_t done, uint64_t total);

/* Clears the line, before anything else is printed. */
void cli_progress_clear(cli_progress *progress);

/* Prints text of others: control characters, which a terminal would obey, become '?'. */
void cli_print_plain(FILE *stream, chatlet_str text);

/* The same for what stands within a line: line ends and tabs become '?', too. */
void cli_print_in_line(FILE *stream, chatlet_str text);

/* Waits until stdin has something to read, or ended, but at most `time_ms`; false when that passed.
 * Where that cannot be told, as under Node, it is true at once. */
bool cli_wait_for_input(uint64_t time_ms);

/* True when `stream` is a terminal that takes bold and color (NO_COLOR unset, TERM not "dumb"). */
bool cli_has_color(FILE *stream);

/* "812 B", "14.2 kB", "3.1 MB". */
const char *cli_size_words(cli_memory *memory, uint64_t size_bytes);

#endif
