/* A compile ended by another room: core/src/tune asks what was built before its head goes out. */
#ifndef CLET_COMPILE_FINISH_H
#define CLET_COMPILE_FINISH_H

#include "index_build.h"

#include <chatlet/compile.h>

/* What a compiler was made with and read. Borrowed from it. */
typedef struct clet_compiler_view {
    const chatlet_allocator *allocator;
    const chatlet_compile_callbacks *callbacks; /* the caller's own */
    const clet_index_builder *index;            /* NULL: no document was added */
    bool has_threshold;                         /* bot.json says what confidence an answer needs */
} clet_compiler_view;

clet_compiler_view clet_compiler_look(const chatlet_compiler *compiler);

/* chatlet_compiler_finish, but progress and the bundle's files go to `callbacks` instead of the
 * caller's. Diagnostics go where they always went. */
CHATLET_MUST_USE chatlet_status
clet_compiler_finish_into(chatlet_compiler *compiler, const chatlet_compile_callbacks *callbacks,
                          chatlet_compile_report *report);

#endif
