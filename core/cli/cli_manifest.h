/* manifest.json: what the loader reads first, and what names everything else of a build. */
#ifndef CLI_MANIFEST_H
#define CLI_MANIFEST_H

#include "cli_memory.h"

#include <chatlet/compile.h>

/* A file of the web folder with its integrity ("sha256-…"); NULL: built without. */
typedef struct cli_manifest_asset {
    const char *file;
    const char *integrity;
} cli_manifest_asset;

/* Another language of a site, with an index of its own. */
typedef struct cli_manifest_locale {
    const char *tag;      /* "pt-BR" */
    const char *language; /* "pt" */
    const char *title;
    const char *head;
    uint64_t head_size_bytes;
    cli_manifest_asset runtime;
} cli_manifest_locale;

typedef struct cli_manifest {
    const char *head; /* "files/<hash>.head" */
    uint64_t head_size_bytes;
    const char *parts; /* folder of the parts, "files/" */
    cli_manifest_asset panel;
    const cli_manifest_asset *chunks; /* what the panel fetches when something first needs it */
    size_t chunk_count;
    cli_manifest_asset runtime;
    const char *locale;                 /* of what stands above; read only */
    const cli_manifest_locale *locales; /* the others, by tag */
    size_t locale_count;
} cli_manifest;

/* Text of a manifest: keys sorted, no white space, so that the same build gives the same bytes. */
char *cli_manifest_write(cli_memory *memory, const cli_manifest *manifest, const chatlet_bot *bot);

/* Reads what a build needs to know of an earlier one, and a reader of it all. False when there is
 * no manifest of ours at `path`. */
bool cli_manifest_read(cli_memory *memory, const char *path, cli_manifest *manifest);

/* Makes head and runtime those for a page in `language`, a language tag: of the locale of that tag,
 * else of the first one of its language, the manifest's own before the others. False when no locale
 * is of that language; the manifest stays. */
bool cli_manifest_choose(cli_manifest *manifest, const char *language);

/* Whether `path` is a manifest that `chatlet build` wrote; other programs use the name too. */
bool cli_manifest_is_ours(const char *path);

#endif
