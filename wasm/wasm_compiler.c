/* The compiler without files: <chatlet/compile.h> and <chatlet/tune.h> as functions that JavaScript
 * can call, for browsers, workers and servers. It holds no rules; web/src/compiler/compiler.ts is
 * the other side.
 *
 * Everything is addresses, sizes and numbers of 32 bits. The host copies bytes into memory it took
 * with compiler_allocate, calls, and gives the memory back with compiler_release; no call keeps
 * what it was given. Files and diagnostics go out by calls of the host while a call of the compiler
 * is going on, which must not call back in. Statuses are those of <chatlet/base.h>. */
#include <chatlet/tune.h>

#include <stdlib.h>
#include <string.h>

/* Counts changes of what stands in this file; the host refuses a module of another number. */
enum { COMPILER_VERSION = 1 };

#define HOST(host_name) __attribute__((import_module("chatlet"), import_name(host_name))) extern

/* One file of the bundle, a chatlet_output; 0 when the host has no place for it. */
HOST("output")
uint32_t host_output(uint32_t kind, const char *name, size_t name_bytes, const char *bytes,
                     size_t size_bytes);

/* A chatlet_diagnostic. */
HOST("diagnostic")
void host_diagnostic(uint32_t severity, const char *code, size_t code_bytes, const char *file,
                     size_t file_bytes, uint32_t line, uint32_t column, const char *message,
                     size_t message_bytes);

HOST("progress") void host_progress(uint32_t done, uint32_t total);

/* Reply of compiler_describe: the bot, and what compiler_finish counted, zeros before it. Borrowed
 * until the next call. */
typedef struct compiler_reply {
    uint32_t documents;   /* word 0, in the index */
    uint32_t skipped;     /* word 1 */
    uint32_t passages;    /* word 2 */
    uint32_t terms;       /* word 3 */
    uint32_t parts;       /* word 4 */
    uint32_t errors;      /* word 5 */
    uint32_t warnings;    /* word 6 */
    uint32_t index;       /* word 7: bytes of head and parts */
    chatlet_str id;       /* word 8; these are the bot's, two words each */
    chatlet_str title;    /* word 10 */
    chatlet_str locale;   /* word 12 */
    chatlet_str language; /* word 14 */
} compiler_reply;

typedef struct compiler {
    chatlet_compiler *compiler;
    compiler_reply reply;
} compiler;

_Static_assert(sizeof(void *) == 4, "replies are drawn for 32-bit addresses");
_Static_assert(offsetof(compiler_reply, id) == 8 * 4, "as compiler.ts reads it");
_Static_assert(sizeof(compiler_reply) == 16 * 4, "as compiler.ts reads it");

/* Everything here is called from outside; wasm/exports_compiler.txt lists the names. */
uint32_t compiler_version(void);
void *compiler_allocate(size_t size_bytes);
void compiler_release(void *memory);
compiler *compiler_new(void);
void compiler_free(compiler *compiler);
uint32_t compiler_set_bot(compiler *compiler, const char *bytes, size_t size_bytes);
uint32_t compiler_override_bot(compiler *compiler, const char *title, size_t title_bytes,
                               const char *locale, size_t locale_bytes);
uint32_t compiler_add_source(compiler *compiler, const char *path, size_t path_bytes,
                             const char *bytes, size_t size_bytes);
uint32_t compiler_check(compiler *compiler);
uint32_t compiler_add_document(compiler *compiler, const char *path, size_t path_bytes,
                               const char *url, size_t url_bytes, const char *bytes,
                               size_t size_bytes, uint32_t wants_page);
const compiler_reply *compiler_describe(compiler *compiler);
uint32_t compiler_finish(compiler *compiler);

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

static void on_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    (void)context;
    host_diagnostic((uint32_t)diagnostic->severity, diagnostic->code, strlen(diagnostic->code),
                    diagnostic->file.data, diagnostic->file.size_bytes, diagnostic->line,
                    diagnostic->column, diagnostic->message.data, diagnostic->message.size_bytes);
}

static bool on_output(void *context, const chatlet_output *output) {
    (void)context;
    return host_output((uint32_t)output->kind, output->name.data, output->name.size_bytes,
                       output->bytes.data, output->bytes.size_bytes) != 0;
}

static void on_progress(void *context, uint32_t done, uint32_t total) {
    (void)context;
    host_progress(done, total);
}

uint32_t compiler_version(void) { return COMPILER_VERSION; }

void *compiler_allocate(size_t size_bytes) { return malloc(size_bytes > 0 ? size_bytes : 1); }

void compiler_release(void *memory) { free(memory); }

compiler *compiler_new(void) {
    static const chatlet_compile_callbacks callbacks = {
        .on_diagnostic = on_diagnostic, .on_output = on_output, .on_progress = on_progress};
    compiler *created = calloc(1, sizeof *created);
    if (created == NULL) return NULL;
    if (chatlet_compiler_new(&allocator, &callbacks, &created->compiler) == CHATLET_OK)
        return created;
    free(created);
    return NULL;
}

void compiler_free(compiler *compiler) {
    if (compiler == NULL) return;
    chatlet_compiler_free(compiler->compiler);
    free(compiler);
}

static chatlet_str view(const char *data, size_t size_bytes) {
    return (chatlet_str){.data = data, .size_bytes = size_bytes};
}

uint32_t compiler_set_bot(compiler *compiler, const char *bytes, size_t size_bytes) {
    return (uint32_t)chatlet_compiler_set_bot(compiler->compiler, CHATLET_STR("bot.json"),
                                              view(bytes, size_bytes));
}

uint32_t compiler_override_bot(compiler *compiler, const char *title, size_t title_bytes,
                               const char *locale, size_t locale_bytes) {
    return (uint32_t)chatlet_compiler_override_bot(compiler->compiler, view(title, title_bytes),
                                                   view(locale, locale_bytes));
}

uint32_t compiler_add_source(compiler *compiler, const char *path, size_t path_bytes,
                             const char *bytes, size_t size_bytes) {
    return (uint32_t)chatlet_compiler_add_source(compiler->compiler, view(path, path_bytes),
                                                 view(bytes, size_bytes));
}

uint32_t compiler_check(compiler *compiler) {
    return (uint32_t)chatlet_compiler_check(compiler->compiler);
}

uint32_t compiler_add_document(compiler *compiler, const char *path, size_t path_bytes,
                               const char *url, size_t url_bytes, const char *bytes,
                               size_t size_bytes, uint32_t wants_page) {
    const chatlet_str name = view(path, path_bytes);
    const chatlet_document document = {.path = name,
                                       .url = view(url, url_bytes),
                                       .format = chatlet_document_format_of(name),
                                       .bytes = view(bytes, size_bytes),
                                       .wants_page = wants_page != 0};
    return (uint32_t)chatlet_compiler_add_document(compiler->compiler, &document);
}

const compiler_reply *compiler_describe(compiler *compiler) {
    chatlet_bot bot;
    chatlet_compiler_get_bot(compiler->compiler, &bot);
    compiler->reply.id = bot.id;
    compiler->reply.title = bot.title;
    compiler->reply.locale = bot.locale;
    compiler->reply.language = bot.language;
    return &compiler->reply;
}

uint32_t compiler_finish(compiler *compiler) {
    chatlet_compile_report report = {0};
    chatlet_tune_report tuned;
    const chatlet_status status = chatlet_tune_finish(compiler->compiler, NULL, &report, &tuned);
    compiler->reply = (compiler_reply){.documents = report.document_count,
                                       .skipped = report.skipped_count,
                                       .passages = report.passage_count,
                                       .terms = report.term_count,
                                       .parts = report.part_count,
                                       .errors = report.error_count,
                                       .warnings = report.warning_count,
                                       .index = (uint32_t)report.index_size_bytes};
    return (uint32_t)status;
}
