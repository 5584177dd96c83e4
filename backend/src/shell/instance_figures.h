/* The figures of the API for GET /metrics. */
#ifndef INSTANCE_FIGURES_H
#define INSTANCE_FIGURES_H

#include "../domain/metrics.h"
#include "api_server.h"
#include "event_writer.h"

typedef struct instance_figures {
    store_place *place;
    const chatlet_allocator *allocator;
    api_server *api;
    event_writer *events;
    const problem_counts *problems;
} instance_figures;

/* Writes them: what the threads count, and what the database says. Waits for the database; with
 * none it says so by chatletd_database_up 0. Opens a connection and closes it: this is asked a few
 * times a minute. */
void instance_figures_write(const instance_figures *figures, const metrics_sink *sink);

#endif
