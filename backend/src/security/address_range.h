/* Addresses of the network and ranges of them, as text: "192.0.2.7", "192.0.2.0/24",
 * "2001:db8::/48". */
#ifndef ADDRESS_RANGE_H
#define ADDRESS_RANGE_H

#include <chatlet/base.h>

/* An IPv4 address is kept as the IPv6 address that maps it (RFC 4291, section 2.5.5.2), so that
 * both ways of writing it are one. */
typedef struct address_range {
    uint8_t bytes[16];
    uint8_t prefix_bits; /* 128: one address */
} address_range;

/* Reads one address or range. False for anything else: ports, zones, leading zeros, bits behind the
 * prefix. */
bool address_range_read(chatlet_str text, address_range *range);

bool address_range_has(const address_range *range, const address_range *address);

/* Cuts an address to what one customer of a network usually has: an IPv6 address to 64 bits, since
 * its lower half is chosen at will; an IPv4 address stays. */
void address_range_widen(address_range *address);

#endif
