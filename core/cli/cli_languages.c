#include "cli_languages.h"

#include "cli_files.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Enough for the head of a page and the first words behind its menus. */
enum { LOOK_BYTES = 32768, TAG_BYTES = 36, TELLING_BYTES_MIN = 70 };

enum { NO_GROUP = UINT32_MAX };

/* Documents that go together, and the tags they declare. */
typedef struct language_group {
    const char *key; /* "pt", or the folder's "pt-BR" */
    size_t count;
    const char *tag; /* the first that was declared */
    bool is_folder;  /* a folder of documents in the language has this name */
    uint32_t place;  /* among the languages, when it is one */
} language_group;

typedef struct grouping {
    cli_memory *memory;
    language_group *groups; /* grown as needed */
    size_t count;
    size_t capacity;
} grouping;

static bool is_same_language(const char *tag, const char *other) {
    const size_t length = strcspn(tag, "-_");
    return length == strcspn(other, "-_") && strncasecmp(tag, other, length) == 0;
}

/* "pt_BR" is how many systems write "pt-BR". */
static const char *with_hyphens(cli_memory *memory, const char *tag) {
    char *copy = cli_memory_format(memory, "%s", tag);
    for (char *at = copy; *at != '\0'; at++)
        if (*at == '_') *at = '-';
    return copy;
}

/* The folder of the path that is a tag of the language, or NULL: "guide/pt-BR/a.html". */
static const char *find_folder(cli_memory *memory, const char *path, const char *tag) {
    while (strchr(path, '/') != NULL) {
        const size_t length = strcspn(path, "/");
        if (length >= 2 && length < TAG_BYTES) {
            const char *part = cli_memory_format(memory, "%.*s", (int)length, path);
            if (is_same_language(part, tag)) return with_hyphens(memory, part);
        }
        path += length + 1;
    }
    return NULL;
}

static bool is_same_tag(const char *part, const char *tag, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const char byte = part[i] == '_' ? '-' : part[i];
        if (strncasecmp(&byte, &tag[i], 1) != 0) return false;
    }
    return true;
}

static bool has_folder(const char *path, const char *name) {
    const size_t wanted = strlen(name);
    while (strchr(path, '/') != NULL) {
        const size_t length = strcspn(path, "/");
        if (length == wanted && is_same_tag(path, name, length)) return true;
        path += length + 1;
    }
    return false;
}

/* Whether the words of a document may decide: a few of them in Latin letters are in many languages
 * at once ("open", "door" are Dutch, too). */
static bool is_telling(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        if ((unsigned char)text.data[i] >= 0x80) return true;
    }
    return text.size_bytes >= TELLING_BYTES_MIN;
}

static const char *read_tag(cli_memory *memory, const cli_document *document, bool *is_declared) {
    cli_file file;
    /* What cannot be read is reported when the document is added. */
    if (!cli_file_read(document->file, LOOK_BYTES, &file)) return NULL;
    chatlet_str tag = chatlet_document_locale(document->format, cli_file_str(&file));
    *is_declared = tag.size_bytes > 0;
    if (!*is_declared && is_telling(cli_file_str(&file)))
        tag = chatlet_document_language(document->format, cli_file_str(&file));
    const char *copy = tag.size_bytes > 0 ? cli_memory_copy(memory, tag) : NULL;
    cli_file_free(&file);
    return copy;
}

static uint32_t find_group(grouping *all, const char *key) {
    for (size_t i = 0; i < all->count; i++) {
        if (strcasecmp(all->groups[i].key, key) == 0) return (uint32_t)i;
    }
    if (all->count == all->capacity) {
        all->capacity = all->capacity == 0 ? 32 : all->capacity * 2;
        all->groups = cli_grow(all->groups, all->capacity, sizeof(*all->groups));
    }
    all->groups[all->count] = (language_group){.key = key};
    return (uint32_t)all->count++;
}

/* Group of a document by what it says itself, or NO_GROUP. */
static uint32_t group_document(grouping *all, const cli_document *document) {
    bool is_declared = false;
    const char *tag = read_tag(all->memory, document, &is_declared);
    if (tag == NULL) return NO_GROUP;
    const char *folder = find_folder(all->memory, document->path, tag);
    const char *base = cli_memory_format(all->memory, "%.*s", (int)strcspn(tag, "-_"), tag);
    const uint32_t place = find_group(all, folder != NULL ? folder : base);
    language_group *found = &all->groups[place];
    found->count++;
    found->is_folder = found->is_folder || folder != NULL;
    if (found->tag == NULL && is_declared) found->tag = tag;
    return place;
}

/* A page that was not translated yet still belongs to the language whose folder it stands in. */
static uint32_t regroup_by_folder(const grouping *all, const cli_document *document,
                                  uint32_t place) {
    for (uint32_t i = 0; i < all->count; i++) {
        const language_group *next = &all->groups[i];
        if (next->is_folder && next->count >= LANGUAGE_DOCUMENTS_MIN &&
            has_folder(document->path, next->key))
            return i;
    }
    return place;
}

static bool is_regional(const language_group *next) { return strpbrk(next->key, "-_") != NULL; }

/* Where documents of the group go: "en" joins "en-US" when that is the only English there is. */
static uint32_t joined_group(const grouping *all, uint32_t place) {
    uint32_t joined = NO_GROUP;
    if (place == NO_GROUP || is_regional(&all->groups[place])) return place;
    for (uint32_t i = 0; i < all->count; i++) {
        const language_group *next = &all->groups[i];
        if (!is_regional(next) || !is_same_language(next->key, all->groups[place].key)) continue;
        if (joined != NO_GROUP) return place;
        joined = i;
    }
    return joined != NO_GROUP ? joined : place;
}

/* The group of each document of the list. */
static uint32_t *group_documents(grouping *all, const cli_document_list *list) {
    uint32_t *group_of = cli_memory_take(all->memory, list->count * sizeof(*group_of));
    for (size_t i = 0; i < list->count; i++)
        group_of[i] = group_document(all, &list->documents[i]);
    for (size_t i = 0; i < list->count; i++) {
        group_of[i] = regroup_by_folder(all, &list->documents[i], group_of[i]);
        group_of[i] = joined_group(all, group_of[i]);
    }
    for (size_t i = 0; i < all->count; i++)
        all->groups[i].count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (group_of[i] != NO_GROUP) all->groups[group_of[i]].count++;
    return group_of;
}

static bool is_language(const language_group *next, size_t document_count) {
    return next->count >= LANGUAGE_DOCUMENTS_MIN && next->count * LANGUAGE_ONE_IN >= document_count;
}

/* What the group's index is called: the folder's tag, where it says more than the declared one. */
static const char *locale_of(const language_group *next) {
    return is_regional(next) || next->tag == NULL ? next->key : next->tag;
}

/* How fit the group is to be the site's own language: of the locale the bot was given, its tag
 * before its language; then by how many documents; of equals English, when nobody said. */
static uint64_t fitness(const language_group *next, const char *wanted, bool is_given) {
    const char *locale = locale_of(next);
    const uint64_t is_language = is_same_language(locale, wanted) ? 1 : 0;
    const uint64_t is_exact = strcasecmp(locale, wanted) == 0 ? 1 : 0;
    const uint64_t given = is_given ? is_language + is_exact : 0;
    return (given << 40) + next->count * 2 + is_language;
}

static const language_group *find_own(const grouping *all, const cli_compile *run,
                                      size_t document_count) {
    const char *wanted = cli_memory_copy(all->memory, run->bot.locale);
    const language_group *own = NULL;
    uint64_t best = 0;
    for (size_t i = 0; i < all->count; i++) {
        const language_group *next = &all->groups[i];
        const uint64_t fit = fitness(next, wanted, run->bot.has_locale);
        if (!is_language(next, document_count) || (own != NULL && fit <= best)) continue;
        own = next;
        best = fit;
    }
    return own;
}

static int compare_languages(const void *a, const void *b) {
    return strcmp(((const cli_language *)a)->locale, ((const cli_language *)b)->locale);
}

/* Names the languages: the own one first, the others by tag. */
static void list_languages(cli_languages *languages, const grouping *all, const language_group *own,
                           size_t document_count) {
    languages->languages =
        cli_memory_take(&languages->memory, (all->count + 1) * sizeof(*languages->languages));
    languages->languages[languages->count++] =
        (cli_language){.locale = locale_of(own), .count = own->count};
    for (size_t i = 0; i < all->count; i++) {
        const language_group *next = &all->groups[i];
        if (next == own || !is_language(next, document_count)) continue;
        languages->languages[languages->count++] =
            (cli_language){.locale = locale_of(next), .count = next->count};
    }
    qsort(languages->languages + 1, languages->count - 1, sizeof(*languages->languages),
          compare_languages);
    for (size_t i = 0; i < all->count; i++) {
        language_group *next = &all->groups[i];
        for (size_t j = 0; j < languages->count; j++)
            if (strcmp(languages->languages[j].locale, locale_of(next)) == 0)
                next->place = (uint32_t)j;
    }
}

static bool has_language(const cli_languages *languages, const char *tag) {
    for (size_t i = 0; i < languages->count; i++) {
        if (strcasecmp(languages->languages[i].locale, tag) == 0) return true;
    }
    return false;
}

/* A conversation is built in each language that it has texts in, also where no document is: without
 * texts of more than one, nothing changes. */
static void add_text_languages(cli_languages *languages, const cli_compile *run) {
    cli_memory *memory = &languages->memory;
    chatlet_str tag;
    uint32_t tag_count = 0;
    while (chatlet_compiler_get_text_locale(run->compiler, tag_count, &tag) == CHATLET_OK)
        tag_count++;
    if (tag_count == 0) return;
    cli_language *all = cli_memory_take(memory, (languages->count + tag_count + 1) * sizeof(*all));
    for (size_t i = 0; i < languages->count; i++)
        all[i] = languages->languages[i];
    languages->languages = all;
    if (languages->count == 0) {
        all[languages->count++] = (cli_language){.locale = cli_memory_copy(memory, run->bot.locale),
                                                 .count = run->documents.count};
        languages->language_of =
            cli_memory_take(memory, (run->documents.count + 1) * sizeof(uint32_t));
    }
    for (uint32_t i = 0; i < tag_count; i++) {
        if (chatlet_compiler_get_text_locale(run->compiler, i, &tag) != CHATLET_OK) break;
        const char *name = cli_memory_copy(memory, tag);
        if (!has_language(languages, name))
            all[languages->count++] = (cli_language){.locale = name};
    }
}

static void find_by_documents(cli_languages *languages, const cli_compile *run) {
    const cli_document_list *list = &run->documents;
    if (list->count < 2 * LANGUAGE_DOCUMENTS_MIN) return;
    grouping all = {.memory = &languages->memory};
    uint32_t *group_of = group_documents(&all, list);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        count += is_language(&all.groups[i], list->count) ? 1 : 0;
    if (count >= 2) {
        list_languages(languages, &all, find_own(&all, run, list->count), list->count);
        /* What is in no language that counts goes with the first. */
        for (size_t i = 0; i < list->count; i++)
            group_of[i] = group_of[i] == NO_GROUP ? 0 : all.groups[group_of[i]].place;
        languages->language_of = group_of;
    }
    free(all.groups);
}

void cli_languages_find(cli_languages *languages, const cli_compile *run,
                        const cli_compile_options *options) {
    *languages = (cli_languages){.count = 0};
    if (options->locale != NULL) return;
    find_by_documents(languages, run);
    add_text_languages(languages, run);
}

void cli_languages_free(cli_languages *languages) { cli_memory_free(&languages->memory); }

void cli_languages_keep(const cli_languages *languages, size_t language, cli_document_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (languages->language_of[i] == language) list->documents[kept++] = list->documents[i];
    }
    list->count = kept;
}

void cli_languages_set(cli_compile *run, const cli_language *language, bool is_own) {
    const chatlet_str none = {0};
    const chatlet_str locale = cli_str(language->locale);
    /* A locale of the author's stays that of the site. */
    if (is_own && run->bot.has_locale) return;
    const chatlet_status status = is_own
                                      ? chatlet_compiler_override_bot(run->compiler, none, locale)
                                      : chatlet_compiler_translate_bot(run->compiler, locale);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    if (status == CHATLET_OK) chatlet_compiler_get_bot(run->compiler, &run->bot);
}
