#include "cli_page_mark.h"

#include "cli_files.h"

#include <string.h>

enum { MARK_WITHIN_BYTES = 512 };

static bool has_mark(const char *path, const char *mark) {
    cli_file file;
    if (!cli_file_read(path, MARK_WITHIN_BYTES, &file)) return false;
    const bool is_marked = memmem(file.bytes, file.size_bytes, mark, strlen(mark)) != NULL;
    cli_file_free(&file);
    return is_marked;
}

bool cli_page_is_trial(const char *path) { return has_mark(path, CLI_PAGE_TRIAL_MARK); }

bool cli_page_is_readable(const char *path) {
    return has_mark(path, "<meta name=\"generator\" content=\"chatlet\">");
}
