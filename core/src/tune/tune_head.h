/* A finished head gets what self-tests fitted. */
#ifndef CLET_TUNE_HEAD_H
#define CLET_TUNE_HEAD_H

#include "../bundle/bundle_confidence.h"

/* Appends to `changed`, which is empty, the head with a kind CONFIDENCE behind its others.
 *
 * head  as the compiler made it a moment ago, without that kind.
 *
 * CHATLET_ERR_LIMIT   the head would be larger than `changed` may be.
 * CHATLET_ERR_MEMORY  the buffer's. */
CHATLET_MUST_USE chatlet_status clet_head_add_confidence(chatlet_str head, clet_confidence_map map,
                                                         uint32_t threshold, clet_buffer *changed);

#endif
