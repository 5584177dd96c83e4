/* Suggestions for a typed text, short of memory at every point: all there is or nothing. */
#include "fault_loop.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include <chatlet/suggest.h>

enum { SOURCE_COUNT = sizeof test_small_sources / sizeof test_small_sources[0] };

typedef struct fixture {
    test_built built;
    bool has_parts; /* or none, so that they are named */
} fixture;

static chatlet_status suggest(const chatlet_allocator *allocator, const chatlet_bundle *bundle,
                              const char *typed) {
    chatlet_suggestions *suggestions = NULL;
    const chatlet_status status =
        chatlet_suggest(allocator, bundle, test_str(typed), 5, &suggestions);
    assert_int_equal(status == CHATLET_OK, suggestions != NULL);
    chatlet_suggestions_free(suggestions);
    return status;
}

static chatlet_status suggest_several(const chatlet_allocator *allocator, void *context) {
    static const char *const typed[] = {"pass", "reset your pa", "how do I ", "plan enterpr", ""};
    const fixture *made = context;
    chatlet_status status = CHATLET_OK;
    chatlet_bundle *bundle = NULL;
    if (made->has_parts) {
        bundle = test_open_whole(&made->built, test_plain_allocator());
        assert_non_null(bundle);
    } else {
        assert_int_equal(chatlet_bundle_open(test_plain_allocator(), test_built_head(&made->built),
                                             &bundle, NULL),
                         CHATLET_OK);
    }
    for (size_t i = 0; status == CHATLET_OK && i < sizeof typed / sizeof typed[0]; i++)
        status = suggest(allocator, bundle, typed[i]);
    chatlet_bundle_close(bundle);
    return status;
}

static void suggestions_are_whole_or_not_there(void **state) {
    (void)state;
    fixture made = {.built = test_build_in_parts(test_small_bot, test_small_sources, SOURCE_COUNT)};
    fault_refuse_each("suggest, no parts", suggest_several, &made);
    made.has_parts = true;
    fault_refuse_each("suggest", suggest_several, &made);
    test_built_free(&made.built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suggestions_are_whole_or_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
