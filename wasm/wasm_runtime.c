/* The visitor's module: <chatlet/bundle.h>, <chatlet/session.h> and <chatlet/suggest.h> as
 * functions that JavaScript can call. It holds no rules; the other side is
 * web/src/engine/memory.ts.
 *
 * Everything is addresses, sizes and numbers of 32 bits. The host copies bytes into memory it took
 * with runtime_allocate, calls, and gives the memory back with runtime_release; no call keeps what
 * it was given. Replies are structs of 32-bit words at the places drawn here; a text or byte string
 * is two words, address and size. Address 0 as a reply means that memory ran out. */
#include <chatlet/bundle.h>
#include <chatlet/session.h>
#include <chatlet/suggest.h>

#include <stdlib.h>
#include <string.h>

/* Counts changes of what stands in this file; the host refuses a module of another number. */
enum { RUNTIME_VERSION = 2 };

typedef struct runtime_bytes {
    const char *address;
    uint32_t size_bytes;
} runtime_bytes;

/* Reply of runtime_open: a bundle, or why there is none. Freed by runtime_close, either way. */
typedef struct runtime_bundle {
    uint32_t status;        /* word 0: a chatlet_status */
    chatlet_bundle *bundle; /* word 1: NULL unless the status is 0 */
    uint32_t hash_low;      /* word 2 */
    uint32_t hash_high;     /* word 3 */
    runtime_bytes id;       /* word 4; this and all below are borrowed from the bundle */
    runtime_bytes title;    /* word 6 */
    runtime_bytes locale;   /* word 8 */
    runtime_bytes language; /* word 10 */
    uint32_t documents;     /* word 12 */
    uint32_t passages;      /* word 13 */
    uint32_t terms;         /* word 14 */
    uint32_t parts;         /* word 15 */
    runtime_bytes message;  /* word 16: the failure in words */
    uint32_t suggests;      /* word 18: 1 when it suggests while a visitor types, else 0 */
    chatlet_error error;    /* holds the message */
    chatlet_workspace *workspace;
} runtime_bundle;

/* Reply of runtime_step. Freed by runtime_step_free. */
typedef struct runtime_taken_step {
    uint32_t status;       /* word 0: a chatlet_status */
    runtime_bytes state;   /* word 1; empty unless the status is 0, like the effects */
    runtime_bytes effects; /* word 3 */
    runtime_bytes message; /* word 5: the failure in words */
    chatlet_step *step;    /* holds state and effects */
    chatlet_error error;   /* holds the message */
} runtime_taken_step;

/* Reply of runtime_suggest. Freed by runtime_suggest_free. */
typedef struct runtime_suggestions {
    uint32_t status;     /* word 0: a chatlet_status */
    runtime_bytes bytes; /* word 1: as chatlet_suggestions_bytes; empty unless the status is 0 */
    chatlet_suggestions *suggestions; /* holds the bytes */
} runtime_suggestions;

_Static_assert(sizeof(void *) == 4, "replies are drawn for 32-bit addresses");
_Static_assert(offsetof(runtime_bundle, id) == 4 * 4, "as memory.ts reads it");
_Static_assert(offsetof(runtime_bundle, documents) == 12 * 4, "as memory.ts reads it");
_Static_assert(offsetof(runtime_bundle, message) == 16 * 4, "as memory.ts reads it");
_Static_assert(offsetof(runtime_bundle, suggests) == 18 * 4, "as memory.ts reads it");
_Static_assert(offsetof(runtime_suggestions, bytes) == 1 * 4, "as memory.ts reads it");
_Static_assert(offsetof(runtime_taken_step, message) == 5 * 4, "as memory.ts reads it");

/* Everything here is called from outside; wasm/exports_runtime.txt lists the names. */
/* The standard library tells its host here that memory has grown. Ours asks for the memory anew at
 * each call, so the module imports nothing. */
void emscripten_notify_memory_growth(size_t memory_index);

uint32_t runtime_version(void);
void *runtime_allocate(uint32_t size_bytes);
void runtime_release(void *memory);
runtime_bundle *runtime_open(const char *head, uint32_t head_size_bytes);
void runtime_close(runtime_bundle *opened);
uint32_t runtime_add_part(runtime_bundle *opened, uint32_t id, const char *bytes,
                          uint32_t size_bytes);
uint32_t runtime_has_part(const runtime_bundle *opened, uint32_t id);
void runtime_drop_part(runtime_bundle *opened, uint32_t id);
uint32_t runtime_parts_size_bytes(const runtime_bundle *opened);
runtime_taken_step *runtime_step(const runtime_bundle *opened, const char *state,
                                 uint32_t state_size_bytes, const char *event,
                                 uint32_t event_size_bytes);
void runtime_step_free(runtime_taken_step *taken);
runtime_suggestions *runtime_suggest(const runtime_bundle *opened, const char *text,
                                     uint32_t text_size_bytes, uint32_t limit);
void runtime_suggest_free(runtime_suggestions *suggested);

static void *heap_allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void heap_release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator heap = {.allocate = heap_allocate, .release = heap_release};

static chatlet_str view(const char *bytes, uint32_t size_bytes) {
    return (chatlet_str){.data = bytes, .size_bytes = size_bytes};
}

static runtime_bytes reply_bytes(chatlet_str text) {
    return (runtime_bytes){.address = text.data, .size_bytes = text.size_bytes};
}

static runtime_bytes reply_message(const chatlet_error *error) {
    return reply_bytes(view(error->message, (uint32_t)strlen(error->message)));
}

void emscripten_notify_memory_growth(size_t memory_index) { (void)memory_index; }

uint32_t runtime_version(void) { return RUNTIME_VERSION; }

/* A size of 0 gets memory too, so that address 0 only ever means a refusal. */
void *runtime_allocate(uint32_t size_bytes) { return malloc(size_bytes == 0 ? 1 : size_bytes); }

void runtime_release(void *memory) { free(memory); }

static void describe(runtime_bundle *opened) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(opened->bundle, &info);
    opened->hash_low = (uint32_t)info.hash;
    opened->hash_high = (uint32_t)(info.hash >> 32);
    opened->id = reply_bytes(info.id);
    opened->title = reply_bytes(info.title);
    opened->locale = reply_bytes(info.locale);
    opened->language = reply_bytes(info.language);
    opened->documents = info.document_count;
    opened->passages = info.passage_count;
    opened->terms = info.term_count;
    opened->parts = info.part_count;
    opened->suggests = info.suggests;
}

runtime_bundle *runtime_open(const char *head, uint32_t head_size_bytes) {
    runtime_bundle *opened = calloc(1, sizeof(*opened));
    if (opened == NULL) return NULL;
    opened->status =
        chatlet_bundle_open(&heap, view(head, head_size_bytes), &opened->bundle, &opened->error);
    opened->message = reply_message(&opened->error);
    if (opened->status == CHATLET_OK) describe(opened);
    /* Without one each step works alone, which takes longer and comes to the same: so does a module
     * that lacks the bundle's stemmer, whose first question says so. */
    if (opened->status == CHATLET_OK &&
        chatlet_workspace_new(&heap, opened->bundle, &opened->workspace) != CHATLET_OK)
        opened->workspace = NULL;
    return opened;
}

void runtime_close(runtime_bundle *opened) {
    chatlet_workspace_free(opened->workspace);
    chatlet_bundle_close(opened->bundle);
    free(opened);
}

uint32_t runtime_add_part(runtime_bundle *opened, uint32_t id, const char *bytes,
                          uint32_t size_bytes) {
    return chatlet_bundle_add_part(opened->bundle, id, view(bytes, size_bytes));
}

uint32_t runtime_has_part(const runtime_bundle *opened, uint32_t id) {
    return chatlet_bundle_has_part(opened->bundle, id);
}

void runtime_drop_part(runtime_bundle *opened, uint32_t id) {
    chatlet_bundle_drop_part(opened->bundle, id);
}

uint32_t runtime_parts_size_bytes(const runtime_bundle *opened) {
    return (uint32_t)chatlet_bundle_parts_size_bytes(opened->bundle);
}

runtime_taken_step *runtime_step(const runtime_bundle *opened, const char *state,
                                 uint32_t state_size_bytes, const char *event,
                                 uint32_t event_size_bytes) {
    runtime_taken_step *taken = calloc(1, sizeof(*taken));
    if (taken == NULL) return NULL;
    const chatlet_str old_state = view(state, state_size_bytes);
    const chatlet_str taken_event = view(event, event_size_bytes);
    taken->status = opened->workspace != NULL
                        ? chatlet_workspace_step(opened->workspace, old_state, taken_event,
                                                 &taken->step, &taken->error)
                        : chatlet_session_step(&heap, opened->bundle, old_state, taken_event,
                                               &taken->step, &taken->error);
    taken->message = reply_message(&taken->error);
    if (taken->status == CHATLET_OK) {
        taken->state = reply_bytes(chatlet_step_state(taken->step));
        taken->effects = reply_bytes(chatlet_step_effects(taken->step));
    }
    return taken;
}

void runtime_step_free(runtime_taken_step *taken) {
    chatlet_step_free(taken->step);
    free(taken);
}

runtime_suggestions *runtime_suggest(const runtime_bundle *opened, const char *text,
                                     uint32_t text_size_bytes, uint32_t limit) {
    runtime_suggestions *suggested = calloc(1, sizeof(*suggested));
    if (suggested == NULL) return NULL;
    suggested->status = chatlet_suggest(&heap, opened->bundle, view(text, text_size_bytes), limit,
                                        &suggested->suggestions);
    if (suggested->status == CHATLET_OK)
        suggested->bytes = reply_bytes(chatlet_suggestions_bytes(suggested->suggestions));
    return suggested;
}

void runtime_suggest_free(runtime_suggestions *suggested) {
    chatlet_suggestions_free(suggested->suggestions);
    free(suggested);
}
