/* Which documents a bot is made of: folders walked, addresses given. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli_diagnostics.h"

#include <sys/types.h>

/* One document, found but not read yet. */
typedef struct cli_document {
    const char *file; /* to open */
    const char *path; /* below the source folder, as the compiler gets it */
    const char *url;  /* "" when it gets a page */
    chatlet_document_format format;
    bool wants_page;
    dev_t device; /* with the number: which file it is; both 0 when that cannot be told */
    ino_t number;
} cli_document;

/* What the author pointed at. */
typedef struct cli_source {
    const char *folder;          /* paths of documents are relative to it */
    const char *file;            /* the one document, below the folder; NULL: all of them */
    const char *const *patterns; /* borrowed; several sources of the command line, relative to the
                                    folder; NULL: none */
    size_t pattern_count;
    const char *const *excluded; /* borrowed; patterns of what to leave out, without '!' */
    size_t excluded_count;
    const char *bot_file;  /* bot.json to read; NULL: none */
    bool bot_is_elsewhere; /* it was named by an option; its sources are relative to it */
} cli_source;

/* Finds out what SOURCE is: a folder, a bot's folder, a bot.json or a document. `bot_option` names
 * another bot.json; NULL: none. False with errno set when there is no such file; the reason was
 * said unless `is_silent`. */
bool cli_source_find(cli_memory *memory, const char *command, const char *path,
                     const char *bot_option, bool is_silent, cli_source *source);

/* How documents get their addresses. */
typedef struct cli_source_options {
    const char *base_url; /* of pages without another address; NULL: by where `out` lies */
    const char *out;      /* output folder, which is not walked; NULL: chosen, see below */
} cli_source_options;

/* A file that was found and is no document, for a good reason. */
typedef struct cli_left_out {
    const char *path;
    const char *reason; /* a few words */
} cli_left_out;

/* Where a site's own sitemap has it. */
typedef struct cli_site_base {
    const char *root;    /* how addresses of its pages begin */
    const char *address; /* the same folder by the sitemap */
    size_t count;        /* pages that are there */
} cli_site_base;

typedef struct cli_document_list {
    cli_memory memory;
    cli_left_out *left_out; /* owned */
    size_t left_out_count;
    size_t left_out_capacity;
    cli_site_base *bases; /* owned */
    size_t base_count;
    size_t base_capacity;
    const char *generator;   /* of the site among the sources; NULL: none is known */
    cli_document *documents; /* owned; by the bytes of their paths within each source */
    size_t count;
    size_t capacity;
    const char *out;      /* the output folder given or chosen */
    uint64_t fingerprint; /* changes when a document is added, removed or written to */
} cli_document_list;

/* Collects the documents of `bot`'s sources, or of the whole source when it has none. Files and
 * folders that cannot be read go to `diagnostics`. A file that is found more than once, as where
 * sources overlap, counts once: where it was found first.
 *
 * The output folder, unless given: "chatlet" within a folder that is mostly HTML (a site, which is
 * then complete), else "chatlet-site" here. */
void cli_source_collect(const cli_source *source, const chatlet_bot *bot,
                        const cli_source_options *options, cli_diagnostics *diagnostics,
                        cli_document_list *list);

void cli_document_list_free(cli_document_list *list);

#endif
