#include "sim_world.h"

#include <stdarg.h>
#include <string.h>

enum { STEPS_MIN = 60, STEPS_MAX = 240, CALM_STEPS_MAX = 4000, SECOND_MS = 1000 };

static const int64_t day_ms = INT64_C(86400000);

static const int64_t first_ms = INT64_C(1793836800000); /* 2026-11-05 */

/* FNV-1a (Fowler, Noll and Vo), 64 bits. */
static void hash_line(sim_world *world, const char *line) {
    for (const char *at = line; *at != 0; at++) {
        world->outcome->trace_hash ^= (unsigned char)*at;
        world->outcome->trace_hash *= UINT64_C(0x100000001b3);
    }
}

void sim_say(sim_world *world, const char *format, ...) {
    char line[300];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    hash_line(world, line);
    if (world->options->trace != NULL) (void)fprintf(world->options->trace, "%s\n", line);
}

void sim_fail(sim_world *world, const char *format, ...) {
    if (world->outcome->failed) return;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(world->outcome->failure, SIM_FAILURE_BYTES, format, arguments);
    va_end(arguments);
    world->outcome->failed = true;
    sim_say(world, "BROKEN: %s", world->outcome->failure);
}

/* Reads are left out: how many there are depends on the version of SQLite. */
static void on_disk_step(void *context, sim_disk_step step, const char *file, uint64_t place,
                         uint64_t size_bytes) {
    static const char *const names[SIM_DISK_STEPS] = {
        [SIM_DISK_READ] = "read",     [SIM_DISK_WRITE] = "write",
        [SIM_DISK_TRUNCATE] = "cut",  [SIM_DISK_SYNC] = "sync",
        [SIM_DISK_DELETE] = "delete", [SIM_DISK_FULL] = "full",
        [SIM_DISK_FAULT] = "fault",   [SIM_DISK_POWER_LOST] = "power lost"};
    if (step == SIM_DISK_READ) return;
    sim_say(context, "    disk %s %s %llu %llu", names[step], file, (unsigned long long)place,
            (unsigned long long)size_bytes);
}

static const sim_disk_faults no_faults = {.full = 0};

static void set_rough(sim_world *world) {
    sim_disk_faults faults = {
        .full = sim_chance_in(&world->chance, 1, 4) ? 3000 : 0, /* in a quarter of all worlds */
        .full_steps = (uint32_t)sim_chance_below(&world->chance, 30),
        .error = sim_chance_in(&world->chance, 1, 3) ? 2000 : 0,
        .slow = 20000};
    sim_disk_set_faults(world->disk, &faults);
}

static void pass_time(sim_world *world, int64_t ms) {
    world->now_ms += ms + sim_disk_take_delay_ms(world->disk);
    sim_disk_set_time(world->disk, world->now_ms);
}

/* Starts the process until it stands; power may fail again while it starts. */
static void start(sim_world *world) {
    for (int tries = 0; tries < 50 && !world->outcome->failed; tries++) {
        if (sim_backend_start(&world->backend, world->now_ms)) {
            sim_plant_open(world->backend.db);
            return;
        }
        sim_say(world, "%lld did not start", (long long)world->now_ms);
        sim_plant_forget();
        if (sim_disk_is_down(world->disk)) sim_disk_restart(world->disk);
        pass_time(world, SECOND_MS);
        if (tries > 10) sim_disk_set_faults(world->disk, &no_faults);
    }
    sim_fail(world, "the backend does not start");
}

static void come_back(sim_world *world) {
    sim_backend_stop(&world->backend);
    sim_plant_forget();
    world->held_count = 0;
    pass_time(world, (int64_t)sim_chance_below(&world->chance, 60) * SECOND_MS);
    sim_disk_faults kept = no_faults;
    sim_disk_set_faults(world->disk, &kept);
    start(world);
    if (!world->outcome->failed) sim_check(world, false);
    if (!world->is_calm) set_rough(world);
}

static void after_power_failure(sim_world *world) {
    sim_disk_restart(world->disk);
    world->outcome->power_failures++;
    sim_say(world, "%lld power is back", (long long)world->now_ms);
    come_back(world);
}

static void kill(sim_world *world) {
    sim_disk_kill(world->disk);
    world->outcome->kills++;
    sim_say(world, "%lld killed", (long long)world->now_ms);
    come_back(world);
}

bool sim_is_old(const sim_world *world) { return world->now_ms - world->began_at_ms > 29 * day_ms; }

/* Mostly seconds; a day now and then, and in a few worlds longer than anything is kept. */
static void let_time_pass(sim_world *world) {
    static const int64_t spans[] = {1, 20, 700, 5 * SECOND_MS, 70 * SECOND_MS, 1800 * SECOND_MS};
    int64_t span = spans[sim_chance_below(&world->chance, sizeof spans / sizeof *spans)];
    if (sim_chance_in(&world->chance, 1, 40)) span = 2 * day_ms;
    if (sim_chance_in(&world->chance, 1, 400)) span = 60 * day_ms;
    pass_time(world, 1 + (int64_t)sim_chance_below(&world->chance, (uint64_t)span));
}

/* One thing that happens. */
static void step(sim_world *world) {
    world->outcome->steps++;
    switch (sim_chance_below(&world->chance, 30)) {
    case 0:
    case 1:
    case 2:
    case 3: let_time_pass(world); break;
    case 4:
    case 5:
    case 6:
    case 7: sim_send(world); break;
    case 8: sim_send_held(world); break;
    case 28: sim_tidy(world); break;
    case 29:
        if (sim_chance_in(&world->chance, 1, 3)) sim_void(world);
        break;
    case 16:
    case 17:
    case 18:
    case 19:
    case 20:
    case 21: sim_live(world); break;
    case 9:
        if (sim_chance_in(&world->chance, 1, 6)) kill(world);
        break;
    case 10:
        if (sim_chance_in(&world->chance, 1, 3)) {
            sim_disk_set_crash(world->disk, 1 + sim_chance_below(&world->chance, 120));
        }
        break;
    case 11:
    case 12:
    case 13: sim_act(world); break;
    default: sim_post(world); break;
    }
    if (sim_disk_is_down(world->disk) && !world->outcome->failed) after_power_failure(world);
}

/* Failures end, and all that waits must get done. */
static void calm_down(sim_world *world) {
    world->is_calm = true;
    sim_disk_set_crash(world->disk, 0);
    sim_disk_set_faults(world->disk, &no_faults);
    sim_say(world, "%lld calm", (long long)world->now_ms);
    for (int i = 0; i < CALM_STEPS_MAX && !world->outcome->failed; i++) {
        service service = sim_backend_service(&world->backend, world->now_ms);
        db_begin(service.db, false);
        int64_t due_ms = outbox_next_due_ms(&service);
        if (db_state(service.db) != DB_GOOD) sim_fail(world, "the database stays unusable");
        db_rollback(service.db);
        if (due_ms == INT64_MAX && world->held_count == 0 && !sim_has_pending(world)) return;
        sim_send_held(world);
        sim_send(world);
        sim_live(world);
        sim_post(world);
        if (due_ms != INT64_MAX && due_ms > world->now_ms) pass_time(world, due_ms - world->now_ms);
    }
    sim_fail(world, "the outbox does not come to an end, or events are not answered for");
}

static void live(sim_world *world) {
    start(world);
    if (!world->outcome->failed) sim_settle(world);
    set_rough(world);
    uint64_t steps = STEPS_MIN + sim_chance_below(&world->chance, STEPS_MAX - STEPS_MIN);
    for (uint64_t i = 0; i < steps && !world->outcome->failed; i++)
        step(world);
    if (world->outcome->failed) return;
    calm_down(world);
    if (!world->outcome->failed) sim_tidy(world);
    if (!world->outcome->failed) sim_check(world, true);
    if (world->outcome->failed) return;
    kill(world); /* and once more from what is on the disk */
    if (!world->outcome->failed) sim_check(world, true);
}

void sim_world_run(const sim_options *options, sim_outcome *outcome) {
    *outcome = (sim_outcome){.trace_hash = UINT64_C(0xcbf29ce484222325)};
    static sim_world world; /* large, and one at a time */
    world = (sim_world){
        .options = options, .outcome = outcome, .now_ms = first_ms, .began_at_ms = first_ms};
    sim_chance_seed(&world.chance, options->seed);
    world.backend_chance = sim_chance_fork(&world.chance);
    world.disk = sim_disk_new(sim_chance_next(&world.chance));
    if (world.disk == NULL) {
        sim_fail(&world, "no memory for a disk");
        return;
    }
    sim_disk_listen(world.disk, on_disk_step, &world);
    sim_disk_set_time(world.disk, world.now_ms);
    sim_backend_init(&world.backend, &world.backend_chance);
    sim_plant_begin(&world);
    live(&world);
    sim_backend_free(&world.backend);
    sim_plant_forget();
    sim_disk_free(world.disk);
}
