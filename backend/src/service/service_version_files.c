#include "service_version_files.h"

#include "../domain/tar_archive.h"
#include "../security/byte_text.h"

#include <string.h>

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

bool version_refuse_file(service *service, chatlet_str name, const char *reason) {
    chatlet_str detail = constant(reason);
    chatlet_str whole = name.size_bytes == 0
                            ? detail
                            : region_join(service->memory, 3, name, CHATLET_STR(": "), detail);
    (void)service_refuse(service, PROBLEM_INVALID_BUNDLE, whole);
    if (name.size_bytes > 0) {
        service->problem.fields[0] = (problem_field){region_copy(service->memory, name), detail};
        service->problem.field_count = 1;
    }
    return false;
}

/* By bytes; a name that begins another comes first. */
static int compare(chatlet_str a, chatlet_str b) {
    const size_t shorter = a.size_bytes < b.size_bytes ? a.size_bytes : b.size_bytes;
    const int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
    if (order != 0) return order;
    return a.size_bytes < b.size_bytes ? -1 : a.size_bytes > b.size_bytes;
}

static void swap(version_file *a, version_file *b) {
    const version_file kept = *a;
    *a = *b;
    *b = kept;
}

static void sink(version_file *files, size_t at, size_t count) {
    for (size_t child; (child = at * 2 + 1) < count; at = child) {
        if (child + 1 < count && compare(files[child].name, files[child + 1].name) < 0) child++;
        if (compare(files[at].name, files[child].name) >= 0) return;
        swap(&files[at], &files[child]);
    }
}

/* Heapsort (Williams and Floyd, 1964): as quick whatever order a stranger's archive has, in place.
 */
static void sort(version_files *list) {
    for (size_t i = list->count / 2; i > 0; i--)
        sink(list->files, i - 1, list->count);
    for (size_t end = list->count; end > 1; end--) {
        swap(&list->files[0], &list->files[end - 1]);
        sink(list->files, 0, end - 1);
    }
}

/* Sorts, and refuses a name that is there twice. */
static bool finish(service *service, version_files *list) {
    sort(list);
    for (size_t i = 1; i < list->count; i++) {
        if (compare(list->files[i - 1].name, list->files[i].name) == 0)
            return version_refuse_file(service, list->files[i].name, "it is there twice");
    }
    return true;
}

version_file *version_files_find(const version_files *list, chatlet_str name) {
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(list->files[middle].name, name);
        if (order == 0) return &list->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void version_files_hash(const version_files *list, uint8_t hash[CRYPTO_SHA256_BYTES]) {
    crypto_sha256_state state;
    crypto_sha256_begin(&state);
    for (size_t i = 0; i < list->count; i++) {
        const version_file *file = &list->files[i];
        crypto_sha256_add(&state, file->name);
        /* Names hold no zero byte and hashes are of one length, so no two lists share their
         * bytes. */
        crypto_sha256_add(&state, (chatlet_str){.data = "", .size_bytes = 1});
        crypto_sha256_add(&state, (chatlet_str){.data = (const char *)file->sha256,
                                                .size_bytes = CRYPTO_SHA256_BYTES});
    }
    crypto_sha256_end(&state, hash);
}

/* Files whose names are notes that macOS makes when it packs. */
static bool is_litter(chatlet_str name) {
    size_t begin = name.size_bytes;
    while (begin > 0 && name.data[begin - 1] != '/')
        begin--;
    const chatlet_str last = {.data = name.data + begin, .size_bytes = name.size_bytes - begin};
    if (last.size_bytes >= 2 && memcmp(last.data, "._", 2) == 0) return true;
    return last.size_bytes == 9 && memcmp(last.data, ".DS_Store", 9) == 0;
}

static bool refuse_archive(service *service, const tar_reader *reader) {
    if (service->memory->failed)
        return service_refuse(service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
    if (reader->name.size_bytes == 0)
        return version_refuse_file(service, CHATLET_STR(""), reader->problem);
    return version_refuse_file(service, reader->name, reader->problem);
}

/* How many files there are, so that a list of the right size can be made. */
static bool count_files(service *service, chatlet_str archive, size_t *count) {
    tar_reader reader = {.archive = archive};
    tar_entry entry;
    tar_result result;
    *count = 0;
    while ((result = tar_next(&reader, service->memory, &entry)) == TAR_ENTRY) {
        if (++*count > VERSION_FILES_MAX)
            return service_refuse(service, PROBLEM_TOO_LARGE,
                                  CHATLET_STR("A version may have at most 50000 files."));
    }
    return result == TAR_END || refuse_archive(service, &reader);
}

bool version_files_read_archive(service *service, chatlet_str archive, version_files *files) {
    version_files list = {.count = 0};
    size_t count;
    if (!count_files(service, archive, &count)) return false;
    list.files = region_take(service->memory, count * sizeof *list.files);
    tar_reader reader = {.archive = archive};
    tar_entry entry;
    while (list.files != NULL && list.count < count &&
           tar_next(&reader, service->memory, &entry) == TAR_ENTRY) {
        if (is_litter(entry.name)) {
            count--;
            continue;
        }
        if (entry.bytes.size_bytes > VERSION_FILE_BYTES_MAX)
            return version_refuse_file(service, entry.name, "it is larger than 16 MiB");
        version_file *file = &list.files[list.count++];
        *file = (version_file){
            .name = entry.name, .size_bytes = entry.bytes.size_bytes, .bytes = entry.bytes};
        crypto_sha256(entry.bytes, file->sha256);
    }
    if (list.files == NULL || service->memory->failed)
        return service_refuse(service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
    if (!finish(service, &list)) return false;
    *files = list;
    return true;
}

static bool read_item(service *service, const chatlet_json *item, version_file *file) {
    const chatlet_json *name = chatlet_json_find(item, CHATLET_STR("name"));
    const chatlet_json *hash = chatlet_json_find(item, CHATLET_STR("sha256"));
    size_t size_bytes = 0;
    if (name == NULL || name->kind != CHATLET_JSON_STRING || hash == NULL ||
        hash->kind != CHATLET_JSON_STRING || item->count != 2 ||
        !byte_text_read_hex(hash->text, file->sha256, sizeof file->sha256, &size_bytes) ||
        size_bytes != sizeof file->sha256)
        return service_refuse_field(
            service, CHATLET_STR("/files"),
            CHATLET_STR("Each file is an object of a name and its sha256 in 64 hexadecimal "
                        "digits."));
    const char *problem = tar_name_problem(name->text);
    if (problem != NULL) return version_refuse_file(service, name->text, problem);
    file->name = name->text;
    return true;
}

bool version_files_read_list(service *service, const chatlet_json *value, version_files *files) {
    if (value->kind != CHATLET_JSON_ARRAY)
        return service_refuse_field(service, CHATLET_STR("/files"),
                                    CHATLET_STR("This must be a list."));
    if (value->count > VERSION_FILES_MAX)
        return service_refuse(service, PROBLEM_TOO_LARGE,
                              CHATLET_STR("A version may have at most 50000 files."));
    version_files list = {.files = region_take(service->memory, value->count * sizeof *list.files)};
    if (list.files == NULL)
        return service_refuse(service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
    for (const chatlet_json *item = value->first; item != NULL; item = item->next) {
        list.files[list.count] = (version_file){.size_bytes = 0};
        if (!read_item(service, item, &list.files[list.count++])) return false;
    }
    if (!finish(service, &list)) return false;
    *files = list;
    return true;
}
