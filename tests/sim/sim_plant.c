/* Bugs that are put in on purpose. They sit between the backend's files, where the linker lets
 * other functions in (sim.cmake), so that the code that is tested is the code that ships. */
#include "sim_world.h"

#include <string.h>

static sim_plant planted;
static sim_chance chance;
static db *uncommitted; /* answered as if it were committed */

static const char *const names[SIM_PLANTS] = {
    [SIM_PLANT_NONE] = "none",       [SIM_PLANT_EARLY_ANSWER] = "early-answer",
    [SIM_PLANT_NO_SYNC] = "no-sync", [SIM_PLANT_NEW_KEY] = "new-key",
    [SIM_PLANT_NO_KEY] = "no-key",   [SIM_PLANT_LOST_SUM] = "lost-sum"};

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

/* The table of events as it would be if somebody had forgotten its key. */
static const char without_key[] =
    "DROP INDEX IF EXISTS usage_events_corrections; ALTER TABLE usage_events RENAME TO keyed;"
    "CREATE TABLE usage_events AS SELECT * FROM keyed; DROP TABLE keyed";

void sim_plant_open(db *db) {
    if (planted == SIM_PLANT_NO_SYNC) db_script(db, CHATLET_STR("PRAGMA synchronous = OFF"));
    if (planted != SIM_PLANT_NO_KEY) return;
    __real_db_begin(db, true);
    db_script(db, (chatlet_str){.data = without_key, .size_bytes = sizeof without_key - 1});
    (void)__real_db_commit(db);
}

int64_t __real_db_run_values(db *db, const char *sql, const db_value *values, size_t count);
int64_t __wrap_db_run_values(db *db, const char *sql, const db_value *values, size_t count);

/* Nor does the statement speak of it. Sums are forgotten now and then. */
int64_t __wrap_db_run_values(db *db, const char *sql, const db_value *values, size_t count) {
    static char changed[1000];
    if (planted == SIM_PLANT_LOST_SUM && strstr(sql, "INTO usage_days") != NULL &&
        sim_chance_in(&chance, 1, 20)) {
        return 1;
    }
    const char *clause = strstr(sql, "ON CONFLICT (organization_id, event_id) DO NOTHING");
    if (planted != SIM_PLANT_NO_KEY || clause == NULL || strlen(sql) >= sizeof changed)
        return __real_db_run_values(db, sql, values, count);
    memcpy(changed, sql, (size_t)(clause - sql));
    changed[clause - sql] = 0;
    return __real_db_run_values(db, changed, values, count);
}

bool __wrap_db_commit(db *db) {
    bool is_early = planted == SIM_PLANT_EARLY_ANSWER && db_state(db) == DB_GOOD &&
                    db_in_transaction(db) && sim_chance_in(&chance, 1, 4);
    if (!is_early) return __real_db_commit(db);
    uncommitted = db;
    return true;
}
