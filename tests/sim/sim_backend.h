/* The backend as one process over a sim_disk, without sockets or threads. Time and chance are the
 * world's. */
#ifndef SIM_BACKEND_H
#define SIM_BACKEND_H

#include "sim_chance.h"
#include "sim_vfs.h"

#include "service/outbox.h"
#include "service/plan.h"

typedef struct sim_backend {
    sim_chance *chance; /* borrowed */
    service_settings settings;
    plan_table plans;
    region plan_memory; /* of `plans` */
    db *db;             /* owned; NULL while it is down */
    int64_t last_id;
    region memory; /* of the request being answered */
} sim_backend;

/* A process that is not running yet. It must not be moved. Freed with sim_backend_free. */
void sim_backend_init(sim_backend *backend, sim_chance *chance);

void sim_backend_free(sim_backend *backend);

/* Opens the database, making it if need be, and brings it up to date. False when the disk failed;
 * then it is down still. */
bool sim_backend_start(sim_backend *backend, int64_t now_ms);

/* Ends the process: as at SIGTERM when the disk is up, as at a power failure when it is not. */
void sim_backend_stop(sim_backend *backend);

/* A service in a new request's memory; what the last request took is given back. */
service sim_backend_service(sim_backend *backend, int64_t now_ms);
void sim_backend_end_service(sim_backend *backend, const service *service);

/* The allocator everything here uses. */
extern const chatlet_allocator sim_allocator;

#endif
