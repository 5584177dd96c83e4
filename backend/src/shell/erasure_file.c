#include "erasure_file.h"

#include "../domain/row_id.h"
#include "file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_LIMIT = 1000, CHANCE_BITS = 22 };

static bool is_absent(const char *path) {
    struct stat about;
    return stat(path, &about) != 0 && errno == ENOENT;
}

bool erasure_file_read(const char *path, region *memory, store_erasure **erasures, size_t *count) {
    chatlet_str file = CHATLET_STR("");
    *count = 0;
    *erasures = region_take(memory, 0);
    if (is_absent(path)) return *erasures != NULL;
    if (!file_text_read(path, ERASURE_FILE_BYTES_MAX, memory, &file)) return false;
    size_t lines = 0;
    for (size_t i = 0; i < file.size_bytes; i++)
        lines += file.data[i] == '\n';
    store_erasure *found = region_take(memory, lines * sizeof *found);
    if (found == NULL) return false;
    size_t offset = 0;
    while (offset < file.size_bytes) {
        /* A line that is not whole was never acknowledged by this file. */
        if (store_erasure_read(file, &offset, &found[*count])) (*count)++;
    }
    *erasures = found;
    return true;
}

static bool write_all(int file, const char *data, size_t size_bytes) {
    while (size_bytes > 0) {
        ssize_t written = write(file, data, size_bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        data += written;
        size_bytes -= (size_t)written;
    }
    return true;
}

/* Behind a write that was cut off the next line begins on a line of its own. */
static bool end_cut_line(int file) {
    char last = '\n';
    off_t size_bytes = lseek(file, 0, SEEK_END);
    if (size_bytes < 0) return false;
    if (size_bytes > 0 && pread(file, &last, 1, size_bytes - 1) != 1) return false;
    return last == '\n' || write_all(file, "\n", 1);
}

static bool is_known(const store_erasure *known, size_t count, int64_t receipt_id) {
    for (size_t i = count; i > 0; i--) {
        if (known[i - 1].receipt_id == receipt_id) return true;
    }
    return false;
}

/* Drops those of `fresh` that are `known`; how many are left. */
static size_t drop_known(store_erasure *fresh, size_t fresh_count, const store_erasure *known,
                         size_t known_count) {
    size_t left = 0;
    for (size_t i = 0; i < fresh_count; i++) {
        if (!is_known(known, known_count, fresh[i].receipt_id)) fresh[left++] = fresh[i];
    }
    return left;
}

static bool append(const char *path, const store_erasure *fresh, size_t count) {
    if (count == 0) return true;
    int file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, ERASURE_FILE_MODE);
    if (file < 0) return false;
    bool is_good = end_cut_line(file);
    for (size_t i = 0; i < count && is_good; i++) {
        char line[STORE_ERASURE_LINE_BYTES_MAX];
        chatlet_str text = store_erasure_line(&fresh[i], line);
        is_good = write_all(file, text.data, text.size_bytes);
    }
    if (fsync(file) != 0) is_good = false;
    if (close(file) != 0) is_good = false;
    return is_good;
}

static int64_t greatest(const store_erasure *erasures, size_t count, int64_t otherwise) {
    for (size_t i = 0; i < count; i++) {
        if (erasures[i].receipt_id > otherwise) otherwise = erasures[i].receipt_id;
    }
    return otherwise;
}

static bool list_after(db *db, int64_t after_id, store_erasure *list, size_t *count) {
    db_begin(db, false);
    *count = store_erasure_list(db, after_id, list, LIST_LIMIT);
    return db_commit(db);
}

/* All that the database has from a little before the newest one known on. */
static bool add_missing(const char *path, db *db, region *memory, const store_erasure *known,
                        size_t known_count) {
    const int64_t overlap = (int64_t)ERASURE_FILE_OVERLAP_MS << CHANCE_BITS;
    store_erasure *fresh = region_take(memory, LIST_LIMIT * sizeof *fresh);
    size_t listed = 0;
    int64_t newest = greatest(known, known_count, 0);
    int64_t after_id = newest > overlap ? newest - overlap : 0;
    if (fresh == NULL) return false;
    do {
        if (!list_after(db, after_id, fresh, &listed)) return false;
        after_id = greatest(fresh, listed, after_id);
        if (!append(path, fresh, drop_known(fresh, listed, known, known_count))) return false;
    } while (listed == LIST_LIMIT);
    return true;
}

bool erasure_file_catch_up(const char *path, db *db, region *memory, int64_t *known_rows) {
    store_erasure *known = NULL;
    size_t known_count = 0;
    db_begin(db, false);
    int64_t rows = store_erasure_count(db);
    if (!db_commit(db)) return false;
    if (rows == *known_rows) return true;
    if (!erasure_file_read(path, memory, &known, &known_count) ||
        !add_missing(path, db, memory, known, known_count)) {
        return false;
    }
    *known_rows = rows;
    return true;
}
