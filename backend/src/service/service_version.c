#include "service_version.h"

#include <string.h>

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

int64_t service_version_since(const service *service) {
    return service->now_ms - VERSION_STAYS_DAYS * DAY_MS;
}

static bool read_archive(void *context, service *service, const version_file *file, region *scratch,
                         chatlet_str *bytes) {
    (void)context;
    (void)service;
    (void)scratch;
    *bytes = file->bytes;
    return true;
}

version_reader service_version_archive_reader(void) {
    return (version_reader){.read = read_archive};
}

static bool read_stored(void *context, service *service, const version_file *file, region *scratch,
                        chatlet_str *bytes) {
    const int64_t *organization_id = context;
    if (store_blob_read(service->db, *organization_id, file->sha256, scratch, bytes)) return true;
    return version_refuse_file(service, file->name, "its content was not sent");
}

version_reader service_version_stored_reader(const int64_t *organization_id) {
    return (version_reader){.context = (void *)(uintptr_t)organization_id, .read = read_stored};
}

void service_version_keep_missing(service *service, int64_t organization_id, version_files *files) {
    size_t kept = 0;
    for (size_t i = 0; i < files->count; i++) {
        if (store_blob_size(service->db, organization_id, files->files[i].sha256) < 0)
            files->files[kept++] = files->files[i];
    }
    files->count = kept;
}

bool service_version_fill_sizes(service *service, int64_t organization_id, version_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        version_file *file = &files->files[i];
        const int64_t size_bytes = store_blob_size(service->db, organization_id, file->sha256);
        if (size_bytes < 0)
            return version_refuse_file(service, file->name, "its content was not sent");
        file->size_bytes = (uint64_t)size_bytes;
    }
    return true;
}

void service_version_store_files(service *service, int64_t organization_id,
                                 const version_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        store_blob_add(service->db, organization_id, files->files[i].sha256, files->files[i].bytes,
                       service->now_ms);
    }
}

static void add_files(service *service, const store_version *version, const version_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        store_version_file file = {.name = files->files[i].name,
                                   .size_bytes = (int64_t)files->files[i].size_bytes};
        memcpy(file.sha256, files->files[i].sha256, sizeof file.sha256);
        store_version_add_file(service->db, version->organization_id, version->id, &file);
    }
}

static store_version new_version(service *service, const store_bot *bot, const version_files *files,
                                 const version_facts *facts, chatlet_str note) {
    store_version version = {.id = service_new_id(service),
                             .organization_id = bot->organization_id,
                             .bot_id = bot->id,
                             .number =
                                 store_bot_next_number(service->db, bot->organization_id, bot->id),
                             .file_count = (int64_t)files->count,
                             .size_bytes = (int64_t)facts->size_bytes,
                             .bundle_id = facts->bundle_id,
                             .title = facts->title,
                             .locale = facts->locale,
                             .locale_count = facts->locale_count,
                             .document_count = (int64_t)facts->document_count,
                             .passage_count = (int64_t)facts->passage_count,
                             .note = note,
                             .created_at_ms = service->now_ms};
    service_publish_actor(service, &version.uploaded_by_kind, &version.uploaded_by_id);
    memcpy(version.hash, facts->hash, sizeof version.hash);
    return version;
}

static void audit(service *service, const store_version *version, const char *action) {
    char text[ROW_ID_TEXT_BYTES];
    service_audit(service, version->organization_id, action,
                  row_id_text(ROW_VERSION, version->id, text), CHATLET_STR(""));
}

bool service_version_add(service *service, const store_bot *bot, const version_files *files,
                         const version_facts *facts, chatlet_str note, store_version *version,
                         bool *is_new) {
    *is_new = !store_version_find_hash(service->db, bot->organization_id, bot->id, facts->hash,
                                       service->memory, version);
    if (!*is_new) return true;
    *version = new_version(service, bot, files, facts, note);
    store_version_add(service->db, version);
    add_files(service, version, files);
    audit(service, version, "version.upload");
    (void)store_version_prune(service->db, bot->organization_id, bot->id,
                              service_bot_versions_kept(service, bot),
                              service_version_since(service));
    return true;
}

bool service_version_find(service *service, const store_bot *bot, int64_t version_id,
                          store_version *version) {
    if (store_version_find(service->db, bot->organization_id, bot->id, version_id, service->memory,
                           version))
        return true;
    return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("This bot has no such version."));
}

bool service_version_remove(service *service, const store_bot *bot, const store_version *version) {
    if (store_version_is_used(service->db, bot->organization_id, version->id,
                              service_version_since(service)))
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("A channel shows this version, or did in the last 30 "
                                          "days: pages may still be open with it."));
    store_version_remove(service->db, bot->organization_id, version->id);
    audit(service, version, "version.remove");
    return true;
}

int64_t service_version_clean(service *service, size_t limit) {
    return store_blob_sweep(service->db, service->now_ms - DAY_MS, limit);
}
