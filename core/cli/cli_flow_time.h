/* Times of tests and of a terminal: ms since 1970 (UTC) and text. */
#ifndef CLI_FLOW_TIME_H
#define CLI_FLOW_TIME_H

#include "cli_memory.h"

/* Reads "2026-03-02T10:00:00Z", also with ".250" and with "+01:00" in place of "Z" (RFC 3339).
 * False when it is none, or before 1970. */
bool cli_flow_time_read(chatlet_str text, uint64_t *time_ms);

/* "2026-03-02T10:00:00Z"; milliseconds only where there are some. */
char *cli_flow_time_words(cli_memory *memory, uint64_t time_ms);

/* "1.5 s", "20 min", "3 h", "2 d": how long. */
char *cli_flow_time_span(cli_memory *memory, uint64_t span_ms);

#endif
