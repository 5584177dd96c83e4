/* A head's size, hash and name, which follow from the rest of it. */
#ifndef CLET_COMPILE_HEAD_SEAL_H
#define CLET_COMPILE_HEAD_SEAL_H

#include "../base/buffer.h"
#include "../base/hash.h"

/* Writes size and hash into a head whose other bytes stand; a buffer that failed stays as it is. */
void clet_head_seal(clet_buffer *head);

enum { CLET_HEAD_NAME_BYTES = CLET_HASH_TEXT_BYTES + 5 };

/* The file name of a sealed head, in `name`: its hash and ".head". */
chatlet_str clet_head_name(chatlet_str head, char name[CLET_HEAD_NAME_BYTES]);

#endif
