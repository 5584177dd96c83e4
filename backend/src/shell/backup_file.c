#include "backup_file.h"

#include "file_text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST_LINE_BYTES = 11 + 2 * CRYPTO_SHA256_BYTES + 3 };

/* {"sha256":"…"} and its end. */
static void write_digest(const uint8_t digest[CRYPTO_SHA256_BYTES], char line[DIGEST_LINE_BYTES]) {
    static const char hex[] = "0123456789abcdef";
    char *at = line;
    memcpy(at, "{\"sha256\":\"", 11);
    at += 11;
    for (size_t i = 0; i < CRYPTO_SHA256_BYTES; i++) {
        *at++ = hex[digest[i] >> 4];
        *at++ = hex[digest[i] & 15];
    }
    memcpy(at, "\"}\n", 3);
}

/* --- writing --- */

static bool put_line(void *context, chatlet_str bytes) {
    backup_file_writer *self = context;
    crypto_sha256_add(&self->digest, bytes);
    return fwrite(bytes.data, 1, bytes.size_bytes, self->file) == bytes.size_bytes;
}

bool backup_file_create(backup_file_writer *writer, const char *path) {
    size_t size_bytes = strlen(path);
    *writer = (backup_file_writer){.path = path, .part_path = malloc(size_bytes + 6)};
    if (writer->part_path == NULL) return false;
    memcpy(writer->part_path, path, size_bytes);
    memcpy(writer->part_path + size_bytes, ".part", 6);
    int file = open(writer->part_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, BACKUP_FILE_MODE);
    if (file >= 0) writer->file = fdopen(file, "w");
    if (writer->file == NULL) {
        if (file >= 0) (void)close(file);
        free(writer->part_path);
        return false;
    }
    crypto_sha256_begin(&writer->digest);
    return true;
}

backup_sink backup_file_sink(backup_file_writer *writer) {
    return (backup_sink){.context = writer, .write = put_line};
}

bool backup_file_finish(backup_file_writer *writer, bool keep) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    char line[DIGEST_LINE_BYTES];
    crypto_sha256_end(&writer->digest, digest);
    write_digest(digest, line);
    bool is_good = fwrite(line, 1, sizeof line, writer->file) == sizeof line &&
                   fflush(writer->file) == 0 && fsync(fileno(writer->file)) == 0;
    if (fclose(writer->file) != 0) is_good = false;
    if (keep && is_good) is_good = file_text_rename(writer->part_path, writer->path);
    if (!keep || !is_good) (void)unlink(writer->part_path);
    free(writer->part_path);
    return is_good;
}

/* --- reading --- */

static bool make_room(backup_file_reader *self, int at, size_t needed_bytes) {
    if (needed_bytes <= self->room_bytes[at]) return true;
    size_t room_bytes = 2 * needed_bytes;
    char *line = realloc(self->lines[at], room_bytes);
    if (line == NULL) return false;
    self->lines[at] = line;
    self->room_bytes[at] = room_bytes;
    return true;
}

/* Reads a line, without its end, into place `at`. A longer one than any may be is cut: what is left
 * of it reads as another. */
static bool read_line(backup_file_reader *self, int at) {
    size_t size_bytes = 0;
    int byte = EOF;
    while (size_bytes <= BACKUP_LINE_BYTES_MAX) {
        byte = getc_unlocked(self->file);
        if (byte == EOF || byte == '\n') break;
        if (!make_room(self, at, size_bytes + 1)) return false;
        self->lines[at][size_bytes++] = (char)byte;
    }
    self->size_bytes[at] = size_bytes;
    self->is_there[at] = size_bytes > 0 || byte != EOF;
    return ferror(self->file) == 0;
}

/* Whether the last line, in place `at`, is the digest of those before. */
static bool is_digest(backup_file_reader *self, int at) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    char line[DIGEST_LINE_BYTES];
    crypto_sha256_end(&self->digest, digest);
    write_digest(digest, line);
    return self->size_bytes[at] == sizeof line - 1 &&
           memcmp(self->lines[at], line, sizeof line - 1) == 0;
}

static bool next_line(void *context, chatlet_str *line, bool *is_end) {
    backup_file_reader *self = context;
    int current = 1 - self->current;
    if (self->failed || !read_line(self, 1 - current)) {
        self->failed = true;
        return false;
    }
    self->current = current;
    *is_end = !self->is_there[1 - current];
    if (*is_end) {
        self->is_whole = self->is_there[current] && is_digest(self, current);
        return true;
    }
    *line = (chatlet_str){.data = self->lines[current], .size_bytes = self->size_bytes[current]};
    crypto_sha256_add(&self->digest, *line);
    crypto_sha256_add(&self->digest, CHATLET_STR("\n"));
    return true;
}

bool backup_file_open(backup_file_reader *reader, const char *path) {
    *reader = (backup_file_reader){.file = fopen(path, "re"), .current = 0};
    if (reader->file == NULL) return false;
    crypto_sha256_begin(&reader->digest);
    reader->failed = !read_line(reader, 1);
    return true;
}

backup_source backup_file_source(backup_file_reader *reader) {
    return (backup_source){.context = reader, .next = next_line};
}

bool backup_file_close(backup_file_reader *reader) {
    (void)fclose(reader->file);
    free(reader->lines[0]);
    free(reader->lines[1]);
    return !reader->failed;
}
