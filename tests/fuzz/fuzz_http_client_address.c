/* Any bytes as what proxies wrote: the first byte chooses who the peer is and which field counts,
 * each line behind it is a field. What an outsider can add changes nothing. */
#include "http_client_address.h"
#include "http_text.h"
#include "http_trace.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 8 };

static void require(bool condition) {
    if (!condition) abort();
}

static http_proxies make_proxies(uint8_t choice) {
    http_proxies proxies = {.trusted_count = 2,
                            .field = (choice & 1) != 0 ? HTTP_PROXY_FORWARDED
                                                       : HTTP_PROXY_X_FORWARDED_FOR};
    require(http_network_read(CHATLET_STR("10.0.0.0/8"), &proxies.trusted[0]));
    require(http_network_read(CHATLET_STR("fd00::/8"), &proxies.trusted[1]));
    return proxies;
}

static void check_address(const http_address *address) {
    char text[HTTP_ADDRESS_TEXT_BYTES];
    http_address again;
    size_t size_bytes = http_address_write(address, text);
    require(size_bytes < sizeof text);
    require(http_address_read((chatlet_str){.data = text, .size_bytes = size_bytes}, &again));
    require(http_address_equal(address, &again));
}

static void check_client(const http_proxies *proxies, http_client_facts peer,
                         const http_field *fields, size_t field_count) {
    /* The first line is an outsider's, forged; without it the client is the same. */
    const http_request forged = {.fields = fields, .field_count = field_count};
    const http_request honest = {.fields = fields + 1, .field_count = field_count - 1};
    http_client_facts client = http_client_find(proxies, peer, &honest);
    http_client_facts claimed = http_client_find(proxies, peer, &forged);
    check_address(&client.address);
    if (!http_proxies_trust(proxies, &peer.address)) {
        require(http_address_equal(&client.address, &peer.address));
        require(client.is_secure == peer.is_secure);
    }
    if (!http_proxies_trust(proxies, &client.address)) {
        require(http_address_equal(&client.address, &claimed.address));
    }
}

static void check_others(chatlet_str text) {
    http_network network;
    http_trace_chance chance = {{1, 2}};
    char parent[HTTP_TRACE_PARENT_BYTES];
    if (http_network_read(text, &network)) {
        require(http_network_has(&network, &network.address));
        check_address(&network.address);
    }
    if (http_trace_pass_on(&chance, text, parent)) {
        require(http_text_equal(http_trace_id(text),
                                http_trace_id((chatlet_str){.data = parent, .size_bytes = 55})));
    }
    (void)http_trace_is_id(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"};
    static const char *const peers[] = {"10.0.0.1", "203.0.113.9", "fd00::1", "2001:db8::1"};
    http_field fields[LINES_MAX];
    size_t count = 0;
    if (size == 0) return 0;
    const http_proxies proxies = make_proxies(data[0]);
    http_client_facts peer = {.is_secure = (data[0] & 2) != 0};
    const char *from = peers[data[0] >> 2 & 3];
    require(
        http_address_read((chatlet_str){.data = from, .size_bytes = strlen(from)}, &peer.address));
    chatlet_str rest = {.data = (const char *)data + 1, .size_bytes = size - 1};
    while (rest.size_bytes > 0 && count < LINES_MAX) {
        size_t end = http_text_find(rest, '\n');
        const char *name = names[(unsigned char)rest.data[0] % 3];
        chatlet_str line = {.data = rest.data, .size_bytes = end};
        fields[count++] =
            (http_field){.name = {.data = name, .size_bytes = strlen(name)},
                         .value = http_text_trim(http_text_from(line, end > 0 ? 1 : 0))};
        check_others(line);
        rest = http_text_from(rest, end < rest.size_bytes ? end + 1 : end);
    }
    if (count > 0) check_client(&proxies, peer, fields, count);
    return 0;
}
