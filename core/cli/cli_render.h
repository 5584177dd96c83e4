/* What the two forms of `chatlet render` share. */
#ifndef CLI_RENDER_H
#define CLI_RENDER_H

#include "cli_diagnostics.h"
#include "cli_exit.h"
#include "cli_options.h"

#include <chatlet/json.h>
#include <chatlet/template.h>

/* What one rendering may cost here: some hundred times what an author's text takes. */
enum { CLI_RENDER_COST_MAX = 1000000 };

/* A text, and what it is filled with. */
typedef struct cli_render {
    chatlet_str text;
    const char *file; /* in diagnostics */
    chatlet_template_mode mode;
    chatlet_value data;           /* all names are looked up in it */
    const chatlet_json *partials; /* an object of texts; NULL: none */
    chatlet_str locale;           /* data of a language; may be empty */
    int32_t zone_minutes;
} cli_render;

/* Compiles and renders; tokens, as CBOR, in Markdown. *made is owned, freed with free. Ends the
 * program when memory runs out. */
chatlet_status cli_render_run(const cli_render *given, cli_diagnostics *diagnostics,
                              chatlet_str *made);

/* Runs the case files. */
cli_exit cli_render_cases(cli_arguments files);

#endif
