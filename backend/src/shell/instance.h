/* Everything behind the API of one process: settings, database, threads. */
#ifndef INSTANCE_H
#define INSTANCE_H

#include "../http/http_handler.h"
#include "../domain/metrics.h"
#include "../settings.h"
#include "config.h"

enum { INSTANCE_MESSAGE_BYTES = 1024 };

typedef struct instance instance;

typedef struct instance_options {
    const settings *wanted; /* borrowed */
    const chatlet_allocator *allocator;
} instance_options;

/* Reads configuration and secrets; opens nothing else. NULL with a sentence when they are wrong. */
instance *instance_new(const instance_options *options, char message[INSTANCE_MESSAGE_BYTES]);

/* Brings the database to this program's shape; says on standard error what it does. */
bool instance_migrate(instance *instance, bool dry_run, char message[INSTANCE_MESSAGE_BYTES]);

/* The commands backup and restore (shell/command_backup.h); what they did goes to standard output.
 */
bool instance_backup(instance *instance, const char *file, char message[INSTANCE_MESSAGE_BYTES]);
bool instance_restore(instance *instance, const char *file, bool replaces,
                      char message[INSTANCE_MESSAGE_BYTES]);

/* The command reconcile (shell/command_reconcile.h). *differs: a sum is not what its events say. */
bool instance_reconcile(instance *instance, bool *differs, char message[INSTANCE_MESSAGE_BYTES]);

/* Starts the threads, after instance_migrate. */
bool instance_start(instance *instance, char message[INSTANCE_MESSAGE_BYTES]);

/* Once it listens at `port`: takes requests. Where no address of its own was said, people reach it
 * at this machine's. When there is no account yet, prints the first owner's link. */
void instance_open(instance *instance, uint16_t port);

/* What answers requests: that of events is asked first. */
http_handler instance_events_handler(instance *instance);
http_handler instance_handler(instance *instance);

const config *instance_config(const instance *instance);

/* Writes the API's figures for GET /metrics; `instance` as a context. Waits for the database. */
void instance_write_figures(void *instance, const metrics_sink *sink);

/* When the server is told to stop: no answer waits any more for something sent. */
void instance_hurry(instance *instance);

/* Ends what instance_start began, and frees. NULL is allowed. */
void instance_free(instance *instance);

#endif
