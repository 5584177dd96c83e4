/* Versions: sent whole as one archive, or as a list of files of which only the new ones were sent
 * before. */
#include "route_bot.h"

#include "../domain/tar_archive.h"
#include "../domain/utf8_text.h"
#include "../http/http_text.h"
#include "../security/byte_text.h"

enum { FILES_PAGE = 500 };

static chatlet_str hex_of(const uint8_t hash[CRYPTO_SHA256_BYTES],
                          char text[2 * CRYPTO_SHA256_BYTES]) {
    return byte_text_write_hex(
        (chatlet_str){.data = (const char *)hash, .size_bytes = CRYPTO_SHA256_BYTES}, text);
}

static void write_bundle(chatlet_json_writer *writer, const store_version *version) {
    chatlet_json_write_key(writer, CHATLET_STR("bundle"));
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "id", version->bundle_id);
    route_write_text(writer, "title", version->title);
    route_write_text(writer, "locale", version->locale);
    route_write_whole(writer, "locales", version->locale_count);
    route_write_whole(writer, "documents", version->document_count);
    route_write_whole(writer, "passages", version->passage_count);
    chatlet_json_write_object_end(writer);
}

static void write_version(chatlet_json_writer *writer, const store_version *version) {
    char text[2 * CRYPTO_SHA256_BYTES];
    chatlet_json_write_object_begin(writer);
    route_write_id(writer, "id", ROW_VERSION, version->id);
    route_write_id(writer, "bot", ROW_BOT, version->bot_id);
    route_write_whole(writer, "number", version->number);
    route_write_text(writer, "hash", hex_of(version->hash, text));
    route_write_whole(writer, "files", version->file_count);
    route_write_whole(writer, "size_bytes", version->size_bytes);
    write_bundle(writer, version);
    route_write_text(writer, "note", version->note);
    route_write_actor(writer, "uploaded_by", version->uploaded_by_kind, version->uploaded_by_id);
    route_write_time(writer, "created_at", version->created_at_ms);
    chatlet_json_write_object_end(writer);
}

static void answer(route_call *call, uint16_t status, const store_version *version) {
    chatlet_json_writer *writer = route_answer_begin(call, status);
    write_version(writer, version);
    route_answer_end(call, writer);
}

/* --- sending --- */

static bool is_of_type(const route_call *call, chatlet_str type) {
    const chatlet_str *sent = http_request_field(call->request, CHATLET_STR("Content-Type"), NULL);
    if (sent == NULL) return false;
    const chatlet_str name = {.data = sent->data, .size_bytes = http_text_find(*sent, ';')};
    return http_text_equal_ignore_case(http_text_trim(name), type);
}

static bool is_archive(const route_call *call) {
    return is_of_type(call, CHATLET_STR("application/x-tar")) ||
           is_of_type(call, CHATLET_STR("application/tar"));
}

static bool refuse_type(route_call *call) {
    return service_refuse(call->service, PROBLEM_UNSUPPORTED_TYPE,
                          CHATLET_STR("Send the folder that `chatlet build` wrote as "
                                      "application/x-tar, or a list of its files as "
                                      "application/json."));
}

/* Bytes are read twice, to be hashed and to be checked: neither needs the database. */
static bool read_archive(route_call *call, version_files *files) {
    if (call->request->body.size_bytes > VERSION_ARCHIVE_BYTES_MAX)
        return service_refuse(call->service, PROBLEM_TOO_LARGE,
                              CHATLET_STR("An archive may have at most 48 MiB; send larger builds "
                                          "in several, as `chatlet deploy` does."));
    return version_files_read_archive(call->service, call->request->body, files);
}

/* What a request of either form brings: checked files and what they are. */
typedef struct upload {
    bool is_archive;
    version_files files;
    version_facts facts;
    chatlet_str note;
} upload;

static bool check_archive(route_call *call, upload *upload) {
    upload->note = route_query_text(call, CHATLET_STR("note"));
    if (upload->note.size_bytes > VERSION_NOTE_BYTES_MAX || !utf8_is_storable(upload->note))
        return service_refuse_field(call->service, CHATLET_STR("note"),
                                    CHATLET_STR("This may be at most 500 bytes of text."));
    return read_archive(call, &upload->files) &&
           version_check(call->service, &upload->files, service_version_archive_reader(),
                         &upload->facts);
}

static bool check_list(route_call *call, int64_t organization_id, upload *upload) {
    route_body body = route_body_open(call);
    const chatlet_json *list = route_body_member(&body, CHATLET_STR("files"), true);
    upload->note = route_body_text(&body, CHATLET_STR("note"), false, 1, VERSION_NOTE_BYTES_MAX);
    if (!route_body_close(&body) || !version_files_read_list(call->service, list, &upload->files))
        return false;
    route_begin(call, false);
    (void)(service_version_fill_sizes(call->service, organization_id, &upload->files) &&
           version_check(call->service, &upload->files,
                         service_version_stored_reader(&organization_id), &upload->facts));
    return route_commit(call);
}

/* The transaction that writes: short, since all was checked before. */
static bool add(route_call *call, const upload *upload, store_version *version, bool *is_new) {
    service *service = call->service;
    store_bot bot;
    route_begin(call, true);
    if (route_read_bot(call, true, &bot)) {
        if (upload->is_archive)
            service_version_store_files(service, bot.organization_id, &upload->files);
        (void)service_version_add(service, &bot, &upload->files, &upload->facts, upload->note,
                                  version, is_new);
    }
    return route_commit(call);
}

/* Strangers' bots are refused before anything large is looked at. */
static bool has_bot(route_call *call) {
    store_bot bot;
    route_begin(call, false);
    (void)route_read_bot(call, true, &bot);
    return route_commit(call);
}

void route_version_create(route_call *call) {
    const int64_t organization_id = route_organization(call);
    upload upload = {.is_archive = is_archive(call)};
    store_version version;
    bool is_new = false;
    if (!has_bot(call)) return;
    if (!upload.is_archive && !is_of_type(call, CHATLET_STR("application/json"))) {
        (void)refuse_type(call);
        return;
    }
    const bool good = upload.is_archive ? check_archive(call, &upload)
                                        : check_list(call, organization_id, &upload);
    if (good && add(call, &upload, &version, &is_new)) answer(call, is_new ? 201 : 200, &version);
}

/* Contents alone, for a version to come. */
void route_version_files_send(route_call *call) {
    version_files files;
    store_bot bot;
    if (!is_archive(call)) {
        (void)refuse_type(call);
        return;
    }
    if (!has_bot(call) || !read_archive(call, &files)) return;
    route_begin(call, true);
    if (route_read_bot(call, true, &bot))
        service_version_store_files(call->service, bot.organization_id, &files);
    if (!route_commit(call)) return;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    route_write_whole(writer, "taken", (int64_t)files.count);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_version_missing(route_call *call) {
    route_body body = route_body_open(call);
    const chatlet_json *list = route_body_member(&body, CHATLET_STR("files"), true);
    version_files files;
    store_bot bot;
    if (!route_body_close(&body) || !route_read_bot(call, true, &bot) ||
        !version_files_read_list(call->service, list, &files))
        return;
    service_version_keep_missing(call->service, bot.organization_id, &files);
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("missing"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < files.count; i++)
        chatlet_json_write_string(writer, files.files[i].name);
    chatlet_json_write_array_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

/* --- looking --- */

static bool open_version(route_call *call, store_version *version) {
    store_bot bot;
    int64_t version_id;
    return route_read_bot(call, false, &bot) &&
           route_read_id(call, "version", ROW_VERSION, &version_id) &&
           service_version_find(call->service, &bot, version_id, version);
}

void route_version_list(route_call *call) {
    store_bot bot;
    store_version *versions;
    uint32_t limit;
    int64_t before_id;
    if (!route_read_page(call, &limit, &before_id) || !route_read_bot(call, false, &bot)) return;
    const size_t count = store_version_list(call->service->db, bot.organization_id, bot.id,
                                            before_id, limit, call->service->memory, &versions);
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++)
        write_version(writer, &versions[i]);
    route_page_end(call, writer, count == limit ? versions[count - 1].id : 0);
}

void route_version_read(route_call *call) {
    store_version version;
    if (open_version(call, &version)) answer(call, 200, &version);
}

void route_version_delete(route_call *call) {
    store_bot bot;
    store_version version;
    if (route_read_bot(call, true, &bot) && open_version(call, &version) &&
        service_version_remove(call->service, &bot, &version))
        route_answer_empty(call, 204);
}

/* All at once: the list has no ids to page by, and a version's files are bounded. */
void route_version_files_list(route_call *call) {
    store_version version;
    store_version_file *files;
    chatlet_str after = CHATLET_STR("");
    size_t count;
    if (!open_version(call, &version)) return;
    http_response_allow(call->response, VERSION_LIST_BYTES_MAX);
    chatlet_json_writer *writer = route_page_begin(call);
    do {
        count = store_version_files(call->service->db, version.organization_id, version.id, after,
                                    FILES_PAGE, call->service->memory, &files);
        for (size_t i = 0; i < count; i++) {
            char text[2 * CRYPTO_SHA256_BYTES];
            chatlet_json_write_object_begin(writer);
            route_write_text(writer, "name", files[i].name);
            route_write_text(writer, "sha256", hex_of(files[i].sha256, text));
            route_write_whole(writer, "size_bytes", files[i].size_bytes);
            chatlet_json_write_object_end(writer);
        }
        if (count > 0) after = files[count - 1].name;
    } while (count == FILES_PAGE);
    route_page_end(call, writer, 0);
}

/* Appends one file to the archive; its bytes are kept only until the next. */
static bool append_file(route_call *call, const store_version *version,
                        const store_version_file *file, region *scratch) {
    static const char zeros[2 * TAR_BLOCK_BYTES] = {0};
    char header[TAR_HEADER_BYTES_MAX];
    chatlet_str bytes;
    http_buffer *content = &call->response->content;
    region_reset(scratch);
    if (!store_blob_read(call->service->db, version->organization_id, file->sha256, scratch,
                         &bytes))
        return service_refuse(call->service, PROBLEM_INTERNAL, CHATLET_STR(""));
    const size_t size_bytes =
        tar_write_header(file->name, bytes.size_bytes, version->created_at_ms / 1000, header);
    http_buffer_append(content, (chatlet_str){.data = header, .size_bytes = size_bytes});
    http_buffer_append(content, bytes);
    http_buffer_append(content,
                       (chatlet_str){.data = zeros, .size_bytes = tar_padding(bytes.size_bytes)});
    return true;
}

static bool append_files(route_call *call, const store_version *version, region *scratch) {
    chatlet_str after = CHATLET_STR("");
    store_version_file *files;
    size_t count;
    do {
        count = store_version_files(call->service->db, version->organization_id, version->id, after,
                                    FILES_PAGE, call->service->memory, &files);
        for (size_t i = 0; i < count; i++) {
            if (!append_file(call, version, &files[i], scratch)) return false;
        }
        if (count > 0) after = files[count - 1].name;
    } while (count == FILES_PAGE);
    return true;
}

void route_version_archive(route_call *call) {
    static const char zeros[2 * TAR_BLOCK_BYTES] = {0};
    store_version version;
    region scratch;
    if (!open_version(call, &version)) return;
    http_response_allow(call->response, HTTP_RESPONSE_CONTENT_BYTES_LARGEST);
    region_init(&scratch, call->service->memory->source, 2 * (size_t)VERSION_FILE_BYTES_MAX);
    const bool good = append_files(call, &version, &scratch);
    region_free(&scratch);
    if (!good) return;
    if (call->response->content.failed) {
        http_response_reset(call->response);
        (void)service_refuse(call->service, PROBLEM_TOO_LARGE,
                             CHATLET_STR("This version is larger than one answer can be; fetch its "
                                         "files one by one."));
        return;
    }
    route_answer_bytes(call, 200, CHATLET_STR("application/x-tar"),
                       (chatlet_str){.data = zeros, .size_bytes = sizeof zeros});
}
