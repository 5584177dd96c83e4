#include "cli_source.h"

#include "cli_files.h"
#include "cli_glob.h"
#include "cli_site.h"
#include "cli_walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One of the places documents come from, once the bot's word for it is known. */
typedef struct source_place {
    const char *folder;       /* to walk, or where the file stands */
    const char *file;         /* the one document in it; NULL: all */
    const char *include;      /* pattern of paths below the folder; NULL: all */
    const cli_source *source; /* what is left out of it */
    const chatlet_bot *bot;   /* the same */
    const char *shown;        /* of the folder below the source's; may be "" */
    const char *prefix;       /* of addresses; ends with '/' */
    bool has_own_prefix;      /* the author named it */
    bool pages;               /* write pages for what is not HTML */
} source_place;

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

bool cli_source_find(cli_memory *memory, const char *command, const char *path,
                     const char *bot_option, bool is_silent, cli_source *source) {
    struct stat status;
    if (stat(path, &status) != 0) {
        const int error = errno;
        if (!is_silent) fprintf(stderr, "chatlet %s: %s: %s\n", command, path, strerror(error));
        errno = error;
        return false;
    }
    const bool is_folder = S_ISDIR(status.st_mode);
    const bool is_bot = !is_folder && strcmp(base_name(path), "bot.json") == 0;
    *source = (cli_source){.folder = is_folder ? path : cli_path_folder(memory, path),
                           .file = is_folder || is_bot ? NULL : base_name(path)};
    const char *bot_file = cli_path_join(memory, source->folder, "bot.json");
    if (bot_option != NULL) {
        source->bot_file = bot_option;
        source->bot_is_elsewhere = true;
    } else if (source->file == NULL && cli_is_file(bot_file)) {
        source->bot_file = bot_file;
    }
    return true;
}

/* Appends `path` to `prefix`; bytes that an address cannot hold are written as %XX. */
static char *make_url(cli_memory *memory, const char *prefix, const char *path) {
    static const char digits[] = "0123456789ABCDEF";
    static const char kept[] = "-._~/!$&()*+,=:@";
    const size_t prefix_length = strlen(prefix);
    char *url = cli_memory_take(memory, prefix_length + strlen(path) * 3 + 1);
    memcpy(url, prefix, prefix_length);
    char *end = url + prefix_length;
    for (; *path != '\0'; path++) {
        const unsigned char byte = (unsigned char)*path;
        const bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                             (byte >= '0' && byte <= '9');
        if (is_word || strchr(kept, byte) != NULL) {
            *end++ = (char)byte;
        } else {
            *end++ = '%';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
        }
    }
    return url;
}

/* Markdown is published as HTML of the same name by every site generator we know. */
static const char *published_name(cli_memory *memory, const char *path,
                                  chatlet_document_format format) {
    const bool has_own_ending = chatlet_document_format_of(cli_str(path)) == format;
    if (format != CHATLET_FORMAT_MARKDOWN || !has_own_ending) return path;
    const char *dot = strrchr(path, '.');
    return cli_memory_format(memory, "%.*s.html", (int)(dot - path), path);
}

static void leave_out(cli_document_list *list, const char *path, const char *reason) {
    if (list->left_out_count == list->left_out_capacity) {
        list->left_out_capacity = list->left_out_capacity == 0 ? 64 : list->left_out_capacity * 2;
        list->left_out = cli_grow(list->left_out, list->left_out_capacity, sizeof(*list->left_out));
    }
    list->left_out[list->left_out_count++] = (cli_left_out){.path = path, .reason = reason};
}

/* `address` is that of HTML below the place's own. */
static void add_document(cli_document_list *list, const source_place *place, const char *path,
                         const char *address) {
    cli_memory *memory = &list->memory;
    const chatlet_document_format format = chatlet_document_format_of(cli_str(path));
    const bool wants_page =
        format != CHATLET_FORMAT_HTML && !(place->has_own_prefix && !place->pages);
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->documents = cli_grow(list->documents, list->capacity, sizeof(*list->documents));
    }
    list->documents[list->count++] = (cli_document){
        .file = cli_path_join(memory, place->folder, path),
        .path = cli_path_join(memory, place->shown, path),
        .url = wants_page && format != CHATLET_FORMAT_LINKS
                   ? ""
                   : make_url(memory, place->prefix,
                              format == CHATLET_FORMAT_HTML ? address
                                                            : published_name(memory, path, format)),
        .format = format,
        .wants_page = wants_page};
}

static void note_base(cli_document_list *list, const cli_site *site) {
    if (site->base == NULL) return;
    if (list->base_count == list->base_capacity) {
        list->base_capacity = list->base_capacity == 0 ? 4 : list->base_capacity * 2;
        list->bases = cli_grow(list->bases, list->base_capacity, sizeof(*list->bases));
    }
    list->bases[list->base_count++] =
        (cli_site_base){.address = site->base, .count = site->base_count};
}

static void name_file(cli_document *document, dev_t device, ino_t number) {
    document->device = device;
    document->number = number;
}

static void mix(uint64_t *fingerprint, uint64_t word) {
    *fingerprint = (*fingerprint ^ word) * 1099511628211u;
}

static void mix_text(uint64_t *fingerprint, const char *text) {
    for (; *text != '\0'; text++)
        mix(fingerprint, (unsigned char)*text);
    mix(fingerprint, 0);
}

/* Whether the author said to leave `path` out, which is below the source's folder. On a command
 * line people also write the folder before it. */
static bool is_excluded(const source_place *place, const char *path) {
    cli_memory memory = {0};
    const char *whole = cli_path_join(&memory, place->source->folder, path);
    bool is_found = false;
    for (size_t i = 0; i < place->source->excluded_count && !is_found; i++) {
        const char *pattern = place->source->excluded[i];
        is_found = cli_glob_covers(pattern, path) || cli_glob_covers(pattern, whole);
    }
    for (uint32_t i = 0; i < place->bot->source_count && !is_found; i++) {
        const chatlet_str named = place->bot->sources[i].path;
        if (named.data[0] != '!') continue;
        is_found = cli_glob_covers(cli_memory_copy(&memory, named) + 1, path);
    }
    cli_memory_free(&memory);
    return is_found;
}

/* Whether a text is no document but sentences of an intent, beside bot.json. */
static bool is_of_conversation(const source_place *place, const char *path) {
    const char *slash = strchr(path, '/');
    return place->source->bot_file != NULL && place->shown[0] == '\0' && slash != NULL &&
           strchr(slash + 1, '/') == NULL &&
           chatlet_source_kind_of(cli_str(path)) != CHATLET_SOURCE_UNKNOWN;
}

/* Adds the place's documents; returns how many of them are HTML. */
static size_t collect_place(cli_document_list *list, const source_place *place,
                            cli_diagnostics *diagnostics) {
    size_t html_count = 0;
    if (place->file != NULL) {
        struct stat status;
        add_document(list, place, place->file, place->file);
        cli_document *added = &list->documents[list->count - 1];
        if (stat(added->file, &status) == 0) name_file(added, status.st_dev, status.st_ino);
        mix(&list->fingerprint, cli_walk_file_state(added->file));
        return 0;
    }
    cli_walk walk = {.memory = &list->memory,
                     .diagnostics = diagnostics,
                     .shown_folder = place->shown,
                     .skipped =
                         list->out == NULL ? NULL : cli_path_resolve(&list->memory, list->out)};
    cli_walk_folder(&walk, place->folder);
    cli_site site;
    cli_site_open(&site, &list->memory, place->folder, &walk);
    mix(&list->fingerprint, site.state);
    if (site.generator != CLI_GENERATOR_UNKNOWN)
        list->generator = cli_generator_name(site.generator);
    note_base(list, &site);
    for (size_t i = 0; i < walk.count; i++) {
        const char *path = walk.entries[i].path;
        if (place->include != NULL && !cli_glob_matches(place->include, path)) continue;
        const bool is_html = chatlet_document_format_of(cli_str(path)) == CHATLET_FORMAT_HTML;
        const char *reason = cli_site_leaves_out(&site, path);
        if (is_excluded(place, cli_path_join(&list->memory, place->shown, path)))
            reason = "excluded by a pattern";
        if (is_of_conversation(place, path)) reason = "a part of the conversation";
        mix_text(&list->fingerprint, path);
        mix(&list->fingerprint, walk.entries[i].state);
        html_count += is_html;
        if (reason != NULL) {
            leave_out(list, cli_path_join(&list->memory, place->shown, path), reason);
            continue;
        }
        add_document(list, place, path, is_html ? cli_site_address(&site, path) : path);
        name_file(&list->documents[list->count - 1], walk.entries[i].device,
                  walk.entries[i].number);
    }
    cli_site_free(&site);
    cli_walk_free(&walk);
    return html_count;
}

static const char *with_slash(cli_memory *memory, const char *prefix) {
    const size_t length = strlen(prefix);
    const bool is_complete = length == 0 || prefix[length - 1] == '/';
    return is_complete ? prefix : cli_memory_format(memory, "%s/", prefix);
}

/* The way from the output folder back to `folder`, as an address; "/" when there is none. */
static const char *way_back(cli_memory *memory, const char *out, const char *folder) {
    const char *below =
        cli_path_below(cli_path_resolve(memory, out), cli_path_resolve(memory, folder));
    if (below == NULL) return "/";
    char *way = cli_memory_take(memory, strlen(below) * 3 + 4);
    if (below[0] != '\0') strcat(way, "../");
    for (; *below != '\0'; below++) {
        if (*below == '/') strcat(way, "../");
    }
    return way;
}

/* Addresses are given once the output folder is known, which may depend on what was found. */
static void set_prefix(cli_document_list *list, size_t first, const source_place *place,
                       const char *prefix) {
    for (size_t i = first; i < list->count; i++) {
        cli_document *document = &list->documents[i];
        const bool has_url = !document->wants_page || document->format == CHATLET_FORMAT_LINKS;
        if (!has_url || place->has_own_prefix) continue;
        document->url = cli_memory_format(&list->memory, "%s%s", prefix, document->url);
    }
}

/* `path` is a folder, a file or a pattern below the source's folder. */
static source_place place_of(cli_memory *memory, const cli_source *source, const chatlet_bot *bot,
                             const char *path) {
    const char *full = cli_path_join(memory, source->folder, path);
    source_place place = {
        .folder = full, .shown = path, .source = source, .bot = bot, .pages = true, .prefix = ""};
    if (cli_is_file(full)) {
        place.folder = cli_path_folder(memory, full);
        place.shown = strchr(path, '/') == NULL ? "" : cli_path_folder(memory, path);
        place.file = base_name(path);
    } else if (cli_glob_is_pattern(path) && !cli_is_folder(full)) {
        place.shown = cli_glob_folder(memory, path, &place.include);
        place.folder = strcmp(place.shown, ".") == 0
                           ? source->folder
                           : cli_path_join(memory, source->folder, place.shown);
        if (strcmp(place.shown, ".") == 0) place.shown = "";
    }
    return place;
}

static source_place place_of_bot(cli_memory *memory, const cli_source *source,
                                 const chatlet_bot *bot, const chatlet_bot_source *named) {
    source_place place = place_of(memory, source, bot, cli_memory_copy(memory, named->path));
    place.prefix = with_slash(memory, cli_memory_copy(memory, named->url));
    place.has_own_prefix = named->url.size_bytes > 0;
    place.pages = named->pages;
    return place;
}

/* A base address stands for the source: what lies below it keeps its path, so that a bot's
 * "knowledge" is cited where a server of the whole folder has it. */
static const char *based(cli_memory *memory, const char *base_url, const char *shown) {
    const char *base = with_slash(memory, base_url);
    const bool is_below = shown[0] != '\0' && strncmp(shown, "..", 2) != 0;
    return is_below ? with_slash(memory, make_url(memory, base, shown)) : base;
}

static void collect_one(cli_document_list *list, const cli_source *source, source_place place,
                        const cli_source_options *options, cli_diagnostics *diagnostics) {
    const size_t first = list->count;
    const size_t first_base = list->base_count;
    const size_t html_count = collect_place(list, &place, diagnostics);
    if (list->out == NULL) {
        const bool is_site =
            source->file == NULL && html_count > 0 && html_count * 2 >= list->count;
        list->out =
            is_site ? cli_path_join(&list->memory, source->folder, "chatlet") : "chatlet-site";
    }
    const char *prefix = options->base_url != NULL
                             ? based(&list->memory, options->base_url, place.shown)
                             : way_back(&list->memory, list->out, place.folder);
    set_prefix(list, first, &place, prefix);
    for (size_t i = first_base; i < list->base_count; i++)
        list->bases[i].root = place.has_own_prefix ? place.prefix : prefix;
}

static int compare_files(const void *a, const void *b) {
    const cli_document *left = *(const cli_document *const *)a;
    const cli_document *right = *(const cli_document *const *)b;
    if (left->device != right->device) return left->device < right->device ? -1 : 1;
    if (left->number != right->number) return left->number < right->number ? -1 : 1;
    return left < right ? -1 : left > right;
}

/* Leaves of each file the document that came first. */
static void drop_repeats(cli_document_list *list) {
    if (list->count < 2) return;
    cli_document **sorted = cli_grow(NULL, list->count, sizeof(*sorted));
    bool *is_repeat = cli_grow(NULL, list->count, sizeof(*is_repeat));
    for (size_t i = 0; i < list->count; i++) {
        sorted[i] = &list->documents[i];
        is_repeat[i] = false;
    }
    qsort(sorted, list->count, sizeof(*sorted), compare_files);
    for (size_t i = 1; i < list->count; i++) {
        is_repeat[sorted[i] - list->documents] = sorted[i]->number != 0 &&
                                                 sorted[i]->number == sorted[i - 1]->number &&
                                                 sorted[i]->device == sorted[i - 1]->device;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!is_repeat[i]) list->documents[kept++] = list->documents[i];
    }
    list->count = kept;
    free(sorted);
    free(is_repeat);
}

/* A bot without sources of its own is about its "knowledge" folder, or else about the whole of what
 * it was given. */
static bool is_about_everything(const cli_source *source, const chatlet_bot *bot) {
    if (source->bot_file == NULL || source->file != NULL) return true;
    if (bot->source_count > 0) return false;
    cli_memory memory = {0};
    const bool has_knowledge = cli_is_folder(cli_path_join(&memory, source->folder, "knowledge"));
    cli_memory_free(&memory);
    return !has_knowledge;
}

/* A conversation without knowledge has no documents: its README is for its author. */
static bool is_conversation_only(const cli_source *source, const chatlet_bot *bot) {
    if (source->bot_file == NULL || source->file != NULL || bot->source_count > 0) return false;
    cli_memory memory = {0};
    const bool is_only = cli_is_folder(cli_path_join(&memory, source->folder, "flows")) &&
                         !cli_is_folder(cli_path_join(&memory, source->folder, "knowledge"));
    cli_memory_free(&memory);
    return is_only;
}

void cli_source_collect(const cli_source *source, const chatlet_bot *bot,
                        const cli_source_options *options, cli_diagnostics *diagnostics,
                        cli_document_list *list) {
    static const chatlet_bot_source usual = {.path = {.data = "knowledge", .size_bytes = 9},
                                             .pages = true};
    *list = (cli_document_list){.out = options->out, .fingerprint = 1469598103934665603u};
    if (source->bot_file != NULL) mix(&list->fingerprint, cli_walk_file_state(source->bot_file));
    for (size_t i = 0; i < source->pattern_count; i++)
        collect_one(list, source, place_of(&list->memory, source, bot, source->patterns[i]),
                    options, diagnostics);
    if (source->pattern_count > 0) {
        drop_repeats(list);
        return;
    }
    if (is_conversation_only(source, bot)) {
        if (list->out == NULL) list->out = "chatlet-site";
        return;
    }
    if (is_about_everything(source, bot)) {
        const source_place place = {.folder = source->folder,
                                    .file = source->file,
                                    .source = source,
                                    .bot = bot,
                                    .shown = "",
                                    .prefix = "",
                                    .pages = true};
        collect_one(list, source, place, options, diagnostics);
        drop_repeats(list);
        return;
    }
    const chatlet_bot_source *sources = bot->source_count > 0 ? bot->sources : &usual;
    const uint32_t count = bot->source_count > 0 ? bot->source_count : 1;
    if (list->out == NULL) list->out = "chatlet-site";
    for (uint32_t i = 0; i < count; i++) {
        if (sources[i].path.data[0] == '!') continue;
        collect_one(list, source, place_of_bot(&list->memory, source, bot, &sources[i]), options,
                    diagnostics);
    }
    drop_repeats(list);
}

void cli_document_list_free(cli_document_list *list) {
    free(list->bases);
    list->bases = NULL;
    list->base_count = 0;
    free(list->left_out);
    list->left_out = NULL;
    list->left_out_count = 0;
    free(list->documents);
    list->documents = NULL;
    list->count = 0;
    cli_memory_free(&list->memory);
}
