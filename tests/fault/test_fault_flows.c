/* A conversation of everything compiled and opened, short of memory at every point. */
#include "fault_loop.h"
#include "test_assert.h"
#include "test_flow_build.h"

static chatlet_status build(const chatlet_allocator *allocator, void *context) {
    test_conversation made;
    (void)context;
    const chatlet_status status =
        test_conversation_make(allocator, test_flow_bot, test_flow_sources,
                               sizeof test_flow_sources / sizeof test_flow_sources[0], "es", &made);
    if (status == CHATLET_OK) {
        assert_non_null(made.flows);
        assert_int_equal(made.flows->node_count, CLET_NODE_COUNT + 1);
    }
    test_conversation_free(&made);
    return status;
}

static void a_conversation_short_of_memory_leaves_nothing(void **state) {
    (void)state;
    fault_refuse_each("conversation", build, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conversation_short_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
