/* Bugs that are put in on purpose. They sit between the backend's files, where the linker lets other
 * functions in (sim.cmake), so that the code that is tested is the code that ships. */
#include "sim_world.h"

#include <string.h>

static sim_plant planted;
static sim_chance chance;
static db *uncommitted; /* answered as if it were committed */

static const char *const names[SIM_PLANTS] = {[SIM_PLANT_NONE] = "none",
                                              [SIM_PLANT_EARLY_ANSWER] = "early-answer",
                                              [SIM_PLANT_NO_SYNC] = "no-sync",
                                              [SIM_PLANT_NEW_KEY] = "new-key"};

const char *sim_plant_name(sim_plant plant) { return names[plant]; }

bool sim_plant_read(const char *name, sim_plant *plant) {
    for (int i = 0; i < SIM_PLANTS; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *plant = (sim_plant)i;
        return true;
    }
    return false;
}

void sim_plant_begin(sim_world *world) {
    planted = world->options->plant;
    uncommitted = NULL;
    sim_chance_seed(&chance, world->options->seed ^ 0x5eed);
}

void sim_plant_forget(void) { uncommitted = NULL; }

void __real_db_begin(db *db, bool writes);
void __wrap_db_begin(db *db, bool writes);
bool __real_db_commit(db *db);
bool __wrap_db_commit(db *db);

/* The commit that was answered before it was done comes now. */
void __wrap_db_begin(db *db, bool writes) {
    if (uncommitted == db) {
        uncommitted = NULL;
        (void)__real_db_commit(db);
    }
    __real_db_begin(db, writes);
}

void sim_plant_open(db *db) {
    if (planted == SIM_PLANT_NO_SYNC) db_script(db, CHATLET_STR("PRAGMA synchronous = OFF"));
}

bool __wrap_db_commit(db *db) {
    bool is_early = planted == SIM_PLANT_EARLY_ANSWER && db_state(db) == DB_GOOD &&
                    db_in_transaction(db) && sim_chance_in(&chance, 1, 4);
    if (!is_early) return __real_db_commit(db);
    uncommitted = db;
    return true;
}
