/* The operator's file, chatletd.json: every member is checked, unknown ones are refused, and each
 * mistake is told with its place. A secret is written in it or, better, kept in a file of its own:
 * {"file": "/run/secrets/stripe"}. */
#ifndef CONFIG_H
#define CONFIG_H

#include "../domain/region.h"

enum { CONFIG_MESSAGE_BYTES = 512, CONFIG_PROXIES_MAX = 64, CONFIG_FILE_BYTES_MAX = 1024 * 1024 };

/* Texts live in the region that was given. An empty text: not said. */
typedef struct config {
    chatlet_str base_url;  /* "https://chat.example.com", without a slash at its end */
    chatlet_str data;      /* folder of database, secrets, mails */
    chatlet_str database;  /* of PostgreSQL: "postgresql://…"; empty: SQLite in `data` */
    chatlet_str plans;     /* a shipped table's name, or a path; empty: by whether Stripe is on */
    chatlet_str published; /* folder that published files are written to; empty: none */
    bool signs_up;
    bool verifies_mail;

    struct {
        chatlet_str url; /* "smtps://mail.example.com"; empty: files in `data`/mail */
        chatlet_str user;
        chatlet_str password;
        chatlet_str from;
    } mail;

    struct {
        chatlet_str secret_key; /* empty: off */
        chatlet_str webhook_secrets[2];
        chatlet_str api_url;
        bool is_live;
    } stripe;

    struct {
        chatlet_str certificate; /* files; empty: plain HTTP */
        chatlet_str key;
    } tls;

    struct {
        int64_t per_address; /* requests a minute; 0: no such limit */
        int64_t per_key;
        int64_t per_visitor;
    } limits;

    chatlet_str trusted_proxies[CONFIG_PROXIES_MAX]; /* "10.0.0.0/8" */
    size_t trusted_proxy_count;
    bool logs_addresses;

    int64_t session_idle_minutes;
    int64_t session_absolute_minutes;
    int64_t retention_days;
    int64_t visitors_per_address_day;
    bool allows_private_calls; /* outgoing calls to addresses of private networks: for tests */
} config;

/* What holds without a file. */
config config_defaults(void);

/* Reads `path` over `config`, which holds defaults. False, and a sentence with the place, when it
 * cannot be read or is wrong. */
bool config_read(const char *path, region *memory, config *config,
                 char message[CONFIG_MESSAGE_BYTES]);

#endif
