/* What every public header of the engine shares: status, text views, memory, errors.
 *
 * The engine reads no file, socket, clock or random source. It is given bytes and events and gives
 * back bytes and effects; the caller brings the memory. */
#ifndef CHATLET_BASE_H
#define CHATLET_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CHATLET_MUST_USE __attribute__((warn_unused_result))
#else
#define CHATLET_MUST_USE
#endif

/* Outcome of a call that can fail. Results behind pointers are untouched unless it is
 * CHATLET_OK. */
typedef enum chatlet_status {
    CHATLET_OK = 0,
    CHATLET_ERR_MEMORY,   /* the allocator refused; the object is as before, try again or free it */
    CHATLET_ERR_LIMIT,    /* input over a limit of chatlet/limits.h; give less */
    CHATLET_ERR_ARGUMENT, /* the host broke the call's contract; a mistake in the calling code */
    CHATLET_ERR_UTF8,     /* text is not UTF-8 */
    CHATLET_ERR_SYNTAX,   /* input does not parse; chatlet_error says where */
    CHATLET_ERR_BUNDLE,   /* corrupt or truncated bundle; build or fetch it again */
    CHATLET_ERR_VERSION,  /* a bundle of another format version, or not a bundle at all */
    CHATLET_ERR_PART,     /* a part's bytes are not the ones the bundle names; fetch it again */
    CHATLET_ERR_STATE, /* saved state is corrupt, of another bundle, or the event does not fit it */
    CHATLET_ERR_SINK,  /* a callback of the host said no (a full disk, say); nothing more is written
                        */
    CHATLET_ERR_INPUT, /* the author's files hold mistakes; each was reported as a diagnostic */
    CHATLET_ERR_COST   /* the work allowed ran out before there was a result */
} chatlet_status;

/* A constant, lower-case English name of `status` ("bad part"); never NULL, never freed. */
const char *chatlet_status_name(chatlet_status status);

/* A borrowed view of bytes. Text is UTF-8, may hold a zero byte and has no terminator.
 * data may be NULL only when size_bytes is 0. */
typedef struct chatlet_str {
    const char *data;
    size_t size_bytes;
} chatlet_str;

/* View of a string literal. */
#define CHATLET_STR(literal) ((chatlet_str){.data = (literal), .size_bytes = sizeof(literal) - 1})

/* Where the engine gets memory from. Both functions are called on the thread of the engine's
 * caller.
 *
 * allocate  returns `size_bytes` (never 0) aligned for any type, or NULL to refuse.
 * release   takes back what allocate gave; never called with NULL.
 * context   passed on as it is; may be NULL. */
typedef struct chatlet_allocator {
    void *context;
    void *(*allocate)(void *context, size_t size_bytes);
    void (*release)(void *context, void *memory);
} chatlet_allocator;

enum { CHATLET_ERROR_MESSAGE_BYTES = 240 };

/* A sentence for a person, with its place. line and column count from 1 (column in bytes); 0: no
 * place. */
typedef struct chatlet_error {
    uint32_t line;
    uint32_t column;
    char message[CHATLET_ERROR_MESSAGE_BYTES]; /* zero-terminated, cut at a character boundary */
} chatlet_error;

#endif
