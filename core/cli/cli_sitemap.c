#include "cli_sitemap.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

/* Elements that mean something here; each is looked for at its own depth. */
static const char name_map[] = "urlset";
static const char name_index[] = "sitemapindex";
static const char name_page[] = "url";
static const char name_child[] = "sitemap";
static const char name_address[] = "loc";

typedef struct sitemap_parse {
    XML_Parser parser;
    cli_sitemap *sitemap;
    const char *refused; /* why the parse was stopped; NULL: it was not */
    int depth;           /* open elements */
    bool is_index;
    bool is_in_entry;
    bool is_in_address;
    bool is_too_long;
    size_t length;
    char address[CLI_SITEMAP_URL_BYTES_MAX + 1];
} sitemap_parse;

static void refuse(sitemap_parse *parse, const char *reason) {
    parse->refused = reason;
    XML_StopParser(parse->parser, XML_FALSE);
}

/* Names may come with a prefix of their namespace. */
static bool is_named(const char *name, const char *expected) {
    const char *colon = strrchr(name, ':');
    return strcmp(colon == NULL ? name : colon + 1, expected) == 0;
}

static void XMLCALL enter(void *context, const char *name, const char **attributes) {
    sitemap_parse *parse = context;
    (void)attributes;
    parse->depth++;
    if (parse->depth > DEPTH_MAX) {
        refuse(parse, "its elements are nested too deep");
    } else if (parse->depth == 1) {
        parse->is_index = is_named(name, name_index);
        if (!parse->is_index && !is_named(name, name_map))
            refuse(parse, "it is no sitemap: that begins with <urlset> or <sitemapindex>");
    } else if (parse->depth == 2) {
        parse->is_in_entry = is_named(name, parse->is_index ? name_child : name_page);
    } else if (parse->depth == 3) {
        parse->is_in_address = parse->is_in_entry && is_named(name, name_address);
        parse->is_too_long = false;
        parse->length = 0;
    }
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void add(cli_memory *memory, char ***list, size_t *count, size_t *capacity,
                chatlet_str text) {
    if (*count == *capacity) {
        *capacity = *capacity == 0 ? 64 : *capacity * 2;
        *list = cli_grow(*list, *capacity, sizeof(**list));
    }
    (*list)[(*count)++] = cli_memory_copy(memory, text);
}

static void take_address(sitemap_parse *parse) {
    cli_sitemap *sitemap = parse->sitemap;
    size_t begin = 0;
    size_t end = parse->length;
    while (begin < end && is_space(parse->address[begin]))
        begin++;
    while (end > begin && is_space(parse->address[end - 1]))
        end--;
    if (begin == end || parse->is_too_long) return;
    const chatlet_str text = {.data = parse->address + begin, .size_bytes = end - begin};
    if (parse->is_index) {
        if (sitemap->map_count == CLI_SITEMAP_MAPS_MAX) {
            refuse(parse, "it names more than 1,000 further sitemaps");
        } else {
            add(sitemap->memory, &sitemap->maps, &sitemap->map_count, &sitemap->map_capacity, text);
        }
    } else if (sitemap->page_count == CLI_SITEMAP_PAGES_MAX) {
        refuse(parse, "it lists more than 200,000 pages");
    } else {
        add(sitemap->memory, &sitemap->pages, &sitemap->page_count, &sitemap->page_capacity, text);
    }
}

static void XMLCALL leave(void *context, const char *name) {
    sitemap_parse *parse = context;
    (void)name;
    if (parse->depth == 3 && parse->is_in_address) take_address(parse);
    if (parse->depth == 3) parse->is_in_address = false;
    if (parse->depth == 2) parse->is_in_entry = false;
    parse->depth--;
}

static void XMLCALL take_text(void *context, const char *text, int length) {
    sitemap_parse *parse = context;
    if (!parse->is_in_address || parse->depth != 3) return;
    const size_t more = (size_t)length;
    if (more > CLI_SITEMAP_URL_BYTES_MAX - parse->length) {
        parse->is_too_long = true;
        return;
    }
    memcpy(parse->address + parse->length, text, more);
    parse->length += more;
}

/* Entities that a document declares itself can make megabytes of a few bytes, and no sitemap needs
 * one. */
static void XMLCALL meet_doctype(void *context, const char *name, const char *system,
                                 const char *public, int has_subset) {
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    refuse(context, "it has a DOCTYPE, which no sitemap needs");
}

bool cli_sitemap_read(cli_sitemap *sitemap, chatlet_str bytes, cli_sitemap_error *error) {
    *error = (cli_sitemap_error){.message = NULL};
    if (bytes.size_bytes > CLI_SITEMAP_BYTES_MAX) {
        error->message = "it is larger than 50 MiB, which sitemaps may have";
        return false;
    }
    sitemap_parse *parse = cli_grow(NULL, 1, sizeof(*parse));
    *parse = (sitemap_parse){.sitemap = sitemap, .parser = XML_ParserCreate(NULL)};
    if (parse->parser == NULL) cli_out_of_memory();
    XML_SetUserData(parse->parser, parse);
    XML_SetElementHandler(parse->parser, enter, leave);
    XML_SetCharacterDataHandler(parse->parser, take_text);
    XML_SetStartDoctypeDeclHandler(parse->parser, meet_doctype);
    const bool is_read = XML_Parse(parse->parser, bytes.data == NULL ? "" : bytes.data,
                                   (int)bytes.size_bytes, XML_TRUE) == XML_STATUS_OK;
    if (!is_read) {
        const enum XML_Error code = XML_GetErrorCode(parse->parser);
        if (code == XML_ERROR_NO_MEMORY) cli_out_of_memory();
        error->message = parse->refused != NULL ? parse->refused : XML_ErrorString(code);
        error->line = (uint32_t)XML_GetCurrentLineNumber(parse->parser);
        error->column = (uint32_t)XML_GetCurrentColumnNumber(parse->parser) + 1;
    }
    XML_ParserFree(parse->parser);
    free(parse);
    return is_read;
}

void cli_sitemap_free(cli_sitemap *sitemap) {
    free(sitemap->pages);
    free(sitemap->maps);
    *sitemap = (cli_sitemap){.memory = sitemap->memory};
}
