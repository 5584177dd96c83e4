/* Whether an address is one that anybody on the internet may be asked at, and no neighbor of this
 * machine: addresses of private networks, this machine and the cloud it runs in are what a forged
 * URL of a customer would aim at. */
#ifndef HTTP_ADDRESS_PUBLIC_H
#define HTTP_ADDRESS_PUBLIC_H

#include "http_client_address.h"

/* False for every range that IANA's registries of special-purpose addresses (RFC 6890) hold, for
 * multicast, and for addresses of IPv6 that carry such one of IPv4 within. */
bool http_address_is_public(const http_address *address);

#endif
