#include "cli_trial_page.h"

#include "cli_compress.h"
#include "cli_files.h"
#include "cli_page_mark.h"

#include <string.h>

static const char *escape(cli_memory *memory, chatlet_str text) {
    char *escaped = cli_memory_take(memory, text.size_bytes * 6 + 1);
    char *end = escaped;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        const char *name = byte == '&'    ? "&amp;"
                           : byte == '<'  ? "&lt;"
                           : byte == '>'  ? "&gt;"
                           : byte == '"'  ? "&quot;"
                           : byte == '\'' ? "&#39;"
                                          : NULL;
        if (name != NULL) {
            end = stpcpy(end, name);
        } else {
            *end++ = byte;
        }
    }
    return escaped;
}

const char *cli_trial_page_tag(cli_memory *memory, const char *folder, const chatlet_bot *bot) {
    const char *accent = "";
    const char *position = "";
    if (bot->accent.size_bytes > 0)
        accent =
            cli_memory_format(memory, " data-accent=\"%s\"", cli_memory_copy(memory, bot->accent));
    /* "end" is the loader's own. */
    if (strcmp(cli_memory_copy(memory, bot->position), "start") == 0)
        position = " data-position=\"start\"";
    return cli_memory_format(memory, "<script src=\"%schatlet.js\"%s%s defer></script>",
                             escape(memory, cli_str(folder)), accent, position);
}

bool cli_trial_page_write(cli_output *output, const chatlet_bot *bot) {
    cli_memory *memory = &output->memory;
    const char *path = cli_path_join(memory, output->folder, "index.html");
    if (cli_is_file(path) && !cli_page_is_trial(path)) return true;
    const char *title = escape(memory, bot->title);
    const char *tag = cli_trial_page_tag(memory, "", bot);
    const char *html = cli_memory_format(
        memory,
        "<!doctype html>\n%s\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>%s</title>\n%s\n</head>\n<body>\n"
        "<main>\n<h1>%s</h1>\n<p>The assistant stands in the corner of this page. To have it on "
        "your own pages, publish this folder and add this line to them, with the address the "
        "folder has there:</p>\n"
        "<pre><code>%s</code></pre>\n"
        "</main>\n</body>\n</html>\n",
        CLI_PAGE_TRIAL_MARK, escape(memory, bot->locale), title, tag, title,
        escape(memory, cli_str(tag)));
    return cli_output_write(output, "index.html", cli_str(html), CLI_BROTLI_BEST, NULL);
}
