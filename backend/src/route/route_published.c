/* Files of published versions, as browsers and CDNs fetch them. Nothing here depends on who
 * asks. */
#include "route_bot.h"

#include "../http/http_cache.h"
#include "../http/http_negotiate.h"
#include "../http/http_text.h"
#include "../http/http_type.h"
#include "../security/byte_text.h"

static void add(route_call *call, chatlet_str name, chatlet_str value) {
    http_response_add(call->response, name, value);
}

/* For every page, and for none in particular: the answer is the same whoever asks. */
static void add_sharing_fields(route_call *call) {
    add(call, CHATLET_STR("Access-Control-Allow-Origin"), CHATLET_STR("*"));
    add(call, CHATLET_STR("Access-Control-Expose-Headers"), CHATLET_STR("Content-Length, ETag"));
    add(call, CHATLET_STR("Timing-Allow-Origin"), CHATLET_STR("*"));
    add(call, CHATLET_STR("Cross-Origin-Resource-Policy"), CHATLET_STR("cross-origin"));
}

/* Drafts are for those who have the address: no cache that others share, no search engine. */
static chatlet_str cache_control(const published *found) {
    if (found->kind == CHANNEL_LIVE) return http_cache_control(found->name);
    return found->is_hashed ? CHATLET_STR("private, max-age=31536000, immutable")
                            : CHATLET_STR("private, no-cache");
}

/* A page here was written by whoever may upload to this bot, and lies at the address where
 * people of all organizations are signed in. Without an origin of its own it can read nothing
 * there: cookies do not go along, and answers to it are not shared. A worker could outlive that;
 * none is made. */
static void add_sandbox(route_call *call, chatlet_str type) {
    if (!http_text_starts_with(type, CHATLET_STR("text/html"))) return;
    add(call, CHATLET_STR("Content-Security-Policy"),
        CHATLET_STR("sandbox allow-scripts allow-forms allow-popups "
                    "allow-popups-to-escape-sandbox allow-downloads"));
}

static chatlet_str tag_of(const uint8_t sha256[CRYPTO_SHA256_BYTES],
                          char text[2 + CRYPTO_SHA256_BYTES]) {
    text[0] = '"';
    (void)byte_text_write_hex(
        (chatlet_str){.data = (const char *)sha256, .size_bytes = CRYPTO_SHA256_BYTES / 2},
        text + 1);
    text[1 + CRYPTO_SHA256_BYTES] = '"';
    return (chatlet_str){.data = text, .size_bytes = 2 + (size_t)CRYPTO_SHA256_BYTES};
}

/* The best form the client takes of those there are; the plain one otherwise. */
static http_encoding choose(route_call *call, int64_t bot_id, const published *found,
                            store_published_file *file) {
    const http_encoding_order order = http_negotiate_encoding(call->request);
    *file = found->file;
    for (size_t i = 0; i < order.count; i++) {
        const http_encoding encoding = order.encodings[i];
        if (encoding == HTTP_ENCODING_IDENTITY) break;
        if (service_publish_find_form(call->service, bot_id, found, http_encoding_suffix(encoding),
                                      file))
            return encoding;
    }
    *file = found->file;
    return HTTP_ENCODING_IDENTITY;
}

/* Browsers and CDNs ask so once a file has outlived its time; then its content is not read. */
static bool client_has(const route_call *call, chatlet_str tag) {
    const chatlet_str *list = http_request_field(call->request, CHATLET_STR("If-None-Match"), NULL);
    chatlet_str rest = list != NULL ? *list : CHATLET_STR("");
    chatlet_str item;
    while (http_text_next_item(&rest, ',', &item)) {
        /* A proxy that compresses by itself makes a weak tag of it. */
        if (http_text_starts_with(item, CHATLET_STR("W/"))) item = http_text_from(item, 2);
        if (http_text_equal(item, tag) || http_text_equal(item, CHATLET_STR("*"))) return true;
    }
    return false;
}

static void add_file_fields(route_call *call, const published *found, chatlet_str tag) {
    add(call, CHATLET_STR("Cache-Control"), cache_control(found));
    add(call, CHATLET_STR("ETag"), tag);
    add(call, CHATLET_STR("Vary"), CHATLET_STR("Accept-Encoding"));
    if (found->kind != CHANNEL_LIVE) add(call, CHATLET_STR("X-Robots-Tag"), CHATLET_STR("noindex"));
}

static void answer(route_call *call, const published *found, const store_published_file *file,
                   http_encoding encoding) {
    char text[2 + CRYPTO_SHA256_BYTES];
    chatlet_str bytes;
    const chatlet_str type = http_type_of(found->name);
    const chatlet_str tag = tag_of(file->sha256, text);
    if (client_has(call, tag)) {
        add_file_fields(call, found, tag);
        route_answer_empty(call, 304);
        return;
    }
    if (!store_blob_read(call->service->db, file->organization_id, file->sha256,
                         call->service->memory, &bytes)) {
        (void)service_refuse(call->service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
        return;
    }
    add_file_fields(call, found, tag);
    if (encoding != HTTP_ENCODING_IDENTITY)
        add(call, CHATLET_STR("Content-Encoding"), http_encoding_name(encoding));
    add_sandbox(call, type);
    http_response_allow(call->response, VERSION_FILE_BYTES_MAX + 1);
    route_answer_bytes(call, 200, type, bytes);
}

/* The path as names are stored. An escape that is broken, or hides a slash or a zero byte, leads to
 * no file. */
static bool decode(route_call *call, chatlet_str path, chatlet_str *decoded) {
    char *text = region_take(call->service->memory, path.size_bytes);
    size_t size_bytes = 0;
    for (size_t i = 0; text != NULL && i < path.size_bytes; i++) {
        char byte = path.data[i];
        if (byte == '%') {
            const int high = path.size_bytes - i > 2 ? http_text_hex_digit(path.data[i + 1]) : -1;
            const int low = high >= 0 ? http_text_hex_digit(path.data[i + 2]) : -1;
            if (low < 0) return false;
            byte = (char)(high * 16 + low);
            if (byte == 0 || byte == '/') return false;
            i += 2;
        }
        text[size_bytes++] = byte;
    }
    *decoded = (chatlet_str){.data = text, .size_bytes = size_bytes};
    return text != NULL;
}

static bool read_path(route_call *call, chatlet_str *path) {
    if (decode(call, route_parameter_text(call, "path"), path)) return true;
    return service_refuse(call->service, PROBLEM_NOT_FOUND,
                          CHATLET_STR("There is no published file at this address."));
}

void route_published_file(route_call *call) {
    published found;
    chatlet_str path;
    store_published_file file;
    int64_t bot_id;
    add_sharing_fields(call);
    if (!route_read_id(call, "bot", ROW_BOT, &bot_id) || !read_path(call, &path) ||
        !service_publish_find(call->service, bot_id, path, &found))
        return;
    const http_encoding encoding = choose(call, bot_id, &found, &file);
    answer(call, &found, &file, encoding);
}
