/* A disk for SQLite that exists only in memory, and fails as disks do.
 *
 * What was written and not yet synced is kept write by write. When power fails, a part of those
 * writes that chance picks is on the disk, one of them torn at sectors of 512 bytes, and the
 * rest is lost: all that POSIX and SQLite's "power-safe overwrite" leave open. Names of files
 * last like their first sync, as with SQLite's own file system for Unix, which syncs the folder
 * then.
 *
 * One disk is one process's: connections of a generation share it, and when power fails every
 * handle of that generation is dead. */
#ifndef SIM_VFS_H
#define SIM_VFS_H

#include "sim_chance.h"

enum { SIM_SECTOR_BYTES = 512 };

/* What a disk was asked; `place` and `size_bytes` of reads and writes. */
typedef enum sim_disk_step {
    SIM_DISK_READ,
    SIM_DISK_WRITE,
    SIM_DISK_TRUNCATE,
    SIM_DISK_SYNC,
    SIM_DISK_DELETE,
    SIM_DISK_FULL,  /* a write was refused */
    SIM_DISK_FAULT, /* an input/output error was given back */
    SIM_DISK_POWER_LOST,
    SIM_DISK_STEPS
} sim_disk_step;

/* Chances in a million, each for one step of its kind. */
typedef struct sim_disk_faults {
    uint32_t full; /* a write finds the disk full, and so do those of the next `full_steps` */
    uint32_t full_steps;
    uint32_t error; /* a read, write or sync fails */
    uint32_t slow;  /* a sync takes up to two seconds */
} sim_disk_faults;

typedef struct sim_disk sim_disk;

/* A disk without files, registered as SQLite's default file system under the name "sim" until
 * sim_disk_free; there may be one at a time. NULL when there is no memory. SQLite's own chance and
 * time come from it, too. */
sim_disk *sim_disk_new(uint64_t seed);
void sim_disk_free(sim_disk *disk);

void sim_disk_set_faults(sim_disk *disk, const sim_disk_faults *faults);

/* Power fails at the step that is `steps` after this one (1: the next); 0: it does not. */
void sim_disk_set_crash(sim_disk *disk, uint64_t steps);

/* True after power failed: every step gives an error until sim_disk_restart. */
bool sim_disk_is_down(const sim_disk *disk);

/* Power fails now, unless it has, and comes back: what lasted is what is there. */
void sim_disk_restart(sim_disk *disk);

/* Ends the process without its power: handles are dead and shared memory is gone, but what was
 * written is still on its way to the disk. */
void sim_disk_kill(sim_disk *disk);

/* The virtual clock that SQLite asks, in milliseconds since 1970, and how long syncs took since it
 * was last asked. */
void sim_disk_set_time(sim_disk *disk, int64_t now_ms);
int64_t sim_disk_take_delay_ms(sim_disk *disk);

/* Called for each step, for a trace; NULL: none. */
typedef void (*sim_disk_listener)(void *context, sim_disk_step step, const char *file,
                                  uint64_t place, uint64_t size_bytes);
void sim_disk_listen(sim_disk *disk, sim_disk_listener listener, void *context);

#endif
