/* chatletd: reads its settings, wires the rooms, runs the loop.
 *
 * Standard output has one line, when it is ready: "listening on http://localhost:8787/". All else
 * goes to standard error. */
#include "http/http_handlers.h"
#include "http/http_loops.h"
#include "settings.h"
#include "shell/config_apply.h"
#include "shell/instance.h"
#include "shell/metrics_page.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    EXIT_CANNOT_RUN = 1,
    EXIT_WRONG_SETTINGS = 2,
    EXIT_DIFFERS = 3,
    PORT_MAX = 65535,
    HANDLERS_MAX = 5
};

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

/* Everything that lives as long as the program. */
typedef struct program {
    uv_loop_t loop;
    http_static sites;
    http_handler handlers[HANDLERS_MAX];
    http_log log;
    http_metrics metrics;
    metrics_page figures;
    instance *instance; /* NULL: files alone */
    http_loops *server;
    http_tls_common *tls; /* NULL: plain HTTP */
    http_tls_files tls_files;
    uv_signal_t terminate;
    uv_signal_t interrupt;
    uv_signal_t reload;
    uv_work_t reloading;
    bool is_reloading;
} program;

static bool open_sites(const settings *wanted, http_static *sites) {
    for (size_t i = 0; i < wanted->site_count; i++) {
        http_site *site = &sites->sites[i];
        site->prefix = wanted->sites[i].prefix;
        if (!http_root_open(wanted->sites[i].folder, &site->root)) {
            (void)fprintf(stderr, "chatletd: %s is not a folder that can be read.\n",
                          wanted->sites[i].folder);
            return false;
        }
    }
    sites->site_count = wanted->site_count;
    return true;
}

/* Each connection may hold a socket and a file; many systems allow 1,024 until asked for more. */
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void on_signal(uv_signal_t *handle, int number) {
    program *self = handle->data;
    (void)number;
    if (self->instance != NULL) instance_hurry(self->instance);
    http_loops_stop(self->server);
    /* The first one is enough for the loop to end; the handles stay for a second, impatient one. */
    uv_unref((uv_handle_t *)&self->terminate);
    uv_unref((uv_handle_t *)&self->interrupt);
    uv_unref((uv_handle_t *)&self->reload);
}

/* In the pool, for it waits for the disk. */
static void read_certificate(uv_work_t *work) {
    program *self = work->data;
    char message[HTTP_TLS_MESSAGE_BYTES];
    bool good = http_loops_use(self->server, self->tls, &self->tls_files, message);
    (void)fprintf(stderr, "chatletd: %s%s\n", good ? "the certificate was read again." : message,
                  good ? "" : " The one before it stays in use.");
}

static void on_certificate_read(uv_work_t *work, int status) {
    (void)status;
    ((program *)work->data)->is_reloading = false;
}

static void on_reload(uv_signal_t *handle, int number) {
    program *self = handle->data;
    (void)number;
    if (self->tls == NULL || self->is_reloading) return;
    self->is_reloading = true;
    self->reloading.data = self;
    (void)uv_queue_work(&self->loop, &self->reloading, read_certificate, on_certificate_read);
}

static void watch_signals(program *self) {
    (void)signal(SIGPIPE, SIG_IGN); /* a client that has gone is an error of its write, no more */
    (void)uv_signal_init(&self->loop, &self->terminate);
    (void)uv_signal_init(&self->loop, &self->interrupt);
    (void)uv_signal_init(&self->loop, &self->reload);
    self->reload.data = self;
    (void)uv_signal_start(&self->reload, on_reload, SIGHUP);
    self->terminate.data = self;
    self->interrupt.data = self;
    (void)uv_signal_start(&self->terminate, on_signal, SIGTERM);
    (void)uv_signal_start(&self->interrupt, on_signal, SIGINT);
}

static void say_listening(const settings *wanted, uint16_t port) {
    /* What a person types into a browser on this machine. */
    static const char *const local[] = {"127.0.0.1", "0.0.0.0", "::1", "::"};
    const char *host = wanted->address;
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        if (strcmp(wanted->address, local[i]) == 0) host = "localhost";
    }
    bool bracket = strchr(host, ':') != NULL;
    const char *scheme = wanted->tls_certificate == NULL ? "http" : "https";
    (void)printf("listening on %s://%s%s%s:%u/\n", scheme, bracket ? "[" : "", host,
                 bracket ? "]" : "", (unsigned)port);
    (void)fflush(stdout);
}

static int say_cannot_listen(const settings *wanted, int error, uint32_t last_port) {
    if (error == UV_EINVAL) {
        (void)fprintf(stderr, "chatletd: --address takes an IPv4 or IPv6 address, not \"%s\".\n",
                      wanted->address);
        return EXIT_WRONG_SETTINGS;
    }
    if (error != UV_EADDRINUSE) {
        (void)fprintf(stderr, "chatletd: cannot listen at %s port %u: %s.\n", wanted->address,
                      last_port, uv_strerror(error));
    } else if (last_port == wanted->port) {
        (void)fprintf(stderr, "chatletd: port %u is taken; give another with --port.\n",
                      wanted->port);
    } else {
        (void)fprintf(stderr, "chatletd: ports %u to %u are taken; give another with --port.\n",
                      wanted->port, last_port);
    }
    return EXIT_CANNOT_RUN;
}

/* Listens at the first free port of those that may be tried. Returns 0 or the exit code. */
static int listen_somewhere(const program *self, const settings *wanted) {
    uint16_t bound_port = 0;
    uint32_t port = wanted->port;
    uint32_t last_port = port + wanted->port_tries - 1;
    if (last_port > PORT_MAX) last_port = PORT_MAX;
    int error;
    while ((error = http_loops_listen(self->server, wanted->address, (uint16_t)port,
                                      &bound_port)) == UV_EADDRINUSE &&
           port < last_port) {
        port++;
    }
    if (error != 0) return say_cannot_listen(wanted, error, port);
    if (port != wanted->port) {
        (void)fprintf(stderr, "port %u is taken; using %u\n", wanted->port, port);
    }
    if (self->instance != NULL) instance_open(self->instance, bound_port);
    say_listening(wanted, bound_port);
    return 0;
}

static http_server_options server_options(program *self, const settings *wanted) {
    size_t handler_count = 0;
    self->figures =
        (metrics_page){.http = &self->metrics,
                       .readers = wanted->metrics_readers,
                       .reader_count = wanted->metrics_reader_count,
                       .started_s = time(NULL),
                       .write_more = self->instance != NULL ? instance_write_figures : NULL,
                       .context = self->instance};
    self->handlers[handler_count++] = http_live_handler();
    self->handlers[handler_count++] = metrics_page_handler(&self->figures);
    if (self->instance != NULL) {
        self->handlers[handler_count++] = instance_events_handler(self->instance);
        self->handlers[handler_count++] = instance_handler(self->instance);
    }
    self->handlers[handler_count++] = http_static_handler(&self->sites);
    return (http_server_options){.allocator = &allocator,
                                 .handlers = self->handlers,
                                 .handler_count = handler_count,
                                 .timeouts = {.header_ms = wanted->header_timeout_ms,
                                              .body_ms = wanted->body_timeout_ms,
                                              .idle_ms = wanted->idle_timeout_ms,
                                              .write_ms = wanted->write_timeout_ms},
                                 .stop_timeout_ms = wanted->stop_timeout_ms,
                                 .connections_max = wanted->connections_max,
                                 .proxies = &wanted->proxies,
                                 .log_addresses = wanted->log_addresses,
                                 .metrics = &self->metrics,
                                 .body_memory_bytes_max = (uint64_t)wanted->body_memory_mib << 20,
                                 .log = wanted->log ? &self->log : NULL};
}

static void close_signals(program *self) {
    uv_close((uv_handle_t *)&self->terminate, NULL);
    uv_close((uv_handle_t *)&self->interrupt, NULL);
    uv_close((uv_handle_t *)&self->reload, NULL);
    (void)uv_run(&self->loop, UV_RUN_DEFAULT);
}

/* Returns 0 or the exit code. */
static int use_certificate(program *self, const settings *wanted) {
    char message[HTTP_TLS_MESSAGE_BYTES];
    if (wanted->tls_certificate == NULL) return 0;
    self->tls_files =
        (http_tls_files){.certificate_path = wanted->tls_certificate, .key_path = wanted->tls_key};
    self->tls = http_tls_common_new(&allocator);
    if (self->tls == NULL) {
        (void)fputs("chatletd: the system gives no chance for TLS.\n", stderr);
        return EXIT_CANNOT_RUN;
    }
    if (http_loops_use(self->server, self->tls, &self->tls_files, message)) return 0;
    (void)fprintf(stderr, "chatletd: %s\n", message);
    return EXIT_WRONG_SETTINGS;
}

/* One for each processor unless told otherwise. */
static uint32_t loop_count(const settings *wanted) {
    if (wanted->loops > 0) return wanted->loops;
    unsigned processors = uv_available_parallelism();
    return processors > HTTP_LOOPS_MAX ? HTTP_LOOPS_MAX : processors;
}

/* Runs until told to stop; returns the exit code. */
static int run(program *self, const settings *wanted) {
    http_server_options options = server_options(self, wanted);
    if (uv_loop_init(&self->loop) != 0) return EXIT_CANNOT_RUN;
    if (!http_log_init(&self->log, STDERR_FILENO, &allocator)) return EXIT_CANNOT_RUN;
    self->server = http_loops_new(&self->loop, loop_count(wanted), &options);
    if (self->server == NULL) {
        (void)fputs("chatletd: out of memory.\n", stderr);
        return EXIT_CANNOT_RUN;
    }
    watch_signals(self);
    int code = use_certificate(self, wanted);
    if (code == 0) code = listen_somewhere(self, wanted);
    if (code == 0) {
        (void)uv_run(&self->loop, UV_RUN_DEFAULT);
    } else {
        http_loops_stop(self->server);
    }
    close_signals(self);
    http_loops_free(self->server);
    if (self->tls != NULL) http_tls_common_free(self->tls);
    http_log_free(&self->log);
    (void)uv_loop_close(&self->loop);
    return code;
}

static int say_wrong(const char *message, int code) {
    (void)fprintf(stderr, "chatletd: %s\n", message);
    return code;
}

/* Serves files, and with them the API when it is wanted. */
static int serve(program *self, const settings *wanted) {
    char message[INSTANCE_MESSAGE_BYTES];
    if (self->instance != NULL) {
        if (!instance_migrate(self->instance, false, message) ||
            !instance_start(self->instance, message)) {
            return say_wrong(message, EXIT_CANNOT_RUN);
        }
    }
    raise_descriptor_limit();
    return run(self, wanted);
}

static int reconcile(program *self) {
    char message[INSTANCE_MESSAGE_BYTES];
    bool differs = false;
    if (!instance_reconcile(self->instance, &differs, message)) {
        return say_wrong(message, EXIT_CANNOT_RUN);
    }
    return differs ? EXIT_DIFFERS : 0;
}

static int run_command(program *self, const settings *wanted) {
    char message[INSTANCE_MESSAGE_BYTES];
    switch (wanted->command) {
    case SETTINGS_SERVE: return serve(self, wanted);
    case SETTINGS_CHECK_CONFIG: (void)puts("All settings are as they should be."); return 0;
    case SETTINGS_MIGRATE:
        if (instance_migrate(self->instance, wanted->dry_run, message)) return 0;
        return say_wrong(message, EXIT_CANNOT_RUN);
    case SETTINGS_BACKUP:
        if (instance_backup(self->instance, wanted->file, message)) return 0;
        return say_wrong(message, EXIT_CANNOT_RUN);
    case SETTINGS_RESTORE:
        if (instance_restore(self->instance, wanted->file, wanted->replaces, message)) return 0;
        return say_wrong(message, EXIT_CANNOT_RUN);
    case SETTINGS_RECONCILE: return reconcile(self);
    }
    return EXIT_CANNOT_RUN;
}

int main(int argc, char **argv) {
    settings wanted;
    char message[SETTINGS_MESSAGE_BYTES];
    char instance_message[INSTANCE_MESSAGE_BYTES];
    program self = {.server = NULL};
    switch (settings_read(argc - 1, argv + 1, &wanted, message)) {
    case SETTINGS_RUN: break;
    case SETTINGS_HELP: (void)fputs(settings_help(), stdout); return 0;
    case SETTINGS_WRONG: return say_wrong(message, EXIT_WRONG_SETTINGS);
    }
    if (!open_sites(&wanted, &self.sites)) return EXIT_WRONG_SETTINGS;
    if (wanted.has_api || wanted.command != SETTINGS_SERVE) {
        instance_options options = {.wanted = &wanted, .allocator = &allocator};
        self.instance = instance_new(&options, instance_message);
        if (self.instance == NULL) return say_wrong(instance_message, EXIT_WRONG_SETTINGS);
        if (!config_apply(instance_config(self.instance), &wanted, message)) {
            instance_free(self.instance);
            return say_wrong(message, EXIT_WRONG_SETTINGS);
        }
    }
    int code = run_command(&self, &wanted);
    instance_free(self.instance);
    return code;
}
