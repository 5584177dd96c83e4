/* sitemap.xml (sitemaps.org): which pages a site wants to be found, and at which addresses. The
 * only includer of expat. */
#ifndef CLI_SITEMAP_H
#define CLI_SITEMAP_H

#include "cli_memory.h"

enum {
    CLI_SITEMAP_BYTES_MAX = 50 * 1024 * 1024, /* the protocol's own limit */
    CLI_SITEMAP_URL_BYTES_MAX = 2048,         /* the same */
    CLI_SITEMAP_PAGES_MAX = 200000,
    CLI_SITEMAP_MAPS_MAX = 1000 /* that one index may name */
};

/* Addresses as written, white space around them trimmed. */
typedef struct cli_sitemap {
    cli_memory *memory; /* borrowed; of the addresses */
    char **pages;       /* owned */
    size_t page_count;
    size_t page_capacity;
    char **maps; /* owned; further sitemaps that an index names */
    size_t map_count;
    size_t map_capacity;
} cli_sitemap;

typedef struct cli_sitemap_error {
    uint32_t line; /* from 1; 0: no place */
    uint32_t column;
    const char *message; /* what is wrong; constant */
} cli_sitemap_error;

/* Adds what one sitemap or index of sitemaps says. Entries without an address, or with one that is
 * too long, are passed over. False when it is not one, not well-formed, declares entities of its
 * own, or is past a limit; what stood before the mistake was added. */
bool cli_sitemap_read(cli_sitemap *sitemap, chatlet_str bytes, cli_sitemap_error *error);

void cli_sitemap_free(cli_sitemap *sitemap);

#endif
