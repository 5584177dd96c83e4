/* The languages of a site's documents: one index each, when there are several. */
#ifndef CLI_LANGUAGES_H
#define CLI_LANGUAGES_H

#include "cli_compile.h"

/* Documents of one language. */
typedef struct cli_language {
    const char *locale; /* tag: "es", "pt-BR" */
    size_t count;
} cli_language;

typedef struct cli_languages {
    cli_memory memory;
    cli_language *languages; /* the site's own first, the others by tag; borrowed from memory */
    size_t count;            /* 0: the site is in one language */
    uint32_t *language_of;   /* of each document of the run */
} cli_languages;

/* Finds out which language each document is in: by what it declares, else by its words. A folder
 * that is named by a tag ("/pt-BR/", "/zh-TW/") keeps its documents apart from others of the same
 * language. A language counts when at least LANGUAGE_DOCUMENTS_MIN documents and one in fifty are
 * in it; all others go with the site's own: the bot's locale, or what most documents are in.
 *
 * A conversation's languages (chatlet_compiler_get_text_locale) come to them, with or without
 * documents.
 *
 * Nothing is looked at when the command line names the locale: then all are in that one. */
void cli_languages_find(cli_languages *languages, const cli_compile *run,
                        const cli_compile_options *options);

void cli_languages_free(cli_languages *languages);

/* Leaves the documents of one language in the run's list. */
void cli_languages_keep(const cli_languages *languages, size_t language, cli_document_list *list);

/* Makes the run one of the language's locale. */
void cli_languages_set(cli_compile *run, const cli_language *language, bool is_own);

enum { LANGUAGE_DOCUMENTS_MIN = 3, LANGUAGE_ONE_IN = 50 };

#endif
