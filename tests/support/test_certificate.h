/* A new key and a certificate that vouches for itself, as files in PEM, for tests of TLS. */
#ifndef TEST_CERTIFICATE_H
#define TEST_CERTIFICATE_H

#include <stdbool.h>

/* Writes both, for the name "localhost"; false when that failed. */
bool test_certificate_write(const char *certificate_path, const char *key_path);

#endif
