/* A page's URL and a link's target in, an address out. Texts are cut into host and path first; then
 * the path is written name by name, each decoded before it is looked at, so that "%2E%2E" leads up
 * as ".." does. */
#include "link_resolve.h"

#include "../base/str.h"

#include <chatlet/limits.h>
#include <string.h>

/* A URL without its query and fragment. */
typedef struct url_parts {
    chatlet_str host; /* with its port; only meaningful with has_host */
    chatlet_str path;
    chatlet_str fragment;
    bool has_host;
    bool leads_elsewhere; /* no page: mailto:, data: and the like */
} url_parts;

/* The address being written. `data` has room for three times the bytes of all that goes in. */
typedef struct address_writer {
    char *data;
    size_t size_bytes;
    size_t path_begin; /* behind the host, and behind the '/' of a path from the root */
    bool is_rooted;
    bool ends_in_name; /* the last name may be a file's: no '/' or dots came behind it */
} address_writer;

static char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte; }

/* ---- cutting --------------------------------------------------------------------------------- */

/* Offset of the ':' that ends a scheme, or the size when there is none. */
static size_t scheme_end(chatlet_str url) {
    for (size_t i = 0; i < url.size_bytes; i++) {
        if (url.data[i] == '/') break;
        if (url.data[i] == ':') return i;
    }
    return url.size_bytes;
}

static chatlet_str without_usual_port(chatlet_str host) {
    static const chatlet_str ports[] = {{":80", 3}, {":443", 4}};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (clet_str_ends_with(host, ports[i]))
            return clet_str_slice(host, 0, host.size_bytes - ports[i].size_bytes);
    }
    return host;
}

static url_parts cut(chatlet_str url) {
    url_parts parts = {0};
    const size_t hash = clet_str_find_byte(url, '#', 0);
    if (hash < url.size_bytes) parts.fragment = clet_str_slice(url, hash + 1, url.size_bytes);
    chatlet_str rest = clet_str_slice(url, 0, hash);
    rest = clet_str_slice(rest, 0, clet_str_find_byte(rest, '?', 0));

    const size_t colon = scheme_end(rest);
    if (colon < rest.size_bytes) {
        const chatlet_str scheme = clet_str_slice(rest, 0, colon);
        rest = clet_str_slice(rest, colon + 1, rest.size_bytes);
        parts.leads_elsewhere = (!clet_str_equal_ignore_case(scheme, CHATLET_STR("http")) &&
                                 !clet_str_equal_ignore_case(scheme, CHATLET_STR("https"))) ||
                                !clet_str_starts_with(rest, CHATLET_STR("//"));
    }
    if (clet_str_starts_with(rest, CHATLET_STR("//"))) {
        const size_t end = clet_str_find_byte(rest, '/', 2);
        parts.has_host = true;
        parts.host = without_usual_port(clet_str_slice(rest, 2, end));
        rest = clet_str_slice(rest, end, rest.size_bytes);
        if (rest.size_bytes == 0) rest = CHATLET_STR("/");
    }
    parts.path = rest;
    return parts;
}

/* ---- writing --------------------------------------------------------------------------------- */

static int hex_value(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (lower(byte) >= 'a' && lower(byte) <= 'f') return lower(byte) - 'a' + 10;
    return -1;
}

/* Bytes that stay escaped: they would change what the address means, or cannot be seen. */
static bool stays_escaped(unsigned char byte) {
    return byte < 0x20 || byte == 0x7F || byte == '%' || byte == '/' || byte == '?' || byte == '#';
}

static void put_byte(address_writer *writer, unsigned char byte) {
    static const char digits[] = "0123456789ABCDEF";
    if (stays_escaped(byte)) {
        writer->data[writer->size_bytes++] = '%';
        writer->data[writer->size_bytes++] = digits[byte >> 4];
        writer->data[writer->size_bytes++] = digits[byte & 15];
    } else {
        writer->data[writer->size_bytes++] = (char)byte;
    }
}

static void put_decoded(address_writer *writer, chatlet_str name) {
    for (size_t i = 0; i < name.size_bytes; i++) {
        const bool has_digits = name.data[i] == '%' && name.size_bytes - i > 2;
        const int high = has_digits ? hex_value(name.data[i + 1]) : -1;
        const int low = has_digits ? hex_value(name.data[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            put_byte(writer, (unsigned char)(high * 16 + low));
            i += 2;
        } else {
            put_byte(writer, (unsigned char)name.data[i]);
        }
    }
}

/* Where the last name begins; path_begin when there is none. */
static size_t last_name_begin(const address_writer *writer) {
    size_t begin = writer->size_bytes;
    while (begin > writer->path_begin && writer->data[begin - 1] != '/')
        begin--;
    return begin;
}

static chatlet_str written_from(const address_writer *writer, size_t begin) {
    return (chatlet_str){.data = writer->data + begin, .size_bytes = writer->size_bytes - begin};
}

static void drop_last_name(address_writer *writer) {
    const size_t begin = last_name_begin(writer);
    writer->size_bytes = begin > writer->path_begin ? begin - 1 : begin;
}

/* Goes one folder up, if there is one; a relative path goes further up for every one it lacks. */
static void lead_up(address_writer *writer, size_t before) {
    const chatlet_str parent = CHATLET_STR("..");
    writer->size_bytes = before;
    const bool is_empty = before == writer->path_begin;
    const chatlet_str last = written_from(writer, last_name_begin(writer));
    if (!is_empty && !clet_str_equal(last, parent)) {
        drop_last_name(writer);
    } else if (!writer->is_rooted) {
        if (!is_empty) writer->data[writer->size_bytes++] = '/';
        memcpy(writer->data + writer->size_bytes, parent.data, parent.size_bytes);
        writer->size_bytes += parent.size_bytes;
    }
}

static void put_name(address_writer *writer, chatlet_str name) {
    const size_t before = writer->size_bytes;
    if (before > writer->path_begin) writer->data[writer->size_bytes++] = '/';
    const size_t begin = writer->size_bytes;
    put_decoded(writer, name);
    const chatlet_str written = written_from(writer, begin);
    const bool leads_up = clet_str_equal(written, CHATLET_STR(".."));
    const bool is_nothing = written.size_bytes == 0 || clet_str_equal(written, CHATLET_STR("."));
    writer->ends_in_name = !leads_up && !is_nothing;
    if (is_nothing) writer->size_bytes = before;
    if (leads_up) lead_up(writer, before);
}

static void put_path(address_writer *writer, chatlet_str path) {
    size_t begin = 0;
    while (begin <= path.size_bytes) {
        const size_t end = clet_str_find_byte(path, '/', begin);
        put_name(writer, clet_str_slice(path, begin, end));
        begin = end + 1;
    }
}

static void put_host(address_writer *writer, chatlet_str host) {
    memcpy(writer->data, "//", 2);
    writer->size_bytes = 2;
    for (size_t i = 0; i < host.size_bytes; i++)
        put_byte(writer, (unsigned char)lower(host.data[i]));
}

/* ---- what a file's name adds ----------------------------------------------------------------- */

/* The name of a file without what tells how its page was made; empty for a folder's own page. */
static chatlet_str stem_of_page(chatlet_str name) {
    static const chatlet_str endings[] = {{".html", 5}, {".htm", 4},      {".xhtml", 6},
                                          {".md", 3},   {".markdown", 9}, {".mdx", 4}};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (name.size_bytes <= endings[i].size_bytes) continue;
        const size_t stem_bytes = name.size_bytes - endings[i].size_bytes;
        if (!clet_str_equal_ignore_case(clet_str_slice(name, stem_bytes, name.size_bytes),
                                        endings[i]))
            continue;
        const chatlet_str stem = clet_str_slice(name, 0, stem_bytes);
        /* "..md" and "...md" are names of files; their stems would lead to folders. */
        if (clet_str_equal(stem, CHATLET_STR(".")) || clet_str_equal(stem, CHATLET_STR("..")))
            return name;
        /* Repositories and several generators publish a folder's README as its page. */
        return clet_str_equal_ignore_case(stem, CHATLET_STR("readme")) ||
                       clet_str_equal(stem, CHATLET_STR("index"))
                   ? (chatlet_str){0}
                   : stem;
    }
    return clet_str_equal(name, CHATLET_STR("index")) ? (chatlet_str){0} : name;
}

/* Beside "guide.html", sites have the same as "guide.html.md" for language models (llmstxt.org). */
static chatlet_str page_name(chatlet_str name) {
    static const chatlet_str twofold = {.data = ".html.md", .size_bytes = 8};
    const bool is_twofold =
        name.size_bytes > twofold.size_bytes &&
        clet_str_equal_ignore_case(
            clet_str_slice(name, name.size_bytes - twofold.size_bytes, name.size_bytes), twofold);
    return stem_of_page(is_twofold ? clet_str_slice(name, 0, name.size_bytes - 3) : name);
}

static void settle_last_name(address_writer *writer) {
    if (!writer->ends_in_name) return;
    const size_t begin = last_name_begin(writer);
    const chatlet_str name = page_name(written_from(writer, begin));
    if (name.size_bytes == 0) {
        drop_last_name(writer);
    } else {
        writer->size_bytes = begin + name.size_bytes;
    }
}

/* ---- resolving ------------------------------------------------------------------------------- */

static bool is_from_root(chatlet_str path) { return clet_str_starts_with(path, CHATLET_STR("/")); }

/* The folder that '/' stands for on a page whose own URL is relative; see the header. */
static chatlet_str root_of_relative(chatlet_str path) {
    size_t end = 0;
    while (clet_str_starts_with(clet_str_slice(path, end, path.size_bytes), CHATLET_STR("../")))
        end += 3;
    if (end == 0 && clet_str_starts_with(path, CHATLET_STR("pages/"))) end = 6;
    return clet_str_slice(path, 0, end);
}

static chatlet_str folder_of(chatlet_str path) {
    size_t end = path.size_bytes;
    while (end > 0 && path.data[end - 1] != '/')
        end--;
    return clet_str_slice(path, 0, end);
}

/* Writes the path of the page's URL as far as it counts, and the target's behind it. */
static void put_joined(address_writer *writer, const url_parts *page, chatlet_str target) {
    const bool is_itself = target.size_bytes == 0;
    chatlet_str base = is_itself ? page->path : folder_of(page->path);
    if (is_from_root(target)) {
        base = writer->is_rooted ? (chatlet_str){0} : root_of_relative(page->path);
    }
    put_path(writer, base);
    if (!is_itself) put_path(writer, target);
}

static void write_address(address_writer *writer, const url_parts *page, const url_parts *target) {
    const bool has_host = target->has_host || page->has_host;
    if (has_host) put_host(writer, target->has_host ? target->host : page->host);
    writer->is_rooted = has_host || is_from_root(page->path) ||
                        (page->path.size_bytes == 0 && is_from_root(target->path));
    if (writer->is_rooted) writer->data[writer->size_bytes++] = '/';
    writer->path_begin = writer->size_bytes;

    if (target->has_host) {
        put_path(writer, target->path);
    } else {
        put_joined(writer, page, target->path);
    }
    settle_last_name(writer);
    if (writer->size_bytes == 0) writer->data[writer->size_bytes++] = '.';
}

chatlet_status clet_link_resolve(clet_arena *arena, chatlet_str page_url, chatlet_str target,
                                 clet_link_target *resolved) {
    const url_parts page = cut(page_url);
    const url_parts link = cut(target);
    const bool is_too_long =
        page_url.size_bytes > CHATLET_URL_BYTES_MAX || target.size_bytes > CHATLET_URL_BYTES_MAX;
    clet_link_target made = {.fragment = link.fragment};
    if (!is_too_long && !link.leads_elsewhere && (link.has_host || !page.leads_elsewhere)) {
        enum { OWN_BYTES_MAX = 8 }; /* slashes and the dot that stand in neither text */
        const size_t room = (page_url.size_bytes + target.size_bytes) * 3 + OWN_BYTES_MAX;
        address_writer writer = {.data = clet_arena_allocate(arena, room)};
        if (writer.data == NULL) return CHATLET_ERR_MEMORY;
        write_address(&writer, &page, &link);
        made.address = written_from(&writer, 0);
    }
    *resolved = made;
    return CHATLET_OK;
}

chatlet_status clet_link_address(clet_arena *arena, chatlet_str page_url, chatlet_str *address) {
    clet_link_target resolved;
    const chatlet_status status = clet_link_resolve(arena, (chatlet_str){0}, page_url, &resolved);
    if (status == CHATLET_OK) *address = resolved.address;
    return status;
}
