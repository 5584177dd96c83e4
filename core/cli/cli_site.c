#include "cli_site.h"

#include "cli_files.h"
#include "cli_sitemap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEAD_BYTES = 64 * 1024, MAP_DEPTH_MAX = 3, BASE_NAMES_MAX = 4, BASE_TRIES = 8 };

const char *cli_generator_name(cli_generator generator) {
    switch (generator) {
    case CLI_GENERATOR_VITEPRESS: return "VitePress";
    case CLI_GENERATOR_DOCUSAURUS: return "Docusaurus";
    case CLI_GENERATOR_MKDOCS: return "MkDocs";
    case CLI_GENERATOR_HUGO: return "Hugo";
    case CLI_GENERATOR_SPHINX: return "Sphinx";
    case CLI_GENERATOR_MDBOOK: return "mdBook";
    case CLI_GENERATOR_UNKNOWN: break;
    }
    return "";
}

/* ---- keys ------------------------------------------------------------------------------------ */

static bool ends_with(const char *text, const char *ending) {
    const size_t length = strlen(text);
    const size_t ending_length = strlen(ending);
    return length >= ending_length && strcasecmp(text + length - ending_length, ending) == 0;
}

static bool is_html(const char *path) {
    return chatlet_document_format_of(cli_str(path)) == CHATLET_FORMAT_HTML;
}

/* Cuts ending, "index" and slashes off the end of `path`, which is changed. */
static char *make_key(char *path) {
    size_t length = strlen(path);
    if (is_html(path)) length = (size_t)(strrchr(path, '.') - path);
    path[length] = '\0';
    if (strcmp(path, "index") == 0 || ends_with(path, "/index")) length -= 5;
    while (length > 0 && path[length - 1] == '/')
        length--;
    path[length] = '\0';
    return path;
}

static int hex_value(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The path of an address, "%20" and the like decoded; without the slash it begins with. */
static char *path_of_address(cli_memory *memory, const char *address) {
    const char *host = strstr(address, "://");
    const char *path = host == NULL ? address : strchr(host + 3, '/');
    if (path == NULL) path = "";
    while (*path == '/')
        path++;
    char *decoded = cli_memory_take(memory, strlen(path) + 1);
    char *end = decoded;
    for (; *path != '\0' && *path != '?' && *path != '#'; path++) {
        const int high = *path == '%' ? hex_value(path[1]) : -1;
        const int low = high >= 0 ? hex_value(path[2]) : -1;
        const bool is_escape = low >= 0 && (high > 0 || low > 0);
        *end++ = is_escape ? (char)(high * 16 + low) : *path;
        if (is_escape) path += 2;
    }
    return decoded;
}

static cli_site_form form_of(const char *path) {
    const size_t length = strlen(path);
    if (length == 0 || path[length - 1] == '/') return CLI_SITE_FOLDER;
    return is_html(path) ? CLI_SITE_AS_FILE : CLI_SITE_BARE;
}

static int compare_pages(const void *a, const void *b) {
    return strcmp(((const cli_site_page *)a)->key, ((const cli_site_page *)b)->key);
}

static const cli_site_page *find_page(const cli_site *site, const char *path) {
    if (site->page_count == 0) return NULL;
    cli_memory memory = {0};
    const cli_site_page wanted = {.key = make_key(cli_memory_copy(&memory, cli_str(path)))};
    const cli_site_page *found =
        bsearch(&wanted, site->pages, site->page_count, sizeof(*site->pages), compare_pages);
    cli_memory_free(&memory);
    return found;
}

/* ---- the generator --------------------------------------------------------------------------- */

/* The value of <meta name="generator">, as far as a page's first bytes show it. */
static cli_generator generator_of(const char *file_path) {
    static const struct {
        const char *name;
        cli_generator generator;
    } known[] = {{"VitePress", CLI_GENERATOR_VITEPRESS},
                 {"Docusaurus", CLI_GENERATOR_DOCUSAURUS},
                 {"mkdocs", CLI_GENERATOR_MKDOCS},
                 {"Hugo", CLI_GENERATOR_HUGO}};
    cli_file file;
    cli_generator found = CLI_GENERATOR_UNKNOWN;
    if (!cli_file_read(file_path, HEAD_BYTES, &file)) return found;
    cli_memory memory = {0};
    const char *text = cli_memory_copy(&memory, cli_file_str(&file));
    for (const char *tag = strcasestr(text, "<meta"); tag != NULL;
         tag = strcasestr(tag + 1, "<meta")) {
        const size_t length = strcspn(tag, ">");
        const char *meta = cli_memory_format(&memory, "%.*s", (int)length, tag);
        if (strcasestr(meta, "generator") == NULL) continue;
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (strcasestr(meta, known[i].name) != NULL) found = known[i].generator;
        }
    }
    if (found == CLI_GENERATOR_UNKNOWN && strstr(text, "Book generated using mdBook") != NULL)
        found = CLI_GENERATOR_MDBOOK;
    cli_memory_free(&memory);
    cli_file_free(&file);
    return found;
}

static cli_generator generator_of_pages(cli_memory *memory, const char *folder,
                                        const cli_walk *walk) {
    const cli_generator front = generator_of(cli_path_join(memory, folder, "index.html"));
    if (front != CLI_GENERATOR_UNKNOWN) return front;
    /* A front page of another make: the first page that is not it decides. */
    for (size_t i = 0; i < walk->count; i++) {
        const char *path = walk->entries[i].path;
        if (is_html(path) && strcmp(path, "index.html") != 0)
            return generator_of(cli_path_join(memory, folder, path));
    }
    return front;
}

/* Sphinx names itself nowhere in its pages; no other generator writes both of these files. */
static bool is_sphinx(cli_memory *memory, const char *folder) {
    return cli_is_file(cli_path_join(memory, folder, "searchindex.js")) &&
           cli_is_file(cli_path_join(memory, folder, "_static/documentation_options.js"));
}

static cli_generator find_generator(cli_memory *memory, const char *folder, const cli_walk *walk) {
    const cli_generator named = generator_of_pages(memory, folder, walk);
    if (named != CLI_GENERATOR_UNKNOWN) return named;
    return is_sphinx(memory, folder) ? CLI_GENERATOR_SPHINX : CLI_GENERATOR_UNKNOWN;
}

/* ---- the sitemap ----------------------------------------------------------------------------- */

static void tell(const cli_walk *walk, const char *name, const cli_sitemap_error *error) {
    const char *shown = cli_path_join(walk->memory, walk->shown_folder, name);
    const char *message =
        cli_memory_format(walk->memory, "%s; the pages are taken without it", error->message);
    const chatlet_diagnostic diagnostic = {.severity = CHATLET_SEVERITY_WARNING,
                                           .code = "E124",
                                           .file = cli_str(shown),
                                           .line = error->line,
                                           .column = error->column,
                                           .message = cli_str(message)};
    cli_diagnostics_add(walk->diagnostics, &diagnostic);
}

/* The file below `folder` that an address leads to: the site may be served below another path. */
static const char *file_of_address(cli_memory *memory, const char *folder, const char *address) {
    const char *path = path_of_address(memory, address);
    for (int names = 0; names <= BASE_NAMES_MAX && path != NULL; names++) {
        const bool is_inside = path[0] != '\0' && strstr(path, "..") == NULL;
        if (is_inside && cli_is_file(cli_path_join(memory, folder, path))) return path;
        path = strchr(path, '/');
        if (path != NULL) path++;
    }
    return NULL;
}

static void read_map(cli_site *site, const char *folder, const char *name, const cli_walk *walk,
                     cli_sitemap *all, int depth) {
    cli_file file;
    cli_sitemap_error error;
    cli_sitemap own = {.memory = site->memory};
    const char *path = cli_path_join(site->memory, folder, name);
    if (!cli_file_read(path, CLI_SITEMAP_BYTES_MAX + 1, &file)) {
        error = (cli_sitemap_error){.message = strerror(errno)};
        tell(walk, name, &error);
        return;
    }
    site->state = (site->state ^ cli_walk_file_state(path)) * 1099511628211u;
    own.pages = all->pages;
    own.page_count = all->page_count;
    own.page_capacity = all->page_capacity;
    if (!cli_sitemap_read(&own, cli_file_str(&file), &error)) tell(walk, name, &error);
    cli_file_free(&file);
    all->pages = own.pages;
    all->page_count = own.page_count;
    all->page_capacity = own.page_capacity;
    for (size_t i = 0; i < own.map_count; i++) {
        const char *child = file_of_address(site->memory, folder, own.maps[i]);
        if (depth >= MAP_DEPTH_MAX || child == NULL) {
            error = (cli_sitemap_error){
                .message = cli_memory_format(
                    site->memory, "\"%s\", which it names, %s", own.maps[i],
                    child == NULL ? "does not lie in this folder" : "is nested too deep")};
            tell(walk, name, &error);
        } else {
            read_map(site, folder, child, walk, all, depth + 1);
        }
    }
    free(own.maps);
}

/* Length of the first `names` names of `path`, with the slash behind them; SIZE_MAX when it has
 * fewer. */
static size_t base_length(const char *path, int names) {
    size_t length = 0;
    for (; names > 0; names--) {
        const char *slash = strchr(path + length, '/');
        if (slash == NULL) return SIZE_MAX;
        length = (size_t)(slash - path) + 1;
    }
    return length;
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Takes the sitemap's pages as if `base` were where the folder is served; returns how many of them
 * are here. */
static size_t take_pages(cli_site *site, char *const *paths, size_t count, const char *base,
                         const char **keys, size_t key_count) {
    const size_t base_bytes = strlen(base);
    size_t found = 0;
    site->page_count = 0;
    for (size_t i = 0; i < count; i++) {
        /* "/docs" is the front page of what is served below "/docs/". */
        const bool is_front = base_bytes > 0 && strlen(paths[i]) + 1 == base_bytes &&
                              strncmp(paths[i], base, base_bytes - 1) == 0;
        if (!is_front && strncmp(paths[i], base, base_bytes) != 0) continue;
        const char *path = is_front ? "" : paths[i] + base_bytes;
        char *key = make_key(cli_memory_copy(site->memory, cli_str(path)));
        site->pages[site->page_count++] = (cli_site_page){.key = key, .form = form_of(path)};
        const char *wanted = key;
        if (bsearch(&wanted, keys, key_count, sizeof(*keys), compare_texts) != NULL) found++;
    }
    return found;
}

/* Scheme and host of an address, with the slash behind them; "/" when it has none. */
static const char *host_of(cli_memory *memory, const char *address) {
    const char *host = strstr(address, "://");
    if (host == NULL) return "/";
    const size_t length = (size_t)(host - address) + 3 + strcspn(host + 3, "/?#");
    return cli_memory_format(memory, "%.*s/", (int)length, address);
}

/* The sitemap says where the folder is served when most of what it lists there is here. One page
 * alone could be chance. */
static void note_base(cli_site *site, const cli_sitemap *all, char *const *paths, const char *base,
                      size_t found) {
    if (found < 2 || found * 2 < site->page_count) return;
    for (size_t i = 0; i < all->page_count; i++) {
        if (strncmp(paths[i], base, strlen(base)) != 0) continue;
        site->base =
            cli_memory_format(site->memory, "%s%s", host_of(site->memory, all->pages[i]), base);
        site->base_count = found;
        return;
    }
}

static void settle(cli_site *site, const cli_sitemap *all, char *const *paths, const char **keys,
                   size_t key_count) {
    const size_t count = all->page_count;
    const char *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < count && i < BASE_TRIES; i++) {
        for (int names = 0; names <= BASE_NAMES_MAX; names++) {
            const size_t length = base_length(paths[i], names);
            if (length == SIZE_MAX) break;
            const char *base = cli_memory_format(site->memory, "%.*s", (int)length, paths[i]);
            const size_t found = take_pages(site, paths, count, base, keys, key_count);
            if (found <= most) continue;
            most = found;
            best = base;
        }
    }
    if (best == NULL) {
        site->page_count = 0;
        return;
    }
    (void)take_pages(site, paths, count, best, keys, key_count);
    note_base(site, all, paths, best, most);
    qsort(site->pages, site->page_count, sizeof(*site->pages), compare_pages);
    site->has_sitemap = true;
    site->sitemap_decides = most * 2 >= key_count;
}

static void use_sitemap(cli_site *site, const cli_walk *walk, const cli_sitemap *all) {
    const char **keys = cli_grow(NULL, walk->count + 1, sizeof(*keys));
    char **paths = cli_grow(NULL, all->page_count + 1, sizeof(*paths));
    size_t key_count = 0;
    for (size_t i = 0; i < walk->count; i++) {
        const char *path = walk->entries[i].path;
        if (is_html(path))
            keys[key_count++] = make_key(cli_memory_copy(site->memory, cli_str(path)));
    }
    qsort(keys, key_count, sizeof(*keys), compare_texts);
    for (size_t i = 0; i < all->page_count; i++)
        paths[i] = path_of_address(site->memory, all->pages[i]);
    site->pages = cli_grow(NULL, all->page_count + 1, sizeof(*site->pages));
    settle(site, all, paths, keys, key_count);
    if (!site->has_sitemap && key_count > 0 && all->page_count > 0) {
        const cli_sitemap_error error = {
            .message = "none of the addresses it lists leads to a page of this folder"};
        tell(walk, "sitemap.xml", &error);
    }
    free(keys);
    free(paths);
}

/* All pages' texts in one file, for language models (llmstxt.org): the names that tools use. */
static bool repeats_pages(const char *path) {
    static const char *const names[] = {"llms-full.txt", "llms-medium.txt", "llms-small.txt",
                                        "llms-ctx.txt", "llms-ctx-full.txt"};
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}

void cli_site_open(cli_site *site, cli_memory *memory, const char *folder, const cli_walk *walk) {
    *site = (cli_site){.memory = memory, .state = 1469598103934665603u};
    for (size_t i = 0; i < walk->count; i++) {
        const char *path = walk->entries[i].path;
        const chatlet_document_format format = chatlet_document_format_of(cli_str(path));
        if (format == CHATLET_FORMAT_HTML) site->has_pages = true;
        if (format == CHATLET_FORMAT_MARKDOWN && !repeats_pages(path)) site->has_documents = true;
    }
    site->has_documents = site->has_documents || site->has_pages;
    if (!site->has_pages) return;
    site->generator = find_generator(memory, folder, walk);
    if (!cli_is_file(cli_path_join(memory, folder, "sitemap.xml"))) return;
    cli_sitemap all = {.memory = memory};
    read_map(site, folder, "sitemap.xml", walk, &all, 0);
    use_sitemap(site, walk, &all);
    cli_sitemap_free(&all);
}

void cli_site_free(cli_site *site) {
    free(site->pages);
    *site = (cli_site){.memory = NULL};
}

/* ---- pages ----------------------------------------------------------------------------------- */

static bool begins_with_name(const char *key, const char *name) {
    const size_t length = strlen(name);
    return strncmp(key, name, length) == 0 && (key[length] == '/' || key[length] == '\0');
}

/* True for the page `name` and what lies below it, at the top or in one folder, such as that of a
 * language or of a blog. Deeper ones are an author's own. */
static bool is_in(const char *key, const char *name) {
    const char *slash = strchr(key, '/');
    return begins_with_name(key, name) || (slash != NULL && begins_with_name(slash + 1, name));
}

/* The same for the page alone. */
static bool is_page(const char *key, const char *name) {
    const char *slash = strchr(key, '/');
    return strcmp(key, name) == 0 || (slash != NULL && strcmp(slash + 1, name) == 0);
}

/* "page/2/index.html": a list of pages goes on. */
static bool is_continued_list(const char *path) {
    for (const char *at = path; at != NULL;) {
        if (strncmp(at, "page/", 5) == 0 && at[5] >= '0' && at[5] <= '9') return true;
        at = strchr(at, '/');
        if (at != NULL) at++;
    }
    return false;
}

static bool is_list(const cli_site *site, const char *path, const char *key) {
    switch (site->generator) {
    case CLI_GENERATOR_DOCUSAURUS:
        return is_in(key, "tags") || is_in(key, "blog/archive") || is_page(key, "blog") ||
               is_in(key, "blog/authors") || is_continued_list(path);
    case CLI_GENERATOR_HUGO:
        return is_in(key, "tags") || is_in(key, "categories") || is_continued_list(path);
    case CLI_GENERATOR_SPHINX:
        return is_in(key, "genindex") || ends_with(key, "-modindex") || is_page(key, "modindex");
    case CLI_GENERATOR_MDBOOK: return strcmp(key, "toc") == 0;
    case CLI_GENERATOR_MKDOCS:
    case CLI_GENERATOR_VITEPRESS:
    case CLI_GENERATOR_UNKNOWN: break;
    }
    return false;
}

/* Why a page says nothing that others do not say; NULL: it does. */
static const char *why_repeated(const cli_site *site, const char *key) {
    if (site->generator == CLI_GENERATOR_MDBOOK && strcmp(key, "print") == 0)
        return "repeats all other pages";
    if (site->generator == CLI_GENERATOR_SPHINX && begins_with_name(key, "_modules"))
        return "listing of source code";
    return NULL;
}

/* What a site says to machines stands in its top folder. Packers of scripts write the licenses of
 * what they packed beside them. */
static bool is_for_machines(const char *path) {
    static const char *const names[] = {"robots.txt", "humans.txt", "ads.txt"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(path, names[i]) == 0) return true;
    }
    return ends_with(path, ".js.LICENSE.txt");
}

const char *cli_site_leaves_out(const cli_site *site, const char *path) {
    if (site->has_documents && repeats_pages(path)) return "repeats the pages";
    if (!is_html(path))
        return site->has_pages && is_for_machines(path) ? "file for machines" : NULL;
    if (site->generator == CLI_GENERATOR_UNKNOWN && !site->has_sitemap) return NULL;
    cli_memory memory = {0};
    const char *key = make_key(cli_memory_copy(&memory, cli_str(path)));
    const char *slash = strrchr(key, '/');
    const char *name = slash == NULL ? key : slash + 1;
    const bool is_missing_page = strcmp(name, "404") == 0;
    const bool is_search = strcmp(name, "search") == 0;
    const bool lists = is_list(site, path, key);
    const char *repetition = why_repeated(site, key);
    cli_memory_free(&memory);
    const bool is_listed = find_page(site, path) != NULL;
    if (is_missing_page) return "says that a page is missing";
    if (is_search && !is_listed) return "search page";
    if (lists) return "list of other pages";
    if (repetition != NULL) return repetition;
    if (site->sitemap_decides && !is_listed) return "not in sitemap.xml";
    return NULL;
}

const char *cli_site_address(const cli_site *site, const char *path) {
    const cli_site_page *listed = find_page(site, path);
    const bool is_known = site->generator != CLI_GENERATOR_UNKNOWN || site->has_sitemap;
    const bool is_index = strcmp(path, "index.html") == 0 || ends_with(path, "/index.html");
    cli_site_form form = is_known && is_index ? CLI_SITE_FOLDER : CLI_SITE_AS_FILE;
    if (listed != NULL) form = listed->form;
    if (form == CLI_SITE_AS_FILE) return path;
    const char *key = make_key(cli_memory_copy(site->memory, cli_str(path)));
    if (form == CLI_SITE_BARE || key[0] == '\0') return key;
    return cli_memory_format(site->memory, "%s/", key);
}
