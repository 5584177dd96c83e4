/* The flows of a bundle: bytes (flow_layout.h) to a program (flow_program.h), checked whole. */
#ifndef CLET_BUNDLE_FLOW_READ_H
#define CLET_BUNDLE_FLOW_READ_H

#include "flow_program.h"

typedef struct chatlet_bundle chatlet_bundle;

/* Reads and checks everything: that numbers are of things there are, texts UTF-8, expressions,
 * templates and patterns such as may be run without further checks, and counts within
 * chatlet/limits.h. The program borrows from `bytes`; its lists are in the arena.
 *
 * CHATLET_OK; CHATLET_ERR_BUNDLE; CHATLET_ERR_MEMORY. *program is worth nothing after a failure. */
CHATLET_MUST_USE chatlet_status clet_flow_read(chatlet_str bytes, clet_arena *arena,
                                               clet_flow_program *program);

/* The flows of an open bundle; NULL when it has none. Borrowed from the bundle. */
const clet_flow_program *clet_bundle_flows(const chatlet_bundle *bundle);

#endif
