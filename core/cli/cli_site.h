/* What a site generator left in a folder: which of its HTML files are pages to be found, and at
 * which addresses visitors know them. VitePress, Docusaurus, MkDocs and Hugo are known by the
 * generator that their pages name, Sphinx and mdBook by what else they leave; any site by its
 * sitemap.xml. */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include "cli_diagnostics.h"
#include "cli_walk.h"

typedef enum cli_generator {
    CLI_GENERATOR_UNKNOWN,
    CLI_GENERATOR_VITEPRESS,
    CLI_GENERATOR_DOCUSAURUS,
    CLI_GENERATOR_MKDOCS,
    CLI_GENERATOR_HUGO,
    CLI_GENERATOR_SPHINX,
    CLI_GENERATOR_MDBOOK
} cli_generator;

/* How the address of a page is written. */
typedef enum cli_site_form {
    CLI_SITE_AS_FILE, /* guide.html, guide/index.html */
    CLI_SITE_BARE,    /* guide */
    CLI_SITE_FOLDER   /* guide/ */
} cli_site_form;

typedef struct cli_site_page {
    const char *key; /* the path without ending and "index" */
    cli_site_form form;
} cli_site_page;

typedef struct cli_site {
    cli_memory *memory; /* borrowed */
    cli_generator generator;
    bool has_pages;       /* of HTML */
    bool has_documents;   /* of HTML or Markdown */
    bool has_sitemap;     /* and it is of this site */
    bool sitemap_decides; /* it lists so many pages that those it leaves out are meant to be */
    cli_site_page *pages; /* owned; of the sitemap, sorted by key */
    size_t page_count;
    const char *base;  /* where the sitemap has the folder, "https://example.org/docs/"; NULL: too
                          few of its pages are here to tell */
    size_t base_count; /* pages that are where it says */
    uint64_t state;    /* of the sitemaps' files; changes when they do */
} cli_site;

/* Looks a folder over. `walk` has its documents. Sitemaps that cannot be used are told to the
 * walk's diagnostics. */
void cli_site_open(cli_site *site, cli_memory *memory, const char *folder, const cli_walk *walk);

/* Why the file `path` is no page to be found: a few constant words, or NULL when it is. */
const char *cli_site_leaves_out(const cli_site *site, const char *path);

/* The address of the HTML file `path`, below the site's own: the path, or a cleaner form of it.
 * Not escaped. */
const char *cli_site_address(const cli_site *site, const char *path);

/* The generator's name; "" when it is not known. */
const char *cli_generator_name(cli_generator generator);

void cli_site_free(cli_site *site);

#endif
