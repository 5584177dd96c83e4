/* Which known name a mistyped one was probably meant to be. */
#ifndef CLET_COMPILE_NEAREST_NAME_H
#define CLET_COMPILE_NEAREST_NAME_H

#include <chatlet/base.h>

enum { CLET_NEAREST_NAME_BYTES_MAX = 40 };

/* The one of `names` that takes the fewest edits (a byte added, dropped or replaced) to become
 * `name`: at most two, and fewer than half of its bytes; ties go to the first. Empty when none is
 * that near, or `name` is longer than CLET_NEAREST_NAME_BYTES_MAX. */
chatlet_str clet_nearest_name(chatlet_str name, const chatlet_str *names, size_t count);

#endif
