/* Tables as CSV (RFC 4180) that are safe to open in a spreadsheet: a text that such a program would
 * take for a formula (it begins with =, +, -, @, a tab or a line end) gets a ' in front, as OWASP's
 * page on CSV injection advises. */
#ifndef ROUTE_CSV_H
#define ROUTE_CSV_H

#include "route.h"

/* One table being written to an answer. */
typedef struct route_csv {
    route_call *call;
    http_buffer buffer;
    bool has_cell; /* in this row */
} route_csv;

/* `names` are the columns, parted by commas. */
void route_csv_begin(route_csv *csv, route_call *call, chatlet_str names);

void route_csv_text(route_csv *csv, chatlet_str text);
void route_csv_whole(route_csv *csv, int64_t value);
void route_csv_id(route_csv *csv, row_kind kind, int64_t id); /* 0: empty */
void route_csv_time(route_csv *csv, int64_t time_ms);         /* RFC 3339; 0: empty */
void route_csv_day(route_csv *csv, int64_t day);              /* since 1970 */
void route_csv_end_row(route_csv *csv);

/* Answers with the table as a file called `name`, which is constant text without quotes. */
void route_csv_end(route_csv *csv, chatlet_str name);

#endif
