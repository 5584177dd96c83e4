#include "cli_output.h"

#include "cli_compress.h"
#include "cli_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMPRESSED_BYTES_MIN = 256 };

/* One file on its way to the disk, on a thread of its own. */
struct cli_output_file {
    cli_job job;
    cli_memory memory; /* owned, this file's */
    const char *path;
    chatlet_str bytes; /* a copy, in the memory */
    int quality;
    bool compresses;
    uint64_t brotli_bytes; /* of the form that brotli made; 0: there is none */
    const char *failed;    /* why it could not be written; NULL: it was */
    cli_sizes *sizes;
};

typedef cli_output_file output_file;

void cli_output_init(cli_output *output, const char *folder, bool compresses, cli_pool *pool) {
    *output = (cli_output){.folder = folder, .compresses = compresses, .pool = pool};
    output->window = cli_pool_window(pool);
    output->files = cli_grow(NULL, output->window, sizeof(*output->files));
    memset(output->files, 0, output->window * sizeof(*output->files));
}

static bool fail(output_file *output, const char *path) {
    output->failed = cli_memory_format(&output->memory, "%s: %s", path, strerror(errno));
    return false;
}

static uint64_t size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* Writes one compressed form, or removes an old one that no longer fits. */
static bool write_form(output_file *output, const char *path, bool is_made,
                       const cli_compressed *form) {
    if (!is_made) {
        if (unlink(path) == 0 || errno == ENOENT) return true;
        return fail(output, path);
    }
    const chatlet_str bytes = {.data = form->data, .size_bytes = form->size_bytes};
    return cli_file_write(path, bytes) || fail(output, path);
}

static bool write_forms(output_file *output, const char *path, chatlet_str bytes, int quality) {
    cli_compressed brotli = {0};
    cli_compressed gzip = {0};
    const bool is_wanted = output->compresses && bytes.size_bytes >= COMPRESSED_BYTES_MIN;
    const bool has_brotli = is_wanted && cli_compress_brotli(bytes, quality, &brotli);
    const bool has_gzip = is_wanted && cli_compress_gzip(bytes, &gzip);
    const bool is_written =
        write_form(output, cli_memory_format(&output->memory, "%s.br", path), has_brotli,
                   &brotli) &&
        write_form(output, cli_memory_format(&output->memory, "%s.gz", path), has_gzip, &gzip);
    free(brotli.data);
    free(gzip.data);
    return is_written;
}

static bool is_older(const char *form_path, const char *path) {
    struct stat form;
    struct stat plain;
    if (stat(form_path, &form) != 0 || stat(path, &plain) != 0) return false;
    if (form.st_mtim.tv_sec != plain.st_mtim.tv_sec) {
        return form.st_mtim.tv_sec < plain.st_mtim.tv_sec;
    }
    return form.st_mtim.tv_nsec < plain.st_mtim.tv_nsec;
}

/* The same bytes were written before, with their forms if they have any: forms come last, but a
 * copy of the folder may have their times wrong. */
static bool is_current(const output_file *output, const char *path, const char *brotli_path,
                       chatlet_str bytes) {
    const bool wants_form = output->compresses && bytes.size_bytes >= COMPRESSED_BYTES_MIN;
    if (wants_form != cli_is_file(brotli_path) || is_older(brotli_path, path)) return false;
    return cli_file_equals(path, bytes);
}

/* Old forms go before the bytes they were made of, and new ones are made after: none ever stands
 * for other bytes, and none is older than its file, which chatletd would take for another's. */
static bool replace_plain(output_file *output, const char *path, chatlet_str bytes) {
    return write_form(output, cli_memory_format(&output->memory, "%s.br", path), false, NULL) &&
           write_form(output, cli_memory_format(&output->memory, "%s.gz", path), false, NULL) &&
           (cli_file_write(path, bytes) || fail(output, path));
}

static void note_name(cli_output *output, const char *name) {
    if (output->name_count == output->name_capacity) {
        output->name_capacity = output->name_capacity == 0 ? 64 : output->name_capacity * 2;
        output->names = cli_grow(output->names, output->name_capacity, sizeof(*output->names));
    }
    output->names[output->name_count++] = cli_memory_copy(&output->memory, cli_str(name));
}

static void run_file(cli_job *job) {
    output_file *file = (output_file *)job;
    const char *brotli_path = cli_memory_format(&file->memory, "%s.br", file->path);
    if (!is_current(file, file->path, brotli_path, file->bytes)) {
        if (!cli_file_equals(file->path, file->bytes) &&
            !replace_plain(file, file->path, file->bytes))
            return;
        if (!write_forms(file, file->path, file->bytes, file->quality)) return;
    }
    file->brotli_bytes = file->compresses ? size_of(brotli_path) : 0;
}

/* Takes the result of the file given to slot `slot`, if one was. */
static void take_file(cli_output *output, unsigned slot) {
    output_file *file = output->files[slot];
    if (file == NULL) return;
    cli_pool_wait(output->pool, &file->job);
    const uint64_t raw_bytes = file->bytes.size_bytes;
    const uint64_t sent_bytes = file->brotli_bytes > 0 ? file->brotli_bytes : raw_bytes;
    if (file->failed != NULL && output->failed == NULL)
        output->failed = cli_memory_copy(&output->memory, cli_str(file->failed));
    output->total.raw_bytes += raw_bytes;
    output->total.brotli_bytes += sent_bytes;
    if (file->sizes != NULL) {
        file->sizes->raw_bytes += raw_bytes;
        file->sizes->brotli_bytes += sent_bytes;
    }
    cli_memory_free(&file->memory);
    free(file);
    output->files[slot] = NULL;
}

bool cli_output_write(cli_output *output, const char *name, chatlet_str bytes, int quality,
                      cli_sizes *sizes) {
    if (output->failed != NULL) return false;
    const unsigned slot = output->next_slot;
    output->next_slot = (slot + 1) % output->window;
    take_file(output, slot);
    output_file *file = cli_grow(NULL, 1, sizeof(*file));
    *file = (output_file){.job = {.run = run_file},
                          .quality = quality,
                          .compresses = output->compresses,
                          .sizes = sizes};
    file->path = cli_path_join(&file->memory, output->folder, name);
    file->bytes.data = cli_memory_copy(&file->memory, bytes);
    file->bytes.size_bytes = bytes.size_bytes;
    output->files[slot] = file;
    note_name(output, name);
    cli_pool_add(output->pool, &file->job);
    return output->failed == NULL;
}

bool cli_output_finish(cli_output *output) {
    for (unsigned i = 0; i < output->window; i++)
        take_file(output, (output->next_slot + i) % output->window);
    return output->failed == NULL;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void cli_output_seal(cli_output *output) {
    if (output->name_count > 0)
        qsort(output->names, output->name_count, sizeof(*output->names), compare_names);
}

bool cli_output_has(const cli_output *output, const char *name) {
    if (output->name_count == 0) return false;
    return bsearch(&name, output->names, output->name_count, sizeof(*output->names),
                   compare_names) != NULL;
}

void cli_output_free(cli_output *output) {
    (void)cli_output_finish(output);
    free(output->files);
    output->files = NULL;
    free(output->names);
    output->names = NULL;
    cli_memory_free(&output->memory);
}
