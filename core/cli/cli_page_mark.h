/* Tells the pages that a build writes from those of an author, by a mark in their first bytes. */
#ifndef CLI_PAGE_MARK_H
#define CLI_PAGE_MARK_H

#include <stdbool.h>

/* Stands in the page to try a build with. Whoever edits the page takes this line out and so keeps
 * the page. */
#define CLI_PAGE_TRIAL_MARK                                                                        \
    "<!-- Written by chatlet build. Delete this line to keep your changes. -->"

/* True when the file at `path` is a page to try a build with. */
bool cli_page_is_trial(const char *path);

/* True when it is the readable page of a document, as the compiler writes it. */
bool cli_page_is_readable(const char *path);

#endif
