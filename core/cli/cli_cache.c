#include "cli_cache.h"

#include "cli_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    NAME_BYTES = CHATLET_RECORD_NAME_BYTES,
    PROGRAM_BYTES_MAX = 256 * 1024 * 1024,
    RECORD_BYTES_MAX = 256 * 1024 * 1024
};

static const char ending[] = ".record";

/* Names bytes by their hash, which the engine has for records. */
static void name_bytes(chatlet_str bytes, char name[NAME_BYTES]) {
    const chatlet_document document = {.format = CHATLET_FORMAT_UNKNOWN, .bytes = bytes};
    chatlet_record_name(&document, (chatlet_str){0}, name);
}

/* Readers change with the program, often without a new version number while it is worked on. */
static bool find_salt(cli_cache *cache) {
    cli_file program;
    if (!cli_file_read("/proc/self/exe", PROGRAM_BYTES_MAX, &program)) return false;
    name_bytes(cli_file_str(&program), cache->salt);
    cli_file_free(&program);
    return true;
}

static const char *usual_folder(cli_memory *memory) {
    const char *base = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    /* The specification says that a relative path is to be ignored. */
    if (base != NULL && base[0] == '/') return cli_path_join(memory, base, "chatlet");
    if (home != NULL && home[0] == '/') return cli_path_join(memory, home, ".cache/chatlet");
    return NULL;
}

void cli_cache_open(cli_cache *cache, const char *folder, const char *out) {
    *cache = (cli_cache){.folder = NULL};
    const char *base = folder != NULL ? folder : usual_folder(&cache->memory);
    if (base == NULL || !find_salt(cache)) return;
    char name[NAME_BYTES];
    name_bytes(cli_str(cli_path_resolve(&cache->memory, out)), name);
    const char *own =
        cli_memory_copy(&cache->memory, (chatlet_str){.data = name, .size_bytes = NAME_BYTES});
    cache->folder = cli_path_join(&cache->memory, base, own);
}

void cli_cache_name(const cli_cache *cache, const chatlet_document *document,
                    char name[NAME_BYTES]) {
    const chatlet_str salt = {.data = cache->salt, .size_bytes = NAME_BYTES};
    chatlet_record_name(document, salt, name);
}

static const char *path_of(cli_memory *memory, const cli_cache *cache,
                           const char name[NAME_BYTES]) {
    return cli_memory_format(memory, "%s/%.*s%s", cache->folder, (int)NAME_BYTES, name, ending);
}

bool cli_cache_read(const cli_cache *cache, const char name[NAME_BYTES], chatlet_str *record) {
    cli_memory memory = {0};
    cli_file file;
    const bool is_read = cache->folder != NULL &&
                         cli_file_read(path_of(&memory, cache, name), RECORD_BYTES_MAX, &file);
    if (is_read) *record = cli_file_str(&file);
    cli_memory_free(&memory);
    return is_read;
}

void cli_cache_write(const cli_cache *cache, const char name[NAME_BYTES], chatlet_str record) {
    if (cache->folder == NULL || record.size_bytes > RECORD_BYTES_MAX) return;
    cli_memory memory = {0};
    (void)cli_file_write(path_of(&memory, cache, name), record);
    cli_memory_free(&memory);
}

void cli_cache_use(cli_cache *cache, const char name[NAME_BYTES]) {
    if (cache->folder == NULL) return;
    if (cache->count == cache->capacity) {
        cache->capacity = cache->capacity == 0 ? 64 : cache->capacity * 2;
        cache->names = cli_grow(cache->names, cache->capacity, sizeof(*cache->names));
    }
    memcpy(cache->names[cache->count++], name, NAME_BYTES);
}

static int compare_names(const void *a, const void *b) { return memcmp(a, b, NAME_BYTES); }

static bool is_used(const cli_cache *cache, const char *name) {
    return cache->count > 0 &&
           bsearch(name, cache->names, cache->count, NAME_BYTES, compare_names) != NULL;
}

/* A record, or what a build that was killed was writing of one. */
static bool is_removable(const cli_cache *cache, cli_memory *memory, const char *name) {
    if (strspn(name, "0123456789abcdef") != NAME_BYTES) return false;
    if (strcmp(name + NAME_BYTES, ending) == 0) return !is_used(cache, name);
    return cli_file_temporary_length(name) > 0 &&
           cli_file_is_abandoned(cli_path_join(memory, cache->folder, name));
}

void cli_cache_prune(cli_cache *cache) {
    if (cache->folder == NULL) return;
    if (cache->count > 0) qsort(cache->names, cache->count, NAME_BYTES, compare_names);
    cli_memory memory = {0};
    DIR *directory = opendir(cache->folder);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        if (is_removable(cache, &memory, entry->d_name))
            unlink(cli_path_join(&memory, cache->folder, entry->d_name));
    }
    if (directory != NULL) closedir(directory);
    cli_memory_free(&memory);
}

void cli_cache_free(cli_cache *cache) {
    free(cache->names);
    cache->names = NULL;
    cache->folder = NULL;
    cli_memory_free(&cache->memory);
}
