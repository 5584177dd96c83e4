/* Test scripts of a bot: tests/NAME.json, read with the place of everything in them. */
#ifndef CLI_TEST_SCRIPT_H
#define CLI_TEST_SCRIPT_H

#include "cli_files.h"
#include "cli_json.h"

/* One script:
 *
 *     {"name": "…", "locale"?: "es", "now"?: "2026-03-02T10:00:00Z", "zone"?: 60, "seed"?: 42,
 *      "script": [STEP, …]}
 *
 * A STEP is an object with one of
 *     event    an event, its seq and now left out
 *     say      what the visitor writes
 *     choose   id or label of an option, or of a card's button
 *     fill     values of the open form's fields
 *     result   {ok, value?, error?} of the newest effect that waits for one
 *     wait_ms  moves the clock; timers that become due fire
 *     back     true
 *     restart  true
 * and, in the same object or the next one,
 *     expect   a list of patterns (cli_flow_match.h), also {"vars": {…}} and {"error": "…"} */
typedef struct cli_test_script {
    const char *file;
    chatlet_str source;       /* of the file */
    const chatlet_json *root; /* the script's object */
    const char *name;         /* the file's name without ending when it has none */
    const char *locale;       /* NULL: the bot's own */
    uint64_t now_ms;          /* of the first event */
    int64_t zone_minutes;
    bool has_zone;
    uint64_t seed;
    const chatlet_json *steps; /* an array; NULL: the script cannot be used, see problem */
    const char *problem;
    uint32_t problem_offset; /* where, in source */
} cli_test_script;

/* The scripts of all files; starts as {0}. */
typedef struct cli_test_scripts {
    cli_memory memory;
    cli_file *files;                   /* owned */
    chatlet_json_document **documents; /* owned; NULL for a file that is no JSON */
    size_t file_count;
    cli_test_script *scripts; /* owned */
    size_t count;
} cli_test_scripts;

/* Reads a file, which holds one script or an array of them, behind those read before. What is wrong
 * in it is a script with a problem. False with errno set when it cannot be read. */
bool cli_test_scripts_read(cli_test_scripts *scripts, const char *path);

void cli_test_scripts_free(cli_test_scripts *scripts);

#endif
