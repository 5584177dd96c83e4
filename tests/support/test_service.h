/* Services in tests: a context over a fresh database, with a clock that stands until it
 * is moved and chance from a seed. */
#ifndef TEST_SERVICE_H
#define TEST_SERVICE_H

#include "service/service.h"
#include "test_database.h"

typedef struct test_service {
    service service; /* its clock and caller may be set; a transaction is not begun */
    service_settings settings;
    region memory;
    uint64_t seed;
} test_service;

/* The clock stands at 2026-12-01T00:00:00Z. `database` is borrowed. It must not be moved. */
void test_service_open(test_service *test, test_database *database);
void test_service_close(test_service *test);

/* Begins a transaction, without problem and with fresh flags. */
void test_service_begin(test_service *test, bool writes);

/* Commits; the test fails when that fails. */
void test_service_commit(test_service *test);

#endif
