#include "test_service.h"

#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY_BYTES_MAX = 64 * 1024 * 1024 };

static const int64_t start_ms = INT64_C(1796083200000); /* 2026-12-01T00:00:00Z */

/* SplitMix64 (Steele, Lea and Flood, 2014). */
static void fill(void *context, void *bytes, size_t size_bytes) {
    test_service *test = context;
    unsigned char *at = bytes;
    for (size_t i = 0; i < size_bytes; i++) {
        test->seed += UINT64_C(0x9E3779B97F4A7C15);
        uint64_t mixed = test->seed;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
        at[i] = (unsigned char)(mixed ^ mixed >> 31);
    }
}

void test_service_open(test_service *test, test_database *database) {
    memset(test, 0, sizeof *test);
    region_init(&test->memory, test_plain_allocator(), MEMORY_BYTES_MAX);
    test->settings = (service_settings){.base_url = CHATLET_STR("https://chat.example"),
                                        .signs_up = true,
                                        .mail_from = CHATLET_STR("Chatlet <mail@chat.example>"),
                                        .session_idle_ms = INT64_C(14) * 86400000,
                                        .session_absolute_ms = INT64_C(90) * 86400000,
                                        .visitor_token_ms = 3600000,
                                        .visitors_per_address_day = 50,
                                        .retention_days_default = 90};
    memset(test->settings.master_secret, 7, sizeof test->settings.master_secret);
    test->service = (service){.memory = &test->memory,
                              .db = database->db,
                              .now_ms = start_ms,
                              .chance = {.context = test, .fill = fill},
                              .settings = &test->settings};
}

void test_service_close(test_service *test) { region_free(&test->memory); }

void test_service_begin(test_service *test, bool writes) {
    test->service.problem = (problem){.code = PROBLEM_NONE};
    test->service.keeps_changes = false;
    test->service.may_write = writes;
    db_begin(test->service.db, writes);
}

void test_service_commit(test_service *test) {
    if (!db_commit(test->service.db)) {
        chatlet_str text = db_failure_text(test->service.db);
        fail_msg("commit failed: %.*s", (int)text.size_bytes, text.data);
    }
}
