/* A program of flows (bundle/flow_program.h) to the bytes of a bundle that bundle/flow_layout.h
 * draws. */
#ifndef CLET_COMPILE_FLOW_WRITE_H
#define CLET_COMPILE_FLOW_WRITE_H

#include "../base/buffer.h"
#include "../bundle/flow_program.h"

/* Appends the bytes that clet_flow_read reads. Nodes stand flow by flow; what clet_flow_index sets
 * is not written. Failures stay in the buffer. */
void clet_flow_write(const clet_flow_program *program, clet_buffer *buffer);

#endif
