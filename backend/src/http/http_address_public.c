#include "http_address_public.h"

#include <string.h>

enum { IPV4_OFFSET = 12 };

#define IPV4(a, b, c, d, bits)                                                                     \
    { .address = {.bytes = {[10] = 0xff, [11] = 0xff, a, b, c, d}}, .prefix_bits = 96 + (bits) }

static const http_network special[] = {
    IPV4(0, 0, 0, 0, 8),       /* this network */
    IPV4(10, 0, 0, 0, 8),      /* private */
    IPV4(100, 64, 0, 0, 10),   /* carriers' */
    IPV4(127, 0, 0, 0, 8),     /* this machine */
    IPV4(169, 254, 0, 0, 16),  /* link-local; where clouds tell their secrets */
    IPV4(172, 16, 0, 0, 12),   /* private */
    IPV4(192, 0, 0, 0, 24),    /* protocol assignments */
    IPV4(192, 0, 2, 0, 24),    /* documentation */
    IPV4(192, 88, 99, 0, 24),  /* 6to4 relays */
    IPV4(192, 168, 0, 0, 16),  /* private */
    IPV4(198, 18, 0, 0, 15),   /* benchmarks */
    IPV4(198, 51, 100, 0, 24), /* documentation */
    IPV4(203, 0, 113, 0, 24),  /* documentation */
    IPV4(224, 0, 0, 0, 4),     /* multicast */
    IPV4(240, 0, 0, 0, 4),     /* reserved, broadcast */
};

/* Only 2000::/3 is given out; of it, these are not for anybody. */
static const http_network global = {.address = {.bytes = {0x20}}, .prefix_bits = 3};
static const http_network special_within_global[] = {
    {.address = {.bytes = {0x20, 0x01}}, .prefix_bits = 23},             /* protocols, Teredo */
    {.address = {.bytes = {0x20, 0x01, 0x0d, 0xb8}}, .prefix_bits = 32}, /* documentation */
    {.address = {.bytes = {0x20, 0x02}}, .prefix_bits = 16},             /* 6to4: IPv4 within */
    {.address = {.bytes = {0x3f, 0xff}}, .prefix_bits = 20},             /* documentation */
};
static const http_network mapped = {.address = {.bytes = {[10] = 0xff, [11] = 0xff}},
                                    .prefix_bits = 96};
static const http_network translated = {.address = {.bytes = {0x00, 0x64, 0xff, 0x9b}},
                                        .prefix_bits = 96};

static bool is_in(const http_network *networks, size_t count, const http_address *address) {
    for (size_t i = 0; i < count; i++) {
        if (http_network_has(&networks[i], address)) return true;
    }
    return false;
}

bool http_address_is_public(const http_address *address) {
    http_address inner = mapped.address;
    if (http_network_has(&mapped, address) || http_network_has(&translated, address)) {
        memcpy(inner.bytes + IPV4_OFFSET, address->bytes + IPV4_OFFSET, 4);
        return !is_in(special, sizeof special / sizeof special[0], &inner);
    }
    return http_network_has(&global, address) &&
           !is_in(special_within_global,
                  sizeof special_within_global / sizeof special_within_global[0], address);
}
