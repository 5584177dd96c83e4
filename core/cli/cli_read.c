#include "cli_read.h"

#include "cli_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One document on its way through the pool. */
typedef struct read_job {
    cli_job job;
    const cli_cache *cache;
    const cli_document *document;
    int error; /* of the operating system; 0: it was read */
    bool is_out_of_memory;
    bool is_kept; /* the record came from the cache */
    char name[CHATLET_RECORD_NAME_BYTES];
    chatlet_str record; /* owned */
} read_job;

static chatlet_document given(const cli_document *document, chatlet_str bytes) {
    return (chatlet_document){.path = cli_str(document->path),
                              .url = cli_str(document->url),
                              .format = document->format,
                              .bytes = bytes,
                              .wants_page = document->wants_page};
}

/* The allocator is malloc's, so that both kinds of records are freed alike. */
static void make_record(read_job *read, const chatlet_document *document) {
    chatlet_record record;
    read->is_kept = false;
    if (chatlet_record_make(cli_allocator(), document, &record) != CHATLET_OK) {
        read->is_out_of_memory = true;
        return;
    }
    read->record = record.bytes;
    cli_cache_write(read->cache, read->name, read->record);
}

/* Reads the file, and the document in it unless the cache has its record. */
static void read_document(read_job *read, bool from_cache) {
    cli_file file;
    /* One byte past the limit is enough to see that it is too large. */
    if (!cli_file_read(read->document->file, CHATLET_DOCUMENT_BYTES_MAX + 1, &file)) {
        read->error = errno;
        return;
    }
    const chatlet_document document = given(read->document, cli_file_str(&file));
    if (read->cache->folder != NULL) cli_cache_name(read->cache, &document, read->name);
    read->is_kept = from_cache && cli_cache_read(read->cache, read->name, &read->record);
    if (!read->is_kept) make_record(read, &document);
    cli_file_free(&file);
}

static void run_read(cli_job *job) { read_document((read_job *)job, true); }

static void free_record(read_job *read) {
    free((void *)(uintptr_t)read->record.data);
    read->record = (chatlet_str){0};
}

/* The compiler checks contents; names are checked here. */
static bool is_utf8_name(const char *path) {
    const chatlet_str name = cli_str(path);
    return cli_utf8_valid_prefix(name) == name.size_bytes;
}

/* What the system, rather than the document, stands in the way of. */
static bool is_readable(cli_compile *run, const read_job *read) {
    const char *path = read->document->path;
    if (read->error == 0 && is_utf8_name(path)) return true;
    if (read->error != 0) {
        cli_diagnostics_add_failed(&run->diagnostics, path, read->error);
    } else {
        cli_diagnostics_add_unreadable(&run->diagnostics, path, "its name is not UTF-8; rename it");
    }
    run->unreadable_count++;
    return false;
}

static chatlet_status add_record(cli_compile *run, const read_job *read) {
    const chatlet_document document = given(read->document, (chatlet_str){0});
    return chatlet_compiler_add_record(run->compiler, &document, read->record);
}

static chatlet_status take(cli_compile *run, read_job *read) {
    if (!is_readable(run, read)) return CHATLET_ERR_INPUT;
    if (read->is_out_of_memory) return CHATLET_ERR_MEMORY;
    chatlet_status status = add_record(run, read);
    if (status == CHATLET_ERR_SYNTAX || status == CHATLET_ERR_VERSION) {
        /* The cache was damaged. */
        free_record(read);
        read_document(read, false);
        if (!is_readable(run, read)) return CHATLET_ERR_INPUT;
        if (read->is_out_of_memory) return CHATLET_ERR_MEMORY;
        status = add_record(run, read);
    }
    if (read->is_kept) run->kept_count++;
    cli_cache_use(&run->cache, read->name);
    return status;
}

/* The document's last diagnostic says why it was refused. */
static void note_refusal(cli_compile *run, const read_job *read) {
    const cli_diagnostics *diagnostics = &run->diagnostics;
    const char *code =
        diagnostics->count == 0 ? "" : diagnostics->entries[diagnostics->count - 1].diagnostic.code;
    cli_report_leave_out(&run->contents, read->document->path, cli_report_reason(code));
}

static bool ends(chatlet_status status) {
    return status != CHATLET_OK && status != CHATLET_ERR_INPUT;
}

chatlet_status cli_read_all(cli_compile *run) {
    cli_pool *pool = cli_compile_pool(run);
    const cli_document_list *list = &run->documents;
    const size_t window = cli_pool_window(pool);
    read_job *jobs = cli_grow(NULL, window, sizeof(*jobs));
    chatlet_status status = CHATLET_OK;
    size_t given_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        for (; given_count < list->count && given_count < i + window && !ends(status);
             given_count++) {
            read_job *read = &jobs[given_count % window];
            *read = (read_job){.job = {.run = run_read},
                               .cache = &run->cache,
                               .document = &list->documents[given_count]};
            cli_pool_add(pool, &read->job);
        }
        if (i == given_count) break;
        read_job *oldest = &jobs[i % window];
        cli_progress_show(&run->progress, "documents", i, list->count);
        cli_pool_wait(pool, &oldest->job);
        if (!ends(status)) {
            status = take(run, oldest);
            if (status != CHATLET_OK) note_refusal(run, oldest);
        }
        free_record(oldest);
    }
    free(jobs);
    return status == CHATLET_ERR_MEMORY || status == CHATLET_ERR_SINK ? status : CHATLET_OK;
}
