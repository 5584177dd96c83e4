/* What a build took in and what not: counts by reason, the largest pages, passages that stand in
 * several places. Shown in a few lines after a build, whole with --report and --json. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "cli_memory.h"

#include <chatlet/compile.h>
#include <chatlet/json.h>

/* A file that is not in the index. */
typedef struct cli_report_file {
    const char *path;
    const char *reason; /* a few words, the same for all such files */
} cli_report_file;

typedef struct cli_report_page {
    const char *file;
    const char *url;
    const char *title;
    uint32_t passage_count;
    uint64_t size_bytes; /* of its passages' texts */
} cli_report_page;

typedef struct cli_report_passage {
    uint64_t hash; /* of its letters and digits, in lower case */
    uint32_t page;
    uint32_t number; /* in the order of the index */
    uint32_t size_bytes;
    const char *anchor;
    const char *beginning; /* of its text */
} cli_report_passage;

/* Where the site is served, as far as its pages tell. */
typedef struct cli_report_base {
    const char *root;
    const char *address;
    chatlet_site_evidence evidence;
    uint32_t count;
} cli_report_base;

/* What a list of pages, llms.txt, came to. */
typedef struct cli_report_list {
    const char *file;
    uint32_t entry_count;
    uint32_t found_count;
    uint32_t added_count;
} cli_report_list;

/* Starts as {0}. */
typedef struct cli_report {
    cli_memory memory;
    cli_report_file *files; /* owned */
    size_t file_count;
    size_t file_capacity;
    cli_report_page *pages; /* owned */
    size_t page_count;
    size_t page_capacity;
    cli_report_passage *passages; /* owned; those long enough to be worth comparing */
    size_t passage_count;
    size_t passage_capacity;
    uint32_t told_count;    /* passages so far */
    cli_report_base *bases; /* owned */
    size_t base_count;
    cli_report_list *lists; /* owned */
    size_t list_count;
} cli_report;

/* Notes a passage of the index. Passages of a page come one after the other. */
void cli_report_take(cli_report *report, const chatlet_added_passage *passage);

/* Notes where the site is served, and what became of a list of pages. The texts are copied. */
void cli_report_take_base(cli_report *report, const chatlet_site_base *base);
void cli_report_take_list(cli_report *report, const chatlet_listed *listed);

/* Notes a file that is not in the index. The texts are copied. */
void cli_report_leave_out(cli_report *report, const char *path, const char *reason);

/* A few words for what a diagnostic refuses a document for: "not UTF-8" for "E104". */
const char *cli_report_reason(const char *code);

/* Prints a few lines to stdout. Sorts the report. */
void cli_report_print(cli_report *report);

/* Writes it all as members of the object that is open. Sorts the report. */
void cli_report_write(cli_report *report, chatlet_json_writer *writer);

void cli_report_free(cli_report *report);

#endif
