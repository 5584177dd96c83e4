/* The web folder: loader, panel and runtimes as the web build left them, listed in files.json. */
#ifndef CLI_WEB_H
#define CLI_WEB_H

#include "cli_manifest.h"
#include "cli_output.h"

typedef struct cli_web {
    const char *folder;
    const char *loader;  /* file names below the folder */
    const char *notices; /* licenses of others in the runtimes; NULL: none came with them */
    cli_manifest_asset panel;
    const cli_manifest_asset *chunks; /* of the panel; none in folders of older web builds */
    size_t chunk_count;
    cli_manifest_asset runtime; /* the one of the language asked for */
    cli_manifest_asset search;  /* the same without flows; the runtime itself where there is none */
    const char *languages;      /* those there are, for a message: "en, es" */
} cli_web;

typedef enum cli_web_result {
    CLI_WEB_FOUND,
    CLI_WEB_NO_LANGUAGE, /* the folder is fine, but has no runtime of that language */
    CLI_WEB_MISSING      /* no such folder, or no readable files.json in it */
} cli_web_result;

/* Looks the files for `language` up.
 * folder  NULL: $CHATLET_WEB, or else the folder that stands beside the program. */
cli_web_result cli_web_find(cli_memory *memory, const char *folder, chatlet_str language,
                            cli_web *web);

/* Takes the runtime without flows, for a bot that has none. */
void cli_web_leave_flows_out(cli_web *web);

/* Copies the runtime alone and names it. */
bool cli_web_copy_runtime(cli_memory *memory, const cli_web *web, cli_output *output,
                          cli_manifest_asset *runtime);

/* Copies loader, panel with its chunks, runtime and notices to the output and names panel, chunks
 * and runtime in the manifest. False when one cannot be read or written; output->failed tells. */
bool cli_web_copy(cli_memory *memory, const cli_web *web, cli_output *output,
                  cli_manifest *manifest);

#endif
