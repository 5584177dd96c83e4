#include "service_publish.h"

#include "../domain/tar_archive.h"
#include "../security/crypto.h"
#include "service_bot.h"
#include "service_version.h"

#include <chatlet/json.h>
#include <string.h>

enum { NAME_HASH_DIGITS = 16 };

void service_publish_actor(const service *service, chatlet_str *kind, int64_t *id) {
    *kind = CHATLET_STR("system");
    *id = 0;
    if (service->caller.kind == CALLER_ACCOUNT) {
        *kind = CHATLET_STR("account");
        *id = service->caller.account_id;
    } else if (service->caller.kind == CALLER_KEY) {
        *kind = CHATLET_STR("key");
        *id = service->caller.api_key_id;
    }
}

static void audit(service *service, const store_bot *bot, store_channel_kind kind, int64_t number,
                  const char *action) {
    char text[ROW_ID_TEXT_BYTES];
    chatlet_json_writer *writer = NULL;
    chatlet_str detail = CHATLET_STR("");
    if (chatlet_json_writer_new(&service->memory->allocator, 0, &writer) != CHATLET_OK) return;
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("channel"));
    chatlet_json_write_string(writer, store_channel_name(kind));
    if (number != 0) {
        chatlet_json_write_key(writer, CHATLET_STR("number"));
        chatlet_json_write_integer(writer, number);
    }
    chatlet_json_write_object_end(writer);
    if (chatlet_json_writer_finish(writer, &detail) != CHATLET_OK) return;
    service_audit(service, bot->organization_id, action, row_id_text(ROW_BOT, bot->id, text),
                  detail);
}

static void set(service *service, const store_bot *bot, store_channel_kind kind,
                const store_version *version, store_channel *channel) {
    store_channel_line line = {.id = service_new_id(service),
                               .version_id = version != NULL ? version->id : 0,
                               .number = version != NULL ? version->number : 0,
                               .began_at_ms = service->now_ms};
    service_publish_actor(service, &line.by_kind, &line.by_id);
    store_channel_set(service->db, bot->organization_id, bot->id, kind, &line);
    store_channel_read(service->db, bot->organization_id, bot->id, kind, channel);
}

void service_publish(service *service, const store_bot *bot, store_channel_kind kind,
                     const store_version *version, store_channel *channel) {
    set(service, bot, kind, version, channel);
    audit(service, bot, kind, version->number, "bot.publish");
}

void service_unpublish(service *service, const store_bot *bot, store_channel_kind kind,
                       store_channel *channel) {
    set(service, bot, kind, NULL, channel);
    audit(service, bot, kind, 0, "bot.unpublish");
}

bool service_roll_back(service *service, const store_bot *bot, store_channel_kind kind,
                       store_channel *channel) {
    store_version version;
    const int64_t id = store_channel_previous(service->db, bot->organization_id, bot->id, kind);
    if (id == 0 || !store_version_find(service->db, bot->organization_id, bot->id, id,
                                       service->memory, &version))
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("There is no earlier version to go back to."));
    set(service, bot, kind, &version, channel);
    audit(service, bot, kind, version.number, "bot.roll_back");
    return true;
}

/* Copies rows page by page; contents are shared within an organization. */
static void copy_files(service *service, const store_version *from, const store_version *to) {
    enum { PAGE = 500 };
    chatlet_str after = CHATLET_STR("");
    store_version_file *files;
    size_t count;
    do {
        count = store_version_files(service->db, from->organization_id, from->id, after, PAGE,
                                    service->memory, &files);
        for (size_t i = 0; i < count; i++)
            store_version_add_file(service->db, to->organization_id, to->id, &files[i]);
        if (count > 0) after = files[count - 1].name;
    } while (count == PAGE);
}

bool service_publish_copy_newest(service *service, const store_bot *from, const store_bot *to) {
    store_version *newest;
    store_channel channel;
    if (store_version_list(service->db, from->organization_id, from->id, INT64_MAX, 1,
                           service->memory, &newest) == 0)
        return true;
    store_version copy = *newest;
    copy.id = service_new_id(service);
    copy.bot_id = to->id;
    copy.number = store_bot_next_number(service->db, to->organization_id, to->id);
    copy.created_at_ms = service->now_ms;
    service_publish_actor(service, &copy.uploaded_by_kind, &copy.uploaded_by_id);
    store_version_add(service->db, &copy);
    copy_files(service, newest, &copy);
    service_publish(service, to, CHANNEL_DRAFT, &copy, &channel);
    return true;
}

/* --- what visitors ask for --- */

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes && crypto_equal(a, b);
}

static bool begins(chatlet_str text, chatlet_str with) {
    return text.size_bytes >= with.size_bytes && memcmp(text.data, with.data, with.size_bytes) == 0;
}

/* Files that a page of an earlier version may still fetch: those a build names by their content. */
static bool is_hashed(chatlet_str name) {
    size_t run = 0;
    if (!begins(name, CHATLET_STR("files/"))) return false;
    for (size_t i = 6; i < name.size_bytes; i++) {
        const char byte = name.data[i];
        if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f')) {
            run++;
        } else {
            if (byte == '.' && run == NAME_HASH_DIGITS) return true;
            run = byte == '.' ? 0 : NAME_HASH_DIGITS + 1;
        }
    }
    return false;
}

/* Splits the channel off a path. Without one it is live. False when a key does not fit. */
static bool take_channel(service *service, int64_t bot_id, chatlet_str path, published *found) {
    const char *slash = path.size_bytes > 0 ? memchr(path.data, '/', path.size_bytes) : NULL;
    const chatlet_str first = {.data = path.data,
                               .size_bytes =
                                   slash != NULL ? (size_t)(slash - path.data) : path.size_bytes};
    found->kind = CHANNEL_LIVE;
    found->name = path;
    if (slash == NULL) return true;
    const chatlet_str rest = {.data = slash + 1,
                              .size_bytes = path.size_bytes - first.size_bytes - 1};
    if (equal(first, store_channel_name(CHANNEL_LIVE))) {
        found->name = rest;
        return true;
    }
    if (memchr(first.data, '~', first.size_bytes) == NULL) return true;
    store_bot bot;
    if (!store_bot_find_public(service->db, bot_id, service->memory, &bot)) return false;
    found->name = rest;
    for (int kind = 0; kind < CHANNELS; kind++) {
        if (kind == CHANNEL_LIVE) continue;
        found->kind = (store_channel_kind)kind;
        if (equal(first, service_bot_channel_segment(service, &bot, found->kind))) return true;
    }
    return false;
}

static bool refuse(service *service) {
    return service_refuse(service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("There is no published file at this address."));
}

bool service_publish_find(service *service, int64_t bot_id, chatlet_str path, published *found) {
    if (!take_channel(service, bot_id, path, found)) return refuse(service);
    if (found->name.size_bytes == 0 || found->name.data[found->name.size_bytes - 1] == '/')
        found->name = region_join(service->memory, 2, found->name, CHATLET_STR("index.html"));
    found->is_hashed = is_hashed(found->name);
    /* What is no name of a file is no text for the database either. */
    if (tar_name_problem(found->name) != NULL) return refuse(service);
    if (!store_channel_find_file(service->db, bot_id, found->kind, found->name,
                                 service_version_since(service), &found->file) ||
        (!found->file.is_current && !found->is_hashed))
        return refuse(service);
    return true;
}

bool service_publish_find_form(service *service, int64_t bot_id, const published *found,
                               chatlet_str suffix, store_published_file *file) {
    const chatlet_str name = region_join(service->memory, 2, found->name, suffix);
    return store_channel_find_file(service->db, bot_id, found->kind, name,
                                   service_version_since(service), file) &&
           (file->is_current == found->file.is_current);
}
