#include "cli_output.h"

#include "cli_compress.h"
#include "cli_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMPRESSED_BYTES_MIN = 256 };

void cli_output_init(cli_output *output, const char *folder, bool compresses) {
    *output = (cli_output){.folder = folder, .compresses = compresses};
}

static bool fail(cli_output *output, const char *path) {
    output->failed = cli_memory_format(&output->memory, "%s: %s", path, strerror(errno));
    return false;
}

static uint64_t size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* Writes one compressed form, or removes an old one that no longer fits. */
static bool write_form(cli_output *output, const char *path, bool is_made,
                       const cli_compressed *form) {
    if (!is_made) {
        if (unlink(path) == 0 || errno == ENOENT) return true;
        return fail(output, path);
    }
    const chatlet_str bytes = {.data = form->data, .size_bytes = form->size_bytes};
    return cli_file_write(path, bytes) || fail(output, path);
}

static bool write_forms(cli_output *output, const char *path, chatlet_str bytes, int quality) {
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
static bool is_current(const cli_output *output, const char *path, const char *brotli_path,
                       chatlet_str bytes) {
    const bool wants_form = output->compresses && bytes.size_bytes >= COMPRESSED_BYTES_MIN;
    if (wants_form != cli_is_file(brotli_path) || is_older(brotli_path, path)) return false;
    return cli_file_equals(path, bytes);
}

/* Old forms go before the bytes they were made of, and new ones are made after: none ever stands
 * for other bytes, and none is older than its file, which chatletd would take for another's. */
static bool replace_plain(cli_output *output, const char *path, chatlet_str bytes) {
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

bool cli_output_write(cli_output *output, const char *name, chatlet_str bytes, int quality,
                      cli_sizes *sizes) {
    if (output->failed != NULL) return false;
    const char *path = cli_path_join(&output->memory, output->folder, name);
    const char *brotli_path = cli_memory_format(&output->memory, "%s.br", path);
    if (!is_current(output, path, brotli_path, bytes)) {
        if (!cli_file_equals(path, bytes) && !replace_plain(output, path, bytes)) return false;
        if (!write_forms(output, path, bytes, quality)) return false;
    }
    const uint64_t brotli_bytes = output->compresses ? size_of(brotli_path) : 0;
    const uint64_t sent_bytes = brotli_bytes > 0 ? brotli_bytes : bytes.size_bytes;
    output->total.raw_bytes += bytes.size_bytes;
    output->total.brotli_bytes += sent_bytes;
    if (sizes != NULL) {
        sizes->raw_bytes += bytes.size_bytes;
        sizes->brotli_bytes += sent_bytes;
    }
    note_name(output, name);
    return true;
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
    free(output->names);
    output->names = NULL;
    cli_memory_free(&output->memory);
}
