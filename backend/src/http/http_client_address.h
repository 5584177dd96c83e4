/* Who really asks, when proxies stand between. A proxy writes down for whom it asks; such a field
 * counts only as far as the hop that wrote it is trusted, read from the nearest hop outward, for
 * what an untrusted client claims about itself may be forged. Plain functions without state. */
#ifndef HTTP_CLIENT_ADDRESS_H
#define HTTP_CLIENT_ADDRESS_H

#include "http_message.h"

/* An address of IPv6; one of IPv4 is in ::ffff:0:0/96, so that both compare alike. */
typedef struct http_address {
    uint8_t bytes[16];
} http_address;

typedef struct http_network {
    http_address address;
    uint8_t prefix_bits; /* 0 to 128 */
} http_network;

/* Which field the trusted proxies write. Only one is read: a proxy that writes one passes the other
 * on as its client sent it. */
typedef enum http_proxy_field {
    HTTP_PROXY_X_FORWARDED_FOR, /* with X-Forwarded-Proto: nginx, Caddy, most CDNs */
    HTTP_PROXY_FORWARDED        /* RFC 7239 */
} http_proxy_field;

typedef struct http_proxies {
    http_network trusted[HTTP_TRUSTED_PROXIES_MAX];
    size_t trusted_count;
    http_proxy_field field;
} http_proxies;

enum { HTTP_ADDRESS_TEXT_BYTES = 46 };

/* Reads an address of IPv4 or IPv6 as it is usually written, alone. False, and *address untouched,
 * when it is none. */
bool http_address_read(chatlet_str text, http_address *address);

/* Writes it as is usual (RFC 5952), with a zero byte behind; returns its bytes without that. */
size_t http_address_write(const http_address *address, char text[HTTP_ADDRESS_TEXT_BYTES]);

bool http_address_equal(const http_address *a, const http_address *b);

/* Reads an address, or a network as in "10.0.0.0/8" and "fd00::/8". False, and *network untouched,
 * when it is none or has bits behind its prefix. */
bool http_network_read(chatlet_str text, http_network *network);

bool http_network_has(const http_network *network, const http_address *address);
bool http_proxies_trust(const http_proxies *proxies, const http_address *address);

typedef struct http_client_facts {
    http_address address;
    bool is_secure; /* the client speaks HTTPS with whoever it speaks to */
} http_client_facts;

/* The client behind `peer`, whose connection is secure or not. Reads at most HTTP_HOPS_MAX hops; a
 * hop that is no address ("unknown", "_hidden") ends at the proxy that says so. */
http_client_facts http_client_find(const http_proxies *proxies, http_client_facts peer,
                                   const http_request *request);

#endif
