#include "http_static.h"

#include "http_cache.h"
#include "http_conditional.h"
#include "http_date.h"
#include "http_negotiate.h"
#include "http_path.h"
#include "http_range.h"
#include "http_text.h"
#include "http_type.h"

enum {
    CHANGED_ATTEMPTS = 3,
    NAME_BYTES_MAX = HTTP_REQUEST_LINE_BYTES_MAX + 64, /* with "index.html" and ".br" */
    VALIDATOR_BYTES_MAX = 96
};

/* One file, in one of its forms, on its way to the client. */
typedef struct choice {
    http_file file;
    http_encoding encoding;
    chatlet_str name; /* of the plain file */
} choice;

typedef struct job {
    const http_request *request;
    http_response *response;
    const http_site *site;
    int64_t time_s;
    http_buffer name; /* below the site's root; zero-terminated after finish_name */
} job;

/* Published files are for every page: they hold nothing that depends on who asks. */
static void add_sharing_fields(http_response *response) {
    http_response_add(response, CHATLET_STR("Access-Control-Allow-Origin"), CHATLET_STR("*"));
    http_response_add(response, CHATLET_STR("Access-Control-Expose-Headers"),
                      CHATLET_STR("Content-Length, Content-Range, ETag"));
    http_response_add(response, CHATLET_STR("Timing-Allow-Origin"), CHATLET_STR("*"));
    http_response_add(response, CHATLET_STR("Cross-Origin-Resource-Policy"),
                      CHATLET_STR("cross-origin"));
}

static void say(http_response *response, uint16_t status, chatlet_str sentence) {
    add_sharing_fields(response);
    http_response_say(response, status, sentence);
}

static const chatlet_str allowed_methods = {.data = "GET, HEAD, OPTIONS", .size_bytes = 18};

static void answer_options(http_response *response) {
    response->status = 204;
    add_sharing_fields(response);
    http_response_add(response, CHATLET_STR("Allow"), allowed_methods);
    http_response_add(response, CHATLET_STR("Access-Control-Allow-Methods"), allowed_methods);
    http_response_add(response, CHATLET_STR("Access-Control-Allow-Headers"),
                      CHATLET_STR("If-Match, If-Modified-Since, If-None-Match, If-Range, Range"));
    http_response_add(response, CHATLET_STR("Access-Control-Max-Age"), CHATLET_STR("86400"));
}

static void refuse_method(http_response *response) {
    http_response_add(response, CHATLET_STR("Allow"), allowed_methods);
    say(response, 405, CHATLET_STR("Files can be read with GET and HEAD."));
}

/* True when `path` lies in the site called `prefix`; *rest is what stands behind it, or has a NULL
 * data when the path is the prefix itself, without a slash. */
static bool lies_in(chatlet_str path, chatlet_str prefix, chatlet_str *rest) {
    if (prefix.size_bytes == 0) {
        *rest = path;
        return true;
    }
    if (!http_text_starts_with(path, prefix)) return false;
    if (path.size_bytes == prefix.size_bytes) {
        *rest = (chatlet_str){.data = NULL, .size_bytes = 0};
        return true;
    }
    *rest = http_text_from(path, prefix.size_bytes + 1);
    return path.data[prefix.size_bytes] == '/';
}

static const http_site *find_site(const http_static *sites, chatlet_str path, chatlet_str *rest) {
    const http_site *best = NULL;
    for (size_t i = 0; i < sites->site_count; i++) {
        const http_site *site = &sites->sites[i];
        chatlet_str site_rest;
        if (best != NULL && best->prefix.size_bytes >= site->prefix.size_bytes) continue;
        if (!lies_in(path, site->prefix, &site_rest)) continue;
        best = site;
        *rest = site_rest;
    }
    return best;
}

/* The path was checked to begin with one slash only, so this never leads to another host. */
static void redirect_to_folder(const job *work) {
    http_buffer *content = &work->response->content; /* lent: the answer to come replaces it */
    http_buffer_append(content, work->request->path);
    http_buffer_append(content, CHATLET_STR("/"));
    if (work->request->has_query) {
        http_buffer_append(content, CHATLET_STR("?"));
        http_buffer_append(content, work->request->query);
    }
    http_response_add(work->response, CHATLET_STR("Location"), http_buffer_str(content));
    if (content->failed) return;
    content->size_bytes = 0;
    say(work->response, 301, CHATLET_STR("This is a folder; its address ends with a slash."));
}

/* Size, time of change in nanoseconds and inode change with any rewrite or replacement of a file,
 * and cost no reading of it, as a hash of its content would. Two nodes that serve copies give
 * different tags: a client that meets both fetches once more and never keeps wrong bytes. */
static void append_etag(http_buffer *text, const choice *chosen) {
    const http_file *file = &chosen->file;
    http_buffer_append(text, CHATLET_STR("\""));
    http_buffer_append_hex(text, file->size_bytes);
    http_buffer_append(text, CHATLET_STR("-"));
    http_buffer_append_hex(text,
                           (uint64_t)file->modified_s * 1000000000u + (uint64_t)file->modified_ns);
    http_buffer_append(text, CHATLET_STR("-"));
    http_buffer_append_hex(text, file->inode);
    if (chosen->encoding != HTTP_ENCODING_IDENTITY) {
        http_buffer_append(text, CHATLET_STR("-"));
        http_buffer_append(text, http_encoding_name(chosen->encoding));
    }
    http_buffer_append(text, CHATLET_STR("\""));
}

static void add_file_fields(http_response *response, const choice *chosen,
                            http_validators validators) {
    http_buffer date;
    http_buffer_init(&date, response->text.allocator, VALIDATOR_BYTES_MAX);
    http_date_append(&date, validators.modified_s);
    http_response_add(response, CHATLET_STR("Cache-Control"), http_cache_control(chosen->name));
    http_response_add(response, CHATLET_STR("ETag"), validators.etag);
    http_response_add(response, CHATLET_STR("Last-Modified"), http_buffer_str(&date));
    http_response_add(response, CHATLET_STR("Vary"), CHATLET_STR("Accept-Encoding"));
    if (date.failed) response->text.failed = true;
    http_buffer_free(&date);
}

static void add_content_fields(http_response *response, const choice *chosen) {
    http_response_add(response, CHATLET_STR("Content-Type"), http_type_of(chosen->name));
    if (chosen->encoding == HTTP_ENCODING_IDENTITY) {
        http_response_add(response, CHATLET_STR("Accept-Ranges"), CHATLET_STR("bytes"));
    } else {
        http_response_add(response, CHATLET_STR("Content-Encoding"),
                          http_encoding_name(chosen->encoding));
    }
}

/* "bytes 0-99/1000", or "bytes *" in place of the span when none can be given. */
static void add_content_range(http_response *response, http_range range, uint64_t file_bytes) {
    http_buffer text;
    http_buffer_init(&text, response->text.allocator, VALIDATOR_BYTES_MAX);
    http_buffer_append(&text, CHATLET_STR("bytes "));
    if (range.kind == HTTP_RANGE_PIECE) {
        http_buffer_append_number(&text, range.offset);
        http_buffer_append(&text, CHATLET_STR("-"));
        http_buffer_append_number(&text, range.offset + range.size_bytes - 1);
    } else {
        http_buffer_append(&text, CHATLET_STR("*"));
    }
    http_buffer_append(&text, CHATLET_STR("/"));
    http_buffer_append_number(&text, file_bytes);
    http_response_add(response, CHATLET_STR("Content-Range"), http_buffer_str(&text));
    if (text.failed) response->text.failed = true;
    http_buffer_free(&text);
}

static http_range asked_range(const job *work, const choice *chosen, http_validators validators) {
    const http_range whole = {.kind = HTTP_RANGE_WHOLE};
    size_t count;
    const chatlet_str *value = http_request_field(work->request, CHATLET_STR("Range"), &count);
    if (count != 1 || work->request->method != HTTP_METHOD_GET) return whole;
    if (chosen->encoding != HTTP_ENCODING_IDENTITY) return whole;
    if (!http_conditional_range(work->request, validators)) return whole;
    return http_range_read(*value, chosen->file.size_bytes);
}

/* Makes the file, or a piece of it, the body. A small one is read here and now, which saves a trip
 * to the pool; false when it was cut short meanwhile. */
static bool set_body(const job *work, choice *chosen, http_range range) {
    http_response *response = work->response;
    bool whole = range.kind == HTTP_RANGE_WHOLE;
    if (whole && work->request->method == HTTP_METHOD_GET &&
        chosen->file.size_bytes <= HTTP_SMALL_FILE_BYTES_MAX) {
        return http_file_read(&chosen->file, &response->content);
    }
    response->body_kind = HTTP_BODY_FILE;
    response->file = chosen->file.descriptor;
    chosen->file.descriptor = -1; /* the response owns it now */
    response->file_offset = whole ? 0 : range.offset;
    response->file_size_bytes = whole ? chosen->file.size_bytes : range.size_bytes;
    return true;
}

static bool send_range(const job *work, choice *chosen, http_validators validators) {
    http_response *response = work->response;
    http_range range = asked_range(work, chosen, validators);
    if (range.kind == HTTP_RANGE_UNSATISFIABLE) {
        add_content_range(response, range, chosen->file.size_bytes);
        say(response, 416, CHATLET_STR("The file has no bytes there."));
        return true;
    }
    add_sharing_fields(response);
    add_file_fields(response, chosen, validators);
    add_content_fields(response, chosen);
    if (range.kind == HTTP_RANGE_PIECE) {
        response->status = 206;
        add_content_range(response, range, chosen->file.size_bytes);
    }
    return set_body(work, chosen, range);
}

static bool send_choice(const job *work, choice *chosen) {
    http_response *response = work->response;
    http_buffer etag;
    bool unchanged = true;
    http_buffer_init(&etag, response->text.allocator, VALIDATOR_BYTES_MAX);
    append_etag(&etag, chosen);
    /* A time in the future would make clients wait for it; the clock that wrote it was wrong. */
    int64_t modified_s = chosen->file.modified_s;
    if (modified_s > work->time_s) modified_s = work->time_s;
    http_validators validators = {.etag = http_buffer_str(&etag),
                                  .modified_s = modified_s < 0 ? 0 : modified_s};
    if (etag.failed) response->text.failed = true;
    switch (http_conditional_check(work->request, validators)) {
    case HTTP_CONDITION_PROCEED: unchanged = send_range(work, chosen, validators); break;
    case HTTP_CONDITION_NOT_MODIFIED:
        response->status = 304;
        add_sharing_fields(response);
        add_file_fields(response, chosen, validators);
        break;
    case HTTP_CONDITION_FAILED:
        say(response, 412, CHATLET_STR("The file is not the one your request names."));
        break;
    }
    http_buffer_free(&etag);
    return unchanged;
}

/* The page that the site shows for what it has not, or our sentence. */
static bool send_missing(const job *work) {
    choice chosen = {.encoding = HTTP_ENCODING_IDENTITY, .name = CHATLET_STR("404.html")};
    if (http_file_open(&work->site->root, "404.html", &chosen.file) != HTTP_FILE_OK) {
        say(work->response, 404, CHATLET_STR("There is no file at this address."));
        return true;
    }
    work->response->status = 404;
    add_sharing_fields(work->response);
    http_response_add(work->response, CHATLET_STR("Cache-Control"), CHATLET_STR("no-store"));
    http_response_add(work->response, CHATLET_STR("Content-Type"), http_type_of(chosen.name));
    bool unchanged = set_body(work, &chosen, (http_range){.kind = HTTP_RANGE_WHOLE});
    http_file_close(&chosen.file);
    return unchanged;
}

static void say_busy(http_response *response) {
    http_response_add(response, CHATLET_STR("Retry-After"), CHATLET_STR("1"));
    say(response, 503, CHATLET_STR("The server is busy; try again in a second."));
}

static bool is_older(const http_file *a, const http_file *b) {
    if (a->modified_s != b->modified_s) return a->modified_s < b->modified_s;
    return a->modified_ns < b->modified_ns;
}

/* Opens the form of `plain` in `encoding`. False when there is none, or it is older than the file
 * that it was made from, so that it may hold what that was before. */
static bool open_encoded(job *work, const http_file *plain, http_encoding encoding,
                         http_file *encoded) {
    size_t size_bytes = work->name.size_bytes;
    work->name.size_bytes--; /* over the zero */
    http_buffer_append(&work->name, http_encoding_suffix(encoding));
    http_buffer_append(&work->name, (chatlet_str){.data = "", .size_bytes = 1});
    bool found = !work->name.failed &&
                 http_file_open(&work->site->root, work->name.data, encoded) == HTTP_FILE_OK;
    if (!work->name.failed) {
        work->name.size_bytes = size_bytes;
        work->name.data[size_bytes - 1] = '\0';
    }
    if (found && is_older(encoded, plain)) {
        http_file_close(encoded);
        return false;
    }
    return found;
}

/* What the client takes, best first; with a range only the plain form, whose bytes it means. */
static http_encoding_order asked_order(const http_request *request) {
    http_encoding_order order = http_negotiate_encoding(request);
    if (http_request_field(request, CHATLET_STR("Range"), NULL) == NULL) return order;
    for (size_t i = 0; i < order.count; i++) {
        if (order.encodings[i] == HTTP_ENCODING_IDENTITY) {
            return (http_encoding_order){.encodings = {HTTP_ENCODING_IDENTITY}, .count = 1};
        }
    }
    return order;
}

/* Picks the best form of the file in chosen->file, which it replaces. False when the client takes
 * none that there is. */
static bool choose_form(job *work, choice *chosen) {
    http_encoding_order order = asked_order(work->request);
    for (size_t i = 0; i < order.count; i++) {
        http_file encoded;
        if (order.encodings[i] == HTTP_ENCODING_IDENTITY) return true;
        if (!open_encoded(work, &chosen->file, order.encodings[i], &encoded)) continue;
        http_file_close(&chosen->file);
        chosen->file = encoded;
        chosen->encoding = order.encodings[i];
        return true;
    }
    return false;
}

static bool send_file(job *work, http_file file) {
    choice chosen = {.file = file,
                     .encoding = HTTP_ENCODING_IDENTITY,
                     .name = {.data = work->name.data, .size_bytes = work->name.size_bytes - 1}};
    bool unchanged = true;
    if (choose_form(work, &chosen)) {
        chosen.name.data = work->name.data; /* a longer name may have moved it */
        unchanged = send_choice(work, &chosen);
    } else {
        http_response_add(work->response, CHATLET_STR("Vary"), CHATLET_STR("Accept-Encoding"));
        say(work->response, 406, CHATLET_STR("The file is not there in an encoding you accept."));
    }
    http_file_close(&chosen.file);
    return unchanged;
}

/* False when the file changed under our hands, so that the answer must be begun anew. */
static bool answer_name(job *work, chatlet_str name) {
    http_file file;
    bool is_folder = name.size_bytes == 0 || http_text_ends_with(name, CHATLET_STR("/"));
    http_buffer_append(&work->name, name);
    if (is_folder) http_buffer_append(&work->name, CHATLET_STR("index.html"));
    http_buffer_append(&work->name, (chatlet_str){.data = "", .size_bytes = 1});
    if (work->name.failed) {
        work->response->text.failed = true;
        return true;
    }
    switch (http_file_open(&work->site->root, work->name.data, &file)) {
    case HTTP_FILE_OK: return send_file(work, file);
    case HTTP_FILE_MISSING: return send_missing(work);
    case HTTP_FILE_BUSY: say_busy(work->response); return true;
    case HTTP_FILE_FOLDER:
        if (is_folder) return send_missing(work); /* a folder called index.html */
        redirect_to_folder(work);
        return true;
    }
    return true;
}

static bool answer_path(const http_static *sites, job *work, chatlet_str path) {
    chatlet_str name;
    work->site = find_site(sites, path, &name);
    if (work->site == NULL) {
        say(work->response, 404, CHATLET_STR("There is no site at this address."));
        return true;
    }
    if (name.data == NULL && work->site->prefix.size_bytes > 0) {
        redirect_to_folder(work);
        return true;
    }
    return answer_name(work, name);
}

static void answer_read(const http_static *sites, const http_request *request, int64_t time_s,
                        http_response *response, chatlet_str path) {
    for (int i = 0; i < CHANGED_ATTEMPTS; i++) {
        job work = {.request = request, .response = response, .time_s = time_s};
        http_buffer_init(&work.name, response->text.allocator, NAME_BYTES_MAX);
        bool unchanged = answer_path(sites, &work, path);
        http_buffer_free(&work.name);
        if (unchanged) return;
        http_response_reset(response);
    }
    say_busy(response);
}

void http_static_answer(const http_static *sites, const http_request *request, int64_t time_s,
                        http_response *response) {
    http_buffer path;
    if (request->method == HTTP_METHOD_OPTIONS) {
        answer_options(response);
        return;
    }
    if (request->method != HTTP_METHOD_GET && request->method != HTTP_METHOD_HEAD) {
        refuse_method(response);
        return;
    }
    http_buffer_init(&path, response->text.allocator, HTTP_REQUEST_LINE_BYTES_MAX);
    switch (http_path_decode(request->path, &path)) {
    case HTTP_PATH_OK: answer_read(sites, request, time_s, response, http_buffer_str(&path)); break;
    case HTTP_PATH_BAD: say(response, 400, CHATLET_STR("This address cannot be read.")); break;
    case HTTP_PATH_HIDDEN:
        say(response, 404, CHATLET_STR("There is no file at this address."));
        break;
    case HTTP_PATH_MEMORY: response->text.failed = true; break;
    }
    http_buffer_free(&path);
}
