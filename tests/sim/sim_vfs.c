#include "sim_vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 8, NAME_BYTES = 64, SHARED_REGIONS_MAX = 64, LOCKS = 8, MILLION = 1000000 };

/* Bytes that grow. */
typedef struct image {
    unsigned char *bytes; /* owned */
    size_t size_bytes;
    size_t capacity_bytes;
} image;

/* A write that was not synced; without bytes: the file was cut or grown to `place`. */
typedef struct change {
    uint64_t place;
    size_t size_bytes;
    unsigned char *bytes; /* owned; NULL: a cut */
} change;

typedef struct sim_handle sim_handle;

typedef struct sim_file {
    char name[NAME_BYTES]; /* empty: a free place */
    image now;             /* what the program reads */
    image lasting;         /* as of the last sync */
    change *changes;       /* owned; since then, in order */
    size_t change_count;
    size_t change_capacity;
    bool exists;        /* for the program */
    bool name_lasts;    /* was synced since it was made */
    size_t readers;     /* of SQLite's locks: how many hold SHARED or more */
    sim_handle *writer; /* who holds RESERVED or more */
    bool is_exclusive;
    bool is_pending;
    void *shared[SHARED_REGIONS_MAX]; /* owned; the memory that connections in WAL mode share */
    int shared_readers[LOCKS];
    sim_handle *shared_writer[LOCKS];
} sim_file;

struct sim_disk {
    sqlite3_vfs vfs;
    sim_file files[FILES_MAX];
    sim_chance chance;
    sim_chance sqlite_chance;
    sim_disk_faults faults;
    uint64_t steps_to_crash; /* 0: none is due */
    uint32_t full_left;
    uint32_t generation;
    bool is_down;
    int64_t now_ms;
    int64_t delay_ms;
    sim_disk_listener listener;
    void *context;
};

/* What SQLite keeps of an open file. */
struct sim_handle {
    sqlite3_file base;
    sim_disk *disk;
    sim_file *file;
    uint32_t generation;
    int lock;
    bool deletes_on_close;
    uint32_t shared_held; /* bits of locks held shared, and alone */
    uint32_t shared_alone;
};

static void tell(sim_disk *disk, sim_disk_step step, const char *name, uint64_t place,
                 uint64_t size_bytes) {
    if (disk->listener != NULL) disk->listener(disk->context, step, name, place, size_bytes);
}

/* --- images and changes --- */

static bool image_resize(image *self, size_t size_bytes) {
    if (size_bytes > self->capacity_bytes) {
        size_t capacity = size_bytes < 4096 ? 4096 : size_bytes * 2;
        unsigned char *grown = realloc(self->bytes, capacity);
        if (grown == NULL) return false;
        self->bytes = grown;
        self->capacity_bytes = capacity;
    }
    if (size_bytes > self->size_bytes) {
        memset(self->bytes + self->size_bytes, 0, size_bytes - self->size_bytes);
    }
    self->size_bytes = size_bytes;
    return true;
}

static bool image_write(image *self, uint64_t place, const void *bytes, size_t size_bytes) {
    size_t end = (size_t)place + size_bytes;
    if (end > self->size_bytes && !image_resize(self, end)) return false;
    memcpy(self->bytes + place, bytes, size_bytes);
    return true;
}

static bool image_copy(image *to, const image *from) {
    to->size_bytes = 0;
    return from->size_bytes == 0 || image_write(to, 0, from->bytes, from->size_bytes);
}

static bool add_change(sim_file *file, uint64_t place, const void *bytes, size_t size_bytes) {
    if (file->change_count == file->change_capacity) {
        size_t capacity = file->change_capacity == 0 ? 64 : file->change_capacity * 2;
        change *grown = realloc(file->changes, capacity * sizeof *grown);
        if (grown == NULL) return false;
        file->changes = grown;
        file->change_capacity = capacity;
    }
    change *added = &file->changes[file->change_count];
    *added = (change){.place = place, .size_bytes = size_bytes};
    if (bytes != NULL) {
        added->bytes = malloc(size_bytes > 0 ? size_bytes : 1);
        if (added->bytes == NULL) return false;
        memcpy(added->bytes, bytes, size_bytes);
    }
    file->change_count++;
    return true;
}

static void drop_changes(sim_file *file) {
    for (size_t i = 0; i < file->change_count; i++)
        free(file->changes[i].bytes);
    file->change_count = 0;
}

/* Applies a change to what lasts: all of it, or each of its sectors by chance. */
static bool keep_change(sim_disk *disk, image *lasting, const change *one, bool is_torn) {
    if (one->bytes == NULL) return image_resize(lasting, (size_t)one->place);
    if (!is_torn) return image_write(lasting, one->place, one->bytes, one->size_bytes);
    for (size_t at = 0; at < one->size_bytes;) {
        /* Up to the next border of a sector of the disk, not of the write. */
        size_t size = SIM_SECTOR_BYTES - (size_t)((one->place + at) % SIM_SECTOR_BYTES);
        if (size > one->size_bytes - at) size = one->size_bytes - at;
        bool is_kept = sim_chance_in(&disk->chance, 1, 2);
        if (is_kept && !image_write(lasting, one->place + at, one->bytes + at, size)) return false;
        at += size;
    }
    return true;
}

/* What the disk holds of one file after power failed. */
static bool settle_file(sim_disk *disk, sim_file *file) {
    /* From "nearly nothing had arrived" to "nearly all had". */
    uint32_t kept_of_ten = (uint32_t)sim_chance_below(&disk->chance, 11);
    size_t torn = SIZE_MAX;
    if (file->change_count > 0) torn = sim_chance_below(&disk->chance, file->change_count);
    for (size_t i = 0; i < file->change_count; i++) {
        bool is_torn = i == torn;
        if (!is_torn && !sim_chance_in(&disk->chance, kept_of_ten, 10)) continue;
        if (!keep_change(disk, &file->lasting, &file->changes[i], is_torn)) return false;
    }
    drop_changes(file);
    return image_copy(&file->now, &file->lasting);
}

/* Whether a file is there after power failed: one never synced may not yet be, one taken away may
 * still be. */
static bool name_survives(sim_disk *disk, const sim_file *file) {
    if (file->exists && file->name_lasts) return true;
    return sim_chance_in(&disk->chance, 1, 2);
}

static void free_shared(sim_file *file) {
    for (size_t i = 0; i < SHARED_REGIONS_MAX; i++) {
        free(file->shared[i]);
        file->shared[i] = NULL;
    }
}

static void forget_locks(sim_file *file) {
    file->readers = 0;
    file->writer = NULL;
    file->is_exclusive = false;
    file->is_pending = false;
    memset(file->shared_readers, 0, sizeof file->shared_readers);
    memset(file->shared_writer, 0, sizeof file->shared_writer);
    free_shared(file);
}

static void forget_file(sim_file *file) {
    drop_changes(file);
    forget_locks(file);
    free(file->changes);
    free(file->now.bytes);
    free(file->lasting.bytes);
    *file = (sim_file){.exists = false};
}

/* --- faults --- */

/* Every step goes through here: SQLITE_OK, or what it ends with instead. */
static int take_step(sim_handle *handle, sim_disk_step step, uint64_t place, uint64_t size_bytes) {
    sim_disk *disk = handle->disk;
    if (handle->generation != disk->generation || disk->is_down) return SQLITE_IOERR;
    if (disk->steps_to_crash > 0 && --disk->steps_to_crash == 0) {
        disk->is_down = true;
        tell(disk, SIM_DISK_POWER_LOST, handle->file->name, place, size_bytes);
        return SQLITE_IOERR;
    }
    tell(disk, step, handle->file->name, place, size_bytes);
    if (sim_chance_in(&disk->chance, disk->faults.error, MILLION)) {
        tell(disk, SIM_DISK_FAULT, handle->file->name, place, size_bytes);
        return SQLITE_IOERR;
    }
    return SQLITE_OK;
}

static bool is_full(sim_disk *disk) {
    if (disk->full_left > 0) {
        disk->full_left--;
        return true;
    }
    if (!sim_chance_in(&disk->chance, disk->faults.full, MILLION)) return false;
    disk->full_left = disk->faults.full_steps;
    return true;
}

/* --- a file, as SQLite asks for it --- */

static int on_unlock(sqlite3_file *base, int level);

static bool is_dead(const sim_handle *handle) {
    return handle->generation != handle->disk->generation;
}

static int on_close(sqlite3_file *base) {
    sim_handle *handle = (sim_handle *)base;
    if (is_dead(handle)) return SQLITE_OK;
    (void)on_unlock(base, SQLITE_LOCK_NONE);
    if (handle->deletes_on_close) forget_file(handle->file);
    return SQLITE_OK;
}

static int on_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 place) {
    sim_handle *handle = (sim_handle *)base;
    int code = take_step(handle, SIM_DISK_READ, (uint64_t)place, (uint64_t)size);
    if (code != SQLITE_OK) return code == SQLITE_IOERR ? SQLITE_IOERR_READ : code;
    const image *now = &handle->file->now;
    size_t there = (size_t)place < now->size_bytes ? now->size_bytes - (size_t)place : 0;
    size_t taken = there < (size_t)size ? there : (size_t)size;
    if (taken > 0) memcpy(bytes, now->bytes + place, taken);
    if (taken == (size_t)size) return SQLITE_OK;
    memset((char *)bytes + taken, 0, (size_t)size - taken);
    return SQLITE_IOERR_SHORT_READ;
}

static int on_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 place) {
    sim_handle *handle = (sim_handle *)base;
    int code = take_step(handle, SIM_DISK_WRITE, (uint64_t)place, (uint64_t)size);
    if (code != SQLITE_OK) return SQLITE_IOERR_WRITE;
    if (is_full(handle->disk)) {
        tell(handle->disk, SIM_DISK_FULL, handle->file->name, (uint64_t)place, (uint64_t)size);
        return SQLITE_FULL;
    }
    if (!add_change(handle->file, (uint64_t)place, bytes, (size_t)size)) return SQLITE_IOERR_NOMEM;
    bool is_written = image_write(&handle->file->now, (uint64_t)place, bytes, (size_t)size);
    return is_written ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 size) {
    sim_handle *handle = (sim_handle *)base;
    int code = take_step(handle, SIM_DISK_TRUNCATE, (uint64_t)size, 0);
    if (code != SQLITE_OK) return SQLITE_IOERR_TRUNCATE;
    if (!add_change(handle->file, (uint64_t)size, NULL, 0)) return SQLITE_IOERR_NOMEM;
    return image_resize(&handle->file->now, (size_t)size) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int on_sync(sqlite3_file *base, int flags) {
    (void)flags;
    sim_handle *handle = (sim_handle *)base;
    sim_disk *disk = handle->disk;
    sim_file *file = handle->file;
    int code = take_step(handle, SIM_DISK_SYNC, 0, file->change_count);
    /* After a failed sync what was written may be lost in spite of later ones (as on Linux). */
    if (code != SQLITE_OK) return SQLITE_IOERR_FSYNC;
    if (sim_chance_in(&disk->chance, disk->faults.slow, MILLION)) {
        disk->delay_ms += (int64_t)sim_chance_below(&disk->chance, 2000);
    }
    for (size_t i = 0; i < file->change_count; i++) {
        if (!keep_change(disk, &file->lasting, &file->changes[i], false)) return SQLITE_IOERR_NOMEM;
    }
    drop_changes(file);
    file->name_lasts = true;
    /* File systems with a journal write names down in order: a sync of any file takes along the
     * deletions before it. */
    for (size_t i = 0; i < FILES_MAX; i++) {
        sim_file *gone = &disk->files[i];
        if (gone->name[0] != 0 && !gone->exists) forget_file(gone);
    }
    return SQLITE_OK;
}

static int on_file_size(sqlite3_file *base, sqlite3_int64 *size) {
    sim_handle *handle = (sim_handle *)base;
    if (is_dead(handle) || handle->disk->is_down) return SQLITE_IOERR_FSTAT;
    *size = (sqlite3_int64)handle->file->now.size_bytes;
    return SQLITE_OK;
}

/* SQLite's five levels of locks (https://www.sqlite.org/lockingv3.html) among the handles of one
 * process. */
static int on_lock(sqlite3_file *base, int level) {
    sim_handle *handle = (sim_handle *)base;
    sim_file *file = handle->file;
    if (is_dead(handle)) return SQLITE_IOERR_LOCK;
    if (handle->lock >= level) return SQLITE_OK;
    if (file->writer != NULL && file->writer != handle &&
        (level >= SQLITE_LOCK_RESERVED || file->is_pending || file->is_exclusive)) {
        return SQLITE_BUSY;
    }
    if (handle->lock == SQLITE_LOCK_NONE) file->readers++;
    if (level >= SQLITE_LOCK_RESERVED) file->writer = handle;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        file->is_pending = true;
        if (file->readers > 1) {
            handle->lock = SQLITE_LOCK_PENDING;
            return SQLITE_BUSY;
        }
        file->is_exclusive = true;
    }
    handle->lock = level;
    return SQLITE_OK;
}

static int on_unlock(sqlite3_file *base, int level) {
    sim_handle *handle = (sim_handle *)base;
    sim_file *file = handle->file;
    if (is_dead(handle) || handle->lock <= level) return SQLITE_OK;
    if (file->writer == handle) {
        file->writer = NULL;
        file->is_exclusive = false;
        file->is_pending = false;
    }
    if (level == SQLITE_LOCK_NONE) file->readers--;
    handle->lock = level;
    return SQLITE_OK;
}

static int on_check_reserved(sqlite3_file *base, int *is_held) {
    sim_handle *handle = (sim_handle *)base;
    *is_held = handle->file->writer != NULL && handle->file->writer != handle;
    return SQLITE_OK;
}

static int on_control(sqlite3_file *base, int what, void *argument) {
    (void)base;
    (void)what;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int on_sector_size(sqlite3_file *base) {
    (void)base;
    return 4096; /* what SQLite's own takes for a disk it knows nothing about */
}

static int on_characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as SQLite's own has it: no byte beside a write */
}

static int on_shared_map(sqlite3_file *base, int region, int size, int extends,
                         void volatile **at) {
    sim_handle *handle = (sim_handle *)base;
    sim_file *file = handle->file;
    *at = NULL;
    if (is_dead(handle) || handle->disk->is_down) return SQLITE_IOERR_SHMMAP;
    if (region >= SHARED_REGIONS_MAX) return SQLITE_IOERR_NOMEM;
    if (file->shared[region] == NULL && extends) {
        file->shared[region] = calloc(1, (size_t)size);
        if (file->shared[region] == NULL) return SQLITE_IOERR_NOMEM;
    }
    *at = file->shared[region];
    return SQLITE_OK;
}

static void release_shared(sim_handle *handle, int slot) {
    uint32_t bit = UINT32_C(1) << slot;
    if (handle->shared_held & bit) handle->file->shared_readers[slot]--;
    if (handle->shared_alone & bit) handle->file->shared_writer[slot] = NULL;
    handle->shared_held &= ~bit;
    handle->shared_alone &= ~bit;
}

static bool is_shared_free(const sim_handle *handle, int slot, bool alone) {
    const sim_file *file = handle->file;
    if (file->shared_writer[slot] != NULL && file->shared_writer[slot] != handle) return false;
    int own = (handle->shared_held >> slot) & 1 ? 1 : 0;
    return !alone || file->shared_readers[slot] == own;
}

static int on_shared_lock(sqlite3_file *base, int first, int count, int flags) {
    sim_handle *handle = (sim_handle *)base;
    if (is_dead(handle)) return SQLITE_IOERR_SHMLOCK;
    bool alone = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int slot = first; slot < first + count; slot++)
            release_shared(handle, slot);
        return SQLITE_OK;
    }
    for (int slot = first; slot < first + count; slot++) {
        if (!is_shared_free(handle, slot, alone)) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; slot++) {
        uint32_t bit = UINT32_C(1) << slot;
        if (alone) {
            handle->file->shared_writer[slot] = handle;
            handle->shared_alone |= bit;
        } else if ((handle->shared_held & bit) == 0) {
            handle->file->shared_readers[slot]++;
            handle->shared_held |= bit;
        }
    }
    return SQLITE_OK;
}

static void on_shared_barrier(sqlite3_file *base) { (void)base; }

static int on_shared_unmap(sqlite3_file *base, int deletes) {
    sim_handle *handle = (sim_handle *)base;
    if (is_dead(handle)) return SQLITE_OK;
    for (int slot = 0; slot < LOCKS; slot++)
        release_shared(handle, slot);
    if (deletes) free_shared(handle->file);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = on_close,
                                           .xRead = on_read,
                                           .xWrite = on_write,
                                           .xTruncate = on_truncate,
                                           .xSync = on_sync,
                                           .xFileSize = on_file_size,
                                           .xLock = on_lock,
                                           .xUnlock = on_unlock,
                                           .xCheckReservedLock = on_check_reserved,
                                           .xFileControl = on_control,
                                           .xSectorSize = on_sector_size,
                                           .xDeviceCharacteristics = on_characteristics,
                                           .xShmMap = on_shared_map,
                                           .xShmLock = on_shared_lock,
                                           .xShmBarrier = on_shared_barrier,
                                           .xShmUnmap = on_shared_unmap};

/* --- the disk --- */

static sim_file *find_file(sim_disk *disk, const char *name) {
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (strcmp(disk->files[i].name, name) == 0) return &disk->files[i];
    }
    return NULL;
}

static sim_file *make_file(sim_disk *disk, const char *name) {
    sim_file *file = find_file(disk, "");
    if (file != NULL) strcpy(file->name, name);
    return file;
}

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags,
                   int *flags_out) {
    sim_disk *disk = vfs->pAppData;
    sim_handle *handle = (sim_handle *)base;
    *handle = (sim_handle){.disk = disk, .generation = disk->generation};
    const char *called = name != NULL ? name : "temporary";
    if (disk->is_down || strlen(called) >= NAME_BYTES) return SQLITE_CANTOPEN;
    sim_file *file = find_file(disk, called);
    if ((file == NULL || !file->exists) && (flags & SQLITE_OPEN_CREATE) == 0)
        return SQLITE_CANTOPEN;
    /* One that was taken away and made anew: the old one is not seen again. */
    if (file != NULL && !file->exists) forget_file(file);
    if (file == NULL || !file->exists) file = make_file(disk, called);
    if (file == NULL) return SQLITE_CANTOPEN;
    file->exists = true;
    handle->file = file;
    handle->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    handle->base.pMethods = &methods;
    if (flags_out != NULL) *flags_out = flags;
    return SQLITE_OK;
}

/* A name that is taken away stays away once the folder is synced; else chance decides at a
 * crash. */
static int on_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder) {
    sim_disk *disk = vfs->pAppData;
    if (disk->is_down) return SQLITE_IOERR_DELETE;
    sim_file *file = find_file(disk, name);
    if (file == NULL || !file->exists) return SQLITE_IOERR_DELETE_NOENT;
    tell(disk, SIM_DISK_DELETE, name, 0, 0);
    if (syncs_folder || !file->name_lasts) {
        forget_file(file);
        return SQLITE_OK;
    }
    file->exists = false;
    return SQLITE_OK;
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
    (void)flags;
    sim_disk *disk = vfs->pAppData;
    if (disk->is_down) return SQLITE_IOERR_ACCESS;
    const sim_file *file = find_file(disk, name);
    *result = file != NULL && file->exists;
    return SQLITE_OK;
}

static int on_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out) {
    (void)vfs;
    if (strlen(name) >= (size_t)size) return SQLITE_CANTOPEN;
    strcpy(out, name);
    return SQLITE_OK;
}

static int on_randomness(sqlite3_vfs *vfs, int size, char *bytes) {
    sim_disk *disk = vfs->pAppData;
    sim_chance_fill(&disk->sqlite_chance, bytes, (size_t)size);
    return size;
}

static int on_sleep(sqlite3_vfs *vfs, int microseconds) {
    sim_disk *disk = vfs->pAppData;
    disk->delay_ms += microseconds / 1000;
    return microseconds;
}

static int on_current_time_ms(sqlite3_vfs *vfs, sqlite3_int64 *now) {
    sim_disk *disk = vfs->pAppData;
    /* SQLite counts from noon of 24 November 4714 B.C.: 2440587.5 days before 1970. */
    *now = INT64_C(210866760000000) + disk->now_ms;
    return SQLITE_OK;
}

static int on_current_time(sqlite3_vfs *vfs, double *now) {
    sqlite3_int64 ms = 0;
    (void)on_current_time_ms(vfs, &ms);
    *now = (double)ms / 86400000.0;
    return SQLITE_OK;
}

static int on_last_error(sqlite3_vfs *vfs, int size, char *text) {
    (void)vfs;
    if (size > 0) text[0] = 0;
    return 0;
}

sim_disk *sim_disk_new(uint64_t seed) {
    sim_disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL) return NULL;
    sim_chance_seed(&disk->chance, seed);
    disk->sqlite_chance = sim_chance_fork(&disk->chance);
    disk->vfs = (sqlite3_vfs){.iVersion = 2,
                              .szOsFile = (int)sizeof(sim_handle),
                              .mxPathname = NAME_BYTES,
                              .zName = "sim",
                              .pAppData = disk,
                              .xOpen = on_open,
                              .xDelete = on_delete,
                              .xAccess = on_access,
                              .xFullPathname = on_full_name,
                              .xRandomness = on_randomness,
                              .xSleep = on_sleep,
                              .xCurrentTime = on_current_time,
                              .xGetLastError = on_last_error,
                              .xCurrentTimeInt64 = on_current_time_ms};
    if (sqlite3_initialize() != SQLITE_OK || sqlite3_vfs_register(&disk->vfs, 1) != SQLITE_OK) {
        free(disk);
        return NULL;
    }
    sqlite3_randomness(0, NULL); /* seeds anew, from on_randomness */
    return disk;
}

void sim_disk_free(sim_disk *disk) {
    if (disk == NULL) return;
    (void)sqlite3_vfs_unregister(&disk->vfs);
    for (size_t i = 0; i < FILES_MAX; i++)
        forget_file(&disk->files[i]);
    free(disk);
}

void sim_disk_set_faults(sim_disk *disk, const sim_disk_faults *faults) {
    disk->faults = *faults;
    disk->full_left = 0;
}

void sim_disk_set_crash(sim_disk *disk, uint64_t steps) { disk->steps_to_crash = steps; }

bool sim_disk_is_down(const sim_disk *disk) { return disk->is_down; }

void sim_disk_restart(sim_disk *disk) {
    if (!disk->is_down) tell(disk, SIM_DISK_POWER_LOST, "", 0, 0);
    for (size_t i = 0; i < FILES_MAX; i++) {
        sim_file *file = &disk->files[i];
        if (file->name[0] == 0) continue;
        forget_locks(file);
        if (!settle_file(disk, file)) abort();
        if (!name_survives(disk, file)) {
            forget_file(file);
            continue;
        }
        file->exists = true;
        file->name_lasts = true;
    }
    disk->generation++;
    disk->is_down = false;
    disk->steps_to_crash = 0;
    disk->full_left = 0;
}

void sim_disk_kill(sim_disk *disk) {
    for (size_t i = 0; i < FILES_MAX; i++)
        forget_locks(&disk->files[i]);
    disk->generation++;
    disk->steps_to_crash = 0;
}

void sim_disk_set_time(sim_disk *disk, int64_t now_ms) { disk->now_ms = now_ms; }

int64_t sim_disk_take_delay_ms(sim_disk *disk) {
    int64_t delay_ms = disk->delay_ms;
    disk->delay_ms = 0;
    return delay_ms;
}

void sim_disk_listen(sim_disk *disk, sim_disk_listener listener, void *context) {
    disk->listener = listener;
    disk->context = context;
}
