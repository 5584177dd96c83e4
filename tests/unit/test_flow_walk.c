/* bundle/flow_walk.c: nodes and ways of a compiled conversation. */
#include "test_assert.h"
#include "test_allocator.h"
#include "test_built.h"

#include <chatlet/flows.h>

#include <stdio.h>
#include <string.h>

static const char bot[] =
    "{\"start\": \"main\", \"connections\": {\"c\": {\"url\": \"https://e.org\"}},"
    " \"vars\": {\"s\": {\"type\": \"string\", \"init\": \"\"}}, \"flows\": {"
    "\"main\": {\"start\": \"hello\", \"nodes\": {"
    "\"hello\": {\"type\": \"say\", \"text\": \"Hi\", \"media\": [{\"kind\": \"card\", \"title\": "
    "\"T\","
    " \"actions\": [{\"label\": \"Go\", \"goto\": \"far\"}]}], \"next\": \"size\"},"
    "\"size\": {\"type\": \"ask\", \"fields\": [{\"var\": \"s\", \"kind\": \"choice\", \"prompt\": "
    "\"?\","
    " \"choices\": [{\"label\": \"A\", \"value\": \"a\", \"goto\": \"sub.in\"}]}],"
    " \"branches\": {\"a\": \"hello\"}, \"next\": \"told\", \"fail\": \"$end\"},"
    "\"told\": {\"type\": \"human\", \"what\": \"approve\", \"connection\": \"c\", \"approved\": "
    "\"yes\","
    " \"rejected\": \"far\", \"next\": \"far\", \"timeout_ms\": 5, \"fail\": \"far\"},"
    "\"yes\": {\"type\": \"call\", \"flow\": \"sub\", \"next\": \"far\"},"
    "\"far\": {\"type\": \"end\"}}},"
    "\"sub\": {\"start\": \"in\", \"nodes\": {\"in\": {\"type\": \"say\", \"text\": \"In\","
    " \"next\": \"$return\"}}}}}";

enum { LISTING_BYTES = 2000 };

static void append(void *context, const chatlet_flow_place *place, const char *end) {
    char *listing = context;
    const size_t used = strlen(listing);
    (void)snprintf(listing + used, LISTING_BYTES - used, "%.*s.%.*s%s", (int)place->flow.size_bytes,
                   place->flow.data, (int)place->node.size_bytes, place->node.data, end);
}

static void list_node(void *context, const chatlet_flow_place *node) {
    char *listing = context;
    append(listing, node, ":");
    const size_t used = strlen(listing);
    (void)snprintf(listing + used, LISTING_BYTES - used, "%.*s\n", (int)node->kind.size_bytes,
                   node->kind.data);
}

static void list_way(void *context, const chatlet_flow_place *from, const chatlet_flow_place *to) {
    append(context, from, ">");
    append(context, to, "\n");
}

static void nodes_come_first_then_every_way_out_of_them(void **state) {
    (void)state;
    char listing[LISTING_BYTES] = "";
    const chatlet_flow_walk walk = {.context = listing, .on_node = list_node, .on_way = list_way};
    test_built built = test_build(bot, NULL, 0);
    assert_int_equal(built.status, CHATLET_OK);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    assert_non_null(bundle);
    chatlet_bundle_walk_flows(bundle, &walk);
    assert_string_equal(listing, "main.hello:say\nmain.size:ask\nmain.told:human\nmain.yes:call\n"
                                 "main.far:end\nsub.in:say\n"
                                 "main.hello>main.far\nmain.hello>main.size\n"
                                 "main.size>main.hello\nmain.size>sub.in\nmain.size>main.told\n"
                                 "main.told>main.yes\nmain.told>main.far\nmain.told>main.far\n"
                                 "main.told>main.far\n"
                                 "main.yes>sub.in\nmain.yes>main.far\n");
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void a_bundle_without_flows_tells_nothing_and_ways_may_be_left_out(void **state) {
    (void)state;
    char listing[LISTING_BYTES] = "";
    const test_source page = {.path = "a.md", .text = "# A\n\nText.\n"};
    const chatlet_flow_walk walk = {.context = listing, .on_node = list_node};
    test_built built = test_build(NULL, &page, 1);
    chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
    chatlet_bundle_walk_flows(bundle, &walk);
    assert_string_equal(listing, "");
    chatlet_bundle_close(bundle);
    test_built_free(&built);

    built = test_build(bot, NULL, 0);
    bundle = test_open(&built, test_plain_allocator());
    chatlet_bundle_walk_flows(bundle, &walk);
    assert_non_null(strstr(listing, "sub.in:say\n"));
    assert_null(strchr(listing, '>'));
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_come_first_then_every_way_out_of_them),
        cmocka_unit_test(a_bundle_without_flows_tells_nothing_and_ways_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
