#include "http_client_address.h"

#include "http_text.h"

#include <arpa/inet.h>
#include <string.h>

enum { IPV4_OFFSET = 12, IPV4_PREFIX_BITS = 96, ADDRESS_BITS = 128, QUOTED_BYTES_MAX = 64 };

static const uint8_t ipv4_prefix[IPV4_OFFSET] = {[10] = 0xff, [11] = 0xff};

/* ---- addresses and networks ---- */

static bool is_ipv4(const http_address *address) {
    return memcmp(address->bytes, ipv4_prefix, sizeof ipv4_prefix) == 0;
}

bool http_address_read(chatlet_str text, http_address *address) {
    char copy[HTTP_ADDRESS_TEXT_BYTES];
    http_address found = {{0}};
    if (text.size_bytes == 0 || text.size_bytes >= sizeof copy) return false;
    memcpy(copy, text.data, text.size_bytes);
    copy[text.size_bytes] = '\0';
    if (strlen(copy) != text.size_bytes) return false;
    if (inet_pton(AF_INET, copy, found.bytes + IPV4_OFFSET) == 1) {
        memcpy(found.bytes, ipv4_prefix, sizeof ipv4_prefix);
    } else if (inet_pton(AF_INET6, copy, found.bytes) != 1) {
        return false;
    }
    *address = found;
    return true;
}

size_t http_address_write(const http_address *address, char text[HTTP_ADDRESS_TEXT_BYTES]) {
    bool short_form = is_ipv4(address);
    const uint8_t *bytes = address->bytes + (short_form ? IPV4_OFFSET : 0);
    /* Cannot fail: the family is known and the room is enough for either. */
    (void)inet_ntop(short_form ? AF_INET : AF_INET6, bytes, text, HTTP_ADDRESS_TEXT_BYTES);
    return strlen(text);
}

bool http_address_equal(const http_address *a, const http_address *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static bool bit_of(const http_address *address, size_t index) {
    return (address->bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

bool http_network_read(chatlet_str text, http_network *network) {
    http_network found = {.prefix_bits = ADDRESS_BITS};
    size_t slash = http_text_find(text, '/');
    chatlet_str address = {.data = text.data, .size_bytes = slash};
    if (!http_address_read(address, &found.address)) return false;
    if (slash < text.size_bytes) {
        /* What is written as IPv6 counts its bits as such, also a mapped address of IPv4. */
        bool counts_all = http_text_find(address, ':') < address.size_bytes;
        uint64_t offset = counts_all ? 0 : IPV4_PREFIX_BITS;
        uint64_t bits;
        if (!http_text_number(http_text_from(text, slash + 1), &bits)) return false;
        if (bits > ADDRESS_BITS - offset) return false;
        found.prefix_bits = (uint8_t)(bits + offset);
    }
    for (size_t i = found.prefix_bits; i < ADDRESS_BITS; i++) {
        if (bit_of(&found.address, i)) return false;
    }
    *network = found;
    return true;
}

bool http_network_has(const http_network *network, const http_address *address) {
    size_t whole = network->prefix_bits / 8;
    unsigned rest = network->prefix_bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0) return false;
    if (rest == 0) return true;
    unsigned mask = 0xffU << (8 - rest) & 0xffU;
    return ((network->address.bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

bool http_proxies_trust(const http_proxies *proxies, const http_address *address) {
    for (size_t i = 0; i < proxies->trusted_count; i++) {
        if (http_network_has(&proxies->trusted[i], address)) return true;
    }
    return false;
}

/* ---- hops ---- */

/* "address", "address:port", "[address]" or "[address]:port"; the port does not matter. */
static bool read_node(chatlet_str text, http_address *address) {
    if (http_address_read(text, address)) return true;
    if (text.size_bytes > 0 && text.data[0] == '[') {
        size_t end = http_text_find(text, ']');
        if (end == text.size_bytes) return false;
        chatlet_str after = http_text_from(text, end + 1);
        if (after.size_bytes > 0 && after.data[0] != ':') return false;
        chatlet_str inner = {.data = text.data + 1, .size_bytes = end - 1};
        return http_text_find(inner, ':') < inner.size_bytes && http_address_read(inner, address);
    }
    size_t colon = http_text_find(text, ':');
    chatlet_str before = {.data = text.data, .size_bytes = colon};
    return colon < text.size_bytes && http_address_read(before, address);
}

/* The items of all fields called `name`, the last first: the nearest proxy writes at the end. A
 * comma within quotes ends an item, too: else a quote that a client opens would swallow what its
 * proxy writes behind it, and no honest hop has a comma. */
typedef struct hops {
    chatlet_str items[HTTP_HOPS_MAX];
    size_t count; /* at most HTTP_HOPS_MAX; of more, the nearest */
} hops;

static hops list_hops(const http_request *request, chatlet_str name) {
    hops found = {.count = 0};
    size_t total = 0;
    for (size_t i = 0; i < request->field_count; i++) {
        if (!http_text_equal_ignore_case(request->fields[i].name, name)) continue;
        chatlet_str rest = request->fields[i].value;
        while (rest.size_bytes > 0) {
            size_t end = http_text_find(rest, ',');
            chatlet_str item = {.data = rest.data, .size_bytes = end};
            rest = http_text_from(rest, end < rest.size_bytes ? end + 1 : end);
            found.items[total++ % HTTP_HOPS_MAX] = http_text_trim(item);
        }
    }
    /* The ring is turned so that the last item comes first. */
    hops turned = {.count = total < HTTP_HOPS_MAX ? total : HTTP_HOPS_MAX};
    for (size_t i = 0; i < turned.count; i++)
        turned.items[i] = found.items[(total - 1 - i) % HTTP_HOPS_MAX];
    return turned;
}

static void note_scheme(chatlet_str scheme, bool *is_secure) {
    if (http_text_equal_ignore_case(scheme, CHATLET_STR("https"))) *is_secure = true;
    if (http_text_equal_ignore_case(scheme, CHATLET_STR("http"))) *is_secure = false;
}

/* The value of a parameter, without quotes and escapes, in `room`; empty when it is too long. */
static chatlet_str unquote(chatlet_str value, char room[QUOTED_BYTES_MAX]) {
    size_t size = 0;
    if (value.size_bytes < 2 || value.data[0] != '"') return value;
    for (size_t i = 1; i + 1 < value.size_bytes; i++) {
        if (value.data[i] == '\\' && i + 2 < value.size_bytes) i++;
        if (size == QUOTED_BYTES_MAX) return (chatlet_str){.data = room, .size_bytes = 0};
        room[size++] = value.data[i];
    }
    return (chatlet_str){.data = room, .size_bytes = size};
}

/* Reads one element of Forwarded: for=…;proto=…;by=…;host=…. A parameter twice is no element. */
static bool read_forwarded(chatlet_str element, http_client_facts *client) {
    http_client_facts found = *client;
    chatlet_str item;
    size_t for_count = 0;
    size_t proto_count = 0;
    while (http_text_next_item(&element, ';', &item)) {
        char room[QUOTED_BYTES_MAX];
        size_t equals = http_text_find(item, '=');
        chatlet_str name = {.data = item.data, .size_bytes = equals};
        if (equals == item.size_bytes) return false;
        chatlet_str value = unquote(http_text_from(item, equals + 1), room);
        if (http_text_equal_ignore_case(name, CHATLET_STR("for"))) {
            for_count++;
            if (!read_node(value, &found.address)) return false;
        } else if (http_text_equal_ignore_case(name, CHATLET_STR("proto"))) {
            proto_count++;
            note_scheme(value, &found.is_secure);
        }
    }
    if (for_count != 1 || proto_count > 1) return false;
    *client = found;
    return true;
}

static http_client_facts follow_forwarded(const http_proxies *proxies, http_client_facts client,
                                          const http_request *request) {
    hops list = list_hops(request, CHATLET_STR("Forwarded"));
    for (size_t i = 0; i < list.count && http_proxies_trust(proxies, &client.address); i++) {
        if (!read_forwarded(list.items[i], &client)) break;
    }
    return client;
}

/* X-Forwarded-Proto tells of each hop when it has as many items as there are hops; else its last is
 * what the nearest proxy wrote. */
static http_client_facts follow_x_forwarded(const http_proxies *proxies, http_client_facts client,
                                            const http_request *request) {
    hops list = list_hops(request, CHATLET_STR("X-Forwarded-For"));
    hops schemes = list_hops(request, CHATLET_STR("X-Forwarded-Proto"));
    bool for_each = schemes.count == list.count;
    if (schemes.count > 0) note_scheme(schemes.items[0], &client.is_secure);
    for (size_t i = 0; i < list.count && http_proxies_trust(proxies, &client.address); i++) {
        if (!read_node(list.items[i], &client.address)) break;
        if (for_each) note_scheme(schemes.items[i], &client.is_secure);
    }
    return client;
}

http_client_facts http_client_find(const http_proxies *proxies, http_client_facts peer,
                                   const http_request *request) {
    if (!http_proxies_trust(proxies, &peer.address)) return peer;
    switch (proxies->field) {
    case HTTP_PROXY_FORWARDED: return follow_forwarded(proxies, peer, request);
    case HTTP_PROXY_X_FORWARDED_FOR: return follow_x_forwarded(proxies, peer, request);
    }
    return peer;
}
