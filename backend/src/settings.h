/* What chatletd is told on its command line. What an operator decides for good stands in a file
 * that --config names: shell/config.h. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "http/http_client_address.h"

#include <chatlet/base.h>

enum { SETTINGS_MESSAGE_BYTES = 512 };

typedef struct settings_site {
    chatlet_str prefix; /* without slashes at its ends; "" for --site */
    const char *folder;
} settings_site;

typedef enum settings_command {
    SETTINGS_SERVE,
    SETTINGS_MIGRATE,
    SETTINGS_BACKUP,
    SETTINGS_RESTORE,
    SETTINGS_RECONCILE,
    SETTINGS_CHECK_CONFIG
} settings_command;

/* Texts are borrowed from the command line. */
typedef struct settings {
    settings_command command;
    const char *file;     /* of backup and restore; else NULL */
    bool dry_run;         /* of migrate */
    bool replaces;        /* of restore */
    const char *config;   /* NULL: none */
    const char *data;     /* NULL: the configuration's, or ./chatlet-data */
    const char *database; /* of PostgreSQL; NULL: the configuration's, or SQLite in `data` */
    const char *plans;    /* NULL: the configuration's, or by whether there is a payment provider */
    const char *base_url; /* NULL: the configuration's, or the address that is listened at */
    bool has_api;         /* accounts, bots and events, not only files */
    settings_site sites[HTTP_SITES_MAX];
    size_t site_count;
    const char *address;
    uint32_t port; /* 0: any that is free */
    uint32_t port_tries;
    bool log;
    const char *tls_certificate; /* NULL: plain HTTP */
    const char *tls_key;
    http_proxies proxies; /* whose word about their clients counts */
    http_network metrics_readers[HTTP_TRUSTED_PROXIES_MAX]; /* who may read /metrics */
    size_t metrics_reader_count;
    bool log_addresses;
    uint32_t loops; /* 0: one for each processor */
    uint32_t connections_max;
    uint32_t body_memory_mib;
    uint32_t header_timeout_ms;
    uint32_t body_timeout_ms;
    uint32_t idle_timeout_ms;
    uint32_t write_timeout_ms;
    uint32_t stop_timeout_ms;
} settings;

typedef enum settings_outcome { SETTINGS_RUN, SETTINGS_HELP, SETTINGS_WRONG } settings_outcome;

/* Reads the words behind the program's name. When the outcome is SETTINGS_WRONG, `message` is a
 * sentence that says what is wrong and what to do. */
settings_outcome settings_read(int word_count, char **words, settings *result,
                               char message[SETTINGS_MESSAGE_BYTES]);

/* How to call the program; constant text. */
const char *settings_help(void);

#endif
