#include "fault_loop.h"

#include "test_allocator.h"
#include "test_assert.h"

/* A short run refuses the first ones all, then a few hundred spread over the rest. */
enum { ALL_UP_TO = 100, SPREAD_COUNT = 200 };

static size_t count_allocations(const char *name, fault_operation operation, void *context) {
    test_allocator test;
    test_allocator_init(&test);
    test_status_equal(name, operation(&test.allocator, context), CHATLET_OK);
    if (test.live_count != 0) fail_msg("%s: %zu live at the end", name, test.live_count);
    return test.allocation_count;
}

static size_t stride_after(size_t n, size_t total) {
    const char *soak = getenv("CHATLET_SOAK");
    if (n < ALL_UP_TO || (soak != NULL && strcmp(soak, "1") == 0)) return 1;
    return total / SPREAD_COUNT + 1;
}

static void refuse_one(const char *name, fault_operation operation, void *context,
                       test_allocator *test, chatlet_status expected) {
    const size_t n = test->refuse_at;
    const char *rest = test->refuse_all_after ? " and all after it" : "";
    const chatlet_status status = operation(&test->allocator, context);
    if (status != expected)
        fail_msg("%s, allocation %zu%s refused: expected \"%s\", got \"%s\"", name, n, rest,
                 chatlet_status_name(expected), chatlet_status_name(status));
    if (test->live_count != 0)
        fail_msg("%s, allocation %zu%s refused: %zu live at the end", name, n, rest,
                 test->live_count);
    if (test->allocation_count < n)
        fail_msg("%s: allocation %zu never came; the operation is not the same each time", name, n);
}

void fault_refuse_each(const char *name, fault_operation operation, void *context) {
    const size_t total = count_allocations(name, operation, context);
    for (size_t n = 1; n <= total; n += stride_after(n, total)) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = n;
        refuse_one(name, operation, context, &test, CHATLET_ERR_MEMORY);
        test_allocator_init(&test);
        test.refuse_at = n;
        test.refuse_all_after = true;
        refuse_one(name, operation, context, &test, CHATLET_ERR_MEMORY);
    }
    print_message("%s: %zu allocations\n", name, total);
}

void fault_retry_each(const char *name, fault_operation operation, void *context) {
    const size_t total = count_allocations(name, operation, context);
    for (size_t n = 1; n <= total; n += stride_after(n, total)) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = n;
        refuse_one(name, operation, context, &test, CHATLET_OK);
    }
}
