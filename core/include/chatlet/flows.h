/* The flows of a bundle: which nodes there are, and where each may lead. For tools that draw them
 * or tell which of them were gone. */
#ifndef CHATLET_FLOWS_H
#define CHATLET_FLOWS_H

#include <chatlet/bundle.h>

/* A node. Views are borrowed from the bundle, until it is closed. */
typedef struct chatlet_flow_place {
    chatlet_str flow; /* name */
    chatlet_str node; /* name within the flow */
    chatlet_str kind; /* "say", "ask" … */
} chatlet_flow_place;

typedef struct chatlet_flow_walk {
    void *context; /* passed on */
    /* Told each node, flow by flow in the order of the bundle. */
    void (*on_node)(void *context, const chatlet_flow_place *node);
    /* Told each way out of a node that leads to another one, after the nodes; the same pair may
     * come several times. Ends, returns and ways back lead to no node. NULL is allowed. */
    void (*on_way)(void *context, const chatlet_flow_place *from, const chatlet_flow_place *to);
} chatlet_flow_walk;

/* Walks through the flows; a bundle without any tells nothing. Allocates nothing. Cost: nodes and
 * their ways. */
void chatlet_bundle_walk_flows(const chatlet_bundle *bundle, const chatlet_flow_walk *walk);

#endif
