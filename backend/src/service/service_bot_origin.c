#include "service_bot_origin.h"

#include "../store/store_bot.h"

#include <string.h>

enum { LABEL_BYTES_MAX = 63, PORT_MAX = 65535, PORT_DIGITS_MAX = 5 };

static bool is_letter(char byte) { return byte >= 'a' && byte <= 'z'; }
static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

static bool begins(chatlet_str text, chatlet_str with) {
    return text.size_bytes >= with.size_bytes && memcmp(text.data, with.data, with.size_bytes) == 0;
}

static size_t find(chatlet_str text, char byte) {
    const char *at = text.size_bytes > 0 ? memchr(text.data, byte, text.size_bytes) : NULL;
    return at != NULL ? (size_t)(at - text.data) : text.size_bytes;
}

static chatlet_str from(chatlet_str text, size_t begin) {
    return (chatlet_str){.data = text.data + begin, .size_bytes = text.size_bytes - begin};
}

/* Splits "https://host:port" behind its scheme. */
static bool take_scheme(chatlet_str text, chatlet_str *scheme, chatlet_str *rest) {
    static const chatlet_str schemes[] = {{"https://", 8}, {"http://", 7}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (!begins(text, schemes[i])) continue;
        *scheme = schemes[i];
        *rest = from(text, schemes[i].size_bytes);
        return true;
    }
    return false;
}

/* Where the host ends: at the port's colon, which stands behind the bracket of an address. */
static size_t host_size(chatlet_str rest) {
    if (rest.size_bytes == 0 || rest.data[0] != '[') return find(rest, ':');
    size_t bracket = find(rest, ']');
    return bracket < rest.size_bytes ? bracket + 1 : rest.size_bytes;
}

static bool is_address(chatlet_str host) {
    if (host.size_bytes < 4 || host.data[0] != '[' || host.data[host.size_bytes - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < host.size_bytes; i++) {
        char byte = host.data[i];
        if (!is_digit(byte) && !(byte >= 'a' && byte <= 'f') && byte != ':' && byte != '.')
            return false;
    }
    return true;
}

static bool is_label(chatlet_str label) {
    if (label.size_bytes == 0 || label.size_bytes > LABEL_BYTES_MAX) return false;
    if (label.data[0] == '-' || label.data[label.size_bytes - 1] == '-') return false;
    for (size_t i = 0; i < label.size_bytes; i++) {
        char byte = label.data[i];
        if (!is_letter(byte) && !is_digit(byte) && byte != '-' && byte != '_') return false;
    }
    return true;
}

/* Counts the labels of a name; 0 when one is wrong. */
static size_t count_labels(chatlet_str name) {
    size_t count = 0;
    for (;;) {
        chatlet_str label = {.data = name.data, .size_bytes = find(name, '.')};
        if (!is_label(label)) return 0;
        count++;
        if (label.size_bytes == name.size_bytes) return count;
        name = from(name, label.size_bytes + 1);
    }
}

/* A last label of digits makes an address of version 4, or something that browsers refuse. */
static bool ends_in_number(chatlet_str name) {
    for (size_t at = name.size_bytes; at > 0 && name.data[at - 1] != '.'; at--) {
        if (!is_digit(name.data[at - 1])) return false;
    }
    return true;
}

static const char *check_host(chatlet_str host) {
    if (is_address(host)) return NULL;
    if (!begins(host, CHATLET_STR("*."))) {
        if (count_labels(host) == 0)
            return "The host may hold letters, digits, '-' and '.'; names of other scripts are "
                   "written as browsers send them (xn--…).";
        return NULL;
    }
    chatlet_str name = from(host, 2);
    if (count_labels(name) < 2)
        return "Behind '*.' a whole domain must follow, as in https://*.example.com.";
    if (ends_in_number(name)) return "'*' stands for a name, not for a part of an address.";
    return NULL;
}

static const char *check_port(chatlet_str port) {
    uint32_t number = 0;
    bool good = port.size_bytes > 0 && port.size_bytes <= PORT_DIGITS_MAX && port.data[0] != '0';
    for (size_t i = 0; good && i < port.size_bytes; i++) {
        good = is_digit(port.data[i]);
        number = number * 10 + (uint32_t)(port.data[i] - '0');
    }
    return good && number <= PORT_MAX ? NULL : "The port must be a number from 1 to 65535.";
}

static chatlet_str to_lower(region *memory, chatlet_str text) {
    char *copy = region_take(memory, text.size_bytes);
    if (copy == NULL) return CHATLET_STR("");
    for (size_t i = 0; i < text.size_bytes; i++)
        copy[i] = lower(text.data[i]);
    return (chatlet_str){.data = copy, .size_bytes = text.size_bytes};
}

static bool is_own_port(chatlet_str scheme, chatlet_str port) {
    return scheme.size_bytes == 8 ? equal(port, CHATLET_STR("443"))
                                  : equal(port, CHATLET_STR("80"));
}

const char *bot_origin_normalize(region *memory, chatlet_str text, chatlet_str *normal) {
    chatlet_str scheme;
    chatlet_str rest;
    if (text.size_bytes > BOT_ORIGIN_BYTES_MAX) return "An origin may be at most 280 bytes long.";
    text = to_lower(memory, text);
    if (!take_scheme(text, &scheme, &rest))
        return "An origin begins with https:// or http://, as in https://www.example.com.";
    if (rest.size_bytes > 0 && rest.data[rest.size_bytes - 1] == '/') rest.size_bytes--;
    if (find(rest, '/') < rest.size_bytes || find(rest, '?') < rest.size_bytes ||
        find(rest, '#') < rest.size_bytes)
        return "An origin has no path: https://www.example.com, not https://www.example.com/help.";
    if (find(rest, '@') < rest.size_bytes) return "An origin has no user name.";
    chatlet_str host = {.data = rest.data, .size_bytes = host_size(rest)};
    const char *wrong = check_host(host);
    if (wrong != NULL) return wrong;
    chatlet_str behind = from(rest, host.size_bytes);
    if (behind.size_bytes > 0) {
        chatlet_str port = from(behind, 1);
        wrong = behind.data[0] == ':' ? check_port(port) : "There is something behind the host.";
        if (wrong != NULL) return wrong;
        if (is_own_port(scheme, port)) behind.size_bytes = 0;
    }
    *normal = region_join(memory, 3, scheme, host, behind);
    return NULL;
}

chatlet_str bot_origin_pattern(region *memory, chatlet_str origin) {
    chatlet_str scheme;
    chatlet_str rest;
    if (!take_scheme(origin, &scheme, &rest)) return CHATLET_STR("");
    size_t dot = find(rest, '.');
    chatlet_str label = {.data = rest.data, .size_bytes = dot};
    if (dot == rest.size_bytes || !is_label(label)) return CHATLET_STR("");
    return region_join(memory, 3, scheme, CHATLET_STR("*"), from(rest, dot));
}

/* Scheme, host and port of an address. */
static chatlet_str origin_of(chatlet_str url) {
    chatlet_str scheme;
    chatlet_str rest;
    if (!take_scheme(url, &scheme, &rest)) return CHATLET_STR("");
    return (chatlet_str){.data = url.data, .size_bytes = scheme.size_bytes + find(rest, '/')};
}

bool service_bot_allows_origin(service *service, int64_t bot_id, chatlet_str origin) {
    chatlet_str scheme;
    chatlet_str rest;
    if (origin.size_bytes > BOT_ORIGIN_BYTES_MAX || !take_scheme(origin, &scheme, &rest))
        return false;
    /* No browser sends one; it would equal a pattern of the list. */
    if (find(rest, '*') < rest.size_bytes) return false;
    if (equal(origin, origin_of(service->settings->base_url))) {
        store_bot bot;
        return store_bot_find_public(service->db, bot_id, service->memory, &bot);
    }
    chatlet_str pattern = bot_origin_pattern(service->memory, origin);
    return store_bot_has_origin(service->db, bot_id, origin, pattern);
}
