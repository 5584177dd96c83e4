#include "published_folder.h"

#include "../store/store_channel.h"
#include "../service/service_version.h"
#include "file_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0755, FILE_MODE = 0644, PAGE = 200, MARK_BYTES = ROW_ID_TEXT_BYTES + 1 };

/* One bot's folder on its way. */
typedef struct folder {
    service *service;
    const char *top;
    char path[PATH_MAX]; /* of the bot */
    store_live_version live;
    struct timespec time; /* the files': all alike, since no form may be older than its file */
    char *message;
} folder;

static bool fail(folder *self, const char *what, const char *path) {
    (void)snprintf(self->message, PUBLISHED_MESSAGE_BYTES, "%s %.380s: %s", what, path,
                   strerror(errno));
    return false;
}

static bool join(char path[PATH_MAX], const char *folder, chatlet_str name) {
    const int length = snprintf(path, PATH_MAX, "%s/%.*s", folder, (int)name.size_bytes, name.data);
    return length > 0 && length < PATH_MAX;
}

/* Makes the folders between the bot's and a file's. */
static bool make_folders(folder *self, char *path) {
    for (char *at = path + strlen(self->path) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = 0;
        const bool good = mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;
        if (!good) (void)fail(self, "cannot make", path);
        *at = '/';
        if (!good) return false;
    }
    return true;
}

static bool write_all(int descriptor, chatlet_str bytes) {
    while (bytes.size_bytes > 0) {
        const ssize_t written = write(descriptor, bytes.data, bytes.size_bytes);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.data += written;
        bytes.size_bytes -= (size_t)written;
    }
    return true;
}

/* Written whole and on the disk before it has its name. */
static bool write_file(folder *self, const char *path, chatlet_str bytes) {
    char temporary[PATH_MAX + 32];
    const struct timespec times[2] = {self->time, self->time};
    (void)snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    const int descriptor =
        open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (descriptor < 0) return fail(self, "cannot write", temporary);
    const bool good =
        write_all(descriptor, bytes) && futimens(descriptor, times) == 0 && fsync(descriptor) == 0;
    if (close(descriptor) == 0 && good && rename(temporary, path) == 0) return true;
    (void)fail(self, "cannot write", path);
    (void)unlink(temporary);
    return false;
}

static bool ends(chatlet_str text, const char *end) {
    const size_t size_bytes = strlen(end);
    return text.size_bytes >= size_bytes &&
           memcmp(text.data + text.size_bytes - size_bytes, end, size_bytes) == 0;
}

/* In which round a file is written: what others name first, and of each the compressed forms first;
 * the manifest, which names all, last. */
static int round_of(chatlet_str name) {
    const bool is_form = ends(name, ".br") || ends(name, ".gz");
    const bool is_manifest = name.size_bytes >= 13 && memcmp(name.data, "manifest.json", 13) == 0;
    if (is_manifest) return is_form ? 2 : 3;
    return is_form ? 0 : 1;
}

/* What has its hash in its name is the same for good. */
static bool is_there(const char *path, const store_version_file *file) {
    struct stat status;
    const bool is_hashed = file->name.size_bytes > 6 && memcmp(file->name.data, "files/", 6) == 0;
    return is_hashed && stat(path, &status) == 0 && status.st_size == file->size_bytes;
}

static bool copy_file(folder *self, const store_version_file *file) {
    char path[PATH_MAX];
    chatlet_str bytes;
    if (!join(path, self->path, file->name)) {
        errno = ENAMETOOLONG;
        return fail(self, "cannot write below", self->path);
    }
    if (is_there(path, file)) return true;
    if (!make_folders(self, path)) return false;
    if (!store_blob_read(self->service->db, self->live.organization_id, file->sha256,
                         self->service->memory, &bytes)) {
        errno = EIO;
        return fail(self, "the database has not", path);
    }
    return write_file(self, path, bytes);
}

static bool copy_round(folder *self, int round) {
    service *service = self->service;
    chatlet_str after = CHATLET_STR("");
    char kept[256];
    size_t count;
    do {
        store_version_file *files;
        region_reset(service->memory);
        count = store_version_files(service->db, self->live.organization_id, self->live.version_id,
                                    after, PAGE, service->memory, &files);
        for (size_t i = 0; i < count; i++) {
            if (round_of(files[i].name) == round && !copy_file(self, &files[i])) return false;
        }
        if (count == 0) break;
        const chatlet_str last = files[count - 1].name;
        memcpy(kept, last.data, last.size_bytes); /* TAR_NAME_BYTES_MAX at most */
        after = (chatlet_str){.data = kept, .size_bytes = last.size_bytes};
    } while (count == PAGE);
    return true;
}

/* --- which version stands in a folder --- */

static void mark_of(const folder *self, char mark[MARK_BYTES]) {
    (void)row_id_text(ROW_VERSION, self->live.version_id, mark);
    mark[ROW_ID_TEXT_BYTES] = '\n';
}

static bool is_marked(const folder *self) {
    char path[PATH_MAX];
    char wanted[MARK_BYTES];
    char found[MARK_BYTES + 1];
    mark_of(self, wanted);
    if (!join(path, self->path, CHATLET_STR(".version"))) return false;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const ssize_t size_bytes = read(descriptor, found, sizeof found);
    (void)close(descriptor);
    return size_bytes == MARK_BYTES && memcmp(found, wanted, MARK_BYTES) == 0;
}

static bool mark(folder *self) {
    char path[PATH_MAX];
    char text[MARK_BYTES];
    mark_of(self, text);
    return join(path, self->path, CHATLET_STR(".version")) &&
           write_file(self, path, (chatlet_str){.data = text, .size_bytes = MARK_BYTES});
}

/* --- what goes --- */

static bool has_suffix(const char *name, const char *suffix) {
    return ends((chatlet_str){.data = name, .size_bytes = strlen(name)}, suffix);
}

/* Files that no version of the last 30 days has: pages that need them are long closed. */
static void remove_old(folder *self) {
    char path[PATH_MAX];
    if (!join(path, self->path, CHATLET_STR("files"))) return;
    DIR *directory = opendir(path);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        store_published_file file;
        char name[PATH_MAX];
        if (entry->d_name[0] == '.' || has_suffix(entry->d_name, ".part.part")) continue;
        (void)snprintf(name, sizeof name, "files/%s", entry->d_name);
        if (store_channel_find_file(self->service->db, self->live.bot_id, CHANNEL_LIVE,
                                    (chatlet_str){.data = name, .size_bytes = strlen(name)},
                                    service_version_since(self->service), &file) ||
            db_state(self->service->db) != DB_GOOD)
            continue;
        if (join(path, self->path, (chatlet_str){.data = name, .size_bytes = strlen(name)}))
            (void)unlink(path);
    }
    if (directory != NULL) (void)closedir(directory);
}

/* A bot that shows nothing any more: what names the rest goes, the rest stays for open pages. */
static void take_down(folder *self) {
    static const char *const names[] = {"manifest.json", "manifest.json.br", "manifest.json.gz",
                                        "index.html",    "index.html.br",    "index.html.gz",
                                        ".version"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const chatlet_str name = {.data = names[i], .size_bytes = strlen(names[i])};
        if (join(path, self->path, name)) (void)unlink(path);
    }
    remove_old(self);
}

/* --- all bots --- */

static bool open_folder(folder *self, int64_t bot_id) {
    char text[ROW_ID_TEXT_BYTES];
    self->live.bot_id = bot_id;
    return join(self->path, self->top, row_id_text(ROW_BOT, bot_id, text));
}

static bool bring_up(folder *self) {
    if (is_marked(self)) return true;
    if (mkdir(self->path, FOLDER_MODE) != 0 && errno != EEXIST)
        return fail(self, "cannot make", self->path);
    for (int round = 0; round <= 3; round++) {
        if (!copy_round(self, round)) return false;
    }
    remove_old(self);
    return db_state(self->service->db) == DB_GOOD && mark(self);
}

/* Those whose folder is here, but whose bot shows nothing. */
static void take_down_others(folder *self, const int64_t *shown, size_t count) {
    DIR *directory = opendir(self->top);
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        int64_t bot_id;
        size_t i = 0;
        const chatlet_str name = {.data = entry->d_name, .size_bytes = strlen(entry->d_name)};
        if (!row_id_read(ROW_BOT, name, &bot_id)) continue;
        while (i < count && shown[i] != bot_id)
            i++;
        if (i == count && open_folder(self, bot_id)) take_down(self);
    }
    if (directory != NULL) (void)closedir(directory);
}

/* The list is taken whole first: memory of the request is given back between files. */
static int64_t *list_shown(service *service, store_live_version **list, size_t *count) {
    size_t room = 0;
    int64_t after = 0;
    store_live_version *all = NULL;
    size_t taken;
    *count = 0;
    do {
        store_live_version *page;
        region_reset(service->memory);
        taken = store_channel_live_versions(service->db, after, PAGE, service->memory, &page);
        if (*count + taken > room) {
            room = 2 * (*count + taken);
            store_live_version *more = realloc(all, room * sizeof *all);
            if (more == NULL) {
                free(all);
                return NULL;
            }
            all = more;
        }
        if (taken > 0) memcpy(all + *count, page, taken * sizeof *all);
        *count += taken;
        if (taken > 0) after = page[taken - 1].bot_id;
    } while (taken == PAGE);
    int64_t *ids = calloc(*count + 1, sizeof *ids);
    for (size_t i = 0; ids != NULL && i < *count; i++)
        ids[i] = all[i].bot_id;
    *list = all;
    return ids;
}

static bool write_bots(folder *self) {
    store_live_version *list = NULL;
    size_t count;
    int64_t *shown = list_shown(self->service, &list, &count);
    bool good = shown != NULL;
    if (!good) (void)snprintf(self->message, PUBLISHED_MESSAGE_BYTES, "out of memory");
    for (size_t i = 0; good && i < count; i++) {
        self->live = list[i];
        good = open_folder(self, list[i].bot_id) && bring_up(self);
    }
    /* A database that could not be read shows nothing of anybody: no reason to take all down. */
    if (good && db_state(self->service->db) == DB_GOOD) take_down_others(self, shown, count);
    free(shown);
    free(list);
    return good;
}

bool published_folder_write(service *service, const char *top,
                            char message[PUBLISHED_MESSAGE_BYTES]) {
    folder self = {.service = service, .top = top, .message = message};
    message[0] = 0;
    self.time.tv_sec = (time_t)(service->now_ms / 1000);
    if (!file_text_make_folder(top, FOLDER_MODE)) return fail(&self, "cannot make", top);
    db_begin(service->db, false);
    const bool good = write_bots(&self);
    const bool is_read = db_commit(service->db);
    region_reset(service->memory);
    if (good && !is_read && message[0] == 0)
        (void)snprintf(message, PUBLISHED_MESSAGE_BYTES, "the database cannot be read");
    return good && is_read;
}
