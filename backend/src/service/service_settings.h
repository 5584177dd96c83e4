/* What the operator decided, read once when the program starts and constant from then on. */
#ifndef SERVICE_SETTINGS_H
#define SERVICE_SETTINGS_H

#include <chatlet/base.h>

struct plan_table;

typedef struct service_settings {
    chatlet_str base_url;      /* without a slash at its end: "https://chat.example.com" */
    uint8_t master_secret[32]; /* of the secrets file; other keys are derived from it */
    bool signs_up;             /* whether strangers may open accounts */
    bool verifies_mail;        /* whether a new account must confirm its address first */
    chatlet_str mail_from;     /* "Chatlet <noreply@example.com>" */
    const struct plan_table *plans;

    /* Sessions of accounts. */
    int64_t session_idle_ms;     /* 14 days */
    int64_t session_absolute_ms; /* 90 days */

    /* Visitors. */
    int64_t visitor_token_ms;          /* 1 hour */
    uint32_t visitors_per_address_day; /* new visitors of one address, bot and day that count */
    uint32_t retention_days_default;   /* 90 */

    /* The payment provider; is_on false: plans are set by hand. */
    struct {
        bool is_on;
        bool is_live; /* refuses events of the other mode */
        chatlet_str secret_key;
        chatlet_str webhook_secrets[2]; /* the second while one is being replaced, else empty */
        chatlet_str api_url;            /* "https://api.stripe.com" or a test's fake */
        chatlet_str api_version;        /* "2026-10-28.endive" */
    } stripe;
} service_settings;

#endif
