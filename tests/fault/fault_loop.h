/* Runs an operation over and over, each time with another of its allocations refused. */
#ifndef FAULT_LOOP_H
#define FAULT_LOOP_H

#include <chatlet/base.h>

/* A whole operation: makes, uses and frees everything, so that nothing is live afterwards, and
 * returns the first outcome that is not CHATLET_OK. Its own checks go through cmocka. */
typedef chatlet_status (*fault_operation)(const chatlet_allocator *allocator, void *context);

/* The operation succeeds when nothing is refused. With allocation n refused, or n and every later
 * one, it ends in CHATLET_ERR_MEMORY; nothing is live afterwards. All n up to a bound, larger ones
 * in strides; every one when the environment has CHATLET_SOAK=1. */
void fault_refuse_each(const char *name, fault_operation operation, void *context);

/* For an operation that tries again whatever was refused: with allocation n refused once, it
 * succeeds. The same n as above. */
void fault_retry_each(const char *name, fault_operation operation, void *context);

#endif
