/* SHA-256 (FIPS 180-4, section 6.2): how files are named to a server. Nothing secret is hashed. */
#ifndef CLI_SHA256_H
#define CLI_SHA256_H

#include <chatlet/base.h>

enum { CLI_SHA256_HEX_BYTES = 65 };

/* Writes the hash of `bytes` as 64 lower-case hexadecimal digits and a zero byte. */
void cli_sha256_hex(chatlet_str bytes, char hex[CLI_SHA256_HEX_BYTES]);

#endif
