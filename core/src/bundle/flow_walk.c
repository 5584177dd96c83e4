/* chatlet/flows.h: an open bundle's program in, its nodes and the ways between them out. */
#include "bundle_open.h"

#include <chatlet/flows.h>

static const char *const kind_names[CLET_NODE_COUNT] = {
#define X(constant, name) name,
    CLET_NODE_LIST(X)
#undef X
};

static chatlet_flow_place place_of(const clet_flow_program *program, uint32_t number) {
    const clet_flow_node *node = &program->nodes[number];
    const char *kind = kind_names[node->kind];
    size_t size_bytes = 0;
    while (kind[size_bytes] != '\0')
        size_bytes++;
    return (chatlet_flow_place){.flow = program->flows[node->flow].name,
                                .node = node->name,
                                .kind = {.data = kind, .size_bytes = size_bytes}};
}

/* What the ways of one node need. */
typedef struct way_walk {
    const clet_flow_program *program;
    const chatlet_flow_walk *walk;
    chatlet_flow_place from;
} way_walk;

static void tell_way(const way_walk *ways, clet_target target) {
    if (target >= ways->program->node_count) return;
    const chatlet_flow_place to = place_of(ways->program, target);
    ways->walk->on_way(ways->walk->context, &ways->from, &to);
}

static void tell_options(const way_walk *ways, clet_flow_options options) {
    for (uint32_t i = 0; i < options.count; i++)
        tell_way(ways, options.items[i].target);
}

static void tell_media(const way_walk *ways, const clet_flow_media *media, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        tell_options(ways, media[i].actions);
        /* Cards are no deeper than that. */
        for (uint32_t card = 0; card < media[i].item_count; card++)
            tell_options(ways, media[i].items[card].actions);
    }
}

static void tell_ways(const way_walk *ways, const clet_flow_node *node) {
    for (uint32_t i = 0; i < node->case_count; i++)
        tell_way(ways, node->cases[i].target);
    for (uint32_t i = 0; i < node->field_count; i++)
        tell_options(ways, node->fields[i].choices);
    tell_media(ways, node->media, node->media_count);
    tell_way(ways, node->target);
    tell_way(ways, node->approved);
    tell_way(ways, node->rejected);
    tell_way(ways, node->next);
    tell_way(ways, node->fail);
}

void chatlet_bundle_walk_flows(const chatlet_bundle *bundle, const chatlet_flow_walk *walk) {
    const clet_flow_program *program = bundle->flows;
    if (program == NULL) return;
    for (uint32_t i = 0; i < program->node_count; i++) {
        const chatlet_flow_place node = place_of(program, i);
        walk->on_node(walk->context, &node);
    }
    for (uint32_t i = 0; i < program->node_count && walk->on_way != NULL; i++) {
        const way_walk ways = {.program = program, .walk = walk, .from = place_of(program, i)};
        tell_ways(&ways, &program->nodes[i]);
    }
}
