#include "service_version_check.h"

#include "../domain/utf8_text.h"
#include "../security/byte_text.h"

#include <chatlet/bundle.h>
#include <string.h>

enum {
    MANIFEST_BYTES_MAX = 1024 * 1024,
    LOADER_BYTES_MAX = 1024 * 1024,
    NAME_HASH_DIGITS = 16,
    LOCALES_MAX = 200,
    INTEGRITY_PREFIX_BYTES = 7 /* "sha256-" */
};

/* One check on its way. */
typedef struct check {
    service *service;
    version_files *files;
    version_reader reader;
    version_facts facts;
    region scratch; /* of the file being read */
    region kept;    /* of the manifest's tree */
} check;

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

static bool begins(chatlet_str text, chatlet_str with) {
    return text.size_bytes >= with.size_bytes && memcmp(text.data, with.data, with.size_bytes) == 0;
}

static bool ends(chatlet_str text, chatlet_str with) {
    return text.size_bytes >= with.size_bytes &&
           memcmp(text.data + text.size_bytes - with.size_bytes, with.data, with.size_bytes) == 0;
}

static chatlet_str from(chatlet_str text, size_t begin) {
    return (chatlet_str){.data = text.data + begin, .size_bytes = text.size_bytes - begin};
}

static bool refuse(check *self, chatlet_str name, const char *reason) {
    return version_refuse_file(self->service, name, reason);
}

static bool read(check *self, const version_file *file, chatlet_str *bytes) {
    region_reset(&self->scratch);
    if (!self->reader.read(self->reader.context, self->service, file, &self->scratch, bytes))
        return false;
    if (!self->scratch.failed) return true;
    return service_refuse(self->service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
}

/* The file that something names; marks it as used. */
static version_file *need(check *self, chatlet_str name, const char *missing) {
    version_file *file = version_files_find(self->files, name);
    if (file == NULL)
        (void)refuse(self, name, missing);
    else
        file->is_used = true;
    return file;
}

/* --- the manifest --- */

static const chatlet_json *member(const chatlet_json *object, const char *key) {
    return object == NULL
               ? NULL
               : chatlet_json_find(object, (chatlet_str){.data = key, .size_bytes = strlen(key)});
}

static chatlet_str text_of(const chatlet_json *value) {
    return value != NULL && value->kind == CHATLET_JSON_STRING ? value->text : CHATLET_STR("");
}

static bool refuse_member(check *self, const char *key) {
    static const chatlet_str manifest = {"manifest.json", 13};
    const chatlet_str name = {.data = key, .size_bytes = strlen(key)};
    chatlet_str reason = region_join(self->service->memory, 3, CHATLET_STR("its member \""), name,
                                     CHATLET_STR("\" is missing, or is not as `chatlet build` "
                                                 "writes it"));
    return refuse(self, manifest, reason.data != NULL ? reason.data : "a member is missing");
}

/* A file of the manifest lies under files/, in no folder of its own. */
static bool is_below_files(chatlet_str name) {
    if (!begins(name, CHATLET_STR("files/")) || name.size_bytes == 6) return false;
    return memchr(name.data + 6, '/', name.size_bytes - 6) == NULL;
}

/* Whether a part of the name between dots is the first 16 digits of `hex`. */
static bool names_hash(chatlet_str name, const char *hex) {
    for (size_t at = 6; at + NAME_HASH_DIGITS < name.size_bytes; at++) {
        if (memcmp(name.data + at, hex, NAME_HASH_DIGITS) != 0) continue;
        if (name.data[at + NAME_HASH_DIGITS] == '.' && name.data[at - 1] == '.') return true;
    }
    return false;
}

static bool check_asset(check *self, const chatlet_json *asset, const char *key) {
    const chatlet_str name = text_of(member(asset, "file"));
    const chatlet_str integrity = text_of(member(asset, "integrity"));
    if (!is_below_files(name) || !begins(integrity, CHATLET_STR("sha256-")))
        return refuse_member(self, key);
    const version_file *file = need(self, name, "the manifest names it, but it is not there");
    if (file == NULL) return false;
    uint8_t digest[CRYPTO_SHA256_BYTES];
    size_t size_bytes = 0;
    const bool is_read = byte_text_read_base64(from(integrity, INTEGRITY_PREFIX_BYTES), digest,
                                               sizeof digest, &size_bytes);
    if (!is_read || size_bytes != sizeof digest || memcmp(digest, file->sha256, sizeof digest) != 0)
        return refuse(self, name, "its content is not what the manifest's integrity says");
    char hex[2 * CRYPTO_SHA256_BYTES];
    (void)byte_text_write_hex(
        (chatlet_str){.data = (const char *)file->sha256, .size_bytes = CRYPTO_SHA256_BYTES}, hex);
    if (names_hash(name, hex)) return true;
    return refuse(self, name, "its name does not hold the hash of its content");
}

static bool check_chunks(check *self, const chatlet_json *root) {
    const chatlet_json *chunks = member(root, "chunks");
    if (chunks == NULL) return true;
    if (chunks->kind != CHATLET_JSON_ARRAY) return refuse_member(self, "chunks");
    for (const chatlet_json *one = chunks->first; one != NULL; one = one->next) {
        if (!check_asset(self, one, "chunks")) return false;
    }
    return true;
}

/* --- heads and parts --- */

static const char digits[] = "0123456789abcdef";

static bool names_head(chatlet_str name, uint64_t hash) {
    char wanted[NAME_HASH_DIGITS];
    for (size_t i = NAME_HASH_DIGITS; i > 0; i--, hash >>= 4)
        wanted[i - 1] = digits[hash & 15];
    return name.size_bytes == 6 + NAME_HASH_DIGITS + 5 &&
           memcmp(name.data + 6, wanted, NAME_HASH_DIGITS) == 0 && ends(name, CHATLET_STR(".head"));
}

static bool refuse_status(check *self, chatlet_str name, chatlet_status status,
                          const chatlet_error *error) {
    if (status == CHATLET_ERR_MEMORY)
        return service_refuse(self->service, PROBLEM_BUSY,
                              CHATLET_STR("Not enough memory for this."));
    const char *reason =
        error != NULL && error->message[0] != 0 ? error->message : chatlet_status_name(status);
    /* The message lives on this stack. */
    chatlet_str kept = region_copy(self->service->memory,
                                   (chatlet_str){.data = reason, .size_bytes = strlen(reason)});
    return refuse(self, name, kept.data != NULL ? kept.data : "it is broken");
}

static bool check_part(check *self, chatlet_bundle *bundle, uint32_t id) {
    chatlet_part part;
    chatlet_str bytes;
    chatlet_status status = chatlet_bundle_get_part(bundle, id, &part);
    if (status != CHATLET_OK)
        return refuse_status(self, CHATLET_STR("manifest.json"), status, NULL);
    const chatlet_str name =
        region_join(&self->kept, 2, CHATLET_STR("files/"),
                    (chatlet_str){.data = part.name, .size_bytes = strlen(part.name)});
    if (self->kept.failed)
        return service_refuse(self->service, PROBLEM_BUSY,
                              CHATLET_STR("Not enough memory for this."));
    const version_file *file = need(self, name, "the bundle needs this part, but it is not there");
    if (file == NULL || !read(self, file, &bytes)) return false;
    status = chatlet_bundle_add_part(bundle, id, bytes);
    if (status == CHATLET_ERR_PART)
        return refuse(self, name, "its content is not what the bundle was built with");
    if (status != CHATLET_OK) return refuse_status(self, name, status, NULL);
    /* The map stays: it knows the names of the others. */
    if (id != 0) chatlet_bundle_drop_part(bundle, id);
    return true;
}

static bool check_parts(check *self, chatlet_bundle *bundle, const chatlet_bundle_info *info) {
    for (uint32_t id = 0; !info->is_whole && id < info->part_count; id++) {
        if (!check_part(self, bundle, id)) return false;
    }
    return true;
}

/* The engine takes any bytes for a title; a database does not. */
static bool is_storable(const chatlet_bundle_info *info) {
    return utf8_is_storable(info->id) && utf8_is_storable(info->title) &&
           utf8_is_storable(info->locale);
}

static void take_facts(check *self, const chatlet_bundle_info *info) {
    version_facts *facts = &self->facts;
    facts->document_count += info->document_count;
    facts->passage_count += info->passage_count;
    if (facts->locale_count++ > 0) return;
    facts->bundle_id = region_copy(self->service->memory, info->id);
    facts->title = region_copy(self->service->memory, info->title);
    facts->locale = region_copy(self->service->memory, info->locale);
}

static bool check_bundle(check *self, chatlet_str name, chatlet_bundle *bundle) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    if (!names_head(name, info.hash))
        return refuse(self, name, "its name does not hold the hash of its content");
    if (!is_storable(&info)) return refuse(self, name, "its id, title or locale is no plain text");
    take_facts(self, &info);
    return check_parts(self, bundle, &info);
}

/* `from_manifest` has the head of one locale. */
static bool check_head(check *self, const chatlet_json *from_manifest) {
    const chatlet_json *head = member(from_manifest, "head");
    const chatlet_str name = text_of(member(head, "file"));
    const chatlet_json *size = member(head, "size");
    chatlet_str bytes;
    if (!is_below_files(name) || size == NULL || size->kind != CHATLET_JSON_INTEGER)
        return refuse_member(self, "head");
    const version_file *file = need(self, name, "the manifest names it, but it is not there");
    if (file == NULL || !read(self, file, &bytes)) return false;
    if (size->integer < 0 || (uint64_t)size->integer != bytes.size_bytes)
        return refuse(self, name, "its size is not what the manifest says");
    chatlet_bundle *bundle = NULL;
    chatlet_error error = {0};
    const chatlet_status status =
        chatlet_bundle_open(self->service->memory->source, bytes, &bundle, &error);
    if (status != CHATLET_OK) return refuse_status(self, name, status, &error);
    const bool good = check_bundle(self, name, bundle);
    chatlet_bundle_close(bundle);
    return good;
}

static bool check_locale(check *self, const chatlet_json *locale) {
    return check_head(self, locale) && check_asset(self, member(locale, "runtime"), "runtime");
}

static bool check_locales(check *self, const chatlet_json *root) {
    const chatlet_json *locales = member(root, "locales");
    if (locales == NULL) return true;
    if (locales->kind != CHATLET_JSON_OBJECT || locales->count > LOCALES_MAX)
        return refuse_member(self, "locales");
    for (const chatlet_json *one = locales->first; one != NULL; one = one->next) {
        if (!check_locale(self, one)) return false;
    }
    return true;
}

static bool check_texts(check *self, const chatlet_json *root) {
    static const char *const keys[] = {"title", "locale", "language", "id"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (text_of(member(root, keys[i])).size_bytes == 0) return refuse_member(self, keys[i]);
    }
    if (!equal(text_of(member(root, "parts")), CHATLET_STR("files/")))
        return refuse_member(self, "parts");
    return true;
}

static bool check_manifest(check *self, const chatlet_json *root) {
    const chatlet_json *version = member(root, "version");
    if (version == NULL || version->kind != CHATLET_JSON_INTEGER || version->integer != 1)
        return refuse_member(self, "version");
    if (member(root, "panel") == NULL)
        return refuse(self, CHATLET_STR("manifest.json"),
                      "it names no panel: it was built with --no-web, but a server needs the "
                      "whole build");
    return check_texts(self, root) && check_asset(self, member(root, "panel"), "panel") &&
           check_chunks(self, root) && check_locale(self, root) && check_locales(self, root);
}

static bool read_manifest(check *self) {
    const chatlet_str name = CHATLET_STR("manifest.json");
    chatlet_json_document *document = NULL;
    chatlet_error error = {0};
    chatlet_str bytes;
    const version_file *file =
        need(self, name, "it is not there; send the folder that `chatlet build` wrote");
    if (file == NULL) return false;
    if (file->size_bytes > MANIFEST_BYTES_MAX) return refuse(self, name, "it is larger than 1 MiB");
    if (!read(self, file, &bytes)) return false;
    const chatlet_status status =
        chatlet_json_parse(&self->kept.allocator, bytes, &document, &error);
    if (status != CHATLET_OK) return refuse_status(self, name, status, &error);
    return check_manifest(self, chatlet_json_root(document));
}

/* --- everything else --- */

static chatlet_str plain_name(chatlet_str name) {
    if (ends(name, CHATLET_STR(".br")) || ends(name, CHATLET_STR(".gz"))) name.size_bytes -= 3;
    return name;
}

static bool is_page(chatlet_str name) {
    if (!begins(name, CHATLET_STR("pages/"))) return false;
    return ends(name, CHATLET_STR(".html")) || equal(name, CHATLET_STR("pages/page.css"));
}

static bool is_beside(chatlet_str name) {
    return equal(name, CHATLET_STR("index.html")) || equal(name, CHATLET_STR("notices.txt"));
}

static bool is_hex(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

static bool is_hash(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (!is_hex(text.data[i])) return false;
    }
    return text.size_bytes == NAME_HASH_DIGITS;
}

/* A name that only `chatlet build` gives: a part between dots is a hash. */
static bool is_of_a_build(chatlet_str name) {
    if (!is_below_files(name)) return false;
    for (name = from(name, 6); name.size_bytes > 0;) {
        const char *dot = memchr(name.data, '.', name.size_bytes);
        if (dot == NULL) return false;
        const size_t size_bytes = (size_t)(dot - name.data);
        if (is_hash((chatlet_str){.data = name.data, .size_bytes = size_bytes})) return true;
        name = from(name, size_bytes + 1);
    }
    return false;
}

/* What no other file names may only be a compressed form, a page, or left from an earlier build. */
static bool check_rest(check *self) {
    for (size_t i = 0; i < self->files->count; i++) {
        version_file *file = &self->files->files[i];
        if (file->is_used) continue;
        if (is_page(file->name) || is_beside(file->name)) file->is_used = true;
    }
    for (size_t i = 0; i < self->files->count; i++) {
        version_file *file = &self->files->files[i];
        if (file->is_used) continue;
        const chatlet_str plain = plain_name(file->name);
        const version_file *whole = plain.size_bytes < file->name.size_bytes
                                        ? version_files_find(self->files, plain)
                                        : NULL;
        file->is_used = whole != NULL && whole->is_used;
        if (!file->is_used && !is_of_a_build(plain))
            return refuse(self, file->name,
                          "it is not a file of `chatlet build`; send that folder alone");
    }
    return true;
}

static void drop_unused(version_files *files) {
    size_t kept = 0;
    for (size_t i = 0; i < files->count; i++) {
        if (files->files[i].is_used) files->files[kept++] = files->files[i];
    }
    files->count = kept;
}

static bool sum_sizes(check *self) {
    for (size_t i = 0; i < self->files->count; i++) {
        const uint64_t size_bytes = self->files->files[i].size_bytes;
        if (size_bytes > VERSION_BYTES_MAX - self->facts.size_bytes)
            return service_refuse(self->service, PROBLEM_TOO_LARGE,
                                  CHATLET_STR("A version may have at most 512 MiB."));
        self->facts.size_bytes += size_bytes;
    }
    return true;
}

static bool check_all(check *self) {
    if (!read_manifest(self)) return false;
    if (need(self, CHATLET_STR("chatlet.js"), "the loader is not there") == NULL) return false;
    if (!check_rest(self)) return false;
    drop_unused(self->files);
    return sum_sizes(self);
}

bool version_check(service *service, version_files *files, version_reader reader,
                   version_facts *facts) {
    check self = {.service = service, .files = files, .reader = reader};
    region_init(&self.scratch, service->memory->source, 2 * (size_t)VERSION_FILE_BYTES_MAX);
    region_init(&self.kept, service->memory->source, VERSION_FILE_BYTES_MAX);
    const bool good = check_all(&self);
    region_free(&self.scratch);
    region_free(&self.kept);
    if (!good) return false;
    version_files_hash(files, self.facts.hash);
    *facts = self.facts;
    return true;
}
