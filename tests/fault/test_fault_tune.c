/* A build that ends with self-tests, short of memory at every point. */
#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_site.h"

#include "base/hash.h"

#include <chatlet/tune.h>

typedef struct outcome {
    uint64_t head_hash; /* 0: no head came */
    bool is_fitted;
} outcome;

static bool note_head(void *context, const chatlet_output *output) {
    outcome *result = context;
    if (output->kind == CHATLET_OUTPUT_HEAD) result->head_hash = clet_hash(output->bytes);
    return true;
}

static chatlet_status build(const chatlet_allocator *allocator, void *context) {
    outcome *result = context;
    const chatlet_compile_callbacks callbacks = {.context = result, .on_output = note_head};
    chatlet_compiler *compiler = NULL;
    chatlet_compile_report report;
    chatlet_tune_report tuned = {0};
    *result = (outcome){.head_hash = 0};
    chatlet_status status = chatlet_compiler_new(allocator, &callbacks, &compiler);
    if (status != CHATLET_OK) return status;
    status = test_site_add(compiler, CHATLET_TUNE_DOCUMENTS_MIN);
    if (status == CHATLET_OK) status = chatlet_tune_finish(compiler, NULL, &report, &tuned);
    result->is_fitted = tuned.is_fitted;
    /* Nothing usable is handed over by a build that failed. */
    if (status != CHATLET_OK) assert_int_equal(result->head_hash, 0);
    chatlet_compiler_free(compiler);
    return status;
}

static void self_tests_end_without_a_bundle_or_a_leak(void **state) {
    (void)state;
    outcome result;
    assert_int_equal(build(test_plain_allocator(), &result), CHATLET_OK);
    assert_true(result.is_fitted); /* so that the loop below goes through all of it */
    fault_refuse_each("tune", build, &result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(self_tests_end_without_a_bundle_or_a_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
